//! Paragraphs of the body: lines joined over soft breaks and page breaks, headings apart, also those that open
//! running text.

use super::headings::{Met, Opens, Titles, part_ordinal};
use super::lines::Line;
use super::view::{View, is_punctuation};
use crate::account::Piece;
use crate::account::elements::piece_at;
use crate::schema::{Custom, PassageId, Schema};
use crate::text::{Seam, display_width, is_letter, is_sentence_end, strip_ordinal};

/// A shorter line, in characters, is whole: it was not broken by its width.
const SHORTEST_BROKEN: usize = 12;

/// By how many columns full lines may differ: a first line is indented, and a sign that may not open a line takes its
/// neighbour with it.
const SPARE: usize = 6;

/// Lines of about one width from which on it is the usual width of a document.
const USUAL: usize = 4;

/// Longest name that an item begins with, in characters.
const LONGEST_ITEM: usize = 14;

/// Signs that open a quotation.
const OPENING: [char; 4] = ['“', '‘', '「', '『'];

/// A paragraph of the body.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    /// What patterns see.
    pub(super) view: View,
    /// What it opens, if it is a heading.
    pub(super) heading: Option<Met>,
    /// It stands in the part that explains.
    pub(super) explains: bool,
    /// The passage it belongs to.
    pub(super) passage: Option<PassageId>,
}

/// How a line belongs to those around it.
#[derive(Clone, Copy, Default)]
struct Joint {
    /// Its width broke it.
    broken: bool,
    /// The line before is full, and a sentence ends with it.
    behind: bool,
}

#[derive(Default)]
struct Joiner<'a> {
    titles: Option<&'a Titles>,
    text: String,
    pieces: Vec<Piece>,
    done: Vec<Paragraph>,
    /// Inside a part that does not explain, where a sentence may well begin with the name of a passage.
    silent: Option<bool>,
    /// The last line was no heading, so that the next may go on from it.
    goes_on: bool,
    /// Width of the last line, and of the last ones that broke within a sentence.
    last: usize,
    broken: [usize; 3],
    /// Widths of all lines, rising.
    widths: Vec<usize>,
    schema: Option<&'a Schema>,
}

/// The paragraphs of the body.
pub(super) fn paragraphs(schema: &Schema, titles: &Titles, lines: &[Line]) -> Vec<Paragraph> {
    let mut widths: Vec<usize> = lines.iter().map(|line| display_width(&line.text, true)).collect();
    widths.sort_unstable();
    let mut joiner = Joiner { titles: Some(titles), schema: Some(schema), widths, ..Joiner::default() };
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        if line.claimed || line.apart {
            joiner.flush();
        }
        if line.claimed {
            continue;
        }
        let mut text = line.text.clone();
        let mut pieces = vec![Piece { start: 0, from: line.from, place: line.place.clone() }];
        // 第三部分 alone on its line: its title is on the next one.
        if part_ordinal(&line.folded) == Some(line.folded.len())
            && let Some(next) = lines.next_if(|next| !next.claimed && !next.apart)
        {
            text.push(' ');
            pieces.push(Piece { start: text.len() as u32, from: next.from, place: next.place.clone() });
            text.push_str(&next.text);
        }
        match line.seam {
            Seam::Within if !line.apart && joiner.goes_on => {
                let divided = divides_figure(&joiner.text, &text);
                joiner.append(text, pieces, divided);
                if !line.goes_on {
                    joiner.title();
                }
            }
            seam => joiner.line(text, pieces, Joint { broken: line.goes_on, behind: seam == Seam::Behind }),
        }
    }
    joiner.flush();
    let mut paragraphs = joiner.done;
    explain(schema, &mut paragraphs);
    paragraphs
}

