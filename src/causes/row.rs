//! A row that is missing, or printed twice.

use std::collections::{BTreeMap, BTreeSet};

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Lost, Rows};
use super::cells::Figure;
use super::patch::{Change, Patch};
use super::totals::{off_by, whole_of};

const MISSING: i64 = 34;
const MISSING_BUT_KNOWN: i64 = 14;
const MISSING_BUT_ASKED_FOR: i64 = 24;
const TWICE: i64 = 10;

/// By how much a whole exceeds its parts: the failed comparison, the cell, the amount.
type Short = (u32, u32, i64);

/// Under each row whose parts fall short a row that is missing; each row that has the key of the one before it.
pub(super) fn propose(bench: &Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    let mut wholes: BTreeMap<(usize, usize), Vec<Short>> = BTreeMap::new();
    for at in failed {
        let Some((grid, row, column)) = whole_of(bench, *at) else { continue };
        let Some(cell) = bench.grids.get(grid).and_then(|grid| grid.cell(row, column)) else { continue };
        // A whole that is too large by this much: its parts lack a row of it.
        let Some(short) = off_by(bench, *at, cell).and_then(i64::checked_neg) else { continue };
        wholes.entry((grid, row)).or_default().push((*at, cell, short));
    }
    let by_key = by_key(bench);
    for ((grid, row), all) in wholes {
        if all.iter().all(|(_, _, short)| *short > 0) {
            out.extend(missing(bench, &by_key, (grid, row), &all));
        }
    }
    asked_for(bench, &by_key, failed, out);
    for (at, grid) in bench.grids.iter().enumerate() {
        for row in 1..grid.rows.len() {
            out.extend(twice(bench, at, row));
        }
    }
}

/// What fails at a row, by its key.
type ByKey<'b> = BTreeMap<&'b str, Vec<u32>>;

fn by_key<'b>(bench: &'b Bench<'_, '_>) -> ByKey<'b> {
    let mut all = ByKey::new();
    for at in bench.failed() {
        if let Some(key) = bench.key_of_element(at) {
            all.entry(key).or_default().push(at);
        }
    }
    all
}

fn missing(
    bench: &Bench<'_, '_>,
    by_key: &ByKey<'_>,
    (grid, row): (usize, usize),
    all: &[Short],
) -> Option<Candidate> {
    let (_, first, _) = *all.first()?;
    let known = known_elsewhere(bench, (grid, row), all);
    if all.len() < 2 && known.is_none() {
        return None;
    }
    let assumed = if known.is_some() { MISSING_BUT_KNOWN } else { MISSING };
    let mut fixed: Vec<u32> = all.iter().map(|(at, ..)| *at).collect();
    fixed.extend(known.into_iter().flat_map(|like| ask_for(bench, by_key, like, grid)));
    fixed.sort_unstable();
    fixed.dedup();
    let figures = all.iter().map(|(_, cell, short)| (*cell, Figure { value: *short, ..bench.like(*cell) }));
    let lost = Lost { fixed, figures: figures.collect(), like: known };
    Some(not_printed(lost, (grid, row), assumed, first))
}

/// A row that is not printed below one that is.
fn not_printed(lost: Lost, (grid, row): (usize, usize), assumed: i64, first: u32) -> Candidate {
    let candidate = Candidate::new(Kind::Lost, Patch::default(), assumed, first);
    Candidate { lost: Some(lost), ..candidate.over(Rows { grid, from: row, to: row + 1, by: 0 }) }
}

/// A figure of a row of another table that this one lacks and that has what falls short.
fn known_elsewhere(bench: &Bench<'_, '_>, (grid, row): (usize, usize), all: &[Short]) -> Option<u32> {
    let own = bench.grids.get(grid)?;
    let whole = own.rows.get(row)?.key.as_str();
    let is_part = |key: &str| key.len() > whole.len() && key.starts_with(whole);
    let lacks = |key: &str| is_part(key) && !own.has(key);
    let shorts: Vec<i64> = all.iter().map(|(_, _, short)| *short).collect();
    bench.grids.iter().enumerate().filter(|(at, _)| *at != grid).find_map(|(_, other)| {
        let fits = |row: &&super::grid::GridRow| {
            let has = |short: &i64| row.cells.iter().any(|cell| bench.now(*cell).value == *short);
            lacks(&row.key) && shorts.iter().all(has)
        };
        let row = other.rows.iter().find(fits)?;
        row.cells.iter().find(|cell| shorts.contains(&bench.now(**cell).value)).copied()
    })
}

