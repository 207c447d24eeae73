//! What a lowered step is made of: figures as columns, and sums of them that are compared with zero.

use crate::amount::Relation;
use crate::schema::{ColumnId, FamilyId, RowId};

/// How a step is run over many units.
#[derive(Clone, Debug, PartialEq)]
pub enum Lowering {
    /// Not at all: the rule is outside its years or switched off.
    Off,
    /// By the exact judge, once for all units of which nothing but figures of tables is known: it reads prose alone, or
    /// compares what only prose could say.
    Silent,
    /// By the exact judge alone.
    Exact,
    /// Over columns; what these leave open goes to the exact judge.
    Kernel(Kernel),
}

/// A step over columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    /// The families whose code rows it is judged for, joined by key; empty where it is judged once a unit.
    pub rows: Vec<FamilyId>,
    /// What it reads, by the number of the step's leaf.
    pub sources: Vec<Source>,
    /// Its condition.
    pub guard: Option<Gate>,
    /// What must hold.
    pub body: Linear,
    /// It is judged where all its figures are blank, too.
    pub asks: bool,
}

/// A figure that is read, as a column over units or over rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A fixed cell.
    Cell {
        /// Family.
        family: FamilyId,
        /// Row.
        row: RowId,
        /// Column.
        column: ColumnId,
    },
    /// The row of a code.
    Code {
        /// Family.
        family: FamilyId,
        /// The code.
        code: String,
        /// Column.
        column: ColumnId,
    },
    /// The row of a family that has the key of the row that the step is at.
    Row {
        /// Family.
        family: FamilyId,
        /// Column.
        column: ColumnId,
    },
    /// The sum over all code rows of a level.
    LevelSum {
        /// Family.
        family: FamilyId,
        /// 1-based level.
        level: u8,
        /// Column.
        column: ColumnId,
    },
    /// The sum over the parts of the row that the step is at.
    PartsSum {
        /// Family.
        family: FamilyId,
        /// Column.
        column: ColumnId,
    },
}

impl Source {
    /// The family that it reads.
    #[must_use]
    pub fn family(&self) -> FamilyId {
        match self {
            Self::Cell { family, .. }
            | Self::Code { family, .. }
            | Self::Row { family, .. }
            | Self::LevelSum { family, .. }
            | Self::PartsSum { family, .. } => *family,
        }
    }
}

/// A condition over columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Gate {
    /// A comparison, as printed.
    Compare(Linear),
    /// 且
    And(Box<Gate>, Box<Gate>),
    /// 或
    Or(Box<Gate>, Box<Gate>),
}

/// Σ coefficient × figure + constant, held against zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    /// Numbers of sources with whole coefficients, over the fixed point of each source.
    pub terms: Vec<(u32, i64)>,
    /// Constant at the same scale.
    pub constant: i64,
    /// left relation right
    pub relation: Relation,
    /// 允许误差 at the same scale.
    pub tolerance: Option<i64>,
    /// Sources whose values must lie on their printed places, for the sum to be compared as it is.
    pub on_place: Vec<u32>,
}
