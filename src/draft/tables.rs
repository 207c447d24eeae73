//! A printed table as a rule file declares it.

use crate::document::{Grid, GridRow};
use crate::text::{CellText, read_cell};

use super::heads::{Head, Holds, head};
use super::names::{Taken, plain, quoted, written};
use super::rows::{Node, tree};

/// A drafted table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// As a rule file writes it.
    pub text: String,
    /// Rows and columns that it has.
    pub rows: usize,
    pub columns: usize,
    /// What is to be asked.
    pub questions: Vec<String>,
}

/// A half of a table, or all of it.
struct Side {
    name: String,
    /// Its column of names.
    names: u32,
    /// The names above each of its columns of figures.
    values: Vec<Vec<String>>,
}

/// Drafts a table; none of what is no table of figures.
pub(super) fn table(grid: &Grid, title: &str, with_codes: bool) -> Option<Table> {
    let head = head(grid)?;
    let sides = sides(&head);
    if sides.is_empty() || grid.rows.len() <= head.rows {
        return None;
    }
    let mut out = Table::default();
    let several = sides.len() > 1;
    out.text = format!("表 {} {{\n", written(title));
    for side in &sides {
        let indent = if several { "    " } else { "  " };
        if several {
            out.text += &format!("  侧 {} {{\n", written(&side.name));
        }
        let columns = columns(side, &mut out);
        out.text += &format!("{indent}列 {columns}\n");
        rows(grid, &head, side, with_codes, indent, &mut out);
        if several {
            out.text += "  }\n";
        }
    }
    out.text += "}\n";
    if head.unnamed > 0 && !head.coded {
        out.questions.push(format!("有 {} 栏看不出名称，没有写；请照样表补上", head.unnamed));
    }
    (out.rows > 0).then_some(out)
}

fn sides(head: &Head) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::new();
    for (at, holds) in (0_u32..).zip(&head.columns) {
        match holds {
            Holds::Names => sides.push(Side { name: String::new(), names: at, values: Vec::new() }),
            Holds::Keys => {}
            Holds::Values(path) => {
                if let Some(side) = sides.last_mut() {
                    side.values.push(path.clone());
                }
            }
        }
    }
    sides.retain(|side| !side.values.is_empty());
    let count = sides.len();
    let mut taken = Taken::default();
    for (at, side) in sides.iter_mut().enumerate() {
        let group = side.values.first().filter(|path| path.len() > 1).and_then(|path| path.first());
        let usual = ["收入", "支出"].get(at).filter(|_| count == 2).copied().unwrap_or("侧");
        side.name = taken.free(&group.cloned().unwrap_or_else(|| usual.to_owned()));
        if count > 1 {
            // The head over a side is its name, not part of that of its columns.
            for path in &mut side.values {
                if path.len() > 1 {
                    path.remove(0);
                }
            }
        }
    }
    sides
}

/// The columns of a side: those under one head with a 小计 or 合计 are its parts.
fn columns(side: &Side, out: &mut Table) -> String {
    let mut taken = Taken::default();
    let mut written_columns: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(path) = side.values.get(at) {
        let group = path.first().cloned().unwrap_or_default();
        let within = side
            .values
            .iter()
            .skip(at)
            .take_while(|other| path.len() > 1 && other.first() == Some(&group))
            .count();
        let leaves: Vec<String> = side
            .values
            .iter()
            .skip(at)
            .take(within.max(1))
            .map(|path| path.last().cloned().unwrap_or_else(|| "数".to_owned()))
            .collect();
        out.columns += leaves.len();
        match leaves.split_first() {
            Some((first, parts)) if parts.len() > 1 && matches!(first.as_str(), "小计" | "合计") => {
                let whole = taken.free(&group);
                let parts: Vec<String> = parts.iter().map(|part| column(part, &group, &mut taken)).collect();
                let alone = side.values.iter().filter(|path| path.last() == Some(first)).count() == 1;
                let alias = if alone { format!(" 又名 {}", quoted(first)) } else { String::new() };
                written_columns.push(format!("{}{alias} 分 {{ {} }}", written(&whole), parts.join("、")));
            }
            _ => written_columns.extend(leaves.iter().map(|leaf| column(leaf, &group, &mut taken))),
        }
        at += within.max(1);
    }
    written_columns.join("、")
}

/// A column: under a head of others its name has that of the head in front where it is taken alone.
fn column(leaf: &str, group: &str, taken: &mut Taken) -> String {
    let kind = kind(leaf);
    if taken.is_new(leaf) {
        return written(leaf) + kind;
    }
    let name = taken.free(&if group == leaf { leaf.to_owned() } else { format!("{group}{leaf}") });
    format!("{}{kind} 又名 {}", written(&name), quoted(leaf))
}

/// What a column holds that is not an amount, by its name.
fn kind(name: &str) -> &'static str {
    let ends =
        |words: &[&str]| words.iter().any(|word| name.ends_with(word) || name.contains(&format!("{word}（")));
    if ends(&["率", "比重", "占比", "百分比", "%", "％"]) {
        ":百分比"
    } else if ends(&["备注", "说明", "原因", "内容", "依据"]) {
        ":文字"
    } else {
        ""
    }
}

fn rows(grid: &Grid, head: &Head, side: &Side, with_codes: bool, indent: &str, out: &mut Table) {
    let body = || grid.rows.iter().skip(head.rows);
    let label = |row: &GridRow| row.over(side.names).map(|cell| cell.text.clone()).unwrap_or_default();
    let labels: Vec<String> = body().map(label).collect();
    let is_code = |row: &GridRow| {
        let digits = |text: &str| text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        row.cells.iter().any(|cell| digits(cell.text.trim()))
    };
    if head.coded
        && (body().any(is_code) || labels.iter().filter(|label| !label.trim().is_empty()).count() < 3)
    {
        let whole =
            labels.iter().map(|label| plain(label)).find(|label| matches!(label.as_str(), "合计" | "总计"));
        let whole = whole.unwrap_or_else(|| "合计".to_owned());
        let of = if with_codes {
            "科目 功能分类".to_owned()
        } else {
            out.questions.push(
                "各行是编码科目：有编码表的话，把「每行 科目」改成「科目 编码表名」，先写 编码表".to_owned(),
            );
            "每行 科目 又名 \"科目名称\"".to_owned()
        };
        out.text += &format!("{indent}行 {} 分 {{ {of} }}\n", written(&whole));
        out.rows += 2;
        return;
    }
    let texts: Vec<&str> = labels
        .iter()
        .map(String::as_str)
        .filter(|text| !matches!(read_cell(text), CellText::Number(_)))
        .collect();
    let (nodes, questions) = tree(&texts);
    out.rows += nodes.iter().map(Node::count).sum::<usize>();
    out.questions.extend(questions);
    let depth = indent.len() / 2;
    for node in &nodes {
        out.text += &format!("{indent}行 {}\n", node.written(depth));
    }
}
