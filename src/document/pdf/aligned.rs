//! Tables without ruled lines: lines of text whose parts stand in columns.

use super::words::{Stretch, TextLine};
use crate::document::blanks::is_figure;
use crate::document::lines::Line;
use crate::document::{Block, Grid, GridCell, GridKind, GridRow, Paragraph, Place, flowed};

/// Lines between two ruled tables as blocks: runs of lines in columns as tables, the others as paragraphs.
pub(super) fn blocks(lines: &[TextLine], place: &Place, blocks: &mut Vec<Block>) {
    let texts: Vec<String> = lines.iter().map(TextLine::text).collect();
    let mut at = 0;
    while at < lines.len() {
        let wide = |index: &usize| texts.get(*index).is_some_and(|text| flowed::gaps(text) > 0);
        let end = (at..lines.len()).find(|index| !wide(index)).unwrap_or(lines.len()).max(at + 1);
        let run: Vec<Line<'_>> =
            texts.iter().take(end).skip(at).map(|text| Line { text, number: 1 }).collect();
        let (from, to) = if run.len() > 1 { flowed::rows_of(&run) } else { (0, 0) };
        let paragraph = |text: &String| {
            Block::Paragraph(Paragraph { text: text.trim().to_owned(), place: place.clone() })
        };
        let text = texts.iter().take(end).skip(at);
        if to > from {
            blocks.extend(text.clone().take(from).map(paragraph));
            let rows: Vec<&TextLine> = lines.iter().take(at + to).skip(at + from).collect();
            blocks.push(Block::Grid(grid(&rows, place)));
            blocks.extend(text.skip(to).map(paragraph));
        } else {
            blocks.extend(text.map(paragraph));
        }
        at = end;
    }
}

fn grid(rows: &[&TextLine], place: &Place) -> Grid {
    let columns = columns(rows);
    let placed: Option<Vec<Vec<GridCell>>> = rows.iter().map(|row| by_column(row, &columns, place)).collect();
    let cells = placed.unwrap_or_else(|| rows.iter().map(|row| in_order(row, place)).collect());
    let rows = cells.into_iter().map(|cells| GridRow { cells, place: place.clone() });
    Grid { kind: GridKind::Flowed, rows: rows.collect() }
}

/// The columns: what overlaps in the rows with figures, put together.
fn columns(rows: &[&TextLine]) -> Vec<(i32, i32)> {
    let figured = |row: &&&TextLine| row.stretches.iter().any(|stretch| is_figure(&stretch.text));
    let mut spans: Vec<(i32, i32)> = rows
        .iter()
        .filter(figured)
        .flat_map(|row| row.stretches.iter().map(|stretch| (stretch.from, stretch.to)))
        .collect();
    spans.sort_unstable();
    let mut columns: Vec<(i32, i32)> = Vec::new();
    for (from, to) in spans {
        match columns.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => columns.push((from, to)),
        }
    }
    columns
}

/// A row by columns, empty cells for those it leaves out; none if two of its parts fall into one column.
fn by_column(row: &TextLine, columns: &[(i32, i32)], place: &Place) -> Option<Vec<GridCell>> {
    let mut cells = Vec::new();
    let mut next = 0;
    for stretch in &row.stretches {
        let over = |column: &(i32, i32)| stretch.from < column.1 && column.0 < stretch.to;
        let first = columns.iter().position(over).or_else(|| {
            // Above or below no figure: the nearest column to the right.
            let right = columns.partition_point(|column| column.0 < stretch.from);
            (right < columns.len()).then_some(right)
        })?;
        if first < next {
            return None;
        }
        let span = columns.iter().skip(first).take_while(|column| over(column)).count().max(1);
        cells.extend((next..first).map(|column| cell("", column, 1, place)));
        cells.push(cell(&stretch.text, first, span, place));
        next = first + span;
    }
    cells.extend((next..columns.len()).map(|column| cell("", column, 1, place)));
    Some(cells)
}

fn in_order(row: &TextLine, place: &Place) -> Vec<GridCell> {
    let make = |(column, stretch): (usize, &Stretch)| cell(&stretch.text, column, 1, place);
    row.stretches.iter().enumerate().map(make).collect()
}

fn cell(text: &str, column: usize, span: usize, place: &Place) -> GridCell {
    GridCell {
        text: text.trim().to_owned(),
        column: u32::try_from(column).unwrap_or(u32::MAX),
        column_span: u32::try_from(span).unwrap_or(u32::MAX),
        row_span: 1,
        place: place.clone(),
    }
}
