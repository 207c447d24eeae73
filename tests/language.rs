//! The language manual that runs: `tests/language/*.md`.
//!
//! A section has a rule file (`gj`; without one the section above lends its own), a document (`文`) and what comes of
//! it (`结果`, a line for each 编号 and verdict). Beside its documents it may have last year's account (`上年`), those of
//! subordinate units (`所属`) and a register (`名册`). A rule file that opens with no 规则集 is a layer 试 on 部门决算.
//! `GOUJI_ACCEPT=1 cargo test --test all language::` writes what comes out into the 结果 blocks.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gouji::cases::{Given, Section, Wanted};
use gouji::proof::{LedgerLine, UnitFindings, Verdict};
use gouji::report::{level_word, reason_words, verdict_word};
use gouji::session::{Editions, check_rules, open};
use gouji::source::Severity;
use gouji::syntax::Level;

use crate::support::markdown::sections;
use crate::support::one_file::Text;

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir("tests/language").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files
}

/// A block of a section by its name.
fn block<'a>(section: &'a Section, name: &str) -> Option<&'a str> {
    section.blocks.iter().find(|block| block.info == name).map(|block| block.text.as_str())
}

/// Compiled rule files by their text.
#[derive(Default)]
struct Compiled(BTreeMap<String, Editions>);

impl Compiled {
    fn check(&mut self, place: &str, rules: &str, document: &str, given: &Given) -> UnitFindings {
        let editions = self.0.entry(rules.to_owned()).or_insert_with(|| {
            let head =
                if rules.starts_with("规则集") { "" } else { "规则集 试 基于 部门决算\n" };
            Editions::new(&Text(format!("{head}{rules}")), &["试.gj".to_owned()], None)
        });
        let (edition, document) = editions.for_document("案例.txt", document.as_bytes()).unwrap();
        let wrong: Vec<_> = edition.diagnostics.iter().map(|one| (&one.code, &one.message)).collect();
        assert!(!edition.has_errors(), "{place}: {wrong:?}");
        let account = edition.read(&document).into_iter().next().unwrap();
        given.check(editions, &edition, &account, Wanted::Causes).unwrap()
    }
}

/// 编号 that a rule file declares, adjusts or switches off, in order.
fn named(rules: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for line in rules.lines() {
        let words = line.split(|c: char| !c.is_ascii_alphanumeric());
        let coded =
            words.filter(|word| word.len() == 4 && word.starts_with(|c: char| c.is_ascii_uppercase()));
        codes.extend(coded.map(str::to_owned));
    }
    codes.sort();
    codes.dedup();
    codes
}

const VERDICTS: [Verdict; 5] =
    [Verdict::Pass, Verdict::Rounding, Verdict::Fail, Verdict::Undecided, Verdict::NotApplicable];

fn count(line: &LedgerLine, verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Pass => line.counts.pass,
        Verdict::Rounding => line.counts.rounding,
        Verdict::Fail => line.counts.fail,
        Verdict::Undecided => line.counts.undecided,
        Verdict::NotApplicable => line.counts.not_applicable,
    }
}

/// What came of a rule: a line for each verdict.
fn outcome(findings: &UnitFindings, code: &str) -> String {
    let lines: Vec<&LedgerLine> = findings.ledger.iter().filter(|line| line.rule == code).collect();
    let mut out = String::new();
    for verdict in VERDICTS {
        let count: u64 = lines.iter().map(|line| count(line, verdict)).sum();
        if count == 0 {
            continue;
        }
        write!(out, "{code} {} {count}", verdict_word(verdict)).unwrap();
        for note in notes(findings, &lines, code, verdict) {
            write!(out, "；{note}").unwrap();
        }
        out.push('\n');
    }
    if out.is_empty() {
        writeln!(out, "{code} 没有").unwrap();
    }
    out
}

