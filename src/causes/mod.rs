//! What one change to a document explains many failed comparisons: the mistakes behind the findings, by number.
//!
//! May live here: hypotheses, what they would change, and whether all rules then hold. May not: names and wording (that
//! is `naming`, `proof` and `report`), facts being changed (a change is laid over them and taken off again), a table,
//! row or column by name. The design and its limits are in `docs/decisions/0020-causes.md`.

mod bench;
mod candidate;
mod cause;
mod cells;
mod certain;
mod choose;
mod column;
mod exchange;
mod figure;
mod grid;
mod instance;
mod last_year;
mod least;
mod patch;
mod row;
mod shift;
mod siblings;
mod slips;
mod totals;
mod unit;

pub use candidate::Kind;

pub(crate) use cause::{Cause, Mend};
pub(crate) use cells::FigureAt;
pub(crate) use choose::{Found, find};
