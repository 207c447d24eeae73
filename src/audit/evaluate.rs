//! Numbers of a step: every leaf read once, expressions evaluated exactly, intervals by normal form.

use super::choice;
use super::few::Few;
use super::reason::Subject;
use super::rows::Rows;
use super::value::{Gap, Number, Origin};
use super::view::View;
use super::{CellAt, Element, Reason};
use crate::amount::{Exact, Interval, Place};
use crate::plan::{Form, Leaf, Node, Step};
use crate::ruleset::{Arithmetic, Property};

/// Most leaves with a radius whose corners are all tried (2¹⁰ evaluations).
const CORNERS: usize = 10;

/// A leaf as read.
#[derive(Clone, Debug)]
pub(crate) struct LeafRead {
    /// Its number, or why there is none.
    pub(crate) number: Result<Number, Gap>,
    /// The cells that it reads.
    pub(crate) cells: Few<CellAt>,
    /// All that it reads is blank or absent.
    pub(super) empty: bool,
    /// It is a whole that is not printed, made up of its parts.
    pub(super) made_up: bool,
}

impl LeafRead {
    /// Whether it is zero only because nothing says otherwise: it may let a rule hold, never fail.
    pub(super) fn is_supposed(&self) -> bool {
        matches!(&self.number, Ok(number) if number.origin == Origin::Supposed)
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NoValue {
    /// A leaf has none.
    Gap(Gap),
    /// Divided by zero.
    Zero,
}

impl View<'_> {
    /// Reads one leaf.
    pub(crate) fn leaf(&self, leaf: &Leaf, element: &Element, raw: bool) -> LeafRead {
        match leaf {
            Leaf::Figure(figure) => {
                let number = if raw { self.raw(figure, element) } else { self.figure(figure, element) };
                let cell = self.cell(figure, element);
                // What is printed needs no parts.
                let is_printed =
                    matches!(&number, Ok(Number { origin: Origin::Printed | Origin::Blank, .. }));
                if let Some(parts) = cell.filter(|_| !is_printed).and_then(|at| self.parts_instead(at)) {
                    let is_said = |part: &CellAt| self.state(*part) == crate::facts::State::Value;
                    let empty = number.is_ok() && !parts.iter().any(is_said);
                    return LeafRead { number, cells: Few::Many(parts), empty, made_up: true };
                }
                let empty = matches!(&number, Ok(number) if number.origin != Origin::Printed);
                LeafRead { number, cells: Few::One(cell), empty, made_up: false }
            }
            Leaf::First(choices) => {
                let mut last = None;
                for choice in choices {
                    let read = self.leaf(choice, element, raw);
                    if !matches!(read.number, Err(Gap::Unstated(_))) {
                        return read;
                    }
                    last = Some(read);
                }
                last.unwrap_or_else(|| exact(Exact::ZERO))
            }
            Leaf::Fold { fold, family, select, filter, body, leaves, .. } => {
                let rows = Rows { family: *family, select, filter: filter.as_deref(), leaves };
                self.fold(*fold, &rows, body, element)
            }
            Leaf::Count { family, select, filter, leaves } => {
                let rows = Rows { family: *family, select, filter: filter.as_deref(), leaves };
                self.count(&rows, element)
            }
            Leaf::Printed(leaf) => self.as_printed(leaf, element),
            Leaf::Outer(leaf) => {
                let read = self.outside(|outer| self.leaf(leaf, outer, raw));
                read.unwrap_or_else(|| unstated(Reason::NothingToCheck))
            }
            Leaf::Property(property) => match self.property_number(property, element) {
                Some(value) => exact(Exact::from_integer(value)),
                None => unstated(Reason::not_stated(Subject::Code)),
            },
            Leaf::Measure(measure, text) => match self.measured(*measure, text, element) {
                Ok(count) => exact(Exact::from_integer(i64::try_from(count).unwrap_or(i64::MAX))),
                Err(gap) => missing(gap),
            },
            Leaf::ElementYear => match self.element_year(element) {
                Some(year) => exact(Exact::from_integer(i64::from(year))),
                None => unstated(Reason::not_stated(Subject::Year)),
            },
            Leaf::ThisYear => match self.facts.years.get(self.lane).copied().flatten() {
                Some(year) => exact(Exact::from_integer(i64::from(year))),
                None => unstated(Reason::UnknownProperty(Subject::ThisYear)),
            },
        }
    }

    /// A slot as its sentence prints it; one that disagrees with its home waits all the same.
    fn as_printed(&self, leaf: &Leaf, element: &Element) -> LeafRead {
        let settled = self.leaf(leaf, element, false);
        match settled.number {
            Ok(_) => self.leaf(leaf, element, true),
            Err(_) => settled,
        }
    }

    /// Reads the leaves of a step.
    pub(crate) fn leaves(&self, leaves: &[Leaf], element: &Element, raw: bool) -> Vec<LeafRead> {
        leaves.iter().map(|leaf| self.leaf(leaf, element, raw)).collect()
    }

    /// Reads the leaves of a step. A check that compares a slot with its home reads the slot as printed, everything
    /// else as it was settled.
    pub(crate) fn step_leaves(&self, step: &Step, element: &Element) -> Vec<LeafRead> {
        let slot = step.restates.and_then(|at| self.rules.restated.get(at as usize));
        let is_slot =
            |leaf: &Leaf| matches!((leaf, slot), (Leaf::Figure(figure), Some(s)) if *figure == s.slot);
        step.leaves.iter().map(|leaf| self.leaf(leaf, element, is_slot(leaf))).collect()
    }

    /// A property that is a number.
    fn property_number(&self, property: &Property, element: &Element) -> Option<i64> {
        let (family, wanted) = match property {
            Property::Level(family) => (*family, 0),
            Property::CodeDigits(family) => (*family, 1),
            Property::LevelDigits(family) => (*family, 2),
            _ => return None,
        };
        let row = self.element_row(family, element, None)?;
        let read = self.row_read(family, row)?;
        match wanted {
            0 => Some(i64::from(read.level)),
            1 => read.code.as_ref().map(|code| code.len() as i64),
            _ => {
                let list = self.schema.code_list(self.list_of(family)?)?;
                let level = list.levels.get(usize::from(read.level).checked_sub(1)?)?;
                Some(i64::from(level.digits))
            }
        }
    }
}

pub(super) fn exact(value: Exact) -> LeafRead {
    let interval = Interval::point(&value);
    let number = Number { value, interval, place: Place::EXACT, origin: Origin::Printed, cell: None };
    LeafRead { number: Ok(number), cells: Few::NONE, empty: false, made_up: false }
}

pub(super) fn unstated(reason: Reason) -> LeafRead {
    missing(Gap::Unstated(reason))
}

/// What cannot be read, of no cell.
pub(super) fn missing(gap: Gap) -> LeafRead {
    LeafRead { number: Err(gap), cells: Few::NONE, empty: false, made_up: false }
}

/// The value of an expression as printed.
pub(crate) fn value(node: &Node, leaves: &[LeafRead]) -> Result<Exact, NoValue> {
    evaluate(node, &|leaf| match leaves.get(leaf as usize).map(|read| &read.number) {
        Some(Ok(number)) => Ok(number.value.clone()),
        Some(Err(gap)) => Err(NoValue::Gap(gap.clone())),
        None => Err(NoValue::Zero),
    })
}

/// Tells which expressions are not stated.
pub(super) fn is_unstated(leaves: &[LeafRead]) -> impl Fn(&Node) -> bool {
    move |node| matches!(value(node, leaves), Err(NoValue::Gap(Gap::Unstated(_))))
}

/// Evaluates with a value for each leaf.
pub(super) fn evaluate(node: &Node, leaf: &dyn Fn(u32) -> Result<Exact, NoValue>) -> Result<Exact, NoValue> {
    Ok(match node {
        Node::Number(value) => value.clone(),
        Node::Leaf(at) => leaf(*at)?,
        Node::Negate(inner) => -&evaluate(inner, leaf)?,
        Node::Sum(_, nodes) => {
            let mut total = Ok(Exact::ZERO);
            for node in nodes {
                total = both(total, evaluate(node, leaf)).map(|(total, value)| &total + &value);
            }
            total?
        }
        Node::Arithmetic(operator, left, right) => {
            let (left, right) = both(evaluate(left, leaf), evaluate(right, leaf))?;
            match operator {
                Arithmetic::Add => &left + &right,
                Arithmetic::Subtract => &left - &right,
                Arithmetic::Multiply => &left * &right,
                Arithmetic::Divide => left.divide(&right).ok_or(NoValue::Zero)?,
            }
        }
        Node::Apply(function, arguments) => {
            let mut values = Ok(Vec::with_capacity(arguments.len()));
            for argument in arguments {
                values = both(values, evaluate(argument, leaf)).map(|(mut values, value)| {
                    values.push(value);
                    values
                });
            }
            function.compute(&values?)
        }
        Node::Otherwise(left, right) => match evaluate(left, leaf) {
            Err(NoValue::Gap(Gap::Unstated(_))) => evaluate(right, leaf)?,
            other => other?,
        },
        _ => Exact::ZERO,
    })
}

/// Two values, or why there are not two: as between the sides of a comparison, what is not stated outweighs what is
/// unknown.
fn both<A, B>(left: Result<A, NoValue>, right: Result<B, NoValue>) -> Result<(A, B), NoValue> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(unstated @ NoValue::Gap(Gap::Unstated(_))), _)
        | (
            Err(NoValue::Gap(Gap::Unknown(_)) | NoValue::Zero),
            Err(unstated @ NoValue::Gap(Gap::Unstated(_))),
        ) => Err(unstated),
        (Err(unknown), _) | (_, Err(unknown)) => Err(unknown),
    }
}

