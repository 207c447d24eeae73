//! Figures that stand in each other's place: two of a row, two of a column, two columns, two rows.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Rows};
use super::patch::Change;

const COLUMNS: i64 = 12;
const CELLS: i64 = 14;
const WITH_BLANK: i64 = 20;
const PART: i64 = 6;
const ROWS: i64 = 18;

/// Two figures of a row exchanged; two columns of a table; the figures of two rows beside each other.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    let touched = bench.cells_of_all(failed);
    for (at, grid) in bench.grids.iter().enumerate() {
        let hit: BTreeSet<usize> = (0..grid.rows.len())
            .filter(|row| {
                grid.rows.get(*row).is_some_and(|row| row.cells.iter().any(|cell| touched.contains(cell)))
            })
            .collect();
        for row in &hit {
            in_row(bench, at, *row, out);
        }
        if hit.len() >= 2 {
            columns(bench, at, out);
        }
        for row in hit.iter().filter(|row| **row > 0) {
            rows(bench, at, *row, out);
        }
    }
}

/// Two figures that change places.
fn swapped(bench: &Bench<'_, '_>, one: u32, other: u32) -> [Change; 2] {
    let to = |cell: u32, from: u32| Change { cell, to: Some(bench.now(from)), from: Some(from) };
    [to(one, other), to(other, one)]
}

fn in_row(bench: &Bench<'_, '_>, grid: usize, row: usize, out: &mut Vec<Candidate>) {
    let Some(cells) = bench.grids.get(grid).and_then(|grid| grid.rows.get(row)).map(|row| &row.cells) else {
        return;
    };
    for (at, one) in cells.iter().enumerate() {
        for other in cells.iter().skip(at + 1) {
            let (a, b) = (bench.now(*one), bench.now(*other));
            if a.value == b.value {
                continue;
            }
            let assumed = if a.value == 0 || b.value == 0 { WITH_BLANK } else { CELLS };
            let patch = bench.patch(swapped(bench, *one, *other));
            let rows = Rows { grid, from: row, to: row + 1, by: 0 };
            out.push(Candidate::new(Kind::Column, patch, assumed, *one).over(rows));
        }
    }
}

fn columns(bench: &Bench<'_, '_>, at: usize, out: &mut Vec<Candidate>) {
    let Some(grid) = bench.grids.get(at) else { return };
    let spans = grid.spans();
    for one in 0..grid.columns.len() {
        for other in one + 1..grid.columns.len() {
            for (from, to) in spans.iter().copied() {
                let pairs = (from..to).filter_map(|row| Some((grid.cell(row, one)?, grid.cell(row, other)?)));
                let changes = pairs.flat_map(|(a, b)| swapped(bench, a, b));
                let patch = bench.patch(changes);
                let Some(first) = patch.changes.first().map(|change| change.cell) else { continue };
                // Of columns that are much the same single rows are exchanged, if anything.
                let printed = |row: &usize| {
                    let is_printed =
                        |column| grid.cell(*row, column).is_some_and(|cell| bench.now(cell).value != 0);
                    is_printed(one) || is_printed(other)
                };
                if patch.changes.len() < (from..to).filter(printed).count() {
                    continue;
                }
                let part = if (from, to) == (0, grid.rows.len()) { 0 } else { PART };
                let rows = Rows { grid: at, from, to, by: 0 };
                out.push(Candidate::new(Kind::Column, patch, COLUMNS + part, first).over(rows));
            }
        }
    }
}

fn rows(bench: &Bench<'_, '_>, at: usize, row: usize, out: &mut Vec<Candidate>) {
    let Some(grid) = bench.grids.get(at) else { return };
    let (Some(one), Some(other)) = (grid.rows.get(row - 1), grid.rows.get(row)) else { return };
    let changes = one.cells.iter().zip(&other.cells).flat_map(|(a, b)| swapped(bench, *a, *b));
    let patch = bench.patch(changes);
    let rows = Rows { grid: at, from: row - 1, to: row + 1, by: 1 };
    // One column alone: of all columns it would be all that differs.
    for (a, b) in one.cells.iter().zip(&other.cells) {
        let (above, below) = (bench.now(*a).value, bench.now(*b).value);
        if above != below {
            let assumed = if above == 0 || below == 0 { WITH_BLANK } else { CELLS };
            let patch = bench.patch(swapped(bench, *a, *b));
            out.push(Candidate::new(Kind::Row, patch, assumed, *a).over(rows));
        }
    }
    if patch.changes.len() < 4 {
        return;
    }
    let Some(first) = one.cells.first() else { return };
    out.push(Candidate::new(Kind::Row, patch, ROWS, *first).over(rows));
}
