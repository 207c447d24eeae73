//! Evaluates a plan over facts: verdicts, a ledger, and proofs when asked for.
//!
//! May live here: judging, proving, grouping of findings by cause. May not: wording (that is `report`).

mod causes;
mod codes;
mod evaluate;
mod finding;
mod judge;
mod names;
mod phrases;
mod prove;
mod run;
mod said;
mod terms;
mod text;
mod view;

pub use run::check;

pub use crate::ruleset::Category;
pub use finding::{
    Claimed, Counts, Finding, LedgerLine, Quantity, Reason, RuleSetInfo, Spot, Term, UnitFindings, Verdict,
};
