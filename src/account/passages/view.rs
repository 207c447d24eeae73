//! A paragraph as patterns see it: folded, without quotes, with its figures and the way back to print.

use std::ops::Range;

use super::first::Letters;
use crate::account::Piece;
use crate::account::elements::{extent, piece_at};
use crate::document::{Extent, Place};
use crate::text::{
    FigureText, fold, fold_text, is_letter, is_sentence_end, scan_figures, scan_folded, strip_ordinal,
};

/// A figure of a paragraph, its ends in the view.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// As printed.
    pub(super) printed: FigureText,
    /// Where the number starts.
    pub(super) start: usize,
    /// Where its digits end.
    pub(super) digits_end: usize,
    /// Where its unit ends.
    pub(super) end: usize,
}

/// Where a numbered point or a sentence starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// Byte of the view at which its ordinal (or its text) starts.
    pub(super) ordinal: usize,
    /// Byte of the view at which its text starts.
    pub(super) text: usize,
    /// Rank of its ordinal: 一、 is 1, （一） 2, 1. 3, （1） 4, ① 5; none for a sentence.
    pub(super) rank: Option<u8>,
}

/// A paragraph of prose and its view.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// As printed, soft breaks joined.
    pub(super) printed: String,
    /// What `printed` was joined from.
    pub(super) pieces: Vec<Piece>,
    /// Folded, without blanks and quotes.
    pub(super) text: String,
    /// For each byte of `text` the byte of `printed` it came from, and one for the end.
    map: Vec<u32>,
    /// Its characters, roughly.
    pub(super) letters: Letters,
    /// Figures from left to right; ordinals are none.
    pub(super) figures: Vec<Figure>,
    /// Sentences and points from left to right.
    pub(super) starts: Vec<Start>,
    /// Bytes of the view at which 。！？ stand.
    ends: Vec<usize>,
    /// Bytes of the view at which ； stand.
    semicolons: Vec<usize>,
}

/// Whether a folded character only quotes.
pub(super) fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』')
}

/// Whether a folded character is punctuation that patterns match loosely.
pub(super) fn is_punctuation(character: char) -> bool {
    let plain = ('\u{4E00}'..='\u{9FFF}').contains(&character) || character.is_ascii_alphanumeric();
    !plain && !character.is_alphanumeric() && !matches!(character, '%' | '‰' | '+' | '×' | '=' | '<' | '>')
}

impl View {
    /// The view of a printed paragraph.
    pub(super) fn new(printed: String, pieces: Vec<Piece>) -> Self {
        let folded = fold(&printed);
        let mut view = Self { printed, pieces, ..Self::default() };
        let figures = scan_folded(&view.printed, &folded);
        let codes = bracketed_codes(&folded.text);
        if folded.text.contains(is_quote) || !codes.is_empty() {
            for (at, character) in folded.text.char_indices() {
                if is_quote(character) || codes.iter().any(|code| code.contains(&at)) {
                    continue;
                }
                let from = folded.map.get(at).copied().unwrap_or_default();
                view.text.push(character);
                view.map.extend(std::iter::repeat_n(from, character.len_utf8()));
            }
            view.map.push(view.printed.len() as u32);
        } else {
            (view.text, view.map) = (folded.text, folded.map);
        }
        view.letters = Letters::of(&view.text);
        view.find_ends();
        view.find_starts();
        view.place_figures(figures);
        view
    }

    /// A view that keeps quotes: for phrases that must stand as they are. Its figures are not looked for.
    pub(super) fn exact(printed: &str) -> Self {
        let folded = fold(printed);
        let letters = Letters::of(&folded.text);
        let mut view = Self {
            printed: printed.to_owned(),
            text: folded.text,
            map: folded.map,
            letters,
            ..Self::default()
        };
        view.find_ends();
        view
    }

    /// The same with its figures.
    pub(super) fn with_figures(&self) -> Self {
        let mut view = self.clone();
        view.place_figures(scan_figures(&self.printed));
        view
    }

    /// The printed bytes of a stretch of the view.
    pub(super) fn printed_range(&self, start: usize, end: usize) -> Range<usize> {
        let from = self.printed_at(start);
        from..from + self.print_untrimmed(start, end).len()
    }

    /// The first byte of the view that came from `printed` byte or later.
    pub(super) fn seen(&self, printed: usize) -> usize {
        self.map.partition_point(|from| (*from as usize) < printed).min(self.text.len())
    }

    /// The printed byte of a byte of the view.
    pub(super) fn printed_at(&self, byte: usize) -> usize {
        self.map.get(byte).or(self.map.last()).map_or(0, |from| *from as usize)
    }

    /// The printed text of a stretch of the view, blanks inside kept, blanks at the ends dropped.
    pub(super) fn print(&self, start: usize, end: usize) -> &str {
        self.print_untrimmed(start, end).trim()
    }

