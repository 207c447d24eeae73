//! Sums as they are once figures are changed.

use super::cause::should_text;
use super::expression::expression;
use super::formula::style_of;
use crate::amount::{Dimension, Relation};
use crate::proof::{Cause, Claimed, Finding, Mend, Quantity, Term};

/// Most sums of an entry that are written out with what should stand in them.
const SUMS: usize = 2;

/// What holds once a mistake is mended: the first sums with the numbers put in, and how many comparisons.
pub(super) fn after_words(cause: &Cause, findings: &[Finding]) -> String {
    let explained = cause.explains.iter().filter_map(|at| findings.get(*at));
    let mut sums: Vec<String> = Vec::new();
    for sum in explained.filter_map(|finding| sum_after(finding, &cause.mends)) {
        if sums.len() < SUMS && !sums.contains(&sum) {
            sums.push(sum);
        }
    }
    let sums: String = sums.iter().map(|sum| format!("{sum}；")).collect();
    format!("{sums}涉及的 {} 项核对都相符", cause.holds_after)
}

/// The sum that a finding is about, as it is once figures are changed: `300.00 = 18.60 + 281.40`. None where it is no
/// equality of sums, or none of its figures is changed.
fn sum_after(finding: &Finding, mends: &[Mend]) -> Option<String> {
    let Claimed::Comparison(Relation::Equal, left, right) = &finding.claimed else { return None };
    let adds_up = |term: &Term| matches!(term, Term::Sum { .. } | Term::Apply { .. });
    if !adds_up(left) && !adds_up(right) {
        return None;
    }
    let mut places = finding.places.clone();
    let mut changed: Vec<(usize, &Quantity)> = Vec::new();
    for (at, spot) in places.iter_mut().enumerate() {
        let same = |mend: &&Mend| mend.spot.at == spot.at && mend.spot.text == spot.text;
        let Some(mend) = mends.iter().find(same).filter(|mend| mend.word.is_none()) else { continue };
        // Days do not add up.
        let should = mend.should.as_ref().filter(|should| should.dimension != Dimension::Date)?;
        spot.text = should_text(mend)?;
        changed.push((at, should));
    }
    if changed.is_empty() {
        return None;
    }
    let style = style_of(&finding.claimed, false);
    let write = |term: &Term| expression(&with_figures(term, &changed), &places, style);
    Some(format!("{} = {}", write(left), write(right)))
}

/// A term with other values for some of its figures.
fn with_figures(term: &Term, changed: &[(usize, &Quantity)]) -> Term {
    let mut term = term.clone();
    match &mut term {
        Term::Figure { spot: Some(spot), quantity, .. } => {
            if let Some((_, should)) = changed.iter().find(|(at, _)| at == spot) {
                *quantity = Some((*should).clone());
            }
        }
        Term::Sum { terms, .. } | Term::Apply { terms, .. } => {
            for inner in terms {
                *inner = with_figures(inner, changed);
            }
        }
        _ => {}
    }
    term
}
