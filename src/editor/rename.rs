//! Giving something another name, everywhere where it is called so, and not where that would be a mistake.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Texts;
use super::look::{Look, Place};
use super::symbol::SymbolKind;
use crate::session::{Pace, Parses, Shipped};
use crate::source::{Load, Severity, Span};
use crate::syntax::written_name;

/// Why a name stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRenamed {
    /// Nothing has a name here.
    Nothing,
    /// It is declared in a shipped file, or in a data file.
    Elsewhere,
    /// The new name cannot be one.
    NoName,
    /// Something else is called so.
    Taken,
    /// The rules would have this mistake then.
    Mistake(String),
}

/// A change of a file: a stretch and its new text.
pub type Renaming = Vec<(Place, String)>;

/// What a look was taken at.
pub struct Taken<'t> {
    /// The files.
    pub loader: &'t dyn Load,
    /// The open texts.
    pub texts: &'t Texts,
    /// The folders or files looked at.
    pub rules: &'t [String],
    /// What was parsed before.
    pub parses: &'t Arc<Parses>,
    /// Threads that the look at what would be is taken on.
    pub threads: usize,
}

impl Look {
    /// The changes that give what is named at a byte of a file a new name, wherever it is called by the same. A short name
    /// is changed alone, and so is a long one.
    ///
    /// # Errors
    /// Why it stays as it is.
    pub fn rename(
        &self,
        file: &str,
        offset: u32,
        name: &str,
        taken: &Taken<'_>,
    ) -> Result<Renaming, NotRenamed> {
        let spans = self.same_name(file, offset)?;
        let name = name.trim().trim_matches(['「', '」']);
        if name.is_empty() || name.chars().any(|found| found.is_control() || "\"「」{}".contains(found)) {
            return Err(NotRenamed::NoName);
        }
        let mut changes = Renaming::new();
        let mut texts = taken.texts.clone();
        let mut files: BTreeMap<String, Vec<(Span, String)>> = BTreeMap::new();
        for span in spans {
            let text = self.sources.text(span.source);
            let quoted = text.get(..span.start as usize).is_some_and(|before| before.ends_with('"'));
            let put = if quoted { name.to_owned() } else { written_name(name) };
            changes.push((self.place(span), put.clone()));
            files.entry(self.sources.name(span.source).to_owned()).or_default().push((span, put));
        }
        for (file, mut edits) in files {
            let mut text = self.text(&file).unwrap_or_default().to_owned();
            edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
            for (span, put) in edits {
                let (start, end) = (span.start as usize, span.end as usize);
                if text.get(start..end).is_some() {
                    text.replace_range(start..end, &put);
                }
            }
            texts.insert(file, text.into());
        }
        let pace = Pace { threads: taken.threads, ..Pace::default() };
        let after = Look::take_at(taken.loader, &texts, taken.rules, taken.parses, pace).unwrap_or_default();
        match self.new_mistake(&after) {
            Some(mistake) => Err(NotRenamed::Mistake(mistake)),
            // Two that were told apart by their names are one.
            None if after.index.keys().count() != self.index.keys().count() => Err(NotRenamed::Taken),
            None => Ok(changes),
        }
    }

    /// Whether what is named at a byte can be given another name.
    ///
    /// # Errors
    /// Why not.
    pub fn may_rename(&self, file: &str, offset: u32) -> Result<Place, NotRenamed> {
        self.same_name(file, offset)?;
        self.named(file, offset).map(|(_, place)| place).ok_or(NotRenamed::Nothing)
    }

    /// The places where what is named at a byte is called by the same name.
    fn same_name(&self, file: &str, offset: u32) -> Result<Vec<Span>, NotRenamed> {
        let found = self.at(file, offset);
        let bare = |span: Span| self.sources.slice(span).trim_matches(['「', '」']);
        let called = found.first().map(|one| bare(one.span)).ok_or(NotRenamed::Nothing)?;
        let mut spans: Vec<Span> = Vec::new();
        for one in &found {
            if matches!(one.key.kind(), SymbolKind::Code) {
                return Err(NotRenamed::Elsewhere);
            }
            let same = self.index.places(&one.key).filter(|place| bare(place.span) == called);
            spans.extend(same.map(|place| place.span));
        }
        spans.sort_unstable();
        spans.dedup();
        match spans.iter().any(|span| self.sources.name(span.source).starts_with(Shipped::MARK)) {
            true => Err(NotRenamed::Elsewhere),
            false => Ok(spans),
        }
    }

    /// An error that there is afterwards, and as often not now.
    fn new_mistake(&self, after: &Look) -> Option<String> {
        let errors = |look: &Look| -> Vec<&'static str> {
            let errors = look.diagnostics().iter().filter(|found| found.severity == Severity::Error);
            errors.map(|found| found.code).collect()
        };
        let mut known = errors(self);
        after.diagnostics().iter().filter(|found| found.severity == Severity::Error).find_map(|found| {
            match known.iter().position(|code| *code == found.code) {
                Some(at) => {
                    known.swap_remove(at);
                    None
                }
                None => Some(found.message.clone()),
            }
        })
    }
}
