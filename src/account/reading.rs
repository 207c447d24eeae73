//! What was read of tables, passages and items: rows of cells with every claim on them.

use crate::amount::{Dimension, MoneyUnit, Place};
use crate::document;
pub use crate::facts::State;

/// What is damaged in a printed figure that was read all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Damage {
    /// No unit follows the number.
    pub no_unit: bool,
    /// `万` without 元, or the like.
    pub cut_unit: bool,
    /// A percentage without %.
    pub no_percent: bool,
    /// Written with 约, 近 and the like: coarser than its digits.
    pub approximate: bool,
}

/// One reading of a cell or slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Value in fixed point at the scale of the column's dimension (for text: 0).
    pub value: i64,
    /// Its last printed place in base units, by the rules of the language (table's place, 0.01 万元 in prose …).
    pub place: Place,
    /// The figure as printed, with its unit: `5.5`, `2.84 元`, `112%`; for text slots the text.
    pub text: String,
    /// The unit word as printed (`万元`, `元`, `%`, `辆`); empty where none stands.
    pub unit: String,
    /// The clause or row around it as printed, for reports.
    pub quote: String,
    /// Where.
    pub at: document::Place,
    /// Damage.
    pub damage: Damage,
    /// The sentence pattern that made the claim (0 for tables); implied facts (即) have the pattern too.
    pub by: u32,
    /// Implied by words (即) rather than printed as a figure.
    pub implied: bool,
    /// What it is of was inferred from before its sentence.
    pub inferred: bool,
    /// The stretch of the document's text that was read; none where it is the whole cell at `at`.
    pub extent: Option<document::Extent>,
}

/// A cell or slot: its state and every reading of it. The first claim is the one that rules use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellRead {
    /// State.
    pub state: State,
    /// Readings in document order; empty for [`State::Absent`].
    pub claims: Vec<Claim>,
    /// Why it is unreadable, or what was inferred in reading it.
    pub remark: Option<String>,
    /// [`document::Place::piece`] of a blank cell, where the columns of its table tell.
    pub blank_at: Option<u32>,
}

/// A row as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowRead {
    /// For code rows the full code where known, else parent key + `/` + name; for items the key (name or code of what
    /// they are about, else folded text); for fixed rows the canonical name.
    pub key: String,
    /// The code as printed.
    pub code: Option<String>,
    /// The name as printed, without ordinals and prefixes.
    pub name: String,
    /// 1-based level of a code row; 0 for others.
    pub level: u8,
    /// Index (in the family's `rows`) of the row it is a part of.
    pub parent: Option<u32>,
    /// Where.
    pub at: document::Place,
    /// Its cells, one for each column of the family.
    pub cells: Vec<CellRead>,
}

/// What was read of one family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyRead {
    /// The table or passage was found.
    pub found: bool,
    /// It was read whole (no row or figure left unclear): then an absent code row is zero.
    pub whole: bool,
    /// Lines with figures stand among its rows and are none of them: a sum over its rows may lack some.
    pub loses_rows: bool,
    /// Fixed rows, one for each row of the schema's family, in that order (a passage has one, empty if not found).
    pub fixed: Vec<RowRead>,
    /// Code rows, items or copies in printed order.
    pub rows: Vec<RowRead>,
    /// Dimensions of figures in the passage that no pattern claimed.
    pub unclaimed: Vec<Dimension>,
    /// Columns that are printed in the head (tables only), by column number.
    pub heads: Vec<bool>,
    /// A column of figures is printed that the form does not have: what the form has may stand there by another name.
    pub other_columns: bool,
    /// Where the last line of the head stands.
    pub head_at: Option<document::Place>,
    /// Where it starts.
    pub at: document::Place,
}

/// What was read of a table as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRead {
    /// It was found.
    pub found: bool,
    /// It was not found, but its title was, with figures below it that are in no rows and columns.
    pub scattered: bool,
    /// The title as printed.
    pub title: String,
    /// The unit of its money.
    pub money_unit: MoneyUnit,
    /// Its last place in base units (元).
    pub place: Option<Place>,
    /// The line that names the unit above it (单位：…), as printed.
    pub unit_line: Option<(String, document::Place)>,
    /// Notes under it as printed (注：…, 本部门…无…), with places.
    pub notes: Vec<(String, document::Place)>,
    /// Where its title stands.
    pub at: document::Place,
    /// Printed more than once (a title met again with other figures).
    pub repeated: bool,
    /// It stands at a page that could not be read: rows of it may be there.
    pub cut: bool,
    /// Cells whose text belongs to nothing that the form has: text, why, where.
    pub unread: Vec<Unclaimed>,
}

/// Something that was read but belongs to nothing that was declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unclaimed {
    /// As printed.
    pub text: String,
    /// Why it is left over.
    pub why: String,
    /// Where.
    pub at: document::Place,
    /// The stretch of the document's text that it is; none where it is the whole cell or row at `at`.
    pub extent: Option<document::Extent>,
}
