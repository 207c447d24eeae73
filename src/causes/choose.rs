//! The search: in each round the change that explains the most for the least that has to be assumed.

use std::collections::BTreeSet;

use super::bench::{Bench, Effect};
use super::cells::{Figure, FigureAt};
use super::patch::Patch;
use super::{certain, column, exchange, figure, least, row, shift, totals, unit};
use crate::audit::{Element, Run};
use crate::facts::State;
use crate::plan::Step;
use crate::syntax::Level;

/// What kind of mistake a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 数字: one figure, or the same in several places.
    Figure,
    /// 错行: figures in other rows than their own.
    Row,
    /// 错列: figures in other columns than their own.
    Column,
    /// 单位: amounts in another unit than the table says.
    Unit,
    /// 合计未改: a total that was not brought up to date with its parts.
    Total,
    /// 错列: a column that its rows contradict as a whole, such as one filled with another's figures.
    Copied,
    /// 漏行: a row that is missing below its whole.
    Lost,
    /// 漏行: a row that is printed twice.
    Twice,
}

/// A row that is not printed.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// What would hold with it.
    pub(super) fixed: Vec<u32>,
    /// Figures of its whole, and by how much the parts of each fall short.
    pub(super) figures: Vec<(u32, Figure)>,
    /// A figure of the row in another table.
    pub(super) like: Option<u32>,
}

/// The rows of a grid that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) grid: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Lines that figures moved by; the power of ten of a unit.
    pub(super) by: i64,
}

/// A hypothesis.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) kind: Kind,
    pub(super) patch: Patch,
    /// What has to be assumed for it, in the unit of gains.
    pub(super) assumed: i64,
    /// The figure where it shows first.
    pub(super) first: u32,
    pub(super) rows: Option<Rows>,
    pub(super) lost: Option<Lost>,
}

/// A figure that a mend changes.
#[derive(Clone, Debug)]
pub(crate) struct Mend {
    /// Which; of a row that is not printed the figure of its whole.
    pub(crate) at: FigureAt,
    /// Value in fixed point, state and place; none where the document does not tell.
    pub(crate) should: Option<(i64, State, crate::amount::Place)>,
    /// The figure that is printed elsewhere and belongs here.
    pub(crate) from: Option<FigureAt>,
}

/// A failed instance: its step, its element, and the cell that it is about with its place among several.
pub(crate) type Failed<'a> = (&'a Step, Element, Option<(crate::audit::CellAt, usize)>);

/// One mistake behind failed comparisons.
#[derive(Clone, Debug)]
pub(crate) struct Cause<'a> {
    pub(crate) kind: Kind,
    pub(crate) first: FigureAt,
    pub(crate) mends: Vec<Mend>,
    /// Failed instances that it explains.
    pub(crate) explains: Vec<Failed<'a>>,
    /// Comparisons that read what it changes, failed or held before, and hold after.
    pub(crate) holds_after: u32,
    /// The document leaves no other reading.
    pub(crate) certain: bool,
    /// Other changes that explain as much.
    pub(crate) alternatives: u32,
    /// Rows from and to (of those changed) and the distance, of a block.
    pub(crate) block: Option<(FigureAt, FigureAt, i64)>,
    /// Graver than what it explains it is not.
    pub(crate) level: Level,
}

/// Worth of a failed comparison that holds again, of a sibling that agrees, and what a new failure costs.
const FIXED: i64 = 30;
const AGREES: i64 = 8;
const BROKEN: i64 = 45;
/// Within this of the best another explanation is a rival.
const MARGIN: i64 = 10;
/// Candidates that the judge is asked about in each round.
const ASKED: usize = 24;
/// Causes that are looked for in one document.
const MOST: usize = 200;

/// A candidate with what it does.
pub(super) struct Weighed {
    pub(super) candidate: Candidate,
    pub(super) effect: Effect,
    pub(super) gain: i64,
}