    fn print_untrimmed(&self, start: usize, end: usize) -> &str {
        if end <= start {
            return "";
        }
        let last = self.text.get(..end).and_then(|text| text.chars().next_back());
        let last = end - last.map_or(0, char::len_utf8);
        let from = self.printed_at(start);
        let to = self.printed_at(last.max(start));
        let length = self.printed.get(to..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.printed.get(from..to + length).unwrap_or("")
    }

    /// Where a byte of the view stands.
    pub(super) fn place(&self, byte: usize) -> Place {
        piece_at(&self.pieces, self.printed_at(byte)).map(|piece| piece.place.clone()).unwrap_or_default()
    }

    /// The stretch of the document's text that [`Self::print`] shows.
    pub(super) fn extent(&self, start: usize, end: usize) -> Option<Extent> {
        let shown = self.print_untrimmed(start, end);
        let blanks = shown.len() - shown.trim_start().len();
        let from = self.printed_at(start) + blanks;
        extent(&self.pieces, from, from + shown.trim().len())
    }

    /// End of the sentence that a byte stands in: behind 。！？ or at the end of the paragraph.
    pub(super) fn sentence_end(&self, byte: usize) -> usize {
        let end =
            next(&self.ends, byte).and_then(|at| Some(at + self.text.get(at..)?.chars().next()?.len_utf8()));
        end.unwrap_or(self.text.len())
    }

    /// The next 。！？； from a byte on, or the end of the paragraph.
    pub(super) fn stop(&self, byte: usize) -> usize {
        let stops = [next(&self.ends, byte), next(&self.semicolons, byte)];
        stops.into_iter().flatten().min().unwrap_or(self.text.len())
    }

    /// End of the sentence that text up to a byte stands in, which may have ended it.
    pub(super) fn end_of_sentence(&self, end: usize) -> usize {
        let before = self.text.get(..end).unwrap_or("").chars().next_back();
        if before.is_some_and(is_sentence_end) { end } else { self.sentence_end(end) }
    }

    /// The sentence or point that a byte stands in.
    pub(super) fn start_before(&self, byte: usize) -> Option<&Start> {
        let after = self.starts.partition_point(|start| start.ordinal <= byte);
        self.starts.get(after.checked_sub(1)?)
    }

    /// The start whose text begins at this byte.
    pub(super) fn start_at(&self, byte: usize) -> Option<&Start> {
        let after = self.starts.partition_point(|start| start.text < byte);
        self.starts.get(after).filter(|start| start.text == byte)
    }

    /// Where the text of a point starts whose ordinal begins at this byte.
    pub(super) fn start_at_ordinal(&self, byte: usize) -> Option<usize> {
        let after = self.starts.partition_point(|start| start.ordinal < byte);
        let start = self.starts.get(after).filter(|start| start.ordinal == byte && start.rank.is_some())?;
        Some(start.text).filter(|text| *text > byte)
    }

    /// Where the text of a point starts whose ordinal a byte stands in.
    pub(super) fn behind_ordinal(&self, byte: usize) -> Option<usize> {
        let start = self.start_before(byte)?;
        (byte < start.text).then_some(start.text)
    }

    /// Figures whose number starts within a stretch.
    pub(super) fn figures_in(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, &Figure)> {
        let first = self.figures.partition_point(|figure| figure.start < start);
        self.figures.iter().enumerate().skip(first).take_while(move |(_, figure)| figure.start < end)
    }

    /// The figure whose number starts at this byte.
    pub(super) fn figure_at(&self, byte: usize) -> Option<(usize, &Figure)> {
        let at = self.figures.partition_point(|figure| figure.start < byte);
        self.figures.get(at).filter(|figure| figure.start == byte).map(|figure| (at, figure))
    }

    /// Whether a clause may start here: nothing before it, or punctuation.
    pub(super) fn is_boundary(&self, byte: usize) -> bool {
        let before = self.text.get(..byte).and_then(|text| text.chars().next_back());
        before.is_none_or(is_punctuation) || self.start_at(byte).is_some()
    }

    fn find_ends(&mut self) {
        let at = |ends: fn(char) -> bool| self.text.match_indices(ends).map(|(at, _)| at).collect();
        (self.ends, self.semicolons) = (at(is_sentence_end), at(|c| c == ';'));
    }

    fn find_starts(&mut self) {
        let mut starts = Vec::new();
        let mut fresh = true;
        let mut printed_at = Vec::new();
        for (at, character) in self.printed.char_indices() {
            if character.is_whitespace() || is_quote(fold_one(character)) {
                continue;
            }
            if fresh {
                printed_at.push((at, true));
            }
            fresh = is_sentence_end(character);
            // Points may follow one another behind ； and ：, but a sentence does not start there.
            if !fresh && matches!(character, '；' | ';' | '：' | ':') {
                printed_at.push((at + character.len_utf8(), false));
            }
        }
        for (at, sentence) in printed_at {
            let rest = self.printed.get(at..).unwrap_or("");
            let (ordinal, body) = strip_ordinal(rest);
            let text = self.seen(at + rest.len() - body.len());
            match ordinal.and_then(rank) {
                Some(rank) => starts.push(Start { ordinal: self.seen(at), text, rank: Some(rank) }),
                None if sentence => {
                    let at = self.seen(at);
                    starts.push(Start { ordinal: at, text: at, rank: None });
                }
                None => {}
            }
        }
        starts.dedup_by_key(|start| start.text);
        self.starts = starts;
    }

    fn place_figures(&mut self, found: Vec<FigureText>) {
        let mut figures = Vec::with_capacity(found.len());
        for printed in found {
            let start = self.seen(printed.start);
            // A code that the view leaves out.
            if self.printed_at(start) >= printed.end {
                continue;
            }
            let in_ordinal = self
                .start_before(start)
                .is_some_and(|point| point.rank.is_some() && (point.ordinal..point.text).contains(&start));
            if in_ordinal {
                continue;
            }
            let slice = self.printed.get(printed.start..printed.end).unwrap_or("");
            let digits_end = match digits_length(slice) {
                Some(length) => self.seen(printed.start + length),
                None => start + self.folded_length(start),
            }
            .max(start);
            let end = self.seen(printed.end).max(digits_end);
            figures.push(Figure { printed, start, digits_end, end });
        }
        self.figures = figures;
    }

    /// Bytes of the digits that stand for a figure in words, with what is before them (百分之).
    fn folded_length(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let number = rest.strip_prefix("百分之").unwrap_or(rest);
        let digits = number.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        rest.len() - number.len() + digits
    }
}

/// Codes in brackets behind a name, which say nothing that the name does not: 行政运行（2012601）. Stretches of a folded
/// text, brackets included.
fn bracketed_codes(text: &str) -> Vec<Range<usize>> {
    let mut codes = Vec::new();
    for (open, _) in text.match_indices('(') {
        let Some(inner) = text.get(open + 1..) else { continue };
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let closed = inner.as_bytes().get(digits) == Some(&b')');
        let named = text.get(..open).and_then(|text| text.chars().next_back()).is_some_and(is_letter);
        let behind = inner.get(digits + 1..).and_then(|text| text.chars().next());
        // A number in brackets may be a negative amount: its unit stands behind it.
        let unit = behind.is_some_and(|c| matches!(c, '万' | '亿' | '元' | '%'));
        if matches!(digits, 5 | 7) && closed && named && !unit {
            codes.push(open..open + digits + 2);
        }
    }
    codes
}

/// The first of places in order that is not before a byte.
fn next(places: &[usize], byte: usize) -> Option<usize> {
    places.get(places.partition_point(|at| *at < byte)).copied()
}

fn fold_one(character: char) -> char {
    match character {
        '＂' | '＇' => '"',
        other => other,
    }
}

/// Bytes of the digits of a printed figure, without the unit behind them; none if it is written in words or begins with
/// them.
fn digits_length(slice: &str) -> Option<usize> {
    let bracketed = slice.starts_with(['(', '（']);
    let mut end = 0;
    for (at, character) in slice.char_indices() {
        let numeric = character.is_ascii_digit()
            || ('０'..='９').contains(&character)
            || matches!(character, '.' | ',' | '．' | '，' | '-' | '－' | '−' | '—' | '+' | '＋' | '△' | '▲');
        let bracket = bracketed && matches!(character, '(' | '（' | ')' | '）');
        if numeric || bracket {
            end = at + character.len_utf8();
        } else if !character.is_whitespace() {
            break;
        }
    }
    (end > 0).then_some(end)
}

/// Rank of an ordinal by its form.
pub(super) fn rank(ordinal: &str) -> Option<u8> {
    let mut folded = fold_text(ordinal);
    folded.retain(|character| !character.is_whitespace());
    let bracketed = folded.starts_with('(');
    let inner = folded.trim_start_matches('(').chars().next()?;
    if inner.is_ascii_digit() {
        return Some(if bracketed || folded.ends_with(')') { 4 } else { 3 });
    }
    if ('①'..='⑳').contains(&inner) || ('㉑'..='㊿').contains(&inner) {
        return Some(5);
    }
    if ('⒈'..='⒛').contains(&inner) {
        return Some(3);
    }
    if inner == '第' {
        return None;
    }
    Some(if bracketed || folded.ends_with(')') { 2 } else { 1 })
}
