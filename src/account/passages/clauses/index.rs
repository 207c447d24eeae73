//! Facts by what is asked for: a text of any length is related without a look at every fact for each.

use std::collections::{BTreeMap, BTreeSet};

use super::super::session::Session;
use super::fact::{Added, Basis, Fact, SubjectId, What};

/// What changes have in common that make one row: sentence, subject, measure, basis.
pub(super) type Against = (u32, SubjectId, u32, Basis);

/// What tellings of one amount have in common: subject, measure, year.
type Amount = (SubjectId, u32, Option<i32>);

/// Tellings of one amount.
#[derive(Default)]
struct Told {
    /// Their numbers, in the order of the text.
    at: Vec<usize>,
    /// They differ.
    differ: bool,
}

/// Numbers of facts. Facts are in the order of the text: their paragraphs, sentences and starts never go back.
#[derive(Default)]
pub(super) struct Index {
    amounts: BTreeMap<Amount, Told>,
    completions: BTreeMap<SubjectId, Vec<usize>>,
    bases: BTreeSet<Against>,
    /// Tellings that another one in their paragraph contradicts.
    ambiguous: BTreeSet<usize>,
    /// What those are of: subject, measure, paragraph.
    doubled: BTreeSet<(SubjectId, u32, usize)>,
    /// Facts by the list they stand in.
    lists: BTreeMap<u32, Vec<usize>>,
    /// Figures of changes and counts by what they are of: subject, what, year.
    counted: BTreeMap<(SubjectId, Added, Option<i32>), Vec<usize>>,
}

/// The amount of a fact in 元, roughly as printed: to tell whether two say the same.
fn printed(session: &Session, fact: &Fact) -> Option<String> {
    let view = &session.paragraphs.get(fact.paragraph)?.view;
    let figure = view.figures.get(fact.figure?)?;
    let plain = figure.printed.digits.trim_end_matches('0').trim_end_matches('.');
    let plain = if figure.printed.digits.contains('.') { plain } else { figure.printed.digits.as_str() };
    Some(format!("{plain}{:?}", figure.printed.unit))
}

/// Tellings of one fact in one paragraph that differ: what they are of was not understood, or a text stands beside
/// the one that took its place.
fn contradicted(facts: &[Fact], amounts: &[Option<String>]) -> BTreeSet<usize> {
    let kind = |what: What| match what {
        What::Value => Some((0, None)),
        What::Change(basis, _) => Some((1, Some(basis))),
        What::Rate(basis, _) => Some((2, Some(basis))),
        _ => None,
    };
    let mut known: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.figure.is_some()) {
        if let Some(kind) = kind(fact.what) {
            let key = (fact.paragraph, fact.subject, fact.measure, fact.year, kind);
            known.entry(key).or_default().push(at);
        }
    }
    let differ = |told: &&Vec<usize>| {
        let first = told.first().map(|at| amounts.get(*at));
        told.iter().any(|at| Some(amounts.get(*at)) != first)
    };
    known.values().filter(differ).flatten().copied().collect()
}

impl Index {
    /// Of the facts of a reading.
    pub(super) fn new(session: &Session, facts: &[Fact]) -> Self {
        let printed: Vec<_> = facts.iter().map(|fact| printed(session, fact)).collect();
        let mut index = Self { ambiguous: contradicted(facts, &printed), ..Self::default() };
        for (at, fact) in facts.iter().enumerate() {
            if let Some(list) = fact.list {
                index.lists.entry(list).or_default().push(at);
            }
            if let Some(what @ (Added::Count(_) | Added::Change(..))) =
                fact.added().filter(|_| fact.figure.is_some())
            {
                index.counted.entry((fact.subject, what, fact.year)).or_default().push(at);
            }
            match fact.what {
                What::Value if index.ambiguous.contains(&at) => {
                    index.doubled.insert((fact.subject, fact.measure, fact.paragraph));
                }
                What::Value => {
                    let told = index.amounts.entry((fact.subject, fact.measure, fact.year)).or_default();
                    told.differ |=
                        told.at.first().is_some_and(|first| printed.get(*first) != printed.get(at));
                    told.at.push(at);
                }
                What::Base(basis) => {
                    index.bases.insert((fact.sentence, fact.subject, fact.measure, basis));
                }
                What::Completion(_) => index.completions.entry(fact.subject).or_default().push(at),
                _ => {}
            }
        }
        index
    }

