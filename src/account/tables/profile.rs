//! What the columns of a printed table hold: codes, names, row numbers, figures. Told by content, since in text the
//! positions of heads lie.

use super::lines::{Line, code_digits, digits, is_figure, is_words};
use super::vocabulary::Words;
use super::zones::{Zones, numbers_columns};
use crate::document::GridCell;
use crate::schema::Custom;
use crate::text::name_key;

/// Columns beyond this one are not looked at.
const WIDEST: usize = 512;

/// What a column of cells holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Figures, or nothing.
    #[default]
    Figures,
    /// Names of rows.
    Names,
    /// Codes or parts of codes.
    Codes,
    /// Numbers of rows.
    RowNumbers,
}

/// Roles of the columns of a table, and where its lanes begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// By column.
    pub(super) roles: Vec<Role>,
    /// First column of each lane, ascending; the first is 0.
    pub(super) lanes: Vec<u32>,
    /// One past the last column of the widest row.
    pub(super) width: u32,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    words: u32,
    names: u32,
    whole: u32,
    codes: u32,
    short_codes: u32,
    figures: u32,
    steps: u32,
    falls: bool,
    last: Option<u32>,
    numbered: bool,
}

impl Profile {
    /// Of the rows of a table.
    pub(super) fn of(zones: &Zones<'_, '_>, words: &Words<'_>) -> Self {
        let mut tallies: Vec<Tally> = Vec::new();
        let mut width = 0;
        for row in &zones.head {
            width = width.max(end_of(row));
            for cell in
                row.cells.iter().filter(|cell| words.customs.is(Custom::RowNumbers, &name_key(&cell.text)))
            {
                if let Some(tally) = tally_at(&mut tallies, cell.column) {
                    tally.numbered = true;
                }
            }
        }
        for row in &zones.body {
            width = width.max(end_of(row));
            if !numbers_columns(words.customs, row) {
                tally(row, words, &mut tallies);
            }
        }
        let numbered = tallies.iter().any(|tally| tally.numbered);
        let mut roles: Vec<Role> = Vec::with_capacity(tallies.len());
        for tally in &tallies {
            let after_code = roles.last() == Some(&Role::Codes);
            roles.push(role(tally, after_code, numbered));
        }
        let lanes = if words.by_code() { coded_lanes(&roles) } else { named_lanes(&roles, &tallies) };
        Self { roles, lanes, width }
    }

    /// Of a table whose lines have an order and no columns.
    pub(super) fn loose(zones: &Zones<'_, '_>) -> Self {
        let width = zones.body.iter().map(|row| end_of(row)).max().unwrap_or(0);
        Self { roles: Vec::new(), lanes: vec![0], width }
    }

    /// Whether some column numbers the rows.
    pub(super) fn has_row_numbers(&self) -> bool {
        self.roles.contains(&Role::RowNumbers)
    }

    /// What a column holds.
    pub(super) fn role(&self, column: u32) -> Role {
        self.roles.get(column as usize).copied().unwrap_or_default()
    }

    /// The lane of a column.
    pub(super) fn lane(&self, column: u32) -> usize {
        self.lanes.partition_point(|start| *start <= column).saturating_sub(1)
    }

    /// The first column of a lane.
    pub(super) fn lane_start(&self, lane: usize) -> u32 {
        self.lanes.get(lane).copied().unwrap_or(0)
    }

    /// One past the last column of a lane.
    pub(super) fn lane_end(&self, lane: usize) -> u32 {
        self.lanes.get(lane + 1).copied().unwrap_or(self.width)
    }
}

