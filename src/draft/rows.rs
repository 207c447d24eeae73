//! Rows of a printed table, and which of them are parts of which.

use crate::text::{ordinal_number, strip_ordinal};

use super::names::{Taken, plain, written};

/// A row as printed.
#[derive(Clone, Debug)]
struct Row {
    name: String,
    /// Its ordinal: 一、 is of level 1, （一） of 2, 1. of 3; 0 where it has none.
    level: usize,
    /// 其中：
    of_which: bool,
    /// Blanks in front of it.
    indent: usize,
}

/// A row with what it consists of.
#[derive(Debug, Default)]
pub(super) struct Node {
    name: String,
    parts: Vec<Node>,
    of_which: Vec<Node>,
}

/// Rows that mean the whole of those above them.
const WHOLES: [&str; 5] = ["合计", "小计", "总计", "收入合计", "支出合计"];

/// The rows of a list of labels, as a tree, and what is to be asked about them.
pub(super) fn tree(labels: &[&str]) -> (Vec<Node>, Vec<String>) {
    let (mut taken, mut questions) = (Taken::default(), Vec::new());
    let mut rows: Vec<Row> = Vec::new();
    for label in labels {
        let name = plain(label);
        if name.is_empty() || name.chars().all(|sign| !sign.is_alphabetic()) {
            continue;
        }
        if !taken.is_new(&name) {
            questions.push(format!("「{name}」印了两次，只写了第一次；是不同的行，请各起一个名"));
            continue;
        }
        rows.push(row(label, name));
    }
    (nested(rows, &mut questions), questions)
}

fn row(label: &str, name: String) -> Row {
    let indent = label
        .chars()
        .take_while(|sign| sign.is_whitespace())
        .map(|sign| if sign == '　' { 2 } else { 1 })
        .sum();
    let dense: String = label.chars().filter(|sign| !sign.is_whitespace()).collect();
    let ordinal = strip_ordinal(&dense).0.unwrap_or_default();
    let level =
        match ordinal_number(ordinal) {
            None => 0,
            Some(_) if ordinal.starts_with(['（', '(']) => {
                if ordinal.chars().any(|sign| sign.is_ascii_digit()) { 4 } else { 2 }
            }
            Some(_) if ordinal.chars().any(|sign| sign.is_ascii_digit()) => 3,
            Some(_) => 1,
        };
    Row { name, level, of_which: dense.starts_with("其中"), indent }
}

fn is_whole(name: &str) -> bool {
    WHOLES.iter().any(|whole| name.ends_with(whole))
}

/// The rows by their parts: a row below an ordinal of a higher level or further in belongs to it; 合计 behind its parts, or in
/// front of them, holds them.
fn nested(rows: Vec<Row>, questions: &mut Vec<String>) -> Vec<Node> {
    let mut top: Vec<Node> = Vec::new();
    let mut open: Vec<Row> = Vec::new();
    // Where wholes of the top end that are complete.
    let mut done = 0;
    for (at, row) in rows.iter().enumerate() {
        let node = Node { name: row.name.clone(), ..Node::default() };
        let below = |above: &Row| {
            row.of_which
                || row.level > above.level && above.level > 0
                || row.indent > above.indent && row.level == above.level && !is_whole(&row.name)
        };
        while open.last().is_some_and(|above| !below(above)) {
            open.pop();
        }
        if is_whole(&row.name) && !row.of_which {
            open.clear();
            if at == 0 {
                // In front of all: all below are its parts.
                let (rest, mut asked) = (rows.get(1..).unwrap_or_default().to_vec(), Vec::new());
                let parts = nested(rest, &mut asked);
                questions.append(&mut asked);
                return vec![Node { parts, ..node }];
            }
            // What is above it since the last whole; of a 总计 all.
            let from = if row.name.ends_with("总计") { 0 } else { done };
            let parts: Vec<Node> = top.drain(from..).collect();
            if from == 0 && done > 0 {
                let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
                questions.push(format!("「{}」写成了 {} 之和，请核对", row.name, names.join(" + ")));
            }
            if parts.len() < 2 {
                top.extend(parts);
                questions
                    .push(format!("「{}」由哪些行相加，看不出来；请写 {} 分 {{ … }}", row.name, row.name));
                top.push(node);
            } else {
                top.push(Node { parts, ..node });
            }
            done = top.len();
            continue;
        }
        let names: Vec<&str> = open.iter().map(|above| above.name.as_str()).collect();
        match find(&mut top, &names) {
            Some(above) if row.of_which || !above.of_which.is_empty() => above.of_which.push(node),
            Some(above) => above.parts.push(node),
            None => top.push(node),
        }
        // What stands behind 其中 on the same level goes with it.
        if !row.of_which {
            open.push(row.clone());
        }
    }
    top
}

fn find<'n>(nodes: &'n mut [Node], path: &[&str]) -> Option<&'n mut Node> {
    let (first, rest) = path.split_first()?;
    let node = nodes.iter_mut().find(|node| node.name == *first)?;
    if rest.is_empty() { Some(node) } else { find(&mut node.parts, rest) }
}

impl Node {
    /// As a rule file writes it.
    pub(super) fn written(&self, depth: usize) -> String {
        let list = |word: &str, nodes: &[Node]| {
            let pad = "  ".repeat(depth + 1);
            let inner: Vec<String> =
                nodes.iter().map(|node| format!("{pad}{}", node.written(depth + 1))).collect();
            format!(" {word} {{\n{}\n{}}}", inner.join("、\n"), "  ".repeat(depth))
        };
        let mut text = written(&self.name);
        // A single part is no sum.
        match self.parts.as_slice() {
            [] => {}
            [_] => text += &list("其中", &self.parts),
            parts => text += &list("分", parts),
        }
        if !self.of_which.is_empty() && self.parts.len() != 1 {
            text += &list("其中", &self.of_which);
        }
        text
    }

    /// How many rows it is.
    pub(super) fn count(&self) -> usize {
        1 + self.parts.iter().chain(&self.of_which).map(Node::count).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(labels: &[&str]) -> String {
        let (nodes, _) = tree(labels);
        nodes
            .iter()
            .map(|node| node.written(0))
            .collect::<Vec<_>>()
            .join("；")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn wholes_hold_what_stands_above_or_below_them() {
        assert_eq!(
            text(&["一、财政拨款", "二、事业收入", "本年收入合计"]),
            "本年收入合计 分 { 财政拨款、 事业收入 }"
        );
        assert_eq!(text(&["合计", "甲", "乙"]), "合计 分 { 甲、 乙 }");
        assert_eq!(
            text(&["一、事业收入", "其中：教育收费", "二、其他收入"]),
            "事业收入 其中 { 教育收费 }；其他收入"
        );
        assert_eq!(text(&["一、甲", "（一）子", "（二）丑", "二、乙"]), "甲 分 { 子、 丑 }；乙");
        assert_eq!(text(&["甲", "  子", "  丑", "乙"]), "甲 分 { 子、 丑 }；乙");
        assert_eq!(text(&["", "——", "甲", "甲"]), "甲");
    }
}
