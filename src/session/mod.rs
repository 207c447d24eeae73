//! Chooses the edition for a document, compiles it once, runs it for many: what every front door calls.
//!
//! May live here: which rule files go together, looking things up in what was compiled. May not: how anything is read,
//! judged or worded.

mod batch;
mod checked;
mod company;
mod counts;
mod edition;
mod editions;
mod find;
mod history;
mod lookup;
mod misread;
mod parts;
mod places;
mod publication;
mod region;
mod register;
mod shipped;
mod show;
mod stack;
mod written;

pub use batch::{Judged, Totals, unclaimed_notices};
pub use checked::{RulesChecked, check_rules};
pub use company::Company;
pub use counts::SetCounts;
pub use edition::Edition;
pub use editions::{Choice, Editions};
pub use history::{Held, by_year};
pub use parts::{Holding, join_files, parts_of_units};
pub use register::{Register, RegisterError, Unit, UnitId};
pub use shipped::Shipped;

use crate::source::{Load, Span};

/// Something that `find` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// 规则, 表, 列 …
    pub kind: String,
    /// Its name; the number of a rule.
    pub name: String,
    /// The path to write for it.
    pub path: String,
    /// Its title or other names.
    pub title: String,
    /// Where it is declared, if in a rule file.
    pub span: Option<Span>,
    /// What else is said of a rule.
    pub rule: Option<FoundRule>,
    /// The rows and columns of a table that was named exactly, a line each.
    pub holds: Vec<String>,
    /// Numbers of the rules that read a figure that was named exactly.
    pub used_by: Vec<String>,
}

/// A rule that `find` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRule {
    /// 级别
    pub level: &'static str,
    /// 类别
    pub category: &'static str,
    /// The rule as its author wrote it; none where the program adds it by itself.
    pub written: Option<String>,
    /// The tables, passages and 段 that it stands in.
    pub sites: Vec<String>,
    /// In force in the year that was asked for, and not switched off.
    pub in_force: bool,
    /// The reason written for 停用.
    pub switched_off: Option<String>,
    /// What layers change about it, as they write it with their reasons.
    pub changes: Vec<String>,
}

/// A stage that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Trees as parsed.
    Tree,
    /// Rules as resolved.
    Rules,
    /// The graph.
    Graph,
    /// The plan.
    Plan,
}

/// Compiles rule files for a year; no names mean the shipped rules. With several rule sets the topmost one that was
/// named last is compiled.
#[must_use]
pub fn open(loader: &dyn Load, rules: &[String], year: Option<i32>) -> Edition {
    Editions::new(loader, rules, year).plain()
}
