//! YAML accounts: 单位, 年度, then 表 → 行 → 列 → 值; several as documents or as a list.

use std::rc::Rc;

use gouji_columnar::line::{ASIDE, Role as Field, key_role};

use super::data::{Facts, SIDES, complete};
use super::yaml_tree::{Node, Value, trees};
use super::{DataFact, Document, Format, Place, ReadError};

/// Nodes that may be visited besides one for each byte: only aliases reach more.
const VISITS: usize = 10_000;

/// Reads accounts.
///
/// # Errors
/// Not YAML, nested too deeply, aliases that multiply, or no figure in it.
pub(super) fn read_data(text: &str, document: &mut Document) -> Result<(), ReadError> {
    document.format = Format::Yaml;
    let mut facts = Facts::default();
    let trees = trees(text, &mut facts)?;
    let mut walk = Walk { facts, left: text.len().saturating_add(VISITS) };
    for tree in &trees {
        walk.account(tree, &Of::default())?;
    }
    if walk.facts.facts.is_empty() {
        return Err(ReadError::Damaged(
            "没有读到账目；应先写「单位」和「年度」，再按 表、行、列 分层写数，如「支出表: {合计: {列名: 1.00}}」".to_owned(),
        ));
    }
    walk.facts.finish(document);
    Ok(())
}

/// Whose figures are being read.
#[derive(Clone, Default)]
struct Of {
    unit: String,
    year: Option<i32>,
    rules: String,
}

struct Walk {
    facts: Facts,
    left: usize,
}

impl Walk {
    fn account(&mut self, node: &Node, of: &Of) -> Result<(), ReadError> {
        self.visit(node)?;
        match &node.value {
            Value::List(items) => {
                for item in items {
                    self.account(item, of)?;
                }
            }
            Value::Map(entries) => self.entries(node, entries, of)?,
            Value::Text(text) if text.is_empty() => {}
            Value::Text(text) => self.left_over(text, node.line),
        }
        Ok(())
    }

    fn entries(
        &mut self,
        node: &Node,
        entries: &[(String, u32, Rc<Node>)],
        of: &Of,
    ) -> Result<(), ReadError> {
        let of = self.owner(entries, of);
        if self.long_fact(node, entries, &of)? {
            return Ok(());
        }
        for (key, line, child) in entries {
            let field = key_role(key);
            let several = key == "账目" || key.eq_ignore_ascii_case("accounts");
            let inside = key.eq_ignore_ascii_case("tables") || field == Some(Field::Table);
            match &child.value {
                Value::Text(_) if matches!(field, Some(Field::Unit | Field::Year | Field::Rules)) => {}
                Value::Text(_) => self.left_over(key, *line),
                _ if several => self.account(child, &of)?,
                Value::Map(tables) if inside => {
                    self.visit(child)?;
                    for (name, _, table) in tables {
                        self.table(table, &of, name, &mut Vec::new())?;
                    }
                }
                _ => self.table(child, &of, key, &mut Vec::new())?,
            }
        }
        Ok(())
    }

    /// 单位, 年度 and 规则 of a map, else those around it.
    fn owner(&mut self, entries: &[(String, u32, Rc<Node>)], of: &Of) -> Of {
        let mut of = of.clone();
        for (key, line, child) in entries {
            match (key_role(key), &child.value) {
                (Some(Field::Unit), Value::Text(text)) => of.unit.clone_from(text),
                (Some(Field::Rules), Value::Text(text)) => of.rules.clone_from(text),
                (Some(Field::Year), Value::Text(text)) => of.year = self.facts.year(text, *line),
                _ => {}
            }
        }
        of
    }

    /// A map that is one line of long data: 表, 值 and the rest beside each other.
    fn long_fact(
        &mut self,
        node: &Node,
        entries: &[(String, u32, Rc<Node>)],
        of: &Of,
    ) -> Result<bool, ReadError> {
        let aside = || text_of(entries, Field::Column).filter(|column| column.starts_with(ASIDE)).map(|_| "");
        let table = text_of(entries, Field::Table).or_else(aside);
        let (Some(table), Some(_)) = (table, text_of(entries, Field::Value)) else {
            return Ok(false);
        };
        let row = text_of(entries, Field::Row).unwrap_or_default();
        let column = text_of(entries, Field::Column).unwrap_or_default();
        self.fact(node, of, [table, row, column])?;
        Ok(true)
    }

