//! Totals with what they consist of, as lists tell them.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Added, Fact, Grade, SubjectId, What};
use super::relate::Bench;
use super::row::{Entry, Put};
use crate::amount::Dimension;
use crate::schema::{ClauseFamily, ColumnId, Kind, Role};
use crate::syntax::TermClass;

/// Which kinds of totals a family takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Amounts,
    Counts,
    Changes,
}

fn takes(bench: &Bench<'_>, family: &ClauseFamily) -> Takes {
    let total = family.column(Role::Total).and_then(|total| bench.schema.column(family.family, total));
    let signed = family.column(Role::Direction).is_some();
    match total.map(|column| &column.kind) {
        Some(Kind::Plain(Dimension::Count(_))) => Takes::Counts,
        _ if signed => Takes::Changes,
        _ => Takes::Amounts,
    }
}

/// A list with what of its items is added up: its head, what they are, their year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sum {
    list: u32,
    head: SubjectId,
    what: Added,
    year: Option<i32>,
}

/// The sums that lists tell, in the order of the text, with the facts that are told as items.
pub(super) struct Sums(Vec<(Sum, Vec<usize>)>);

impl Sums {
    /// Of what was read.
    pub(super) fn new(bench: &Bench<'_>) -> Self {
        let mut sums: Vec<(Sum, Vec<usize>)> = Vec::new();
        let mut known: BTreeMap<Sum, usize> = BTreeMap::new();
        for (at, fact) in bench.facts.iter().enumerate() {
            let (Some(list), Some(head), Some(what)) = (fact.list, fact.scope, fact.added()) else {
                continue;
            };
            let sum = Sum { list, head, what, year: fact.year };
            let place = *known.entry(sum).or_insert(sums.len());
            if place == sums.len() {
                sums.push((sum, Vec::new()));
            }
            if let Some((_, told)) = sums.get_mut(place) {
                told.push(at);
            }
        }
        Self(sums)
    }

    /// One row for each list whose items are parts of its head by the vocabulary, with none of them unread.
    pub(super) fn entries(&self, bench: &Bench<'_>, family: &ClauseFamily) -> Vec<Entry> {
        let wanted = takes(bench, family);
        let unread: BTreeSet<u32> = bench.read.unread.iter().filter_map(|(.., list)| *list).collect();
        let mut rows = Vec::new();
        for (sum, told) in &self.0 {
            let fits = match sum.what {
                Added::Value(_) => wanted == Takes::Amounts,
                Added::Count(_) => wanted == Takes::Counts,
                Added::Change(..) => wanted == Takes::Changes,
            };
            if !fits || unread.contains(&sum.list) {
                continue;
            }
            let items = items(bench, told);
            if items.len() >= 2
                && (is_division(bench, sum.head, &items) || stand_beside(bench, &items, |fact| fact.divides))
                && let Some(whole) = family.column(Role::Total)
                && let Some(entry) = row(bench, family, whole, *sum, &items)
            {
                rows.push(entry);
            }
        }
        if wanted == Takes::Amounts {
            rows.extend(pairs(bench, family));
        }
        rows
    }

    /// One row for each list of codes that stand beside one another, whether or not it names all: together they are
    /// not more than their head.
    pub(super) fn limits(&self, bench: &Bench<'_>, family: &ClauseFamily) -> Vec<Entry> {
        let mut rows = Vec::new();
        let Some(limit) = family.column(Role::Limit) else { return rows };
        let plain = |fact: &Fact| !fact.divides && !fact.open && fact.grade != Grade::Inferred;
        for (sum, told) in self.0.iter().filter(|(sum, _)| matches!(sum.what, Added::Value(_))) {
            let items = items(bench, told);
            if items.len() >= 2
                && !is_division(bench, sum.head, &items)
                && stand_beside(bench, &items, plain)
                && let Some(entry) = row(bench, family, limit, *sum, &items)
            {
                rows.push(entry);
            }
        }
        rows
    }
}

/// One row for what is named together and told apart: income and expenditure in total.
fn pairs(bench: &Bench<'_>, family: &ClauseFamily) -> Vec<Entry> {
    let mut rows = Vec::new();
    let together = bench.schema.clauses.terms.iter().filter(|term| term.class == TermClass::Together);
    let mut known: Vec<&[u32]> = Vec::new();
    for parts in together.filter_map(|term| term.parts.first()) {
        let ([one, other], false) = (parts.as_slice(), known.contains(&parts.as_slice())) else { continue };
        known.push(parts);
        let Some(right) = told_first(bench, SubjectId(*other), None) else { continue };
        let Some(fact) = bench.facts.get(right) else { continue };
        let left = told_first(bench, SubjectId(*one), Some(fact)).or_else(|| beside(bench, *one, fact));
        let Some(left) = left else { continue };
        let same = bench.facts.get(left).is_some_and(|left| left.figure == fact.figure);
        let (Some(total), Some(item)) = (family.column(Role::Total), family.column(Role::Item)) else {
            continue;
        };
        if !same {
            let mut entry = bench.entry(fact, format!("{one}={other}"));
            entry.puts = vec![(total, Put::Fact(left)), (item, Put::Fact(right))];
            rows.push(entry);
        }
    }
    rows
}

