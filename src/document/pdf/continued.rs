//! Rows that a page end divides: what of a name did not fit goes on in the same column on the next page.

use super::furniture::MARGIN;
use super::grid::{Filled, Ruled};
use super::page::{PageRead, Piece};
use super::sheet::POINT;
use super::words::TextLine;
use crate::document::blanks::{is_figure, is_ordinal};

/// How far the columns of a table may move from page to page.
const NEAR: u32 = 2 * POINT.unsigned_abs();

/// Most digits of a figure that stand behind a page end.
const TAIL: usize = 2;

/// Least digits of a figure that stand before a page end: shorter ones count rows.
const BEFORE: usize = 3;

/// Most rows of a head that comes back on each page.
const HEAD: usize = 6;

/// Puts divided rows together, page by page: the rest of a row joins the row it belongs to.
pub(super) fn join(pages: &mut [PageRead]) {
    for at in 1..pages.len() {
        let (before, from) = pages.split_at_mut(at);
        let (Some(before), Some(page)) = (before.last_mut(), from.first_mut()) else { continue };
        let height = before.height;
        let Some(table) = last_table(before) else { continue };
        if let Some(first) = first_table(page) {
            let head = head_rows(table, first);
            if let Some(row) = first.rows.get(head)
                && same_columns(table, first)
                && continues(table, row)
            {
                append(table, first.rows.remove(head), height);
                page.pieces.retain(|piece| !matches!(piece, Piece::Table(table) if table.rows.is_empty()));
            }
        } else if let Some((top, bottom)) = frame_continues(table, page) {
            let inside =
                |piece: &Piece| matches!(piece, Piece::Line(line) if (top..=bottom).contains(&line.y));
            page.pieces.retain(|piece| !inside(piece));
            let frame = page.frames.iter_mut().find(|frame| frame.top == top);
            if let Some(row) = frame.and_then(|frame| frame.table.rows.pop()) {
                append(table, row, height);
            }
        }
    }
}

/// The table that a page ends with.
fn last_table(page: &mut PageRead) -> Option<&mut Ruled> {
    let edge = page.height - page.height / MARGIN;
    let behind = |piece: &&mut Piece| matches!(piece, Piece::Line(line) if line.y >= edge);
    match page.pieces.iter_mut().rev().find(|piece| !behind(piece)) {
        Some(Piece::Table(table)) => Some(table),
        _ => None,
    }
}

/// The table that a page begins with.
fn first_table(page: &mut PageRead) -> Option<&mut Ruled> {
    let edge = page.height / MARGIN;
    let above = |piece: &&mut Piece| matches!(piece, Piece::Line(line) if line.y <= edge);
    match page.pieces.iter_mut().find(|piece| !above(piece)) {
        Some(Piece::Table(table)) => Some(table),
        _ => None,
    }
}

/// The upper and lower edge of the frame that a page begins with, if it is all that is left of a row.
fn frame_continues(table: &Ruled, page: &PageRead) -> Option<(i32, i32)> {
    let frame = page.frames.iter().min_by_key(|frame| frame.top)?;
    let edge = page.height / MARGIN;
    let above = |piece: &&Piece| matches!(piece, Piece::Line(line) if line.y <= edge && line.y < frame.top);
    let Some(Piece::Line(first)) = page.pieces.iter().find(|piece| !above(piece)) else { return None };
    let [row] = frame.table.rows.as_slice() else { return None };
    let begins = (frame.top..=frame.bottom).contains(&first.y);
    (begins && same_columns(table, &frame.table) && continues(table, row))
        .then_some((frame.top, frame.bottom))
}

fn same_columns(one: &Ruled, other: &Ruled) -> bool {
    one.xs.len() == other.xs.len()
        && one.xs.iter().zip(&other.xs).all(|(one, other)| one.abs_diff(*other) <= NEAR)
}

/// How many rows at the top are those of the table before.
fn head_rows(table: &Ruled, next: &Ruled) -> usize {
    let texts = |row: &Vec<Filled>| row.iter().map(|cell| (cell.column, cell.text())).collect::<Vec<_>>();
    let pairs = table.rows.iter().zip(&next.rows).take(HEAD);
    pairs.take_while(|(one, other)| texts(one) == texts(other)).count()
}

/// Whether a row is the rest of the last row of a table: each text of it goes on with a line that fills its cell, and
/// some text of that row is whole.
fn continues(table: &Ruled, row: &[Filled]) -> bool {
    let Some(last) = table.rows.last() else { return false };
    let worded = |cell: &&Filled| !cell.lines.is_empty();
    let goes_on = |cell: &Filled| {
        let before =
            last.iter().find(|before| before.column == cell.column && before.columns == cell.columns);
        let full = before.is_some_and(|before| before.lines.last().is_some_and(|line| before.is_full(line)));
        let text = cell.text();
        let figure = || {
            let digits = before.map_or(0, |before| before.text().chars().count());
            digits >= BEFORE && text.chars().count() <= TAIL
        };
        full && if is_figure(&text) { figure() } else { !is_entry(&text) }
    };
    let rest = row.iter().filter(worded).count();
    let mut rests = row.iter().filter(worded);
    rest > 0 && rest < last.iter().filter(worded).count() && rests.all(goes_on)
}