impl Joiner<'_> {
    /// Takes a line that goes on in the middle of a sentence from none.
    fn line(&mut self, text: String, pieces: Vec<Piece>, joint: Joint) {
        self.goes_on = true;
        if text.chars().take(90).count() < 90 {
            // A quotation that is opened at the end of the line is none of the heading's.
            let end = text.trim_end_matches(OPENING).len();
            let (heading, rest) = text.split_at_checked(end).unwrap_or((&text, ""));
            let view = View::new(heading.to_owned(), pieces_within(&pieces, 0, end));
            let met = self.titles.and_then(|titles| titles.line(&view, joint.broken));
            if let Some(met) = met {
                self.flush();
                self.open(view, met);
                if !rest.is_empty() {
                    self.goes_on = true;
                    self.append(rest.to_owned(), pieces_within(&pieces, end, text.len()), false);
                }
                return;
            }
        }
        let full = self.broken.iter().any(|width| *width > 0 && self.last.abs_diff(*width) <= SPARE);
        let divided = divides_figure(&self.text, &text) && (full || self.is_usual(self.last));
        // Items of one kind stand on lines of their own, however wide.
        let behind = joint.behind && !(opens_item(&self.text) && opens_item(&text));
        if divided || behind || goes_on(&self.text, &text, full) {
            self.broken.rotate_right(1);
            if let Some(latest) = self.broken.first_mut() {
                *latest = self.last;
            }
        } else {
            self.flush();
        }
        self.append(text, pieces, divided);
    }

    /// Puts a line behind what is there; `divided` says whether a figure goes on in it.
    fn append(&mut self, text: String, pieces: Vec<Piece>, divided: bool) {
        self.last = display_width(&text, true);
        let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if !divided && digits(self.text.chars().next_back()) && digits(text.chars().next()) {
            self.text.push(' ');
        }
        let behind = self.text.len() as u32;
        self.pieces.extend(pieces.into_iter().map(|piece| Piece { start: piece.start + behind, ..piece }));
        self.text.push_str(&text);
    }

    /// Whether several lines are about as wide: then their width broke them.
    fn is_usual(&self, width: usize) -> bool {
        let from = self.widths.partition_point(|other| *other + SPARE < width);
        let to = self.widths.partition_point(|other| *other <= width + SPARE);
        to - from >= USUAL
    }

    /// Closes a heading that was broken over several lines.
    fn title(&mut self) {
        if self.text.chars().take(90).count() < 90 {
            let view = View::new(self.text.clone(), self.pieces.clone());
            if let Some(met) = self.titles.and_then(|titles| titles.line(&view, false)) {
                self.text.clear();
                self.pieces.clear();
                self.open(view, met);
            }
        }
    }

    /// Takes a heading.
    fn open(&mut self, view: View, met: Met) {
        self.goes_on = false;
        let explains = self.schema.and_then(|schema| explains(schema, &met, &view));
        self.silent = explains.map(|explains| !explains).or(self.silent);
        self.push(view, Some(met));
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let pieces = std::mem::take(&mut self.pieces);
        if !text.is_empty() {
            self.split(View::new(text, pieces));
        }
    }

    /// Divides a paragraph at the headings that open sentences of it.
    fn split(&mut self, view: View) {
        let Some(titles) = self.titles.filter(|_| self.silent != Some(true)) else {
            self.push(view, None);
            return;
        };
        let mut cuts = Vec::new();
        for (at, start) in view.starts.iter().enumerate() {
            if cuts.last().is_some_and(|(_, met): &(usize, Met)| met.end > start.ordinal) {
                continue;
            }
            if let Some(met) = titles.inline(&view, at) {
                cuts.push((start.ordinal, met));
            }
        }
        if cuts.is_empty() {
            self.push(view, None);
            return;
        }
        let mut from = 0;
        for (start, met) in cuts {
            self.stretch(&view, from, start, None);
            let end = met.end;
            self.stretch(&view, start, end, Some(met));
            from = end;
        }
        self.stretch(&view, from, view.text.len(), None);
    }

    fn stretch(&mut self, view: &View, start: usize, end: usize, heading: Option<Met>) {
        if end <= start {
            return;
        }
        let (from, to) = (printed_before(view, start), printed_before(view, end));
        let Some(printed) = view.printed.get(from..to) else { return };
        let pieces = pieces_within(&view.pieces, from, to);
        let view = View::new(printed.to_owned(), pieces);
        let heading = heading.map(|met| Met { end: view.text.len(), ..met });
        self.push(view, heading);
    }

    fn push(&mut self, view: View, heading: Option<Met>) {
        self.done.push(Paragraph { view, heading, explains: false, passage: None });
    }
}

/// Where in the print a stretch of the view begins, with the quotation mark that it opens with.
fn printed_before(view: &View, byte: usize) -> usize {
    let at = view.printed_at(byte);
    let before = if byte < view.text.len() { view.printed.get(..at) } else { None };
    before.map_or(at, |before| before.trim_end_matches(OPENING).len())
}

