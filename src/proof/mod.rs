//! What is shown of a verdict: findings with their terms and places, grouped by cause, and the ledger by name.
//!
//! May live here: which figures, places and readings prove a verdict, hypotheses about slips, grouping. May not: judging
//! by other means than `audit`'s, sentences (that is `report`).

mod alike;
mod arrange;
mod assume;
mod beside;
mod cause;
mod check;
mod finding;
mod forbidden;
mod ledger;
mod mend;
mod prove;
mod spots;
mod terms;
mod unit;

pub use cause::{Block, Cause, CauseKind, Waived};
pub use check::{check, check_beside, check_open, check_silent, decided_lines};
pub use finding::{Claimed, Finding, LedgerLine, Operator, Quantity, Reason, Side, Spot, Term};
pub use mend::Mend;
pub use unit::{Chosen, RuleSetInfo, UnitFindings};

pub use crate::audit::{Counts, Slip, Verdict};
pub use crate::ruleset::Category;
