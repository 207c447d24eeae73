//! Bytes of any encoding as UTF-8, piece by piece.

use std::io::{Cursor, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8};

/// Bytes that are looked at to tell the encoding.
const HEAD: u64 = 1 << 20;

/// Reads as UTF-8 what is in UTF-8, in GB 18030 or in what a byte order mark says; `said` where the caller knows.
pub(super) fn utf8(
    mut inner: impl Read + Send + 'static,
    said: Option<&'static Encoding>,
) -> std::io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::new();
    (&mut inner).take(HEAD).read_to_end(&mut head)?;
    let (encoding, mark) = match Encoding::for_bom(&head) {
        Some(found) => found,
        None => (said.unwrap_or_else(|| guess(&head)), 0),
    };
    let rest = Cursor::new(head.split_off(mark)).chain(inner);
    if encoding == UTF_8 {
        return Ok(Box::new(rest));
    }
    let decoder = encoding.new_decoder_without_bom_handling();
    Ok(Box::new(Decoded { inner: rest, decoder, raw: Vec::new(), ended: false, out: Cursor::default() }))
}

/// The first line tells, or where it has ASCII only, most of the lines; single bad bytes do not change the encoding.
fn guess(head: &[u8]) -> &'static Encoding {
    let mut utf8 = [0, 0];
    for (at, line) in head.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if line.is_ascii() {
            continue;
        }
        // The head may end within a letter.
        let whole = std::str::from_utf8(line).map_or_else(|error| error.error_len().is_none(), |_| true);
        let [yes, no] = &mut utf8;
        *(if whole { yes } else { no }) += 1;
        if at == 0 {
            break;
        }
    }
    let [yes, no] = utf8;
    if yes >= no { UTF_8 } else { GB18030 }
}

struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ended: bool,
    out: Cursor<String>,
}

/// Bytes that are decoded at once.
const STEP: u64 = 1 << 16;

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let length = Read::read(&mut self.out, buffer)?;
            if length > 0 || buffer.is_empty() || self.ended {
                return Ok(length);
            }
            self.raw.clear();
            self.ended = (&mut self.inner).take(STEP).read_to_end(&mut self.raw)? == 0;
            let mut text = std::mem::take(self.out.get_mut());
            text.clear();
            text.reserve(self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(0));
            let (result, _, _) = self.decoder.decode_to_string(&self.raw, &mut text, self.ended);
            if result == CoderResult::OutputFull {
                return Err(std::io::Error::other("解码的缓冲不够"));
            }
            self.out = Cursor::new(text);
            if self.ended {
                return Read::read(&mut self.out, buffer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Slow(Cursor<Vec<u8>>);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let one = buffer.split_at_mut_checked(1).map(|(one, _)| one);
            one.map_or(Ok(0), |one| self.0.read(one))
        }
    }

    fn read(bytes: Vec<u8>, said: Option<&'static Encoding>) -> String {
        let mut text = String::new();
        utf8(Slow(Cursor::new(bytes)), said).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn encodings_are_told_by_their_bytes() {
        let text = "单位,值\n某局,１２\n".repeat(9000);
        assert_eq!(read(text.clone().into_bytes(), None), text);
        assert_eq!(read(GB18030.encode(&text).0.into_owned(), None), text);
        let marked = [b"\xef\xbb\xbf".to_vec(), text.clone().into_bytes()].concat();
        assert_eq!(read(marked, None), text);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read([b"\xff\xfe".to_vec(), wide].concat(), None), text);
        let torn = [text.clone().into_bytes(), b"\xff\xff\n".to_vec()].concat();
        assert_eq!(guess(&torn), UTF_8);
        assert_eq!(
            guess(&[b"a,b\n".to_vec(), GB18030.encode("\u{5c40}\u{957f}").0.into_owned()].concat()),
            GB18030
        );
        assert_eq!(read(GB18030.encode("a,b\n局").0.into_owned(), Some(GB18030)), "a,b\n局");
    }
}
