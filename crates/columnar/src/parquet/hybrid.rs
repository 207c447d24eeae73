//! Parquet's mixture of runs and packed bits, in which levels and numbers of dictionary entries are written.

/// Decodes up to `count` numbers of `width` bits, each run with its length; false where the bytes end before.
pub(super) fn runs(bytes: &[u8], width: u32, count: usize, mut each: impl FnMut(u32, usize)) -> bool {
    let (mut rest, mut left) = (bytes, count);
    if width > 32 {
        return false;
    }
    let step = usize::try_from(width).unwrap_or(0);
    while left > 0 {
        let Some((head, after)) = varint(rest) else { return false };
        let Ok(size) = usize::try_from(head >> 1) else { return false };
        if head & 1 == 0 {
            let Some((value, after)) = after.split_at_checked(step.div_ceil(8)) else { return false };
            let value = value.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte));
            let length = size.min(left);
            if length == 0 {
                return false;
            }
            each(value, length);
            left -= length;
            rest = after;
        } else {
            // A last group may be cut short behind the last number that is needed.
            let length = size.saturating_mul(step).min(after.len());
            let (packed, after) = after.split_at(length);
            let taken = unpack(packed, width, size.saturating_mul(8).min(left), &mut each);
            if taken == 0 {
                return false;
            }
            left -= taken;
            rest = after;
        }
    }
    true
}

/// Numbers from packed bits, lowest bit first; how many there were.
fn unpack(packed: &[u8], width: u32, most: usize, each: &mut impl FnMut(u32, usize)) -> usize {
    if width == 0 {
        each(0, most);
        return most;
    }
    let mask = (1_u64 << width) - 1;
    let (mut window, mut bits, mut taken) = (0_u64, 0, 0);
    for byte in packed {
        window |= u64::from(*byte) << bits;
        bits += 8;
        while bits >= width {
            if taken == most {
                return taken;
            }
            each(u32::try_from(window & mask).unwrap_or(0), 1);
            window >>= width;
            bits -= width;
            taken += 1;
        }
    }
    taken
}

/// A number in groups of seven bits, and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], width: u32, count: usize) -> Option<Vec<u32>> {
        let mut out = Vec::new();
        runs(bytes, width, count, |value, length| out.extend(std::iter::repeat_n(value, length)))
            .then_some(out)
    }

    #[test]
    fn runs_and_packed_bits_are_read_in_turn() {
        // 0..8 in three bits is the example of the format's description.
        assert_eq!(all(&[0b11, 0x88, 0xc6, 0xfa], 3, 8), Some(vec![0, 1, 2, 3, 4, 5, 6, 7]));
        assert_eq!(all(&[8, 1, 0b11, 0b0000_0101], 1, 10), Some(vec![1, 1, 1, 1, 1, 0, 1, 0, 0, 0]));
        assert_eq!(all(&[6, 0x01, 0x02], 10, 3), Some(vec![0x201; 3]));
        assert_eq!(all(&[4], 0, 2), Some(vec![0, 0]));
    }

    #[test]
    fn torn_bytes_are_noticed() {
        for bytes in [&[][..], &[8], &[0x80], &[0, 1], &[0b11], &[0xff, 0xff, 0xff, 0xff, 0xff, 1]] {
            assert_eq!(all(bytes, 1, 9), None, "{bytes:?}");
        }
        assert_eq!(all(&[8, 1], 33, 1), None);
    }
}
