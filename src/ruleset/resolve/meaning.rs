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
    /// 本序号.前一个
    OrdinalBefore,
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
    /// Mistakes of the rule's author.
    Wrong(Vec<crate::source::Diagnostic>),
    /// What is named is there in other years only.
    OtherYears,
    /// Nothing is there for this element (a row without parts): the element is left out.
    Skip,
}

impl From<crate::source::Diagnostic> for Miss {
    fn from(diagnostic: crate::source::Diagnostic) -> Self {
        Miss::Wrong(vec![diagnostic])
    }
}

/// Both of two, or all that is wrong with either.
pub(super) fn both<A, B>(left: Result<A, Miss>, right: Result<B, Miss>) -> Result<(A, B), Miss> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(Miss::Wrong(mut wrong)), Err(Miss::Wrong(more))) => {
            wrong.extend(more);
            Err(Miss::Wrong(wrong))
        }
        (Err(miss), _) | (_, Err(miss)) => Err(miss),
    }
}

/// All of several, or all that is wrong with any.
pub(super) fn all<T>(results: impl Iterator<Item = Result<T, Miss>>) -> Result<Vec<T>, Miss> {
    let mut all = Ok(Vec::new());
    for next in results {
        all = both(all, next).map(|(mut all, next): (Vec<T>, T)| {
            all.push(next);
            all
        });
    }
    all
}
