//! What is said to the author of rules that go round in a circle: the graph knows them by number only.

use crate::graph::Node;
use crate::ruleset::RuleSet;
use crate::source::{Diagnostic, Lint, Span};

/// The diagnostic for a circle of definitions, or of slots and the figures that they restate.
pub(crate) fn cycle(rules: &RuleSet, nodes: &[Node]) -> Option<Diagnostic> {
    let mut members: Vec<(Span, &str)> = nodes.iter().filter_map(|node| member(rules, node)).collect();
    members.sort_unstable();
    members.dedup();
    let (span, _) = members.first().copied()?;
    let path: Vec<&str> = members.iter().chain(members.first()).map(|(_, name)| *name).collect();
    let path = path.join(" → ");
    let all_defined = nodes.iter().all(|node| matches!(node, Node::Definition(_)));
    let mut diagnostic = if all_defined {
        Diagnostic::error(Lint("定义循环"), span, format!("定义用到了自己：{path}"))
            .mend("改掉其中一个定义，使它不再绕回来")
    } else {
        Diagnostic::error(Lint("对应循环"), span, format!("对应的数绕了一圈，没有一个先定得下来：{path}"))
            .mend("去掉其中一处 {名 = 路径} 的「= 路径」，让其中一个数以表里的数为准")
    };
    for (span, name) in members.iter().skip(1) {
        diagnostic = diagnostic.see(*span, format!("「{name}」在这里"));
    }
    Some(diagnostic)
}

/// What a node of a cycle is called by the author of the rules, and where it is written.
fn member<'r>(rules: &'r RuleSet, node: &Node) -> Option<(Span, &'r str)> {
    match node {
        Node::Definition(id) => {
            rules.definitions.get(id.0 as usize).map(|definition| (definition.span, definition.name.as_str()))
        }
        Node::Check(at) => {
            let rule = rules.rules.get(rules.checks.get(*at as usize)?.rule.0 as usize)?;
            Some((rule.span, rule.code.as_str()))
        }
        Node::Figure(_) | Node::Resolved(_) => None,
    }
}
