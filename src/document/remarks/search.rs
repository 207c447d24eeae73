//! Where what was printed stands in a text that may have other blanks.

use std::ops::Range;

/// A text without its blanks, with the way back.
pub(super) struct Dense {
    text: String,
    /// For each byte of the text the byte of the original.
    back: Vec<usize>,
}

impl Dense {
    /// Of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut dense = Self { text: String::with_capacity(text.len()), back: Vec::new() };
        for (at, letter) in text.char_indices().filter(|(_, letter)| !is_skipped(*letter)) {
            dense.text.push(letter);
            dense.back.extend(at..at + letter.len_utf8());
        }
        dense
    }

    /// Where a text stands, as bytes of the original: where more of what is around it stands, otherwise its first place
    /// at which no digit goes on with it; none if it is blank or not there.
    pub(super) fn find(&self, text: &str, around: &str) -> Option<Range<usize>> {
        let (text, around) = (dense(text), dense(around));
        let first = text.chars().next()?;
        let within = (!around.is_empty()).then(|| self.text.find(&around)).flatten();
        let from = within.unwrap_or(0);
        let digits = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
        let whole = |at: &usize| {
            let before = self.text.get(..*at).and_then(|rest| rest.chars().next_back());
            let behind = self.text.get(at + text.len()..).and_then(|rest| rest.chars().next());
            let last = text.chars().next_back();
            let cut = |one: Option<char>, other: Option<char>| {
                one.is_some_and(|one| one.is_ascii_digit()) && other.is_some_and(digits)
            };
            // A figure may end a sentence, and a list of figures may go on behind it.
            let ends = behind.is_some_and(|letter| matches!(letter, '.' | ','))
                && !self
                    .text
                    .get(at + text.len() + 1..)
                    .is_some_and(|rest| rest.chars().next().is_some_and(|letter| letter.is_ascii_digit()));
            !cut(Some(first), before) && (ends || !cut(last, behind))
        };
        let places = |from: usize| {
            let rest = self.text.get(from..).unwrap_or_default();
            rest.match_indices(&text).map(move |(at, _)| from + at)
        };
        let at =
            places(from).find(whole).or_else(|| places(0).find(whole)).or_else(|| places(from).next())?;
        let start = *self.back.get(at)?;
        let last = *self.back.get(at + text.len() - 1)?;
        Some(start..last + 1)
    }
}

fn is_skipped(letter: char) -> bool {
    letter.is_whitespace() || crate::text::is_mark(letter)
}

fn dense(text: &str) -> String {
    text.chars().filter(|letter| !is_skipped(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, what: &str, around: &str) -> Option<&'t str> {
        Dense::of(text).find(what, around).and_then(|bytes| text.get(bytes))
    }

    #[test]
    fn figures_are_found_whole() {
        let text = "年初 112.00 万元，决算 12.00万元，共 12.0 万元。";
        assert_eq!(found(text, "12.00", ""), Some("12.00"));
        assert_eq!(Dense::of(text).find("12.00", "").unwrap().start, text.find(" 12.00").unwrap() + 1);
        assert_eq!(Dense::of(text).find("12.0", "").unwrap().start, text.find(" 12.0 ").unwrap() + 1);
        assert_eq!(found("共12.00.", "12.00", ""), Some("12.00"));
        assert_eq!(found("1, 234.5", "1,234.5", ""), Some("1, 234.5"));
        assert_eq!(found(text, "", ""), None);
        assert_eq!(found(text, "13", ""), None);
    }

    #[test]
    fn what_stands_around_says_which() {
        let text = "甲支出 5.00 万元；乙支出 5.00 万元";
        let at = Dense::of(text).find("5.00", "乙支出5.00万元").unwrap().start;
        assert!(at > text.find('乙').unwrap());
    }
}
