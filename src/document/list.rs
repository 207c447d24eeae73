//! Lists: what has a head and a line for each thing (a register of units), as CSV, YAML or a workbook.

use std::rc::Rc;

use super::data::Facts;
use super::encoding::decode;
use super::records::Records;
use super::yaml_tree::{Node, Value, trees};
use super::{Block, GridRow, MAX_CELLS, MAX_PIECES, MAX_TEXT, MAX_YAML, Notice, Place, ReadError, office};

/// A list as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Its lines in order.
    pub rows: Vec<ListRow>,
    /// What the reader of the file should know.
    pub notices: Vec<Notice>,
}

/// One line of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRow {
    /// Where it stands.
    pub place: Place,
    /// What its head calls each field, and the field, both trimmed; a list within a field is joined by 、.
    pub fields: Vec<(String, String)>,
}

/// Reads a list: its name (only the ending is looked at) and its bytes. A head is the first line that `is_head` accepts.
///
/// # Errors
/// Nothing in it, too large, not a format that lists come in, damaged, or without such a head.
pub fn read_list(name: &str, bytes: &[u8], is_head: impl Fn(&[&str]) -> bool) -> Result<List, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(document) = office::read(name, bytes) {
        let document = document?;
        let mut list = List { notices: document.notices, ..List::default() };
        for block in document.blocks {
            if let Block::Grid(grid) = block {
                grid_rows(&grid.rows, &is_head, &mut list);
            }
        }
        return filled(list);
    }
    let yaml = name
        .rsplit_once('.')
        .is_some_and(|(_, last)| ["yaml", "yml"].iter().any(|ending| last.eq_ignore_ascii_case(ending)));
    let (size, cap) = (bytes.len() as u64, if yaml { MAX_YAML } else { MAX_TEXT });
    if size > cap {
        return Err(ReadError::TooLarge(size, cap));
    }
    let (text, notices) = decode(bytes)?;
    let list = if yaml { from_yaml(&text)? } else { from_csv(&text, &is_head)? };
    filled(List { notices: notices.into_iter().chain(list.notices).collect(), ..list })
}

fn filled(list: List) -> Result<List, ReadError> {
    if list.rows.is_empty() {
        let what = "没有找到名单：第一行应是各列的名称，下面一行一个";
        return Err(ReadError::Damaged(what.to_owned()));
    }
    Ok(list)
}

