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
    /// Columns without a name: heads of several columns are one cell in plain text.
    pub unnamed: usize,
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
    let width = Some(grid.width()).filter(|width| *width > 0)?;
    let first = grid.rows.iter().take_while(|row| is_title(row, width)).count();
    let rows = end_of_head(grid, first);
    let paths: Vec<Vec<String>> = (0..width).map(|column| path(grid, first..rows, column)).collect();
    let coded = paths.iter().any(|path| path.iter().any(|name| name.contains("编码")));
    let unnamed = paths.iter().filter(|path| path.is_empty()).count();
    Some(Head { rows, columns: columns(grid, rows, &paths), coded, unnamed })
}

/// How many rows there are up to the end of the head, which begins with row `first`.
fn end_of_head(grid: &Grid, first: usize) -> usize {
    let is_head = |(at, row): &(usize, &GridRow)| {
        let texts = row.cells.iter().map(|cell| cell.text.trim());
        let figures = texts.clone().any(|text| matches!(read_cell(text), CellText::Number(_)));
        let blanks = texts.filter(|text| text.is_empty()).count();
        // A row below cells that go on over it has fewer of its own.
        let above = grid.rows.iter().skip(first).take(*at).flat_map(|above| &above.cells);
        let below = above.into_iter().any(|cell| cell.row_span > 1);
        // A name and nothing else is a row, be it 合计.
        let alone = row.cells.len() - blanks < 2;
        // What names the columns of names and codes is head, whatever is blank beside it.
        let names = row.cells.iter().map(|cell| plain(&cell.text));
        let named = names
            .into_iter()
            .any(|name| NAMES.contains(&name.as_str()) || name.contains("编码") && name.chars().count() < 12);
        *at == 0 || !figures && (named && *at < 4 || !alone && (blanks == 0 || below && *at < 4))
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
    rows
}

/// What the columns hold, by the names above them and by what stands below the head.
fn columns(grid: &Grid, rows: usize, paths: &[Vec<String>]) -> Vec<Holds> {
    let leaf = |path: &[String]| path.last().cloned().unwrap_or_default();
    let is_key = |path: &[String]| {
        let leaf = leaf(path);
        KEYS.iter().any(|key| leaf == *key || key.len() > 3 && leaf.ends_with(key))
    };
    let mut columns: Vec<Holds> = Vec::new();
    for (at, path) in (0_u32..).zip(paths) {
        let unnamed = path.is_empty() && columns.contains(&Holds::Names);
        columns.push(if is_key(path) || unnamed {
            Holds::Keys
        } else if NAMES.contains(&leaf(path).as_str()) || path.is_empty() && columns.is_empty() {
            Holds::Names
        } else if counts_lines(grid, rows, at) {
            Holds::Keys
        } else {
            Holds::Values(path.clone())
        });
    }
    if !columns.contains(&Holds::Names)
        && let Some(first) = columns.iter_mut().find(|holds| matches!(holds, Holds::Values(_)))
    {
        *first = Holds::Names;
    }
    columns
}

/// Whether a column holds the numbers of its lines, whatever it is called.
fn counts_lines(grid: &Grid, from: usize, column: u32) -> bool {
    let cells = grid.rows.iter().skip(from).flat_map(|row| &row.cells).filter(|cell| cell.column == column);
    let texts: Vec<&str> = cells.map(|cell| cell.text.trim()).filter(|text| !text.is_empty()).collect();
    let numbers: Vec<u16> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    numbers.len() == texts.len()
        && numbers.len() > 2
        && numbers.iter().zip(numbers.iter().skip(1)).all(|(one, next)| one.checked_add(1) == Some(*next))
}

/// A row that is one cell over the whole width: a title or a unit.
fn is_title(row: &GridRow, width: u32) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.text.trim().is_empty());
    row.cells.len() <= 1 && row.cells.first().is_none_or(|cell| cell.column_span >= width.min(3))
        || filled.count() == 0
}

/// The names above a column, from the top down.
fn path(grid: &Grid, rows: std::ops::Range<usize>, column: u32) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in grid.rows.iter().skip(rows.start).take(rows.len()) {
        let Some(cell) = row.over(column) else { continue };
        let name = plain(&cell.text);
        let is_number = name.chars().all(|sign| sign.is_ascii_digit());
        if !name.is_empty() && !is_number && name != "栏次" && names.last() != Some(&name) {
            names.push(name);
        }
    }
    names
}