/// Whether a text begins an entry of a list: 四、公共安全支出.
fn is_entry(text: &str) -> bool {
    let end = text
        .find(['、', '）', '.'])
        .and_then(|at| text.get(at..)?.chars().next().map(|mark| at + mark.len_utf8()));
    end.and_then(|end| text.get(..end)).is_some_and(is_ordinal)
}

/// Adds the lines of a row to the last row of a table, as if the page went on.
fn append(table: &mut Ruled, row: Vec<Filled>, height: i32) {
    let Some(last) = table.rows.last_mut() else { return };
    for cell in row {
        if let Some(before) = last.iter_mut().find(|before| before.column == cell.column) {
            let below = |line: TextLine| TextLine { y: line.y.saturating_add(height), ..line };
            before.lines.extend(cell.lines.into_iter().map(below));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::pdf::page::Frame;
    use crate::document::pdf::words::Stretch;

    const WIDTH: i32 = 45 * POINT;

    fn row(y: i32, texts: &[&str]) -> Vec<Filled> {
        let line = |text: &str| {
            let letters = i32::try_from(text.chars().count()).unwrap();
            let wide = if is_figure(text) { 5 } else { 10 };
            let stretch =
                Stretch { text: text.to_owned(), from: 0, to: letters * wide * POINT, seams: Vec::new() };
            TextLine { y: y * POINT, size: 10 * POINT, stretches: vec![stretch] }
        };
        let lines = |text: &str| if text.is_empty() { Vec::new() } else { vec![line(text)] };
        let cell = |(column, text): (usize, &&str)| Filled {
            column,
            columns: 1,
            rows: 1,
            width: WIDTH,
            lines: lines(text),
        };
        texts.iter().enumerate().map(cell).collect()
    }

    fn table(rows: &[&[&str]]) -> Piece {
        let rows: Vec<Vec<Filled>> = (10..).zip(rows).map(|(y, texts)| row(y * 20, texts)).collect();
        Piece::Table(Ruled { xs: vec![0, WIDTH, 2 * WIDTH, 3 * WIDTH], ys: Vec::new(), rows })
    }

    fn page(pieces: Vec<Piece>) -> PageRead {
        PageRead { height: 800 * POINT, pieces, ..PageRead::default() }
    }

    fn texts(page: &PageRead) -> Vec<Vec<String>> {
        let tables = page.pieces.iter().filter_map(|piece| match piece {
            Piece::Table(table) => Some(&table.rows),
            Piece::Line(_) => None,
        });
        tables.flatten().map(|row| row.iter().map(Filled::text).collect()).collect()
    }

    fn joined(first: &[&[&str]], second: &[&[&str]]) -> Vec<Vec<Vec<String>>> {
        let mut pages = [page(vec![table(first)]), page(vec![table(second)])];
        join(&mut pages);
        pages.iter().map(texts).collect()
    }

    #[test]
    fn rows_divided_by_a_page_end_are_one() {
        let head: &[&str] = &["编码", "名称", "金额"];
        let wanted =
            [vec![head.to_vec(), vec!["2296010", "文化事业支出", "15.00"]], vec![vec!["230", "甲", "1.00"]]];
        let got =
            joined(&[head, &["229601", "文化事", "15.00"]], &[&["0", "业支出", ""], &["230", "甲", "1.00"]]);
        assert_eq!(got, wanted);
        let got = joined(
            &[head, &["229601", "文化事", "15.00"]],
            &[head, &["0", "业支出", ""], &["230", "甲", "1.00"]],
        );
        assert_eq!(got, [wanted[0].clone(), vec![head.to_vec(), wanted[1][0].clone()]]);
    }

    #[test]
    fn rows_of_their_own_stay() {
        // Less than full above, a code of its own, as much text as above, no text above.
        for (last, next) in [
            (["229", "甲", "15.00"], ["", "业支出", ""]),
            (["2296010", "文化事", "15.00"], ["230", "业支出", ""]),
            (["", "文化事", "15.00"], ["", "业支出", "1.00"]),
            (["2296010", "", "15.00"], ["", "业支出", ""]),
            // A list with the numbers of its rows, which fill their cells.
            (["三、国防支", "十三、国", ""], ["四、公共安", "", ""]),
            (["三、国防支", "35", ""], ["四、公共安", "36", ""]),
            (["国防支", "35", "15.00"], ["公共安", "36", ""]),
        ] {
            let got = joined(&[&last], &[&next]);
            assert_eq!(got, [vec![last.to_vec()], vec![next.to_vec()]], "{next:?}");
        }
    }

    #[test]
    fn a_rest_in_one_cell_is_found_by_its_lines() {
        let rest = row(50, &["", "业支出", ""]);
        let line = rest[1].lines[0].clone();
        let frame = Ruled { xs: vec![0, WIDTH, 2 * WIDTH, 3 * WIDTH], ys: Vec::new(), rows: vec![rest] };
        let mut next = page(vec![Piece::Line(line)]);
        next.frames.push(Frame { top: 40 * POINT, bottom: 60 * POINT, table: frame });
        let mut pages = [page(vec![table(&[&["229", "文化事", "15.00"]])]), next];
        join(&mut pages);
        assert_eq!(texts(&pages[0]), [["229", "文化事业支出", "15.00"]]);
        assert!(pages[1].pieces.is_empty());
    }
}
