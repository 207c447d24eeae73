//! What is said of a document under rules written for the purpose: the sentence, the place, the reason.

use gouji::proof::{Finding, UnitFindings, Verdict};
use gouji::report::{formula, message, place_words, reason_words};
use gouji::session::Editions;

use crate::support::one_file::Text;

#[track_caller]
fn check(rules: &str, text: &str) -> UnitFindings {
    let loader = Text(format!("规则集 试 版本 \"1\"\n{rules}"));
    let editions = Editions::new(&loader, &["试.gj".to_owned()], None);
    let (edition, document) = editions.for_document("文.txt", text.as_bytes()).unwrap();
    assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
    let account = edition.read(&document).into_iter().next().unwrap();
    edition.check(&account)
}

/// What is said at one verdict, in order.
fn said(unit: &UnitFindings, verdict: Verdict) -> Vec<String> {
    unit.findings.iter().filter(|finding| finding.verdict == verdict).map(message).collect()
}

#[track_caller]
fn only(unit: &UnitFindings, verdict: Verdict) -> &Finding {
    let mut all = unit.findings.iter().filter(|finding| finding.verdict == verdict);
    let first = all.next().unwrap_or_else(|| panic!("{:?}", unit.findings));
    assert!(all.next().is_none(), "{:?}", said(unit, verdict));
    first
}

const TABLE: &str = "表 支出表 { 行 合计、甲费、乙费  列 预算数、决算数 }\n";

const PRINTED: &str =
    "2024年度支出表\n单位：万元\n项目\t预算数\t决算数\n合计\t9.00\t8.00\n甲费\t5.00\t\n乙费\t4.00\t8.00\n\n";

#[test]
fn a_slot_with_two_wrong_readings_is_told_twice() {
    let rules = format!(
        "{TABLE}说明 情况 {{ 位于 \"支出情况说明\"  句式 \"支出{{支出 = 支出表.合计.决算数}}\"  句式 \"合计{{支出 = 支出表.合计.决算数}}\" }}"
    );
    let text = |one: &str, two: &str| {
        format!("{PRINTED}2024年度支出情况说明\n本年支出{one}万元。\n以上合计{two}万元。\n")
    };
    let unit = check(&rules, &text("7.00", "6.00"));
    let told = said(&unit, Verdict::Fail);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|said| said.contains("支出 7.00 万元，与支出表「合计」决算数 8.00 万元不一致")));
    assert!(told.iter().any(|said| said.contains("支出 6.00 万元，与支出表「合计」决算数 8.00 万元不一致")));
    assert_eq!(unit.summary.fail, 2);
    // One reading that is right does not hide the other.
    let unit = check(&rules, &text("8.00", "6.00"));
    assert!(message(only(&unit, Verdict::Fail)).contains("支出 6.00 万元"));
    assert_eq!(said(&check(&rules, &text("8.00", "8.00")), Verdict::Fail), Vec::<String>::new());
}

#[test]
fn a_divisor_that_may_be_zero_is_named() {
    let rules = format!(
        "{TABLE}规则 TS01 \"比\"：支出表.合计.决算数 ÷ 支出表.甲费.决算数 = 支出表.合计.预算数 ÷ 支出表.乙费.决算数"
    );
    let unit = check(&rules, PRINTED);
    let finding = only(&unit, Verdict::Undecided);
    let words: Vec<String> = finding.reasons.iter().map(reason_words).collect();
    assert_eq!(words, ["除数「支出表『甲费』决算数」是 0 或可能是 0，不能相除：请看分母是否漏填"]);
}

#[test]
fn a_table_that_may_be_missing_is_not_asked_for() {
    let rules = format!(
        "{TABLE}表 另表 可缺 {{ 行 合计  列 决算数 }}\n规则 TS01 \"同\"：另表.合计 = 支出表.合计.决算数"
    );
    let unit = check(&rules, PRINTED);
    let line = unit.ledger.iter().find(|line| line.rule == "TS01").unwrap();
    assert_eq!(line.counts.undecided, 0);
    assert_eq!(
        reason_words(&line.reasons.first().unwrap().0),
        "文件中没有「另表」；这张表可以没有，不用核对"
    );
}

#[test]
fn a_blank_cell_is_shown_at_its_row() {
    let rules = format!("{TABLE}规则 TS01 \"有数\" 逐 行 于 支出表：非 空白(支出表.本行.决算数)");
    let unit = check(&rules, PRINTED);
    let finding = only(&unit, Verdict::Fail);
    assert_eq!(message(finding), "支出表「甲费」决算数是空白，应当填写；没有数的填 0");
    assert_eq!(finding.places.first().map(|spot| place_words(&spot.at)), Some("第 5 行".to_owned()));
}

