//! What came of one unit: its findings, the mistakes behind them, and its ledger.

use super::{Cause, Finding, LedgerLine};
use crate::audit::Counts;
use crate::document;

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
