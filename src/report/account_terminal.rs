//! What was read, on a terminal: tables, slots of passages, what is left over.

use comfy_table::{CellAlignment, ContentArrangement, Table as Grid, presets};

use super::Options;
use super::account_html::{Marks, Problem};
use super::account_json::{code_of, held, rows_of, value_text};
use super::style::{CHECK, HEADING, NOTE, PLAIN, QUIET};
use super::words::{TablesFound, place_words, tables_found};
use super::wrap::Page;
use crate::account::{Account, CellRead, State, TableRead};
use crate::amount::{Dimension, MoneyUnit};
use crate::schema::{Column, Family, Schema, Table};
use crate::text::{display_width, fold};

/// What was read of documents: tables with their rows, what sentences say, figures that nothing claimed.
#[must_use]
pub fn account_terminal(schema: &Schema, accounts: &[Account], options: &Options) -> String {
    let mut page = Page::new(*options);
    for account in accounts {
        chapter(&mut page, schema, account, options);
        page.blank();
    }
    page.finish()
}

fn chapter(page: &mut Page, schema: &Schema, account: &Account, options: &Options) {
    page.text(0, &account.source, HEADING);
    let year = account.year.map_or_else(|| "年度不详".to_owned(), |year| format!("{year} 年度"));
    let unit = account.unit.as_deref().unwrap_or("单位名称不详");
    let TablesFound { found, expected, forms } = tables_found(schema, account);
    let forms = if forms > 0 { format!("，另有表单 {forms} 张") } else { String::new() };
    page.text(0, &format!("{unit}，{year}，读到 {expected} 张表中的 {found} 张{forms}"), PLAIN);
    let marks = Marks::new(schema, std::slice::from_ref(account));
    counts(page, schema, &marks);
    for notice in &account.notices {
        page.item(0, "文件：", &placed(&place_words(&notice.place), &notice.message), NOTE);
    }
    for table in &schema.tables {
        match account.tables.get(table.id.0 as usize).filter(|read| read.found) {
            Some(read) => table_lines(page, schema, account, table, read, options),
            None => {
                page.blank();
                let words =
                    if table.optional { "没有这张表（可缺）" } else { "没有找到这张表" };
                page.text(0, &format!("{}：{words}", table.name), if table.optional { QUIET } else { CHECK });
            }
        }
    }
    passages(page, schema, account);
    problems(page, &marks);
}

/// How much was read, and by which rule set.
fn counts(page: &mut Page, schema: &Schema, marks: &Marks<'_>) {
    let counts = marks.counts.first().copied().unwrap_or_default();
    let words = format!(
        "表中的数 {} 个，文中的数 {} 个，没有读懂 {} 处；按规则集「{}」只读不核，数对不对用 gouji check 核对",
        counts.in_tables,
        counts.in_prose,
        marks.problems.len(),
        schema.name
    );
    page.text(0, &words, QUIET);
}

/// What was not understood, all of it in one list, and figures that no rule needs.
fn problems(page: &mut Page, marks: &Marks<'_>) {
    if !marks.problems.is_empty() {
        page.blank();
        page.text(0, &format!("没有读懂的（{} 处）", marks.problems.len()), CHECK);
    }
    for Problem { text, why, place, name } in &marks.problems {
        let name = name.as_ref().map_or_else(String::new, |name| format!("{name} 读不清"));
        let why = if why.is_empty() { String::new() } else { format!("：{why}") };
        page.item(2, "- ", &placed(&place_words(place), &format!("「{text}」{name}{why}")), PLAIN);
    }
    let loose = marks.without_name();
    if loose.is_empty() {
        return;
    }
    page.blank();
    page.text(0, &format!("文中没有名称的数（{} 个），没有规则用到", loose.len()), QUIET);
    for figure in loose {
        page.item(
            2,
            "- ",
            &placed(&place_words(&figure.at), &format!("「{}」：{}", figure.text, figure.quote)),
            QUIET,
        );
    }
}

fn placed(place: &str, words: &str) -> String {
    if place.is_empty() { words.to_owned() } else { format!("{place}：{words}") }
}

fn table_lines(
    page: &mut Page,
    schema: &Schema,
    account: &Account,
    table: &Table,
    read: &TableRead,
    options: &Options,
) {
    page.blank();
    page.text(0, &placed(&place_words(&read.at), &table.name), HEADING);
    let title = if read.title.is_empty() { "没有标题" } else { read.title.as_str() };
    page.text(2, &format!("印作「{title}」，单位 {}", read.money_unit.name()), QUIET);
    if read.repeated {
        page.text(2, "这张表印了不止一次，数字不同", CHECK);
    }
    for family in table.families.iter().filter_map(|id| schema.family(*id)) {
        let Some(figures) = account.families.get(family.id.0 as usize) else { continue };
        if let Some(side) = &family.side {
            page.text(2, side, HEADING);
        }
        let mut rows = Vec::new();
        for (name, row) in rows_of(family, figures) {
            let cells =
                held(family, row).map(|(column, dimension, cell)| cell_words(column, dimension, cell, read));
            let cells: Vec<String> = cells.collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push((code_of(row).unwrap_or("").to_owned(), cells, name.to_owned()));
            }
        }
        if rows.is_empty() {
            page.text(2, "没有数字", QUIET);
        } else {
            page.raw(&grid(family, rows, options));
        }
    }
    for (note, at) in &read.notes {
        page.item(2, "注：", &placed(&place_words(at), note), QUIET);
    }
}

