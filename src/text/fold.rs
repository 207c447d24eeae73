//! Folding: text as it is compared.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

use super::chars::{ideograph_of_radical, is_blank_char, plain_form};
use super::written::{may_begin, written_number};
use super::written_date::{Written, written_date, written_day};

/// Folded text with the way back to the original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, the start of the original character it came from; one more entry for the end.
    pub map: Vec<u32>,
    /// For each byte of `text`, how many bytes the original character takes.
    lengths: Vec<u8>,
}

impl Folded {
    /// Whether nothing but blanks was folded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The byte range of the original that a byte range of the folded text came from: from the start of its first
    /// character to the end of its last one, both on character boundaries. An empty range is an empty place. What
    /// lies beyond the text is held at its end.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source_start(range.start);
        if range.end <= range.start {
            return start..start;
        }
        let end = range.end.min(self.text.len()).checked_sub(1).map_or(start, |last| self.source_end(last));
        start..end.max(start)
    }

    /// Start of the original character that the byte at `index` came from; the end of the original beyond the text.
    pub(super) fn source_start(&self, index: usize) -> usize {
        self.map.get(index).or(self.map.last()).map_or(0, |start| *start as usize)
    }

    /// End of the original character that the byte at `index` came from; the end of the original beyond the text.
    pub(super) fn source_end(&self, index: usize) -> usize {
        self.source_start(index) + self.lengths.get(index).map_or(0, |length| usize::from(*length))
    }

    /// Where blanks stood in the original between the byte at `index` and the one before it.
    pub(super) fn gap_before(&self, index: usize) -> Option<Range<usize>> {
        let before = self.source_end(index.checked_sub(1)?);
        let start = self.source_start(index);
        (before < start).then_some(before..start)
    }

    fn push(&mut self, folded: char, start: usize, length: usize) {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let length = u8::try_from(length).unwrap_or(u8::MAX);
        self.text.push(folded);
        match folded.len_utf8() {
            1 => {
                self.map.push(start);
                self.lengths.push(length);
            }
            3 => {
                self.map.extend_from_slice(&[start; 3]);
                self.lengths.extend_from_slice(&[length; 3]);
            }
            bytes => {
                self.map.extend(std::iter::repeat_n(start, bytes));
                self.lengths.extend(std::iter::repeat_n(length, bytes));
            }
        }
    }
}

/// How far the full-width forms of ASCII characters stand behind them.
const FULL_WIDTH: u32 = '！' as u32 - '!' as u32;

/// Folds a text: compatibility forms and radicals become plain characters, quotes `"`, dashes `-`, full-width
/// punctuation ASCII; 。 and 、 stay, and so do ordinals, fractions and raised digits drawn as one character (①, ⒈, ½,
/// ²), which would run into the digits beside them. A year in words (二〇二四年), with the month and day behind it, and a
/// number in words that counts (两辆, 百分之五点三) are their digits. Blanks of every kind are left out. Linear in the
/// text; texts beyond 4 GiB keep no way back.
#[must_use]
pub fn fold(text: &str) -> Folded {
    fold_part(text, false)
}

/// The same of a text that is all that stands in its place, so that its last clause ends with it.
pub(super) fn fold_whole(text: &str) -> Folded {
    fold_part(text, true)
}

fn fold_part(text: &str, whole: bool) -> Folded {
    let mut folded = Folded {
        text: String::with_capacity(text.len()),
        map: Vec::with_capacity(text.len() + 1),
        lengths: Vec::with_capacity(text.len()),
    };
    let mut passed = 0;
    for (start, original) in text.char_indices() {
        if start < passed {
            continue;
        }
        let length = original.len_utf8();
        match original {
            _ if let Some(words) = words_at(text, start, original, &folded.text, whole) => {
                for digit in &words.digits {
                    folded.push(digit.sign, start + digit.from, digit.to - digit.from);
                }
                passed = start + words.length;
            }
            '"' | '!'..='&' | '('..='~' | '、' | '。' | '\u{4E00}'..='\u{9FFF}' => {
                folded.push(original, start, length);
            }
            _ => fold_rare(original, |character| folded.push(character, start, length)),
        }
    }
    folded.map.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    folded
}

/// The folded text alone, where no way back is needed: what [`fold`] gives as `text`.
#[must_use]
pub fn fold_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut passed = 0;
    for (start, original) in text.char_indices() {
        if start < passed {
            continue;
        }
        match original {
            _ if let Some(words) = words_at(text, start, original, &folded, false) => {
                folded.extend(words.digits.iter().map(|digit| digit.sign));
                passed = start + words.length;
            }
            '!'..='&' | '('..='~' | '、' | '。' | '\u{4E00}'..='\u{9FFF}' => folded.push(original),
            _ => fold_rare(original, |character| folded.push(character)),
        }
    }
    folded
}

/// The date or number in words that begins with the letter at `start`, behind what was folded before it.
fn words_at(text: &str, start: usize, letter: char, before: &str, whole: bool) -> Option<Written> {
    if letter.is_ascii() {
        return None;
    }
    let first = fold_char(letter);
    let rest = || text.get(start..);
    if first == '年' {
        return written_day(rest()?, before, fold_char);
    }
    if !may_begin(first) {
        return None;
    }
    let date =
        if matches!(first, '一' | '二' | '壹' | '贰') { written_date(rest()?, fold_char) } else { None };
    date.or_else(|| written_number(first, rest()?, before, whole, fold_char))
}

/// What one character folds to, if it is one character; blanks and characters that fold to several give themselves.
pub(super) fn fold_char(original: char) -> char {
    if matches!(original, '!'..='&' | '('..='~' | '\u{4E00}'..='\u{9FFF}') {
        return original;
    }
    let (mut first, mut count) = (original, 0_usize);
    fold_rare(original, |character| {
        first = character;
        count += 1;
    });
    if count == 1 { first } else { original }
}

fn fold_rare(original: char, mut push: impl FnMut(char)) {
    if is_blank_char(original) {
        return;
    }
    if let Some(plain) = plain_form(original).or_else(|| ideograph_of_radical(original)) {
        push(plain);
        return;
    }
    if let '！'..='～' = original
        && let Some(narrow) = char::from_u32(u32::from(original) - FULL_WIDTH)
    {
        push(narrow);
        return;
    }
    compose(original, |character| {
        if !is_blank_char(character) {
            push(plain_form(character).unwrap_or(character));
        }
    });
}

/// NFKC of one character.
fn compose(original: char, push: impl FnMut(char)) {
    use unicode_normalization::UnicodeNormalization;
    let mut single = true;
    decompose_compatible(original, |part| single = single && part == original);
    if single {
        std::iter::once(original).for_each(push);
    } else {
        std::iter::once(original).nfkc().for_each(push);
    }
}
