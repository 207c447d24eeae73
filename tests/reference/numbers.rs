//! Numbers as they count, and comparisons of them: 通过, 尾差, 不符.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::account::Printed;
use super::compile::Node;
use super::known;
use super::model::{Function, Number, Operator, Relation};
use super::number::power;
use super::reach::{Figures, Interval, leaves as leaves_of, reach};

/// 通过 to 不适用, in the order of the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Pass,
    Rounding,
    Fail,
    Undecided,
    NotApplicable,
}

/// Why there is no number: what is not said makes a rule 不适用, what is not known 无法判断.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    Unstated,
    Unknown,
}

/// A figure as it counts.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) value: Number,
    pub(crate) reach: Interval,
    pub(crate) place: Option<i32>,
    /// One printed cell, not a sum and not what is known beforehand.
    pub(crate) one_cell: bool,
    pub(crate) printed: bool,
    /// It is not printed and may be more than zero.
    pub(crate) supposed: bool,
}

/// A leaf as read.
#[derive(Clone, Debug)]
pub(crate) struct Counting {
    pub(crate) number: Result<Counted, Gap>,
    /// Nothing of it is printed.
    pub(crate) empty: bool,
}

/// How something that must hold came out, with left − right of the comparison that decided.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    pub(crate) difference: Option<Number>,
}

impl Outcome {
    /// A verdict without a difference.
    pub(crate) fn plain(verdict: Verdict) -> Self {
        Self { verdict, difference: None }
    }

    /// What a gap comes to.
    pub(crate) fn of(gap: Gap) -> Self {
        Self::plain(match gap {
            Gap::Unstated => Verdict::NotApplicable,
            Gap::Unknown => Verdict::Undecided,
        })
    }
}

/// Leaves that were read, for `reach`.
pub(crate) struct Leaves<'a>(pub(crate) &'a [Counting]);

impl Figures for Leaves<'_> {
    fn interval(&self, leaf: usize) -> Result<Interval, Gap> {
        self.0[leaf].number.as_ref().map(|number| number.reach.clone()).map_err(|gap| *gap)
    }

    fn value_at(&self, node: &Node, at: &BTreeMap<usize, Number>) -> Result<Number, Gap> {
        value(node, &|leaf| match at.get(&leaf) {
            Some(value) => Ok(value.clone()),
            None => self.0[leaf].number.as_ref().map(|number| number.value.clone()).map_err(|gap| *gap),
        })
    }
}

/// The value of an expression as printed.
fn value(node: &Node, leaf: &dyn Fn(usize) -> Result<Number, Gap>) -> Result<Number, Gap> {
    let both = |left: &Node, right: &Node| match (value(left, leaf), value(right, leaf)) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (left, right) => Err(gap_within([left.err(), right.err()])),
    };
    let all = |nodes: &[Node]| -> Result<Vec<Number>, Gap> {
        let values: Vec<Result<Number, Gap>> = nodes.iter().map(|node| value(node, leaf)).collect();
        if values.iter().any(Result::is_err) {
            return Err(gap_within(values.into_iter().map(Result::err)));
        }
        Ok(values.into_iter().flatten().collect())
    };
    Ok(match node {
        Node::Number(value) => value.clone(),
        Node::Leaf(at) => leaf(*at)?,
        Node::Sum(terms) => all(terms)?.into_iter().sum(),
        Node::Negate(inner) => -&value(inner, leaf)?,
        Node::Arithmetic(operator, left, right) => {
            let (left, right) = both(left, right)?;
            match operator {
                Operator::Add => &left + &right,
                Operator::Subtract => &left - &right,
                Operator::Multiply => &left * &right,
                Operator::Divide if right.is_zero() => return Err(Gap::Unknown),
                Operator::Divide => &left / &right,
            }
        }
        Node::Apply(function, arguments) => {
            let values = all(arguments)?;
            match function {
                Function::Absolute => values[0].abs(),
                Function::Sign => Number::from(i64::from(values[0].signum())),
                Function::Largest => values.into_iter().max().unwrap(),
                Function::Smallest => values.into_iter().min().unwrap(),
            }
        }
        Node::Otherwise(left, right) => match value(left, leaf) {
            Err(Gap::Unstated) => value(right, leaf)?,
            known => known?,
        },
        _ => unreachable!("not a number"),
    })
}

/// Whether 否则 stands between formulas.
pub(crate) fn has_choice(node: &Node) -> bool {
    match node {
        Node::Otherwise(..) => true,
        Node::Negate(inner) | Node::Not(inner) => has_choice(inner),
        Node::Sum(nodes) | Node::Apply(_, nodes) => nodes.iter().any(has_choice),
        Node::Arithmetic(_, left, right)
        | Node::Compare(_, left, right)
        | Node::And(left, right)
        | Node::Or(left, right) => has_choice(left) || has_choice(right),
        _ => false,
    }
}

