//! Whole numbers, none below zero, that meet sums and bounds: those that are free keep what was wished for them as far
//! as the others then come out right.

use std::collections::{BTreeMap, BTreeSet};

use crate::generate::random::Random;

/// What a sum must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Must {
    /// Nothing.
    BeZero,
    /// Nothing or more.
    NotBeNegative,
}

/// Σ coefficient × variable + constant, and what it must come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Constraint {
    pub(super) terms: BTreeMap<u32, i128>,
    pub(super) constant: i128,
    pub(super) must: Must,
    /// Whose it is: told where it cannot be met.
    pub(super) of: u32,
}

/// A variable.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Variable {
    /// What it should be if it is free.
    pub(super) wish: i128,
    /// How much it is a result rather than a cause: the greater, the sooner it is worked out from the others.
    pub(super) derived: i64,
}

/// A sum of free variables.
#[derive(Clone, Debug, Default)]
struct Row {
    terms: BTreeMap<u32, i128>,
    constant: i128,
    of: u32,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Solution {
    pub(super) values: Vec<i128>,
    /// Whose constraints could not be met.
    pub(super) failed: BTreeSet<u32>,
}

/// Most steps of repair.
const STEPS: usize = 6_000;

/// Finds values.
pub(super) fn solve(variables: &[Variable], constraints: &[Constraint], random: &mut Random) -> Solution {
    let mut work = Work {
        variables,
        pivots: BTreeMap::new(),
        bounds: Vec::new(),
        uses: BTreeMap::new(),
        values: variables.iter().map(|variable| variable.wish).collect(),
        failed: BTreeSet::new(),
    };
    let equal = constraints.iter().filter(|constraint| constraint.must == Must::BeZero);
    equal.for_each(|constraint| work.eliminate(constraint));
    for constraint in constraints.iter().filter(|constraint| constraint.must == Must::NotBeNegative) {
        let row = work.substituted(constraint);
        work.bounds.push(row);
    }
    work.repair(random);
    let values = work.all_values();
    Solution { values, failed: work.failed }
}

struct Work<'v> {
    variables: &'v [Variable],
    /// Variables that are worked out, by what they are.
    pivots: BTreeMap<u32, Row>,
    /// Sums that must not be negative.
    bounds: Vec<Row>,
    /// By free variable: the pivots that it is in.
    uses: BTreeMap<u32, BTreeSet<u32>>,
    values: Vec<i128>,
    failed: BTreeSet<u32>,
}

impl Work<'_> {
    fn value(&self, variable: u32) -> i128 {
        self.values.get(variable as usize).copied().unwrap_or(0)
    }

    fn come_to(&self, row: &Row) -> i128 {
        row.terms.iter().fold(row.constant, |sum, (variable, times)| sum + times * self.value(*variable))
    }

    fn substituted(&self, constraint: &Constraint) -> Row {
        let mut row = Row { terms: BTreeMap::new(), constant: constraint.constant, of: constraint.of };
        for (variable, times) in &constraint.terms {
            match self.pivots.get(variable) {
                Some(pivot) => {
                    row.constant += times * pivot.constant;
                    pivot.terms.iter().for_each(|(other, by)| add(&mut row.terms, *other, times * by));
                }
                None => add(&mut row.terms, *variable, *times),
            }
        }
        row
    }

    /// Works out one of the variables of an equation from the others.
    fn eliminate(&mut self, constraint: &Constraint) {
        let mut row = self.substituted(constraint);
        let divisor = row.terms.values().fold(row.constant.abs(), |divisor, times| gcd(divisor, times.abs()));
        if divisor > 1 {
            row.constant /= divisor;
            row.terms.values_mut().for_each(|times| *times /= divisor);
        }
        let derived = |variable: &u32| self.variables.get(*variable as usize).map_or(0, |one| one.derived);
        let plain = row.terms.iter().filter(|(_, times)| times.abs() == 1);
        let chosen = plain.max_by_key(|(variable, _)| (derived(variable), **variable));
        let Some((chosen, times)) = chosen.map(|(variable, times)| (*variable, *times)) else {
            if !row.terms.is_empty() || row.constant != 0 {
                self.failed.insert(constraint.of);
            }
            return;
        };
        row.terms.remove(&chosen);
        row.constant *= -times;
        row.terms.values_mut().for_each(|other| *other *= -times);
        let users = self.uses.remove(&chosen).unwrap_or_default();
        for user in users {
            let Some(mut of) = self.pivots.remove(&user) else { continue };
            let times = of.terms.remove(&chosen).unwrap_or(0);
            of.constant += times * row.constant;
            for (variable, by) in &row.terms {
                add(&mut of.terms, *variable, times * by);
                self.uses.entry(*variable).or_default().insert(user);
            }
            self.pivots.insert(user, of);
        }
        for variable in row.terms.keys() {
            self.uses.entry(*variable).or_default().insert(chosen);
        }
        self.pivots.insert(chosen, row);
    }

    fn all_values(&self) -> Vec<i128> {
        let mut values = self.values.clone();
        for (variable, row) in &self.pivots {
            if let Some(value) = values.get_mut(*variable as usize) {
                *value = self.come_to(row);
            }
        }
        values
    }

    /// Moves free variables until nothing is negative.
    fn repair(&mut self, random: &mut Random) {
        let rows: Vec<Row> = self.pivots.values().chain(&self.bounds).cloned().collect();
        let mut users: BTreeMap<u32, Vec<(usize, i128)>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            for (variable, times) in row.terms.iter().filter(|(_, times)| **times != 0) {
                users.entry(*variable).or_default().push((at, *times));
            }
        }
        let mut totals: Vec<i128> = rows.iter().map(|row| self.come_to(row)).collect();
        for _ in 0..STEPS {
            let wrong: Vec<usize> =
                (0..totals.len()).filter(|at| totals.get(*at).is_some_and(|total| *total < 0)).collect();
            let Some(row) = random.pick(&wrong).copied() else { return };
            let Some((variable, by)) = self.best_move(&rows, &users, &totals, row, random) else {
                break;
            };
            if let Some(value) = self.values.get_mut(variable as usize) {
                *value += by;
            }
            for (at, times) in users.get(&variable).into_iter().flatten() {
                if let Some(total) = totals.get_mut(*at) {
                    *total += times * by;
                }
            }
        }
        let wrong = rows.iter().zip(&totals).filter(|(_, total)| **total < 0);
        self.failed.extend(wrong.map(|(row, _)| row.of));
    }

    /// The move of one variable that mends a row and does least harm.
    fn best_move(
        &self,
        rows: &[Row],
        users: &BTreeMap<u32, Vec<(usize, i128)>>,
        totals: &[i128],
        row: usize,
        random: &mut Random,
    ) -> Option<(u32, i128)> {
        let lacks = -totals.get(row).copied().unwrap_or(0);
        let mut best: Option<((i128, u64), u32, i128)> = None;
        for (variable, times) in rows.get(row).into_iter().flat_map(|row| &row.terms) {
            let by = lacks.div_euclid(times.abs()) + i128::from(lacks.rem_euclid(times.abs()) != 0);
            let by = if *times > 0 { by } else { -by.min(self.value(*variable)) };
            if by == 0 {
                continue;
            }
            let harm = users.get(variable).into_iter().flatten().fold(0_i128, |harm, (at, times)| {
                let was = totals.get(*at).copied().unwrap_or(0);
                harm + (-(was + times * by)).max(0) - (-was).max(0)
            });
            // What was meant to be nothing stays so where another will do.
            let value = self.value(*variable);
            let idle = value == 0 && by > 0;
            // What was meant to be something does not become nothing.
            let emptied = by < 0 && value + by < value / 4;
            let dear = if idle {
                lacks / 4
            } else if emptied {
                lacks / 2
            } else {
                0
            };
            // Now and then another move, so as not to go round in circles.
            let stray = if random.chance(8) { lacks } else { 0 };
            let rank = (harm + dear - stray, random.below(1 << 16) as u64);
            if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                best = Some((rank, *variable, by));
            }
        }
        best.map(|(_, variable, by)| (variable, by))
    }
}

