//! Runs one kernel over a stretch of lanes: sums of columns, compared with zero.

use std::rc::Rc;

use super::flags::{Flags, NONE, OPEN, PRINTED};
use super::tally::{Counts, Turn};
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
        let sight = Sight::new(window, kernel, None);
        if sight.all_pass() {
            turn.all_pass = true;
            return;
        }
        for index in 0..window.lanes.len() {
            let mut counts = Counts::default();
            count(&mut counts, sight.at(index));
            turn.take(index, &counts);
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
    let taken = (kernel.rows.len() > 1).then(|| taken(window, family, earlier, turn));
    let sight = Sight::new(window, kernel, Some(family));
    let all_pass = taken.is_none() && sight.all_pass();
    for (index, stretch) in window.stretches(family) {
        let mut counts = Counts::default();
        if all_pass {
            counts.pass = stretch.len() as u32;
        } else {
            for row in stretch {
                if taken.as_ref().is_none_or(|taken| taken.get(row) == Some(&false)) {
                    count(&mut counts, sight.at(row));
                }
            }
        }
        turn.take(index, &counts);
    }
}

/// Rows whose keys an earlier family has: of several families each key is judged once. Where one has it twice, the exact
/// judge says which row.
fn taken(window: &mut Window<'_>, family: FamilyId, earlier: &[FamilyId], turn: &mut Turn) -> Vec<bool> {
    let mut taken = vec![false; window.rows(family).len()];
    for lane in &window.join(family, family).doubled {
        turn.take(*lane, &Counts { open: true, ..Counts::default() });
    }
    for other in earlier {
        let join = window.join(family, *other);
        for (taken, row) in taken.iter_mut().zip(&join.rows) {
            *taken |= *row != super::index::ABSENT;
        }
    }
    taken
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

/// Counts an instance.
fn count(counts: &mut Counts, found: Found) {
    match found {
        Found::Pass => counts.pass += 1,
        Found::Nothing => counts.nothing += 1,
        Found::Condition => counts.condition += 1,
        Found::Open => counts.open = true,
    }
}

/// A kernel over units or rows, with its sums made.
struct Sight<'k> {
    body: &'k Linear,
    /// It reads figures; numbers of the rule alone are compared as they are.
    reads: bool,
    /// By element: what is known of all its figures; none where all are printed.
    known: Option<Vec<u8>>,
    /// By element: the sum that is held against zero; none where nothing can be said of any.
    sums: Option<Vec<i64>>,
    /// By element: whether the condition holds; none where there is no condition.
    guard: Option<Vec<Option<bool>>>,
}

impl<'k> Sight<'k> {
    fn new(window: &mut Window<'_>, kernel: &'k Kernel, over: Over) -> Self {
        let length = over.map_or(window.lanes.len(), |family| window.rows(family).len());
        let vectors: Vec<Rc<Vector<'_>>> =
            kernel.sources.iter().map(|source| window.vector(over, source)).collect();
        Self {
            known: joint_flags(&vectors, length),
            sums: certain_sums(&kernel.body, &vectors, length),
            guard: kernel.guard.as_ref().map(|gate| truths(gate, &vectors, length)),
            body: &kernel.body,
            reads: !kernel.sources.is_empty(),
        }
    }

    /// Whether every element passes, by the shortest look.
    fn all_pass(&self) -> bool {
        let no_doubt = self.known.is_none() && self.guard.is_none();
        no_doubt && self.sums.as_ref().is_some_and(|sums| sums.iter().all(|sum| holds(self.body, *sum)))
    }

    /// How an element came out.
    fn at(&self, index: usize) -> Found {
        let known = match &self.known {
            None => PRINTED,
            Some(known) => known.get(index).copied().unwrap_or(OPEN),
        };
        if known & OPEN != 0 {
            return Found::Open;
        }
        // Nothing is proved where all figures of a rule are blank.
        if known & PRINTED == 0 && self.reads {
            return Found::Nothing;
        }
        match self.guard.as_ref().map(|guard| guard.get(index).copied().flatten()) {
            // A sum over no rows in a condition makes a condition that is not stated.
            Some(None) => return Found::Open,
            Some(Some(false)) => return Found::Condition,
            Some(Some(true)) if known & NONE != 0 => return Found::Open,
            _ if known & NONE != 0 => return Found::Nothing,
            _ => {}
        }
        let sum = self.sums.as_ref().and_then(|sums| sums.get(index));
        if sum.is_some_and(|sum| holds(self.body, *sum)) { Found::Pass } else { Found::Open }
    }
}

/// What is known of all figures of an element together; none where all of them are printed.
fn joint_flags(vectors: &[Rc<Vector<'_>>], length: usize) -> Option<Vec<u8>> {
    let mut joint: Option<Vec<u8>> = None;
    let mut any_printed = false;
    for vector in vectors {
        match (&vector.flags, &mut joint) {
            (Flags::Printed, _) => any_printed = true,
            (Flags::Each(flags), None) => joint = Some(flags.clone()),
            (Flags::Each(flags), Some(joint)) => {
                joint.iter_mut().zip(flags).for_each(|(joint, flag)| *joint |= flag);
            }
        }
    }
    if joint.is_none() && !any_printed {
        return Some(vec![0; length]);
    }
    if let Some(joint) = joint.as_mut().filter(|_| any_printed) {
        joint.iter_mut().for_each(|joint| *joint |= PRINTED);
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

/// The sums of a comparison, where it can be told by them; none where nothing can be said of any.
fn certain_sums(linear: &Linear, vectors: &[Rc<Vector<'_>>], length: usize) -> Option<Vec<i64>> {
    let lies = |source: &u32| vectors.get(*source as usize).is_some_and(|vector| vector.on_place());
    if linear.on_place.iter().all(lies) { sums(linear, vectors, length) } else { None }
}

/// Whether a comparison holds by its sum.
fn holds(linear: &Linear, sum: i64) -> bool {
    let most = linear.tolerance.unwrap_or(0);
    match (linear.relation, linear.tolerance) {
        (Relation::AtMost, _) | (Relation::Less, Some(_)) => sum <= most,
        (Relation::AtLeast, _) | (Relation::Greater, Some(_)) => sum >= -most,
        (_, Some(_)) | (Relation::Equal, None) => sum.unsigned_abs() <= most.unsigned_abs(),
        (Relation::NotEqual, None) => sum != 0,
        (Relation::Less, None) => sum < 0,
        (Relation::Greater, None) => sum > 0,
    }
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
            let sums = certain_sums(linear, vectors, length);
            let is_known = |index: usize| {
                known
                    .as_ref()
                    .is_none_or(|known| known.get(index).is_some_and(|flag| flag & (OPEN | NONE) == 0))
            };
            let truth = |index: usize| match &sums {
                Some(sums) if is_known(index) => sums.get(index).map(|sum| holds(linear, *sum)),
                _ => None,
            };
            (0..length).map(truth).collect()
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
