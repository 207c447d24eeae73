//! Records of an .xls stream, and the strings and numbers in them.

use crate::document::bytes::{u16_at, u32_at};

/// One record: its kind, its bytes, and where each continuation begins in them.
#[derive(Debug)]
pub(super) struct Record {
    /// Its kind.
    pub kind: u16,
    /// Its bytes with those of its continuations.
    pub bytes: Vec<u8>,
    /// Where the bytes of continuations begin.
    pub breaks: Vec<usize>,
}

const CONTINUE: u16 = 0x3C;

/// The records of a stream from an offset on; a record that is cut off ends them.
pub(super) fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Record> + '_ {
    let mut at = from;
    std::iter::from_fn(move || {
        let (kind, bytes, next) = raw(stream, at)?;
        let mut record = Record { kind, bytes: bytes.to_vec(), breaks: Vec::new() };
        at = next;
        while let Some((CONTINUE, more, next)) = raw(stream, at) {
            record.breaks.push(record.bytes.len());
            record.bytes.extend_from_slice(more);
            at = next;
        }
        Some(record)
    })
}

fn raw(stream: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let kind = u16_at(stream, at)?;
    let size = usize::from(u16_at(stream, at.checked_add(2)?)?);
    let from = at.checked_add(4)?;
    Some((kind, stream.get(from..from.checked_add(size)?)?, from + size))
}

/// Letters of a string: one byte each (the low half of UTF-16), or two.
pub(super) fn letters(bytes: &[u8], wide: bool) -> String {
    if wide {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
        String::from_utf16_lossy(&units)
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    }
}

/// A string with a count of letters and a flag of their width; `short` has a count of one byte.
pub(super) fn string(bytes: &[u8], short: bool) -> Option<String> {
    let (count, flags_at) =
        if short { (usize::from(*bytes.first()?), 1) } else { (usize::from(u16_at(bytes, 0)?), 2) };
    let wide = bytes.get(flags_at)? & 1 != 0;
    let size = if wide { count * 2 } else { count };
    let from = flags_at + 1;
    Some(letters(bytes.get(from..from + size)?, wide))
}

/// A shared text, and from which of its letters on (counted in units of UTF-16) which font is used.
pub(super) type Shared = (String, Vec<(u16, u16)>);

/// The shared texts of a workbook: strings that go on over continuations, where a new flag of width stands.
pub(super) fn shared(record: &Record) -> Vec<Shared> {
    let mut strings = Vec::new();
    let mut reader = Reader { record, at: 8, breaks: record.breaks.as_slice() };
    while let Some(text) = reader.string() {
        strings.push(text);
    }
    strings
}

struct Reader<'a> {
    record: &'a Record,
    at: usize,
    breaks: &'a [usize],
}

impl Reader<'_> {
    /// The offset of the next continuation behind the place of reading.
    fn edge(&mut self) -> usize {
        while let Some((first, rest)) = self.breaks.split_first() {
            if *first > self.at {
                return *first;
            }
            self.breaks = rest;
        }
        self.record.bytes.len()
    }

    fn string(&mut self) -> Option<Shared> {
        let bytes = self.record.bytes.as_slice();
        let mut left = usize::from(u16_at(bytes, self.at)?);
        let flags = *bytes.get(self.at + 2)?;
        self.at += 3;
        let (mut runs, mut skipped) = (0_usize, 0_usize);
        if flags & 8 != 0 {
            runs = usize::from(u16_at(bytes, self.at)?);
            self.at += 2;
        }
        if flags & 4 != 0 {
            skipped = skipped.checked_add(u32_at(bytes, self.at)? as usize)?;
            self.at += 4;
        }
        let mut wide = flags & 1 != 0;
        let mut text = String::new();
        while left > 0 {
            let edge = self.edge();
            let size = if wide { 2 } else { 1 };
            let here = left.min((edge - self.at) / size);
            text.push_str(&letters(bytes.get(self.at..self.at + here * size)?, wide));
            self.at += here * size;
            left -= here;
            if left > 0 {
                self.at = edge;
                wide = bytes.get(self.at)? & 1 != 0;
                self.at += 1;
            }
        }
        let end = self.at.checked_add(4 * runs)?;
        let runs = bytes.get(self.at..end).unwrap_or_default().chunks_exact(4);
        let runs = runs.filter_map(|run| u16_at(run, 0).zip(u16_at(run, 2))).collect();
        self.at = end.checked_add(skipped)?;
        Some((text, runs))
    }
}

/// A number in eight bytes as a decimal text of 15 significant digits, which is what a workbook shows.
#[allow(clippy::disallowed_types, reason = "the format stores binary fractions; they end here")]
pub(super) fn number(bytes: &[u8]) -> Option<String> {
    let bits: [u8; 8] = bytes.get(..8)?.try_into().ok()?;
    let value = f64::from_le_bytes(bits);
    value.is_finite().then(|| format!("{value:.14e}"))
}

/// A number in four bytes: the upper half of a binary fraction or a whole number, perhaps a hundredth of it.
pub(super) fn packed(bits: u32) -> Option<String> {
    let hundredth = if bits & 1 != 0 { "e-2" } else { "" };
    if bits & 2 != 0 {
        return Some(format!("{}{hundredth}", bits.cast_signed() >> 2));
    }
    let high = u64::from(bits & !3) << 32;
    let text = number(&high.to_le_bytes())?;
    if hundredth.is_empty() {
        return Some(text);
    }
    let (mantissa, exponent) = text.split_once('e')?;
    Some(format!("{mantissa}e{}", exponent.parse::<i32>().ok()? - 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_exact() {
        assert_eq!(packed(0x0000_8ECB).as_deref(), Some("9138e-2"));
        assert_eq!(packed((0x3FF0_0000_u32) | 1).as_deref(), Some("1.00000000000000e-2"));
        assert_eq!(packed(u32::MAX - 1).as_deref(), Some("-1"));
    }
}
