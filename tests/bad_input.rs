//! Input that is broken, foreign or far too large: a clear message, the right exit status, bounded time, no panic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_types,
    unreachable_pub,
    reason = "tests may fail loudly, print what they skip, and change numbers roughly"
)]

#[allow(dead_code, reason = "the other tests use the rest")]
mod support;

use std::time::{Duration, Instant};

use encoding_rs::{BIG5, GBK};
use gouji::document::{ReadError, read};
use serde_json::Value;
use support::program::{Folder, err, gouji, out};
use support::{all_said, check, check_under, open};

fn example() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/正确.txt")).unwrap()
}

/// Rows of an expenditure table that adds up.
fn long_table(rows: usize) -> String {
    let mut text = String::from("某单位2024年度部门决算\n\n支出决算表\n\n单位：万元\n\n");
    text.push_str("科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n");
    for row in 0..rows {
        let (class, section, item) = (201 + row % 28, row / 28 % 99 + 1, row / 2772 % 99 + 1);
        text.push_str(&format!("{class}{section:02}{item:02}\t事项{row}\t3.00\t1.00\t2.00\n"));
    }
    text
}

#[test]
fn what_is_no_text_is_refused_with_a_mend() {
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("空.txt", Vec::new(), "没有内容"),
        ("空白.txt", b" \n\t\r\n".to_vec(), "没有内容"),
        ("图.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01".to_vec(), "照片"),
        ("表.txt", b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml".to_vec(), ""),
        ("文.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), "PDF"),
        ("乱.txt", (0..=255_u8).cycle().take(4096).collect(), ""),
        ("零.txt", vec![0; 4096], ""),
    ];
    for (name, bytes, wanted) in cases {
        let error = read(name, &bytes).expect_err(name).to_string();
        assert!(error.contains(wanted), "{name}: {error}");
        assert!(error.contains('请') || error.contains("换成"), "{name}: {error}");
    }
}

#[test]
fn inputs_that_once_broke_a_reader_are_read_or_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzzed");
    let mut met = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let before = Instant::now();
        if let Err(error) = read(&name, &std::fs::read(&path).unwrap()) {
            let error = error.to_string();
            assert!(["请", "换成", "应"].iter().any(|mend| error.contains(mend)), "{name}: {error}");
        }
        assert!(before.elapsed() < Duration::from_secs(10), "{name}: {:?}", before.elapsed());
        met += 1;
    }
    assert!(met > 0, "no files in {folder}");
}

#[test]
fn one_line_of_two_hundred_megabytes_is_refused_at_once() {
    let line = "支".repeat(200 * 1024 * 1024 / 3);
    let before = Instant::now();
    assert!(matches!(read("长.txt", line.as_bytes()), Err(ReadError::TooLarge(_, _))));
    assert!(before.elapsed() < Duration::from_secs(1), "{:?}", before.elapsed());
    let folder = Folder::new("long", &[("长.txt", line.as_bytes()), ("好.txt", &example())]);
    let output = gouji(&["check", &folder.path("长.txt"), &folder.path("好.txt"), "--format", "json"]);
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(json["units"][0]["error"].as_str().unwrap().contains("超过上限"));
    assert!(json["units"][1]["summary"]["通过"].as_u64().unwrap() > 100);
}

#[test]
fn a_line_of_some_megabytes_takes_bounded_time() {
    let sentence = "2024年度支出合计1339.00万元，与2023年度相比增加65.30万元，增长5.13%，";
    for (name, text) in [
        ("one sentence", sentence.repeat(2_000)),
        ("one line", sentence.replace('，', "。").repeat(2_000)),
        ("digits", "1".repeat(300_000)),
        ("brackets", "（".repeat(50_000)),
        ("tabs", "\t1".repeat(200_000)),
        ("lines", "一、收入支出决算总体情况说明\n".repeat(5_000)),
    ] {
        let before = Instant::now();
        let text = format!(
            "某单位2024年度部门决算\n\n第三部分 2024年度部门决算情况说明\n三、支出决算情况说明\n{text}"
        );
        check("长.txt", text.as_bytes());
        println!("{name}: {:?}", before.elapsed());
        assert!(before.elapsed() < Duration::from_secs(20), "{name}: {:?}", before.elapsed());
    }
}

