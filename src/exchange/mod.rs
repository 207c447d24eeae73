//! Facts of many units as they lie in the columns of a file: to facts that rules read, and back.
//!
//! May live here: which column of a file is which figure of a schema. May not: file formats (those are the crate
//! `gouji-columnar`), files, any rule.

mod build;
mod cells;
mod from_long;
mod from_wide;
mod layout;
mod lines;
mod rows;
mod to_wide;
mod union;

pub use cells::{Cells, Met};
pub use from_long::Long;
pub use from_wide::{Wide, lanes};
pub use layout::{Form, Layout, rules_column};
pub use lines::{UnitLines, of_lines, texts};
pub use to_wide::to_wide;
pub use union::{Part, Union};

use crate::facts::Facts;

/// Units of one edition side by side.
#[derive(Clone, Debug, Default)]
pub struct Units {
    /// Their facts; a lane is a unit in a year.
    pub facts: Facts,
    /// By lane: the unit's name and year.
    pub keys: Vec<(Box<str>, Option<i32>)>,
    /// By lane: it has more than plain figures of tables, so that it has to be read and judged by itself.
    pub apart: Vec<bool>,
}
