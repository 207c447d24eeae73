//! Every shipped rule has a document where it holds and one where it fails: `tests/rules/*.md`.
//!
//! A section's heading opens with the 编号 it shows (several are joined by 、). Its blocks are documents: 成立, 不成立,
//! 不适用. `改` behind the name makes the block a list of `甲 → 乙` (⇒ everywhere, ⏎ a line break) for the 成立 block above it, and
//! before there is one, for the 底本 of the file; the name of a rule set runs the block under that set instead of the
//! one that its words choose. Blocks beside the documents of a section: 上年 (last year's account), 所属 (those of
//! subordinate units), 名册 (a register of units); the word behind the name is the ending of the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use gouji::proof::{Counts, Finding, UnitFindings, Verdict};
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

use crate::support::company::Given;
use crate::support::markdown::{Block, sections};

/// The base and the layers on it.
const SETS: [&str; 14] = [
    "部门决算",
    "上海部门决算",
    "湖北部门决算",
    "四川部门决算",
    "内蒙古部门决算",
    "云南部门决算",
    "陕西部门决算",
    "江西部门决算",
    "湖南部门决算",
    "广东部门决算",
    "部门预算",
    "上海部门预算",
    "湖北部门预算",
    "四川部门预算",
];

/// What a block says of the rules of its section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Holds,
    Fails,
    DoesNotApply,
}

/// A document and the rules that it shows.
struct Case {
    place: String,
    codes: Vec<String>,
    outcome: Outcome,
    rule_set: Option<String>,
    text: String,
    given: Given,
}

/// The cases of all files, in order.
fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir("tests/rules").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut common = String::new();
        for section in sections(&text) {
            let codes: Vec<String> =
                section.heading.split_whitespace().next().unwrap().split('、').map(str::to_owned).collect();
            let mut holds = common.clone();
            let given = Given::of(&section.blocks);
            for block in section.blocks.iter().filter(|block| !Given::takes(block)) {
                if block.info == "底本" {
                    common.clone_from(&block.text);
                    continue;
                }
                let place = format!("{}:{} {}", file.display(), block.line, block.info);
                cases.push(Case { given: given.clone(), ..case(place, &codes, block, &mut holds) });
            }
        }
    }
    cases
}

fn case(place: String, codes: &[String], block: &Block, holds: &mut String) -> Case {
    let mut words = block.info.split_whitespace();
    let outcome = match words.next() {
        Some("成立") => Outcome::Holds,
        Some("不成立") => Outcome::Fails,
        Some("不适用") => Outcome::DoesNotApply,
        _ => panic!("{place}: 成立, 不成立 or 不适用 expected"),
    };
    let mut words = words.peekable();
    let changed = words.next_if_eq(&"改").is_some();
    let rule_set = words.next().map(str::to_owned);
    let text = if changed { change(&place, holds, &block.text) } else { block.text.clone() };
    if outcome == Outcome::Holds {
        holds.clone_from(&text);
    }
    Case { place, codes: codes.to_vec(), outcome, rule_set, text, given: Given::default() }
}

/// A document with each `甲 → 乙` carried out; what is replaced must stand in it once, with ⇒ at least once.
fn change(place: &str, text: &str, changes: &str) -> String {
    let mut text = text.to_owned();
    for line in changes.lines() {
        let once = line.split_once('→').map(|sides| (true, sides));
        let (once, (from, to)) = once
            .or_else(|| line.split_once('⇒').map(|sides| (false, sides)))
            .unwrap_or_else(|| panic!("{place}: 「{line}」 has no →"));
        let [from, to] = [from, to].map(|side| side.trim_matches(' ').replace('⏎', "\n"));
        let count = text.matches(&from).count();
        assert!(
            count == 1 || (count > 1 && !once),
            "{place}: 「{from}」 stands in the document {count} times"
        );
        text = text.replace(&from, &to);
    }
    text
}

/// Editions by the rule set asked for, compiled once for all cases.
#[derive(Default)]
struct Runner {
    editions: BTreeMap<Option<String>, Editions>,
}

