//! The report on a terminal: for each unit what is wrong, by what an officer does next, then what was checked.

use std::collections::BTreeMap;

use super::Options;
use super::formula::formula;
use super::ledger::ledger;
use super::message::{message, rounding_words};
use super::number::difference_words;
use super::reason::reason_words;
use super::style::{CHECK, GOOD, HEADING, NOTE, PLAIN, QUIET, of_level};
use super::words::{level_word, place_words};
use super::wrap::Page;
use crate::amount::Exact;
use crate::audit::{Finding, Reason, RuleSetInfo, Spot, UnitFindings, Verdict};
use crate::syntax::Level;

/// Most places of one finding that are shown; the rest are counted.
const PLACES: usize = 6;
/// Longest chain of causes that is followed.
const LONGEST: usize = 64;
/// Longest quotation, in characters.
const QUOTE: usize = 60;

/// The whole report: one chapter for each unit, then the rules used.
#[must_use]
pub fn terminal(units: &[UnitFindings], info: &RuleSetInfo, options: &Options) -> String {
    let mut page = Page::new(*options);
    for unit in units {
        chapter(&mut page, unit, options);
        page.blank();
    }
    if units.len() > 1 {
        total(&mut page, units);
    }
    if !info.name.is_empty() {
        let digest: String = info.digest.chars().take(12).collect();
        let digest = if digest.is_empty() { digest } else { format!("，摘要 {digest}") };
        page.text(0, &format!("规则集：{} {}{digest}", info.name, info.version), QUIET);
    }
    page.finish()
}

fn total(page: &mut Page, units: &[UnitFindings]) {
    let wrong = |level: Level| {
        let has = |unit: &&UnitFindings| unit.findings.iter().any(|f| fails(f) && f.level == level);
        units.iter().filter(has).count()
    };
    let clean = units.iter().filter(|unit| !unit.findings.iter().any(fails)).count();
    let words = format!(
        "共 {} 份：有错误的 {} 份，有待核实的 {} 份，没有发现不符的 {clean} 份。",
        units.len(),
        wrong(Level::Error),
        wrong(Level::Verify)
    );
    page.text(0, &words, HEADING);
}

fn fails(finding: &Finding) -> bool {
    finding.verdict == Verdict::Fail
}

fn chapter(page: &mut Page, unit: &UnitFindings, options: &Options) {
    page.text(0, &unit.source, HEADING);
    let year = unit.year.map_or_else(|| "年度不详".to_owned(), |year| format!("{year} 年度"));
    let (found, of) = unit.tables;
    let tables = if of == 0 { String::new() } else { format!("，读到 {of} 张表中的 {found} 张") };
    page.text(0, &format!("{}，{year}{tables}", unit.unit.as_deref().unwrap_or("单位名称不详")), PLAIN);
    verdict_line(page, unit);
    for notice in &unit.notices {
        let at = place_words(&notice.place);
        let at =
            if at.is_empty() || notice.message.starts_with(&at) { String::new() } else { format!("{at}：") };
        page.item(0, "文件：", &format!("{at}{}", notice.message), NOTE);
    }
    let roots = roots(&unit.findings);
    let mut followers = vec![Vec::new(); unit.findings.len()];
    for (at, root) in roots.iter().enumerate().filter(|(at, root)| at != *root) {
        if let Some(list) = followers.get_mut(*root) {
            list.push(at);
        }
    }
    let mut number = 0;
    for level in [Level::Error, Level::Verify, Level::Hint] {
        section(page, unit, level, (&roots, &followers), &mut number, options);
    }
    rounding_section(page, unit);
    undecided_section(page, unit, &roots);
    page.blank();
    ledger(page, unit, options);
}

