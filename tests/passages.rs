//! Recognition of prose: small forms, small passages, what is read of them.

use crate::support::clock::Clock;
use std::collections::BTreeMap;

use gouji::account::passages::{Passages, identify, recognise};
use gouji::account::{CellRead, FamilyRead, RowRead, State};
use gouji::amount::{Dimension, Place};
use gouji::document::{Block, Document, Paragraph, Place as At};
use gouji::schema::{Schema, declare};
use gouji::source::SourceId;
use gouji::syntax::parse;

const FORM: &str = r#"
规则集 试验 版本 "1"
编码表 功能 数据 "功能.yaml" 级次 类3、款5、项7
表 甲表 { 行 合计 分 { 科目 功能 }  列 支出合计 分 { 基本支出、项目支出 } }
词 增减 { 增加、增长 为 1；减少、下降 为 -1；持平 为 0 }
提纲 {
  部分 "{…}概况"
  部分 "{…}{本年}年度部门决算情况说明" { 节 说明 }
  部分 "名词解释"
}
"#;

const CODES: &str = r#"
- {编码: "201", 名称: 一般公共服务支出}
- {编码: "20113", 名称: 商贸事务}
- {编码: "2011308", 名称: 招商引资}
- {编码: "205", 名称: 教育支出}
- {编码: "20502", 名称: 普通教育}
- {编码: "2050203", 名称: 初中教育}
- {编码: "2050204", 名称: 高中教育}
"#;

fn schema(passages: &str) -> Schema {
    let text = format!("{FORM}{passages}");
    let (tree, diagnostics) = parse(SourceId(0), &text);
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.iter().map(|d| &d.message).collect::<Vec<_>>());
    let data = BTreeMap::from([("功能.yaml".to_owned(), (SourceId(1), CODES.to_owned()))]);
    let declared = declare(&[(0, tree)], None, &data);
    // The words of the form are for all tests, and not every one uses them.
    let other = declared.diagnostics.iter().filter(|d| d.code != "没有用到");
    let messages: Vec<_> = other.map(|d| &d.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    declared.schema
}

fn document(lines: &[&str]) -> Document {
    let paragraph = |(at, text): (usize, &&str)| {
        Block::Paragraph(Paragraph { text: (*text).to_owned(), place: At::line(at as u32 + 1) })
    };
    Document { blocks: lines.iter().enumerate().map(paragraph).collect(), ..Document::default() }
}

fn read(schema: &Schema, lines: &[&str]) -> Passages {
    recognise(schema, &document(lines), &[], &[], None)
}

fn family<'a>(schema: &Schema, passages: &'a Passages, name: &str) -> &'a FamilyRead {
    let at = schema.families.iter().position(|family| family.name == name).unwrap();
    &passages.families[at]
}

fn column(schema: &Schema, family: &str, column: &str) -> usize {
    let family = schema.families.iter().find(|known| known.name == family).unwrap();
    family.columns.iter().position(|known| known.name == column).unwrap()
}

fn slot<'a>(schema: &Schema, passages: &'a Passages, name: &str, slot: &str) -> &'a CellRead {
    &family(schema, passages, name).fixed[0].cells[column(schema, name, slot)]
}

fn texts(cell: &CellRead) -> Vec<&str> {
    cell.claims.iter().map(|claim| claim.text.as_str()).collect()
}

fn cell<'a>(schema: &Schema, row: &'a RowRead, name: &str, slot: &str) -> &'a CellRead {
    &row.cells[column(schema, name, slot)]
}

const TOTAL: &str = r#"
说明 总体 {
  位于 "收支总体情况说明"
  句式 "收、支总计[均]为{收入:金额}"
  句式 "收、支总计各是{收入:金额}[、]{支出:金额}"
  句式 "{与|较}{比较年:年度}年度相比{…}{方向:增减}{增减额:金额}[，{升降:增减}{增减率:百分比}]"
  句式 "与上年持平" 即 增减额 = 0元、方向 = 持平
  句式 "主要原因[是]：{原因:文字}"
  句式 "截至{截止:日期}"
  句式 "车辆{车辆:辆}"
  句式 "设备{设备:台套}"
}
"#;

