//! Numbers of cells as decimal digits: what a number format rounds, groups and pads.

/// Longest text of digits that is kept; workbooks hold 15 significant digits.
const LONGEST: usize = 330;

/// A decimal number: 0.digits × 10^point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    /// Below zero.
    pub negative: bool,
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// From a number as programs write it (`-12.5`, `1.2E-5`); none if it is no number or absurdly large or small.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let fits = !digits.is_empty() && digits.len() <= LONGEST && exponent.abs() <= LONGEST as i32;
        if !fits || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let digits = digits.iter().map(|digit| digit - b'0').collect();
        let mut number = Self { negative, digits, point: whole.len() as i32 + exponent };
        number.tidy();
        Some(number)
    }

    /// Whether it is zero.
    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Without its sign.
    pub(super) fn unsigned(mut self) -> Self {
        self.negative = false;
        self
    }

    /// Multiplied by a power of ten.
    pub(super) fn shifted(mut self, power: i32) -> Self {
        if !self.is_zero() {
            self.point = self.point.saturating_add(power);
        }
        self
    }

    /// Rounded to decimals, halves away from zero.
    pub(super) fn rounded(mut self, places: u32) -> Self {
        let kept = i64::from(self.point) + i64::from(places);
        if kept >= self.digits.len() as i64 {
            return self;
        }
        let kept = usize::try_from(kept).ok();
        let up = match kept {
            Some(kept) => self.digits.get(kept).is_some_and(|digit| *digit >= 5),
            None => false,
        };
        self.digits.truncate(kept.unwrap_or(0));
        if up {
            self.increment();
        }
        self.tidy();
        self
    }

    /// Rounded to significant digits; digits before the point stay.
    pub(super) fn significant(self, digits: i32) -> Self {
        let places = (digits - self.point).max(0);
        self.rounded(u32::try_from(places).unwrap_or(0))
    }

    /// The exponent of scientific writing: one digit before the point.
    pub(super) fn exponent(&self) -> i32 {
        if self.is_zero() { 0 } else { self.point - 1 }
    }

    /// Times a whole number, rounded to a whole; none if that is too large.
    pub(super) fn times_whole(&self, factor: i64) -> Option<i64> {
        let (whole, fraction) = self.parts();
        let whole: i64 = whole.parse().ok()?;
        let places: String = fraction.chars().chain(std::iter::repeat('0')).take(12).collect();
        let part: i128 = places.parse().ok()?;
        let part = (part * i128::from(factor) * 2 / 1_000_000_000_000 + 1) / 2;
        let size = whole.checked_mul(factor)?.checked_add(i64::try_from(part).ok()?)?;
        Some(if self.negative { -size } else { size })
    }

    /// Digits before the point (at least one) and behind it.
    pub(super) fn parts(&self) -> (String, String) {
        let point = usize::try_from(self.point).unwrap_or(0);
        let mut whole: String =
            self.digits.iter().take(point).map(|digit| char::from(b'0' + digit)).collect();
        whole.extend(std::iter::repeat_n('0', point.saturating_sub(self.digits.len())));
        let zeros = usize::try_from(-self.point).unwrap_or(0);
        let mut fraction: String = std::iter::repeat_n('0', zeros.min(LONGEST)).collect();
        fraction.extend(self.digits.iter().skip(point).map(|digit| char::from(b'0' + digit)));
        if whole.is_empty() {
            whole.push('0');
        }
        (whole, if self.is_zero() { String::new() } else { fraction })
    }

    fn increment(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
        self.point += 1;
    }

    fn tidy(&mut self) {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= zeros as i32;
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
            self.negative = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_halves_away_from_zero() {
        for (text, places, wanted) in [
            ("365.1", 2, "365.1"),
            ("365.095", 2, "365.1"),
            ("0.005", 2, "0.01"),
            ("0.0049", 2, "0"),
            ("9.995", 2, "10"),
            ("1234.5", 0, "1235"),
            ("1.5E3", 0, "1500"),
            ("2.5e-3", 3, "0.003"),
            ("0.5", 0, "1"),
            ("0.05", 0, "0"),
            ("000", 2, "0"),
        ] {
            let (whole, fraction) = Decimal::parse(text).unwrap().rounded(places).parts();
            let got = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
            assert_eq!(got, wanted, "{text}");
        }
        for text in ["", "-", "1.2.3", "NaN", "1e999", "0x1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
