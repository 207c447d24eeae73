//! Judged comparisons as sums of cells.

use std::collections::BTreeMap;

use crate::amount::{Dimension, Exact, Relation};
use crate::audit::{CellAt, Element, LeafRead, Run, Verdict, View, value};
use crate::plan::{Leaf, Node, Step};
use crate::ruleset::{Arithmetic, Fold, RuleId};

/// A comparison as a sum: Σ coefficient × cell + constant stands in a relation to zero, in fixed point.
#[derive(Clone, Debug)]
pub(crate) struct Equation {
    pub(crate) rule: RuleId,
    /// The check of the rule.
    pub(crate) check: u32,
    pub(crate) terms: BTreeMap<CellAt, i128>,
    pub(crate) constant: i128,
    pub(crate) relation: Relation,
    /// The one cell on the left, where that is all that stands there: it comes of the others.
    pub(crate) result: Option<CellAt>,
}

/// Which cells are to be found.
pub(crate) type Sought<'s> = &'s dyn Fn(CellAt) -> bool;

/// The comparisons of all instances that were judged and are sums of the cells that are sought.
pub(crate) fn equations(run: &Run<'_>, sought: Sought<'_>) -> Vec<Equation> {
    let mut all = Vec::new();
    for seen in &run.seen {
        if !matches!(seen.verdict, Verdict::Pass | Verdict::Rounding | Verdict::Fail) {
            continue;
        }
        let leaves = run.view.step_leaves(seen.step, &seen.element);
        for node in wanted(seen.step, &leaves) {
            all.extend(sum_of(seen.step, &leaves, node, seen.rule, sought));
        }
    }
    all
}

/// The comparisons that must hold: both sides of 且; of 或 the side that can be told to hold, else the first.
pub(super) fn wanted<'n>(step: &'n Step, leaves: &[LeafRead]) -> Vec<&'n Node> {
    let mut all = Vec::new();
    let mut open = vec![&step.body];
    while let Some(node) = open.pop() {
        match node {
            Node::And(left, right) => open.extend([&**right, &**left]),
            Node::Or(left, right) => {
                let holds = holds(right, leaves) && !holds(left, leaves);
                open.push(if holds { right } else { left });
            }
            other => all.push(other),
        }
    }
    all
}

/// Whether a comparison holds to the last digit.
fn holds(node: &Node, leaves: &[LeafRead]) -> bool {
    match node {
        Node::And(left, right) => holds(left, leaves) && holds(right, leaves),
        Node::Or(left, right) => holds(left, leaves) || holds(right, leaves),
        Node::Compare(relation, left, right, _) => {
            let sides = value(left, leaves).ok().zip(value(right, leaves).ok());
            sides.is_some_and(|(left, right)| crate::amount::relation_holds(*relation, &left, &right))
        }
        _ => false,
    }
}

/// An expression as a sum of cells and a constant, in base units.
#[derive(Clone, Debug)]
struct Sum {
    terms: BTreeMap<CellAt, Exact>,
    constant: Exact,
}

impl Sum {
    fn of(constant: Exact) -> Self {
        Self { terms: BTreeMap::new(), constant }
    }

    fn plus(mut self, other: &Self, times: &Exact) -> Self {
        for (cell, by) in &other.terms {
            let sum = self.terms.entry(*cell).or_insert(Exact::ZERO);
            *sum = &*sum + &(by * times);
        }
        self.constant = &self.constant + &(&other.constant * times);
        self
    }

    fn times(self, by: &Exact) -> Self {
        Self::of(Exact::ZERO).plus(&self, by)
    }
}

/// What a step reads at an element, and which cells are to be found; the others are taken as they are.
struct Reading<'r> {
    leaves: &'r [Leaf],
    read: &'r [LeafRead],
    sought: &'r dyn Fn(CellAt) -> bool,
}

