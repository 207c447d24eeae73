//! Chooses the edition for each document: the layer that its words speak for, in the year that its titles name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::edition::Edition;
use super::region::{Spoken, Voices};
use super::stack::Library;
use crate::account::identify;
use crate::document::{self, Document, ReadError};
use crate::source::Load;

/// Compiled editions by layer and year.
pub struct Editions {
    library: Library,
    year: Option<i32>,
    compiled: BTreeMap<(String, Option<i32>), Arc<Edition>>,
}

impl Editions {
    /// Loads and parses the rule files; nothing is compiled before a document comes.
    #[must_use]
    pub fn new(loader: &dyn Load, rules: &[String], year: Option<i32>) -> Self {
        Self { library: Library::load(loader, rules), year, compiled: BTreeMap::new() }
    }

    /// The edition for a document, and the document as read.
    ///
    /// # Errors
    /// When the document cannot be read.
    pub fn for_document(&mut self, name: &str, bytes: &[u8]) -> Result<(Arc<Edition>, Document), ReadError> {
        let document = if self.compiled.is_empty() {
            std::thread::scope(|scope| {
                scope.spawn(|| self.parse_ahead());
                document::read(name, bytes)
            })
        } else {
            document::read(name, bytes)
        }?;
        Ok((self.edition(&document), document))
    }

    /// Parses the rule files that any document will ask for: this can be done while the first one is read.
    pub fn parse_ahead(&self) {
        let stack = self.library.stack(&self.fallback()).unwrap_or_default();
        for file in stack.iter().flat_map(|set| &set.files) {
            let _ = self.library.parsed(file);
        }
    }

    /// The edition for a document that was read or joined already.
    pub fn edition(&mut self, document: &Document) -> Arc<Edition> {
        let (unit, named) = identify(document);
        let year = self.year.or(named).or_else(|| document.data.iter().find_map(|fact| fact.year));
        let top = self.layer(document, unit.as_deref());
        let edition = self
            .compiled
            .entry((top.clone(), year))
            .or_insert_with(|| Arc::new(Edition::compile(&self.library, &top, year)));
        Arc::clone(edition)
    }

    /// Rule sets that were named and of which a document uses one: none of them is a layer on another.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let bases: Vec<&str> = self.library.asked.iter().flat_map(|name| self.library.bases(name)).collect();
        let named = self.library.asked.iter().map(String::as_str);
        named.filter(|name| !bases.contains(name)).collect()
    }

    /// The edition that is used where no document tells: for looking at the rules.
    #[must_use]
    pub fn plain(&self) -> Edition {
        Edition::compile(&self.library, &self.fallback(), self.year)
    }

    /// The rule set that a document speaks for most; without any, the base.
    fn layer(&self, document: &Document, unit: Option<&str>) -> String {
        let candidates: Vec<_> = self
            .library
            .sets
            .iter()
            .filter(|set| self.library.asked.is_empty() || self.library.asked.contains(&set.name))
            .collect();
        if candidates.len() < 2 {
            return self.fallback();
        }
        let spoken = Spoken::of(document, unit);
        let mut best = (Voices::default(), self.fallback());
        for set in candidates {
            let voices = spoken.for_layer(&set.recognised_by);
            if voices > best.0 && voices.suffice(unit.is_some()) {
                best = (voices, set.name.clone());
            }
        }
        best.1
    }

    /// What was asked for last that is no base of another; else the first set that is based on none.
    fn fallback(&self) -> String {
        let tops = self.library.tops();
        let asked = self.library.asked.iter().rev();
        let asked = asked.into_iter().find(|name| tops.iter().any(|set| set.name == **name));
        let base =
            self.library.sets.iter().find(|set| set.based_on.is_none()).or_else(|| self.library.sets.first());
        asked
            .or(self.library.asked.last())
            .cloned()
            .or_else(|| base.map(|set| set.name.clone()))
            .unwrap_or_default()
    }
}
