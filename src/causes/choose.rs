//! The search: in each round the change that explains the most for the least that has to be assumed.

use std::collections::BTreeSet;

use super::bench::{Bench, Effect};
use super::candidate::{Candidate, Kind, Weighed};
use super::cause::{Cause, cause};
use super::cells::Figure;
use super::patch::Patch;
use super::{certain, column, exchange, figure, last_year, least, row, shift, totals, unit};
use crate::audit::{Element, Run};

/// Worth of a failed comparison that holds again, of a sibling that agrees, and what a new failure costs.
const FIXED: i64 = 30;
const AGREES: i64 = 8;
const BROKEN: i64 = 45;
/// Within this of the best another explanation is a rival.
const MARGIN: i64 = 10;
/// Candidates that the judge is asked about in each round.
const ASKED: usize = 24;
/// Columns whose figures are worked out in each round, those that assume the least.
const WORKED_OUT: usize = 24;
/// Causes that are looked for in one document.
const MOST: usize = 200;
/// Failures that changes are proposed for in one round: the first in print.
const WINDOW: usize = 400;
/// Changes of figures that are weighed in one document, and as many more for each of its figures.
const WORK: usize = 200_000;
const WORK_EACH: usize = 20;

/// What a search found.
#[derive(Debug, Default)]
pub(crate) struct Found<'a> {
    /// The mistakes behind what failed, in the order in which they were found.
    pub(crate) causes: Vec<Cause<'a>>,
    /// It ended before everything was tried that might explain what is left.
    pub(crate) stopped: bool,
}

/// The mistakes behind what failed.
pub(crate) fn find<'a>(run: &mut Run<'a>) -> Found<'a> {
    let Some(mut bench) = Bench::new(run) else { return Found::default() };
    let mut tried = least::Tried::new();
    let mut chosen: Vec<(Weighed, Vec<Weighed>)> = Vec::new();
    let mut work = WORK + WORK_EACH * bench.cells.len();
    while chosen.len() < MOST && work > 0 {
        let mut failed = bench.failed();
        failed.truncate(WINDOW);
        if failed.is_empty() {
            break;
        }
        let Some((best, rivals)) = round(&mut bench, &failed, (&mut work, &mut tried)) else { break };
        tried.forget(&bench, &best.candidate.patch);
        bench.accept(&best.candidate.patch, &best.effect);
        chosen.push((best, rivals));
    }
    let left = bench.failed();
    let stopped = chosen.len() == MOST || work == 0 || left.len() > WINDOW || tried.has_stopped(&left);
    let certain = certain::certain(&bench, &chosen);
    let told = as_acts(&bench, chosen, certain);
    let told = told.into_iter().filter_map(|(best, rivals, certain)| cause(&bench, best, &rivals, certain));
    Found { causes: told.collect(), stopped }
}

/// Chosen changes with their rivals and whether they are certain; those that are one act together.
fn as_acts(
    bench: &Bench<'_, '_>,
    chosen: Vec<(Weighed, Vec<Weighed>)>,
    certain: Vec<bool>,
) -> Vec<(Weighed, Vec<Weighed>, bool)> {
    let mut all: Vec<(Weighed, Vec<Weighed>, bool)> = Vec::new();
    for ((best, rivals), certain) in chosen.into_iter().zip(certain) {
        let alike = all.iter_mut().find(|(known, ..)| is_one_act(bench, &known.candidate, &best.candidate));
        let Some((known, others, is_certain)) = alike else {
            all.push((best, rivals, certain));
            continue;
        };
        let patch = &mut known.candidate.patch;
        let slips = patch.changes.first().is_some_and(|change| bench.is_slip(change));
        *patch = patch.with(&best.candidate.patch, |cell| bench.cells.figure(cell));
        known.effect.fixed.extend(best.effect.fixed);
        known.effect.waiting.extend(best.effect.waiting);
        others.extend(rivals);
        *is_certain &= certain && slips;
    }
    all
}

/// Whether two changes replace one number by one other: it was written once, and taken over.
fn is_one_act(bench: &Bench<'_, '_>, one: &Candidate, other: &Candidate) -> bool {
    let numbers = |candidate: &Candidate| -> Option<BTreeSet<(i64, i64)>> {
        let changes = candidate.patch.changes.iter();
        changes.map(|change| Some((bench.cells.figure(change.cell).value, change.to?.value))).collect()
    };
    let kinds = (one.kind, other.kind) == (Kind::Figure, Kind::Figure);
    kinds && numbers(one).is_some_and(|one| one.len() == 1 && numbers(other) == Some(one))
}

