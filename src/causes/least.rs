//! Smallest sets of figures whose change lets every comparison hold that they are in.

use std::collections::{BTreeMap, BTreeSet};

use super::bench::Bench;
use super::candidate::{Candidate, Kind};
use super::figure::{self, cost};
use super::instance::Shape;
use super::patch::Patch;

/// Figures of a set, at most.
const LARGEST: usize = 4;
/// Sets of one size that are tried for one failure, and all that are tried in one document.
const BOUND: usize = 400;
const WORK: usize = 40_000;
/// Sets that are kept for one failure: more of the same size decide nothing.
const KEPT: usize = 24;
/// What a figure of a set costs.
const ASSUMED: i64 = 30;
/// Failures that are taken as the start of a search.
const STARTS: usize = 6;

struct Search<'o> {
    left: usize,
    most: usize,
    found: &'o mut Vec<Candidate>,
    size: usize,
}

/// What was searched for in one document so far.
pub(super) struct Tried {
    work: usize,
    /// Failures that no set mends, and whether not all sets were tried.
    vain: BTreeMap<u32, bool>,
}

impl Tried {
    pub(super) fn new() -> Self {
        Self { work: WORK, vain: BTreeMap::new() }
    }

    /// Whether for one of these failures not all sets were tried.
    pub(super) fn has_stopped(&self, failed: &[u32]) -> bool {
        self.work == 0 || failed.iter().any(|at| self.vain.get(at) == Some(&true))
    }

    /// What reads figures that were changed is searched for again.
    pub(super) fn forget(&mut self, bench: &Bench<'_, '_>, patch: &Patch) {
        for (at, _) in patch.changes.iter().flat_map(|change| bench.readers(change.cell)) {
            self.vain.remove(&at);
        }
    }
}

/// The sets of least size that mend a failure and everything that they break.
pub(super) fn propose(
    bench: &mut Bench<'_, '_>,
    failed: &[u32],
    tried: &mut Tried,
    out: &mut Vec<Candidate>,
) {
    let mut starts: Vec<u32> = failed.iter().copied().filter(|at| !tried.vain.contains_key(at)).collect();
    starts.sort_by_key(|at| (bench.cells_of(*at).len(), *at));
    for start in starts.into_iter().take(STARTS) {
        let (first, mut stopped) = (out.len(), false);
        for size in 2..=LARGEST {
            let before = out.len();
            let bound = BOUND.min(tried.work);
            let mut search = Search { left: bound, most: before + KEPT, found: out, size };
            grow(bench, &Patch::default(), start, &mut search);
            let left = search.left;
            tried.work = tried.work.saturating_sub(bound - left);
            if out.len() > before {
                break;
            }
            stopped |= left == 0;
        }
        if out.len() == first {
            tried.vain.insert(start, stopped);
        }
    }
}

fn grow(bench: &mut Bench<'_, '_>, patch: &Patch, next: u32, search: &mut Search<'_>) {
    let Some(instance) = bench.instance(next).filter(|one| matches!(one.shape, Shape::Sum(_))) else {
        return;
    };
    let cells = instance.cells.clone();
    for cell in cells {
        if search.left == 0 || search.found.len() >= search.most {
            return;
        }
        if patch.of(cell).is_some() {
            continue;
        }
        for value in figure::allowed(bench, next, cell, patch).into_iter().take(1) {
            search.left = search.left.saturating_sub(1);
            let to = bench.printed_at(cell, value.value);
            let grown = bench.with(patch, &Patch::single(cell, to));
            if grown.changes.len() <= patch.changes.len() {
                continue;
            }
            let effect = bench.quick(&grown);
            if effect.broken.is_empty()
                && !effect.fixed.is_empty()
                && still(bench, &grown, &effect.fixed).is_none()
            {
                if grown.changes.len() >= 2 {
                    search.found.push(candidate(bench, grown));
                }
                continue;
            }
            if grown.changes.len() < search.size {
                let fixed: BTreeSet<u32> = effect.fixed.iter().copied().collect();
                let open = effect.broken.iter().copied().chain(still(bench, &grown, &effect.fixed));
                let open = open.filter(|at| !fixed.contains(at));
                if let Some(open) = open.min_by_key(|at| (bench.cells_of(*at).len(), *at)) {
                    grow(bench, &grown, open, search);
                }
            }
        }
    }
}

/// The smallest failure that reads what is changed and is not mended by it.
fn still(bench: &Bench<'_, '_>, patch: &Patch, fixed: &[u32]) -> Option<u32> {
    let readers = patch.changes.iter().flat_map(|change| bench.readers(change.cell));
    let open = readers.map(|(at, _)| at).filter(|at| bench.fails(*at) && !fixed.contains(at));
    open.min_by_key(|at| (bench.cells_of(*at).len(), *at))
}

fn candidate(bench: &Bench<'_, '_>, patch: Patch) -> Candidate {
    let costs = patch.changes.iter().map(|change| {
        let was = bench.now(change.cell);
        ASSUMED + change.to.map_or(0, |to| cost(was, to, 1))
    });
    let assumed = costs.sum();
    let first = patch.changes.first().map_or(0, |change| change.cell);
    Candidate::new(Kind::Figure, patch, assumed, first)
}