impl Reading<'_> {
    fn sum(&self, node: &Node) -> Option<Sum> {
        Some(match node {
            Node::Number(value) => Sum::of(value.clone()),
            Node::Leaf(at) => self.leaf(*at)?,
            Node::Negate(inner) => self.sum(inner)?.times(&Exact::from_integer(-1)),
            Node::Sum(_, nodes) => {
                let mut total = Sum::of(Exact::ZERO);
                for node in nodes {
                    total = total.plus(&self.sum(node)?, &Exact::ONE);
                }
                total
            }
            Node::Otherwise(left, right) => match value(left, self.read) {
                Ok(_) => self.sum(left)?,
                Err(_) => self.sum(right)?,
            },
            Node::Arithmetic(operator, left, right) => {
                let (left, right) = (self.sum(left)?, self.sum(right)?);
                match operator {
                    Arithmetic::Add => left.plus(&right, &Exact::ONE),
                    Arithmetic::Subtract => left.plus(&right, &Exact::from_integer(-1)),
                    Arithmetic::Multiply if right.terms.is_empty() => left.times(&right.constant),
                    Arithmetic::Multiply if left.terms.is_empty() => right.times(&left.constant),
                    Arithmetic::Divide if right.terms.is_empty() => {
                        left.times(&Exact::ONE.divide(&right.constant)?)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    fn leaf(&self, at: u32) -> Option<Sum> {
        let (read, leaf) = (self.read.get(at as usize)?, self.leaves.get(at as usize)?);
        let number = read.number.as_ref().ok()?;
        let cells: Vec<CellAt> = read.cells.iter().copied().collect();
        if !is_plain(leaf) || cells.is_empty() || !cells.iter().all(|cell| (self.sought)(*cell)) {
            return Some(Sum::of(number.value.clone()));
        }
        let mut sum = Sum::of(Exact::ZERO);
        for cell in cells {
            let times = sum.terms.entry(cell).or_insert(Exact::ZERO);
            *times = &*times + &Exact::ONE;
        }
        Some(sum)
    }
}

/// Whether a leaf is a figure or figures added up.
fn is_plain(leaf: &Leaf) -> bool {
    match leaf {
        Leaf::Figure(_) => true,
        Leaf::First(all) => all.iter().all(is_plain),
        Leaf::Printed(inner) | Leaf::Outer(inner) => is_plain(inner),
        Leaf::Fold { fold: Fold::Sum, body, leaves, .. } => {
            matches!(**body, Node::Leaf(0)) && leaves.first().is_some_and(is_plain)
        }
        _ => false,
    }
}

fn sum_of(step: &Step, read: &[LeafRead], node: &Node, rule: RuleId, sought: Sought<'_>) -> Option<Equation> {
    let Node::Compare(relation, left, right, _) = node else { return None };
    if !matches!(relation, Relation::Equal | Relation::AtMost | Relation::AtLeast) {
        return None;
    }
    let reading = Reading { leaves: &step.leaves, read, sought };
    let sum = reading.sum(left)?.plus(&reading.sum(right)?, &Exact::from_integer(-1));
    let result = match **left {
        Node::Leaf(at) => read.get(at as usize).filter(|read| read.cells.len() == 1),
        _ => None,
    };
    // 5 % of a figure: twenty times the other.
    let scale = [1, 10, 100, 1000]
        .into_iter()
        .map(Exact::from_integer)
        .find(|scale| sum.terms.values().all(|times| (times * scale).is_integer()))?;
    let terms =
        sum.terms.iter().map(|(cell, times)| Some((*cell, i128::from((times * &scale).to_integer()?))));
    let mut terms: BTreeMap<CellAt, i128> = terms.collect::<Option<_>>()?;
    terms.retain(|_, times| *times != 0);
    Some(Equation {
        rule,
        check: step.check,
        terms,
        constant: i128::from((&sum.constant * &scale).to_fixed(Dimension::Money.scale())?),
        relation: *relation,
        result: result.and_then(|read| read.cells.first().copied()),
    })
}

/// left − right of a comparison, with what is laid over the facts.
pub(super) fn difference(view: &View<'_>, step: &Step, element: &Element, node: &Node) -> Option<Exact> {
    let Node::Compare(_, left, right, _) = node else { return None };
    let leaves = view.step_leaves(step, element);
    let (left, right) = (value(left, &leaves).ok()?, value(right, &leaves).ok()?);
    Some(&left - &right)
}
