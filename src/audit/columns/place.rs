//! Whether values lie on their printed places: then rounding to a place leaves them as they are.

use crate::amount::Place;

/// Whether every value, in fixed point of `scale` decimals, is a multiple of its place.
pub(super) fn all_on_place(values: &[i64], places: &[Place], scale: u8) -> bool {
    let Some(first) = places.first() else { return true };
    if places.iter().all(|place| place == first) {
        return match step(*first, scale) {
            None => true,
            // Places that amounts have: the divisor is known when the program is built.
            Some(1_000_000) => values.iter().all(|value| value % 1_000_000 == 0),
            Some(100) => values.iter().all(|value| value % 100 == 0),
            Some(step) => values.iter().all(|value| value % step == 0),
        };
    }
    values.iter().zip(places).all(|(value, place)| step(*place, scale).is_none_or(|step| value % step == 0))
}

/// The size of a place in fixed point; none where every value lies on it.
fn step(place: Place, scale: u8) -> Option<i64> {
    let exponent = i32::from(place.0) + i32::from(scale);
    if place == Place::EXACT || exponent <= 0 {
        return None;
    }
    // A place beyond 63 bits has only zero on it.
    Some(10i64.checked_pow(exponent.unsigned_abs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_on_places_that_divide_them() {
        let hundred = Place(2);
        assert!(all_on_place(&[0, 3_000_000, -1_000_000], &[hundred; 3], 4));
        assert!(!all_on_place(&[0, 3_000_001], &[hundred; 2], 4));
        assert!(all_on_place(&[3_000_001, 2_000_000], &[Place::EXACT, hundred], 4));
        assert!(!all_on_place(&[3_000_000, 2_000_500], &[hundred, Place(-1)], 4));
        assert!(all_on_place(&[7], &[Place(-4)], 4));
        assert!(!all_on_place(&[7], &[Place(100)], 4));
    }
}
