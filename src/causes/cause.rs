//! What a search gives: each mistake with what to change.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::candidate::{Candidate, Kind, Weighed};
use super::cells::{Figure, FigureAt};
use super::patch::Change;
use crate::audit::{CellAt, Element};
use crate::facts::State;
use crate::plan::Step;
use crate::syntax::Level;

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

/// A failed instance: its step, what it was at, and the reading that it is of.
pub(crate) type Explained<'a> = (&'a Step, Element, Option<(CellAt, usize)>);

/// One mistake behind failed comparisons.
#[derive(Clone, Debug)]
pub(crate) struct Cause<'a> {
    pub(crate) kind: Kind,
    pub(crate) first: FigureAt,
    pub(crate) mends: Vec<Mend>,
    /// Failed instances that it explains.
    pub(crate) explains: Vec<Explained<'a>>,
    /// Comparisons that read what it changes, failed or held before, and hold after.
    pub(crate) holds_after: u32,
    /// The document leaves no other reading.
    pub(crate) certain: bool,
    /// Other changes that explain as much, what each would change.
    pub(crate) others: Vec<Vec<Mend>>,
    /// Rows from and to (of those changed) and the distance, of a block.
    pub(crate) block: Option<(FigureAt, FigureAt, i64)>,
    /// Graver than what it explains it is not.
    pub(crate) level: Level,
}

/// What a chosen change is to the reader.
pub(super) fn cause<'a>(
    bench: &Bench<'_, 'a>,
    best: Weighed,
    rivals: &[Weighed],
    certain: bool,
) -> Option<Cause<'a>> {
    let Weighed { candidate, effect, .. } = best;
    let at = |cell: u32| bench.cells.at(cell);
    let mends = mends(bench, &candidate);
    let others = rivals.iter().map(|rival| self::mends(bench, &rival.candidate)).collect();
    let fixed = effect.fixed.iter().filter_map(|at| bench.instance(*at));
    let level = fixed.clone().map(|one| one.level).min().unwrap_or_default();
    let explains = fixed.map(|one| (one.step, one.element, one.reading)).collect();
    let touched: BTreeSet<u32> = candidate
        .patch
        .changes
        .iter()
        .flat_map(|change| bench.readers(change.cell).map(|(at, _)| at).collect::<Vec<_>>())
        .filter(|at| !effect.waiting.contains(at) && !bench.fails(*at))
        .collect();
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
    let first = block.map(|(from, ..)| from).or(at(candidate.first))?;
    let holds_after = touched.len() as u32;
    let kind = candidate.kind;
    Some(Cause { kind, first, mends, explains, holds_after, certain, others, block, level })
}

/// What a change is to the reader, figure by figure.
fn mends(bench: &Bench<'_, '_>, candidate: &Candidate) -> Vec<Mend> {
    let at = |cell: u32| bench.cells.at(cell);
    let should = |to: Figure| (to.value, to.state, to.place);
    let is_other = |change: &&Change| {
        let printed = bench.cells.figure(change.cell);
        change.to.is_none_or(|to| to.value != printed.value || to.is_printed() != printed.is_printed())
    };
    let changed = candidate.patch.changes.iter().filter(is_other).filter_map(|change| {
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
    changed.chain(lost).collect()
}
