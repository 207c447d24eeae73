//! Passages of prose: where they stand, and which sentences are looked for in them.

use super::{ColumnId, FamilyId, PassageId, Piece, SentenceId};
use crate::source::Span;

/// A 说明 or a 段.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Number.
    pub id: PassageId,
    /// Its name.
    pub name: String,
    /// The passage it is a 段 of.
    pub parent: Option<PassageId>,
    /// Its slots: one fixed row.
    pub family: FamilyId,
    /// Where it stands.
    pub located: Located,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// Its 每项, in order.
    pub items: Vec<Items>,
    /// Its 段, in order.
    pub sections: Vec<PassageId>,
    /// Where it is declared.
    pub span: Span,
}

/// Where a passage stands.
#[derive(Clone, Debug, Default)]
pub enum Located {
    /// `位于`: under one of these headings. A 段 whose heading is not printed sees what its parent leaves.
    Titled(Vec<Vec<Piece>>),
    /// `始于`: from one of these phrases at the start of a sentence or numbered point.
    Starts(Vec<Vec<Piece>>),
    /// `位于 其余`: prose that no other passage understood.
    Rest,
    /// `位于 分句`: what clauses tell, wherever they stand; its 每项 are filled with facts.
    Clauses,
    /// No place given: anywhere in its parent's text (or in the document).
    #[default]
    Anywhere,
}

/// A sentence pattern.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Number, unique in the schema.
    pub id: SentenceId,
    /// What it looks like.
    pub pieces: Vec<Piece>,
    /// Facts that its words imply (`即`).
    pub implied: Vec<Implied>,
    /// Where it is declared.
    pub span: Span,
}

/// A fact that words imply: fixed point at the column's scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implied {
    /// The slot.
    pub column: ColumnId,
    /// Its value at the scale of the column's dimension.
    pub value: i64,
}

/// 每项: items that appear with the text.
#[derive(Clone, Debug)]
pub struct Items {
    /// Their family; rows are items.
    pub family: FamilyId,
    /// Their name.
    pub name: String,
    /// What begins an item.
    pub heads: Vec<Sentence>,
    /// Sentences of an item.
    pub sentences: Vec<Sentence>,
    /// The slot that names an item: the first of the heads.
    pub key: ColumnId,
    /// Where it is declared.
    pub span: Span,
}

/// A part of the outline.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its heading as written in the rules.
    pub name: String,
    /// Its heading.
    pub title: Vec<Piece>,
    /// May be missing.
    pub optional: bool,
    /// Headings of sections inside it.
    pub sections: Vec<Vec<Piece>>,
    /// Holds the passages.
    pub passages: bool,
    /// Holds the tables.
    pub tables: bool,
    /// Where it is declared.
    pub span: Span,
}