/// What an expression can be within rounding, by plain interval arithmetic.
pub(super) fn reach_of(node: &Node, leaves: &[LeafRead]) -> Result<Interval, NoValue> {
    let number = |at: u32| match leaves.get(at as usize).map(|read| &read.number) {
        Some(Ok(number)) => Ok(number.interval.clone()),
        Some(Err(gap)) => Err(NoValue::Gap(gap.clone())),
        None => Err(NoValue::Zero),
    };
    Ok(match node {
        Node::Number(value) => Interval::point(value),
        Node::Leaf(at) => number(*at)?,
        Node::Negate(inner) => reach_of(inner, leaves)?.negate(),
        Node::Sum(_, nodes) => {
            let mut total = Interval::point(&Exact::ZERO);
            for node in nodes {
                total = total.add(&reach_of(node, leaves)?);
            }
            total
        }
        Node::Arithmetic(operator, left, right) => {
            let (left, right) = (reach_of(left, leaves)?, reach_of(right, leaves)?);
            match operator {
                Arithmetic::Add => left.add(&right),
                Arithmetic::Subtract => left.subtract(&right),
                Arithmetic::Multiply => left.multiply(&right),
                Arithmetic::Divide => left.divide(&right).ok_or(NoValue::Zero)?,
            }
        }
        Node::Otherwise(left, right) => reach_of(choice::side(left, right, &is_unstated(leaves)), leaves)?,
        // Functions are of figures as printed.
        _ => Interval::point(&value(node, leaves)?),
    })
}