/// The best change of a round, and those that come near it.
fn round(
    bench: &mut Bench<'_, '_>,
    failed: &[u32],
    (work, tried): (&mut usize, &mut least::Tried),
) -> Option<(Weighed, Vec<Weighed>)> {
    let mut candidates = Vec::new();
    unit::propose(bench, failed, &mut candidates);
    shift::propose(bench, failed, &mut candidates);
    exchange::propose(bench, failed, &mut candidates);
    totals::propose(bench, failed, &mut candidates);
    column::propose(bench, failed, &mut candidates);
    last_year::propose(bench, failed, &mut candidates);
    row::propose(bench, failed, &mut candidates);
    figure::propose(bench, failed, &mut candidates);
    let changes = candidates.iter().map(|one| 1 + one.patch.changes.len());
    *work = work.saturating_sub(changes.sum());
    let mut quick: Vec<Weighed> =
        candidates.into_iter().filter_map(|one| weigh_quickly(bench, one)).collect();
    sort(bench, &mut quick);
    let mut seen: Vec<Patch> = Vec::new();
    let (open, known): (Vec<Weighed>, Vec<Weighed>) = quick.into_iter().partition(is_open);
    let open = open.into_iter().take(WORKED_OUT);
    let mut weighed: Vec<Weighed> = open.filter_map(|one| weigh(bench, one.candidate)).collect();
    let enough = weighed.len() + ASKED;
    for one in known {
        if weighed.len() >= enough {
            break;
        }
        let is_change = one.candidate.lost.is_none();
        if is_change && seen.contains(&one.candidate.patch) {
            continue;
        }
        seen.extend(is_change.then(|| one.candidate.patch.clone()));
        weighed.extend(weigh(bench, one.candidate));
    }
    let enough = weighed.iter().any(|one| one.effect.broken.is_empty() && one.gain > 0);
    if !enough {
        let mut sets = Vec::new();
        least::propose(bench, failed, tried, &mut sets);
        for one in sets {
            weighed.extend(weigh(bench, one));
        }
    }
    weighed.retain(|one| one.gain > 0 || (one.gain == 0 && one.effect.broken.is_empty()));
    sort(bench, &mut weighed);
    let mut weighed = weighed.into_iter();
    let best = weighed.next()?;
    let explains: BTreeSet<u32> = best.effect.fixed.iter().copied().collect();
    let met = met_exactly(bench, &best);
    // Another last digit of the same figures is none where the one that was taken is met to the last digit.
    let same_cells = |one: &Weighed| {
        let (one, best) = (&one.candidate.patch.changes, &best.candidate.patch.changes);
        one.iter().map(|change| change.cell).eq(best.iter().map(|change| change.cell))
    };
    let rivals = weighed.filter(|one| {
        one.gain + MARGIN >= best.gain
            && one.candidate.patch != best.candidate.patch
            && one.effect.fixed.iter().any(|at| explains.contains(at))
            && !(same_cells(one) && met_exactly(bench, one) < met)
    });
    let rivals = rivals.collect();
    Some((best, rivals))
}

/// How many of the comparisons that a change mends it meets to the last digit.
fn met_exactly(bench: &Bench<'_, '_>, one: &Weighed) -> usize {
    one.effect.fixed.iter().filter(|at| bench.meets_exactly(**at, &one.candidate.patch)).count()
}

/// The greatest gain first, then the least assumed, then the first in print.
fn sort(bench: &Bench<'_, '_>, all: &mut [Weighed]) {
    all.sort_by_cached_key(|one| {
        let candidate = &one.candidate;
        let exact = if candidate.patch.changes.len() <= 8 { met_exactly(bench, one) } else { 0 };
        (
            if is_open(one) { 0 } else { -one.gain },
            std::cmp::Reverse(exact),
            candidate.assumed,
            candidate.patch.changes.len(),
            bench.cells.at(candidate.first),
            candidate
                .patch
                .changes
                .iter()
                .map(|change| (change.cell, change.to.map(|to| to.value)))
                .collect::<Vec<_>>(),
        )
    });
}

/// Whether what a column comes to is not known before it is worked out.
fn is_open(one: &Weighed) -> bool {
    one.candidate.kind.is_worked_out() && one.candidate.patch.is_open()
}

