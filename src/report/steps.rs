//! The formula of a finding worked out step by step: what figures can have been before they were rounded, what each part
//! comes to, how the two sides compare.

use super::expression::{Style, expression, glued, quantity_of, value_words};
use super::formula::style_of;
use super::message::{size_of_print, tolerance_words};
use super::number::{beside, difference_words, in_unit_of, literal_words, quantity_words};
use crate::amount::{Interval, Place};
use crate::proof::{Claimed, Finding, Quantity, Spot, Term, Verdict};

/// Most figures of which it is told what they can have been.
const FIGURES: usize = 12;

/// The steps, each a sentence without a full stop; none where nothing is computed.
pub(super) fn steps(finding: &Finding) -> Vec<String> {
    let Claimed::Comparison(_, left, right) = &finding.claimed else { return Vec::new() };
    let mut steps =
        Steps { spots: &finding.places, style: style_of(&finding.claimed, false), told: Vec::new() };
    let exact = finding.difference.as_ref().is_none_or(|difference| difference.value.is_zero());
    let rounded = finding.explained.is_some() && !exact;
    if rounded {
        steps.figures(left);
        steps.figures(right);
        steps.told.truncate(FIGURES);
    }
    steps.part("左边", left, rounded);
    steps.part("右边", right, rounded);
    steps.told.extend(outcome(finding, left, right));
    steps.told
}

struct Steps<'f> {
    spots: &'f [Spot],
    style: Style,
    told: Vec<String>,
}

impl Steps<'_> {
    /// What each printed figure can have been.
    fn figures(&mut self, term: &Term) {
        match term {
            Term::Figure { name, quantity: Some(quantity), .. } if quantity.place != Place::EXACT => {
                let value = value_words(term, self.spots);
                if let Some(range) = range(quantity, &quantity.interval) {
                    let words = format!("{}：四舍五入之前{range}", glued(&[name, &value]));
                    if !self.told.contains(&words) {
                        self.told.push(words);
                    }
                }
            }
            Term::Sum { terms, .. } | Term::Apply { terms, .. } => {
                terms.iter().for_each(|term| self.figures(term));
            }
            _ => {}
        }
    }

    /// What a part that is computed comes to, its own parts first.
    fn part(&mut self, side: &str, term: &Term, rounded: bool) {
        let (Term::Sum { terms, quantity, .. } | Term::Apply { terms, quantity, .. }) = term else { return };
        for inner in terms {
            self.part("", inner, rounded);
        }
        let Some(quantity) = quantity.as_ref().filter(|_| !terms.is_empty()) else { return };
        let formula = expression(term, self.spots, self.style);
        let printed =
            terms.iter().find_map(quantity_of).filter(|first| first.dimension == quantity.dimension);
        let value = match printed {
            Some(printed) => beside(quantity, Some(printed)),
            None => quantity_words(quantity),
        };
        // A sum of one term is that term.
        if formula == value || matches!(term, Term::Sum { .. }) && terms.len() < 2 {
            return;
        }
        let range =
            range(&printed.map_or_else(|| quantity.clone(), |p| in_unit_of(quantity, p)), &quantity.interval);
        let range = range.filter(|_| rounded).map_or_else(String::new, |range| format!("（{range}）"));
        let side = if side.is_empty() { String::new() } else { format!("{side}：") };
        self.told.push(format!("{side}{formula} = {value}{range}"));
    }
}

/// `在 213.995 万元 到 214.005 万元 之间`; none of one number.
fn range(unit: &Quantity, interval: &Interval) -> Option<String> {
    let end = |value: &crate::amount::Exact| {
        literal_words(&Quantity { value: value.clone(), place: Place::EXACT, ..unit.clone() })
    };
    let (low, high) = (end(&interval.low), end(&interval.high));
    (low != high).then(|| format!("在 {low} 到 {high} 之间"))
}

/// How the two sides compare, and what rounding or 允许误差 makes of it.
fn outcome(finding: &Finding, left: &Term, right: &Term) -> Option<String> {
    let difference = finding.difference.as_ref()?;
    if difference.value.is_zero() {
        return Some("两边正好相等".to_owned());
    }
    let printed = size_of_print(finding);
    let side = |term: &Term| match term {
        Term::Sum { quantity: Some(quantity), .. } | Term::Apply { quantity: Some(quantity), .. } => {
            beside(quantity, printed)
        }
        _ => value_words(term, &finding.places),
    };
    let which = if difference.value.signum() > 0 { "多" } else { "少" };
    let size = difference_words(difference, printed);
    let mut words = format!("左边 {}，右边 {}，左边{which} {size}", side(left), side(right));
    if let Some(explained) = &finding.explained {
        let most = difference_words(explained, printed);
        let enough = if finding.verdict == Verdict::Fail { "解释不了" } else { "解释得了" };
        words.push_str(&format!("；四舍五入最多能解释 {most}，{enough}"));
    } else if let Some(tolerance) = tolerance_words(finding) {
        words.push_str(&format!("；{tolerance}"));
    }
    Some(words)
}
