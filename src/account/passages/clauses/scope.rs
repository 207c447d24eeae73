//! The registers that a reading carries from word to word.

use super::fact::{Basis, Grade, SubjectId};

/// What the next figure would be by the words before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Frame {
    /// A value or a change of the subject.
    #[default]
    Plain,
    /// The other side of a comparison.
    Base(Basis),
    /// A share, of what if that was said.
    Share(Option<SubjectId>),
    /// A completion, of which budget if that was said.
    Completion(Option<u32>),
    /// More (1), less or equal, than which budget if that was said.
    Comparison(i8, Option<u32>),
    /// A difference without direction.
    Difference,
    /// An average by a count.
    Average(u32),
}

/// Why nothing is read for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mute {
    /// Reasons.
    Reason,
    /// What money was used for.
    Purpose,
}

/// What is known of the years of the sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Dated {
    /// The paragraph and the figure of the year that it begins with.
    pub(super) head: Option<(usize, usize)>,
    /// It names more than one.
    pub(super) other: bool,
    /// How many facts were told before it.
    pub(super) facts: usize,
    /// Years of sentences that are done.
    pub(super) found: Vec<(usize, usize, usize)>,
}

/// Items of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct List {
    /// Its number.
    pub(super) id: u32,
    /// What they are items of.
    pub(super) head: Vec<SubjectId>,
    /// The measure that they take, if only one was told of the head.
    pub(super) measure: Option<u32>,
    /// What they are compared with, if the head was.
    pub(super) basis: Option<Basis>,
    /// Subjects told in it.
    pub(super) items: u32,
    /// It goes on in the next paragraphs.
    pub(super) open: bool,
    /// It stands inside a sentence, so that what follows may be about its head again.
    pub(super) inline: bool,
    /// It has all items of its head.
    pub(super) divides: bool,
}

/// Registers.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// What is spoken of.
    pub(super) subjects: Vec<SubjectId>,
    /// How that is known.
    pub(super) grade: Grade,
    /// What is spoken of was not understood.
    pub(super) lost: bool,
    /// Subjects told in the sentence, in order.
    pub(super) told: Vec<SubjectId>,
    /// Those that were named side by side since the last figure or `，`.
    pub(super) beside: Vec<SubjectId>,
    /// Those that were told a change in the sentence.
    pub(super) changed: Vec<SubjectId>,
    /// Measure.
    pub(super) measure: Option<u32>,
    /// What is compared with.
    pub(super) basis: Option<Basis>,
    /// A year that was told.
    pub(super) year: Option<i32>,
    /// Up or down.
    pub(super) direction: Option<i8>,
    /// Where the word for that, or for more and less, stands.
    pub(super) word: (usize, usize),
    /// What the next figure is.
    pub(super) frame: Frame,
    /// A word says that a figure comes.
    pub(super) armed: bool,
    /// Something unknown stands behind the last known word.
    pub(super) gap: bool,
    /// Something to be counted was named in the piece.
    pub(super) noun: Option<u32>,
    /// What the last count of the sentence was of, if that is said by what was counted.
    pub(super) counted: Option<SubjectId>,
    /// The last count was no fact, nor are those that stand beside it.
    pub(super) uncounted: bool,
    /// A subject was named in the piece.
    pub(super) named: bool,
    /// Two subjects were named side by side with 、 or the like between them.
    pub(super) joined: bool,
    /// A fund was named that is no part of a subject yet.
    pub(super) fund: Option<SubjectId>,
    /// The fund that the sentence began to speak of.
    pub(super) sentence_fund: Option<SubjectId>,
    /// What is told of each.
    pub(super) each: bool,
    /// Names of a code from the top.
    pub(super) chain: Vec<String>,
    /// What that code is told of, where names alone do not tell it from another.
    pub(super) of_chain: Option<String>,
    /// The list.
    pub(super) list: Option<List>,
    /// Lists that it stands in.
    pub(super) outer: Vec<List>,
    /// Nothing is read.
    pub(super) mute: Option<Mute>,
}

impl Scope {
    /// Behind `，`: what was framed is over, what is spoken of stays.
    pub(super) fn piece(&mut self) {
        self.frame = Frame::Plain;
        self.direction = None;
        self.armed = false;
        self.gap = false;
        self.noun = None;
        self.uncounted = false;
        self.named = false;
        self.joined = false;
        self.fund = None;
        self.each = false;
        self.chain.clear();
        if self.grade == Grade::Told {
            self.grade = Grade::Inherited;
        }
    }

    /// Behind `。`: what is spoken of goes back to what the paragraph speaks of.
    pub(super) fn sentence(&mut self, subjects: &[SubjectId]) {
        self.piece();
        self.lost = false;
        self.told.clear();
        self.beside.clear();
        self.changed.clear();
        self.counted = None;
        self.measure = None;
        self.basis = None;
        self.year = None;
        self.sentence_fund = None;
        self.mute = None;
        self.subjects = subjects.to_vec();
        self.grade = Grade::Inferred;
        if self.list.as_ref().is_some_and(|list| !list.open) {
            self.list = None;
            self.outer.clear();
        }
    }
}
