//! Why a stretch of text could not be read, and how to mend it, in the words of a rule's author.

use super::build::Builder;
use crate::source::Diagnostic;

/// A mistake inside a sentence pattern, found at byte `at` of its text.
pub(super) fn pattern(builder: &Builder<'_>, raw: &str, at: usize) -> Diagnostic {
    let found = raw.get(at..).and_then(|rest| rest.chars().next());
    let length = found.map_or(0, char::len_utf8);
    Diagnostic::error("句式", builder.at(at, at + length), "句式写错")
}
