//! Tables that were copied out of their page with every cell on a line of its own: rows are put together again.
//!
//! Cells end with a pipe at the end of their line or on the next one; below the title of a table they may end with
//! their line. A row goes from a label to the figures before the next one; the labels before the first row are the
//! head, and rows are only believed where one of them is as long as the head.

use super::blanks::{is_figure, is_sentence};
use super::delimited::PIPES;
use super::lines::Line;
use super::spaced;

/// Lines that may stand between the title of a table and its head.
const NEAR: usize = 4;

/// Most columns of such a table.
const WIDEST: usize = 24;

/// Longest cell that is no sentence, in characters.
const LONGEST: usize = 30;

/// A cell and the number of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    /// Its text, trimmed.
    pub(super) text: &'a str,
    /// The number of its line.
    pub(super) line: u32,
    /// Columns that it spans.
    pub(super) span: u32,
}

/// A table by its lines.
#[derive(Debug)]
pub(super) struct Stacked<'a> {
    /// Its first line, by its place among the lines that were given.
    pub(super) from: usize,
    /// The place of the line behind it.
    pub(super) to: usize,
    /// Rows from top to bottom, the head among them; a row whose blanks vanished is shorter than the head.
    pub(super) rows: Vec<Vec<Cell<'a>>>,
}

/// The tables among lines, in their order.
pub(super) fn tables<'a>(lines: &[Line<'a>]) -> Vec<Stacked<'a>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut near = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        let (cells, length) = if ends_cell(rest) { piped(rest) } else { (Vec::new(), 0) };
        let (cells, length) = if length == 0 && near > 0 { plain(rest) } else { (cells, length) };
        near = if spaced::is_title(line.text) { NEAR } else { near.saturating_sub(1) };
        if let Some(rows) = rows(&cells) {
            found.push(Stacked { from: at, to: at + length, rows });
            near = 0;
        }
        at += length.max(1);
    }
    found
}

/// Whether the first line is a cell that ends with a pipe, its own or that of the next line.
fn ends_cell(lines: &[Line<'_>]) -> bool {
    let text = |at: usize| lines.get(at).map_or("", |line| line.text.trim());
    let (first, next) = (text(0), text(1));
    let body = first.strip_suffix(PIPES);
    match body {
        Some(body) => !body.contains(PIPES) && !body.contains('\t') && !is_long(body),
        None => {
            is_pipe(next)
                && !first.contains(PIPES)
                && !first.contains('\t')
                && !is_long(first)
                && !first.is_empty()
        }
    }
}

fn is_pipe(text: &str) -> bool {
    text.trim().strip_suffix(PIPES) == Some("")
}

fn is_long(text: &str) -> bool {
    is_sentence(text) || text.chars().nth(LONGEST).is_some()
}

/// The cells from the first line on, each ended by a pipe, and the number of their lines.
fn piped<'a>(lines: &[Line<'a>]) -> (Vec<Cell<'a>>, usize) {
    let mut cells = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at).filter(|_| lines.get(at..).is_some_and(ends_cell)) {
        let own = line.text.trim().strip_suffix(PIPES);
        cells.push(Cell { text: own.unwrap_or(line.text).trim(), line: line.number, span: 1 });
        at += if own.is_some() { 1 } else { 2 };
    }
    (cells, at)
}

/// The cells from the first line on, each a short line, and the number of their lines.
fn plain<'a>(lines: &[Line<'a>]) -> (Vec<Cell<'a>>, usize) {
    let is_cell = |line: &&Line<'_>| {
        let text = line.text.trim();
        let parted = text.contains(PIPES)
            || text.contains('\t')
            || text.split_whitespace().nth(1).is_some_and(is_figure);
        !text.is_empty() && !parted && !is_long(text) && !text.ends_with(['，', '：'])
    };
    // What names the unit or the form stands above the head.
    let title = |text: &str| spaced::is_title(text);
    if lines.first().is_none_or(|line| title(line.text) || line.text.contains(['：', ':'])) {
        return (Vec::new(), 0);
    }
    let run = lines.iter().take_while(|line| is_cell(line) && !title(line.text));
    let mut cells: Vec<_> =
        run.map(|line| Cell { text: line.text.trim(), line: line.number, span: 1 }).collect();
    // A label behind the last figure may be the next heading.
    cells.truncate(cells.iter().rposition(is_number).map_or(0, |last| last + 1));
    let length = cells.len();
    (cells, length)
}

fn is_number(cell: &Cell<'_>) -> bool {
    cell.text.is_empty() || is_figure(cell.text) || matches!(cell.text, "-" | "—" | "--" | "——" | "－")
}

