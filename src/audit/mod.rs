//! Evaluates a plan over facts: verdicts, a ledger, and proofs when asked for.
//!
//! May live here: judging, proving, grouping of findings by cause. May not: wording (that is `report`).

mod assume;
mod beside;
mod causes;
mod codes;
mod divisor;
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

pub use beside::{Beside, Other, Subordinates};
pub use run::{check, check_beside};

pub use crate::ruleset::Category;
pub use finding::{
    Chosen, Claimed, Counts, Finding, LedgerLine, Quantity, Reason, RuleSetInfo, Side, Spot, Term,
    UnitFindings, Verdict,
};
