//! Which steps come to the same for every unit that has no prose and nothing beside it: what only prose or another
//! account can say is not stated there.

use super::{Leaf, Node, Step, TextNode};
use crate::ruleset::{Domain, Figure, Property, Target};
use crate::schema::{FamilyId, Schema, TableId};

/// Whether a step, of a rule within a table or none, comes to the same for all units without prose.
pub(super) fn is_silent(schema: &Schema, step: &Step, table: Option<TableId>) -> bool {
    // A condition that asks for another account comes to the same where none is given.
    if step.guard.as_ref().is_some_and(asks_for_others) {
        return true;
    }
    // A rule within a table asks whether that is there.
    if table.is_some() {
        return false;
    }
    let prose = Prose { schema, leaves: &step.leaves };
    let guard = step.guard.as_ref().is_none_or(|guard| prose.node(guard));
    let ranges = match &step.domain {
        Domain::Once => true,
        // Elements of the text are none, and so are items.
        Domain::Elements { .. } => return true,
        Domain::Rows { families, .. } => return families.iter().all(|family| prose.family(*family)),
    };
    ranges && guard && (prose.node(&step.body) || prose.is_unstated(&step.body))
}

/// Whether a condition has last year's account or the subordinate units to be there.
fn asks_for_others(guard: &Node) -> bool {
    match guard {
        Node::Said(true, targets) => {
            targets.iter().any(|target| matches!(target, Target::Prior | Target::Plan | Target::Subordinates))
        }
        Node::And(left, right) => asks_for_others(left) || asks_for_others(right),
        _ => false,
    }
}

/// What reads prose alone.
struct Prose<'a> {
    schema: &'a Schema,
    leaves: &'a [Leaf],
}

impl Prose<'_> {
    fn family(&self, id: FamilyId) -> bool {
        self.schema.family(id).is_some_and(|family| family.table.is_none() && family.passage.is_some())
    }

    fn figure(&self, figure: &Figure) -> bool {
        figure.whose == crate::ruleset::Whose::This && self.family(figure.family)
    }

    fn leaf(&self, leaf: &Leaf) -> bool {
        match leaf {
            Leaf::Figure(figure) => self.figure(figure),
            Leaf::First(choices) => choices.iter().all(|choice| self.leaf(choice)),
            Leaf::Fold { family, filter, body, leaves, .. } => {
                let inner = Prose { schema: self.schema, leaves };
                self.family(*family)
                    && filter.as_deref().is_none_or(|filter| inner.node(filter))
                    && inner.node(body)
            }
            Leaf::Count { family, filter, leaves, .. } => {
                let inner = Prose { schema: self.schema, leaves };
                self.family(*family) && filter.as_deref().is_none_or(|filter| inner.node(filter))
            }
            Leaf::Measure(_, text) => self.text(text),
            Leaf::Outer(leaf) | Leaf::Printed(leaf) => self.leaf(leaf),
            Leaf::ElementYear => true,
            Leaf::Property(_) | Leaf::ThisYear => false,
        }
    }

    fn node(&self, node: &Node) -> bool {
        match node {
            Node::Number(_) => true,
            Node::Leaf(at) => self.leaves.get(*at as usize).is_some_and(|leaf| self.leaf(leaf)),
            Node::Negate(inner) | Node::Not(inner) => self.node(inner),
            Node::Arithmetic(_, left, right)
            | Node::Otherwise(left, right)
            | Node::Compare(_, left, right, _)
            | Node::And(left, right)
            | Node::Or(left, right) => self.node(left) && self.node(right),
            Node::Sum(_, nodes) | Node::Apply(_, nodes) => nodes.iter().all(|node| self.node(node)),
            Node::Text(_, left, right) => self.text(left) && self.text(right),
            Node::Said(_, targets) => targets.iter().all(|target| self.target(target)),
            Node::Blank(target) | Node::SaidOnce(target) => self.target(target),
            Node::Balanced(text, _, _) => self.text(text),
            Node::ForCodes { .. } => false,
        }
    }

    fn target(&self, target: &Target) -> bool {
        match target {
            Target::Figure(figure) => self.figure(figure),
            Target::Items(family) | Target::AnyItem(family, _) | Target::Passage(family) => {
                self.family(*family)
            }
            _ => false,
        }
    }

    fn text(&self, text: &TextNode) -> bool {
        match text {
            TextNode::Literal(_) | TextNode::Element(_) => true,
            TextNode::Slot(figure) => self.figure(figure),
            TextNode::Property(Property::Printed(figure) | Property::MoneyUnit(figure)) => {
                self.figure(figure)
            }
            TextNode::List(members) => members.iter().all(|member| self.text(member)),
            TextNode::Outer(text) => self.text(text),
            TextNode::Property(_) | TextNode::Unit(_) | TextNode::Names { .. } => false,
        }
    }

    /// Whether a comparison has a side that only prose could state: then it does not apply, whatever the other is.
    fn is_unstated(&self, body: &Node) -> bool {
        let Node::Compare(_, left, right, _) = body else { return false };
        let mut leaves = Vec::new();
        let plain = super::node::leaves_of(left, &mut leaves).is_some();
        let is_figure = |leaf: &u32| matches!(self.leaves.get(*leaf as usize), Some(Leaf::Figure(_)));
        let stated_right = super::node::leaves_of(right, &mut Vec::new()).is_some();
        plain && stated_right && !leaves.is_empty() && leaves.iter().all(is_figure) && self.node(left)
    }
}
