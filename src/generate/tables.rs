//! Tables as printed: titles, the line of the unit, heads, rows.

use std::collections::BTreeSet;

use super::cells;
use super::outline::order;
use super::page::{Block, Cell, Page, figure};
use super::words::Invented;
use crate::account::{Account, State};
use crate::audit::{CellAt, RowAt};
use crate::schema::{Column, Custom, Family, Row, Schema, Table, example};

/// Prints all tables of an account.
pub(super) fn tables(schema: &Schema, account: &Account, words: &Invented, page: &mut Page) {
    let mut tables: Vec<&Table> = schema.tables.iter().collect();
    tables.sort_by_key(|table| (order(schema, table.id), table.id));
    let found = |table: &&Table| account.tables.get(table.id.0 as usize).is_some_and(|read| read.found);
    for table in tables.into_iter().filter(found) {
        print_table(schema, account, words, table, page);
    }
}

fn print_table(schema: &Schema, account: &Account, words: &Invented, table: &Table, page: &mut Page) {
    let year = account.year.map(|year| format!("{year} 年度")).unwrap_or_default();
    page.heading(3, format!("{year}{}", table.name));
    let unit = account.unit.as_deref().unwrap_or_default();
    if let Some(label) = schema.customs.words(Custom::UnitLabel).first() {
        page.paragraph(format!("{}：{unit}", label.trim_end_matches([':', '：'])));
    }
    page.paragraph(format!("{}：万元", words.money_label));
    let families: Vec<&Family> = table.families.iter().filter_map(|id| schema.family(*id)).collect();
    let sides: Vec<Side> = families.iter().map(|family| side(schema, account, words, family)).collect();
    page.blocks.push(Block::Table(beside(&sides)));
    if let Some(note) = &table.note {
        page.paragraph(format!("注：{note}"));
    }
    let is_empty = cells::all(schema, account)
        .into_iter()
        .filter(|at| families.iter().any(|family| family.id == at.family))
        .all(|at| cells::value(account, at) == 0);
    if is_empty {
        let first = |custom: Custom| schema.customs.words(custom).first().cloned().unwrap_or_default();
        page.paragraph(match table.empty_notes.first() {
            Some(pieces) => {
                format!("{}{}。", first(Custom::NothingOf), example(pieces, account.year).replace('…', ""))
            }
            None => format!("{}{}。", first(Custom::NothingHere), first(Custom::Nothing)),
        });
    }
}

/// One side of a table: its name, its head, its rows, all of one width.
struct Side {
    name: Option<String>,
    head: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

/// Sides beside each other.
fn beside(sides: &[Side]) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    if sides.iter().any(|side| side.name.is_some()) {
        let named = sides.iter().map(|side| Cell {
            span: side.head.len() as u32,
            ..Cell::head(side.name.clone().unwrap_or_default())
        });
        rows.push(named.collect());
    }
    rows.push(sides.iter().flat_map(|side| side.head.iter().cloned()).collect());
    let length = sides.iter().map(|side| side.rows.len()).max().unwrap_or(0);
    // The last rows of all sides, their totals, stand on one line.
    for at in 0..length {
        let mut row = Vec::new();
        for side in sides {
            let last = side.rows.len().saturating_sub(1);
            let own = match at {
                at if at + 1 == length => side.rows.get(last),
                at if at < last => side.rows.get(at),
                _ => None,
            };
            match own {
                Some(own) => row.extend(own.iter().cloned()),
                None => row.extend(side.head.iter().map(|_| Cell::text(""))),
            }
        }
        rows.push(row);
    }
    rows
}

