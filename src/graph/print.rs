//! The graph as text and as DOT.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::{Edge, FigureClass, Graph, Node, RowClass};
use crate::ruleset::{ColumnRef, RuleId, RuleSet, Whose};
use crate::schema::Schema;

/// The name of a class of figures: `甲表.合计.乙列`, `甲表.*.乙列`.
#[must_use]
pub fn figure_name(schema: &Schema, class: &FigureClass) -> String {
    let family = schema.family(class.family);
    let mut name = match class.whose {
        Whose::This => String::new(),
        Whose::Prior => "上年.".to_owned(),
        Whose::Subordinates => "所属单位.".to_owned(),
    };
    name.push_str(family.map_or("?", |family| &family.name));
    match class.row {
        RowClass::Fixed(row) => {
            let row = family.and_then(|family| family.rows.get(row as usize)).map(|row| row.name.as_str());
            if let Some(row) = row.filter(|row| !row.is_empty()) {
                name.push('.');
                name.push_str(row);
            }
        }
        RowClass::Any => name.push_str(".*"),
    }
    match &class.column {
        ColumnRef::Fixed(column) => {
            if let Some(column) = family.and_then(|family| family.columns.get(column.0 as usize)) {
                name.push('.');
                name.push_str(&column.name);
            }
        }
        ColumnRef::Element => name.push_str(".（本列）"),
    }
    name
}

fn node_name(schema: &Schema, rules: &RuleSet, node: &Node) -> String {
    match node {
        Node::Figure(class) => figure_name(schema, class),
        Node::Resolved(class) => format!("{}（核对后）", figure_name(schema, class)),
        Node::Definition(id) => {
            let definition = rules.definitions.get(id.0 as usize);
            definition.map_or_else(String::new, |d| format!("定义 {}", d.name))
        }
        Node::Check(at) => {
            let check = rules.checks.get(*at as usize);
            let rule = check.and_then(|check| rules.rules.get(check.rule.0 as usize));
            let (code, title) = rule.map_or(("", ""), |rule| (rule.code.as_str(), rule.title.as_str()));
            let label = check.map_or("", |check| check.label.as_str());
            format!("规则 {code} {title} {label}").trim_end().to_owned()
        }
    }
}

fn edge_name(edge: Edge) -> &'static str {
    match edge {
        Edge::Reads => "用到",
        Edge::Guards => "条件",
        Edge::Ranges => "逐一",
        Edge::Settles => "核定",
        Edge::Suspends => "搁置",
    }
}

/// One line a node: what it is read by.
#[must_use]
pub fn as_text(graph: &Graph, schema: &Schema, rules: &RuleSet) -> String {
    let mut lines: Vec<String> = graph
        .nodes
        .edge_references()
        .filter_map(|edge| {
            let from = graph.nodes.node_weight(edge.source())?;
            let to = graph.nodes.node_weight(edge.target())?;
            let (from, to) = (node_name(schema, rules, from), node_name(schema, rules, to));
            Some(format!("{from} -{}-> {to}", edge_name(*edge.weight())))
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines.push(String::new());
    lines.join("\n")
}

/// The graph in DOT.
#[must_use]
pub fn as_dot(graph: &Graph, schema: &Schema, rules: &RuleSet) -> String {
    let mut out = String::from("digraph gouji {\n  rankdir=LR;\n");
    for index in graph.nodes.node_indices() {
        let Some(node) = graph.nodes.node_weight(index) else { continue };
        let shape = match node {
            Node::Check(_) => "box",
            Node::Definition(_) => "diamond",
            _ => "ellipse",
        };
        let name = node_name(schema, rules, node).replace('\\', "\\\\").replace('"', "\\\"");
        out.push_str(&format!("  n{} [label=\"{name}\", shape={shape}];\n", index.index()));
    }
    for edge in graph.nodes.edge_references() {
        let (from, to) = (edge.source().index(), edge.target().index());
        out.push_str(&format!("  n{from} -> n{to} [label=\"{}\"];\n", edge_name(*edge.weight())));
    }
    out.push_str("}\n");
    out
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
