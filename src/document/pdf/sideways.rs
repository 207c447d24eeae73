//! Tables that are too wide for their pages: a spreadsheet prints the columns that do not fit on a page of their own,
//! row for row at the same heights.

use super::across::moved;
use super::furniture::MARGIN;
use super::grid::{Filled, Ruled};
use super::page::{PageRead, Piece};
use super::sheet::POINT;
use super::words::{Stretch, TextLine};
use crate::document::blanks::is_figure;

/// How far apart heights may be that are the same.
const NEAR: u32 = POINT.unsigned_abs();

/// Least rows that tell a page by their heights.
const ROWS: usize = 3;

/// Most rows of a head: so many lines one part may have that the other has not.
const HEAD: usize = 4;

/// How many pages a spreadsheet may print before it comes to the columns that did not fit.
const BEFORE: usize = 64;

/// What became of the pages (1-based) that have columns of tables on other pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Joined {
    /// The pages that were put together: the one that goes, and the one it goes to.
    pub pairs: Vec<(u32, u32)>,
    /// Pages of figures that belong to no row of the page before as they stand: their table was taken away.
    pub loose: Vec<u32>,
}

/// Puts what was printed on pages of its own beside the columns it belongs to.
pub(super) fn join(pages: &mut [PageRead]) -> Joined {
    let mut joined = Joined::default();
    let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
    // The pages of one sheet: where they begin, which page the last part went to, where the parts begin.
    let mut sheet: Option<Sheet> = None;
    for at in 1..pages.len() {
        let (before, from) = pages.split_at_mut(at);
        let Some(part) = from.first_mut() else { continue };
        let framed = framed(part);
        let homes: Vec<usize> = match &sheet {
            Some(sheet) => {
                let next = Some(sheet.last + 1).filter(|next| *next < sheet.parts);
                next.into_iter().chain(sheet.first..=sheet.last).collect()
            }
            None => sheet_before(before),
        };
        let rest = framed.as_ref().unwrap_or(part);
        let placed = |home: &usize| {
            let page = before.get(*home)?;
            if is_part(page, rest) { Some(rest.pieces.clone()) } else { Some(moved(page, rest)?.pieces) }
        };
        let home = homes.into_iter().find_map(|home| Some((home, placed(&home)?)));
        let Some((home, page, pieces)) =
            home.and_then(|(home, pieces)| Some((home, before.get_mut(home)?, pieces)))
        else {
            sheet = None;
            if before.last().is_some_and(|page| is_loose(page, part)) {
                part.pieces.retain(|piece| matches!(piece, Piece::Line(_)));
                joined.loose.push(number(at));
            }
            continue;
        };
        part.pieces.clear();
        put_beside(page, pieces);
        sheet = Some(match sheet {
            Some(sheet) => Sheet { last: home, ..sheet },
            None => Sheet { first: home, last: home, parts: at },
        });
        joined.pairs.push((number(at), number(home)));
    }
    joined
}

/// The pages of a sheet whose columns go on.
#[derive(Clone, Copy, Debug)]
struct Sheet {
    /// The page it begins on.
    first: usize,
    /// The page that the last part went to.
    last: usize,
    /// The page its first part came from.
    parts: usize,
}

/// The pages of the sheet that ends before a page, first to last: back to one that begins with text.
fn sheet_before(pages: &[PageRead]) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, page) in pages.iter().enumerate().rev().take(BEFORE) {
        found.push(at);
        if !matches!(page.pieces.first(), Some(Piece::Table(_))) {
            break;
        }
    }
    found.reverse();
    found
}

