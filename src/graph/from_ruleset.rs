//! Rule set to graph, with the order of evaluation; a cycle among definitions is said with its whole path.

use std::collections::BTreeMap;

use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::NodeIndex;

use super::{Edge, FigureClass, Graph, Node, RowClass};
use crate::ruleset::{Check, ColumnRef, DefinitionId, Domain, Expr, Figure, RuleSet, Target, Whose};
use crate::schema::{ColumnId, FamilyId};

/// Builds the graph of a rule set, with the nodes of each circle that there is in it.
#[must_use]
pub fn build(rules: &RuleSet) -> (Graph, Vec<Vec<Node>>) {
    let mut builder = Builder { graph: Graph::default(), index: BTreeMap::new(), restated: restated(rules) };
    for (at, definition) in rules.definitions.iter().enumerate() {
        let node = builder.node(Node::Definition(DefinitionId(at as u32)));
        builder.reads(&definition.expr, node, Edge::Reads, true);
    }
    for (at, check) in rules.checks.iter().enumerate() {
        builder.check(rules, at as u32, check);
    }
    let cycles = cycles(&builder.graph);
    if cycles.is_empty()
        && let Ok(sorted) = toposort(&builder.graph.nodes, None)
    {
        let check = |index: NodeIndex| match builder.graph.nodes.node_weight(index) {
            Some(Node::Check(check)) => Some(*check),
            _ => None,
        };
        let sorted: Vec<u32> = sorted.into_iter().filter_map(check).collect();
        builder.graph.order = settled_first(rules, sorted);
    }
    (builder.graph, cycles)
}

/// Keeps the order of declaration where the graph leaves it open: checks that settle a slot come first.
fn settled_first(rules: &RuleSet, sorted: Vec<u32>) -> Vec<u32> {
    let settles = |check: &u32| {
        let Some(check) = rules.checks.get(*check as usize) else { return 2 };
        if rules.restated.iter().any(|restated| restated.rule == check.rule) {
            0
        } else if matches!(check.body, Expr::SaidOnce(_)) {
            1
        } else {
            2
        }
    };
    let mut order = sorted;
    order.sort_by_cached_key(|check| (settles(check), *check));
    order
}

fn restated(rules: &RuleSet) -> Vec<FigureClass> {
    let once = rules.checks.iter().filter_map(|check| match &check.body {
        Expr::SaidOnce(Target::Figure(figure)) => Some(FigureClass::of(figure)),
        _ => None,
    });
    let mut all: Vec<FigureClass> =
        rules.restated.iter().map(|restated| FigureClass::of(&restated.slot)).chain(once).collect();
    all.sort();
    all.dedup();
    all
}

struct Builder {
    graph: Graph,
    index: BTreeMap<Node, NodeIndex>,
    /// In order.
    restated: Vec<FigureClass>,
}

impl Builder {
    fn node(&mut self, node: Node) -> NodeIndex {
        if let Some(index) = self.index.get(&node) {
            return *index;
        }
        let index = self.graph.nodes.add_node(node.clone());
        self.index.insert(node, index);
        index
    }

    fn edge(&mut self, from: NodeIndex, to: NodeIndex, edge: Edge) {
        let known = self.graph.nodes.edges_connecting(from, to).any(|known| *known.weight() == edge);
        if !known {
            self.graph.nodes.add_edge(from, to, edge);
        }
    }

    fn check(&mut self, rules: &RuleSet, at: u32, check: &Check) {
        let node = self.node(Node::Check(at));
        let settles = rules.restated.iter().find(|restated| restated.rule == check.rule);
        let slot = match (&check.body, settles) {
            (_, Some(restated)) => Some(FigureClass::of(&restated.slot)),
            (Expr::SaidOnce(Target::Figure(figure)), None) => Some(FigureClass::of(figure)),
            _ => None,
        };
        if let Some(guard) = &check.guard {
            self.reads(guard, node, Edge::Guards, slot.is_none());
        }
        self.reads(&check.body, node, Edge::Reads, slot.is_none());
        if let Domain::Rows { families, .. } = &check.domain {
            for family in families {
                let class = rows_of(*family);
                let rows = self.node(Node::Figure(class));
                self.edge(rows, node, Edge::Ranges);
            }
        }
        if let Some(slot) = slot {
            let resolved = self.node(Node::Resolved(slot));
            self.edge(node, resolved, Edge::Settles);
        }
    }

    /// Draws an edge from everything that an expression reads.
    fn reads(&mut self, expr: &Expr, to: NodeIndex, edge: Edge, settled: bool) {
        let mut figures: Vec<Figure> = Vec::new();
        let mut others: Vec<Node> = Vec::new();
        expr.walk(&mut |expr| match expr {
            Expr::Figure(figure) => figures.push(figure.clone()),
            Expr::Defined(id) => others.push(Node::Definition(*id)),
            Expr::SumRows { family, .. } | Expr::Count { family, .. } | Expr::Names { family, .. } => {
                others.push(Node::Figure(rows_of(*family)));
            }
            Expr::Said(_, targets) => {
                for target in targets {
                    match target {
                        Target::Figure(figure) => figures.push(figure.clone()),
                        Target::Defined(id) => others.push(Node::Definition(*id)),
                        Target::Row(family) | Target::Items(family) | Target::AnyItem(family, _) => {
                            others.push(Node::Figure(rows_of(*family)));
                        }
                        _ => {}
                    }
                }
            }
            Expr::Blank(Target::Figure(figure)) | Expr::SaidOnce(Target::Figure(figure)) => {
                figures.push(figure.clone());
            }
            _ => {}
        });
        for figure in figures {
            let class = FigureClass::of(&figure);
            let raw = self.node(Node::Figure(class.clone()));
            if settled && self.restated.binary_search(&class).is_ok() {
                let resolved = self.node(Node::Resolved(class));
                self.edge(raw, resolved, Edge::Reads);
                self.edge(resolved, to, edge);
            } else {
                self.edge(raw, to, edge);
            }
        }
        for node in others {
            let from = self.node(node);
            self.edge(from, to, edge);
        }
    }
}

/// The rows of a family as such: which there are.
fn rows_of(family: FamilyId) -> FigureClass {
    FigureClass {
        whose: Whose::This,
        family,
        row: RowClass::Any,
        column: ColumnRef::Fixed(ColumnId(u32::MAX)),
    }
}

/// The nodes of each circle.
fn cycles(graph: &Graph) -> Vec<Vec<Node>> {
    let mut all = Vec::new();
    for component in tarjan_scc(&graph.nodes) {
        let own = component.first().is_some_and(|node| graph.nodes.contains_edge(*node, *node));
        if component.len() < 2 && !own {
            continue;
        }
        all.push(component.iter().filter_map(|index| graph.nodes.node_weight(*index).cloned()).collect());
    }
    all
}
