//! What a layer changes about the rules of those below it: 停用 and 调整.

use super::{Expr, Level, Name, Text, Validity};
use crate::source::Span;

/// `停用 甲、乙 [当 …] [因 "…"]`
#[derive(Clone, Debug, PartialEq)]
pub struct Disable {
    /// Rules, rows or columns.
    pub names: Vec<Name>,
    /// `当 …`: only where this holds.
    pub when: Option<Expr>,
    /// Why.
    pub reason: Option<Text>,
    /// Where.
    pub span: Span,
}

/// `调整 甲、乙 [当 …] [级别 …] [允许误差 …] [因 "…"]`
#[derive(Clone, Debug, PartialEq)]
pub struct Adjust {
    /// Rules.
    pub names: Vec<Name>,
    /// `当 …`: only where this holds.
    pub when: Option<Expr>,
    /// New level.
    pub level: Option<(Level, Span)>,
    /// New tolerance.
    pub tolerance: Option<Expr>,
    /// New years.
    pub validity: Option<Validity>,
    /// Why.
    pub reason: Option<Text>,
    /// Where.
    pub span: Span,
}
