//! Rule files of one's own: begun from nothing, as a layer, or drafted from a template; what was begun passes its own checks.

use std::path::{Path, PathBuf};

use gouji::document::{Document, read};
use gouji::draft::{Draft, draft};
use gouji::session::{Edition, Editions};
use gouji::source::Severity;

use crate::formats::build::{docx, pieces, xlsx};
use crate::support::one_file::Text;
use crate::support::program::{Folder, err, gouji, out};

const TEMPLATE: &str = "\
某某局2024年度年报

2024年度收支总表
单位：万元
收入\t\t支出\t
项目\t决算数\t项目\t决算数
一、财政拨款收入\t\t一、教育支出\t
二、事业收入\t\t二、住房保障支出\t
其中：教育收费\t\t\t
本年收入合计\t\t本年支出合计\t
年初结转\t\t年末结转\t
总计\t\t总计\t

项目支出表
项目名称\t合计\t财政拨款\t完成率\t备注
甲项目\t\t\t\t
乙项目\t\t\t\t

第二部分 情况说明

一、收支总体情况说明
XX局2024年度收入总计XX万元，与上年相比增加（减少）XX万元，增长（下降）XX%。

二、公务用车情况说明
年末公务用车保有量为XX辆。没有要填的话不写。
";

fn of(name: &str, bytes: &[u8]) -> Document {
    read(name, bytes).unwrap()
}

fn compiled(text: &str) -> Edition {
    Editions::new(&Text(text.to_owned()), &["试.gj".to_owned()], None).plain()
}

fn errors(edition: &Edition) -> Vec<String> {
    let found = edition.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    found.map(|found| found.message.clone()).collect()
}

fn checked(document: &Document) -> (Draft, Edition) {
    let drafted = draft(document, "草拟", None).published("年报");
    let edition = compiled(&drafted.text);
    assert_eq!(errors(&edition), Vec::<String>::new(), "{}", drafted.text);
    (drafted, edition)
}

#[test]
fn a_template_becomes_tables_wholes_and_patterns() {
    let (drafted, _) = checked(&of("样本.txt", TEMPLATE.as_bytes()));
    let text: String = drafted.text.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in [
        "规则集 草拟 版本 \"1\" 公开 \"年报\"",
        "表 收支总表 { 侧 收入 { 列 决算数",
        "行 总计 分 { 本年收入合计 分 { 财政拨款收入、 事业收入 其中 { 教育收费 } }、 年初结转 }",
        "行 总计 分 { 本年支出合计 分 { 教育支出、 住房保障支出 }、 年末结转 }",
        "// 问：「总计」写成了 本年收入合计 + 年初结转 之和，请核对",
        "表 项目支出表 { 列 合计、财政拨款、完成率:百分比、备注:文字 行 甲项目 行 乙项目 }",
        "说明 收支总体情况说明 { 位于 \"收支总体情况说明\"",
        "{…}局{年度:年度}收入总计{收入总计:金额}，与上年相比{方向:变动方向}{与上年相比:金额}，{方向2:变动方向}{百分比:百分比}",
        "年末公务用车保有量为{年末公务用车保有量:辆}",
        "词 变动方向 {",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{}", drafted.text);
    }
    assert_eq!((drafted.tables, drafted.sentences, drafted.questions), (2, 2, 2));
    assert_eq!((drafted.rows, drafted.columns), (13, 6));
}

#[test]
fn numbers_of_lines_and_cells_without_a_name_are_no_columns() {
    let text = "某表\n项目\t行\t金额\n栏次\t\t1\n甲\t1\t5.00\n乙\t2\t\n丙\t3\t\n";
    let (drafted, _) = checked(&of("样本.txt", text.as_bytes()));
    assert!(drafted.text.contains("列 金额"), "{}", drafted.text);
    let coded = "某支出表\n项目\t\t本年支出\n功能分类科目编码\t科目名称\t\n205\t教育支出\t1.00\n";
    let (drafted, _) = checked(&of("样本.txt", coded.as_bytes()));
    assert!(drafted.text.contains("列 本年支出") && drafted.text.contains("每行 科目"), "{}", drafted.text);
}

