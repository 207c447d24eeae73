//! Names as they are compared.

use super::chars::is_blank_char;
use super::fold::{fold_char, fold_text};

/// Words in front of a name that say how it is counted, not what it is.
const PREFIXES: [&str; 3] = ["其中", "减", "加"];

/// Notes behind a name that say its level in a classification.
const LEVEL_NOTES: [&str; 3] = ["(类)", "(款)", "(项)"];

/// Characters of a name that are looked at when two are compared; the work grows with the square of it.
const COMPARED_CHARACTERS: usize = 200;

/// What two names are compared by: folded, without ordinal, 其中：/减：/加： in front, level notes behind, quotes and
/// punctuation; other brackets stay. A text of which nothing would stay is only folded.
#[must_use]
pub fn name_key(text: &str) -> String {
    let folded = fold_text(text);
    let name = strip_notes(strip_prefix(strip_ordinal(strip_prefix(&folded)).1));
    if !name.contains(is_left_out) && !name.is_empty() {
        return if name.len() == folded.len() { folded } else { name.to_owned() };
    }
    let mut key = String::with_capacity(name.len());
    key.extend(name.chars().filter(|character| !is_left_out(*character)));
    if key.is_empty() { folded } else { key }
}

/// What names are compared by that nobody has listed, such as those of projects: folded, without ordinals in front.
/// Everything else belongs to the name.
#[must_use]
pub fn row_key(text: &str) -> String {
    let mut name = text;
    while let (Some(_), rest) = strip_ordinal(name) {
        name = rest;
    }
    let key = fold_text(name);
    if key.is_empty() { fold_text(text) } else { key }
}

fn is_left_out(character: char) -> bool {
    matches!(character, '"' | '、' | ',' | '.' | ':')
}

/// A single character in front needs a colon, or at least two characters behind it: 加油 is a name.
fn strip_prefix(name: &str) -> &str {
    for prefix in PREFIXES {
        let Some(rest) = name.strip_prefix(prefix) else { continue };
        if let Some(rest) = rest.strip_prefix(':') {
            return rest;
        }
        if rest.chars().nth(1).is_some() {
            return rest;
        }
    }
    name
}

fn strip_notes(name: &str) -> &str {
    let mut name = name.trim_end_matches(is_left_out);
    while let Some(rest) = LEVEL_NOTES.iter().find_map(|note| name.strip_suffix(note)) {
        name = rest.trim_end_matches(is_left_out);
    }
    name
}

/// Splits a leading ordinal off: 一、 二十一、 （一） (1) 1) 1、 1． ① and the like, of at most two digits or five Chinese
/// numerals, in any width, with blanks around. The ordinal comes without those blanks, the rest without leading
/// ones. A decimal (1.5) is no ordinal, nor a year (2024年) or 第一部分; `1.2024年` is one before a year.
#[must_use]
pub fn strip_ordinal(text: &str) -> (Option<&str>, &str) {
    let start = text.len() - text.trim_start_matches(is_blank_char).len();
    let split = ordinal_length(text.get(start..).unwrap_or("")).and_then(|length| {
        let (before, rest) = text.split_at_checked(start + length)?;
        Some((before.get(start..)?, rest.trim_start_matches(is_blank_char)))
    });
    match split {
        Some((ordinal, rest)) => (Some(ordinal), rest),
        None => (None, text),
    }
}

/// A character that is no blank, folded, and where it stands.
#[derive(Clone, Copy)]
struct Glyph {
    folded: char,
    end: usize,
    after_gap: bool,
}

fn glyphs(text: &str) -> impl Iterator<Item = Glyph> {
    let mut gap = false;
    text.char_indices().filter_map(move |(start, character)| {
        if is_blank_char(character) {
            gap = true;
            return None;
        }
        let after_gap = std::mem::replace(&mut gap, false);
        Some(Glyph { folded: fold_char(character), end: start + character.len_utf8(), after_gap })
    })
}

/// Bytes of the ordinal that a text opens with.
pub(super) fn ordinal_length(text: &str) -> Option<usize> {
    // No ordinal is longer, and a decision never needs more than the year behind it.
    const LOOKED_AT: usize = 16;
    let opens = |c: char| c == '(' || c.is_ascii_digit() || is_chinese_numeral(c) || is_drawn_ordinal(c);
    let mut glyphs = glyphs(text).peekable();
    // Most texts open with a word.
    if !glyphs.peek().is_some_and(|first| opens(first.folded)) {
        return None;
    }
    let mut seen = [Glyph { folded: ' ', end: 0, after_gap: false }; LOOKED_AT];
    let count = seen.iter_mut().zip(glyphs).map(|(place, glyph)| *place = glyph).count();
    let glyphs = seen.get(..count)?;
    let first = glyphs.first()?;
    if is_drawn_ordinal(first.folded) {
        let next = glyphs.get(1).filter(|next| matches!(next.folded, '、'));
        return Some(next.unwrap_or(first).end);
    }
    let opened = usize::from(first.folded == '(');
    let numeral = glyphs.get(opened..)?;
    let digits = numeral.iter().take_while(|glyph| glyph.folded.is_ascii_digit()).count();
    let chinese = numeral.iter().take_while(|glyph| is_chinese_numeral(glyph.folded)).count();
    if !matches!((digits, chinese), (1..=2, 0) | (0, 1..=5)) {
        return None;
    }
    let (close, rest) = numeral.get(digits + chinese..)?.split_first()?;
    let closes = match close.folded {
        ')' => true,
        '、' => opened == 0,
        '.' => opened == 0 && (chinese > 0 || !is_decimal(close, rest)),
        _ => false,
    };
    closes.then_some(close.end)
}

/// Whether a point between digits divides a decimal: it does unless a blank or a year follows.
fn is_decimal(point: &Glyph, rest: &[Glyph]) -> bool {
    let digits = rest.iter().take_while(|glyph| glyph.folded.is_ascii_digit()).count();
    let before_year = digits == 4
        && rest.get(digits).is_some_and(|glyph| glyph.folded == '年')
        && matches!(
            (rest.first().map(|glyph| glyph.folded), rest.get(1).map(|glyph| glyph.folded)),
            (Some('1'), Some('9')) | (Some('2'), Some('0'))
        );
    let after_gap = point.after_gap || rest.first().is_some_and(|glyph| glyph.after_gap);
    digits > 0 && !after_gap && !before_year
}

fn is_drawn_ordinal(character: char) -> bool {
    matches!(character, '①'..='⑳' | '⒈'..='⒛' | '㉑'..='㉟' | '㊀'..='㊉' | '㊱'..='㊿' | '❶'..='➓'
        | '⑴'..='⒇' | '㈠'..='㈩')
}

fn is_chinese_numeral(character: char) -> bool {
    matches!(
        character,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '〇' | '零'
    )
}

/// How alike two names are, per mille: 1000 less the share of characters that must be put in, taken out, changed or
/// swapped with their neighbour. 1000 means equal and nothing else. Names beyond 200 characters are compared by
/// their first 200.
#[must_use]
pub fn similarity(left: &str, right: &str) -> u32 {
    if left == right {
        return 1000;
    }
    let cut = |text: &str| -> String { text.chars().take(COMPARED_CHARACTERS).collect() };
    let (left, right) = (cut(left), cut(right));
    let longest = left.chars().count().max(right.chars().count()).max(1);
    let distance = strsim::damerau_levenshtein(&left, &right).min(longest);
    let alike = (longest - distance) * 1000 / longest;
    u32::try_from(alike).map_or(999, |alike| alike.min(999))
}
