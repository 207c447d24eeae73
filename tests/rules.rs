//! Every shipped rule has a document where it holds and one where it fails: `rules/案例/*.md`, in the form of
//! docs/testing-rules.md.

use std::collections::{BTreeMap, BTreeSet};

use gouji::cases::{Case, CaseFile, Coverage, Judge, Outcome, UncoveredKind, Unjudged, run};
use gouji::proof::{Counts, Finding, UnitFindings, Verdict};
use gouji::report::{CasesOut, cases_terminal};
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

/// The shipped cases.
fn files() -> Vec<CaseFile> {
    let files: Vec<CaseFile> =
        Shipped::cases().iter().map(|(name, text)| CaseFile::read(name, text)).collect();
    assert!(files.len() > 20, "{}", files.len());
    files
}

/// What came of each case, in order.
fn all_findings(files: &[CaseFile]) -> Vec<(&CaseFile, &Case, UnitFindings)> {
    let editions = Editions::new(&Shipped, &[], None);
    let judge = Judge::new(&editions, files);
    let cases: Vec<(&CaseFile, &Case)> =
        files.iter().flat_map(|file| file.cases.iter().map(move |case| (file, case))).collect();
    let found = crate::support::in_parallel(&cases, |(file, case)| match judge.findings(case) {
        Ok(found) => found.unit,
        Err(Unjudged::Mistaken(mistake)) => panic!("{}:{}: {mistake:?}", file.name, case.line),
        Err(Unjudged::Broken(edition)) => panic!("{:?}", edition.diagnostics),
    });
    cases.into_iter().zip(found).map(|((file, case), unit)| (file, case, unit)).collect()
}

/// What findings tell of adds up to what the ledger counts, for every level.
fn told_as_counted(unit: &UnitFindings, place: &str) {
    let told = |verdict, level| -> u64 {
        let these = unit.findings.iter().filter(|f| f.verdict == verdict && f.level == level);
        these.map(Finding::instances).sum()
    };
    let counted = |level, count: fn(&Counts) -> u64| -> u64 {
        unit.ledger.iter().filter(|line| line.level == level).map(|line| count(&line.counts)).sum()
    };
    for level in [Level::Error, Level::Verify, Level::Hint] {
        assert_eq!(told(Verdict::Fail, level), counted(level, |counts| counts.fail), "{place} {level:?}");
        let rounding = counted(level, |counts| counts.rounding);
        assert_eq!(told(Verdict::Rounding, level), rounding, "{place} {level:?}");
        let undecided = counted(level, |counts| counts.undecided);
        assert_eq!(told(Verdict::Undecided, level), undecided, "{place} {level:?}");
    }
}

#[test]
fn every_case_comes_out_as_it_says() {
    let files = files();
    let editions = Editions::new(&Shipped, &[], None);
    let ran = run(&editions, &files, 2);
    let told = cases_terminal(&CasesOut { ran: &ran, accepted: &[] }, &gouji::report::Options::default());
    assert!(ran.failures.is_empty() && ran.mistakes.is_empty(), "\n{told}");
    assert!(ran.cases > 800, "{}", ran.cases);
    every_rule_is_shown_to_hold_and_to_fail(&ran.coverage);
    every_condition_and_pattern_is_tried_or_listed(&ran.coverage);
}

fn every_condition_and_pattern_is_tried_or_listed(coverage: &Coverage) {
    let open: Vec<_> = coverage.open.iter().map(|one| format!("{} {:?}", one.name, one.lacks)).collect();
    assert!(open.is_empty(), "not shown, and not listed as 不试 with the reason: {open:#?}");
    let left = [coverage.conditions, coverage.patterns].map(|kind| kind.all - kind.covered);
    assert_eq!(left.iter().sum::<usize>(), coverage.listed.len());
    assert!(coverage.listed.len() < 10, "{:#?}", coverage.listed);
}

fn every_rule_is_shown_to_hold_and_to_fail(coverage: &Coverage) {
    let open = coverage.open.iter().filter(|one| one.kind == UncoveredKind::Rule);
    let open: Vec<_> = open.map(|one| format!("{} {:?}", one.name, one.lacks)).collect();
    assert!(open.is_empty(), "{} of {} rules not shown: {open:#?}", open.len(), coverage.rules.all);
    assert!(coverage.rules.all > 400, "{}", coverage.rules.all);
}

#[test]
fn what_is_told_of_a_case_is_what_is_counted() {
    for (file, case, unit) in all_findings(&files()) {
        told_as_counted(&unit, &format!("{}:{}", file.name, case.line));
    }
}

/// Rules whose wrong text in the cases another rule finds as well, a line each with those: most cases change one cell, so
/// that its own table does not add up any more.
const NEVER_ALONE: &str = "tests/rules/同误.txt";

/// The rules of a section are shown by one document; what completeness asks of a whole document, a part does not have.
#[test]
fn every_rule_finds_what_no_other_does() {
    let known = std::fs::read_to_string(NEVER_ALONE).unwrap();
    let known: BTreeSet<&str> = known.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut alone: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let files = files();
    let found = all_findings(&files);
    for (_, case, findings) in found.iter().filter(|(_, case, _)| case.outcome == Outcome::Fails) {
        let failed = findings.ledger.iter().filter(|line| line.counts.fail > 0);
        let failed: BTreeSet<String> = failed.map(|line| line.rule.clone()).collect();
        for code in case.rules.iter().filter(|code| failed.contains(*code)) {
            let whole = |other: &str| other.starts_with("WZ") || other.starts_with("PQ");
            let beside = |other: &&String| !case.rules.contains(other) && !whole(other) && *other != code;
            let others: BTreeSet<String> = failed.iter().filter(beside).cloned().collect();
            let best = alone.entry(code.clone()).or_insert_with(|| others.clone());
            if others.len() < best.len() {
                *best = others;
            }
        }
    }
    let (mut lacking, mut idle) = (Vec::new(), Vec::new());
    for (code, others) in &alone {
        match (others.is_empty(), known.contains(code.as_str())) {
            (false, false) => {
                lacking.push(format!("{code} {}", others.iter().cloned().collect::<Vec<_>>().join("、")))
            }
            (true, true) => idle.push(code),
            _ => {}
        }
    }
    assert!(lacking.is_empty(), "{} rules:\n{}", lacking.len(), lacking.join("\n"));
    assert!(idle.is_empty(), "{idle:?}");
}
