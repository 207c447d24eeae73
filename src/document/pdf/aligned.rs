//! Tables without ruled lines: lines of text whose parts stand in columns.

use super::blocks::Numbered;
use super::columns::{self, covered};
use super::words::{Stretch, TextLine};
use crate::document::blanks::is_figure;
use crate::document::lines::Line;
use crate::document::{Block, Grid, GridCell, GridKind, GridRow, Paragraph, Place, flowed};

/// Lines between two ruled tables as blocks: runs of lines in columns as tables, the others as paragraphs.
pub(super) fn blocks(lines: &[Numbered], blocks: &mut Vec<Block>) {
    let texts: Vec<String> = lines.iter().map(|line| line.line.text()).collect();
    let paragraphs = |from: usize, to: usize| {
        let part = lines.iter().zip(&texts).take(to).skip(from);
        part.map(|(line, text)| {
            Block::Paragraph(Paragraph { text: text.trim().to_owned(), place: line.place.clone() })
        })
    };
    let mut at = 0;
    while at < lines.len() {
        let is_head = |index: usize| lines.get(index).is_some_and(|line| !line.columns.is_empty());
        let inside = |index: usize| lines.get(index).is_some_and(|line| line.inside);
        let wide = |index: &usize| {
            is_head(*index) || inside(*index) || texts.get(*index).is_some_and(|text| flowed::gaps(text) > 0)
        };
        let end = (at..lines.len()).find(|index| !wide(index)).unwrap_or(lines.len()).max(at + 1);
        let run: Vec<Line<'_>> =
            texts.iter().take(end).skip(at).map(|text| Line { text, number: 1 }).collect();
        let (from, to) = if run.len() > 1 { flowed::rows_of(&run) } else { (0, 0) };
        let head = (0..run.len()).find(|index| is_head(at + index));
        let figured = |line: &Numbered| line.line.stretches.iter().any(|stretch| is_figure(&stretch.text));
        let last = || (at..end).rev().find(|index| lines.get(*index).is_some_and(figured));
        let (from, to) = match head {
            Some(head) if to > from => (head.min(from), to),
            // Below a head one row is enough, and what is spaced as it is above belongs to the same form.
            Some(head) => {
                let fields = run.iter().take(head).rev().take_while(|line| !line.text.contains(['：', ':']));
                (head - fields.count(), last().map_or(head, |last| (last + 1 - at).max(head)))
            }
            None => (from, to),
        };
        blocks.extend(paragraphs(at, at + from));
        if to > from {
            let rows: Vec<&Numbered> = lines.iter().take(at + to).skip(at + from).collect();
            blocks.push(Block::Grid(grid(&rows)));
        }
        blocks.extend(paragraphs(at + to, end));
        at = end;
    }
}

fn grid(rows: &[&Numbered]) -> Grid {
    let set = rows.iter().map(|row| &row.columns).find(|columns| !columns.is_empty());
    let columns = set.cloned().unwrap_or_else(|| columns::of_table(rows.iter().map(|row| &row.line)));
    // Above a head no columns are told.
    let head = rows.iter().position(|row| !row.columns.is_empty()).unwrap_or(0);
    let cells = (0..).zip(rows).map(|(at, row)| {
        if at < head {
            in_order(&fields(&row.line), &row.place)
        } else if columns.is_empty() {
            in_order(&row.line, &row.place)
        } else {
            by_column(&row.line, &columns, &row.place)
        }
    });
    let rows = rows
        .iter()
        .zip(cells.collect::<Vec<_>>())
        .map(|(row, cells)| GridRow { cells, place: row.place.clone() });
    Grid { kind: GridKind::Flowed, rows: rows.collect() }
}

/// A row by columns, empty cells for those it leaves out. Parts of one column are one cell.
fn by_column(row: &TextLine, columns: &[(i32, i32)], place: &Place) -> Vec<GridCell> {
    let mut cells: Vec<GridCell> = Vec::new();
    let mut next = 0;
    for stretch in &row.stretches {
        let (first, last) = covered(columns, (stretch.from, stretch.to));
        if first < next
            && let Some(before) = cells.last_mut()
        {
            before.text.push_str(gap(&before.text, &stretch.text));
            before.text.push_str(stretch.text.trim());
            let more = (last + 1).saturating_sub(next);
            before.column_span = before.column_span.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
            next += more;
            continue;
        }
        cells.extend((next..first).map(|column| cell("", column, 1, place)));
        cells.push(cell(&stretch.text, first, last + 1 - first, place));
        next = last + 1;
    }
    cells.extend((next..columns.len()).map(|column| cell("", column, 1, place)));
    cells
}

