//! What a figure touches, what a rule reads.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::{Edge, FigureClass, Graph, Node};
use crate::ruleset::{RuleId, RuleSet};

/// The rules that read one of these nodes, directly or through definitions.
#[must_use]
pub fn rules_reading(graph: &Graph, rules: &RuleSet, wanted: &dyn Fn(&Node) -> bool) -> BTreeSet<RuleId> {
    let is_wanted = |index: &NodeIndex| graph.nodes.node_weight(*index).is_some_and(wanted);
    let start: Vec<NodeIndex> = graph.nodes.node_indices().filter(is_wanted).collect();
    let mut reading = BTreeSet::new();
    walk(graph, start, Direction::Outgoing, &mut |node| match node {
        Node::Check(at) => {
            reading.extend(rules.checks.get(*at as usize).map(|check| check.rule));
            false
        }
        _ => true,
    });
    reading
}

/// The figures that a rule reads.
#[must_use]
pub fn reads_of_rule(graph: &Graph, rules: &RuleSet, rule: RuleId) -> BTreeSet<FigureClass> {
    let mut figures = BTreeSet::new();
    walk(graph, checks_of(graph, rules, rule), Direction::Incoming, &mut |node| match node {
        Node::Figure(class) | Node::Resolved(class) => {
            figures.insert(class.clone());
            false
        }
        Node::Check(_) | Node::Definition(_) => true,
    });
    figures
}

/// The rules that a rule waits for: those that settle or suspend slots that it reads.
#[must_use]
pub fn rules_before(graph: &Graph, rules: &RuleSet, rule: RuleId) -> BTreeSet<RuleId> {
    rules_beside(graph, rules, rule, Direction::Incoming)
}

/// The rules that wait for a rule: those that read slots which it settles or suspends.
#[must_use]
pub fn rules_behind(graph: &Graph, rules: &RuleSet, rule: RuleId) -> BTreeSet<RuleId> {
    rules_beside(graph, rules, rule, Direction::Outgoing)
}

fn rules_beside(graph: &Graph, rules: &RuleSet, rule: RuleId, direction: Direction) -> BTreeSet<RuleId> {
    let mut found = BTreeSet::new();
    walk(graph, checks_of(graph, rules, rule), direction, &mut |node| match node {
        Node::Check(at) => {
            found.extend(rules.checks.get(*at as usize).map(|check| check.rule));
            false
        }
        _ => true,
    });
    found.remove(&rule);
    found
}

/// The nodes of a rule's checks.
fn checks_of(graph: &Graph, rules: &RuleSet, rule: RuleId) -> Vec<NodeIndex> {
    let is_check = |index: &NodeIndex| match graph.nodes.node_weight(*index) {
        Some(Node::Check(at)) => rules.checks.get(*at as usize).is_some_and(|check| check.rule == rule),
        _ => false,
    };
    graph.nodes.node_indices().filter(is_check).collect()
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

/// The part of a graph that some rules read, directly or through definitions, with their checks.
#[must_use]
pub fn part(graph: &Graph, rules: &RuleSet, wanted: &BTreeSet<RuleId>) -> Graph {
    let of = |at: &u32| rules.checks.get(*at as usize).is_some_and(|check| wanted.contains(&check.rule));
    let is_check =
        |index: &NodeIndex| matches!(graph.nodes.node_weight(*index), Some(Node::Check(at)) if of(at));
    let mut open: Vec<NodeIndex> = graph.nodes.node_indices().filter(is_check).collect();
    let mut kept: BTreeSet<NodeIndex> = open.iter().copied().collect();
    while let Some(index) = open.pop() {
        // What settles a slot is another rule.
        let read = graph.nodes.edges_directed(index, Direction::Incoming);
        for edge in read.filter(|edge| !matches!(edge.weight(), Edge::Settles | Edge::Suspends)) {
            if kept.insert(edge.source()) {
                open.push(edge.source());
            }
        }
    }
    let nodes = graph
        .nodes
        .filter_map(|index, node| kept.contains(&index).then(|| node.clone()), |_, edge| Some(*edge));
    Graph { nodes, order: graph.order.iter().copied().filter(of).collect() }
}
