//! A column that was filled with another's figures, or with figures of its own that its rows contradict.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Rows};
use super::grid::Grid;
use super::patch::{Change, Patch};

const COPIED: i64 = 25;
const OTHER: i64 = 34;
/// Where it is a part of the table.
const PART: i64 = 6;
/// What each figure that is worked out costs, and what it costs more where nothing is printed.
const FIGURE: i64 = 4;
const FILLED: i64 = 10;
/// Fewest rows whose sums fail for a column to be doubted as a whole.
const FEWEST: usize = 4;

/// Each column in which several row sums fail, as not known: its figures are then worked out from the rows.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    for (at, grid) in bench.grids.iter().enumerate() {
        let rows: BTreeSet<usize> = failed.iter().filter_map(|one| row_of_sum(bench, *one, at)).collect();
        if rows.len() < FEWEST || grid.columns.len() < 3 {
            continue;
        }
        for span in grid.whole_and_stretches() {
            for column in 0..grid.columns.len() {
                if contradicts(bench, grid, span, column, &rows) {
                    out.extend(unknown(bench, at, column, span));
                }
            }
        }
    }
}

/// Whether so many of the rows that print a column fail that it is wrong as a whole: a few wrong figures do not make a
/// wrong column. Where it prints next to nothing, nearly all rows have to.
fn contradicts(
    bench: &Bench<'_, '_>,
    grid: &Grid,
    (from, to): (usize, usize),
    column: usize,
    failed: &BTreeSet<usize>,
) -> bool {
    let says = |cell: &u32| bench.now(*cell).value != 0;
    let failed = failed.range(from..to).count();
    let printed = (from..to).filter(|row| grid.cell(*row, column).as_ref().is_some_and(says)).count();
    if printed >= FEWEST {
        return failed >= FEWEST && failed * 2 >= printed;
    }
    let rows = grid.rows.get(from..to).unwrap_or_default();
    let rows = rows.iter().filter(|row| row.cells.iter().any(says)).count();
    failed >= FEWEST && failed * 10 >= rows * 9
}

/// What has to be assumed for figures that were worked out; none where one of them is negative and its column has no
/// negative figures.
pub(super) fn cost_of_figures(bench: &Bench<'_, '_>, patch: &Patch) -> Option<i64> {
    let mut cost = 0;
    for change in &patch.changes {
        let Some(to) = change.to else { continue };
        if to.value < 0 && !bench.prints_negative(change.cell) {
            return None;
        }
        let filled = bench.now(change.cell).value == 0 && to.value != 0;
        cost += FIGURE + if filled { FILLED } else { 0 };
    }
    Some(cost)
}

/// The row of a grid that an instance is a sum over.
fn row_of_sum(bench: &Bench<'_, '_>, at: u32, grid: usize) -> Option<usize> {
    let instance = bench.instance(at).filter(|instance| instance.equation().is_some())?;
    // Columns that the table does not print have no place in its grid.
    let there = instance.cells.iter().filter_map(|cell| bench.position(*cell));
    let mut rows = there.map(|at| (at.grid, at.row));
    let (of, row) = rows.next()?;
    let says_more = |cell: &u32| bench.position(*cell).is_none() && bench.now(*cell).is_printed();
    let is_one = of == grid && rows.all(|other| other == (of, row));
    (is_one && !instance.cells.iter().any(says_more)).then_some(row)
}

fn unknown(bench: &Bench<'_, '_>, at: usize, column: usize, (from, to): (usize, usize)) -> Option<Candidate> {
    let grid = bench.grids.get(at)?;
    let cells: Vec<u32> = (from..to).filter_map(|row| grid.cell(row, column)).collect();
    if cells.len() < FEWEST {
        return None;
    }
    let copied = (0..grid.columns.len()).filter(|other| *other != column).any(|other| {
        let pairs = (from..to).filter_map(|row| Some((grid.cell(row, column)?, grid.cell(row, other)?)));
        let pairs: Vec<(i64, i64)> = pairs.map(|(a, b)| (bench.now(a).value, bench.now(b).value)).collect();
        let said = pairs.iter().filter(|(a, b)| *a != 0 || *b != 0).count();
        let same = pairs.iter().filter(|(a, b)| a == b && *a != 0).count();
        said >= FEWEST && same * 10 >= said * 9
    });
    let open = cells.iter().map(|cell| Change { cell: *cell, to: None, from: None });
    let patch = bench.patch(open);
    let first = *cells.first()?;
    let rows = Rows { grid: at, from, to, by: 0 };
    let part = if (from, to) == (0, grid.rows.len()) { 0 } else { PART };
    let assumed = part + if copied { COPIED } else { OTHER };
    Some(Candidate::new(Kind::Copied, patch, assumed, first).over(rows))
}