fn add(terms: &mut BTreeMap<u32, i128>, variable: u32, times: i128) {
    let sum = terms.entry(variable).or_default();
    *sum += times;
    if *sum == 0 {
        terms.remove(&variable);
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constraint(terms: &[(u32, i128)], constant: i128, must: Must) -> Constraint {
        Constraint { terms: terms.iter().copied().collect(), constant, must, of: 7 }
    }

    fn wishes(wishes: &[i128]) -> Vec<Variable> {
        wishes.iter().map(|wish| Variable { wish: *wish, derived: 0 }).collect()
    }

    fn holds(constraint: &Constraint, values: &[i128]) -> bool {
        let sum = constraint.terms.iter().map(|(at, times)| times * values[*at as usize]).sum::<i128>();
        match constraint.must {
            Must::BeZero => sum + constraint.constant == 0,
            Must::NotBeNegative => sum + constraint.constant >= 0,
        }
    }

    #[test]
    fn a_balance_that_would_be_negative_is_mended_by_its_causes() {
        // 3 = 0 + 1, 3 = 2 + 4, all not negative; 2 was wished larger than 0 and 1 together.
        let constraints = [
            constraint(&[(3, 1), (0, -1), (1, -1)], 0, Must::BeZero),
            constraint(&[(3, 1), (2, -1), (4, -1)], 0, Must::BeZero),
            constraint(&[(0, 1), (1, -2)], -5, Must::NotBeNegative),
        ];
        for seed in 0..50 {
            let found = solve(&wishes(&[10, 20, 500, 0, 0]), &constraints, &mut Random::new(seed));
            assert!(found.failed.is_empty(), "{found:?}");
            assert!(constraints.iter().all(|one| holds(one, &found.values)), "{found:?}");
            assert!(found.values.iter().all(|value| *value >= 0), "{found:?}");
        }
    }

    #[test]
    fn what_cannot_be_met_is_told() {
        let constraints = [constraint(&[(0, 1)], -5, Must::BeZero), constraint(&[(0, 1)], -6, Must::BeZero)];
        let found = solve(&wishes(&[1]), &constraints, &mut Random::new(1));
        assert_eq!(found.failed.into_iter().collect::<Vec<u32>>(), [7]);
        let negative = [constraint(&[(0, 1), (1, 1)], 5, Must::BeZero)];
        assert!(!solve(&wishes(&[1, 1]), &negative, &mut Random::new(1)).failed.is_empty());
    }

    #[test]
    fn free_ones_keep_what_was_wished() {
        let sum = [constraint(&[(2, 1), (0, -1), (1, -1)], 0, Must::BeZero)];
        let mut variables = wishes(&[3, 4, 99]);
        variables[2].derived = 1;
        assert_eq!(solve(&variables, &sum, &mut Random::new(1)).values, [3, 4, 7]);
    }
}
