//! Chooses the edition for each document: the layer that its words speak for, in the year that its titles name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::counts::SetCounts;
use super::edition::Edition;
use super::places;
use super::publication;
use super::region::{Spoken, Voices};
use super::stack::{Library, Parses, RuleFiles};
use crate::account::{Account, Broken, Identity, identify_broken};
use crate::document::{self, Document, ReadError};
use crate::proof::Chosen;
use crate::schema::Customs;
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
    /// A shipped layer that the document speaks for, and the rule set given from outside that is used in its place
    /// without being a layer on it: (the layer, the set).
    pub passed_over: Option<(String, String)>,
    /// What the document says of itself.
    pub identity: Identity,
}

impl Choice {
    /// What the document that this was chosen for says, for each unit in it.
    #[must_use]
    pub fn read(&self, document: &Document) -> Vec<Account> {
        self.edition.read_as(document, &self.identity)
    }
}

/// A layer in a year.
type Key = (String, Option<i32>);

/// Compiled editions by layer and year. Threads share them: only the first that asks for one waits for its compiler.
#[derive(Default)]
pub struct Editions {
    library: Library,
    /// Sets on which no other is based that may be used is a layer: one a publication.
    roots: Vec<String>,
    year: Option<i32>,
    compiled: Arc<Compiled>,
}

/// Editions that were compiled, or are being compiled. What was asked for is no part of an edition.
type Compiled = Mutex<BTreeMap<Key, Arc<OnceLock<Arc<Edition>>>>>;

impl Editions {
    /// Loads and parses the rule files; nothing is compiled before a document comes.
    #[must_use]
    pub fn new(loader: &dyn Load, rules: &[String], year: Option<i32>) -> Self {
        Self::of_library(Library::load(loader, rules), year)
    }

    /// The same where some of the files were parsed before, for looking at the rules as they are written.
    #[must_use]
    pub(super) fn again(
        loader: &dyn Load,
        rules: &[String],
        year: Option<i32>,
        parses: &Arc<Parses>,
    ) -> Self {
        Self::of_library(Library::load_again(loader, rules, Some(Arc::clone(parses))), year)
    }

    /// The same rule files with one set of them asked for, which every document is then read by; none where there is no
    /// such set.
    #[must_use]
    pub fn of_set(&self, name: &str) -> Option<Self> {
        let known = self.library.sets.iter().any(|set| set.name == name);
        known.then(|| {
            let library = Library { asked: vec![name.to_owned()], ..self.library.clone() };
            Self { compiled: Arc::clone(&self.compiled), ..Self::of_library(library, self.year) }
        })
    }

    /// Names of all rule sets that there are.
    #[must_use]
    pub fn sets(&self) -> Vec<&str> {
        self.library.sets.iter().map(|set| set.name.as_str()).collect()
    }

    fn of_library(library: Library, year: Option<i32>) -> Self {
        let mut roots: Vec<String> = Vec::new();
        for root in library.candidates().map(|set| library.root(&set.name)) {
            if !roots.iter().any(|known| known == root) {
                roots.push(root.to_owned());
            }
        }
        Self { library, roots, year, compiled: Arc::default() }
    }

    /// The edition for a document, and the document as read.
    ///
    /// # Errors
    /// When the document cannot be read.
    pub fn for_document(&self, name: &str, bytes: &[u8]) -> Result<(Arc<Edition>, Document), ReadError> {
        let document = if self.compiled.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
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
        let stack = self.library.stack(self.first()).unwrap_or_default();
        for file in stack.iter().flat_map(|set| &set.files) {
            let _ = self.library.parsed(file);
        }
    }

    /// The edition for a document that was read or joined already.
    #[must_use]
    pub fn edition(&self, document: &Document) -> Arc<Edition> {
        self.choose(document).edition
    }

    /// The same, with why this edition.
    #[must_use]
    pub fn choose(&self, document: &Document) -> Choice {
        self.choose_in(document, self.year)
    }

    /// The same for a document of an earlier year: its own, whatever year was asked for.
    #[must_use]
    pub fn choose_own(&self, document: &Document) -> Choice {
        self.choose_in(document, None)
    }

