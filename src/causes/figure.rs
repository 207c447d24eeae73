//! One figure that is wrong, alone or the same in several places.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::candidate::{Candidate, Kind};
use super::cells::{Figure, Value};
use super::instance::Shape;
use super::patch::{Change, Patch};
use super::slips;
use crate::amount::{Dimension, Exact, Place, Relation};
use crate::audit::{NoValue, value};
use crate::plan::Node;
use crate::schema;

/// What a change of one figure costs; a slip of the pen is likelier.
const ASSUMED: i64 = 30;
const SLIP: i64 = 12;
/// What another word costs.
const WORD: i64 = 20;
/// Slips around a root that do not do, before no more are tried.
const MISSES: usize = 2;
/// Figures beside one that it may have been meant to repeat.
const NEIGHBOURS: usize = 4;
/// Signs that words stand for.
const SIGNS: [i64; 3] = [-1, 0, 1];
/// Further places where the same figure is wrong alike.
const COPIES: usize = 8;
const COPY: i64 = 5;
/// What filling a blank costs more, and emptying a figure.
const FILLED: i64 = 6;
const EMPTIED: i64 = 12;
/// Where one comparison speaks against so many figures, none of them is named unless it is a slip of the pen.
const MANY: i64 = 4;
/// Steps to the value at which two sides meet.
const STEPS: usize = 12;
/// What is worked out from others is likelier to be wrong than what it is worked out from.
const DERIVED: i64 = 3;
/// Values beside the nearest that are tried where rounding allows several.
const BESIDE: i64 = 2;

/// Every figure that failed comparisons read, with every value that lets one of them hold.
pub(super) fn propose(bench: &mut Bench<'_, '_>, failed: &[u32], out: &mut Vec<Candidate>) {
    for cell in bench.cells_of_all(failed) {
        let mut values: BTreeSet<Value> = BTreeSet::new();
        let readers: Vec<u32> = bench.readers(cell).map(|(at, _)| at).filter(|at| bench.fails(*at)).collect();
        for at in readers {
            values.extend(allowed_now(bench, at, cell));
        }
        for value in values {
            single(bench, cell, value, out);
        }
    }
}

fn single(bench: &Bench<'_, '_>, cell: u32, value: Value, out: &mut Vec<Candidate>) {
    let was = bench.now(cell);
    let to = in_other_unit(bench, cell, value.value).unwrap_or_else(|| bench.printed_at(cell, value.value));
    // In prose a sign is said by words, which are figures of their own.
    let is_word = bench.is_word(cell);
    let by_word = to.value.signum() * was.value.signum() < 0 && bench.position(cell).is_none() && !is_word;
    if to.value == was.value || by_word {
        return;
    }
    // One print is changed wherever it was read.
    let same = bench.twins.of(cell).iter().filter(|twin| bench.now(**twin).value == was.value);
    let alone = Patch::single(cell, to);
    let alone =
        bench.with(&alone, &bench.patch(same.map(|twin| Change { cell: *twin, to: Some(to), from: None })));
    let twins = alone.changes.len() as i64;
    let effect = bench.quick(&alone);
    let of = value.of.saturating_mul(choice_of(bench, &effect.fixed));
    let derived = effect.fixed.iter().any(|at| is_derived(bench, *at, cell)) || is_share(bench, cell);
    if effect.fixed.len() < 2 && of >= MANY && !derived && !slips::is_slip(was, to) {
        return;
    }
    // A word for no change beside figures that change is no slip.
    let word = || WORD + if to.value == 0 { EMPTIED } else { 0 };
    let base = if is_word { word() } else { ASSUMED + cost(was, to, of) };
    let base = base - if derived { DERIVED } else { 0 };
    let kind = if is_word { Kind::Word } else { Kind::Figure };
    let patch = with_copies(bench, alone, (was, to));
    let mut push = |patch: Patch| {
        let assumed = base + COPY * (patch.changes.len() as i64 - twins).max(0);
        out.push(Candidate::new(kind, patch, assumed, cell));
    };
    // Tables that print the same may have taken the wrong figure over.
    let taken: Vec<Change> = patch
        .changes
        .iter()
        .flat_map(|change| bench.siblings.of(change.cell))
        .filter(|other| patch.of(**other).is_none() && bench.now(**other).value == was.value)
        .map(|other| Change { cell: *other, to: Some(bench.printed_at(*other, to.value)), from: None })
        .collect();
    if !taken.is_empty() && taken.len() <= COPIES && was.value != 0 {
        let all = bench.with(&patch, &bench.patch(taken));
        push(with_copies(bench, all, (was, to)));
    }
    push(patch);
}

