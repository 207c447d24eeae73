//! Forms: labelled fields, and figures in rows and columns, anywhere in the grid.

use std::collections::BTreeSet;

use super::formats;
use super::lines::{Line, is_blank};
use super::listing::{self, Listed};
use super::read::form_family;
use super::segments::Segment;
use super::units::{unit_in_brackets, unit_line};
use super::vocabulary::{FamilyWords, Words};
use crate::account::{CellRead, FamilyRead, RowRead, State, TableRead};
use crate::amount::{Dimension, MoneyUnit};
use crate::document::{Extent, GridCell, Place, Point};
use crate::schema::{Column, Customs, Family, Schema, Table};
use crate::syntax::Pattern;
use crate::text::{fold_text, name_key, ticks};

use super::figures::{self, Site};

/// Reads the copies of a form.
pub(super) fn read(
    schema: &Schema,
    words: &Words<'_>,
    segments: &[&Segment],
    lines: &[Line<'_>],
    read: &mut TableRead,
    families: &mut [FamilyRead],
) {
    let table = words.table;
    let Some(family) = form_family(schema, table) else { return };
    let mut copies: Vec<RowRead> = Vec::new();
    let sides = words.families.get(1..).unwrap_or_default();
    let mut listed: Vec<Listed> = sides.iter().map(|_| Listed::default()).collect();
    let mut parts: Vec<(Vec<&Line<'_>>, MoneyUnit, &Segment)> = Vec::new();
    for segment in segments {
        let rows: Vec<&Line<'_>> = segment.rows.iter().filter_map(|at| lines.get(*at)).collect();
        let unit = segment.unit.money.or_else(|| said(&schema.customs, &rows)).unwrap_or(read.money_unit);
        read.money_unit = unit;
        for part in split(table, family, &rows) {
            match parts.last_mut() {
                Some((known, ..)) if goes_on(table, family, known, &part) => known.extend(part),
                _ => parts.push((part, unit, *segment)),
            }
        }
    }
    for (part, unit, segment) in &parts {
        let copy = copy(table, family, part, *unit, segment);
        for (side, all) in sides.iter().zip(&mut listed) {
            list(table, family, side, (part, *unit, &copy), all);
        }
        copies.push(copy);
    }
    for (side, listed) in sides.iter().zip(listed) {
        if let Some(slot) = families.get_mut(side.family.id.0 as usize) {
            *slot = of_list(listed, segments.first().map(|segment| segment.at.clone()).unwrap_or_default());
        }
    }
    // A part that lost the page with its key is the rest of some copy, not one more.
    if copies.iter().any(|copy| !copy.key.is_empty()) {
        copies.retain(|copy| !copy.key.is_empty());
    }
    let found = FamilyRead {
        found: true,
        whole: true,
        heads: vec![true; family.columns.len()],
        at: segments.first().map(|segment| segment.at.clone()).unwrap_or_default(),
        ..FamilyRead::default()
    };
    let found = if table.copies.is_some() {
        FamilyRead { rows: copies, ..found }
    } else {
        read.repeated = copies.len() > 1;
        FamilyRead { fixed: copies.into_iter().take(1).collect(), ..found }
    };
    if let Some(slot) = families.get_mut(family.id.0 as usize) {
        *slot = found;
    }
}

/// What was read of a list, as of a family.
pub(super) fn of_list(listed: Listed, at: Place) -> FamilyRead {
    let Listed { rows, heads, loses_rows } = listed;
    FamilyRead { found: true, whole: !loses_rows, loses_rows, rows, heads, at, ..FamilyRead::default() }
}

/// Reads a side of one copy: a list. Its columns that are named like a field of the form hold that field of the copy.
fn list(
    table: &Table,
    form: &Family,
    side: &FamilyWords<'_>,
    (part, unit, copy): (&[&Line<'_>], MoneyUnit, &RowRead),
    all: &mut Listed,
) {
    let field = |key: &str| form.columns.iter().any(|column| column.row.is_none() && is_label(column, key));
    let stops = |key: &str| row_called(table, key).is_some() || field(key);
    let mut more = listing::read(side, part, unit, &stops);
    for (own, column) in side.family.columns.iter().enumerate() {
        let same = |field: &&Column| field.row.is_none() && field.name == column.name;
        let field = form.columns.iter().find(same).and_then(|field| copy.cells.get(field.id.0 as usize));
        let Some(field) = field.filter(|_| more.heads.get(own) != Some(&true)) else { continue };
        more.rows.iter_mut().filter_map(|row| row.cells.get_mut(own)).for_each(|cell| cell.clone_from(field));
    }
    all.rows.append(&mut more.rows);
    all.loses_rows |= more.loses_rows;
    all.heads = match all.heads.is_empty() {
        true => more.heads,
        false => all.heads.iter().zip(&more.heads).map(|(one, other)| *one || *other).collect(),
    };
}

/// The money unit that a label of the form names.
fn said(customs: &Customs, rows: &[&Line<'_>]) -> Option<MoneyUnit> {
    let cells = || rows.iter().flat_map(|row| row.cells);
    cells().find_map(|cell| {
        unit_line(customs, &cell.text).money.or_else(|| unit_in_brackets(customs, &cell.text))
    })
}

/// The copies within one segment: each begins where the label of the key is printed again.
fn split<'w, 'd>(table: &Table, family: &Family, rows: &[&'w Line<'d>]) -> Vec<Vec<&'w Line<'d>>> {
    let key = table.copies.and_then(|key| family.columns.get(key.0 as usize));
    let begins =
        |row: &Line<'_>| key.is_some_and(|key| texts(row).any(|(text, _)| is_label(key, &label(text).0)));
    let mut parts: Vec<Vec<&Line<'_>>> = Vec::new();
    let mut begun = false;
    for row in rows {
        let begin = begins(row);
        if parts.is_empty() || (begin && begun) {
            parts.push(Vec::new());
        }
        begun |= begin;
        if let Some(part) = parts.last_mut() {
            part.push(row);
        }
    }
    parts
}

/// Whether a part under a title or head that was printed again is the rest of the copy before it: its key is the same
/// and it has none of its rows, or its key is not printed and no label is printed again.
fn goes_on(table: &Table, family: &Family, known: &[&Line<'_>], part: &[&Line<'_>]) -> bool {
    let field = |key: &str| family.columns.iter().any(|c| c.row.is_none() && is_label(c, key));
    let labels = |lines: &[&Line<'_>], fields: bool| -> BTreeSet<String> {
        let cells = lines.iter().flat_map(|line| line.cells).map(|cell| label(&cell.text).0);
        cells.filter(|key| row_called(table, key).is_some() || fields && field(key)).collect()
    };
    let key = |lines: &[&Line<'_>]| lines.iter().find_map(|line| key_in(table, family, line));
    let fields = match (key(known), key(part)) {
        (known, Some(part)) if known.as_ref() != Some(&part) => return false,
        (_, part) => part.is_none(),
    };
    labels(known, fields).is_disjoint(&labels(part, fields))
}

/// What stands behind the label of the key in a line that prints it.
fn key_in(table: &Table, family: &Family, line: &Line<'_>) -> Option<String> {
    let key = family.columns.get(table.copies?.0 as usize)?;
    let mut texts = texts(line).map(|(text, _)| text).skip_while(|text| !is_label(key, &label(text).0));
    let (_, rest) = label(texts.next()?);
    Some(name_key(if rest.is_empty() { texts.next().unwrap_or_default() } else { rest }))
}

/// The filled cells of a row, or the paragraph.
fn texts<'d>(row: &Line<'d>) -> impl Iterator<Item = (&'d str, &'d Place)> {
    let alone = row.cells.is_empty().then_some((row.text, row.place));
    let cells = row.cells.iter().map(|cell| (cell.text.as_str(), &cell.place));
    alone.into_iter().chain(cells).filter(|(text, _)| !is_blank(text))
}

/// Whether a line of text is a labelled field of a form.
pub(super) fn is_field(family: &Family, text: &str) -> bool {
    let (key, rest) = label(text);
    !rest.is_empty() && family.columns.iter().any(|column| column.row.is_none() && is_label(column, &key))
}

/// A label without what follows its colon, and that.
fn label(text: &str) -> (String, &str) {
    match text.split_once(['：', ':']) {
        Some((label, rest)) => (name_key(label), rest.trim()),
        None => (name_key(text), ""),
    }
}

fn is_label(column: &Column, key: &str) -> bool {
    let names = std::iter::once(&column.name).chain(&column.aliases).chain(&column.short);
    names.into_iter().any(|name| name_key(name) == key)
}

/// The row of a form that a label names.
pub(super) fn row_called<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    let called = |(name, aliases): &&(String, Vec<String>)| {
        std::iter::once(name).chain(aliases).any(|name| name_key(name) == key)
    };
    table.row_aliases.iter().find(called).map(|(name, _)| name.as_str())
}

/// One copy of a form.
fn copy(table: &Table, family: &Family, rows: &[&Line<'_>], unit: MoneyUnit, segment: &Segment) -> RowRead {
    let mut reader = Reader { table, family, unit, cells: vec![CellRead::default(); family.columns.len()] };
    for (at, row) in rows.iter().enumerate() {
        reader.fields(row);
        reader.figures(rows, at, row);
    }
    let key =
        table.copies.and_then(|key| reader.cells.get(key.0 as usize)).and_then(|cell| cell.claims.first());
    let name = key.map(|claim| claim.text.clone()).unwrap_or_default();
    let at = key.map_or_else(|| segment.at.clone(), |claim| claim.at.clone());
    RowRead { key: name_key(&name), name, at, cells: reader.cells, ..RowRead::default() }
}

struct Reader<'r> {
    table: &'r Table,
    family: &'r Family,
    unit: MoneyUnit,
    cells: Vec<CellRead>,
}

impl Reader<'_> {
    /// Labelled fields: the value stands behind the colon, or in the next filled cell that is no label itself.
    fn fields(&mut self, row: &Line<'_>) {
        let filled: Vec<(&str, &Place)> = texts(row).collect();
        for (at, (text, place)) in filled.iter().enumerate() {
            let (key, rest) = label(text);
            let Some(column) = self.field(&key) else { continue };
            let cells = filled.iter().skip(at + 1);
            let behind: Vec<_> = cells.take_while(|(next, _)| self.field(&label(next).0).is_none()).collect();
            // Options with a box each may stand in cells of their own.
            let options = behind.iter().filter(|(text, _)| ticks(text).is_some()).count();
            let joined: Vec<&str> = behind.iter().map(|(text, _)| *text).collect();
            let (text, place) = match behind.first() {
                _ if !rest.is_empty() => (rest.to_owned(), *place),
                Some((_, place)) if options > 1 => (joined.join(" "), *place),
                Some((next, place)) => ((*next).to_owned(), *place),
                None => (String::new(), *place),
            };
            let quote = row.quote();
            self.put(column, &text, Site { quote: &quote, at: place });
            self.mark(column, row, rest);
        }
    }

    /// What stands in a paragraph is a stretch of it, as what stands in a cell is not.
    fn mark(&mut self, column: usize, row: &Line<'_>, value: &str) {
        let claim = self.cells.get_mut(column).and_then(|cell| cell.claims.first_mut());
        let Some(claim) = claim.filter(|claim| row.cells.is_empty() && claim.at == *row.place) else {
            return;
        };
        let Some(from) = row.text.rfind(value).filter(|_| !value.is_empty()) else { return };
        let point = |byte: usize| Some(Point { piece: row.place.piece?, byte: u32::try_from(byte).ok()? });
        claim.extent = point(from).zip(point(from + value.len())).map(|(from, to)| Extent { from, to });
    }

    fn field(&self, key: &str) -> Option<usize> {
        self.family.columns.iter().position(|column| column.row.is_none() && is_label(column, key))
    }

    /// Rows of figures: the label names the row, a line above them names the columns.
    fn figures(&mut self, rows: &[&Line<'_>], at: usize, row: &Line<'_>) {
        let filled: Vec<&GridCell> = row.cells.iter().filter(|cell| !is_blank(&cell.text)).collect();
        for (place, cell) in filled.iter().enumerate() {
            let key = name_key(&cell.text);
            let Some(name) = row_called(self.table, &key).map(str::to_owned) else { continue };
            let values: Vec<&GridCell> = filled.iter().skip(place + 1).copied().collect();
            let above = rows.get(..at).unwrap_or(&[]);
            let Some(heads) = above.iter().rev().map(|line| self.heads(line, &name)).find(|h| !h.is_empty())
            else {
                continue;
            };
            let quote = row.quote();
            for (order, (column, head)) in heads.iter().enumerate() {
                let aligned = values.iter().find(|cell| cell.column == *head);
                let value = if values.len() == heads.len() { values.get(order) } else { aligned };
                let (text, place) = value.map_or(("", &cell.place), |cell| (cell.text.as_str(), &cell.place));
                self.put(*column, text, Site { quote: &quote, at: place });
            }
        }
    }

    /// The columns of a row that a line names, with their places.
    fn heads(&self, line: &Line<'_>, row: &str) -> Vec<(usize, u32)> {
        let find = |key: &str| {
            let of_row = |column: &Column| column.row.as_deref() == Some(row) && is_label(column, key);
            self.family.columns.iter().position(of_row)
        };
        line.cells.iter().filter_map(|cell| Some((find(&name_key(&cell.text))?, cell.column))).collect()
    }

    /// Reads a value; the first that is printed counts.
    fn put(&mut self, at: usize, text: &str, site: Site<'_>) {
        let Some(column) = self.family.columns.get(at) else { return };
        let taken = self.cells.get(at).is_some_and(|cell| !cell.claims.is_empty());
        if taken {
            return;
        }
        let own = self.table.formats.iter().filter(|(id, _)| *id == column.id).map(|(_, pattern)| pattern);
        let mut read = figures::read(text, &column.dimension(), self.unit, site);
        if read.state == State::Unreadable {
            let patterns: Vec<&Pattern> = own.collect();
            let folded = fold_text(text);
            read = match patterns.iter().find_map(|pattern| formats::read(pattern, &folded)) {
                Some(slots) => self.slots(&slots, at, text, site),
                None if patterns.is_empty() => read,
                None => formats::leading(text, &column.dimension(), self.unit, site).unwrap_or(read),
            };
        }
        // A date that is not filled in, or to the month alone, says nothing of a day.
        if read.state == State::Unreadable && column.dimension() == Dimension::Date {
            read = figures::blank();
        }
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = read;
        }
    }

    /// Puts what a format found into the columns of its slots; the cell of the column itself.
    fn slots(&mut self, slots: &[(String, String)], own: usize, text: &str, site: Site<'_>) -> CellRead {
        let mut cell = figures::unreadable(text, site, "这一格应为数字，印的是文字".to_owned());
        for (name, value) in slots {
            let Some(column) = self.family.columns.get(own) else { break };
            if *name == column.name {
                cell = figures::read(value, &column.dimension(), self.unit, site);
                continue;
            }
            let same_row = |other: &&Column| other.name == *name && other.row == column.row;
            let other = self.family.columns.iter().find(same_row);
            let other = other.or_else(|| self.family.columns.iter().find(|other| other.name == *name));
            let Some(other) = other else { continue };
            let read = figures::read(value, &other.dimension(), self.unit, site);
            let at = other.id.0 as usize;
            if let Some(slot) = self.cells.get_mut(at) {
                *slot = read;
            }
        }
        let rest = fold_text(text);
        if cell.claims.first().is_some_and(|claim| fold_text(&claim.text) != rest) {
            cell.remark = Some(format!("这一格印作「{}」", text.trim()));
        }
        cell
    }
}
