//! The ledger by name: one line for each 编号.

use std::collections::BTreeMap;

use super::{Counts, Finding, LedgerLine};
use crate::audit::{Ledger, Verdict, View};
use crate::naming;
use crate::syntax::Level;

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

/// Instances that say again what was told do not apply.
pub(super) fn leave_out(lines: &mut [LedgerLine], summary: &mut Counts, retold: &[String]) {
    for rule in retold {
        let Some(line) = lines.iter_mut().find(|line| line.rule == *rule) else { continue };
        for counts in [&mut line.counts, &mut *summary] {
            counts.fail = counts.fail.saturating_sub(1);
            counts.not_applicable += 1;
        }
    }
}

/// Instances that are told at another level than their rule has get a line of their own: those of what was inferred,
/// and those that were told with another rule's.
pub(super) fn relevel(lines: &mut Vec<LedgerLine>, findings: &[Finding]) {
    let mut moved: BTreeMap<(usize, Level), Counts> = BTreeMap::new();
    for finding in findings {
        let own = std::iter::once((finding.rule.as_str(), finding.count));
        for (rule, times) in own.chain(finding.also.iter().map(|rule| (rule.as_str(), 1))) {
            let Some(at) = lines.iter().position(|line| line.rule == rule) else { continue };
            if lines.get(at).is_none_or(|line| line.level == finding.level) {
                continue;
            }
            let counts = moved.entry((at, finding.level)).or_default();
            match finding.verdict {
                Verdict::Fail => counts.fail += times,
                Verdict::Rounding => counts.rounding += times,
                Verdict::Undecided => counts.undecided += times,
                Verdict::Pass | Verdict::NotApplicable => {}
            }
        }
    }
    for ((at, level), counts) in moved.into_iter().rev() {
        let Some(line) = lines.get_mut(at) else { continue };
        line.counts.fail = line.counts.fail.saturating_sub(counts.fail);
        line.counts.rounding = line.counts.rounding.saturating_sub(counts.rounding);
        line.counts.undecided = line.counts.undecided.saturating_sub(counts.undecided);
        let other = LedgerLine { level, counts, reasons: Vec::new(), ..line.clone() };
        lines.insert(at + 1, other);
    }
}