#[test]
fn what_is_known_beforehand_is_no_computation() {
    let rules = "说明 情况 {\n位于 \"支出情况说明\"\n句式 \"与{比较年:年度}相比\"\n句式 \"截至{截止日:日期}\"\n\
        规则 TS01 \"上一年\"：比较年 = 本年 - 1\n规则 TS02 \"年末\"：截止日 = 年末(本年)\n}";
    let unit = check(rules, "2024年度支出情况说明\n与2021年度相比持平。截至2023年12月31日，没有变化。\n");
    assert_eq!(
        said(&unit, Verdict::Fail),
        ["比较年写为 2021 年度，应为 2023", "截止日写为 2023 年 12 月 31 日，应为 2024 年 12 月 31 日"]
    );
    let formulas: Vec<String> = unit.findings.iter().map(formula).collect();
    assert_eq!(
        formulas,
        ["比较年 2021 年度 = 本年 2024 - 1", "截止日 2023 年 12 月 31 日 = 年末 2024 年 12 月 31 日"]
    );
}

#[test]
fn the_number_that_is_computed_with_is_the_number_shown() {
    let rules = format!(
        "{TABLE}说明 情况 {{\n位于 \"支出情况说明\"\n句式 \"支出{{支出 = 支出表.合计.决算数}}\"\n句式 \"甲{{甲:金额}}\"\n\
         规则 TS01 \"甲比支出\"：支出 = 甲\n}}"
    );
    let unit = check(&rules, &format!("{PRINTED}2024年度支出情况说明\n支出8.01万元，其中甲8.01万元。\n"));
    let told = said(&unit, Verdict::Rounding);
    assert_eq!(
        told,
        [
            "支出 8.01 万元，支出表「合计」决算数 8.00 万元，相差 0.01 万元，不超过一个末位；若是同一个数，请印成一样",
            "支出（取支出表「合计」决算数） 8.00 万元，甲 8.01 万元，相差 0.01 万元，不超过一个末位；若是同一个数，请印成一样",
        ]
    );
}

#[test]
fn names_and_phrases_that_are_missing_or_left_over() {
    let rules = format!(
        "{TABLE}说明 情况 {{\n位于 \"支出情况说明\"\n句式 \"用于{{用途:文字}}\"\n规则 TS01 \"不写乙\"：非 (用途 含 \"乙\")\n\
         规则 TS02 \"要写丙\"：用途 含 \"丙\"\n}}\n禁句 TS03 \"叠字\" \"的的\" 措辞 \"请删去一个\""
    );
    let unit = check(&rules, &format!("{PRINTED}2024年度支出情况说明\n用于甲和乙。这是单位的的事。\n"));
    assert_eq!(
        said(&unit, Verdict::Fail),
        ["用途「甲和乙」中不应有「乙」", "用途「甲和乙」中应有「丙」", "出现「的的」：请删去一个"]
    );
}

#[test]
fn the_words_of_a_rule_name_what_it_is_at() {
    let rules = format!(
        "{TABLE}规则 TS01 \"有数\" 逐 行 于 支出表 措辞 \"「{{本行}}」没有决算数\"：非 空白(支出表.本行.决算数)\n\
         规则 TS02 \"标题\" 逐 标题 于 正文 措辞 \"标题「{{本标题}}」太旧\"：本标题.年度 = 2025"
    );
    let unit = check(&rules, PRINTED);
    let told = said(&unit, Verdict::Fail);
    assert!(told.contains(&"「支出表.甲费」没有决算数".to_owned()), "{told:?}");
    assert!(told.iter().any(|said| said.contains("标题「2024年度支出表」太旧")), "{told:?}");
}

