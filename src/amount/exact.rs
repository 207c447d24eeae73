//! Exact rational numbers: i128 fractions with a big-integer fallback, so that no computation overflows or rounds.

use std::cmp::Ordering;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

use super::Place;

/// An exact rational number in base units.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exact(Repr);

/// Always reduced, denominator positive; `Big` only where `Small` does not hold the value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Repr {
    Small { numerator: i128, denominator: i128 },
    Big(Box<BigRational>),
}

fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        // Division of half the width is several times faster, and nearly all amounts fit it.
        if let (Ok(small_a), Ok(small_b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd_small(small_a, small_b));
        }
        (a, b) = (b, a % b);
    }
    a
}

fn gcd_small(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Exact {
    /// 0
    pub const ZERO: Exact = Exact(Repr::Small { numerator: 0, denominator: 1 });
    /// 1
    pub const ONE: Exact = Exact(Repr::Small { numerator: 1, denominator: 1 });

    /// A whole number.
    #[must_use]
    pub fn from_integer(value: i64) -> Self {
        Exact(Repr::Small { numerator: i128::from(value), denominator: 1 })
    }

    /// A fixed-point number: `value` × 10^−`scale`.
    #[must_use]
    pub fn from_fixed(value: i64, scale: u8) -> Self {
        Self::from_integer(value).shift_ten(-i32::from(scale))
    }

    /// The same in fixed point, if it is exact there and fits.
    #[must_use]
    pub fn to_fixed(&self, scale: u8) -> Option<i64> {
        match self.shift_ten(i32::from(scale)).0 {
            Repr::Small { numerator, denominator: 1 } => i64::try_from(numerator).ok(),
            _ => None,
        }
    }

    /// Reads plain decimal text (`-1234.50`) of up to 400 characters: one sign, no separators, no exponent.
    #[must_use]
    pub fn parse_decimal(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return None;
        }
        let text = text.strip_prefix('+').unwrap_or(text);
        match Decimal::from_str_exact(text) {
            Ok(decimal) => {
                let whole = Exact(Repr::Small { numerator: decimal.mantissa(), denominator: 1 });
                Some(whole.shift_ten(-i32::try_from(decimal.scale()).unwrap_or(0)))
            }
            Err(_) => Self::parse_long(text),
        }
    }

    /// Decimals longer than a machine decimal.
    fn parse_long(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if text.len() > 400 || fraction.contains('.') {
            return None;
        }
        let number: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let value = BigRational::from_integer(number);
        Some(Self::from_big(value).shift_ten(-i32::try_from(fraction.len()).ok()?))
    }

    /// 10^`exponent`; exponents beyond ±400 are held at ±400.
    #[must_use]
    pub fn power_of_ten(exponent: i32) -> Self {
        let size = exponent.unsigned_abs().min(400);
        match 10i128.checked_pow(size) {
            Some(power) if exponent >= 0 => Exact(Repr::Small { numerator: power, denominator: 1 }),
            Some(power) => Exact(Repr::Small { numerator: 1, denominator: power }),
            None => {
                let power = BigRational::from_integer(num_traits::pow(BigInt::from(10), size as usize));
                Self::from_big(if exponent >= 0 { power } else { power.recip() })
            }
        }
    }

    /// This × 10^`exponent`.
    #[must_use]
    pub fn shift_ten(&self, exponent: i32) -> Self {
        if exponent == 0 { self.clone() } else { self * &Self::power_of_ten(exponent) }
    }

    /// Half of it.
    #[must_use]
    pub fn half(&self) -> Self {
        self * &Self::fraction(1, 2)
    }

    /// Its size without the sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.signum() < 0 { -self } else { self.clone() }
    }

    /// −1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i8 {
        match &self.0 {
            Repr::Small { numerator, .. } => numerator.signum() as i8,
            Repr::Big(value) if value.is_negative() => -1,
            Repr::Big(_) => 1,
        }
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// This ÷ `divisor`; none if the divisor is 0.
    #[must_use]
    pub fn divide(&self, divisor: &Exact) -> Option<Exact> {
        match &divisor.0 {
            Repr::Small { numerator: 0, .. } => None,
            Repr::Small { numerator, denominator } => {
                let flipped = match (numerator.signum(), numerator.checked_abs()) {
                    (1, Some(size)) => Exact(Repr::Small { numerator: *denominator, denominator: size }),
                    (_, Some(size)) => Exact(Repr::Small { numerator: -*denominator, denominator: size }),
                    (_, None) => Self::from_big(divisor.big().recip()),
                };
                Some(self * &flipped)
            }
            Repr::Big(value) => Some(self * &Self::from_big(value.recip())),
        }
    }

    /// Rounds half away from zero to a decimal place; [`Place::EXACT`] leaves it as it is.
    #[must_use]
    pub fn round_to_place(&self, place: Place) -> Exact {
        if place == Place::EXACT {
            return self.clone();
        }
        let exponent = i32::from(place.0);
        Self::from_big(BigRational::from_integer(self.shift_ten(-exponent).rounded())).shift_ten(exponent)
    }

    /// The nearest whole number, halves away from zero.
    #[must_use]
    pub fn round(&self) -> Exact {
        Self::from_big(BigRational::from_integer(self.rounded()))
    }

    /// The nearest whole number towards zero.
    #[must_use]
    pub fn truncate(&self) -> Exact {
        match &self.0 {
            Repr::Small { numerator, denominator } => Exact(Repr::Small {
                numerator: numerator.checked_div(*denominator).unwrap_or(0),
                denominator: 1,
            }),
            Repr::Big(value) => Self::from_big(value.trunc()),
        }
    }

    /// Plain decimal text with exactly `decimals` decimals (at most 60), rounded half away from zero.
    #[must_use]
    pub fn to_decimal_string(&self, decimals: u32) -> String {
        let decimals = decimals.min(60);
        let scaled = self.shift_ten(decimals as i32).rounded();
        let digits = scaled.abs().to_string();
        let width = decimals as usize + 1;
        let padded = format!("{digits:0>width$}");
        let cut = padded.len() - decimals as usize;
        let (whole, fraction) = padded.split_at_checked(cut).unwrap_or((&padded, ""));
        let sign = if scaled.is_negative() { "-" } else { "" };
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Plain decimal text without trailing zeros: exact if 12 decimals hold it, else rounded to 6.
    #[must_use]
    pub fn to_plain_string(&self) -> String {
        let exact = self.shift_ten(12).is_integer();
        let text = self.to_decimal_string(if exact { 12 } else { 6 });
        let trimmed = text.trim_end_matches('0').trim_end_matches('.');
        if trimmed.is_empty() || trimmed == "-0" || trimmed == "-" {
            "0".to_owned()
        } else {
            trimmed.to_owned()
        }
    }

    /// The number itself as text: plain decimals where 12 of them hold it, else a fraction: `1/3`.
    #[must_use]
    pub fn to_exact_string(&self) -> String {
        if self.shift_ten(12).is_integer() {
            return self.to_plain_string();
        }
        match &self.0 {
            Repr::Small { numerator, denominator } => format!("{numerator}/{denominator}"),
            Repr::Big(value) => value.to_string(),
        }
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { denominator, .. } => *denominator == 1,
            Repr::Big(value) => value.is_integer(),
        }
    }

    /// As an i64, if it is a whole number that fits.
    #[must_use]
    pub fn to_integer(&self) -> Option<i64> {
        self.to_fixed(0)
    }

    /// `numerator` / `denominator`, reduced; 0 for a denominator of 0.
    #[must_use]
    pub fn fraction(numerator: i128, denominator: i128) -> Self {
        match denominator {
            0 => return Self::ZERO,
            1 => return Exact(Repr::Small { numerator, denominator }),
            _ => {}
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let reduced = i128::try_from(divisor).ok().and_then(|divisor| {
            let (top, bottom) = (numerator.checked_div(divisor)?, denominator.checked_div(divisor)?);
            if bottom < 0 { Some((top.checked_neg()?, bottom.checked_neg()?)) } else { Some((top, bottom)) }
        });
        match reduced {
            Some((numerator, denominator)) => Exact(Repr::Small { numerator, denominator }),
            None => Self::from_big(BigRational::new(BigInt::from(numerator), BigInt::from(denominator))),
        }
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                BigRational::new_raw(BigInt::from(*numerator), BigInt::from(*denominator))
            }
            Repr::Big(value) => (**value).clone(),
        }
    }

    fn from_big(value: BigRational) -> Self {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(numerator), Some(denominator)) => Exact(Repr::Small { numerator, denominator }),
            _ => Exact(Repr::Big(Box::new(value))),
        }
    }

    /// The nearest whole number, halves away from zero.
    fn rounded(&self) -> BigInt {
        if let Repr::Small { numerator, denominator } = self.0
            && let (Some(quotient), Some(rest)) =
                (numerator.checked_div(denominator), numerator.checked_rem(denominator))
        {
            let size = rest.unsigned_abs();
            let up = size > 0 && size >= denominator.unsigned_abs() - size;
            return BigInt::from(quotient) + if up { numerator.signum() } else { 0 };
        }
        let value = self.big();
        let half = BigRational::new_raw(BigInt::one(), BigInt::from(2));
        if value.is_negative() {
            -(value.abs() + half).floor().to_integer()
        } else if value.is_zero() {
            BigInt::zero()
        } else {
            (value + half).floor().to_integer()
        }
    }
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
        {
            let small = if b == d {
                a.checked_add(*c).map(|top| (top, *b))
            } else {
                a.checked_mul(*d)
                    .zip(c.checked_mul(*b))
                    .and_then(|(left, right)| left.checked_add(right))
                    .zip(b.checked_mul(*d))
            };
            if let Some((top, bottom)) = small {
                return Exact::fraction(top, bottom);
            }
        }
        Exact::from_big(self.big() + other.big())
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
            && let (Some(top), Some(bottom)) = (a.checked_mul(*c), b.checked_mul(*d))
        {
            return Exact::fraction(top, bottom);
        }
        Exact::from_big(self.big() * other.big())
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        self * &Exact::from_integer(-1)
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        self + &(-other)
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d })
                if b == d =>
            {
                a.cmp(c)
            }
            _ => (self - other).signum().cmp(&0),
        }
    }
}

impl std::fmt::Display for Exact {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.to_plain_string())
    }
}

#[cfg(test)]
mod tests;