#[test]
fn the_same_template_in_other_formats_gives_the_same_tables() {
    let text = of("样本.txt", TEMPLATE.as_bytes());
    let parts = pieces(&text);
    let (wanted, _) = checked(&text);
    for (name, bytes) in [("样本.docx", docx(&parts)), ("样本.xlsx", xlsx(&parts))] {
        let (found, _) = checked(&of(name, &bytes));
        assert_eq!(
            (found.tables, found.rows, found.columns),
            (wanted.tables, wanted.rows, wanted.columns),
            "{name}"
        );
    }
}

#[test]
fn what_was_filled_in_is_read_by_the_draft() {
    let (_, edition) = checked(&of("样本.txt", TEMPLATE.as_bytes()));
    let filled = TEMPLATE
        .replace("一、财政拨款收入\t\t一、教育支出\t", "一、财政拨款收入\t10.00\t一、教育支出\t9.00")
        .replace("收入总计XX万元", "收入总计10.00万元")
        .replace("增加（减少）XX万元，增长（下降）XX%", "增加2.00万元，增长25.00%");
    let accounts = edition.read(&of("填好.txt", filled.as_bytes()));
    let account = accounts.first().unwrap();
    let unread: Vec<&str> = account
        .unclaimed
        .iter()
        .map(|left| left.text.as_str())
        .filter(|text| text.contains("0.00"))
        .collect();
    assert_eq!(unread, Vec::<&str>::new());
}

#[test]
fn real_templates_are_drafted_without_errors() {
    let folder = Path::new("../shared/disclosures");
    if !folder.exists() {
        println!("skipped: ../shared is not there");
        return;
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "pdf" || ending == "txt"));
    files.sort();
    let mut tables = 0;
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let (drafted, _) = checked(&of(&path.to_string_lossy(), &bytes));
        tables += drafted.tables;
    }
    assert!(tables > 30, "{tables}");
}

#[test]
fn what_is_begun_passes_its_own_checks() {
    for base in [None, Some("部门决算")] {
        let folder = Folder::new("init", &[]);
        let mut words = vec!["init", "本市年报", "--out"];
        let path = folder.path("规则");
        words.push(&path);
        words.extend(base.iter().flat_map(|base| ["--base", *base]));
        let began = gouji(&words);
        assert_eq!(began.status.code(), Some(0), "{}", err(&began));
        let file = format!("{path}/本市年报.gj");
        for command in
            [vec!["fmt", "--check", &file], vec!["check-rules", &file], vec!["test", "--rules", &file]]
        {
            let ran = gouji(&command);
            assert_eq!(ran.status.code(), Some(0), "{command:?}\n{}{}", out(&ran), err(&ran));
        }
        let script = std::fs::read_to_string(format!("{path}/check.sh")).unwrap();
        assert!(script.contains("gouji test --rules 本市年报.gj"));
        assert_eq!(gouji(&words).status.code(), Some(2), "what is there stays");
    }
}

#[test]
fn what_cannot_be_begun_says_why() {
    let folder = Folder::new("no-init", &[("空.txt", "没有表也没有要填的话".as_bytes())]);
    let (to, empty) = (folder.path("到"), folder.path("空.txt"));
    for (words, status, why) in [
        (vec!["init", "一 二", "--out", &to], 2, "名称用汉字"),
        (vec!["init", "甲", "--base", "没有这个", "--out", &to], 2, "没有自带的规则集"),
        (vec!["init", "甲", "--from", &empty, "--out", &to], 3, "没有认出表"),
        (vec!["init", "甲", "--from", "没有.docx", "--out", &to], 3, "读不了"),
    ] {
        let ran = gouji(&words);
        assert_eq!(ran.status.code(), Some(status), "{words:?}");
        assert!(err(&ran).contains(why), "{}", err(&ran));
        assert!(!Path::new(&to).exists());
    }
}
