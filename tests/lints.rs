//! Every kind of problem of rule files has a number and a page, and what the pages show is so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gouji::report::severity_word;
use gouji::session::check_rules;
use gouji::source::{LintPage, is_lint_number, lint, lints};

use crate::support::one_file::Text;

const REGISTRY: &str = include_str!("../src/source/lints.md");

/// Numbers that were given once and are not in use any more.
const RETIRED: [u32; 0] = [];

/// The names that the source gives to problems, with how often.
fn used() -> BTreeMap<String, usize> {
    let mut used = BTreeMap::new();
    let mut open = vec![Path::new("src").to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                for part in text.split("Lint(").skip(1) {
                    let Some(rest) = part.trim_start().strip_prefix('"') else { continue };
                    *used.entry(rest.split('"').next().unwrap().to_owned()).or_default() += 1;
                }
            }
        }
    }
    used
}

#[test]
fn every_problem_is_registered_once_and_no_registered_one_is_unused() {
    let used: BTreeSet<String> = used().into_keys().collect();
    assert!(used.len() > 100, "{}", used.len());
    let pages: Vec<LintPage> = lints().collect();
    let registered: BTreeSet<String> = pages.iter().map(|page| page.name.to_owned()).collect();
    assert_eq!(registered.len(), pages.len(), "a name stands twice");
    assert_eq!(used, registered, "left: what the source says, right: src/source/lints.md");
    assert_eq!(pages.len(), REGISTRY.matches("\n## ").count(), "every heading is read");
}

#[test]
fn numbers_are_stable() {
    let numbers: Vec<u32> = lints()
        .map(|page| {
            assert!(is_lint_number(page.number), "{}", page.number);
            page.number[1..].parse().unwrap()
        })
        .collect();
    let last = *numbers.last().unwrap();
    let expected: Vec<u32> = (1..=last).filter(|number| !RETIRED.contains(number)).collect();
    assert_eq!(numbers, expected, "in order, none left out, none that was given up");
    // Some that people have written down by now.
    for (number, name) in [("L0001", "文件过大"), ("L0063", "未知名称"), ("L0107", "没有用到")] {
        assert_eq!(lint(number).map(|page| page.name), Some(name));
        assert_eq!(lint(name).map(|page| page.number), Some(number));
    }
    assert_eq!(lint("l0001"), lint("L0001"));
    assert_eq!(lint("L9999"), None);
}

/// The blocks of a page of this kind.
fn blocks(page: &str, kind: &str) -> Vec<String> {
    let open = format!("```{kind}\n");
    page.split(&open).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

/// The problems of a rule file: name and level.
fn problems(rules: &str) -> Vec<(String, &'static str)> {
    let below = blocks(REGISTRY, "底").remove(0);
    let text = if ["规则集", "//"].iter().any(|head| rules.starts_with(head)) {
        rules.to_owned()
    } else {
        format!("{below}\n{rules}\n")
    };
    let checked = check_rules(&Text(text), &["试.gj".to_owned()], None);
    checked.diagnostics.iter().map(|one| (one.code.to_owned(), severity_word(one.severity))).collect()
}

#[test]
fn what_the_pages_show_is_so() {
    let mut wrong = Vec::new();
    let mut shown = 0;
    for page in lints() {
        // What no short file shows is told in words.
        let told = page.text.contains("错：") && page.text.contains("对：");
        let all = ["错", "对"].iter().all(|kind| !blocks(page.text, kind).is_empty());
        if !told && !all {
            wrong.push(format!("{} has no examples", page.label));
        }
        for example in blocks(page.text, "错") {
            shown += 1;
            let found = problems(&example);
            let own: Vec<_> = found.iter().filter(|(name, _)| name == page.name).collect();
            if own.is_empty()
                || !own.iter().all(|(_, level)| page.levels.split('、').any(|known| known == *level))
            {
                wrong.push(format!("{} 错: {found:?}", page.label));
            }
        }
        for example in blocks(page.text, "对") {
            let found = problems(&example);
            if found.iter().any(|(name, level)| name == page.name || *level == "错误") {
                wrong.push(format!("{} 对: {found:?}", page.label));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(shown > 90, "{shown}");
}

/// What is told of a layer 例 with a definition that nothing uses, and these lines.
fn told(lines: &str) -> Vec<String> {
    let rules = format!("说明 乙 {{ 位于 \"乙\" 句式 \"乙{{数:金额}}\" 定义 两倍 = 数 + 数 }}\n{lines}");
    problems(&rules).into_iter().map(|(name, level)| format!("{name} {level}")).collect()
}

#[test]
fn a_rule_set_says_how_its_own_problems_are_told() {
    let number = lint("没有用到").unwrap().number;
    assert_eq!(told(""), ["没有用到 警告"]);
    assert_eq!(told(&format!("停用 {number} 因 \"留给下面的层用\"")), Vec::<String>::new());
    assert_eq!(told(&format!("调整 {number} 级别 提示 因 \"先留着\"")), ["没有用到 提示"]);
    assert_eq!(told(&format!("调整 {number} 级别 错误 因 \"不许留\"")), ["没有用到 错误"]);
    // Without a reason, for what is an error, with a condition, or of no number: said, and told as ever.
    for (line, words) in [
        (format!("停用 {number}"), "没有写原因"),
        ("停用 L0063 因 \"甲\"".to_owned(), "不能停用"),
        (format!("停用 {number} 当 收支表.收入 > 0元 因 \"甲\""), "不写「当」"),
        ("停用 L9999 因 \"甲\"".to_owned(), "没有编号是"),
    ] {
        let mut found = told(&line);
        found.sort();
        assert_eq!(found, ["检查的级别 错误", "没有用到 警告"], "{line}");
        let text = format!("规则集 例 版本 \"1\"\n表 收支表 {{ 列 数 行 收入 }}\n{line}\n");
        let checked = check_rules(&Text(text), &["试.gj".to_owned()], None);
        assert!(checked.diagnostics.iter().any(|one| one.message.contains(words)), "{line}");
    }
    // What a layer says of its own files leaves those below it alone, and errors stay errors.
    assert_eq!(
        told(&format!("停用 {number} 因 \"甲\"\n规则 AB01 \"甲\"：收支表.之出 ≥ 0元")),
        ["未知名称 错误"]
    );
}

#[test]
fn pages_are_shown_by_number_and_name() {
    use crate::support::program::{gouji, out};
    for word in ["L0063", "l0063", "未知名称"] {
        let told = out(&gouji(&["explain", word]));
        assert!(
            told.starts_with("L0063 未知名称（错误）") && told.contains("错：") && told.contains("对："),
            "{told}"
        );
    }
    let unknown = gouji(&["explain", "L9999"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(crate::support::program::err(&unknown).contains("编号从 L0001 到"));
    let told: serde_json::Value =
        serde_json::from_str(&out(&gouji(&["explain", "没有用到", "--format", "json"]))).unwrap();
    assert_eq!(told["levels"], serde_json::json!(["警告", "提示"]));
    assert!(!told["words"].as_str().unwrap().is_empty() && told["wrong"][0].is_string());
}
