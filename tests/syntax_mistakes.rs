//! How mistakes in rule files are told, and that nothing breaks the reader.

use crate::syntax::common::{SAMPLE, clean, parse, shape};
use gouji::source::{Diagnostic, Sources};
use gouji::syntax::{self, Item};
use proptest::prelude::*;

/// Diagnostics as `line:column code mend`.
fn told(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    sources.add("试验.gj", text);
    let (_, diagnostics) = parse(text);
    let place = |found: &Diagnostic| sources.locate(found.span);
    diagnostics
        .iter()
        .map(|found| {
            let at = place(found);
            assert!(found.mend.is_some() && !found.message.is_empty());
            format!("{}:{} {} {}", at.line, at.column, found.code, found.mend.as_ref().unwrap())
        })
        .collect()
}

#[test]
fn each_mistake_is_told_with_its_mend() {
    let wrong = otherwise(&[
        ("规则 A01 \"题\"：工会费 小于等于 福利费", "1:16 运算符 写成：≤"),
        ("禁句 A01 \"帐目\" 改 \"账目\"", "1:13 缺名称 写成：禁句 YY90 \"规范用字\" \"帐目\" 改 \"账目\""),
        ("调整 A01 误差 1万元", "1:8 调整 写成：允许误差 …"),
        ("规则 A01 \"题\"：工会费不超过福利费", "1:12 连写 词与词之间要空格，写成：工会费 不超过 福利费"),
        ("规则 A01 \"题\" 适用2025起：甲 = 乙", "1:12 连写 写成：适用 2025 起"),
        ("规则 A01 \"题\" 级别核实：甲 = 乙", "1:12 连写 写成：级别 核实"),
        ("规则 A01 \"题\" 当有 上年：甲 = 乙", "1:12 连写 写成：当 有"),
        ("规则 A01 \"题\" 逐 行 甲 = 乙", "1:16 缺冒号 写成：规则 A01 \"题\" 逐 行：甲 = 乙"),
        (
            "规则 A01 \"题\" 条件 甲：甲 = 乙",
            "1:12 规则头 条件写「当 …」，范围写「逐 …」，然后是「：」和必须成立的式子",
        ),
        ("规则 A01 题：甲 = 乙", "1:8 缺引号 写成：\"题\""),
        ("规则 \"题\"：甲 = 乙", "1:4 缺编号 写成：规则 ZC01 \"题\"：甲 = 乙"),
        ("规则 A01 \"题\" 级别 核时：甲 = 乙", "1:15 未知级别 写成：级别 核实"),
        ("规则 A01 \"题\" 允许误差 0.5万 因 \"故\"：甲 = 乙", "1:20 未知单位 写成：0.5万元"),
        ("规则 A01 \"题\" 当 甲 > 0元且 乙 > 0：甲 = 乙", "1:18 连写 写成：0元 且"),
        ("规则 A01 \"题\"：甲 = 乙。", "1:17 行末句号 删去这个句号"),
        ("规则 A01 \"题\"：甲 = 乙；", "1:17 多余符号 删去这个分号"),
        ("规则 A01 \"题\"：甲 = 乙 & 丙", "1:18 多余符号 删去它；是名称的一部分时，把整个名称写在「」里"),
        ("规则 A01 \"题\"：甲 等於 乙", "1:14 运算符 写成：等于"),
        ("规则 A01 \"题\"：甲 = 乙)", "1:17 多余括号 删去它，或在前面补上左括号"),
        ("规则 A01 \"题\"：甲 = 乙 当 丙 > 0", "1:18 规则头 写成：规则 A01 \"题\" 当 丙 > 0：甲 = 乙"),
        ("规则 A01 \"题\"：甲 + 乙", "1:12 不是判断 例如：支出合计 = 基本支出 + 项目支出"),
        ("规则 A01 \"题\" 级别 核实 级别 提示：甲 = 乙", "1:18 重复 留下一处，删去其余"),
        ("规则 A01 \"题\" 适用 2024 至 2019：甲 = 乙", "1:12 年度 早的年度写在前面：2019 至 2024"),
        ("规则 A01 \"题\" 适用 24 起：甲 = 乙", "1:15 年度 写成 2024"),
        ("规则 A01 \"题\"：甲 = 当", "1:16 关键词 确要用它作名称，写成「当」，连同直角引号"),
        ("规责 A01 \"题\"：甲 = 乙", "1:1 未知关键词 写成：规则"),
        ("规则A01 \"题\"：甲 = 乙", "1:1 连写 写成：规则 A01"),
        ("表 甲 { 行合计 }", "1:7 连写 写成：行 合计"),
        ("表 甲 { 行 乙 丙 }", "1:11 缺顿号 写成：、丙"),
        ("表 甲 { 列 乙", "1:5 未合上 在文件末尾之前补上「}」"),
        ("表 甲 { 列 乙 } }", "1:13 多余括号 删去，或在前面补上「{」"),
        ("表 甲\n  列 乙\n}", "1:3 缺括号 写成：表 甲 {"),
        (
            "注 \"甲\"",
            "1:1 位置 此处可以写：规则集、依据、适用、编码表、词、惯例、表、说明、句组、提纲、规则、要求、禁句、停用、调整、定义、整份",
        ),
        ("说明 甲 { 句式 \"乙 }", "1:11 未合上 写成：\"乙\""),
        ("停用 「甲", "1:4 未合上 写成：「甲」"),
        ("说明 甲 { 句式 \"乙[丙\" }", "1:13 句式 补上「]」"),
        ("说明 甲 { 句式 \"乙|丙\" }", "1:13 句式 写成：[甲|乙]；原文就是竖线时写成 \\|"),
        (
            "说明 甲 { 句式 \"{乙:丙|丁}\" }",
            "1:16 句式 例如：{金额:金额}、{甲数 = 甲表.合计.甲列}、{甲|乙}、{…}",
        ),
    ]);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Texts with what is told of each, where it is something else.
fn otherwise(cases: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
    let wrong = cases.iter().map(|(text, expected)| (text, expected, told(text)));
    let wrong = wrong.filter(|(_, expected, told)| told.as_slice() != [**expected]);
    wrong.map(|(text, _, told)| ((*text).to_owned(), told)).collect()
}

#[test]
fn what_is_written_as_it_is_said_is_told_how_to_be_written() {
    let wrong = otherwise(&[
        ("规则 BJ90：甲.乙 = 丙", "1:8 缺名称 写成：规则 BJ90 \"名称\"：甲.乙 = 丙"),
        ("规则 BJ90 甲.乙 = 丙", "1:9 缺名称 写成：规则 BJ90 \"名称\"：甲.乙 = 丙"),
        ("规则 收支相等：甲 = 乙", "1:8 缺名称 写成：规则 BJ90 \"收支相等\"：甲 = 乙"),
        (
            "规则 BJ90 \"题\" 级别 核实：如果甲.乙 > 0元，那么甲.乙 = 丙",
            "1:19 条件 写成：规则 BJ90 \"题\" 级别 核实 当 甲.乙 > 0元：甲.乙 = 丙",
        ),
        ("规则 A01 \"题\"：甲 ≤ 乙的5%", "1:16 占比 写成：乙 × 5%"),
        ("规则 A01 \"题\"：甲不得超过乙的 5%", "1:12 占比 写成：甲 不超过 乙 × 5%"),
        ("规则 A01 \"题\"：甲不得超过乙的5.5%", "1:12 占比 写成：甲 不超过 乙 × 5.5%"),
        ("规则 A01 \"题\"：甲 ≤ 乙 的 5%", "1:18 占比 写成：× 5%"),
        (
            "要求 A01 \"题\"：有 \"某句话\"",
            "1:14 名称 先在「说明」里取：句式 \"{某句话|又一种说法}{内容:文字}\"，这里写「有 说明名.内容」；不许出现的话用「禁句」",
        ),
        ("规则 A01 \"题\" 适用 2025年以后：甲 = 乙", "1:20 年度 写成：适用 2025 起"),
        ("规则 A01 \"题\" 适用 2025 以前：甲 = 乙", "1:20 年度 写成：适用 止 2025"),
        ("规则 A01 \"题\" 当 2025年：甲 = 乙", "1:14 不是判断 年度不写在「当」里，写成：适用 2025 起"),
        ("规则 A01 \"题\"：甲应等于乙", "1:12 连写 词与词之间要空格，写成：甲 等于 乙"),
        ("规则 A01 \"题\"：甲不少于乙", "1:12 连写 词与词之间要空格，写成：甲 不小于 乙"),
    ]);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a comparison says, by the sign that the printer writes for it.
fn sign(text: &str) -> Option<String> {
    let (tree, told) = parse(text);
    let printed = syntax::print(&tree);
    let sign = printed.rsplit_once("甲 ").map(|(_, rest)| rest.trim_end().trim_end_matches(" 乙").to_owned());
    sign.filter(|_| told.is_empty())
}

#[test]
fn a_comparison_as_it_is_said_is_an_operator_or_is_mended_to_one_that_says_the_same() {
    let said = [
        (
            "不高于 不多于 不大于 不超过 不得高于 不得超过 不能超过 不应大于 未超过 小于等于 应不超过 ≯ =< 至多",
            "≤",
        ),
        ("不低于 不少于 不小于 不得低于 不得少于 不应小于 大于等于 大于或等于 应不低于 ≮ => 至少", "≥"),
        ("高于 多于 大于 超过 应大于 应高于 應大於", ">"),
        ("低于 少于 小于 应低于 不足", "<"),
        ("等于 应等于 应当等于 必须等于 等於 等同于", "="),
        ("不等于 不应等于 不得等于", "≠"),
    ];
    let mut wrong = Vec::new();
    for (words, wanted) in said {
        for word in words.split(' ').filter(|word| !word.starts_with('應')) {
            let text = format!("规则 A01 \"题\"：甲 {word} 乙");
            let found = sign(&text).or_else(|| {
                let (_, told) = parse(&text);
                let [one] = told.as_slice() else { return None };
                let (span, put) = one.edit.as_ref()?;
                let mut mended = text.clone();
                mended.replace_range(span.start as usize..span.end as usize, put);
                sign(&mended)
            });
            if found.as_deref() != Some(wanted) {
                wrong.push((word, found, told(&text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for vague in ["约等于", "≈", "大约", "不一定等于", "不得不等于", "不同意"] {
        let text = format!("规则 A01 \"题\"：甲 {vague} 乙");
        let (_, told) = parse(&text);
        assert!(told.len() == 1 && told[0].edit.is_none(), "{vague}: {told:?}");
        assert!(!told[0].mend.as_ref().unwrap().starts_with("写成"), "{vague}: {told:?}");
    }
}

#[test]
fn a_mend_that_changes_the_text_is_read_and_what_stands_behind_it_is_told_too() {
    let wrong = otherwise_many(&[
        ("规则 A01 \"题\"：甲 等於 乙 的 5%", &["1:14 运算符 写成：等于", "1:19 占比 写成：× 5%"]),
        ("表 甲 { 列 乙 丙 行 丁 戊 }", &["1:11 缺顿号 写成：、丙", "1:17 缺顿号 写成：、戊"]),
        (
            "表 甲 { 列 乙  行 丁 分 { 戊 } }\n规则 A02 \"题\" 丁 = 戊",
            &["2:12 缺冒号 写成：规则 A02 \"题\"：丁 = 戊"],
        ),
        ("规则 A01 \"题：甲 = 乙", &["1:8 未合上 写成：\"题\"：甲 = 乙"]),
        ("rule A01 \"题\"：甲 = 乙", &["1:1 未知关键词 写成：规则"]),
        (
            "启用 A01",
            &[
                "1:1 语法 此处可以写：规则集、依据、适用、编码表、词、惯例、表、说明、句组、提纲、规则、要求、禁句、停用、调整、定义、整份；注释写在 // 后面",
            ],
        ),
        (
            "规则 A01 \"题\" 级别 严重：甲 = 乙",
            &["1:15 未知级别 必须成立写 错误；通常成立、不成立要说明写 核实；只提醒写 提示"],
        ),
        (
            "规则 A01 \"题\"：甲 ≤ 5千万元",
            &["1:17 未知单位 金额写 元、万元、亿元，比例写 %，件数写 个、辆、批次、人次等"],
        ),
        ("规则 A01 \"题\"：甲 = 乙 = 丙", &["1:18 连续比较 在这个「=」之前加上：且 乙"]),
    ]);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let (tree, _) = parse("规则 A01 \"题\"：甲 等於 乙 的 5%");
    assert!(syntax::print(&tree).ends_with("甲 = 乙 × 5%\n"), "{}", syntax::print(&tree));
}

/// Texts with what is told of each, where it is something else.
fn otherwise_many(cases: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let wrong = cases.iter().map(|(text, expected)| (text, expected, told(text)));
    let wrong = wrong.filter(|(_, expected, told)| told.as_slice() != **expected);
    wrong.map(|(text, _, told)| ((*text).to_owned(), told)).collect()
}

#[test]
fn ten_mistakes_are_told_in_one_run() {
    let text = r#"规则集 试验 版本 "2024"
表 甲表 {
  列决算数
  行 合计 分 { 甲 乙 }
  行 结余
  规则 A01 "一" 逐 行 甲 = 乙
  规则 A02 二：甲 = 乙
  规则 A03 "三" 级别 重要：甲 = 乙
}
规则 "四"：甲 = 乙
规则 A05 "五"：甲 = 乙 +
规则 A06 "六"：求和(甲 = 乙
规则 A07 "七"：甲不超过乙
说明 乙 {
  句式 "没有合上
  句式 "好{额:金额}"
表 丙 { 列 丁 }
规则 A10 "十"：甲 = 乙
"#;
    let told = told(text);
    let places: Vec<_> = told.iter().map(|line| line.rsplitn(2, ' ').last().unwrap()).collect();
    let starts: Vec<_> =
        places.iter().map(|place| place.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        starts,
        [
            "3:3 连写",
            "4:14 缺顿号",
            "6:18 缺冒号",
            "7:10 缺引号",
            "8:17 未知级别",
            "10:4 缺编号",
            "11:18 语法",
            "12:14 未合上",
            "13:12 连写",
            "14:6 未合上",
            "15:6 未合上",
        ]
    );
    let (tree, _) = parse(text);
    // What one mend makes readable is read: only 缺编号 and a sum without its end leave nothing.
    assert_eq!(tree.items.len(), 7, "{:#?}", tree.items);
    assert_eq!(tree.lost.len(), 2);
    let Item::Table(table) = &tree.items[1] else { panic!("the table is lost") };
    assert_eq!(table.members.len(), 6);
    let Item::Passage(passage) = &tree.items[4] else { panic!("the passage is lost") };
    assert_eq!(passage.members.len(), 2);
}

#[test]
fn deep_and_long_input_is_told_once() {
    let open = |sign: &str| format!("规则 A01 \"题\"：甲 = {}甲", sign.repeat(10_000));
    let sum = format!("规则 A01 \"题\"：甲 = 乙{}", " + 乙".repeat(10_000));
    let nested = format!("规则 A01 \"题\"：甲 = {}乙{}", "(".repeat(10_000), ")".repeat(10_000));
    let names = format!("规则 A01 \"题\"：甲{}", "（".repeat(10_000));
    let strings = format!("依据 {}{}", "“".repeat(10_000), "”".repeat(10_000));
    let patterns = format!("说明 甲 {{ 句式 \"{}\" }}", "[".repeat(10_000));
    let blocks = "表 甲 { 行 乙 分 {".to_owned() + &" 乙 分 {".repeat(10_000);
    for text in [
        open("("),
        open("{"),
        open("-"),
        open("非 "),
        open("甲.("),
        sum,
        nested,
        names,
        strings,
        patterns,
        blocks,
    ] {
        let (_, diagnostics) = parse(&text);
        assert_eq!(diagnostics.len(), 1, "{}", &text.chars().take(40).collect::<String>());
        assert!(diagnostics[0].span.start > 0);
    }
    let (tree, diagnostics) = parse(&" ".repeat(syntax::MAX_RULE_FILE + 1));
    assert!(tree.items.is_empty());
    assert_eq!(diagnostics[0].code, "文件过大");
}

#[test]
fn many_broken_lines_take_linear_time() {
    let line = "规则 A01 \"题\" 甲 = 乙\n列坏\n表 甲 { 行 乙 丙 }\n";
    let (_, diagnostics) = parse(&line.repeat(3_000));
    assert_eq!(diagnostics.len(), 1_001);
    assert_eq!(diagnostics.last().unwrap().message, "还有 8000 处错误没有列出");
}

#[test]
fn every_truncation_is_survived() {
    for end in 0..SAMPLE.len() {
        let Some(text) = SAMPLE.get(..end) else { continue };
        let (tree, diagnostics) = parse(text);
        check_spans(text, &diagnostics);
        let printed = syntax::print(&tree);
        assert!(!printed.contains("「」"), "{text}");
    }
}

fn check_spans(text: &str, diagnostics: &[Diagnostic]) {
    for found in diagnostics {
        let range = found.span.start as usize..found.span.end as usize;
        assert!(text.get(range).is_some(), "{found:?} in {text}");
        assert!(!found.message.contains("expected") && !found.message.contains("kw_"), "{found:?}");
        for (span, _) in &found.related {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{found:?} in {text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn soup_is_survived(words in prop::collection::vec(prop::sample::select(SOUP.to_vec()), 0..60)) {
        let text = words.concat();
        let (tree, diagnostics) = parse(&text);
        check_spans(&text, &diagnostics);
        if diagnostics.is_empty() {
            let again = clean(&syntax::print(&tree));
            prop_assert_eq!(shape(&tree), shape(&again));
        }
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,80}") {
        let (_, diagnostics) = parse(&text);
        check_spans(&text, &diagnostics);
        let (_, inside) = parse(&format!("说明 甲 {{ 句式 \"{}\" }}", text.replace('"', "")));
        prop_assert!(inside.len() < 200);
    }

    #[test]
    fn a_damaged_sample_is_survived(at in 0..SAMPLE.len(), length in 0usize..40, junk in "[{}()\"“”「」\\[\\]：、。 \n甲规则表行=-]{0,4}") {
        let start = (0..=at).rev().find(|at| SAMPLE.is_char_boundary(*at)).unwrap();
        let end = (start + length).min(SAMPLE.len());
        let end = (end..=SAMPLE.len()).find(|at| SAMPLE.is_char_boundary(*at)).unwrap();
        let text = format!("{}{junk}{}", &SAMPLE[..start], &SAMPLE[end..]);
        let (tree, diagnostics) = parse(&text);
        check_spans(&text, &diagnostics);
        if diagnostics.is_empty() {
            let again = clean(&syntax::print(&tree));
            prop_assert_eq!(shape(&tree), shape(&again));
        }
    }
}

const SOUP: [&str; 64] = [
    "规则 ",
    "要求 ",
    "表 ",
    "说明 ",
    "行 ",
    "列 ",
    "侧 ",
    "分 ",
    "其中 ",
    "句式 ",
    "每项 ",
    "段 ",
    "用 ",
    "定义 ",
    "句组 ",
    "提纲 ",
    "部分 ",
    "节 ",
    "禁句 ",
    "停用 ",
    "调整 ",
    "词 ",
    "编码表 ",
    "规则集 ",
    "适用 ",
    "依据 ",
    "当 ",
    "逐 ",
    "于 ",
    "级别 ",
    "核实 ",
    "甲",
    "A01 ",
    "甲（乙）",
    "求和(",
    "[301]",
    "\"题\" ",
    "“题” ",
    "\"",
    "“",
    "”",
    "「",
    "」",
    "{",
    "}",
    "(",
    "）",
    "：",
    "、",
    "。",
    ".",
    "=",
    " + ",
    "-",
    "有 ",
    "非 ",
    "2024 ",
    "0.5万元",
    "起 ",
    "\n",
    "\n",
    "// 注",
    "为 ",
    "$",
];
