//! Recognises a document by a schema: facts with their places, and what stayed unclaimed.
//!
//! May live here: how printed tables and sentences are found. May not: any rule. Recognition proposes, rules judge;
//! ambiguity is reported, never guessed.

mod broken;
mod data_aside;
mod data_builder;
mod data_names;
mod data_paths;
mod data_rows;
mod data_value;
mod elements;
mod from_aside;
mod from_data;
mod from_facts;
pub mod passages;
mod reading;
mod recognise;
mod store;
mod tables;
mod to_data;

pub(crate) use broken::Broken;
pub(crate) use data_names::{Names, RowSpot, Spot};
pub use data_value::printed;
pub use elements::{Elements, FigureRead, Heading, OrdinalRead, ParagraphRead, Piece, UnitMention, piece_at};
pub use from_data::{DataReader, from_data};
pub use from_facts::{About, of_lane};
pub(crate) use passages::identify_broken;
pub use passages::{Identity, identify, identify_by, year_named};
pub use reading::{CellRead, Claim, Damage, FamilyRead, RowRead, State, TableRead, Unclaimed};
pub use recognise::{Recogniser, recognise};
pub use store::facts;
pub use tables::{Tables, recognise as recognise_tables};
pub use to_data::{DataWriter, KnownNames};

use crate::amount::MoneyUnit;
use crate::document::Notice;

/// What one unit's document says.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Name of the file.
    pub source: String,
    /// The unit's name as most often printed (cover, headings).
    pub unit: Option<String>,
    /// The year of the accounts.
    pub year: Option<i32>,
    /// The kind of document, e.g. 部门决算.
    pub kind: String,
    /// What was read of each family, by family number; empty where nothing was.
    pub families: Vec<FamilyRead>,
    /// What was read of each table as printed, by table number.
    pub tables: Vec<TableRead>,
    /// Headings, paragraphs, figures of the text, for rules about wording.
    pub elements: Elements,
    /// Figures that nothing claimed, with the reason where there is one.
    pub unclaimed: Vec<Unclaimed>,
    /// The file's own problems.
    pub notices: Vec<Notice>,
    /// Whether parts of the file could not be read: what is not found may stand there.
    pub partial: bool,
    /// It is lines or columns of data: what they do not say is not there.
    pub of_data: bool,
    /// The unit that money is printed in where no table says otherwise.
    pub money_unit: MoneyUnit,
}