fn notes(findings: &UnitFindings, lines: &[&LedgerLine], code: &str, verdict: Verdict) -> Vec<String> {
    let mut notes = Vec::new();
    let gap = |verdict| matches!(verdict, Verdict::Undecided | Verdict::NotApplicable);
    let both = lines.iter().any(|line| line.counts.undecided > 0 && line.counts.not_applicable > 0);
    if gap(verdict) && !both {
        for (reason, _) in lines.iter().flat_map(|line| &line.reasons) {
            let words = reason_words(reason);
            notes.push(words.split('：').next().unwrap().to_owned());
        }
    }
    let other = lines.iter().map(|line| line.level).find(|level| *level != Level::Error);
    if let (Verdict::Fail, Some(level)) = (verdict, other) {
        notes.push(level_word(level).to_owned());
    }
    let like = |finding: &&gouji::proof::Finding| finding.rule == code && finding.verdict == verdict;
    for finding in findings.findings.iter().filter(like) {
        if verdict == Verdict::Undecided && both {
            notes.extend(
                finding
                    .reasons
                    .iter()
                    .map(reason_words)
                    .map(|words| words.split('：').next().unwrap().to_owned()),
            );
        }
        if finding.times_ten_thousand.is_some() {
            notes.push("差一万倍".to_owned());
        }
        if let Some(assumed) = &finding.assumed {
            notes.push(format!("按「{assumed}」差一万倍再算"));
        }
        if finding.count > 1 {
            notes.push(format!("并作一条的 {} 处", finding.count));
        }
        if finding.single_pair {
            notes.push("一个数对一个数".to_owned());
        }
    }
    notes.dedup();
    notes
}

/// The sections of a file that do not come out as they say, and what each 结果 block (by its line) should hold.
fn run(file: &Path, text: &str) -> (String, BTreeMap<usize, String>) {
    let mut compiled = Compiled::default();
    let (mut wrong, mut results) = (String::new(), BTreeMap::new());
    let mut rules = String::new();
    for section in sections(text) {
        let place = format!("{} {}", file.display(), section.heading);
        if let Some(own) = block(&section, "gj") {
            own.clone_into(&mut rules);
        }
        let pairs: Vec<_> =
            section.blocks.iter().filter(|block| block.info != "gj" && !Given::takes(block)).collect();
        let given = Given::of(&section.blocks);
        for pair in pairs.chunks(2) {
            let [document, expected] = pair else { panic!("{place}: 文 and 结果 come in pairs") };
            assert_eq!((document.info.as_str(), expected.info.as_str()), ("文", "结果"), "{place}");
            let findings = compiled.check(&place, &rules, &document.text, &given);
            let said = expected.text.lines().filter_map(|line| line.split(' ').next());
            let mut codes: Vec<String> = said.map(str::to_owned).collect();
            if codes.is_empty() {
                codes = named(&rules);
            }
            codes.dedup();
            let found: String = codes.iter().map(|code| outcome(&findings, code)).collect();
            if found != expected.text {
                let line = expected.line;
                writeln!(wrong, "{place}:{line}\n应为\n{}却是\n{found}", expected.text).unwrap();
            }
            results.insert(expected.line, found);
        }
    }
    (wrong, results)
}

/// A file with other results: what stood between the fences is left out.
fn rewritten(text: &str, results: &BTreeMap<usize, String>) -> String {
    let mut out = String::new();
    let mut skipping = false;
    for (at, line) in text.lines().enumerate() {
        skipping &= line != "```";
        if skipping {
            continue;
        }
        out.push_str(line);
        out.push('\n');
        if let Some(result) = results.get(&(at + 1)) {
            out.push_str(result);
            skipping = true;
        }
    }
    out
}

#[test]
fn every_section_comes_out_as_it_says() {
    let accept = std::env::var_os("GOUJI_ACCEPT").is_some();
    let mut all = String::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let (wrong, results) = run(&file, &text);
        if accept {
            std::fs::write(&file, rewritten(&text, &results)).unwrap();
        } else {
            all.push_str(&wrong);
        }
    }
    assert!(all.is_empty(), "\n{all}");
}

