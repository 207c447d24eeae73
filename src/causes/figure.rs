//! One figure that is wrong, alone or the same in several places.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::cells::Figure;
use super::choose::{Candidate, Kind};
use super::instance::Shape;
use super::patch::{Change, Patch};
use super::slips;
use crate::amount::{Exact, Relation};
use crate::audit::{NoValue, value};
use crate::plan::Node;

/// What a change of one figure costs; a slip of the pen is likelier.
const ASSUMED: i64 = 30;
const SLIP: i64 = 12;
/// Further places where the same figure is wrong alike.
const COPIES: usize = 8;
const COPY: i64 = 5;
/// What filling a blank costs more, and emptying a figure.
const FILLED: i64 = 6;
const EMPTIED: i64 = 12;
/// What is worked out from others is likelier to be wrong than what it is worked out from.
const DERIVED: i64 = 3;
/// Values beside the nearest that are tried where rounding allows several.
const BESIDE: i64 = 2;

/// A value that a figure might have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Value {
    pub(super) value: i64,
    /// How many printed values would do.
    pub(super) of: i64,
}

/// Every figure that failed comparisons read, with every value that lets one of them hold.
pub(super) fn propose(bench: &mut Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    let mut cells: BTreeSet<u32> = BTreeSet::new();
    for at in failed {
        cells.extend(bench.instances.get(*at as usize).iter().flat_map(|one| one.cells.iter().copied()));
    }
    for cell in cells {
        let mut values: BTreeSet<Value> = BTreeSet::new();
        let readers: Vec<u32> = bench.readers(cell).map(|(at, _)| at).filter(|at| bench.fails(*at)).collect();
        for at in readers {
            values.extend(allowed(bench, at, cell, &Patch::default()));
        }
        for value in values {
            out.extend(single(bench, cell, value));
        }
    }
}

fn single(bench: &Bench<'_, '_>, cell: u32, value: Value) -> Option<Candidate> {
    let was = bench.now(cell);
    let to = bench.printed_at(cell, value.value);
    if to.value == was.value {
        return None;
    }
    let mut patch = Patch::single(cell, to);
    let effect = bench.quick(&patch);
    let of = value.of.saturating_mul(choice_of(bench, &effect.fixed));
    let derived = effect.fixed.iter().any(|at| is_derived(bench, *at, cell));
    let mut assumed = ASSUMED + cost(was, to, of) - if derived { DERIVED } else { 0 };
    for _ in 0..COPIES {
        let effect = bench.quick(&patch);
        let copies = copies(bench, &patch, &effect.broken, (was, to));
        if copies.is_empty() {
            break;
        }
        assumed += COPY * copies.len() as i64;
        let copies = Patch::new(copies, |cell| bench.now(cell));
        patch = patch.with(&copies, |cell| bench.now(cell));
    }
    Some(Candidate { kind: Kind::Figure, patch, assumed, first: cell, rows: None, lost: None })
}

/// Figures that print the same as the wrong one and are held against it by comparisons that would break.
fn copies(bench: &Bench<'_, '_>, patch: &Patch, broken: &[u32], (was, to): (Figure, Figure)) -> Vec<Change> {
    let mut all = Vec::new();
    for at in broken {
        let Some(instance) = bench.instances.get(*at as usize) else { continue };
        if !matches!(&instance.shape, Shape::Sum(sum) if sum.relation == Relation::Equal) {
            continue;
        }
        let same = |cell: &&u32| patch.of(**cell).is_none() && bench.now(**cell).value == was.value;
        let mut others = instance.cells.iter().filter(same);
        if let (Some(cell), None) = (others.next(), others.next()) {
            all.push(Change { cell: *cell, to: Some(bench.printed_at(*cell, to.value)), from: None });
        }
    }
    all
}

/// Of how many figures one was picked: where a single comparison speaks, a slip may fit any of them by chance.
fn choice_of(bench: &Bench<'_, '_>, fixed: &[u32]) -> i64 {
    let [only] = fixed else { return 1 };
    let printed = |cell: &&u32| bench.now(**cell).value != 0;
    let cells = bench.instances.get(*only as usize).map(|one| one.cells.iter().filter(printed).count());
    cells.and_then(|cells| i64::try_from(cells).ok()).map_or(1, |cells| (cells * cells / 4).max(1))
}

/// Whether a figure is the whole that a sum is compared with.
fn is_derived(bench: &Bench<'_, '_>, at: u32, cell: u32) -> bool {
    let Some(instance) = bench.instances.get(at as usize) else { return false };
    let Shape::Sum(sum) = &instance.shape else { return false };
    let own = instance.cells.iter().zip(&sum.coefficients).find(|(own, _)| **own == cell);
    let Some((_, own)) = own else { return false };
    instance.cells.len() > 2
        && sum.coefficients.iter().filter(|one| one.signum() == own.signum()).count() == 1
}

/// What a value costs more or less: a slip of the pen less, the less the more values would do.
pub(super) fn cost(was: Figure, to: Figure, of: i64) -> i64 {
    let blanks = match (was.value == 0, to.value == 0) {
        (true, false) => FILLED,
        (false, true) => EMPTIED,
        _ => 0,
    };
    let doublings = i64::from(of.max(1).ilog2());
    let slip = slips::is_slip(was, to) && blanks == 0;
    blanks - if slip { (SLIP - doublings).max(0) } else { 0 }
}

