//! 否则 between formulas: the side that was taken counts, with its rounding and its figures; the other does not.

use crate::plan::{Form, Node, Step, form_of};

/// Whether an expression is not stated.
pub(super) type Unstated<'f> = &'f dyn Fn(&Node) -> bool;

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
pub(super) fn side<'n>(left: &'n Node, right: &'n Node, unstated: Unstated<'_>) -> &'n Node {
    if unstated(left) { right } else { left }
}

/// A node with the side that counts in place of every 否则.
pub(super) fn taken(node: &Node, unstated: Unstated<'_>) -> Node {
    let inner = |node: &Node| Box::new(taken(node, unstated));
    let all = |nodes: &[Node]| nodes.iter().map(|node| taken(node, unstated)).collect();
    match node {
        Node::Otherwise(left, right) => taken(side(left, right, unstated), unstated),
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
    pub(super) fn of(left: &Node, right: &Node, form: Option<&Form>, unstated: Unstated<'_>) -> Option<Self> {
        // An expression with a choice in it has no other form.
        if !matches!(form, Some(Form::General { .. })) || !(has_choice(left) || has_choice(right)) {
            return None;
        }
        let (left, right) = (taken(left, unstated), taken(right, unstated));
        Some(Self { form: form_of(&left, &right), left, right })
    }
}

/// The leaves of a step that do not count, because only sides read them that were not taken.
pub(super) fn unused(step: &Step, leaves: usize, unstated: Unstated<'_>) -> Vec<u32> {
    let nodes = || step.guard.iter().chain([&step.body]);
    let may_choose = step.forms.iter().any(|form| matches!(form, Form::General { .. }));
    if may_choose && nodes().any(has_choice) { unread(nodes(), leaves, unstated) } else { Vec::new() }
}

/// Of these leaves those that none of the nodes reads, of 否则 the side that counts.
pub(super) fn unread<'n>(
    nodes: impl Iterator<Item = &'n Node>,
    leaves: usize,
    unstated: Unstated<'_>,
) -> Vec<u32> {
    let mut unread: Vec<u32> = (0..leaves as u32).collect();
    for node in nodes {
        strike(node, unstated, &mut unread);
    }
    unread
}

fn strike(node: &Node, unstated: Unstated<'_>, unread: &mut Vec<u32>) {
    match node {
        Node::Leaf(leaf) => unread.retain(|known| known != leaf),
        Node::Otherwise(left, right) => strike(side(left, right, unstated), unstated, unread),
        Node::Negate(inner) | Node::Not(inner) => strike(inner, unstated, unread),
        Node::Sum(_, nodes) | Node::Apply(_, nodes) => {
            nodes.iter().for_each(|node| strike(node, unstated, unread))
        }
        Node::Arithmetic(_, left, right)
        | Node::Compare(_, left, right, _)
        | Node::And(left, right)
        | Node::Or(left, right) => {
            strike(left, unstated, unread);
            strike(right, unstated, unread);
        }
        Node::ForCodes { guard, body, .. } => {
            guard.iter().for_each(|guard| strike(guard, unstated, unread));
            strike(body, unstated, unread);
        }
        _ => {}
    }
}
