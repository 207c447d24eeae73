//! Parsing and printing of rule files: what is read.

pub(crate) mod common;

use common::{SAMPLE, assert_printing_keeps, clean, parse, shape};
use gouji::source::Severity;
use gouji::syntax::{self, Expr, ExprKind, Item, PassageMember, Piece, TableMember, Tree};
use proptest::prelude::*;

/// The printed body of a rule whose body is given.
fn body(text: &str) -> String {
    let mut tree = clean(&format!("规则 A01 \"题\"：{text}"));
    tree.comments.clear();
    syntax::print(&tree).trim_end().strip_prefix("规则 A01 \"题\"：").unwrap().to_owned()
}

#[test]
fn sample_is_read_whole() {
    let tree = clean(SAMPLE);
    assert_eq!(tree.items.len(), 11);
    let comments: Vec<_> = tree.comments.iter().map(|comment| comment.value.as_str()).collect();
    assert_eq!(comments, ["编码", "行尾"]);
    let Some(Item::Table(table)) = tree.items.iter().find(|item| matches!(item, Item::Table(_))) else {
        panic!("no table");
    };
    assert_eq!(table.members.len(), 13);
    let TableMember::Columns(columns) = &table.members[2] else { panic!("no columns") };
    assert_eq!(columns[0].aliases[0].value, "金额");
    assert_eq!(columns[1].name.text, "增幅");
    assert!(columns[1].kind.is_some() && columns[1].optional);
    let TableMember::Side(_, rows) = &table.members[3] else { panic!("no side") };
    let TableMember::Rows(rows) = &rows[0] else { panic!("no rows") };
    let parts = rows[0].parts.as_ref().unwrap();
    assert_eq!(parts.lines[1].name.text, "乙 收入");
    assert_eq!(parts.lines[1].validity.unwrap().until, Some(2023));
    assert_eq!(parts.lines[2].code.as_ref().unwrap().text, "301");
}

#[test]
fn printing_keeps_the_sample() {
    assert_printing_keeps(SAMPLE);
}

#[test]
fn drafted_base_parses_and_prints() {
    let Ok(files) = std::fs::read_dir("../shared/design/sketch") else {
        println!("skipped: no drafted base beside the project");
        return;
    };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "gj")) {
        assert_printing_keeps(&std::fs::read_to_string(file).unwrap());
    }
}

#[test]
fn shipped_rules_parse_and_print() {
    let folders: Vec<_> = std::fs::read_dir("rules").unwrap().map(|folder| folder.unwrap().path()).collect();
    let mut read = 0;
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if file.extension().is_some_and(|kind| kind == "gj") {
                assert_printing_keeps(&std::fs::read_to_string(&file).unwrap());
                read += 1;
            }
        }
    }
    assert!(read > 0);
}

