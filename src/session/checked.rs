//! Rule files looked at for their own sake: every stack that they make, what is wrong, and what they declare.

use std::sync::Arc;

use super::counts::SetCounts;
use super::stack::Parses;
use super::threads::on_threads;
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
    /// Each stack that they make, with what the words of its rules name and without a plan.
    pub editions: Vec<Edition>,
    /// The rule files that these are of.
    pub rules: Editions,
}

/// How rules are looked at while somebody writes on.
#[derive(Clone, Copy)]
pub struct Pace<'p> {
    /// On so many threads.
    pub threads: usize,
    /// Whether nobody waits for what comes of it any more: asked again and again.
    pub stop: &'p (dyn Fn() -> bool + Sync),
}

impl Default for Pace<'_> {
    /// On one thread, to the end.
    fn default() -> Self {
        Self { threads: 1, stop: &|| false }
    }
}

/// Checks rule files, folders or shipped sets for a year: each stack that they make.
#[must_use]
pub fn check_rules(loader: &dyn Load, rules: &[String], year: Option<i32>) -> RulesChecked {
    let looked = look(&Editions::new(loader, rules, year), year, Pace::default());
    looked.map(|(checked, _)| checked).unwrap_or_default()
}

/// The same, with what they are compiled to. Files that were parsed before and did not change are not parsed again. None
/// where it was stopped.
#[must_use]
pub fn look_at_rules(
    loader: &dyn Load,
    rules: &[String],
    parses: &Arc<Parses>,
    pace: Pace<'_>,
) -> Option<RulesLooked> {
    let rules = Editions::again(loader, rules, None, parses);
    let (checked, editions) = look(&rules, None, pace)?;
    Some(RulesLooked { checked, editions, rules })
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

fn look(editions: &Editions, year: Option<i32>, pace: Pace<'_>) -> Option<(RulesChecked, Vec<Edition>)> {
    let mut checked = RulesChecked { sets: editions.counts(), ..RulesChecked::default() };
    let tops = editions.looked_at();
    let turning = if year.is_none() { editions.turning_years() } else { Vec::new() };
    // The longest first: an edition of another year is kept for its mistakes alone.
    let years = std::iter::once(year).chain(turning.iter().copied().map(Some));
    let wanted: Vec<(&str, Option<i32>)> =
        years.flat_map(|year| tops.iter().map(move |top| (*top, year))).collect();
    let compiled = on_threads(&wanted, pace.threads, |(top, of)| {
        if (pace.stop)() {
            return None;
        }
        let edition = editions.compile_unplanned(top, *of);
        match *of == year {
            true => Some(Compiled::Whole(Box::new(edition))),
            false => Some(Compiled::Mistakes(mistakes(edition.diagnostics))),
        }
    });
    let mut looked = Vec::new();
    for ((_, of), compiled) in wanted.iter().zip(compiled) {
        match (compiled?, of) {
            (Compiled::Whole(edition), _) => {
                checked.diagnostics.extend(edition.diagnostics.iter().cloned());
                looked.push(*edition);
            }
            (Compiled::Mistakes(found), Some(year)) => {
                checked.diagnostics.extend(wrong_in(found, *year, &checked.diagnostics));
            }
            (Compiled::Mistakes(_), None) => {}
        }
    }
    if let Some(edition) = looked.last() {
        checked.sources = edition.sources.clone();
    }
    checked.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.severity));
    checked.diagnostics.dedup();
    Some((checked, looked))
}

/// What is kept of an edition.
enum Compiled {
    Whole(Box<Edition>),
    Mistakes(Vec<Diagnostic>),
}

fn mistakes(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.retain(|one| one.severity == Severity::Error);
    found
}

/// Mistakes that there are in one year, and were not told of another.
fn wrong_in(mut found: Vec<Diagnostic>, year: i32, told: &[Diagnostic]) -> Vec<Diagnostic> {
    found.retain(|one| !told.iter().any(|known| known.span == one.span && known.code == one.code));
    found.iter_mut().for_each(|one| one.message.push_str(&format!("（{year} 年度）")));
    found
}
