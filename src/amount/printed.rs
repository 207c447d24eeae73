//! A number as it was printed: its value and its last place.

use super::{Exact, Interval};

/// The last decimal place of a printed number as a power of ten in base units (元, ratio 1, 1 个): 0.01 万元 has
/// place 2, 16.7 % has −3. `Place::EXACT` marks blanks, counts, years and literals, which stand for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub i8);

impl Place {
    /// No rounding: the number is what it is.
    pub const EXACT: Place = Place(i8::MIN);

    /// Half of one unit in this place; zero for [`Place::EXACT`].
    #[must_use]
    pub fn radius(self) -> Exact {
        if self == Place::EXACT { Exact::ZERO } else { Exact::power_of_ten(i32::from(self.0)).half() }
    }

    /// The finer of two places; [`Place::EXACT`] is none.
    #[must_use]
    pub fn finer(self, other: Place) -> Place {
        match (self, other) {
            (Place::EXACT, place) | (place, Place::EXACT) => place,
            (one, other) => one.min(other),
        }
    }
}

impl Default for Place {
    fn default() -> Self {
        Place::EXACT
    }
}

/// A number and its last printed place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The printed value in base units.
    pub value: Exact,
    /// Its last place.
    pub place: Place,
}

impl Printed {
    /// The interval of numbers that would print so, ends included.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval::around(&self.value, &self.place.radius())
    }
}
