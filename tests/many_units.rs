//! Files of many units, from outside: converted, checked in stretches, told a line a unit.

use crate::support::program::{Folder, err, gouji, out};
use serde_json::Value;

const RULES: &str = r#"规则集 小账 版本 "1"
编码表 科目 数据 "codes.yaml" 级次 类3、款5
表 总表 {
  行 甲、乙、合计
  列 金额
}
表 明细 {
  行 合计 分 { 科目 科目 }
  列 小计、基本、项目
}
规则 AA01 "合计是各项之和"：总表.合计.金额 = 总表.甲.金额 + 总表.乙.金额
规则 AA02 "两表合计一致"：总表.合计.金额 = 明细.合计.小计
规则 AA03 "每格是下级之和" 逐 格 于 明细：本格 = 求和(下级行)
规则 AA04 "小计" 逐 科目 于 明细：明细.本科目.小计 = 明细.本科目.基本 + 明细.本科目.项目
"#;
const CODES: &str =
    "- {编码: \"201\", 名称: 教育}\n- {编码: \"20101\", 名称: 小学}\n- {编码: \"20102\", 名称: 中学}\n";

/// The lines of one unit; `slip` hundredths are added to one figure.
fn unit(name: &str, year: i32, slip: i64) -> String {
    let figures = [
        ("总表", "甲", "金额", 350),
        ("总表", "乙", "金额", 100 + slip),
        ("总表", "合计", "金额", 450),
        ("明细", "合计", "小计", 450),
        ("明细", "合计", "基本", 400),
        ("明细", "合计", "项目", 50),
        ("明细", "201", "小计", 450),
        ("明细", "201", "基本", 400),
        ("明细", "201", "项目", 50),
        ("明细", "20101", "小计", 250),
        ("明细", "20101", "基本", 250),
        ("明细", "20101", "项目", 0),
        ("明细", "20102", "小计", 200),
        ("明细", "20102", "基本", 150),
        ("明细", "20102", "项目", 50),
    ];
    let line = |(table, row, column, value): (&str, &str, &str, i64)| {
        format!("{name},{year},{table},{row},{column},{}.{:02}\n", value / 100, value % 100)
    };
    figures.map(line).concat()
}

fn long(units: usize) -> String {
    let mut text = "单位,年度,表,行,列,值\n".to_owned();
    for number in 0..units {
        let slip = if number % 10 == 7 { 100 } else { 0 };
        text.push_str(&unit(&format!("单位{number}"), 2023 + (number % 2) as i32, slip));
    }
    text
}

fn folder(name: &str, data: &str) -> Folder {
    let files: [(&str, &[u8]); 3] =
        [("小账.gj", RULES.as_bytes()), ("codes.yaml", CODES.as_bytes()), ("长表.csv", data.as_bytes())];
    Folder::new(&format!("many-{name}"), &files)
}

