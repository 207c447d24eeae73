//! Which rows of a table are its head and which are its body.

use super::lines::{Line, digits, is_blank, is_figure};
use super::vocabulary::Words;
use crate::document::GridCell;
use crate::schema::{Custom, Customs};
use crate::text::{CellText, fold_text, name_key, read_cell};

/// Head and body of a table; repeated heads and rows of column numbers are in neither.
#[derive(Clone, Debug, Default)]
pub(super) struct Zones<'w, 'd> {
    /// The head from top to bottom.
    pub(super) head: Vec<&'w Line<'d>>,
    /// The rows.
    pub(super) body: Vec<&'w Line<'d>>,
    /// The first rows of the body when they print parts of the head too.
    pub(super) mixed: Vec<usize>,
}

impl<'w, 'd> Zones<'w, 'd> {
    /// Of the rows of a table.
    pub(super) fn of(rows: &[&'w Line<'d>], words: &Words<'_>) -> Self {
        let start = rows.iter().position(|row| is_body(row, words)).unwrap_or(rows.len());
        let (head, rest) = rows.split_at_checked(start).unwrap_or((rows, &[]));
        let head: Vec<&Line<'_>> = head
            .iter()
            .filter(|row| !row.is_blank() && !numbers_columns(words.customs, row))
            .copied()
            .collect();
        let known: std::collections::BTreeSet<String> =
            head.iter().map(|row| fold_text(&row.quote())).collect();
        let mut zones = Self { head, body: Vec::with_capacity(rest.len()), mixed: Vec::new() };
        for row in rest {
            if row.is_blank() || numbers_columns(words.customs, row) {
                continue;
            }
            if row.is_row() && !has_figure(row) && known.contains(&fold_text(&row.quote())) {
                continue;
            }
            if names_columns(row, words) {
                zones.more_head(row, words);
            } else {
                if zones.body.len() < 3 && holds_head(row, words) {
                    zones.mixed.push(zones.body.len());
                }
                zones.body.push(row);
            }
        }
        zones
    }

    /// Takes a head further down: a part that goes on, or another side, unless it names nothing new.
    fn more_head(&mut self, row: &'w Line<'d>, words: &Words<'_>) {
        let named = |line: &Line<'_>| -> Vec<String> {
            filled(line).map(|cell| name_key(&cell.text)).filter(|key| words.knows_column(key)).collect()
        };
        let known: Vec<String> = self.head.iter().flat_map(|line| named(line)).collect();
        if self.head.len() < MOST_HEADS && named(row).iter().any(|key| !known.contains(key)) {
            self.head.push(row);
        }
    }
}

/// Lines of a head beyond these are not taken.
const MOST_HEADS: usize = 32;

/// Whether a row without figures names columns rather than a row.
fn names_columns(row: &Line<'_>, words: &Words<'_>) -> bool {
    if !row.is_row() || filled(row).any(|cell| is_figure(&cell.text)) {
        return false;
    }
    let mut keys = filled(row).map(|cell| name_key(&cell.text));
    let first = keys.next().is_some_and(|key| words.knows_row(&key));
    !first && keys.filter(|key| words.knows_column(key)).count() >= 2
}

/// The filled cells of a row.
pub(super) fn filled<'d>(row: &Line<'d>) -> impl Iterator<Item = &'d GridCell> {
    row.cells.iter().filter(|cell| !is_blank(&cell.text))
}

fn has_figure(row: &Line<'_>) -> bool {
    filled(row).any(|cell| is_figure(&cell.text))
}

/// Whether a row belongs to the body: it has a figure, or is a known row without figures.
fn is_body(row: &Line<'_>, words: &Words<'_>) -> bool {
    if row.is_blank() || numbers_columns(words.customs, row) {
        return false;
    }
    let texts: Vec<String> = filled(row)
        .filter(|cell| matches!(read_cell(&cell.text), CellText::Text))
        .map(|cell| name_key(&cell.text))
        .collect();
    if filled(row).any(|cell| matches!(read_cell(&cell.text), CellText::Number(_))) {
        return true;
    }
    let Some((first, others)) = texts.split_first() else { return false };
    if !words.knows_row(first) {
        return false;
    }
    let all_columns = !others.is_empty() && texts.iter().all(|text| words.knows_column(text));
    if holds_head(row, words) || others.iter().all(|other| other == first) {
        return true;
    }
    // Rows with codes print them; a line of names alone is a head over lanes.
    words.families.len() > 1
        && !words.by_code()
        && !all_columns
        && others.iter().all(|other| words.knows_row(other))
}

/// Whether a row with a name of its own prints headings in the place of its figures: a whole and its parts.
fn holds_head(row: &Line<'_>, words: &Words<'_>) -> bool {
    let texts: Vec<String> = filled(row)
        .filter(|cell| matches!(read_cell(&cell.text), CellText::Text))
        .map(|cell| name_key(&cell.text))
        .collect();
    let Some((first, others)) = texts.split_first() else { return false };
    let Some((whole, parts)) = others.split_first().filter(|(_, parts)| !parts.is_empty()) else {
        return false;
    };
    if !words.knows_row(first) || words.families.len() != 1 {
        return false;
    }
    words.families.iter().any(|family| {
        family.columns.find(whole).iter().any(|whole| {
            parts.iter().all(|part| {
                family.columns.find(part).iter().any(|part| family.columns.is_above(*whole, *part))
            })
        })
    })
}

/// Whether a row only numbers columns.
pub(super) fn numbers_columns(customs: &Customs, row: &Line<'_>) -> bool {
    let mut numbers: Vec<u32> = Vec::new();
    for cell in filled(row) {
        let folded = fold_text(&cell.text);
        if customs.is(Custom::ColumnNumbers, &name_key(&folded)) {
            return true;
        }
        let plain = folded.split('=').next().unwrap_or(&folded);
        let plain = plain.trim_matches(|c| matches!(c, '(' | ')' | '栏'));
        match digits(plain).and_then(|digits| digits.parse().ok()) {
            Some(number) => numbers.push(number),
            None if customs.is(Custom::BesideNumbers, &folded) || folded == "-" => {}
            None => return false,
        }
    }
    numbers.first() == Some(&1)
        && numbers.len() > 1
        && numbers.windows(2).all(|pair| pair.first().map(|n| n + 1) == pair.last().copied())
}
