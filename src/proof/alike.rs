//! Findings that say the same and differ by their place alone: where there are many, they are told as one, counted.

use std::collections::BTreeMap;

use super::prove::Found;
use super::{Finding, Spot};
use crate::audit::Verdict;
use crate::ruleset::RuleId;

/// So many that say the same are told one by one.
const EACH: usize = 20;
/// Places that one finding for many shows.
const PLACES: usize = 40;
/// Different findings of one rule and text that a further one is held against.
const LATEST: usize = 8;

/// What findings that say the same have in common, as far as it is looked up: rule, verdict and the text of the first
/// and the last place.
type Sort = (RuleId, Verdict, String, String);

/// Findings as they are found, equal ones counted once there are many.
#[derive(Default)]
pub(super) struct Gathered {
    /// None where it was put into another.
    found: Vec<Option<Found>>,
    known: BTreeMap<Sort, Vec<Equal>>,
}

/// Findings that say the same.
struct Equal {
    /// Where they stand, the first in front; the first alone once they are told as one.
    members: Vec<usize>,
    /// Places of the first as it was found.
    places: usize,
    as_one: bool,
}

impl Gathered {
    /// One more.
    pub(super) fn push(&mut self, item: Found) {
        let text = |spot: Option<&Spot>| spot.map(|spot| spot.text.clone()).unwrap_or_default();
        let (first, last) = (item.finding.places.first(), item.finding.places.last());
        let sort = (item.rule, item.finding.verdict, text(first), text(last));
        let equals = self.known.entry(sort).or_default();
        let found = &self.found;
        let is_same = |equal: &&mut Equal| {
            let first = equal.members.first().and_then(|at| found.get(*at)?.as_ref());
            first.is_some_and(|first| same(first, equal.places, &item))
        };
        let Some(equal) = equals.iter_mut().rev().take(LATEST).find(is_same) else {
            let places = item.finding.places.len();
            equals.push(Equal { members: vec![self.found.len()], places, as_one: false });
            self.found.push(Some(item));
            return;
        };
        if !equal.as_one && equal.members.len() < EACH {
            equal.members.push(self.found.len());
            self.found.push(Some(item));
            return;
        }
        equal.as_one = true;
        let mut members = std::mem::take(&mut equal.members).into_iter();
        let Some(at) = members.next() else { return };
        equal.members.push(at);
        let others: Vec<Found> = members.filter_map(|at| self.found.get_mut(at)?.take()).collect();
        if let Some(Some(first)) = self.found.get_mut(at) {
            others.into_iter().chain([item]).for_each(|other| put_into(first, other));
        }
    }

    /// All, in the order in which they were found.
    pub(super) fn all(self) -> Vec<Found> {
        self.found.into_iter().flatten().collect()
    }
}

fn put_into(first: &mut Found, other: Found) {
    first.finding.count += other.finding.count;
    first.keys.extend(other.keys);
    let room = PLACES.saturating_sub(first.finding.places.len());
    first.finding.places.extend(other.finding.places.into_iter().take(room));
}

/// Whether two say the same: all but the places, and what is printed there. Of the first only the places as it was found
/// count.
fn same(first: &Found, places: usize, other: &Found) -> bool {
    let (a, b) = (&first.finding, &other.finding);
    let print = |spot: &Spot, other: &Spot| {
        (&spot.table, &spot.row, &spot.column) == (&other.table, &other.row, &other.column)
            && (&spot.text, &spot.quote) == (&other.text, &other.quote)
    };
    b.places.len() == places
        && (first.inferred, first.told, first.table) == (other.inferred, other.told, other.table)
        && (&a.claimed, &a.wording, &a.reasons) == (&b.claimed, &b.wording, &b.reasons)
        && (&a.difference, &a.explained, a.slip) == (&b.difference, &b.explained, b.slip)
        && own(a, places).iter().zip(&b.places).all(|(one, other)| print(one, other))
}

fn own(finding: &Finding, places: usize) -> &[Spot] {
    finding.places.get(..places).unwrap_or_default()
}
