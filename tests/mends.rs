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

/// What comes of a text when every mend that is a change is carried out, one after another.
fn followed(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..6 {
        let told = errors(&text);
        let Some((span, put)) = told.iter().find_map(|found| found.edit.clone()) else { break };
        text.replace_range(span.start as usize..span.end as usize, &put);
    }
    text
}

#[test]
fn what_is_written_out_of_habit_is_mended_to_what_it_says() {
    let cases = [
        ("级别：核实：收支表.支出.本年 ≥ 0元", "级别 核实：收支表.支出.本年 ≥ 0元"),
        ("适用 2025-2027：收支表.支出.本年 ≥ 0元", "适用 2025 至 2027：收支表.支出.本年 ≥ 0元"),
        ("适用 2025年～2027年：收支表.支出.本年 ≥ 0元", "适用 2025 至 2027：收支表.支出.本年 ≥ 0元"),
        (
            "：当 收支表.收入.本年 > 0元：收支表.支出.本年 ≥ 0元",
            "当 收支表.收入.本年 > 0元：收支表.支出.本年 ≥ 0元",
        ),
        (
            "：收支表.结余.本年 = 收支表.收入.本年 减去 收支表.支出.本年",
            "：收支表.结余.本年 = 收支表.收入.本年 - 收支表.支出.本年",
        ),
        (
            "：收支表.收入.本年 = 收支表.甲项.本年 加 收支表.乙项.本年",
            "：收支表.收入.本年 = 收支表.甲项.本年 + 收支表.乙项.本年",
        ),
        ("：收支表.支出.本年 ≤ 收支表.收入.本年 乘以 5%", "：收支表.支出.本年 ≤ 收支表.收入.本年 × 5%"),
        (
            "当 收支表.收入.本年 > 0元 并且 收支表.支出.本年 > 0元：收支表.结余.本年 ≥ 0元",
            "当 收支表.收入.本年 > 0元 且 收支表.支出.本年 > 0元：收支表.结余.本年 ≥ 0元",
        ),
        ("：收支表.支出.本年 控制在 5万元 以内", "：收支表.支出.本年 ≤ 5万元"),
        ("：收支表.收入.本年 比 收支表.支出.本年 多", "：收支表.收入.本年 > 收支表.支出.本年"),
        ("：收支表.支出.本年 不为零", "：收支表.支出.本年 ≠ 0"),
        ("：收支表.支出.本年 为0元", "：收支表.支出.本年 = 0元"),
        (
            "：|收支表.收入.本年 - 收支表.支出.本年| ≤ 1万元",
            "：绝对值(收支表.收入.本年 - 收支表.支出.本年) ≤ 1万元",
        ),
        ("：收支表.支出.本年 ≥ 5 万", "：收支表.支出.本年 ≥ 5万元"),
        ("：收支表·支出·本年 ≥ 0元", "：收支表.支出.本年 ≥ 0元"),
        ("：收支表/支出/本年 ≥ 0元", "：收支表.支出.本年 ≥ 0元"),
        ("：收支表-支出-本年 ≤ 收支表-收入-本年", "：收支表.支出.本年 ≤ 收支表.收入.本年"),
        ("当 有上年：收支表.支出.本年 ≥ 0元", "当 有 上年：收支表.支出.本年 ≥ 0元"),
        ("：存在 收支表", "：有 收支表"),
        ("：没有 收支表", "：无 收支表"),
        ("：收支表.支出.本年 ≥ 0元 级别 核实", "级别 核实：收支表.支出.本年 ≥ 0元"),
        (
            "：MAX(收支表.甲项.本年、收支表.乙项.本年) ≥ 0元",
            "：最大(收支表.甲项.本年、收支表.乙项.本年) ≥ 0元",
        ),
        (
            "：平均值(收支表.甲项.本年、收支表.乙项.本年) ≥ 0元",
            "：平均(收支表.甲项.本年、收支表.乙项.本年) ≥ 0元",
        ),
    ];
    let blank = |rule: &str| if rule.starts_with('：') { "" } else { " " }.to_owned() + rule;
    let parsed = |text: &str| {
        let (tree, told) = syntax::parse(SourceId(0), text);
        (syntax::print(&tree), told)
    };
    let mut wrong = Vec::new();
    for (slip, meant) in cases {
        let text = format!("{HEAD}规则 SZ01 \"x\"{}\n", blank(slip));
        let meant = format!("{HEAD}规则 SZ01 \"x\"{}\n", blank(meant));
        let mended = followed(&text);
        if errors(&text).is_empty() || parsed(&mended) != parsed(&meant) || !errors(&mended).is_empty() {
            wrong.push((slip, mended, errors(&text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_may_mean_two_things_is_asked_about() {
    let asked = [
        "：收支表.支出.本年 在 1万元 和 5万元 之间",
        "：收支表.支出.本年 在 5万元 以下",
        "：收支表.支出.本年 和 收支表.收入.本年 ≥ 0元",
        " 当 收支表.收入.本年 > 0元，收支表.支出.本年 > 0元：收支表.结余.本年 ≥ 0元",
        " 当 收支表.收入.本年 有数：收支表.结余.本年 ≥ 0元",
        " 当 收支表.收入.本年 为空：收支表.结余.本年 ≥ 0元",
        "：收支表.支出.本年 ≥ 一百万元",
        "：收支表.支出.本年 = 收支表.收入.本年 ± 1万元",
        "：收支表.支出.本年 增长不超过 20%",
        "：收支表[支出][本年] ≥ 0元",
        "：ROUND(收支表.支出.本年, 2) = 收支表.收入.本年",
        "：IF(收支表.支出.本年 > 0元, 1, 2) = 1",
        " 允许误差 0.5 因 \"取整\"：收支表.支出.本年 = 收支表.收入.本年",
    ];
    for rule in asked {
        let told = errors(&format!("{HEAD}规则 SZ01 \"x\"{rule}\n"));
        assert!(told.len() == 1 && told[0].edit.is_none(), "{rule}: {told:?}");
    }
    // A sign in a number, and a remark.
    let told = errors(&format!(
        "{HEAD}规则 SZ-01 \"x\"：收支表.支出.本年 ≥ 0元\n规则 SZ02 \"x\"：收支表.支出.本年 ≥ 1元 # 备注\n"
    ));
    let puts: Vec<_> = told.iter().filter_map(|one| one.edit.as_ref().map(|(_, put)| put.as_str())).collect();
    assert_eq!(puts, ["", "// "], "{told:?}");
    // A word beside a column is not made a column.
    let told = errors("规则集 试 版本 \"1\"\n表 甲表 { 列 数、率:百分比 可选  行 甲 }\n");
    assert!(
        matches!(told.as_slice(), [one] if one.edit.as_ref().is_some_and(|(_, put)| put == "可缺")),
        "{told:?}"
    );
    let told = errors("规则集 试 版本 \"1\"\n表 甲表 { 列 数、率:百分比 可却  行 甲 }\n");
    assert!(matches!(told.as_slice(), [one] if one.edit.is_none()), "{told:?}");
}

#[test]
fn a_change_of_the_tolerance_needs_its_unit_and_its_reason_the_right_word() {
    let rule = "规则 SZ01 \"x\"：收支表.支出.本年 = 收支表.收入.本年\n";
    let told = |change: &str| errors(&format!("{HEAD}{rule}{change}\n"));
    assert!(told("调整 SZ01 允许误差 0.02万元 因 \"取整\"").is_empty());
    let unit = told("调整 SZ01 允许误差 0.02 因 \"取整\"");
    assert!(matches!(unit.as_slice(), [one] if one.code == "量纲不符" && one.edit.is_none()), "{unit:?}");
    let reason = told("调整 SZ01 级别 提示 原因 \"取整\"");
    assert!(
        matches!(reason.as_slice(), [one] if one.edit.as_ref().is_some_and(|(_, put)| put == "因")),
        "{reason:?}"
    );
    // On a line of its own it is a word of the vocabulary.
    assert!(told("原因 \"主要原因\"\n虚词 \"是\"").is_empty());
}
