//! Runs one kernel over a stretch of lanes: sums of columns, compared with zero.

use std::rc::Rc;

use super::flags::{Flags, NONE, OPEN, PRINTED};
use super::tally::Turn;
use super::window::{Over, Vector, Window};
use crate::amount::Relation;
use crate::plan::{Gate, Kernel, Linear};
use crate::schema::FamilyId;

/// How an instance came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Pass,
    Nothing,
    Condition,
    Open,
}

/// Judges a kernel at every unit, or at every row of every unit.
pub(super) fn run(window: &mut Window<'_>, kernel: &Kernel, turn: &mut Turn) {
    if kernel.rows.is_empty() {
        let found = judge(window, kernel, None);
        for (index, found) in found.into_iter().enumerate() {
            count(turn, index, found, 1);
        }
        return;
    }
    for (at, family) in kernel.rows.iter().enumerate() {
        let earlier = kernel.rows.get(..at).unwrap_or_default();
        rows(window, kernel, *family, earlier, turn);
    }
    without_rows(window, kernel, turn);
}

/// Judges the rows of one family, but for those whose keys an earlier one has.
fn rows(window: &mut Window<'_>, kernel: &Kernel, family: FamilyId, earlier: &[FamilyId], turn: &mut Turn) {
    if window.rows(family).is_empty() {
        return;
    }
    let mut taken = vec![false; window.rows(family).len()];
    if kernel.rows.len() > 1 {
        // Of several families each key is judged once: where one has it twice, the exact judge says which row.
        let own = window.join(family, family);
        own.doubled.iter().for_each(|lane| count(turn, *lane, Found::Open, 1));
        for other in earlier {
            let join = window.join(family, *other);
            for (taken, row) in taken.iter_mut().zip(&join.rows) {
                *taken |= *row != super::index::ABSENT;
            }
        }
    }
    let found = judge(window, kernel, Some(family));
    for (index, stretch) in window.stretches(family) {
        let rows = found.get(stretch.clone()).unwrap_or_default();
        let taken = taken.get(stretch).unwrap_or_default();
        for (found, _) in rows.iter().zip(taken).filter(|(_, taken)| !**taken) {
            count(turn, index, *found, 1);
        }
    }
}

/// Units without any row to judge.
fn without_rows(window: &Window<'_>, kernel: &Kernel, turn: &mut Turn) {
    for (index, lane) in window.lanes.clone().enumerate() {
        let has =
            |family: &FamilyId| window.family(*family).is_some_and(|facts| !facts.rows.lane(lane).is_empty());
        if kernel.rows.iter().any(has) {
            continue;
        }
        // Whether the table is missing or empty makes another reason.
        let found = kernel.rows.iter().any(|family| window.found(*family, lane));
        let flags = if found { &mut turn.no_rows } else { &mut turn.open };
        if let Some(flag) = flags.get_mut(index) {
            *flag = true;
        }
    }
}

fn count(turn: &mut Turn, lane: usize, found: Found, times: u32) {
    let counts = match found {
        Found::Pass => &mut turn.pass,
        Found::Nothing => &mut turn.nothing,
        Found::Condition => &mut turn.condition,
        Found::Open => {
            if let Some(open) = turn.open.get_mut(lane) {
                *open = true;
            }
            return;
        }
    };
    if let Some(count) = counts.get_mut(lane) {
        *count += times;
    }
}

/// How each element came out.
fn judge(window: &mut Window<'_>, kernel: &Kernel, over: Over) -> Vec<Found> {
    let length = over.map_or(window.lanes.len(), |family| window.rows(family).len());
    let vectors: Vec<Rc<Vector<'_>>> =
        kernel.sources.iter().map(|source| window.vector(over, source)).collect();
    let known = joint_flags(&vectors, length);
    let guard = kernel.guard.as_ref().map(|gate| truths(gate, &vectors, length));
    let verdicts = verdicts(&kernel.body, &vectors, length);
    let mut found = Vec::with_capacity(length);
    for (index, known) in known.iter().enumerate() {
        let holds = verdicts.as_ref().and_then(|all| all.get(index)).copied().unwrap_or(false);
        let gate = guard.as_ref().map(|all| all.get(index).copied().flatten());
        found.push(match (known & OPEN != 0, known & PRINTED == 0, gate) {
            (true, _, _) => Found::Open,
            // Nothing is proved where all figures of a rule are blank; numbers of the rule alone are compared as they are.
            (_, true, _) if !kernel.sources.is_empty() => Found::Nothing,
            // A sum over no rows in a condition makes a condition that is not stated.
            (_, _, Some(None)) => Found::Open,
            (_, _, Some(Some(false))) => Found::Condition,
            _ if known & NONE != 0 && kernel.guard.is_some() => Found::Open,
            _ if known & NONE != 0 => Found::Nothing,
            _ if holds => Found::Pass,
            _ => Found::Open,
        });
    }
    found
}

