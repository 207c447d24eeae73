//! A plain view of a document, for people who look into how it was read.

use std::fmt::Write;

use super::{Block, DataFact, Decimals, Document, Format, Given, Grid, GridKind, Place};

/// The blocks, data and notices of a document, a line each; rows of a table indented, cells divided by `|`.
#[must_use]
pub fn print(document: &Document) -> String {
    let mut text = String::new();
    let format = match document.format {
        Format::Text => "文本",
        Format::Csv => "CSV 数据",
        Format::Yaml => "YAML 数据",
        Format::Workbook => "工作簿",
        Format::Word => "文字文档",
        Format::Html => "网页",
        Format::Ofd => "OFD 版式文件",
        Format::Pdf => "PDF",
    };
    line(&mut text, format_args!("文件 {}（{format}）", document.name));
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                line(&mut text, format_args!("{} 段 {}", at(&paragraph.place), shown(&paragraph.text)));
            }
            Block::Grid(grid) => print_grid(&mut text, grid),
        }
    }
    for fact in &document.data {
        print_fact(&mut text, fact);
    }
    for notice in &document.notices {
        line(&mut text, format_args!("{} 提醒 {}", at(&notice.place), notice.message));
    }
    text
}

fn print_grid(text: &mut String, grid: &Grid) {
    let kind = match grid.kind {
        GridKind::Ruled => "有线",
        GridKind::Delimited => "分隔",
        GridKind::Flowed => "对齐",
    };
    let place = grid.rows.first().map(|row| at(&row.place)).unwrap_or_default();
    line(text, format_args!("{place} 表 {kind} {} 行", grid.rows.len()));
    for row in &grid.rows {
        let _ = write!(text, "  {}", at(&row.place));
        for (index, cell) in row.cells.iter().enumerate() {
            let _ = write!(text, " | ");
            if cell.column as usize != index {
                let _ = write!(text, "@{} ", cell.column);
            }
            if cell.column_span > 1 || cell.row_span > 1 {
                let _ = write!(text, "{}×{} ", cell.row_span, cell.column_span);
            }
            text.push_str(&shown(&cell.text));
        }
        text.push('\n');
    }
}

fn print_fact(text: &mut String, fact: &DataFact) {
    let year = fact.year.map(|year| year.to_string()).unwrap_or_default();
    let path = [fact.unit.as_str(), &year, &fact.table, &fact.row, &fact.column].map(shown).join(" / ");
    let places = match fact.places {
        None => String::new(),
        Some(Decimals::Exact) => " 精度 准".to_owned(),
        Some(Decimals::Printed(places)) => format!(" 精度 {places}"),
    };
    let state = match fact.state {
        Given::Unsaid => "",
        Given::Blank => " 状态 空白",
        Given::Dash => " 状态 横线",
        Given::Unreadable => " 状态 不可读",
        Given::Implied => " 状态 推得",
    };
    let unit = fact.currency.map(|unit| format!(" 货币单位 {}", unit.name())).unwrap_or_default();
    line(text, format_args!("{} 数据 {path} = {}{state}{places}{unit}", at(&fact.place), shown(&fact.value)));
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{what}");
}

fn shown(text: &str) -> String {
    text.replace('\n', "⏎").replace('\u{C}', "␌")
}

fn at(place: &Place) -> String {
    let mut parts = Vec::new();
    parts.extend(place.page.map(|page| format!("页{page}")));
    parts.extend(place.sheet.as_ref().map(|sheet| sheet.to_string()));
    parts.extend(place.cell.as_ref().map(|cell| cell.to_string()));
    parts.extend(place.line.map(|line| line.to_string()));
    format!("[{}]", parts.join(" "))
}
