//! What things are called: numbers of figures, rows, targets and reasons into the words of the rules and the document.
//!
//! May live here: names, drawings made of names (the graph, the plan), what is said of a circle in the graph. May not: judging, whole sentences for readers
//! (that is `report`).

mod cell;
mod cycle;

mod element;
mod figure;
mod graph;
mod parts;
mod plan;
mod reason;
mod target;

pub use graph::{as_dot, as_text};
pub use parts::class;
pub use plan::print as plan;

pub(crate) use cell::{cell_parts, row};
pub(crate) use cycle::cycle;
pub(crate) use element::fill;
pub(crate) use figure::figure;
pub(crate) use parts::{block, column, table};
pub(crate) use reason::{count, element_kind, property, reason, subject, unit};
pub(crate) use target::{expected_chain, target, text};
