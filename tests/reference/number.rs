//! Exact fractions: two 128-bit numbers, and big ones where these do not suffice.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;

/// An exact number in base units: 元, 1 for 100 %, 个.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    /// Top and bottom, the bottom more than 0; not always reduced.
    Small(i128, i128),
    Big(Box<BigRational>),
}

/// Above this a fraction is reduced.
const LARGE: i128 = 1 << 60;

impl Number {
    pub(crate) const ZERO: Number = Number::Small(0, 1);
    pub(crate) const ONE: Number = Number::Small(1, 1);

    /// A fraction; the bottom is not 0.
    pub(crate) fn fraction(top: i128, bottom: i128) -> Self {
        let (top, bottom) = if bottom < 0 { (-top, -bottom) } else { (top, bottom) };
        if top.abs() < LARGE && bottom < LARGE {
            return Number::Small(top, bottom);
        }
        let shared = gcd(top.unsigned_abs(), bottom.unsigned_abs()) as i128;
        Number::Small(top / shared, bottom / shared)
    }

    fn big(&self) -> BigRational {
        match self {
            Number::Small(top, bottom) => BigRational::new(BigInt::from(*top), BigInt::from(*bottom)),
            Number::Big(big) => (**big).clone(),
        }
    }

    fn both(
        &self,
        other: &Self,
        small: impl Fn([i128; 4]) -> Option<(i128, i128)>,
        big: impl Fn(BigRational, BigRational) -> BigRational,
    ) -> Self {
        if let (Number::Small(a, b), Number::Small(c, d)) = (self, other)
            && let Some((top, bottom)) = small([*a, *b, *c, *d])
        {
            return Self::fraction(top, bottom);
        }
        Number::Big(Box::new(big(self.big(), other.big())))
    }

    pub(crate) fn signum(&self) -> i32 {
        match self {
            Number::Small(top, _) => top.signum() as i32,
            Number::Big(big) => {
                let zero = BigRational::from_integer(BigInt::from(0));
                big.as_ref().cmp(&zero) as i32
            }
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    pub(crate) fn is_positive(&self) -> bool {
        self.signum() > 0
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    pub(crate) fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// 1 ÷ it; it is not 0.
    pub(crate) fn recip(&self) -> Self {
        &Number::ONE / self
    }

    /// The nearest whole number, half away from zero.
    pub(crate) fn round(&self) -> Self {
        match self.abs() {
            Number::Small(top, bottom) => {
                let whole = top / bottom + i128::from((top % bottom) * 2 >= bottom);
                Number::Small(if self.is_negative() { -whole } else { whole }, 1)
            }
            Number::Big(_) => Number::Big(Box::new(self.big().round())),
        }
    }

    /// The whole number that it is; none if it is none.
    pub(crate) fn whole(&self) -> Option<BigInt> {
        let big = self.big();
        big.is_integer().then(|| big.to_integer())
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn add([a, b, c, d]: [i128; 4]) -> Option<(i128, i128)> {
    if b == d {
        return Some((a.checked_add(c)?, b));
    }
    Some((a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?))
}

fn multiply([a, b, c, d]: [i128; 4]) -> Option<(i128, i128)> {
    Some((a.checked_mul(c)?, b.checked_mul(d)?))
}

impl Add for &Number {
    type Output = Number;

    fn add(self, other: &Number) -> Number {
        self.both(other, add, |a, b| a + b)
    }
}

impl Sub for &Number {
    type Output = Number;

    fn sub(self, other: &Number) -> Number {
        self.both(other, |[a, b, c, d]| add([a, b, c.checked_neg()?, d]), |a, b| a - b)
    }
}

impl Mul for &Number {
    type Output = Number;

    fn mul(self, other: &Number) -> Number {
        self.both(other, multiply, |a, b| a * b)
    }
}

impl Div for &Number {
    type Output = Number;

    fn div(self, other: &Number) -> Number {
        self.both(other, |[a, b, c, d]| multiply([a, b, d, c]), |a, b| a / b)
    }
}

impl Neg for &Number {
    type Output = Number;

    fn neg(self) -> Number {
        &Number::ZERO - self
    }
}

impl Sum for Number {
    fn sum<I: Iterator<Item = Number>>(numbers: I) -> Number {
        numbers.fold(Number::ZERO, |sum, number| &sum + &number)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        (self - other).signum().cmp(&0)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::Small(i128::from(value), 1)
    }
}

/// 10 to some power.
pub(crate) fn power(exponent: i32) -> Number {
    let ten = 10_i128.pow(exponent.unsigned_abs());
    if exponent >= 0 { Number::Small(ten, 1) } else { Number::Small(1, ten) }
}
