//! Rule files looked at for their own sake: every stack that they make, what is wrong, and what they declare.

use super::Editions;
use super::counts::SetCounts;
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

/// Checks rule files, folders or shipped sets for a year: each stack that they make.
#[must_use]
pub fn check_rules(loader: &dyn Load, rules: &[String], year: Option<i32>) -> RulesChecked {
    let editions = Editions::new(loader, rules, year);
    let mut checked = RulesChecked { sets: editions.counts(), ..RulesChecked::default() };
    for edition in editions.each(year) {
        checked.diagnostics.extend(edition.diagnostics);
        checked.sources = edition.sources;
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
    checked
}

/// Mistakes that there are in one year, and were not told of another.
fn wrong_in(found: &[Diagnostic], year: i32, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_told =
        |one: &Diagnostic| told.iter().any(|known| known.span == one.span && known.code == one.code);
    let new = found.iter().filter(|one| one.severity == Severity::Error && !is_told(one));
    new.map(|one| Diagnostic { message: format!("{}（{year} 年度）", one.message), ..one.clone() }).collect()
}
