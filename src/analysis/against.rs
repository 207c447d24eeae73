//! Two versions of rules: what one accepts and the other rejects.

use std::collections::BTreeSet;

use super::certificate::yields;
use super::finding::Context;
use super::lift::lift_both;
use super::same::Same;
use super::solver::{SUPPOSED, Solver};
use super::statement::{Origin, Statement, Statements};
use super::witness::{Witness, WitnessWhy, witnesses};
use crate::amount::{Exact, Relation};
use crate::session::Edition;

/// What sets two versions apart.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// What both state, by the numbers of the first; checks of the second are numbered on from [`Against::offset`].
    pub statements: Statements,
    /// The number of the second version's first check.
    pub offset: u32,
    /// Checks of one version that the other does not imply.
    pub differences: Vec<Difference>,
    /// Statements that the other version makes or implies.
    pub implied: usize,
}

/// A check of one version that the other does not imply.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The check, by its number in its own version.
    pub check: u32,
    /// It is one of the second version: the first accepts more.
    pub of_second: bool,
    /// Its statement in [`Against::statements`].
    pub statement: u32,
    /// An account that its version rejects and the other accepts, both asked.
    pub witness: Result<Witness, WitnessWhy>,
}

/// Compares two versions.
#[must_use]
pub fn against(first: &Edition, second: &Edition) -> Against {
    let same = Same::between(&second.schema, &first.schema);
    let offset = first.rules.checks.len() as u32;
    let (ours, theirs) = ((&first.rules, &first.plan), (&second.rules, &second.plan));
    let statements = lift_both(ours, theirs, same, offset);
    let mut solver = Solver::new(&statements.all);
    let mut found = Against { offset, ..Against::default() };
    for of_second in [false, true] {
        let missing = missing(&statements, &mut solver, offset, of_second, &mut found.implied);
        let mut known: BTreeSet<u32> = BTreeSet::new();
        let checks = missing.into_iter().filter_map(|at| Some((at, check_of(statements.get(at)?)?)));
        let checks: Vec<(u32, u32)> = checks
            .filter(|(_, check)| known.insert(*check))
            .map(|(statement, check)| (statement, if of_second { check - offset } else { check }))
            .collect();
        let own: Vec<u32> = checks.iter().map(|(_, check)| *check).collect();
        let (accepts, rejects) = if of_second { (first, second) } else { (second, first) };
        let shown = checks.into_iter().zip(witnesses(accepts, rejects, &own));
        found.differences.extend(shown.map(|((statement, check), witness)| Difference {
            check,
            of_second,
            statement,
            witness,
        }));
    }
    found.statements = statements;
    found
}

fn check_of(statement: &Statement) -> Option<u32> {
    match statement.origin {
        Origin::Check(check) => Some(check),
        _ => None,
    }
}

/// Statements of one version that the other neither makes nor implies.
fn missing(
    of: &Statements,
    solver: &mut Solver<'_>,
    offset: u32,
    of_second: bool,
    implied: &mut usize,
) -> Vec<u32> {
    let is_of = |check: u32| (check >= offset) == of_second;
    let is_made = |one: &Statement, other: &Statement| {
        check_of(other).is_some_and(|check| !is_of(check))
            && (one.domain, &one.guard, one.relation) == (other.domain, &other.guard, other.relation)
            && (&one.terms, &one.bound) == (&other.terms, &other.bound)
    };
    let own = (0..).zip(&of.all).filter(|(_, one)| check_of(one).is_some_and(is_of));
    let (made, left): (Vec<_>, Vec<_>) =
        own.partition(|(_, one)| of.all.iter().any(|other| is_made(one, other)));
    *implied += made.len();
    let mut missing = Vec::new();
    let contexts: BTreeSet<Context> =
        left.iter().map(|(_, one)| Context { domain: one.domain, guard: one.guard.clone() }).collect();
    for context in contexts {
        let wanted: Vec<bool> = of.all.iter().map(|one| is_in(of, one, &context, &is_of)).collect();
        // Where the other version's rules leave the conditions no account, they imply whatever one likes.
        let sound = solver.load(&|at| wanted.get(at as usize) == Some(&true)).is_ok();
        let here = left.iter().filter(|(_, one)| one.domain == context.domain && one.guard == context.guard);
        for (at, statement) in here {
            if !sound || follows(of, solver, *at, statement) {
                *implied += 1;
            } else {
                missing.push(*at);
            }
        }
    }
    missing.sort_unstable();
    missing
}

/// Whether a statement is one of the other version, or a condition, and made in a context.
fn is_in(of: &Statements, one: &Statement, context: &Context, is_of: &dyn Fn(u32) -> bool) -> bool {
    let of_other = match one.origin {
        Origin::Check(check) | Origin::Summed(check) => !is_of(check),
        Origin::Condition(_) => true,
    };
    of_other
        && one.relation != Relation::NotEqual
        && one.guard.iter().all(|condition| context.guard.binary_search(condition).is_ok())
        && (matches!(one.origin, Origin::Condition(_)) || of.covers(one.domain, context.domain))
}

/// Whether what is in force implies a statement, with an argument that stands.
fn follows(of: &Statements, solver: &mut Solver<'_>, at: u32, statement: &Statement) -> bool {
    if statement.is_constant() {
        return statement.holds_at(&Exact::ZERO);
    }
    let sides: &[Relation] = match &statement.relation {
        Relation::Equal => &[Relation::AtMost, Relation::AtLeast],
        other => std::slice::from_ref(other),
    };
    sides.iter().all(|side| {
        let Some(refuted) = solver.refute(at, side.opposite()) else { return false };
        let supposed = refuted.iter().find(|(reason, _)| *reason == SUPPOSED).map(|(_, times)| times.clone());
        let Some(share) = supposed.and_then(|times| Exact::from_integer(-1).divide(&times)) else {
            return false;
        };
        let others = refuted.into_iter().filter(|(reason, _)| *reason != SUPPOSED);
        let argument = others.map(|(reason, times)| (reason, &times * &share)).collect();
        yields(&of.all, &argument, &statement.terms, (*side, &statement.bound))
    })
}