impl Runner {
    fn run(&mut self, case: &Case) -> UnitFindings {
        let asked: Vec<String> = case.rule_set.iter().cloned().collect();
        let editions = self
            .editions
            .entry(case.rule_set.clone())
            .or_insert_with(|| Editions::new(&Shipped, &asked, None));
        let (edition, document) = editions.for_document("案例.txt", case.text.as_bytes()).unwrap();
        assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
        let account = edition.read(&document).into_iter().next().unwrap();
        case.given.check(editions, &edition, &account)
    }
}

/// The counts of a rule over all its sites.
fn counts(findings: &UnitFindings, code: &str) -> Counts {
    let lines = findings.ledger.iter().filter(|line| line.rule == code);
    lines.fold(Counts::default(), |sum, line| Counts {
        pass: sum.pass + line.counts.pass,
        rounding: sum.rounding + line.counts.rounding,
        fail: sum.fail + line.counts.fail,
        undecided: sum.undecided + line.counts.undecided,
        not_applicable: sum.not_applicable + line.counts.not_applicable,
    })
}

fn as_said(outcome: Outcome, counts: Counts) -> bool {
    match outcome {
        Outcome::Holds => counts.pass + counts.rounding > 0 && counts.fail == 0,
        Outcome::Fails => counts.fail > 0,
        Outcome::DoesNotApply => {
            counts.not_applicable > 0 && counts.pass + counts.rounding + counts.fail == 0
        }
    }
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
    let mut runner = Runner::default();
    let mut wrong = String::new();
    for case in cases() {
        let findings = runner.run(&case);
        told_as_counted(&findings, &case.place);
        for code in &case.codes {
            let counts = counts(&findings, code);
            if as_said(case.outcome, counts) {
                continue;
            }
            writeln!(wrong, "{} {code}: {counts:?}", case.place).unwrap();
            for line in findings.ledger.iter().filter(|line| line.rule == *code && !line.reasons.is_empty()) {
                writeln!(wrong, "    {:?}", line.reasons).unwrap();
            }
            for finding in findings.findings.iter().filter(|finding| finding.rule == *code) {
                writeln!(wrong, "    {} {:?}", finding.site, finding.claimed).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_rule_is_shown_to_hold_and_to_fail() {
    let mut shown: BTreeMap<String, [bool; 2]> = BTreeMap::new();
    for case in cases() {
        for code in case.codes {
            let shown = shown.entry(code).or_default();
            shown[0] |= case.outcome == Outcome::Holds;
            shown[1] |= case.outcome == Outcome::Fails;
        }
    }
    let mut shipped: BTreeSet<String> = BTreeSet::new();
    for set in SETS {
        let edition = Editions::new(&Shipped, &[set.to_owned()], Some(2024)).plain();
        assert_eq!(edition.info.name, set);
        let codes = edition.rules.rules.into_iter().map(|rule| rule.code);
        // What forms and patterns imply is shown in `tests/language`.
        let implied = |code: &String| ["文表.", "前后.", "其中."].iter().any(|start| code.starts_with(start));
        shipped.extend(codes.filter(|code| !implied(code)));
    }
    let missing: Vec<_> = shipped
        .iter()
        .filter(|code| shown.get(*code) != Some(&[true, true]))
        .map(|code| format!("{code} {:?}", shown.get(code).copied().unwrap_or_default()))
        .collect();
    assert!(missing.is_empty(), "{} of {} rules not shown: {missing:#?}", missing.len(), shipped.len());
}

/// Rules whose wrong text in the cases another rule finds as well, a line each with those: most cases change one cell, so
/// that its own table does not add up any more.
const NEVER_ALONE: &str = "tests/rules/同误.txt";

/// The rules of a section are shown by one document; what completeness asks of a whole document, a part does not have.
#[test]
fn every_rule_finds_what_no_other_does() {
    let known = std::fs::read_to_string(NEVER_ALONE).unwrap();
    let known: BTreeSet<&str> = known.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut runner = Runner::default();
    let mut alone: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for case in cases().iter().filter(|case| case.outcome == Outcome::Fails) {
        let findings = runner.run(case);
        let failed = findings.ledger.iter().filter(|line| line.counts.fail > 0);
        let failed: BTreeSet<String> = failed.map(|line| line.rule.clone()).collect();
        for code in case.codes.iter().filter(|code| failed.contains(*code)) {
            let beside =
                |other: &&String| !case.codes.contains(other) && !other.starts_with("WZ") && *other != code;
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
