//! Comparisons that are no sums: one of their cells is worked out from the others, those of prose first.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use super::equations::{difference, wanted};
use crate::amount::{Dimension, Exact, Place};
use crate::audit::{CellAt, Element, Run, Verdict};
use crate::facts::State;
use crate::generate::cells;
use crate::plan::{Node, Step};
use crate::ruleset::{RuleId, Target};

/// What becomes of an account.
#[derive(Clone, Debug, Default)]
pub(super) struct Mended {
    pub(super) changes: BTreeMap<CellAt, i64>,
    pub(super) unsay: BTreeSet<CellAt>,
}

/// An instance that does not hold.
#[derive(Clone, Copy)]
struct Failed<'a> {
    step: &'a Step,
    rule: RuleId,
    element: Element,
}

/// Works out what fails, in order of evaluation, each with what was worked out before.
pub(super) fn mend<'a>(
    rules: Rules<'a>,
    run: &mut Run<'a>,
    free: &dyn Fn(CellAt) -> bool,
    wanted_rules: &dyn Fn(RuleId) -> bool,
) -> Mended {
    let mut mended = Mended::default();
    let failed = run.seen.iter().filter(|seen| seen.verdict == Verdict::Fail);
    let failed: Vec<Failed<'a>> =
        failed.map(|seen| Failed { step: seen.step, rule: seen.rule, element: seen.element }).collect();
    for one in failed.into_iter().filter(|one| wanted_rules(one.rule)) {
        if holds(run, rules, one) {
            continue;
        }
        let leaves = run.view.step_leaves(one.step, &one.element);
        let nodes = wanted(one.step, &leaves);
        let all = leaves.iter().flat_map(|leaf| leaf.cells.iter().copied());
        let mut own: Vec<CellAt> =
            all.filter(|cell| free(*cell) && run.view.state(*cell) == State::Value).collect();
        own.sort_by_key(|cell| rank(rules, *cell));
        own.dedup();
        let node = nodes.iter().find(|node| matches!(node, Node::Compare(..)));
        let mut done = false;
        if let Some(node) = node {
            done = own.iter().any(|cell| work_out(run, rules, one, node, *cell));
        }
        if !done {
            refuse(run, one, &nodes, &own, rules, &mut mended.unsay);
        }
    }
    for (cell, (value, ..)) in std::mem::take(&mut run.view.overlay) {
        mended.changes.insert(cell, value);
    }
    mended
}

/// What is said that must not be, or does not fit, is said no more.
fn refuse(
    run: &Run<'_>,
    one: Failed<'_>,
    nodes: &[&Node],
    own: &[CellAt],
    rules: Rules<'_>,
    unsay: &mut BTreeSet<CellAt>,
) {
    for node in nodes {
        if let Node::Said(false, targets) = node {
            for target in targets {
                if let Target::Figure(figure) = target
                    && let Some(cell) = run.view.cell(figure, &one.element)
                {
                    unsay.insert(cell);
                }
            }
        }
    }
    let prose = own.iter().filter(|cell| cells::is_prose(rules.schema, **cell));
    unsay.extend(prose.take(1).copied());
}

/// Rates are worked out first, then words, dates, counts, amounts; those of tables last.
fn rank(rules: Rules<'_>, cell: CellAt) -> (bool, u8, CellAt) {
    let order = match cells::dimension(rules.schema, cell) {
        Dimension::Ratio if !cells::is_word(rules.schema, cell) => 0,
        Dimension::Ratio => 1,
        Dimension::Year | Dimension::Date => 2,
        Dimension::Count(_) => 3,
        _ => 4,
    };
    (!cells::is_prose(rules.schema, cell), order, cell)
}

fn holds(run: &Run<'_>, rules: Rules<'_>, one: Failed<'_>) -> bool {
    let tolerance = rules.rules.rules.get(one.rule.0 as usize).and_then(|rule| rule.tolerance.as_ref());
    run.view.judge(one.step, &one.element, tolerance).verdict != Verdict::Fail
}

/// Lays the value over a cell with which an instance holds; whether there is one.
fn work_out(run: &mut Run<'_>, rules: Rules<'_>, one: Failed<'_>, node: &Node, cell: CellAt) -> bool {
    let before = run.view.overlay.get(&cell).copied();
    let now = run.view.stored(cell).map_or(0, |(value, ..)| value);
    let mut tried = Vec::new();
    tried.extend(root(run, rules, one, node, (cell, now)));
    let unit = cells::unit_of(&cells::dimension(rules.schema, cell));
    if cells::is_word(rules.schema, cell) {
        tried.extend([1, -1, 0].map(|word: i64| word * 100_000_000));
    } else {
        tried.extend([0, unit, 2 * unit, now / 2 / unit * unit, now.saturating_mul(2)]);
    }
    for value in tried {
        lay(run, rules, cell, value);
        if fits(rules, cell, value) && holds(run, rules, one) {
            return true;
        }
    }
    match before {
        Some(before) => _ = run.view.overlay.insert(cell, before),
        None => _ = run.view.overlay.remove(&cell),
    }
    false
}

fn lay(run: &mut Run<'_>, rules: Rules<'_>, cell: CellAt, value: i64) {
    let place = cells::place_of(&cells::dimension(rules.schema, cell));
    run.view.overlay.insert(cell, (value, State::Value, place));
}

/// Whether a cell may have a value: words those of their class, other figures nothing below zero.
fn fits(rules: Rules<'_>, cell: CellAt, value: i64) -> bool {
    match rules.schema.column(cell.family, cell.column).map(|column| &column.kind) {
        Some(crate::schema::Kind::Words(words)) => {
            let class = rules.schema.words.get(words.0 as usize);
            class.is_some_and(|class| class.words.iter().any(|(_, known)| known * 100_000_000 == value))
        }
        _ => value >= 0,
    }
}

/// Where left − right, which is straight in one cell, comes to nothing; rounded to the last place of the cell.
fn root(
    run: &mut Run<'_>,
    rules: Rules<'_>,
    one: Failed<'_>,
    node: &Node,
    (cell, now): (CellAt, i64),
) -> Option<i64> {
    let dimension = cells::dimension(rules.schema, cell);
    let step = if cells::is_word(rules.schema, cell) { 100_000_000 } else { cells::unit_of(&dimension) };
    let mut at = |value: i64| {
        lay(run, rules, cell, value);
        difference(&run.view, one.step, &one.element, node)
    };
    let (here, there) = (at(now)?, at(now.saturating_add(step))?);
    let slope = &there - &here;
    let by = here.divide(&slope)?;
    let scale = dimension.scale();
    let from = Exact::from_fixed(now, scale);
    let whole = &from - &(&by * &Exact::from_fixed(step, scale));
    let place = match cells::place_of(&dimension) {
        Place::EXACT => Place(0),
        place => place,
    };
    whole.round_to_place(place).to_fixed(scale)
}
