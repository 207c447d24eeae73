//! Which facts belong together: what a change is of, what a share is a part of, which budget a completion is of.

use std::collections::{BTreeMap, BTreeSet};

use super::super::session::Session;
use super::fact::{Basis, Fact, Grade, Subject, SubjectId, What};
use super::index::{Against, Index};
use super::reader::Read;
use super::row::{Entry, Put};
use crate::document::Extent;
use crate::schema::{ClauseFamily, ClauseTerm, Kind, Role, Schema};
use crate::syntax::TermClass;

/// Facts with what is needed to find them.
pub(super) struct Bench<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) schema: &'a Schema,
    pub(super) facts: &'a [Fact],
    pub(super) subjects: &'a [Subject],
    pub(super) read: &'a Read,
    pub(super) index: Index,
    /// Where words stand that patterns of sections have read.
    words: BTreeSet<Extent>,
}

/// Where the words stand that patterns of sections have read.
fn read_words(session: &Session) -> BTreeSet<Extent> {
    let prose = session.schema.families.iter().filter(|family| family.passage.is_some());
    let mut words = BTreeSet::new();
    for family in prose {
        let Some(read) = session.families.get(family.id.0 as usize) else { continue };
        for row in read.fixed.iter().chain(&read.rows) {
            for (column, cell) in family.columns.iter().zip(&row.cells) {
                if matches!(column.kind, Kind::Words(_)) {
                    words.extend(cell.claims.iter().filter_map(|claim| claim.extent));
                }
            }
        }
    }
    words
}

impl<'a> Bench<'a> {
    /// Of what was read.
    pub(super) fn new(session: &'a Session<'a>, read: &'a Read) -> Self {
        let (facts, subjects) = (read.facts.as_slice(), read.subjects.as_slice());
        let (index, words) = (Index::new(session, facts), read_words(session));
        Self { session, schema: session.schema, facts, subjects, read, index, words }
    }

    /// Whether a pattern of a section has claimed the figure of a fact.
    pub(super) fn is_claimed(&self, fact: &Fact) -> bool {
        let claimed = fact.figure.and_then(|figure| self.session.claimed.get(fact.paragraph)?.get(figure));
        claimed.is_some_and(|by| !by.is_empty())
    }

    /// A row about a fact.
    pub(super) fn entry(&self, fact: &Fact, key: String) -> Entry {
        let view = self.session.paragraphs.get(fact.paragraph).map(|paragraph| &paragraph.view);
        Entry {
            key,
            name: self.row_name(fact),
            at: view.map(|view| view.place(fact.start)).unwrap_or_default(),
            puts: Vec::new(),
        }
    }

    /// What a row is about; where that was not said, the measure.
    fn row_name(&self, fact: &Fact) -> String {
        let name = self.name(fact.subject);
        // Of a code the item is enough for people: 教育支出/普通教育/学前教育.
        let last = name.rsplit('/').next().unwrap_or_default();
        if last.is_empty() { self.term_name(fact.measure).to_owned() } else { last.to_owned() }
    }

