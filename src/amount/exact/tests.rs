//! Exact numbers against the rationals of a big-number library.

use proptest::prelude::*;

use super::*;

/// The value as the reference library holds it, after a look at how it is held here: reduced, the denominator
/// positive, big only where it must be.
fn rational(value: &Exact) -> BigRational {
    let held = value.big();
    assert_eq!(BigRational::new(held.numer().clone(), held.denom().clone()), held);
    let fits = held.numer().to_i128().is_some() && held.denom().to_i128().is_some();
    assert_eq!(matches!(value.0, Repr::Small { .. }), fits);
    held
}

fn integer() -> impl Strategy<Value = i128> {
    prop_oneof![
        4 => -1000_i128..1000,
        4 => any::<i64>().prop_map(i128::from),
        2 => any::<i128>(),
        1 => prop::sample::select(vec![0, 1, -1, i128::MAX, i128::MIN, i128::MIN + 1, 1 << 64, 1 << 126]),
    ]
}

fn exact() -> impl Strategy<Value = Exact> {
    let small = (integer(), integer()).prop_map(|(top, bottom)| Exact::fraction(top, bottom));
    let fixed = (any::<i64>(), 0_u8..12).prop_map(|(value, scale)| Exact::from_fixed(value, scale));
    let large = (integer(), integer(), integer())
        .prop_map(|(a, b, c)| &Exact::fraction(a, c) * &Exact::fraction(b, 7));
    prop_oneof![3 => small, 3 => fixed, 1 => large]
}

/// Half away from zero, by the definition.
fn rounded(value: &BigRational) -> BigInt {
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let size = (value.abs() + half).floor().to_integer();
    if value.is_negative() { -size } else { size }
}

proptest! {
    #[test]
    fn arithmetic_is_that_of_rationals(a in exact(), b in exact()) {
        let (x, y) = (rational(&a), rational(&b));
        prop_assert_eq!(rational(&(&a + &b)), &x + &y);
        prop_assert_eq!(rational(&(&a - &b)), &x - &y);
        prop_assert_eq!(rational(&(&a * &b)), &x * &y);
        prop_assert_eq!(a.divide(&b).map(|value| rational(&value)), (!y.is_zero()).then(|| &x / &y));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(a == b, x == y);
        prop_assert_eq!(rational(&-&a), -&x);
        prop_assert_eq!(rational(&a.abs()), x.abs());
        prop_assert_eq!(rational(&a.half()), &x / BigInt::from(2));
        prop_assert_eq!(i32::from(a.signum()), x.signum().to_integer().to_i32().unwrap());
        prop_assert_eq!((a.is_zero(), a.is_integer()), (x.is_zero(), x.is_integer()));
    }

    #[test]
    fn fractions_are_those_of_rationals(top in integer(), bottom in integer()) {
        let expected = if bottom == 0 {
            BigRational::zero()
        } else {
            BigRational::new(BigInt::from(top), BigInt::from(bottom))
        };
        prop_assert_eq!(rational(&Exact::fraction(top, bottom)), expected);
    }

    #[test]
    fn rounding_goes_half_away_from_zero(value in exact(), place in -12_i8..12) {
        let unit = rational(&Exact::power_of_ten(i32::from(place)));
        let expected = BigRational::from_integer(rounded(&(rational(&value) / &unit))) * unit;
        prop_assert_eq!(rational(&value.round_to_place(Place(place))), expected);
        prop_assert_eq!(value.round_to_place(Place::EXACT), value);
    }

    #[test]
    fn halves_round_away_from_zero(whole in any::<i64>(), place in -12_i8..12) {
        let half = (&Exact::from_integer(whole) + &Exact::fraction(if whole < 0 { -1 } else { 1 }, 2))
            .shift_ten(i32::from(place));
        let expected = (&Exact::from_integer(whole) + &Exact::from_integer(if whole < 0 { -1 } else { 1 }))
            .shift_ten(i32::from(place));
        prop_assert_eq!(half.round_to_place(Place(place)), expected);
    }

    #[test]
    fn decimals_print_and_read_back(value in exact(), decimals in 0_u32..20) {
        let text = value.to_decimal_string(decimals);
        let place = Place(-i8::try_from(decimals).unwrap());
        prop_assert_eq!(Exact::parse_decimal(&text), Some(value.round_to_place(place)));
        prop_assert_eq!(text.split_once('.').map_or(0, |(_, fraction)| fraction.len()), decimals as usize);
    }

    #[test]
    fn plain_text_is_short_and_exact_to_twelve_decimals(value in any::<i64>(), scale in 0_u8..12) {
        let exact = Exact::from_fixed(value, scale);
        let text = exact.to_plain_string();
        prop_assert_eq!(Exact::parse_decimal(&text), Some(exact.clone()));
        prop_assert!(!text.contains('.') || !text.ends_with(['0', '.']), "{}", text);
        prop_assert_eq!(exact.to_fixed(scale), Some(value));
    }

    #[test]
    fn long_decimals_are_read_exactly(whole in "-?[0-9]{1,60}", fraction in "[0-9]{1,60}") {
        let number: BigInt = format!("{whole}{fraction}").parse().unwrap();
        let divisor = num_traits::pow(BigInt::from(10), fraction.len());
        let read = Exact::parse_decimal(&format!("{whole}.{fraction}")).unwrap();
        prop_assert_eq!(rational(&read), BigRational::new(number, divisor));
    }

    #[test]
    fn reading_any_text_ends(text in any::<String>(), like in "[-+.0-9]{0,8}") {
        let _ = Exact::parse_decimal(&text);
        let numeric = like.bytes().any(|byte| byte.is_ascii_digit());
        prop_assert!(numeric || Exact::parse_decimal(&like).is_none());
    }
}

#[test]
fn what_is_no_plain_decimal_is_not_read() {
    let long = "1".repeat(500);
    for text in [
        "", "+", "-", ".", "-.", "--1", "+-1", "-+1", "1-", "1.2.3", "1e5", "1_000", "1,0", " 1", "１", &long,
    ] {
        assert_eq!(Exact::parse_decimal(text), None, "{text}");
    }
    for (text, top, bottom) in
        [("+1.50", 3, 2), ("-0", 0, 1), ("-0.00", 0, 1), ("007", 7, 1), (".5", 1, 2), ("5.", 5, 1)]
    {
        assert_eq!(Exact::parse_decimal(text), Some(Exact::fraction(top, bottom)), "{text}");
    }
}

#[test]
fn numbers_print_as_people_write_them() {
    let rows = [
        (Exact::fraction(1, 3), "0.333333"),
        (Exact::fraction(-2, 3), "-0.666667"),
        (Exact::fraction(-1, 3_000_000_000_000), "0"),
        (Exact::from_integer(-100), "-100"),
        (Exact::from_fixed(-12_300, 4), "-1.23"),
        (Exact::fraction(1, 1_000_000_000_000), "0.000000000001"),
    ];
    for (value, text) in rows {
        assert_eq!(value.to_string(), text);
    }
    assert_eq!(Exact::from_fixed(-5, 3).to_decimal_string(2), "-0.01");
    assert_eq!(Exact::from_fixed(-4, 3).to_decimal_string(2), "0.00");
    assert_eq!(Exact::from_integer(7).to_decimal_string(2), "7.00");
    assert_eq!(Exact::power_of_ten(40).to_fixed(0), None);
    assert_eq!(Exact::power_of_ten(-500), Exact::power_of_ten(-400));
    assert_eq!(Exact::from_integer(i64::MAX).to_fixed(1), None);
}