/// Whether a page has nothing but a table of figures below names of columns, without a name or code in any row, behind
/// a page that ends with a table: columns that went on over the page, in rows that are not those of the page before.
fn is_loose(page: &PageRead, part: &PageRead) -> bool {
    let (Some(Piece::Table(rest)), Some(_)) = (part.pieces.first(), only_table(part)) else { return false };
    let behind = page.pieces.iter().rev().find(|piece| match piece {
        Piece::Line(line) => !is_foot(line, page.height),
        Piece::Table(_) => true,
    });
    let Some(Piece::Table(table)) = behind else { return false };
    // What goes on below begins at the upper edge of its page in the same columns, without room for a title.
    let titled = matches!(page.pieces.first(), Some(Piece::Line(_)));
    if table.xs == rest.xs && !titled {
        return false;
    }
    let texts = |row: &Vec<Filled>| -> Vec<String> {
        row.iter().map(Filled::text).filter(|text| !text.is_empty()).collect()
    };
    let rows: Vec<Vec<String>> = rest.rows.iter().map(texts).collect();
    let head = rows.iter().take_while(|row| !row.iter().any(|text| is_amount(text))).count();
    let named = rows.iter().take(head).flatten().any(|text| !is_figure(text));
    let bare = rows.iter().skip(head).all(|row| row.iter().all(|text| is_amount(text)));
    named && bare && rows.len() >= head.saturating_add(ROWS)
}

/// A page with one frame and no table, with the frame as a table: columns that are blank but for one cell.
fn framed(page: &PageRead) -> Option<PageRead> {
    let [frame] = page.frames.as_slice() else { return None };
    if page.pieces.iter().any(|piece| matches!(piece, Piece::Table(_))) {
        return None;
    }
    let outside =
        |piece: &&Piece| !matches!(piece, Piece::Line(line) if (frame.top..=frame.bottom).contains(&line.y));
    let table = Piece::Table(frame.table.clone());
    let pieces = std::iter::once(table).chain(page.pieces.iter().filter(outside).cloned()).collect();
    Some(PageRead { height: page.height, pieces, traits: page.traits, ..PageRead::default() })
}

fn only_table(page: &PageRead) -> Option<&Ruled> {
    let mut tables = page.pieces.iter().filter_map(|piece| match piece {
        Piece::Table(table) => Some(table),
        Piece::Line(_) => None,
    });
    tables.next().filter(|_| tables.next().is_none())
}

fn lines(page: &PageRead) -> impl Iterator<Item = &TextLine> {
    page.pieces.iter().filter_map(|piece| match piece {
        Piece::Line(line) => Some(line),
        Piece::Table(_) => None,
    })
}

fn near(one: i32, other: i32) -> bool {
    one.abs_diff(other) <= NEAR
}

/// Whether a page has the rest of the columns of another one.
fn is_part(page: &PageRead, part: &PageRead) -> bool {
    if page.height != part.height {
        return false;
    }
    match (only_table(page), only_table(part)) {
        (Some(table), Some(rest)) => {
            // What goes on below begins at the upper edge of its page, without room for a title.
            let below = matches!(page.pieces.first(), Some(Piece::Line(_)));
            lines(part).all(|line| is_left_over(line, rest, page, table)) && is_rest(table, rest, below)
        }
        (None, None) => are_rests(page, part),
        _ => false,
    }
}

/// Whether a line beside the rest of a table is what is left over of a line of the page before: it goes on where that
/// one was cut, or stands at the right, where a table of its own has its title in the middle.
fn is_left_over(line: &TextLine, rest: &Ruled, page: &PageRead, table: &Ruled) -> bool {
    let own = lines(page).find(|own| near(own.y, line.y));
    if is_foot(line, page.height) {
        return own.is_some();
    }
    let ends =
        |table: &Ruled| (table.xs.first().copied().unwrap_or(0), table.xs.last().copied().unwrap_or(0));
    let ((left, right), (_, end)) = (ends(rest), ends(table));
    let cut = own.is_some_and(|own| own.to() >= end.saturating_sub(own.size));
    let goes_on = cut && line.from() <= left.saturating_add(line.size);
    let at_right = line.to() >= right.saturating_sub(line.size) && line.from() > left / 2 + right / 2;
    goes_on || (at_right && !cut)
}

/// Whether a line is the foot of a page.
fn is_foot(line: &TextLine, height: i32) -> bool {
    line.y >= height - height / MARGIN
}

