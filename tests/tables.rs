//! Printed tables of real disclosures, read by the shipped rule base and compared with what was read by hand. The
//! documents lie outside the project; where they are absent the tests say so and pass.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use gouji::account::{RowRead, State, Tables, recognise_tables};
use gouji::amount::{Dimension, Exact};
use gouji::document::{Document, read};
use gouji::schema::{DataFiles, Schema, declare};
use gouji::source::Sources;
use gouji::syntax::parse;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The base and the layers named, declared for a year.
fn schema(layers: &[&str], year: i32) -> Schema {
    let mut sources = Sources::default();
    let mut trees = Vec::new();
    let mut data = DataFiles::new();
    for (layer, folder) in std::iter::once(&"部门决算").chain(layers).enumerate() {
        let mut files: Vec<PathBuf> =
            fs::read_dir(root().join("rules").join(folder)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "gj")) {
            let text = fs::read_to_string(file).unwrap();
            let id = sources.add(file.display().to_string(), text.clone());
            trees.push((layer as u32, parse(id, &text).0));
        }
    }
    for name in ["功能分类.yaml", "经济分类.yaml"] {
        let text = fs::read_to_string(root().join("rules/编码").join(name)).unwrap();
        let id = sources.add(name, text.clone());
        data.insert(format!("../编码/{name}"), (id, text));
    }
    let declared = declare(&trees, Some(year), &data);
    for problem in declared.diagnostics.iter().take(5) { println!("{problem:?}"); }
    declared.schema
}

fn disclosures() -> Option<PathBuf> {
    let folder = root().join("../shared/disclosures");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is absent", folder.display());
    None
}

struct Case {
    schema: Schema,
    tables: Tables,
    truth: Value,
}

fn case(start: &str, truth: &str, layers: &[&str], year: i32) -> Option<Case> {
    let folder = disclosures()?;
    let file = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).find(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with(start) && name.ends_with(".txt")
    })?;
    let document: Document = read("a.txt", &fs::read(file).unwrap()).unwrap();
    let schema = schema(layers, year);
    let tables = recognise_tables(&schema, &document);
    let truth = serde_json::from_str(&fs::read_to_string(folder.join("truth").join(truth)).unwrap()).unwrap();
    Some(Case { schema, tables, truth })
}

impl Case {
    fn table(&self, title: &str) -> usize {
        let called = |table: &&gouji::schema::Table| table.name == title || table.aliases.iter().any(|a| a == title);
        self.schema.tables.iter().find(called).unwrap_or_else(|| panic!("no table {title}")).id.0 as usize
    }

    /// Every row of a table with its side and column names.
    fn rows(&self, table: usize) -> Vec<(Option<String>, RowRead, Vec<String>)> {
        let families = &self.schema.tables[table].families;
        families
            .iter()
            .flat_map(|id| {
                let family = self.schema.family(*id).unwrap();
                let names: Vec<String> = family.columns.iter().map(|column| column.name.clone()).collect();
                let read = &self.tables.families[id.0 as usize];
                let rows: Vec<RowRead> = read.fixed.iter().chain(&read.rows).cloned().collect();
                rows.into_iter().map(move |row| (family.side.clone(), row, names.clone()))
            })
            .collect()
    }

    fn value(&self, table: usize, row: &RowRead, column: usize) -> Option<String> {
        let cell = &row.cells[column];
        let unit = self.tables.tables[table].money_unit.exponent();
        (cell.state == State::Value).then(|| {
            let value = Exact::from_fixed(cell.claims[0].value, Dimension::Money.scale());
            value.shift_ten(-i32::from(unit)).to_plain_string()
        })
    }

    /// All figures as line, side, key, name, column, value.
    fn figures(&self, table: usize) -> Vec<(u32, String, String, String, String)> {
        let mut all = Vec::new();
        for (side, row, columns) in self.rows(table) {
            for (at, column) in columns.iter().enumerate() {
                if let Some(value) = self.value(table, &row, at) {
                    let line = row.cells[at].claims[0].at.line.unwrap();
                    all.push((line, side.clone().unwrap_or_default(), row.key.clone(), column.clone(), value));
                }
            }
        }
        all
    }
}

fn plain(text: &str) -> String {
    Exact::parse_decimal(&text.replace(',', "")).unwrap().to_plain_string()
}

