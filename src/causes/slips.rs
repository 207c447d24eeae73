//! Slips of the pen: how one printed number becomes another.

use super::bench::Bench;
use super::cells::Figure;
use super::patch::Change;
use crate::text::one_edit;

impl Bench<'_, '_> {
    /// Whether what is printed is a slip of the pen for what it would be.
    pub(super) fn is_slip(&self, change: &Change) -> bool {
        change.to.is_some_and(|to| is_slip(self.cells.figure(change.cell), to))
    }
}

/// Whether a number is another with one digit wrong, lost or doubled, two exchanged, the point or the sign misplaced.
pub(super) fn is_slip(printed: Figure, meant: Figure) -> bool {
    let unit = if printed.unit > 0 { printed.unit } else { meant.unit.max(1) };
    let (one, other) = (printed.value, meant.value);
    if one == 0 || other == 0 || one == other {
        return false;
    }
    if one == -other || is_moved_point(one, other) || is_moved_point(other, one) {
        return true;
    }
    if one.signum() != other.signum() || one % unit != 0 || other % unit != 0 {
        return false;
    }
    let (one, other) = ((one / unit).abs().to_string(), (other / unit).abs().to_string());
    one_edit(one.as_bytes(), other.as_bytes()).is_some()
}

/// The numbers that a printed one may be a slip of the pen for, by one digit or two beside each other.
pub(super) fn forms(printed: Figure) -> Vec<i64> {
    let unit = printed.unit.max(1);
    if printed.value == 0 || printed.value % unit != 0 {
        return Vec::new();
    }
    let text = (printed.value / unit).abs().to_string();
    let digits = text.as_bytes();
    let mut all: Vec<i64> = Vec::new();
    let mut add = |digits: &[u8]| {
        let number = std::str::from_utf8(digits).ok().and_then(|text| text.parse::<i64>().ok());
        let value =
            number.and_then(|number| number.checked_mul(unit)).map(|value| value * printed.value.signum());
        all.extend(value.filter(|value| *value != printed.value && *value != 0));
    };
    for at in 0..digits.len() {
        let mut changed = digits.to_vec();
        for digit in b'0'..=b'9' {
            if let Some(place) = changed.get_mut(at) {
                *place = digit;
            }
            add(&changed);
        }
        if at + 1 < digits.len() {
            let mut swapped = digits.to_vec();
            swapped.swap(at, at + 1);
            add(&swapped);
        }
        let mut dropped = digits.to_vec();
        dropped.remove(at);
        add(&dropped);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The numbers that a printed one may be with its point, or 万, misplaced.
pub(super) fn moved_points(printed: Figure) -> Vec<i64> {
    if printed.value == 0 {
        return Vec::new();
    }
    let unit = printed.unit.max(1);
    let powers = (1..=4).map(|power| 10_i64.pow(power));
    powers
        .flat_map(|power| {
            let less = (printed.value % (power * unit) == 0).then(|| printed.value / power);
            [printed.value.checked_mul(power), less]
        })
        .flatten()
        .collect()
}

fn is_moved_point(one: i64, other: i64) -> bool {
    (1..=4).any(|power| other.checked_mul(10_i64.pow(power)) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::Place;
    use crate::facts::State;

    fn figure(value: i64) -> Figure {
        Figure { value, unit: 100, state: State::Value, place: Place(0) }
    }

    #[test]
    fn slips_of_the_pen_are_known_and_other_numbers_are_none() {
        let slip = |a, b| is_slip(figure(a), figure(b));
        assert!(slip(21_400, 24_100), "exchanged");
        assert!(slip(21_400, 21_500), "one digit");
        assert!(slip(2_400, 21_400), "dropped");
        assert!(slip(211_400, 21_400), "doubled");
        assert!(slip(-21_400, 21_400), "sign");
        assert!(slip(2_140, 21_400) && slip(214_000_000, 21_400), "point");
        assert!(!slip(21_400, 35_100));
        assert!(!slip(21_400, 0) && !slip(21_400, 21_400));
        assert!(!slip(21_400, 42_100), "not beside each other");
    }
}