#[test]
fn sentences_fill_slots() {
    let schema = schema(TOTAL);
    let lines = [
        "一、收支总体情况说明",
        "2024 年度收、支总计为 2,940.05 万元。与 2023 年度相比，收、支总计增加 52.16 万元，增长 16.7％，主要原因是人员",
        "增加。截至 2024 年 12 月 31 日，共有车辆 3 辆，设备 1 台（套）。",
    ];
    let passages = read(&schema, &lines);
    let slot = |name: &str| slot(&schema, &passages, "总体", name);
    assert_eq!(texts(slot("收入")), ["2,940.05 万元"]);
    assert_eq!(slot("收入").claims[0].value, 29_400_500 * 10_000);
    assert_eq!(slot("收入").claims[0].place, Place(2));
    assert_eq!(slot("收入").claims[0].unit, "万元");
    assert_eq!(slot("收入").claims[0].at, At::line(2));
    assert_eq!(slot("收入").claims[0].quote, "2024 年度收、支总计为 2,940.05 万元");
    assert_eq!(slot("比较年").claims[0].value, 2023);
    assert_eq!(slot("方向").claims[0].value, 100_000_000);
    assert_eq!(slot("增减率").claims[0].value, 16_700_000);
    assert_eq!(slot("增减率").claims[0].place, Place(-3));
    assert_eq!(texts(slot("原因")), ["人员增加"]);
    assert_eq!(slot("截止").claims[0].value, 20_241_231);
    assert_eq!(slot("车辆").claims[0].value, 30_000);
    assert_eq!(texts(slot("设备")), ["1 台（套）"]);
    assert!(family(&schema, &passages, "总体").whole);
}

#[test]
fn figures_divided_by_the_end_of_a_full_line_are_one() {
    let schema = schema(TOTAL);
    let full = "全年收入和支出都有增加，人员和运行经费相应增加，其他各项没有变动。";
    let divided = [
        "一、收支总体情况说明",
        full,
        full,
        "本单位经费来自本级财政拨款，截至年末没有结余，收、支总计为 12,9",
        "40.05 万元，与 2023 年度相比，收、支总计增加 52.16 万元，增长 1",
        "6.7%，主要原因是：人员增加。",
        full,
    ];
    let passages = read(&schema, &divided);
    let slot = |name: &str| slot(&schema, &passages, "总体", name);
    assert_eq!(
        (texts(slot("收入")), slot("收入").claims[0].at.clone()),
        (vec!["12,940.05 万元"], At::line(4))
    );
    assert_eq!(slot("收入").claims[0].value, 129_400_500 * 10_000);
    assert_eq!(texts(slot("增减率")), ["16.7%"]);
    // Shorter lines were not broken by their width: what they end and begin with are two figures.
    let short =
        ["一、收支总体情况说明", full, full, full, full, "本单位经费来自财政，总计为 12", "40.05 万元。"];
    let passages = read(&schema, &short);
    assert!(passages.unclaimed.iter().any(|figure| figure.text == "40.05 万元"));
}

#[test]
fn two_figures_share_a_unit() {
    let schema = schema(TOTAL);
    let passages = read(&schema, &["一、收支总体情况说明", "收、支总计各是4125.49,4143.91万元。"]);
    let income = &slot(&schema, &passages, "总体", "收入").claims[0];
    assert_eq!((income.value, income.damage.no_unit), (412_549_000_000, false));
    assert_eq!(slot(&schema, &passages, "总体", "支出").claims[0].value, 414_391_000_000);
}

#[test]
fn damaged_figures_are_read_and_flagged() {
    let schema = schema(
        r#"
说明 甲 {
  位于 "甲情况说明"
  句式 "预算为{预算:金额}"
  句式 "决算为{决算:金额}"
  句式 "接待{接待:金额}"
  句式 "占{占比:百分比}"
  句式 "约定{约定:金额}"
}"#,
    );
    let lines = ["一、甲情况说明", "预算为 0，决算为 4.19。接待 0.3 万，占 76.23；约定约 5 亿元。"];
    let passages = read(&schema, &lines);
    let claim = |name: &str| &slot(&schema, &passages, "甲", name).claims[0];
    assert_eq!((claim("预算").value, claim("预算").damage.no_unit), (0, true));
    assert_eq!((claim("决算").value, claim("决算").damage.no_unit), (419_000_000, true));
    assert_eq!((claim("接待").value, claim("接待").damage.cut_unit), (30_000_000, true));
    assert_eq!((claim("占比").value, claim("占比").damage.no_percent), (76_230_000, true));
    assert_eq!((claim("约定").place, claim("约定").damage.approximate), (Place(8), true));
}

