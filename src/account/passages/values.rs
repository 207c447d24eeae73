//! Figures of prose as claims: value, place, unit, what is damaged, the clause around it.

use super::matcher::Capture;
use super::view::{Figure, View, is_punctuation};
use crate::account::{Claim, Damage};
use crate::amount::{Dimension, Exact, MoneyUnit, Place};
use crate::schema::{Column, Kind, SlotKind};
use crate::text::{FigureUnit, is_sentence_end};

/// Longest quotation, in characters.
const LONGEST_QUOTE: usize = 60;

/// The claim that a capture makes on a column; its value is none where it does not fit.
pub(super) fn claim(
    view: &View,
    capture: &Capture,
    kind: &SlotKind,
    column: &Column,
    by: u32,
) -> (Claim, bool) {
    let mut claim = Claim {
        text: view.print(capture.start, capture.end).to_owned(),
        quote: quote(view, capture.start, capture.end),
        at: view.place(capture.start),
        extent: view.extent(capture.start, capture.end),
        by,
        ..Claim::default()
    };
    let figure = capture.figure.and_then(|at| view.figures.get(at));
    let Some(figure) = figure else {
        if matches!(column.kind, Kind::Words(_)) {
            let value = Exact::from_integer(capture.word).to_fixed(column.dimension().scale());
            claim.value = value.unwrap_or_default();
        }
        return (claim, true);
    };
    claim.text = view.print(figure.start, capture.end.max(figure.digits_end)).to_owned();
    claim.extent = view.extent(figure.start, capture.end.max(figure.digits_end));
    if !matches!(kind, SlotKind::Date) {
        claim.unit = unit_word(view, figure, capture.end.max(figure.digits_end));
    }
    if claim.unit.is_empty() && matches!(kind, SlotKind::Money) {
        let unit = shared_unit(view, figure).or_else(|| later_unit(view, figure));
        claim.unit = unit.map(|unit| unit.name().to_owned()).unwrap_or_default();
    }
    let value = value(view, figure, kind, &mut claim);
    match value.and_then(|value| value.to_fixed(column.dimension().scale())) {
        Some(value) => {
            claim.value = value;
            (claim, true)
        }
        None => (claim, false),
    }
}

/// The unit as printed behind a figure, up to a byte; 百分之 before it is %.
pub(super) fn unit_word(view: &View, figure: &Figure, end: usize) -> String {
    match view.print(figure.digits_end, end) {
        "" if figure.printed.unit == FigureUnit::Percent => "%".to_owned(),
        word => word.to_owned(),
    }
}

/// The value of a figure as its slot takes it; sets place and damage.
fn value(view: &View, figure: &Figure, kind: &SlotKind, claim: &mut Claim) -> Option<Exact> {
    let digits = Exact::parse_decimal(&figure.printed.digits)?;
    let decimals = i8::try_from(figure.printed.decimals).ok()?;
    match kind {
        SlotKind::Money => {
            let (unit, damage) = money_unit(view, figure);
            claim.damage = Damage { approximate: figure.printed.approximate, ..damage };
            claim.place = money_place(unit, decimals, figure.printed.approximate);
            Some(digits.shift_ten(i32::from(unit.exponent())))
        }
        SlotKind::Percent => {
            let bare = figure.printed.unit == FigureUnit::None;
            claim.damage =
                Damage { no_percent: bare, approximate: figure.printed.approximate, ..Damage::default() };
            let exponent = rate_exponent(view, figure).unwrap_or(-2);
            claim.place = Place(exponent.saturating_sub(decimals));
            Some(digits.shift_ten(i32::from(exponent)))
        }
        _ => {
            let bare = figure.printed.unit == FigureUnit::None && matches!(kind, SlotKind::Count(_));
            claim.damage = Damage {
                no_unit: bare && claim.unit.is_empty(),
                approximate: figure.printed.approximate,
                ..Damage::default()
            };
            claim.place = Place::EXACT;
            Some(digits)
        }
    }
}

