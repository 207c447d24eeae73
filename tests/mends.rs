//! A mend never changes what is meant: one that is a change of the text can be carried out, leaves fewer mistakes, and
//! what is then read compares, adds and counts as the rule did before the mistake was made.

use gouji::session::check_rules;
use gouji::source::{Diagnostic, Severity, SourceId};
use gouji::syntax;

use crate::support::one_file::Text;

const HEAD: &str = "规则集 试 版本 \"1\"\n表 收支表 {\n  列 本年、上年数、比率:百分比\n  行 收入 分 { 甲项、乙项 }\n  行 支出\n  行 结余\n}\n";

/// Rules as they are meant.
const RIGHT: [&str; 7] = [
    "规则 SZ01 \"结余\" 级别 核实：收支表.结余.本年 = 收支表.收入.本年 - 收支表.支出.本年",
    "规则 SZ02 \"限额\" 当 收支表.收入.本年 > 0元：收支表.支出.本年 不超过 收支表.收入.本年 × 5%",
    "规则 SZ03 \"下限\" 适用 2020 起：收支表.支出.本年 不低于 0.5万元 且 收支表.支出.本年 < 收支表.收入.本年",
    "规则 SZ04 \"比\" 允许误差 1% 因 \"取整\"：收支表.收入.比率 大于 收支表.支出.本年 ÷ 收支表.收入.本年",
    "规则 SZ05 \"和\"：求和(收支表.甲项.本年、收支表.乙项.本年) ≠ 收支表.支出.上年数",
    "规则 SZ06 \"格\" 逐 行 于 收支表：本行.本年 ≥ 本行.上年数",
    "规则 SZ07 \"至多\"：最大(收支表.甲项.本年、收支表.乙项.本年) 小于 3万元 或 收支表.支出.本年 = 0元",
];

fn errors(text: &str) -> Vec<Diagnostic> {
    let found = check_rules(&Text(text.to_owned()), &["试.gj".to_owned()], None).diagnostics;
    found.into_iter().filter(|one| one.severity == Severity::Error).collect()
}

/// What a text computes: its signs, numbers and words of the language, in order; names left out.
fn computes(text: &str) -> Vec<String> {
    let (tree, told) = syntax::parse(SourceId(0), text);
    assert!(told.iter().all(|one| one.severity != Severity::Error), "{text}: {told:?}");
    let printed = syntax::print(&tree);
    let rules = printed.split("规则 ").skip(1).filter_map(|rule| rule.split_once('：')).map(|(_, body)| body);
    let body: String = rules.collect();
    let split = body.split(|found: char| found.is_whitespace() || "().、".contains(found));
    let sign = |word: &&str| {
        word.starts_with(|found: char| found.is_ascii_digit() || "=≠≤≥<>+-×÷且或非".contains(found))
    };
    split.filter(sign).map(str::to_owned).collect()
}

/// Tries every mend of a text that is a change of it; gives what is wrong with them.
fn tried(text: &str, meant: Option<&str>) -> Vec<String> {
    let before = errors(text);
    let mut wrong = Vec::new();
    for found in &before {
        let Some((span, put)) = &found.edit else { continue };
        let mut mended = text.to_owned();
        mended.replace_range(span.start as usize..span.end as usize, put);
        let after = errors(&mended);
        if after.len() >= before.len() {
            wrong.push(format!("{text}\n→ {mended}\n{}: {} → {:?}", found.message, before.len(), after));
        }
        if let Some(meant) = meant.filter(|_| after.is_empty())
            && computes(&mended) != computes(meant)
        {
            wrong.push(format!("{meant}\n{text}\n→ {mended}\n{}", found.message));
        }
    }
    wrong
}

#[test]
fn mends_of_one_slip_in_a_right_rule_give_the_rule_back_or_leave_the_question() {
    let mut wrong = Vec::new();
    let mut offered = 0;
    for right in RIGHT {
        let meant = format!("{HEAD}{right}\n");
        assert!(errors(&meant).is_empty(), "{right}: {:?}", errors(&meant));
        let chars: Vec<char> = right.chars().collect();
        for at in 0..chars.len() {
            let mut slips: Vec<String> = Vec::new();
            let with = |put: &str, length: usize| -> String {
                chars[..at]
                    .iter()
                    .copied()
                    .chain(put.chars())
                    .chain(chars[at + length..].iter().copied())
                    .collect()
            };
            slips.push(with("", 1));
            for put in ["于", "。", "；", " ", "（", "应", "倍"] {
                slips.push(with(&format!("{}{put}", chars[at]), 1));
            }
            if let Some(next) = chars.get(at + 1) {
                slips.push(with(&format!("{next}{}", chars[at]), 2));
            }
            for slip in slips {
                let text = format!("{HEAD}{slip}\n");
                offered += errors(&text).iter().filter(|one| one.edit.is_some()).count();
                wrong.extend(tried(&text, Some(&meant)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {offered}\n{}",
        wrong.len(),
        wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n\n")
    );
    assert!(offered > 300, "{offered}");
}

#[test]
fn mends_of_the_written_mistakes_leave_fewer_mistakes() {
    let text = std::fs::read_to_string("tests/language/错误.gj").unwrap();
    assert_eq!(tried(&text, None), Vec::<String>::new());
}

#[test]
fn comparisons_as_they_are_said_keep_their_sense() {
    let said = [
        ("不高于", "≤"),
        ("不多于", "≤"),
        ("不得高于", "≤"),
        ("低于", "<"),
        ("应等于", "="),
        ("超过", ">"),
        ("高于", ">"),
        ("不得少于", "≥"),
        ("应 不超过", "≤"),
        ("不 得 超过", "≤"),
    ];
    for (word, sign) in said {
        for glue in [" ", ""] {
            let text = format!("{HEAD}规则 SZ01 \"x\"：收支表.支出.本年{glue}{word}{glue}收支表.收入.本年\n");
            let meant = format!("{HEAD}规则 SZ01 \"x\"：收支表.支出.本年 {sign} 收支表.收入.本年\n");
            assert_eq!(tried(&text, Some(&meant)), Vec::<String>::new());
            let told = errors(&text);
            if told.is_empty() {
                assert_eq!(computes(&text), computes(&meant), "{text}");
            }
        }
    }
}
