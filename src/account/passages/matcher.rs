//! Runs a compiled pattern over a stretch of a view: backtracking with a memory of what failed, so that the work is
//! bounded by the length of the stretch.

use super::compile::{Op, Program};
use super::ends::{doubled, figure_end, opens_clause, trimmed_end};
use super::first::First;
use super::names::NameIndex;
use super::room::{Room, Thread};
use super::view::{View, is_punctuation};
use crate::schema::{SlotKind, WordClass};
use crate::text::{contains, find, is_letter, is_sentence_end};

/// Longest stretch that one run looks at, in bytes; longer ones are cut.
pub(super) const LONGEST: usize = 6000;

/// Most matches of one pattern in one stretch.
const MOST_MATCHES: usize = 64;

/// Longest text that a `{…}` or a text slot takes, in bytes.
const LONGEST_TEXT: usize = 1800;

/// Words that may stand between what is said and its figure.
const FILLERS: [&str; 13] =
    ["约为", "共计", "合计为", "达到", "人民币", "约", "为", "近", "共", "达", "计", "是", "各"];

/// What a pattern picked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Capture {
    /// Slot of the program.
    pub(super) slot: u16,
    /// First byte in the view.
    pub(super) start: usize,
    /// End in the view.
    pub(super) end: usize,
    /// The figure, if it is one.
    pub(super) figure: Option<usize>,
    /// The value of a word of a class.
    pub(super) word: i64,
}

/// A match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// First byte in the view.
    pub(super) start: usize,
    /// End in the view.
    pub(super) end: usize,
    /// Slots in order.
    pub(super) captures: Vec<Capture>,
    /// Characters of fixed words that were matched.
    pub(super) weight: usize,
}

/// What patterns are run over.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    /// The paragraph.
    pub(super) view: &'a View,
    /// First byte.
    pub(super) start: usize,
    /// End.
    pub(super) end: usize,
    /// The year of the document; none matches every year.
    pub(super) year: Option<i32>,
    /// Classes of words.
    pub(super) words: &'a [WordClass],
    /// For each slot of the program: the names it may hold.
    pub(super) names: &'a [Option<std::sync::Arc<NameIndex>>],
    /// What matches can start with, if that is known.
    pub(super) first: Option<&'a First>,
}

/// Runs one program over one stretch.
pub(super) struct Machine<'a> {
    program: &'a Program,
    ground: Ground<'a>,
    failed: Vec<u64>,
    stack: Vec<Thread>,
    captures: Vec<Capture>,
    kept: Vec<(u16, usize, usize)>,
    steps: usize,
}

impl Drop for Machine<'_> {
    fn drop(&mut self) {
        let (failed, stack) = (std::mem::take(&mut self.failed), std::mem::take(&mut self.stack));
        let (captures, kept) = (std::mem::take(&mut self.captures), std::mem::take(&mut self.kept));
        Room { failed, stack, captures, kept }.leave();
    }
}

impl<'a> Machine<'a> {
    /// A machine for a stretch of at most [`LONGEST`] bytes.
    pub(super) fn new(program: &'a Program, ground: Ground<'a>) -> Self {
        let mut ground = ground;
        if ground.end - ground.start > LONGEST {
            let mut end = ground.start + LONGEST;
            while !ground.view.text.is_char_boundary(end) {
                end -= 1;
            }
            ground.end = end;
        }
        let steps = 4096 + 16 * (ground.end - ground.start);
        let Room { failed, stack, captures, kept } = Room::take();
        Self { program, ground, failed, stack, captures, kept, steps }
    }

    /// All matches, leftmost first, none overlapping.
    pub(super) fn all(mut self) -> Vec<Match> {
        let mut matches = Vec::new();
        let mut at = self.ground.start;
        if !contains(self.text(self.ground.start), &self.program.needs) {
            return matches;
        }
        while at < self.ground.end && matches.len() < MOST_MATCHES && self.steps > 0 {
            let Some(next) = self.next_start(at) else { break };
            if let Some(text) = self.ground.view.behind_ordinal(next) {
                at = text;
                continue;
            }
            match self.run(next, None) {
                Some(found) => {
                    at = found.end.max(next + self.width(next));
                    matches.push(found);
                    self.failed.clear();
                }
                None => at = next + self.width(next),
            }
        }
        matches
    }

    /// The match that starts at the start of the stretch; to its end, if it must.
    pub(super) fn at_start(mut self, to_end: bool) -> Option<Match> {
        let end = to_end.then_some(self.ground.end);
        self.run(self.ground.start, end)
    }