fn money_unit(view: &View, figure: &Figure) -> (MoneyUnit, Damage) {
    match &figure.printed.unit {
        FigureUnit::Money { unit, cut } => (*unit, Damage { cut_unit: *cut, ..Damage::default() }),
        _ => match shared_unit(view, figure) {
            Some(unit) => (unit, Damage::default()),
            None => (MoneyUnit::default(), Damage { no_unit: true, ..Damage::default() }),
        },
    }
}

/// The unit of the next figure, where two figures share one: 「4125.49,4143.91万元」.
pub(super) fn shared_unit(view: &View, figure: &Figure) -> Option<MoneyUnit> {
    if figure.printed.unit != FigureUnit::None {
        return None;
    }
    let rest = view.text.get(figure.digits_end..)?;
    let skip = rest.chars().next().filter(|c| matches!(c, ',' | '、' | '和' | '及' | '与' | '/'))?;
    let (_, next) = view.figure_at(figure.digits_end + skip.len_utf8())?;
    match next.printed.unit {
        FigureUnit::Money { unit, .. } => Some(unit),
        _ => None,
    }
}

/// Most bytes between a figure and the one behind it whose unit serves both.
const NEAR: usize = 32;

/// The unit of the next figure, where a clause of a list stands between: 「收入524.36、支总计508.15万元」.
pub(super) fn later_unit(view: &View, figure: &Figure) -> Option<MoneyUnit> {
    let rest = view.text.get(figure.digits_end..)?;
    if figure.printed.unit != FigureUnit::None || !rest.starts_with('、') {
        return None;
    }
    let behind = view.figures.partition_point(|next| next.start <= figure.start);
    let next = view.figures.get(behind)?;
    match next.printed.unit {
        FigureUnit::Money { unit, .. } if next.start - figure.digits_end <= NEAR => Some(unit),
        _ => None,
    }
}

/// Money in prose restates a cell: 0.01 万元 or 0.01 元, finer if printed so, coarser only if it says so.
fn money_place(unit: MoneyUnit, decimals: i8, approximate: bool) -> Place {
    let printed = unit.exponent().saturating_sub(decimals);
    match unit {
        MoneyUnit::HundredMillionYuan => Place(printed),
        _ if approximate => Place(printed),
        MoneyUnit::Yuan => Place(printed.min(-2)),
        _ => Place(printed.min(2)),
    }
}

/// 倍, as units are told.
const TIMES: &str = "倍";

/// Most bytes between an amount and the rate of its change.
const RATE_NEAR: usize = 36;

/// The power of ten of a rate of change that is printed in 个百分点 or 倍 (增加 10.00 万元，增长 2 倍): it stands behind the
/// amount that something changed by, with no word between them of a share or of what it came to. None for all other figures.
pub(super) fn rate_exponent(view: &View, figure: &Figure) -> Option<i8> {
    let exponent = match &figure.printed.unit {
        FigureUnit::PercentPoint => -2,
        FigureUnit::Other(word) if word == TIMES => 0,
        _ => return None,
    };
    let behind = view.figures.partition_point(|other| other.start < figure.start);
    let amount = view.figures.get(behind.checked_sub(1)?)?;
    let between = view.text.get(amount.end..figure.start)?;
    let words = between.trim_start_matches(is_punctuation);
    let apart = |c: char| is_sentence_end(c) || matches!(c, ';' | '占' | '重' | '率' | '的' | '到' | '至');
    let behind = matches!(amount.printed.unit, FigureUnit::Money { .. })
        && between.len() <= RATE_NEAR
        && words.len() < between.len()
        && !words.is_empty()
        && !between.contains(apart);
    behind.then_some(exponent)
}

/// What a figure counts, as far as its unit says, and where it is a rate of change what stands before it.
pub(super) fn dimension(view: &View, figure: &Figure) -> Option<Dimension> {
    if rate_exponent(view, figure).is_some() {
        return Some(Dimension::Ratio);
    }
    match &figure.printed.unit {
        FigureUnit::Money { .. } => Some(Dimension::Money),
        FigureUnit::Percent => Some(Dimension::Ratio),
        FigureUnit::Year => Some(Dimension::Year),
        FigureUnit::Date => Some(Dimension::Date),
        FigureUnit::Other(counter) => Some(Dimension::Count(counter.clone())),
        FigureUnit::None | FigureUnit::PercentPoint => None,
    }
}

