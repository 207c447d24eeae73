//! Facts of many units as they lie in the columns of a file: to facts that rules read, and back.
//!
//! May live here: which column of a file is which figure of a schema. May not: file formats (those are the crate
//! `gouji-columnar`), files, any rule.

mod build;
mod cells;
mod from_long;
mod from_wide;
mod layout;
mod rows;
mod to_wide;

pub use cells::{Cells, Met};
pub use from_long::{Long, Stretch};
pub use from_wide::{Wide, lanes};
pub use layout::{Layout, shape};
pub use to_wide::to_wide;

use std::collections::BTreeSet;

use crate::account::Account;
use crate::document::DataFact;
use crate::facts::Facts;
use crate::schema::{FamilyId, Schema};

/// Where the units of a stretch can be looked at one by one.
pub trait Lanes {
    /// All that the file says of a unit, as lines of data.
    fn data(&self, schema: &Schema, lane: usize) -> Vec<DataFact>;

    /// The account of a unit that is not [apart](Units::apart), straight from its facts, with its rows in their order;
    /// of some families only, where these are given. None where the lines of the file say more of it, such as their
    /// numbers.
    fn account(
        &self,
        schema: &Schema,
        lane: usize,
        about: (&str, Option<&BTreeSet<FamilyId>>),
    ) -> Option<Account> {
        let _ = (schema, lane, about);
        None
    }
}

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