#[test]
fn a_pattern_never_takes_a_figure_of_another_kind() {
    let schema =
        schema("说明 甲 { 位于 \"甲情况说明\"\n 句式 \"占{占比:百分比}\"\n 句式 \"支出{支出:金额}\" }");
    let passages = read(&schema, &["一、甲情况说明", "占 5 万元，支出 3.2%。占地 76.23 平方米。"]);
    assert!(!family(&schema, &passages, "甲").fixed[0].cells.iter().any(|cell| cell.state != State::Absent));
    let expected = [Dimension::Money, Dimension::Ratio, Dimension::Count("平方米".to_owned())];
    assert_eq!(family(&schema, &passages, "甲").unclaimed, expected);
    assert_eq!(passages.unclaimed.len(), 3);
}

#[test]
fn two_values_of_one_pattern_are_ambiguous() {
    let schema = schema(TOTAL);
    let twice = read(&schema, &["一、收支总体情况说明", "收、支总计为 5 万元。收、支总计为 6 万元。"]);
    let cell = slot(&schema, &twice, "总体", "收入");
    assert_eq!((cell.state, cell.claims.len()), (State::Unreadable, 2));
    let same = read(&schema, &["一、收支总体情况说明", "收、支总计为 5 万元。收、支总计为 5.00 万元。"]);
    assert_eq!(slot(&schema, &same, "总体", "收入").state, State::Value);
}

#[test]
fn a_second_pair_of_the_sentence_is_no_contradiction() {
    let schema = schema(TOTAL);
    let lines =
        ["一、收支总体情况说明", "与2023年度相比，总计增加 8 万元，增长 4%，其中人员减少 3 万元，下降 2%。"];
    let passages = read(&schema, &lines);
    let cell = slot(&schema, &passages, "总体", "增减额");
    assert_eq!((texts(cell), cell.state), (vec!["8 万元"], State::Value));
    assert_eq!(family(&schema, &passages, "总体").unclaimed, [Dimension::Money, Dimension::Ratio]);
}

#[test]
fn words_imply_facts() {
    let schema = schema(TOTAL);
    let passages = read(&schema, &["一、收支总体情况说明", "与上年持平。"]);
    let claim = &slot(&schema, &passages, "总体", "增减额").claims[0];
    assert_eq!((claim.value, claim.implied, claim.text.as_str()), (0, true, "与上年持平"));
}

const NESTED: &str = r#"
说明 财拨总体 { 位于 "财政拨款收支总体情况说明"  句式 "总计{总计:金额}" }
说明 收支总体 { 位于 "收支总体情况说明"  句式 "总计{总计:金额}" }
说明 具体 {
  位于 "支出具体情况说明"
  段 概述 { 位于 "总体情况"  句式 "预算为{预算:金额}" }
  段 出国 { 始于 "[1.]出国费"  句式 "支出{支出:金额}" }
  段 接待 { 始于 "[2.]接待费"  句式 "支出{支出:金额}" }
  句式 "决算为{决算:金额}"
}
说明 散句 { 位于 其余  句式 "预算为{预算:金额}"  句式 "完成{率:百分比}" }
"#;

#[test]
fn the_longest_heading_wins() {
    let schema = schema(NESTED);
    let lines =
        ["一、收支总体情况说明", "总计 1 万元。", "二、2024年度财政拨款收支总体情况", "总计 2 万元。"];
    let passages = read(&schema, &lines);
    assert_eq!(texts(slot(&schema, &passages, "收支总体", "总计")), ["1 万元"]);
    assert_eq!(texts(slot(&schema, &passages, "财拨总体", "总计")), ["2 万元"]);
}

