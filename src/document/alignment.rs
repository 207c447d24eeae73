//! Columns of lines that are aligned by blanks: where each cell of a line stands, so that blank cells keep their place.
//!
//! The fullest lines give the columns. They count only if every other line with figures fits: each of its cells lies
//! over exactly one of them, in order. Lines of which one does not fit say nothing about columns.

use super::blanks::{is_blank, is_figure};
use crate::text::display_width;

/// Lines longer than this, in columns, are not aligned.
const WIDEST: usize = 2000;

/// A cell of a line and where it stands, in columns of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

/// The cells of each line, blank ones among them; none if the lines are not aligned, or none of them lacks a cell.
pub(super) fn rows(lines: &[&str]) -> Option<Vec<Vec<String>>> {
    [false, true].into_iter().find_map(|wide| measured(lines, wide))
}

fn measured(lines: &[&str], wide: bool) -> Option<Vec<Vec<String>>> {
    let rows: Vec<Vec<Span<'_>>> = lines.iter().map(|line| spans(line, wide)).collect();
    let most = rows.iter().map(Vec::len).max().filter(|most| *most > 2)?;
    let body = |row: &[Span<'_>]| row.len() > 1 && row.iter().any(|span| is_figure(span.text));
    if !rows.iter().any(|row| body(row) && row.len() < most) {
        return None;
    }
    let mut columns = stretches(&rows, most)?;
    for row in rows.iter().filter(|row| body(row)) {
        for span in row {
            let at = only(&columns, span)?;
            let (start, end) = columns.get_mut(at)?;
            (*start, *end) = ((*start).min(span.start), (*end).max(span.end));
        }
    }
    let apart = columns.windows(2).all(|pair| matches!(pair, [(_, end), (start, _)] if end <= start));
    if !apart {
        return None;
    }
    rows.iter().map(|row| placed(row, &columns, body(row))).collect()
}

/// Where the cells of the fullest lines stand: they lie over each other, column by column.
fn stretches(rows: &[Vec<Span<'_>>], most: usize) -> Option<Vec<(usize, usize)>> {
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.len() == most) {
        if columns.is_empty() {
            columns = row.iter().map(|span| (span.start, span.end)).collect();
            continue;
        }
        for ((start, end), span) in columns.iter_mut().zip(row) {
            if span.start >= *end || span.end <= *start {
                return None;
            }
            (*start, *end) = ((*start).min(span.start), (*end).max(span.end));
        }
    }
    Some(columns)
}

/// The one column that a cell lies over.
fn only(columns: &[(usize, usize)], span: &Span<'_>) -> Option<usize> {
    let mut over = over(columns, span);
    let first = over.next()?;
    over.next().is_none().then_some(first)
}

fn over<'c>(columns: &'c [(usize, usize)], span: &Span<'_>) -> impl Iterator<Item = usize> + 'c {
    let (from, to) = (span.start, span.end);
    let lies = move |column: &(usize, (usize, usize))| column.1.0 < to && from < column.1.1;
    columns.iter().copied().enumerate().filter(lies).map(|(at, _)| at)
}

/// The cells of a line in their columns. A heading over several columns stands in the first of them.
fn placed(row: &[Span<'_>], columns: &[(usize, usize)], body: bool) -> Option<Vec<String>> {
    let mut cells: Vec<String> = Vec::with_capacity(columns.len());
    for span in row {
        let at = over(columns, span).next().or_else(|| (!body).then(|| nearest(columns, span)).flatten())?;
        if at + 1 == cells.len() && !body {
            cells.last_mut()?.push_str(span.text);
            continue;
        }
        if at < cells.len() {
            return None;
        }
        cells.resize(at, String::new());
        cells.push(span.text.to_owned());
    }
    cells.resize(columns.len(), String::new());
    Some(cells)
}

fn nearest(columns: &[(usize, usize)], span: &Span<'_>) -> Option<usize> {
    let away =
        |(start, end): &(usize, usize)| start.saturating_sub(span.end).max(span.start.saturating_sub(*end));
    (0..columns.len()).min_by_key(|at| columns.get(*at).map(away))
}

/// The stretches of a line between runs of two or more blanks, and where they stand.
fn spans(line: &str, wide: bool) -> Vec<Span<'_>> {
    let mut spans: Vec<Span<'_>> = Vec::new();
    let mut column = 0_usize;
    let mut open: Option<(usize, usize)> = None;
    let mut last = (0, 0);
    let mut blanks = 0_usize;
    for (at, letter) in line.char_indices() {
        if column > WIDEST {
            return Vec::new();
        }
        let width = letter_width(letter, wide);
        if is_blank(letter) {
            blanks += if letter == '\u{3000}' { 2 } else { 1 };
        } else {
            if let Some((from, start)) = open.filter(|_| blanks > 1) {
                spans.extend(line.get(from..last.0).map(|text| Span { text, start, end: last.1 }));
                open = None;
            }
            open = open.or(Some((at, column)));
            last = (at + letter.len_utf8(), column + width);
            blanks = 0;
        }
        column += width;
    }
    if let Some((from, start)) = open {
        spans.extend(line.get(from..last.0).map(|text| Span { text, start, end: last.1 }));
    }
    spans
}

/// How wide a letter is; some are as wide as a Chinese character in Chinese fonts only.
fn letter_width(letter: char, wide: bool) -> usize {
    display_width(letter.encode_utf8(&mut [0; 4]), wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_cells_keep_their_columns() {
        let lines = [
            "                        本年支出",
            "编码   名称       合计     基本   项目",
            "       合计       9.00     5.00   4.00",
            "501    园林支出   9.00            9.00",
        ];
        let rows = [
            ["", "", "", "本年支出", ""],
            ["编码", "名称", "合计", "基本", "项目"],
            ["", "合计", "9.00", "5.00", "4.00"],
            ["501", "园林支出", "9.00", "", "9.00"],
        ];
        assert_eq!(super::rows(&lines).unwrap(), rows);
    }

    #[test]
    fn lines_that_do_not_fit_are_not_aligned() {
        let lines =
            ["编码   名称   合计   基本", "501   园林支出很长的名称   9.00   5.00", "502   园林   9.00"];
        assert_eq!(rows(&lines), None);
        assert_eq!(rows(&["名称   合计   基本", "园林   9.00   5.00"]), None, "no cell is missing");
    }
}