/// Whether a table has its rows where another has them, and other columns: neither the same ones, as what goes on below
/// has, nor the same names in front, as another table of the same rows has.
fn is_rest(table: &Ruled, rest: &Ruled, beside: bool) -> bool {
    let heights = heights(table, rest);
    let most = table.ys.len().max(rest.ys.len());
    // Names over two rows of a head leave out the line between them, names over columns on other pages the one above.
    let level = heights.len() <= most.saturating_add(HEAD)
        && rest.ys.first().is_some_and(|top| table.ys.iter().take(HEAD).any(|y| near(*y, *top)))
        && table.ys.last().zip(rest.ys.last()).is_some_and(|(one, other)| near(*one, *other))
        && heights.len().saturating_add(most)
            <= table.ys.len().saturating_add(rest.ys.len()).saturating_add(HEAD);
    let same = table.xs.len() == rest.xs.len()
        && table.xs.iter().zip(&rest.xs).all(|(one, other)| near(*one, *other));
    let first = |rows: &[Vec<Filled>]| -> Vec<String> {
        let cell = |row: &Vec<Filled>| row.iter().find(|cell| cell.column == 0).map(Filled::text);
        rows.iter().map(|row| cell(row).unwrap_or_default()).collect()
    };
    let (names, texts) = (first(&table.rows), first(&rest.rows));
    let named = names.iter().filter(|name| !name.is_empty() && !name.contains('.')).count();
    let again = texts.iter().filter(|text| !text.is_empty() && names.contains(text)).count();
    let figures = rest.rows.iter().flatten().any(|cell| is_figure(&cell.text()));
    level && (beside || !same) && rest.rows.len() >= ROWS && figures && named > 0 && again * 4 <= texts.len()
}

/// The heights of the rows of both tables.
fn heights(table: &Ruled, rest: &Ruled) -> Vec<i32> {
    let mut heights: Vec<i32> = table.ys.iter().chain(&rest.ys).copied().collect();
    heights.sort_unstable();
    heights.dedup_by(|next, before| near(*next, *before));
    heights
}

/// A table with its rows divided at more heights: where it has no line there its cells cover several rows.
fn divided(table: Ruled, heights: &[i32]) -> Ruled {
    let place = |at: usize| {
        let y = table.ys.get(at).copied().unwrap_or(i32::MAX);
        heights.partition_point(|height| *height < y && !near(*height, y))
    };
    let mut rows: Vec<Vec<Filled>> = vec![Vec::new(); heights.len().saturating_sub(1)];
    for (at, row) in table.rows.into_iter().enumerate() {
        let first = place(at);
        for cell in row {
            let end = place(at.saturating_add(cell.rows));
            if let Some(own) = rows.get_mut(first) {
                own.push(Filled { rows: end.saturating_sub(first).max(1), ..cell });
            }
        }
    }
    Ruled { xs: table.xs, ys: heights.to_vec(), rows }
}

/// Whether a page has lines of figures without a name, at the heights of the lines of another page.
fn are_rests(page: &PageRead, part: &PageRead) -> bool {
    let heights: Vec<i32> = lines(page).map(|line| line.y).collect();
    let level = |y: i32| {
        let at = heights.partition_point(|height| height.saturating_add(POINT) < y);
        heights.get(at).is_some_and(|height| near(*height, y))
    };
    let figures = |line: &&TextLine| line.stretches.iter().all(|stretch| is_figure(&stretch.text));
    let all = lines(part).count();
    let bare = lines(part).filter(figures).count();
    let named = |line: &&TextLine| line.stretches.first().is_some_and(|stretch| !is_amount(&stretch.text));
    bare >= ROWS
        && bare * 3 >= all * 2
        && lines(part).any(|line| line.stretches.iter().any(|stretch| is_amount(&stretch.text)))
        && lines(part).all(|line| level(line.y))
        && lines(page).filter(named).count() * 2 > heights.len()
}

fn is_amount(text: &str) -> bool {
    is_figure(text) && text.contains('.')
}

