//! Bytes to text: which encoding, and what could not be decoded.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::lines::lines;
use super::signature::unknown;
use super::{Notice, Place, ReadError};

/// Bytes that the guess of the encoding looks at.
const GUESSED: usize = 1 << 20;

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
    for line in lines(text).filter(|line| line.text.contains(char::REPLACEMENT_CHARACTER)) {
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
    if bytes.contains(&0) {
        return wide(bytes);
    }
    if is_mostly_utf8(bytes) {
        return Some(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..GUESSED).unwrap_or(bytes), bytes.len() <= GUESSED);
    let guessed = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guessed == BIG5 && !BIG5.decode_without_bom_handling(bytes).1 { Some(BIG5) } else { Some(GB18030) }
}

/// Valid UTF-8, or so nearly that its errors are damage rather than another encoding.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut broken, mut whole) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken * 10 <= whole
}

/// UTF-16 without byte order mark: zero bytes stand in one half of the pairs only, and what comes out is writing.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in bytes.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let encoding = if even == 0 && odd > 0 {
        UTF_16LE
    } else if odd == 0 && even > 0 {
        UTF_16BE
    } else {
        return None;
    };
    let head = bytes.get(..GUESSED).unwrap_or(bytes);
    let (text, _) = encoding.decode_without_bom_handling(head);
    let letters = text.chars().count();
    let writing = text.chars().filter(|letter| is_writing(*letter)).count();
    (writing * 10 >= letters * 9).then_some(encoding)
}

fn is_writing(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_ascii_graphic()
        || matches!(letter, '\u{4E00}'..='\u{9FFF}' | '\u{2000}'..='\u{33FF}' | '\u{FF00}'..='\u{FFEF}' | '\u{B7}' | '\u{D7}' | '\u{F7}')
}
