//! The columns of a table that go on over the next page, where the rows stand at other heights than on the page before:
//! they belong together by the codes that are printed again, or by their order where rows are as many and as high.

use super::grid::{Filled, Ruled};
use super::page::{PageRead, Piece};
use super::sheet::POINT;
use super::words::TextLine;
use crate::document::blanks::is_figure;

/// Least rows that tell a table by their number and heights.
const ROWS: usize = 5;

/// The rest of the columns of the table that ends a page, moved to its heights and without the columns printed again.
pub(super) fn moved(page: &PageRead, part: &PageRead) -> Option<PageRead> {
    let table = only_table(page)?;
    let Some((Piece::Table(rest), below)) = part.pieces.split_first() else { return None };
    if page.height != part.height || only_table(part).is_none() || !same_heights(table, rest) {
        return None;
    }
    // What goes on below begins at the upper edge of its page in the same columns, without room for a title.
    let titled = matches!(page.pieces.first(), Some(Piece::Line(_)));
    if table.xs == rest.xs && !titled {
        return None;
    }
    let again = repeated(table, rest);
    let rest = without(rest, again);
    if !is_rest(table, &rest) {
        return None;
    }
    let down = table.ys.first()?.saturating_sub(*rest.ys.first()?);
    let mut pieces = vec![Piece::Table(lowered(rest, down))];
    let lines = below.iter().filter_map(|piece| match piece {
        Piece::Line(line) => Some(Piece::Line(TextLine { y: line.y.saturating_add(down), ..line.clone() })),
        Piece::Table(_) => None,
    });
    pieces.extend(lines);
    Some(PageRead { height: part.height, pieces, traits: part.traits, ..PageRead::default() })
}

fn only_table(page: &PageRead) -> Option<&Ruled> {
    let mut tables = page.pieces.iter().filter_map(|piece| match piece {
        Piece::Table(table) => Some(table),
        Piece::Line(_) => None,
    });
    tables.next().filter(|_| tables.next().is_none())
}

/// Whether rows are as many and as high.
fn same_heights(table: &Ruled, rest: &Ruled) -> bool {
    let heights = |table: &Ruled| -> Vec<i32> {
        table
            .ys
            .iter()
            .zip(table.ys.iter().skip(1))
            .map(|(top, bottom)| bottom.saturating_sub(*top))
            .collect()
    };
    let (one, other) = (heights(table), heights(rest));
    let near = |(one, other): (&i32, &i32)| one.abs_diff(*other) <= POINT.unsigned_abs();
    one.len() >= ROWS && one.len() == other.len() && one.iter().zip(&other).all(near)
}

/// The texts of a column, row by row; empty where no cell begins there.
fn column(table: &Ruled, column: usize) -> Vec<String> {
    let cell = |row: &Vec<Filled>| row.iter().find(|cell| cell.column == column).map(Filled::text);
    table.rows.iter().map(|row| cell(row).unwrap_or_default()).collect()
}

/// How many columns in front are printed again.
fn repeated(table: &Ruled, rest: &Ruled) -> usize {
    let most = table.xs.len().min(rest.xs.len()).saturating_sub(2);
    let same = |at: &usize| {
        let texts = column(rest, *at);
        texts == column(table, *at) && texts.iter().filter(|text| !text.is_empty()).count() >= ROWS
    };
    (0..most).take_while(same).count()
}

/// A table without its first columns.
fn without(table: &Ruled, columns: usize) -> Ruled {
    let cells = |row: &Vec<Filled>| -> Vec<Filled> {
        let kept = row.iter().filter(|cell| cell.column >= columns);
        kept.map(|cell| Filled { column: cell.column - columns, ..cell.clone() }).collect()
    };
    Ruled {
        xs: table.xs.iter().skip(columns).copied().collect(),
        ys: table.ys.clone(),
        rows: table.rows.iter().map(cells).collect(),
    }
}

/// Whether columns are the rest of a table: names of their own at the top, below them figures and blanks alone, where the
/// table has names or codes in front.
fn is_rest(table: &Ruled, rest: &Ruled) -> bool {
    let is_name = |text: &str| !text.is_empty() && !is_figure(text);
    let heads = |table: &Ruled| -> Vec<String> {
        let row = table.rows.first().map(Vec::as_slice).unwrap_or_default();
        row.iter().map(Filled::text).filter(|text| is_name(text)).collect()
    };
    let (own, new) = (heads(table), heads(rest));
    let named_rows = (0..2).any(|at| column(table, at).iter().filter(|text| is_name(text)).count() >= ROWS);
    // Names stand in the head only: no row of the rest has one.
    let named = |row: &Vec<Filled>| row.iter().any(|cell| is_name(&cell.text()));
    let amount = |row: &Vec<Filled>| row.iter().any(|cell| is_amount(&cell.text()));
    let head = rest.rows.iter().take_while(|row| named(row) && !amount(row)).count();
    let bare = rest.rows.iter().skip(head).all(|row| !named(row));
    !new.is_empty()
        && new.iter().all(|name| !own.contains(name))
        && named_rows
        && head * 2 < rest.rows.len()
        && bare
        && rest.rows.iter().any(amount)
}

fn is_amount(text: &str) -> bool {
    is_figure(text) && text.contains('.')
}

/// A table moved down.
fn lowered(table: Ruled, down: i32) -> Ruled {
    let cell = |cell: Filled| {
        let lines = cell.lines.into_iter();
        let lines = lines.map(|line| TextLine { y: line.y.saturating_add(down), ..line }).collect();
        Filled { lines, ..cell }
    };
    Ruled {
        xs: table.xs,
        ys: table.ys.into_iter().map(|y| y.saturating_add(down)).collect(),
        rows: table.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
    }
}
