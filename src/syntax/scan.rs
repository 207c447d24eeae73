//! One pass over the characters: comments, brackets, strings left open, and the words that open a line.

use super::Text;
use super::build::is_blank;
use crate::source::{SourceId, Span};

/// What the scan notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// An opening bracket in its narrow form.
    Open(char),
    /// A closing bracket in its narrow form.
    Close(char),
    /// A word at the start of a line, or of the text, or behind a brace; up to the given byte.
    Opener(usize),
    /// A string or 「name」 that is not closed on its line, up to the given byte; the sign that would close it.
    Unclosed(usize, char),
    /// `：` outside brackets other than braces.
    Colon,
}

/// The result of the scan.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Marks with their places, in order.
    pub(super) marks: Vec<(usize, Mark)>,
    /// Comments in order.
    pub(super) comments: Vec<Text>,
    /// Where brackets first nest deeper than allowed.
    pub(super) too_deep: Option<usize>,
}

struct Scanner<'t> {
    source: SourceId,
    text: &'t str,
    chars: std::iter::Peekable<std::str::CharIndices<'t>>,
    fresh: bool,
    depth: usize,
    limit: usize,
    scan: Scan,
}

/// Scans a text; `limit` is how deep brackets may nest.
pub(super) fn scan(source: SourceId, text: &str, limit: usize) -> Scan {
    let chars = text.char_indices().peekable();
    let mut scanner = Scanner { source, text, chars, fresh: true, depth: 0, limit, scan: Scan::default() };
    while let Some((at, found)) = scanner.chars.next() {
        scanner.take(at, found);
        if scanner.scan.too_deep.is_some() {
            break;
        }
    }
    scanner.scan
}

impl Scanner<'_> {
    fn take(&mut self, at: usize, found: char) {
        let next = self.chars.peek().map(|(_, next)| *next);
        match found {
            '\n' => self.fresh = true,
            _ if is_blank(found) => {}
            '/' | '／' if next == Some(found) => self.comment(at),
            '"' | '＂' => self.string(at, &['"', '＂'], '"'),
            '“' => self.curly(at),
            '「' => self.string(at, &['」'], '」'),
            '{' | '｛' => self.open(at, '{'),
            '(' | '（' => self.open(at, '('),
            '[' | '【' => self.open(at, '['),
            '}' | '｝' => self.close(at, '}'),
            ')' | '）' => self.close(at, ')'),
            ']' | '】' => self.close(at, ']'),
            '：' | ':' => self.scan.marks.push((at, Mark::Colon)),
            _ if is_word(found) => self.word(at, found),
            _ => self.fresh = false,
        }
    }

    fn open(&mut self, at: usize, bracket: char) {
        self.fresh = bracket == '{';
        self.depth += 1;
        if self.depth > self.limit {
            self.scan.too_deep = Some(at);
        }
        self.scan.marks.push((at, Mark::Open(bracket)));
    }

    fn close(&mut self, at: usize, bracket: char) {
        self.fresh = bracket == '}';
        self.depth = self.depth.saturating_sub(1);
        self.scan.marks.push((at, Mark::Close(bracket)));
    }

    fn comment(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        while self.chars.next_if(|(_, found)| *found != '\n').is_some() {}
        let inside = line.trim_start_matches(['/', '／']);
        let inside = inside.trim_start_matches(is_blank);
        let start = at + line.len() - inside.len();
        let value = inside.trim_end_matches(is_blank);
        let span = Span { source: self.source, start: start as u32, end: (start + value.len()) as u32 };
        self.scan.comments.push(Text { value: value.to_owned(), span });
    }

    fn string(&mut self, at: usize, closing: &[char], wanted: char) {
        self.fresh = false;
        while let Some((_, found)) = self.chars.next_if(|(_, found)| *found != '\n') {
            if found == '\\' && wanted == '"' {
                self.chars.next_if(|(_, found)| *found != '\n');
            } else if closing.contains(&found) {
                return;
            }
        }
        self.unclosed(at, wanted);
    }

    fn curly(&mut self, at: usize) {
        self.fresh = false;
        let mut depth = 1usize;
        while let Some((_, found)) = self.chars.next_if(|(_, found)| *found != '\n') {
            match found {
                '\\' => {
                    self.chars.next_if(|(_, found)| *found != '\n');
                }
                '“' => depth += 1,
                '”' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
            if self.depth + depth > self.limit {
                self.scan.too_deep = Some(at);
            }
        }
        self.unclosed(at, '”');
    }

    /// A string that its line does not close; braces at the line's end that close nothing in it are left outside.
    fn unclosed(&mut self, at: usize, wanted: char) {
        let end = self.chars.peek().map_or(self.text.len(), |(end, _)| *end);
        let mut inside = self.text.get(at..end).unwrap_or("").trim_end_matches(is_blank);
        let mut surplus = surplus_braces(inside);
        let mut braces = Vec::new();
        while surplus > 0
            && let Some(shorter) = inside.strip_suffix(['}', '｝'])
        {
            surplus -= 1;
            braces.push(at + shorter.len());
            inside = shorter.trim_end_matches(is_blank);
        }
        self.scan.marks.push((at, Mark::Unclosed(at + inside.len(), wanted)));
        for brace in braces.into_iter().rev() {
            self.close(brace, '}');
        }
    }

    fn word(&mut self, at: usize, first: char) {
        let mut end = at + first.len_utf8();
        while let Some((start, found)) = self.chars.next_if(|(_, found)| is_word(*found)) {
            end = start + found.len_utf8();
        }
        if std::mem::replace(&mut self.fresh, false) {
            self.scan.marks.push((at, Mark::Opener(end)));
        }
    }
}

/// How many closing braces of a text close none that it opens.
fn surplus_braces(text: &str) -> usize {
    let mut open = 0usize;
    let mut surplus = 0;
    for found in text.chars() {
        match found {
            '{' | '｛' => open += 1,
            '}' | '｝' if open == 0 => surplus += 1,
            '}' | '｝' => open -= 1,
            _ => {}
        }
    }
    surplus
}

/// Characters of words.
pub(super) fn is_word(found: char) -> bool {
    matches!(found,
        'a'..='z' | 'A'..='Z' | '0'..='9' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '０'..='９' | '〇'
        | '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}
