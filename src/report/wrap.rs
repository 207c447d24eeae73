//! Breaking lines at the width of a terminal: between any two 汉字, never before 、。） or behind （「.
//!
//! Nothing is aligned behind a character whose width depends on the terminal; lines only share an indentation.

use anstyle::Style;

use super::Options;
use crate::text::display_width;

/// Narrowest terminal that is laid out for.
const NARROWEST: usize = 40;

/// Text that grows line by line.
pub(crate) struct Page {
    out: String,
    options: Options,
}

impl Page {
    /// An empty page.
    pub(crate) fn new(options: Options) -> Self {
        Self { out: String::new(), options }
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Adds lines that were laid out elsewhere.
    pub(crate) fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A paragraph at an indentation.
    pub(crate) fn text(&mut self, indent: usize, text: &str, style: Style) {
        self.item(indent, "", text, style);
    }

    /// A paragraph behind a mark (`1. `, `所在：`); its later lines start where its text starts. The mark must be
    /// of characters that are as wide everywhere.
    pub(crate) fn item(&mut self, indent: usize, mark: &str, text: &str, style: Style) {
        let hanging = indent + display_width(mark, self.options.ambiguous_wide);
        let width = self.options.width.max(NARROWEST).saturating_sub(hanging).max(16);
        for (at, line) in wrap(text, width, self.options.ambiguous_wide).iter().enumerate() {
            if at == 0 {
                self.out.push_str(&" ".repeat(indent));
                self.out.push_str(mark);
            } else {
                self.out.push_str(&" ".repeat(hanging));
            }
            if self.options.color && style != Style::new() {
                self.out.push_str(&format!("{style}{line}{style:#}"));
            } else {
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }
}

/// Characters that may not begin a line.
fn closes(c: char) -> bool {
    "，。、；：？！）》」』】”’…%％,.;:?!)]}".contains(c)
}

/// Characters that may not end a line.
fn opens(c: char) -> bool {
    "（《「『【“‘([{".contains(c)
}

/// Whether a line may be broken between two characters that stand side by side.
fn may_break(before: char, after: char) -> bool {
    let word = |c: char| c.is_ascii_graphic();
    let unit = after == '元' && "万亿千百".contains(before);
    !(closes(after) || opens(before) || unit || (word(before) && word(after)))
}

/// The pieces of a text that are not broken, each with the blanks behind it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    // A number and the unit behind it stay on one line.
    let mut number = false;
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        let breaks = match before {
            None => true,
            Some(' ') => c != ' ' && !closes(c) && (c.is_ascii() || !number),
            Some(_) if c == ' ' => false,
            Some(before) => may_break(before, c),
        };
        match pieces.last_mut() {
            Some(piece) if !breaks => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        number = c.is_ascii_digit() || (number && c == ' ');
        before = Some(c);
    }
    pieces
}

/// The lines of a text in a width; a piece that is wider than a line is cut. One line at least.
pub(crate) fn wrap(text: &str, width: usize, ambiguous_wide: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        let needed = display_width(piece.trim_end(), ambiguous_wide);
        if used + needed > width && used > 0 {
            lines.push(line.trim_end().to_owned());
            (line, used) = (String::new(), 0);
        }
        if needed <= width {
            used += display_width(&piece, ambiguous_wide);
            line.push_str(&piece);
            continue;
        }
        for c in piece.chars() {
            let wide = display_width(c.encode_utf8(&mut [0; 4]), ambiguous_wide);
            if used + wide > width && used > 0 {
                lines.push(line.trim_end().to_owned());
                (line, used) = (String::new(), 0);
            }
            line.push(c);
            used += wide;
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_broken_between_characters_and_words() {
        let cases: [(&str, usize, &[&str]); 7] = [
            ("", 10, &[""]),
            ("一二三四五六", 8, &["一二三四", "五六"]),
            ("一二三四，五六", 8, &["一二三", "四，五六"]),
            ("一二三「四五」", 8, &["一二三", "「四五」"]),
            ("共计 81.11 万元整", 10, &["共计", "81.11 万元", "整"]),
            ("abc defghijklmnop", 6, &["abc", "defghi", "jklmno", "p"]),
            ("甲\n乙\u{1b}[31m丙", 40, &["甲 乙 [31m丙"]),
        ];
        for (text, width, expected) in cases {
            assert_eq!(wrap(text, width, true), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_too_wide(text in "[甲乙“”（）「」，。万元a-c0-9 .%×—]{0,80}", width in 2usize..40, wide: bool) {
            let lines = wrap(&text, width, wide);
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
            for line in &lines {
                prop_assert!(display_width(line, wide) <= width, "{:?}", line);
            }
        }
    }
}
