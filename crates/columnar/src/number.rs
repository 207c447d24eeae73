//! Decimal numbers as text and as fixed point. Nothing rounds: what does not fit is not a number of that form.

/// mantissa × 10^−decimals, with the decimals that were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// All digits as one whole number.
    pub mantissa: i64,
    /// Digits behind the point as written.
    pub decimals: i8,
}

/// Most digits that are read: every number of so many fits in an i64.
const DIGITS: usize = 18;

/// Powers of ten that fit in an i64.
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < 19 {
        #[allow(clippy::indexing_slicing, reason = "computed while compiling; a wrong index fails the build")]
        {
            powers[at] = powers[at - 1] * 10;
        }
        at += 1;
    }
    powers
};

/// 10^n, where it fits.
pub fn power(n: u32) -> Option<i64> {
    POWERS.get(usize::try_from(n).ok()?).copied()
}

/// A plain number at the start of `bytes` (sign, digits, point, digits) and its length. None where there is no digit or
/// there are more than 18.
#[inline]
pub fn plain(bytes: &[u8]) -> Option<(Decimal, usize)> {
    let mut at = 0;
    let negative = bytes.first() == Some(&b'-');
    if negative || bytes.first() == Some(&b'+') {
        at = 1;
    }
    let start = at;
    let (mut mantissa, mut point) = (0_i64, None);
    while let Some(&byte) = bytes.get(at) {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(i64::from(digit));
        } else if byte == b'.' && point.is_none() && at > start {
            point = Some(at);
        } else {
            break;
        }
        at += 1;
    }
    let digits = at - start - usize::from(point.is_some());
    let decimals = point.map_or(0, |point| at - point - 1);
    if digits == 0 || digits > DIGITS || point == Some(at.wrapping_sub(1)) {
        return None;
    }
    let mantissa = if negative { -mantissa } else { mantissa };
    Some((Decimal { mantissa, decimals: i8::try_from(decimals).ok()? }, at))
}

/// A whole text as a number: plain, with thousands separators in groups of three, in full width, with blanks around it.
pub fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if let Some((decimal, length)) = plain(text.as_bytes())
        && length == text.len()
    {
        return Some(decimal);
    }
    let narrow: String = text.chars().map(narrow).collect();
    let (whole, fraction) = narrow.split_once('.').unwrap_or((&narrow, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        let plain = group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || first.trim_start_matches(['-', '+']).len() > 3 {
            return None;
        }
        grouped = true;
        digits.push_str(group);
    }
    if grouped && first.trim_start_matches(['-', '+']).is_empty() {
        return None;
    }
    if narrow.contains('.') {
        digits.push('.');
        digits.push_str(fraction);
    }
    let (decimal, length) = plain(digits.as_bytes())?;
    (length == digits.len()).then_some(decimal)
}

/// Full-width digits and signs as ASCII, others as they are.
fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' | '，' | '．' | '＋' | '－' => {
            u32::from(letter).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(letter)
        }
        '−' => '-',
        _ => letter,
    }
}

/// The same number with `to` decimals instead of `from`; None where digits would be lost or it does not fit.
pub fn rescale(mantissa: i128, from: i32, to: u8) -> Option<i64> {
    let shift = i32::from(to) - from;
    let factor = 10_i128.checked_pow(shift.unsigned_abs());
    let scaled = match (shift >= 0, factor) {
        (_, _) if mantissa == 0 => 0,
        (true, factor) => mantissa.checked_mul(factor?)?,
        (false, Some(factor)) if mantissa % factor == 0 => mantissa / factor,
        (false, _) => return None,
    };
    i64::try_from(scaled).ok()
}

/// Writes mantissa × 10^−decimals with all its decimals.
pub fn write(out: &mut String, mantissa: i64, decimals: u8) {
    use std::fmt::Write as _;
    let sign = if mantissa < 0 { "-" } else { "" };
    let size = mantissa.unsigned_abs();
    // Writing to a String cannot fail.
    let _ = match power(u32::from(decimals)).map(i64::unsigned_abs) {
        Some(1) => write!(out, "{sign}{size}"),
        Some(unit) => {
            write!(out, "{sign}{}.{:0width$}", size / unit, size % unit, width = usize::from(decimals))
        }
        None => write!(out, "{sign}0.{size:0width$}", width = usize::from(decimals)),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i64, i8)> {
        parse(text).map(|decimal| (decimal.mantissa, decimal.decimals))
    }

    #[test]
    fn numbers_are_read_with_their_decimals() {
        let cases = [
            ("0", Some((0, 0))),
            ("-12.30", Some((-1230, 2))),
            ("+5", Some((5, 0))),
            ("1,234,567.80", Some((123_456_780, 2))),
            ("12,34", None),
            ("1234,567", None),
            (",567", None),
            ("１２．３０", Some((1230, 2))),
            ("－１，２３４", Some((-1234, 0))),
            (" 7.5 ", Some((75, 1))),
            ("7.", None),
            (".5", None),
            ("1e5", None),
            ("12%", None),
            ("12万元", None),
            ("", None),
            ("-", None),
            ("1.2.3", None),
            ("999999999999999999", Some((999_999_999_999_999_999, 0))),
            ("1000000000000000000", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn scales_change_only_without_loss() {
        assert_eq!(rescale(1230, 2, 4), Some(123_000));
        assert_eq!(rescale(123_000, 4, 2), Some(1230));
        assert_eq!(rescale(123_001, 4, 2), None);
        assert_eq!(rescale(5, -4, 0), Some(50_000));
        assert_eq!(rescale(0, 60, 2), Some(0));
        assert_eq!(rescale(1, 60, 2), None);
        assert_eq!(rescale(i128::from(i64::MAX), 0, 1), None);
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for (mantissa, decimals) in [(0, 2), (-5, 2), (123_456, 0), (i64::MIN, 4), (7, 20)] {
            let mut text = String::new();
            write(&mut text, mantissa, decimals);
            let digits: i128 = text.replace('.', "").parse().unwrap();
            assert_eq!(digits, i128::from(mantissa), "{text}");
            assert_eq!(text.split_once('.').map_or(0, |(_, after)| after.len()), usize::from(decimals));
        }
    }
}
