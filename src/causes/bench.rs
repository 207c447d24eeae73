//! The workbench of a search: figures, comparisons, and what a change would do to them.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cells, Figure, Twins, Value};
use super::grid::{Grid, Position};
use super::instance::{Instance, Shape, instance, said_twice};
use super::patch::{Change, Patch};
use super::siblings::Siblings;
use crate::audit::{Decisive, Element, Outcome, Run, Verdict, View};
use crate::facts::State;
use crate::syntax::Level;

/// How an instance is tied to a figure.
#[derive(Clone, Copy)]
struct Link {
    instance: u32,
    /// 0 where the figure is not added up: then the judge is asked.
    coefficient: i64,
}

/// All that a search works on.
pub(super) struct Bench<'v, 'a> {
    pub(super) view: &'v mut View<'a>,
    pub(super) cells: Cells,
    pub(super) instances: Vec<Instance<'a>>,
    pub(super) grids: Vec<Grid>,
    pub(super) siblings: Siblings,
    pub(super) twins: Twins,
    /// By figure: where it stands in the grids.
    positions: Vec<Option<Position>>,
    /// By figure: where its links begin.
    offsets: Vec<u32>,
    links: Vec<Link>,
    /// Of each sum its total and units as the laid-over figures are.
    totals: Vec<(i128, i128)>,
    /// What each figure says at the moment: as printed, with what was chosen so far laid over.
    now: Vec<Figure>,
    /// Figures that were changed so far.
    changed: BTreeSet<u32>,
    /// Whether each instance fails at the moment.
    failing: Vec<bool>,
    /// By instance and figure: the values that let it hold at the moment, as far as they were asked for.
    pub(super) allowed: BTreeMap<(u32, u32), Vec<Value>>,
}

/// What a change does.
#[derive(Clone, Debug, Default)]
pub(super) struct Effect {
    /// Instances that fail now and would hold.
    pub(super) fixed: Vec<u32>,
    /// Instances that hold now and would fail.
    pub(super) broken: Vec<u32>,
    /// Instances that hang on a figure that the change leaves open.
    pub(super) waiting: Vec<u32>,
}

