//! Renders findings, accounts and diagnostics for people and programs: pure functions to text.
//!
//! May live here: wording, layout, the JSON that other programs read. May not: deciding anything; printing.

mod account_html;
mod account_json;
mod account_terminal;
mod after;
mod analysis;
mod batch;
mod book;
mod case_words;
mod cases;
mod cause;
mod causes_json;
mod comparison;
mod diagnostics;
mod entry;
mod explained;
mod expression;
mod findings_json;
mod formatted;
mod formula;
mod found;
mod html;
mod generated;
mod json_schema;
mod ledger;
mod lint_page;
mod message;
mod mutation;
mod number;
mod place_json;
mod reason;
mod remarks;
mod rule_words;
mod steps;
mod spot;
pub(crate) mod style;
mod terminal;
mod truth_json;
mod verdict;
mod words;
mod wrap;

pub use account_html::{DocumentRead, account_html, checked_html};
pub use account_json::{account_json, accounts_json};
pub use account_terminal::account_terminal;
pub use analysis::{against_terminal, analysis_json, analysis_terminal};
pub use batch::{Batch, batch_terminal};
pub use book::{Book, WritesPage};
pub use cases::{CasesOut, cases_json, cases_terminal};
pub use cause::headline;
pub use diagnostics::{
    diagnostics, diagnostics_json, mends_terminal, rules_checked_json, rules_checked_terminal,
    rules_fixed_json,
};
pub use entry::{Entry, EntryPlace, UnitEntries};
pub use explained::{explained_json, explained_terminal};
pub(crate) use findings_json::to_text;
pub use findings_json::{Outcome, RefusedOut, findings_json, outcomes_json, summary_line, unit_line};
pub use formatted::{unformatted_words, unified_diff};
pub use formula::formula;
pub use found::{found_json, found_terminal};
pub use generated::not_made_words;
pub(crate) use html::Html;
pub use json_schema::{JsonSchema, json_schema};
pub use lint_page::{lint_json, lint_terminal};
pub use message::message;
pub use mutation::{mutation_json, mutation_terminal};
pub use reason::reason_words;
pub use remarks::remarks;
pub use rule_words::rule_words;
pub use terminal::terminal;
pub use truth_json::truth_json;
pub use verdict::{LEVELS, Total, todo_word, verdict_words};
pub use words::{
    CATEGORIES, category_word, level_word, load_error_words, place_words, read_error_words, severity_word,
    verdict_word,
};
pub(crate) use wrap::Page;

/// How text for a terminal is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// With ANSI colours.
    pub color: bool,
    /// Columns of the terminal; less than 40 counts as 40.
    pub width: usize,
    /// “ ” — × take two columns. Lines broken for wide characters fit where they are narrow, too.
    pub ambiguous_wide: bool,
    /// Every rule of the ledger, and what else is left out by default.
    pub verbose: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, width: 100, ambiguous_wide: true, verbose: false }
    }
}
