//! Comparisons in a form in which two that say the same are equal: a sum of figures against a number.

use std::collections::BTreeMap;

use crate::amount::{Exact, Relation, relation_holds};
use crate::ruleset::{Arithmetic, Expr, Figure};

/// What is added up: a figure, or anything else as it is resolved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Atom {
    Figure(Figure),
    Other(String),
}

/// Atoms with their coefficients, none of them zero; the first has 1.
pub(super) type Terms = Vec<(Atom, Exact)>;

/// `terms relation bound`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Normal {
    pub(super) terms: Terms,
    pub(super) relation: Relation,
    pub(super) bound: Exact,
}

impl Normal {
    /// The normal form of a comparison.
    pub(super) fn of(relation: Relation, left: &Expr, right: &Expr) -> Option<Self> {
        let mut sum = Sum::default();
        sum.add(left, &Exact::from_integer(1))?;
        sum.add(right, &Exact::from_integer(-1))?;
        let terms: Terms = sum.terms.into_iter().filter(|(_, factor)| !factor.is_zero()).collect();
        let bound = &sum.constant * &Exact::from_integer(-1);
        let Some((_, lead)) = terms.first().cloned() else { return Some(Self { terms, relation, bound }) };
        let relation = if lead.signum() < 0 { relation.mirrored() } else { relation };
        let terms: Option<Terms> =
            terms.into_iter().map(|(atom, factor)| Some((atom, factor.divide(&lead)?))).collect();
        Some(Self { terms: terms?, relation, bound: bound.divide(&lead)? })
    }

    /// Whether it holds whatever the figures are; none if that depends on them.
    pub(super) fn constant(&self) -> Option<bool> {
        self.terms.is_empty().then(|| relation_holds(self.relation, &Exact::from_integer(0), &self.bound))
    }
}

/// Whether some number meets all of these relations to their bounds.
pub(super) fn possible(all: &[(Relation, &Exact)]) -> bool {
    let one = Exact::from_integer(1);
    let bounds = || all.iter().map(|(_, bound)| (*bound).clone());
    let between = bounds().flat_map(|left| bounds().map(move |right| (&left + &right).half()));
    let beyond = bounds().flat_map(|bound| [&bound + &one, &bound - &one]);
    let mut candidates = bounds().chain(between).chain(beyond);
    candidates.any(|value| all.iter().all(|(relation, bound)| relation_holds(*relation, &value, bound)))
}

/// A sum as it grows.
struct Sum {
    terms: BTreeMap<Atom, Exact>,
    constant: Exact,
}

impl Default for Sum {
    fn default() -> Self {
        Self { terms: BTreeMap::new(), constant: Exact::from_integer(0) }
    }
}

impl Sum {
    fn add(&mut self, expr: &Expr, factor: &Exact) -> Option<()> {
        let scaled = |by: &Exact| factor * by;
        match expr {
            Expr::Number(literal) => self.constant = &self.constant + &scaled(&literal.value),
            Expr::Figure(figure) => self.atom(Atom::Figure(figure.clone()), factor),
            Expr::Negate(inner) => self.add(inner, &scaled(&Exact::from_integer(-1)))?,
            Expr::Sum { terms, .. } => terms.iter().try_for_each(|term| self.add(term, factor))?,
            Expr::Arithmetic(Arithmetic::Add, left, right) => {
                self.add(left, factor)?;
                self.add(right, factor)?;
            }
            Expr::Arithmetic(Arithmetic::Subtract, left, right) => {
                self.add(left, factor)?;
                self.add(right, &scaled(&Exact::from_integer(-1)))?;
            }
            Expr::Arithmetic(Arithmetic::Multiply, left, right) => match (left.as_ref(), right.as_ref()) {
                (Expr::Number(by), other) | (other, Expr::Number(by)) => {
                    self.add(other, &scaled(&by.value))?
                }
                _ => self.atom(Atom::Other(format!("{expr:?}")), factor),
            },
            Expr::Arithmetic(Arithmetic::Divide, left, right) => match right.as_ref() {
                Expr::Number(by) => self.add(left, &factor.divide(&by.value)?)?,
                _ => self.atom(Atom::Other(format!("{expr:?}")), factor),
            },
            other => self.atom(Atom::Other(format!("{other:?}")), factor),
        }
        Some(())
    }

    fn atom(&mut self, atom: Atom, factor: &Exact) {
        let known = self.terms.entry(atom).or_insert_with(|| Exact::from_integer(0));
        *known = &*known + factor;
    }
}
