//! Strategies: made-up accounts, layers and rule files.

use std::sync::Arc;

use proptest::prelude::*;

use crate::{Made, Rules};

/// Accounts that satisfy the rules. A seed by which none can be made up is left out; rules for which there are only such
/// seeds fail the test as proptest's rejects.
pub fn accounts(rules: &Arc<Rules>) -> impl Strategy<Value = Arc<Made>> + use<> {
    let rules = Arc::clone(rules);
    any::<u32>().prop_filter_map("编不出合乎规则的账", move |seed| {
        rules.account(u64::from(seed)).ok().map(Arc::new)
    })
}

/// The number of a rule that is in force.
pub fn numbers(rules: &Rules) -> impl Strategy<Value = String> + use<> {
    let numbers: Vec<String> = rules.numbers().into_iter().map(str::to_owned).collect();
    prop::sample::select(if numbers.is_empty() { vec![String::new()] } else { numbers })
}

/// A layer that does nothing but switch off one rule: its number and the text of the file.
pub fn switches_off(rules: &Rules) -> impl Strategy<Value = (String, String)> + use<> {
    let base = rules.name().to_owned();
    numbers(rules).prop_map(move |number| {
        let text = format!("规则集 {base}试层 版本 \"0\" 基于 {base}\n停用 {number} 因 \"试一试\"\n");
        (number, text)
    })
}

/// A rule file of its own: a table whose rows are parts of wholes, and the rules that say so.
pub fn rule_files() -> impl Strategy<Value = String> {
    let widths = prop::collection::vec(1..5_usize, 1..4);
    (widths, any::<bool>()).prop_map(|(wholes, with_column)| {
        let mut rows: Vec<String> = vec!["总计".to_owned()];
        let mut rules = String::new();
        let mut named: Vec<String> = Vec::new();
        for (at, parts) in wholes.iter().enumerate() {
            let whole = format!("第{}类", at + 1);
            let of: Vec<String> = (1..=*parts).map(|part| format!("第{}类第{part}项", at + 1)).collect();
            let sum: Vec<String> = of.iter().map(|part| format!("试表.{part}")).collect();
            rules += &format!("规则 R{} \"{whole}是各项之和\"：试表.{whole} = {}\n", at + 1, sum.join(" + "));
            rows.push(whole.clone());
            rows.extend(of);
            named.push(format!("试表.{whole}"));
        }
        rules += &format!("规则 R0 \"总计是各类之和\"：试表.总计 = {}\n", named.join(" + "));
        let column = if with_column { "金额" } else { "本年数" };
        format!("规则集 试 版本 \"0\"\n表 试表 {{ 列 {column} 行 {} }}\n{rules}", rows.join(" 行 "))
    })
}
