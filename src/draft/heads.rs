//! The head of a printed table: which rows it has, what its columns are called, which of them hold names and codes.

use crate::document::{Grid, GridRow};
use crate::text::{CellText, read_cell};

use super::names::plain;

/// What stands under a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Names of rows.
    Names,
    /// Codes, ordinals, numbers of lines.
    Keys,
    /// Figures or texts: the names of the head above it, from the top down, each once.
    Values(Vec<String>),
}

/// A head.
#[derive(Debug)]
pub(super) struct Head {
    /// Rows that it takes, titles within the grid among them.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<Holds>,
    /// It has a column of codes: rows are those of a list of codes.
    pub coded: bool,
}

/// Names of columns that hold names of rows.
const NAMES: [&str; 9] = [
    "项目",
    "科目名称",
    "项目名称",
    "名称",
    "单位名称",
    "指标",
    "功能分类科目名称",
    "支出功能分类科目名称",
    "经济分类科目名称",
];
/// What columns of codes and ordinals are called, or end with.
const KEYS: [&str; 10] = ["编码", "代码", "栏次", "行次", "序号", "类", "款", "项", "科目编号", "编号"];

/// The head of a grid; none where nothing in it looks like one.
pub(super) fn head(grid: &Grid) -> Option<Head> {
    let width =
        grid.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column + cell.column_span).max()?
            as usize;
    let first = grid.rows.iter().take_while(|row| is_title(row, width)).count();
    let is_head = |(at, row): &(usize, &GridRow)| {
        let texts = row.cells.iter().map(|cell| cell.text.trim());
        let figures = texts.clone().filter(|text| matches!(read_cell(text), CellText::Number(_))).count();
        let blanks = texts.clone().filter(|text| text.is_empty()).count();
        // A row below cells that go on over it has fewer of its own; one of the first two rows is head for sure.
        let below = grid
            .rows
            .iter()
            .skip(first)
            .take(*at)
            .flat_map(|above| &above.cells)
            .any(|cell| cell.row_span > 1);
        // A name and nothing else is a row, be it 合计.
        let alone = row.cells.len() - blanks < 2;
        *at == 0 || !alone && figures == 0 && (blanks == 0 || below && blanks < row.cells.len() && *at < 4)
    };
    let of_head = grid.rows.iter().skip(first).enumerate().take_while(is_head).count();
    let mut rows = first + of_head;
    if rows >= grid.rows.len() || rows == first {
        rows = first + 1;
    }
    // 栏次 1 2 3
    let is_numbers = |row: &GridRow| {
        row.cells.iter().any(|cell| matches!(plain(&cell.text).as_str(), "栏次" | "行次"))
            || row.cells.len() > 2 && row.cells.iter().all(|cell| cell.text.trim().parse::<u8>().is_ok())
    };
    while grid.rows.get(rows).is_some_and(is_numbers) {
        rows += 1;
    }
    let paths: Vec<Vec<String>> = (0..width).map(|column| path(grid, first..rows, column)).collect();
    let leaf = |path: &Vec<String>| path.last().cloned().unwrap_or_default();
    let is_key = |path: &Vec<String>| {
        KEYS.iter().any(|key| leaf(path) == *key || key.len() > 3 && leaf(path).ends_with(key))
    };
    let mut columns: Vec<Holds> = Vec::new();
    for path in &paths {
        columns.push(if is_key(path) {
            Holds::Keys
        } else if NAMES.contains(&leaf(path).as_str()) || path.is_empty() && columns.is_empty() {
            Holds::Names
        } else {
            Holds::Values(path.clone())
        });
    }
    if !columns.contains(&Holds::Names)
        && let Some(first) = columns.iter_mut().find(|holds| matches!(holds, Holds::Values(_)))
    {
        *first = Holds::Names;
    }
    let coded = paths.iter().any(|path| path.iter().any(|name| name.contains("编码")));
    Some(Head { rows, columns, coded })
}

/// A row that is one cell over the whole width: a title or a unit.
fn is_title(row: &GridRow, width: usize) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.text.trim().is_empty());
    row.cells.len() <= 1 && row.cells.first().is_none_or(|cell| cell.column_span as usize >= width.min(3))
        || filled.count() == 0
}

/// The names above a column, from the top down.
fn path(grid: &Grid, rows: std::ops::Range<usize>, column: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in grid.rows.iter().skip(rows.start).take(rows.len()) {
        let over = |cell: &&crate::document::GridCell| {
            (cell.column as usize..(cell.column + cell.column_span) as usize).contains(&column)
        };
        let Some(cell) = row.cells.iter().find(over) else { continue };
        let name = plain(&cell.text);
        let is_number = name.chars().all(|sign| sign.is_ascii_digit());
        if !name.is_empty() && !is_number && name != "栏次" && names.last() != Some(&name) {
            names.push(name);
        }
    }
    names
}
