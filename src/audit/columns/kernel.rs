//! Runs one kernel over a stretch of lanes: sums of columns, compared with zero.

use std::rc::Rc;

use super::flags::{Flags, NONE, OPEN, PRINTED};
use super::tally::{Counts, Found, Mark, Turn};
use super::window::{Over, Vector, Window};
use crate::amount::Relation;
use crate::plan::{Gate, Kernel, Linear};
use crate::schema::FamilyId;

/// Judges a kernel at every unit, or at every row of every unit.
pub(super) fn run(window: &mut Window<'_>, kernel: &Kernel, turn: &mut Turn) {
    if kernel.rows.is_empty() {
        match Sight::new(window, kernel, None).fates() {
            None => turn.all_pass = true,
            Some(fates) => turn.take_all(&fates),
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
    let fates = Sight::new(window, kernel, Some(family)).fates();
    for (index, stretch) in window.stretches(family) {
        let mut counts = Counts::default();
        match (&fates, &taken) {
            (None, None) => counts.pass = stretch.len() as u32,
            (fates, taken) => {
                for row in stretch {
                    if taken.as_ref().is_none_or(|taken| taken.get(row) == Some(&false)) {
                        let fate = fates.as_ref().map_or(Some(Found::Pass), |all| all.get(row).copied());
                        counts.add(fate.unwrap_or(Found::Open));
                    }
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
        turn.set(index, if found { Mark::NoRows } else { Mark::Open });
    }
}

/// A kernel over units or rows, with its sums made.
struct Sight<'k> {
    body: &'k Linear,
    length: usize,
    /// Where all figures are blank it proves nothing: it reads some, and asks nothing of them by themselves.
    needs_figures: bool,
    /// By element: what is known of all its figures; none where all are printed.
    known: Option<Vec<u8>>,
    /// By element: the sum that is held against zero; none where nothing can be said of any.
    sums: Option<Vec<i64>>,
    /// By element: whether the condition holds; none where there is no condition.
    guard: Option<Vec<Truth>>,
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
            length,
            needs_figures: !kernel.sources.is_empty() && !kernel.asks,
        }
    }

    /// How each element came out; none where every one passes.
    fn fates(&self) -> Option<Vec<Found>> {
        let held = match &self.sums {
            Some(sums) => holding(self.body, sums),
            None => vec![false; self.length],
        };
        let table = self.table();
        let fate = |known: u8, guard: Truth, held: bool| {
            let row = usize::from(known & (PRINTED | OPEN | NONE)) << 3;
            table.get(row | (guard as usize) << 1 | usize::from(held)).copied().unwrap_or(Found::Open)
        };
        let held = held.into_iter();
        Some(match (&self.known, &self.guard) {
            (None, None) => {
                if held.as_slice().iter().all(|held| *held) {
                    return None;
                }
                held.map(|held| if held { Found::Pass } else { Found::Open }).collect()
            }
            (Some(known), None) => {
                held.zip(known).map(|(held, known)| fate(*known, Truth::True, held)).collect()
            }
            (None, Some(guard)) => held.zip(guard).map(|(held, guard)| fate(PRINTED, *guard, held)).collect(),
            (Some(known), Some(guard)) => {
                let all = held.zip(known).zip(guard);
                all.map(|((held, known), guard)| fate(*known, *guard, held)).collect()
            }
        })
    }

    /// The outcome by what is known of the figures (three bits), the condition (two) and whether the sum holds (one).
    fn table(&self) -> [Found; 64] {
        let mut table = [Found::Open; 64];
        for (at, found) in table.iter_mut().enumerate() {
            let guard = match (at >> 1) & 3 {
                0 => Truth::False,
                1 => Truth::True,
                _ => Truth::Open,
            };
            *found = self.fate((at >> 3) as u8, guard, at & 1 == 1);
        }
        table
    }

    fn fate(&self, known: u8, guard: Truth, held: bool) -> Found {
        if known & OPEN != 0 {
            return Found::Open;
        }
        // Nothing is proved where all figures of a rule are blank.
        if known & PRINTED == 0 && self.needs_figures {
            return Found::Nothing;
        }
        match guard {
            // A sum over no rows in a condition makes a condition that is not stated.
            Truth::Open => Found::Open,
            Truth::False => Found::Condition,
            Truth::True if known & NONE != 0 && self.guard.is_some() => Found::Open,
            Truth::True if known & NONE != 0 => Found::Nothing,
            Truth::True if held => Found::Pass,
            Truth::True => Found::Open,
        }
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
    let constant = linear.constant;
    let Some(((first, coefficient), rest)) = linear.terms.split_first() else {
        return Some(vec![constant; length]);
    };
    let first = vectors.get(*first as usize)?.values.iter();
    let mut sums: Vec<i64> = match coefficient {
        1 => first.map(|value| constant + value).collect(),
        -1 => first.map(|value| constant - value).collect(),
        _ => first.map(|value| constant + value * coefficient).collect(),
    };
    for (source, coefficient) in rest {
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

/// Which sums make a comparison hold.
fn holding(linear: &Linear, sums: &[i64]) -> Vec<bool> {
    let most = linear.tolerance.unwrap_or(0);
    let size = most.unsigned_abs();
    let all = sums.iter();
    match (linear.relation, linear.tolerance) {
        (Relation::AtMost, _) | (Relation::Less, Some(_)) => all.map(|sum| *sum <= most).collect(),
        (Relation::AtLeast, _) | (Relation::Greater, Some(_)) => all.map(|sum| *sum >= -most).collect(),
        (Relation::Equal, None) => all.map(|sum| *sum == 0).collect(),
        (_, Some(_)) => all.map(|sum| sum.unsigned_abs() <= size).collect(),
        (Relation::NotEqual, None) => all.map(|sum| *sum != 0).collect(),
        (Relation::Less, None) => all.map(|sum| *sum < 0).collect(),
        (Relation::Greater, None) => all.map(|sum| *sum > 0).collect(),
    }
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    False = 0,
    True = 1,
    /// It is left to the exact judge.
    Open = 2,
}

fn truths(gate: &Gate, vectors: &[Rc<Vector<'_>>], length: usize) -> Vec<Truth> {
    match gate {
        Gate::Compare(linear) => {
            let of: Vec<Rc<Vector<'_>>> = linear
                .terms
                .iter()
                .filter_map(|(source, _)| vectors.get(*source as usize).cloned())
                .collect();
            let Some(sums) = certain_sums(linear, vectors, length) else { return vec![Truth::Open; length] };
            let held = holding(linear, &sums).into_iter();
            let truth = |held: bool| if held { Truth::True } else { Truth::False };
            match joint_flags(&of, length) {
                None => held.map(truth).collect(),
                Some(known) => {
                    let open = |flag: u8| flag & (OPEN | NONE) != 0;
                    held.zip(known)
                        .map(|(held, flag)| if open(flag) { Truth::Open } else { truth(held) })
                        .collect()
                }
            }
        }
        Gate::And(left, right) => {
            let pairs = truths(left, vectors, length).into_iter().zip(truths(right, vectors, length));
            pairs
                .map(|pair| match pair {
                    (Truth::False, _) | (_, Truth::False) => Truth::False,
                    (Truth::True, other) => other,
                    (Truth::Open, _) => Truth::Open,
                })
                .collect()
        }
        Gate::Or(left, right) => {
            let pairs = truths(left, vectors, length).into_iter().zip(truths(right, vectors, length));
            pairs
                .map(|pair| match pair {
                    (Truth::True, _) | (_, Truth::True) => Truth::True,
                    (Truth::False, other) => other,
                    (Truth::Open, _) => Truth::Open,
                })
                .collect()
        }
    }
}