#[test]
fn prose_of_six_times_the_length_takes_no_eighteen_times_the_time() {
    let head =
        "某单位2024年度部门决算\n\n第三部分 2024年度部门决算情况说明\n\n一、收入支出决算总体情况说明\n\n";
    let (edition, _) = open("长.txt", head);
    let timed = |sentence: &str, times: usize| {
        let told: String = (1..=times).map(|i| sentence.replace('#', &i.to_string())).collect();
        let text = format!("{head}{told}");
        let before = Instant::now();
        check_under(&edition, &text);
        before.elapsed()
    };
    for sentence in [
        "2024年度支出合计12.00万元，其中：基本支出10.00万元，项目支出2.00万元，比上年增加1.00万元，增长9%；",
        "支出合计12.00万元（其中：基本支出2.00万元（含人员经费1.00万元），项目支出10.00万元），",
        "2024年度收入合计#.00万元，其中：财政拨款收入#.00万元，占66.67%。\n",
        "（#）公务接待费支出#.00万元，接待#批次、#人次，决算数小于预算数，比上年减少1.00万元。\n",
        "教育支出（类）普通教育（款）第#中学支出（项）。支出决算为#.00万元，比上年增加1.00万元。\n",
    ] {
        timed(sentence, 1);
        let (short, long) = (timed(sentence, 250), timed(sentence, 1_500));
        println!("{sentence}: {short:?}, {long:?}");
        assert!(long < short * 18, "{sentence}: {short:?}, then {long:?}");
    }
}

#[test]
fn a_table_of_a_hundred_thousand_rows_takes_bounded_time() {
    // Ten thousand without optimisation, which takes ten times as long a row.
    let text = long_table(if cfg!(debug_assertions) { 10_000 } else { 100_000 });
    let before = Instant::now();
    let findings = check("长.txt", text.as_bytes());
    println!("{:?}", before.elapsed());
    assert!(before.elapsed() < Duration::from_secs(20), "{:?}", before.elapsed());
    assert_eq!(findings.tables.0, 1);
}

/// A name that must not come twice is looked up, not compared with all the others.
#[test]
fn names_among_thousands_are_found_in_bounded_time() {
    let rows = if cfg!(debug_assertions) { 6_000 } else { 60_000 };
    let mut text =
        String::from("南屏区教育局2024年度部门决算\n\n第一部分 南屏区教育局概况\n\n二、机构设置\n\n");
    text.push_str("纳入南屏区教育局2024年度部门决算编制范围的单位包括：\n\n序号\t单位名称\t备注\n");
    for row in 1..=rows {
        let name = if row == rows { 1 } else { row };
        text.push_str(&format!("{row}\t南屏区第{name}小学\t\n"));
    }
    let before = Instant::now();
    let told = check("名单.txt", text.as_bytes());
    assert!(before.elapsed() < Duration::from_secs(20), "{:?}", before.elapsed());
    let twice = told.findings.iter().filter(|one| one.rule == "DW03").map(|one| one.count);
    assert_eq!(twice.sum::<u64>(), 2);
}

/// Findings that say the same are told one by one up to twenty, and counted beyond; the time goes by the size.
#[test]
fn many_equal_findings_are_counted() {
    let head = "某单位2024年度部门决算\n\n支出决算表\n\n单位：万元\n\n科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n\
                \t合计\t3.00\t1.00\t2.00\n";
    for (rows, least, most) in [(20, 20, 20), (21, 1, 1), (4_000, 1, 1)] {
        let text = format!("{head}{}", "2010101\t行政运行\t3.00\t1.00\t2.50\n".repeat(rows));
        let before = Instant::now();
        let told = check("长.txt", text.as_bytes());
        assert!(before.elapsed() < Duration::from_secs(20), "{rows}: {:?}", before.elapsed());
        let of_rule: Vec<u64> =
            told.findings.iter().filter(|one| one.rule == "BN02").map(|one| one.count).collect();
        assert!((least..=most).contains(&of_rule.len()), "{rows}: {of_rule:?}");
        assert_eq!(of_rule.iter().sum::<u64>(), rows as u64);
        assert!(told.findings.iter().all(|one| one.places.len() <= 40));
        let counted: u64 = told.causes.iter().map(|cause| cause.explains.len() as u64).sum();
        assert!(counted <= told.findings.len() as u64);
    }
}

#[test]
fn a_document_without_any_known_table_is_checked() {
    let findings = check("信.txt", "关于召开会议的通知\n\n定于10月8日召开会议，请准时参加。\n".as_bytes());
    assert_eq!(findings.tables.0, 0);
    assert_eq!(findings.summary.rounding, 0);
    assert!(findings.ledger.iter().any(|line| line.counts.undecided + line.counts.not_applicable > 0));
}

