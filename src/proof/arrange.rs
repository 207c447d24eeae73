//! Arranges findings: one for each table where a rule wants that, like ones once, those that share figures under one,
//! all in document order.

use std::collections::{BTreeMap, BTreeSet};

use super::prove::{Found, Key};
use super::{Category, Claimed, Finding};
use crate::amount::Exact;
use crate::audit::{CellAt, Verdict};
use crate::document::Place;
use crate::ruleset::RuleSet;
use crate::syntax::Level;

/// Findings in document order.
pub(super) struct Arranged {
    pub(super) findings: Vec<Finding>,
    /// Of each all that it tells of.
    pub(super) keys: Vec<Vec<Key>>,
    /// Rules whose instances were left out.
    pub(super) retold: Vec<String>,
}

/// Findings in document order; and the rules whose instances were left out, since a slot and a fact of a clause that read
/// the same figures are told once.
pub(super) fn arrange(rules: &RuleSet, found: Vec<Found>, held: &BTreeMap<CellAt, u32>) -> Arranged {
    let found = once_a_table(rules, found);
    let (mut found, retold) = once(found);
    for item in found.iter_mut().filter(|item| item.inferred && item.finding.level == Level::Error) {
        item.finding.level = Level::Verify;
    }
    found.sort_by_cached_key(|found| first_place(&found.finding));
    let follows = follows(&found, held);
    let told = found.into_iter().zip(follows);
    let told = told.map(|(found, follows)| (Finding { follows, ..found.finding }, found.keys));
    let (findings, keys) = told.unzip();
    Arranged { findings, keys, retold }
}

/// Its place furthest in front, in lines where there are any: rules on one line keep their order. Findings without a
/// place come last.
fn first_place(finding: &Finding) -> (bool, Option<impl Ord + use<>>) {
    let line = |at: &Place| (at.file.clone(), at.page, at.line, at.piece.filter(|_| at.line.is_none()));
    let first = finding.places.iter().map(|spot| line(&spot.at)).min();
    (first.is_none(), first)
}

/// 每表一条: the first stands for all of its table, with their number.
fn once_a_table(rules: &RuleSet, found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut known = BTreeMap::new();
    for item in found {
        if rules.rules.get(item.rule.0 as usize).is_some_and(|rule| rule.once_a_table) {
            let first = *known.entry((item.rule, item.table, item.finding.verdict)).or_insert(out.len());
            if let Some(first) = out.get_mut(first) {
                first.finding.count += 1;
                first.keys.extend(item.keys);
                continue;
            }
        }
        out.push(item);
    }
    out
}

/// How much a comparison is off by.
fn size(finding: &Finding) -> Option<Exact> {
    finding.difference.as_ref().map(|quantity| quantity.value.abs())
}

/// Rules with one canonical form make one finding: same verdict, same figures, same difference.
fn once(found: Vec<Found>) -> (Vec<Found>, Vec<String>) {
    let mut out: Vec<Found> = Vec::new();
    let mut retold = Vec::new();
    let mut told = Told::default();
    let mut known = BTreeMap::new();
    for item in found {
        let finding = &item.finding;
        if item.told && told.again(&out, finding) {
            retold.extend(std::iter::repeat_n(finding.rule.clone(), finding.count as usize));
            continue;
        }
        // What rules between accounts compare with is no cell of this one.
        let alone = !matches!(finding.category, Category::BetweenYears | Category::BetweenUnits);
        let compared =
            matches!(finding.claimed, Claimed::Comparison(..)) && finding.verdict != Verdict::Undecided;
        if alone && compared && !item.cells.is_empty() {
            let of = (finding.verdict, finding.level, finding.category);
            let first = *known.entry((of, size(finding), sorted(&item.cells))).or_insert(out.len());
            if let Some(first) = out.get_mut(first) {
                let times = item.finding.instances() as usize;
                first.finding.also.extend(std::iter::repeat_n(item.finding.rule, times));
                first.keys.extend(item.keys);
                continue;
            }
        }
        told.push(out.len(), finding);
        out.push(item);
    }
    (out, retold)
}

/// Failed comparisons by what they are off by and a figure that they speak of, as printed in one place.
#[derive(Default)]
struct Told(BTreeMap<(Option<Exact>, Place, String), Vec<usize>>);

impl Told {
    fn keys(finding: &Finding) -> impl Iterator<Item = (Option<Exact>, Place, String)> {
        let counts = matches!(finding.claimed, Claimed::Comparison(..)) && finding.verdict == Verdict::Fail;
        let spots = finding.places.iter().filter(move |spot| counts && !spot.text.is_empty());
        spots.map(|spot| (size(finding), spot.at.clone(), spot.text.clone()))
    }

    fn push(&mut self, at: usize, finding: &Finding) {
        for key in Self::keys(finding) {
            self.0.entry(key).or_default().push(at);
        }
    }

    /// Whether another comparison differs by as much and speaks of a figure in common: a figure of the prose may be a
    /// slot of a section and a fact of a clause.
    fn again(&self, found: &[Found], finding: &Finding) -> bool {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let keys: BTreeSet<_> = Self::keys(finding).collect();
        for at in keys.iter().filter_map(|key| self.0.get(key)).flatten() {
            *shared.entry(*at).or_default() += 1;
        }
        shared.into_iter().any(|(at, shared)| {
            let same = found.get(at).is_some_and(|known| known.finding.rule == finding.rule);
            shared >= if same { 2 } else { 1 }
        })
    }
}

fn sorted(cells: &[CellAt]) -> Vec<CellAt> {
    let mut cells = cells.to_vec();
    cells.sort();
    cells.dedup();
    cells
}

/// For each finding the one that it follows from: failed comparisons that share a figure which more comparisons speak
/// against than for are grouped under the gravest of them, among equals the one that rests on the fewest figures.
fn follows(found: &[Found], held: &BTreeMap<CellAt, u32>) -> Vec<Option<usize>> {
    let mut shared: BTreeMap<CellAt, Vec<usize>> = BTreeMap::new();
    for (at, item) in found.iter().enumerate() {
        let counts = item.finding.verdict == Verdict::Fail
            && matches!(item.finding.claimed, Claimed::Comparison(..) | Claimed::SaidTwice(_));
        if counts {
            for cell in sorted(&item.cells) {
                shared.entry(cell).or_default().push(at);
            }
        }
    }
    let mut groups: Vec<(&CellAt, &Vec<usize>)> = shared
        .iter()
        .filter(|(cell, all)| all.len() > 1 && all.len() > held.get(cell).copied().unwrap_or(0) as usize)
        .collect();
    groups.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
    let mut follows: Vec<Option<usize>> = vec![None; found.len()];
    let mut taken = vec![false; found.len()];
    for (_, all) in groups {
        let free: Vec<usize> = all.iter().copied().filter(|at| taken.get(*at) == Some(&false)).collect();
        let size = |at: &usize| found.get(*at).map(|item| (item.finding.level, item.cells.len()));
        let Some(root) = free.iter().copied().min_by_key(|at| (size(at), *at)) else { continue };
        if free.len() < 2 {
            continue;
        }
        for at in free {
            if let Some(flag) = taken.get_mut(at) {
                *flag = true;
            }
            if at != root
                && let Some(slot) = follows.get_mut(at)
            {
                *slot = Some(root);
            }
        }
    }
    follows
}
