//! What no case can show, as written in a case file with the reason: a line `句式 "…" 因 …` each.

use super::mistake::{Misread, Mistake};

/// What is not covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UncoveredKind {
    /// A rule.
    Rule,
    /// A condition of a rule.
    Condition,
    /// A sentence pattern.
    Pattern,
}

/// What a case file says cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untried {
    /// What it is.
    pub kind: UncoveredKind,
    /// Number of the rule, or the pattern as written.
    pub name: String,
    /// Why no case shows it.
    pub reason: String,
    /// Its line in the case file, from 1.
    pub line: usize,
}

/// The kind of blocks that list what cannot be shown.
pub(super) const UNTRIED: &str = "不试";

/// Reads the lines of a block that opens on a line of its file.
pub(super) fn read(text: &str, line: usize, wrong: &mut Vec<Misread>) -> Vec<Untried> {
    let mut all = Vec::new();
    for (number, written) in (line + 1..).zip(text.lines()) {
        if written.trim().is_empty() {
            continue;
        }
        match one(written.trim(), number) {
            Some(untried) => all.push(untried),
            None => wrong.push(Misread::at(number, Mistake::NoReason(written.to_owned()))),
        }
    }
    all
}

fn one(written: &str, line: usize) -> Option<Untried> {
    let (word, rest) = written.split_once(char::is_whitespace)?;
    let kind = match word {
        "规则" => UncoveredKind::Rule,
        "条件" => UncoveredKind::Condition,
        "句式" => UncoveredKind::Pattern,
        _ => return None,
    };
    let rest = rest.trim_start();
    let (name, rest) = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => rest.split_once(char::is_whitespace)?,
    };
    let reason = rest.trim_start().strip_prefix('因')?.trim().trim_matches('"');
    let is_whole = !name.is_empty() && !reason.is_empty();
    is_whole.then(|| Untried { kind, name: name.to_owned(), reason: reason.to_owned(), line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_what_is_not_tried_and_why() {
        let mut wrong = Vec::new();
        let text = "条件 AB01 因 年度总是有\n\n句式 \"甲{系|因|由}{乙:文字}\" 因 \"丙先读到\"\n条件 AB02\n";
        let all = read(text, 4, &mut wrong);
        let told: Vec<_> = all.iter().map(|one| (one.kind, &*one.name, &*one.reason, one.line)).collect();
        assert_eq!(
            told,
            [
                (UncoveredKind::Condition, "AB01", "年度总是有", 5),
                (UncoveredKind::Pattern, "甲{系|因|由}{乙:文字}", "丙先读到", 7),
            ]
        );
        assert_eq!(wrong, [Misread::at(8, Mistake::NoReason("条件 AB02".to_owned()))]);
    }
}
