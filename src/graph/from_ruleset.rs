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
    let mut builder = Builder {
        graph: Graph::default(),
        index: BTreeMap::new(),
        restated: restated(rules),
        said_once: Vec::new(),
    };
    for (at, definition) in rules.definitions.iter().enumerate() {
        let node = builder.node(Node::Definition(DefinitionId(at as u32)));
        builder.reads(&definition.expr, node, Edge::Reads, None);
    }
    for (at, check) in rules.checks.iter().enumerate() {
        builder.check(rules, at as u32, check);
    }
    builder.homes_first();
    let cycles = cycles(&builder.graph);
    if let Ok(sorted) = toposort(&builder.graph.nodes, None) {
        let check = |index: NodeIndex| match builder.graph.nodes.node_weight(index) {
            Some(Node::Check(check)) => Some(*check),
            _ => None,
        };
        builder.graph.order = sorted.into_iter().filter_map(check).collect();
    }
    (builder.graph, cycles)
}

/// The slots that some check settles, with the checks that compare them with their homes.
fn restated(rules: &RuleSet) -> BTreeMap<FigureClass, Vec<u32>> {
    let mut all: BTreeMap<FigureClass, Vec<u32>> = BTreeMap::new();
    for (at, check) in rules.checks.iter().enumerate() {
        if let Expr::SaidOnce(Target::Figure(figure)) = &check.body {
            all.entry(FigureClass::of(figure)).or_default();
        }
        for restated in rules.restated.iter().filter(|restated| restated.rule == check.rule) {
            all.entry(FigureClass::of(&restated.slot)).or_default().push(at as u32);
        }
    }
    all
}

struct Builder {
    graph: Graph,
    index: BTreeMap<Node, NodeIndex>,
    restated: BTreeMap<FigureClass, Vec<u32>>,
    /// Checks that ask whether a slot is said one way, of slots that have a home.
    said_once: Vec<(NodeIndex, FigureClass)>,
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

    /// Draws an edge from the checks that compare a slot with its home to the check whether it is said one way.
    fn homes_first(&mut self) {
        for (once, slot) in std::mem::take(&mut self.said_once) {
            for check in self.restated.get(&slot).cloned().unwrap_or_default() {
                let home = self.node(Node::Check(check));
                self.edge(home, once, Edge::Settles);
            }
        }
    }

    fn edge(&mut self, from: NodeIndex, to: NodeIndex, edge: Edge) {
        let known = self.graph.nodes.edges_connecting(from, to).any(|known| *known.weight() == edge);
        if !known {
            self.graph.nodes.add_edge(from, to, edge);
        }
    }

    fn check(&mut self, rules: &RuleSet, at: u32, check: &Check) {
        let node = self.node(Node::Check(at));
        let restated = rules.restated.iter().find(|restated| restated.rule == check.rule);
        let settles = match (&check.body, restated) {
            (_, Some(restated)) => Some((FigureClass::of(&restated.slot), Edge::Settles)),
            (Expr::SaidOnce(Target::Figure(figure)), None) => Some((FigureClass::of(figure), Edge::Suspends)),
            _ => None,
        };
        // A check that settles a slot reads that slot as printed, and everything else as it was settled before.
        let own = settles.as_ref().map(|(slot, _)| slot.clone());
        if let Some(guard) = &check.guard {
            self.reads(guard, node, Edge::Guards, own.as_ref());
        }
        self.reads(&check.body, node, Edge::Reads, own.as_ref());
        if let Domain::Rows { families, .. } = &check.domain {
            for family in families {
                let class = rows_of(*family);
                let rows = self.node(Node::Figure(class));
                self.edge(rows, node, Edge::Ranges);
            }
        }
        if let Some((slot, edge)) = settles {
            // What a passage says twice is asked only of a slot that no home has settled: the home comes first.
            if edge == Edge::Suspends && self.restated.contains_key(&slot) {
                self.said_once.push((node, slot.clone()));
            }
            let resolved = self.node(Node::Resolved(slot));
            self.edge(node, resolved, edge);
        }
    }

    /// Draws an edge from everything that an expression reads.
    fn reads(&mut self, expr: &Expr, to: NodeIndex, edge: Edge, as_printed: Option<&FigureClass>) {
        let mut figures: Vec<Figure> = Vec::new();
        let mut others: Vec<Node> = Vec::new();
        expr.walk(&mut |expr| match expr {
            Expr::Figure(figure) => figures.push(figure.clone()),
            Expr::Defined(id) => others.push(Node::Definition(*id)),
            Expr::FoldRows { family, .. } | Expr::Count { family, .. } | Expr::Names { family, .. } => {
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
            if as_printed != Some(&class) && self.restated.contains_key(&class) {
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
