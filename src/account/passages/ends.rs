//! Where figures and texts end that a slot takes, and where clauses open.

use super::values;
use super::view::{Figure, View, is_punctuation};
use crate::schema::SlotKind;
use crate::text::{FigureUnit, is_letter};

/// Longest punctuation between a figure and the clause behind it, in bytes.
const LONGEST_DIVIDER: usize = 32;

/// Whether a clause opens here by what stands before: nothing, the end of another, or a figure and punctuation.
pub(super) fn opens_clause(view: &View, at: usize) -> bool {
    match view.text.get(..at).and_then(|text| text.chars().next_back()) {
        None | Some('。' | ';' | ':' | '!' | '?') => true,
        Some(character) if is_punctuation(character) => {
            let count = view.figures.partition_point(|figure| figure.end <= at);
            let last = count.checked_sub(1).and_then(|last| view.figures.get(last));
            let behind = last.and_then(|figure| view.text.get(figure.end..at));
            behind.is_some_and(|text| text.len() <= LONGEST_DIVIDER && text.chars().all(is_punctuation))
        }
        Some(_) => false,
    }
}

/// The end of a text without the punctuation behind it; closing brackets stay.
pub(super) fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    let slice = text.get(start..end).unwrap_or("");
    let loose = |c: char| is_punctuation(c) && !matches!(c, ')' | ']' | '》' | '〉');
    start + slice.trim_end_matches(loose).len()
}

/// Where a figure with the unit of this kind ends; none if it is of another kind.
pub(super) fn figure_end(view: &View, figure: &Figure, kind: &SlotKind) -> Option<usize> {
    let bare = figure.printed.unit == FigureUnit::None && !runs_on(view, figure);
    let digits = figure.printed.digits.as_str();
    match (kind, &figure.printed.unit) {
        (SlotKind::Money, FigureUnit::Money { .. })
        | (SlotKind::Percent, FigureUnit::Percent)
        | (SlotKind::Date, FigureUnit::Date) => Some(figure.end),
        (SlotKind::Percent, FigureUnit::PercentPoint | FigureUnit::Other(_)) => {
            values::rate_exponent(view, figure).map(|_| figure.end)
        }
        (SlotKind::Money | SlotKind::Percent, FigureUnit::None) if bare => Some(figure.digits_end),
        (SlotKind::Money, FigureUnit::None) => values::shared_unit(view, figure).map(|_| figure.digits_end),
        (SlotKind::Year, FigureUnit::Year | FigureUnit::None) if digits.len() == 4 => {
            let rest = view.text.get(figure.digits_end..).unwrap_or("");
            let word = if rest.starts_with("年度") { "年度" } else { "年" };
            let unit = if rest.starts_with('年') { word.len() } else { 0 };
            Some(figure.digits_end + unit)
        }
        // A count is whole, unless its own unit is printed behind it: 95.55 分.
        (SlotKind::Count(counter), FigureUnit::Other(_) | FigureUnit::None)
            if figure.printed.decimals == 0
                || matches!(&figure.printed.unit, FigureUnit::Other(unit) if unit == counter) =>
        {
            let length = values::counter_length(view.text.get(figure.digits_end..)?, counter);
            match length {
                Some(length) => Some(figure.digits_end + length),
                None => bare.then_some(figure.digits_end),
            }
        }
        _ => None,
    }
}

/// Whether another figure follows at once: then a number without a unit cannot be told apart.
fn runs_on(view: &View, figure: &Figure) -> bool {
    view.figure_at(figure.digits_end).is_some()
}

/// The first byte at which a text of some number of letters may begin that the same text follows: its first letter
/// stands there again as many letters behind.
pub(super) fn may_double(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let (least, most) = (*lengths.start().max(&1), *lengths.end());
    let mut letters = text.char_indices();
    loop {
        let here = letters.clone();
        let (at, letter) = letters.next()?;
        let mut behind = here.skip(least).take((most + 1).saturating_sub(least));
        if is_letter(letter) && behind.any(|(_, other)| other == letter) {
            return Some(at);
        }
    }
}

/// The first text of some number of letters, not counting those before a certain one, that the same text follows.
pub(super) fn doubled(rest: &str, from: usize, lengths: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let mut letters = rest.char_indices().take(*lengths.end()).take_while(|(_, c)| is_letter(*c));
    let mut at = from;
    let mut next = letters.nth((lengths.start() - 1) + from);
    while let Some((last, letter)) = next {
        let (text, behind) = rest.split_at_checked(last + letter.len_utf8())?;
        if behind.starts_with(text) {
            return Some(at);
        }
        at += 1;
        next = letters.next();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_doubled_text_is_passed_over(text in "[甲乙丙，1]{0,24}") {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let first = starts.iter().find(|at| {
                let rest = text.get(**at..).unwrap_or_default();
                doubled(rest, 0, 2..=4).is_some()
            });
            let may = may_double(&text, 2..=4);
            if let Some(first) = first {
                prop_assert!(may.is_some_and(|may| may <= *first), "{} {:?} {:?}", text, first, may);
            }
        }
    }
}
