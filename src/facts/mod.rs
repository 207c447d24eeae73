//! The store: facts in columns addressed by a schema, for one unit or a million. Lanes are units.
//!
//! May live here: columns, states, look-up by key. May not: where a fact was printed (that is `account`), any rule.

mod column;
mod rows;

pub use column::{Column, State};
pub use rows::{NO_PARENT, NewRow, Rows};

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
        self.heads.get(column as usize)?.get(lane).copied()
    }
}
