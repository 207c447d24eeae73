//! Blanks, sentences and ordinals as far as the shape of a line needs them.

/// A blank that may be trimmed from running text: white space except the form feed, which marks a page.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() && letter != '\u{C}'
}

/// Longest text that is still taken for a label where it stands in a line with one delimiter.
const LABEL: usize = 40;

/// Whether a line reads as running text: it ends a sentence, or is long.
pub(super) fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(['。', '；', '！', '？']) || text.chars().nth(LABEL).is_some()
}

/// Whether a text is an ordinal or a bullet alone: 一、 （一） 1. 1、 (1) ① ● -
pub(super) fn is_ordinal(text: &str) -> bool {
    let text = text.trim();
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) => {
            matches!(only, '①'..='⓿' | '●' | '•' | '·' | '■' | '◆' | '➢' | '-' | '*' | '\u{F000}'..='\u{F0FF}')
        }
        (Some(first), Some(_)) => {
            let closed = text.ends_with(['、', '.', '．', '）', ')', '：']);
            let inner = text.trim_matches(['（', '(', '、', '.', '．', '）', ')', '第', '：']);
            let counts = inner.chars().all(|letter| letter.is_ascii_digit() || is_numeral(letter));
            closed && counts && !inner.is_empty() && inner.chars().nth(4).is_none() && !first.is_whitespace()
        }
        _ => false,
    }
}

fn is_numeral(letter: char) -> bool {
    matches!(letter, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '０'..='９')
}

/// Whether a text is figures and signs alone, with at least one digit.
pub(super) fn is_figure(text: &str) -> bool {
    let mut digits = false;
    for letter in text.chars() {
        let digit = letter.is_ascii_digit() || matches!(letter, '０'..='９');
        digits |= digit;
        if !digit && !letter.is_whitespace() && !"+-−－—–△()（）.,．，%％".contains(letter) {
            return false;
        }
    }
    digits
}
