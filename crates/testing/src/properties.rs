//! What holds of any sound rule set. Each takes the rules and an account that satisfies them, and says what is wrong.

use std::collections::BTreeSet;

use gouji::amount::Dimension;
use gouji::document::DataFact;
use gouji::proof::{Counts, Verdict};
use gouji::ruleset::{Expr, RuleId};
use gouji::syntax::Level;

use crate::made::{account, lines, shuffled, tenfold};
use crate::verdicts::{Verdicts, difference, verdicts};
use crate::{Broken, Made, Rules};

/// An account that satisfies the rules has no finding to mend or to check.
///
/// # Errors
/// It has one.
pub fn a_valid_account_has_no_finding(rules: &Rules, made: &Made) -> Result<(), Broken> {
    let unit = rules.edition().check(&made.account);
    let grave =
        unit.findings.iter().find(|finding| finding.verdict == Verdict::Fail && finding.level != Level::Hint);
    match grave {
        None => Ok(()),
        Some(finding) => Err(Broken::Property(
            "合乎规则的账没有不符",
            format!("规则 {}（{}）不符", finding.rule, finding.title),
        )),
    }
}

/// The order of the lines of an account (rows, columns, tables) changes no verdict.
///
/// # Errors
/// It does.
pub fn the_order_of_figures_does_not_matter(rules: &Rules, made: &Made, seed: u64) -> Result<(), Broken> {
    same_as_data(rules, made, "数的先后不影响结论", |lines| shuffled(lines, seed), &|_| false)
}

/// Amounts ten times as large, and as exact, come out the same: but for rules that name an amount themselves.
///
/// # Errors
/// A rule comes out otherwise.
pub fn larger_amounts_come_out_the_same(rules: &Rules, made: &Made) -> Result<(), Broken> {
    let bound = name_amounts(rules);
    let larger = |lines| tenfold(rules.edition(), lines);
    same_as_data(rules, made, "金额都放大十倍，结论不变", larger, &|rule| bound.contains(rule))
}

/// Looks whether the account, written as data and changed, comes out as it does unchanged, but for some rules.
fn same_as_data(
    rules: &Rules,
    made: &Made,
    name: &'static str,
    change: impl Fn(Vec<DataFact>) -> Vec<DataFact>,
    but: &dyn Fn(&str) -> bool,
) -> Result<(), Broken> {
    let edition = rules.edition();
    let all = lines(edition, &made.account);
    let read =
        |lines| account(edition, lines).ok_or_else(|| Broken::Property(name, "写成数据读不回来".to_owned()));
    let (before, after) = (read(all.clone())?, read(change(all))?);
    same(name, &verdicts(edition, &before), &verdicts(edition, &after), but)
}

fn same(
    name: &'static str,
    before: &Verdicts,
    after: &Verdicts,
    but: &dyn Fn(&str) -> bool,
) -> Result<(), Broken> {
    difference(before, after, but).map_or(Ok(()), |what| Err(Broken::Property(name, what)))
}

/// A further rule over a table of its own decides nothing otherwise for all others. (Rules over all tables have one more to
/// which they may not apply.)
///
/// # Errors
/// It does, or cannot be added.
pub fn an_unrelated_rule_changes_nothing(rules: &Rules, made: &Made) -> Result<(), Broken> {
    let base = rules.name();
    let layer = format!(
        "规则集 {base}别层 版本 \"0\" 基于 {base}\n表 别处的试表 可缺 {{ 列 金额 行 甲 行 乙 }}\n\
         规则 BC9990 \"别处的试\"：别处的试表.甲 = 别处的试表.乙\n"
    );
    let more = rules.with("别层.gj", &layer)?;
    same_but(rules, &more, made, "无关的规则不影响别的规则", &|rule| rule == "BC9990", &decided)
}

/// A layer that switches a rule off takes away its findings and changes no other rule.
///
/// # Errors
/// Another rule comes out otherwise, or the rule still has findings.
pub fn switching_off_removes_only_that(
    rules: &Rules,
    made: &Made,
    number: &str,
    layer: &str,
) -> Result<(), Broken> {
    const NAME: &str = "停用一条规则，只少它一条";
    let less = rules.with("试层.gj", layer)?;
    let account = less.read(made).ok_or_else(|| Broken::Property(NAME, "读不回来".to_owned()))?;
    let left = verdicts(less.edition(), &account);
    let judged = left.get(number).is_some_and(|counts| counts.pass + counts.rounding + counts.fail > 0);
    if judged {
        return Err(Broken::Property(NAME, format!("规则 {number} 停用了还在核对")));
    }
    same_but(rules, &less, made, NAME, &|rule| rule == number, &|counts| counts)
}

fn same_but(
    rules: &Rules,
    others: &Rules,
    made: &Made,
    name: &'static str,
    but: &dyn Fn(&str) -> bool,
    what_counts: &dyn Fn(Counts) -> Counts,
) -> Result<(), Broken> {
    // Both are read from the document as it is printed.
    let read = |rules: &Rules| {
        let account = rules.read(made).ok_or_else(|| Broken::Property(name, "读不回来".to_owned()))?;
        let all = verdicts(rules.edition(), &account);
        Ok(all.into_iter().map(|(rule, counts)| (rule, what_counts(counts))).collect::<Verdicts>())
    };
    same(name, &read(rules)?, &read(others)?, but)
}

fn decided(counts: Counts) -> Counts {
    Counts { not_applicable: 0, ..counts }
}

/// Rules that name an amount other than 0, or a tolerance: for them ten times as much is something else.
fn name_amounts(rules: &Rules) -> BTreeSet<&str> {
    let set = &rules.edition().rules;
    let mut ids: BTreeSet<RuleId> =
        set.rules.iter().filter(|rule| rule.tolerance.is_some()).map(|rule| rule.id).collect();
    for check in &set.checks {
        let mut named = false;
        for expr in check.guard.iter().chain([&check.body]) {
            expr.walk(&mut |inner| {
                named |= match inner {
                    Expr::Number(literal) => {
                        !literal.value.is_zero() && matches!(literal.dimension, Some(Dimension::Money))
                    }
                    Expr::Defined(_) => true,
                    _ => false,
                };
            });
        }
        if named {
            ids.insert(check.rule);
        }
    }
    set.rules.iter().filter(|rule| ids.contains(&rule.id)).map(|rule| rule.code.as_str()).collect()
}