fn cell_words(column: &Column, dimension: Dimension, cell: &CellRead, read: &TableRead) -> String {
    match (cell.state, cell.claims.first()) {
        (State::Value, Some(claim)) => value_text(column, dimension, claim, read.place, read.money_unit),
        // A printed dash may be wide or narrow; this one is narrow everywhere.
        (State::Dash, _) => "-".to_owned(),
        (State::Unreadable, claim) => format!("?{}", claim.map_or("", |claim| claim.text.as_str())),
        _ => String::new(),
    }
}

/// Rows with their code and name first. Names may hold characters whose width depends on the terminal: those are
/// folded, so that the figures behind them stand in columns everywhere.
fn grid(family: &Family, rows: Vec<(String, Vec<String>, String)>, options: &Options) -> String {
    let used: Vec<bool> = (0..family.columns.len())
        .map(|at| rows.iter().any(|(_, cells, _)| cells.get(at).is_some_and(|cell| !cell.is_empty())))
        .collect();
    let coded = rows.iter().any(|(code, _, _)| !code.is_empty());
    let pick = |cells: Vec<String>| {
        cells.into_iter().zip(&used).filter(|(_, used)| **used).map(|(cell, _)| cell).collect::<Vec<_>>()
    };
    let clean = |cell: String| cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let line = |code: String, cells: Vec<String>, name: String| {
        let mut line = if coded { vec![code] } else { Vec::new() };
        line.push(as_wide_everywhere(name));
        line.extend(pick(cells));
        line.into_iter().map(clean).collect::<Vec<String>>()
    };
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING);
    grid.set_content_arrangement(ContentArrangement::Dynamic);
    grid.set_width(u16::try_from(options.width.max(60)).unwrap_or(u16::MAX));
    let heads = family.columns.iter().map(|column| as_wide_everywhere(column.name.clone())).collect();
    grid.set_header(line("编码".to_owned(), heads, "名称".to_owned()));
    for (code, cells, name) in rows {
        grid.add_row(line(code, cells, name));
    }
    let first = usize::from(coded) + 1;
    let figures = used.iter().filter(|used| **used).count();
    for at in first..first + figures {
        if let Some(column) = grid.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    grid.lines().map(|line| format!("  {}\n", line.trim_end())).collect()
}

/// A name without characters that are wide on some terminals and narrow on others.
fn as_wide_everywhere(name: String) -> String {
    let sure = display_width(&name, false) == display_width(&name, true);
    if sure { name } else { fold(&name).text }
}

fn passages(page: &mut Page, schema: &Schema, account: &Account) {
    for passage in &schema.passages {
        let own = std::iter::once((passage.family, None));
        let items = passage.items.iter().map(|items| (items.family, Some(items.name.as_str())));
        let mut titled = false;
        for (id, items) in own.chain(items) {
            let (Some(family), Some(read)) = (schema.family(id), account.families.get(id.0 as usize)) else {
                continue;
            };
            for (label, row) in rows_of(family, read) {
                let slots: Vec<String> = family
                    .columns
                    .iter()
                    .zip(&row.cells)
                    .filter(|(_, cell)| !matches!(cell.state, State::Absent | State::Blank))
                    .map(|(column, cell)| slot_words(column, cell, account.money_unit))
                    .collect();
                if slots.is_empty() {
                    continue;
                }
                if !titled {
                    page.blank();
                    page.text(0, &format!("说明：{}", passage.name), HEADING);
                    titled = true;
                }
                let head = items.map_or_else(String::new, |items| {
                    format!("{items}「{}」：", if label.is_empty() { &row.key } else { label })
                });
                page.item(2, "- ", &format!("{head}{}", slots.join("；")), PLAIN);
            }
        }
    }
}

/// A slot with every reading of it: more than one is a question.
fn slot_words(column: &Column, cell: &CellRead, unit: MoneyUnit) -> String {
    let texts: Vec<String> = cell
        .claims
        .iter()
        .map(|claim| {
            let text = if claim.text.is_empty() {
                value_text(column, column.dimension(), claim, None, unit)
            } else {
                claim.text.clone()
            };
            let at = place_words(&claim.at);
            let implied = if claim.implied { "，由文意得出" } else { "" };
            if at.is_empty() { text } else { format!("{text}（{at}{implied}）") }
        })
        .collect();
    let mark = if cell.state == State::Unreadable { "读不出 " } else { "" };
    format!("{} {mark}{}", column.name, texts.join("，又作 "))
}
