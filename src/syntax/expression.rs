//! Expressions of rules, conditions and definitions, as written.

use super::{Name, Text};
use crate::amount::Relation;
use crate::source::Span;

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// Kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `0.5万元`, `5%`, `3辆`, `2024`
    Number(Number),
    /// `"…"`
    Text(Text),
    /// `甲表.合计.乙列`, `本格`, `下级行`
    Path(Path),
    /// `求和(…)`: functions are a closed list.
    Call(Name, Vec<Expr>),
    /// `{甲、乙}`
    Set(Vec<Expr>),
    /// `-x`, `非 x`
    Unary(Unary, Box<Expr>),
    /// `x + y`, `x 否则 y`, `x 且 y` …
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `有 甲、乙` (true) and `无 甲、乙` (false): all of them said, none of them said.
    Has(bool, Vec<Path>),
    /// `人员经费合计.下级 于 基本支出表 当 决算数 ≠ 0元`: a set, where it is looked up, which of its members.
    Filter {
        /// The set.
        set: Box<Expr>,
        /// `于 …`
        over: Option<Path>,
        /// `当 …`, read inside each member.
        when: Option<Box<Expr>>,
    },
}

/// A number literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Digits, sign-less, full-width folded, without separators: `0.5`.
    pub digits: String,
    /// `%`, `万元`, `元`, `亿元`, `辆` …; empty for a bare number.
    pub unit: String,
}

/// One-place operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-`
    Minus,
    /// `非`
    Not,
}

/// Two-place operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `×`
    Multiply,
    /// `÷`
    Divide,
    /// `= ≠ ≤ < ≥ >`
    Compare(Relation),
    /// `且`
    And,
    /// `或`
    Or,
    /// `否则`: the first that is stated.
    Otherwise,
    /// `含`: a text contains a text.
    Contains,
    /// `含于`: all members of a list stand in another.
    Within,
    /// `属于`: one of a set.
    In,
    /// `止于`: a text ends with.
    EndsWith,
    /// `始于`: a text begins with.
    StartsWith,
    /// 达到
    Reaches,
}

/// `甲.乙.[30217].(本列)`
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Its steps, at least one.
    pub steps: Vec<Step>,
    /// Where.
    pub span: Span,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A name: table, row, column, slot, property, 本行, 上年 …
    Name(Name),
    /// `[30217]`
    Code(Name),
    /// `(本列)`: the row or column of the name that this stands for.
    Dynamic(Box<Path>),
}

/// Names of functions: a closed list, so that a bracket behind any other word is part of the name.
pub const FUNCTIONS: [&str; 17] = [
    "求和",
    "个数",
    "平均",
    "取",
    "最大",
    "最小",
    "绝对值",
    "符号",
    "名称",
    "空白",
    "成对",
    "年末",
    "四舍五入",
    "舍去",
    "长度",
    "勾选数",
    "项数",
];

impl std::fmt::Display for Path {
    /// As written: `甲.[30217].(本列)`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            if at > 0 {
                formatter.write_str(".")?;
            }
            match step {
                Step::Name(name) => formatter.write_str(&name.text)?,
                Step::Code(code) => write!(formatter, "[{}]", code.text)?,
                Step::Dynamic(inner) => write!(formatter, "({inner})")?,
            }
        }
        Ok(())
    }
}
