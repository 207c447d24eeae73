//! An account that satisfies the rules: sums are solved together, what is left is worked out comparison by comparison,
//! and the judge has the last word, round by round.

mod equations;
mod mend;
mod system;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use equations::{Equation, equations};
use mend::Mended;
use system::{Constraint, Must, Variable, solve};

use super::cells;
use super::random::Random;
use crate::account::{self, Account};
use crate::amount::{Dimension, Relation};
use crate::audit::{self, CellAt, Run, Verdict, View};
use crate::plan::{Node, Plan};
use crate::ruleset::{RuleId, RuleSet};
use crate::schema::Schema;

/// Most rounds of judging and mending.
const ROUNDS: usize = 18;
/// Rounds in which rules of the level 提示 are satisfied as far as they can be.
const WIDE: usize = 8;

/// The rules that are to be satisfied.
#[derive(Clone, Copy)]
pub(super) struct Rules<'r> {
    pub(super) schema: &'r Schema,
    pub(super) rules: &'r RuleSet,
    pub(super) plan: &'r Plan,
}

/// What became of an account.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// Rules above the level 提示 that do not hold.
    pub(super) failing: BTreeSet<RuleId>,
    /// Rules whose sums have no solution together.
    pub(super) unsolved: BTreeSet<RuleId>,
    /// Slots that a rule does not let be said, or that no value fits.
    pub(super) unsay: BTreeSet<CellAt>,
}

fn judged<'a>(rules: Rules<'a>, facts: &'a crate::facts::Facts, account: &'a Account) -> Run<'a> {
    audit::run(View::new((rules.schema, rules.rules, rules.plan), (facts, 0), account), None)
}

/// Whether figures are compared somewhere in a statement: others ask what is said.
fn compares(node: &Node) -> bool {
    match node {
        Node::And(left, right) | Node::Or(left, right) => compares(left) || compares(right),
        other => matches!(other, Node::Compare(..)),
    }
}

/// Rules above the level 提示 that do not hold of an account.
pub(super) fn broken(rules: Rules<'_>, account: &Account) -> BTreeSet<RuleId> {
    let facts = account::facts(rules.schema, &[account]);
    let run = judged(rules, &facts, account);
    let fails = run.seen.iter().filter(|seen| seen.verdict == Verdict::Fail);
    fails.map(|seen| seen.rule).filter(|rule| rules.rules.asks(*rule)).collect()
}

/// Slots that restate a figure, with what it is.
pub(super) fn restated(rules: Rules<'_>, account: &Account) -> BTreeMap<CellAt, i64> {
    let facts = account::facts(rules.schema, &[account]);
    let run = judged(rules, &facts, account);
    let mut homes = BTreeMap::new();
    for seen in &run.seen {
        let restates = seen.step.restates.and_then(|at| rules.rules.restated.get(at as usize));
        let Some(slot) = restates.and_then(|restated| run.view.cell(&restated.slot, &seen.element)) else {
            continue;
        };
        let Node::Compare(_, _, right, _) = &seen.step.body else { continue };
        let leaves = run.view.step_leaves(seen.step, &seen.element);
        let home = audit::value(right, &leaves).ok();
        let home = home.and_then(|home| home.to_fixed(cells::dimension(rules.schema, slot).scale()));
        if let Some(home) = home.filter(|_| cells::is_said(account, slot)) {
            homes.entry(slot).or_insert(home);
        }
    }
    homes
}

