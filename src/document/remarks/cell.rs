//! Cells of workbooks, and what is said of them.

use super::Shade;

/// What is said of a cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// The remarks, one behind the other.
    pub words: String,
    /// The gravest of their colours.
    pub shade: Shade,
    /// Something is printed there.
    pub printed: bool,
}

/// Row and column, 0-based.
pub(super) type At = (u32, u32);
