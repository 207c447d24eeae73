//! What the words of rules were found to name: for whoever looks at the text of the rules, not at what they say.

use crate::schema::{ColumnId, FamilyId, RowId, TableId};
use crate::source::Span;

use super::DefinitionId;

/// What a word of a path names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A table.
    Table(TableId),
    /// A side of a table, a passage, a 段 or a 每项.
    Family(FamilyId),
    /// A fixed row.
    Row(FamilyId, RowId),
    /// A code row of a family, by its code.
    Code(FamilyId, String),
    /// A column or slot.
    Column(FamilyId, ColumnId),
    /// A definition of a block.
    Definition(DefinitionId),
    /// A definition of a table or of the top, by where its name stands.
    Shorthand(Span),
}

/// A word of a rule file and what it names. One that stands in a 句组 may name something else at each site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameUse {
    /// Where the word stands.
    pub span: Span,
    /// What it names there.
    pub named: Named,
}
