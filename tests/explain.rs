//! One rule explained: its words by its formula, who changed it, what it reads, and how it came out for a document.

use gouji::report::rule_words;
use gouji::session::{Editions, Shipped};
use serde_json::Value;

use crate::support::one_file::Text;
use crate::support::program::{Folder, err, gouji, out};

/// The words of a rule with this head and body in a small rule set.
fn words(rule: &str) -> String {
    let text = format!(
        "规则集 甲 版本 \"1\"\n表 收支表 简称 总表 {{\n  列 决算数、预算数\n  侧 收入 {{ 行 合计 分 {{ 拨款、事业 }} }}\n  \
         侧 支出 {{ 行 合计、结余 可缺 }}\n}}\n\
         表 明细 {{ 列 金额 分 {{ 基本、项目 }}\n  行 合计 分 {{ 每行 事项 }}\n}}\n\
         说明 概况 {{\n  句式 \"支出{{支出:金额}}，{{方向:增减}}{{增减额:金额}}，共{{辆数:辆}}，写作{{话:文字}}\"\n  \
         定义 上期 = 支出 - 方向 × 增减额\n  {rule}\n}}\n词 增减 {{ 增加 为 1；减少 为 -1 }}\n"
    );
    let editions = Editions::new(&Text(text), &["试.gj".to_owned()], None);
    let (edition, explained) = editions.explain("AA01").unwrap_or_else(|| panic!("{rule}"));
    assert!(!edition.has_errors(), "{rule}\n{:#?}", edition.diagnostics);
    rule_words(&edition, &explained)
}

#[test]
fn every_operator_has_its_words() {
    for (body, expected) in [
        ("支出 = 总表.支出.合计.决算数", "概况的支出 等于 总表支出「合计」决算数"),
        ("支出 ≠ 增减额", "概况的支出 不等于 概况的增减额"),
        ("支出 ≤ 增减额 且 支出 ≥ 0元", "概况的支出 不大于 概况的增减额，并且 概况的支出 不小于 0 元"),
        ("支出 > 1万元 或 支出 < 增减额", "概况的支出 大于 1 万元，或者 概况的支出 小于 概况的增减额"),
        ("支出 = 增减额 + 1元 + 2元", "等于 概况的增减额、1 元 与 2 元 之和"),
        (
            "支出 = (支出 + 增减额) × 50% - 增减额 ÷ 2",
            "等于 （概况的支出 与 概况的增减额 之和） 乘以 50% 减去 概况的增减额 除以 2",
        ),
        ("支出 = -增减额", "等于 负的概况的增减额"),
        ("绝对值(支出 - 增减额) ≤ 1元", "（概况的支出 减去 概况的增减额）的绝对值 不大于 1 元"),
        ("符号(支出) = 符号(增减额)", "（概况的支出）的正负 等于 （概况的增减额）的正负"),
        ("最大(支出、增减额) = 最小(支出、1元)", "概况的支出、概况的增减额 中最大的一个 等于"),
        ("支出 = 四舍五入(增减额、1万元)", "（概况的增减额）四舍五入到 1 万元"),
        ("支出 = 总表.支出.结余.决算数 否则 0元", "总表支出「结余」决算数（没有时用 0 元）"),
        ("上期 > 0元", "「上期」 大于 0 元；其中 「上期」是 概况的支出 减去 概况的方向 乘以 概况的增减额"),
        ("支出 = 求和(总表.收入.合计.下级.决算数)", "总表收入「拨款」决算数 与 总表收入「事业」决算数 之和"),
        ("支出 = 求和(明细.合计.下级.金额)", "明细的各事项中 明细「本行」金额 之和"),
        ("个数(明细.事项) > 0", "明细的各行的个数 大于 0"),
        ("话 含 \"甲\" 且 非 (话 始于 \"乙\")", "概况的话 含有 「甲」，并且 并非（概况的话 以 「乙」 开头）"),
        (
            "话 属于 {\"甲\"、\"乙\"} 或 话 止于 \"。\"",
            "概况的话 是 「甲」、「乙」 之一，或者 概况的话 以 「。」 结尾",
        ),
        ("话 = \"甲\" 或 话 ≠ \"乙\"", "概况的话 与 「甲」 相同，或者 概况的话 与 「乙」 不同"),
        ("成对(话、\"（\"、\"）\")", "概况的话 里的「（」与「）」成对"),
        ("长度(话) ≤ 20", "概况的话的字数 不大于 20"),
        ("有 支出、增减额", "有 概况的支出和概况的增减额"),
        ("无 总表", "没有 总表"),
        ("空白(总表.收入.合计.决算数)", "总表收入「合计」决算数 是空白"),
        ("辆数 > 3辆", "概况的辆数 大于 3 辆"),
    ] {
        let words = words(&format!("规则 AA01 \"题\"：{body}"));
        assert!(words.contains(expected), "{body}\n{words}\n{expected}");
    }
}

