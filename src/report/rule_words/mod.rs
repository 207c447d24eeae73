//! A rule in words, made from what it was resolved to: what must hold, where, on what condition, how exactly.
//!
//! May live here: words for formulas without any document. May not: numbers of a document (that is `expression`).

mod expression;
mod leaf;
mod names;

use names::{Names, listed};

use crate::naming;
use crate::plan::Leaf;
use crate::ruleset::{Check, Domain, Expr, Figure, Phrase, Rule, RuleId, Select};
use crate::schema::{FamilyId, example};
use crate::session::{Edition, Explained};

/// Most places that are named.
const LABELS: usize = 4;

/// A rule in words, in one sentence without a full stop: its first check, and where else it is checked.
#[must_use]
pub fn rule_words(edition: &Edition, explained: &Explained) -> String {
    let names = Names { schema: &edition.schema, rules: &edition.rules };
    let of = |rule: RuleId| explained.rules.contains(&rule);
    let checks: Vec<&Check> = edition.rules.checks.iter().filter(|check| of(check.rule)).collect();
    let phrase = edition.rules.phrases.iter().find(|phrase| of(phrase.rule));
    let rule = explained.rules.first().and_then(|id| edition.rules.rules.get(id.0 as usize));
    let mut parts: Vec<String> = Vec::new();
    match (checks.first(), phrase) {
        (Some(check), _) => {
            parts.push(names.words(&check.body));
            parts.extend(defined(&names, check));
            parts.extend(check.guard.as_ref().map(|guard| format!("条件：{}", names.words(guard))));
            parts.extend(everywhere(&names, check, &checks));
        }
        (None, Some(phrase)) => phrase_words(&names, phrase, &mut parts),
        (None, None) => parts.push("本年没有可以核对的地方".to_owned()),
    }
    parts.extend(rule.and_then(|rule| exactness(rule, explained, &checks)));
    if rule.is_some_and(|rule| rule.once_a_table) {
        parts.push("每张表只报一条".to_owned());
    }
    parts.join("；")
}

/// What a figure is called where no document is at hand.
pub(super) fn figure_words(edition: &Edition, figure: &Figure) -> String {
    Names { schema: &edition.schema, rules: &edition.rules }.figure(figure)
}

/// Which rows of a family are meant.
pub(super) fn rows_words(edition: &Edition, family: FamilyId, select: &Select) -> String {
    Names { schema: &edition.schema, rules: &edition.rules }.rows(family, select)
}

/// What is read, in words.
pub(super) fn leaf_words(edition: &Edition, leaf: &Leaf) -> String {
    Names { schema: &edition.schema, rules: &edition.rules }.leaf(leaf)
}

/// The definitions that a check uses, each once.
fn defined(names: &Names<'_>, check: &Check) -> Option<String> {
    let mut open: Vec<&Expr> = check.guard.iter().chain([&check.body]).collect();
    let mut known: Vec<u32> = Vec::new();
    let mut words = Vec::new();
    while let Some(expr) = open.pop() {
        expr.walk(&mut |inner| {
            if let Expr::Defined(id) = inner
                && !known.contains(&id.0)
                && let Some(found) = names.rules.definitions.get(id.0 as usize)
            {
                known.push(id.0);
                words.push(format!("「{}」是 {}", found.name, names.words(&found.expr)));
                open.push(&found.expr);
            }
        });
    }
    (!words.is_empty()).then(|| format!("其中 {}", words.join("，")))
}

/// What a rule ranges over, and how many checks it has.
fn everywhere(names: &Names<'_>, first: &Check, checks: &[&Check]) -> Option<String> {
    let over = match &first.domain {
        Domain::Once => None,
        Domain::Rows { families, select } => {
            let rows: Vec<String> = families.iter().map(|family| names.rows(*family, select)).collect();
            Some(format!("逐一核对{}", listed(&rows)))
        }
        Domain::Elements { kind, contents, explains, within } => {
            let within = within.and_then(|id| names.schema.passage(id)).map(|passage| passage.name.clone());
            let place = match within {
                Some(name) => format!("「{name}」里"),
                None if *contents => "目录里".to_owned(),
                None if *explains => "情况说明里".to_owned(),
                None => "正文里".to_owned(),
            };
            Some(format!("逐一核对{place}的每个{}", naming::element_kind(*kind)))
        }
    };
    let mut labels: Vec<String> = Vec::new();
    for check in checks {
        let site = names.rules.rules.get(check.rule.0 as usize).map_or("", |rule| rule.site.as_str());
        let label = if check.label.is_empty() { site.replace('.', "·") } else { check.label.clone() };
        if !label.is_empty() && !labels.contains(&label) {
            labels.push(label);
        }
    }
    let all = (checks.len() > 1).then(|| {
        let shown: Vec<&str> = labels.iter().take(LABELS).map(String::as_str).collect();
        let more = if labels.len() > LABELS { " 等" } else { "" };
        let at = if labels.is_empty() { String::new() } else { format!("：{}{more}", shown.join("、")) };
        format!("以上是第一处，共有 {} 处{at}", checks.len())
    });
    let parts: Vec<String> = over.into_iter().chain(all).collect();
    (!parts.is_empty()).then(|| parts.join("；"))
}

/// How exactly numbers have to agree.
fn exactness(rule: &Rule, explained: &Explained, checks: &[&Check]) -> Option<String> {
    if let Some(tolerance) = &explained.tolerance {
        return Some(format!("误差不超过 {tolerance} 的算相符"));
    }
    if rule.tolerance.is_some() {
        return Some("有允许的误差，见各层的调整".to_owned());
    }
    let mut compares = false;
    checks
        .iter()
        .for_each(|check| check.body.walk(&mut |expr| compares |= matches!(expr, Expr::Compare(..))));
    compares.then(|| "误差：按印出来的末位，四舍五入解释得了的算尾差".to_owned())
}

fn phrase_words(names: &Names<'_>, phrase: &Phrase, parts: &mut Vec<String>) {
    let year = names.schema.year;
    let patterns: Vec<String> =
        phrase.patterns.iter().map(|pattern| format!("「{}」", example(pattern, year))).collect();
    let place = match phrase.passage.and_then(|id| names.schema.passage(id)) {
        Some(passage) => format!("「{}」里", passage.name),
        None if phrase.explains => "情况说明里".to_owned(),
        None => "全文里".to_owned(),
    };
    parts.push(format!("{place}不得出现 {} 一类的话", listed(&patterns)));
    parts.extend(phrase.instead.as_ref().map(|instead| format!("应写「{instead}」")));
    if !phrase.except.is_empty() {
        let except: Vec<String> = phrase.except.iter().map(|except| format!("「{except}」")).collect();
        parts.push(format!("除了 {}", listed(&except)));
    }
    parts.extend(phrase.guard.as_ref().map(|guard| format!("条件：{}", names.words(guard))));
}
