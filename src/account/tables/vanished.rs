//! Rows whose blank cells vanished: fewer figures than columns, and nothing between them. Only what every placing
//! agrees on is read; the rest is unknown, never guessed.

use super::entries::Entry;
use super::header::Leaf;
use super::lines::Line;
use super::vocabulary::{FamilyWords, Names};
use crate::amount::Exact;
use crate::document::GridCell;
use crate::text::{CellText, read_cell};

/// Columns beyond which placings are not tried.
const MOST: usize = 14;

/// Whether blanks have vanished: some rows have fewer figures than others, and no row has a blank cell behind its
/// name.
pub(super) fn suspected(own: &[&Entry<'_>], body: &[&Line<'_>], after_names: u32) -> bool {
    let filled: Vec<&&Entry<'_>> = own.iter().filter(|entry| !entry.figures.is_empty()).collect();
    let most = filled.iter().map(|entry| entry.figures.len()).max().unwrap_or(0);
    let least = filled.iter().map(|entry| entry.figures.len()).min().unwrap_or(0);
    let dense = |entry: &Entry<'_>| {
        let last = entry.figures.last().map_or(0, |cell| cell.column);
        let ends =
            body.get(entry.row).and_then(|line| line.cells.last()).is_some_and(|cell| cell.column == last);
        let first = entry.figures.first().map_or(0, |cell| cell.column);
        let width = last.saturating_sub(first).saturating_add(1);
        ends && first <= after_names && first <= last && width == entry.figures.len() as u32
    };
    least < most && filled.iter().all(|entry| dense(entry))
}

/// Whether the figures, taken as standing in the first columns, add up: the row of the total has all columns, and each
/// is the sum of the rows of the top level. Then only blanks at the ends of rows are missing.
pub(super) fn totals_agree(family: &FamilyWords<'_>, own: &[&Entry<'_>]) -> bool {
    let codes = family.family.codes.as_ref();
    let (Some(under), Some((list, _))) = (codes.and_then(|codes| codes.under), family.list) else {
        return false;
    };
    let top = list.levels.first().map_or(0, |level| usize::from(level.digits));
    let is_total = |entry: &&&Entry<'_>| {
        entry.code.is_empty() && family.rows.find(&entry.key).contains(&(under.0 as usize))
    };
    let Some(total) = own.iter().find(is_total) else { return false };
    let mut sums = vec![Exact::ZERO; total.figures.len()];
    for entry in own.iter().filter(|entry| matches!(entry.code.as_slice(), [(_, code)] if code.len() == top))
    {
        for (sum, cell) in sums.iter_mut().zip(&entry.figures) {
            *sum = &*sum + &value(cell);
        }
    }
    let most = own.iter().map(|entry| entry.figures.len()).max().unwrap_or(0);
    let tolerance = Exact::power_of_ten(-1);
    let agree = |(sum, cell): (&Exact, &&GridCell)| (sum - &value(cell)).abs() <= tolerance;
    total.figures.len() == most && most > 1 && sums.iter().zip(&total.figures).all(agree)
}

fn value(cell: &GridCell) -> Exact {
    match read_cell(&cell.text) {
        CellText::Number(figure) => Exact::parse_decimal(&figure.digits).unwrap_or(Exact::ZERO),
        _ => Exact::ZERO,
    }
}

/// For each leaf, which of `count` figures (from left to right) may stand there: every placing in order in which no
/// whole is blank where its part is not. `usize::MAX` among them means blank.
pub(super) fn placings(leaves: &[Leaf], names: &Names, count: usize) -> Vec<Vec<usize>> {
    let mut possible = vec![Vec::new(); leaves.len()];
    if leaves.len() > MOST || count > leaves.len() {
        let all: Vec<usize> = (0..count).chain([usize::MAX]).collect();
        return vec![all; leaves.len()];
    }
    for chosen in 0..(1_u32 << leaves.len()) {
        if chosen.count_ones() as usize == count && has_wholes(leaves, names, chosen) {
            let mut figure = 0;
            for (at, possible) in possible.iter_mut().enumerate() {
                let value = if chosen & (1 << at) == 0 { usize::MAX } else { figure };
                figure += usize::from(value != usize::MAX);
                if !possible.contains(&value) {
                    possible.push(value);
                }
            }
        }
    }
    possible
}

fn has_wholes(leaves: &[Leaf], names: &Names, chosen: u32) -> bool {
    let is_chosen = |at: usize| chosen & (1 << at) != 0;
    leaves.iter().enumerate().filter(|(at, _)| is_chosen(*at)).all(|(_, part)| {
        leaves.iter().enumerate().all(|(at, whole)| {
            let above =
                whole.target.zip(part.target).is_some_and(|(whole, part)| names.is_above(whole, part));
            !above || is_chosen(at)
        })
    })
}
