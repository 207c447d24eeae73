//! One look at rule files as they are now: what is wrong with them, and what every name in them means.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Texts;
use super::index::Index;
use super::overlay::Overlay;
use super::symbol::{Key, Occurrence, SymbolKind};
use crate::document::Document;
use crate::proof::UnitFindings;
use crate::session::{Edition, Editions, Pace, Parses, RulesChecked, Shipped, glance_at_file, look_at_rules};
use crate::source::{Diagnostic, Load, Severity, SourceId, Sources, Span};
use crate::syntax::Item;

/// A stretch of a file, in bytes. The name of a shipped file begins with [`Shipped::MARK`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// First byte.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A mend that can be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it mends.
    pub found: Diagnostic,
    /// What it does, in words.
    pub title: String,
    /// Where.
    pub place: Place,
    /// What to put there.
    pub text: String,
}

/// Rule files as they were at one moment.
#[derive(Default)]
pub struct Look {
    pub(super) sources: Sources,
    diagnostics: Vec<Diagnostic>,
    pub(super) editions: Vec<Edition>,
    pub(super) rules: Editions,
    pub(super) index: Index,
    files: BTreeMap<String, SourceId>,
}

impl Look {
    /// Looks at rule files or folders, with the texts that are open in place of what is on disk. What was parsed before and
    /// did not change is not parsed again; all else is as a fresh `check-rules` has it.
    #[must_use]
    pub fn take(loader: &dyn Load, texts: &Texts, rules: &[String], parses: &Arc<Parses>) -> Self {
        Self::take_at(loader, texts, rules, parses, Pace::default()).unwrap_or_default()
    }

    /// The same at some pace; none where it was stopped.
    #[must_use]
    pub fn take_at(
        loader: &dyn Load,
        texts: &Texts,
        rules: &[String],
        parses: &Arc<Parses>,
        pace: Pace<'_>,
    ) -> Option<Self> {
        let looked = look_at_rules(&Overlay { loader, texts }, rules, parses, pace)?;
        let index = Index::of(&looked.editions);
        let sources = looked.checked.sources;
        let files = sources.iter().map(|(id, name)| (name.to_owned(), id)).collect();
        let diagnostics = looked.checked.diagnostics;
        Some(Self { sources, diagnostics, editions: looked.editions, rules: looked.rules, index, files })
    }

    /// What is wrong with one file, told sooner than by a whole look: as far as the stack of its own set tells. None where
    /// the file is no part of the rules.
    #[must_use]
    pub fn glance(
        loader: &dyn Load,
        texts: &Texts,
        rules: &[String],
        file: &str,
        parses: &Arc<Parses>,
    ) -> Option<RulesChecked> {
        glance_at_file(&Overlay { loader, texts }, rules, file, parses)
    }