/// Whether a divisor is zero, or may be within rounding.
pub(super) fn may_be_zero(divisor: &Node, leaves: &[LeafRead]) -> bool {
    match reach_of(divisor, leaves) {
        Ok(reach) => reach.low.signum() <= 0 && reach.high.signum() >= 0,
        Err(NoValue::Zero) => true,
        Err(NoValue::Gap(_)) => false,
    }
}

/// What left − right can be within rounding; [`NoValue::Zero`] where a divisor may be zero.
pub(super) fn reachable(
    form: &Form,
    left: &Node,
    right: &Node,
    leaves: &[LeafRead],
) -> Result<Interval, NoValue> {
    match form {
        Form::Linear { terms, constant } => {
            let mut reach = Interval::point(constant);
            for (leaf, coefficient) in terms {
                let number = match leaves.get(*leaf as usize).map(|read| &read.number) {
                    Some(Ok(number)) => number,
                    Some(Err(gap)) => return Err(NoValue::Gap(gap.clone())),
                    None => return Err(NoValue::Zero),
                };
                reach = reach.add(&number.interval.multiply(&Interval::point(coefficient)));
            }
            Ok(reach)
        }
        Form::Fraction { leaves: wanted } => {
            let wide = |leaf: &&u32| match leaves.get(**leaf as usize).map(|read| &read.number) {
                Some(Ok(number)) => number.interval.low != number.interval.high,
                _ => false,
            };
            let wide: Vec<u32> = wanted.iter().filter(wide).copied().collect();
            if wide.len() > CORNERS {
                return general(left, right, leaves);
            }
            corners(left, right, leaves, &wide)
        }
        Form::General { .. } => general(left, right, leaves),
    }
}

