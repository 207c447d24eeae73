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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RELATIONS: [Relation; 6] = [
        Relation::Equal,
        Relation::NotEqual,
        Relation::AtMost,
        Relation::Less,
        Relation::AtLeast,
        Relation::Greater,
    ];

    #[test]
    fn outcomes_are_those_of_real_figures() {
        let ratio = |top: (i64, i64), bottom: (i64, i64), printed: (i64, i64)| {
            let interval = |(value, radius): (i64, i64)| {
                Interval::around(&Exact::from_integer(value), &Exact::from_integer(radius))
            };
            let computed = interval(top).divide(&interval(bottom)).unwrap();
            let reachable =
                computed.subtract(&interval(printed).multiply(&Interval::point(&Exact::fraction(1, 1000))));
            let value = Exact::from_integer(top.0).divide(&Exact::from_integer(bottom.0)).unwrap();
            let rounded = value.round_to_place(crate::amount::Place(-2));
            let difference = &rounded - &Exact::fraction(i128::from(printed.0), 1000);
            compare(Relation::Equal, &difference, &reachable)
        };
        // 5.5 ÷ 6.67 is 82.46 %, printed 83 %; amounts in thousandths.
        assert_eq!(ratio((5500, 5), (6670, 5), (830, 5)), Agreement::WithinRounding);
        // 31.76 ÷ 28.54 is 111.28 %, printed 112 %.
        assert_eq!(ratio((31_760, 5), (28_540, 5), (1120, 5)), Agreement::Fails);
        assert_eq!(ratio((31_760, 5), (28_540, 5), (1110, 5)), Agreement::Holds);
    }

    #[test]
    fn ends_count_except_where_the_sign_excludes_them() {
        let number = Exact::from_integer;
        let touching = |low: i64, high: i64| Interval { low: number(low), high: number(high) };
        let rows = [
            (Relation::Equal, 1, touching(0, 2), Agreement::WithinRounding),
            (Relation::Equal, 2, touching(1, 3), Agreement::Fails),
            (Relation::Equal, 0, touching(5, 6), Agreement::Holds),
            (Relation::NotEqual, 0, touching(-1, 1), Agreement::Fails),
            (Relation::NotEqual, 1, touching(0, 2), Agreement::Holds),
            (Relation::AtMost, 1, touching(0, 2), Agreement::WithinRounding),
            (Relation::Less, 1, touching(0, 2), Agreement::Fails),
            (Relation::Less, 0, touching(-1, 1), Agreement::WithinRounding),
            (Relation::AtLeast, -1, touching(-2, 0), Agreement::WithinRounding),
            (Relation::Greater, -1, touching(-2, 0), Agreement::Fails),
            (Relation::Greater, 0, touching(-1, 1), Agreement::WithinRounding),
        ];
        for (relation, difference, reachable, expected) in rows {
            assert_eq!(
                compare(relation, &number(difference), &reachable),
                expected,
                "{relation:?} {difference}"
            );
        }
    }

    proptest! {
        #[test]
        fn outcomes_follow_from_what_is_reachable(
            relation in prop::sample::select(RELATIONS.to_vec()),
            difference in -30_i64..30,
            radius in 0_i64..15,
        ) {
            let reachable = Interval::around(&Exact::from_integer(difference), &Exact::from_integer(radius));
            let holds = |value: i64| relation_holds(relation, &Exact::from_integer(value), &Exact::ZERO);
            let by_rounding = (difference - radius..=difference + radius).any(holds);
            let expected = match (holds(difference), by_rounding && relation != Relation::NotEqual) {
                (true, _) => Agreement::Holds,
                (false, true) => Agreement::WithinRounding,
                (false, false) => Agreement::Fails,
            };
            prop_assert_eq!(compare(relation, &Exact::from_integer(difference), &reachable), expected);
        }

        #[test]
        fn the_opposite_holds_where_the_relation_does_not(left in -3_i64..3, right in -3_i64..3) {
            let (left, right) = (Exact::from_integer(left), Exact::from_integer(right));
            for relation in RELATIONS {
                prop_assert_ne!(relation_holds(relation, &left, &right), relation_holds(relation.opposite(), &left, &right));
                prop_assert_eq!(relation.opposite().opposite(), relation);
            }
        }
    }
}
