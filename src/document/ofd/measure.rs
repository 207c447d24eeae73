//! Lengths of OFD files: millimetres as printed decimals, in thousandths, to the unit of a sheet.

use crate::document::pdf::POINT;

/// Thousandths of a millimetre that one point has, times 1000.
const POINT_LENGTH: i64 = 352_778;

/// Largest length that is believed, in thousandths of a millimetre.
const LONGEST: i64 = 100_000_000;

/// A decimal in thousandths; none if it is no number or absurdly large.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > 9 || !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: String = fraction.chars().chain("000".chars()).take(3).collect();
    let value = (whole * 1000 + part.parse::<i64>().ok()?).min(LONGEST);
    Some(if negative { -value } else { value })
}

/// The numbers of a text, in thousandths; what is none is left out.
pub(super) fn numbers(text: &str) -> Vec<i64> {
    text.split_whitespace().filter_map(thousandths).collect()
}

/// A length in the unit of a sheet.
pub(super) fn length(thousandths: i64) -> i32 {
    let scaled = thousandths.clamp(-LONGEST, LONGEST) * 1000 * i64::from(POINT) / POINT_LENGTH;
    i32::try_from(scaled).unwrap_or(0)
}

/// A rectangle, in thousandths of a millimetre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Width.
    pub width: i64,
    /// Height.
    pub height: i64,
}

impl Default for Area {
    /// A4.
    fn default() -> Self {
        Self { x: 0, y: 0, width: 210_000, height: 297_000 }
    }
}

impl Area {
    /// Of four numbers.
    pub(super) fn of(numbers: &[i64]) -> Option<Self> {
        match numbers {
            [x, y, width, height] => Some(Self { x: *x, y: *y, width: *width, height: *height }),
            _ => None,
        }
    }
}

/// A transformation within an object: thousandths a b c d, then a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Matrix {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
    e: i64,
    f: i64,
}

impl Default for Matrix {
    fn default() -> Self {
        Self { a: 1000, b: 0, c: 0, d: 1000, e: 0, f: 0 }
    }
}

impl Matrix {
    /// Of six numbers.
    pub(super) fn of(numbers: &[i64]) -> Option<Self> {
        match numbers {
            [a, b, c, d, e, f] => Some(Self { a: *a, b: *b, c: *c, d: *d, e: *e, f: *f }),
            _ => None,
        }
    }

    /// Where a point comes to.
    pub(super) fn point(&self, x: i64, y: i64) -> (i64, i64) {
        let along = |p: i64, q: i64, shift: i64| {
            let sum = (i128::from(p) * i128::from(x) + i128::from(q) * i128::from(y)) / 1000;
            i64::try_from(sum).unwrap_or(0).saturating_add(shift)
        };
        (along(self.a, self.c, self.e), along(self.b, self.d, self.f))
    }

    /// A length along a line of text.
    pub(super) fn along(&self, length: i64) -> i64 {
        let scale = self.a.abs().max(self.b.abs());
        i64::try_from(i128::from(scale) * i128::from(length) / 1000).unwrap_or(0)
    }

    /// A length across a line of text.
    pub(super) fn across(&self, length: i64) -> i64 {
        let scale = self.d.abs().max(self.c.abs());
        i64::try_from(i128::from(scale) * i128::from(length) / 1000).unwrap_or(0)
    }

    /// Direction of text in quarter turns clockwise.
    pub(super) fn turn(&self) -> u8 {
        match (self.a.abs() >= self.b.abs(), self.a >= 0, self.b >= 0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_thousandths() {
        for (text, wanted) in [
            ("1", Some(1000)),
            ("-0.5", Some(-500)),
            (".25", Some(250)),
            ("3.17559", Some(3175)),
            ("1e3", None),
            ("", None),
            ("12345678901", None),
        ] {
            assert_eq!(thousandths(text), wanted, "{text}");
        }
        assert_eq!(length(25_400), 7199);
    }
}
