//! Printed tables of real disclosures, read by the shipped rule base and compared with what was read by hand. The
//! documents lie outside the project; where they are absent the tests say so and pass.

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
        let mut files: Vec<PathBuf> = fs::read_dir(root().join("rules").join(folder))
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
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
    declare(&trees, Some(year), &data).schema
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
        let called =
            |table: &&gouji::schema::Table| table.name == title || table.aliases.iter().any(|a| a == title);
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
                    all.push((
                        line,
                        side.clone().unwrap_or_default(),
                        row.key.clone(),
                        column.clone(),
                        value,
                    ));
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
    for (list, side) in [("nonempty", ""), ("income_rows", "收入"), ("expense_rows", "支出"), ("rows", "")]
    {
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
                totals
                    .values()
                    .map(|v| v.as_object().map_or(usize::from(v.is_string()), serde_json::Map::len))
                    .sum()
            });
            if fixed > wanted.len() + known {
                problems
                    .push(format!("{title}: {fixed} figures read, {} in the document", wanted.len() + known));
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

#[test]
fn what_stands_around_the_tables_of_a_hubei_disclosure() {
    let Some(case) = case("武汉", "wuhan-qiaokou-2024.json", &["湖北"], 2024) else { return };
    // 02 prints its 项 codes cut: they are found by name.
    let income = case.table("收入决算表");
    let rows = case.rows(income);
    let row = |name: &str| &rows.iter().find(|(_, row, _)| row.name == name).unwrap().1;
    assert_eq!(
        (row("事业单位医疗").key.as_str(), row("公务员医疗补助").key.as_str()),
        ("2101102", "2101103")
    );
    assert_eq!(row("提租补贴").code.as_deref(), Some("221020"));
    // 04 lacks a column.
    let family = case.schema.tables[case.table("财政拨款收入支出决算总表")].families[1];
    assert_eq!(case.tables.families[family.0 as usize].heads, [true, true, true, false]);
    // 三公 is blank, and every table says what it is about.
    let expenses = case.table("财政拨款“三公”经费支出决算表");
    // The year's first budget is no column of this form: nothing is printed there.
    let states = [State::Blank, State::Absent, State::Blank];
    let blank = |row: &RowRead| row.cells.iter().map(|cell| cell.state).eq(states);
    assert_eq!(case.rows(expenses).iter().filter(|(_, row, _)| blank(row)).count(), 6);
    assert_eq!(case.tables.tables[expenses].notes.len(), 2);
    assert_eq!(case.tables.tables[expenses].unit_line.as_ref().unwrap().1.line, Some(356));
    // Self-evaluation: figures with remarks are read.
    let projects = case.figures(case.table("项目自评表"));
    let values: Vec<&str> = projects.iter().filter(|f| f.3 == "执行数").map(|f| f.4.as_str()).collect();
    assert_eq!(values, ["3.8", "2.837"]);
    let whole = case.figures(case.table("整体自评表"));
    let value = |column: &str| whole.iter().find(|f| f.3 == column).unwrap().4.clone();
    assert_eq!(
        (value("预算数"), value("执行数"), value("调整前")),
        ("365.18".into(), "365.1".into(), "324.83".into())
    );
}

#[test]
fn rows_in_the_head_and_heads_in_a_row_of_a_shanghai_disclosure() {
    let Some(case) = case("上海", "putuo-yichuan-2025.json", &["上海"], 2025) else { return };
    let expenses = case.figures(case.table("财政拨款“三公”经费支出决算表"));
    let read: Vec<(&str, &str, &str)> =
        expenses.iter().map(|f| (f.2.as_str(), f.3.as_str(), f.4.as_str())).collect();
    assert_eq!(
        read,
        [
            ("合计", "预算数", "31.47"),
            ("合计", "决算数", "19.86"),
            ("公务用车购置及运行维护费", "预算数", "30.67"),
            ("公务用车购置及运行维护费", "决算数", "19.56"),
            ("公务用车运行维护费", "预算数", "30.67"),
            ("公务用车运行维护费", "决算数", "19.56"),
            ("公务接待费", "预算数", "0.8"),
            ("公务接待费", "决算数", "0.3"),
        ]
    );
    // The row 合计 of 07 prints headings where its expenditure should stand: not printed, not zero.
    let fund = case.rows(case.table("政府性基金预算财政拨款收入支出决算表"));
    let states: Vec<State> = fund[0].1.cells.iter().map(|cell| cell.state).collect();
    use State::{Absent, Blank, Value};
    assert_eq!(states, [Blank, Value, Absent, Absent, Absent, Blank]);
    // A name wrapped over a page break is one row.
    let basic = case.rows(case.table("一般公共预算财政拨款基本支出决算表"));
    assert!(basic.iter().any(|(_, row, _)| row.key == "31019" && row.name == "其他交通工具购置"));
}
