//! What is wrong with a case file.

use crate::document::ReadError;
use crate::session::RegisterError;

/// A mistake in a case file, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub mistake: Mistake,
}

impl Misread {
    pub(super) fn at(line: usize, mistake: Mistake) -> Self {
        Self { line, mistake }
    }
}

/// What is wrong with a case file, or with one case of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// A block that stands under no heading of second level.
    NoHeading,
    /// A block that is never closed.
    Unclosed,
    /// A heading over cases that opens with no number of a rule.
    NoNumber(String),
    /// A block of no known kind, and the kind that may be meant.
    UnknownBlock(String, Option<&'static str>),
    /// A word behind the kind of a block that says nothing.
    UnknownWord(String),
    /// 改, and nothing above that could be changed.
    NothingToChange,
    /// A line of changes without an arrow.
    NoArrow(String),
    /// A change of nothing into something.
    EmptyChange,
    /// What is to be changed stands in the document this many times.
    NotOnce(String, usize),
    /// The documents of the file come to more bytes than this.
    TooMuch(usize),
    /// The rule set that the block names is not there; the one that may be meant.
    UnknownSet(String, Option<String>),
    /// The rules that the document is judged by have no rule of the number: number, rule set, what there is.
    UnknownRule(String, String, String),
    /// A line of what is not tried that does not say what and why.
    NoReason(String),
    /// What is said not to be tried is shown by cases.
    Tried(String),
    /// No rule set has what is said not to be tried.
    NothingUntried(String),
    /// A document cannot be read.
    Unreadable(ReadError),
    /// A register cannot be used.
    BadRegister(RegisterError),
    /// The document is several units: how many.
    SeveralUnits(usize),
    /// The document says nothing of any unit.
    NoUnit,
}
