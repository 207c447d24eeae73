//! Statements as bounds on sums: which can hold together, which follow from others.

use std::collections::BTreeMap;

use super::echelon::{Echelon, normal};
use super::simplex::{Bound, Delta, Furthest, Multiplied, Simplex};
use super::statement::{Statement, Terms};
use crate::amount::{Exact, Relation};

/// What is supposed for the sake of the argument, as a reason.
pub(super) const SUPPOSED: u32 = u32::MAX;

/// Statements with multipliers.
pub type Argument = Vec<(u32, Exact)>;

/// Bounds of a sum, each with its reason.
type Bounds = (Option<Bound>, Option<Bound>);

/// Statements, some of them in force.
#[derive(Clone, Debug)]
pub(super) struct Solver<'s> {
    statements: &'s [Statement],
    /// The sum of each statement, and what it is multiplied by there; none where it has no figure.
    of: Vec<Option<(u32, Exact)>>,
    /// By sum: its statements.
    on: Vec<Vec<u32>>,
    echelon: Echelon,
    simplex: Simplex,
    in_force: Vec<bool>,
}

impl<'s> Solver<'s> {
    /// None of the statements is in force.
    pub(super) fn new(statements: &'s [Statement]) -> Self {
        let mut numbers: BTreeMap<Terms, u32> = BTreeMap::new();
        let mut forms: Vec<Terms> = Vec::new();
        let mut on: Vec<Vec<u32>> = Vec::new();
        let mut of = Vec::new();
        for (at, statement) in (0..).zip(statements) {
            let Some((form, factor)) = normal(&statement.terms) else {
                of.push(None);
                continue;
            };
            let number = *numbers.entry(form.clone()).or_insert_with(|| {
                forms.push(form);
                on.push(Vec::new());
                forms.len() as u32 - 1
            });
            if let Some(on) = on.get_mut(number as usize) {
                on.push(at);
            }
            of.push(Some((number, factor)));
        }
        let (echelon, dependent) = Echelon::of(&forms);
        let simplex = Simplex::new(forms.len(), dependent);
        Self { statements, of, on, echelon, simplex, in_force: vec![false; statements.len()] }
    }

    pub(super) fn is_in_force(&self, at: u32) -> bool {
        self.in_force.get(at as usize) == Some(&true)
    }

    /// Puts statements into force, and no others.
    ///
    /// # Errors
    /// Statements that cannot hold together.
    pub(super) fn load(&mut self, wanted: &dyn Fn(u32) -> bool) -> Result<(), Argument> {
        for (at, in_force) in (0..).zip(self.in_force.iter_mut()) {
            *in_force = wanted(at);
        }
        for (at, statement) in (0..).zip(self.statements) {
            if self.is_in_force(at) && statement.is_constant() && !statement.holds_at(&Exact::ZERO) {
                return Err(vec![(at, Exact::ONE)]);
            }
        }
        for form in 0..self.on.len() as u32 {
            self.lay(form, None, None)?;
        }
        self.keep(None)
    }

    /// Puts a statement into or out of force.
    ///
    /// # Errors
    /// Statements that cannot hold together.
    pub(super) fn put(&mut self, at: u32, in_force: bool) -> Result<(), Argument> {
        if let Some(place) = self.in_force.get_mut(at as usize) {
            *place = in_force;
        }
        let Some((form, _)) = self.of.get(at as usize).cloned().flatten() else { return Ok(()) };
        self.lay(form, None, None)?;
        self.keep(None)
    }

    /// Shows that what is in force, without a statement itself, leaves no room for the sum of the statement to stand in a
    /// relation to its bound. None where there is room.
    pub(super) fn refute(&mut self, at: u32, relation: Relation) -> Option<Argument> {
        let bound = self.statements.get(at as usize)?.bound.clone();
        self.refute_at(at, relation, bound)
    }

    /// The same for any bound.
    fn refute_at(&mut self, at: u32, relation: Relation, bound: Exact) -> Option<Argument> {
        let (form, factor) = self.of.get(at as usize).cloned().flatten()?;
        let found = self.lay(form, Some(at), Some((relation, bound, &factor)));
        let found = found.and_then(|()| self.keep(Some(&factor)));
        // What was supposed is taken back; what is in force could hold together before and does so now.
        let _ = self.lay(form, None, None);
        let _ = self.keep(None);
        found.err()
    }

    /// Values of variables that satisfy what is in force and let a sum of them stand in a relation to a bound; variables
    /// that nothing determines stay as they are. None are found for a sum that is not made of what is stated. The sum stays.
    pub(super) fn place(
        &mut self,
        terms: &[(u32, Exact)],
        (relation, bound): (Relation, &Exact),
        values: &mut [Exact],
    ) -> bool {
        let reduced = self.echelon.reduce(terms);
        if !reduced.rest.is_empty() {
            return false;
        }
        let form = self.simplex.add(&reduced.made_of);
        let mut bounds: Bounds = (None, None);
        tighten(&mut bounds, (relation, bound), &Exact::ONE, SUPPOSED);
        let found = self.simplex.bound(form, bounds.0, bounds.1).and_then(|()| self.simplex.keep()).is_ok();
        if found {
            let simplex = &self.simplex;
            self.echelon.solve(&|form| simplex.value(form).real, values);
        }
        found
    }

