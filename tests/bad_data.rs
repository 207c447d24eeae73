//! Data that are damaged, torn or made by mistake, from outside: each is read or told, with its line, never passed over.

use std::process::Output;

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
  列 小计
}
说明 情况 {
  句式 "全年收入{收入:金额}，其中补助{补助:金额}。"
  规则 AA03 "补助不大于收入"：补助 ≤ 收入
}
规则 AA01 "合计是各项之和"：总表.合计.金额 = 总表.甲.金额 + 总表.乙.金额
规则 AA02 "每格是下级之和" 逐 格 于 明细：本格 = 求和(下级行)
"#;
const CODES: &str = "- {编码: \"201\", 名称: 教育}\n- {编码: \"20101\", 名称: 小学}\n";

fn folder(name: &str, files: &[(&str, &[u8])]) -> Folder {
    let rules: [(&str, &[u8]); 2] = [("小账.gj", RULES.as_bytes()), ("codes.yaml", CODES.as_bytes())];
    Folder::new(&format!("bad-data-{name}"), &[&rules, files].concat())
}

fn check(folder: &Folder, file: &str, more: &[&str]) -> Output {
    let (file, rules) = (folder.path(file), folder.path("小账.gj"));
    gouji(&[&["check", &file, "--rules", &rules], more].concat())
}

/// What is said of a file by the reader of many units, and by the reader of documents.
fn both(folder: &Folder, file: &str) -> [(String, Option<i32>); 2] {
    [["--format", "jsonl"], ["--format", "json"]].map(|format| {
        let output = check(folder, file, &format);
        (format!("{}{}", out(&output), err(&output)), output.status.code())
    })
}

/// The verdicts of one rule in the summary of a stream.
fn counts(output: &Output, rule: &str) -> Value {
    let last: Value = serde_json::from_str(out(output).lines().last().unwrap()).unwrap();
    let ledger = last["ledger"].as_array().unwrap().clone();
    ledger.into_iter().find(|line| line["rule"] == rule).unwrap()
}

#[test]
fn both_ways_of_reading_take_and_refuse_the_same_lines() {
    let lines = "单位,年度,规则,表,行,列,值,状态,精度,货币单位,备注\n\
         甲,2024,,总表,甲,金额,1.00,,2,万元,\n\
         甲,2024,,总表,乙,金额,\"1,000.00\",,,元,\n\
         甲,2024,,总表,合计,金额,1.10,,,,\n\
         甲,2024,,情况,,收入,3.00万元,,,,\n\
         甲,2024,,情况,,补助,若干,不可读,,,数字被涂改\n\
         甲,2024,,,,#缺页,是,,,,\n\
         甲,2024,,总表,丁,金额,1.00,,,,\n\
         甲,2024,,没有的表,甲,金额,1.00,,,,\n\
         甲,2024,,,甲,金额,1.00,,,,\n\
         甲,去年,,总表,甲,金额,1.00,,,,\n\
         甲,2024,,总表,甲,金额,1.00,有点,,,\n\
         甲,2024,,总表,甲,金额,1.00,空白,,,\n\
         甲,2024,,总表,甲,金额,1.00,,很准,,\n\
         甲,2024,,总表,甲,金额,1.00,,,美元,\n\
         甲,2024,,总表,甲\n\
         ,2024,,总表,甲,金额,1.00,,,,\n";
    let folder = folder("same", &[("一.csv", lines.as_bytes())]);
    let [stream, document] = both(&folder, "一.csv");
    for part in [
        "没有行「丁」",
        "没有叫「没有的表」",
        "表是空的",
        "年度「去年」不是年份",
        "没有这种状态（可用：值、空白、横线、无、不可读、推得）",
        "状态说没有数，值却不是 0",
        "精度不是小数位数（-100 到 100 的整数，或者 准）",
        "没有这种货币单位（可用：元、千元、万元、百万元、亿元）",
        "有 5 个字段，表头有 11 个",
        "单位是空的",
        "数字被涂改",
    ] {
        assert!(stream.0.contains(part), "{part}\n{}", stream.0);
        assert!(document.0.contains(part), "{part}\n{}", document.0);
    }
    for line in 10..=17 {
        assert!(stream.0.contains(&format!("第 {line} 行")), "{line}\n{}", stream.0);
        assert!(document.0.contains(&format!("\"line\": {line}")), "{line}\n{}", document.0);
    }
    // 1.00 万元 and 1000 元 are 1.10 万元.
    let output = check(&folder, "一.csv", &["--format", "jsonl"]);
    assert_eq!(counts(&output, "AA01")["通过"], 1);
    assert_eq!(counts(&output, "AA03")["无法判断"], 1, "{}", stream.0);
}

#[test]
fn a_torn_last_line_is_told_by_both_ways() {
    let whole = "单位,年度,表,行,列,值\n甲,2024,总表,甲,金额,1.00\n甲,2024,总表,乙,金额,2.00\n";
    let torn = format!("{whole}甲,2024,总表,合计,金额,3.0");
    let cut = format!("{whole}甲,2024,总表,合`");
    let folder = folder("torn", &[("一.csv", torn.as_bytes()), ("二.csv", cut.as_bytes())]);
    for file in ["一.csv", "二.csv"] {
        for (said, _) in both(&folder, file) {
            assert!(said.contains("最后一行没有换行，文件可能没有写完"), "{file}: {said}");
            assert!(said.contains('4'), "{file}: {said}");
        }
    }
    for (said, _) in both(&folder, "二.csv") {
        assert!(said.contains("有 4 个字段，表头有 6 个"), "{said}");
    }
}

