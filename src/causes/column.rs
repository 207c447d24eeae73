//! A column that was filled with another's figures, or with figures of its own that its rows contradict.

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Rows};
use super::patch::Change;

const COPIED: i64 = 25;
const OTHER: i64 = 34;
/// Fewest rows whose sums fail for a column to be doubted as a whole.
const FEWEST: usize = 4;

/// Each column in which several row sums fail, as not known: its figures are then worked out from the rows.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    for (at, grid) in bench.grids.iter().enumerate() {
        let rows = failed.iter().filter(|one| is_row_sum(bench, **one, at)).count();
        if rows < FEWEST || grid.columns.len() < 3 {
            continue;
        }
        for column in 0..grid.columns.len() {
            out.extend(unknown(bench, at, column));
        }
    }
}

/// Whether an instance is a sum over one row of a grid.
fn is_row_sum(bench: &Bench<'_, '_>, at: u32, grid: usize) -> bool {
    let Some(instance) = bench.instance(at) else { return false };
    let equal = instance.equation().is_some();
    let mut rows = instance.cells.iter().map(|cell| bench.position(*cell).map(|at| (at.grid, at.row)));
    let first = rows.next().flatten();
    equal && first.is_some_and(|(of, _)| of == grid) && rows.all(|row| row == first)
}

fn unknown(bench: &Bench<'_, '_>, at: usize, column: usize) -> Option<Candidate> {
    let grid = bench.grids.get(at)?;
    let cells: Vec<u32> = (0..grid.rows.len()).filter_map(|row| grid.cell(row, column)).collect();
    let copied = (0..grid.columns.len()).filter(|other| *other != column).any(|other| {
        let pairs =
            (0..grid.rows.len()).filter_map(|row| Some((grid.cell(row, column)?, grid.cell(row, other)?)));
        let pairs: Vec<(i64, i64)> = pairs.map(|(a, b)| (bench.now(a).value, bench.now(b).value)).collect();
        let said = pairs.iter().filter(|(a, b)| *a != 0 || *b != 0).count();
        let same = pairs.iter().filter(|(a, b)| a == b && *a != 0).count();
        said >= FEWEST && same * 10 >= said * 9
    });
    let open = cells.iter().map(|cell| Change { cell: *cell, to: None, from: None });
    let patch = bench.patch(open);
    let first = *cells.first()?;
    let rows = Rows { grid: at, from: 0, to: grid.rows.len(), by: 0 };
    let assumed = if copied { COPIED } else { OTHER };
    Some(Candidate::new(Kind::Copied, patch, assumed, first).over(rows))
}