/// Makes the free cells of an account such that the rules hold.
pub(super) fn settle(
    rules: Rules<'_>,
    account: &mut Account,
    free: &dyn Fn(CellAt) -> bool,
    random: &mut Random,
) -> Settled {
    let mut settled = Settled::default();
    let mut wide = true;
    for round in 0..ROUNDS {
        wide &= round < WIDE;
        let wanted = |rule: RuleId| wide || rules.rules.asks(rule);
        let facts = account::facts(rules.schema, &[account]);
        let mut run = judged(rules, &facts, account);
        let fails = run.seen.iter().filter(|seen| seen.verdict == Verdict::Fail);
        let fails: Vec<_> = fails.filter(|seen| wanted(seen.rule)).collect();
        let of_figures = fails.iter().filter(|seen| compares(&seen.step.body));
        settled.failing = of_figures.map(|seen| seen.rule).filter(|rule| rules.rules.asks(*rule)).collect();
        if fails.is_empty() {
            break;
        }
        let sought =
            |at: CellAt| matches!(cells::dimension(rules.schema, at), Dimension::Money | Dimension::Count(_));
        let all: Vec<Equation> =
            equations(&run, &sought).into_iter().filter(|one| rules.rules.asks(one.rule)).collect();
        let (mut changes, unsolved) = sums(rules, account, &all, free, random);
        settled.unsolved = unsolved;
        if changes.is_empty() {
            let Mended { changes: mended, unsay } = mend::mend(rules, &mut run, free, &wanted);
            changes = mended;
            settled.unsay.extend(unsay);
        }
        drop(run);
        let unsaid = settled.unsay.iter().filter(|at| cells::is_said(account, **at)).count();
        for at in &settled.unsay {
            cells::clear(account, *at, account::State::Absent);
        }
        if changes.is_empty() && unsaid == 0 {
            if !wide {
                break;
            }
            wide = false;
        }
        for (at, value) in changes {
            if !settled.unsay.contains(&at) {
                cells::set(rules.schema, account, at, value);
            }
        }
    }
    settled
}

/// Solves all sums together; the cells that become others.
fn sums(
    rules: Rules<'_>,
    account: &Account,
    all: &[Equation],
    free: &dyn Fn(CellAt) -> bool,
    random: &mut Random,
) -> (BTreeMap<CellAt, i64>, BTreeSet<RuleId>) {
    let mut numbers: BTreeMap<CellAt, u32> = BTreeMap::new();
    let mut at: Vec<(CellAt, i64)> = Vec::new();
    let mut variables: Vec<Variable> = Vec::new();
    let mut constraints: Vec<Constraint> = Vec::new();
    for one in all {
        let dimension = one.terms.keys().next().map(|cell| cells::dimension(rules.schema, *cell));
        let Some(dimension @ (Dimension::Money | Dimension::Count(_))) = dimension else { continue };
        if one.terms.keys().any(|cell| cells::dimension(rules.schema, *cell) != dimension) {
            continue;
        }
        let unit = cells::unit_of(&dimension);
        let mut constant = one.constant;
        let mut terms: BTreeMap<u32, i128> = BTreeMap::new();
        for (cell, times) in &one.terms {
            if !free(*cell) || !cells::is_said(account, *cell) {
                constant += times * i128::from(cells::value(account, *cell));
                continue;
            }
            let number = *numbers.entry(*cell).or_insert_with(|| {
                at.push((*cell, unit));
                let wish = i128::from(cells::value(account, *cell) / unit);
                let derived = if cells::is_prose(rules.schema, *cell) { 1000 } else { 0 };
                variables.push(Variable { wish, derived });
                at.len() as u32 - 1
            });
            let gain = if one.result == Some(*cell) { 3 } else { -1 };
            if let Some(variable) =
                variables.get_mut(number as usize).filter(|_| one.relation == Relation::Equal)
            {
                variable.derived += gain;
            }
            terms.insert(number, *times);
        }
        if terms.is_empty() || constant % i128::from(unit) != 0 {
            continue;
        }
        constant /= i128::from(unit);
        let must = if one.relation == Relation::Equal { Must::BeZero } else { Must::NotBeNegative };
        if one.relation == Relation::AtMost {
            terms.values_mut().for_each(|times| *times = -*times);
            constant = -constant;
        }
        constraints.push(Constraint { terms, constant, must, of: one.rule.0 });
    }
    let found = solve(&variables, &constraints, random);
    let solved = at.into_iter().zip(found.values);
    let values = solved.filter_map(|((cell, unit), value)| {
        let value = i64::try_from(value).ok()?.checked_mul(unit)?;
        (value != cells::value(account, cell)).then_some((cell, value))
    });
    (values.collect(), found.failed.into_iter().map(RuleId).collect())
}
