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
