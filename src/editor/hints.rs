//! How the rules of a file came out for a document, beside each.

use super::look::Look;
use super::symbol::{Key, SymbolKind};
use crate::proof::UnitFindings;
use crate::report::reason_words;

/// What stands beside a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The byte behind its number.
    pub at: u32,
    /// In a few words.
    pub label: String,
    /// Why, where it was not decided.
    pub detail: String,
}

/// How each rule that a file declares came out.
#[must_use]
pub fn verdict_hints(look: &Look, file: &str, unit: &UnitFindings) -> Vec<Hint> {
    let Some(source) = look.source(file) else { return Vec::new() };
    let declared = look.index.of_file(source).filter(|one| one.declares);
    let rules = declared.filter_map(|one| match &one.key {
        Key::Named(SymbolKind::Rule, number) => Some((one.span.end, number)),
        _ => None,
    });
    let hints = rules.filter_map(|(at, number)| {
        let lines: Vec<_> = unit.ledger.iter().filter(|line| line.rule == *number).collect();
        let sum = |of: &dyn Fn(&crate::proof::Counts) -> u64| {
            lines.iter().map(|line| of(&line.counts)).sum::<u64>()
        };
        let counts = [
            ("不符", sum(&|counts| counts.fail)),
            ("无法判断", sum(&|counts| counts.undecided)),
            ("尾差", sum(&|counts| counts.rounding)),
            ("通过", sum(&|counts| counts.pass)),
        ];
        let mut words: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        if words.is_empty() {
            words.push("不适用".to_owned());
        }
        let reasons = lines.iter().flat_map(|line| &line.reasons).take(3);
        let detail: Vec<String> = reasons.map(|(reason, _)| reason_words(reason)).collect();
        (!lines.is_empty()).then(|| Hint { at, label: words.join(" · "), detail: detail.join("；") })
    });
    hints.collect()
}
