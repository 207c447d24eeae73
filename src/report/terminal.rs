//! The report on a terminal: for each unit what is wrong, by what an officer does next, then what was checked.

use std::collections::BTreeMap;

use super::Options;
use super::after::after_words;
use super::cause::{doubt_words, headline, waived_words};
use super::findings_json::Outcome;
use super::formula::formula;
use super::ledger::ledger;
use super::message::{message, rounding_words, size_of_print, tolerance_words};
use super::number::difference_words;
use super::reason::{missing_tables_words, reason_words};
use super::spot::{is_one_row, is_prose, row_change, spot_quote, spot_words};
use super::style::{CHECK, HEADING, NOTE, PLAIN, QUIET, of_level};
use super::verdict::{
    LEVELS, Total, entries, open_findings, rules_words, summary_words, verdict_style, verdict_words,
};
use super::words::{level_word, notice_words, passage_words, place_words, rule_label};
use super::wrap::Page;
use crate::amount::Exact;
use crate::proof::{Cause, Finding, Mend, Reason, RuleSetInfo, Spot, UnitFindings, Verdict, Waived};
use crate::syntax::Level;

/// What stands for any set of missing tables among the reasons.
const TABLES: &[Reason] = &[Reason::MissingTable(String::new())];
/// Most places of one finding that are shown; the rest are counted.
const PLACES: usize = 6;
/// Most changes of one entry that are shown, and most findings that follow from it.
const MENDS: usize = 12;
const FOLLOWERS: usize = 8;

