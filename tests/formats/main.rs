//! Office formats: the same disclosure in each gives the same account; what each format's own marks mean; damage.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "tests: a panic is the failure, and what is skipped is said"
)]

mod build;
mod damage;
mod doc;
mod flat;
mod heavy;
mod layout;
mod makers;
mod odt;
mod ofd;
mod outside;
mod page;
mod pages;
mod rtf;
mod same;
mod seeds;
mod word;
mod workbook;
#[path = "../pdf/writer.rs"]
mod writer;
mod xls;
