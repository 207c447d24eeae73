//! Cells with their glyphs to a [`Grid`]; rows that are divided by nothing but their baselines taken apart.

use super::lattice::Lattice;
use super::sheet::Glyph;
use super::words::{TextLine, cell_text, lines};
use crate::document::blanks::is_figure;
use crate::document::{Grid, GridCell, GridKind, GridRow, Place};

/// A cell with its lines of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filled {
    column: usize,
    columns: usize,
    rows: usize,
    lines: Vec<TextLine>,
}

/// The cells of a table row by row, with their lines. A row whose cells all started above is empty.
pub(super) fn filled(lattice: &Lattice, glyphs: &[Vec<Glyph>]) -> Vec<Vec<Filled>> {
    let mut rows: Vec<Vec<Filled>> = vec![Vec::new(); lattice.ys.len().saturating_sub(1)];
    for (cell, glyphs) in lattice.cells.iter().zip(glyphs) {
        if let Some(row) = rows.get_mut(cell.row) {
            let lines = lines(glyphs);
            row.push(Filled { column: cell.column, columns: cell.columns, rows: cell.rows, lines });
        }
    }
    for row in &mut rows {
        row.sort_by_key(|cell| cell.column);
    }
    rows
}

/// The grid of some rows; a row between two lines that holds several printed rows becomes several. Places are left to
/// whoever knows the page.
pub(super) fn grid(rows: Vec<Vec<Filled>>) -> Grid {
    let rows = rows
        .into_iter()
        .flat_map(taken_apart)
        .map(|cells| GridRow { cells: cells.iter().map(grid_cell).collect(), place: Place::default() });
    Grid { kind: GridKind::Ruled, rows: rows.collect() }
}

fn grid_cell(cell: &Filled) -> GridCell {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    GridCell {
        text: cell_text(&cell.lines).trim().to_owned(),
        column: number(cell.column),
        column_span: number(cell.columns),
        row_span: number(cell.rows),
        place: Place::default(),
    }
}

/// Rows that no line divides: two cells or more with several lines at the same heights, one of them figures alone.
/// Each height of a figure is a row; lines of names between go with the nearest.
fn taken_apart(row: Vec<Filled>) -> Vec<Vec<Filled>> {
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

fn heights(row: &[Filled]) -> Option<Vec<i32>> {
    if row.iter().any(|cell| cell.rows > 1 && !cell.lines.is_empty()) {
        return None;
    }
    let figures =
        |cell: &&Filled| cell.lines.len() > 1 && cell.lines.iter().all(|line| is_figure(&line.text()));
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
            stretches: vec![Stretch { text: (*text).to_owned(), from: 0, to: 1 }],
        };
        Filled { column, columns: 1, rows: 1, lines: lines.iter().map(line).collect() }
    }

    fn texts(rows: Vec<Vec<Filled>>) -> Vec<Vec<String>> {
        let grid = grid(rows);
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
}
