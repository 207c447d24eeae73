//! Invented tables whose rows stand in the head, that run over pages, that are damaged, and forms.

use super::recognise;
use super::tests::{check, document, schema, view};
use crate::account::State;
use crate::amount::{MoneyUnit, Place};

/// One answer for three ways of printing the same figures.
const FEES: &str = "戊三费表 合计 预算=9 决算=6.5
    戊三费表 出访 预算=2 决算=·
    戊三费表 车辆 预算=6 决算=6
    戊三费表 购车 预算=· 决算=·
    戊三费表 养车 预算=6 决算=6
    戊三费表 接待 预算=1 决算=0.5";

#[test]
fn rows_in_the_head_with_measures_below() {
    check(
        "戊三费表
        单位：万元
        合计||出访||车辆||||||接待|
        ||||小计||购车||养车|||
        预算|决算|预算|决算|预算|决算|预算|决算|预算|决算|预算|决算
        9|6.5|2||6|6|||6|6|1|0.5",
        FEES,
    );
}

#[test]
fn rows_in_the_head_with_measures_above() {
    check(
        "戊三费表
        预算|||||决算||||||
        合计|出访|车辆|||接待|合计|出访|车辆|||接待
        ||小计|购车|养车||||小计|购车|养车|
        1|2|3|4|5|6|7|8|9|10|11|12
        9|2|6||6|1|6.5||6||6|0.5",
        FEES,
    );
}

#[test]
fn rows_in_the_head_with_measures_in_front() {
    check(
        "戊三费表
        |合计|出访|小计|购车|养车|接待
        预算|9|2|6||6|1
        决算|6.5||6||6|0.5",
        FEES,
    );
}

#[test]
fn rows_down_the_side() {
    check(
        "戊三费表
        项目|行次|预算|决算
        合计|1|9|6.5
        1.出访|2|2|
        2.车辆|3|6|6
        其中：购车|4||
        养车|5|6|6
        3.接待|6|1|0.5",
        FEES,
    );
}

#[test]
fn a_head_without_a_line_of_figures_is_blank() {
    check(
        "戊三费表
        预算||决算|
        合计|接待|合计|接待
        1|2|3|4

        本单位无三费支出。",
        "戊三费表 合计 预算=· 决算=·
        戊三费表 接待 预算=· 决算=·",
    );
}

#[test]
fn page_breaks_leave_one_table() {
    let text = "目录
        一、乙明细表
        二、丁流水表
        第二部分 表

        某某局2024年度乙明细表
        公开02表
        单位：元
        编码|名称|全年|常规|工程
        501|园林支出|3|3|
        50101|苗圃|1|1|

        - 4 -

        单位：元
        编码|名称|全年|常规|工程
        5010101|育苗|1|1|
        50102|公园|2|2|

        5

        5010201|养护|2|2|
        合计||3|3|

        注：本表不用填。

        说明如下，不属于表。";
    check(
        text,
        "乙明细表 合计 全年=3 常规=3 工程=·
        乙明细表 501 园林支出 全年=3 常规=3 工程=·
        乙明细表 50101 苗圃 全年=1 常规=1 工程=·
        乙明细表 5010101 育苗 全年=1 常规=1 工程=·
        乙明细表 50102 公园 全年=2 常规=2 工程=·
        乙明细表 5010201 养护 全年=2 常规=2 工程=·",
    );
    let (schema, document) = (schema(), document(text));
    let read = recognise(&schema, &document);
    assert_eq!(read.tables[1].money_unit, MoneyUnit::Yuan);
    assert_eq!(read.tables[1].notes.len(), 1);
    assert_eq!(read.tables[1].at.line, Some(6));
    assert!(!read.tables[3].found, "a line of the contents is no table");
    let last = document.blocks.len() - 1;
    assert!(!read.claimed[last] && read.claimed[last - 1..].len() == 2);
}

