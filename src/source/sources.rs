//! The texts of a run, and lines and columns in them.

use std::sync::Arc;

use super::{SourceId, Span};

/// A place for people: 1-based line, 1-based column counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
}

#[derive(Debug)]
struct SourceText {
    name: String,
    text: String,
    lines: Vec<u32>,
}

/// All texts that spans of one run point into: copies share them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: Vec<Arc<SourceText>>,
}

impl Sources {
    /// Adds a text under the name that people know it by.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        self.texts.push(Arc::new(SourceText { name: name.into(), text, lines }));
        SourceId(self.texts.len() as u32 - 1)
    }

    /// The name of a source; empty if there is none of this number.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |source| &source.name)
    }

    /// The text of a source; empty if there is none of this number.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |source| &source.text)
    }

    /// The text under a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of the start of a span.
    #[must_use]
    pub fn locate(&self, span: Span) -> Location {
        let Some(source) = self.texts.get(span.source.0 as usize) else {
            return Location { line: 1, column: 1 };
        };
        let line = source.lines.partition_point(|start| *start <= span.start);
        let start = source.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = source.text.get(start as usize..span.start as usize).unwrap_or("");
        Location { line: line as u32, column: before.chars().count() as u32 + 1 }
    }

    /// All sources in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &str)> {
        self.texts.iter().enumerate().map(|(at, source)| (SourceId(at as u32), source.name.as_str()))
    }
}
