//! Where something is, by number: rows, cells, and what a check is at.

use crate::ruleset::ElementKind;
use crate::schema::{ColumnId, FamilyId};

/// A row of a family of this unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowAt {
    /// A fixed row.
    Fixed(u32),
    /// A row that appears with the document, by its number in the store.
    Block(u32),
}

/// A cell of this unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellAt {
    /// Family.
    pub family: FamilyId,
    /// Row.
    pub row: RowAt,
    /// Column.
    pub column: ColumnId,
}

/// What a check is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// Nothing: it is judged once.
    #[default]
    None,
    /// A row, by the family and number that it was found under.
    Row {
        /// Family.
        family: FamilyId,
        /// Row.
        row: RowAt,
    },
    /// An element of the text.
    Text {
        /// Which list it is of.
        kind: ElementKind,
        /// Of the contents rather than of the body.
        contents: bool,
        /// Index in that list.
        at: u32,
    },
}