#[test]
fn operators_bind_and_have_many_forms() {
    for (written, printed) in [
        ("甲＝乙＋丙－丁×戊÷己", "甲 = 乙 + 丙 - 丁 × 戊 ÷ 己"),
        ("甲=（乙+丙）*2/3", "甲 = (乙 + 丙) × 2 ÷ 3"),
        ("甲 不超过 乙", "甲 ≤ 乙"),
        ("甲 不大于 乙 且 丙 不低于 丁", "甲 ≤ 乙 且 丙 ≥ 丁"),
        ("甲 不小于 乙 或 丙 不等于 丁", "甲 ≥ 乙 或 丙 ≠ 丁"),
        ("甲 大于 乙 或 丙 小于 丁 且 戊 等于 己", "甲 > 乙 或 丙 < 丁 且 戊 = 己"),
        ("(甲 > 1 或 乙<2) 且 丙!=3", "(甲 > 1 或 乙 < 2) 且 丙 ≠ 3"),
        (
            "甲<=乙 且 丙>=丁 且 戊＜己 且 庚＞辛 且 壬≠癸",
            "甲 ≤ 乙 且 丙 ≥ 丁 且 戊 < 己 且 庚 > 辛 且 壬 ≠ 癸",
        ),
        ("非 甲 > 乙 且 丙 = 丁", "非 甲 > 乙 且 丙 = 丁"),
        ("非(甲 > 乙 且 丙 = 丁)", "非 (甲 > 乙 且 丙 = 丁)"),
        ("-甲 × 2 = -(乙 + 丙)", "-甲 × 2 = -(乙 + 丙)"),
        ("甲 = 乙 否则 丙 + 丁", "甲 = 乙 否则 丙 + 丁"),
        ("甲 - (乙 - 丙) = 0", "甲 - (乙 - 丙) = 0"),
        ("有 甲、乙.丙 且 无 丁", "有 甲、乙.丙 且 无 丁"),
        (
            "甲 含 \"乙\" 或 甲 止于 \"。\" 或 甲 始于 “无“丙””",
            "甲 含 \"乙\" 或 甲 止于 \"。\" 或 甲 始于 \"无“丙”\"",
        ),
        ("甲 属于 ｛\"元\"、＂万元＂｝", "甲 属于 {\"元\"、\"万元\"}"),
        ("甲 含于 名称(乙.下级 于 丙表 当 丁 ≠ 0元)", "甲 含于 名称(乙.下级 于 丙表 当 丁 ≠ 0元)"),
        ("基本表。【３０２１７】 ≤ 总表．甲", "基本表.[30217] ≤ 总表.甲"),
        ("甲 = 1,234.50 万元 + ５％ × ２０元", "甲 = 1234.50万元 + 5% × 20元"),
        ("甲 =\n  乙 // 注\n  + 丙", "甲 = 乙 + 丙"),
        ("因公出国（境）费.决算数 ≤ 甲（乙（丙））丁", "因公出国（境）费.决算数 ≤ 甲（乙（丙））丁"),
        ("无形资产购置 > 有效率 × 非税收入", "无形资产购置 > 有效率 × 非税收入"),
        ("「无」.「甲、乙」 = 「求和」", "「无」.「甲、乙」 = 求和"),
        ("求和（甲.(本列)） = 名称", "求和(甲.(本列)) = 名称"),
        ("成对(甲、\"“\"、\"”\")", "成对(甲、\"“\"、\"”\")"),
    ] {
        assert_eq!(body(written), printed, "{written}");
        assert_eq!(body(printed), printed);
    }
}

#[test]
fn heads_take_clauses_in_any_order() {
    for (written, printed) in [
        ("适用 2025 起", "适用 2025 起"),
        ("适用 2025年起", "适用 2025 起"),
        ("适用 止 2024", "适用 止 2024"),
        ("适用 2024 止", "适用 止 2024"),
        ("适用 2019 至 2024", "适用 2019 至 2024"),
        ("适用 2019 起 止 2024", "适用 2019 至 2024"),
        ("适用 ２０２４ 至 2024", "适用 2024 至 2024"),
        ("级别 核实 当 有 上年 逐 列 于 甲.下级 于 乙表", "逐 列 于 甲.下级 于 乙表 当 有 上年 级别 核实"),
        ("因 \"分摊\" 允许误差 0.5万元", "允许误差 0.5万元 因 \"分摊\""),
        ("每表一条 措辞 \"话\" 依据 \"文\"", "每表一条 依据 \"文\" 措辞 \"话\""),
        ("当 有 上年 级别 错误", "当 有 上年 级别 错误"),
    ] {
        let tree = clean(&format!("要求 A01 “题” {written} : 甲 = 乙"));
        assert_eq!(syntax::print(&tree), format!("要求 A01 \"题\" {printed}：甲 = 乙\n"));
    }
}

#[test]
fn a_lone_year_is_that_year_and_asked_about() {
    let (tree, diagnostics) = parse("要求 A01 \"题\" 适用 ２０２４：甲 = 乙");
    assert_eq!(syntax::print(&tree), "要求 A01 \"题\" 适用 2024 至 2024：甲 = 乙\n");
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    assert_eq!((diagnostics[0].severity, diagnostics[0].code), (Severity::Hint, "只一年"));
    let mend = diagnostics[0].mend.as_deref().unwrap();
    assert!(mend.contains("适用 2024 起") && mend.contains("适用 2024 至 2024"), "{mend}");
}

#[test]
fn an_alias_on_its_own_line_is_the_tables() {
    let tree = clean("表 甲 {\n列 乙 又名 \"丙\"、丁\n又名 \"戊\"\n行 己\n可缺\n}");
    assert_eq!(syntax::print(&tree), "表 甲 {\n  列 乙 又名 \"丙\"、丁\n  又名 \"戊\"\n  行 己 可缺\n}\n");
}