fn weigh_quickly(bench: &mut Bench<'_, '_>, candidate: Candidate) -> Option<Weighed> {
    let effect = effect(bench, &candidate, |bench, patch| bench.quick(patch));
    // What only the judge can tell may mend as much as it touches.
    let open = candidate.kind.is_worked_out();
    // Of blocks there are too many to ask about each.
    let asks = matches!(candidate.kind, Kind::Figure | Kind::Word) && bench.is_asked(&candidate.patch);
    let hopeless = effect.fixed.is_empty() && !open && !asks;
    if hopeless {
        return None;
    }
    let gain = gain(bench, &candidate, &effect);
    (gain > -FIXED || open).then_some(Weighed { candidate, effect, gain })
}

fn weigh(bench: &mut Bench<'_, '_>, mut candidate: Candidate) -> Option<Weighed> {
    solve(bench, &mut candidate);
    if candidate.kind.is_worked_out() {
        candidate.assumed += column::cost_of_figures(bench, &candidate.patch)?;
    }
    let effect = effect(bench, &candidate, Bench::full);
    if effect.fixed.is_empty() {
        return None;
    }
    let gain = gain(bench, &candidate, &effect);
    Some(Weighed { candidate, effect, gain })
}

/// What a candidate does, its change judged in some way.
fn effect<'v, 'a>(
    bench: &mut Bench<'v, 'a>,
    candidate: &Candidate,
    judge: impl FnOnce(&mut Bench<'v, 'a>, &Patch) -> Effect,
) -> Effect {
    if let Some(lost) = &candidate.lost {
        return Effect { fixed: lost.fixed.clone(), ..Effect::default() };
    }
    let mut effect = judge(bench, &candidate.patch);
    // A row that is printed twice is not there once it is mended: nothing is judged at it.
    if let (Kind::Twice, Some(rows)) = (candidate.kind, candidate.rows)
        && let Some(grid) = bench.grids.get(rows.grid)
        && let Some(row) = grid.rows.get(rows.from)
    {
        let here = Element::Row { family: grid.family, row: row.row };
        effect.broken.retain(|at| bench.instance(*at).is_none_or(|one| one.element != here));
    }
    effect
}

fn gain(bench: &Bench<'_, '_>, candidate: &Candidate, effect: &Effect) -> i64 {
    let count = |all: &[u32]| all.iter().filter(|at| bench.counts(**at)).count() as i64;
    let (fixed, broken) = (count(&effect.fixed), count(&effect.broken));
    let (mut agree, mut parted) = (0, 0);
    // Of a row that is printed twice one stays, and agrees with its siblings as before.
    let changes = if candidate.kind == Kind::Twice { &[] } else { candidate.patch.changes.as_slice() };
    for change in changes {
        let Some(to) = change.to else { continue };
        let was = bench.now(change.cell).value;
        for sibling in bench.siblings.of(change.cell) {
            let before = bench.now(*sibling).value;
            let after =
                candidate.patch.of(*sibling).and_then(|change| change.to).map_or(before, |to| to.value);
            agree += i64::from(after == to.value && before != was);
            parted += i64::from(after != to.value && before == was);
        }
    }
    FIXED * fixed + AGREES * (agree - parted) - BROKEN * broken - candidate.assumed
}

/// Figures that a change leaves open get the value that the one comparison they alone keep waiting asks for.
fn solve(bench: &mut Bench<'_, '_>, candidate: &mut Candidate) {
    while let Some((cell, to)) = solved(bench, &candidate.patch) {
        let found = candidate.patch.changes.iter_mut().find(|change| change.cell == cell);
        let Some(change) = found else { return };
        change.to = Some(to);
    }
}

/// The first of the figures that a change leaves open which a comparison tells, with what it tells.
fn solved(bench: &mut Bench<'_, '_>, patch: &Patch) -> Option<(u32, Figure)> {
    let open: Vec<u32> =
        patch.changes.iter().filter(|change| change.to.is_none()).map(|change| change.cell).collect();
    for cell in &open {
        let siblings: Vec<i64> = bench.siblings.of(*cell).iter().map(|cell| bench.now(*cell).value).collect();
        let readers: Vec<u32> = bench.readers(*cell).map(|(at, _)| at).collect();
        for at in readers {
            if bench.cells_of(at).iter().filter(|cell| open.contains(cell)).count() != 1 {
                continue;
            }
            let values = figure::allowed(bench, at, *cell, patch);
            let value = values.iter().find(|value| siblings.contains(&value.value)).or(values.first());
            if let Some(value) = value {
                return Some((*cell, bench.printed_at(*cell, value.value)));
            }
        }
    }
    None
}