#[test]
fn numbers_of_a_rule_are_shown_as_it_writes_them_and_add_up() {
    let total = "支出表.合计.决算数";
    let budget = "支出表.合计.预算数";
    let cases = [
        (format!("{total} ≤ {budget} × 60%"), "支出表「合计」决算数 8.00 ≤ 支出表「合计」预算数 9.00 × 60%"),
        (format!("{total} ≤ 60% × {budget}"), "支出表「合计」决算数 8.00 ≤ 60% × 支出表「合计」预算数 9.00"),
        (format!("{total} ≤ {budget} × 0.6"), "支出表「合计」决算数 8.00 ≤ 支出表「合计」预算数 9.00 × 0.6"),
        (
            format!("{total} ≥ {budget} × (1 + 20%)"),
            "支出表「合计」决算数 8.00 ≥ 支出表「合计」预算数 9.00 × （1 + 20%）",
        ),
        (format!("{total} ≤ {budget} ÷ 2"), "支出表「合计」决算数 8.00 ≤ 支出表「合计」预算数 9.00 ÷ 2"),
        (
            format!("{total} ≥ 2 × {budget} - 1万元"),
            "支出表「合计」决算数 8.00 ≥ 2 × 支出表「合计」预算数 9.00 - 1",
        ),
        (format!("{total} ÷ {budget} ≥ 1.2"), "支出表「合计」决算数 8.00 ÷ 支出表「合计」预算数 9.00 ≥ 1.2"),
        (format!("{total} ÷ {budget} ≥ 95%"), "支出表「合计」决算数 8.00 ÷ 支出表「合计」预算数 9.00 ≥ 95%"),
        (
            format!("{total} ≤ {budget} × 0.0001%"),
            "支出表「合计」决算数 8.00 ≤ 支出表「合计」预算数 9.00 × 0.0001%",
        ),
    ];
    for (rule, shown) in cases {
        let unit = check(&format!("{TABLE}规则 TS01 \"比\"：{rule}"), PRINTED);
        assert_eq!(formula(only(&unit, Verdict::Fail)), shown, "{rule}");
    }
}

#[test]
fn of_or_all_that_would_have_been_enough_is_told() {
    let rules = format!(
        "{TABLE}规则 TS01 \"一方为零\"：支出表.合计.预算数 = 0元 或 支出表.合计.决算数 = 0元\n\
         规则 TS02 \"一方为零\"：支出表.甲费.预算数 = 0元 或 支出表.甲费.决算数 = 0元"
    );
    let unit = check(&rules, PRINTED);
    let found = only(&unit, Verdict::Fail);
    assert_eq!(
        message(found),
        "2 种情形一种也不成立：支出表「合计」预算数写为 9.00 万元，应为 0 万元；支出表「合计」决算数写为 8.00 万元，应为 0 万元"
    );
    assert_eq!(formula(found), "支出表「合计」预算数 9.00 = 0 或 支出表「合计」决算数 8.00 = 0");
    assert_eq!(unit.summary.pass, 1);
}

#[test]
fn round_figures_are_not_taken_for_another_unit_of_money() {
    // Divided by 1,000 all differences would vanish in the last place; what was printed in another unit was rounded in it.
    let rules = "表 余额表 { 列 借方、贷方 行 合计 分 { 银行、现金、应收、收入 } }\n\
                 规则 TS01 \"加\" 逐 格 于 余额表：本格 = 求和(下级行)\n\
                 规则 TS02 \"平\"：余额表.合计.借方 = 余额表.合计.贷方";
    let text = "2024年度余额表\n单位：元\n项目\t借方\t贷方\n合计\t130.00\t130.00\n银行\t60.00\t40.00\n现金\t40.00\t\n\
                应收\t20.00\t50.00\n收入\t20.00\t40.00\n";
    let unit = check(rules, text);
    let kinds: Vec<String> = unit.causes.iter().map(|cause| format!("{:?}", cause.kind)).collect();
    assert!(!kinds.is_empty() && !kinds.iter().any(|kind| kind.contains("Unit")), "{kinds:?}");
}

#[test]
fn a_column_called_as_rows_are_names_the_row_of_a_line_of_data() {
    let rules = "规则集 试 版本 \"1\"\n表 人员表 { 列 编号:文字 列 人数:人 行 合计 分 { 每行 岗位 又名 \"岗位名称\" } }\n\
                 规则 TS01 \"加\" 逐 格 于 {人数} 于 人员表：本格 = 求和(下级行)";
    let editions = Editions::new(&Text(rules.to_owned()), &["试.gj".to_owned()], None);
    for (head, last, failed) in [("岗位", "40", 0), ("岗位名称", "40", 0), ("岗位", "41", 1)] {
        let text = format!(
            "单位,年度,表,{head},编号,人数\n某厂,2024,人员表,合计,,50\n某厂,2024,人员表,管理,01,10\n某厂,2024,人员表,生产,02,{last}\n"
        );
        let (edition, document) = editions.for_document("数.csv", text.as_bytes()).unwrap();
        let account = edition.read(&document).remove(0);
        assert!(account.unclaimed.is_empty(), "{:?}", account.unclaimed);
        let unit = edition.check(&account);
        assert_eq!((unit.summary.fail, unit.summary.pass + unit.summary.fail), (failed, 1), "{head} {last}");
    }
}
