//! Totals that were not brought up to date after their parts.

use std::collections::BTreeMap;

use super::bench::Bench;
use super::candidate::{Candidate, Kind};
use super::instance::Shape;
use super::patch::Change;
use crate::audit::RowAt;

const TOTAL: i64 = 26;
const LEVEL: i64 = 4;
/// Deepest chain of totals.
const DEEPEST: usize = 8;

/// The row above whose parts do not add up to it, with all totals that it is in: in the columns that fail for it.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    let mut rows: BTreeMap<(usize, usize), Vec<(u32, usize)>> = BTreeMap::new();
    for at in failed {
        if let Some((grid, row, column)) = whole_of(bench, *at) {
            rows.entry((grid, row)).or_default().push((*at, column));
        }
    }
    for ((grid, row), failed) in rows {
        out.extend(chain(bench, &failed, grid, row));
    }
}

/// The grid, row and column of the figure that a failed sum over rows is the whole of.
pub(super) fn whole_of(bench: &Bench<'_, '_>, at: u32) -> Option<(usize, usize, usize)> {
    let instance = bench.instance(at)?;
    let sum = instance.equation()?;
    if let [one, other] = instance.cells.as_slice() {
        return pair_of(bench, *one, *other);
    }
    let mut wholes =
        instance.cells.iter().zip(&sum.coefficients).filter(|(_, coefficient)| **coefficient > 0);
    let mut parts = instance.cells.iter().zip(&sum.coefficients).filter(|(_, coefficient)| **coefficient < 0);
    let whole = match (wholes.clone().count(), parts.clone().count()) {
        (1, _) => wholes.next(),
        (_, 1) => parts.next(),
        _ => None,
    };
    let (cell, _) = whole?;
    let column = bench.cells.at(*cell)?.cell.column;
    let same_column =
        instance.cells.iter().all(|cell| bench.cells.at(*cell).is_some_and(|at| at.cell.column == column));
    if !same_column {
        return None;
    }
    let at = bench.position(*cell)?;
    Some((at.grid, at.row, at.column))
}

/// The whole of two figures of one column, where one is the only part of the other.
fn pair_of(bench: &Bench<'_, '_>, one: u32, other: u32) -> Option<(usize, usize, usize)> {
    let (one, other) = (bench.position(one)?, bench.position(other)?);
    if one.grid != other.grid || one.column != other.column {
        return None;
    }
    let rows = &bench.grids.get(one.grid)?.rows;
    if rows.get(other.row)?.parent == Some(one.row) {
        return Some((one.grid, one.row, one.column));
    }
    (rows.get(one.row)?.parent == Some(other.row)).then_some((other.grid, other.row, other.column))
}

/// The chain above a row, in the columns of the failed sums that it is the whole of.
fn chain(bench: &Bench<'_, '_>, failed: &[(u32, usize)], grid: usize, row: usize) -> Option<Candidate> {
    let rows = &bench.grids.get(grid)?.rows;
    let mut changes: Vec<Change> = Vec::new();
    for (at, column) in failed.iter().copied() {
        let off = off_by(bench, at, *rows.get(row)?.cells.get(column)?)?;
        let mut above = Some(row);
        let mut chain = Vec::new();
        for _ in 0..DEEPEST {
            let Some(at) = above else { break };
            chain.push(at);
            above = rows.get(at)?.parent;
        }
        // Above all codes stands the row of the whole table.
        let top = rows.iter().position(|row| matches!(row.row, RowAt::Fixed(_)) && row.level == 0);
        chain.extend(top.filter(|top| !chain.contains(top)));
        for at in chain {
            let cell = *rows.get(at)?.cells.get(column)?;
            let value = bench.now(cell).value.checked_add(off)?;
            changes.push(Change { cell, to: Some(bench.printed_at(cell, value)), from: None });
        }
    }
    let patch = bench.patch(changes);
    let first = patch.changes.first()?.cell;
    let assumed = TOTAL + LEVEL * patch.changes.len() as i64;
    (patch.changes.len() > 1).then(|| Candidate::new(Kind::Total, patch, assumed, first))
}

/// By how much a figure of a failed sum is too small.
pub(super) fn off_by(bench: &Bench<'_, '_>, at: u32, cell: u32) -> Option<i64> {
    let instance = bench.instance(at)?;
    let Shape::Sum(sum) = &instance.shape else { return None };
    let own = instance.cells.iter().position(|own| *own == cell)?;
    let coefficient = i128::from(*sum.coefficients.get(own)?);
    let (total, _) = bench.total(at);
    i64::try_from(-total / coefficient).ok()
}
