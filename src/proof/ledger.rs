//! The ledger by name: one line for each 编号.

use std::collections::BTreeMap;

use super::{Counts, LedgerLine};
use crate::audit::{Ledger, View};
use crate::naming;

/// One line for each 编号, in order of declaration; only those that anything came of, where `sparse`.
pub(super) fn lines(view: &View<'_>, ledger: &Ledger, sparse: bool) -> (Vec<LedgerLine>, Counts) {
    let mut lines: Vec<LedgerLine> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    let mut summary = Counts::default();
    for (rule, (counts, reasons)) in view.rules.rules.iter().zip(ledger.counts.iter().zip(&ledger.reasons)) {
        if sparse && *counts == Counts::default() {
            continue;
        }
        let at = *index.entry(&rule.code).or_insert_with(|| {
            lines.push(LedgerLine {
                rule: rule.code.clone(),
                title: rule.title.clone(),
                category: rule.category,
                level: rule.level,
                counts: Counts::default(),
                reasons: Vec::new(),
            });
            lines.len() - 1
        });
        let Some(line) = lines.get_mut(at) else { continue };
        line.counts.add(counts);
        summary.add(counts);
        for (reason, count) in reasons {
            // Several may be called the same.
            let reason = naming::reason(view, reason);
            match line.reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, known)) => *known += count,
                None => line.reasons.push((reason, *count)),
            }
        }
    }
    for line in &mut lines {
        line.reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    (lines, summary)
}
