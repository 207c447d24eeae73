//! What a path means, before it is known what is asked of it.

use crate::ruleset::{DefinitionId, ElementProperty, Expr, Figure, Property, Select};
use crate::schema::{ColumnId, FamilyId, TableId};

/// What a path means.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// One figure.
    Figure(Figure),
    /// Figures that are added up or tested together: parts of a row or column, with a name for people.
    Figures(String, Vec<Expr>),
    /// Rows of a family, with the column that is asked of each, if one is named.
    Rows(FamilyId, Select, Option<ColumnId>),
    /// The element's row in a family, no column named.
    ElementRow(FamilyId),
    /// The row that the element's row is a part of.
    Parent(FamilyId),
    /// A table.
    Table(TableId),
    /// A passage.
    Passage(FamilyId),
    /// A column as such.
    Head(FamilyId, ColumnId),
    /// A definition.
    Defined(DefinitionId),
    /// A property.
    Property(Property),
    /// A property of an element of the text.
    Element(ElementProperty),
    /// A heading of the body like the element.
    BodyHeading,
    /// The statement that a table is empty.
    EmptyNote(TableId),
    /// A shorthand, put in.
    Expr(Box<Expr>),
    /// A text that is known already: the name of a fixed row.
    Text(String),
    /// 本年
    ThisYear,
    /// 上年
    Prior,
    /// 本年预算
    Plan,
    /// 所属单位
    Subordinates,
    /// A property of the unit.
    UnitProperty(String),
    /// A word of a class (持平), by its value.
    Word(i64),
    /// A part of the outline.
    Part(u32),
}

/// Why a path has no meaning here.
#[derive(Clone, Debug)]
pub(super) enum Miss {
    /// A mistake of the rule's author.
    Wrong(Box<crate::source::Diagnostic>),
    /// What is named is there in other years only.
    OtherYears,
    /// Nothing is there for this element (a row without parts): the element is left out.
    Skip,
}

impl From<crate::source::Diagnostic> for Miss {
    fn from(diagnostic: crate::source::Diagnostic) -> Self {
        Miss::Wrong(Box::new(diagnostic))
    }
}
