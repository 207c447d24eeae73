//! 否则 between formulas: the side that was taken counts, with its rounding and its figures; the other does not.

use super::evaluate::{LeafRead, NoValue, value};
use super::judge::{Compared, Decisive, Outcome};
use super::value::Gap;
use crate::plan::{Form, Node, Step, form_of};

/// Whether 否则 stands between formulas (between figures it is one leaf).
pub(super) fn has_choice(node: &Node) -> bool {
    match node {
        Node::Otherwise(..) => true,
        Node::Negate(inner) | Node::Not(inner) => has_choice(inner),
        Node::Sum(_, nodes) | Node::Apply(_, nodes) => nodes.iter().any(has_choice),
        Node::Arithmetic(_, left, right)
        | Node::Compare(_, left, right, _)
        | Node::And(left, right)
        | Node::Or(left, right) => has_choice(left) || has_choice(right),
        Node::ForCodes { guard, body, .. } => guard.as_deref().is_some_and(has_choice) || has_choice(body),
        _ => false,
    }
}

/// The side of 否则 that counts: the first, unless it is not stated.
pub(super) fn side<'n>(left: &'n Node, right: &'n Node, leaves: &[LeafRead]) -> &'n Node {
    match value(left, leaves) {
        Err(NoValue::Gap(Gap::Unstated(_))) => right,
        _ => left,
    }
}

/// A node with the side that counts in place of every 否则.
pub(super) fn taken(node: &Node, leaves: &[LeafRead]) -> Node {
    let inner = |node: &Node| Box::new(taken(node, leaves));
    let all = |nodes: &[Node]| nodes.iter().map(|node| taken(node, leaves)).collect();
    match node {
        Node::Otherwise(left, right) => taken(side(left, right, leaves), leaves),
        Node::Negate(one) => Node::Negate(inner(one)),
        Node::Not(one) => Node::Not(inner(one)),
        Node::Sum(name, nodes) => Node::Sum(name.clone(), all(nodes)),
        Node::Apply(function, nodes) => Node::Apply(*function, all(nodes)),
        Node::Arithmetic(operator, left, right) => Node::Arithmetic(*operator, inner(left), inner(right)),
        Node::Compare(relation, left, right, form) => {
            Node::Compare(*relation, inner(left), inner(right), *form)
        }
        Node::And(left, right) => Node::And(inner(left), inner(right)),
        Node::Or(left, right) => Node::Or(inner(left), inner(right)),
        other => other.clone(),
    }
}

/// The sides of a comparison as taken, and their form.
pub(super) struct Taken {
    pub(super) left: Node,
    pub(super) right: Node,
    pub(super) form: Form,
}

impl Taken {
    /// None where there is nothing to choose.
    pub(super) fn of(left: &Node, right: &Node, form: Option<&Form>, leaves: &[LeafRead]) -> Option<Self> {
        // An expression with a choice in it has no other form.
        if !matches!(form, Some(Form::General { .. })) || !(has_choice(left) || has_choice(right)) {
            return None;
        }
        let (left, right) = (taken(left, leaves), taken(right, leaves));
        Some(Self { form: form_of(&left, &right), left, right })
    }
}

/// The outcome of a comparison as taken, told of the comparison as the rule has it.
pub(super) fn told_of<'n>(outcome: Outcome<'_>, left: &'n Node, right: &'n Node) -> Outcome<'n> {
    let decisive = match outcome.decisive {
        Some(Decisive::Compared(compared)) => Some(Decisive::Compared(Compared {
            relation: compared.relation,
            left,
            right,
            difference: compared.difference,
            reach: compared.reach,
            single_pair: compared.single_pair,
        })),
        _ => None,
    };
    Outcome { verdict: outcome.verdict, reasons: outcome.reasons, decisive, held: outcome.held }
}

/// The leaves of a step that do not count, because only sides read them that were not taken.
pub(super) fn unused(step: &Step, leaves: &[LeafRead]) -> Vec<u32> {
    let nodes = || step.guard.iter().chain([&step.body]);
    let may_choose = step.forms.iter().any(|form| matches!(form, Form::General { .. }));
    if may_choose && nodes().any(has_choice) { unread(nodes(), leaves) } else { Vec::new() }
}

/// Of these leaves those that none of the nodes reads, of 否则 the side that counts.
pub(super) fn unread<'n>(nodes: impl Iterator<Item = &'n Node>, leaves: &[LeafRead]) -> Vec<u32> {
    let mut unread: Vec<u32> = (0..leaves.len() as u32).collect();
    for node in nodes {
        strike(node, leaves, &mut unread);
    }
    unread
}

fn strike(node: &Node, leaves: &[LeafRead], unread: &mut Vec<u32>) {
    match node {
        Node::Leaf(leaf) => unread.retain(|known| known != leaf),
        Node::Otherwise(left, right) => strike(side(left, right, leaves), leaves, unread),
        Node::Negate(inner) | Node::Not(inner) => strike(inner, leaves, unread),
        Node::Sum(_, nodes) | Node::Apply(_, nodes) => {
            nodes.iter().for_each(|node| strike(node, leaves, unread))
        }
        Node::Arithmetic(_, left, right)
        | Node::Compare(_, left, right, _)
        | Node::And(left, right)
        | Node::Or(left, right) => {
            strike(left, leaves, unread);
            strike(right, leaves, unread);
        }
        Node::ForCodes { guard, body, .. } => {
            guard.iter().for_each(|guard| strike(guard, leaves, unread));
            strike(body, leaves, unread);
        }
        _ => {}
    }
}
