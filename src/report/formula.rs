//! The formula of a finding with the numbers put in.

use super::expression::{Style, expression, money_units};
use crate::audit::{Claimed, Finding, Term};

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

/// What the rule asks for, with names and numbers: `本年支出合计 365.17 = 基本支出 359.67 + 项目支出 5.5`.
/// Long sums are cut short. Empty where the rule is no formula.
#[must_use]
pub fn formula(finding: &Finding) -> String {
    let style = style_of(&finding.claimed, true);
    let write = |term: &Term| expression(term, &finding.places, style);
    match &finding.claimed {
        Claimed::Comparison(relation, left, right) => {
            format!("{} {} {}", write(left), relation.sign(), write(right))
        }
        Claimed::SaidTwice(terms) => terms.iter().map(write).collect::<Vec<_>>().join(" = "),
        _ => String::new(),
    }
}