impl<'v, 'a> Bench<'v, 'a> {
    /// The bench for a unit that was judged; none where nothing fails that a change of figures could mend.
    pub(super) fn new(run: &'v mut Run<'a>) -> Option<Self> {
        let fails = |verdict: Verdict| verdict == Verdict::Fail;
        if !run.judged.iter().any(|judged| fails(judged.outcome.verdict)) {
            return None;
        }
        let (mut cells, mut instances) = (Cells::default(), Vec::new());
        let view = &run.view;
        for seen in &run.seen {
            if !matches!(seen.verdict, Verdict::Pass | Verdict::Rounding) {
                continue;
            }
            let at = (seen.step, seen.rule, seen.element);
            instances.extend(instance(view, &mut cells, at, (seen.verdict, None)));
        }
        for judged in run.judged.iter().filter(|judged| fails(judged.outcome.verdict)) {
            let at = (judged.step, judged.rule, judged.element);
            let made = match &judged.outcome.decisive {
                Some(Decisive::Compared(compared)) if compared.slip.is_none() => {
                    instance(view, &mut cells, at, (Verdict::Fail, judged.reading))
                }
                Some(Decisive::Twice(..)) => said_twice(view, &mut cells, judged),
                _ => None,
            };
            instances.extend(made);
        }
        instances.retain(|instance: &Instance<'_>| !instance.cells.is_empty());
        let grids = Grid::all(view, &mut cells);
        let siblings = Siblings::learn(&grids, &cells);
        let twins = Twins::of_all(view, &cells);
        let mut bench = Self {
            view: &mut run.view,
            cells,
            instances,
            grids,
            siblings,
            twins,
            positions: Vec::new(),
            offsets: Vec::new(),
            links: Vec::new(),
            totals: Vec::new(),
            now: Vec::new(),
            changed: BTreeSet::new(),
            failing: Vec::new(),
            allowed: BTreeMap::new(),
        };
        bench.link();
        Some(bench)
    }

    fn link(&mut self) {
        self.positions = vec![None; self.cells.len()];
        for (grid, of) in self.grids.iter().enumerate() {
            for (row, cells) in of.rows.iter().map(|row| &row.cells).enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    if let Some(position) = self.positions.get_mut(*cell as usize) {
                        *position = Some(Position { grid, row, column });
                    }
                }
            }
        }
        self.now = (0..self.cells.len() as u32).map(|cell| self.cells.figure(cell)).collect();
        self.failing = self.instances.iter().map(|instance| instance.verdict == Verdict::Fail).collect();
        let mut links: Vec<(u32, Link)> = Vec::new();
        for (at, instance) in (0..).zip(&self.instances) {
            let terms: BTreeSet<u32> = match &instance.shape {
                Shape::Sum(sum) => {
                    for (cell, coefficient) in instance.cells.iter().zip(&sum.coefficients) {
                        links.push((*cell, Link { instance: at, coefficient: *coefficient }));
                    }
                    BTreeSet::new()
                }
                Shape::Opaque => instance.cells.iter().copied().collect(),
            };
            let asked = terms.into_iter().chain(instance.guards.iter().copied());
            links.extend(asked.map(|cell| (cell, Link { instance: at, coefficient: 0 })));
        }
        links.sort_by_key(|(cell, link)| (*cell, link.instance));
        let mut offsets = vec![0_u32; self.cells.len() + 1];
        for (cell, _) in &links {
            if let Some(count) = offsets.get_mut(*cell as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for offset in &mut offsets {
            total += *offset;
            *offset = total;
        }
        self.offsets = offsets;
        self.links = links.into_iter().map(|(_, link)| link).collect();
        self.totals = self.instances.iter().map(|instance| self.total_of(instance)).collect();
    }

    fn total_of(&self, instance: &Instance<'_>) -> (i128, i128) {
        match &instance.shape {
            Shape::Sum(sum) => sum.total(&instance.cells, |cell| self.now(cell)),
            Shape::Opaque => (0, 0),
        }
    }

    /// Where a figure stands in the grids, if it is one of a table.
    pub(super) fn position(&self, cell: u32) -> Option<Position> {
        self.positions.get(cell as usize).copied().flatten()
    }

    /// What a figure says at the moment.
    pub(super) fn now(&self, cell: u32) -> Figure {
        self.now.get(cell as usize).copied().unwrap_or(Figure::BLANK)
    }

    /// Whether an instance fails at the moment.
    pub(super) fn fails(&self, instance: u32) -> bool {
        self.failing.get(instance as usize).copied().unwrap_or(false)
    }

    /// The instances that fail at the moment and that a person should act on.
    pub(super) fn failed(&self) -> Vec<u32> {
        (0..self.instances.len() as u32).filter(|at| self.fails(*at) && self.counts(*at)).collect()
    }

    /// Instances that read a figure, each with its coefficient there (0 where the judge is asked).
    pub(super) fn readers(&self, cell: u32) -> impl Iterator<Item = (u32, i64)> + '_ {
        let from = self.offsets.get(cell as usize).copied().unwrap_or(0) as usize;
        let to = self.offsets.get(cell as usize + 1).copied().unwrap_or(0) as usize;
        let links = self.links.get(from..to).unwrap_or_default();
        links.iter().map(|link| (link.instance, link.coefficient))
    }

    /// Total and units of a sum at the moment.
    pub(super) fn total(&self, instance: u32) -> (i128, i128) {
        self.totals.get(instance as usize).copied().unwrap_or_default()
    }

    /// What a change would do, by sums alone: what only the judge can tell is left as it is.
    pub(super) fn quick(&self, patch: &Patch) -> Effect {
        self.effect(patch).0
    }

    /// What a change would do, the judge asked where sums do not tell.
    pub(super) fn full(&mut self, patch: &Patch) -> Effect {
        let (mut effect, asked) = self.effect(patch);
        if asked.is_empty() {
            return effect;
        }
        let open = self.lay_over(patch);
        for at in asked {
            let Some(instance) = self.instance(at) else { continue };
            if instance.cells.iter().chain(&instance.guards).any(|cell| open.contains(cell)) {
                effect.waiting.push(at);
                continue;
            }
            let outcome = self.judged(instance);
            let slips = matches!(&outcome.decisive, Some(Decisive::Compared(one)) if one.slip.is_some());
            let fails = outcome.verdict == Verdict::Fail && !slips;
            match (self.fails(at), fails) {
                (true, false) if outcome.verdict != Verdict::Undecided => effect.fixed.push(at),
                (false, true) => effect.broken.push(at),
                _ => {}
            }
        }
        self.view.overlay.clear();
        effect.fixed.sort_unstable();
        effect.broken.sort_unstable();
        effect
    }

