//! The ledger as it grows: how the instances of each rule came out, and why those that came to nothing.

use std::collections::BTreeMap;

use super::{CellAt, Counts, Reason, Verdict};
use crate::ruleset::RuleId;

/// The ledger as it grows.
#[derive(Default)]
pub(crate) struct Ledger {
    /// How many comparisons that hold a cell is in.
    pub(crate) held: BTreeMap<CellAt, u32>,
    /// By number of the rule.
    pub(crate) counts: Vec<Counts>,
    /// By number of the rule.
    pub(crate) reasons: Vec<BTreeMap<Reason, u64>>,
}

impl Ledger {
    pub(super) fn new(rules: usize) -> Self {
        Self {
            counts: vec![Counts::default(); rules],
            reasons: vec![BTreeMap::new(); rules],
            ..Self::default()
        }
    }

    /// Whether a rule has a verdict already.
    pub(super) fn has(&self, rule: RuleId) -> bool {
        self.counts.get(rule.0 as usize).is_some_and(|counts| *counts != Counts::default())
    }

    /// An instance that was counted one way is 不符 when judged again.
    pub(crate) fn turned(&mut self, rule: RuleId, before: Verdict, reasons: &[Reason]) {
        let at = rule.0 as usize;
        if let Some(counts) = self.counts.get_mut(at) {
            let count = counts.of(before);
            *count = count.saturating_sub(1);
        }
        if let (Some(all), Some(reason)) = (self.reasons.get_mut(at), reasons.first())
            && let Some(count) = all.get_mut(reason)
        {
            *count = count.saturating_sub(1);
            all.retain(|_, count| *count > 0);
        }
        self.add(rule, Verdict::Fail, &[]);
    }

    /// Counts many instances that came out alike.
    pub(super) fn add_times(&mut self, rule: RuleId, verdict: Verdict, reason: Option<Reason>, times: u64) {
        if times == 0 {
            return;
        }
        let at = rule.0 as usize;
        if let Some(counts) = self.counts.get_mut(at) {
            *counts.of(verdict) += times;
        }
        if let (Some(all), Some(reason)) = (self.reasons.get_mut(at), reason) {
            *all.entry(reason).or_default() += times;
        }
    }

    pub(super) fn add(&mut self, rule: RuleId, verdict: Verdict, reasons: &[Reason]) {
        let at = rule.0 as usize;
        if let Some(counts) = self.counts.get_mut(at) {
            *counts.of(verdict) += 1;
        }
        if let (Some(all), Some(reason)) = (self.reasons.get_mut(at), reasons.first()) {
            *all.entry(reason.clone()).or_default() += 1;
        }
    }
}