#[test]
fn heads_have_their_words() {
    for (head, expected) in [
        ("当 有 增减额", "条件：有 概况的增减额"),
        ("允许误差 0.5万元", "误差不超过 0.5万元 的算相符"),
        ("级别 核实", "误差：按印出来的末位，四舍五入解释得了的算尾差"),
    ] {
        let words = words(&format!("规则 AA01 \"题\" {head}：支出 = 增减额"));
        assert!(words.contains(expected), "{head}\n{words}");
    }
    let words = words("规则 AA01 \"题\" 逐 行 于 总表.收入：本行.决算数 ≤ 本行.预算数");
    assert!(words.contains("共有 ") && words.contains("拨款"), "{words}");
}

#[test]
fn every_shipped_rule_has_words() {
    let editions = Editions::new(&Shipped, &[], Some(2024));
    let mut explained = 0;
    for edition in editions.all() {
        let mut codes: Vec<&str> = edition.rules.rules.iter().map(|rule| rule.code.as_str()).collect();
        codes.dedup();
        for code in codes {
            let rule = editions.explain_in(&edition, code).unwrap();
            let words = rule_words(&edition, &rule);
            let empty =
                words.is_empty() || words.contains("「」") || words.contains("  ") || words.contains("（）");
            assert!(!empty, "{code}: {words}");
            explained += 1;
        }
    }
    assert!(explained > 400, "{explained}");
}

fn json(words: &[&str]) -> Value {
    let output = gouji(words);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    serde_json::from_str(&out(&output)).unwrap()
}

#[test]
fn a_rule_is_explained_with_its_layers_and_what_it_reads() {
    let shown = out(&gouji(&["explain", "bj14"]));
    for expected in
        ["规则 BJ14（", "级别 核实，类别 表间", "意思：", "不大于", "2018 年度起", "02_表内表间.gj 第 "]
    {
        assert!(shown.contains(expected), "{expected} is missing in\n{shown}");
    }
    let rule = json(&["explain", "WZ06", "--format", "json"]);
    for field in ["rule", "title", "words", "formula", "reads", "layers", "steps"] {
        assert!(!rule[field].is_null(), "{field}");
    }
    let layers = rule["layers"].as_array().unwrap();
    let yunnan = layers.iter().find(|layer| layer["rules"] == "云南部门决算").unwrap();
    assert_eq!(yunnan["reason"], "统计数没有预算，样表印横线");
    assert!(yunnan["file"].as_str().unwrap().contains("云南.gj"));
    assert_eq!(json(&["explain", "YN02", "--format", "json"])["rules"], "云南部门决算", "a layer's own rule");
    let within = json(&["explain", "TB05", "--format", "json"]);
    assert!(within["layers"].as_array().unwrap().iter().any(|layer| layer["within"] == "收入决算情况"));
    let waits = json(&["explain", "TB02", "--format", "json"]);
    assert!(!waits["reads"].as_array().unwrap().is_empty());
}

/// Brackets at the ends of a formula belong to it.
#[test]
fn formulas_are_whole() {
    for number in ["SR05", "BJ21", "JY02"] {
        let rule = json(&["explain", number, "--format", "json"]);
        let formula = rule["formula"].as_str().unwrap();
        let written = rule["written"].as_str().unwrap();
        for text in [formula, written] {
            assert_eq!(text.matches(['(', '（']).count(), text.matches([')', '）']).count(), "{text}");
        }
        assert!(written.ends_with(formula), "{written}");
    }
}

#[test]
fn a_document_shows_how_a_rule_came_out_step_by_step() {
    let text = include_bytes!("../examples/青岚区图书馆2024年度部门决算.txt");
    let folder = Folder::new("explain", &[("文件.txt", text)]);
    let file = folder.path("文件.txt");
    let shown = out(&gouji(&["explain", "BN02", &file]));
    for expected in
        ["不符 ", "通过 ", "748.66 + ", "左边", "四舍五入最多能解释", "两边正好相等", "（--all 全列）"]
    {
        assert!(shown.contains(expected), "{expected} is missing in\n{shown}");
    }
    let some = json(&["explain", "BN02", &file, "--format", "json"]);
    let all = json(&["explain", "BN02", &file, "--format", "json", "--all"]);
    let count = some["steps"][0]["count"].as_u64().unwrap();
    let instances = |rule: &Value| rule["steps"][0]["instances"].as_array().unwrap().len() as u64;
    assert_eq!((instances(&some), instances(&all)), (20, count));
    let first = &some["steps"][0]["instances"][0];
    assert_eq!(first["verdict"], "不符");
    assert!(first["steps"].as_array().unwrap().len() > 1 && first["places"][0]["line"].is_u64());
    // What does not apply says why.
    let rule = json(&["explain", "KN01", &file, "--format", "json"]);
    assert_eq!(instances(&rule), 0);
    assert!(rule["steps"][0]["reasons"][0]["reason"].as_str().unwrap().contains("上年"));
}

#[test]
fn what_is_not_there_is_told_with_what_is_near() {
    for (number, expected) in [("BJ99", "BJ 字头的编号从 "), ("QQ01", "没有编号是「QQ01」的规则")]
    {
        let output = gouji(&["explain", number]);
        assert_eq!((output.status.code(), out(&output)), (Some(2), String::new()));
        assert!(err(&output).contains(expected), "{}", err(&output));
    }
    let output = gouji(&["explain", "BJ14", "没有这个文件.txt"]);
    assert_eq!(output.status.code(), Some(3));
}