/// The first telling of the outturn of a subject, in the section of another fact.
fn told_first(bench: &Bench<'_>, subject: SubjectId, near: Option<&Fact>) -> Option<usize> {
    bench.facts.iter().position(|fact| {
        fact.what == What::Value
            && fact.subject == subject
            && fact.year.is_none()
            && near.is_none_or(|near| near.measure == fact.measure && near.section == fact.section)
    })
}

/// What is told in the sentence of a total by the first part of the other's name: 收入…、支出总计….
fn beside(bench: &Bench<'_>, whole: u32, near: &Fact) -> Option<usize> {
    let name = bench.name(SubjectId(whole));
    bench.facts.iter().position(|fact| {
        let own = bench.name(fact.subject);
        fact.what == What::Value
            && (fact.sentence, fact.measure, fact.year) == (near.sentence, near.measure, near.year)
            && fact.start < near.start
            && fact.list.is_none()
            && !own.is_empty()
            && name.starts_with(&own)
            && own != name
    })
}

/// The first telling of each item of a list.
fn items(bench: &Bench<'_>, told: &[usize]) -> Vec<usize> {
    let mut known = BTreeSet::new();
    let mut first = |at: &usize| {
        let fact = bench.facts.get(*at).filter(|fact| fact.figure.is_some() && fact.or.is_none());
        fact.is_some_and(|fact| known.insert(fact.subject))
    };
    told.iter().copied().filter(|at| first(at)).collect()
}

/// Whether the items of a list, told in one sentence and each as it is asked for, stand beside one another in a list of
/// codes.
fn stand_beside(bench: &Bench<'_>, items: &[usize], fits: impl Fn(&Fact) -> bool) -> bool {
    let told = || items.iter().filter_map(|at| bench.facts.get(*at));
    let first = told().next().map(|fact| fact.sentence);
    let called = || told().filter_map(|fact| bench.called(fact.subject));
    told().all(|fact| Some(fact.sentence) == first && fits(fact))
        && bench.session.patterns.lexicon(bench.schema).are_beside(called())
}

/// Whether the head consists of the items by one of its divisions.
fn is_division(bench: &Bench<'_>, head: SubjectId, items: &[usize]) -> bool {
    let Some(term) = bench.term_of_subject(head) else { return false };
    let told: Vec<&Fact> = items.iter().filter_map(|at| bench.facts.get(*at)).collect();
    // A list over paragraphs may have lost some: there all must be told.
    let open = told.iter().any(|fact| fact.open);
    term.parts.iter().any(|parts| {
        let is_part = |fact: &&Fact| parts.contains(&fact.subject.0);
        // A kind that the vocabulary lacks may stand beside kinds that it has.
        let is_kind = |fact: &&Fact| matches!(fact.what, What::Count(_)) && fact.grade == Grade::Inferred;
        let of = told.iter().all(|fact| is_part(fact) || is_kind(fact)) && told.iter().any(is_part);
        of && (!open || parts.iter().all(|part| told.iter().any(|told| told.subject.0 == *part)))
    })
}

/// The total that the items of a list make, told nearest before it.
fn total(bench: &Bench<'_>, sum: Sum, first: &Fact) -> Option<Put> {
    if let Added::Value(measure) = sum.what {
        let asked = Fact { subject: sum.head, ..first.clone() };
        let told = bench.amount_of(sum.head, measure, sum.year, &asked)?;
        // What is told of the head in a sentence behind the list is another telling than the one that it divides.
        let behind = |at: usize| bench.facts.get(at).is_some_and(|fact| fact.sentence > first.sentence);
        return (!matches!(told, Put::Fact(at) if behind(at))).then_some(told);
    }
    let at = bench.index.counted_before(bench.facts, (sum.head, sum.what, sum.year), first)?;
    let fact = bench.facts.get(at)?;
    (fact.paragraph == first.paragraph).then(|| put(bench, at))
}

/// A figure as it is added: changes with their signs.
fn put(bench: &Bench<'_>, at: usize) -> Put {
    match bench.facts.get(at).map(|fact| fact.what) {
        Some(What::Change(_, direction)) => Put::Signed(at, direction),
        _ => Put::Fact(at),
    }
}

fn row(
    bench: &Bench<'_>,
    family: &ClauseFamily,
    whole: ColumnId,
    sum: Sum,
    items: &[usize],
) -> Option<Entry> {
    let first: &Fact = bench.facts.get(*items.first()?)?;
    let columns: Vec<_> = family.columns(Role::Item).collect();
    if items.len() > columns.len() {
        return None;
    }
    let total = total(bench, sum, first)?;
    let asked = Fact { subject: sum.head, ..first.clone() };
    let name = bench.name(sum.head);
    let mut entry = bench.entry(&asked, format!("{name}·{}·{}", first.paragraph, first.start));
    entry.puts.push((whole, total));
    for (column, at) in columns.into_iter().zip(items) {
        entry.puts.push((column, put(bench, *at)));
    }
    Some(entry)
}