/// Cells as rows, the head first; none where they do not make a table.
fn rows<'a>(cells: &[Cell<'a>]) -> Option<Vec<Vec<Cell<'a>>>> {
    let first =
        cells.iter().position(is_number)?.checked_sub(1).filter(|head| (2..=WIDEST * 2).contains(head))?;
    let mut rows: Vec<Vec<Cell<'a>>> = Vec::new();
    for cell in cells.iter().skip(first) {
        match rows.last_mut() {
            Some(row) if is_number(cell) => row.push(cell.clone()),
            _ => rows.push(vec![cell.clone()]),
        }
    }
    let width = rows.iter().map(Vec::len).max()?;
    let filled = rows.iter().filter(|row| row.len() == width).count();
    let figures = rows.iter().flatten().filter(|cell| is_figure(cell.text)).count();
    if width < 2 || filled < 2 || filled * 2 < rows.len() || figures < 2 {
        return None;
    }
    for row in rows.iter_mut().filter(|row| row.len() == 1) {
        let line = row.first().map_or(0, |cell| cell.line);
        row.resize(width, Cell { text: "", line, span: 1 });
    }
    let mut table = head(cells.get(..first)?, width)?;
    table.append(&mut rows);
    Some(table)
}

/// The head over a number of columns: one row, or two where one heading spans the parts that follow, the last of the
/// first row, as the first of its parts names the sum of them.
fn head<'a>(cells: &[Cell<'a>], width: usize) -> Option<Vec<Vec<Cell<'a>>>> {
    if cells.len() == width {
        return Some(vec![cells.to_vec()]);
    }
    let parts = (2..width).find(|parts| {
        let split = cells.len().saturating_sub(*parts);
        let sum = cells.get(split).map(|cell| cell.text);
        split + parts == width + 1
            && sum.is_some()
            && cells.get(..split).is_some_and(|above| above.iter().skip(1).any(|cell| Some(cell.text) == sum))
    })?;
    let (above, below) = cells.split_at_checked(cells.len() - parts)?;
    let mut above = above.to_vec();
    above.last_mut()?.span = u32::try_from(parts).ok()?;
    let blank = |cell: &Cell<'a>| Cell { text: "", line: cell.line, span: 1 };
    let mut under: Vec<_> = above.iter().take(above.len() - 1).map(blank).collect();
    under.extend_from_slice(below);
    Some(vec![above, under])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let lines: Vec<_> = (1..).zip(text.lines()).map(|(number, text)| Line { text, number }).collect();
        let found = tables(&lines);
        assert!(found.len() < 2);
        let rows = found.into_iter().flat_map(|table| table.rows);
        rows.map(|row| row.iter().map(|cell| cell.text.to_owned()).collect()).collect()
    }

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn cells_on_lines_of_their_own_make_rows() {
        let wanted = rows(&[
            &["项目", "预算数", "决算数"],
            &["合计", "5", "3"],
            &["接待费", "", "3"],
            &["出国费", "", ""],
        ]);
        let own = "项目|\n预算数|\n决算数|\n合计|\n5|\n3|\n接待费|\n|\n3|\n出国费|";
        assert_eq!(read(own), wanted);
        let apart = "项目\n|\n预算数\n|\n决算数\n|\n合计\n|\n5\n|\n3\n|\n接待费\n|\n|\n3\n|\n出国费\n|";
        assert_eq!(read(apart), wanted);
        let plain =
            "“三公”经费支出决算表\n单位：万元\n项目\n预算数\n决算数\n合计\n5\n3\n接待费\n5\n3\n出国费\n2";
        let wanted = rows(&[
            &["项目", "预算数", "决算数"],
            &["合计", "5", "3"],
            &["接待费", "5", "3"],
            &["出国费", "2"],
        ]);
        assert_eq!(read(plain), wanted);
    }

    #[test]
    fn a_heading_over_parts_spans_them() {
        let text = "年度|\n合计|\n接待费|\n公车费|\n合计|\n购置|\n运行|\n2015年|\n6|\n1|\n5|\n2|\n3|\n2016年|\n9|\n1|\n8|\n3|\n5|";
        let read = read(text);
        let wanted = rows(&[
            &["年度", "合计", "接待费", "公车费"],
            &["", "", "", "合计", "购置", "运行"],
            &["2015年", "6", "1", "5", "2", "3"],
            &["2016年", "9", "1", "8", "3", "5"],
        ]);
        assert_eq!(read, wanted);
    }

    #[test]
    fn other_lines_are_left() {
        for text in [
            "目录|\n第一部分|\n第二部分|",
            "项目|\n预算数|\n决算数|\n合计|\n5|\n3|",
            "某局预算表\n合计\n5\n3\n接待费\n5\n3",
            "项目|\n决算数|\n合计|\n5|\n3|\n接待费|\n5|\n3|",
            "某局三公经费决算情况\n一、总体情况\n2024年决算数为5万元，\n3\n二、具体情况\n4",
        ] {
            assert_eq!(read(text), Vec::<Vec<String>>::new(), "{text}");
        }
    }
}
