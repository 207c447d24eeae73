//! The store: facts in columns addressed by a schema, for one unit or a million. Lanes are units.
//!
//! May live here: columns, states, look-up by key. May not: where a fact was printed (that is `account`), any rule.

mod column;
mod rows;

pub use column::{Column, State};
pub use rows::{NO_PARENT, NewRow, Rows};

use crate::amount::Dimension;

/// Facts of all families of a schema, over lanes.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Number of units.
    pub lanes: usize,
    /// By family number.
    pub families: Vec<FamilyFacts>,
    /// By table number.
    pub tables: Vec<TableFacts>,
    /// By lane: parts of the file could not be read, what is not found may stand there.
    pub partial: Vec<bool>,
    /// By lane: the year of the accounts.
    pub years: Vec<Option<i32>>,
}

/// Facts of one family.
#[derive(Clone, Debug, Default)]
pub struct FamilyFacts {
    /// By lane: the table or passage is in the document.
    pub found: Vec<bool>,
    /// By lane: it was read whole, so that a code row that is not there is zero.
    pub whole: Vec<bool>,
    /// By lane: lines with figures stand among its rows and are none of them, so that a sum over its rows may lack some.
    pub loses_rows: Vec<bool>,
    /// By lane: a column of figures is printed that the form does not have.
    pub other_columns: Vec<bool>,
    /// By column, then lane: the column is printed in the head. Without lanes where nothing is known of heads.
    pub heads: Vec<Vec<bool>>,
    /// By lane: nothing is known of its head, though something is of others; empty where that is so of none.
    pub headless: Vec<bool>,
    /// By lane: dimensions of figures in the passage that no pattern claimed; empty where no lane has any.
    pub unclaimed: Vec<Vec<Dimension>>,
    /// Fixed cells: row × number of columns + column.
    pub cells: Vec<Column>,
    /// Code rows and items.
    pub rows: Rows,
}

/// Facts of one table as a whole, by lane.
#[derive(Clone, Debug, Default)]
pub struct TableFacts {
    /// Its title was found, with figures below it that are in no rows and columns.
    pub scattered: Vec<bool>,
    /// It stands at a page that could not be read: rows of it may be there.
    pub cut: Vec<bool>,
}

impl TableFacts {
    /// Nothing of the table is lost in any of so many lanes: what data say is whole.
    #[must_use]
    pub fn of_data(lanes: usize) -> Self {
        Self { scattered: vec![false; lanes], cut: vec![false; lanes] }
    }
}

impl FamilyFacts {
    /// Whether the head of a lane prints a column; none where nothing is known of its head.
    #[must_use]
    pub fn headed(&self, lane: usize, column: u32) -> Option<bool> {
        if self.headless.get(lane) == Some(&true) {
            return None;
        }
        self.heads.get(column as usize)?.get(lane).copied()
    }

    /// Whether a figure of this dimension stands in the passage of a lane and no pattern claimed it.
    #[must_use]
    pub fn is_unclaimed(&self, lane: usize, dimension: &Dimension) -> bool {
        self.unclaimed.get(lane).is_some_and(|all| all.contains(dimension))
    }

    /// Whether any cell of a fixed row is printed in a lane, in a family of so many columns.
    #[must_use]
    pub fn row_printed(&self, lane: usize, row: u32, columns: usize) -> bool {
        let start = row as usize * columns;
        let cells = self.cells.get(start..start + columns).unwrap_or_default();
        cells.iter().any(|cell| cell.at(lane).1 != State::Absent)
    }
}
