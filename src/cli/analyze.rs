//! `gouji analyze`: the rules against each other.

use gouji::analysis::analyze;
use gouji::report::{analysis_json, analysis_terminal};
use gouji::session::open;

use super::arguments::{AnalyzeArgs, Format};
use super::generate::YEAR;
use super::loader::FileLoader;
use super::rules::say_broken;
use super::{FINE, FOUND, WRONG, out};

/// Analyses the rules; the exit status.
pub(super) fn run(asked: &AnalyzeArgs) -> u8 {
    let year = asked.rules.year.unwrap_or(YEAR);
    let edition = open(&FileLoader, &asked.rules.rules, Some(year));
    if say_broken(&edition, asked.color.color) {
        return WRONG;
    }
    let found = analyze(&edition);
    match asked.format.format {
        Format::Json => out::print(&analysis_json(&edition, &found)),
        Format::Text => {
            let options = out::options(asked.color.color, asked.verbose);
            out::print(&analysis_terminal(&edition, &found, &options));
        }
    }
    if found.contradictions.is_empty() { FINE } else { FOUND }
}
