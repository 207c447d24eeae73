//! A document's result in a line: what a person does about it, first and last in the report.

use std::collections::BTreeSet;

use anstyle::Style;

use super::style::{CHECK, GOOD, of_level};
use super::words::chosen_words;
use crate::proof::{Chosen, Finding, RuleSetInfo, UnitFindings, Verdict};
use crate::syntax::Level;

/// Levels, the gravest first.
pub const LEVELS: [Level; 3] = [Level::Error, Level::Verify, Level::Hint];

/// How many documents there are of which kind, each counted once, under the gravest that was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// By level, the gravest first; at the end those without any entry.
    pub of: [u64; 4],
    /// Those that could not be read.
    pub unread: u64,
}

impl Total {
    /// Counts a unit.
    pub fn take(&mut self, unit: &UnitFindings) {
        let worst = worst(unit);
        self.count(|level| worst == Some(level));
    }

    /// Counts one of which the gravest level that holds is the first in [`LEVELS`].
    pub fn count(&mut self, has: impl Fn(Level) -> bool) {
        let at = LEVELS.into_iter().position(has).unwrap_or(LEVELS.len());
        if let Some(count) = self.of.get_mut(at) {
            *count += 1;
        }
    }

    /// Counts so many without any entry.
    pub fn fine(&mut self, count: u64) {
        let [.., fine] = &mut self.of;
        *fine += count;
    }

    /// In a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let [wrong, verify, hint, fine] = self.of;
        let parts = [
            ("有错误的", Some(wrong)),
            ("没有错误、有待核实的", Some(verify)),
            ("只有提示的", Some(hint)),
            ("没有发现不符的", Some(fine)),
            ("读不了的", Some(self.unread).filter(|unread| *unread > 0)),
        ];
        let parts = parts.iter().filter_map(|(what, count)| count.map(|count| format!("{what} {count} 份")));
        let parts: Vec<String> = parts.collect();
        let all = self.of.iter().sum::<u64>() + self.unread;
        format!("共 {all} 份：{}。", parts.join("，"))
    }
}

/// Whose accounts, of which year.
pub(super) fn whose(unit: Option<&str>, year: Option<i32>) -> String {
    let year = year.map_or_else(|| "年度不详".to_owned(), |year| format!("{year} 年度"));
    format!("{} {year}", unit.unwrap_or("单位名称不详"))
}

/// Whose accounts, of which year, and how many mistakes there are to mend, to check, to think of.
#[must_use]
pub fn verdict_words(unit: &UnitFindings) -> String {
    format!("{}：{}", whose(unit.unit.as_deref(), unit.year), came_out(unit))
}

pub(super) fn came_out(unit: &UnitFindings) -> String {
    let counts = LEVELS.map(|level| (level, entries(unit, level)));
    let each = counts.iter().filter(|(_, count)| *count > 0);
    let each: Vec<String> = each.map(|(level, count)| format!("{} {count} 条", todo_word(*level))).collect();
    let waits: u64 = waiting(unit).map(|finding| finding.count).sum();
    let open: u64 = open_findings(unit).iter().map(|finding| finding.count).sum();
    let mut words = match (each.is_empty(), unit.summary.is_decided()) {
        (false, _) => each.join("，"),
        (true, false) => "没有核对成任何一处".to_owned(),
        (true, true) if unit.causes.is_empty() => "没有发现不符".to_owned(),
        (true, true) => "不符的都已说明".to_owned(),
    };
    if waits > 0 {
        words += &format!("；另有 {waits} 项要等改正后再核");
    }
    let waived = unit.causes.iter().filter(|cause| cause.waived.is_some()).count();
    if waived > 0 {
        words += &format!("；已说明 {waived} 条");
    }
    if open > 0 {
        words += &format!("；{open} 处无法判断");
    }
    words
}

/// The gravest level that a unit has entries of.
fn worst(unit: &UnitFindings) -> Option<Level> {
    LEVELS.into_iter().find(|level| entries(unit, *level) > 0)
}

/// How a result is set off.
pub(super) fn verdict_style(unit: &UnitFindings) -> Style {
    match worst(unit) {
        Some(worst) => of_level(worst),
        None if unit.summary.is_decided() => GOOD,
        None => CHECK,
    }
}

/// How many tables were read, and how the checks came out.
pub(super) fn summary_words(unit: &UnitFindings) -> String {
    let (found, of) = unit.tables;
    let tables = if of == 0 { String::new() } else { format!("读到 {of} 张表中的 {found} 张；") };
    let counts = &unit.summary;
    format!(
        "{tables}通过 {} 处，尾差 {} 处，不符 {} 处，无法判断 {} 处",
        counts.pass, counts.rounding, counts.fail, counts.undecided
    )
}

/// The rules used, and what in the document spoke for them.
pub(super) fn rules_words(info: &RuleSetInfo, chosen: &Chosen, verbose: bool) -> String {
    let digest: String = info.digest.chars().take(12).collect();
    let digest = if digest.is_empty() || !verbose { String::new() } else { format!("，摘要 {digest}") };
    let why = chosen_words(chosen).map_or_else(String::new, |why| format!("；{why}"));
    format!("规则集：{} {}{digest}{why}", info.name, info.version)
}

/// What a person does about entries of a level.
#[must_use]
pub fn todo_word(level: Level) -> &'static str {
    match level {
        Level::Error => "要改正",
        Level::Verify => "请核实",
        Level::Hint => "供参考",
    }
}

/// How many entries of a level there are: mistakes, not findings.
pub(super) fn entries(unit: &UnitFindings, level: Level) -> usize {
    unit.causes.iter().filter(|cause| cause.level == level && cause.waived.is_none()).count()
}

/// What waits until a mistake is mended.
fn waiting(unit: &UnitFindings) -> impl Iterator<Item = &Finding> {
    unit.causes.iter().flat_map(|cause| &cause.waits).filter_map(|at| unit.findings.get(*at))
}

/// What is not decided and waits for no mistake that is told.
pub(super) fn open_findings(unit: &UnitFindings) -> Vec<&Finding> {
    let waits: BTreeSet<usize> = unit.causes.iter().flat_map(|cause| cause.waits.iter().copied()).collect();
    let all = unit.findings.iter().enumerate();
    let open = all.filter(|(at, finding)| finding.verdict == Verdict::Undecided && !waits.contains(at));
    open.map(|(_, finding)| finding).collect()
}