fn general(left: &Node, right: &Node, leaves: &[LeafRead]) -> Result<Interval, NoValue> {
    Ok(reach_of(left, leaves)?.subtract(&reach_of(right, leaves)?))
}

/// The extremes of a multi-affine fraction over a box lie at its corners, unless a divisor changes sign in it.
fn corners(left: &Node, right: &Node, leaves: &[LeafRead], wide: &[u32]) -> Result<Interval, NoValue> {
    let mut divisors = Vec::new();
    divisors_of(left, &mut divisors);
    divisors_of(right, &mut divisors);
    let mut signs = vec![0i8; divisors.len()];
    let mut reach: Option<Interval> = None;
    for corner in 0u32..1 << wide.len() {
        let at = |leaf: u32| {
            let number = match leaves.get(leaf as usize).map(|read| &read.number) {
                Some(Ok(number)) => number,
                Some(Err(gap)) => return Err(NoValue::Gap(gap.clone())),
                None => return Err(NoValue::Zero),
            };
            Ok(match wide.iter().position(|wide| *wide == leaf) {
                None => number.value.clone(),
                Some(bit) if corner >> bit & 1 == 0 => number.interval.low.clone(),
                Some(_) => number.interval.high.clone(),
            })
        };
        for (divisor, sign) in divisors.iter().zip(&mut signs) {
            let now = evaluate(divisor, &at)?.signum();
            if now == 0 || (*sign != 0 && *sign != now) {
                return Err(NoValue::Zero);
            }
            *sign = now;
        }
        let difference = &evaluate(left, &at)? - &evaluate(right, &at)?;
        reach = match reach {
            None => Some(Interval::point(&difference)),
            Some(reach) => {
                Some(Interval { low: reach.low.min(difference.clone()), high: reach.high.max(difference) })
            }
        };
    }
    reach.ok_or(NoValue::Zero)
}

pub(super) fn divisors_of<'a>(node: &'a Node, divisors: &mut Vec<&'a Node>) {
    match node {
        Node::Negate(inner) => divisors_of(inner, divisors),
        Node::Sum(_, nodes) | Node::Apply(_, nodes) => {
            nodes.iter().for_each(|node| divisors_of(node, divisors))
        }
        Node::Arithmetic(operator, left, right) => {
            divisors_of(left, divisors);
            divisors_of(right, divisors);
            if *operator == Arithmetic::Divide {
                divisors.push(right);
            }
        }
        _ => {}
    }
}