/// What is known of all figures of an element together.
fn joint_flags(vectors: &[Rc<Vector<'_>>], length: usize) -> Vec<u8> {
    let mut joint = vec![0u8; length];
    let mut all = 0u8;
    for vector in vectors {
        match &vector.flags {
            Flags::Printed => all |= PRINTED,
            Flags::Each(flags) => {
                for (joint, flag) in joint.iter_mut().zip(flags) {
                    *joint |= flag;
                }
            }
        }
    }
    if all != 0 {
        joint.iter_mut().for_each(|joint| *joint |= all);
    }
    joint
}

/// The sums of a comparison; none where they might not fit.
fn sums(linear: &Linear, vectors: &[Rc<Vector<'_>>], length: usize) -> Option<Vec<i64>> {
    let mut reach = u128::from(linear.constant.unsigned_abs());
    for (source, coefficient) in &linear.terms {
        let largest = vectors.get(*source as usize)?.largest;
        reach = reach.checked_add(u128::from(largest) * u128::from(coefficient.unsigned_abs()))?;
    }
    if reach > i64::MAX as u128 {
        return None;
    }
    let mut sums = vec![linear.constant; length];
    for (source, coefficient) in &linear.terms {
        let vector = vectors.get(*source as usize)?;
        match coefficient {
            1 => sums.iter_mut().zip(vector.values.iter()).for_each(|(sum, value)| *sum += value),
            -1 => sums.iter_mut().zip(vector.values.iter()).for_each(|(sum, value)| *sum -= value),
            _ => {
                sums.iter_mut().zip(vector.values.iter()).for_each(|(sum, value)| *sum += value * coefficient)
            }
        }
    }
    Some(sums)
}

/// Where a comparison certainly holds; none where nothing can be said of any.
fn verdicts(linear: &Linear, vectors: &[Rc<Vector<'_>>], length: usize) -> Option<Vec<bool>> {
    let lies = |source: &u32| vectors.get(*source as usize).is_some_and(|vector| vector.on_place);
    if !linear.on_place.iter().all(lies) {
        return None;
    }
    let sums = sums(linear, vectors, length)?;
    let most = linear.tolerance.unwrap_or(0);
    let holds = |sum: i64| match (linear.relation, linear.tolerance) {
        (Relation::AtMost, _) | (Relation::Less, Some(_)) => sum <= most,
        (Relation::AtLeast, _) | (Relation::Greater, Some(_)) => sum >= -most,
        (_, Some(_)) | (Relation::Equal, None) => sum.unsigned_abs() <= most.unsigned_abs(),
        (Relation::NotEqual, None) => sum != 0,
        (Relation::Less, None) => sum < 0,
        (Relation::Greater, None) => sum > 0,
    };
    Some(sums.into_iter().map(holds).collect())
}

/// Whether a condition holds; none where that is open.
fn truths(gate: &Gate, vectors: &[Rc<Vector<'_>>], length: usize) -> Vec<Option<bool>> {
    match gate {
        Gate::Compare(linear) => {
            let of: Vec<Rc<Vector<'_>>> = linear
                .terms
                .iter()
                .filter_map(|(source, _)| vectors.get(*source as usize).cloned())
                .collect();
            let known = joint_flags(&of, length);
            let holds = verdicts(linear, vectors, length);
            let truth = |(index, known): (usize, &u8)| match &holds {
                Some(holds) if known & (OPEN | NONE) == 0 => holds.get(index).copied(),
                _ => None,
            };
            known.iter().enumerate().map(truth).collect()
        }
        Gate::And(left, right) => {
            let pairs = truths(left, vectors, length).into_iter().zip(truths(right, vectors, length));
            pairs
                .map(|pair| match pair {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), other) | (other, Some(true)) => other,
                    _ => None,
                })
                .collect()
        }
        Gate::Or(left, right) => {
            let pairs = truths(left, vectors, length).into_iter().zip(truths(right, vectors, length));
            pairs
                .map(|pair| match pair {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), other) | (other, Some(false)) => other,
                    _ => None,
                })
                .collect()
        }
    }
}
