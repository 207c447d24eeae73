//! The three outcomes of a comparison between rounded figures: 通过, 尾差, 不符.

use super::{Exact, Interval, Relation};

/// How a comparison came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// Holds as printed.
    Holds,
    /// Does not hold as printed, but rounding alone can explain it.
    WithinRounding,
    /// No rounding explains it.
    Fails,
}

/// Whether a relation holds between two exact numbers.
#[must_use]
pub fn relation_holds(relation: Relation, left: &Exact, right: &Exact) -> bool {
    match relation {
        Relation::Equal => left == right,
        Relation::NotEqual => left != right,
        Relation::AtMost => left <= right,
        Relation::Less => left < right,
        Relation::AtLeast => left >= right,
        Relation::Greater => left > right,
    }
}

/// Judges `left relation right` from `difference` (left − right as printed, a computed side rounded to the place of
/// the single figure beside it) and from `reachable`, the interval of what left − right can be within rounding.
///
/// `≠` is judged as printed: two figures that print the same are equal.
#[must_use]
pub fn compare(relation: Relation, difference: &Exact, reachable: &Interval) -> Agreement {
    if relation_holds(relation, difference, &Exact::ZERO) {
        return Agreement::Holds;
    }
    let saved = match relation {
        Relation::Equal => reachable.contains(&Exact::ZERO),
        Relation::NotEqual => false,
        Relation::AtMost => reachable.low <= Exact::ZERO,
        Relation::Less => reachable.low < Exact::ZERO,
        Relation::AtLeast => reachable.high >= Exact::ZERO,
        Relation::Greater => reachable.high > Exact::ZERO,
    };
    if saved { Agreement::WithinRounding } else { Agreement::Fails }
}
