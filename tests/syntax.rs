//! Parsing and printing of rule files: what is read, how mistakes are told, and that nothing breaks the reader.

use gouji::source::{Diagnostic, SourceId, Sources};
use gouji::syntax::{self, Expr, ExprKind, Item, PassageMember, Piece, TableMember, Tree};
use proptest::prelude::*;

/// A rule base in small, with most of what the language has.
const SAMPLE: &str = r#"规则集 试验决算 版本 "2024" 识别 "试验省"、"试验市"
依据 "试财〔2024〕1号"
适用 2019 起

// 编码
编码表 功能 数据 "功能.yaml" 级次 类3、款5、项7
词 增减 { 增加、"有所增加" 为 1；减少 为 -1；持平 为 0 }

表 收支总表 简称 总表 可缺 {
  又名 "收支表"、"收支一览"
  次序 7
  列 决算数 又名 "金额"、增幅:百分比 可缺 // 行尾
  侧 收入 {
    行 合计 分 { 甲收入、「乙 收入」 简称 乙 起 2019 止 2023、[301] }
    行 结余 止 2018
  }
  行 总计 其中 { 专项、科目 } 分 { 科目 功能 至 类 }
  科目 功能
  注 "本表反映\"收支\"。"
  空表说明 "无收支{…}"
  填项 项目 位于 "项目名称"、日期:日期
  格式 决算数 "{决算数:金额}[（{附注:文字}）]"
  规则 A01 "相等" 逐 列 于 {甲、乙} 于 总表 当 非 空白(本表) 且 有 上年 适用 2020 至 2024 级别 核实 允许误差 0.5万元 每表一条 依据 "文" 措辞 "话" 因 "故"：
    收入.合计.(本列) - (甲 - 乙) × -2
    = 求和(甲.[30217] 于 总表 当 决算数 ≠ 0元、乙) 否则 1,000.50 元
  停用 A09 因 "不用"
}
句组 同比（本期、基数） {
  句式 "[与|较|]{上年|{年:年度}年度}{方向:增减}{甲、乙:金额}" 即 方向 = 持平、乙 = 0元
  定义 上期 = 本期 - 方向 × 甲
}
说明 总体 {
  位于 "总体{情况|说明}"
  句式 "支出{支出 = 总表.总计}，{本年}{词:2至4字}{词}{总表.收入.合计}…"
  用 同比（支出、基数）
  每项 构成 "{列:总表.合计.下级}{金额 = 总表.本列}"、"另{列:总表.合计.下级}" {
    规则 A02 "占比"：占比 = 金额 ÷ 支出
  }
  段 其他 { 位于 其余 }
  段 开头 { 始于 "[1.]费" }
  禁句 A03 "叠字" "{词:2字}{词}" 除 "部门部门" 改 "部门" 当 单位.级次 = "区级" 于 全文 级别 提示
}
提纲 { 部分 "{…}概况" { 节 "职责"、"机构"  节 说明  表 全部表 }  部分 "附件" 可缺 }
要求 A04 "齐全" 逐 表 于 全部表：有 本表
调整 A02、A04 级别 提示 适用 止 2024 因 "试行"
"#;

fn parse(text: &str) -> (Tree, Vec<Diagnostic>) {
    syntax::parse(SourceId(0), text)
}

fn clean(text: &str) -> Tree {
    let (tree, diagnostics) = parse(text);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:#?}");
    tree
}

/// A tree as text, without its places.
fn shape(tree: &Tree) -> String {
    let mut shape = String::new();
    let debug = format!("{tree:?}");
    let mut parts = debug.split("Span { source: SourceId(0), start: ");
    shape.push_str(parts.next().unwrap());
    for part in parts {
        shape.push_str(part.split_once('}').unwrap().1);
    }
    shape
}

fn assert_printing_keeps(text: &str) {
    let tree = clean(text);
    let printed = syntax::print(&tree);
    let again = clean(&printed);
    assert_eq!(shape(&tree), shape(&again), "{printed}");
    assert_eq!(printed, syntax::print(&again));
}

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
    assert_eq!(table.members.len(), 12);
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
        ("适用 ２０２４", "适用 2024 至 2024"),
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
fn each_mistake_is_told_with_its_mend() {
    let mut wrong = Vec::new();
    for (text, expected) in [
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
            "1:1 位置 此处可以写：规则集、依据、适用、编码表、词、表、说明、句组、提纲、规则、要求、禁句、停用、调整",
        ),
        ("说明 甲 { 句式 \"乙 }", "1:11 未合上 写成：\"乙\""),
        ("停用 「甲", "1:4 未合上 写成：「甲」"),
        ("说明 甲 { 句式 \"乙[丙\" }", "1:13 句式 补上「]」"),
        ("说明 甲 { 句式 \"乙|丙\" }", "1:13 句式 写成：[甲|乙]；原文就是竖线时写成 \\|"),
        (
            "说明 甲 { 句式 \"{乙:丙|丁}\" }",
            "1:16 句式 例如：{金额:金额}、{决算 = 总表.支出.总计}、{甲|乙}、{…}",
        ),
    ] {
        let told = told(text);
        if told != [expected] {
            wrong.push((text, told));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
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
    assert_eq!(tree.items.len(), 6, "{:#?}", tree.items);
    let Item::Table(table) = &tree.items[1] else { panic!("the table is lost") };
    assert_eq!(table.members.len(), 2);
    let Item::Passage(passage) = &tree.items[3] else { panic!("the passage is lost") };
    assert_eq!(passage.members.len(), 1);
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
fn the_deepest_that_is_allowed_is_read() {
    let levels = syntax::MAX_NESTING;
    let text = format!("规则 A01 \"题\"：甲 = {}乙{}", "(".repeat(levels), ")".repeat(levels));
    assert_printing_keeps(&text);
    let sum = format!("规则 A01 \"题\"：甲 = 乙{}", " + 乙".repeat(300));
    assert_printing_keeps(&sum);
    let lines = "乙 分 { ".repeat(levels - 2) + "乙" + &" }".repeat(levels - 2);
    assert_printing_keeps(&format!("表 甲 {{ 行 丙 分 {{ {lines} }} }}"));
}

#[test]
fn many_broken_lines_take_linear_time() {
    let line = "规则 A01 \"题\" 甲 = 乙\n列坏\n表 甲 { 行 乙 丙 }\n";
    let (_, diagnostics) = parse(&line.repeat(3_000));
    assert_eq!(diagnostics.len(), 1_001);
    assert_eq!(diagnostics.last().unwrap().message, "还有 5000 处错误没有列出");
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
