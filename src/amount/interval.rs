//! Closed intervals of exact numbers.

use super::Exact;

/// All numbers from `low` to `high`, ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Smallest number.
    pub low: Exact,
    /// Largest number.
    pub high: Exact,
}

impl Interval {
    /// One number.
    #[must_use]
    pub fn point(value: &Exact) -> Self {
        Self { low: value.clone(), high: value.clone() }
    }

    /// `value` ± `radius`.
    #[must_use]
    pub fn around(value: &Exact, radius: &Exact) -> Self {
        Self { low: value - radius, high: value + radius }
    }

    /// The smallest interval that holds all of these numbers; none of none.
    #[must_use]
    pub fn hull(numbers: impl IntoIterator<Item = Exact>) -> Option<Self> {
        numbers.into_iter().fold(None, |hull: Option<Self>, number| {
            Some(match hull {
                None => Self::point(&number),
                Some(hull) => Self { low: hull.low.min(number.clone()), high: hull.high.max(number) },
            })
        })
    }

    /// Sums of a number of each.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        Self { low: &self.low + &other.low, high: &self.high + &other.high }
    }

    /// Differences of a number of each.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        Self { low: &self.low - &other.high, high: &self.high - &other.low }
    }

    /// The negatives.
    #[must_use]
    pub fn negate(&self) -> Self {
        Self { low: -&self.high, high: -&self.low }
    }

    /// Products of a number of each.
    #[must_use]
    pub fn multiply(&self, other: &Self) -> Self {
        let corners = [
            &self.low * &other.low,
            &self.low * &other.high,
            &self.high * &other.low,
            &self.high * &other.high,
        ];
        Self::hull(corners).unwrap_or_else(|| Self::point(&Exact::ZERO))
    }

    /// Quotients of a number of each; none if the divisor may be 0.
    #[must_use]
    pub fn divide(&self, divisor: &Self) -> Option<Self> {
        if divisor.contains(&Exact::ZERO) {
            return None;
        }
        let flipped = Self { low: Exact::ONE.divide(&divisor.high)?, high: Exact::ONE.divide(&divisor.low)? };
        Some(self.multiply(&flipped))
    }

    /// Whether a number lies in it.
    #[must_use]
    pub fn contains(&self, value: &Exact) -> bool {
        self.low <= *value && *value <= self.high
    }

    /// Whether the two share a number.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An interval and a number in it.
    fn with_member() -> impl Strategy<Value = (Interval, Exact)> {
        let number = || (-10_000_i64..10_000).prop_map(|value| Exact::from_fixed(value, 2));
        (number(), 0_i64..500, 0_i64..=100).prop_map(|(low, width, share)| {
            let width = Exact::from_fixed(width, 2);
            let member = &low + &(&width * &Exact::fraction(i128::from(share), 100));
            (Interval { high: &low + &width, low }, member)
        })
    }

    /// The ends of a result must be reached: no interval is wider than its members make it.
    fn reached(
        result: &Interval,
        left: &Interval,
        right: &Interval,
        of: impl Fn(&Exact, &Exact) -> Exact,
    ) -> bool {
        let corners: Vec<Exact> = [&left.low, &left.high]
            .into_iter()
            .flat_map(|a| [of(a, &right.low), of(a, &right.high)])
            .collect();
        corners.contains(&result.low) && corners.contains(&result.high)
    }

    proptest! {
        #[test]
        fn results_hold_what_members_give((left, a) in with_member(), (right, b) in with_member()) {
            prop_assert!(left.contains(&a) && left.low <= left.high);
            prop_assert!(left.add(&right).contains(&(&a + &b)));
            prop_assert!(left.subtract(&right).contains(&(&a - &b)));
            prop_assert!(left.negate().contains(&-&a));
            prop_assert!(left.multiply(&right).contains(&(&a * &b)));
            prop_assert!(reached(&left.add(&right), &left, &right, |a, b| a + b));
            prop_assert!(reached(&left.subtract(&right), &left, &right, |a, b| a - b));
            prop_assert!(reached(&left.multiply(&right), &left, &right, |a, b| a * b));
            match left.divide(&right) {
                None => prop_assert!(right.contains(&Exact::ZERO)),
                Some(quotients) => {
                    let quotient = |a: &Exact, b: &Exact| a.divide(b).unwrap_or(Exact::ZERO);
                    prop_assert!(!right.contains(&Exact::ZERO));
                    prop_assert!(quotients.contains(&quotient(&a, &b)));
                    prop_assert!(reached(&quotients, &left, &right, quotient));
                }
            }
        }

        #[test]
        fn two_meet_where_they_share_a_number((left, a) in with_member(), (right, _) in with_member()) {
            let shared = Interval { low: left.low.clone().max(right.low.clone()), high: left.high.clone().min(right.high.clone()) };
            prop_assert_eq!(left.meets(&right), shared.low <= shared.high);
            prop_assert_eq!(left.meets(&right), right.meets(&left));
            prop_assert!(left.meets(&Interval::point(&a)));
        }

        #[test]
        fn a_hull_holds_its_numbers(values in prop::collection::vec(any::<i64>(), 0..8)) {
            let hull = Interval::hull(values.iter().map(|value| Exact::from_integer(*value)));
            let ends = values.iter().min().zip(values.iter().max());
            let expected = ends.map(|(low, high)| (Exact::from_integer(*low), Exact::from_integer(*high)));
            prop_assert_eq!(hull.map(|hull| (hull.low, hull.high)), expected);
        }
    }

    #[test]
    fn a_printed_figure_stands_for_half_its_last_place() {
        use crate::amount::{Place, Printed};
        let share = Printed { value: Exact::from_fixed(167, 3), place: Place(-3) };
        assert_eq!(
            share.interval(),
            Interval { low: Exact::from_fixed(1665, 4), high: Exact::from_fixed(1675, 4) }
        );
        let money = Printed { value: Exact::from_fixed(294_005, 2).shift_ten(4), place: Place(2) };
        assert_eq!(money.interval().high, Exact::from_integer(29_400_550));
        let count = Printed { value: Exact::from_integer(3), place: Place::EXACT };
        assert_eq!(count.interval(), Interval::point(&Exact::from_integer(3)));
    }
}
