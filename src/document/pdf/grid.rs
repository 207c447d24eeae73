//! Cells with their glyphs to a [`Grid`]; rows that are divided by nothing but their baselines taken apart.

use super::lattice::Lattice;
use super::sheet::{Glyph, POINT};
use super::words::{TextLine, cell_text, lines};
use crate::document::blanks::is_figure;
use crate::document::{Grid, GridCell, GridKind, GridRow, Place};

/// Room that a cell keeps free beside its text, both sides together, at most.
const PADDING: i32 = 12 * POINT;

/// A ruled table with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ruled {
    /// Where its columns are divided, both sides included.
    pub xs: Vec<i32>,
    /// Where its rows are divided, both ends included.
    pub ys: Vec<i32>,
    /// Its cells row by row.
    pub rows: Vec<Vec<Filled>>,
}

/// A cell with its lines of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filled {
    /// First column.
    pub column: usize,
    /// Columns covered.
    pub columns: usize,
    /// Rows covered.
    pub rows: usize,
    /// Its width.
    pub width: i32,
    /// Its lines from top to bottom.
    pub lines: Vec<TextLine>,
}

impl Filled {
    /// Its text; where Chinese or a figure goes on in the next line, without anything between.
    pub(super) fn text(&self) -> String {
        let parts = self.lines.iter().map(TextLine::text);
        if self.is_wrapped_figure() { parts.collect() } else { cell_text(&self.lines) }
    }

    /// Whether its lines are one figure that was too wide for the cell.
    fn is_wrapped_figure(&self) -> bool {
        let Some((_, before)) = self.lines.split_last() else { return false };
        let text: String = self.lines.iter().map(TextLine::text).collect();
        let points = text.chars().filter(|letter| *letter == '.').count();
        !before.is_empty() && points < 2 && is_figure(&text) && before.iter().all(|line| self.is_full(line))
    }

    /// Whether one more letter would have been too wide for a line.
    pub(super) fn is_full(&self, line: &TextLine) -> bool {
        let long = line.to().saturating_sub(line.from());
        let text = line.text();
        let count = i32::try_from(text.chars().count()).unwrap_or(i32::MAX).max(1);
        // Signs that may not open a line take a letter with them to the next.
        let more = if is_figure(&text) { long / count } else { line.size.saturating_mul(2) };
        long.saturating_add(more).saturating_add(PADDING) >= self.width
    }
}

/// The cells of a table row by row, with their lines. A row whose cells all started above is empty.
pub(super) fn filled(lattice: &Lattice, glyphs: &[Vec<Glyph>]) -> Vec<Vec<Filled>> {
    let mut rows: Vec<Vec<Filled>> = vec![Vec::new(); lattice.ys.len().saturating_sub(1)];
    for (cell, glyphs) in lattice.cells.iter().zip(glyphs) {
        if let Some(row) = rows.get_mut(cell.row) {
            let lines = lines(glyphs);
            let edge = |at: usize| lattice.xs.get(at).copied().unwrap_or(0);
            let width = edge(cell.column + cell.columns).saturating_sub(edge(cell.column));
            row.push(Filled { column: cell.column, columns: cell.columns, rows: cell.rows, width, lines });
        }
    }
    for row in &mut rows {
        row.sort_by_key(|cell| cell.column);
    }
    rows
}

/// The grid of some rows; a row between two lines that holds several printed rows becomes several. `place` is asked for
/// the place of each in turn.
pub(super) fn grid(rows: Vec<Vec<Filled>>, mut place: impl FnMut(&[Filled]) -> Place) -> Grid {
    let rows = rows.into_iter().flat_map(taken_apart).map(|cells| {
        let place = place(&cells);
        GridRow { cells: cells.iter().map(|cell| grid_cell(cell, &place)).collect(), place }
    });
    Grid { kind: GridKind::Ruled, rows: rows.collect() }
}

fn grid_cell(cell: &Filled, place: &Place) -> GridCell {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    GridCell {
        text: cell.text().trim().to_owned(),
        column: number(cell.column),
        column_span: number(cell.columns),
        row_span: number(cell.rows),
        place: place.clone(),
    }
}

/// Rows that no line divides: two cells or more with several lines at the same heights, one of them figures alone.
/// Each height of a figure is a row; lines of names between go with the nearest.
fn taken_apart(row: Vec<Filled>) -> Vec<Vec<Filled>> {
    let row = whole_figures(row);
    let Some(heights) = heights(&row) else { return vec![row] };
    let mut rows: Vec<Vec<Filled>> = Vec::new();
    rows.resize_with(heights.len(), || {
        row.iter().map(|cell| Filled { lines: Vec::new(), rows: 1, ..cell.clone() }).collect()
    });
    for (at, cell) in row.into_iter().enumerate() {
        for line in cell.lines {
            let nearest = (0..heights.len())
                .min_by_key(|which| heights.get(*which).map_or(u32::MAX, |height| height.abs_diff(line.y)));
            let target = nearest.and_then(|which| rows.get_mut(which)).and_then(|row| row.get_mut(at));
            if let Some(target) = target {
                target.lines.push(line);
            }
        }
    }
    rows
}