#[test]
fn sums_beyond_64_bits_are_exact() {
    // 甲 + 乙 is 18 × 10¹⁸ ten thousandths of 元: more than 64 bits hold, and −446744073709551616 where they wrap.
    let unit = |name: &str, parts: [&str; 3]| {
        let rows = ["甲", "乙", "合计"].iter().zip(parts);
        rows.map(|(row, value)| format!("{name},2024,总表,{row},金额,{value}\n")).collect::<String>()
    };
    let big = "90000000000.00";
    let text = [
        "单位,年度,表,行,列,值\n".to_owned(),
        unit("甲局", [big, "-90000000000.00", "0.00"]),
        unit("乙局", [big, big, "-4467440737.09551616"]),
        unit("丙局", [big, big, "180000000000.00"]),
        unit("丁局", ["92233720368.54", "0.01", "92233720368.55"]),
    ]
    .concat();
    let folder = folder("overflow", &[("一.csv", text.as_bytes())]);
    let output = check(&folder, "一.csv", &["--format", "jsonl"]);
    let line = counts(&output, "AA01");
    assert_eq!(
        (&line["通过"], &line["不符"], &line["无法判断"]),
        (&1.into(), &1.into(), &2.into()),
        "{line}"
    );
    // What no column can hold is told, not wrapped.
    assert!(out(&output).contains("太大或小数太多，不能准确保存"), "{}", out(&output));
    let parquet = folder.path("一.parquet");
    let (csv, rules) = (folder.path("一.csv"), folder.path("小账.gj"));
    gouji(&["convert", &csv, "--rules", &rules, "--to", &parquet]);
    let again = counts(&check(&folder, "一.parquet", &["--format", "jsonl"]), "AA01");
    for verdict in ["通过", "不符", "无法判断"] {
        assert_eq!(again[verdict], line[verdict], "{again}");
    }
}

#[test]
fn damaged_parquet_is_told_and_others_are_checked() {
    let text = "单位,年度,表,行,列,值\n甲,2024,总表,甲,金额,1.00\n甲,2024,总表,合计,金额,1.00\n";
    let folder = folder("parquet", &[("好.csv", text.as_bytes())]);
    let (csv, rules, parquet) = (folder.path("好.csv"), folder.path("小账.gj"), folder.path("坏.parquet"));
    assert_eq!(gouji(&["convert", &csv, "--rules", &rules, "--to", &parquet]).status.code(), Some(0));
    let whole = std::fs::read(&parquet).unwrap();
    let mut changed = whole.clone();
    changed[6..60].fill(0xff);
    for (bytes, why) in [
        (whole[..whole.len() - 3].to_vec(), "末尾不是 PAR1"),
        (whole[..whole.len() / 2].to_vec(), "末尾不是 PAR1"),
        (b"PAR1".to_vec(), "文件太短"),
        (changed, "读不出"),
    ] {
        std::fs::write(&parquet, bytes).unwrap();
        let output = gouji(&["check", &parquet, &csv, "--rules", &rules, "--format", "jsonl"]);
        assert_eq!(output.status.code(), Some(3), "{}", err(&output));
        assert!(err(&output).contains(why), "{why}: {}", err(&output));
        let last: Value = serde_json::from_str(out(&output).lines().last().unwrap()).unwrap();
        assert_eq!(last["units"], 1, "the other file is checked");
    }
}

#[test]
fn units_that_come_twice_and_rules_that_are_not_there_are_told() {
    let unit = |name: &str, rules: &str, value: &str| {
        format!("{name},2024,{rules},总表,甲,金额,{value}\n{name},2024,{rules},总表,合计,金额,{value}\n")
    };
    let text = [
        "单位,年度,规则,表,行,列,值\n".to_owned(),
        unit("甲局", "", "1.00"),
        unit("乙局", "没有的规则", "1.00"),
        unit("甲局", "", "2.00"),
    ]
    .concat();
    let folder = folder("twice", &[("一.csv", text.as_bytes())]);
    let output = check(&folder, "一.csv", &["--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(3));
    for part in ["甲局", "不在一处", "写的规则「没有的规则」没有"] {
        assert!(err(&output).contains(part), "{part}: {}", err(&output));
    }
    let (csv, rules) = (folder.path("一.csv"), folder.path("小账.gj"));
    let converted = gouji(&["convert", &csv, "--rules", &rules, "--to", &folder.path("二.csv")]);
    assert_eq!(converted.status.code(), Some(3));
    assert!(err(&converted).contains("「甲局」 2024 年度没有写"), "{}", err(&converted));
    let same = gouji(&["convert", &csv, "--rules", &rules, "--to", &csv]);
    assert!(err(&same).contains("是要读的文件"), "{}", err(&same));
    let other = gouji(&["convert", &csv, "--rules", &rules, "--to", &folder.path("三.xlsx")]);
    assert_eq!(other.status.code(), Some(2));
    assert!(err(&other).contains("后缀应为 .parquet、.csv 或 .yaml"), "{}", err(&other));
}

#[test]
fn many_units_of_one_line_take_bounded_time() {
    let start = std::time::Instant::now();
    let mut text = "单位,年度,表,行,列,值\n".to_owned();
    for unit in 0..4_000 {
        text.push_str(&format!("单位{unit},2024,总表,合计,金额,1.00\n"));
    }
    let folder = folder("one-line", &[("一.csv", text.as_bytes())]);
    let output = check(&folder, "一.csv", &["--format", "jsonl", "--only", "表内"]);
    let last: Value = serde_json::from_str(out(&output).lines().last().unwrap()).unwrap();
    assert_eq!(last["units"], 4_000);
    assert!(start.elapsed() < std::time::Duration::from_secs(60), "{:?}", start.elapsed());
}
