//! Input that says a thing twice, stands for far more than it is, or is something else than it seems: told, and bounded.

use std::time::{Duration, Instant};

use gouji::document::{Format, read};
use gouji::proof::{UnitFindings, Verdict};
use gouji::session::check_rules;

use crate::pdf::writer::{Page, file, stream};
use crate::support::check;
use crate::support::one_file::Text;
use crate::support::program::{Folder, err, gouji, out};

const HEAD: &str = "某局2024年度部门决算\n\n支出决算表\n\n单位：万元\n\n";
const COLUMNS: &str = "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n";

/// The rows of a table with this in the total of its total row.
fn rows(total: &str) -> String {
    let row = |code: &str, name: &str, total: &str| format!("{code}\t{name}\t{total}\t1.00\t2.00\n");
    [
        row("", "合计", total),
        row("201", "一般公共服务支出", "3.00"),
        row("20101", "人大事务", "3.00"),
        row("2010101", "行政运行", "3.00"),
    ]
    .concat()
}

fn said(found: &UnitFindings) -> String {
    found.notices.iter().map(|notice| format!("{}\n", notice.message)).collect()
}

fn failed(found: &UnitFindings) -> usize {
    found.findings.iter().filter(|finding| finding.verdict == Verdict::Fail).count()
}

#[test]
fn what_a_table_prints_twice_and_not_alike_is_told_and_not_used() {
    let table = |total: &str| format!("{COLUMNS}{}", rows(total));
    let again =
        |total: &str| format!("{HEAD}{}\n支出决算表\n\n单位：万元\n\n{}", table("3.00"), table(total));
    let row = |total: &str| format!("{HEAD}{}\t合计\t{total}\t1.00\t2.00\n", table("3.00"));
    for text in [again("3.00"), row("3.00")] {
        let found = check("同.txt", text.as_bytes());
        assert!(!said(&found).contains("前后不一致"), "{}", said(&found));
        assert_eq!(failed(&found), 0, "{text}");
    }
    for text in [again("8.00"), row("8.00")] {
        let found = check("异.txt", text.as_bytes());
        assert!(said(&found).contains("合计.本年支出合计 3.00（第 8 行）、8.00"), "{}", said(&found));
        assert_eq!(failed(&found), 0, "{text}");
        let waits = |finding: &&gouji::proof::Finding| finding.rule == "BN02";
        assert!(found.findings.iter().any(|one| waits(&one) && one.verdict == Verdict::Undecided));
    }
}

#[test]
fn two_units_in_one_file_are_told() {
    let example = include_str!("../examples/正确.txt");
    let one = check("一.txt", example.as_bytes());
    assert!(!said(&one).contains("不止一个单位"), "{}", said(&one));
    let other = example.replace("青岚区图书馆", "白川区文化馆");
    let both = check("二.txt", format!("{example}\n{other}").as_bytes());
    assert!(said(&both).contains("不止一个单位"), "{}", said(&both));
    assert!(said(&both).contains("白川区文化馆"), "{}", said(&both));
}

#[test]
fn money_of_another_kind_is_no_amount() {
    for unit in ["万美元", "百元"] {
        let text = format!("{}{COLUMNS}{}", HEAD.replace("万元", unit), rows("4.00"));
        let found = check("外币.txt", text.as_bytes());
        assert_eq!(failed(&found), 0, "{unit}");
        let reasons = format!("{:?}", found.findings.iter().map(|one| &one.reasons).collect::<Vec<_>>());
        assert!(reasons.contains(unit), "{reasons}");
    }
    let found = check("万元.txt", format!("{HEAD}{COLUMNS}{}", rows("4.00")).as_bytes());
    assert!(failed(&found) > 0);
}

#[test]
fn a_kind_is_told_by_what_is_there() {
    let yaml = "# 账\n单位: 甲局\n年度: 2024\n支出决算表:\n  合计: {基本支出: 1.00}\n";
    assert_eq!(read("标准输入", yaml.as_bytes()).unwrap().format, Format::Yaml);
    let text = format!("{HEAD}{COLUMNS}{}", rows("3.00"));
    assert_eq!(read("标准输入", text.as_bytes()).unwrap().format, Format::Text);
    // One zero byte far behind makes no other encoding of a text; every second one does.
    let stray = format!("{}\0{text}", "a line of plain letters\n".repeat(60_000));
    assert!(gouji::document::print(&read("a.txt", stray.as_bytes()).unwrap()).contains("支出决算表"));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(gouji::document::print(&read("a.txt", &wide).unwrap()).contains("支出决算表"));
}