fn tally(row: &Line<'_>, words: &Words<'_>, tallies: &mut Vec<Tally>) {
    let cells: Vec<_> = row.cells.iter().filter(|cell| (cell.column as usize) < WIDEST).collect();
    let mut rest = cells.iter();
    while let Some(cell) = rest.next() {
        let Some(tally) = tally_at(tallies, cell.column) else { continue };
        if cell.text.trim().is_empty() {
            continue;
        }
        if let Some(number) = digits(&cell.text) {
            tally.whole += 1;
            let value = number.parse().ok();
            tally.falls |= tally.last.zip(value).is_none_or(|(last, value): (u32, u32)| value <= last)
                && (tally.last.is_some() || value.is_none());
            let stepped = tally
                .last
                .zip(value)
                .is_some_and(|(last, value): (u32, u32)| last.checked_add(1) == Some(value));
            tally.steps += u32::from(stepped);
            tally.last = value;
            let mut ahead = rest.clone().filter(|cell| !cell.text.trim().is_empty());
            let before_name =
                ahead.by_ref().find(|cell| digits(&cell.text).is_none()).is_some_and(|c| is_words(&c.text));
            tally.codes += u32::from(before_name && number.len() >= 3 && words.opens_code(&number));
            tally.short_codes += u32::from(before_name && number.len() <= 2);
        } else if is_grouped_code(cell, rest.clone(), words) {
            tally.whole += 1;
            tally.codes += 1;
        } else if is_figure(&cell.text) {
            tally.figures += 1;
        } else {
            tally.words += 1;
            tally.names += u32::from(words.knows_name(&name_key(&cell.text)));
        }
    }
}

/// Whether a cell holds a code in groups before a name.
fn is_grouped_code<'c>(
    cell: &GridCell,
    mut rest: impl Iterator<Item = &'c &'c GridCell>,
    words: &Words<'_>,
) -> bool {
    words.by_code()
        && code_digits(&cell.text).is_some_and(|code| words.opens_code(&code))
        && rest.find(|cell| !cell.text.trim().is_empty()).is_some_and(|next| is_words(&next.text))
}

fn end_of(row: &Line<'_>) -> u32 {
    let end = row.cells.iter().map(|cell| cell.column.saturating_add(cell.column_span.max(1))).max();
    end.unwrap_or(0).min(WIDEST as u32)
}

fn tally_at(tallies: &mut Vec<Tally>, column: u32) -> Option<&mut Tally> {
    let at = column as usize;
    if at >= WIDEST {
        return None;
    }
    if tallies.len() <= at {
        tallies.resize(at + 1, Tally::default());
    }
    tallies.get_mut(at)
}

fn role(tally: &Tally, after_code: bool, numbered: bool) -> Role {
    if tally.codes > 0 && tally.codes * 5 >= tally.whole * 3 && tally.codes >= tally.figures {
        return Role::Codes;
    }
    if after_code && tally.short_codes > 0 && tally.short_codes * 5 >= tally.whole * 3 && tally.figures == 0 {
        return Role::Codes;
    }
    // Rows that a unit leaves out leave gaps in their numbers.
    let ascends = tally.figures == 0 && tally.whole > 0 && !tally.falls;
    let runs = tally.whole >= 3 && tally.steps * 5 >= (tally.whole - 1) * 4;
    let mostly = numbered && tally.whole >= 4 && tally.steps * 2 >= tally.whole - 1;
    if ascends && (runs || mostly || tally.numbered) {
        return Role::RowNumbers;
    }
    let others = tally.whole + tally.figures;
    if tally.words > others { Role::Names } else { Role::Figures }
}

/// Lanes of a table whose rows have codes: each begins with a column of codes behind a column of names.
fn coded_lanes(roles: &[Role]) -> Vec<u32> {
    let mut lanes = vec![0];
    let mut named = false;
    for (at, role) in roles.iter().enumerate() {
        let begins = *role == Role::Codes && at > 0 && roles.get(at - 1) != Some(&Role::Codes);
        if begins && named {
            lanes.push(at as u32);
            named = false;
        }
        // A first lane without codes of its own does not count as a lane of names.
        named |= *role == Role::Codes;
    }
    lanes
}

/// Lanes of a table whose rows have names alone: each begins with a column of names behind one of something else.
fn named_lanes(roles: &[Role], tallies: &[Tally]) -> Vec<u32> {
    let mut lanes = vec![0];
    let mut after_other = false;
    let mut named = false;
    for (at, (role, tally)) in roles.iter().zip(tallies).enumerate() {
        let names = *role == Role::Names && tally.names >= 2;
        if names && named && after_other {
            lanes.push(at as u32);
        }
        if names {
            (named, after_other) = (true, false);
        } else {
            after_other |= named;
        }
    }
    lanes
}
