//! Drafts of rule files from a bureau's own template, empty or filled: its tables, sections and sentences, with questions
//! in comments where the template does not say enough.
//!
//! May live here: what a printed form shows of itself. May not: any form, and anything about rules that stand already.

mod heads;
mod names;
mod rows;
mod sections;
mod sentence;
mod tables;
mod written;

pub use written::{Draft, draft};
