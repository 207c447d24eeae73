//! Figures of the accounts beside the one that is judged: their numbers, and where they are printed.

use std::sync::Arc;

use super::prove::Proof;
use super::spots::{quantity, spot_of};
use super::{Quantity, Spot, Term};
use crate::audit::{LeafRead, ReadThere};
use crate::naming;
use crate::ruleset::{Figure, Whose};

/// Terms of a sum over units that are shown.
const SHOWN: usize = 40;

impl Proof<'_, '_> {
    /// A figure of another account with its number; one of subordinate units with the number of each.
    pub(super) fn term_of_others(&mut self, figure: &Figure, read: &LeafRead) -> Option<Term> {
        if figure.whose == Whose::This {
            return None;
        }
        let (view, element) = (self.view, self.element);
        let name = naming::figure(view, figure, element);
        let mut terms = Vec::new();
        for one in view.in_others(figure, element) {
            let quantity = quantity_there(&one);
            let is_zero = quantity.as_ref().is_none_or(|quantity| quantity.value.is_zero());
            if figure.whose == Whose::Subordinates && (is_zero || terms.len() >= SHOWN) {
                continue;
            }
            let spot = spot_there(&one).map(|spot| self.push(spot));
            let name = match figure.whose {
                Whose::Subordinates => naming::unit(one.view()),
                _ => name.clone(),
            };
            terms.push(Term::Figure { name, quantity, spot });
        }
        if matches!(figure.whose, Whose::Prior | Whose::Plan) {
            return terms.pop();
        }
        let quantity = self.quantity_of_others(figure, read);
        Some(Term::Sum { name, terms, quantity })
    }

    /// What a number of other accounts is best shown in: as the first of them prints it.
    pub(super) fn quantity_of_others(&self, figure: &Figure, read: &LeafRead) -> Option<Quantity> {
        let number = read.number.as_ref().ok().filter(|_| figure.whose != Whose::This)?;
        let shown = self.view.in_others(figure, self.element).find_map(|read| quantity_there(&read))?;
        let (value, interval) = (number.value.clone(), number.interval.clone());
        Some(Quantity { value, interval, place: number.place, ..shown })
    }
}

/// A number in another account with the unit that it is printed in.
fn quantity_there(read: &ReadThere<'_, '_>) -> Option<Quantity> {
    let number = read.number.as_ref().ok()?;
    Some(quantity(read.view(), read.cell(), &number.value, &number.interval, number.place))
}

/// Where it is printed; the place names its file.
fn spot_there(read: &ReadThere<'_, '_>) -> Option<Spot> {
    let mut spot = spot_of(read.view(), read.cell()?);
    let source = &read.view().account.source;
    spot.at.file.get_or_insert_with(|| Arc::from(source.as_str()));
    Some(spot)
}
