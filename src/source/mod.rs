//! Where text comes from: files, spans, diagnostics, and the trait that loads rule files.
//!
//! May live here: what every later stage needs to point at text. May not: any language, any format.

mod diagnostic;
mod encoding;
mod lint;
mod sources;

pub use diagnostic::{Diagnostic, Severity};
pub use encoding::{rule_text, text_with};
pub use lint::{Lint, LintPage, is_lint_number, lint, lints};
pub use sources::{Location, Sources};

/// Number of a text in a [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A stretch of bytes of one source; `start..end` lie on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text it belongs to.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both (of the same source).
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Why a rule file could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// No file or folder of this name.
    Missing(String),
    /// A folder without rule files.
    Empty(String),
    /// It is there but cannot be read: name and reason.
    Unreadable(String, String),
    /// Larger than the stated cap: name, size in bytes, cap in bytes.
    TooLarge(String, u64, u64),
    /// Neither UTF-8 nor GBK: name and the first offending byte offset.
    NotUtf8(String, usize),
}

/// The outside world as rule files see it: the only way for the library to open a rule file.
pub trait Load {
    /// The text of one file, named as [`Load::list`] names it.
    ///
    /// # Errors
    /// When the file is missing, unreadable, too large or in no known encoding.
    fn load(&self, name: &str) -> Result<String, LoadError>;

    /// The rule files (`.gj`) that a name stands for: the file itself, or all of a folder, in order of name.
    ///
    /// # Errors
    /// When there is no such file or folder, or the folder has no rule files.
    fn list(&self, name: &str) -> Result<Vec<String>, LoadError>;
}