#[test]
fn sections_take_their_text_first() {
    let schema = schema(NESTED);
    let lines = [
        "三、支出具体情况说明",
        "（一）总体情况",
        "预算为 9 万元，决算为 8 万元。",
        "（二）其他情况",
        "出国费和接待费决算为 7 万元。具体如下：1、出国费支出 3 万元。2、接待费支出 4 万元。",
        "四、别的说明",
        "支出 99 万元。",
    ];
    let passages = read(&schema, &lines);
    assert_eq!(texts(slot(&schema, &passages, "具体.概述", "预算")), ["9 万元"]);
    assert_eq!(texts(slot(&schema, &passages, "具体.出国", "支出")), ["3 万元"]);
    assert_eq!(texts(slot(&schema, &passages, "具体.接待", "支出")), ["4 万元"]);
    assert_eq!(texts(slot(&schema, &passages, "具体", "决算")), ["7 万元"]);
}

#[test]
fn a_section_without_its_heading_sees_what_its_parent_leaves() {
    let schema = schema(NESTED);
    let passages =
        read(&schema, &["三、支出具体情况说明。预算为 9 万元，决算为 8 万元。2、接待费支出 4 万元。"]);
    assert_eq!(texts(slot(&schema, &passages, "具体.概述", "预算")), ["9 万元"]);
    assert_eq!(texts(slot(&schema, &passages, "具体", "决算")), ["8 万元"]);
    assert_eq!(texts(slot(&schema, &passages, "具体.接待", "支出")), ["4 万元"]);
    assert!(!family(&schema, &passages, "具体.出国").found);
}

#[test]
fn the_rest_is_what_nothing_understood() {
    let schema = schema(NESTED);
    let bare = read(&schema, &["预算为 5 万元，完成 80%。"]);
    assert_eq!(texts(slot(&schema, &bare, "散句", "率")), ["80%"]);
    let lines = ["三、支出具体情况说明", "（一）总体情况", "预算为 9 万元，完成 70%。", "完成 60%。"];
    let titled = read(&schema, &lines);
    // Of a sentence that a passage read in part the rest sees what is new.
    assert_eq!(texts(slot(&schema, &titled, "散句", "率")), ["70%", "60%"]);
    assert_eq!(slot(&schema, &titled, "散句", "预算").state, State::Absent);
}

#[test]
fn headings_may_open_running_text() {
    let schema = schema(NESTED);
    let passages = read(
        &schema,
        &["2024年度部门决算。一、收支总体情况说明。总计 6 万元。", "（二）收支总体情况说明总计 6 万元。"],
    );
    assert_eq!(texts(slot(&schema, &passages, "收支总体", "总计")), ["6 万元", "6 万元"]);
}

#[test]
fn only_the_part_that_explains_is_read() {
    let schema = schema(NESTED);
    let lines = [
        "目录",
        "第一部分 某局概况 …… 1",
        "一、收支总体情况说明",
        "第一部分 某局概况",
        "完成 10%。",
        "第二部分",
        "某局2024年度部门决算情况说明",
        "一、收支总体情况说明",
        "总计 6 万元。",
        "第三部分 名词解释",
        "一、收支总体情况说明：总计 7 万元。",
    ];
    let passages = read(&schema, &lines);
    assert_eq!(texts(slot(&schema, &passages, "收支总体", "总计")), ["6 万元"]);
    assert!(!family(&schema, &passages, "散句").found);
    let elements = &passages.elements;
    let contents: Vec<&str> = elements.contents.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(contents, ["某局概况", "收支总体情况说明"]);
    let parts: Vec<&str> =
        elements.parts.iter().map(|part| elements.headings[part.unwrap() as usize].text.as_str()).collect();
    assert_eq!(parts, ["第一部分 某局概况", "第二部分 某局2024年度部门决算情况说明", "第三部分 名词解释"]);
    let explaining: Vec<&str> =
        elements.paragraphs.iter().filter(|p| p.explains).map(|p| p.text.as_str()).collect();
    assert_eq!(explaining, ["总计 6 万元。"]);
}

