//! Where a slot of prose leads that restates a figure of a table.

use std::collections::{BTreeMap, BTreeSet};

use super::DocumentRead;
use super::marks::At;
use crate::account::{Account, CellRead};
use crate::document::{Block, Document};
use crate::ruleset::{ColumnRef, Expr, Figure, Restated, RowRef, Whose};

/// Cells by the slots that restate them, as pieces of the document.
#[derive(Debug, Default)]
pub(super) struct Homes {
    /// By account, family and slot.
    of: BTreeMap<(u32, u32, u32), u32>,
    cells: BTreeSet<u32>,
}

impl Homes {
    /// The cells of accounts of one document that slots restate.
    pub(super) fn new(read: &DocumentRead<'_>, restated: &[Restated]) -> Self {
        let mut homes = Self::default();
        let (accounts, cells) = (read.accounts, cells_of(read.document));
        for (number, account) in (0..).zip(accounts) {
            for restated in restated {
                let slot = &restated.slot;
                let (ColumnRef::Fixed(column), Expr::Figure(home)) = (&slot.column, &restated.home) else {
                    continue;
                };
                let in_prose = slot.whose == Whose::This && matches!(slot.row, RowRef::Fixed(_));
                let piece = cell(account, home).filter(|_| in_prose).and_then(piece);
                let Some(piece) = piece.filter(|piece| cells.contains(piece)) else { continue };
                homes.of.entry((number, slot.family.0, column.0)).or_insert(piece);
                homes.cells.insert(piece);
            }
        }
        homes
    }

    /// The cell that a reading restates.
    pub(super) fn of(&self, at: At) -> Option<u32> {
        self.of.get(&(at.account, at.family, at.column)).copied()
    }

    /// Whether a slot restates the cell of a piece.
    pub(super) fn is_home(&self, piece: u32) -> bool {
        self.cells.contains(&piece)
    }
}

/// The cells of tables; what stands in lines has no place of its own on the page.
fn cells_of(document: &Document) -> BTreeSet<u32> {
    let grids = document.blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    let cells = grids.flat_map(|grid| &grid.rows).flat_map(|row| &row.cells);
    cells.filter_map(|cell| cell.place.piece).collect()
}

fn cell<'a>(account: &'a Account, figure: &Figure) -> Option<&'a CellRead> {
    let (Whose::This, ColumnRef::Fixed(column)) = (figure.whose, &figure.column) else { return None };
    let family = account.families.get(figure.family.0 as usize)?;
    let row = match &figure.row {
        RowRef::Fixed(row) => family.fixed.get(row.0 as usize)?,
        RowRef::Code(code) => family.rows.iter().find(|row| row.key == **code)?,
        RowRef::Element(_) => return None,
    };
    row.cells.get(column.0 as usize)
}

fn piece(cell: &CellRead) -> Option<u32> {
    cell.claims.first().and_then(|claim| claim.at.piece).or(cell.blank_at)
}

/// The anchor of a cell.
pub(super) fn anchor(piece: u32) -> String {
    format!("q{piece}")
}
