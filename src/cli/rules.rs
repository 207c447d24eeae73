//! `gouji check-rules`, `find` and `show`: the rules themselves.

use gouji::report::{diagnostics, found_json, found_terminal, rules_checked_json, rules_checked_terminal};
use gouji::session::{self, Edition, Stage, open};
use serde::Serialize;

use super::arguments::{CheckRulesArgs, Color, FindArgs, Format, RulesArgs, ShowArgs, ShowFormat, StageName};
use super::loader::FileLoader;
use super::{FINE, FOUND, WRONG, out};

/// Checks rule files; the exit status.
pub(super) fn check_rules(asked: &CheckRulesArgs) -> u8 {
    let checked = session::check_rules(&FileLoader, &asked.inputs, asked.year);
    match asked.format {
        Format::Json => out::print(&rules_checked_json(&checked)),
        Format::Text => {
            out::print(&rules_checked_terminal(&checked, &out::options(asked.color.color, false)));
        }
    }
    if checked.has_errors() { WRONG } else { FINE }
}

/// Opens rules for a look; what is wrong with them is said on standard error.
fn opened(asked: &RulesArgs, color: Color) -> Edition {
    let edition = open(&FileLoader, &asked.rules, asked.year);
    if edition.has_errors() {
        let options = out::error_options(color);
        out::complain(&diagnostics(&edition.sources, &edition.diagnostics, &options));
    }
    edition
}

/// Lists what carries a word; the exit status.
pub(super) fn find(asked: &FindArgs) -> u8 {
    let word = asked.word.trim();
    if word.is_empty() {
        out::complain("没有写要找的词；写名称的一部分、规则编号、科目编码或路径，如 gouji find 接待\n");
        return WRONG;
    }
    let edition = opened(&asked.rules, asked.color.color);
    let found = edition.find(word);
    match asked.format {
        Format::Json => out::print(&found_json(&edition.sources, &found)),
        Format::Text => {
            let options = out::options(asked.color.color, false);
            out::print(&found_terminal(&edition.sources, &found, &options));
        }
    }
    if edition.has_errors() {
        return WRONG;
    }
    if found.is_empty() {
        let near = edition.nearest_words(word);
        let near = if near.is_empty() {
            "可以只写名称的一部分，或写规则编号、科目编码".to_owned()
        } else {
            near
        };
        out::complain(&format!("没有找到「{}」；{near}\n", gouji::text::visible(word)));
        return FOUND;
    }
    FINE
}

#[derive(Serialize)]
struct Shown<'a> {
    stage: &'a str,
    of: Option<&'a str>,
    lines: Vec<&'a str>,
}

/// Shows a stage; the exit status.
pub(super) fn show(asked: &ShowArgs) -> u8 {
    let (stage, name) = match asked.stage {
        StageName::Tree => (Stage::Tree, "tree"),
        StageName::Rules => (Stage::Rules, "rules"),
        StageName::Graph => (Stage::Graph, "graph"),
        StageName::Plan => (Stage::Plan, "plan"),
    };
    let dot = asked.format == ShowFormat::Dot;
    if dot && stage != Stage::Graph {
        out::complain(&format!("命令行有误：「--format dot」只用于 graph，不用于 {name}\n"));
        return WRONG;
    }
    let edition = opened(&asked.rules, asked.color.color);
    match edition.show(stage, asked.of.as_deref(), dot) {
        Ok(text) if asked.format == ShowFormat::Json => {
            out::print(&json(&Shown { stage: name, of: asked.of.as_deref(), lines: text.lines().collect() }));
        }
        Ok(text) => out::print(&gouji::text::visible(&text)),
        Err(why) => {
            out::complain(&format!("{why}\n"));
            return WRONG;
        }
    }
    if edition.has_errors() { WRONG } else { FINE }
}

fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