const ITEMS: &str = r#"
说明 支出 {
  位于 "支出决算情况说明"
  句式 "支出合计{合计:金额}"
  每项 构成 "{列:甲表.支出合计.下级}{金额:金额}" { 句式 "占{占比:百分比}" }
  每项 科目项 "{科目:甲表.项}[{决算:金额}]" { 句式 "预算为{预算:金额}"  句式 "决算为{决算:金额}"  句式 "用于{用途:文字}" }
  每项 用车 "{用途:文字}用车{数量:辆}" {}
  句式 "完成{率:百分比}"
}
"#;

#[test]
fn items_within_a_sentence_end_with_it() {
    let schema = schema(ITEMS);
    let lines = [
        "一、支出决算情况说明",
        "支出合计 10 万元，其中：基本支出 6 万元，占 60%；项目支出 4 万元，占 40%。完成 90%。",
    ];
    let passages = read(&schema, &lines);
    let rows = &family(&schema, &passages, "支出.构成").rows;
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["基本支出", "项目支出"]);
    assert_eq!(texts(cell(&schema, &rows[1], "支出.构成", "占比")), ["40%"]);
    assert_eq!(texts(slot(&schema, &passages, "支出", "率")), ["90%"]);
    assert_eq!(texts(slot(&schema, &passages, "支出", "合计")), ["10 万元"]);
}

#[test]
fn numbered_items_last_to_the_next_point() {
    let schema = schema(ITEMS);
    let lines = [
        "一、支出决算情况说明",
        "1.“一般公共服务支出（类）商贸事务（款）招商引资（项）”5 万元，用于招商。预算为 6 万元，决算为",
        "5 万元。",
        "2、教育支出（205类）普通教育（02款）初中教育（03项）。用于高中教育。决算为 7 万元。",
        "3、高中教育（项）。预算为 8 万元。",
        "4、没有声明的科目。决算为 99 万元。",
    ];
    let passages = read(&schema, &lines);
    let rows = &family(&schema, &passages, "支出.科目项").rows;
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["2011308", "2050203", "2050204"]);
    assert_eq!(texts(cell(&schema, &rows[0], "支出.科目项", "决算")), ["5 万元", "5 万元"]);
    assert_eq!(cell(&schema, &rows[0], "支出.科目项", "决算").claims[1].at, At::line(3));
    assert_eq!(rows[1].code.as_deref(), Some("2050203"));
    assert_eq!(texts(cell(&schema, &rows[1], "支出.科目项", "用途")), ["高中教育"]);
    assert_eq!(texts(cell(&schema, &rows[1], "支出.科目项", "决算")), ["7 万元"]);
    assert_eq!(cell(&schema, &rows[2], "支出.科目项", "决算").state, State::Absent);
    assert_eq!(rows[2].name, "高中教育（项）");
    assert_eq!(family(&schema, &passages, "支出").unclaimed, [Dimension::Money]);
}

#[test]
fn texts_name_items_too() {
    let schema = schema(ITEMS);
    let lines = ["一、支出决算情况说明", "其中，主要负责人用车 1 辆、应急保障用车 2 辆，完成 50%。"];
    let passages = read(&schema, &lines);
    let rows = &family(&schema, &passages, "支出.用车").rows;
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["主要负责人", "应急保障"]);
    assert_eq!(texts(slot(&schema, &passages, "支出", "率")), ["50%"]);
}

fn table_row(key: &str, name: &str, level: u8, parent: Option<u32>, amount: i64) -> RowRead {
    let claim = gouji::account::Claim { value: amount, ..Default::default() };
    let cell = CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() };
    RowRead {
        key: key.to_owned(),
        name: name.to_owned(),
        level,
        parent,
        cells: vec![cell],
        ..RowRead::default()
    }
}

