//! `gouji check`: what came of documents is told as one answer.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;

use gouji::proof::RuleSetInfo;
use gouji::report::{Outcome, diagnostics, outcomes_json, terminal};

use super::arguments::{CheckArgs, CheckFormat};
use super::checker::{After, Checker};
use super::company;
use super::filter::Filter;
use super::inputs::{Input, Inputs};
use super::interrupt::{self, INTERRUPTED};
use super::judged::Judged;
use super::page;
use super::told::{is_for_nothing, status};
use super::{UNREAD, WRONG, out};

/// Checks and reports; the exit status.
pub(super) fn run(asked: &CheckArgs, filter: Filter, mut inputs: Inputs) -> u8 {
    // The process ends when this is done: what was compiled is not taken apart piece by piece.
    let mut checker = ManuallyDrop::new(Checker::new(asked, filter));
    if asked.format == CheckFormat::Html {
        checker.after = After::Keep;
        if inputs.documents.len() > 1 {
            let count = inputs.documents.len();
            out::complain(&format!(
                "--format html 一次写一份的网页，这里有 {count} 份；几份请用 --out 文件夹，每份一页，另有总览\n"
            ));
            return WRONG;
        }
    }
    out::complain(&choice_words(&checker.editions.rivals()));
    let given = match company::open(asked) {
        Ok(given) => given,
        Err(why) => {
            out::complain(&why);
            return WRONG;
        }
    };
    let company::Together { judged, alone, company, unread } =
        match company::judge_all(given, asked, &mut inputs, &mut checker) {
            Ok(together) => together,
            Err(edition) => {
                let options = out::error_options(asked.color.color);
                out::complain_styled(&diagnostics(&edition.sources, &edition.diagnostics, &options));
                return WRONG;
            }
        };
    let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
    let outcomes = outcomes(&names, &judged, &inputs);
    match asked.format {
        CheckFormat::Json | CheckFormat::Jsonl => print_json(&outcomes, &judged),
        CheckFormat::Text => print_text(&outcomes, asked),
        CheckFormat::Html => print_pages(&outcomes, &judged),
    }
    out::complain(&alone);
    out::complain(&passed_words(&checker.passed));
    out::complain(&inputs.skipped_words());
    out::complain(&company::words(&company, &unread, asked));
    if inputs.documents.is_empty() && inputs.unreadable.is_empty() {
        out::complain(&Inputs::nothing_words(&asked.inputs));
        return UNREAD;
    }
    if interrupt::is_asked() {
        let left = judged.iter().filter(|judged| judged.as_ref().is_err_and(String::is_empty)).count();
        out::complain(&interrupt::words(judged.len() - left, "份文件", left));
        return INTERRUPTED;
    }
    let units = || judged.iter().flatten().flat_map(|checked| &checked.units);
    let decided = units().any(|(unit, _)| unit.summary.is_decided());
    let lines: Vec<_> = units().flat_map(|(unit, _)| &unit.ledger).collect();
    if is_for_nothing(asked, units().next().is_some(), Some(&lines), decided) {
        return UNREAD;
    }
    let lost = |judged: &Judged| judged.as_ref().map_or(true, |checked| checked.is_empty);
    let unread = !unread.is_empty() || !inputs.unreadable.is_empty() || judged.iter().any(lost);
    status(unread, units().any(|(unit, _)| unit.is_wrong()))
}

/// What is to be known where several rule sets were named that are not layers of one another.
fn choice_words(choices: &[&str]) -> String {
    if choices.len() < 2 {
        return String::new();
    }
    format!(
        "给了几个规则集：{}。每份文件只用其中一个（见各份的「规则集」）；要一起用，让一个「基于」另一个\n",
        choices.join("、")
    )
}

/// One line for each shipped layer that documents speak for and that was not used.
fn passed_words(passed: &BTreeSet<(String, String)>) -> String {
    let line = |(layer, used): &(String, String)| {
        format!(
            "有文件像是「{layer}」管的，而「{used}」没有基于它，它的规则没有用上；要用，把规则文件的「基于」改成 {layer}\n"
        )
    };
    passed.iter().map(line).collect()
}

/// What came of each input, in order; those that could not be read at all come last.
fn outcomes<'a>(names: &'a [String], judged: &'a [Judged], inputs: &'a Inputs) -> Vec<Outcome<'a>> {
    let mut outcomes = Vec::new();
    for (name, judged) in names.iter().zip(judged) {
        match judged {
            Ok(checked) => {
                outcomes.extend(checked.units.iter().map(|(unit, info)| Outcome::Checked(unit, info)));
            }
            // What an interrupt left out has no reason.
            Err(why) if why.is_empty() => {}
            Err(why) => outcomes.push(Outcome::Unreadable(name, why)),
        }
    }
    outcomes.extend(inputs.unreadable.iter().map(|(name, why)| Outcome::Unreadable(name, why)));
    outcomes
}

fn print_json(outcomes: &[Outcome<'_>], judged: &[Judged]) {
    let none = RuleSetInfo::default();
    let units = judged.iter().flatten().flat_map(|checked| &checked.units);
    let info = units.map(|(_, info)| info.as_ref()).next().unwrap_or(&none);
    out::print(&outcomes_json(outcomes, info));
}

/// One page; what could not be read is said besides.
fn print_pages(outcomes: &[Outcome<'_>], judged: &[Judged]) {
    for checked in judged.iter().flatten() {
        let Some(read) = &checked.read else { continue };
        page::of_parts(read, checked, &mut |at, write| match at {
            0 => out::stream(|out| write(out)),
            _ => out::complain("里面有几个年度，网页只写了第一个；各年各一页请用 --out 文件夹\n"),
        });
    }
    complain_of_unread(outcomes);
}

fn complain_of_unread(outcomes: &[Outcome<'_>]) {
    for outcome in outcomes {
        if let Outcome::Unreadable(name, why) = outcome {
            out::complain(&format!("读不了「{name}」：{why}\n"));
        }
    }
}

fn print_text(outcomes: &[Outcome<'_>], asked: &CheckArgs) {
    out::print(&terminal(outcomes, &out::options(asked.color.color, asked.verbose)));
    complain_of_unread(outcomes);
}
