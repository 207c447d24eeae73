//! What a figure touches, what a rule reads.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use super::{FigureClass, Graph, Node};
use crate::ruleset::{RuleId, RuleSet};

/// Neighbourhood of a figure or rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Rules that read it, directly or through definitions.
    pub rules: BTreeSet<RuleId>,
    /// Figures read.
    pub figures: BTreeSet<FigureClass>,
}

/// The rules that read one of these figures.
#[must_use]
pub fn impact_of_figure(graph: &Graph, rules: &RuleSet, wanted: &dyn Fn(&FigureClass) -> bool) -> Impact {
    let is_wanted = |index: &NodeIndex| match graph.nodes.node_weight(*index) {
        Some(Node::Figure(class) | Node::Resolved(class)) => wanted(class),
        _ => false,
    };
    let start: Vec<NodeIndex> = graph.nodes.node_indices().filter(is_wanted).collect();
    let mut impact = Impact::default();
    walk(graph, start, Direction::Outgoing, &mut |node| match node {
        Node::Check(at) => {
            impact.rules.extend(rules.checks.get(*at as usize).map(|check| check.rule));
            false
        }
        _ => true,
    });
    impact
}

/// The figures that a rule reads.
#[must_use]
pub fn reads_of_rule(graph: &Graph, rules: &RuleSet, rule: RuleId) -> Impact {
    let is_check = |index: &NodeIndex| match graph.nodes.node_weight(*index) {
        Some(Node::Check(at)) => rules.checks.get(*at as usize).is_some_and(|check| check.rule == rule),
        _ => false,
    };
    let start: Vec<NodeIndex> = graph.nodes.node_indices().filter(is_check).collect();
    let mut impact = Impact { rules: BTreeSet::from([rule]), figures: BTreeSet::new() };
    walk(graph, start, Direction::Incoming, &mut |node| match node {
        Node::Figure(class) => {
            impact.figures.insert(class.clone());
            false
        }
        Node::Resolved(class) => {
            impact.figures.insert(class.clone());
            false
        }
        Node::Check(_) | Node::Definition(_) => true,
    });
    impact
}

fn walk(graph: &Graph, start: Vec<NodeIndex>, direction: Direction, visit: &mut dyn FnMut(&Node) -> bool) {
    let mut seen: BTreeSet<NodeIndex> = start.iter().copied().collect();
    let mut open = start;
    while let Some(index) = open.pop() {
        for next in graph.nodes.neighbors_directed(index, direction) {
            if seen.insert(next)
                && let Some(node) = graph.nodes.node_weight(next)
                && visit(node)
            {
                open.push(next);
            }
        }
    }
}
