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
mod pick;
mod rows;
mod to_wide;
mod union;

pub use cells::{Cells, Met};
pub use from_long::{Long, Stretch};
pub use from_wide::{Formed, Wide};
pub use layout::{Form, Layout, rules_column};
pub use lines::{UnitLines, of_lines, texts};
pub use pick::lanes;
pub use to_wide::to_wide;
pub use union::{Part, Union};

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

/// The largest number that a column of a file holds: 18 digits.
const LARGEST: u64 = 999_999_999_999_999_999;

impl Units {
    /// Leaves units to be read by themselves that have a figure which no column of a file holds.
    pub fn set_large_apart(&mut self) {
        let is_large = |value: &i64| value.unsigned_abs() > LARGEST;
        for family in &self.facts.families {
            for cells in &family.cells {
                for (value, apart) in cells.values.iter().zip(&mut self.apart) {
                    *apart |= is_large(value);
                }
            }
            for column in (0..).map_while(|column| family.rows.column(column)) {
                if !column.values.iter().any(is_large) {
                    continue;
                }
                for (lane, apart) in self.apart.iter_mut().enumerate() {
                    let mut rows = family.rows.lane(lane);
                    *apart |= rows.any(|row| is_large(&column.at(row as usize).0));
                }
            }
        }
    }
}
