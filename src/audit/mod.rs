//! Evaluates a plan over facts: verdicts, a ledger, and proofs when asked for.
//!
//! May live here: judging, proving, grouping of findings by cause. May not: wording (that is `report`).

mod finding;

pub use crate::ruleset::Category;
pub use finding::{
    Claimed, Counts, Finding, LedgerLine, Quantity, Reason, RuleSetInfo, Spot, Term, UnitFindings, Verdict,
};
