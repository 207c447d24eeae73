//! Sums of variables worked into steps: which of them are made of the others, and how.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::{Terms, add, leading, times_of};
use crate::amount::Exact;

/// Sums that are independent of each other, each with a variable that no later one has.
#[derive(Clone, Debug, Default)]
pub(super) struct Echelon {
    rows: Vec<Row>,
    /// By variable that a row is solved for: the row.
    pivots: BTreeMap<u32, usize>,
    /// By variable: the rows that have it and are solved for another.
    users: BTreeMap<u32, Vec<usize>>,
}

/// A sum without the pivots of the rows before it.
#[derive(Clone, Debug)]
struct Row {
    /// The multiplier of its pivot is one.
    pivot: u32,
    terms: Terms,
    /// The same as a sum of the forms that were given.
    made_of: Terms,
}

/// A sum, less what is made of the forms.
pub(super) struct Reduced {
    /// What is left: nothing where the sum is made of the forms alone.
    pub(super) rest: Terms,
    /// Forms with their multipliers.
    pub(super) made_of: Terms,
}

impl Echelon {
    /// Works some forms into steps. Beside it: forms that are made of others, and of which.
    pub(super) fn of(forms: &[Terms]) -> (Self, Vec<(u32, Terms)>) {
        let mut echelon = Self::default();
        let uses = uses(forms);
        let peeled = peel(forms, &uses);
        let mut known: BTreeSet<u32> = BTreeSet::new();
        for (form, variable) in &peeled {
            known.insert(*form);
            if let Some(terms) = forms.get(*form as usize) {
                echelon.push(*form, *variable, terms.clone(), &[]);
            }
        }
        let mut core: Vec<(usize, u32)> = (0..)
            .zip(forms)
            .filter(|(form, _)| !known.contains(form))
            .map(|(form, terms)| (terms.len(), form))
            .collect();
        core.sort_unstable();
        let mut dependent = Vec::new();
        for (_, form) in core {
            let Some(terms) = forms.get(form as usize) else { continue };
            let reduced = echelon.reduce(terms);
            let rare = |variable: u32| uses.get(&variable).map_or(0, Vec::len);
            match reduced.rest.iter().map(|(variable, _)| *variable).min_by_key(|one| (rare(*one), *one)) {
                Some(pivot) => echelon.push(form, pivot, reduced.rest, &reduced.made_of),
                None => dependent.push((form, reduced.made_of)),
            }
        }
        dependent.sort_unstable_by_key(|(form, _)| *form);
        (echelon, dependent)
    }

    fn push(&mut self, form: u32, pivot: u32, rest: Terms, less: &[(u32, Exact)]) {
        let share = times_of(&rest, pivot).and_then(|times| Exact::ONE.divide(times));
        let Some(share) = share else { return };
        let mut made_of = BTreeMap::from([(form, share.clone())]);
        add(&mut made_of, less, &-&share);
        let terms = rest.into_iter().map(|(variable, times)| (variable, &times * &share));
        let terms: Terms = terms.collect();
        for (variable, _) in terms.iter().filter(|(variable, _)| *variable != pivot) {
            self.users.entry(*variable).or_default().push(self.rows.len());
        }
        self.pivots.insert(pivot, self.rows.len());
        self.rows.push(Row { pivot, terms, made_of: made_of.into_iter().collect() });
    }

    /// Takes out of a sum what is made of the forms.
    pub(super) fn reduce(&self, terms: &[(u32, Exact)]) -> Reduced {
        let mut rest: BTreeMap<u32, Exact> = terms.iter().cloned().collect();
        let mut made_of = BTreeMap::new();
        let mut open: BTreeSet<usize> =
            terms.iter().filter_map(|(variable, _)| self.pivots.get(variable).copied()).collect();
        while let Some(at) = open.pop_first() {
            let Some(row) = self.rows.get(at) else { continue };
            let Some(times) = rest.get(&row.pivot).cloned() else { continue };
            add(&mut rest, &row.terms, &-&times);
            add(&mut made_of, &row.made_of, &times);
            let next = row.terms.iter().filter_map(|(variable, _)| self.pivots.get(variable).copied());
            open.extend(next.filter(|next| *next > at));
        }
        Reduced { rest: rest.into_iter().collect(), made_of: made_of.into_iter().collect() }
    }

    /// What has to change with a variable that no row is solved for, so that every form stays what it is; none where that
    /// is more than so many.
    pub(super) fn direction(&self, variable: u32, most: usize) -> Option<Terms> {
        if self.pivots.contains_key(&variable) {
            return None;
        }
        let mut changes: BTreeMap<u32, Exact> = BTreeMap::from([(variable, Exact::ONE)]);
        let mut open: BTreeSet<usize> = self.users(variable).collect();
        while let Some(at) = open.pop_last() {
            let Some(row) = self.rows.get(at) else { continue };
            let moved = row.terms.iter().filter_map(|(at, times)| changes.get(at).map(|by| times * by));
            let moved = moved.fold(Exact::ZERO, |sum, by| &sum + &by);
            if moved.is_zero() {
                continue;
            }
            changes.insert(row.pivot, -&moved);
            if changes.len() > most {
                return None;
            }
            open.extend(self.users(row.pivot).filter(|user| *user < at));
        }
        Some(changes.into_iter().collect())
    }