    /// Whether an instance holds once a change is made, by the judge.
    pub(super) fn holds_with(&mut self, at: u32, patch: &Patch) -> bool {
        self.lay_over(patch);
        let verdict = self.instance(at).map(|instance| self.judged(instance).verdict);
        self.view.overlay.clear();
        matches!(verdict, Some(Verdict::Pass | Verdict::Rounding))
    }

    /// What the judge says of an instance, with what is laid over the facts.
    fn judged(&self, instance: &Instance<'a>) -> Outcome<'a> {
        let rule = self.view.rules.rules.get(instance.rule.0 as usize);
        self.view.reading.set(instance.reading);
        let tolerance = rule.and_then(|rule| rule.tolerance.as_ref());
        let outcome = self.view.judge(instance.step, &instance.element, tolerance);
        self.view.reading.set(None);
        outcome
    }

    /// Lays what was chosen so far and a change over the facts; gives the figures that the change leaves open.
    pub(super) fn lay_over(&mut self, patch: &Patch) -> BTreeSet<u32> {
        self.view.overlay.clear();
        let mut lay = |cell: u32, figure: Figure| {
            if let Some(at) = self.cells.at(cell).filter(|at| at.reading == 0) {
                self.view.overlay.insert(at.cell, (figure.value, figure.state, figure.place));
            }
        };
        for cell in self.changed.iter().filter(|cell| patch.of(**cell).is_none()) {
            lay(*cell, self.now.get(*cell as usize).copied().unwrap_or(Figure::BLANK));
        }
        let mut open = BTreeSet::new();
        for change in &patch.changes {
            match change.to {
                Some(to) => lay(change.cell, to),
                None => _ = open.insert(change.cell),
            }
        }
        open
    }

    /// What sums tell of a change, and which instances have to be judged.
    fn effect(&self, patch: &Patch) -> (Effect, Vec<u32>) {
        let mut touched: Vec<(u32, i128, i128, bool, bool)> = Vec::new();
        for change in &patch.changes {
            let was = self.now(change.cell);
            for (instance, coefficient) in self.readers(change.cell) {
                let to = change.to.unwrap_or(Figure::BLANK);
                let value = i128::from(coefficient) * (i128::from(to.value) - i128::from(was.value));
                let units = i128::from(coefficient.abs()) * (i128::from(to.unit) - i128::from(was.unit));
                touched.push((instance, value, units, coefficient == 0, change.to.is_none()));
            }
        }
        touched.sort_unstable_by_key(|(instance, ..)| *instance);
        let (mut effect, mut asked) = (Effect::default(), Vec::new());
        for of_one in touched.chunk_by(|a, b| a.0 == b.0) {
            let Some((at, ..)) = of_one.first() else { continue };
            let Some(instance) = self.instance(*at) else { continue };
            let Shape::Sum(sum) = &instance.shape else {
                asked.push(*at);
                continue;
            };
            if of_one.iter().any(|(_, _, _, ask, _)| *ask) {
                asked.push(*at);
                continue;
            }
            if of_one.iter().any(|(.., open)| *open) {
                effect.waiting.push(*at);
                continue;
            }
            let (total, units) = self.total(*at);
            let total = of_one.iter().fold(total, |sum, (_, value, ..)| sum + value);
            let units = of_one.iter().fold(units, |sum, (_, _, units, ..)| sum + units);
            match (self.fails(*at), sum.holds(total, units)) {
                (true, true) => effect.fixed.push(*at),
                (false, false) => effect.broken.push(*at),
                _ => {}
            }
        }
        (effect, asked)
    }

    /// Makes a change the state of things.
    pub(super) fn accept(&mut self, patch: &Patch, effect: &Effect) {
        for change in &patch.changes {
            if let (Some(to), Some(now)) = (change.to, self.now.get_mut(change.cell as usize)) {
                *now = to;
                self.changed.insert(change.cell);
            }
        }
        for (at, fails) in
            effect.fixed.iter().map(|at| (*at, false)).chain(effect.broken.iter().map(|at| (*at, true)))
        {
            if let Some(failing) = self.failing.get_mut(at as usize) {
                *failing = fails;
            }
        }
        let read: BTreeSet<u32> =
            patch.changes.iter().flat_map(|change| self.readers(change.cell)).map(|(at, _)| at).collect();
        self.allowed.retain(|(at, _), _| !read.contains(at));
        for at in read {
            let total = self.instance(at).map(|instance| self.total_of(instance));
            if let (Some(total), Some(slot)) = (total, self.totals.get_mut(at as usize)) {
                *slot = total;
            }
        }
    }

    /// Whether an instance is a sum that holds to the last digit once a change is made.
    pub(super) fn meets_exactly(&self, at: u32, patch: &Patch) -> bool {
        let equation = self.instance(at).and_then(|one| Some((one, one.equation()?)));
        equation.is_some_and(|(one, sum)| sum.total(&one.cells, |cell| self.once(patch, cell)).0 == 0)
    }

    /// What a figure says once a change is made; nothing where the change leaves it open.
    pub(super) fn once(&self, patch: &Patch, cell: u32) -> Figure {
        match patch.of(cell) {
            Some(change) => change.to.unwrap_or(Figure::BLANK),
            None => self.now(cell),
        }
    }

    /// A change of these; what would be as it is at the moment is left out.
    pub(super) fn patch(&self, changes: impl IntoIterator<Item = Change>) -> Patch {
        Patch::new(changes, |cell| self.now(cell))
    }

    /// A change with what another changes besides.
    pub(super) fn with(&self, patch: &Patch, other: &Patch) -> Patch {
        patch.with(other, |cell| self.now(cell))
    }

    /// Whether a figure's column prints negative figures.
    pub(super) fn prints_negative(&self, cell: u32) -> bool {
        let Some(at) = self.position(cell) else { return true };
        let rows = self.grids.get(at.grid).map(|grid| grid.rows.as_slice()).unwrap_or_default();
        rows.iter().filter_map(|row| row.cells.get(at.column)).any(|cell| self.cells.figure(*cell).value < 0)
    }

    /// A value as it would be printed at a figure's place.
    pub(super) fn printed_at(&self, cell: u32, value: i64) -> Figure {
        let like = self.like(cell);
        let leaves_blank = || {
            let at = self.position(cell);
            at.is_some_and(|at| self.grids.get(at.grid).is_some_and(|grid| grid.leaves_blank(at.column)))
        };
        if value == 0 && (like.unit == 0 || leaves_blank()) {
            return Figure::BLANK;
        }
        Figure { value, unit: like.unit, state: State::Value, place: like.place }
    }

    /// An instance by its number.
    pub(super) fn instance(&self, at: u32) -> Option<&Instance<'a>> {
        self.instances.get(at as usize)
    }

