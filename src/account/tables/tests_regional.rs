//! Invented tables of regions: columns by a code list, tables that share a title, rows of counts, tables too wide for a
//! page.

use super::tests::{schema_of, view_by};

const CODES: &str = r#"
- {编码: "601", 名称: 人工支出}
- {编码: "60101", 名称: 工钱}
- {编码: "602", 名称: 基建支出}
- {编码: "60201", 名称: 房屋}
- {编码: "60202", 名称: 设备}
- {编码: "603", 名称: 购置支出}
- {编码: "60302", 名称: 设备}
- {编码: "60303", 名称: 车船}
"#;

const FORMS: &str = r#"
规则集 试验
编码表 类 数据 "codes" 级次 类3、款5
表 甲明细表 可缺 {
  行 合计
  行 东园
  列 合计 分 { 科目 类 }
}
表 甲明细表（按科目） 可缺 {
  又名 "甲明细表"
  行 合计 分 { 科目 类 }
  列 合计 分 { 常年、临时 }
}
表 乙收支表 {
  又名 "乙收入支出表"
  行 合计、东园
  列 收入、支出
}
表 乙收入支出表 可缺 {
  行 合计、东园
  列 收入、支出
}
表 丙清单 {
  行 费用
  行 船数:只
  列 数
}
"#;

fn check(text: &str, expected: &str) {
    let view = view_by(&schema_of(FORMS, CODES), text);
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(view.trim().lines().collect::<Vec<_>>(), expected, "\n{view}");
}

#[test]
fn a_column_of_a_name_that_two_groups_have_is_that_of_its_group() {
    check(
        "甲明细表
        项目|合计|人工支出||购置支出||
        |||小计|工钱|小计|设备|车船
        |合计|9|4|4|5|2|3
        |东园|9|4|4|5|2|3",
        "甲明细表 合计 合计=9 人工支出=4 工钱=4 购置支出=5 设备=2 车船=3
        甲明细表 东园 合计=9 人工支出=4 工钱=4 购置支出=5 设备=2 车船=3",
    );
    check(
        "甲明细表
        项目|合计|基建支出||购置支出||
        ||小计|设备|小计|设备|车船
        合计|9|4|4|5|2|3",
        "甲明细表 合计 合计=9 基建支出=4 设备=4 购置支出=5 设备=2 车船=3",
    );
}

#[test]
fn of_tables_that_share_a_title_the_one_that_is_printed_is_read() {
    check(
        "甲明细表
        编码|名称|合计|常年|临时
        合计||9|4|5
        601|人工支出|4|4|
        60101|工钱|4|4|
        603|购置支出|5||5",
        "甲明细表（按科目） 合计 合计=9 常年=4 临时=5
        甲明细表（按科目） 601 人工支出 合计=4 常年=4 临时=·
        甲明细表（按科目） 60101 工钱 合计=4 常年=4 临时=·
        甲明细表（按科目） 603 购置支出 合计=5 常年=· 临时=5",
    );
}

#[test]
fn a_title_of_two_tables_goes_to_the_one_that_must_be_there_if_it_has_no_other() {
    let grid = "\n项目|收入|支出\n合计|3|2\n东园|3|2";
    check(
        &format!("乙收入支出表{grid}"),
        "乙收支表 合计 收入=3 支出=2
        乙收支表 东园 收入=3 支出=2",
    );
    check(
        &format!("乙收入支出表{grid}\n\n乙收支表{grid}"),
        "乙收支表 合计 收入=3 支出=2
        乙收支表 东园 收入=3 支出=2
        乙收入支出表 合计 收入=3 支出=2
        乙收入支出表 东园 收入=3 支出=2",
    );
}

#[test]
fn columns_that_only_the_next_page_prints_belong_to_the_same_rows() {
    check(
        "甲明细表
        项目|合计|人工支出|
        ||小计|工钱
        合计|9|4|4
        东园|9|4|4

        甲明细表
        项目|购置支出||
        |小计|设备|车船
        合计|5|2|3
        东园|5|2|3",
        "甲明细表 合计 合计=9 人工支出=4 工钱=4 购置支出=5 设备=2 车船=3
        甲明细表 东园 合计=9 人工支出=4 工钱=4 购置支出=5 设备=2 车船=3",
    );
}

#[test]
fn a_heading_without_figures_does_not_take_the_place_of_its_row() {
    check(
        "丙清单
        单位：万元
        项目|数
        一、费用|—
        费用|2.50
        船数（只）|3
        船数|3",
        "丙清单 费用 数=2.50
        丙清单 船数 数=3
        丙清单 余 船数（只） 3：表式中没有这一行",
    );
}