/// Power of ten between 元 and 万元.
const TEN_THOUSAND: i64 = 10_000;

/// A figure of the prose that stays as it is printed, in a unit ten thousand times as large: 元 that was to be 万元.
fn in_other_unit(bench: &Bench<'_, '_>, cell: u32, value: i64) -> Option<Figure> {
    let was = bench.now(cell);
    let is_prose = bench.position(cell).is_none() && was.value != 0;
    let larger = is_prose && was.value.checked_mul(TEN_THOUSAND) == Some(value);
    let place = Place(was.place.0.checked_add(4)?);
    larger.then_some(Figure { value, unit: was.unit.checked_mul(TEN_THOUSAND)?, place, ..was })
}

/// With the figures besides that print the same and that comparisons hold against what is changed.
fn with_copies(bench: &Bench<'_, '_>, mut patch: Patch, (was, to): (Figure, Figure)) -> Patch {
    for _ in 0..COPIES {
        let effect = bench.quick(&patch);
        let copies = copies(bench, &patch, &effect.broken, (was, to));
        if copies.is_empty() {
            break;
        }
        patch = bench.with(&patch, &bench.patch(copies));
    }
    patch
}

/// Figures that print the same as the wrong one and are held against it by comparisons that would break.
fn copies(bench: &Bench<'_, '_>, patch: &Patch, broken: &[u32], (was, to): (Figure, Figure)) -> Vec<Change> {
    let mut all = Vec::new();
    for at in broken {
        let Some(instance) = bench.instance(*at).filter(|one| one.equation().is_some()) else { continue };
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
    let cells = bench.cells_of(*only).iter().filter(printed).count();
    i64::try_from(cells).map_or(1, |cells| (cells * cells / 4).max(1))
}

/// Whether a figure is the whole that a sum is compared with.
fn is_derived(bench: &Bench<'_, '_>, at: u32, cell: u32) -> bool {
    let Some(instance) = bench.instance(at) else { return false };
    let Shape::Sum(sum) = &instance.shape else { return false };
    let own = instance.cells.iter().zip(&sum.coefficients).find(|(own, _)| **own == cell);
    let Some((_, own)) = own else { return false };
    instance.cells.len() > 2
        && sum.coefficients.iter().filter(|one| one.signum() == own.signum()).count() == 1
}

/// Whether a figure is a share or rate: it is worked out from amounts.
fn is_share(bench: &Bench<'_, '_>, cell: u32) -> bool {
    bench.cells.at(cell).is_some_and(|at| bench.view.dimension_at(at.cell) == Dimension::Ratio)
}

/// What a value costs more or less: a slip of the pen less, the less the more values would do.
pub(super) fn cost(was: Figure, to: Figure, of: i64) -> i64 {
    let blanks = match (was.value == 0, to.value == 0) {
        (true, false) => FILLED,
        // Zeros that are printed are figures as others are.
        (false, true) if !to.is_printed() => EMPTIED,
        _ => 0,
    };
    let doublings = i64::from(of.max(1).ilog2());
    let slip = slips::is_slip(was, to) && blanks == 0;
    blanks - if slip { (SLIP - doublings).max(0) } else { 0 }
}

/// Values of a figure that let a comparison hold as things are at the moment; worked out once until one of its figures
/// changes.
fn allowed_now(bench: &mut Bench<'_, '_>, at: u32, cell: u32) -> Vec<Value> {
    if let Some(known) = bench.allowed.get(&(at, cell)) {
        return known.clone();
    }
    let values = allowed(bench, at, cell, &Patch::default());
    bench.allowed.insert((at, cell), values.clone());
    values
}

/// Values of a figure that let a comparison hold once a change is made.
pub(super) fn allowed(bench: &mut Bench<'_, '_>, at: u32, cell: u32, patch: &Patch) -> Vec<Value> {
    if bench.is_word(cell) {
        let scale = bench.cells.at(cell).map_or(0, |at| bench.view.dimension_at(at.cell).scale());
        let factor = 10_i64.checked_pow(u32::from(scale)).unwrap_or(1);
        return SIGNS.map(|sign| Value { value: sign * factor, of: 1 }).to_vec();
    }
    let Some(instance) = bench.instance(at) else { return Vec::new() };
    match &instance.shape {
        Shape::Sum(sum) if sum.relation == Relation::Equal => {
            let own = instance.cells.iter().zip(&sum.coefficients).filter(|(own, _)| **own == cell);
            let coefficient: i64 = own.map(|(_, coefficient)| *coefficient).sum();
            if coefficient == 0 {
                return Vec::new();
            }
            let like = bench.like(cell);
            let figure = |other: u32| match other == cell {
                true => Figure { value: 0, ..like },
                false => bench.once(patch, other),
            };
            let (total, units) = sum.total(&instance.cells, figure);
            let coefficient = i128::from(coefficient);
            let slack = sum.slack(units) / coefficient.abs();
            let mut values = around(-total, coefficient, slack, like.unit);
            values.extend(slips_within(bench.now(cell), -total / coefficient, slack, &values));
            values
        }
        Shape::Sum(_) => Vec::new(),
        Shape::Opaque => by_the_judge(bench, at, cell, patch),
    }
}

/// Slips of the pen that lie within so many (doubled) units of a quotient, besides those known.
fn slips_within(printed: Figure, exact: i128, slack: i128, known: &[Value]) -> Vec<Value> {
    let unit = i128::from(printed.unit.max(1));
    // In a larger unit the figure itself was rounded to as much.
    let larger = |value: i64| printed.value.checked_mul(TEN_THOUSAND) == Some(value);
    let within = |value: &i64| {
        let rounded = if larger(*value) { unit * i128::from(TEN_THOUSAND - 1) } else { 0 };
        2 * (i128::from(*value) - exact).abs() <= slack + rounded
    };
    let is_new = |value: &i64| known.iter().all(|one| one.value != *value);
    let of = i64::try_from(slack / unit + 1).unwrap_or(i64::MAX);
    let forms = slips::forms(printed).into_iter().chain(slips::moved_points(printed));
    forms.filter(|value| within(value) && is_new(value)).map(|value| Value { value, of }).collect()
}

/// Values at which the sides of a comparison that is no sum meet, and slips of the pen near them that let it hold.
fn by_the_judge(bench: &mut Bench<'_, '_>, at: u32, cell: u32, patch: &Patch) -> Vec<Value> {
    let (like, printed) = (bench.like(cell), bench.now(cell));
    let roots = bench.roots(at, cell, patch);
    let near = |root: i64| around(i128::from(root), 1, i128::from(like.unit), like.unit);
    let mut values: Vec<Value> = roots.into_iter().flat_map(near).collect();
    if values.is_empty() {
        values = by_its_neighbours(bench, at, cell, patch);
    }
    // What rounding allows lies around a root: the slips nearest to it are tried, until some do not do.
    let Some(root) = values.first().map(|value| value.value) else { return values };
    let mut forms = slips::forms(printed);
    forms.retain(|form| values.iter().all(|known| known.value != *form));
    forms.sort_by_key(|form| (form.abs_diff(root), *form));
    let mut missed = 0;
    for value in forms {
        let slipped = patch.with(&Patch::single(cell, Figure { value, ..printed }), |_| Figure::BLANK);
        if bench.holds_with(at, &slipped) {
            values.push(Value { value, of: 1 });
        } else {
            missed += 1;
        }
        if missed == MISSES {
            break;
        }
    }
    values
}

/// What stands beside a figure in a comparison of words, 等于 say, where the comparison holds for the same.
fn by_its_neighbours(bench: &mut Bench<'_, '_>, at: u32, cell: u32, patch: &Patch) -> Vec<Value> {
    let printed = bench.now(cell);
    if printed.value == 0 {
        return Vec::new();
    }
    let scale =
        |bench: &Bench<'_, '_>, cell: u32| bench.cells.at(cell).map(|at| bench.view.dimension_at(at.cell));
    let own = scale(bench, cell);
    let is_other = |other: &u32| {
        let value = bench.now(*other).value;
        *other != cell && value != 0 && value != printed.value && scale(bench, *other) == own
    };
    let mut others: Vec<i64> =
        bench.cells_of(at).iter().copied().filter(is_other).map(|other| bench.now(other).value).collect();
    others.sort_unstable();
    others.dedup();
    others.truncate(NEIGHBOURS);
    let holds = |value: &i64| {
        let same = patch.with(&Patch::single(cell, Figure { value: *value, ..printed }), |_| Figure::BLANK);
        bench.holds_with(at, &same)
    };
    others.into_iter().filter(holds).map(|value| Value { value, of: 1 }).collect()
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
        let family = self.cells.at(cell)?.cell.family;
        let grid = self.grids.iter().find(|grid| grid.family == family)?;
        let all = grid.rows.iter().flat_map(|row| row.cells.iter()).map(|cell| self.now(*cell));
        all.filter(Figure::is_printed).find(|figure| figure.unit > 0)
    }

    /// Whether a figure is a word that stands for a sign.
    pub(super) fn is_word(&self, cell: u32) -> bool {
        let column =
            self.cells.at(cell).and_then(|at| self.view.schema.column(at.cell.family, at.cell.column));
        column.is_some_and(|column| matches!(column.kind, schema::Kind::Words(_)))
    }

    /// Values of a figure at which the two sides of a comparison are the same, of each that a rule may be met by.
    fn roots(&mut self, at: u32, cell: u32, patch: &Patch) -> Vec<i64> {
        let Some(step) = self.instance(at).map(|instance| instance.step) else {
            return Vec::new();
        };
        let mut compared = Vec::new();
        compared_in(&step.body, &mut compared);
        compared.into_iter().filter_map(|sides| self.root(at, cell, sides, patch)).collect()
    }

    /// The value of a figure, in fixed point, at which the two sides of a comparison are the same, others as they are:
    /// by secants, which meet it at once where the figure stands in one place.
    fn root(&mut self, at: u32, cell: u32, sides: Sides<'_>, patch: &Patch) -> Option<i64> {
        let unit = self.like(cell).unit.max(1);
        let start = match self.now(cell).value {
            0 => unit,
            value => value,
        };
        let mut last = (start, self.apart(at, (cell, start), sides, patch)?.ok()?);
        let mut next = start.checked_add(unit)?;
        for _ in 0..STEPS {
            let apart = self.apart(at, (cell, next), sides, patch)?.ok()?;
            if apart.is_zero() {
                return Some(next);
            }
            let step = Exact::from_integer(next.checked_sub(last.0)?);
            let slope = (&apart - &last.1).divide(&step)?;
            let meets = (&Exact::from_integer(next) - &apart.divide(&slope)?).round().to_integer()?;
            if meets.abs_diff(next) < unit.unsigned_abs().div_ceil(64) {
                return Some(meets);
            }
            last = (next, apart);
            next = meets;
        }
        None
    }

    /// left − right of an instance with a value for one figure.
    fn apart(
        &mut self,
        at: u32,
        (cell, fixed): (u32, i64),
        (left, right): Sides<'_>,
        patch: &Patch,
    ) -> Option<Result<Exact, NoValue>> {
        let to = Figure { value: fixed, state: crate::facts::State::Value, ..self.like(cell) };
        self.lay_over(&patch.with(&Patch::single(cell, to), |_| Figure::BLANK));
        let instance = self.instance(at)?;
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

/// The two sides of a comparison.
type Sides<'n> = (&'n Node, &'n Node);

/// The comparisons of numbers that a rule is met by.
fn compared_in<'n>(node: &'n Node, all: &mut Vec<Sides<'n>>) {
    match node {
        Node::Compare(Relation::Equal, left, right, _) => all.push((left, right)),
        Node::And(left, right) | Node::Or(left, right) => {
            compared_in(left, all);
            compared_in(right, all);
        }
        _ => {}
    }
}