/// The whole report: one chapter for each unit, then how many there were of which kind, inputs that could not be read
/// among them; those have no chapter.
#[must_use]
pub fn terminal(outcomes: &[Outcome<'_>], options: &Options) -> String {
    let mut page = Page::new(*options);
    let mut chapters = 0_usize;
    for outcome in outcomes {
        if let Outcome::Checked(unit, info) = outcome {
            if chapters > 0 {
                page.blank();
            }
            chapters += 1;
            chapter(&mut page, unit, info, options);
        }
    }
    if outcomes.len() > 1 {
        if chapters > 0 {
            page.blank();
        }
        total(&mut page, outcomes);
    }
    page.finish()
}

fn total(page: &mut Page, outcomes: &[Outcome<'_>]) {
    let mut total = Total::default();
    for outcome in outcomes {
        match outcome {
            Outcome::Checked(unit, _) => total.take(unit),
            Outcome::Unreadable(..) => total.unread += 1,
        }
    }
    page.text(0, &total.words(), HEADING);
}

fn chapter(page: &mut Page, unit: &UnitFindings, info: &RuleSetInfo, options: &Options) {
    let verdict = verdict_words(unit);
    page.text(0, &verdict, verdict_style(unit));
    page.text(0, &unit.source, PLAIN);
    page.text(0, &summary_words(unit), PLAIN);
    if !info.name.is_empty() {
        page.text(0, &rules_words(info, &unit.chosen, options.verbose), PLAIN);
    }
    for notice in &unit.notices {
        page.item(0, "文件：", &notice_words(notice), NOTE);
    }
    let mut number = 0;
    for level in LEVELS {
        section(page, unit, level, &mut number, options);
    }
    waived_section(page, unit);
    rounding_section(page, unit);
    undecided_section(page, unit);
    page.blank();
    ledger(page, unit, options);
    if number > 0 {
        page.text(0, &verdict, verdict_style(unit));
    }
}

fn section(page: &mut Page, unit: &UnitFindings, level: Level, number: &mut usize, options: &Options) {
    let count = entries(unit, level);
    if count == 0 {
        return;
    }
    let what = match level {
        Level::Error => "必须成立而不成立，请改正",
        Level::Verify => "一般应当成立，请核对；属实的请说明原因",
        Level::Hint => "供参考",
    };
    page.blank();
    page.text(0, &format!("{}（{count} 条）：{what}", level_word(level)), of_level(level));
    for cause in unit.causes.iter().filter(|cause| cause.level == level && cause.waived.is_none()) {
        *number += 1;
        let of = |at: &usize| unit.findings.get(*at);
        if cause.mends.is_empty() {
            let Some(finding) = cause.explains.first().and_then(of) else { continue };
            entry(page, *number, finding, options);
            if cause.bounded {
                page.item(4, "原因：", "没有找到；查找到了上限，没有查尽", QUIET);
            }
            others(page, "涉及同一数字的还有", cause.explains.iter().skip(1).filter_map(of).collect(), level);
        } else {
            mended(page, *number, cause, &unit.findings);
            others(page, "由此不符的有", cause.explains.iter().filter_map(of).collect(), level);
        }
        let waits = rule_counts(cause.waits.iter().filter_map(of));
        if !waits.is_empty() {
            page.item(4, "待核：", &format!("改正后才能核对的有 {waits}"), QUIET);
        }
    }
}

/// Findings that an entry tells of besides.
fn others(page: &mut Page, what: &str, findings: Vec<&Finding>, level: Level) {
    if findings.is_empty() {
        return;
    }
    let count: u64 = findings.iter().map(|finding| finding.instances()).sum();
    page.text(4, &format!("{what} {count} 处："), PLAIN);
    for finding in findings.iter().take(FOLLOWERS) {
        page.item(6, "- ", &format!("{}{}", message(finding), brief_place(finding, level)), PLAIN);
    }
    if findings.len() > FOLLOWERS {
        page.text(6, &format!("等，另有 {} 项", findings.len() - FOLLOWERS), PLAIN);
    }
}

/// A mistake that is named: what it is, where, what to change, and what holds then.
fn mended(page: &mut Page, number: usize, cause: &Cause, findings: &[Finding]) {
    page.item(0, &format!("{number:>2}. "), &headline(cause, findings), HEADING);
    match cause.mends.as_slice() {
        [only] => {
            // The headline says all but where.
            let at = place_words(&only.spot.at);
            let quote = if is_prose(&only.spot) { spot_quote(&only.spot) } else { String::new() };
            page.item(4, "所在：", &format!("{at}{quote}"), PLAIN);
        }
        all => changes(page, all),
    }
    page.item(4, "改后：", &after_words(cause, findings), QUIET);
    let explained = cause.explains.iter().filter_map(|at| findings.get(*at));
    if let Some(words) = explained.filter_map(tolerance_words).next() {
        page.item(4, "误差：", &words, QUIET);
    }
    if let Some((label, words)) = doubt_words(cause) {
        page.item(4, label, &words, QUIET);
    }
}

/// Each figure to change, with what it should be and where that is printed.
fn changes(page: &mut Page, mends: &[Mend]) {
    let mut left = MENDS;
    for (at, of_row) in mends.chunk_by(|one, next| is_one_row(&one.spot, &next.spot)).enumerate() {
        if left == 0 {
            page.text(10, &format!("等，共 {} 处", mends.len()), PLAIN);
            break;
        }
        left -= 1;
        page.item(4, if at == 0 { "改动：" } else { "      " }, &row_change(of_row), PLAIN);
    }
}

/// The rule, its level where that is not the one of the section, and where.
fn brief_place(finding: &Finding, section: Level) -> String {
    let mut words = vec![rule_label(&finding.rule).to_owned()];
    words.extend(finding.also.iter().map(|rule| rule_label(rule).to_owned()));
    if finding.level != section {
        words.push(level_word(finding.level).to_owned());
    }
    words.extend(finding.places.first().map(|spot| place_words(&spot.at)).filter(|at| !at.is_empty()));
    format!("（{}）", words.join("，"))
}

fn entry(page: &mut Page, number: usize, finding: &Finding, options: &Options) {
    // A rule that a sentence pattern implies has a path for its number: that is shown as the place in the text.
    let head = match finding.rule.split_once('.') {
        Some((_, path)) => format!("{}：{}", finding.title, passage_words(path)),
        None => format!("{} {}", finding.rule, finding.title),
    };
    page.item(0, &format!("{number:>2}. "), &head, HEADING);
    page.text(4, &message(finding), of_level(finding.level));
    places(page, finding);
    let formula = formula(finding);
    if !formula.is_empty() {
        page.item(4, "算式：", &formula, QUIET);
    }
    if let Some(words) = rounding_words(finding) {
        page.item(4, "尾数：", &words, QUIET);
    }
    if let Some(words) = tolerance_words(finding) {
        page.item(4, "误差：", &words, QUIET);
    }
    if !finding.also.is_empty() {
        page.item(4, "另见：", &format!("同样的数也不符合 {}", finding.also.join("、")), QUIET);
    }
    if options.verbose {
        if let Some(basis) = &finding.basis {
            page.item(4, "依据：", basis, QUIET);
        }
        let implied = finding.rule.contains('.').then_some(&finding.rule);
        if let Some(site) = implied.or(Some(&finding.site)).filter(|site| !site.is_empty()) {
            page.item(4, "规则：", site, QUIET);
        }
    }
}

/// The places, save those that an earlier line shows already.
fn places(page: &mut Page, finding: &Finding) {
    let mut shown: Vec<(&Spot, String)> = Vec::new();
    for spot in &finding.places {
        let same = |(other, words): &(&Spot, String)| {
            other.at == spot.at && other.quote == spot.quote && words.contains(spot.text.trim())
        };
        if is_prose(spot) && shown.iter().any(same) {
            continue;
        }
        if shown.len() == PLACES {
            shown.push((spot, format!("等，共 {} 处", finding.count.max(finding.places.len() as u64))));
            break;
        }
        shown.push((spot, spot_words(spot)));
    }
    for (at, (_, words)) in shown.iter().enumerate() {
        page.item(4, if at == 0 { "所在：" } else { "      " }, words, PLAIN);
    }
}

/// What someone has explained: it is listed, and counts no more.
fn waived_section(page: &mut Page, unit: &UnitFindings) {
    let all: Vec<(&Cause, &Waived)> =
        unit.causes.iter().filter_map(|cause| Some((cause, cause.waived.as_ref()?))).collect();
    if all.is_empty() {
        return;
    }
    page.blank();
    page.text(0, &format!("已说明（{} 条）：不再计入", all.len()), NOTE);
    for (cause, waived) in all {
        page.item(2, "- ", &headline(cause, &unit.findings), PLAIN);
        page.item(4, "说明：", &waived_words(waived), QUIET);
    }
}

fn rounding_section(page: &mut Page, unit: &UnitFindings) {
    let all: Vec<&Finding> = unit.findings.iter().filter(|f| f.verdict == Verdict::Rounding).collect();
    if all.is_empty() {
        return;
    }
    page.blank();
    page.text(0, &format!("尾差（{} 处）：四舍五入可以解释，不算不符", unit.summary.rounding), NOTE);
    let mut clusters: Vec<(&str, &str, Vec<&Finding>)> = Vec::new();
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &all {
        if finding.single_pair {
            page.item(
                2,
                "- ",
                &format!("{}{}", message(finding), brief_place(finding, finding.level)),
                PLAIN,
            );
            continue;
        }
        let at = *by_rule.entry(&finding.rule).or_insert(clusters.len());
        match clusters.get_mut(at) {
            Some((_, _, findings)) => findings.push(finding),
            None => clusters.push((&finding.rule, &finding.title, vec![finding])),
        }
    }
    for (rule, title, findings) in clusters {
        page.item(2, "- ", &cluster_words(rule, title, &findings), PLAIN);
    }
}

fn cluster_words(rule: &str, title: &str, findings: &[&Finding]) -> String {
    if let [only] = findings {
        return format!("{}{}", message(only), brief_place(only, only.level));
    }
    let size = |finding: &&&Finding| {
        finding.difference.as_ref().map_or(Exact::ZERO, |difference| difference.value.abs())
    };
    let most = findings.iter().max_by_key(size);
    let words = most.and_then(|most| Some(difference_words(most.difference.as_ref()?, size_of_print(most))));
    let most = words.map_or_else(String::new, |words| format!("，最大相差 {words}"));
    let count: u64 = findings.iter().map(|finding| finding.instances()).sum();
    format!("{title}：{count} 处{most}（{}）", rule_label(rule))
}

/// One entry for each reason; the tables that are missing make one.
fn undecided_section(page: &mut Page, unit: &UnitFindings) {
    let all = open_findings(unit);
    if all.is_empty() {
        return;
    }
    let count: u64 = all.iter().map(|finding| finding.count).sum();
    let mut by_reason: Vec<(Vec<&Reason>, Vec<&Finding>)> = Vec::new();
    let mut known: BTreeMap<&[Reason], usize> = BTreeMap::new();
    for finding in all {
        let reasons = finding.reasons.as_slice();
        let is_table = |reason: &Reason| matches!(reason, Reason::MissingTable(_));
        let tables = !reasons.is_empty() && reasons.iter().all(is_table);
        let at = *known.entry(if tables { TABLES } else { reasons }).or_insert(by_reason.len());
        match by_reason.get_mut(at) {
            Some((said, findings)) => {
                let new: Vec<&Reason> = reasons.iter().filter(|reason| !said.contains(reason)).collect();
                said.extend(new);
                findings.push(finding);
            }
            None => by_reason.push((reasons.iter().collect(), vec![finding])),
        }
    }
    page.blank();
    page.text(0, &format!("无法判断（{count} 处）"), CHECK);
    for (reasons, findings) in by_reason {
        let rules = rule_counts(findings.into_iter());
        page.item(2, "- ", &format!("{}（{rules}）", all_reasons(&reasons)), PLAIN);
    }
}

/// The rules of findings, each with how often.
fn rule_counts<'f>(findings: impl Iterator<Item = &'f Finding>) -> String {
    let mut rules: Vec<(&str, u64)> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let rule = rule_label(&finding.rule);
        let at = *index.entry(rule).or_insert(rules.len());
        match rules.get_mut(at) {
            Some((_, count)) => *count += finding.count,
            None => rules.push((rule, finding.count)),
        }
    }
    let each = rules.iter().map(
        |(rule, count)| {
            if *count > 1 { format!("{rule} × {count}") } else { (*rule).to_owned() }
        },
    );
    each.collect::<Vec<_>>().join("、")
}

fn missing_table(reason: &Reason) -> Option<&str> {
    match reason {
        Reason::MissingTable(name) => Some(name),
        _ => None,
    }
}

/// Several missing tables in one sentence, other reasons one after the other.
fn all_reasons(reasons: &[&Reason]) -> String {
    let tables: Vec<&str> = reasons.iter().filter_map(|reason| missing_table(reason)).collect();
    if tables.len() > 1 && tables.len() == reasons.len() {
        return missing_tables_words(&tables);
    }
    let words: Vec<String> = reasons.iter().map(|reason| reason_words(reason)).collect();
    if words.is_empty() { "原因不详".to_owned() } else { words.join("；") }
}
