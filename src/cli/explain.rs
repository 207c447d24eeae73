//! `gouji explain`: one rule, and how it came out for a document.

use std::sync::Arc;

use gouji::proof::UnitFindings;
use gouji::report::{explained_json, explained_terminal, lint_json, lint_terminal};
use gouji::session::{Edition, Editions, Explained, open_all};
use gouji::source::{is_lint_number, lint, lints};

use super::arguments::{ExplainArgs, Format};
use super::inputs::{Input, Inputs, collect};
use super::loader::FileLoader;
use super::rules::say_broken;
use super::{FINE, UNREAD, WRONG, out};

/// Explains; the exit status.
pub(super) fn run(asked: &ExplainArgs) -> u8 {
    let number = asked.number.trim();
    if let Some(page) = lint(number) {
        out::print(&match asked.format.format {
            Format::Json => lint_json(&page),
            Format::Text => lint_terminal(&page, &out::options(asked.color.color, false)),
        });
        return FINE;
    }
    let editions = Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year);
    let inputs = collect(&asked.inputs, asked.one);
    let mut judged = Judged::default();
    for input in &inputs.documents {
        if let Err(status) = judged.take(input, &editions, asked) {
            return status;
        }
    }
    let told =
        judged.rule.take().or_else(|| editions.explain(number).map(|(edition, rule)| (edition.into(), rule)));
    let Some((edition, rule)) = told else {
        return unknown(number, asked);
    };
    if say_broken(&edition, asked.color.color) {
        return WRONG;
    }
    match asked.format.format {
        Format::Json => out::print(&explained_json(&edition, &rule, &judged.units, asked.all)),
        Format::Text => {
            let options = out::options(asked.color.color, false);
            out::print(&explained_terminal(&edition, &rule, &judged.units, asked.all, &options));
        }
    }
    for (name, why) in judged.failed.iter().chain(&inputs.unreadable) {
        out::complain(&format!("读不了「{name}」：{why}\n"));
        judged.status = UNREAD;
    }
    out::complain(&inputs.skipped_words());
    if !asked.inputs.is_empty() && inputs.documents.is_empty() && inputs.unreadable.is_empty() {
        out::complain(&Inputs::nothing_words(&asked.inputs));
        return UNREAD;
    }
    judged.status
}

/// Documents as they were judged, and the rule in the edition of the first that has it.
#[derive(Default)]
struct Judged {
    rule: Option<(Arc<Edition>, Explained)>,
    units: Vec<UnitFindings>,
    failed: Vec<(String, String)>,
    status: u8,
}

impl Judged {
    /// Judges a document; the exit status where its rules cannot be used.
    fn take(&mut self, input: &Input, editions: &Editions, asked: &ExplainArgs) -> Result<(), u8> {
        let document = match input.read(editions) {
            Ok(document) => document,
            Err(why) => {
                self.failed.push((input.name(), why));
                return Ok(());
            }
        };
        let choice = editions.choose(&document);
        if say_broken(&choice.edition, asked.color.color) {
            return Err(WRONG);
        }
        let known = self.rule.as_ref().is_some_and(|(edition, _)| Arc::ptr_eq(edition, &choice.edition));
        let rule = if known { None } else { editions.explain_in(&choice.edition, asked.number.trim()) };
        if !known && rule.is_none() {
            let (name, set) = (input.name(), &choice.edition.info.name);
            out::complain(&format!("「{name}」按规则集「{set}」核对，里面没有这条规则\n"));
            return Ok(());
        }
        self.units.extend(choice.read(&document).iter().map(|account| choice.edition.check_all(account)));
        self.rule = self.rule.take().or_else(|| rule.map(|rule| (choice.edition, rule)));
        Ok(())
    }
}

/// Says that there is no such rule, and which may be meant.
fn unknown(number: &str, asked: &ExplainArgs) -> u8 {
    let editions = open_all(&FileLoader, &asked.rules.rules, asked.rules.year);
    // Where the rules cannot be read, the rule may be among what was not.
    if editions.iter().any(|edition| say_broken(edition, asked.color.color)) {
        return WRONG;
    }
    let near = editions.iter().map(|edition| edition.nearest_rules(number)).find(|near| !near.is_empty());
    let near = near.unwrap_or_else(|| "用 gouji find 词 可以查有哪些".to_owned());
    if let (true, Some(last)) = (is_lint_number(number), lints().last()) {
        out::complain(&format!("没有编号是「{number}」的检查；编号从 L0001 到 {}\n", last.number));
        return WRONG;
    }
    out::complain(&format!("没有编号是「{number}」的规则；{near}\n"));
    WRONG
}
