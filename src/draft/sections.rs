//! Sections of prose: headings, and what of the sentences below them is to be filled in.

use super::names::{Taken, is_filled_in, literal, plain, quoted, without_year, written};
use super::sentence::sentence;

/// A section of the template.
#[derive(Debug, Default)]
pub(super) struct Section {
    heading: String,
    text: String,
    patterns: Vec<String>,
    slots: Taken,
    directed: bool,
    /// Sentences that are told apart.
    pub sentences: usize,
}

/// Most signs of a heading.
const HEADING: usize = 40;

/// Whether a line is a heading: it has an ordinal, and does not go on to a sentence.
pub(super) fn is_heading(text: &str) -> bool {
    let text = text.trim();
    let (ordinal, rest) = crate::text::strip_ordinal(text);
    let ordinal = ordinal.unwrap_or_default();
    let part = text.starts_with('第') && text.chars().take(5).any(|sign| matches!(sign, '部' | '章' | '节'));
    (!ordinal.is_empty() || part)
        && text.chars().count() <= HEADING
        && !rest.contains(['。', '，'])
        && !rest.trim().is_empty()
}

impl Section {
    /// Of a heading.
    pub(super) fn new(heading: &str) -> Self {
        Self {
            heading: without_year(&plain(heading)).trim_start_matches(is_filled_in).to_owned(),
            ..Self::default()
        }
    }

    /// Adds a paragraph, or a line of one that goes on.
    pub(super) fn read(&mut self, text: &str, goes_on: bool) {
        self.text.push_str(text.trim());
        if !goes_on {
            self.text.push('。');
        }
    }

    /// Looks at what was added.
    pub(super) fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        for part in text.split_inclusive(['。', '；']) {
            if let Some(found) = sentence(part.trim(), &mut self.slots) {
                self.sentences += 1;
                self.directed |= found.directed;
                if !self.patterns.contains(&found.pattern) {
                    self.patterns.push(found.pattern);
                }
            }
        }
    }

    /// Whether nothing in it is to be filled in.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a word of direction is to be chosen.
    pub(super) fn is_directed(&self) -> bool {
        self.directed
    }

    /// As a rule file writes it.
    pub(super) fn written(&self, taken: &mut Taken) -> String {
        let name = if self.heading.is_empty() { "正文" } else { self.heading.as_str() };
        let name = taken.free(&name.replace(['“', '”'], ""));
        let mut text = format!("说明 {} {{\n", written(&name));
        if !self.heading.is_empty() {
            text += &format!("  位于 {}\n", quoted(&literal(&self.heading)));
        }
        for pattern in &self.patterns {
            text += &format!("  句式 {}\n", quoted(pattern));
        }
        text + "}\n"
    }
}