/// What stands between two parts of one cell: nothing within a word that is set wide.
fn gap(one: &str, other: &str) -> &'static str {
    let single = |text: &str| text.chars().nth(1).is_none() && !is_figure(text);
    if single(other) && !is_figure(one) { "" } else { " " }
}

/// A line divided wherever a letter would have room.
fn fields(line: &TextLine) -> TextLine {
    let parts = line.stretches.iter().flat_map(|stretch| {
        let seams = stretch.seams.iter().enumerate();
        let wide = seams.filter(|(_, seam)| seam.right.saturating_sub(seam.left) >= line.size);
        stretch.cut(&wide.map(|(at, _)| at).collect::<Vec<_>>())
    });
    TextLine { stretches: parts.collect(), ..*line }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of parts given as (left end, text); a letter is ten wide.
    fn read(rows: &[&[(i32, &str)]]) -> Vec<Block> {
        let stretch = |(from, text): &(i32, &str)| Stretch {
            text: (*text).to_owned(),
            from: *from,
            to: from + 10 * text.chars().count() as i32,
            seams: Vec::new(),
        };
        let lines: Vec<Numbered> = (0..)
            .zip(rows)
            .map(|(at, row)| Numbered {
                line: TextLine { y: at * 20, size: 10, stretches: row.iter().map(stretch).collect() },
                place: Place::line(at as u32 + 1),
                columns: Vec::new(),
                inside: false,
            })
            .collect();
        let mut read = Vec::new();
        blocks(&lines, &mut read);
        read
    }

    #[test]
    fn columns_go_by_place() {
        let read = read(&[
            &[(0, "某表")],
            &[(0, "项目"), (200, "预算"), (300, "决算")],
            &[(0, "收入"), (200, "1.00"), (300, "2.00")],
            &[(0, "支出"), (300, "3.00"), (400, "4.00")],
            &[(0, "以下是说明。")],
        ]);
        let [Block::Paragraph(_), Block::Grid(grid), Block::Paragraph(_)] = read.as_slice() else {
            panic!("{read:?}");
        };
        let texts: Vec<Vec<&str>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(
            texts,
            [["项目", "预算", "决算", ""], ["收入", "1.00", "2.00", ""], ["支出", "", "3.00", "4.00"],]
        );
    }

    #[test]
    fn numbers_of_columns_stand_over_their_amounts() {
        let read = read(&[
            &[(0, "项目"), (200, "行次"), (300, "金额"), (400, "备注")],
            &[(0, "栏次"), (300, "1"), (400, "2")],
            &[(0, "收入"), (200, "1"), (330, "1.00")],
            &[(0, "支出"), (200, "2"), (330, "3.00"), (430, "4.00")],
        ]);
        let [Block::Grid(grid)] = read.as_slice() else { panic!("{read:?}") };
        let texts: Vec<Vec<&str>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(
            texts[1..],
            [["栏次", "", "1", "2"], ["收入", "1", "1.00", ""], ["支出", "2", "3.00", "4.00"]]
        );
    }

    #[test]
    fn a_head_over_two_columns_spans_them() {
        let read = read(&[
            &[(0, "项目"), (200, "本年预算及决算数"), (400, "备注")],
            &[(0, "收入"), (200, "1.00"), (250, "2.00"), (400, "无")],
            &[(0, "支出"), (200, "1.00"), (250, "2.00")],
        ]);
        let [Block::Grid(grid)] = read.as_slice() else { panic!("{read:?}") };
        assert_eq!(grid.rows[0].cells[1].column_span, 2);
    }

    #[test]
    fn running_text_is_no_table() {
        let read = read(&[&[(0, "一、概况"), (300, "1")], &[(0, "二、说明"), (300, "3")]]);
        assert!(read.iter().all(|block| matches!(block, Block::Paragraph(_))));
    }
}
