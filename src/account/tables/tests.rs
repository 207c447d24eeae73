//! Small invented tables and what is read of them. A `|` divides cells.

use super::recognise;
use crate::account::{CellRead, State};
use crate::document::{Document, read};
use crate::schema::{DataFiles, Schema, declare};
use crate::source::{SourceId, Sources};
use crate::syntax::parse;

const CODES: &str = r#"
- {编码: "501", 名称: 园林支出}
- {编码: "50101", 名称: 苗圃}
- {编码: "5010101", 名称: 育苗}
- {编码: "5010102", 名称: 苗圃维护与更新改造支出}
- {编码: "50102", 名称: 公园}
- {编码: "5010201", 名称: 养护, 旧名: [管养]}
- {编码: "5010202", 名称: 花卉}
- {编码: "502", 名称: 水利支出}
- {编码: "50201", 名称: 河道}
- {编码: "5020101", 名称: 疏浚}
- {编码: "503", 名称: 其他支出}
"#;

const RULES: &str = r#"
规则集 试验
编码表 科 数据 "codes" 级次 类3、款5、项7
表 甲总表 {
  又名 "甲收支总表"
  侧 进 {
    列 数 又名 "金额"
    行 进项合计 分 { 拨款 又名 "财政拨款"、杂项 可缺 }
    行 上年结余 分 { 拨款、杂项 可缺 }
    行 总计
  }
  侧 出 {
    列 合计 又名 "小计" 分 { 一般、专项 }
    行 出项合计 分 { 科目 科 至 类 }
    行 总计
  }
}
表 乙明细表 {
  行 合计 分 { 科目 科 }
  列 全年 分 { 常规、工程、上缴 可缺 }
}
表 丙分栏表 {
  列 数
  行 人员合计
  行 公用合计
  科目 科
}
表 丁流水表 {
  行 合计 分 { 科目 科 }
  列 期初、收入
  列 支出 又名 "小计" 分 { 常规、工程 }
  列 期末
}
表 戊三费表 {
  行 合计 分 { 出访、车辆 分 { 购车、养车 }、接待 }
  列 预算、决算
}
表 己自评表 每份 名目 {
  又名 "名目自评表"
  填项 名目 位于 "项目名称"
  填项 主管单位
  行 资金总额
  列 预算 又名 "预算(A)"、执行 又名 "执行(B)"、比率:百分比
  格式 执行 "{执行:金额}[（{附注:文字}）]"
}
"#;

pub(super) fn schema() -> Schema {
    schema_of(RULES, CODES)
}

/// Forms and their code list, which rules call `codes`.
pub(super) fn schema_of(forms: &str, list: &str) -> Schema {
    let mut sources = Sources::default();
    let rules = sources.add("rules", forms);
    let codes = sources.add("codes", list);
    let data = DataFiles::from([("codes".to_owned(), (codes, list.to_owned()))]);
    let (tree, problems) = parse(rules, forms);
    assert!(problems.is_empty(), "{problems:?}");
    let declared = declare(&[(0, tree)], None, &data);
    let ours = |id: SourceId| id == rules || id == codes;
    let errors: Vec<_> = declared.diagnostics.iter().filter(|problem| ours(problem.span.source)).collect();
    assert!(errors.is_empty(), "{errors:?}");
    declared.schema
}

pub(super) fn document(text: &str) -> Document {
    let lines: Vec<String> =
        text.trim_matches('\n').lines().map(|line| line.trim_start().replace('|', "\t")).collect();
    read("a.txt", lines.join("\n").as_bytes()).unwrap()
}

fn cell(cell: &CellRead) -> Option<String> {
    let text = cell.claims.first().map(|claim| claim.text.clone()).unwrap_or_default();
    Some(match cell.state {
        State::Absent => return None,
        State::Blank => "·".to_owned(),
        State::Dash => format!("-{text}"),
        State::Value => text,
        State::Unreadable => format!("?{text}"),
    })
}

/// What is read, a line for each printed row: `表 key name 列=数 …`, then what is left over.
pub(super) fn view(text: &str) -> String {
    view_by(&schema(), text)
}