/// A row whose figures are whole: the last decimals of some stand on a line of their own, above and below the middle that
/// the other cells stand at. Where no cell stands between the two lines they may be two rows, and stay as printed.
fn whole_figures(mut row: Vec<Filled>) -> Vec<Filled> {
    let single = row.iter().filter_map(|cell| match cell.lines.as_slice() {
        [line] => Some(line.y),
        _ => None,
    });
    let middles: Vec<i32> = single.collect();
    for cell in &mut row {
        let [first, last] = cell.lines.as_slice() else { continue };
        let between = |y: &i32| (first.y.saturating_add(1)..last.y).contains(y);
        if is_rest(first, last) && middles.iter().any(between) {
            let text = last.text();
            cell.lines.truncate(1);
            if let Some(part) = cell.lines.first_mut().and_then(|line| line.stretches.last_mut()) {
                part.text.push_str(&text);
            }
        }
    }
    row
}

/// Whether a line has the decimals that the amount above it lacks: amounts have two.
fn is_rest(first: &TextLine, last: &TextLine) -> bool {
    let (text, rest) = (first.text(), last.text());
    let decimals = text.rsplit_once('.').map(|(_, decimals)| decimals.len());
    let digits = rest.chars().all(|letter| letter.is_ascii_digit());
    let near = last.y.saturating_sub(first.y) <= first.size.saturating_mul(3) / 2;
    let level = first.from().abs_diff(last.from()) <= first.size.unsigned_abs() / 2
        || first.to().abs_diff(last.to()) <= first.size.unsigned_abs() / 2;
    is_figure(&text) && near && level && digits && decimals.is_some_and(|count| count + rest.len() == 2)
}

fn heights(row: &[Filled]) -> Option<Vec<i32>> {
    if row.iter().any(|cell| cell.rows > 1 && !cell.lines.is_empty()) {
        return None;
    }
    let figures = |cell: &&Filled| {
        let alone = cell.lines.iter().all(|line| is_figure(&line.text()));
        cell.lines.len() > 1 && alone && !cell.is_wrapped_figure()
    };
    let tallest = row.iter().filter(figures).max_by_key(|cell| cell.lines.len())?;
    let heights: Vec<i32> = tallest.lines.iter().map(|line| line.y).collect();
    let near = |line: &TextLine, height: i32| line.y.abs_diff(height) <= line.size.unsigned_abs() / 3;
    let level = row
        .iter()
        .filter(|cell| heights.iter().all(|height| cell.lines.iter().any(|line| near(line, *height))));
    (level.count() > 1).then_some(heights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::pdf::words::Stretch;

    fn cell(column: usize, lines: &[(i32, &str)]) -> Filled {
        let line = |(y, text): &(i32, &str)| TextLine {
            y: *y,
            size: 1000,
            stretches: vec![Stretch { text: (*text).to_owned(), from: 0, to: 1, seams: Vec::new() }],
        };
        Filled { column, columns: 1, rows: 1, width: i32::MAX, lines: lines.iter().map(line).collect() }
    }

    fn texts(rows: Vec<Vec<Filled>>) -> Vec<Vec<String>> {
        let grid = grid(rows, |_| Place::default());
        grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect()
    }

    #[test]
    fn rows_without_lines_between_are_taken_apart() {
        let row = vec![
            cell(0, &[(0, "基本"), (1500, "项目支出"), (2700, "（其他）")]),
            cell(1, &[(0, "1.00"), (1500, "2.00")]),
            cell(2, &[(1500, "3.00")]),
        ];
        assert_eq!(texts(vec![row]), [vec!["基本", "1.00", ""], vec!["项目支出（其他）", "2.00", "3.00"]]);
    }

    #[test]
    fn wrapped_names_and_figures_stay_one_row() {
        let row = vec![cell(0, &[(0, "机关事业单位"), (1200, "基本养老")]), cell(1, &[(600, "1.00")])];
        assert_eq!(texts(vec![row]), [["机关事业单位基本养老", "1.00"]]);
        let row = vec![cell(0, &[(600, "合计")]), cell(1, &[(0, "1,234,56"), (1200, "7.89")])];
        assert_eq!(texts(vec![row]), [["合计", "1,234,56\n7.89"]]);
    }

    #[test]
    fn figures_too_wide_for_their_cells_are_one() {
        let narrow = |column: usize, lines: &[(i32, &str)]| {
            let mut cell = cell(column, lines);
            for line in &mut cell.lines {
                let letters = i32::try_from(line.text().chars().count()).unwrap();
                line.stretches[0].to = letters * 5 * POINT;
            }
            Filled { width: 45 * POINT, ..cell }
        };
        let row = vec![
            narrow(0, &[(0, "207010"), (1200, "9")]),
            narrow(1, &[(0, "群众文"), (1200, "化")]),
            narrow(2, &[(0, "1234.5"), (1200, "6")]),
        ];
        assert_eq!(texts(vec![row]), [["2070109", "群众文化", "1234.56"]]);
        // The last decimal on a line of its own, about the middle of the row; without it there may be two rows.
        let rest = |others: &[(i32, &str)]| {
            vec![
                cell(0, others),
                cell(1, &[(0, "1339.0"), (1200, "0")]),
                cell(2, &[(0, "1024.8"), (1200, "6")]),
            ]
        };
        assert_eq!(texts(vec![rest(&[(600, "合计")])]), [["合计", "1339.00", "1024.86"]]);
        assert_eq!(texts(vec![rest(&[])]), [["", "1339.0", "1024.8"], ["", "0", "6"]]);
        let row = vec![narrow(0, &[(0, "207"), (1200, "20701")]), narrow(1, &[(0, "1.00"), (1200, "2.00")])];
        assert_eq!(texts(vec![row]), [["207", "1.00"], ["20701", "2.00"]]);
    }
}