    /// Starts all sums from what they are for some values of the variables.
    pub(super) fn start(&mut self, values: &[Exact]) {
        let value = |at: u32| values.get(at as usize).cloned().unwrap_or(Exact::ZERO);
        let sums = self.on.iter().filter_map(|on| {
            let first = *on.first()?;
            let (form, factor) = self.of.get(first as usize)?.as_ref()?;
            let terms = &self.statements.get(first as usize)?.terms;
            let sum = terms.iter().fold(Exact::ZERO, |sum, (at, by)| &sum + &(by * &value(*at)));
            Some((*form, Delta { real: sum.divide(factor)?, small: Exact::ZERO }))
        });
        self.simplex.start(&sums.collect::<Vec<_>>());
    }

    /// How large a sum of variables can become; none where it is not made of what is stated at all.
    pub(super) fn largest(&mut self, terms: &[(u32, Exact)]) -> Option<(Delta, Argument)> {
        let reduced = self.echelon.reduce(terms);
        if !reduced.rest.is_empty() {
            return None;
        }
        match self.simplex.largest(&reduced.made_of) {
            Furthest::Anywhere => None,
            Furthest::To(at, by) => Some((at, self.argument(by, None))),
        }
    }

    /// Whether a sum of variables is made of what is stated.
    pub(super) fn is_made(&self, terms: &[(u32, Exact)]) -> bool {
        self.echelon.reduce(terms).rest.is_empty()
    }

    fn keep(&mut self, factor: Option<&Exact>) -> Result<(), Argument> {
        let kept = self.simplex.keep();
        kept.map_err(|multiplied| self.argument(multiplied, factor))
    }

    /// Bounds of sums as statements: the sum of a statement is its factor × the sum that is bounded.
    fn argument(&self, multiplied: Multiplied, supposed: Option<&Exact>) -> Argument {
        let mut sum: BTreeMap<u32, Exact> = BTreeMap::new();
        for (reason, times) in multiplied {
            let factor = self.of.get(reason as usize).and_then(Option::as_ref).map(|(_, factor)| factor);
            let factor = if reason == SUPPOSED { supposed } else { factor };
            let by = factor.and_then(|factor| times.divide(factor)).unwrap_or(Exact::ZERO);
            super::statement::add(&mut sum, &[(reason, by)], &Exact::ONE);
        }
        sum.into_iter().collect()
    }

    /// Gives a sum the bounds of what is in force, but for one statement, and of what is supposed.
    fn lay(
        &mut self,
        form: u32,
        but: Option<u32>,
        supposed: Option<(Relation, Exact, &Exact)>,
    ) -> Result<(), Argument> {
        let mut bounds: Bounds = (None, None);
        for at in self.on.get(form as usize).into_iter().flatten() {
            let (Some(statement), Some(Some((_, factor)))) =
                (self.statements.get(*at as usize), self.of.get(*at as usize))
            else {
                continue;
            };
            if self.is_in_force(*at) && but != Some(*at) {
                tighten(&mut bounds, (statement.relation, &statement.bound), factor, *at);
            }
        }
        let factor = supposed.as_ref().map(|(.., factor)| (*factor).clone());
        if let Some((relation, bound, factor)) = supposed {
            tighten(&mut bounds, (relation, &bound), factor, SUPPOSED);
        }
        let laid = self.simplex.bound(form, bounds.0, bounds.1);
        laid.map_err(|multiplied| self.argument(multiplied, factor.as_ref()))
    }
}

/// Puts a further bound on a sum: `factor` × the sum stands in a relation to a number.
fn tighten(bounds: &mut Bounds, (relation, bound): (Relation, &Exact), factor: &Exact, reason: u32) {
    let Some(real) = bound.divide(factor) else { return };
    let relation = if factor.signum() < 0 { relation.mirrored() } else { relation };
    let small = |times: i64| Delta { real: real.clone(), small: Exact::from_integer(times) };
    let (lower, upper) = match relation {
        Relation::Equal => (Some(small(0)), Some(small(0))),
        Relation::AtMost => (None, Some(small(0))),
        Relation::Less => (None, Some(small(-1))),
        Relation::AtLeast => (Some(small(0)), None),
        Relation::Greater => (Some(small(1)), None),
        Relation::NotEqual => (None, None),
    };
    if let Some(at) = lower.filter(|at| bounds.0.as_ref().is_none_or(|known| *at > known.at)) {
        bounds.0 = Some(Bound { at, reason });
    }
    if let Some(at) = upper.filter(|at| bounds.1.as_ref().is_none_or(|known| *at < known.at)) {
        bounds.1 = Some(Bound { at, reason });
    }
}
