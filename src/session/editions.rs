//! Chooses the edition for each document: the layer that its words speak for, in the year that its titles name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checked::SetCounts;
use super::edition::Edition;
use super::region::{Spoken, Voices};
use super::stack::{Library, RuleFiles};
use crate::account::identify;
use crate::audit::Chosen;
use crate::document::{self, Document, ReadError};
use crate::source::Load;

/// The edition for one document, and why.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The edition.
    pub edition: Arc<Edition>,
    /// Why this rule set.
    pub chosen: Chosen,
    /// The year that the document names, where another was asked for.
    pub other_year: Option<i32>,
}

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
        self.choose(document).edition
    }

    /// The same, with why this edition.
    pub fn choose(&mut self, document: &Document) -> Choice {
        self.choose_in(document, self.year)
    }

    /// The same for a document of an earlier year: its own, whatever year was asked for.
    pub fn choose_own(&mut self, document: &Document) -> Choice {
        self.choose_in(document, None)
    }

    fn choose_in(&mut self, document: &Document, asked: Option<i32>) -> Choice {
        let (unit, named) = identify(document);
        let named = named.or_else(|| document.data.iter().find_map(|fact| fact.year));
        let year = asked.or(named);
        let (top, chosen) = self.layer(document, unit.as_deref());
        let edition = self
            .compiled
            .entry((top.clone(), year))
            .or_insert_with(|| Arc::new(Edition::compile(&self.library, &top, year)));
        let other_year = named.filter(|named| asked.is_some_and(|asked| asked != *named));
        Choice { edition: Arc::clone(edition), chosen, other_year }
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

    /// An edition of each stack that was asked for; of the base where nothing was.
    pub(super) fn each(&self) -> Vec<Edition> {
        let choices = self.choices();
        if choices.is_empty() {
            return vec![self.plain()];
        }
        choices.into_iter().map(|top| Edition::compile(&self.library, top, self.year)).collect()
    }

    /// What each set that was asked for declares.
    pub(super) fn counts(&self) -> Vec<SetCounts> {
        let sets =
            self.library.asked.iter().filter_map(|name| self.library.sets.iter().find(|s| s.name == *name));
        let counts = sets.map(|set| {
            let bases: Vec<String> =
                self.library.bases(&set.name).into_iter().rev().map(str::to_owned).collect();
            let counts =
                SetCounts::of(set, bases, set.files.iter().map(|file| &self.library.parsed(file).tree));
            SetCounts { beside: self.beside(&set.name), ..counts }
        });
        counts.collect()
    }

    /// A shipped layer that a document speaks for, and the rule set given from outside that is used in its place
    /// without being a layer on it: (the layer, the set).
    #[must_use]
    pub fn passed_over(&self, document: &Document) -> Option<(String, String)> {
        let given = |name: &str| self.library.sets.iter().any(|set| set.given && set.name == name);
        if !self.library.asked.iter().any(|name| given(name)) {
            return None;
        }
        let (unit, _) = identify(document);
        let (used, _) = self.layer(document, unit.as_deref());
        let stack = self.library.bases(&used);
        let is_layer =
            |set: &RuleFiles| set.based_on.as_ref().is_some_and(|(base, _)| stack.contains(&base.as_str()));
        let shipped = self.library.sets.iter().filter(|set| !set.given && is_layer(set));
        let (spoken, _) = self.most_spoken(shipped.collect(), document, unit.as_deref())?;
        (given(&used) && !stack.contains(&spoken.as_str())).then_some((spoken, used))
    }

    /// Shipped layers that stand on the same base as a set given from outside and are not in its stack.
    pub(super) fn beside(&self, name: &str) -> Vec<String> {
        let sets = &self.library.sets;
        let Some(set) = sets.iter().find(|set| set.given && set.name == name) else { return Vec::new() };
        let Some((base, _)) = &set.based_on else { return Vec::new() };
        let same = |other: &&RuleFiles| other.based_on.as_ref().is_some_and(|(other, _)| other == base);
        sets.iter().filter(|other| !other.given).filter(same).map(|other| other.name.clone()).collect()
    }

    /// The rule set that a document speaks for most; without any, the base.
    fn layer(&self, document: &Document, unit: Option<&str>) -> (String, Chosen) {
        let asked = &self.library.asked;
        let candidates: Vec<_> =
            self.library.sets.iter().filter(|set| asked.is_empty() || asked.contains(&set.name)).collect();
        if candidates.len() < 2 {
            return (self.fallback(), Chosen::Asked);
        }
        match self.most_spoken(candidates, document, unit) {
            Some((name, words)) => (name, Chosen::Spoken(words)),
            None => (self.fallback(), Chosen::Fallback),
        }
    }

    /// The one of some rule sets that a document speaks for most, if it speaks for any, and the words that do.
    fn most_spoken(
        &self,
        candidates: Vec<&RuleFiles>,
        document: &Document,
        unit: Option<&str>,
    ) -> Option<(String, Vec<String>)> {
        let spoken = Spoken::of(document, unit);
        let mut best = (Voices::default(), None);
        for set in candidates {
            let voices = spoken.for_layer(&set.recognised_by);
            if voices > best.0 && voices.suffice(unit.is_some()) {
                best = (voices, Some((set.name.clone(), spoken.weightiest(&set.recognised_by))));
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
