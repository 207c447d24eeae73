//! Facts that clauses tell, checked by hand: of what, which measure, against what. `tests/clauses/*.txt` hold texts of
//! our own wording, each followed by its facts, one a line behind `>`, in the order of families and rows.

use std::fmt::Write as _;
use std::path::Path;

use gouji::account::State;
use gouji::proof::Verdict;
use gouji::ruleset::Category;
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

/// Families of facts, and the slots of each that are shown.
const SHOWN: [(&str, &[&str]); 6] = [
    ("所说", &["数", "团组", "批次", "人次", "购置数", "保有量", "辆数", "台套", "个数"]),
    ("变动", &["本数", "甲数", "乙数", "上年数", "方向", "增减额", "增减率"]),
    ("预算变动", &["本数", "预算", "方向", "增减额", "增减率"]),
    ("占比", &["部分", "底", "甲底", "乙底", "占比"]),
    ("预算", &["决算", "预算", "比较", "完成率", "差值"]),
    ("均数", &["均数", "总数"]),
];

/// What clauses tell in a text, one line a row.
fn told(editions: &Editions, text: &str) -> String {
    let (edition, document) = editions.for_document("说明.txt", text.as_bytes()).unwrap();
    let account = edition.read(&document).remove(0);
    let mut out = String::new();
    for (name, slots) in SHOWN {
        let family = edition.schema.families.iter().find(|family| family.name == format!("分句.{name}"));
        let family = family.unwrap();
        for row in &account.families.get(family.id.0 as usize).unwrap().rows {
            write!(out, "> {name}：{}", row.name).unwrap();
            for slot in slots {
                let column = family.columns.iter().position(|column| column.name == *slot);
                let Some(cell) = column.and_then(|column| row.cells.get(column)) else { continue };
                for claim in cell.claims.iter().filter(|_| cell.state == State::Value) {
                    write!(out, "｜{slot} {}", claim.text).unwrap();
                }
            }
            out.push('\n');
        }
    }
    for left in &account.unclaimed {
        writeln!(out, "> 没有读懂：{}", left.text).unwrap();
    }
    out
}

/// Texts with their facts.
fn cases(file: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clauses").join(file);
    let all = std::fs::read_to_string(path).unwrap();
    let mut cases = vec![(String::new(), String::new())];
    for line in all.lines().filter(|line| !line.is_empty()) {
        let facts = line.starts_with(['>', '!']);
        if !facts && cases.last().is_some_and(|(_, facts)| !facts.is_empty()) {
            cases.push((String::new(), String::new()));
        }
        let (text, told) = cases.last_mut().unwrap();
        writeln!(if facts { told } else { text }, "{line}").unwrap();
    }
    cases
}

#[test]
fn clauses_tell_these_facts_and_no_others() {
    let editions = Editions::new(&Shipped, &[], None);
    let mut wrong = String::new();
    let cases = cases("事实.txt");
    assert!(cases.len() > 15, "the texts were found");
    for (text, facts) in cases {
        let told = told(&editions, &text);
        if told != facts {
            writeln!(wrong, "{text}{told}应为\n{facts}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Passages as they are printed in other provinces and years, with all that is true of each figure, and behind `!` the
/// rules that one planted mistake breaks: what breaks none raises no alarm.
#[test]
fn passages_of_other_regions_are_read() {
    let editions = Editions::new(&Shipped, &[], None);
    let mut wrong = String::new();
    let cases = cases("各地.txt");
    assert!(cases.len() >= 25, "the texts were found");
    for (text, facts) in cases {
        let told = told(&editions, &text) + &alarms(&editions, &text);
        if told != facts {
            writeln!(wrong, "{text}{told}\n应为\n{facts}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Rules that figures of a text break, one a line: what is missing of a whole document is none of its mistakes.
fn alarms(editions: &Editions, text: &str) -> String {
    let (edition, document) = editions.for_document("说明.txt", text.as_bytes()).unwrap();
    let findings = edition.check(&edition.read(&document)[0]).findings;
    let broken = findings.into_iter().filter(|finding| {
        finding.verdict == Verdict::Fail
            && finding.level != Level::Hint
            && finding.category != Category::Completeness
    });
    broken.map(|finding| format!("! {}\n", finding.rule)).collect()
}

/// Where lines break inside a paragraph changes no fact.
#[test]
fn lines_that_break_change_no_fact() {
    let editions = Editions::new(&Shipped, &[], None);
    for (text, facts) in cases("事实.txt").iter().filter(|(text, _)| text.lines().count() == 1) {
        for width in [24, 31, 45, 60] {
            let letters: Vec<char> = text.trim_end().chars().collect();
            if letters.len() < 2 * width {
                continue;
            }
            let number = |letter: &char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
            let divided =
                |at: usize| letters.get(at - 1).is_some_and(number) && letters.get(at).is_some_and(number);
            // A number in two lines is put together where many lines are as wide.
            if (width..letters.len()).step_by(width).any(divided) {
                continue;
            }
            let lines: Vec<String> = letters.chunks(width).map(|line| line.iter().collect()).collect();
            let broken = lines.join("\n");
            assert_eq!(&told(&editions, &broken), facts, "{broken}");
        }
    }
}

/// News, contracts and speeches are none of ours, whatever sentences stand in them.
#[test]
fn texts_of_another_kind_are_not_read() {
    let editions = Editions::new(&Shipped, &[], None);
    let amounts = "2023年“三公”经费支出120万元，比上年减少20万元，下降30%。";
    for text in [
        format!("本报讯（记者 王五）据悉，某县{amounts}"),
        format!("甲方应当公开账目。{amounts}乙方无异议，违约责任另行约定。"),
        format!("同志们：{amounts}谢谢大家！"),
    ] {
        let told = told(&editions, &text);
        assert!(!told.contains("> 所说") && !told.contains("> 变动"), "{text}\n{told}");
    }
    assert!(told(&editions, amounts).contains("> 变动"));
}
