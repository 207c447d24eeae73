//! Chooses the edition for a document, compiles it once, runs it for many: what every front door calls.
//!
//! May live here: which rule files go together, looking things up in what was compiled. May not: how anything is read,
//! judged or worded.

mod batch;
mod checked;
mod company;
mod counts;
mod declared;
mod edition;
mod editions;
mod explain;
mod find;
mod fix;
mod history;
mod levels;
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
mod threads;
mod waivers;
mod written;

pub use batch::{Judged, Totals, unclaimed_notices};
pub use checked::{Pace, RulesChecked, RulesLooked, check_rules, glance_at_file, look_at_rules};
pub use company::Company;
pub use counts::SetCounts;
pub use declared::{DeclaredHere, DeclaredPattern, DeclaredRule};
pub use edition::Edition;
pub use editions::{Choice, Editions};
pub use explain::{Explained, LayerChange};
pub use fix::{FixedFile, Mended, Refused, RulesFixed, fix_rules};
pub use history::{Held, by_year};
pub use parts::{Holding, join_files, parts_of_units};
pub use register::{Register, RegisterError, Unit, UnitId};
pub use shipped::Shipped;
pub use stack::Parses;
pub(crate) use threads::on_threads;
pub use waivers::{Day, WaiverError, Waivers};

use crate::source::{Load, Span};

/// Something that `find` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The rule set that it was found in.
    pub set: String,
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

/// Compiles rule files for a year, each stack that was asked for; no names mean the shipped rules, one edition a
/// publication.
#[must_use]
pub fn open_all(loader: &dyn Load, rules: &[String], year: Option<i32>) -> Vec<Edition> {
    Editions::new(loader, rules, year).all()
}

/// What carries a word in editions of one [`open_all`], those of the first first; what several have in common once.
#[must_use]
pub fn find_in_all(editions: &[Edition], word: &str) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for edition in editions {
        for found in edition.find(word) {
            let same = |known: &Found| Found { set: found.set.clone(), ..known.clone() } == found;
            let span = found.span;
            if !(span.is_some() && all.iter().any(|known| known.span == span && same(known))) {
                all.push(found);
            }
        }
    }
    all
}

/// A stage of all editions of one [`open_all`]; those in which there is nothing of the name are left out.
///
/// # Errors
/// When there is nothing of the name in any, with the nearest that there is in the first.
pub fn show_all(editions: &[Edition], stage: Stage, of: Option<&str>, dot: bool) -> Result<String, String> {
    let shown: Vec<Result<String, String>> =
        editions.iter().map(|edition| edition.stage(stage, of, dot)).collect();
    let (text, wrong): (Vec<_>, Vec<_>) = shown.into_iter().partition(Result::is_ok);
    let text: Vec<String> = text.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    match (of, wrong.into_iter().find_map(Result::err)) {
        _ if !text.is_empty() => Ok(text.join("\n")),
        (_, Some(why)) => Err(why),
        (Some(name), None) => Ok(format!("没有规则用到「{name}」\n")),
        (None, None) => Ok(String::new()),
    }
}

/// Compiles rule files for a year; no names mean the shipped rules. With several rule sets the topmost one that was
/// named last is compiled.
#[must_use]
pub fn open(loader: &dyn Load, rules: &[String], year: Option<i32>) -> Edition {
    Editions::new(loader, rules, year).plain()
}