#[test]
fn unknown_names_mean_the_row_that_is_left() {
    let schema = schema(ITEMS);
    let mut tables = vec![FamilyRead::default(); schema.families.len()];
    let at = schema.families.iter().position(|family| family.name == "甲表").unwrap();
    tables[at].rows = vec![
        table_row("205", "教育支出", 1, None, 15),
        table_row("20502", "普通教育", 2, Some(0), 15),
        table_row("2050203", "初中教育", 3, Some(1), 700_000_000),
        table_row("2050204", "高中教育", 3, Some(1), 800_000_000),
    ];
    let lines = [
        "一、支出决算情况说明",
        "1、教育支出（类）普通教育（款）初中教育（项）7 万元。",
        "2、教育支出（类）普通教育（款）中学教育（项）8 万元。",
    ];
    let passages = recognise(&schema, &document(&lines), &[], &tables, None);
    let rows = &family(&schema, &passages, "支出.科目项").rows;
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["2050203", "2050204"]);
    assert_eq!(rows[1].name, "教育支出（类）普通教育（款）中学教育（项）");
    assert!(cell(&schema, &rows[1], "支出.科目项", "科目").remark.is_some());
}

#[test]
fn lists_units_and_choices() {
    let schema = schema(
        r#"
说明 甲 {
  位于 "甲情况说明"
  句式 "人员经费{人员:金额}，主要包括：{清单:名单}"
  句式 "[{单位名:单位名称}]{年度:年度}年度采购{支出|金额}{采购:金额}"
  句式 "评为“{等级:文字}”的项目{数:个}"
}"#,
    );
    let lines = [
        "一、甲情况说明",
        "人员经费 3 万元，主要包括：基本工资、津贴补贴、维修（护）费；公用经费 2 万元。某市某局2024年度采购金额 6 万元。评为“优”的项目 5 个。",
    ];
    let passages = read(&schema, &lines);
    let slot = |name: &str| slot(&schema, &passages, "甲", name);
    assert_eq!(texts(slot("清单")), ["基本工资、津贴补贴、维修（护）费"]);
    assert_eq!(texts(slot("单位名")), ["某市某局"]);
    assert_eq!(texts(slot("等级")), ["优"]);
    assert_eq!(slot("数").claims[0].value, 50_000);
    assert_eq!(passages.elements.units.last().unwrap().text, "某市某局");
}

#[test]
fn a_word_alone_is_a_whole_clause() {
    let schema = schema("说明 甲 { 位于 \"甲情况说明\"\n 句式 \"无[运行经费]\" 即 支出 = 0元 }");
    assert_eq!(texts(slot(&schema, &read(&schema, &["一、甲情况说明", "无"]), "甲", "支出")), ["无"]);
    let other = read(&schema, &["一、甲情况说明", "本年无法比较。"]);
    assert_eq!(slot(&schema, &other, "甲", "支出").state, State::Absent);
}

#[test]
fn breaks_within_words_are_joined() {
    let schema = schema(ITEMS);
    let lines =
        ["一、支出决算情况说明", "本年度全年支出合计 10 万元。其", "\u{c}中：基本支出 6 万元，占 60%。"];
    let passages = read(&schema, &lines);
    assert_eq!(passages.elements.paragraphs.len(), 1);
    let paragraph = &passages.elements.paragraphs[0];
    assert!(paragraph.text.contains("其中：基本支出"));
    assert_eq!(paragraph.at(paragraph.text.find("中：").unwrap()), At::line(3));
    assert_eq!(family(&schema, &passages, "支出.构成").rows[0].at, At::line(3));
}

#[test]
fn long_and_hostile_texts_take_linear_time() {
    let schema = schema(&format!("{TOTAL}{NESTED}"));
    let digits = "1234567890".repeat(20_000);
    let words = "与2023年度相比增加".repeat(10_000);
    let points = "1、增加。".repeat(20_000);
    let brackets = "（类".repeat(30_000);
    let before = Clock::start();
    for text in [digits, words, points, brackets] {
        let passages = read(&schema, &["一、收支总体情况说明", &text]);
        assert_eq!(passages.families.len(), schema.families.len());
    }
    assert!(before.elapsed() < std::time::Duration::from_secs(20), "{:?}", before.elapsed());
}

#[test]
fn titles_name_unit_and_year() {
    let lines = [
        "某市某局",
        "目录",
        "第一部分 某市某局概况",
        "第一部分 某市某局概况",
        "第二部分 某市某局2023年度部门决算表",
    ];
    let found = identify(&document(&lines));
    assert_eq!((found.unit, found.year), (Some("某市某局".to_owned()), Some(2023)));
}
