//! Tells which divisor is or may be zero, so that a reader knows which figure to look at.

use std::sync::Arc;

use super::choice::{has_choice, side, taken};
use super::evaluate::{LeafRead, divisors_of, is_unstated, may_be_zero};
use super::judge::Outcome;
use super::reason::{Formula, Subject};
use super::view::View;
use super::{Element, Reason};
use crate::plan::{Leaf, Node, Step};
use crate::ruleset::Figure;

/// Divisors of all that is compared or joined in a statement.
fn below<'a>(node: &'a Node, divisors: &mut Vec<&'a Node>) {
    match node {
        Node::Not(inner) => below(inner, divisors),
        Node::Compare(_, left, right, _) | Node::And(left, right) | Node::Or(left, right) => {
            below(left, divisors);
            below(right, divisors);
        }
        _ => divisors_of(node, divisors),
    }
}

impl View<'_> {
    /// An outcome with its divisors told, where it waits for one.
    pub(super) fn with_divisor<'n>(
        &self,
        mut outcome: Outcome<'n>,
        step: &Step,
        leaves: &[LeafRead],
        element: &Element,
    ) -> Outcome<'n> {
        for reason in outcome.reasons.iter_mut() {
            if let Reason::ZeroDivisor(subject @ Subject::Nothing) = reason {
                let nodes = step.guard.iter().chain([&step.body]);
                let found = nodes.map(|node| self.divisor(node, &step.leaves, leaves, element));
                *subject =
                    found.into_iter().find(|found| *found != Subject::Nothing).unwrap_or(Subject::Nothing);
            }
        }
        outcome
    }

    /// The first divisor that may be zero; nothing if there is none, or none that has a name.
    pub(super) fn divisor(
        &self,
        node: &Node,
        steps: &[Leaf],
        leaves: &[LeafRead],
        element: &Element,
    ) -> Subject {
        let mut divisors = Vec::new();
        let taken = has_choice(node).then(|| taken(node, &is_unstated(leaves)));
        let node = taken.as_ref().unwrap_or(node);
        below(node, &mut divisors);
        let found = divisors.into_iter().find(|divisor| may_be_zero(divisor, leaves));
        let formula = found.map(|divisor| self.formula(divisor, steps, leaves, element));
        let formula = formula.filter(|formula| !formula.is_nameless());
        formula.map_or(Subject::Nothing, |formula| Subject::Divisor(Arc::new(formula)))
    }

    /// An expression by its figures.
    fn formula(&self, node: &Node, steps: &[Leaf], leaves: &[LeafRead], element: &Element) -> Formula {
        let inner = |node: &Node| self.formula(node, steps, leaves, element);
        match node {
            Node::Leaf(at) => {
                let leaf = steps.get(*at as usize);
                match (leaf, leaf.and_then(|leaf| self.stated(leaf, element))) {
                    (_, Some(figure)) => Formula::Subject(Subject::Figure(figure.clone(), *element)),
                    (Some(Leaf::Fold { name, .. }), _) => Formula::Sum(name.clone()),
                    (Some(Leaf::ThisYear), _) => Formula::Subject(Subject::ThisYear),
                    _ => Formula::Subject(Subject::Nothing),
                }
            }
            Node::Number(value) => Formula::Number(value.clone()),
            Node::Negate(node) => Formula::Negate(Box::new(inner(node))),
            Node::Sum(name, _) => Formula::Sum(name.clone()),
            Node::Arithmetic(sign, left, right) => {
                Formula::Arithmetic(*sign, Box::new(inner(left)), Box::new(inner(right)))
            }
            Node::Otherwise(left, right) => inner(side(left, right, &is_unstated(leaves))),
            Node::Apply(_, nodes) => Formula::Several(nodes.iter().map(inner).collect()),
            _ => Formula::Subject(Subject::Nothing),
        }
    }

    /// The figure that a leaf is: of a choice, the one that is stated.
    pub(crate) fn stated<'l>(&self, leaf: &'l Leaf, element: &Element) -> Option<&'l Figure> {
        match leaf {
            Leaf::Figure(figure) => Some(figure),
            Leaf::Printed(leaf) => self.stated(leaf, element),
            Leaf::First(choices) => {
                let said = |choice: &&Leaf| self.leaf(choice, element, false).number.is_ok();
                choices.iter().find(said).or(choices.first()).and_then(|choice| self.stated(choice, element))
            }
            _ => None,
        }
    }
}