/// Place and code of every problem of a rule file.
fn problems(rules: &str) -> Vec<(u32, u32, String)> {
    let edition = open(&Text(rules.to_owned()), &["试.gj".to_owned()], Some(2024));
    let mut found: Vec<_> = edition
        .diagnostics
        .iter()
        .map(|one| {
            assert!(one.mend.is_some() || one.code == "句组参数", "no mend: {}", one.message);
            let at = edition.sources.locate(one.span);
            (at.line, at.column, one.code.to_owned())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn every_mistake_of_a_file_is_located_in_one_run() {
    let found = problems(&std::fs::read_to_string("tests/language/错误.gj").unwrap());
    let found: Vec<_> = found.iter().map(|(line, column, code)| (*line, *column, code.as_str())).collect();
    let expected = [
        (3, 25, "未知名称"),
        (4, 18, "量纲不符"),
        (5, 16, "量纲不符"),
        (6, 15, "缺少列"),
        (7, 23, "未知名称"),
        (8, 18, "未知函数"),
        (10, 4, "编号重复"),
        (11, 4, "未知规则"),
        (13, 6, "定义循环"),
        (16, 19, "量纲不符"),
        (18, 21, "名称有歧义"),
        (19, 16, "未知名称"),
        (21, 9, "句组参数"),
        (22, 4, "未知规则"),
        (23, 15, "未知名称"),
        (24, 23, "未知名称"),
        (25, 19, "缺少参数"),
        (26, 16, "多项"),
        (27, 16, "年度"),
        (28, 18, "量纲不符"),
        (29, 34, "未知名称"),
        (30, 16, "不是式子"),
        (31, 18, "量纲不符"),
        (32, 23, "量纲不符"),
        (33, 23, "量纲不符"),
        (34, 21, "未知类型"),
        (35, 3, "相近的名称"),
        (36, 13, "相近的名称"),
        (37, 4, "新的说明"),
        (38, 1, "没有原因"),
        (39, 3, "新的表"),
        (40, 13, "新的列"),
        (41, 10, "新的侧"),
        (41, 36, "新的行"),
        (42, 13, "新的段"),
        (43, 4, "编号写法"),
        (44, 15, "只一年"),
        (45, 32, "不是一个数"),
        (46, 20, "不是一个数"),
        (47, 11, "两边相同"),
    ];
    assert_eq!(found, expected);
}

/// A tower of definitions, each using the one below it twice.
fn tower(stories: usize, bottom: &str) -> String {
    let mut text = "规则集 塔 版本 \"1\"\n说明 塔 {\n位于 \"塔\"\n句式 \"高{高:金额}\"\n".to_owned();
    for story in 1..=stories {
        writeln!(text, "定义 层{story} = 层{} + 层{}", story - 1, story - 1).unwrap();
    }
    write!(text, "定义 层0 = {bottom}\n规则 TS01 \"顶\"：层{stories} = 高\n}}\n").unwrap();
    text
}

#[test]
fn a_tower_of_definitions_costs_no_more_than_its_text() {
    assert_eq!(problems(&tower(8, "高")), []);
    let tall = problems(&tower(60, "高"));
    assert!(tall.iter().all(|(_, _, code)| code == "定义太大") && !tall.is_empty(), "{tall:?}");
}

#[test]
fn definitions_that_use_themselves_are_reported() {
    let itself = problems(&tower(0, "层0 + 层0"));
    assert_eq!(itself, [(5, 4, "定义循环".to_owned())]);
    let round = problems(&tower(40, "层40 - 高"));
    assert!(round.iter().any(|(_, _, code)| code == "定义循环"), "{round:?}");
}

#[test]
fn every_year_in_which_a_line_begins_or_ends_is_compiled() {
    let check = |rules: &str| {
        let checked = check_rules(&Text(rules.to_owned()), &["试.gj".to_owned()], None);
        let errors = checked.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        errors.map(|one| format!("{} {}", one.code, one.message)).collect::<Vec<_>>()
    };
    let head = "规则集 收支 版本 \"1\"\n表 收支表 { 行 甲  列 数 起 2025  列 数:百分比 止 2024 }\n";
    let wrong = check(&format!("{head}规则 TS01 \"金额\"：收支表.甲 ≥ 1元\n"));
    assert!(
        matches!(wrong.as_slice(), [one] if one.starts_with("量纲不符") && one.contains("2024 年度")),
        "{wrong:?}"
    );
    let right = "规则集 收支 版本 \"1\"\n表 收支表 { 列 数 行 甲 行 乙 可缺 起 2025 }\n\
                 规则 TS01 \"乙\"：收支表.乙 ≥ 0元\n";
    assert_eq!(check(right), Vec::<String>::new());
    let none = check(&right.replace("收支表.乙", "收支表.丁"));
    assert_eq!(none.len(), 1, "{none:?}");
}
