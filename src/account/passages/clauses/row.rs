//! Rows as facts fill them, before their figures are read.

use crate::document::Place;
use crate::schema::{ColumnId, FamilyId};

/// What is put into a slot.
pub(super) enum Put {
    /// A figure or word of a fact, by its number.
    Fact(usize),
    /// The same, where it is not sure that it is meant.
    Unsure(usize),
    /// The direction that a fact says.
    Direction(usize, i8),
    /// The figure of a fact with a sign.
    Signed(usize, i8),
    /// A name that no list of codes has, by its number; the name that is meant.
    Name(usize, bool),
    /// A year by its paragraph and figure.
    Year(usize, usize),
    /// A cell of a table: family, row, column.
    Cell(FamilyId, usize, ColumnId),
}

/// A row to be.
pub(super) struct Entry {
    /// Its key.
    pub(super) key: String,
    /// What it is about, for people.
    pub(super) name: String,
    /// Where.
    pub(super) at: Place,
    /// What is put into which slot.
    pub(super) puts: Vec<(ColumnId, Put)>,
}
