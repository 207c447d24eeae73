//! The rows and columns of a table as they are printed, and which figures of which table print the same things.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cells;
use crate::audit::{CellAt, RowAt, View};
use crate::document::Place;
use crate::facts::{NO_PARENT, State};
use crate::schema::{ColumnId, FamilyId};

/// Stretches of a table that are put together.
const MANY: usize = 4;

/// A row as printed.
pub(super) struct GridRow {
    pub(super) row: RowAt,
    pub(super) at: Place,
    /// 1-based; 0 of a row that has no code.
    pub(super) level: u8,
    /// Index of the row that it is a part of.
    pub(super) parent: Option<usize>,
    /// What tells it apart from others in any table.
    pub(super) key: String,
    /// Its code as printed.
    pub(super) code: Option<String>,
    /// By column of the grid: the number of its figure.
    pub(super) cells: Vec<u32>,
}

impl GridRow {
    /// Whether it appears with the document, and is no row of the form.
    fn is_coded(&self) -> bool {
        matches!(self.row, RowAt::Block(_))
    }
}

/// Where a figure stands in the grids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) grid: usize,
    pub(super) row: usize,
    pub(super) column: usize,
}

/// The figures of one side of a table.
pub(super) struct Grid {
    pub(super) family: FamilyId,
    pub(super) columns: Vec<ColumnId>,
    /// In order of print.
    pub(super) rows: Vec<GridRow>,
    /// By column: what is zero is left blank, not printed as 0.
    leaves_blank: Vec<bool>,
    /// The keys of its rows.
    keys: BTreeSet<String>,
}

impl Grid {
    /// The grids of all tables that were found and have rows.
    pub(super) fn all(view: &View<'_>, cells: &mut Cells) -> Vec<Self> {
        let families = view.schema.families.iter().filter(|family| family.table.is_some());
        families.filter_map(|family| Self::of(view, cells, family.id)).collect()
    }

    fn of(view: &View<'_>, cells: &mut Cells, id: FamilyId) -> Option<Self> {
        let (family, read) = (view.family(id)?, view.read_of(id)?);
        if !read.found || !view.schema.table(family.table?)?.is_plain() {
            return None;
        }
        let printed = |column: &&crate::schema::Column| {
            let headed = read.heads.get(column.id.0 as usize).copied().unwrap_or(true);
            headed && column.dimension().is_number()
        };
        let columns: Vec<ColumnId> = family.columns.iter().filter(printed).map(|column| column.id).collect();
        let start = view.rows(id).start;
        let fixed = (0..).zip(&read.fixed).filter(|(_, row)| row.at != Place::default());
        let fixed = fixed.map(|(at, row)| (RowAt::Fixed(at), row, None));
        let coded = (start..).zip(&read.rows).map(|(at, row)| (RowAt::Block(at), row, row.parent));
        let mut rows: Vec<_> = fixed.chain(coded).collect();
        if rows.is_empty() || columns.is_empty() {
            return None;
        }
        rows.sort_by(|a, b| a.1.at.cmp(&b.1.at));
        let places: BTreeMap<RowAt, usize> = (0..).zip(&rows).map(|(at, (row, ..))| (*row, at)).collect();
        let index_of = |parent: u32| places.get(&RowAt::Block(start + parent)).copied();
        let parents: Vec<Option<usize>> = rows
            .iter()
            .map(|(_, _, parent)| parent.filter(|at| *at != NO_PARENT).and_then(index_of))
            .collect();
        let rows = rows.into_iter().zip(parents).map(|((row, read, _), parent)| {
            let number = |column: &ColumnId| {
                let cell = CellAt { family: id, row, column: *column };
                cells.number(view, cell.into())
            };
            GridRow {
                row,
                at: read.at.clone(),
                level: read.level,
                parent,
                key: if matches!(row, RowAt::Block(_)) { read.key.clone() } else { String::new() },
                code: read.code.clone(),
                cells: columns.iter().map(number).collect(),
            }
        });
        let rows: Vec<GridRow> = rows.collect();
        let keys = rows.iter().map(|row| row.key.clone()).filter(|key| !key.is_empty()).collect();
        // How much more often a zero is left blank than printed.
        let blanks = |of: &dyn Fn(usize) -> bool| -> i64 {
            let all = rows.iter().flat_map(|row| row.cells.iter().enumerate());
            let figures = all.filter(|(column, _)| of(*column)).map(|(_, cell)| cells.figure(*cell));
            let votes = figures.map(|figure| match (figure.state, figure.value) {
                (State::Value, 0) => -1,
                (State::Value, _) => 0,
                _ => 1,
            });
            votes.sum()
        };
        let all = blanks(&|_| true);
        let of_column = |column: usize| match blanks(&|other| other == column) {
            0 => all > 0,
            own => own > 0,
        };
        let leaves_blank = (0..columns.len()).map(of_column).collect();
        Some(Self { family: id, columns, leaves_blank, rows, keys })
    }

    /// Whether what is zero in a column is left blank.
    pub(super) fn leaves_blank(&self, column: usize) -> bool {
        self.leaves_blank.get(column).copied().unwrap_or(false)
    }

    /// Whether a row has this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// The figure of a row and a column.
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<u32> {
        self.rows.get(row)?.cells.get(column).copied()
    }

    /// Rows of one kind that lie on one page without a gap: where each stretch begins and ends.
    pub(super) fn stretches(&self) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        let mut start = 0;
        for (at, pair) in self.rows.windows(2).enumerate() {
            let [one, next] = pair else { continue };
            let apart = match (one.at.line, next.at.line) {
                (Some(a), Some(b)) => b.saturating_sub(a) > 1,
                _ => false,
            };
            if one.at.page != next.at.page
                || one.at.file != next.at.file
                || apart
                || one.is_coded() != next.is_coded()
            {
                all.push((start, at + 1));
                start = at + 1;
            }
        }
        all.push((start, self.rows.len()));
        all
    }

    /// The whole table, then its stretches where there are several.
    pub(super) fn whole_and_stretches(&self) -> Vec<(usize, usize)> {
        let stretches = self.stretches();
        let parts = if stretches.len() > 1 { stretches } else { Vec::new() };
        std::iter::once((0, self.rows.len())).chain(parts).collect()
    }

    /// Stretches that follow each other, put together in every way: the whole table first.
    pub(super) fn spans(&self) -> Vec<(usize, usize)> {
        let stretches = self.stretches();
        let mut spans = vec![(0, self.rows.len())];
        for (at, (from, _)) in stretches.iter().enumerate() {
            // Of many only a head, such as 合计, goes together with what is below it.
            let together = match (stretches.len() > MANY, self.rows.get(*from)) {
                (false, _) => MANY,
                (true, Some(row)) if !row.is_coded() => 2,
                (true, _) => 1,
            };
            for (_, to) in stretches.iter().skip(at).take(together) {
                if !spans.contains(&(*from, *to)) && to > from {
                    spans.push((*from, *to));
                }
            }
        }
        spans
    }
}
