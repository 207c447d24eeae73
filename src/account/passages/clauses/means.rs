//! Averages with what they are averages of, wholes of which only the main part is told, and shares of a whole that is
//! not told.

use std::collections::BTreeSet;

use super::fact::{Added, Fact, SubjectId, What};
use super::relate::Bench;
use super::row::{Entry, Put};
use crate::schema::{ClauseFamily, Role};
use crate::syntax::TermClass;

impl Bench<'_> {
    /// Averages, with the amount and the count that stand nearest in the section.
    pub(super) fn averages(&self, family: &ClauseFamily) -> Vec<Entry> {
        let mut rows = Vec::new();
        for (at, fact) in self.facts.iter().enumerate() {
            let What::Average(count) = fact.what else { continue };
            let mut entry = self.entry(fact, String::new());
            let column = family.counts.iter().find(|(known, _)| *known == count).map(|(_, column)| *column);
            let puts = [
                (family.column(Role::Average), Some(Put::Fact(at))),
                (family.column(Role::Averaged), self.amount_of(fact.subject, fact.measure, fact.year, fact)),
                (column, self.count_of(count, fact).map(Put::Fact)),
            ];
            for (column, put) in puts {
                if let (Some(column), Some(put)) = (column, put) {
                    entry.puts.push((column, put));
                }
            }
            rows.push(entry);
        }
        rows
    }

    /// The count of the same subject in the section of a fact, the last one before it.
    fn count_of(&self, count: u32, near: &Fact) -> Option<usize> {
        let at =
            self.index.counted_before(self.facts, (near.subject, Added::Count(count), near.year), near)?;
        self.facts.get(at).is_some_and(|fact| fact.section == near.section).then_some(at)
    }

    /// Wholes told together with their main part, where none of the other parts is told at all.
    pub(super) fn mains(&self, family: &ClauseFamily) -> Vec<Entry> {
        let mut rows = Vec::new();
        let (Some(whole), Some(sole)) = (family.column(Role::Main), family.column(Role::Sole)) else {
            return rows;
        };
        let terms = &self.schema.clauses.terms;
        for main in terms.iter().filter(|term| term.class == TermClass::Main) {
            let of = terms.iter().position(|term| term.class == TermClass::Subject && term.name == main.name);
            let Some((of, [first, others @ ..])) = of.zip(main.parts.first().map(Vec::as_slice)) else {
                continue;
            };
            let told = |id: u32, fact: &&Fact| fact.what == What::Value && fact.subject == SubjectId(id);
            if self.facts.iter().any(|fact| others.iter().any(|other| told(*other, &fact))) {
                continue;
            }
            let mut known = BTreeSet::new();
            for (at, fact) in self.facts.iter().enumerate() {
                let plain = told(*first, &fact) && fact.year.is_none() && !self.index.is_ambiguous(at);
                let total = self.value(SubjectId(of as u32), fact.measure, None, fact).filter(|_| plain);
                let Some(total) = total.filter(|_| known.insert(fact.section)) else { continue };
                let about = Fact { subject: SubjectId(of as u32), ..fact.clone() };
                let mut entry = self.entry(&about, String::new());
                entry.puts = vec![(whole, Put::Fact(total)), (sole, Put::Fact(at))];
                rows.push(entry);
            }
        }
        rows
    }

    /// The items of the list that a share stands in, where they are parts of its head: together they are what the
    /// share is of, surely so if none is missing.
    pub(super) fn beside(&self, share: &Fact) -> Vec<Put> {
        let (Some(list), Some(head)) = (share.list, share.scope) else { return Vec::new() };
        let mut known = BTreeSet::new();
        let listed = self.index.listed(list).iter().copied().filter(|at| self.is_item(*at, share));
        let items: Vec<usize> =
            listed.filter(|at| self.facts.get(*at).is_some_and(|fact| known.insert(fact.subject))).collect();
        let divisions = self.term_of_subject(head).map(|term| term.parts.as_slice()).unwrap_or_default();
        let mut fits = divisions.iter().filter(|parts| known.iter().all(|id| parts.contains(&id.0)));
        let Some(parts) = fits.next().filter(|_| items.len() > 1) else { return Vec::new() };
        let parts = fits.fold(parts, |best, parts| if parts.len() < best.len() { parts } else { best });
        let whole = parts.len() == items.len();
        items.into_iter().map(|at| if whole { Put::Fact(at) } else { Put::Unsure(at) }).collect()
    }

    fn is_item(&self, at: usize, share: &Fact) -> bool {
        let fact = self.facts.get(at);
        fact.is_some_and(|fact| {
            fact.what == What::Value
                && (fact.measure, fact.year, fact.section) == (share.measure, share.year, share.section)
                && !self.index.is_ambiguous(at)
        })
    }
}