/// A statement with every 否则 replaced by the side that counts.
pub(crate) fn chosen<'n>(node: &'n Node, leaves: &[Counting]) -> Cow<'n, Node> {
    if !has_choice(node) {
        return Cow::Borrowed(node);
    }
    let inner = |node: &Node| Box::new(chosen(node, leaves).into_owned());
    let all = |nodes: &[Node]| nodes.iter().map(|node| *inner(node)).collect();
    Cow::Owned(match node {
        Node::Otherwise(left, right) => match Leaves(leaves).value_at(left, &BTreeMap::new()) {
            Err(Gap::Unstated) => *inner(right),
            _ => *inner(left),
        },
        Node::Negate(one) => Node::Negate(inner(one)),
        Node::Not(one) => Node::Not(inner(one)),
        Node::Sum(nodes) => Node::Sum(all(nodes)),
        Node::Apply(function, nodes) => Node::Apply(*function, all(nodes)),
        Node::Arithmetic(operator, left, right) => Node::Arithmetic(*operator, inner(left), inner(right)),
        Node::Compare(relation, left, right) => Node::Compare(*relation, inner(left), inner(right)),
        Node::And(left, right) => Node::And(inner(left), inner(right)),
        Node::Or(left, right) => Node::Or(inner(left), inner(right)),
        other => other.clone(),
    })
}

/// The gap of one side of a comparison.
fn gap_within(gaps: impl IntoIterator<Item = Option<Gap>>) -> Gap {
    let mut gaps = gaps.into_iter();
    if known::FIRST_GAP_DECIDES { gaps.find_map(|gap| gap).unwrap() } else { worst_gap(gaps) }
}

/// What is not said outweighs what is not known.
pub(crate) fn worst_gap(gaps: impl IntoIterator<Item = Option<Gap>>) -> Gap {
    let all: Vec<Gap> = gaps.into_iter().flatten().collect();
    if all.contains(&Gap::Unstated) { Gap::Unstated } else { Gap::Unknown }
}

pub(crate) fn interval(number: &Printed) -> Interval {
    let radius = number.place.map_or(Number::ZERO, |place| &power(place) / &Number::from(2));
    Interval { low: &number.value - &radius, high: &number.value + &radius }
}

pub(crate) fn counted(number: &Printed) -> Counted {
    Counted {
        value: number.value.clone(),
        reach: interval(number),
        place: number.place,
        one_cell: true,
        printed: true,
        supposed: false,
    }
}

pub(crate) fn exact(value: Number) -> Counted {
    let reach = Interval::point(&value);
    Counted { value, reach, place: None, one_cell: false, printed: true, supposed: false }
}

pub(crate) fn known(value: i64) -> Counting {
    Counting { number: Ok(exact(Number::from(value))), empty: false }
}

pub(crate) fn gap(gap: Gap) -> Counting {
    Counting { number: Err(gap), empty: false }
}

pub(crate) fn zero(supposed: bool) -> Counting {
    Counting { number: Ok(Counted { printed: false, supposed, ..exact(Number::ZERO) }), empty: true }
}

pub(crate) fn compares_only(node: &Node) -> bool {
    match node {
        Node::And(left, right) | Node::Or(left, right) => compares_only(left) && compares_only(right),
        Node::Compare(..) => true,
        _ => false,
    }
}

/// Whether blanks count as zero even where there is nothing else: a difference is asked for, or a number of the rule.
pub(crate) fn asks_for_figures(node: &Node) -> bool {
    match node {
        Node::And(left, right) | Node::Or(left, right) => asks_for_figures(left) || asks_for_figures(right),
        Node::Compare(Relation::Less | Relation::Greater | Relation::NotEqual, ..) => true,
        Node::Compare(_, left, right) => leaves_of(left).is_empty() || leaves_of(right).is_empty(),
        _ => false,
    }
}

pub(crate) fn gravity(verdict: Verdict) -> usize {
    let order = [Verdict::NotApplicable, Verdict::Pass, Verdict::Rounding, Verdict::Undecided, Verdict::Fail];
    order.iter().position(|known| *known == verdict).unwrap()
}

/// 或: the better of the two; what cannot be told may hold; what does not apply says nothing.
pub(crate) fn either(left: Outcome, right: Outcome) -> Outcome {
    let order = [Verdict::Pass, Verdict::Rounding, Verdict::Undecided, Verdict::Fail, Verdict::NotApplicable];
    let rank = |outcome: &Outcome| order.iter().position(|known| *known == outcome.verdict).unwrap();
    if rank(&right) < rank(&left) { right } else { left }
}

pub(crate) fn holds(relation: Relation, difference: &Number) -> bool {
    match relation {
        Relation::Equal => difference.is_zero(),
        Relation::NotEqual => !difference.is_zero(),
        Relation::AtMost => !difference.is_positive(),
        Relation::Less => difference.is_negative(),
        Relation::AtLeast => !difference.is_negative(),
        Relation::Greater => difference.is_positive(),
    }
}

