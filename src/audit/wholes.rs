//! Wholes that may be missing (可缺) and are not printed, though their parts are: they come to what these come to.

use super::value::{Gap, Number, Origin};
use super::view::View;
use super::{CellAt, Element, RowAt};
use crate::facts::State;
use crate::ruleset::{ColumnRef, Figure, RowRef, Whose};
use crate::schema::{ColumnId, Family, RowId};

/// Wholes in wholes, at most so deep.
const DEPTH: u32 = 16;

impl View<'_> {
    /// The printed parts of a cell of a row or column that is not printed and may be missing; none where it is printed,
    /// or nothing of it is.
    pub(crate) fn parts_instead(&self, at: CellAt) -> Option<Vec<CellAt>> {
        let mut cells = Vec::new();
        self.add_parts(at, &mut cells, DEPTH).then_some(cells)
    }

    fn add_parts(&self, at: CellAt, cells: &mut Vec<CellAt>, depth: u32) -> bool {
        let parts = match depth {
            0 => Vec::new(),
            _ if self.state(at) != State::Absent => Vec::new(),
            _ => self.own_parts(at),
        };
        for part in &parts {
            if !self.add_parts(*part, cells, depth - 1) {
                cells.push(*part);
            }
        }
        !parts.is_empty()
    }

    fn own_parts(&self, at: CellAt) -> Vec<CellAt> {
        let Some(family) = self.family(at.family).filter(|family| family.table.is_some()) else {
            return Vec::new();
        };
        if let RowAt::Fixed(row) = at.row
            && let Some(rows) = self.rows_instead(family, RowId(row))
        {
            return rows.into_iter().map(|row| CellAt { row, ..at }).collect();
        }
        let columns = self.columns_instead(family, at.column).unwrap_or_default();
        columns.into_iter().map(|column| CellAt { column, ..at }).collect()
    }

    /// The rows that a row consists of, where it may be missing, is not printed and some of them are.
    fn rows_instead(&self, family: &Family, row: RowId) -> Option<Vec<RowAt>> {
        let (row, facts) = (family.rows.get(row.0 as usize)?, self.facts_of(family.id)?);
        let printed = |row: RowId| facts.row_printed(self.lane, row.0, family.columns.len());
        if !row.optional || printed(row.id) {
            return None;
        }
        let fixed = row.parts.rows.iter().map(|part| RowAt::Fixed(part.0));
        let coded = row.parts.codes.iter().filter_map(|code| self.code_row(family.id, code));
        let top = self.rows(family.id).filter(|at| row.parts.top_codes && facts.rows.level(*at) == 1);
        let parts: Vec<RowAt> = fixed.chain(coded).chain(top.map(RowAt::Block)).collect();
        let any = |part: &RowAt| match part {
            RowAt::Fixed(part) => printed(RowId(*part)) || self.rows_instead(family, RowId(*part)).is_some(),
            RowAt::Block(_) => true,
        };
        parts.iter().any(any).then_some(parts)
    }

    /// The columns that a column consists of, where it may be missing, is not printed and some of them are.
    fn columns_instead(&self, family: &Family, column: ColumnId) -> Option<Vec<ColumnId>> {
        let (column, facts) = (family.columns.get(column.0 as usize)?, self.facts_of(family.id)?);
        let headed = |column: ColumnId| facts.headed(self.lane, column.0);
        if !column.optional || headed(column.id) != Some(false) {
            return None;
        }
        let any =
            |part: &ColumnId| headed(*part) == Some(true) || self.columns_instead(family, *part).is_some();
        column.parts.iter().any(any).then(|| column.parts.clone())
    }

    /// What the parts of a cell come to that is not printed while they are.
    pub(super) fn sum_of_parts(&self, at: CellAt) -> Option<Result<Number, Gap>> {
        let cells = self.parts_instead(at)?;
        let mut total = Number::zero(Origin::Parts);
        for cell in cells {
            let row = match cell.row {
                RowAt::Fixed(row) => RowRef::Fixed(RowId(row)),
                RowAt::Block(_) => RowRef::Element(None),
            };
            let (whose, column) = (Whose::This, ColumnRef::Fixed(cell.column));
            let figure = Figure { whose, family: cell.family, row, column };
            match self.figure(&figure, &Element::Row { family: cell.family, row: cell.row }) {
                Ok(number) => {
                    total.add(&number);
                    if number.origin == Origin::Supposed {
                        total.origin = Origin::Supposed;
                    }
                }
                // A part that is not divided any further is nothing.
                Err(Gap::Unstated(_)) => {}
                Err(gap) => return Some(Err(gap)),
            }
        }
        Some(Ok(total))
    }
}