    /// The term that a subject is.
    pub(super) fn term_of_subject(&self, subject: SubjectId) -> Option<&'a ClauseTerm> {
        self.schema.clauses.terms.get(self.subjects.get(subject.0 as usize)?.term? as usize)
    }

    /// The name of a subject, if there is such a one.
    pub(super) fn called(&self, subject: SubjectId) -> Option<&str> {
        self.subjects.get(subject.0 as usize).map(|subject| subject.name.as_str())
    }

    pub(super) fn name(&self, subject: SubjectId) -> String {
        self.called(subject).unwrap_or_default().to_owned()
    }

    /// What an amount is called: with its measure, unless that is the outturn.
    fn told_name(&self, fact: &Fact) -> String {
        let measure = self.schema.clauses.terms.get(fact.measure as usize);
        let budget = measure.filter(|term| term.class == TermClass::Budget && fact.what == What::Value);
        let year = fact.year.map(|year| year.to_string()).unwrap_or_default();
        let name = self.row_name(fact);
        if self.called(fact.subject).is_none_or(str::is_empty) {
            return name;
        }
        format!("{year}{name}{}", budget.map_or("", |term| term.name.as_str()))
    }

    fn term_name(&self, term: u32) -> &str {
        self.schema.clauses.terms.get(term as usize).map_or("", |term| term.name.as_str())
    }

    /// Amounts and counts as told: one row for each fact, with all its tellings.
    pub(super) fn told(&self, family: &ClauseFamily) -> Vec<Entry> {
        let mut rows: BTreeMap<String, Entry> = BTreeMap::new();
        let mut order = Vec::new();
        for (at, fact) in self.facts.iter().enumerate() {
            let (column, measure) = match fact.what {
                What::Value => (family.column(Role::Value), self.term_name(fact.measure)),
                What::Count(term) => {
                    let count = family.counts.iter().find(|(known, _)| *known == term);
                    (count.map(|(_, column)| *column), self.term_name(term))
                }
                _ => continue,
            };
            let Some(column) = column else { continue };
            let scope = if self.is_scoped(fact.subject) {
                let of = fact.scope.map(|of| self.name(of)).unwrap_or_default();
                // What is told in another section of a name that others have, too, is something else.
                format!("{of}#{}", fact.section)
            } else {
                String::new()
            };
            let year = fact.year.map(|year| year.to_string()).unwrap_or_default();
            let inferred =
                if fact.grade == Grade::Inferred { format!("?{}", fact.paragraph) } else { String::new() };
            let apart = if self.index.is_ambiguous(at) { format!("!{at}") } else { String::new() };
            let name = self.name(fact.subject);
            let key = format!("{name}#{}·{measure}·{scope}·{year}{inferred}{apart}", fact.subject.0);
            let entry = rows.entry(key.clone()).or_insert_with(|| {
                order.push(key.clone());
                let name = self.told_name(fact);
                Entry { name, ..self.entry(fact, key) }
            });
            entry.puts.push((column, Put::Fact(at)));
            if let Some(cell) = family.column(Role::Cell)
                && fact.what == What::Value
                && !self.is_claimed(fact)
                && !self.index.is_ambiguous(at)
                && let Some(put) = self.printed_cell(fact)
            {
                entry.puts.push((cell, put));
            }
        }
        order.into_iter().filter_map(|key| rows.remove(&key)).collect()
    }

    /// Changes and rates against one basis in one sentence.
    pub(super) fn changes(&self, family: &ClauseFamily) -> Vec<Entry> {
        let mut rows: Vec<(Entry, bool)> = Vec::new();
        let mut places: BTreeMap<Against, Vec<usize>> = BTreeMap::new();
        let fresh = |entry: &Entry, column| entry.puts.iter().all(|(known, _)| *known != column);
        for (at, fact) in self.facts.iter().enumerate() {
            let (basis, role, direction) = match fact.what {
                What::Base(basis @ Basis::Budget(_)) => (basis, Role::Budget, None),
                What::Base(basis) => (basis, Role::Base, None),
                What::Change(basis, direction) => (basis, Role::Change, Some((Role::Direction, direction))),
                What::Rate(basis, direction) => (basis, Role::Rate, Some((Role::RateDirection, direction))),
                _ => continue,
            };
            let budgets = family.column(Role::Budget).is_some();
            if self.index.is_ambiguous(at) {
                continue;
            }
            if budgets != matches!(basis, Basis::Budget(_)) {
                continue;
            }
            let key = (fact.sentence, fact.subject, fact.measure, basis);
            let of_key = places.entry(key).or_default();
            let open = of_key.iter().rev().copied().find(|place| {
                rows.get(*place).zip(family.column(role)).is_some_and(|((entry, _), own)| fresh(entry, own))
            });
            let place = open.unwrap_or_else(|| {
                let name = format!("{}·{}·{basis:?}·{at}", self.name(fact.subject), fact.measure);
                of_key.push(rows.len());
                rows.push((self.change(family, fact, basis, name), false));
                rows.len() - 1
            });
            let Some((entry, own)) = rows.get_mut(place) else { continue };
            *own |= fact.figure.is_some();
            if let Some(column) = family.column(role) {
                entry.puts.push((column, Put::Fact(at)));
            }
            if let Some((role, direction)) = direction
                && let Some(column) = family.column(role)
                && fresh(entry, column)
            {
                let zero = self.is_zero(fact);
                entry.puts.push((column, Put::Direction(at, if zero { 0 } else { direction })));
            }
        }
        rows.into_iter().filter(|(_, own)| *own).map(|(entry, _)| entry).collect()
    }

    fn is_zero(&self, fact: &Fact) -> bool {
        let figure = fact
            .figure
            .and_then(|figure| self.session.paragraphs.get(fact.paragraph)?.view.figures.get(figure));
        figure.is_some_and(|figure| figure.printed.digits.chars().all(|c| matches!(c, '0' | '.' | '-')))
    }

    fn change(&self, family: &ClauseFamily, fact: &Fact, basis: Basis, key: String) -> Entry {
        let mut entry = self.entry(fact, key);
        let mut put = |role: Role, found: Option<Put>| {
            if let (Some(column), Some(put)) = (family.column(role), found) {
                entry.puts.push((column, put));
            }
        };
        let own = self.amount_of(fact.subject, fact.measure, fact.year, fact);
        match fact.or.and_then(|or| self.amount_of(or, fact.measure, fact.year, fact)) {
            Some(other) => {
                put(Role::OneThis, own);
                put(Role::OtherThis, Some(other));
            }
            None => put(Role::This, own),
        }
        let base = match basis {
            Basis::Budget(budget) => self.budget_of(fact.subject, budget, fact),
            Basis::Year(_) => self.last_year(fact),
            Basis::LastBudget => None,
        };
        let told = self.index.has_base(&(fact.sentence, fact.subject, fact.measure, basis));
        if let Basis::Budget(budget) = basis {
            put(Role::Completion, self.completion_beside(fact, budget).map(Put::Fact));
        }
        if !told {
            put(if family.column(Role::Budget).is_some() { Role::Budget } else { Role::Base }, base);
        }
        entry
    }

    /// Last year's amount, told as such in the same sentence or the one before.
    fn last_year(&self, fact: &Fact) -> Option<Put> {
        let year = self.session.year.map(|year| year - 1).or(Some(0));
        let at = self.value(fact.subject, fact.measure, year, fact)?;
        let near = self.facts.get(at).is_some_and(|told| told.sentence.abs_diff(fact.sentence) <= 1);
        near.then_some(Put::Fact(at))
    }

    /// The budget that is meant: of the kind that is said, else whichever is told.
    fn budget_of(&self, subject: SubjectId, budget: u32, near: &Fact) -> Option<Put> {
        if let Some(put) = self.amount_of(subject, budget, None, near) {
            return Some(put);
        }
        let kinds = self.schema.clauses.terms.iter().enumerate();
        let kinds = kinds.filter(|(_, term)| term.class == TermClass::Budget).map(|(at, _)| at as u32);
        let kinds: Vec<u32> = kinds.collect();
        let general = kinds.last() == Some(&budget);
        let mut others = kinds.iter().rev().copied().filter(|kind| *kind != budget && general);
        // Two kinds of budget are told, and it is not said which one is meant: the one that was adjusted.
        others.find_map(|kind| self.amount_of(subject, kind, None, near))
    }

    /// The two budgets of different kinds that the text told of a subject, where it is not said which one is meant.
    fn either_budget(&self, budget: u32, near: &Fact) -> Option<(Put, Put)> {
        let kinds = self.schema.clauses.terms.iter().enumerate();
        let kinds = kinds.filter(|(_, term)| term.class == TermClass::Budget).map(|(at, _)| at as u32);
        let kinds: Vec<u32> = kinds.collect();
        let (general, others) = kinds.split_last()?;
        if *general != budget || self.value(near.subject, budget, None, near).is_some() {
            return None;
        }
        let told = others.iter().filter_map(|kind| self.value(near.subject, *kind, None, near));
        match told.collect::<Vec<_>>()[..] {
            [one, other] => Some((Put::Fact(one), Put::Fact(other))),
            _ => None,
        }
    }

    /// Shares with their part and whole.
    pub(super) fn shares(&self, family: &ClauseFamily) -> Vec<Entry> {
        let mut rows = Vec::new();
        for (at, fact) in self.facts.iter().enumerate() {
            let What::Share(whole, other) = fact.what else { continue };
            let mut entry = self.entry(fact, format!("{}·{at}", self.name(fact.subject)));
            let amount = |subject: SubjectId| self.amount_of(subject, fact.measure, fact.year, fact);
            let (mut one, mut two) = (whole.and_then(amount), other.and_then(amount));
            if one.is_none() {
                one = two.take();
            }
            if one.is_none() {
                let (items, room) = (self.beside(fact), family.columns(Role::Item).count());
                let items = if items.len() > room { Vec::new() } else { items };
                entry.puts.extend(family.columns(Role::Item).zip(items));
            }
            let either = two.is_some();
            let puts = [
                (Role::Share, Some(Put::Fact(at))),
                (Role::Part, amount(fact.subject)),
                (if either { Role::OneWhole } else { Role::Whole }, one),
                (Role::OtherWhole, two),
            ];
            for (role, put) in puts {
                if let (Some(column), Some(put)) = (family.column(role), put) {
                    entry.puts.push((column, put));
                }
            }
            rows.push(entry);
        }
        rows
    }

    /// Years that sentences begin with, which no pattern of a section has read.
    pub(super) fn years(&self, family: &ClauseFamily) -> Vec<Entry> {
        let Some(column) = family.column(Role::Told) else { return Vec::new() };
        let claimed = |paragraph: usize, figure: usize| {
            self.session.claimed.get(paragraph).and_then(|figures| figures.get(figure))
        };
        let mut rows = Vec::new();
        for (paragraph, figure, fact) in &self.read.years {
            let Some(fact) = self.facts.get(*fact) else { continue };
            if claimed(*paragraph, *figure).is_none_or(Vec::is_empty) {
                let mut entry = self.entry(fact, format!("{}·{}", self.name(fact.subject), fact.sentence));
                entry.puts.push((column, Put::Year(*paragraph, *figure)));
                rows.push(entry);
            }
        }
        rows
    }

    /// Names of codes that no list has, with those that are meant.
    pub(super) fn names(&self, family: &ClauseFamily) -> Vec<Entry> {
        let columns = (family.column(Role::Written), family.column(Role::Meant));
        let (Some(written), Some(meant)) = columns else { return Vec::new() };
        // Where a table lists codes, names are held against that.
        let coded = |family: &&crate::schema::Family| family.codes.is_some();
        let mut tables = self.schema.families.iter().filter(coded);
        if tables.any(|family| self.session.tables.get(family.id.0 as usize).is_some_and(|read| read.found)) {
            return Vec::new();
        }
        let named = self.read.named_codes.iter().enumerate();
        named
            .filter_map(|(at, (paragraph, start, end, _))| {
                let view = &self.session.paragraphs.get(*paragraph)?.view;
                let name = view.print(*start, *end).to_owned();
                Some(Entry {
                    key: format!("{name}·{at}"),
                    name,
                    at: view.place(*start),
                    puts: vec![(written, Put::Name(at, false)), (meant, Put::Name(at, true))],
                })
            })
            .collect()
    }

    /// Completions, comparisons with a budget, differences from it.
    pub(super) fn budgets(&self, family: &ClauseFamily) -> Vec<Entry> {
        let mut rows = Vec::new();
        let general = self.schema.clauses.terms.iter().rposition(|term| term.class == TermClass::Budget);
        let general = general.unwrap_or_default() as u32;
        for (at, fact) in self.facts.iter().enumerate() {
            let (budget, role, direction) = match fact.what {
                What::Completion(budget) => (budget, Role::Completion, None),
                What::Comparison(budget, direction) => (budget, Role::Comparison, Some(direction)),
                What::Difference => (general, Role::Difference, None),
                _ => continue,
            };
            let mut entry = self.entry(fact, format!("{}·{at}", self.name(fact.subject)));
            let measure = self.schema.clauses.terms.iter().position(|term| term.class == TermClass::Measure);
            let outturn = self.amount_of(fact.subject, measure.unwrap_or_default() as u32, fact.year, fact);
            let own = match direction {
                Some(direction) => Put::Direction(at, direction),
                None => Put::Fact(at),
            };
            let held = self.budget_of(fact.subject, budget, fact);
            if direction.is_some() && outturn.is_some() && held.is_some() && self.is_word_claimed(fact) {
                continue;
            }
            let completion = self.completion_beside(fact, budget);
            let either = if direction.is_none() { self.either_budget(budget, fact) } else { None };
            let held = held.filter(|_| either.is_none());
            let (one, other) = either.unzip();
            let puts = [
                (role, Some(own)),
                (Role::Outturn, outturn),
                (Role::Budget, held),
                (Role::OneBudget, one),
                (Role::OtherBudget, other),
                (Role::Completion, completion.filter(|_| direction.is_some()).map(Put::Fact)),
            ];
            for (role, put) in puts {
                if let (Some(column), Some(put)) = (family.column(role), put) {
                    entry.puts.push((column, put));
                }
            }
            rows.push(entry);
        }
        rows
    }

    /// Whether a pattern of a section has read the word that a fact says its direction by.
    fn is_word_claimed(&self, fact: &Fact) -> bool {
        let view = self.session.paragraphs.get(fact.paragraph).map(|paragraph| &paragraph.view);
        let extent = view.and_then(|view| view.extent(fact.word.0, fact.word.1));
        extent.is_some_and(|extent| self.words.contains(&extent))
    }

    /// The completion of the same budget that was told of the same subject just before.
    fn completion_beside(&self, fact: &Fact, budget: u32) -> Option<usize> {
        let mut kinds = self.schema.clauses.terms.iter().enumerate();
        let general = kinds.rfind(|(_, term)| term.class == TermClass::Budget);
        let is_general = |term: u32| general.is_some_and(|(at, _)| at as u32 == term);
        self.index.completions_before(self.facts, fact).find(|at| {
            let what = self.facts.get(*at).map(|told| told.what);
            matches!(what, Some(What::Completion(of)) if of == budget || is_general(of) || is_general(budget))
        })
    }
}
