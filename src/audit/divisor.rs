//! Names the divisor that is or may be zero, so that a reader knows which figure to look at.

use super::Reason;
use super::evaluate::{LeafRead, divisors_of, may_be_zero};
use super::judge::Outcome;
use super::terms::stated;
use super::view::{Element, View};
use crate::plan::{Leaf, Node, Step};

/// Divisors of all that is compared or joined in a statement.
fn below<'a>(node: &'a Node, divisors: &mut Vec<&'a Node>) {
    match node {
        Node::Not(inner) => below(inner, divisors),
        Node::Compare(_, left, right, _)
        | Node::And(left, right)
        | Node::Or(left, right)
        | Node::Otherwise(left, right) => {
            below(left, divisors);
            below(right, divisors);
        }
        _ => divisors_of(node, divisors),
    }
}

impl View<'_> {
    /// An outcome with its divisors named, where it waits for one.
    pub(super) fn with_divisor<'n>(
        &self,
        mut outcome: Outcome<'n>,
        step: &Step,
        leaves: &[LeafRead],
        element: &Element,
    ) -> Outcome<'n> {
        for reason in &mut outcome.reasons {
            if let Reason::ZeroDivisor(name) = reason
                && name.is_empty()
            {
                let nodes = step.guard.iter().chain([&step.body]);
                let found = nodes.map(|node| self.divisor(node, &step.leaves, leaves, element));
                *name = found.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            }
        }
        outcome
    }

    /// What the first divisor that may be zero is called; empty if there is none.
    pub(super) fn divisor(
        &self,
        node: &Node,
        steps: &[Leaf],
        leaves: &[LeafRead],
        element: &Element,
    ) -> String {
        let mut divisors = Vec::new();
        below(node, &mut divisors);
        let found = divisors.into_iter().find(|divisor| may_be_zero(divisor, leaves));
        found.map(|divisor| self.words(divisor, steps, leaves, element)).unwrap_or_default()
    }

    /// An expression by the names of its figures.
    fn words(&self, node: &Node, steps: &[Leaf], leaves: &[LeafRead], element: &Element) -> String {
        let inner = |node: &Node| self.words(node, steps, leaves, element);
        match node {
            Node::Leaf(at) => {
                let leaf = steps.get(*at as usize);
                match (leaf, leaf.and_then(|leaf| stated(self, leaf, element))) {
                    (_, Some(figure)) => self.name(figure, element),
                    (Some(Leaf::Sum { name, .. }), _) => name.clone(),
                    (Some(Leaf::ThisYear), _) => "本年".to_owned(),
                    _ => String::new(),
                }
            }
            Node::Number(value) => value.to_plain_string(),
            Node::Negate(node) => format!("-{}", inner(node)),
            Node::Sum(name, _) => name.clone(),
            Node::Arithmetic(sign, left, right) => {
                format!("{} {} {}", inner(left), sign.sign(), inner(right))
            }
            Node::Otherwise(left, right) => {
                let left_is_said = super::evaluate::value(left, leaves).is_ok();
                inner(if left_is_said { left } else { right })
            }
            Node::Apply(_, nodes) => nodes.iter().map(inner).collect::<Vec<_>>().join("、"),
            _ => String::new(),
        }
    }
}
