//! Builds the dependency graph of a rule set: figures, definitions and checks, and what reads what.
//!
//! May live here: order of evaluation, cycles, impact ("what does this figure touch, what does this rule read"). May
//! not: values. The graph is what is evaluated: the plan is its topological order.

mod from_ruleset;
mod impact;

pub use from_ruleset::build;
pub use impact::{part, reads_of_rule, rules_before, rules_behind, rules_reading};

use petgraph::graph::{DiGraph, NodeIndex};

use crate::ruleset::{ColumnRef, DefinitionId, RowRef, Whose};
use crate::schema::FamilyId;

/// A figure by class: each fixed cell is its own; rows that appear with the document are one class a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureClass {
    /// Whose. Last year's figures are other nodes, so that years make no cycle.
    pub whose: Whose,
    /// Family.
    pub family: FamilyId,
    /// Fixed rows are themselves; codes and elements are one class.
    pub row: RowClass,
    /// Column.
    pub column: ColumnRef,
}

/// Row of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowClass {
    /// A fixed row, by number.
    Fixed(u32),
    /// Any row that appears with the document.
    Any,
}

impl FigureClass {
    /// The class of a figure.
    #[must_use]
    pub fn of(figure: &crate::ruleset::Figure) -> Self {
        let row = match figure.row {
            RowRef::Fixed(row) => RowClass::Fixed(row.0),
            _ => RowClass::Any,
        };
        Self { whose: figure.whose, family: figure.family, row, column: figure.column.clone() }
    }
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A figure as read.
    Figure(FigureClass),
    /// A slot after it was compared with what it restates.
    Resolved(FigureClass),
    /// A definition.
    Definition(DefinitionId),
    /// A check, by its index in the rule set.
    Check(u32),
}

/// What an edge means, from what is read to what reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// Read in what must hold.
    Reads,
    /// Read in the condition.
    Guards,
    /// Gives the elements that are ranged over.
    Ranges,
    /// A check that compares a slot with its home settles the slot.
    Settles,
    /// A check whether a passage says a slot one way may suspend the slot.
    Suspends,
}

/// The graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Nodes and edges.
    pub nodes: DiGraph<Node, Edge>,
    /// Checks in the order they are evaluated: petgraph's topological order; empty where there is a cycle.
    pub order: Vec<u32>,
}

impl Graph {
    /// The node of this weight.
    #[must_use]
    pub fn find(&self, node: &Node) -> Option<NodeIndex> {
        self.nodes.node_indices().find(|index| self.nodes.node_weight(*index) == Some(node))
    }
}