#[test]
fn comments_keep_their_order_and_place() {
    let text =
        "// 首\n规则 A01 \"题\" // 头\n：甲 = 乙 // 尾\n表 丙 {\n  // 内\n  列 丁 // “列”\n  // 底\n}\n//\n";
    let tree = clean(text);
    let found: Vec<_> = tree.comments.iter().map(|comment| comment.value.as_str()).collect();
    assert_eq!(found, ["首", "头", "尾", "内", "“列”", "底", ""]);
    assert_printing_keeps(text);
}

/// The pieces of a pattern as one line: fixed text bare, `?` before options, `|` before choices.
fn pieces(list: &[Piece]) -> String {
    let many = |list: &Vec<Vec<Piece>>| list.iter().map(|one| pieces(one)).collect::<Vec<_>>().join("|");
    list.iter()
        .map(|piece| match piece {
            Piece::Fixed(text) => text.value.clone(),
            Piece::Optional(list) => format!("<?{}>", many(list)),
            Piece::Choice(list) => format!("<|{}>", many(list)),
            Piece::Any(_) => "<any>".to_owned(),
            Piece::Known(name) => format!("<={}>", name.text),
            Piece::Length { name, min, max } => format!("<{} {min}-{max}>", name.text),
            Piece::Slot { bindings, kind, .. } => {
                let path = |path: &syntax::Path| path.steps.len();
                let names = bindings.iter().map(|binding| {
                    let name = binding.name.as_ref().map_or("_", |name| name.text.as_str());
                    let restates = binding.restates.as_ref().map(|found| format!("={}", path(found)));
                    format!("{name}{}", restates.unwrap_or_default())
                });
                let names: Vec<_> = names.collect();
                let kind = kind.as_ref().map(|found| format!(":{}", path(found))).unwrap_or_default();
                format!("<{}{kind}>", names.join(","))
            }
        })
        .collect()
}

fn pattern_of(tree: &Tree) -> &syntax::Pattern {
    let Item::Passage(passage) = &tree.items[0] else { panic!("no passage") };
    let PassageMember::Sentence(sentence) = &passage.members[0] else { panic!("no sentence") };
    &sentence.pattern
}

#[test]
fn patterns_are_read() {
    for (written, read) in [
        ("支出{…}为{...}元", "支出<any>为<any>元"),
        ("[甲|乙]丙{丁|戊}", "<?甲|乙>丙<|丁|戊>"),
        ("{年初|全年|}预算[|，|、]", "<|年初|全年|>预算<?|，|、>"),
        ("{上年|{年:年度}年度[决算]}", "<|上年|<年:1>年度<?决算>>"),
        ("{本年}{词:2至4字}{词:3字}{词}", "<=本年><词 2-4><词 3-3><=词>"),
        ("{甲 = 乙.丙、丁 = 戊.[301].(本列)}", "<甲=2,丁=3>"),
        ("{甲:金额}{甲：金额}{甲、乙:金额}{甲:乙.丙.下级 = 丁.戊}", "<甲:1><甲:1><甲,乙:1><甲=2:3>"),
        ("{总表.收入.总计}", "<_=3>"),
        ("主要原因：{因公出国（境）费:金额}、\\{\\|\\]：=", "主要原因：<因公出国（境）费:1>、{|]：="),
        ("｛甲｜乙｝【丙】", "<|甲|乙><?丙>"),
        ("{甲|乙：丙=丁}", "<|甲|乙：丙=丁>"),
        ("“三公”经费//", "“三公”经费//"),
    ] {
        let tree = clean(&format!("说明 甲 {{ 句式 \"{written}\" }}"));
        assert_eq!(pieces(&pattern_of(&tree).pieces), read, "{written}");
    }
}

#[test]
fn spans_point_into_the_file() {
    let text = "说明 甲 { 句式 “支出｛决算＝总表。收入｝” }";
    let tree = clean(text);
    let pattern = pattern_of(&tree);
    let slice = |span: gouji::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(pattern.text.span), "支出｛决算＝总表。收入｝");
    let Piece::Slot { bindings, span, .. } = &pattern.pieces[1] else { panic!("no slot") };
    assert_eq!(slice(*span), "｛决算＝总表。收入｝");
    assert_eq!(slice(bindings[0].name.as_ref().unwrap().span), "决算");
    assert_eq!(slice(bindings[0].restates.as_ref().unwrap().span), "总表。收入");
    let text = "规则 A01 \"题\" 当 有 上年 // 注\n ：甲 = 乙 // 注\n规则 A02 \"题\"：丙";
    let tree = clean(text);
    let Item::Rule(rule) = &tree.items[0] else { panic!("no rule") };
    let slice = |span: gouji::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(rule.span), "规则 A01 \"题\" 当 有 上年 // 注\n ：");
    assert_eq!(slice(rule.when.as_ref().unwrap().span), "有 上年");
    assert_eq!(slice(rule.body.span), "甲 = 乙");
}

