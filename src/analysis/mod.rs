//! Rules against each other, without any account: which contradict each other, which follow from others, what they leave
//! of the figures, what they do not see. Exact, over the rules that are sums of figures, with arguments that anyone can
//! add up.
//!
//! May live here: rules as sums, elimination, bounds, arguments and their test. May not: judging accounts by other means
//! than `audit`'s, words for people (that is `report`), a claim whose argument was not put to the test.

mod against;
mod blind;
mod certificate;
mod echelon;
mod finding;
mod lift;
mod same;
mod simplex;
mod solver;
mod statement;
mod study;
mod sums;
mod touched;
mod witness;

pub use against::{Against, Difference, against};
pub use finding::{
    Analysis, Context, Contradiction, Excluded, Follows, Implied, Never, Redundant, Shift, Unread,
};
pub use solver::Argument;
pub use statement::{Condition, LeftOut, Origin, Statement, Statements, Terms};
pub use witness::{Witness, WitnessWhy};

use crate::session::Edition;

/// What can be said of the rules of an edition.
#[must_use]
pub fn analyze(edition: &Edition) -> Analysis {
    let statements = lift::lift(&edition.rules, &edition.plan);
    let mut found = study::study(&statements);
    found.unread = blind::unread(edition);
    found.shifts = blind::shifts(edition, &statements);
    found.statements = statements;
    found
}