    fn text(&self, at: usize) -> &'a str {
        self.ground.view.text.get(at..self.ground.end).unwrap_or("")
    }

    fn width(&self, at: usize) -> usize {
        self.text(at).chars().next().map_or(1, char::len_utf8)
    }

    /// The next byte at which a match can start.
    fn next_start(&self, at: usize) -> Option<usize> {
        let ops = &self.program.ops;
        if let (Some(Op::Length(number, min, max)), Some(Op::Again(again))) = (ops.first(), ops.get(1))
            && number == again
        {
            return super::ends::may_double(self.text(at), *min as usize..=*max as usize)
                .map(|skip| at + skip);
        }
        match ops.first() {
            Some(Op::Word(word)) => find(self.text(at), word).map(|skip| at + skip),
            Some(Op::Slot(slot)) if self.is_figure(*slot) => {
                let (_, figure) = self.ground.view.figures_in(at, self.ground.end).next()?;
                Some(figure.start)
            }
            _ => match self.ground.first {
                Some(first) => {
                    let figures = self.ground.view.figures_in(at, self.ground.end);
                    let figures = figures.map(|(_, figure)| figure.start - at);
                    first.find(self.text(at), figures).map(|skip| at + skip)
                }
                None => Some(at),
            },
        }
    }

    fn is_figure(&self, slot: u16) -> bool {
        let kind = self.program.slots.get(usize::from(slot)).map(|slot| &slot.kind);
        matches!(
            kind,
            Some(SlotKind::Money | SlotKind::Percent | SlotKind::Year | SlotKind::Date | SlotKind::Count(_))
        )
    }

    /// Marks a loop at a byte as tried; false if it was before.
    fn first_try(&mut self, pc: usize, at: usize) -> bool {
        if self.program.again {
            return true;
        }
        let width = self.ground.end - self.ground.start + 1;
        let bit = pc * width + (at - self.ground.start);
        if self.failed.is_empty() {
            self.failed.resize(self.program.ops.len() * width / 64 + 1, 0);
        }
        let Some(word) = self.failed.get_mut(bit / 64) else { return true };
        let mask = 1u64 << (bit % 64);
        let first = *word & mask == 0;
        *word |= mask;
        first
    }

    fn run(&mut self, start: usize, end: Option<usize>) -> Option<Match> {
        self.stack.clear();
        self.captures.clear();
        self.kept.clear();
        self.stack.push(Thread { pc: 0, at: start, captures: 0, kept: 0, weight: 0, text: None });
        while let Some(thread) = self.stack.pop() {
            self.captures.truncate(thread.captures);
            self.kept.truncate(thread.kept);
            if let Some((at, weight)) = self.follow(thread, end) {
                return Some(Match { start, end: at, captures: self.captures.clone(), weight });
            }
            if self.steps == 0 {
                return None;
            }
        }
        None
    }

    /// Follows a thread to its match or its failure; what else could be tried goes on the stack.
    fn follow(&mut self, mut thread: Thread, end: Option<usize>) -> Option<(usize, usize)> {
        loop {
            self.steps = self.steps.checked_sub(1)?;
            match self.program.ops.get(thread.pc)? {
                Op::Match => {
                    let rest = self.ground.view.text.get(thread.at..end.unwrap_or(thread.at))?;
                    return rest.chars().all(is_punctuation).then_some((thread.at, thread.weight));
                }
                Op::Word(word) => {
                    self.text(thread.at).strip_prefix(word.as_str())?;
                    thread.at += word.len();
                    thread.weight += word.chars().count();
                    thread.pc += 1;
                }
                Op::YearWord => {
                    let rest = self.text(thread.at).strip_prefix('年')?;
                    thread.at += if rest.starts_with('度') { "年度".len() } else { "年".len() };
                    thread.pc += 1;
                }
                Op::Punctuation => {
                    thread.at += self.punctuation(thread.at);
                    thread.pc += 1;
                }
                Op::Divider => {
                    let skip = self.punctuation(thread.at);
                    if skip == 0 {
                        return None;
                    }
                    thread.at += skip;
                    thread.pc += 1;
                }
                Op::Filler => self.filler(&mut thread),
                Op::Split(first, second) => {
                    self.stack.push(Thread { pc: *second, ..self.mark(thread) });
                    thread.pc = *first;
                }
                Op::Jump(to) => thread.pc = *to,
                Op::Any => self.any(&mut thread)?,
                Op::ThisYear => thread = self.this_year(thread)?,
                Op::Length(number, min, max) => self.length(&mut thread, *number, *min, *max)?,
                Op::Again(number) => {
                    let (_, from, to) = *self.kept.iter().rev().find(|(kept, ..)| kept == number)?;
                    let text = self.ground.view.text.get(from..to)?;
                    self.text(thread.at).strip_prefix(text)?;
                    thread.at += text.len();
                    thread.pc += 1;
                }
                Op::Slot(slot) => thread = self.slot(thread, *slot)?,
            }
        }
    }

    fn mark(&self, thread: Thread) -> Thread {
        Thread { captures: self.captures.len(), kept: self.kept.len(), ..thread }
    }

    fn punctuation(&self, at: usize) -> usize {
        let rest = self.text(at);
        let skip = rest.trim_start_matches(is_punctuation);
        let length = rest.len() - skip.len();
        // A sign or bracket that belongs to a figure is not punctuation.
        match self.ground.view.figures_in(at, at + length).next() {
            Some((_, figure)) => figure.start - at,
            None => length,
        }
    }

    fn filler(&mut self, thread: &mut Thread) {
        thread.pc += 1;
        let skip = self.punctuation(thread.at);
        let rest = self.text(thread.at + skip);
        let filler = FILLERS.iter().find(|filler| rest.starts_with(**filler));
        let skip = match filler {
            Some(filler) => skip + filler.len() + self.punctuation(thread.at + skip + filler.len()),
            // A colon alone may stand before a figure: 「总计：5万元」; other punctuation begins another clause.
            None if rest.len() < self.text(thread.at).len() && self.text(thread.at).starts_with(':') => skip,
            None => 0,
        };
        if skip > 0 {
            self.stack.push(self.mark(*thread));
            thread.at += skip;
        }
    }

    /// `{…}`: first nothing more, later one character more of this sentence.
    fn any(&mut self, thread: &mut Thread) -> Option<()> {
        if !self.first_try(thread.pc, thread.at) {
            return None;
        }
        let began = thread.text.unwrap_or(thread.at);
        let next = self.text(thread.at).chars().next();
        if let Some(next) = next.filter(|next| !is_sentence_end(*next))
            && thread.at - began < LONGEST_TEXT
        {
            let grown = Thread { at: thread.at + next.len_utf8(), text: Some(began), ..self.mark(*thread) };
            self.stack.push(grown);
        }
        thread.text = None;
        thread.pc += 1;
        Some(())
    }

    fn this_year(&mut self, mut thread: Thread) -> Option<Thread> {
        let year = self.text(thread.at).get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
        if self.ground.year.is_some_and(|known| year != known.to_string()) {
            return None;
        }
        thread.at += 4;
        thread.pc += 1;
        Some(thread)
    }

    fn length(&mut self, thread: &mut Thread, number: u16, min: u32, max: u32) -> Option<()> {
        let rest = self.text(thread.at);
        let mut letters = rest.char_indices().take(max as usize).take_while(|(_, c)| is_letter(*c));
        // Each candidate keeps its own text, so it follows at once and only the last stays on this thread.
        let mut began = thread.text.unwrap_or(0);
        if matches!(self.program.ops.get(thread.pc + 1), Some(Op::Again(again)) if *again == number) {
            began = doubled(rest, began, (min as usize).max(1)..=max as usize)?;
        }
        let (last, letter) = letters.nth((min as usize).saturating_sub(1) + began)?;
        let end = thread.at + last + letter.len_utf8();
        if letters.next().is_some() {
            self.stack.push(Thread { text: Some(began + 1), ..self.mark(*thread) });
        }
        self.kept.push((number, thread.at, end));
        *thread = Thread { pc: thread.pc + 1, at: end, text: None, ..*thread };
        Some(())
    }

    fn slot(&mut self, thread: Thread, number: u16) -> Option<Thread> {
        let program = self.program;
        let slot = program.slots.get(usize::from(number))?;
        match &slot.kind {
            SlotKind::Words(class) => {
                let words = &self.ground.words.get(class.0 as usize)?.words;
                let rest = self.text(thread.at);
                let (word, value) = words.iter().find(|(word, _)| rest.starts_with(word.as_str()))?;
                let capture = self.capture(number, thread.at, thread.at + word.len(), None, *value);
                Some(self.took(thread, capture, word.chars().count()))
            }
            SlotKind::Text | SlotKind::List | SlotKind::Unit => self.text_slot(thread, number, &slot.kind),
            SlotKind::Names(_) => self.names_slot(thread, number),
            kind => self.figure_slot(thread, number, kind),
        }
    }

    fn capture(&self, slot: u16, start: usize, end: usize, figure: Option<usize>, word: i64) -> Capture {
        Capture { slot, start, end, figure, word }
    }

    fn took(&mut self, thread: Thread, capture: Capture, weight: usize) -> Thread {
        self.captures.push(capture);
        Thread { pc: thread.pc + 1, at: capture.end, weight: thread.weight + weight, text: None, ..thread }
    }

    /// A figure of the right kind. Its unit goes with it, unless the pattern itself says the unit.
    fn figure_slot(&mut self, thread: Thread, number: u16, kind: &SlotKind) -> Option<Thread> {
        let (index, figure) = self.ground.view.figure_at(thread.at)?;
        let (start, digits_end) = (figure.start, figure.digits_end);
        let end = figure_end(self.ground.view, figure, kind)?.min(self.ground.end);
        let mut ends = vec![end];
        if *kind == SlotKind::Year && end > digits_end + "年".len() {
            ends.push(digits_end + "年".len());
        }
        if end > digits_end {
            ends.push(digits_end);
        }
        let choice = thread.text.unwrap_or(0);
        let end = *ends.get(choice)?;
        if choice + 1 < ends.len() {
            self.stack.push(Thread { text: Some(choice + 1), ..self.mark(thread) });
        }
        let capture = self.capture(number, start, end, Some(index), 0);
        Some(self.took(thread, capture, 0))
    }

    fn names_slot(&mut self, thread: Thread, number: u16) -> Option<Thread> {
        let index = self.ground.names.get(usize::from(number))?.clone()?;
        let ends = index.ends(self.ground.view, thread.at, self.ground.end);
        let choice = thread.text.unwrap_or(0);
        let end = *ends.get(choice)?;
        if choice + 1 < ends.len() {
            self.stack.push(Thread { text: Some(choice + 1), ..self.mark(thread) });
        }
        let weight = self.ground.view.text.get(thread.at..end).map_or(0, |text| text.chars().count());
        let capture = self.capture(number, thread.at, end, None, 0);
        Some(self.took(thread, capture, weight))
    }

    /// Text: to the end of its clause if nothing must follow, else as little as what follows allows.
    fn text_slot(&mut self, thread: Thread, number: u16, kind: &SlotKind) -> Option<Thread> {
        let start = match thread.text {
            Some(start) => start,
            None => self.text_start(thread.at)?,
        };
        let last = self.program.last.get(usize::from(number)).copied().unwrap_or(false);
        if last {
            let end = self.clause_end(start, kind);
            let end = trimmed_end(&self.ground.view.text, start, end);
            let capture = self.capture(number, start, end, None, 0);
            return (end > start).then(|| self.took(thread, capture, 0));
        }
        let at = thread.at.max(start);
        let next = self.text(at).chars().next()?;
        if at == start {
            let grown = Thread { at: at + next.len_utf8(), text: Some(start), ..self.mark(thread) };
            return self.may_take(start, at, next, kind).then_some(grown);
        }
        if !self.first_try(thread.pc, at) {
            return None;
        }
        if self.may_take(start, at, next, kind) {
            self.stack.push(Thread { at: at + next.len_utf8(), text: Some(start), ..self.mark(thread) });
        }
        let end = trimmed_end(&self.ground.view.text, start, at);
        let capture = self.capture(number, start, end, None, 0);
        let taken = self.took(thread, capture, 0);
        Some(Thread { at, ..taken })
    }

    /// Text at the very start of a pattern starts where a clause does, behind 其中.
    fn text_start(&self, at: usize) -> Option<usize> {
        if self.captures.is_empty() && self.starts_pattern() {
            let view = self.ground.view;
            if !(opens_clause(view, at) || at == self.ground.start || view.start_at(at).is_some()) {
                return None;
            }
        }
        let rest = self.text(at);
        let skipped = rest.strip_prefix("其中").unwrap_or(rest).trim_start_matches(is_punctuation);
        Some(at + rest.len() - skipped.len())
    }

    fn starts_pattern(&self) -> bool {
        let first = self.program.ops.iter().find(|op| !matches!(op, Op::Punctuation | Op::Split(..)));
        matches!(first, Some(Op::Slot(_)))
    }

    /// Whether text may go on over this character.
    fn may_take(&self, start: usize, at: usize, next: char, kind: &SlotKind) -> bool {
        let stops = is_sentence_end(next)
            || next == ';'
            || (next == ':' && *kind != SlotKind::List)
            || (next == ',' && *kind == SlotKind::Unit);
        if stops || at - start > LONGEST_TEXT {
            return false;
        }
        // A figure that a clause ends with ends the text before it too.
        if !is_punctuation(next) || !self.starts_pattern() || at == start {
            return true;
        }
        let after = self.ground.view.figures.partition_point(|figure| figure.end < at);
        !self.ground.view.figures.get(after).is_some_and(|figure| figure.end == at && figure.start >= start)
    }

    fn clause_end(&self, start: usize, kind: &SlotKind) -> usize {
        let mut end = self.ground.view.stop(start).min(start + self.text(start).len());
        if *kind != SlotKind::Text
            && let Some((_, figure)) = self
                .ground
                .view
                .figures_in(start, end)
                .find(|(_, figure)| !self.text(figure.end).starts_with('、'))
        {
            // A list goes to the clause before the one that holds a figure, unless the next name follows on it.
            let before = self.ground.view.text.get(start..figure.start).unwrap_or("");
            end = start + before.rfind([',', ':']).unwrap_or(before.len());
        }
        end
    }
}