/// The dimension that a slot gives to the figure it takes.
pub(super) fn slot_dimension(kind: &SlotKind) -> Option<Dimension> {
    match kind {
        SlotKind::Money => Some(Dimension::Money),
        SlotKind::Percent => Some(Dimension::Ratio),
        SlotKind::Year => Some(Dimension::Year),
        SlotKind::Date => Some(Dimension::Date),
        SlotKind::Count(counter) => Some(Dimension::Count(counter.clone())),
        _ => None,
    }
}

/// Bytes of a counter behind a number: its word, its word with brackets or a stroke inside (台（套）), or, for a
/// counter of several characters, the shorter forms that mean the same.
pub(super) fn counter_length(rest: &str, counter: &str) -> Option<usize> {
    let mut length = 0;
    let mut taken = 0;
    for wanted in counter.chars() {
        let text = rest.get(length..)?;
        let skipped = text.trim_start_matches(['(', '/', ')', '、']);
        let skip = if taken > 0 { text.len() - skipped.len() } else { 0 };
        if !rest.get(length + skip..)?.starts_with(wanted) {
            break;
        }
        length += skip + wanted.len_utf8();
        taken += 1;
    }
    if taken > 0 {
        if rest.get(length..).is_some_and(|rest| rest.starts_with(')'))
            && rest.get(..length).is_some_and(|text| text.contains('('))
        {
            length += 1;
        }
        // 人 for 人次 and 台 for 台套; 批 for 批次.
        return Some(length);
    }
    // 次 for 批次, but never for 人次: those are other people than occasions.
    let last = counter.chars().next_back().filter(|_| counter.chars().count() > 1)?;
    let person = counter.starts_with('人');
    (!person && rest.starts_with(last)).then_some(last.len_utf8())
}

/// The clause around a stretch as printed, from the punctuation before it to that behind it.
pub(super) fn quote(view: &View, start: usize, end: usize) -> String {
    let divides = |c: char| is_sentence_end(c) || matches!(c, ';' | ',');
    let before = view.text.get(..start).unwrap_or("");
    let from = before
        .char_indices()
        .rev()
        .take(LONGEST_QUOTE)
        .take_while(|(_, c)| !divides(*c))
        .last()
        .map_or(start, |(at, _)| at);
    let rest = view.text.get(end..).unwrap_or("");
    let to = rest
        .char_indices()
        .take(LONGEST_QUOTE / 2)
        .take_while(|(_, c)| !divides(*c))
        .last()
        .map_or(end, |(at, c)| end + at + c.len_utf8());
    let printed = view.print(from, to);
    let mut quote: String = printed.chars().take(LONGEST_QUOTE).collect();
    if quote.len() < printed.len() {
        quote.push('…');
    }
    quote
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_have_short_and_bracketed_forms() {
        let cases = [
            ("台(套)。", "台套", Some("台(套)".len())),
            ("台/套", "台套", Some("台/套".len())),
            ("次、接待", "批次", Some("次".len())),
            ("批次", "批次", Some("批次".len())),
            ("人、", "人次", Some("人".len())),
            ("次", "人次", None),
            ("辆", "辆", Some("辆".len())),
            ("平方米", "辆", None),
        ];
        for (rest, counter, expected) in cases {
            assert_eq!(counter_length(rest, counter), expected, "{rest} as {counter}");
        }
    }

    #[test]
    fn money_has_the_place_of_the_cell_it_restates() {
        let cases = [
            (MoneyUnit::TenThousandYuan, 0, false, 2),
            (MoneyUnit::TenThousandYuan, 3, false, 1),
            (MoneyUnit::TenThousandYuan, 0, true, 4),
            (MoneyUnit::Yuan, 0, false, -2),
            (MoneyUnit::HundredMillionYuan, 1, false, 7),
        ];
        for (unit, decimals, approximate, place) in cases {
            assert_eq!(money_place(unit, decimals, approximate), Place(place));
        }
    }
}
