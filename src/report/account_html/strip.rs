//! What the columns of a grid were read as: the strip above it that names them, so that a cell needs no name of its
//! own where row and column say it.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::{At, Marks, RowAt, What};
use super::names::row_name;
use crate::document::{Grid, GridRow};
use crate::naming;
use crate::schema::{Schema, TableId};

/// What one column of a grid was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A column of a family; the rows are named by their labels.
    Column { family: u32, column: u32 },
    /// A column of a row.
    Cell { family: u32, row: u32, fixed: bool, column: u32 },
    /// A row; its columns stand one below the other.
    Row { family: u32, row: u32, fixed: bool },
}

/// The strip of a grid.
#[derive(Clone, Debug, Default)]
pub(super) struct Strip {
    /// By column of the grid; what is read as several things is not here.
    pub(super) columns: BTreeMap<u32, Named>,
    /// The tables that its figures and labels belong to, in order.
    pub(super) tables: Vec<TableId>,
}

/// The pieces of a grid: the first and the last.
pub(super) fn pieces(grid: &Grid) -> Option<(u32, u32)> {
    let mut numbers = grid.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.place.piece);
    let first = numbers.next()?;
    Some((first, numbers.next_back().unwrap_or(first)))
}

/// The labels of one row of a grid.
pub(super) struct Labels<'m> {
    /// By piece.
    labels: &'m [RowAt],
    /// The rows that they name, in order.
    rows: Vec<(u32, u32, bool, u32)>,
}

impl<'m> Labels<'m> {
    /// The labels of a row of a grid.
    pub(super) fn of(marks: &'m Marks<'_>, row: &GridRow) -> Self {
        let first = row.cells.first().and_then(|cell| cell.place.piece);
        let last = row.cells.last().and_then(|cell| cell.place.piece);
        let labels = first.zip(last).map_or(&[][..], |(first, last)| marks.rows_within(first, last));
        let rows = labels.iter().map(|label| (label.account, label.family, label.fixed, label.row));
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable();
        Self { labels, rows }
    }

    /// The label that a cell is.
    pub(super) fn at(&self, piece: Option<u32>) -> Option<RowAt> {
        let at = self.labels.binary_search_by_key(&piece?, |label| label.piece).ok()?;
        self.labels.get(at).copied()
    }

    /// Whether a reading belongs to one of them.
    fn names(&self, at: At) -> bool {
        self.rows.binary_search(&(at.account, at.family, at.fixed, at.row)).is_ok()
    }
}

impl Strip {
    /// What the columns of a grid were read as.
    pub(super) fn of(schema: &Schema, marks: &Marks<'_>, grid: &Grid) -> Self {
        let mut met: BTreeMap<u32, Option<Named>> = BTreeMap::new();
        let mut families: BTreeSet<u32> = BTreeSet::new();
        for row in &grid.rows {
            let labels = Labels::of(marks, row);
            families.extend(labels.labels.iter().map(|label| label.family));
            for cell in &row.cells {
                let Some(piece) = cell.place.piece else { continue };
                for mark in marks.within(piece, piece) {
                    let (What::Read(at) | What::Blank(at)) = mark.what else { continue };
                    families.insert(at.family);
                    let named = named(at, labels.names(at));
                    let known = met.entry(cell.column).or_insert(Some(named));
                    *known = known.and_then(|known| both(known, named));
                }
            }
        }
        let mut tables: Vec<TableId> =
            families.iter().filter_map(|family| schema.families.get(*family as usize)?.table).collect();
        tables.sort_unstable();
        tables.dedup();
        Self { columns: met.into_iter().filter_map(|(at, named)| Some((at, named?))).collect(), tables }
    }

    /// Whether strip and label together name a reading.
    pub(super) fn names(&self, column: u32, at: At, labels: &Labels<'_>) -> bool {
        match self.columns.get(&column) {
            Some(Named::Column { .. }) => labels.names(at),
            Some(Named::Cell { .. }) => true,
            _ => false,
        }
    }
}

fn named(at: At, labelled: bool) -> Named {
    let At { family, row, fixed, column, .. } = at;
    if labelled { Named::Column { family, column } } else { Named::Cell { family, row, fixed, column } }
}

/// What two readings of one column have in common.
fn both(known: Named, other: Named) -> Option<Named> {
    if known == other {
        return Some(known);
    }
    match (known, other) {
        (
            Named::Cell { family, row, fixed, .. } | Named::Row { family, row, fixed },
            Named::Cell { family: same, row: next, fixed: also, .. },
        ) if (family, row, fixed) == (same, next, also) => Some(Named::Row { family, row, fixed }),
        _ => None,
    }
}

/// The words of a strip for a column.
pub(super) fn words(schema: &Schema, marks: &Marks<'_>, named: Named) -> String {
    let family = match named {
        Named::Column { family, .. } | Named::Cell { family, .. } | Named::Row { family, .. } => family,
    };
    let Some(declared) = schema.families.get(family as usize) else { return String::new() };
    let row = |row: u32, fixed: bool| {
        let read = marks.row_read(RowAt { piece: 0, account: 0, family, fixed, row });
        let declared = declared.rows.get(row as usize).filter(|_| fixed);
        read.map(|read| row_name(declared, read).to_owned()).unwrap_or_default()
    };
    let column = |column: u32| declared.columns.get(column as usize).map(naming::column).unwrap_or_default();
    let mut parts: Vec<String> = declared.side.iter().cloned().collect();
    match named {
        Named::Column { column: at, .. } => parts.push(column(at)),
        Named::Row { row: at, fixed, .. } => parts.push(row(at, fixed)),
        Named::Cell { row: at, fixed, column: of, .. } => {
            parts.push(row(at, fixed));
            if declared.columns.len() > 1 {
                parts.push(column(of));
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(".")
}
