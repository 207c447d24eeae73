//! The graph as text and as DOT.

use petgraph::visit::EdgeRef;

use super::parts::class;
use crate::graph::{Edge, Graph, Node};
use crate::ruleset::RuleSet;
use crate::schema::Schema;

fn node_name(schema: &Schema, rules: &RuleSet, node: &Node) -> String {
    match node {
        Node::Figure(of) => class(schema, of),
        Node::Resolved(of) => format!("{}（核对后）", class(schema, of)),
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