#[test]
fn prose_has_a_limit_that_is_said() {
    let lines = |count: usize| "1%\n".repeat(count);
    assert!(read("a.txt", lines(1_000).as_bytes()).is_ok());
    let error = read("a.txt", lines(200_001).as_bytes()).unwrap_err().to_string();
    assert!(error.contains("超过上限") && error.contains('请'), "{error}");
}

#[test]
fn a_small_pdf_takes_little_time() {
    // Forms of which each draws the next one four times.
    let forms: Vec<Vec<u8>> = (0..16)
        .map(|at| {
            let resources = format!("/Resources << /XObject << /X {} 0 R >> >>", at + 7);
            let head = format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}");
            stream(&head, b"/X Do /X Do /X Do /X Do")
        })
        .collect();
    let text = Page::default().text(100, 700, 10, "支出");
    let bytes = file(&[text.raw("/X Do")], &forms, "");
    let before = Instant::now();
    let _ = read("a.pdf", &bytes);
    assert!(before.elapsed() < Duration::from_secs(15), "{:?}", before.elapsed());
}

#[test]
fn what_steers_a_terminal_is_written_by_its_number() {
    let steers = "x\u{1b}[31m\u{202e}";
    let folder = Folder::new("steer", &[("a.gj", format!("规则集 {steers}").as_bytes())]);
    for words in [
        &["show", "rules", "--of", steers][..],
        &["find", steers],
        &["check", steers],
        &["check", "--rules", steers, "a.txt"],
        &["check-rules", &folder.path("a.gj")],
    ] {
        let output = gouji(words);
        let said = format!("{}{}", out(&output), err(&output));
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{words:?}: {said:?}");
        assert_ne!(output.status.code(), Some(0), "{words:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_no_file() {
    let output = gouji(&["check", "/dev/zero"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(format!("{}{}", out(&output), err(&output)).contains("这是设备"));
}

/// Codes of the problems of a rule file.
fn asked(rules: &str) -> Vec<&'static str> {
    let text = Text(rules.to_owned());
    check_rules(&text, &["试.gj".to_owned()], None).diagnostics.iter().map(|one| one.code).collect()
}

#[test]
fn slips_of_rule_files_are_asked_about_with_the_true_reason() {
    let own = |rest: &str| format!("规则集 试 版本 \"1\"\n{rest}\n");
    let table = |column: &str, row: &str| own(&format!("表 甲表 {{ 列 {column}、乙 行 {row} }}"));
    for (rules, code) in [
        (table("甲 又名 \"\"", "一"), "空文字"),
        (table("甲", "一 又名 \"　\""), "空文字"),
        (own("表 甲表 { 又名 \"\" 列 甲 行 一 }"), "空文字"),
        (own("禁句 SZ02 \"x\" \" \""), "空文字"),
        (own("说明 试验 { 位于 \"\" 句式 \"甲{数:金额}\" }"), "空文字"),
        (table("甲 起 2025 止 2019", "一"), "年度"),
        (
            own("表 甲表 { 列 甲 行 一 }\n规则 SZ01 \"x\"：甲表.一.甲 ≤ 1000000000000000000000000000000亿元"),
            "数太大",
        ),
    ] {
        assert!(asked(&rules).contains(&code), "{rules}: {:?}", asked(&rules));
    }
    for rules in [table("甲 又名 \"印甲\"", "一"), table("甲 起 2019 止 2025", "一")] {
        let found = asked(&rules);
        assert!(!found.contains(&"空文字") && !found.contains(&"年度"), "{rules}: {found:?}");
    }
    let deep = format!("{}1元{}", "(".repeat(49), ")".repeat(49));
    assert_eq!(asked(&own(&format!("规则 SZ01 \"x\"：{deep} = 1元"))), ["嵌套过深"]);
    assert_eq!(asked("规则 SZ01 \"x\"：1元 = 1元\n").first(), Some(&"没有规则集"));
}

#[test]
fn a_rule_set_with_the_name_of_a_shipped_one_is_asked_about() {
    let folder = Folder::new(
        "same",
        &[
            ("同.gj", "规则集 湖北部门决算 版本 \"1\" 基于 部门决算\n".as_bytes()),
            ("异.gj", "规则集 本局 版本 \"1\" 基于 湖北部门决算\n".as_bytes()),
        ],
    );
    let said = |name: &str| out(&gouji(&["check-rules", &folder.path(name)]));
    assert!(said("同.gj").contains("随附的规则集也叫「湖北部门决算」"), "{}", said("同.gj"));
    assert!(!said("异.gj").contains("随附的规则集也叫"), "{}", said("异.gj"));
}
