//! The ledger: how many rules ran and how they came out, so that 没有发现 can be told from 没有核对.

use std::collections::BTreeMap;

use super::Options;
use super::formula::formula;
use super::message::tolerance_words;
use super::reason::reason_words;
use super::style::{HEADING, PLAIN, QUIET};
use super::words::{category_word, level_word};
use super::wrap::Page;
use crate::proof::{Counts, Finding, LedgerLine, Reason, UnitFindings};

/// Instances of a rule that hold and are shown.
const PROOFS: usize = 2;
/// Most reasons that are listed.
const REASONS: usize = 6;

/// Adds what was checked to a page.
pub(super) fn ledger(page: &mut Page, unit: &UnitFindings, options: &Options) {
    let counts = &unit.summary;
    page.text(
        0,
        &format!(
            "核对了 {} 条规则：通过 {} 处，尾差 {} 处，不符 {} 处，无法判断 {} 处，不适用 {} 处",
            unit.ledger.len(),
            counts.pass,
            counts.rounding,
            counts.fail,
            counts.undecided,
            counts.not_applicable
        ),
        HEADING,
    );
    idle(page, &unit.ledger, options.verbose);
    if options.verbose {
        why(page, &unit.ledger);
        let mut proofs: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for proof in &unit.proofs {
            proofs.entry(&proof.rule).or_default().push(proof);
        }
        for line in &unit.ledger {
            let head =
                format!("{}（{}，{}）", line.title, category_word(line.category), level_word(line.level));
            let off = line.reasons.iter().find(|(reason, _)| matches!(reason, Reason::SwitchedOff(_)));
            let words = off.map_or_else(|| came_out(line), |(reason, _)| reason_words(reason));
            page.item(2, &format!("{} ", line.rule), &format!("{head}：{words}"), QUIET);
            holding(page, proofs.get(line.rule.as_str()).map_or(&[], Vec::as_slice));
        }
    }
}

/// The first instances of a rule that hold, with their numbers.
fn holding(page: &mut Page, proofs: &[&Finding]) {
    let shown = proofs.iter().map(|proof| (proof, formula(proof)));
    let mut left = proofs.len();
    for (proof, formula) in shown.filter(|(_, formula)| !formula.is_empty()).take(PROOFS) {
        left -= 1;
        let tolerance = tolerance_words(proof).map_or_else(String::new, |words| format!("（{words}）"));
        page.item(6, "", &format!("{formula}{tolerance}"), QUIET);
    }
    if left > 0 && left < proofs.len() {
        page.text(6, &format!("等，另有 {left} 处通过（--format json --proofs 全列）"), QUIET);
    }
}

/// How the instances of a rule came out, and why where none came to a result.
fn came_out(line: &LedgerLine) -> String {
    let counts = counts_words(&line.counts);
    match line.reasons.first().filter(|_| !line.counts.is_decided()) {
        None => counts,
        Some((reason, _)) if line.reasons.len() > 1 => {
            format!("{counts}（{} 等 {} 种）", reason_words(reason), line.reasons.len())
        }
        Some((reason, _)) => format!("{counts}（{}）", reason_words(reason)),
    }
}

/// Why there was no result, most frequent reasons first.
fn why(page: &mut Page, ledger: &[LedgerLine]) {
    let reasons = reasons(ledger);
    if !reasons.is_empty() {
        page.text(2, "无法判断和不适用的主要原因：", PLAIN);
    }
    for (reason, count) in reasons.iter().take(REASONS) {
        page.item(4, "- ", &format!("{}（{count} 处）", reason_words(reason)), PLAIN);
    }
    if reasons.len() > REASONS {
        page.text(4, &format!("等 {} 种", reasons.len()), PLAIN);
    }
}

/// Reasons over all rules, most frequent first.
fn reasons(ledger: &[LedgerLine]) -> Vec<(&Reason, u64)> {
    let mut sums: BTreeMap<&Reason, u64> = BTreeMap::new();
    for (reason, count) in ledger.iter().flat_map(|line| &line.reasons) {
        *sums.entry(reason).or_default() += count;
    }
    let mut sums: Vec<(&Reason, u64)> = sums.into_iter().collect();
    sums.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sums
}

/// How many rules came to no result anywhere.
fn idle(page: &mut Page, ledger: &[LedgerLine], verbose: bool) {
    let idle = ledger.iter().filter(|line| !line.counts.is_decided()).count();
    if idle == 0 {
        return;
    }
    let more = if verbose { "见下面各条" } else { "加 -v 逐条列出" };
    page.text(2, &format!("其中 {idle} 条没有得出结论：所涉内容本文件没有，或不能判断（{more}）"), PLAIN);
}

/// The counts that are not zero, in words.
pub(super) fn counts_words(counts: &Counts) -> String {
    let all = [
        ("通过", counts.pass),
        ("尾差", counts.rounding),
        ("不符", counts.fail),
        ("无法判断", counts.undecided),
        ("不适用", counts.not_applicable),
    ];
    let some: Vec<String> =
        all.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}")).collect();
    if some.is_empty() { "没有可核对之处".to_owned() } else { some.join("，") }
}
