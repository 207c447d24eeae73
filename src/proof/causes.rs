//! Arranges findings: one for each table where a rule wants that, like ones once, knock-on ones under their cause, all
//! in document order.

use std::collections::BTreeMap;

use super::prove::Found;
use super::{Category, Claimed, Finding};
use crate::audit::{CellAt, Verdict};
use crate::document::Place;
use crate::ruleset::RuleSet;
use crate::syntax::Level;

/// Findings in document order; and the rules whose instances were left out, since a slot and a fact of a clause that read
/// the same figures are told once.
pub(super) fn arrange(
    rules: &RuleSet,
    found: Vec<Found>,
    held: &BTreeMap<CellAt, u32>,
) -> (Vec<Finding>, Vec<String>) {
    let found = once_a_table(rules, found);
    let (mut found, retold) = once(found);
    for item in found.iter_mut().filter(|item| item.inferred && item.finding.level == Level::Error) {
        item.finding.level = Level::Verify;
    }
    found.sort_by_cached_key(|found| first_place(&found.finding));
    let follows = follows(&found, held);
    let findings = found.into_iter().zip(follows);
    (findings.map(|(found, follows)| Finding { follows, ..found.finding }).collect(), retold)
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
    for item in found {
        let wanted = rules.rules.get(item.rule.0 as usize).is_some_and(|rule| rule.once_a_table);
        let known = out.iter_mut().find(|known| {
            wanted
                && known.rule == item.rule
                && known.table == item.table
                && known.finding.verdict == item.finding.verdict
        });
        match known {
            Some(known) => known.finding.count += 1,
            None => out.push(item),
        }
    }
    out
}

/// Rules with one canonical form make one finding: same verdict, same figures, same difference.
fn once(found: Vec<Found>) -> (Vec<Found>, Vec<String>) {
    let mut out: Vec<Found> = Vec::new();
    let mut retold = Vec::new();
    for item in found {
        let same = |known: &Found| {
            let (a, b) = (&known.finding, &item.finding);
            let both = matches!((&a.claimed, &b.claimed), (Claimed::Comparison(..), Claimed::Comparison(..)));
            let size = |finding: &Finding| finding.difference.as_ref().map(|quantity| quantity.value.abs());
            // What rules between accounts compare with is no cell of this one.
            let alone = !matches!(a.category, Category::BetweenYears | Category::BetweenUnits);
            both && alone
                && !known.cells.is_empty()
                && a.verdict == b.verdict
                && size(a) == size(b)
                && (a.level, a.category) == (b.level, b.category)
                && sorted(&known.cells) == sorted(&item.cells)
        };
        if item.told && out.iter().any(|known| is_told_again(&known.finding, &item.finding)) {
            retold.extend(std::iter::repeat_n(item.finding.rule, item.finding.count as usize));
            continue;
        }
        let known = if item.finding.verdict == Verdict::Undecided {
            None
        } else {
            out.iter_mut().find(|known| same(known))
        };
        match known {
            Some(known) => {
                let times = item.finding.instances() as usize;
                known.finding.also.extend(std::iter::repeat_n(item.finding.rule, times));
            }
            None => out.push(item),
        }
    }
    (out, retold)
}

/// Whether two comparisons differ by as much and speak of a figure in common, as printed in one place: a figure of
/// the prose may be a slot of a section and a fact of a clause.
fn is_told_again(one: &Finding, other: &Finding) -> bool {
    let shared = one.places.iter().filter(|spot| {
        let same = |known: &super::Spot| known.at == spot.at && known.text == spot.text;
        !spot.text.is_empty() && other.places.iter().any(same)
    });
    let size = |finding: &Finding| finding.difference.as_ref().map(|quantity| quantity.value.abs());
    let both = matches!((&one.claimed, &other.claimed), (Claimed::Comparison(..), Claimed::Comparison(..)));
    let failed = one.verdict == Verdict::Fail && other.verdict == Verdict::Fail;
    both && failed && size(one) == size(other) && shared.count() >= if one.rule == other.rule { 2 } else { 1 }
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