/// Values of a figure that let a comparison hold once a change is made.
pub(super) fn allowed(bench: &mut Bench<'_, '_>, at: u32, cell: u32, patch: &Patch) -> Vec<Value> {
    let Some(instance) = bench.instances.get(at as usize) else { return Vec::new() };
    match &instance.shape {
        Shape::Sum(sum) if sum.relation == Relation::Equal => {
            let coefficient: i64 = instance
                .cells
                .iter()
                .zip(&sum.coefficients)
                .filter(|(own, _)| **own == cell)
                .map(|(_, coefficient)| *coefficient)
                .sum();
            if coefficient == 0 {
                return Vec::new();
            }
            let figure = |other: u32| {
                if other == cell {
                    return Figure { value: 0, ..bench.like(cell) };
                }
                match patch.of(other) {
                    Some(change) => change.to.unwrap_or(Figure::BLANK),
                    None => bench.now(other),
                }
            };
            let (total, units) = sum.total(&instance.cells, figure);
            let units = match sum.tolerance {
                Some(tolerance) => 2 * tolerance,
                None if sum.exact => 0,
                None => units,
            };
            let coefficient = i128::from(coefficient);
            around(-total, coefficient, units / coefficient.abs(), bench.like(cell).unit)
        }
        Shape::Sum(_) => Vec::new(),
        Shape::Opaque => {
            let root = bench.root(at, cell, patch);
            let scale = bench.cells.at(cell).map(|at| bench.view.dimension_at(at.cell).scale());
            let fixed = root
                .zip(scale)
                .and_then(|(root, scale)| root.shift_ten(i32::from(scale)).round().to_integer());
            let unit = bench.like(cell).unit;
            fixed.map(|fixed| around(i128::from(fixed), 1, i128::from(unit), unit)).unwrap_or_default()
        }
    }
}

/// Printed values near a quotient, within so many (doubled) units of it; the nearest first.
fn around(total: i128, coefficient: i128, slack: i128, unit: i64) -> Vec<Value> {
    let unit = i128::from(unit.max(1));
    let exact = total / coefficient;
    let nearest = (2 * exact + unit * exact.signum()) / (2 * unit) * unit;
    let of = i64::try_from(slack / unit + 1).unwrap_or(i64::MAX);
    let mut values = Vec::new();
    for far in 0..=BESIDE {
        for value in [nearest - i128::from(far) * unit, nearest + i128::from(far) * unit] {
            if 2 * (value - exact).abs() <= slack.max(unit) && !values.contains(&value) {
                values.push(value);
            }
        }
    }
    let fitting = values.into_iter().filter_map(|value| i64::try_from(value).ok());
    fitting.map(|value| Value { value, of }).collect()
}

impl Bench<'_, '_> {
    /// A figure printed like one, for a blank like those around it.
    pub(super) fn like(&self, cell: u32) -> Figure {
        let own = self.now(cell);
        if own.is_printed() {
            return own;
        }
        self.printed_around(cell).unwrap_or(own)
    }

    fn printed_around(&self, cell: u32) -> Option<Figure> {
        let at = self.cells.at(cell)?;
        let grid = self.grids.iter().find(|grid| grid.family == at.cell.family)?;
        let all = grid.rows.iter().flat_map(|row| row.cells.iter()).map(|cell| self.now(*cell));
        all.filter(Figure::is_printed).find(|figure| figure.unit > 0)
    }

    /// The value of a figure at which the two sides of a comparison are the same, others as they are.
    fn root(&mut self, at: u32, cell: u32, patch: &Patch) -> Option<Exact> {
        let like = self.like(cell);
        let scale = self.view.dimension_at(self.cells.at(cell)?.cell).scale();
        let (zero, one) = (self.apart(at, cell, 0, patch)?, self.apart(at, cell, like.unit.max(1), patch)?);
        let step = Exact::from_fixed(like.unit.max(1), scale);
        // As a line: the figure stands above the fraction, or alone.
        let line = one.as_ref().ok().zip(zero.as_ref().ok()).and_then(|(one, zero)| {
            let slope = (one - zero).divide(&step)?;
            (-zero).divide(&slope)
        });
        if line.is_some() {
            return line;
        }
        // As a divisor: left − right = a + b ÷ x.
        let ends = [like.unit.max(1), 2 * like.unit.max(1)];
        let [near, far] = ends.map(|value| self.apart(at, cell, value, patch));
        let (near, far) = (near?.ok()?, far?.ok()?);
        let b = (&near - &far).divide(
            &(&Exact::from_integer(1).divide(&step)? - &Exact::from_integer(1).divide(&(&step + &step))?),
        )?;
        let a = &near - &b.divide(&step)?;
        (-&b).divide(&a)
    }

    /// left − right of an instance with a value for one figure.
    fn apart(&mut self, at: u32, cell: u32, fixed: i64, patch: &Patch) -> Option<Result<Exact, NoValue>> {
        let to = Figure { value: fixed, state: crate::facts::State::Value, ..self.like(cell) };
        let patch = patch.with(&Patch::single(cell, to), |_| Figure::BLANK);
        self.lay_over(&patch);
        let instance = self.instances.get(at as usize)?;
        let Node::Compare(_, left, right, _) = &instance.step.body else {
            self.view.overlay.clear();
            return None;
        };
        self.view.reading.set(instance.reading);
        let leaves = self.view.step_leaves(instance.step, &instance.element);
        let apart = match (value(left, &leaves), value(right, &leaves)) {
            (Ok(left), Ok(right)) => Ok(&left - &right),
            (Err(gap), _) | (_, Err(gap)) => Err(gap),
        };
        self.view.reading.set(None);
        self.view.overlay.clear();
        Some(apart)
    }
}
