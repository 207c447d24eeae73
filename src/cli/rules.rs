//! `gouji check-rules`, `find` and `show`: the rules themselves.

use std::path::Path;

use gouji::report::{
    diagnostics, found_json, found_terminal, mends_terminal, rules_checked_json, rules_checked_terminal,
    rules_fixed_json, unified_diff,
};
use gouji::session::{self, Edition, Stage, find_in_all, open_all, show_all};
use gouji::source::Sources;
use serde::Serialize;

use super::arguments::{CheckRulesArgs, Color, FindArgs, Format, RulesArgs, ShowArgs, ShowFormat, StageName};
use super::loader::FileLoader;
use super::system::system_words;
use super::written::replace;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// Checks rule files; the exit status.
pub(super) fn check_rules(asked: &CheckRulesArgs) -> u8 {
    if asked.fix {
        return fix_rules(asked);
    }
    let checked = session::check_rules(&FileLoader, &asked.inputs, asked.year);
    match asked.format.format {
        Format::Json => out::print(&rules_checked_json(&checked)),
        Format::Text => {
            out::print(&rules_checked_terminal(&checked, &out::options(asked.color.color, false)));
        }
    }
    if checked.has_errors() { WRONG } else { FINE }
}

/// Carries out the mends that are certain, or shows them; the exit status.
fn fix_rules(asked: &CheckRulesArgs) -> u8 {
    let fixed = session::fix_rules(&FileLoader, &asked.inputs, asked.year);
    let mut unwritten = false;
    for file in &fixed.files {
        if asked.diff {
            if asked.format.format == Format::Text {
                out::print(&unified_diff(&file.name, &file.before, &file.after));
            }
        } else if let Err(why) = replace(Path::new(&file.name), &file.after) {
            out::complain(&format!("写不了「{}」：{}\n", file.name, system_words(&why)));
            unwritten = true;
        }
    }
    match asked.format.format {
        Format::Json => out::print(&rules_fixed_json(&fixed)),
        Format::Text => {
            out::print(&mends_terminal(&fixed));
            out::print(&rules_checked_terminal(&fixed.checked, &out::options(asked.color.color, false)));
        }
    }
    match (unwritten, fixed.checked.has_errors()) {
        (true, _) => UNREAD,
        (false, true) => WRONG,
        (false, false) => FINE,
    }
}

/// Opens rules for a look; what is wrong with them is said on standard error. Whether they can be used, too.
fn opened(asked: &RulesArgs, color: Color) -> (Vec<Edition>, bool) {
    let editions = open_all(&FileLoader, &asked.rules, asked.year);
    let broken = editions.iter().filter(|edition| say_broken(edition, color)).count();
    (editions, broken == 0)
}

/// Says what is wrong with rules that cannot be used; whether there is anything.
pub(super) fn say_broken(edition: &Edition, color: Color) -> bool {
    let broken = edition.has_errors();
    if broken {
        let options = out::error_options(color);
        out::complain_styled(&diagnostics(&edition.sources, &edition.diagnostics, &options));
    }
    broken
}

/// Lists what carries a word; the exit status.
pub(super) fn find(asked: &FindArgs) -> u8 {
    let word = asked.word.trim();
    if word.is_empty() {
        out::complain("没有写要找的词；写名称的一部分、规则编号、科目编码或路径，如 gouji find 接待\n");
        return WRONG;
    }
    let (editions, sound) = opened(&asked.rules, asked.color.color);
    let found = find_in_all(&editions, word);
    // All editions are of the same files.
    let none = Sources::default();
    let sources = editions.first().map_or(&none, |edition| &edition.sources);
    match asked.format.format {
        Format::Json => out::print(&found_json(sources, &found)),
        Format::Text => {
            let options = out::options(asked.color.color, false);
            out::print(&found_terminal(sources, &found, &options));
        }
    }
    if !sound {
        return WRONG;
    }
    if found.is_empty() {
        let mut near = editions.iter().map(|edition| edition.nearest_words(word));
        let near = near.find(|near| !near.is_empty()).unwrap_or_default();
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
    let (editions, sound) = opened(&asked.rules, asked.color.color);
    match show_all(&editions, stage, asked.of.as_deref(), dot) {
        Ok(text) if asked.format == ShowFormat::Json => {
            out::print(&json(&Shown { stage: name, of: asked.of.as_deref(), lines: text.lines().collect() }));
        }
        Ok(text) => out::print(&gouji::text::visible(&text)),
        Err(why) => {
            out::complain(&format!("{why}\n"));
            return WRONG;
        }
    }
    if sound { FINE } else { WRONG }
}

fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
