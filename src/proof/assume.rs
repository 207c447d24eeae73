//! A slip of unit, 元 for 万元: where × 10,000 on an amount explains a 不符, what reads the amount is judged again.

use super::Claimed;
use super::prove::{Found, prove};
use super::spots::spot_of;
use crate::amount::MoneyUnit;
use crate::audit::{CellAt, Judged, Ledger, Run, Verdict, View, elements};
use crate::plan::{Plan, Step};

/// Where ×10,000 on a figure of the prose would explain a 不符, says so, and judges again what reads the figure, so
/// that the slip hides nothing else.
pub(super) fn assume(run: &mut Run<'_>, found: &mut Vec<Found>) {
    let plan = run.view.plan;
    let (view, ledger) = (&mut run.view, &mut run.ledger);
    let mut assumed: Vec<CellAt> = Vec::new();
    for at in 0..found.len() {
        let Some(candidate) = found.get(at) else { continue };
        if candidate.finding.verdict != Verdict::Fail {
            continue;
        }
        let cells: Vec<CellAt> =
            candidate.cells.iter().copied().filter(|cell| in_yuan(view, *cell)).collect();
        if cells.is_empty() {
            continue;
        }
        let explains = explained_by(view, plan, candidate, &cells);
        let spot = cells.first().map(|cell| spot_of(view, *cell));
        if explains && let Some(found) = found.get_mut(at) {
            let place = found.finding.places.iter().position(|place| Some(place) == spot.as_ref());
            found.finding.times_ten_thousand = place.or(Some(0));
            assumed.extend(cells);
        }
    }
    assumed.sort();
    assumed.dedup();
    if !assumed.is_empty() {
        judge_again(view, plan, &assumed, ledger, found);
    }
}

/// Money of the prose that is printed in 元, as a slip for 万元 would be.
fn in_yuan(view: &View<'_>, cell: CellAt) -> bool {
    let is_prose = view.family(cell.family).is_some_and(|family| family.passage.is_some());
    let unit = view.cell_read(cell).and_then(|cell| cell.claims.first()).map(|claim| claim.unit.as_str());
    is_prose && unit.and_then(MoneyUnit::from_name) == Some(MoneyUnit::Yuan)
}

fn explained_by(view: &mut View<'_>, plan: &Plan, found: &Found, cells: &[CellAt]) -> bool {
    view.assumed = cells.to_vec();
    let rules = view.rules;
    let of_rule =
        |step: &&Step| rules.checks.get(step.check as usize).is_some_and(|check| check.rule == found.rule);
    let mut explained = false;
    for step in plan.steps.iter().filter(of_rule) {
        for element in elements(view, &step.domain) {
            let leaves = view.leaves(&step.leaves, &element, false);
            let reads = |cell: &CellAt| leaves.iter().any(|leaf| leaf.cells.contains(cell));
            if cells.iter().any(reads) {
                let tolerance =
                    rules.rules.get(found.rule.0 as usize).and_then(|rule| rule.tolerance.as_ref());
                let verdict = view.judge(step, &element, tolerance).verdict;
                explained |= matches!(verdict, Verdict::Pass | Verdict::Rounding);
            }
        }
    }
    view.assumed.clear();
    explained
}

fn judge_again(
    view: &mut View<'_>,
    plan: &Plan,
    assumed: &[CellAt],
    ledger: &mut Ledger,
    found: &mut Vec<Found>,
) {
    view.assumed = assumed.to_vec();
    let rules = view.rules;
    let texts: Vec<String> = assumed.iter().map(|cell| spot_of(view, *cell).text).collect();
    for step in plan.steps.iter().filter(|step| step.restates.is_none()) {
        let Some(check) = rules.checks.get(step.check as usize) else { continue };
        let Some(rule) = rules.rules.get(check.rule.0 as usize).filter(|rule| rule.in_force) else {
            continue;
        };
        for element in elements(view, &step.domain) {
            let leaves = view.leaves(&step.leaves, &element, false);
            if !leaves.iter().any(|leaf| leaf.cells.iter().any(|cell| assumed.contains(cell))) {
                continue;
            }
            let outcome = view.judge(step, &element, rule.tolerance.as_ref());
            if outcome.verdict != Verdict::Fail {
                continue;
            }
            let turned = Judged { step, rule: rule.id, element, outcome, reading: None, table: check.table };
            let mut again = prove(view, rule, &turned);
            let known = found.iter_mut().find(|known| {
                known.rule == again.rule
                    && known.finding.verdict == Verdict::Fail
                    && known.cells == again.cells
            });
            match known {
                // It fails with and without the assumption: said once, with the numbers that make sense.
                Some(known) if matches!(known.finding.claimed, Claimed::Comparison(..)) => {
                    known.finding.claimed = again.finding.claimed;
                    known.finding.difference = again.finding.difference;
                    known.finding.explained = again.finding.explained;
                    known.finding.assumed = Some(texts.join("、"));
                }
                Some(_) => {}
                None => {
                    // It came out otherwise with the amount as printed: that is told no more.
                    view.assumed.clear();
                    let before = view.judge(step, &element, rule.tolerance.as_ref());
                    view.assumed = assumed.to_vec();
                    found.retain(|known| known.judged != again.judged);
                    ledger.turned(rule.id, before.verdict, &before.reasons);
                    again.finding.assumed = Some(texts.join("、"));
                    found.push(again);
                }
            }
        }
    }
    view.assumed.clear();
}
