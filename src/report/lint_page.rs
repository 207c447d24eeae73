//! The page of a kind of problem of rule files, for people and as JSON.

use serde::Serialize;

use super::Options;
use super::findings_json::to_text;
use super::style::{BAD, GOOD, HEADING, PLAIN, QUIET};
use super::wrap::Page;
use crate::source::LintPage;

/// The parts of a page: its words, and its examples with what they are (错, 对).
fn parts(page: &LintPage) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut parts: Vec<(&'static str, Vec<&'static str>)> = vec![("", Vec::new())];
    for line in page.text.lines() {
        match (line.strip_prefix("```"), parts.last_mut()) {
            (Some(kind), _) => parts.push((kind, Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    parts.retain(|(_, lines)| lines.iter().any(|line| !line.is_empty()));
    parts
}

/// A page for people.
#[must_use]
pub fn lint_terminal(page: &LintPage, options: &Options) -> String {
    let mut out = Page::new(*options);
    out.text(0, &format!("{}（{}）", page.label, page.levels), HEADING);
    for (kind, lines) in parts(page) {
        let style = match kind {
            "错" => BAD,
            "对" => GOOD,
            _ => PLAIN,
        };
        if !kind.is_empty() {
            out.text(2, &format!("{kind}："), style);
        }
        for line in lines.iter().filter(|line| !line.is_empty()) {
            // The lines of an example stay as they are written.
            if kind.is_empty() { out.text(2, line, PLAIN) } else { out.raw(&format!("    {line}\n")) }
        }
    }
    let level = if page.may_be_lowered() {
        format!(
            "规则集里可以改它的级别：调整 {} 级别 提示 因 \"…\"；不用提示：停用 {} 因 \"…\"",
            page.number, page.number
        )
    } else {
        "这是错误，规则改好才能用".to_owned()
    };
    out.text(2, &level, QUIET);
    out.finish()
}

#[derive(Serialize)]
struct Output<'a> {
    number: &'a str,
    name: &'a str,
    levels: Vec<&'a str>,
    words: String,
    wrong: Vec<String>,
    right: Vec<String>,
}

/// The same as JSON.
#[must_use]
pub fn lint_json(page: &LintPage) -> String {
    let parts = parts(page);
    let of = |wanted: &str| -> Vec<String> {
        parts.iter().filter(|(kind, _)| *kind == wanted).map(|(_, lines)| lines.join("\n")).collect()
    };
    to_text(&Output {
        number: page.number,
        name: page.name,
        levels: page.levels.split('、').collect(),
        words: of("").join("\n").trim().to_owned(),
        wrong: of("错"),
        right: of("对"),
    })
}
