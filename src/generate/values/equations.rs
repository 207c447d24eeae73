//! Judged comparisons as sums of cells.

use std::collections::BTreeMap;

use crate::amount::{Dimension, Exact, Relation};
use crate::audit::{CellAt, Element, LeafRead, Run, Verdict, View, value};
use crate::plan::{Form, Leaf, Node, Step};
use crate::ruleset::{Fold, RuleId};

/// A comparison as a sum: Σ coefficient × cell + constant stands in a relation to zero, in fixed point.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    pub(super) rule: RuleId,
    pub(super) terms: BTreeMap<CellAt, i128>,
    pub(super) constant: i128,
    pub(super) relation: Relation,
    /// The one cell on the left, where that is all that stands there: it comes of the others.
    pub(super) result: Option<CellAt>,
}

/// The comparisons of all instances that were judged and are sums.
pub(super) fn equations(run: &Run<'_>) -> Vec<Equation> {
    let mut all = Vec::new();
    for seen in &run.seen {
        if !matches!(seen.verdict, Verdict::Pass | Verdict::Rounding | Verdict::Fail) {
            continue;
        }
        let leaves = run.view.step_leaves(seen.step, &seen.element);
        for node in wanted(seen.step, &leaves) {
            all.extend(sum_of(seen.step, &leaves, node, seen.rule));
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

fn sum_of(step: &Step, leaves: &[LeafRead], node: &Node, rule: RuleId) -> Option<Equation> {
    let Node::Compare(relation, left, _, form) = node else { return None };
    if !matches!(relation, Relation::Equal | Relation::AtMost | Relation::AtLeast) {
        return None;
    }
    let Form::Linear { terms, constant } = step.forms.get(*form as usize)? else { return None };
    let mut sum: BTreeMap<CellAt, i128> = BTreeMap::new();
    let mut constant = constant.clone();
    for (at, coefficient) in terms {
        let (read, leaf) = (leaves.get(*at as usize)?, step.leaves.get(*at as usize)?);
        if !is_plain(leaf) || read.cells.is_empty() {
            constant = &constant + &(coefficient * &read.number.as_ref().ok()?.value);
            continue;
        }
        let times = i128::from(coefficient.to_integer()?);
        read.cells.iter().for_each(|cell| *sum.entry(*cell).or_default() += times);
    }
    sum.retain(|_, times| *times != 0);
    let result = match **left {
        Node::Leaf(at) => leaves.get(at as usize).filter(|read| read.cells.len() == 1),
        _ => None,
    };
    Some(Equation {
        rule,
        terms: sum,
        constant: i128::from(constant.to_fixed(Dimension::Money.scale())?),
        relation: *relation,
        result: result.and_then(|read| read.cells.first().copied()),
    })
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

/// left − right of a comparison, with what is laid over the facts.
pub(super) fn difference(view: &View<'_>, step: &Step, element: &Element, node: &Node) -> Option<Exact> {
    let Node::Compare(_, left, right, _) = node else { return None };
    let leaves = view.step_leaves(step, element);
    let (left, right) = (value(left, &leaves).ok()?, value(right, &leaves).ok()?);
    Some(&left - &right)
}
