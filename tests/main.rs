//! All tests from outside but two in one program: it is linked once, and shares what makes documents and runs the
//! program. `cargo test --test all rules::` runs those of one file. What measures time (`bad_input`) and what takes all
//! cores for minutes (`reference`) stand apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::too_many_lines,
    clippy::disallowed_types,
    reason = "a test stops at the first surprise, says what it skips, and changes numbers roughly"
)]

mod account;
mod analysis;
mod architecture;
mod archives;
mod bad_data;
mod book;
mod browser;
mod budgets;
mod carried;
mod cases;
mod causes;
mod changes;
mod changes_found;
mod clauses;
mod cli;
mod columns;
mod config;
mod converted;
mod data;
mod data_forms;
mod delivered;
mod diagnostics;
mod document_properties;
mod documents;
mod doubts;
mod editor;
mod editor_speed;
mod explain;
mod facts_listed;
mod draft;
mod field;
mod format;
mod fixes;
mod formats;
mod generate;
mod help;
mod history;
mod hostile;
mod joined;
mod json_schema;
mod language;
mod lints;
mod lsp;
mod many_units;
mod mends;
mod messages;
mod neutral;
mod page;
mod passages;
mod passages_documents;
mod pdf;
mod publications;
mod readme;
mod recogniser;
mod regions;
mod remarks;
mod report;
mod rules;
mod scattered;
mod shipped_rules;
mod sound;
mod streams;
mod support;
mod syntax;
mod syntax_mistakes;
mod table_properties;
mod tables;
mod text_figures;
mod text_fold;
mod tools;
mod vanished;
mod vscode;
mod worded;