#[test]
fn two_documents_in_one_file_are_reported() {
    let one = String::from_utf8(example()).unwrap();
    let other = one.replace("青岚区", "白川县").replace("1339.00", "1399.00");
    let findings = check("两份.txt", format!("{one}\n\n{other}").as_bytes());
    let told = !findings.findings.is_empty() || !findings.notices.is_empty();
    assert!(told, "two documents in one file pass as one");
}

#[test]
fn encodings_are_told_without_being_told() {
    let text = String::from_utf8(example()).unwrap();
    let plain = all_said(&check("甲.txt", text.as_bytes()));
    let folder = Folder::new(
        "encodings",
        &[
            ("gbk.txt", &GBK.encode(&text).0),
            ("utf16.txt", &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        ],
    );
    for name in ["gbk.txt", "utf16.txt"] {
        let bytes = std::fs::read(folder.path(name)).unwrap();
        assert_eq!(all_said(&check(name, &bytes)), plain, "{name}");
    }
}

#[test]
fn broken_rule_files_are_2_with_place_and_mend() {
    let whole = "规则集 甲 版本 \"2024\" 基于 部门决算\n规则 A1 \"甲\"：总表.收入.总计 = 总表.支出.总计\n";
    let deep = format!(
        "规则集 甲 基于 部门决算\n规则 A1 \"甲\"：{}1{} = 1\n",
        "(".repeat(10_000),
        ")".repeat(10_000)
    );
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("断.gj", whole.replace(" = 总表.支出.总计\n", " =").into_bytes(), "断.gj:2"),
        ("引号.gj", "规则集 甲 版本 \"2024\n规则 A1".into(), "引号.gj:1"),
        ("big5.gj", BIG5.encode("規則集 甲 版本 \"2024\"\n").0.into_owned(), "不是 UTF-8"),
        ("深.gj", deep.into_bytes(), "太深"),
        ("大.gj", vec![b' '; 50 * 1024 * 1024], "太大"),
        ("空.gj", Vec::new(), "没有「规则集」"),
        ("自己.gj", "规则集 甲 版本 \"2024\" 基于 甲\n".into(), "基于自己"),
        ("零.gj", vec![0; 100], "规则集"),
    ];
    let files: Vec<(&str, &[u8])> = cases.iter().map(|(name, bytes, _)| (*name, bytes.as_slice())).collect();
    let folder = Folder::new("rules", &files);
    let good = format!("{}/examples/正确.txt", env!("CARGO_MANIFEST_DIR"));
    for (name, _, wanted) in &cases {
        let path = folder.path(name);
        for words in [&["check-rules", path.as_str()][..], &["check", &good, "--rules", &path]] {
            let before = Instant::now();
            let output = gouji(words);
            let said = format!("{}{}", out(&output), err(&output));
            assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
            assert!(said.contains(wanted), "{words:?}: {said}");
            assert!(said.contains(name), "no place for {words:?}: {said}");
            assert!(said.contains("建议") || said.contains("改法") || said.contains("→"), "no mend: {said}");
            assert!(before.elapsed() < Duration::from_secs(5), "{words:?}: {:?}", before.elapsed());
        }
    }
}

#[test]
fn rule_sets_based_on_each_other_are_2() {
    let folder = Folder::new(
        "cycle",
        &[
            ("a.gj", "规则集 甲 版本 \"2024\" 基于 乙\n".as_bytes()),
            ("b.gj", "规则集 乙 版本 \"2024\" 基于 甲\n".as_bytes()),
        ],
    );
    let output = gouji(&["check-rules", &folder.path("")]);
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
    assert!(out(&output).contains("基于自己"), "{}", out(&output));
}

#[test]
fn unreadable_inputs_are_3_and_the_others_are_checked() {
    let folder = Folder::new(
        "mixed",
        &[("1.txt", b""), ("2.txt", &example()), ("3.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01")],
    );
    let output = gouji(&["check", &folder.path(""), "--format", "json"]);
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    let units = json["units"].as_array().unwrap();
    assert_eq!(units.len(), 3);
    assert!(units[0]["error"].is_string() && units[2]["error"].is_string());
    assert!(units[1]["summary"]["通过"].as_u64().unwrap() > 100);
}