    /// The facts of a list.
    pub(super) fn listed(&self, list: u32) -> &[usize] {
        self.lists.get(&list).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether another telling in its paragraph contradicts a fact.
    pub(super) fn is_ambiguous(&self, at: usize) -> bool {
        self.ambiguous.contains(&at)
    }

    /// Whether a paragraph tells an amount in two ways.
    pub(super) fn is_doubled(&self, subject: SubjectId, measure: u32, paragraph: usize) -> bool {
        self.doubled.contains(&(subject, measure, paragraph))
    }

    /// Whether the other side of a comparison is told with it.
    pub(super) fn has_base(&self, against: &Against) -> bool {
        self.bases.contains(against)
    }

    /// The completions told of the subject of a fact before it, in its sentence or the one before, from the last one.
    pub(super) fn completions_before<'a>(
        &'a self,
        facts: &'a [Fact],
        fact: &'a Fact,
    ) -> impl Iterator<Item = usize> + 'a {
        let told = self.completions.get(&fact.subject).map(Vec::as_slice).unwrap_or_default();
        before(facts, told, fact).iter().rev().copied().take_while(move |at| {
            facts.get(*at).is_some_and(|told| {
                told.paragraph == fact.paragraph && told.sentence.abs_diff(fact.sentence) <= 1
            })
        })
    }

    /// The last change or count of a subject that is told before a fact.
    pub(super) fn counted_before(
        &self,
        facts: &[Fact],
        (subject, what, year): (SubjectId, Added, Option<i32>),
        near: &Fact,
    ) -> Option<usize> {
        before(facts, self.counted.get(&(subject, what, year))?, near).last().copied()
    }

    /// The telling of an amount that stands nearest to a fact; in other sections only where all tellings of it say
    /// the same and `anywhere` holds.
    pub(super) fn nearest(
        &self,
        facts: &[Fact],
        (subject, measure, year): Amount,
        near: &Fact,
        anywhere: bool,
    ) -> Option<usize> {
        let told = self.amounts.get(&(subject, measure, year))?;
        let rank = |at: &usize| {
            let fact = facts.get(*at)?;
            let far = match () {
                () if fact.sentence == near.sentence => 0,
                () if fact.paragraph == near.paragraph => 1,
                () if fact.section == near.section => 2,
                () => 3u32,
            };
            let before = (fact.paragraph, fact.start) < (near.paragraph, near.start);
            let gap = fact.sentence.abs_diff(near.sentence);
            Some((far, gap, !before, near.start.abs_diff(fact.start)))
        };
        let best = around(facts, &told.at, near).min_by_key(rank)?;
        let far = rank(&best).is_none_or(|(far, ..)| far == 3);
        (!far || anywhere && !told.differ).then_some(best)
    }
}

/// Of facts in order those that stand before another one.
fn before<'a>(facts: &[Fact], told: &'a [usize], near: &Fact) -> &'a [usize] {
    let place = |fact: &Fact| (fact.paragraph, fact.start);
    let count = told.partition_point(|at| facts.get(*at).is_some_and(|told| place(told) < place(near)));
    told.get(..count).unwrap_or_default()
}

/// Of tellings in order those that may stand nearest to a fact: in its sentence, else in the last one before it and
/// the first one behind it, on either side of its place within that sentence.
fn around<'a>(facts: &'a [Fact], told: &'a [usize], near: &'a Fact) -> impl Iterator<Item = usize> + 'a {
    let sentence = |at: &usize| facts.get(*at).map_or(0, |fact| fact.sentence);
    let start = |at: &usize| facts.get(*at).map_or(0, |fact| fact.start);
    // The run of tellings in the sentence of the one at a place.
    let run = move |at: Option<usize>| {
        let of = at.and_then(|at| told.get(at)).map(sentence);
        let from = of.map_or(0, |of| told.partition_point(|at| sentence(at) < of));
        let to = of.map_or(0, |of| told.partition_point(|at| sentence(at) <= of));
        told.get(from..to).unwrap_or_default()
    };
    let here = told.partition_point(|at| sentence(at) < near.sentence);
    let own = told.get(here).is_some_and(|at| sentence(at) == near.sentence);
    let before = if own { None } else { here.checked_sub(1) };
    [run(before), run(Some(here))].into_iter().flat_map(move |run| {
        let behind = run.partition_point(|at| start(at) < near.start);
        let last = behind.checked_sub(1).and_then(|at| run.get(at)).map(start);
        let before = last.map(|last| run.partition_point(|at| start(at) < last));
        [before, Some(behind)].into_iter().flatten().filter_map(|at| run.get(at).copied())
    })
}
