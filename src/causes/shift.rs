//! Figures that moved by one or more lines, from a row to a row or to the end.

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Rows};
use super::grid::Grid;
use super::patch::Change;

const SHIFT: i64 = 16;
const LINE: i64 = 2;
const INSIDE: i64 = 5;
/// Furthest that figures move, in lines.
const FURTHEST: i64 = 3;
/// Fewest rows that make a block.
const FEWEST: usize = 3;
/// Rows before the first that shows it where a shift may begin.
const BACK: usize = 24;
/// Rows of a table beyond which only its pages are tried as ends.
const LONG: usize = 400;

/// Every start, end and distance in every table where enough fails.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    let touched = bench.cells_of_all(failed);
    for (at, grid) in bench.grids.iter().enumerate() {
        let stands_here = |cell: &u32| bench.grid_of(*cell) == Some(at);
        let hits = failed.iter().filter(|one| bench.cells_of(**one).iter().any(stands_here));
        if hits.count() < FEWEST || grid.rows.len() > LONG {
            continue;
        }
        let Some(last) = last_start(bench, failed, at) else { continue };
        let ends = ends(grid);
        let hit = |column: &usize| {
            (0..grid.rows.len())
                .any(|row| grid.cell(row, *column).is_some_and(|cell| touched.contains(&cell)))
        };
        let single = (0..grid.columns.len()).filter(hit).filter(|_| grid.columns.len() > 1);
        let choices = std::iter::once((0..grid.columns.len()).collect()).chain(single.map(|one| vec![one]));
        for columns in choices {
            of_columns(bench, at, &columns, (last, &ends), out);
        }
    }
}

/// Rows that a shift can end before: where a page or a stretch ends, and where a row of the first level follows.
fn ends(grid: &Grid) -> Vec<usize> {
    let mut ends: Vec<usize> = grid.stretches().into_iter().map(|(_, to)| to).collect();
    let rises = grid
        .rows
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [one, next] if next.level < one.level && next.level == 1));
    ends.extend(rises.map(|(at, _)| at + 1));
    ends.sort_unstable();
    ends.dedup();
    ends
}

fn of_columns(
    bench: &Bench<'_, '_>,
    at: usize,
    columns: &[usize],
    (last, ends): (usize, &[usize]),
    out: &mut Vec<Candidate>,
) {
    let likeness = Likeness::of(bench, at, columns);
    let alike = |from, to, by| likeness.as_ref().is_none_or(|alike| alike.gains(from, to, by));
    for by in (-FURTHEST..=FURTHEST).filter(|by| *by != 0) {
        for from in last.saturating_sub(BACK)..=last {
            let ends = ends.iter().copied().filter(|to| *to >= from + FEWEST && alike(from, *to, by));
            out.extend(ends.filter_map(|to| moved(bench, at, (from, to, by), columns)));
        }
    }
}

/// How many figures of each row agree with their siblings as they are, and with those of the rows around it.
struct Likeness {
    /// By distance from −[`FURTHEST`]: up to each row, those that agree then less those that agree now.
    gains: Vec<Vec<i64>>,
}

impl Likeness {
    /// None where the table has no siblings.
    fn of(bench: &Bench<'_, '_>, at: usize, columns: &[usize]) -> Option<Self> {
        let grid = bench.grids.get(at)?;
        let has = |row: &usize| columns.iter().any(|column| has_sibling(bench, grid.cell(*row, *column)));
        if (0..grid.rows.len()).filter(has).count() * 2 < grid.rows.len() {
            return None;
        }
        let agrees = |row: usize, source: usize| -> i64 {
            let agree = columns.iter().filter(|column| {
                let cells = grid.cell(row, **column).zip(grid.cell(source, **column));
                cells.is_some_and(|(cell, source)| {
                    let value = bench.now(source).value;
                    value != 0 && bench.siblings.of(cell).iter().any(|other| bench.now(*other).value == value)
                })
            });
            agree.count() as i64
        };
        let of_distance = |by: i64| {
            let mut sum = 0;
            let mut sums = vec![0];
            for row in 0..grid.rows.len() {
                let source = usize::try_from(row as i64 + by).ok().filter(|source| *source < grid.rows.len());
                sum += source.map_or(0, |source| agrees(row, source)) - agrees(row, row);
                sums.push(sum);
            }
            sums
        };
        Some(Self { gains: (-FURTHEST..=FURTHEST).map(of_distance).collect() })
    }

    /// Whether rows agree more once they are moved.
    fn gains(&self, from: usize, to: usize, by: i64) -> bool {
        let sums = usize::try_from(by + FURTHEST).ok().and_then(|at| self.gains.get(at));
        let at = |row: usize| sums.and_then(|sums| sums.get(row)).copied().unwrap_or(0);
        at(to) - at(from) >= 2
    }
}

fn has_sibling(bench: &Bench<'_, '_>, cell: Option<u32>) -> bool {
    cell.is_some_and(|cell| !bench.siblings.of(cell).is_empty())
}

/// The last row that a shift can begin in: what stands before it adds up, so the first sum that closes and fails reads it.
fn last_start(bench: &Bench<'_, '_>, failed: &[u32], at: usize) -> Option<usize> {
    let last_row = |one: &u32| {
        let own = |cell: &u32| bench.position(*cell).filter(|position| position.grid == at);
        let rows: Option<Vec<usize>> = bench.cells_of(*one).iter().map(|cell| Some(own(cell)?.row)).collect();
        let rows = rows?;
        (rows.iter().min() != rows.iter().max()).then(|| rows.iter().max().copied())?
    };
    failed.iter().filter_map(last_row).min()
}

/// Whether a column has no figures in some rows.
fn is_empty(bench: &Bench<'_, '_>, grid: &Grid, (from, to): (usize, usize), column: usize) -> bool {
    (from..to).all(|row| grid.cell(row, column).is_none_or(|cell| bench.now(cell).value == 0))
}

/// Rows take back the figures that stand so many lines below them (above, where that is negative).
fn moved(
    bench: &Bench<'_, '_>,
    at: usize,
    (from, to, by): (usize, usize, i64),
    columns: &[usize],
) -> Option<Candidate> {
    let grid = bench.grids.get(at)?;
    let mut changes = Vec::new();
    let (mut rows, mut open) = (0, 0);
    for row in from..to {
        let source = usize::try_from(row as i64 + by).ok().filter(|source| (from..to).contains(source));
        let mut changed = false;
        for column in columns {
            let cell = grid.cell(row, *column)?;
            let source = source.and_then(|source| grid.cell(source, *column));
            let (now, taken) = (bench.now(cell), source.map(|source| bench.now(source)));
            match taken {
                Some(taken) if taken.value == now.value => {}
                Some(taken) => {
                    changed = true;
                    changes.push(Change { cell, to: Some(taken), from: source });
                }
                // Where a column has no figures none is lost.
                None if is_empty(bench, grid, (from, to), *column) => {}
                None => {
                    open += 1;
                    changes.push(Change { cell, to: None, from: None });
                }
            }
        }
        rows += usize::from(changed);
    }
    if rows < FEWEST {
        return None;
    }
    let inside = if to < grid.rows.len() { INSIDE } else { 0 };
    let assumed = SHIFT + LINE * by.abs() + inside + LINE * i64::from(open.min(8));
    let patch = bench.patch(changes);
    let first = patch.changes.first()?.cell;
    Some(Candidate::new(Kind::Row, patch, assumed, first).over(Rows { grid: at, from, to, by }))
}
