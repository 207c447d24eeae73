//! Rule sets and accounts by number, judged both ways; where the two differ, the smallest case that still does.

use std::fmt::Write as _;

use super::account::{Account, read};
use super::data::{csv, yaml};
use super::engine::{Through, engine_ledgers, without_sizes};
use super::facts::account;
use super::judge::{Judged, judge};
use super::model::{Change, Model};
use super::prepare::prepare;
use super::print::files;
use super::random::Random;
use super::rules::rule_set;

/// A rule set and units of one year.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) model: Model,
    pub(crate) accounts: Vec<Account>,
    yaml: bool,
    /// Over columns, units bring their whole ledger.
    whole: bool,
}

/// What a run went through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Rule sets, each with accounts.
    pub(crate) pairs: usize,
    /// Instances by verdict.
    pub(crate) counts: [u64; 5],
    /// Findings.
    pub(crate) findings: u64,
}

impl Tally {
    /// Adds what another run went through.
    pub(crate) fn add(&mut self, other: &Tally) {
        self.pairs += other.pairs;
        self.findings += other.findings;
        self.counts.iter_mut().zip(other.counts).for_each(|(total, count)| *total += count);
    }
}

/// The case of a number.
pub(crate) fn case(seed: u64, units: usize) -> Case {
    let mut random = Random::new(seed);
    let model = rule_set(&mut random);
    let year = 2023 + (seed % 2) as i32;
    let yaml = seed % 8 == 7;
    let accounts = (0..units).map(|unit| account(&model, format!("单位{unit}"), year, !yaml, &mut random));
    Case { accounts: accounts.collect(), model, yaml, whole: seed.is_multiple_of(3) }
}

/// What the reference says of a case.
fn reference(case: &Case) -> Vec<(String, Judged)> {
    let year = case.accounts.first().map_or(0, |account| account.year);
    let checks = prepare(&case.model, year);
    let judged =
        case.accounts.iter().filter(|account| !account.facts.is_empty() || !account.strange.is_empty());
    judged
        .map(|account| {
            let judged = judge(&case.model, &checks, &read(&case.model, account));
            (account.unit.clone(), judged)
        })
        .collect()
}

fn engine(case: &Case) -> Result<Through, String> {
    let data = if case.yaml { yaml(&case.model, &case.accounts) } else { csv(&case.model, &case.accounts) };
    let mut through = engine_ledgers(&files(&case.model), &data, case.whole)?;
    let merged: Vec<&str> =
        case.model.rules.iter().filter(|rule| rule.once_a_table).map(|rule| rule.code.as_str()).collect();
    for (_, judged) in &mut through.judged {
        judged.findings = without_sizes(&judged.findings, &merged);
    }
    Ok(through)
}

/// Judges a case both ways.
///
/// # Errors
/// The first unit that differs, by number, and how.
pub(crate) fn compare(case: &Case) -> Result<Tally, (usize, String)> {
    let ours = reference(case);
    let (theirs, over_columns) = match engine(case) {
        Ok(through) => (through.judged, through.over_columns),
        Err(error) => return Err((0, error)),
    };
    let mut tally = Tally { pairs: ours.len(), ..Tally::default() };
    for (at, account) in case.accounts.iter().enumerate() {
        let of = |all: &[(String, Judged)]| all.iter().find(|(unit, _)| *unit == account.unit).cloned();
        match (of(&ours), of(&theirs)) {
            (Some((_, ours)), Some((_, theirs))) => {
                if let Some(difference) = difference(&ours, &theirs) {
                    return Err((at, difference));
                }
                for counts in ours.ledger.values() {
                    tally.counts.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
                }
                tally.findings += ours.findings.values().sum::<u64>();
            }
            (None, None) => {}
            (ours, theirs) => {
                let there = (ours.is_some(), theirs.is_some());
                return Err((at, format!("judged by the reference, by the program: {there:?}")));
            }
        }
    }
    over_columns.map_err(|difference| (0, difference))?;
    Ok(tally)
}

fn difference(ours: &Judged, theirs: &Judged) -> Option<String> {
    let mut text = String::new();
    let codes = ours.ledger.keys().chain(theirs.ledger.keys());
    let mut codes: Vec<&String> = codes.collect();
    codes.sort();
    codes.dedup();
    for code in codes {
        let (a, b) = (ours.ledger.get(code), theirs.ledger.get(code));
        if a != b {
            writeln!(text, "{code}: 通过 尾差 不符 无法判断 不适用: reference {a:?}, program {b:?}").unwrap();
        }
    }
    let keys = ours.findings.keys().chain(theirs.findings.keys());
    let mut keys: Vec<_> = keys.collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (a, b) = (ours.findings.get(key), theirs.findings.get(key));
        if a != b {
            writeln!(text, "finding {key:?}: reference {a:?}, program {b:?}").unwrap();
        }
    }
    (!text.is_empty()).then_some(text)
}

/// The smallest case that still differs: one unit, without the rules and facts that are not needed.
pub(crate) fn shrink(case: &Case, unit: usize) -> Case {
    let alone = |account: &Account| Case { accounts: vec![account.clone()], ..case.clone() };
    // What all units come to over columns does not tell which of them is the one.
    let mut candidates = case.accounts[unit..].iter().map(alone);
    let Some(mut small) = candidates.find(|small| compare(small).is_err()) else { return case.clone() };
    let differs = |case: &Case| {
        let broken = engine(case).is_err();
        !broken && compare(case).is_err()
    };
    loop {
        let before = (small.model.rules.len(), small.accounts[0].facts.len());
        for rule in (0..small.model.rules.len()).rev() {
            let mut less = small.clone();
            let gone = less.model.rules.remove(rule).code;
            less.model.changes.retain(|change| *named(change) != gone);
            if differs(&less) {
                small = less;
            }
        }
        for fact in (0..small.accounts[0].facts.len()).rev() {
            let mut less = small.clone();
            less.accounts[0].facts.remove(fact);
            if differs(&less) {
                small = less;
            }
        }
        if before == (small.model.rules.len(), small.accounts[0].facts.len()) {
            return small;
        }
    }
}

fn named(change: &Change) -> &String {
    match change {
        Change::Disable(code)
        | Change::Tolerance(code, _)
        | Change::Years(code, _, _)
        | Change::Level(code) => code,
    }
}

/// A case as text: rule files, data, how the two differ.
pub(crate) fn shown(case: &Case) -> String {
    let mut text = String::new();
    for (name, content) in files(&case.model) {
        writeln!(text, "── {name}\n{content}").unwrap();
    }
    let (name, content) =
        if case.yaml { yaml(&case.model, &case.accounts) } else { csv(&case.model, &case.accounts) };
    writeln!(text, "── {name}\n{content}").unwrap();
    if let Err((_, difference)) = compare(case) {
        writeln!(text, "── {difference}").unwrap();
    }
    text
}
