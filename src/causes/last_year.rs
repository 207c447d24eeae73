//! Figures of last year's account where this year's should stand: a column, a stretch of one, or a whole table.

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Rows};
use super::patch::Change;
use crate::audit::OtherAt;

const TAKEN: i64 = 20;
/// Where it is a part of the table.
const PART: i64 = 6;
/// Fewest figures that are last year's, and fewest failures that they are in.
const FEWEST: usize = 4;

/// Figures that stand in last year's account in the same place, as not known.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    if bench.view.other(OtherAt::Prior).is_none() {
        return;
    }
    for (at, grid) in bench.grids.iter().enumerate() {
        let stands_here = |cell: &u32| bench.grid_of(*cell) == Some(at);
        let hits = failed.iter().filter(|one| bench.cells_of(**one).iter().any(stands_here));
        if hits.take(FEWEST).count() < FEWEST {
            continue;
        }
        let single = (0..grid.columns.len()).map(|column| vec![column]);
        let all = std::iter::once((0..grid.columns.len()).collect());
        for columns in single.chain(all.filter(|all: &Vec<usize>| all.len() > 1)) {
            for span in grid.whole_and_stretches() {
                out.extend(taken(bench, at, &columns, span));
            }
        }
    }
}

/// The figures of some columns, where nine tenths of those printed are last year's.
fn taken(
    bench: &Bench<'_, '_>,
    at: usize,
    columns: &[usize],
    (from, to): (usize, usize),
) -> Option<Candidate> {
    let grid = bench.grids.get(at)?;
    let cells = (from..to).flat_map(|row| columns.iter().filter_map(move |column| grid.cell(row, *column)));
    let printed: Vec<u32> = cells.filter(|cell| bench.now(*cell).value != 0).collect();
    let is_last_years = |cell: &u32| {
        let at = bench.cells.at(*cell);
        at.and_then(|at| bench.view.last_year_of(at.cell)) == Some(bench.now(*cell).value)
    };
    let last_years: Vec<u32> = printed.iter().copied().filter(is_last_years).collect();
    if last_years.len() < FEWEST || last_years.len() * 10 < printed.len() * 9 {
        return None;
    }
    let patch = bench.patch(last_years.iter().map(|cell| Change { cell: *cell, to: None, from: None }));
    let first = *last_years.first()?;
    let part = if (from, to) == (0, grid.rows.len()) { 0 } else { PART };
    let rows = Rows { grid: at, from, to, by: 0 };
    Some(Candidate::new(Kind::LastYear, patch, TAKEN + part, first).over(rows))
}
