//! Cases beside rules: documents that say how rules come out, judged and compared.
//!
//! May live here: the form of case files, making their documents, comparing, what cases cover. May not: wording, opening
//! files.

mod accept;
mod blocks;
mod coverage;
mod given;
mod make;
mod mistake;
mod read;
mod run;
mod untried;

pub use accept::{Accepted, accept};
pub use blocks::{Block, Section, sections};
pub use coverage::{Coverage, Covered, Lacks, Listed, Uncovered};
pub use given::{Given, Wanted};
pub use make::MAX_MADE;
pub use mistake::{Misread, Mistake};
pub use read::{Case, CaseFile, MAX_CASE_FILE};
pub use run::{CasesRan, Failure, Found, Judge, Unjudged, run};
pub use untried::{UncoveredKind, Untried};

use crate::proof::Counts;

/// How a rule comes out for a document: what a case says, or what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 成立: it holds somewhere (within rounding, too) and fails nowhere.
    Holds,
    /// 不成立: it fails somewhere.
    Fails,
    /// 无法判断: it is not decided anywhere.
    Undecided,
    /// 不适用: it neither holds nor fails anywhere.
    DoesNotApply,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Holds, Self::Fails, Self::Undecided, Self::DoesNotApply];

    /// The word that case files have for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Holds => "成立",
            Self::Fails => "不成立",
            Self::Undecided => "无法判断",
            Self::DoesNotApply => "不适用",
        }
    }

    /// What a word says.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// What came, by the counts of a rule; none where it was not judged at all.
    #[must_use]
    pub fn of(counts: &Counts) -> Option<Self> {
        let held = counts.pass + counts.rounding;
        match counts {
            counts if counts.fail > 0 => Some(Self::Fails),
            _ if held > 0 => Some(Self::Holds),
            counts if counts.undecided > 0 => Some(Self::Undecided),
            counts if counts.not_applicable > 0 => Some(Self::DoesNotApply),
            _ => None,
        }
    }

    /// Whether counts are as it says. A rule that applies in no place may be undecided in others: 不适用 holds for it, too.
    #[must_use]
    pub fn is(self, counts: &Counts) -> bool {
        let decided = counts.is_decided();
        match self {
            Self::DoesNotApply => !decided && counts.not_applicable > 0,
            Self::Undecided => !decided && counts.undecided > 0,
            Self::Holds | Self::Fails => Self::of(counts) == Some(self),
        }
    }
}

/// How a rule came out for the document of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// 编号
    pub rule: String,
    /// Its instances by verdict.
    pub counts: Counts,
    /// What came; none where it was not judged.
    pub outcome: Option<Outcome>,
    /// It is what the case says.
    pub as_said: bool,
}