/// What is read by a schema.
pub(super) fn view_by(schema: &Schema, text: &str) -> String {
    let tables = recognise(schema, &document(text));
    let mut view = String::new();
    for table in &schema.tables {
        for id in &table.families {
            let (family, read) = (schema.family(*id).unwrap(), &tables.families[id.0 as usize]);
            for row in read.fixed.iter().chain(&read.rows) {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .zip(&family.columns)
                    .filter_map(|(read, column)| Some(format!("{}={}", column.name, cell(read)?)))
                    .collect();
                if !cells.is_empty() || !row.at.eq(&crate::document::Place::default()) {
                    let name = if row.name == row.key { String::new() } else { format!(" {}", row.name) };
                    view.push_str(&format!("{} {}{name} {}\n", family.name, row.key, cells.join(" ")));
                }
            }
        }
        for left in &tables.tables[table.id.0 as usize].unread {
            view.push_str(&format!("{} 余 {}：{}\n", table.name, left.text, left.why));
        }
    }
    view
}

pub(super) fn check(text: &str, expected: &str) {
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    let view = view(text);
    assert_eq!(view.trim().lines().collect::<Vec<_>>(), expected, "\n{view}");
}

#[test]
fn two_sides_with_row_numbers_share_lines() {
    check(
        "某某所2024年度甲总表
        单位：万元
        进项|||出项||||
        项目|行次|数|项目|行次|数||
        |||||小计|一般|专项
        栏次||1|栏次||2|3|4
        一、财政拨款|1|90|一、园林支出|6|60|60|
        二、杂项|2|10|二、水利支出|7|30||30
        |3||三、其他支出|8|||
        进项合计|4|100|出项合计|9|90|60|30
        上年结余|5||||||
        一、财政拨款|6||||||
        总计|7|100|总计|10|100|70|30",
        "甲总表.进 进项合计 数=100
        甲总表.进 拨款 财政拨款 数=90
        甲总表.进 杂项 数=10
        甲总表.进 上年结余 数=·
        甲总表.进 拨款 财政拨款 数=·
        甲总表.进 总计 数=100
        甲总表.出 出项合计 合计=90 一般=60 专项=30
        甲总表.出 总计 合计=100 一般=70 专项=30
        甲总表.出 501 园林支出 合计=60 一般=60 专项=·
        甲总表.出 502 水利支出 合计=30 一般=· 专项=30
        甲总表.出 503 其他支出 合计=· 一般=· 专项=·",
    );
}

#[test]
fn heads_that_stand_off_their_columns_are_moved_as_one() {
    // Three columns of labels have collapsed into two in the head.
    check(
        "乙明细表
        项目||全年|常规|工程|上缴|
        类|款|项|栏次|1|2|3|4
        |||合计|12.50|12|0.5|
        501|||园林支出|12.50|12|0.5|
        50101|||苗圃|12.50|12|0.5|",
        "乙明细表 合计 全年=12.50 常规=12 工程=0.5 上缴=·
        乙明细表 501 园林支出 全年=12.50 常规=12 工程=0.5 上缴=·
        乙明细表 50101 苗圃 全年=12.50 常规=12 工程=0.5 上缴=·",
    );
}

#[test]
fn the_last_line_of_a_head_may_stand_on_the_row_of_the_total() {
    check(
        "乙明细表
        科目编码|||科目名称|全年|常规|工程
        类|款|项|合计|7|3|4
        501|||园林支出|7|3|4
        501|01||苗圃|5|1|4",
        "乙明细表 合计 全年=7 常规=3 工程=4
        乙明细表 501 园林支出 全年=7 常规=3 工程=4
        乙明细表 50101 苗圃 全年=5 常规=1 工程=4",
    );
}

#[test]
fn a_whole_is_not_blank_where_its_part_is_not() {
    check(
        "乙明细表
        科目编码|科目名称|名目|全年|常规|工程|上缴|
        501|园林支出||8||8||
        502|水利支出||6|6|||
        合计|||14|6|8||",
        "乙明细表 合计 全年=14 常规=6 工程=8 上缴=·
        乙明细表 501 园林支出 全年=8 常规=· 工程=8 上缴=·
        乙明细表 502 水利支出 全年=6 常规=6 工程=· 上缴=·",
    );
}

