//! Bytes to text: which encoding, and what could not be decoded.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::lines::lines;
use super::signature::unknown;
use super::{Notice, Place, ReadError};
use crate::text::has_unknown;

/// Bytes that the guess of the encoding looks at.
const GUESSED: usize = 1 << 20;

/// One zero in so many bytes, or fewer, is no letter of UTF-16.
const STRAY: usize = 200;

/// Lines with undecodable bytes that are listed one by one.
const LISTED: usize = 20;

/// The text of a file in UTF-8, UTF-16, GB18030 (with GBK and GB2312) or Big5, without byte order mark. Undecodable
/// bytes become U+FFFD, with a notice for their line.
///
/// # Errors
/// The bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Vec<Notice>), ReadError> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guess(bytes).ok_or_else(|| ReadError::Unsupported(unknown()))?,
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let damage = damage(&text);
    if damage.damaged * 4 > damage.letters || damage.controls * 20 > damage.letters {
        return Err(ReadError::Unsupported(unknown()));
    }
    let notices = if damage.damaged > 0 { notices(&text, encoding) } else { Vec::new() };
    Ok((text.into_owned(), notices))
}

/// How much of a text is no text.
struct Damage {
    letters: usize,
    damaged: usize,
    controls: usize,
}

fn damage(text: &str) -> Damage {
    let mut damage = Damage { letters: 0, damaged: 0, controls: 0 };
    for letter in text.chars() {
        damage.letters += 1;
        if letter == char::REPLACEMENT_CHARACTER {
            damage.damaged += 1;
        } else if letter.is_control() && !letter.is_whitespace() {
            damage.controls += 1;
        }
    }
    damage
}

fn notices(text: &str, encoding: &'static Encoding) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    let (mut more, mut last) = (0_usize, None);
    for line in lines(text).filter(|line| has_unknown(line.text)) {
        if last == Some(line.number) {
            continue;
        }
        last = Some(line.number);
        if notices.len() < LISTED {
            let message = format!(
                "有按 {} 编码不能辨认的字，以「\u{FFFD}」代替；请用一种编码（UTF-8）重新保存文件",
                encoding.name()
            );
            notices.push(Notice::at_line(line.number, message));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        notices.push(Notice {
            message: format!("另有 {more} 行有不能辨认的字；请用一种编码（UTF-8）重新保存文件"),
            place: Place::default(),
        });
    }
    notices
}

fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = memchr::memchr_iter(0, bytes).count();
    // Of UTF-16 every ASCII letter and line end has a zero; a stray one in other text is damage.
    let stray = || zeros.saturating_mul(STRAY) < bytes.len() && std::str::from_utf8(bytes).is_ok();
    if zeros > 0 && !stray() {
        return wide(bytes);
    }
    if is_mostly_utf8(bytes) {
        return Some(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..GUESSED).unwrap_or(bytes), bytes.len() <= GUESSED);
    let traditional = detector.guess(None, Utf8Detection::Deny) == BIG5
        && written(bytes, BIG5).odd() < written(bytes, GB18030).odd();
    Some(if traditional { BIG5 } else { GB18030 })
}

/// Valid UTF-8, or so nearly that its errors are damage rather than another encoding: other Chinese encodings hold
/// next to no valid sequences of three bytes.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut broken, mut whole) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|letter| *letter >= '\u{800}').count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken * 3 <= whole
}

/// UTF-16 without byte order mark, in the byte order that gives writing; none if neither does.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let (little, big) = (written(bytes, UTF_16LE), written(bytes, UTF_16BE));
    let (best, encoding) = if little.odd() <= big.odd() { (little, UTF_16LE) } else { (big, UTF_16BE) };
    (best.odd() * 10 <= best.letters).then_some(encoding)
}

/// How much of a decoded text is Chinese or plain ASCII.
struct Written {
    letters: usize,
    usual: usize,
}

impl Written {
    fn odd(&self) -> usize {
        self.letters.saturating_sub(self.usual)
    }
}

fn written(bytes: &[u8], encoding: &'static Encoding) -> Written {
    let head = bytes.get(..GUESSED).unwrap_or(bytes);
    let (text, _) = encoding.decode_without_bom_handling(head);
    let letters = text.chars().count();
    Written { letters, usual: text.chars().filter(|letter| is_writing(*letter)).count() }
}

fn is_writing(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_ascii_graphic()
        || matches!(letter, '\u{B7}' | '\u{D7}' | '\u{F7}' | '\u{2010}'..='\u{2040}' | '\u{2100}'..='\u{27FF}')
        || matches!(letter, '\u{3000}'..='\u{303F}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}
