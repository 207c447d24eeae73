//! Judged comparisons as sums of figures, so that what a change would do to them can be told by adding.

use super::cells::{Cells, Figure, FigureAt, figure_of};
use crate::amount::{Exact, Relation};
use crate::audit::{CellAt, Decisive, Element, Judged, LeafRead, Settled, Verdict, View};
use crate::plan::{Form, Leaf, Node, Step};
use crate::ruleset::{Fold, RuleId, Whose};
use crate::syntax::Level;

/// A judged comparison.
pub(super) struct Instance<'a> {
    pub(super) step: &'a Step,
    pub(super) rule: RuleId,
    pub(super) element: Element,
    /// The reading that it is of, where the slot has several.
    pub(super) reading: Option<(CellAt, usize)>,
    pub(super) level: Level,
    /// As printed.
    pub(super) verdict: Verdict,
    pub(super) shape: Shape,
    /// Figures that it reads: of a sum in the order of its terms, else all.
    pub(super) cells: Vec<u32>,
    /// Figures that its condition reads.
    pub(super) guards: Vec<u32>,
}

impl Instance<'_> {
    /// It, where it says that a sum comes to nothing.
    pub(super) fn equation(&self) -> Option<&Sum> {
        match &self.shape {
            Shape::Sum(sum) if sum.relation == Relation::Equal => Some(sum),
            _ => None,
        }
    }
}

/// How it is judged again.
pub(super) enum Shape {
    /// Σ coefficient × figure + constant stands in a relation to zero.
    Sum(Sum),
    /// By the judge.
    Opaque,
}

/// A comparison of sums.
pub(super) struct Sum {
    /// Of each of the instance's figures.
    pub(super) coefficients: Vec<i64>,
    pub(super) constant: i128,
    pub(super) relation: Relation,
    /// What it may be off by, where the rule says so; else what rounding explains.
    pub(super) tolerance: Option<i128>,
    /// Nothing in it was rounded.
    pub(super) exact: bool,
}

impl Sum {
    /// What it comes to, and the units of the last places of all that is in it.
    pub(super) fn total(&self, cells: &[u32], figure: impl Fn(u32) -> Figure) -> (i128, i128) {
        let mut total = (self.constant, 0);
        for (cell, coefficient) in cells.iter().zip(&self.coefficients) {
            let figure = figure(*cell);
            total.0 += i128::from(*coefficient) * i128::from(figure.value);
            total.1 += i128::from(coefficient.abs()) * i128::from(figure.unit);
        }
        total
    }

    /// Twice what it may be off by, with the units of the last places of all that is in it (each once a coefficient).
    pub(super) fn slack(&self, units: i128) -> i128 {
        match self.tolerance {
            Some(tolerance) => 2 * tolerance,
            None if self.exact => 0,
            None => units,
        }
    }

    /// Whether it holds for a sum with these units.
    pub(super) fn holds(&self, total: i128, units: i128) -> bool {
        let slack = self.slack(units);
        match self.relation {
            Relation::AtMost => 2 * total <= slack,
            Relation::AtLeast => -2 * total <= slack,
            _ => 2 * total.abs() <= slack,
        }
    }
}

/// The instance of a step at an element.
pub(super) fn instance<'a>(
    view: &View<'a>,
    cells: &mut Cells,
    (step, rule, element): (&'a Step, RuleId, Element),
    (verdict, reading): (Verdict, Option<(CellAt, usize)>),
) -> Option<Instance<'a>> {
    let known = view.rules.rules.get(rule.0 as usize)?;
    view.reading.set(reading);
    let leaves = view.step_leaves(step, &element);
    let shaped = sum_of(view, cells, step, &element, &leaves, known.tolerance.as_ref(), reading);
    let mut guards = Vec::new();
    let mut guard_leaves: Vec<u32> = Vec::new();
    step.guard.iter().for_each(|guard| guard.leaves(&mut |leaf| guard_leaves.push(leaf)));
    for (at, leaf) in (0..).zip(&leaves) {
        if guard_leaves.contains(&at) {
            guards.extend(leaf.cells.iter().map(|cell| cells.number(view, figure_at(*cell, reading))));
        }
    }
    let told_alike = |(sum, read): &(Sum, Vec<u32>)| {
        let (total, units) = sum.total(read, |cell| cells.figure(cell));
        sum.holds(total, units) == (verdict != Verdict::Fail)
    };
    let (shape, read) = match shaped.filter(told_alike) {
        Some((sum, read)) => (Shape::Sum(sum), read),
        None => {
            let all = leaves.iter().flat_map(|leaf| leaf.cells.iter());
            let mut all: Vec<u32> =
                all.map(|cell| cells.number(view, home_or_self(view, *cell, reading))).collect();
            all.sort_unstable();
            all.dedup();
            (Shape::Opaque, all)
        }
    };
    view.reading.set(None);
    let level = known.level;
    Some(Instance { step, rule, element, reading, level, verdict, shape, cells: read, guards })
}