pub(crate) fn compare(
    relation: Relation,
    left: &Node,
    right: &Node,
    leaves: &[Counting],
    tolerance: Option<&Number>,
) -> Outcome {
    let figures = Leaves(leaves);
    let of = |node: &Node| figures.value_at(node, &BTreeMap::new());
    let (a, b) = match (of(left), of(right)) {
        (Ok(a), Ok(b)) => (a, b),
        (a, b) => return Outcome::of(worst_gap([a.err(), b.err()])),
    };
    let difference = &a - &b;
    let done = |verdict| Outcome { verdict, difference: Some(difference.clone()) };
    if let Some(tolerance) = tolerance {
        let beyond = match relation {
            Relation::AtMost | Relation::Less => difference.clone(),
            Relation::AtLeast | Relation::Greater => -&difference,
            _ => difference.abs(),
        };
        return done(if beyond <= *tolerance { Verdict::Pass } else { Verdict::Fail });
    }
    // What is computed is rounded to the place of the one printed figure that it stands against.
    let (one, other) = (one_figure(left, leaves), one_figure(right, leaves));
    let rounded = match (one, other) {
        (Some(place), None) if !leaves_of(right).is_empty() => &a - &round(&b, place),
        (None, Some(place)) if !leaves_of(left).is_empty() => &round(&a, place) - &b,
        // So is what is printed with more digits.
        (Some(one), Some(other)) if one > other => &a - &round(&b, one),
        (Some(one), Some(other)) if one < other => &round(&a, other) - &b,
        _ => difference.clone(),
    };
    if holds(relation, &rounded) {
        // A divisor that may be zero leaves it open all the same.
        let reached = within(left, right, leaves, (one, other));
        return reached.map_or_else(Outcome::of, |_| done(Verdict::Pass));
    }
    let Interval { low, high } = match within(left, right, leaves, (one, other)) {
        Ok(Some(reach)) => reach,
        Ok(None) => Interval::point(&difference),
        Err(gap) => return Outcome::of(gap),
    };
    // Of two figures that print the same neither is the larger, nor is anything where all figures are zero.
    let zero = |leaf: usize| leaves[leaf].number.as_ref().is_ok_and(|number| number.value.is_zero());
    let all_zero = leaves_of(left).into_iter().chain(leaves_of(right)).all(zero);
    let same = a == b && (one.is_some() && other.is_some() || all_zero);
    let saved = match relation {
        Relation::Less | Relation::Greater if same => false,
        Relation::Equal => !low.is_positive() && !high.is_negative(),
        Relation::NotEqual => false,
        Relation::AtMost => !low.is_positive(),
        Relation::Less => low.is_negative(),
        Relation::AtLeast => !high.is_negative(),
        Relation::Greater => high.is_positive(),
    };
    done(if saved { Verdict::Rounding } else { Verdict::Fail })
}

/// What left − right can be, where rounding matters: not where nothing was rounded, nor for one printed figure against
/// a number of the rule.
fn within(
    left: &Node,
    right: &Node,
    leaves: &[Counting],
    (one, other): (Option<i32>, Option<i32>),
) -> Result<Option<Interval>, Gap> {
    let rounded = is_wide(left, leaves) || is_wide(right, leaves);
    let written =
        (one.is_some() && leaves_of(right).is_empty()) || (other.is_some() && leaves_of(left).is_empty());
    if rounded && !written { reach(left, right, &Leaves(leaves)).map(Some) } else { Ok(None) }
}

/// The size of a number with 20 decimals.
pub(crate) fn size_text(value: &Number) -> String {
    let digits = (&value.abs() * &power(20)).round().whole().unwrap().to_string();
    let digits = format!("{digits:0>21}");
    let (whole, rest) = digits.split_at(digits.len() - 20);
    format!("{whole}.{rest}")
}

/// Half away from zero, to a place.
fn round(value: &Number, place: i32) -> Number {
    &(value / &power(place)).round() * &power(place)
}

/// The place of the one printed figure that a side is, signs aside.
fn one_figure(node: &Node, leaves: &[Counting]) -> Option<i32> {
    match node {
        Node::Leaf(leaf) => {
            let number = leaves[*leaf].number.as_ref().ok()?;
            number.place.filter(|_| number.one_cell && number.printed && !number.supposed)
        }
        Node::Negate(inner) => one_figure(inner, leaves),
        Node::Arithmetic(Operator::Multiply, left, right) => {
            let is_sign = |node: &Node| {
                let value = Leaves(leaves).value_at(node, &BTreeMap::new());
                !is_wide(node, leaves) && value.is_ok_and(|value| value.abs() == Number::ONE)
            };
            if is_sign(left) {
                one_figure(right, leaves)
            } else if is_sign(right) {
                one_figure(left, leaves)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn is_wide(node: &Node, leaves: &[Counting]) -> bool {
    leaves_of(node)
        .into_iter()
        .any(|leaf| leaves[leaf].number.as_ref().is_ok_and(|number| number.reach.is_wide()))
}
