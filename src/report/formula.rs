//! The formula of a finding with the numbers put in.

use super::expression::{LESS, Style, expression, is_word_figure, money_units, quantity_of};
use crate::amount::Relation;
use crate::proof::{Claimed, Finding, Spot, Term};

/// How numbers of a claim are written: with units of money only where several are mixed.
pub(super) fn style_of(claimed: &Claimed, names: bool) -> Style {
    let mut units = Vec::new();
    match claimed {
        Claimed::Comparison(_, left, right) => {
            money_units(left, &mut units);
            money_units(right, &mut units);
        }
        Claimed::SaidTwice(terms) => {
            for term in terms {
                money_units(term, &mut units);
            }
        }
        _ => {}
    }
    Style { names, units: units.len() > 1 }
}

/// 「小于」 against 符号（甲 - 乙）: what the word says, 甲 < 乙.
fn word_as_relation<'a>(
    relation: Relation,
    left: &'a Term,
    right: &'a Term,
    spots: &[Spot],
) -> Option<(&'a Term, &'static str, &'a Term)> {
    let (word, sign) = if is_word_figure(left, spots) { (left, right) } else { (right, left) };
    let Term::Apply { terms, .. } = sign else { return None };
    let [Term::Apply { operator, terms, .. }] = terms.as_slice() else { return None };
    let [first, second] = terms.as_slice() else { return None };
    let said = quantity_of(word).filter(|_| is_word_figure(word, spots))?;
    if relation != Relation::Equal || *operator != LESS {
        return None;
    }
    let sign = match said.value.signum() {
        0 => "=",
        1.. => ">",
        _ => "<",
    };
    Some((first, sign, second))
}

/// What the rule asks for, with names and numbers: `本年支出合计 365.17 = 基本支出 359.67 + 项目支出 5.5`.
/// Long sums are cut short. Empty where the rule is no formula.
#[must_use]
pub fn formula(finding: &Finding) -> String {
    let all = std::iter::once(finding).chain(&finding.or).map(one);
    let all: Vec<String> = all.filter(|formula| !formula.is_empty()).collect();
    all.join(" 或 ")
}

fn one(finding: &Finding) -> String {
    let style = style_of(&finding.claimed, true);
    let write = |term: &Term| expression(term, &finding.places, style);
    match &finding.claimed {
        Claimed::Comparison(relation, left, right) => {
            let (first, sign, second) = match word_as_relation(*relation, left, right, &finding.places) {
                Some(said) => said,
                None => (left, relation.sign(), right),
            };
            format!("{} {sign} {}", write(first), write(second))
        }
        Claimed::SaidTwice(terms) => terms.iter().map(write).collect::<Vec<_>>().join(" = "),
        _ => String::new(),
    }
}