#[test]
fn titles_inside_one_grid_begin_tables() {
    check(
        "乙明细表||||
        ||||单位：万元
        编码|名称|全年|常规|工程
        501|园林支出|3|3|
        合计||3|3|
        丁流水表||||
        编码|名称|收入|支出|
        502|水利支出|2|2|",
        "乙明细表 合计 全年=3 常规=3 工程=·
        乙明细表 501 园林支出 全年=3 常规=3 工程=·
        丁流水表 502 水利支出 收入=2 支出=2",
    );
}

#[test]
fn a_title_met_again_goes_on_or_is_repeated() {
    let first = "乙明细表
        编码|名称|全年|常规|工程
        501|园林支出|3|3|
        ";
    let more = format!("{first}\n乙明细表（续）\n编码|名称|全年|常规|工程\n502|水利支出|2|2|");
    let other = format!("{first}\n乙明细表\n编码|名称|全年|常规|工程\n501|园林支出|4|4|");
    for (text, rows, repeated) in [(more, 2, false), (other, 1, true)] {
        let read = recognise(&schema(), &document(&text));
        assert_eq!((read.families[2].rows.len(), read.tables[1].repeated), (rows, repeated), "{text}");
    }
}

#[test]
fn wrapped_names_are_joined() {
    check(
        "乙明细表
        编码|名称|全年|常规|工程
        501|园林支出|3|3|
        50101|苗圃|3|3|
        |苗圃维护与更|||
        5010102||3|3|
        |新改造支出|||
        502|水利|||
        |支出|4|4|",
        "乙明细表 501 园林支出 全年=3 常规=3 工程=·
        乙明细表 50101 苗圃 全年=3 常规=3 工程=·
        乙明细表 5010102 苗圃维护与更新改造支出 全年=3 常规=3 工程=·
        乙明细表 502 水利支出 全年=4 常规=4 工程=·",
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    check(
        "乙明细表
        编码|名称|全年|常规|工程|备考
        501|园林支出|3|约3|-|见附件
        502|水利支出|△1.20|(1.20)|/|",
        "乙明细表 501 园林支出 全年=3 常规=?约3 工程=--
        乙明细表 502 水利支出 全年=△1.20 常规=(1.20) 工程=-/
        乙明细表 余 园林支出 见附件：表式中没有栏目「备考」",
    );
}

#[test]
fn vanished_blanks_leave_figures_open() {
    let text = "乙明细表
        编码|名称|全年|常规|工程|上缴
        501|园林支出|9|5|3|1
        502|水利支出|4|4
        503|其他支出|6|2|3";
    let view = view(text);
    assert!(view.contains("501 园林支出 全年=9 常规=5 工程=3 上缴=1"), "{view}");
    assert!(view.contains("502 水利支出 全年=4 常规=?4 工程=?4 上缴=?4"), "{view}");
    assert!(view.contains("503 其他支出 全年=6 常规=?2 工程=?3 上缴=?3"), "{view}");
    // Where the columns add up, only blanks at the ends of rows were left out.
    check(
        "乙明细表
        编码|名称|全年|常规|工程
        501|园林支出|9|5|4
        502|水利支出|4|4
        合计||13|9|4",
        "乙明细表 合计 全年=13 常规=9 工程=4
        乙明细表 501 园林支出 全年=9 常规=5 工程=4
        乙明细表 502 水利支出 全年=4 常规=4 工程=·",
    );
}

#[test]
fn the_place_is_that_of_the_table() {
    let rows: String = (0..8).map(|row| format!("50{row}|试种{row}|1.5|1.25|\n")).collect();
    let text = format!("乙明细表\n编码|名称|全年|常规|工程\n{rows}509|精确|1.125|30|");
    let read = recognise(&schema(), &document(&text));
    assert_eq!(read.tables[1].place, Some(Place(2)));
    let places: Vec<Place> = read.families[2]
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().flat_map(|c| &c.claims))
        .map(|c| c.place)
        .collect();
    assert_eq!(places.len(), 18);
    assert_eq!(
        places.iter().filter(|place| **place == Place(1)).count(),
        1,
        "a lone finer figure keeps its own"
    );
    assert!(places.iter().all(|place| *place <= Place(2)));
    let few = recognise(
        &schema(),
        &document("乙明细表\n编码|名称|全年\n501|园林支出|5\n\n其中苗圃1.25万元、公园3.75万元。"),
    );
    assert_eq!(few.tables[1].place, Some(Place(2)));
}

