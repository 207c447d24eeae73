//! Exact numbers with a dimension, a last printed place, and the interval that a printed figure stands for.
//!
//! May live here: arithmetic, intervals, comparison, printing and parsing of plain decimals. May not: where a
//! figure stands, what it is called, any rule.

mod compare;
mod dimension;
mod exact;
mod function;
mod interval;
mod printed;

pub use compare::{Agreement, compare, relation_holds};
pub use dimension::{Dimension, MoneyUnit};
pub use exact::Exact;
pub use function::{FUNCTIONS, Function, FunctionEntry, Gives};
pub use interval::Interval;
pub use printed::{Place, Printed};

/// A comparison sign of the rule language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `=`
    Equal,
    /// `≠`
    NotEqual,
    /// `≤` 不超过、不大于
    AtMost,
    /// `<` 小于
    Less,
    /// `≥` 不低于、不小于
    AtLeast,
    /// `>` 大于
    Greater,
}

impl Relation {
    /// The relation with its sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Relation::AtMost => Relation::AtLeast,
            Relation::AtLeast => Relation::AtMost,
            Relation::Less => Relation::Greater,
            Relation::Greater => Relation::Less,
            Relation::Equal | Relation::NotEqual => self,
        }
    }

    /// The sign as the formatter writes it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Relation::Equal => "=",
            Relation::NotEqual => "≠",
            Relation::AtMost => "≤",
            Relation::Less => "<",
            Relation::AtLeast => "≥",
            Relation::Greater => ">",
        }
    }

    /// What holds exactly where this does not: 非 (a > b) is a ≤ b.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Relation::Equal => Relation::NotEqual,
            Relation::NotEqual => Relation::Equal,
            Relation::AtMost => Relation::Greater,
            Relation::Less => Relation::AtLeast,
            Relation::AtLeast => Relation::Less,
            Relation::Greater => Relation::AtMost,
        }
    }
}