    fn choose_in(&self, document: &Document, asked: Option<i32>) -> Choice {
        let broken = Broken::of(document);
        let paragraphs = broken.paragraphs(document);
        let root = self.root_of(document, &paragraphs);
        let customs = self.library.customs(root);
        let identity = identify_broken(&customs, document, broken);
        let named = identity.year.or_else(|| document.data.iter().find_map(|fact| fact.year));
        let spoken = OnceLock::new();
        let unit = identity.unit.as_deref();
        let spoken = Heard { document, paragraphs: &paragraphs, customs: &customs, unit, spoken: &spoken };
        let of_data = document.data.first().and_then(|fact| self.named(&fact.rules));
        let (top, chosen) = match of_data {
            Some(top) => (top.clone(), Chosen::Spoken(vec![top])),
            None => self.layer(root, spoken),
        };
        let passed_over = self.passed_over(&top, spoken);
        // A layer may say for itself how its documents are printed.
        let own = self.library.customs(&top);
        let identity = match own == customs {
            true => identity,
            false => identify_broken(&own, document, identity.broken),
        };
        let named = identity.year.or(named);
        let edition = self.compiled(top, asked.or(named));
        let other_year = named.filter(|named| asked.is_some_and(|asked| asked != *named));
        Choice { edition, chosen, other_year, passed_over, identity }
    }

    /// The unit that a document names, by the customs of the publication that it is.
    #[must_use]
    pub fn unit_of(&self, document: &Document) -> Option<String> {
        let broken = Broken::of(document);
        let root = self.root_of(document, &broken.paragraphs(document));
        identify_broken(&self.library.customs(root), document, broken).unit
    }

    /// The set under those that a document may be read by: that of the publication that it is.
    fn root_of(&self, document: &Document, paragraphs: &[Option<String>]) -> &str {
        if !document.data.is_empty() {
            return self.root_of_data(document);
        }
        let several = self.roots.len() > 1;
        let names = || self.roots.iter().map(|root| self.library.published(root)).collect::<Vec<_>>();
        let named = several.then(|| publication::named(document, paragraphs, &names())).flatten();
        named.and_then(|at| self.roots.get(at)).map_or_else(|| self.first(), String::as_str)
    }

    /// The set under those that data may be read by: the first that has most of the tables and passages that they name.
    fn root_of_data(&self, document: &Document) -> &str {
        let named =
            |fact: &'_ document::DataFact| fact.table.split('.').next().unwrap_or_default().to_owned();
        let named: BTreeSet<String> = document.data.iter().map(named).collect();
        let mut best = (0, self.first());
        for root in self.roots.iter().map(String::as_str) {
            let stack = self.library.stack(root).unwrap_or_default();
            let trees = || {
                stack.iter().flat_map(|set| &set.files).map(|file| self.library.parsed(file).tree.as_ref())
            };
            let known = named.iter().filter(|name| trees().any(|tree| tree.declares(name))).count();
            if known > best.0 {
                best = (known, root);
            }
            if known == named.len() {
                break;
            }
        }
        best.1
    }

    /// The set under those that are used where no document tells.
    fn first(&self) -> &str {
        self.roots.first().map_or("", String::as_str)
    }

    /// The edition for a unit of data: by the rule set that the data name, where it is one of those that were asked for,
    /// else as for a document that says nothing; and whether the set that they name is not there.
    #[must_use]
    pub fn for_unit(&self, rules: &str, year: Option<i32>) -> (Arc<Edition>, bool) {
        let year = self.year.or(year);
        match self.named(rules) {
            Some(top) => (self.compiled(top, year), false),
            None => {
                let is_unknown = !rules.is_empty() && !self.library.sets.iter().any(|set| set.name == rules);
                (self.compiled(self.fallback(self.first()), year), is_unknown)
            }
        }
    }

    /// A rule set that data name, if it may be used.
    fn named(&self, rules: &str) -> Option<String> {
        let asked = &self.library.asked;
        let may = asked.is_empty() || asked.iter().any(|name| name == rules);
        let known = self.library.sets.iter().find(|set| set.name == rules);
        known.filter(|_| may).map(|set| set.name.clone())
    }

    /// The edition of a layer in a year: compiled once, whoever asks first.
    fn compiled(&self, top: String, year: Option<i32>) -> Arc<Edition> {
        let key = (top, year);
        let cell = {
            let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(compiled.entry(key.clone()).or_default())
        };
        let edition = cell.get_or_init(|| Arc::new(Edition::compile(&self.library, &key.0, year)));
        Arc::clone(edition)
    }