#[test]
fn codes_stand_in_three_columns_with_upper_parts_left_out() {
    check(
        "乙明细表
        科目编码|||科目名称|全年|常规|工程
        类|款|项||||
        合计||||7|3|4
        501|||园林支出|7|3|4
        |01||苗圃|5|1|4
        ||01|育苗|5|1|4
        |02||公园|2|2|
        501|02|01|管养|2|2|",
        "乙明细表 合计 全年=7 常规=3 工程=4
        乙明细表 501 园林支出 全年=7 常规=3 工程=4
        乙明细表 50101 苗圃 全年=5 常规=1 工程=4
        乙明细表 5010101 育苗 全年=5 常规=1 工程=4
        乙明细表 50102 公园 全年=2 常规=2 工程=·
        乙明细表 5010201 管养 全年=2 常规=2 工程=·",
    );
}

#[test]
fn cut_codes_are_known_by_name_below_their_parent() {
    check(
        "乙明细表
        科目编码|科目名称|全年|常规|工程
        501|园林支出|9|9|
        50101|苗圃|5|5|
        501010|育苗|2|2|
        501010|苗圃维护与更新|2|2|
        501010|试种|1|1|
        50102|公园|4|4|
        501020|管养|4|4|",
        "乙明细表 501 园林支出 全年=9 常规=9 工程=·
        乙明细表 50101 苗圃 全年=5 常规=5 工程=·
        乙明细表 5010101 育苗 全年=2 常规=2 工程=·
        乙明细表 5010102 苗圃维护与更新 全年=2 常规=2 工程=·
        乙明细表 50101/试种 试种 全年=1 常规=1 工程=·
        乙明细表 50102 公园 全年=4 常规=4 工程=·
        乙明细表 5010201 管养 全年=4 常规=4 工程=·",
    );
}

#[test]
fn a_cut_code_takes_the_key_that_another_table_prints() {
    let text = "乙明细表
        科目编码|科目名称|全年|常规|工程
        502|水利支出|1|1|
        50201|河道|1|1|
        5020177|试种|1|1|

        丁流水表
        科目编码|科目名称|期初|收入|支出|常规|工程|期末
        502|水利支出||1|1|1||
        50201|河道||1|1|1||
        502017|试种||1|1|1||";
    assert!(
        view(text).contains("丁流水表 5020177 试种 期初=· 收入=1 支出=1 常规=1 工程=· 期末=·"),
        "{}",
        view(text)
    );
}

#[test]
fn lanes_belong_to_the_nearest_name_on_the_left() {
    check(
        "丙分栏表
        人员|||公用||
        编码|名称|数|编码|名称|数
        501|园林支出|30|502|水利支出|14
        5010|苗圃|30|5020|河道|14
        |||503|其他支出|
        人员合计||30|公用合计||||14",
        "丙分栏表 人员合计 数=30
        丙分栏表 公用合计 数=14
        丙分栏表 501 园林支出 数=30
        丙分栏表 50101 苗圃 数=30
        丙分栏表 502 水利支出 数=14
        丙分栏表 50201 河道 数=14
        丙分栏表 503 其他支出 数=·",
    );
}

#[test]
fn headings_in_the_row_of_the_total_are_no_figures() {
    check(
        "丁流水表
        项目||期初|收入|支出|||期末
        编码|名称||||||
        合计|||5|小计|常规|工程|
        501|园林支出||5|5||5|",
        "丁流水表 合计 期初=· 收入=5 期末=·
        丁流水表 501 园林支出 期初=· 收入=5 支出=5 常规=· 工程=5 期末=·",
    );
}

#[test]
fn parts_printed_on_a_second_line_stand_below_their_whole() {
    check(
        "丁流水表
        项目|||期初|收入|支出|||期末|
        编码|名称|小计|常规|工程|||||
        类|款|项|栏次|1|2|3|4|5|6
        |合计|1|5|6|2|4||
        501|园林支出|1|5|6|2|4||",
        "丁流水表 合计 期初=1 收入=5 支出=6 常规=2 工程=4 期末=·
        丁流水表 501 园林支出 期初=1 收入=5 支出=6 常规=2 工程=4 期末=·",
    );
}