    /// The rows that a variable is in and not solved for.
    fn users(&self, variable: u32) -> impl Iterator<Item = usize> + '_ {
        self.users.get(&variable).into_iter().flatten().copied()
    }

    /// Values for the pivots such that the forms come to what is wanted of them, the other variables as they are.
    pub(super) fn solve(&self, wanted: &dyn Fn(u32) -> Exact, values: &mut [Exact]) {
        for row in self.rows.iter().rev() {
            let sum = |terms: &[(u32, Exact)], of: &dyn Fn(u32) -> Exact| {
                terms.iter().fold(Exact::ZERO, |sum, (at, times)| &sum + &(times * &of(*at)))
            };
            let goal = sum(&row.made_of, wanted);
            let is = sum(&row.terms, &|at| values.get(at as usize).cloned().unwrap_or(Exact::ZERO));
            if let Some(value) = values.get_mut(row.pivot as usize) {
                *value = &*value + &(&goal - &is);
            }
        }
    }
}

/// By variable: the forms that have it.
fn uses(forms: &[Terms]) -> BTreeMap<u32, Vec<u32>> {
    let mut uses: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (form, terms) in (0..).zip(forms) {
        for (variable, _) in terms {
            uses.entry(*variable).or_default().push(form);
        }
    }
    uses
}

/// Forms with a variable that no other form has, once those before are taken out: they make up no other.
fn peel(forms: &[Terms], uses: &BTreeMap<u32, Vec<u32>>) -> Vec<(u32, u32)> {
    let mut left: BTreeMap<u32, usize> = uses.iter().map(|(variable, all)| (*variable, all.len())).collect();
    let mut gone = vec![false; forms.len()];
    let mut open: Vec<u32> =
        left.iter().filter(|(_, count)| **count == 1).map(|(variable, _)| *variable).collect();
    open.reverse();
    let mut peeled = Vec::new();
    while let Some(variable) = open.pop() {
        let holding = uses.get(&variable).into_iter().flatten();
        let form = holding.copied().find(|form| gone.get(*form as usize) == Some(&false));
        let Some(form) = form.filter(|_| left.get(&variable) == Some(&1)) else { continue };
        peeled.push((form, variable));
        if let Some(gone) = gone.get_mut(form as usize) {
            *gone = true;
        }
        for (other, _) in forms.get(form as usize).into_iter().flatten() {
            if let Some(count) = left.get_mut(other) {
                *count -= 1;
                if *count == 1 {
                    open.push(*other);
                }
            }
        }
    }
    peeled
}

/// A sum divided by its first multiplier, so that multiples of one sum are the same; beside it what it was divided by.
pub(super) fn normal(terms: &[(u32, Exact)]) -> Option<(Terms, Exact)> {
    let by = leading(terms)?.clone();
    let share = Exact::ONE.divide(&by)?;
    Some((terms.iter().map(|(at, times)| (*at, times * &share)).collect(), by))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(of: &[(u32, i64)]) -> Terms {
        of.iter().map(|(at, times)| (*at, Exact::from_integer(*times))).collect()
    }

    #[test]
    fn what_is_made_of_others_is_told_with_multipliers() {
        let forms = [
            terms(&[(0, 1), (1, -1)]),
            terms(&[(1, 1), (2, -1)]),
            terms(&[(0, 2), (2, -2)]),
            terms(&[(3, 1), (0, 1)]),
        ];
        let (echelon, dependent) = Echelon::of(&forms);
        let [(form, made_of)] = dependent.as_slice() else { panic!("{dependent:?}") };
        let mut sum: BTreeMap<u32, Exact> = BTreeMap::new();
        for (at, times) in made_of {
            add(&mut sum, &forms[*at as usize], times);
        }
        assert_eq!(sum.into_iter().collect::<Terms>(), forms[*form as usize]);
        assert!(echelon.reduce(&terms(&[(2, 5), (0, -5)])).rest.is_empty());
        assert!(!echelon.reduce(&terms(&[(3, 1)])).rest.is_empty());
    }

    #[test]
    fn values_are_found_for_what_is_wanted() {
        let forms = [terms(&[(0, 1), (1, -1), (2, -1)]), terms(&[(1, 2), (2, 1)])];
        let (echelon, dependent) = Echelon::of(&forms);
        assert!(dependent.is_empty());
        let mut values = vec![Exact::from_integer(3); 3];
        echelon.solve(&|form| Exact::from_integer(if form == 0 { 7 } else { 11 }), &mut values);
        let of = |form: &Terms| {
            form.iter().fold(Exact::ZERO, |sum, (at, by)| &sum + &(by * &values[*at as usize]))
        };
        assert_eq!((of(&forms[0]), of(&forms[1])), (Exact::from_integer(7), Exact::from_integer(11)));
    }
}