    fn table<'n>(
        &mut self,
        node: &'n Node,
        of: &Of,
        table: &str,
        path: &mut Vec<&'n str>,
    ) -> Result<(), ReadError> {
        self.visit(node)?;
        match &node.value {
            Value::Map(entries) if text_of(entries, Field::Value).is_some() && !path.is_empty() => {
                self.leaf(node, of, table, path)
            }
            Value::Map(entries) => {
                for (key, _, child) in entries {
                    path.push(key);
                    self.table(child, of, table, path)?;
                    path.pop();
                }
                Ok(())
            }
            Value::List(items) => {
                for item in items {
                    self.listed(item, of, table, path)?;
                }
                Ok(())
            }
            Value::Text(_) if path.is_empty() => Ok(()),
            Value::Text(_) => self.leaf(node, of, table, path),
        }
    }

    /// A row in a list: 行 names it, the other keys are columns.
    fn listed<'n>(
        &mut self,
        item: &'n Node,
        of: &Of,
        table: &str,
        path: &mut Vec<&'n str>,
    ) -> Result<(), ReadError> {
        self.visit(item)?;
        let Value::Map(entries) = &item.value else {
            self.facts.notice(
                item.line,
                format!("「{table}」里这一项不是映射，未读；请写成「{{行: 名称, 列名: 数}}」"),
            );
            return Ok(());
        };
        let Some(row) = text_of(entries, Field::Row) else {
            self.facts.notice(item.line, format!("「{table}」里这一项没有写「行」，未读；请写上行名或编码"));
            return Ok(());
        };
        path.push(row);
        if text_of(entries, Field::Value).is_some() {
            path.extend(text_of(entries, Field::Column));
            self.leaf(item, of, table, path)?;
            path.truncate(path.len() - usize::from(text_of(entries, Field::Column).is_some()));
        } else {
            for (key, _, child) in entries.iter().filter(|(key, _, _)| key_role(key) != Some(Field::Row)) {
                path.push(key);
                self.table(child, of, table, path)?;
                path.pop();
            }
        }
        path.pop();
        Ok(())
    }

    fn leaf(&mut self, node: &Node, of: &Of, table: &str, path: &[&str]) -> Result<(), ReadError> {
        let (column, rows) = path.split_last().map_or(("", path), |(last, rows)| (*last, rows));
        self.fact(node, of, [table, &rows.join("."), column])
    }

    fn fact(&mut self, node: &Node, of: &Of, [table, row, column]: [&str; 3]) -> Result<(), ReadError> {
        let line = node.line;
        let mut fact = DataFact {
            unit: of.unit.clone(),
            year: of.year,
            rules: of.rules.clone(),
            table: table.to_owned(),
            row: row.to_owned(),
            column: column.to_owned(),
            place: Place::line(line),
            ..DataFact::default()
        };
        let is_there = match &node.value {
            Value::Text(text) => complete(&mut fact, text, [""; 3], ""),
            Value::Map(entries) => {
                let text = |field| text_of(entries, field).unwrap_or_default();
                complete(&mut fact, text(Field::Value), SIDES.map(text), text(Field::Note))
            }
            Value::List(_) => Ok(false),
        };
        match is_there {
            Ok(true) => self.facts.push(fact, line),
            Ok(false) => Ok(()),
            Err(why) => {
                self.facts.refuse(line, why);
                Ok(())
            }
        }
    }

    fn visit(&mut self, node: &Node) -> Result<(), ReadError> {
        self.left = self.left.saturating_sub(1);
        if self.left > 0 {
            return Ok(());
        }
        Err(ReadError::Damaged(format!("第 {} 行的别名（*）展开后太大；请直接写出内容", node.line)))
    }

    fn left_over(&mut self, what: &str, line: u32) {
        self.facts.notice(line, format!("「{what}」不在任何表里，未读；数应写在 表、行、列 之下"));
    }
}

/// The text of a field of a map.
fn text_of(entries: &[(String, u32, Rc<Node>)], field: Field) -> Option<&str> {
    entries.iter().find_map(|(key, _, child)| match &child.value {
        Value::Text(text) if key_role(key) == Some(field) => Some(text.as_str()),
        _ => None,
    })
}