fn key(text: &str) -> String {
    gouji::text::name_key(text)
}

/// Columns that forms call by different names.
const TOTALS: [&str; 4] = ["合计", "小计", "本年支出", "本年支出合计"];

fn same_column(ours: &str, theirs: &str) -> bool {
    key(ours) == key(theirs) || (TOTALS.contains(&ours) && TOTALS.contains(&theirs))
}

/// The figures that the truth gives for a table: line, code or name, side, column, value.
fn wanted(table: &Value) -> Vec<(u32, String, String, String, String)> {
    let mut all = Vec::new();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let line = |row: &Value| row["line"].as_u64().unwrap_or(0) as u32;
    for (list, side) in [("nonempty", ""), ("income_rows", "收入"), ("expense_rows", "支出"), ("rows", "")] {
        for row in table[list].as_array().into_iter().flatten() {
            let side = text(&row["side"]).unwrap_or_else(|| side.to_owned());
            let code = text(&row["code_true"]).or_else(|| text(&row["code"]));
            let name = text(&row["label"]).or_else(|| text(&row["name"])).unwrap_or_default();
            let id = code.unwrap_or_else(|| key(&name));
            match &row["values"] {
                Value::Object(values) => {
                    for (column, value) in values {
                        if let Some(value) = value.as_str() {
                            all.push((line(row), id.clone(), side.clone(), column.clone(), plain(value)));
                        }
                    }
                }
                _ => {
                    if let Some(value) = row["value"].as_str() {
                        all.push((line(row), id, side, String::new(), plain(value)));
                    }
                }
            }
        }
    }
    all
}

fn check_tables(case: &Case) {
    let mut problems = Vec::new();
    let mut total = 0;
    for table in case.truth["tables"].as_object().unwrap().values() {
        let title = table["title"].as_str().unwrap();
        let at = case.table(title);
        let read = &case.tables.tables[at];
        if !read.found {
            problems.push(format!("{title}: not found"));
            continue;
        }
        assert_eq!(read.money_unit.name(), table["unit"].as_str().unwrap());
        for unread in &read.unread {
            problems.push(format!("{title}: unread 「{}」 {} {:?}", unread.text, unread.why, unread.at.line));
        }
        let wanted = wanted(table);
        let figures = case.figures(at);
        total += wanted.len();
        for (line, id, side, column, value) in &wanted {
            let fits = |figure: &&(u32, String, String, String, String)| {
                figure.0 == *line
                    && (side.is_empty() || figure.1 == *side)
                    && (column.is_empty() || same_column(&figure.3, column))
                    && figure.4 == *value
                    && row_is(case, at, &figure.2, id)
            };
            if !figures.iter().any(|figure| fits(&figure)) {
                let near: Vec<_> = figures.iter().filter(|figure| figure.0 == *line).collect();
                problems.push(format!("{title} {line}: wants {id} {side} {column} {value}, has {near:?}"));
            }
        }
        if table["totals"]["预算数"].is_null() && table["totals"]["决算数"].is_null() {
            let fixed: usize = figures.len();
            let known = table["totals"].as_object().map_or(0, |totals| {
                totals.values().map(|v| v.as_object().map_or(usize::from(v.is_string()), serde_json::Map::len)).sum()
            });
            if fixed > wanted.len() + known {
                problems.push(format!("{title}: {fixed} figures read, {} in the document", wanted.len() + known));
            }
        }
    }
    println!("{total} figures wanted");
    assert!(problems.is_empty(), "{} problems of {total}:\n{}", problems.len(), problems.join("\n"));
}

/// Whether a row key is the row that the truth names: by code, by the code's name, or by name.
fn row_is(case: &Case, table: usize, ours: &str, theirs: &str) -> bool {
    if key(ours) == key(theirs) {
        return true;
    }
    case.rows(table).iter().any(|(_, row, _)| row.key == ours && key(&row.name) == key(theirs))
}

#[test]
fn tables_of_a_hubei_disclosure() {
    let Some(case) = case("武汉", "wuhan-qiaokou-2024.json", &["湖北"], 2024) else { return };
    check_tables(&case);
}

#[test]
fn tables_of_a_shanghai_disclosure() {
    let Some(case) = case("上海", "putuo-yichuan-2025.json", &["上海"], 2025) else { return };
    check_tables(&case);
}
