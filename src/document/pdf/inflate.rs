//! Compressed data as it stands in the file: what it looks like, and whether all of it is there.

use flate2::{Decompress, FlushDecompress, Status};

/// Whether data begins as zlib data does.
pub(super) fn is_zlib(data: &[u8]) -> bool {
    match (data.first(), data.get(1)) {
        (Some(first), Some(second)) => {
            first & 0x0F == 8 && first >> 4 <= 7 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0
        }
        _ => false,
    }
}

/// Whether compressed data goes on to its end mark. The checksum behind it is not looked at: files that are in order
/// otherwise have wrong ones.
pub(super) fn has_end(data: &[u8]) -> bool {
    let data = if is_zlib(data) { data.get(2..).unwrap_or_default() } else { data };
    let mut inflate = Decompress::new(false);
    let mut room = vec![0_u8; 64 * 1024];
    loop {
        let before = (inflate.total_in(), inflate.total_out());
        let rest = usize::try_from(before.0).ok().and_then(|at| data.get(at..)).unwrap_or_default();
        match inflate.decompress(rest, &mut room, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if (inflate.total_in(), inflate.total_out()) != before => {}
            _ => return false,
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
        assert!(is_zlib(&whole) && has_end(&whole) && has_end(&whole[2..]));
        // Without its checksum, or with bytes behind it.
        assert!(has_end(&whole[..whole.len() - 4]) && has_end(&[&whole[..], b"\r\n"].concat()));
        for size in [0, 2, 3, 100, whole.len() / 2, whole.len() - 8] {
            assert!(!has_end(&whole[..size]), "{size} of {}", whole.len());
        }
        assert!(!has_end(b"nothing of the kind"));
    }
}