fn verdict_line(page: &mut Page, unit: &UnitFindings) {
    let mut levels = Vec::new();
    for level in [Level::Error, Level::Verify, Level::Hint] {
        let count = unit.findings.iter().filter(|f| fails(f) && f.level == level).count();
        if count > 0 {
            levels.push((level, count));
        }
    }
    let rest = format!(
        "尾差 {} 处，无法判断 {} 处，通过 {} 处",
        unit.summary.rounding, unit.summary.undecided, unit.summary.pass
    );
    match levels.first() {
        None if unit.summary.pass + unit.summary.rounding == 0 => {
            page.text(0, &format!("没有核对成任何一处：{rest}"), CHECK);
        }
        None => page.text(0, &format!("没有发现不符；{rest}"), GOOD),
        Some((worst, _)) => {
            let all: usize = levels.iter().map(|(_, count)| count).sum();
            let each: Vec<String> =
                levels.iter().map(|(level, count)| format!("{} {count}", level_word(*level))).collect();
            page.text(0, &format!("不符 {all} 处（{}）；{rest}", each.join("、")), of_level(*worst));
        }
    }
}

/// For each finding the one that it is shown under: the first cause that is itself 不符, else itself.
fn roots(findings: &[Finding]) -> Vec<usize> {
    let root = |start: usize| {
        let (mut at, mut root) = (start, start);
        for _ in 0..LONGEST {
            match findings.get(at).and_then(|finding| finding.follows) {
                Some(next) if next != at && next < findings.len() => at = next,
                _ => break,
            }
            if findings.get(at).is_some_and(fails) {
                root = at;
            }
            if at == start {
                return start;
            }
        }
        root
    };
    (0..findings.len()).map(root).collect()
}

fn section(
    page: &mut Page,
    unit: &UnitFindings,
    level: Level,
    (roots, followers): (&[usize], &[Vec<usize>]),
    number: &mut usize,
    options: &Options,
) {
    let own = |(at, finding): &(usize, &Finding)| {
        fails(finding) && finding.level == level && roots.get(*at) == Some(at)
    };
    let shown: Vec<(usize, &Finding)> = unit.findings.iter().enumerate().filter(own).collect();
    if shown.is_empty() {
        return;
    }
    let what = match level {
        Level::Error => "必须成立而不成立，请改正",
        Level::Verify => "一般应当成立，请核对；属实的请说明原因",
        Level::Hint => "供参考",
    };
    page.blank();
    page.text(0, &format!("{}（{} 处）：{what}", level_word(level), shown.len()), of_level(level));
    for (at, finding) in shown {
        *number += 1;
        entry(page, *number, finding, options);
        let after: Vec<&Finding> =
            followers.get(at).into_iter().flatten().filter_map(|index| unit.findings.get(*index)).collect();
        if !after.is_empty() {
            page.text(4, &format!("涉及同一数字的还有 {} 处：", after.len()), PLAIN);
        }
        for finding in after {
            page.item(6, "- ", &format!("{}{}", message(finding), brief_place(finding)), PLAIN);
        }
    }
}

fn brief_place(finding: &Finding) -> String {
    let at = finding.places.first().map(|spot| place_words(&spot.at)).unwrap_or_default();
    let at = if at.is_empty() { at } else { format!("，{at}") };
    format!("（{}{at}）", finding.rule)
}

