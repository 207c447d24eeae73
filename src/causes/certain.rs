//! When a cause may be called certain: by witnesses, never because no other was found.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::candidate::{Kind, Weighed};

/// Weight of witnesses that each changed figure needs.
const NEEDED: u32 = 2;

/// Of each cause, in the order in which they were chosen, whether it is certain.
pub(super) fn certain(bench: &Bench<'_, '_>, chosen: &[(Weighed, Vec<Weighed>)]) -> Vec<bool> {
    let mut doubtful: BTreeSet<u32> = BTreeSet::new();
    let mut all = Vec::new();
    for (at, (best, rivals)) in chosen.iter().enumerate() {
        // What later causes change is not known yet, as far as they are not certain themselves.
        let later: BTreeSet<u32> = chosen
            .iter()
            .skip(at + 1)
            .flat_map(|(later, _)| later.candidate.patch.changes.iter().map(|change| change.cell))
            .collect();
        let is = rivals.is_empty() && is_certain(bench, best, &doubtful, &later);
        if !is {
            doubtful.extend(best.candidate.patch.changes.iter().map(|change| change.cell));
        }
        all.push(is);
    }
    all
}

fn is_certain(
    bench: &Bench<'_, '_>,
    best: &Weighed,
    doubtful: &BTreeSet<u32>,
    later: &BTreeSet<u32>,
) -> bool {
    let patch = &best.candidate.patch;
    let open = best.candidate.lost.is_some() || patch.is_open() || !best.effect.waiting.is_empty();
    if open || !best.effect.broken.is_empty() {
        return false;
    }
    let own: BTreeSet<u32> = patch.changes.iter().map(|change| change.cell).collect();
    let readers = patch.changes.iter().flat_map(|change| bench.readers(change.cell));
    if readers.into_iter().any(|(at, _)| bench.fails(at)) {
        return false;
    }
    let block = matches!(best.candidate.kind, Kind::Row | Kind::Column | Kind::Unit);
    let same_print =
        |cell: &&u32| bench.twins.of(**cell).iter().any(|twin| twin < *cell && own.contains(twin));
    let prints = own.iter().filter(|cell| !same_print(cell));
    let tables: BTreeSet<_> =
        prints.filter_map(|cell| bench.cells.at(*cell)).map(|at| at.cell.family).collect();
    if !block && tables.len() > 1 && !patch.changes.iter().all(|change| bench.is_slip(change)) {
        return false;
    }
    patch.changes.iter().all(|change| {
        // Two rows that change places leave every sum of both as it is.
        let exchanged = best.candidate.kind == Kind::Row
            && best.candidate.rows.is_none_or(|rows| rows.to - rows.from == 2);
        let moved = block && !exchanged && (change.from.is_some() || best.candidate.kind == Kind::Unit);
        let mut print = std::iter::once(&change.cell).chain(bench.twins.of(change.cell));
        moved || print.any(|cell| witnesses(bench, best, *cell, (&own, doubtful, later)) >= NEEDED)
    })
}

/// What speaks for the new value of a figure: comparisons that failed and hold now, read against what stays as printed.
fn witnesses(
    bench: &Bench<'_, '_>,
    best: &Weighed,
    cell: u32,
    (own, doubtful, later): (&BTreeSet<u32>, &BTreeSet<u32>, &BTreeSet<u32>),
) -> u32 {
    let stands = |other: &u32| {
        *other == cell || !(own.contains(other) || doubtful.contains(other) || later.contains(other))
    };
    let mut weight = 0;
    for at in &best.effect.fixed {
        let Some(instance) = bench.instance(*at).filter(|one| one.equation().is_some()) else { continue };
        if !instance.cells.contains(&cell) || !instance.cells.iter().all(stands) {
            continue;
        }
        weight += match instance.cells.as_slice() {
            [a, b] => {
                let other = if *a == cell { *b } else { *a };
                if is_anchored(bench, other, *at) { 2 } else { 1 }
            }
            _ => 1,
        };
    }
    let to = best.candidate.patch.of(cell).and_then(|change| change.to);
    let agree = bench
        .siblings
        .of(cell)
        .iter()
        .filter(|other| stands(other))
        .any(|other| to.is_some_and(|to| bench.now(*other).value == to.value && to.value != 0));
    weight + u32::from(agree)
}

/// Whether another comparison holds a figure as well, and none that is left speaks against it.
fn is_anchored(bench: &Bench<'_, '_>, cell: u32, but: u32) -> bool {
    !bench.readers(cell).any(|(at, _)| bench.fails(at))
        && bench.readers(cell).any(|(at, coefficient)| {
            let equal = bench.instance(at).is_some_and(|one| one.equation().is_some());
            at != but && coefficient != 0 && equal && !bench.fails(at)
        })
}