#[test]
fn the_deepest_that_is_allowed_is_read() {
    let levels = syntax::MAX_NESTING;
    let text = format!("规则 A01 \"题\"：甲 = {}乙{}", "(".repeat(levels), ")".repeat(levels));
    assert_printing_keeps(&text);
    let sum = format!("规则 A01 \"题\"：甲 = 乙{}", " + 乙".repeat(300));
    assert_printing_keeps(&sum);
    let lines = "乙 分 { ".repeat(levels - 2) + "乙" + &" }".repeat(levels - 2);
    assert_printing_keeps(&format!("表 甲 {{ 行 丙 分 {{ {lines} }} }}"));
}

fn depth(expr: &Expr) -> usize {
    match &expr.kind {
        ExprKind::Unary(_, inner) => 1 + depth(inner),
        ExprKind::Binary(_, left, right) => 1 + depth(left).max(depth(right)),
        _ => 1,
    }
}

#[test]
fn long_sums_stay_shallow_enough_to_walk() {
    let tree = clean(&format!("规则 A01 \"题\"：甲 = 乙{}", " + 乙".repeat(300)));
    let Item::Rule(rule) = &tree.items[0] else { panic!("no rule") };
    assert!(depth(&rule.body) < 400);
}

/// A small expression as text, in whatever form.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "甲",
            "总表.收入.总计",
            "乙表。丙",
            "基本表.[30217]",
            "丁.(本列)",
            "「无 甲」",
            "费（境）用",
            "名称",
            "戊.「适用」",
            "0.5万元",
            "１２％",
            "3 元",
            "2024",
            "1,234.5",
            "\"文\\\"字\"",
            "“话“里”话”",
            "有 甲、乙.丙",
            "无 丁",
            "{甲、有 乙}",
            "「科目」",
            "空白(本表)",
        ])
        .prop_map(str::to_owned)
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let operators = vec![
            "+",
            "-",
            "－",
            "×",
            "÷",
            "=",
            "≠",
            "≤",
            "<",
            ">=",
            "且",
            "或",
            "否则",
            "含",
            "含于",
            "属于",
            "止于",
            "始于",
            "不超过",
        ];
        prop_oneof![
            (inner.clone(), prop::sample::select(operators), inner.clone())
                .prop_map(|(left, operator, right)| format!("({left}) {operator} ({right})")),
            inner.clone().prop_map(|inner| format!("非 {inner}")),
            inner.clone().prop_map(|inner| format!("-({inner})")),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|list| format!("最大（{}）", list.join("，"))),
            (inner.clone(), inner.clone())
                .prop_map(|(set, when)| format!("求和(({set}) 于 甲.乙 当 ({when})、丙 当 {when})")),
            prop::collection::vec(inner, 0..3).prop_map(|list| format!("{{{}}}", list.join("、"))),
        ]
    })
}

/// The condition or body of a rule: something that is true or false.
fn statement() -> impl Strategy<Value = String> {
    (expression(), expression()).prop_map(|(left, right)| format!("({left}) = ({right})"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_keeps_expressions(when in statement(), body in statement(), value in expression()) {
        let text = format!(
            "规则 A01 \"题\" 当 {when} 级别 核实：{body}\n句组 甲 {{ 定义 乙 = {value}\n句式 \"丙\" 即 丁 = ({value})、戊 = 1\n用 己（({value})、2） }}"
        );
        let tree = clean(&text);
        let printed = syntax::print(&tree);
        let again = clean(&printed);
        prop_assert_eq!(shape(&tree), shape(&again), "{}", printed);
    }
}

/// Grammar, table of functions and manual name the same functions.
#[test]
fn every_function_is_known_everywhere() {
    let manual = include_str!("../docs/language.md");
    for word in gouji::syntax::FUNCTIONS {
        assert!(body(&format!("{word}(甲.乙) = 1")).starts_with(word));
        assert!(manual.contains(&format!("`{word}(")), "the manual lacks {word}");
    }
    for entry in gouji::amount::FUNCTIONS {
        assert!(gouji::syntax::FUNCTIONS.contains(&entry.name), "{}", entry.name);
        assert!(manual.contains(&format!("`{}", entry.example)), "the manual lacks {}", entry.example);
    }
}