fn grid_rows(rows: &[GridRow], is_head: &impl Fn(&[&str]) -> bool, list: &mut List) {
    let texts = |row: &GridRow| -> Vec<String> {
        let mut texts = Vec::new();
        for cell in &row.cells {
            texts.resize(texts.len().max(cell.column.min(MAX_CELLS as u32) as usize), String::new());
            texts.push(cell.text.trim().to_owned());
        }
        texts
    };
    let mut head: Option<Vec<String>> = None;
    for row in rows {
        let texts = texts(row);
        match &head {
            None => head = Some(texts).filter(|texts| is_head(&borrowed(texts))),
            Some(head) => list.rows.extend(list_row(head, &texts, row.place.clone())),
        }
    }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// A line under a head; none where nothing stands in it.
fn list_row(head: &[String], texts: &[String], place: Place) -> Option<ListRow> {
    let named = head.iter().zip(texts).filter(|(name, text)| !name.is_empty() && !text.is_empty());
    let fields: Vec<(String, String)> = named.map(|(name, text)| (name.clone(), text.clone())).collect();
    (!fields.is_empty()).then_some(ListRow { place, fields })
}

fn from_csv(text: &str, is_head: &impl Fn(&[&str]) -> bool) -> Result<List, ReadError> {
    let mut list = List::default();
    let delimiters = [',', '\t', ';', '，'];
    let headed = |delimiter: &char| {
        Records::new(text, *delimiter, MAX_CELLS).take(HEADS).any(|record| {
            let texts: Vec<&str> = record.fields.iter().map(|field| field.trim()).collect();
            is_head(&texts)
        })
    };
    let Some(delimiter) = delimiters.into_iter().find(headed) else { return Ok(list) };
    let mut head: Option<Vec<String>> = None;
    let mut records = Records::new(text, delimiter, MAX_CELLS);
    for record in records.by_ref() {
        let texts: Vec<String> = record.fields.iter().map(|field| field.trim().to_owned()).collect();
        match &head {
            None => head = Some(texts).filter(|texts| is_head(&borrowed(texts))),
            Some(head) => list.rows.extend(list_row(head, &texts, Place::line(record.line))),
        }
        if list.rows.len() > MAX_PIECES {
            return Err(ReadError::Damaged(format!("名单超过 {MAX_PIECES} 行；请分开使用")));
        }
    }
    match records.unclosed {
        Some(line) => Err(ReadError::Damaged(format!("第 {line} 行的引号没有收尾；请补上或删去这个引号"))),
        None => Ok(list),
    }
}

/// Lines above the head at most: a title, a blank.
const HEADS: usize = 5;

fn from_yaml(text: &str) -> Result<List, ReadError> {
    let mut facts = Facts::default();
    let trees = trees(text, &mut facts)?;
    let mut list = List::default();
    for tree in &trees {
        yaml_rows(tree, &mut list, &mut facts)?;
    }
    facts.close();
    list.notices = facts.notices;
    Ok(list)
}

/// The maps of a list; a map whose only value is a list is a title above it.
fn yaml_rows(node: &Rc<Node>, list: &mut List, facts: &mut Facts) -> Result<(), ReadError> {
    match &node.value {
        Value::List(items) => {
            for item in items {
                let Value::Map(entries) = &item.value else {
                    facts.notice(item.line, "这一项不是映射，未读；请写成「{编码: …, 名称: …}」".to_owned());
                    continue;
                };
                let fields = entries.iter().map(|(key, _, value)| (key.clone(), scalar(value)));
                let fields = fields.filter(|(_, text)| !text.is_empty()).collect();
                list.rows.push(ListRow { place: Place::line(item.line), fields });
                if list.rows.len() > MAX_PIECES {
                    return Err(ReadError::Damaged(format!("名单超过 {MAX_PIECES} 项；请分开使用")));
                }
            }
        }
        Value::Map(entries) => {
            for (_, _, child) in entries {
                if matches!(child.value, Value::List(_)) {
                    yaml_rows(child, list, facts)?;
                }
            }
        }
        Value::Text(_) => {}
    }
    Ok(())
}

fn scalar(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::List(items) => {
            let texts = items.iter().filter_map(|item| match &item.value {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            });
            texts.collect::<Vec<_>>().join("、")
        }
        Value::Map(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, bytes: &[u8]) -> Result<Vec<(Option<u32>, String)>, ReadError> {
        let list = read_list(name, bytes, |head| head.contains(&"名称"))?;
        let shown = |row: ListRow| {
            let fields: Vec<String> =
                row.fields.iter().map(|(name, text)| format!("{name}={text}")).collect();
            (row.place.line, fields.join(" "))
        };
        Ok(list.rows.into_iter().map(shown).collect())
    }

    fn wanted(lines: &[(u32, &str)]) -> Vec<(Option<u32>, String)> {
        lines.iter().map(|(line, text)| (Some(*line), (*text).to_owned())).collect()
    }

    #[test]
    fn delimited_lists_are_read_below_their_head() {
        let all = wanted(&[(3, "编码=1 名称=甲"), (5, "名称=乙,丙")]);
        for delimiter in [",", "\t", ";"] {
            let text = ["\u{feff}全县名册", "编码,名称", "1,甲", "", ",\"乙,丙\""].join("\r\n");
            let text = text.replace("乙,丙", "乙，丙").replace(',', delimiter).replace("乙，丙", "乙,丙");
            assert_eq!(read("a.csv", text.as_bytes()).unwrap(), all, "{delimiter}");
        }
        let (gbk, ..) = encoding_rs::GBK.encode("编码,名称\n1,某某中心管理局\n");
        assert_eq!(read("a.csv", &gbk).unwrap(), wanted(&[(2, "编码=1 名称=某某中心管理局")]));
    }

    #[test]
    fn yaml_lists_are_read_with_lists_in_them() {
        let text = "单位:\n- {编码: \"1\", 名称: 甲, 曾用名: [乙, 丙]}\n- 丁\n";
        assert_eq!(read("a.yaml", text.as_bytes()).unwrap(), wanted(&[(2, "编码=1 名称=甲 曾用名=乙、丙")]));
        assert!(read_list("a.yaml", text.as_bytes(), |_| true).unwrap().notices.len() == 1);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(read("a.csv", b""), Err(ReadError::Empty));
        assert!(matches!(read("a.csv", "甲,乙\n1,2\n".as_bytes()), Err(ReadError::Damaged(_))));
        assert!(matches!(read("a.csv", "名称\n\"甲\n".as_bytes()), Err(ReadError::Damaged(_))));
    }
}