    /// The files with their texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The text of a file as it was looked at; none where it is no part of the rules.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&str> {
        self.source(file).map(|source| self.sources.text(source))
    }

    pub(super) fn source(&self, file: &str) -> Option<SourceId> {
        self.files.get(file).copied()
    }

    /// All that is wrong, in order of file and place.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What is wrong with one file, in order of place.
    pub fn diagnostics_of(&self, file: &str) -> impl Iterator<Item = &Diagnostic> {
        let source = self.source(file);
        self.diagnostics.iter().filter(move |found| Some(found.span.source) == source)
    }

    /// Whether a file is read as it was meant: nothing in it is an error.
    #[must_use]
    pub fn is_sound(&self, file: &str) -> bool {
        self.source(file).is_some()
            && !self.diagnostics_of(file).any(|found| found.severity == Severity::Error)
    }

    /// How the rules come out for a document, the first unit in it; none where they cannot be used.
    #[must_use]
    pub fn judge(&self, document: &Document) -> Option<UnitFindings> {
        let choice = self.rules.choose(document);
        if choice.edition.has_errors() {
            return None;
        }
        let account = choice.read(document).into_iter().next()?;
        Some(choice.edition.check(&account))
    }

    /// Names of all files, in the order they were loaded.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|(_, name)| name)
    }

    /// A stretch of text as a place.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        Place { file: self.sources.name(span.source).to_owned(), start: span.start, end: span.end }
    }

    /// The edition whose topmost set a file belongs to, else the first that holds it.
    pub(super) fn edition_of(&self, file: &str) -> Option<&Edition> {
        let source = self.source(file)?;
        let holds = |edition: &&Edition| edition.trees.iter().any(|tree| tree.source == source);
        self.editions.iter().find(holds).or(self.editions.first())
    }

    pub(super) fn at(&self, file: &str, offset: u32) -> Vec<&Occurrence> {
        self.source(file).map(|source| self.index.at(source, offset)).unwrap_or_default()
    }

    /// Where what is named at a byte of a file is declared: in the base first, then where layers add to it. An entry of a
    /// code list is in its data file.
    #[must_use]
    pub fn declared(&self, loader: &dyn Load, file: &str, offset: u32) -> Vec<Place> {
        let mut places = Vec::new();
        for one in self.at(file, offset) {
            if let Key::Code(list, code) = &one.key {
                places.extend(self.code_places(loader, list, code));
            }
            let declared = self.index.places(&one.key).filter(|one| one.declares && !one.also);
            places.extend(declared.map(|one| self.place(one.span)));
        }
        let mut seen: Vec<Place> = Vec::new();
        for place in places {
            if !seen.contains(&place) {
                seen.push(place);
            }
        }
        seen
    }

    /// The same for a byte of a newer text of the file. Places in that file itself are left out: they may have moved.
    #[must_use]
    pub fn declared_before(&self, loader: &dyn Load, file: &str, text: &str, offset: u32) -> Vec<Place> {
        let before = self.mapped(file, text, offset);
        let mut places = before.map(|(offset, _)| self.declared(loader, file, offset)).unwrap_or_default();
        places.retain(|place| place.file != file);
        places
    }

    /// All places where what is named at a byte of a file is named.
    #[must_use]
    pub fn mentions(&self, file: &str, offset: u32, declarations: bool) -> Vec<Place> {
        let mut spans: Vec<Span> = Vec::new();
        for one in self.at(file, offset) {
            let all = self.index.places(&one.key).filter(|one| declarations || !one.declares);
            spans.extend(all.map(|one| one.span));
        }
        spans.sort_unstable();
        spans.dedup();
        spans.into_iter().map(|span| self.place(span)).collect()
    }

    /// The entries of a code in the data file of its list.
    fn code_places(&self, loader: &dyn Load, list: &str, code: &str) -> Vec<Place> {
        let trees = self.editions.iter().flat_map(|edition| &edition.trees);
        let declared = trees.flat_map(|tree| tree.items.iter().map(move |item| (tree.source, item)));
        let data = declared.into_iter().find_map(|(source, item)| match item {
            Item::CodeList(found) if found.name.text == list => Some((source, found.data.value.as_str())),
            _ => None,
        });
        let Some((source, data)) = data else { return Vec::new() };
        let name = self.sources.name(source);
        let (mark, name) = match name.strip_prefix(Shipped::MARK) {
            Some(inside) => (Shipped::MARK, inside),
            None => ("", name),
        };
        let path = beside(name, data);
        let text = if mark.is_empty() { loader.load(&path) } else { Shipped.load(&path) };
        let Ok(text) = text else { return Vec::new() };
        let mut places = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let written = [format!("编码: \"{code}\""), format!("编码: {code},"), format!("编码: '{code}'")];
            if let Some(at) = written.iter().find_map(|written| Some((line.find(written)?, written.len()))) {
                let from = (start + at.0) as u32;
                places.push(Place { file: format!("{mark}{path}"), start: from, end: from + at.1 as u32 });
            }
            start += line.len();
        }
        places
    }

    /// The mends of what is wrong within a stretch of a file.
    #[must_use]
    pub fn fixes(&self, file: &str, start: u32, end: u32) -> Vec<Fix> {
        let touched =
            self.diagnostics_of(file).filter(|found| found.span.start <= end && start <= found.span.end);
        let fixes = touched.filter_map(|found| {
            let (span, text) = found.edit.as_ref()?;
            let title = found.mend.clone().unwrap_or_else(|| format!("写成：{text}"));
            Some(Fix { found: found.clone(), title, place: self.place(*span), text: text.clone() })
        });
        fixes.collect()
    }

    /// What is named at a byte of a file, in a word, with its place: for a question before it is renamed.
    #[must_use]
    pub fn named(&self, file: &str, offset: u32) -> Option<(SymbolKind, Place)> {
        let first = self.at(file, offset).into_iter().next()?;
        Some((first.key.kind(), self.place(first.span)))
    }
}

/// The path of a file that another names as standing beside it.
fn beside(file: &str, data: &str) -> String {
    let mut steps: Vec<&str> = file.split('/').collect();
    steps.pop();
    for step in data.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(steps.pop()),
            other => steps.push(other),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_beside_a_file_is_without_steps_back() {
        assert_eq!(beside("/甲/乙/a.gj", "../编码/b.yaml"), "/甲/编码/b.yaml");
        assert_eq!(beside("a.gj", "./b.yaml"), "b.yaml");
    }
}