#[test]
fn forms_have_fields_figures_and_copies() {
    let text = "某某局2024年度名目自评表
        项目名称|浇水
        主管单位|某某局|实施单位|某某所
        执行情况（元）||预算(A)|执行 (B)|比率
        |资金
        总额|100|98.5（余款下年支付）|98.5%

        某某局2024年度名目自评表
        项目名称：除草
        主管单位||
        执行情况（元）||预算(A)|执行 (B)|比率
        |资金总额|10|9（未完|";
    let text = text.replace("资金\n        总额", "资金总额");
    check(
        &text,
        "己自评表 浇水 名目=浇水 主管单位=某某局 预算=100 执行=98.5 比率=98.5% 附注=余款下年支付
        己自评表 除草 名目=除草 主管单位=· 预算=10 执行=9 比率=·",
    );
    let read = recognise(&schema(), &document(&text));
    let cell = &read.families.last().unwrap().rows[1].cells[3];
    assert_eq!(cell.state, State::Value);
    assert!(cell.remark.as_deref().is_some_and(|remark| remark.contains("9（未完")), "{cell:?}");
}

#[test]
fn row_numbers_have_gaps_where_rows_were_left_out() {
    check(
        "甲总表
        单位：元
        进|||出||
        项目|行次|数|项目|行次|合计
        财政拨款|1|900|一、园林支出|31|600
        杂项|8|100|三、其他支出|53|300
        进项合计|27|1000|出项合计|57|900
        总计|30|1000|总计|60|1000",
        "甲总表.进 进项合计 数=1000
        甲总表.进 拨款 财政拨款 数=900
        甲总表.进 杂项 数=100
        甲总表.进 总计 数=1000
        甲总表.出 出项合计 合计=900
        甲总表.出 总计 合计=1000
        甲总表.出 501 园林支出 合计=600
        甲总表.出 503 其他支出 合计=300",
    );
}

#[test]
fn sides_one_below_the_other() {
    check(
        "甲总表
        项目|金额
        财政拨款|9
        进项合计|9
        总计|9

        项目|合计|一般|专项
        园林支出|8|8|
        出项合计|8|8|
        总计|9|9|",
        "甲总表.进 进项合计 数=9
        甲总表.进 拨款 财政拨款 数=9
        甲总表.进 总计 数=9
        甲总表.出 出项合计 合计=8 一般=8 专项=·
        甲总表.出 总计 合计=9 一般=9 专项=·
        甲总表.出 501 园林支出 合计=8 一般=8 专项=·",
    );
}

#[test]
fn ordinals_in_the_place_of_figures_are_no_blanks() {
    check(
        "乙明细表
        编码|名称|全年|常规|工程
        501|园林支出|3|5.|3
        50101|苗圃|1|⑤|
        50102|公园|2|（五）|",
        "乙明细表 501 园林支出 全年=3 常规=?5. 工程=3
        乙明细表 50101 苗圃 全年=1 常规=?⑤ 工程=·
        乙明细表 50102 公园 全年=2 常规=?（五） 工程=·",
    );
    // Before a name an ordinal counts it.
    check(
        "乙明细表
        编码|序|名称|全年|常规|工程
        501|一、|园林支出|3|3|
        50101|1.|苗圃|1|1|",
        "乙明细表 501 园林支出 全年=3 常规=3 工程=·
        乙明细表 50101 苗圃 全年=1 常规=1 工程=·",
    );
}
