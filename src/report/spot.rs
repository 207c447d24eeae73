//! A place in words: where it is, what its table, row and column are called, what is printed there.

use super::cause::meant;
use super::words::{passage_words, place_words};
use crate::proof::{Mend, Spot};

/// Longest quotation, in characters.
const QUOTE: usize = 60;

/// Whether it is a stretch of prose.
pub(super) fn is_prose(spot: &Spot) -> bool {
    spot.row.is_none() && !spot.quote.trim().is_empty()
}

/// A place: where, the names of its table, row and column, and what is printed there.
pub(super) fn spot_words(spot: &Spot) -> String {
    let mut parts = vec![place_words(&spot.at)];
    parts.extend(spot.table.as_deref().map(passage_words));
    parts.extend([&spot.row, &spot.column].into_iter().flatten().cloned());
    parts.retain(|part| !part.is_empty());
    let names = parts.join(" ");
    let text = spot.text.trim();
    match (is_prose(spot), text.is_empty()) {
        (true, _) => format!("{names}{}", spot_quote(spot)),
        (false, false) if names.is_empty() => excerpt(text, ""),
        (false, false) => format!("{names}：{}", excerpt(text, "")),
        (false, true) => format!("{names}（空白）"),
    }
}

/// The stretch of prose around a figure.
pub(super) fn spot_quote(spot: &Spot) -> String {
    format!("「{}」", excerpt(spot.quote.trim(), spot.text.trim()))
}

/// A stretch of a quotation around the text that matters.
fn excerpt(quote: &str, text: &str) -> String {
    let flat: Vec<char> = quote.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if flat.len() <= QUOTE {
        return flat.into_iter().collect();
    }
    let before = quote.find(text).and_then(|at| quote.get(..at)).map_or(0, |before| before.chars().count());
    let center = before + text.chars().count() / 2;
    let start = center.saturating_sub(QUOTE / 2).min(flat.len() - QUOTE);
    let cut: String = flat.iter().skip(start).take(QUOTE).collect();
    let head = if start > 0 { "…" } else { "" };
    let tail = if start + QUOTE < flat.len() { "…" } else { "" };
    format!("{head}{}{tail}", cut.trim())
}

/// Whether two figures stand in one row of a table and on one line.
pub(super) fn is_one_row(one: &Spot, other: &Spot) -> bool {
    let line = |spot: &Spot| (spot.at.file.clone(), spot.at.page, spot.at.line);
    one.at.line.is_some()
        && line(one) == line(other)
        && one.row.is_some()
        && (&one.table, &one.row) == (&other.table, &other.row)
}

/// The figures to change of one row: where it is, then each.
pub(super) fn row_change(mends: &[Mend]) -> String {
    let each = mends.iter().enumerate().map(|(at, mend)| {
        let from = mend.from.as_ref().map(|from| format!("（印在{}）", place_words(&from.at)));
        let figure = if at == 0 { spot_words(&mend.spot) } else { figure_in_row(&mend.spot) };
        format!("{figure}，{}{}", meant(mend), from.unwrap_or_default())
    });
    each.collect::<Vec<_>>().join("；")
}

/// A further figure of a row that was named.
fn figure_in_row(spot: &Spot) -> String {
    let column = spot.column.as_deref().unwrap_or_default();
    match spot.text.trim() {
        "" => format!("{column}（空白）"),
        text => format!("{column}：{text}"),
    }
}
