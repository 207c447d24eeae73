//! A table, or rows of it, in another unit of money than it says.

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Rows};
use super::cells::Figure;
use super::patch::Change;
use crate::amount::Dimension;

const TABLE: i64 = 8;
const PART: i64 = 14;
/// A unit is another by so many powers of ten (元 and 万元, 元 and 千元).
const POWERS: [i32; 4] = [-4, 4, -3, 3];
/// Fewest rows that make a block.
const FEWEST: usize = 3;

/// All amounts of a table, or of its rows from a page to a page, times a power of ten.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    let touched = bench.cells_of_all(failed);
    for (at, grid) in bench.grids.iter().enumerate() {
        if !grid.rows.iter().any(|row| row.cells.iter().any(|cell| touched.contains(cell))) {
            continue;
        }
        // The head of a block, such as 合计, may have been left as it was.
        let spans = grid.spans();
        let mut parts = spans.clone();
        parts.extend(spans.into_iter().map(|(from, to)| (from + 1, to)));
        parts.extend(runs(bench, at));
        for (from, to) in parts {
            if to <= from || to - from < FEWEST {
                continue;
            }
            for power in POWERS {
                out.extend(scaled(bench, at, (from, to), power));
            }
        }
    }
}

/// Rows whose figures stand in a sibling in another unit.
fn runs(bench: &Bench<'_, '_>, at: usize) -> Vec<(usize, usize)> {
    let Some(grid) = bench.grids.get(at) else { return Vec::new() };
    let mut runs = Vec::new();
    for power in POWERS {
        let off = |row: usize| {
            let cells = grid.rows.get(row).map(|row| row.cells.as_slice()).unwrap_or_default();
            let mut printed = cells.iter().filter(|cell| bench.now(**cell).value != 0);
            printed.any(|cell| {
                let meant = times(bench.now(*cell), power).map(|meant| meant.value);
                bench.siblings.of(*cell).iter().any(|other| Some(bench.now(*other).value) == meant)
            })
        };
        let marked: Vec<bool> = (0..grid.rows.len()).map(off).collect();
        let first = marked.iter().position(|off| *off);
        let last = marked.iter().rposition(|off| *off);
        if let (Some(first), Some(last)) = (first, last) {
            runs.push((first, last + 1));
        }
    }
    runs
}

fn scaled(bench: &Bench<'_, '_>, at: usize, (from, to): (usize, usize), power: i32) -> Option<Candidate> {
    let grid = bench.grids.get(at)?;
    let rows = grid.rows.get(from..to)?;
    let mut changes = Vec::new();
    for cell in rows.iter().flat_map(|row| row.cells.iter()) {
        let (figure, place) = (bench.now(*cell), bench.cells.at(*cell)?);
        if figure.value == 0 || bench.view.dimension_at(place.cell) != Dimension::Money {
            continue;
        }
        changes.push(Change { cell: *cell, to: Some(times(figure, power)?), from: None });
    }
    let patch = bench.patch(changes);
    let first = rows.first().and_then(|row| row.cells.first()).copied()?;
    let whole = from <= 1 && to == grid.rows.len();
    let assumed = if whole { TABLE } else { PART };
    let rows = Rows { grid: at, from, to, by: i64::from(power) };
    (patch.changes.len() >= FEWEST).then(|| Candidate::new(Kind::Unit, patch, assumed, first).over(rows))
}

/// A figure times a power of ten with its last place, if no digit is lost and that place can be said: what was printed in
/// another unit was rounded in that one.
fn times(figure: Figure, power: i32) -> Option<Figure> {
    let factor = 10_i64.checked_pow(power.unsigned_abs())?;
    if power > 0 {
        let value = figure.value.checked_mul(factor)?;
        return Some(Figure { value, ..figure });
    }
    let whole = figure.value % factor == 0 && figure.unit % factor == 0;
    whole.then_some(Figure { value: figure.value / factor, unit: figure.unit / factor, ..figure })
}
