//! Characters that look like others and are not: what copying out of PDF and other alphabets bring into a text.

use unicode_normalization::UnicodeNormalization;

/// Letters of other alphabets and the Latin ones that they look like.
const LETTERS: [(&str, &str); 2] =
    [("АВЕКМНОРСТУХасеорху", "ABEKMHOPCTYXaceopxy"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo")];

/// The character that is meant by one that looks like it: 支 for the radical ⽀, A for the Cyrillic А.
#[must_use]
pub fn look_alike(found: char) -> Option<char> {
    // Radicals, and ideographs that are kept for the sake of other standards.
    if matches!(found, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}') {
        let mut plain = std::iter::once(found).nfkc();
        return plain.next().filter(|plain| *plain != found);
    }
    let of = |(these, plain): &(&str, &str)| {
        let at = these.chars().position(|letter| letter == found)?;
        plain.chars().nth(at)
    };
    LETTERS.iter().find_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_has_what_is_meant() {
        for (found, meant) in [('⽀', '支'), ('⼊', '入'), ('\u{F92C}', '郎'), ('А', 'A'), ('Ο', 'O')]
        {
            assert_eq!(look_alike(found), Some(meant), "{found}");
        }
        for plain in ['支', 'A', '０', '（', '〇', '\u{2E80}'] {
            assert_eq!(look_alike(plain), None, "{plain}");
        }
        for (these, plain) in LETTERS {
            assert_eq!(these.chars().count(), plain.chars().count());
            assert!(these.chars().all(|letter| !letter.is_ascii()) && plain.is_ascii());
        }
    }
}