/// Two readings of one slot that should be the same.
pub(super) fn said_twice<'a>(
    view: &View<'a>,
    cells: &mut Cells,
    judged: &Judged<'a>,
) -> Option<Instance<'a>> {
    let Some(Decisive::Twice(cell, readings)) = &judged.outcome.decisive else { return None };
    let [first, second, ..] = readings.as_slice() else { return None };
    let number = |cells: &mut Cells, reading: usize| {
        cells.number(view, FigureAt { cell: *cell, reading: u32::try_from(reading).unwrap_or(0) })
    };
    let both = vec![number(cells, *first), number(cells, *second)];
    let sum = Sum {
        coefficients: vec![1, -1],
        constant: 0,
        relation: Relation::Equal,
        tolerance: None,
        exact: false,
    };
    let level = view.rules.rules.get(judged.rule.0 as usize)?.level;
    Some(Instance {
        step: judged.step,
        rule: judged.rule,
        element: judged.element,
        reading: None,
        level,
        verdict: Verdict::Fail,
        shape: Shape::Sum(sum),
        cells: both,
        guards: Vec::new(),
    })
}

fn figure_at(cell: CellAt, reading: Option<(CellAt, usize)>) -> FigureAt {
    match reading {
        Some((of, reading)) if of == cell => {
            FigureAt { cell, reading: u32::try_from(reading).unwrap_or_default() }
        }
        _ => cell.into(),
    }
}

/// The figure that counts for a cell: of a slot that agrees with what it restates, that.
fn home_or_self(view: &View<'_>, cell: CellAt, reading: Option<(CellAt, usize)>) -> FigureAt {
    match view.settled.get(&cell) {
        Some(Settled::Home(number, _)) if reading.is_none() => number.cell.unwrap_or(cell).into(),
        _ => figure_at(cell, reading),
    }
}

/// A step as a sum of figures, if it is one: what its leaves come to is checked against what was read of them.
fn sum_of(
    view: &View<'_>,
    cells: &mut Cells,
    step: &Step,
    element: &Element,
    leaves: &[LeafRead],
    tolerance: Option<&Exact>,
    reading: Option<(CellAt, usize)>,
) -> Option<(Sum, Vec<u32>)> {
    let Node::Compare(relation, _, _, form) = &step.body else { return None };
    if !matches!(relation, Relation::Equal | Relation::AtMost | Relation::AtLeast) {
        return None;
    }
    let Form::Linear { terms, constant } = step.forms.get(*form as usize)? else { return None };
    let slot = step.restates.and_then(|at| view.rules.restated.get(at as usize));
    let mut all: Vec<(u32, i64)> = Vec::new();
    let mut scale = None;
    for (leaf, coefficient) in terms {
        let coefficient = coefficient.to_integer()?;
        let (read, leaf) = (leaves.get(*leaf as usize)?, step.leaves.get(*leaf as usize)?);
        let is_slot = matches!((leaf, slot), (Leaf::Figure(figure), Some(slot)) if *figure == slot.slot);
        for at in atoms(view, leaf, element, read, is_slot, reading)? {
            let own = view.dimension_at(at.cell).scale();
            if *scale.get_or_insert(own) != own {
                return None;
            }
            all.push((cells.number(view, at), coefficient));
        }
    }
    let scale = scale?;
    let constant = i128::from(constant.to_fixed(scale)?);
    let tolerance = match tolerance {
        Some(tolerance) => Some(i128::from(tolerance.to_fixed(scale)?)),
        None => None,
    };
    all.sort_unstable();
    let exact = terms.len() < 2;
    let (read, coefficients) = all.into_iter().unzip();
    Some((Sum { coefficients, constant, relation: *relation, tolerance, exact }, read))
}

/// The figures that a leaf is the plain sum of.
fn atoms(
    view: &View<'_>,
    leaf: &Leaf,
    element: &Element,
    read: &LeafRead,
    is_slot: bool,
    reading: Option<(CellAt, usize)>,
) -> Option<Vec<FigureAt>> {
    let raw = is_slot || matches!(leaf, Leaf::Printed(_));
    match leaf {
        Leaf::Fold { fold: Fold::Sum, body, leaves, filter: None, .. } => {
            let plain = matches!(leaves.as_slice(), [Leaf::Figure(_) | Leaf::Printed(_) | Leaf::First(_)]);
            if !plain || !matches!(**body, Node::Leaf(0)) {
                return None;
            }
        }
        _ => {
            let figure = view.stated(leaf, element)?;
            if figure.whose != Whose::This {
                return None;
            }
        }
    }
    let number = read.number.as_ref().ok()?;
    let at = |cell: &CellAt| if raw { figure_at(*cell, reading) } else { home_or_self(view, *cell, reading) };
    let figures: Vec<FigureAt> = read.cells.iter().map(at).collect();
    let value =
        |at: &FigureAt| Exact::from_fixed(figure_of(view, *at).value, view.dimension_at(at.cell).scale());
    let total = figures.iter().fold(Exact::ZERO, |total, at| &total + &value(at));
    (total == number.value).then_some(figures)
}
