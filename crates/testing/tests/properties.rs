//! The properties hold for rules that are sound, and each fails for rules or accounts that are not.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::{Arc, LazyLock};

use gouji_testing::{Broken, Rules, properties, strategies, verdicts};
use proptest::prelude::*;

const SOUND: &str = "规则集 本局 版本 \"1\"\n表 收支表 { 列 金额 行 收入 行 支出 行 结余 }\n\
    规则 S1 \"结余\"：收支表.结余 = 收支表.收入 - 收支表.支出\n规则 S2 \"结余不为负\"：收支表.结余 ≥ 0元\n";

static RULES: LazyLock<Arc<Rules>> =
    LazyLock::new(|| Arc::new(Rules::of_files(&[("本局.gj", SOUND)], Some(2024)).unwrap()));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sound_rules_have_all_properties(
        made in strategies::accounts(&RULES),
        seed in any::<u64>(),
        (number, layer) in strategies::switches_off(&RULES),
    ) {
        properties::a_valid_account_has_no_finding(&RULES, &made)?;
        properties::the_order_of_figures_does_not_matter(&RULES, &made, seed)?;
        properties::larger_amounts_come_out_the_same(&RULES, &made)?;
        properties::an_unrelated_rule_changes_nothing(&RULES, &made)?;
        properties::switching_off_removes_only_that(&RULES, &made, &number, &layer)?;
    }

    #[test]
    fn made_up_rule_files_are_sound(text in strategies::rule_files(), seed in any::<u64>()) {
        let rules = Rules::of_files(&[("试.gj", &text)], Some(2024))?;
        let made = rules.account(seed)?;
        properties::a_valid_account_has_no_finding(&rules, &made)?;
        properties::the_order_of_figures_does_not_matter(&rules, &made, seed)?;
        properties::larger_amounts_come_out_the_same(&rules, &made)?;
        prop_assert!(verdicts(rules.edition(), &made.account).values().any(|counts| counts.pass > 0), "{}", text);
    }

    #[test]
    fn planted_mistakes_break_the_first_property(seed in any::<u32>()) {
        let made = RULES.account(u64::from(seed))?;
        let faulty = RULES.faulty(&made, 1, u64::from(seed));
        prop_assume!(!faulty.faults.is_empty());
        let document = gouji::document::read("a.txt", faulty.page.text().as_bytes()).unwrap();
        let account = RULES.edition().read(&document).into_iter().next().unwrap();
        let mut wrong = made;
        wrong.account = account;
        prop_assert!(properties::a_valid_account_has_no_finding(&RULES, &wrong).is_err());
    }
}

#[test]
fn a_rule_that_names_an_amount_is_not_asked_to_scale_and_others_are() {
    let text = format!("{SOUND}规则 S3 \"不超过一亿\"：收支表.收入 < 100000000元\n");
    let rules = Rules::of_files(&[("本局.gj", &text)], Some(2024)).unwrap();
    let made = rules.account(3).unwrap();
    properties::larger_amounts_come_out_the_same(&rules, &made).unwrap();
}

#[test]
fn a_layer_that_changes_something_else_is_found_out() {
    let made = RULES.account(5).unwrap();
    let layer = "规则集 坏层 版本 \"0\" 基于 本局\n停用 S1 因 \"试\"\n停用 S2 因 \"也停了\"\n";
    let broken = properties::switching_off_removes_only_that(&RULES, &made, "S1", layer);
    assert!(matches!(&broken, Err(Broken::Property(_, what)) if what.contains("S2")), "{broken:?}");
    let nothing = "规则集 空层 版本 \"0\" 基于 本局\n";
    let broken = properties::switching_off_removes_only_that(&RULES, &made, "S1", nothing);
    assert!(matches!(&broken, Err(Broken::Property(_, what)) if what.contains("还在核对")), "{broken:?}");
}

#[test]
fn no_account_is_blank_though_its_only_row_is_often_not_in_use() {
    let text =
        "规则集 试 版本 \"0\"\n表 试表 { 列 金额 行 总计 行 本级 }\n规则 R1 \"同\"：试表.总计 = 试表.本级\n";
    let rules = Rules::of_files(&[("试.gj", text)], Some(2024)).unwrap();
    for seed in 0..200 {
        let made = rules.account(seed).unwrap();
        assert!(verdicts(rules.edition(), &made.account)["R1"].pass > 0, "{seed}: {}", made.page.text());
    }
}

#[test]
fn rules_with_errors_and_rules_that_contradict_are_told() {
    assert!(matches!(
        Rules::of_files(&[("坏.gj", "规则集 坏 版本 \"1\"\n规则 X：")], None),
        Err(Broken::Rules(_))
    ));
    let text = format!("{SOUND}规则 S4 \"结余为负\"：收支表.结余 < 0元\n");
    let rules = Rules::of_files(&[("本局.gj", &text)], Some(2024)).unwrap();
    assert!(matches!(rules.account(1), Err(Broken::Made(_))));
}