    /// Rule sets that were named and of which a document uses one: none of them is a layer on another.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let bases: Vec<&str> = self.library.asked.iter().flat_map(|name| self.library.bases(name)).collect();
        let named = self.library.asked.iter().map(String::as_str);
        named.filter(|name| !bases.contains(name)).collect()
    }

    /// Those of them that are of one publication with another: a document of it uses one.
    #[must_use]
    pub fn rivals(&self) -> Vec<&str> {
        let choices = self.choices();
        let root = |name: &str| self.library.root(name).to_owned();
        let is_rival = |name: &&str| choices.iter().any(|other| other != name && root(other) == root(name));
        choices.iter().filter(|name| is_rival(name)).copied().collect()
    }

    pub(super) fn library(&self) -> &Library {
        &self.library
    }

    /// The year that was asked for.
    pub(super) fn asked_year(&self) -> Option<i32> {
        self.year
    }

    /// The edition that is used where no document tells: for looking at the rules.
    #[must_use]
    pub fn plain(&self) -> Edition {
        Edition::compile(&self.library, self.shown(), self.year)
    }

    /// The set that is shown where one is: of those that were asked for the last that no other is based on.
    fn shown(&self) -> &str {
        let tops = self.library.tops();
        let asked = self.library.asked.iter().rev();
        let asked = asked.into_iter().find(|name| tops.iter().any(|set| set.name == **name));
        asked.or(self.library.asked.last()).map_or_else(|| self.first(), String::as_str)
    }

    /// The tops of the stacks that were asked for; what is shown where nothing was.
    pub(super) fn looked_at(&self) -> Vec<&str> {
        match self.choices() {
            choices if choices.is_empty() => vec![self.shown()],
            choices => choices,
        }
    }

    /// An edition that no document is judged by: all of it but the plan.
    pub(super) fn compile_unplanned(&self, top: &str, year: Option<i32>) -> Edition {
        Edition::compile_unplanned(&self.library, top, year)
    }

    /// The edition of the set that a file belongs to, whatever is based on it, without a plan.
    pub(super) fn of_file(&self, file: &str, year: Option<i32>) -> Option<Edition> {
        self.library.set_of(file).map(|set| self.compile_unplanned(set, year))
    }

    /// An edition of each stack that was asked for; of the base of each publication where nothing was: for looking at
    /// the rules.
    #[must_use]
    pub fn all(&self) -> Vec<Edition> {
        let tops = match self.choices().is_empty() && !self.roots.is_empty() {
            true => self.roots.iter().map(String::as_str).collect(),
            false => self.looked_at(),
        };
        tops.into_iter().map(|top| Edition::compile(&self.library, top, self.year)).collect()
    }

    /// The years in which rows and columns begin, or are no more: what the rules say differs between these.
    pub(super) fn turning_years(&self) -> Vec<i32> {
        let tops = self.looked_at();
        let stacks = tops.iter().filter_map(|top| self.library.stack(top).ok()).flatten();
        let trees = stacks.flat_map(|set| &set.files).map(|file| self.library.parsed(file).tree.as_ref());
        let mut years: Vec<i32> = trees.flat_map(crate::syntax::turning_years).collect();
        years.sort_unstable();
        years.dedup();
        years
    }

    /// What each set that was asked for declares.
    pub(super) fn counts(&self) -> Vec<SetCounts> {
        let sets =
            self.library.asked.iter().filter_map(|name| self.library.sets.iter().find(|s| s.name == *name));
        let counts = sets.map(|set| {
            let bases: Vec<String> =
                self.library.bases(&set.name).into_iter().rev().map(str::to_owned).collect();
            let counts = SetCounts::of(
                set,
                bases,
                set.files.iter().map(|file| self.library.parsed(file).tree.as_ref()),
            );
            SetCounts { beside: self.beside(&set.name), ..counts }
        });
        counts.collect()
    }

    /// See [`Choice::passed_over`]; `used` is the set that is used.
    fn passed_over(&self, used: &str, spoken: Heard<'_>) -> Option<(String, String)> {
        let given = |name: &str| self.library.sets.iter().any(|set| set.given && set.name == name);
        if !self.library.asked.iter().any(|name| given(name)) {
            return None;
        }
        let stack = self.library.bases(used);
        let is_layer =
            |set: &RuleFiles| set.based_on.as_ref().is_some_and(|(base, _)| stack.contains(&base.as_str()));
        let shipped = self.library.sets.iter().filter(|set| !set.given && is_layer(set));
        let (spoken, _) = spoken.most(shipped.collect())?;
        (given(used) && !stack.contains(&spoken.as_str())).then(|| (spoken, used.to_owned()))
    }

    /// Shipped layers that stand on the same base as a set given from outside and are not in its stack.
    pub(super) fn beside(&self, name: &str) -> Vec<String> {
        let sets = &self.library.sets;
        let Some(set) = sets.iter().find(|set| set.given && set.name == name) else { return Vec::new() };
        let Some((base, _)) = &set.based_on else { return Vec::new() };
        let same = |other: &&RuleFiles| other.based_on.as_ref().is_some_and(|(other, _)| other == base);
        sets.iter().filter(|other| !other.given).filter(same).map(|other| other.name.clone()).collect()
    }

    /// The rule set of a publication that a document speaks for most; without any, the base.
    fn layer(&self, root: &str, spoken: Heard<'_>) -> (String, Chosen) {
        let candidates: Vec<_> =
            self.library.candidates().filter(|set| self.library.root(&set.name) == root).collect();
        if candidates.len() < 2 {
            return (self.fallback(root), Chosen::Asked);
        }
        match spoken.most(candidates) {
            Some((name, words)) => (name, Chosen::Spoken(words)),
            // A layer that was given and asks for no words was meant by giving it.
            None => {
                let set = self.fallback(root);
                let meant = self.choices().contains(&set.as_str());
                (set, if meant { Chosen::Asked } else { Chosen::Fallback })
            }
        }
    }

    /// The set that a document of a publication is read by which speaks for none. Of several that were asked for it is
    /// the last that asks for no words, else what they have in common: a layer that asks for words is meant by them alone.
    fn fallback(&self, root: &str) -> String {
        let of_root = |set: &&RuleFiles| self.library.root(&set.name) == root;
        let is_silent = |name: &str| {
            let set = self.library.sets.iter().find(|set| set.name == name);
            set.is_some_and(|set| set.recognised_by.is_empty())
        };
        let asked: Vec<&str> = match self.library.asked.is_empty() {
            true => Vec::new(),
            false => self.library.candidates().filter(of_root).map(|set| set.name.as_str()).collect(),
        };
        if let [one] = asked.as_slice() {
            return (*one).to_owned();
        }
        let bases: Vec<Vec<&str>> = asked.iter().map(|name| self.library.bases(name)).collect();
        let is_top = |name: &&&str| !bases.iter().any(|bases| bases.contains(name));
        if let Some(last) = asked.iter().filter(is_top).rfind(|name| is_silent(name)) {
            return (*last).to_owned();
        }
        let in_all = |name: &&str| bases.iter().all(|bases| bases.is_empty() || bases.contains(name));
        let common = bases.iter().find(|bases| !bases.is_empty()).into_iter().flatten().copied();
        common.filter(in_all).rfind(|name| is_silent(name)).unwrap_or(root).to_owned()
    }
}

