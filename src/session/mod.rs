//! Chooses the edition for a document, compiles it once, runs it for many: what every front door calls.
//!
//! May live here: which rule files go together, looking things up in what was compiled. May not: how anything is read,
//! judged or worded.

mod edition;
mod editions;
mod find;
mod parts;
mod region;
mod shipped;
mod show;
mod stack;

pub use edition::Edition;
pub use editions::{Choice, Editions};
pub use parts::{Holding, join_files, parts_of_units};
pub use shipped::Shipped;

use crate::source::Load;

/// Something that `find` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// 规则, 表, 列 …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The path to write for it.
    pub path: String,
    /// Its title or other names.
    pub title: String,
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
