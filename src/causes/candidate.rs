//! Hypotheses: what would be changed, what that assumes, and what it does.

use super::bench::Effect;
use super::cells::Figure;
use super::patch::Patch;

/// What kind of mistake a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 数字: one figure, or the same in several places.
    Figure,
    /// 错行: figures in other rows than their own.
    Row,
    /// 错列: figures in other columns than their own.
    Column,
    /// 单位: amounts in another unit than the table says.
    Unit,
    /// 合计未改: a total that was not brought up to date with its parts.
    Total,
    /// 错列: a column that its rows contradict as a whole, such as one filled with another's figures.
    Copied,
    /// 抄上年: last year's figures where this year's should stand.
    LastYear,
    /// 词语: a word that stands for a sign.
    Word,
    /// 漏行: a row that is missing below its whole.
    Lost,
    /// 漏行: a row that is printed twice.
    Twice,
}

/// A row that is not printed.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// What would hold with it.
    pub(super) fixed: Vec<u32>,
    /// Figures of its whole, and by how much the parts of each fall short.
    pub(super) figures: Vec<(u32, Figure)>,
    /// A figure of the row in another table.
    pub(super) like: Option<u32>,
}

impl Kind {
    /// Whether what its figures come to is not known before it is worked out from the others.
    pub(super) fn is_worked_out(self) -> bool {
        matches!(self, Self::Copied | Self::LastYear)
    }
}

/// The rows of a grid that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) grid: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Lines that figures moved by; the power of ten of a unit.
    pub(super) by: i64,
}

/// A hypothesis.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) kind: Kind,
    pub(super) patch: Patch,
    /// What has to be assumed for it, in the unit of gains.
    pub(super) assumed: i64,
    /// The figure where it shows first.
    pub(super) first: u32,
    pub(super) rows: Option<Rows>,
    pub(super) lost: Option<Lost>,
}

impl Candidate {
    /// A change with what has to be assumed for it.
    pub(super) fn new(kind: Kind, patch: Patch, assumed: i64, first: u32) -> Self {
        Self { kind, patch, assumed, first, rows: None, lost: None }
    }

    /// Of these rows.
    pub(super) fn over(self, rows: Rows) -> Self {
        Self { rows: Some(rows), ..self }
    }
}

/// A candidate with what it does.
pub(super) struct Weighed {
    pub(super) candidate: Candidate,
    pub(super) effect: Effect,
    pub(super) gain: i64,
}