/// Failures that hold a row of another table against a row of this one that is not there.
fn ask_for(bench: &Bench<'_, '_>, by_key: &ByKey<'_>, like: u32, grid: usize) -> Vec<u32> {
    let Some(key) = key_of(bench, like) else { return Vec::new() };
    let of_key =
        bench.grids.iter().enumerate().filter(|(at, _)| *at != grid).flat_map(|(_, other)| &other.rows);
    let cells = of_key.filter(|row| row.key == key).flat_map(|row| row.cells.iter());
    let readers = cells.flat_map(|cell| bench.readers(*cell).map(|(at, _)| at).collect::<Vec<_>>());
    // So does what the prose says of the row.
    let told = by_key.get(key).into_iter().flatten().copied();
    let all: BTreeSet<u32> = readers.chain(told).collect();
    all.into_iter().filter(|at| bench.fails(*at) && bench.reads_family(*at, grid)).collect()
}

fn key_of<'b>(bench: &'b Bench<'_, '_>, cell: u32) -> Option<&'b str> {
    let at = bench.position(cell)?;
    Some(bench.grids.get(at.grid)?.rows.get(at.row)?.key.as_str())
}

/// Rows that other tables have, that comparisons ask this one for, and that it lacks.
fn asked_for(bench: &Bench<'_, '_>, by_key: &ByKey<'_>, failed: &[u32], out: &mut Vec<Candidate>) {
    let mut known: BTreeMap<(usize, String), u32> = BTreeMap::new();
    for at in failed {
        for cell in bench.cells_of(*at) {
            let Some(key) = key_of(bench, *cell).filter(|key| !key.is_empty()) else { continue };
            for (grid, own) in bench.grids.iter().enumerate() {
                if !own.has(key) && bench.reads_family(*at, grid) {
                    known.entry((grid, key.to_owned())).or_insert(*cell);
                }
            }
        }
    }
    for ((grid, key), like) in known {
        let fixed = ask_for(bench, by_key, like, grid);
        let Some(own) = bench.grids.get(grid).filter(|_| !fixed.is_empty()) else { continue };
        let whole =
            own.rows.iter().enumerate().filter(|(_, row)| !row.key.is_empty() && key.starts_with(&row.key));
        let Some((row, whole)) = whole.max_by_key(|(_, row)| row.key.len()) else { continue };
        let Some(first) = whole.cells.first().copied() else { continue };
        let lost = Lost { fixed, figures: vec![(first, bench.now(like))], like: Some(like) };
        out.push(not_printed(lost, (grid, row), MISSING_BUT_ASKED_FOR, first));
    }
}

/// A row that says what the row before it says, under the same key.
fn twice(bench: &Bench<'_, '_>, at: usize, row: usize) -> Option<Candidate> {
    let grid = bench.grids.get(at)?;
    let (one, other) = (grid.rows.get(row - 1)?, grid.rows.get(row)?);
    let same = |(a, b): (&u32, &u32)| bench.now(*a).value == bench.now(*b).value;
    if one.code.is_none() || one.code != other.code || !one.cells.iter().zip(&other.cells).all(same) {
        return None;
    }
    let blank = other.cells.iter().map(|cell| Change { cell: *cell, to: Some(Figure::BLANK), from: None });
    let patch = bench.patch(blank);
    let first = patch.changes.first()?.cell;
    let rows = Rows { grid: at, from: row, to: row + 1, by: 0 };
    Some(Candidate::new(Kind::Twice, patch, TWICE, first).over(rows))
}
