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
}

/// Facts of one family.
#[derive(Clone, Debug, Default)]
pub struct FamilyFacts {
    /// By lane: the table or passage is in the document.
    pub found: Vec<bool>,
    /// By lane: it was read whole, so that a code row that is not there is zero.
    pub whole: Vec<bool>,
    /// Fixed cells: row × number of columns + column.
    pub cells: Vec<Column>,
    /// Code rows and items.
    pub rows: Rows,
}
