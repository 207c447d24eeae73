//! What leaves the house: lists and notices for people, reports for other programs, as the bytes of files.
//!
//! May live here: file formats of what is handed out, the default template. May not: deciding or wording findings (that
//! is done when an [`crate::report::UnitEntries`] is made), opening files.

mod compare;
mod csv_list;
mod error;
mod junit;
mod notice;
mod overview;
mod roll;
mod sarif;
mod sheets;
mod workbook;

pub use compare::{
    Before, CompareError, Comparison, Told, UnitTold, compare, compared_html, compared_json,
    compared_terminal, compared_workbook, read_run,
};
pub use csv_list::{csv_list, waiver_list};
pub use error::DeliveryError;
pub use junit::junit;
pub use notice::{DEFAULT_TEMPLATE, Notice, Template};
pub use overview::overview;
pub use roll::{Roll, UnitRow};
pub use sarif::sarif;
pub use workbook::{Links, UnitLinks, workbook};

use crate::report::{LEVELS, UnitEntries, level_word, todo_word};

/// The units of a run in the order of the input, as often as they are asked for: kept somewhere, read one at a time.
pub trait Units {
    /// Hands the units over one by one.
    ///
    /// # Errors
    /// One cannot be read again, or the taker's own.
    fn each(
        &self,
        take: &mut dyn FnMut(&UnitEntries) -> Result<(), DeliveryError>,
    ) -> Result<(), DeliveryError>;
}

impl Units for Vec<UnitEntries> {
    fn each(
        &self,
        take: &mut dyn FnMut(&UnitEntries) -> Result<(), DeliveryError>,
    ) -> Result<(), DeliveryError> {
        self.iter().try_for_each(take)
    }
}

/// What came of a run: its units, and the files that could not be read.
pub struct Delivered<'u> {
    /// The units with their entries.
    pub units: &'u dyn Units,
    /// The same in short.
    pub roll: Roll,
    /// Names of files, and why they could not be read.
    pub refused: Vec<(String, String)>,
    /// Units of the register of which there is no document.
    pub missing: Vec<String>,
}

/// The words for the levels of entries, the gravest first, and for what a person does about them.
fn levels() -> [(&'static str, &'static str); 3] {
    LEVELS.map(|level| (level_word(level), todo_word(level)))
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