    /// The figures that an instance reads.
    pub(super) fn cells_of(&self, instance: u32) -> &[u32] {
        self.instance(instance).map_or(&[], |one| one.cells.as_slice())
    }

    /// The figures that instances read.
    pub(super) fn cells_of_all(&self, instances: &[u32]) -> BTreeSet<u32> {
        instances.iter().flat_map(|at| self.cells_of(*at)).copied().collect()
    }

    /// Whether a person should act on an instance where it fails.
    pub(super) fn counts(&self, instance: u32) -> bool {
        self.instance(instance).is_some_and(|one| one.level != Level::Hint)
    }

    /// The grid that a figure stands in.
    pub(super) fn grid_of(&self, cell: u32) -> Option<usize> {
        self.position(cell).map(|at| at.grid)
    }

    /// The key of the row that an instance is judged at.
    pub(super) fn key_of_element(&self, at: u32) -> Option<&str> {
        match self.instance(at)?.element {
            Element::Row { family, row } => Some(self.view.key_of(family, row)),
            _ => None,
        }
    }

    /// Whether an instance reads figures of a grid's family, printed or not.
    pub(super) fn reads_family(&self, instance: u32, grid: usize) -> bool {
        let (Some(instance), Some(grid)) = (self.instance(instance), self.grids.get(grid)) else {
            return false;
        };
        let leaves = instance.step.leaves.iter();
        let mut figures = leaves.filter_map(|leaf| self.view.stated(leaf, &instance.element));
        figures.any(|figure| figure.family == grid.family)
    }

    /// Whether only the judge can tell of something that fails what a change does to it.
    pub(super) fn is_asked(&self, patch: &Patch) -> bool {
        let readers = patch.changes.iter().flat_map(|change| self.readers(change.cell));
        readers.into_iter().any(|(at, coefficient)| coefficient == 0 && self.fails(at))
    }
}