#[test]
fn threads_and_order_of_files_change_nothing() {
    let wrong =
        std::fs::read(format!("{}/examples/青岚区图书馆2024年度部门决算.txt", env!("CARGO_MANIFEST_DIR")));
    let folder = Folder::new(
        "order",
        &[
            ("a.txt", &example()),
            ("b.txt", &wrong.unwrap()),
            ("c.txt", "某单位2023年度部门决算\n\n一、概况\n".as_bytes()),
            ("d.txt", b""),
        ],
    );
    let paths: Vec<String> =
        ["a.txt", "b.txt", "c.txt", "d.txt"].iter().map(|name| folder.path(name)).collect();
    let run = |order: [usize; 4], threads: &str| {
        let mut words = vec!["check", "--format", "json", "--threads", threads];
        words.extend(order.iter().map(|at| paths[*at].as_str()));
        out(&gouji(&words))
    };
    let one = run([0, 1, 2, 3], "1");
    assert_eq!(one, run([0, 1, 2, 3], "4"));
    assert_eq!(one, run([0, 1, 2, 3], "1"));
    let units = |text: &str| {
        let json: Value = serde_json::from_str(text).unwrap();
        let mut units = json["units"].as_array().unwrap().clone();
        units.sort_by_key(|unit| unit["source"].to_string());
        units
    };
    for order in [[3, 1, 0, 2], [2, 3, 1, 0]] {
        for (one, other) in units(&one).iter().zip(units(&run(order, "3"))) {
            // A unit names its rules only where they are not those of the first unit.
            for (field, value) in one.as_object().unwrap().iter().filter(|(field, _)| *field != "rules") {
                assert_eq!(*value, other[field], "{field} of {}", one["source"]);
            }
        }
    }
}

/// Rule files that would unfold without end: small to write, and refused with the place.
#[test]
fn rules_that_unfold_too_far_are_refused() {
    let mut groups = String::from("规则集 甲 版本 \"1\" 基于 部门决算\n");
    for level in 0..7 {
        let uses = format!("用 组{} ", level + 1).repeat(10);
        groups.push_str(&format!("句组 组{level} {{ {uses}}}\n"));
    }
    groups.push_str("句组 组7 { 句式 \"甲{数:金额}\" }\n说明 试验 { 位于 \"试验\" 用 组0 }\n");
    let many = |name: &str| (0..600).map(|at| format!("{name}{at}")).collect::<Vec<_>>().join("、");
    let table = format!("规则集 甲 版本 \"1\"\n表 大表 {{\n  行 {}\n  列 {}\n}}\n", many("行"), many("列"));
    let files: &[(&str, &[u8])] = &[("组.gj", groups.as_bytes()), ("表.gj", table.as_bytes())];
    let mut parts = String::from("规则集 甲 版本 \"1\"\n");
    for level in 0..7 {
        parts.push_str(&format!("短语 语{level} \"{}\"\n", format!("{{语{}}}", level + 1).repeat(12)));
    }
    let mut wide =
        format!("{parts}短语 语7 \"甲\"\n说明 试验 {{ 位于 \"试验\" 句式 \"{{语0}}{{数:金额}}\" }}\n");
    let deep: String = (0..2_000).map(|at| format!("短语 深{at} \"{{深{}}}\"\n", at + 1)).collect();
    wide.push_str("规则 SZ01 \"x\"：试验.数 > 0元\n");
    let deep =
        format!("规则集 甲 版本 \"1\"\n{deep}说明 试验 {{ 位于 \"试验\" 句式 \"{{深0}}{{数:金额}}\" }}\n");
    let uses = "句式 \"{语}{数:金额}\"\n".repeat(2_000);
    let long = format!(
        "规则集 甲 版本 \"1\"\n短语 语 \"{}\"\n说明 试验 {{ 位于 \"试验\"\n{uses}}}\n",
        "[甲]乙".repeat(1_000)
    );
    let all = [files, &[("语.gj", wide.as_bytes()), ("深.gj", deep.as_bytes()), ("长.gj", long.as_bytes())]]
        .concat();
    let folder = Folder::new("unfold", &all);
    let expected = [
        ("组.gj", "句组太多"),
        ("表.gj", "表太大"),
        ("语.gj", "短语太长"),
        ("深.gj", "短语太深"),
        ("长.gj", "短语太多"),
    ];
    for (file, code) in expected {
        let began = Instant::now();
        let output = gouji(&["check-rules", &folder.path(file)]);
        let said = format!("{}{}", out(&output), err(&output));
        assert!(said.contains(code), "{file}: {said}");
        assert_ne!(output.status.code(), Some(0), "{file}");
        assert!(began.elapsed() < Duration::from_secs(20), "{file}: {:?}", began.elapsed());
    }
}
