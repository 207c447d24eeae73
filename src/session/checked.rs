//! Rule files looked at for their own sake: every stack that they make, what is wrong, and what they declare.

use std::sync::Arc;

use super::counts::SetCounts;
use super::stack::Parses;
use super::{Edition, Editions};
use crate::source::{Diagnostic, Load, Severity, Sources};

/// What came of checking rule files.
#[derive(Debug, Default)]
pub struct RulesChecked {
    /// The rule files.
    pub sources: Sources,
    /// What is wrong with them, in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The rule sets that were asked for, in order.
    pub sets: Vec<SetCounts>,
}

impl RulesChecked {
    /// Whether the rules cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Rule files looked at as they are written: what came of checking them, and what they were compiled to.
pub struct RulesLooked {
    /// What came of checking them.
    pub checked: RulesChecked,
    /// Each stack that they make, with what the words of its rules name.
    pub editions: Vec<Edition>,
    /// The rule files that these are of.
    pub rules: Editions,
}

/// Checks rule files, folders or shipped sets for a year: each stack that they make.
#[must_use]
pub fn check_rules(loader: &dyn Load, rules: &[String], year: Option<i32>) -> RulesChecked {
    look(&Editions::new(loader, rules, year), year).0
}

/// The same, with what they are compiled to. Files that were parsed before and did not change are not parsed again.
#[must_use]
pub fn look_at_rules(
    loader: &dyn Load,
    rules: &[String],
    year: Option<i32>,
    parses: &Arc<Parses>,
) -> RulesLooked {
    let rules = Editions::again(loader, rules, year, parses);
    let (checked, editions) = look(&rules, year);
    RulesLooked { checked, editions, rules }
}

/// What is wrong with one file as far as the stack of its own set tells: sooner than [`look_at_rules`], which alone knows
/// what layers make of it. None where the file is no part of the rules.
#[must_use]
pub fn glance_at_file(
    loader: &dyn Load,
    rules: &[String],
    file: &str,
    parses: &Arc<Parses>,
) -> Option<RulesChecked> {
    let edition = Editions::again(loader, rules, None, parses).of_file(file, None)?;
    let is_own = |found: &Diagnostic| edition.sources.name(found.span.source) == file;
    let diagnostics = edition.diagnostics.iter().filter(|found| is_own(found)).cloned().collect();
    Some(RulesChecked { diagnostics, sources: edition.sources, sets: Vec::new() })
}

fn look(editions: &Editions, year: Option<i32>) -> (RulesChecked, Vec<Edition>) {
    let mut checked = RulesChecked { sets: editions.counts(), ..RulesChecked::default() };
    let looked = editions.each(year);
    for edition in &looked {
        checked.diagnostics.extend(edition.diagnostics.iter().cloned());
    }
    if let Some(edition) = looked.last() {
        checked.sources = edition.sources.clone();
    }
    if year.is_none() {
        for year in editions.turning_years() {
            for edition in editions.each(Some(year)) {
                checked.diagnostics.extend(wrong_in(&edition.diagnostics, year, &checked.diagnostics));
            }
        }
    }
    checked.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.severity));
    checked.diagnostics.dedup();
    (checked, looked)
}

/// Mistakes that there are in one year, and were not told of another.
fn wrong_in(found: &[Diagnostic], year: i32, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_told =
        |one: &Diagnostic| told.iter().any(|known| known.span == one.span && known.code == one.code);
    let new = found.iter().filter(|one| one.severity == Severity::Error && !is_told(one));
    new.map(|one| Diagnostic { message: format!("{}（{year} 年度）", one.message), ..one.clone() }).collect()
}
