//! Columns of numbers of any type that others write, as fixed point.

use parquet::data_type::{ByteArrayType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type};

use crate::number::{self, parse, power, rescale};

use super::layout::Form;
use super::pages::{Pages, Wrong};
use super::texts;

/// Places of values that could not be read, and what stands there or why.
pub(super) type Bad = Vec<(usize, String)>;

/// Numbers that are not null, and those of them that could not be read.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) values: Vec<i64>,
    /// Place in `values` and what stands there.
    pub(super) bad: Bad,
}

impl Numbers {
    fn push(&mut self, value: Option<i64>, text: impl FnOnce() -> String) {
        if value.is_none() {
            self.bad.push((self.values.len(), text()));
        }
        self.values.push(value.unwrap_or(0));
    }
}

/// Reads a chunk as numbers with `scale` decimals.
pub(super) fn read(pages: &Pages, form: Form, scale: u8) -> Result<Numbers, Wrong> {
    match form {
        Form::Int32(from) => {
            let values = pages.decode::<Int32Type>()?.into_iter().map(i64::from).collect();
            Ok(scaled(values, from, scale))
        }
        Form::Int64(from) => Ok(scaled(pages.decode::<Int64Type>()?, from, scale)),
        Form::Bytes(from) => {
            let values = pages.decode::<ByteArrayType>()?;
            Ok(wide(values.iter().map(|value| value.data()), from, scale))
        }
        Form::Fixed(from) => {
            let values = pages.decode::<FixedLenByteArrayType>()?;
            Ok(wide(values.iter().map(|value| value.data()), from, scale))
        }
        Form::Float | Form::Double => Ok(written(floats(pages, form)?.into_iter(), scale)),
        Form::Text => {
            let keys = texts::read(pages)?;
            let mut numbers = Numbers::default();
            let parsed: Vec<Option<i64>> = keys.dictionary.iter().map(|text| fixed(text, scale)).collect();
            for (row, key) in keys.index.iter().enumerate() {
                let value = usize::try_from(*key).ok().and_then(|key| parsed.get(key)).copied().flatten();
                numbers.push(value, || keys.get(row).unwrap_or("").chars().take(40).collect());
            }
            Ok(numbers)
        }
    }
}

/// Floats that are not null, each as the shortest decimal that gives the same float: what was meant where a float was
/// made from a decimal.
pub(super) fn floats(pages: &Pages, form: Form) -> Result<Vec<String>, Wrong> {
    Ok(match form {
        Form::Float => pages.decode::<FloatType>()?.iter().map(ToString::to_string).collect(),
        _ => pages.decode::<DoubleType>()?.iter().map(ToString::to_string).collect(),
    })
}

fn fixed(text: &str, scale: u8) -> Option<i64> {
    let decimal = parse(text)?;
    rescale(decimal.mantissa.into(), decimal.decimals.into(), scale)
}

fn written(texts: impl Iterator<Item = String>, scale: u8) -> Numbers {
    let mut numbers = Numbers::default();
    for text in texts {
        let value = fixed(&text, scale);
        numbers.push(value, || text);
    }
    numbers
}

/// Fixed point of one scale as that of another.
fn scaled(values: Vec<i64>, from: u8, to: u8) -> Numbers {
    if from == to {
        return Numbers { values, bad: Vec::new() };
    }
    let up = to.checked_sub(from).and_then(|shift| power(u32::from(shift)));
    let mut numbers = Numbers { values: Vec::with_capacity(values.len()), bad: Vec::new() };
    for value in values {
        let same = match up {
            Some(factor) => value.checked_mul(factor),
            None => rescale(value.into(), from.into(), to),
        };
        numbers.push(same, || text_of(value.into(), from));
    }
    numbers
}

/// Big-endian numbers of any length.
fn wide<'a>(values: impl Iterator<Item = &'a [u8]>, from: u8, to: u8) -> Numbers {
    let mut numbers = Numbers::default();
    for bytes in values {
        let value = big_endian(bytes);
        let same = value.and_then(|value| rescale(value, from.into(), to));
        numbers
            .push(same, || value.map_or_else(|| format!("{} 字节的数", bytes.len()), |v| text_of(v, from)));
    }
    numbers
}

fn big_endian(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first()? & 0x80 != 0;
    let fill = if negative { 0xff } else { 0 };
    let extra = bytes.len().saturating_sub(16);
    let (head, tail) = bytes.split_at_checked(extra)?;
    if head.iter().any(|byte| *byte != fill) || (extra > 0 && (tail.first()? & 0x80 != 0) != negative) {
        return None;
    }
    let start = if negative { -1_i128 } else { 0 };
    Some(tail.iter().fold(start, |value, byte| value << 8 | i128::from(*byte)))
}

fn text_of(value: i128, scale: u8) -> String {
    let Ok(value) = i64::try_from(value) else { return format!("{value} × 10^-{scale}") };
    let mut text = String::new();
    number::write(&mut text, value, scale);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bytes_are_numbers_with_their_sign() {
        let cases: [(&[u8], Option<i128>); 7] = [
            (&[], None),
            (&[5], Some(5)),
            (&[0xff], Some(-1)),
            (&[0xff, 0x38], Some(-200)),
            (&[0, 0xff], Some(255)),
            (&[0xff; 20], Some(-1)),
            (&[1; 17], None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(big_endian(bytes), expected, "{bytes:?}");
        }
        let mut high = vec![0];
        high.extend([0xff; 16]);
        assert_eq!(big_endian(&high), None);
    }
}
