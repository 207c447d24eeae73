//! Totals with what they consist of, as lists tell them.

use super::fact::{Fact, SubjectId, What};
use super::keep::Put;
use super::relate::{Bench, Entry};
use crate::schema::{ClauseFamily, Role};
use crate::syntax::TermClass;

/// One row for each list whose items are parts of its head by the vocabulary, with none of them unread.
pub(super) fn entries(bench: &Bench<'_>, family: &ClauseFamily) -> Vec<Entry> {
    let mut rows = Vec::new();
    let mut lists: Vec<(u32, SubjectId, u32, Option<i32>)> = Vec::new();
    for fact in bench.facts {
        let (Some(list), Some(head), What::Value) = (fact.list, fact.scope, fact.what) else { continue };
        let key = (list, head, fact.measure, fact.year);
        if !lists.contains(&key) {
            lists.push(key);
        }
    }
    for (list, head, measure, year) in lists {
        if bench.read.unread.iter().any(|(.., of)| *of == Some(list)) {
            continue;
        }
        let items = items(bench, list, head, measure, year);
        if items.len() >= 2
            && is_division(bench, head, &items)
            && let Some(entry) = row(bench, family, head, measure, year, &items)
        {
            rows.push(entry);
        }
    }
    rows.extend(pairs(bench, family));
    rows
}

/// One row for what is named together and told apart: income and expenditure in total.
fn pairs(bench: &Bench<'_>, family: &ClauseFamily) -> Vec<Entry> {
    let mut rows = Vec::new();
    let together = bench.schema.clauses.terms.iter().filter(|term| term.class == TermClass::Together);
    let mut known: Vec<&[u32]> = Vec::new();
    for parts in together.filter_map(|term| term.parts.first()) {
        let ([one, other], false) = (parts.as_slice(), known.contains(&parts.as_slice())) else { continue };
        known.push(parts);
        let told = |subject: u32, near: Option<&Fact>| {
            bench.facts.iter().position(|fact| {
                let value = fact.what == What::Value && fact.subject == SubjectId(subject);
                let near = near.is_none_or(|near| {
                    (near.measure, near.year) == (fact.measure, fact.year) && near.section == fact.section
                });
                value && near && fact.year.is_none()
            })
        };
        let Some(left) = told(*one, None) else { continue };
        let Some(fact) = bench.facts.get(left) else { continue };
        let Some(right) = told(*other, Some(fact)) else { continue };
        let same = bench.facts.get(right).is_some_and(|right| right.figure == fact.figure);
        let (Some(total), Some(item)) = (family.column(Role::Total), family.column(Role::Item)) else {
            continue;
        };
        if !same {
            let mut entry = bench.entry(family, fact, format!("{one}={other}"));
            entry.puts = vec![(total, Put::Fact(left)), (item, Put::Fact(right))];
            rows.push(entry);
        }
    }
    rows
}

/// The first telling of each item of a list.
fn items(bench: &Bench<'_>, list: u32, head: SubjectId, measure: u32, year: Option<i32>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for (at, fact) in bench.facts.iter().enumerate() {
        let item = fact.list == Some(list)
            && fact.scope == Some(head)
            && fact.what == What::Value
            && (fact.measure, fact.year) == (measure, year);
        let known = |known: &usize| bench.facts.get(*known).is_some_and(|k| k.subject == fact.subject);
        if item && !found.iter().any(known) {
            found.push(at);
        }
    }
    found
}

/// Whether the head consists of the items by one of its divisions; names of codes divide what is divided by codes.
fn is_division(bench: &Bench<'_>, head: SubjectId, items: &[usize]) -> bool {
    let Some(subject) = bench.subjects.get(head.0 as usize) else { return false };
    let Some(term) = subject.term.and_then(|term| bench.schema.clauses.terms.get(term as usize)) else {
        return false;
    };
    let told: Vec<SubjectId> =
        items.iter().filter_map(|at| bench.facts.get(*at)).map(|fact| fact.subject).collect();
    term.parts.iter().any(|parts| told.iter().all(|told| parts.contains(&told.0)))
}

fn row(
    bench: &Bench<'_>,
    family: &ClauseFamily,
    head: SubjectId,
    measure: u32,
    year: Option<i32>,
    items: &[usize],
) -> Option<Entry> {
    let first: &Fact = bench.facts.get(*items.first()?)?;
    let columns: Vec<_> = family.columns(Role::Item).collect();
    if items.len() > columns.len() {
        return None;
    }
    let asked = Fact { subject: head, ..first.clone() };
    let total = bench.amount_of(head, measure, year, &asked)?;
    let key = format!("{}·{measure}·{}", bench.name(head), first.start);
    let mut entry = bench.entry(family, &asked, format!("{key}·{}", first.paragraph));
    entry.puts.push((family.column(Role::Total)?, total));
    for (column, at) in columns.into_iter().zip(items) {
        entry.puts.push((column, Put::Fact(*at)));
    }
    Some(entry)
}