fn check(folder: &Folder, file: &str, more: &[&str]) -> std::process::Output {
    let (file, rules) = (folder.path(file), folder.path("小账.gj"));
    gouji(&[&["check", &file, "--rules", &rules], more].concat())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A unit: its name, rules with verdicts and differences, counts.
type Said = (String, Vec<(String, String, String)>, Value);

/// What is said of each unit, without places.
fn said(text: &str) -> Vec<Said> {
    let of = |finding: &Value| {
        let field = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        (field("rule"), field("verdict"), field("difference"))
    };
    let units = lines(text).into_iter().filter(|line| line.get("findings").is_some());
    units
        .map(|unit| {
            let findings = unit["findings"].as_array().unwrap().iter().map(of).collect();
            (unit["unit"].as_str().unwrap().to_owned(), findings, unit["summary"].clone())
        })
        .collect()
}

#[test]
fn lines_come_in_the_order_of_the_file_whatever_the_threads() {
    let folder = folder("order", &long(3000));
    let one = check(&folder, "长表.csv", &["--format", "jsonl", "--threads", "1"]);
    assert_eq!(one.status.code(), Some(1), "{}", err(&one));
    for threads in ["2", "5"] {
        let more = check(&folder, "长表.csv", &["--format", "jsonl", "--threads", threads]);
        assert_eq!(out(&more), out(&one));
    }
    let all = said(&out(&one));
    assert_eq!(all.len(), 300);
    assert!(all.iter().all(|(_, findings, _)| findings == &[(
        "AA01".to_owned(),
        "不符".to_owned(),
        "-1.00".to_owned()
    )]));
    let last = lines(&out(&one)).pop().unwrap();
    assert_eq!(
        (&last["schema"], &last["units"], &last["told"]),
        (&"gouji/summary/1".into(), &3000.into(), &300.into())
    );
    assert_eq!(last["summary"]["不符"], 300);
}

#[test]
fn each_way_in_says_the_same() {
    let folder = folder("same", &long(60));
    let parquet = folder.path("数据.parquet");
    let (csv, rules) = (folder.path("长表.csv"), folder.path("小账.gj"));
    let converted = gouji(&["convert", &csv, "--rules", &rules, "--to", &parquet]);
    assert_eq!(converted.status.code(), Some(0), "{}", err(&converted));
    let from_csv = out(&check(&folder, "长表.csv", &["--format", "jsonl"]));
    let from_parquet = out(&check(&folder, "数据.parquet", &["--format", "jsonl"]));
    assert_eq!(said(&from_parquet), said(&from_csv));
    let summary = |text: &str| lines(text).pop().unwrap()["ledger"].clone();
    assert_eq!(summary(&from_parquet), summary(&from_csv));
    // Judged one by one, as a document is.
    let whole: Value =
        serde_json::from_str(&out(&check(&folder, "长表.csv", &["--format", "json"]))).unwrap();
    let one_by_one: Vec<&Value> = whole["units"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|unit| !unit["findings"].as_array().unwrap().is_empty())
        .collect();
    let told = lines(&from_csv);
    for (unit, line) in one_by_one.iter().zip(&told) {
        assert_eq!(unit["findings"], line["findings"]);
        assert_eq!(unit["summary"], line["summary"]);
    }
    assert_eq!(one_by_one.len(), told.len() - 1);
}

#[test]
fn what_cannot_be_used_is_said_with_its_line() {
    let mut data = long(2);
    data.push_str("单位9,2024,总表,甲,金额,三元\n单位9,2024,没有的表,甲,金额,1.00\n缺了,几列\n");
    let folder = folder("refused", &data);
    let output = check(&folder, "长表.csv", &["--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(err(&output).contains("第 34 行"), "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("没有叫「没有的表」"), "{text}");
    let last = lines(&text).pop().unwrap();
    assert_eq!(last["refused"][0]["line"], 34);
}

#[test]
fn a_damaged_file_is_an_error_with_a_reason() {
    let folder = folder("damaged", &long(40));
    let parquet = folder.path("数据.parquet");
    let (csv, rules) = (folder.path("长表.csv"), folder.path("小账.gj"));
    gouji(&["convert", &csv, "--rules", &rules, "--to", &parquet]);
    let whole = std::fs::read(&parquet).unwrap();
    std::fs::write(&parquet, &whole[..whole.len() - 40]).unwrap();
    let output = check(&folder, "数据.parquet", &["--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("Parquet"), "{}", err(&output));
}

#[test]
fn people_get_a_page_by_rule_and_by_unit() {
    let folder = folder("page", &long(20));
    let parquet = folder.path("数据.parquet");
    let (csv, rules) = (folder.path("长表.csv"), folder.path("小账.gj"));
    gouji(&["convert", &csv, "--rules", &rules, "--to", &parquet]);
    let text = out(&check(&folder, "数据.parquet", &[]));
    for part in [
        "20 个单位：2 个单位有不符之处",
        "按规则：",
        "AA01 合计是各项之和（错误）不符 2 处",
        "单位7 2024 年度  不符 1 处：AA01",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn tables_of_a_document_are_judged_alike_when_they_were_converted() {
    let folder = Folder::new("many-converted", &[]);
    for name in ["正确", "青岚区图书馆2024年度部门决算"] {
        let document = format!("examples/{name}.txt");
        let parquet = folder.path("一份.parquet");
        let converted = gouji(&["convert", &document, "--to", &parquet]);
        assert_eq!(converted.status.code(), Some(0), "{}", err(&converted));
        let tables = ["--only", "表内,表间", "--format", "jsonl"];
        let printed = gouji(&[&["check", &document], &tables[..]].concat());
        let converted = gouji(&[&["check", &parquet], &tables[..]].concat());
        let of = |output: &std::process::Output| {
            let mut all: Vec<_> =
                said(&out(output)).into_iter().flat_map(|(_, findings, _)| findings).collect();
            // Data have no places that findings could be in order of.
            all.sort();
            all
        };
        assert_eq!(of(&converted), of(&printed), "{name}");
    }
}

const SPARSE: &str = r#"规则集 稀账 版本 "1"
编码表 科目 数据 "codes.yaml" 级次 类3、款5
表 甲表 { 行 合计  列 数 }
表 乙表 { 行 合计  列 数 }
表 试算 {
  行 合计 分 { 科目 科目 }
  列 借方 可缺、贷方 可缺
  规则 BB02 "借贷相等" 逐 科目：借方 = 贷方
}
表 收支 {
  行 总计 分 { 本年 可缺 分 { 甲、乙 }、结转 }
  列 数
  规则 BB03 "每格是下级之和" 逐 格：本格 = 求和(下级行)
}
要求 BB01 "有乙表"：有 乙表
规则 BB04 "类的个数"：个数(试算.类 当 借方 > 0元) = 2
规则 BB05 "去年的数接上" 逐 科目 于 试算 当 有 上年：本科目.借方 ≥ 上年.试算.本科目.贷方
"#;

/// The verdict counts of each rule, as `BB01 不符 1`.
fn verdicts(output: &std::process::Output) -> Vec<String> {
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let document = &told["units"][0];
    let lines = document["ledger"].as_array().unwrap();
    let mut all = Vec::new();
    for line in lines {
        for verdict in ["通过", "尾差", "不符", "无法判断", "不适用"] {
            let count = line[verdict].as_u64().unwrap_or(0);
            if count > 0 {
                all.push(format!("{} {verdict} {count}", line["rule"].as_str().unwrap()));
            }
        }
    }
    all.sort();
    all
}

#[test]
fn what_data_do_not_say_is_not_there() {
    let lines = "单位,年度,表,行,列,值\n甲局,2024,甲表,合计,数,1\n甲局,2024,试算,201,借方,5\n\
                 甲局,2024,试算,20101,贷方,5\n甲局,2024,收支,甲,数,3\n甲局,2024,收支,乙,数,4\n\
                 甲局,2024,收支,结转,数,1\n甲局,2024,收支,总计,数,19\n";
    let folder = Folder::new(
        "sparse-data",
        &[("稀账.gj", SPARSE.as_bytes()), ("codes.yaml", CODES.as_bytes()), ("账.csv", lines.as_bytes())],
    );
    let (file, rules) = (folder.path("账.csv"), folder.path("稀账.gj"));
    let output = gouji(&["check", &file, "--rules", &rules, "--format", "json"]);
    let expected = [
        // Data are no excerpt.
        "BB01 不符 1",
        // A cell that is not there in a column that may be missing is zero.
        "BB02 不符 2",
        // The whole that may be missing is not judged, its parts count one level up.
        "BB03 不符 1",
        "BB03 不适用 1",
        "BB04 不符 1",
        "BB05 不适用 1",
    ];
    assert_eq!(verdicts(&output), expected, "{}", err(&output));
}
