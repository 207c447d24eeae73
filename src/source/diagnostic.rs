//! The rule author's problem: where, what was expected, how to mend it.

use super::Span;
use super::lint::Lint;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rule set cannot be used.
    Error,
    /// It can be used, but something is likely not meant.
    Warning,
    /// A suggestion.
    Hint,
}

/// One problem in a rule file. Text is Chinese; what the author wrote stands in 「」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave.
    pub severity: Severity,
    /// Stable short name of the kind of problem, e.g. `未知名称`.
    pub code: &'static str,
    /// What is wrong and what was expected.
    pub message: String,
    /// Where.
    pub span: Span,
    /// How to mend it.
    pub mend: Option<String>,
    /// The mend as a change of the file, where it is one: what to put in the place of a stretch (empty: before it).
    pub edit: Option<(Span, String)>,
    /// Other places that matter, each with a remark.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(lint: Lint, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code: lint.0,
            message: message.into(),
            span,
            mend: None,
            edit: None,
            related: Vec::new(),
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(lint: Lint, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(lint, span, message) }
    }

    /// The same with a mend.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }

    /// The same with a mend that is carried out by writing this in the place of what is wrong.
    #[must_use]
    pub fn put(self, text: impl Into<String>) -> Self {
        let span = self.span;
        self.put_at(span, text)
    }

    /// The same with a mend that is carried out by writing this in the place of a stretch.
    #[must_use]
    pub fn put_at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edit = Some((span, text.into()));
        self
    }

    /// The same with a second place.
    #[must_use]
    pub fn see(mut self, span: Span, remark: impl Into<String>) -> Self {
        self.related.push((span, remark.into()));
        self
    }
}
