//! Names and texts from outside, as they may be written to a terminal.

use std::borrow::Cow;

/// Whether a character steers the terminal or the order of letters instead of standing for itself.
#[must_use]
pub fn is_steering(character: char) -> bool {
    let is_break = matches!(character, '\n' | '\r' | '\t');
    let is_bidi = matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    is_bidi || (character.is_control() && !is_break)
}

/// Whether some letter of a text could not be made out: what it says is not known.
#[must_use]
pub fn has_unknown(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER)
}

/// A text whose steering characters are written by their numbers: `\u{1b}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_steering) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_steering(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_written_by_its_number() {
        assert_eq!(visible("甲\u{1b}[31m乙\u{202e}"), "甲\\u{1b}[31m乙\\u{202e}");
        assert_eq!(visible("一行\n\t二行"), "一行\n\t二行");
    }
}