fn side(schema: &Schema, account: &Account, words: &Invented, family: &Family) -> Side {
    let read = account.families.get(family.id.0 as usize);
    let shown =
        |column: &&Column| read.is_some_and(|read| read.heads.get(column.id.0 as usize) == Some(&true));
    let columns: Vec<&Column> = family.columns.iter().filter(shown).collect();
    let codes = family.codes.as_ref();
    let list = schema.list_of(family);
    let coded = codes.is_some_and(|codes| !codes.by_name) && list.is_some_and(|list| !list.open);
    let mut head = Vec::new();
    if coded {
        head.push(Cell::head(words.code_head.clone()));
    }
    let called = codes.and_then(|codes| codes.called.first()).filter(|_| list.is_some_and(|list| list.open));
    head.push(Cell::head(match called {
        Some(called) => called.clone(),
        None if coded => words.name_head.clone(),
        None => words.item_head.clone(),
    }));
    head.extend(columns.iter().map(|column| Cell::head(column.name.clone())));
    // A table of few rows prints what is nothing as 0.00, others leave it blank; so does one with nothing in it.
    let own = cells::all(schema, account).into_iter().filter(|at| at.family == family.id);
    let has_any = own.into_iter().any(|at| cells::value(account, at) != 0);
    let zeros = codes.is_none() && family.side.is_none() && has_any;
    let mut rows = Vec::new();
    let mut add = |code: Option<&str>, name: &str, row: RowAt| {
        let mut cells = Vec::new();
        if coded {
            cells.push(Cell::text(code.unwrap_or_default()));
        }
        cells.push(Cell::text(name));
        for column in &columns {
            let at = CellAt { family: family.id, row, column: column.id };
            cells.push(figure_cell(schema, account, zeros, at));
        }
        rows.push(cells);
    };
    for row in row_order(family) {
        match row {
            Line::Fixed(row) => {
                let shown = read.and_then(|read| read.fixed.get(row.id.0 as usize));
                if shown.is_some_and(|row| row.cells.iter().any(|cell| cell.state != State::Absent)) {
                    add(None, &row.name, RowAt::Fixed(row.id.0));
                }
            }
            Line::Codes => {
                for (at, row) in (0..).zip(read.into_iter().flat_map(|read| &read.rows)) {
                    add(row.code.as_deref(), &row.name, RowAt::Block(at));
                }
            }
        }
    }
    Side { name: family.side.clone(), head, rows }
}

fn figure_cell(schema: &Schema, account: &Account, zeros: bool, at: CellAt) -> Cell {
    let value = cells::value(account, at);
    let is_said = cells::is_said(account, at);
    let text = if !is_said || value == 0 && !zeros {
        String::new()
    } else {
        figure(&cells::dimension(schema, at), value)
    };
    Cell { at: is_said.then_some(at), ..Cell::text(text) }
}

/// What stands below what in one side.
enum Line<'f> {
    Fixed(&'f Row),
    Codes,
}

/// Rows in the order of print: in a side with totals below, parts before their whole; where the names of parts are
/// those of parts before, the whole first, so that it tells them apart. Code rows stand behind the row that is made of
/// them, or before it where they are printed by name.
fn row_order(family: &Family) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let Some(codes) = &family.codes else {
        let mut done = BTreeSet::new();
        for row in &family.rows {
            with_parts(family, row, &mut names, &mut done, &mut lines);
        }
        return lines;
    };
    let under = codes.under.and_then(|under| family.rows.get(under.0 as usize));
    if !codes.by_name && under.is_none() {
        lines.push(Line::Codes);
    }
    for row in &family.rows {
        let own = under.is_some_and(|under| under.id == row.id);
        if own && codes.by_name {
            lines.push(Line::Codes);
        }
        lines.push(Line::Fixed(row));
        if own && !codes.by_name {
            lines.push(Line::Codes);
        }
    }
    lines
}

fn with_parts<'f>(
    family: &'f Family,
    row: &'f Row,
    names: &mut BTreeSet<&'f str>,
    done: &mut BTreeSet<u32>,
    lines: &mut Vec<Line<'f>>,
) {
    if !done.insert(row.id.0) {
        return;
    }
    let parts: Vec<&Row> =
        row.parts.rows.iter().filter_map(|part| family.rows.get(part.0 as usize)).collect();
    let whole_first = family.side.is_none() || parts.iter().any(|part| names.contains(part.name.as_str()));
    if whole_first {
        lines.push(Line::Fixed(row));
    }
    for part in parts {
        names.insert(&part.name);
        with_parts(family, part, names, done, lines);
    }
    if !whole_first {
        lines.push(Line::Fixed(row));
    }
}