fn entry(page: &mut Page, number: usize, finding: &Finding, options: &Options) {
    // A rule that a sentence pattern implies has a path for its number: what it asks is said first.
    let head = if finding.rule.contains('.') {
        format!("{}（{}）", finding.title, finding.rule)
    } else {
        format!("{} {}", finding.rule, finding.title)
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
    if options.verbose {
        if let Some(basis) = &finding.basis {
            page.item(4, "依据：", basis, QUIET);
        }
        if !finding.site.is_empty() {
            page.item(4, "规则：", &finding.site, QUIET);
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
            shown.push((spot, format!("等，共 {} 处", finding.places.len())));
            break;
        }
        shown.push((spot, spot_words(spot)));
    }
    for (at, (_, words)) in shown.iter().enumerate() {
        page.item(4, if at == 0 { "所在：" } else { "      " }, words, PLAIN);
    }
}

fn is_prose(spot: &Spot) -> bool {
    spot.row.is_none() && !spot.quote.trim().is_empty()
}

/// A place: where, the names of its table, row and column, and what is printed there.
fn spot_words(spot: &Spot) -> String {
    let mut parts = vec![place_words(&spot.at)];
    parts.extend([&spot.table, &spot.row, &spot.column].into_iter().flatten().cloned());
    parts.retain(|part| !part.is_empty());
    let names = parts.join(" ");
    let text = spot.text.trim();
    match (is_prose(spot), text.is_empty()) {
        (true, _) => format!("{names}「{}」", excerpt(spot.quote.trim(), text)),
        (false, false) => format!("{names}：{text}"),
        (false, true) => format!("{names}（空白）"),
    }
}

/// A stretch of a quotation around the text that matters.
fn excerpt(quote: &str, text: &str) -> String {
    let flat: Vec<char> = quote.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if flat.len() <= QUOTE {
        return flat.into_iter().collect();
    }
    let before = quote.find(text).and_then(|at| quote.get(..at)).map_or(0, |before| before.chars().count());
    let center = before + text.chars().count() / 2;
    let start = center.saturating_sub(QUOTE / 2).min(flat.len() - QUOTE);
    let cut: String = flat.iter().skip(start).take(QUOTE).collect();
    let head = if start > 0 { "…" } else { "" };
    let tail = if start + QUOTE < flat.len() { "…" } else { "" };
    format!("{head}{}{tail}", cut.trim())
}

fn rounding_section(page: &mut Page, unit: &UnitFindings) {
    let all: Vec<&Finding> = unit.findings.iter().filter(|f| f.verdict == Verdict::Rounding).collect();
    if all.is_empty() {
        return;
    }
    page.blank();
    page.text(0, &format!("尾差（{} 处）：四舍五入可以解释，不算不符", all.len()), NOTE);
    let mut clusters: Vec<(&str, &str, Vec<&Finding>)> = Vec::new();
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &all {
        if finding.single_pair {
            page.item(2, "- ", &format!("{}{}", message(finding), brief_place(finding)), PLAIN);
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
        return format!("{}{}", message(only), brief_place(only));
    }
    let size = |finding: &&&Finding| {
        finding.difference.as_ref().map_or(Exact::ZERO, |difference| difference.value.abs())
    };
    let most = findings.iter().max_by_key(size).and_then(|finding| finding.difference.as_ref());
    let most = most.map_or_else(String::new, |most| format!("，最大相差 {}", difference_words(most, None)));
    format!("{title}：{} 处{most}（{rule}）", findings.len())
}

fn undecided_section(page: &mut Page, unit: &UnitFindings, roots: &[usize]) {
    let own = |(at, finding): &(usize, &Finding)| {
        finding.verdict == Verdict::Undecided && roots.get(*at) == Some(at)
    };
    let all: Vec<(usize, &Finding)> = unit.findings.iter().enumerate().filter(own).collect();
    if all.is_empty() {
        return;
    }
    let mut by_reason: Vec<(&[Reason], Vec<&Finding>)> = Vec::new();
    let mut known: BTreeMap<&[Reason], usize> = BTreeMap::new();
    for (_, finding) in &all {
        let at = *known.entry(&finding.reasons).or_insert(by_reason.len());
        match by_reason.get_mut(at) {
            Some((_, findings)) => findings.push(finding),
            None => by_reason.push((&finding.reasons, vec![finding])),
        }
    }
    page.blank();
    page.text(0, &format!("无法判断（{} 处）", all.len()), CHECK);
    for (reasons, findings) in by_reason {
        let words: Vec<String> = reasons.iter().map(reason_words).collect();
        let words = if words.is_empty() { "原因不详".to_owned() } else { words.join("；") };
        let mut rules: Vec<(&str, usize)> = Vec::new();
        let mut index: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings {
            let at = *index.entry(&finding.rule).or_insert(rules.len());
            match rules.get_mut(at) {
                Some((_, count)) => *count += 1,
                None => rules.push((&finding.rule, 1)),
            }
        }
        let rules: Vec<String> = rules
            .iter()
            .map(|(rule, count)| if *count > 1 { format!("{rule} × {count}") } else { (*rule).to_owned() })
            .collect();
        page.item(2, "- ", &format!("{words}（{}）", rules.join("、")), PLAIN);
    }
}