/// The pieces of a stretch of joined text.
fn pieces_within(pieces: &[Piece], from: usize, to: usize) -> Vec<Piece> {
    let cut = from as u32;
    let first = piece_at(pieces, from).into_iter();
    let first =
        first.map(|piece| Piece { start: 0, from: piece.from + (cut - piece.start), ..piece.clone() });
    let later = pieces.iter().filter(|piece| (piece.start as usize) > from && (piece.start as usize) < to);
    first.chain(later.map(|piece| Piece { start: piece.start - cut, ..piece.clone() })).collect()
}

/// Whether a line goes on in the next one. A colon at the end of a line that is as wide as another that was
/// broken ends nothing.
fn goes_on(before: &str, next: &str, full: bool) -> bool {
    let before = before.trim_end();
    let closing = |c: char| matches!(c, '”' | '"' | '’' | '）' | ')' | '】' | '》');
    let last = before.trim_end_matches(closing).chars().next_back();
    let ended = before.chars().next_back();
    let Some(last) = last else { return false };
    if is_sentence_end(last) || matches!(last, '；' | ';') || (matches!(last, '：' | ':') && !full) {
        return false;
    }
    if strip_ordinal(next).0.is_some() || next.starts_with(['-', '•', '●', '■', '◆', '*']) {
        return false;
    }
    let open = ended.is_some_and(|c| matches!(c, '，' | ',' | '、' | '（' | '(' | '“'));
    open || before.chars().filter(|c| !c.is_whitespace()).nth(SHORTEST_BROKEN - 1).is_some()
}

/// Whether a text begins with a name and its figure: 公务接待费28.32万元.
fn opens_item(text: &str) -> bool {
    let name = text.trim_start().chars().take_while(|c| is_letter(*c)).count();
    let figure = text.trim_start().chars().skip(name).find(|c| !c.is_whitespace());
    (2..=LONGEST_ITEM).contains(&name) && figure.is_some_and(|c| c.is_ascii_digit())
}

/// Whether one figure stands at the end of a line and at the start of the next: together they have one point at most,
/// and words follow.
fn divides_figure(before: &str, next: &str) -> bool {
    let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let head = before.trim_end_matches(part);
    let tail = next.trim_start_matches(part);
    let (Some(first), Some(rest)) = (before.get(head.len()..), next.strip_suffix(tail)) else { return false };
    let digit = |text: &str, at_end: bool| {
        let letter = if at_end { text.chars().next_back() } else { text.chars().next() };
        letter.is_some_and(|c| c.is_ascii_digit())
    };
    let points = first.chars().chain(rest.chars()).filter(|c| *c == '.').count();
    digit(first, false)
        && digit(rest, true)
        && (digit(first, true) || digit(rest, false))
        && points < 2
        && !tail.trim().is_empty()
        && !head.trim().is_empty()
}

/// Whether a heading opens a part that explains; none if it opens no part.
fn explains(schema: &Schema, met: &Met, view: &View) -> Option<bool> {
    match met.opens {
        Opens::Part(at) => schema.outline.get(at).map(|part| part.passages),
        // A part that nothing declares may say by its last word that it explains.
        _ => {
            let title = view.text.trim_end_matches(is_punctuation);
            (met.rank == 0).then(|| schema.customs.ends(Custom::TitleTail, title))
        }
    }
}

/// Whether a heading opens a passage that tells of the accounts.
fn tells(met: &Met) -> bool {
    matches!(met.opens, Opens::Passages(_)) && !met.aside
}

/// Marks the paragraphs of the part that explains; without parts all do.
fn explain(schema: &Schema, paragraphs: &mut [Paragraph]) {
    let part_of = |paragraph: &Paragraph| explains(schema, paragraph.heading.as_ref()?, &paragraph.view);
    let parts = paragraphs.iter().any(|paragraph| part_of(paragraph).is_some());
    // A part that explains has passages in it: the title of the whole document may read like one.
    let mut within = false;
    let explained = paragraphs.iter().any(|paragraph| {
        within = part_of(paragraph).unwrap_or(within);
        within && paragraph.heading.as_ref().is_some_and(tells)
    });
    let mut explains = !parts;
    for paragraph in paragraphs.iter_mut() {
        if let Some(passages) = part_of(paragraph) {
            explains = passages;
        } else if let Some(met) = &paragraph.heading
            && !explained
            && tells(met)
        {
            // No part is called an explanation: a passage opens it.
            explains = true;
        }
        paragraph.explains = explains;
    }
}