/// The mistakes behind what failed, in the order in which they were found.
pub(crate) fn find<'a>(run: &mut Run<'a>) -> Vec<Cause<'a>> {
    let Some(mut bench) = Bench::new(run) else { return Vec::new() };
    let mut chosen: Vec<(Weighed, Vec<Weighed>)> = Vec::new();
    while chosen.len() < MOST {
        let failed = bench.failed();
        if failed.is_empty() {
            break;
        }
        let Some((best, rivals)) = round(&mut bench, &failed) else { break };
        bench.accept(&best.candidate.patch, &best.effect);
        chosen.push((best, rivals));
    }
    let certain = certain::certain(&bench, &chosen);
    let mut all: Vec<(Weighed, u32, bool)> = Vec::new();
    for ((best, rivals), certain) in chosen.into_iter().zip(certain) {
        let alike = all.iter_mut().find(|(known, ..)| is_one_act(&bench, &known.candidate, &best.candidate));
        match alike {
            Some((known, alternatives, is_certain)) => {
                known.candidate.patch =
                    known.candidate.patch.with(&best.candidate.patch, |cell| bench.cells.figure(cell));
                known.effect.fixed.extend(best.effect.fixed);
                known.effect.waiting.extend(best.effect.waiting);
                *alternatives += rivals.len() as u32;
                *is_certain &= certain;
            }
            None => all.push((best, rivals.len() as u32, certain)),
        }
    }
    all.into_iter().map(|(best, rivals, certain)| cause(&bench, best, rivals, certain)).collect()
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
fn round(bench: &mut Bench<'_, '_>, failed: &[u32]) -> Option<(Weighed, Vec<Weighed>)> {
    let mut candidates = Vec::new();
    unit::propose(bench, failed, &mut candidates);
    shift::propose(bench, failed, &mut candidates);
    exchange::propose(bench, failed, &mut candidates);
    totals::propose(bench, failed, &mut candidates);
    column::propose(bench, failed, &mut candidates);
    row::propose(bench, failed, &mut candidates);
    figure::propose(bench, failed, &mut candidates);
    let mut quick: Vec<Weighed> =
        candidates.into_iter().filter_map(|one| weigh_quickly(bench, one)).collect();
    sort(bench, &mut quick);
    let mut seen: Vec<Patch> = Vec::new();
    let mut weighed: Vec<Weighed> = Vec::new();
    for one in quick {
        if weighed.len() >= ASKED {
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
        least::propose(bench, failed, &mut sets);
        weighed.extend(sets.into_iter().filter_map(|one| weigh(bench, one)).collect::<Vec<_>>());
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
            (candidate.kind != Kind::Copied
                || candidate.patch.changes.iter().all(|change| change.to.is_some())) as i64
                * -one.gain,
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

fn weigh_quickly(bench: &Bench<'_, '_>, candidate: Candidate) -> Option<Weighed> {
    let effect = match &candidate.lost {
        Some(lost) => Effect { fixed: lost.fixed.clone(), ..Effect::default() },
        None => bench.quick(&candidate.patch),
    };
    // What only the judge can tell may mend as much as it touches.
    let open = candidate.kind == Kind::Copied;
    let hopeless = effect.fixed.is_empty() && !open && !bench.is_asked(&candidate.patch);
    if hopeless {
        return None;
    }
    let gain = gain(bench, &candidate, &effect);
    (gain > -FIXED || open).then_some(Weighed { candidate, effect, gain })
}

fn weigh(bench: &mut Bench<'_, '_>, mut candidate: Candidate) -> Option<Weighed> {
    solve(bench, &mut candidate);
    let effect = match &candidate.lost {
        Some(lost) => Effect { fixed: lost.fixed.clone(), ..Effect::default() },
        None => bench.full(&candidate.patch),
    };
    if effect.fixed.is_empty() {
        return None;
    }
    let gain = gain(bench, &candidate, &effect);
    Some(Weighed { candidate, effect, gain })
}

fn gain(bench: &Bench<'_, '_>, candidate: &Candidate, effect: &Effect) -> i64 {
    let counts = |at: &&u32| bench.instances.get(**at as usize).is_some_and(|one| one.level != Level::Hint);
    let fixed = effect.fixed.iter().filter(counts).count() as i64;
    let broken = effect.broken.iter().filter(counts).count() as i64;
    let (mut agree, mut parted) = (0, 0);
    for change in &candidate.patch.changes {
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
    for _ in 0..candidate.patch.changes.len() {
        let open: Vec<u32> = candidate
            .patch
            .changes
            .iter()
            .filter(|change| change.to.is_none())
            .map(|change| change.cell)
            .collect();
        let mut solved = None;
        for cell in &open {
            let readers: Vec<u32> = bench.readers(*cell).map(|(at, _)| at).collect();
            let sibling =
                bench.siblings.of(*cell).iter().map(|cell| bench.now(*cell).value).collect::<BTreeSet<_>>();
            for at in readers {
                let alone = bench
                    .instances
                    .get(at as usize)
                    .is_some_and(|one| one.cells.iter().filter(|cell| open.contains(cell)).count() == 1);
                if !alone {
                    continue;
                }
                let values = figure::allowed(bench, at, *cell, &candidate.patch);
                let value = values.iter().find(|value| sibling.contains(&value.value)).or(values.first());
                if let Some(value) = value {
                    solved = Some((*cell, bench.printed_at(*cell, value.value)));
                    break;
                }
            }
            if solved.is_some() {
                break;
            }
        }
        let Some((cell, to)) = solved else { return };
        let found = candidate.patch.changes.iter_mut().find(|change| change.cell == cell);
        if let Some(change) = found {
            change.to = Some(to);
        }
    }
}

impl Bench<'_, '_> {
    /// The figures that instances read.
    pub(super) fn cells_of(&self, instances: &[u32]) -> BTreeSet<u32> {
        let read = |at: &u32| self.instances.get(*at as usize).map(|one| one.cells.as_slice());
        instances.iter().filter_map(read).flatten().copied().collect()
    }

    /// The grid that a figure stands in.
    pub(super) fn grid_of(&self, cell: u32) -> Option<usize> {
        self.position(cell).map(|at| at.grid)
    }

    /// Whether only the judge can tell of something that fails what a change does to it.
    fn is_asked(&self, patch: &Patch) -> bool {
        let readers = patch.changes.iter().flat_map(|change| self.readers(change.cell));
        readers.into_iter().any(|(at, coefficient)| coefficient == 0 && self.fails(at))
    }
}

fn cause<'a>(bench: &Bench<'_, 'a>, best: Weighed, alternatives: u32, certain: bool) -> Cause<'a> {
    let Weighed { candidate, effect, .. } = best;
    let at = |cell: u32| bench.cells.at(cell);
    let should = |to: Figure| (to.value, to.state, to.place);
    let mends = candidate.patch.changes.iter().filter_map(|change| {
        let from = change.from.and_then(at);
        Some(Mend { at: at(change.cell)?, should: change.to.map(should), from })
    });
    let lost = candidate
        .lost
        .iter()
        .flat_map(|lost| lost.figures.iter().map(move |(cell, figure)| (lost, cell, figure)));
    let lost = lost.filter_map(|(lost, cell, figure)| {
        Some(Mend { at: at(*cell)?, should: Some(should(*figure)), from: lost.like.and_then(at) })
    });
    let mends: Vec<Mend> = mends.chain(lost).collect();
    let fixed = effect.fixed.iter().filter_map(|at| bench.instances.get(*at as usize));
    let level = fixed.clone().map(|one| one.level).min().unwrap_or_default();
    let explains = fixed.map(|one| (one.step, one.element, one.reading)).collect();
    let touched: BTreeSet<u32> = candidate
        .patch
        .changes
        .iter()
        .flat_map(|change| bench.readers(change.cell).map(|(at, _)| at).collect::<Vec<_>>())
        .filter(|at| !effect.waiting.contains(at) && !bench.fails(*at))
        .collect();
    let first = mends.first().map(|mend| mend.at);
    let first_changed = at(candidate.first).or(first);
    let block = candidate.rows.and_then(|rows| {
        let grid = bench.grids.get(rows.grid)?;
        let changed = |row: usize| {
            grid.rows
                .get(row)
                .and_then(|row| row.cells.iter().find(|cell| candidate.patch.of(**cell).is_some()))
                .copied()
        };
        let from = (rows.from..rows.to).find_map(changed)?;
        let to = (rows.from..rows.to).rev().find_map(changed)?;
        Some((at(from)?, at(to)?, rows.by))
    });
    Cause {
        kind: candidate.kind,
        first: block.map(|(from, ..)| from).or(first_changed).unwrap_or(FigureAt::from(
            crate::audit::CellAt {
                family: crate::schema::FamilyId(0),
                row: crate::audit::RowAt::Fixed(0),
                column: crate::schema::ColumnId(0),
            },
        )),
        mends,
        explains,
        holds_after: touched.len() as u32,
        certain,
        alternatives,
        block,
        level,
    }
}
