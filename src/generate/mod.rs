//! Makes up accounts that satisfy a rule set, and documents that print them, from a seed.
//!
//! May live here: which rows there are, what their figures are, which sentences say them, how all of it is printed, and
//! what is put wrong in it. May not: a table, row, column or section by name (forms, sentences and rules say all of it),
//! judging by other means than `audit`'s, reading by other means than `document`'s and `account`'s.

mod bits;
mod cells;
mod faults;
mod make;
mod mutate;
mod outline;
mod page;
mod prose;
mod random;
mod sentences;
mod tables;
mod values;
mod words;
mod write;

pub(crate) use cells::{dimension as cell_dimension, is_said, set as set_cell, unit_of, value as cell_value};
pub use faults::{Fault, FaultKind, Faulty, plant};
pub(crate) use make::make_tables;
pub use make::{GenerateError, Made, make, unit_lines, unit_name};
pub use mutate::{Blind, BlindWhy, Missed, Mutation, mutate};
pub use page::{Block, Cell, Page, Run};
pub(crate) use values::{Equation, equations};
pub use write::{WriteError, docx, html, xlsx};
