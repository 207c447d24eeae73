//! What came of one unit: its findings, the mistakes behind them, and its ledger.

use std::collections::BTreeSet;

use super::{Cause, Finding, LedgerLine};
use crate::audit::{Counts, Verdict};
use crate::document;
use crate::syntax::Level;

/// Name, version and digest of the rules used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSetInfo {
    /// Name of the topmost rule set.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest of all its files.
    pub digest: String,
}

/// Why a document is checked by one rule set and not by another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// It is not known.
    #[default]
    Unknown,
    /// It was asked for, or there is no other.
    Asked,
    /// These words of the document speak for it.
    Spoken(Vec<String>),
    /// No words of the document speak for any other.
    Fallback,
}

/// What came of one unit's document.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitFindings {
    /// Name of the file.
    pub source: String,
    /// The unit.
    pub unit: Option<String>,
    /// The year.
    pub year: Option<i32>,
    /// Totals.
    pub summary: Counts,
    /// Every rule, in the order of the rule set.
    pub ledger: Vec<LedgerLine>,
    /// Findings in document order.
    pub findings: Vec<Finding>,
    /// The mistakes behind those that are 不符, in document order: each of these belongs to one.
    pub causes: Vec<Cause>,
    /// What holds, with its numbers, where that was wanted; in the order of the rules.
    pub proofs: Vec<Finding>,
    /// The file's own problems.
    pub notices: Vec<document::Notice>,
    /// How many tables of the rule set were found, of how many.
    pub tables: (usize, usize),
    /// Why these rules.
    pub chosen: Chosen,
}

impl UnitFindings {
    /// The mistakes as reports number them: those that are explained last, the gravest level first.
    #[must_use]
    pub fn causes_in_order(&self) -> Vec<&Cause> {
        let mut causes: Vec<&Cause> = self.causes.iter().collect();
        causes.sort_by_key(|cause| (cause.waived.is_some(), cause.level));
        causes
    }

    /// Whether it has 不符 at level 错误 that nobody has explained.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        let waived = self.causes.iter().filter(|cause| cause.waived.is_some());
        let waived: BTreeSet<usize> = waived.flat_map(|cause| cause.explains.iter().copied()).collect();
        let wrong = |(at, finding): (usize, &Finding)| {
            finding.verdict == Verdict::Fail && finding.level == Level::Error && !waived.contains(&at)
        };
        self.findings.iter().enumerate().any(wrong)
    }
}