/// Puts the pieces of a page to the right of another page.
fn put_beside(page: &mut PageRead, pieces: Vec<Piece>) {
    let right = |page: &PageRead| {
        let ends = page.pieces.iter().map(|piece| match piece {
            Piece::Line(line) => line.to(),
            Piece::Table(table) => table.xs.last().copied().unwrap_or(0),
        });
        ends.max().unwrap_or(0)
    };
    let left = pieces.iter().map(|piece| match piece {
        Piece::Line(line) => line.from(),
        Piece::Table(table) => table.xs.first().copied().unwrap_or(0),
    });
    let table_end = only_table(page).and_then(|table| table.xs.last()).copied();
    // Without lines there is room between columns, which no page has printed.
    let room = if table_end.is_some() { 0 } else { 2 * lines(page).map(|line| line.size).max().unwrap_or(0) };
    let end = table_end.unwrap_or_else(|| right(page)).saturating_add(room);
    let shift = end.saturating_sub(left.min().unwrap_or(0));
    for piece in pieces {
        match piece {
            Piece::Table(rest) => {
                let table = page.pieces.iter_mut().find_map(|piece| match piece {
                    Piece::Table(table) => Some(table),
                    Piece::Line(_) => None,
                });
                if let Some(table) = table {
                    widen(table, rest);
                }
            }
            Piece::Line(line) if is_foot(&line, page.height) => {}
            Piece::Line(line) => add_line(page, line, shift),
        }
    }
}

/// Adds the columns of a table to those of another with rows at the same heights.
fn widen(table: &mut Ruled, rest: Ruled) {
    let heights = heights(table, &rest);
    let rest = divided(rest, &heights);
    let empty = Ruled { xs: Vec::new(), ys: Vec::new(), rows: Vec::new() };
    *table = divided(std::mem::replace(table, empty), &heights);
    let (Some(end), Some(start)) = (table.xs.last().copied(), rest.xs.first().copied()) else { return };
    let columns = table.xs.len() - 1;
    let shift = end.saturating_sub(start);
    table.xs.extend(rest.xs.iter().skip(1).map(|x| x.saturating_add(shift)));
    for (row, more) in table.rows.iter_mut().zip(rest.rows) {
        let mut more = more.into_iter().peekable();
        // A name over columns on both pages is printed on one.
        if let Some((last, first)) = row.last_mut().zip(more.peek())
            && is_split(last, first)
            && last.column + last.columns == columns
        {
            last.columns += first.columns;
            more.next();
        }
        row.extend(more.map(|cell| {
            let lines = cell.lines.into_iter().map(|line| shifted(line, shift)).collect();
            Filled { column: cell.column + columns, lines, ..cell }
        }));
    }
}

/// Whether two cells beside a page end are one name over several columns.
fn is_split(last: &Filled, first: &Filled) -> bool {
    let text = last.text();
    first.column == 0
        && first.lines.is_empty()
        && !text.is_empty()
        && !is_figure(&text)
        && first.rows == last.rows
        && first.columns + last.columns > 2
}

fn shifted(line: TextLine, by: i32) -> TextLine {
    let stretches = line.stretches.into_iter().map(|stretch| {
        let mut seams = stretch.seams;
        for seam in &mut seams {
            seam.left = seam.left.saturating_add(by);
            seam.right = seam.right.saturating_add(by);
        }
        Stretch { from: stretch.from.saturating_add(by), to: stretch.to.saturating_add(by), seams, ..stretch }
    });
    TextLine { stretches: stretches.collect(), ..line }
}

/// Adds a line to the one at its height, or as one of its own. Text that the page end cut goes on in the same word.
fn add_line(page: &mut PageRead, line: TextLine, shift: i32) {
    let line = shifted(line, shift);
    let same = page.pieces.iter_mut().find_map(|piece| match piece {
        Piece::Line(own) if near(own.y, line.y) => Some(own),
        _ => None,
    });
    match same {
        Some(own) => own.stretches.extend(line.stretches),
        None => {
            let top = |piece: &Piece| match piece {
                Piece::Line(line) => line.y,
                Piece::Table(table) => table.ys.first().copied().unwrap_or(0),
            };
            let at = page.pieces.iter().position(|piece| top(piece) > line.y).unwrap_or(page.pieces.len());
            page.pieces.insert(at, Piece::Line(line));
        }
    }
}