/// A document that is listened to where its words may choose a layer.
#[derive(Clone, Copy)]
struct Heard<'d> {
    document: &'d Document,
    paragraphs: &'d [Option<String>],
    customs: &'d Customs,
    unit: Option<&'d str>,
    spoken: &'d OnceLock<Spoken>,
}

impl Heard<'_> {
    /// The one of some rule sets that the document speaks for most, if it speaks for any, and the words that do.
    fn most(self, candidates: Vec<&RuleFiles>) -> Option<(String, Vec<String>)> {
        let spoken =
            self.spoken.get_or_init(|| Spoken::of(self.customs, self.document, self.paragraphs, self.unit));
        let of = self.unit.and_then(places::province_of);
        let mut best = (Voices::default(), None);
        for set in candidates {
            let mut voices = spoken.for_layer(&set.recognised_by);
            // A county says which province it is of without naming it.
            let place =
                of.as_ref().filter(|(province, _)| set.recognised_by.iter().any(|word| word == province));
            let place = place.filter(|_| !voices.in_titles()).map(|(_, place)| place.clone());
            if place.is_some() {
                voices.add_title();
            }
            if voices > best.0 && voices.suffice(self.unit.is_some()) {
                let words = place.map_or_else(|| spoken.weightiest(&set.recognised_by), |place| vec![place]);
                best = (voices, Some((set.name.clone(), words)));
            }
        }
        best.1
    }
}
