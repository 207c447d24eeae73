//! What `find` found, for people and as JSON.

use serde::Serialize;

use super::Options;
use super::findings_json::to_text;
use super::style::{HEADING, PLAIN, QUIET};
use super::wrap::Page;
use crate::session::{Found, FoundRule};
use crate::source::Sources;

/// Most that is shown to people.
const SHOWN: usize = 60;
/// Most numbers of rules that are named beside a figure, and places beside a rule.
const NAMED: usize = 12;

/// What was found, for people: what to write, where it stands, and of a rule how it is written. The first 60.
#[must_use]
pub fn found_terminal(sources: &Sources, found: &[Found], options: &Options) -> String {
    let mut page = Page::new(*options);
    let of_several = found.iter().any(|one| found.first().is_some_and(|first| first.set != one.set));
    let mut set = "";
    for one in found.iter().take(SHOWN) {
        if of_several && one.set != set {
            set = &one.set;
            page.text(0, &format!("—— {set} ——"), HEADING);
        }
        let title = title_words(one);
        page.text(0, &format!("{} {}{title}", one.kind, one.name), HEADING);
        match &one.rule {
            Some(rule) => rule_lines(&mut page, rule),
            None => page.text(4, &format!("写作 {}", one.path), PLAIN),
        }
        for line in &one.holds {
            page.text(4, line, PLAIN);
        }
        if !one.used_by.is_empty() {
            page.text(4, &format!("用到它的规则：{}", several(&one.used_by)), QUIET);
        }
        if let Some(span) = one.span {
            let line = sources.locate(span).line;
            page.text(4, &format!("在 {} 第 {line} 行", sources.name(span.source)), QUIET);
        }
    }
    if found.len() > SHOWN {
        let more = format!(
            "共 {} 处，其余 {} 处没有列出；把词写长一些，或加 --format json",
            found.len(),
            found.len() - SHOWN
        );
        page.text(0, &more, QUIET);
    }
    page.finish()
}

/// The title of a rule, or the first of many other names.
fn title_words(one: &Found) -> String {
    let names: Vec<String> = one.title.split('、').map(str::to_owned).collect();
    match one.title.as_str() {
        "" => String::new(),
        title if one.rule.is_some() || names.len() <= NAMED => format!("（{title}）"),
        _ => format!("（{}）", several(&names)),
    }
}

fn rule_lines(page: &mut Page, rule: &FoundRule) {
    about_lines(page, rule);
    for change in &rule.changes {
        page.text(4, change, PLAIN);
    }
}

/// Level, category, sites and text of a rule.
pub(super) fn about_lines(page: &mut Page, rule: &FoundRule) {
    let mut about = format!("级别 {}，类别 {}", rule.level, rule.category);
    if let Some(reason) = &rule.switched_off {
        about.push_str(&format!(
            "，已停用{}",
            if reason.is_empty() { String::new() } else { format!("（{reason}）") }
        ));
    } else if !rule.in_force {
        about.push_str("，不在适用年度");
    }
    if !rule.sites.is_empty() {
        about.push_str(&format!("，用在 {}", several(&rule.sites)));
    }
    page.text(4, &about, PLAIN);
    for line in rule.written.iter().flat_map(|text| text.lines()) {
        page.text(4, line.trim(), PLAIN);
    }
}

/// Names side by side, cut short where they are many.
pub(super) fn several(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = if names.len() > NAMED { format!(" 等 {} 个", names.len()) } else { String::new() };
    format!("{}{more}", shown.join("、"))
}

#[derive(Serialize)]
struct Output<'a> {
    found: Vec<FoundOut<'a>>,
}

#[derive(Serialize)]
struct FoundOut<'a> {
    rules: &'a str,
    kind: &'a str,
    name: &'a str,
    path: &'a str,
    title: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<RuleOut<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    used_by: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    holds: &'a [String],
}

#[derive(Serialize)]
struct RuleOut<'a> {
    level: &'a str,
    category: &'a str,
    written: Option<&'a str>,
    sites: &'a [String],
    in_force: bool,
    switched_off: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    changes: &'a [String],
}

/// What was found as JSON: all of it.
#[must_use]
pub fn found_json(sources: &Sources, found: &[Found]) -> String {
    to_text(&Output { found: found.iter().map(|found| found_out(sources, found)).collect() })
}

fn found_out<'a>(sources: &'a Sources, found: &'a Found) -> FoundOut<'a> {
    FoundOut {
        rules: &found.set,
        kind: &found.kind,
        name: &found.name,
        path: &found.path,
        title: &found.title,
        file: found.span.map(|span| sources.name(span.source)),
        line: found.span.map(|span| sources.locate(span).line),
        rule: found.rule.as_ref().map(|rule| RuleOut {
            level: rule.level,
            category: rule.category,
            written: rule.written.as_deref(),
            sites: &rule.sites,
            in_force: rule.in_force,
            switched_off: rule.switched_off.as_deref(),
            changes: &rule.changes,
        }),
        used_by: &found.used_by,
        holds: &found.holds,
    }
}
