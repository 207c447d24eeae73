//! Compressed data as it stands in the file: what it looks like, and whether all of it is there.

use adler2::Adler32;
use flate2::{Decompress, FlushDecompress, Status};

use super::limits::Budget;

/// Whether data begins as zlib data does.
pub(super) fn is_zlib(data: &[u8]) -> bool {
    match (data.first(), data.get(1)) {
        (Some(first), Some(second)) => {
            first & 0x0F == 8 && first >> 4 <= 7 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0
        }
        _ => false,
    }
}

/// Bytes that deflate makes of one at most: a repeat of 258 bytes takes two bits.
const MOST_OF_ONE: u64 = 1032;

/// Compressed data being expanded, piece by piece; what comes out is counted and not kept.
struct Expanding<'a> {
    data: &'a [u8],
    inflate: Decompress,
    room: Vec<u8>,
}

impl<'a> Expanding<'a> {
    fn new(data: &'a [u8]) -> Self {
        let data = if is_zlib(data) { data.get(2..).unwrap_or_default() } else { data };
        Self { data, inflate: Decompress::new(false), room: vec![0; 64 * 1024] }
    }

    /// What is not expanded yet.
    fn rest(&self) -> &'a [u8] {
        let taken = usize::try_from(self.inflate.total_in()).ok();
        taken.and_then(|at| self.data.get(at..)).unwrap_or_default()
    }

    /// The checksum behind the data, if it is there.
    fn said(&self) -> Option<u32> {
        Some(u32::from_be_bytes(*self.rest().first_chunk()?))
    }

    /// Expands a piece more: whether the end was met, none where it cannot go on.
    fn go_on(&mut self) -> Option<bool> {
        let before = (self.inflate.total_in(), self.inflate.total_out());
        let rest = self.rest();
        match self.inflate.decompress(rest, &mut self.room, FlushDecompress::None) {
            Ok(Status::StreamEnd) => Some(true),
            Ok(_) if (self.inflate.total_in(), self.inflate.total_out()) != before => Some(false),
            _ => None,
        }
    }
}

/// How the checksum behind compressed data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sum {
    /// There is none.
    Unsaid,
    /// It is that of the data.
    Right,
    /// It is another: the data were changed, or whoever wrote the file writes wrong ones.
    Wrong,
}

/// How the checksum of compressed data is; none where the data do not go on to their end mark.
pub(super) fn sum(data: &[u8]) -> Option<Sum> {
    let mut expanding = Expanding::new(data);
    let mut adler = Adler32::new();
    loop {
        let before = expanding.inflate.total_out();
        let ended = expanding.go_on()?;
        let size = usize::try_from(expanding.inflate.total_out() - before).unwrap_or(0);
        adler.write_slice(expanding.room.get(..size).unwrap_or_default());
        if ended {
            return Some(match expanding.said().filter(|_| is_zlib(data)) {
                None => Sum::Unsaid,
                Some(said) if said == adler.checksum() => Sum::Right,
                Some(_) => Sum::Wrong,
            });
        }
    }
}

/// Whether compressed data expands to more than `most` bytes. It is expanded only as far as that is open: where what
/// is left cannot make up the rest, it is not looked at.
pub(super) fn inflates_beyond(data: &[u8], most: u64, budget: &Budget) -> bool {
    let mut expanding = Expanding::new(data);
    loop {
        let counted = expanding.inflate.total_out();
        if counted > most {
            return true;
        }
        let left = (expanding.rest().len() as u64 + 1).saturating_mul(MOST_OF_ONE);
        if counted.saturating_add(left) <= most || budget.is_stopped() || expanding.go_on() != Some(false) {
            return expanding.inflate.total_out() > most;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn data_that_is_cut_off_or_changed_has_no_end() {
        let text: Vec<u8> =
            (0..100_000_u32).flat_map(|number| number.wrapping_mul(number).to_le_bytes()).collect();
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&text).unwrap();
        let whole = encoder.finish().unwrap();
        assert!(is_zlib(&whole));
        assert_eq!((sum(&whole), sum(&whole[2..])), (Some(Sum::Right), Some(Sum::Unsaid)));
        // Without its checksum, or with bytes behind it.
        assert_eq!(sum(&whole[..whole.len() - 4]), Some(Sum::Unsaid));
        assert_eq!(sum(&[&whole[..], b"\r\n"].concat()), Some(Sum::Right));
        for size in [0, 2, 3, 100, whole.len() / 2, whole.len() - 8] {
            assert_eq!(sum(&whole[..size]), None, "{size} of {}", whole.len());
        }
        assert_eq!(sum(b"nothing of the kind"), None);
        // What was changed and can still be expanded.
        let mut changed = whole;
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert_eq!(sum(&changed), Some(Sum::Wrong));
    }

    #[test]
    fn what_data_expands_to_is_told_without_expanding_all_of_it() {
        let packed = |data: &[u8]| {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(data).unwrap();
            encoder.finish().unwrap()
        };
        let budget = Budget::default();
        let noise: Vec<u8> =
            (0..50_000_u32).flat_map(|number| number.wrapping_mul(number).to_le_bytes()).collect();
        for data in [vec![0; 3_000_000], noise, b"little".to_vec(), Vec::new()] {
            let (size, packed) = (data.len() as u64, packed(&data));
            assert!(!inflates_beyond(&packed, size, &budget) && !inflates_beyond(&packed, u64::MAX, &budget));
            assert!(size == 0 || inflates_beyond(&packed, size - 1, &budget));
        }
    }
}
