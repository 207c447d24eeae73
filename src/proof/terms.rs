//! Expressions with the numbers put in: the terms of a proof.

use super::prove::Proof;
use super::spots::{plain, quantity, spot_of_claim};
use super::{Operator, Quantity, Spot, Term};
use crate::amount::{Dimension, Exact, Interval, Place};
use crate::audit::{CellAt, LeafRead, Settled, Subject, other_figure, value};
use crate::naming;
use crate::plan::{Leaf, Node, Step};
use crate::ruleset::{Arithmetic, Expr, Fold, Function};

/// Terms of a sum that are shown; the rest is counted.
const SHOWN: usize = 40;

impl Proof<'_, '_> {
    pub(super) fn reading(&mut self, cell: CellAt, reading: usize) -> Term {
        let spot = spot_of_claim(self.view, cell, reading);
        let name = spot.column.clone().unwrap_or_default();
        let at = self.push(spot);
        let claim = self.view.cell_read(cell).and_then(|cell| cell.claims.get(reading));
        let scale = self.view.dimension_at(cell).scale();
        let quantity = claim.map(|claim| {
            let value = Exact::from_fixed(claim.value, scale);
            let interval = Interval::around(&value, &claim.place.radius());
            quantity(self.view, Some(cell), &value, &interval, claim.place)
        });
        Term::Figure { name, quantity, spot: Some(at) }
    }

    /// An expression with its numbers.
    pub(super) fn term(&mut self, node: &Node) -> Term {
        match node {
            Node::Number(value) => Term::Literal(self.literal(value)),
            Node::Leaf(at) => self.leaf_term(*at),
            Node::Negate(inner) => {
                let quantity = self.computed(node);
                let operator = Operator::Arithmetic(Arithmetic::Subtract);
                Term::Apply { operator, terms: vec![self.term(inner)], quantity }
            }
            Node::Arithmetic(operator, left, right) => {
                let quantity = self.computed(node);
                let divides = *operator == Arithmetic::Divide;
                let scales = divides || *operator == Arithmetic::Multiply;
                let terms = [(left, scales && !divides), (right, scales)];
                let terms = terms.into_iter().map(|(node, factor)| self.operand(node, factor)).collect();
                Term::Apply { operator: Operator::Arithmetic(*operator), terms, quantity }
            }
            Node::Sum(name, nodes) => {
                let quantity = self.computed(node);
                let mut terms: Vec<Term> = nodes.iter().map(|node| self.term(node)).collect();
                terms.retain(|term| !is_zero(term));
                Term::Sum { name: name.clone(), terms, quantity }
            }
            Node::Apply(function, nodes) => {
                let quantity = self.computed(node);
                let terms = nodes.iter().map(|node| self.term(node)).collect();
                Term::Apply { operator: Operator::Function(*function), terms, quantity }
            }
            Node::Otherwise(left, right) => match value(left, self.leaves) {
                Ok(_) => self.term(left),
                Err(_) => self.term(right),
            },
            _ => Term::Text(String::new()),
        }
    }

    /// A side of an operator; numbers alone that scale the other side are factors.
    fn operand(&mut self, node: &Node, scales: bool) -> Term {
        let factor = self.factor || scales && only_numbers(node);
        let outer = std::mem::replace(&mut self.factor, factor);
        let term = self.term(node);
        self.factor = outer;
        term
    }

    fn leaf_term(&mut self, at: u32) -> Term {
        let (Some(leaf), Some(read)) = (self.step.leaves.get(at as usize), self.leaves.get(at as usize))
        else {
            return Term::Text(String::new());
        };
        match leaf {
            Leaf::Figure(_) | Leaf::First(_) | Leaf::Printed(_) => self.figure_term(leaf, read),
            Leaf::Fold { .. } => self.fold_term(leaf, read),
            Leaf::Outer(leaf) => self.outer_term(leaf, read),
            Leaf::ThisYear => match &read.number {
                Ok(year) => Term::Known {
                    name: naming::subject(self.view, &Subject::ThisYear),
                    quantity: plain(&year.value, year.interval.clone()),
                },
                Err(_) => Term::Text(naming::subject(self.view, &Subject::ThisYear)),
            },
            _ => {
                let quantity =
                    read.number.as_ref().ok().map(|number| plain(&number.value, number.interval.clone()));
                let name = match leaf {
                    Leaf::ElementYear => naming::subject(self.view, &Subject::Year),
                    Leaf::Count { family, .. } => naming::count(self.view, *family),
                    Leaf::Property(property) => naming::property(property).to_owned(),
                    Leaf::Measure(measure, _) => measure.word().to_owned(),
                    _ => String::new(),
                };
                let spots = self.spots.len();
                self.element_spot();
                // What is counted at a row or heading is not what is printed there.
                let is_printed = matches!(leaf, Leaf::ElementYear);
                let spot = (self.spots.len() > spots && is_printed).then_some(spots);
                Term::Figure { name, quantity, spot }
            }
        }
    }

    /// What is of the element that the rows at hand are read at.
    fn outer_term(&mut self, leaf: &Leaf, read: &LeafRead) -> Term {
        let view = self.view;
        let found = view.outside(|outer| {
            let step = Step { leaves: vec![leaf.clone()], ..blank_step(self.step.check) };
            let reads = [read.clone()];
            let mut own = Proof::new(view, &step, outer, &reads);
            (own.leaf_term(0), own.spots, own.cells)
        });
        let Some((term, spots, cells)) = found else { return Term::Text(String::new()) };
        self.cells.extend(cells);
        self.moved(term, &spots)
    }

    /// One number of many rows, with the rows that it is of.
    fn fold_term(&mut self, leaf: &Leaf, read: &LeafRead) -> Term {
        let Leaf::Fold { fold, name, family, select, filter, body, leaves } = leaf else {
            return Term::Text(String::new());
        };
        let (view, at) = (self.view, self.element);
        let mut terms = Vec::new();
        let (mut count, mut added) = (0, Vec::new());
        view.inside(at, || {
            for row in view.selected(*family, select, at) {
                let element = view.row_element(*family, row);
                let reads = view.leaves(leaves, &element, false);
                if view.keeps(filter.as_deref(), &reads, &element) != Ok(true) {
                    continue;
                }
                count += 1;
                let step = Step { leaves: leaves.clone(), ..blank_step(self.step.check) };
                let mut inner = Proof::new(view, &step, &element, &reads);
                let term = inner.term(body);
                let (spots, cells) = (inner.spots, inner.cells);
                added.extend(cells);
                if terms.len() < SHOWN && !(is_zero(&term) && *fold == Fold::Sum) {
                    terms.push(self.moved(term, &spots));
                }
            }
        });
        let cell = self.of_money(&added).or(added.first()).copied();
        self.cells.extend(added);
        let quantity = read
            .number
            .as_ref()
            .ok()
            .map(|number| quantity(view, cell, &number.value, &number.interval, number.place));
        let function = match fold {
            Fold::Largest => Function::Largest,
            Fold::Smallest => Function::Smallest,
            Fold::Only if terms.len() == 1 => return terms.remove(0),
            Fold::Mean => {
                let sum = Term::Sum { name: name.clone(), terms, quantity: None };
                let number = Exact::from_integer(count);
                let number = plain(&number, Interval::point(&number));
                let operator = Operator::Arithmetic(Arithmetic::Divide);
                return Term::Apply { operator, terms: vec![sum, Term::Literal(number)], quantity };
            }
            _ => return Term::Sum { name: name.clone(), terms, quantity },
        };
        Term::Apply { operator: Operator::Function(function), terms, quantity }
    }

    fn figure_term(&mut self, leaf: &Leaf, read: &LeafRead) -> Term {
        let figure = self.view.stated(leaf, self.element);
        if let Some(term) = figure.and_then(|figure| self.term_of_others(figure, read)) {
            return term;
        }
        let name = figure.map(|figure| naming::figure(self.view, figure, self.element)).unwrap_or_default();
        let slot = read.cells.first().copied();
        let home = slot.filter(|_| !matches!(leaf, Leaf::Printed(_)));
        let (name, cell) = match home.and_then(|slot| self.counts_instead(slot)) {
            Some((home, home_name)) => {
                self.cells.extend(slot);
                let taken = if home_name.is_empty() { name } else { format!("{name}（取{home_name}）") };
                (taken, Some(home))
            }
            None => (name, slot),
        };
        let spot = cell.map(|cell| self.spot(cell));
        let quantity = read
            .number
            .as_ref()
            .ok()
            .map(|number| quantity(self.view, cell, &number.value, &number.interval, number.place));
        Term::Figure { name, quantity, spot }
    }

    /// The figure that counts instead of a slot that restates it and is printed otherwise within rounding: a proof
    /// shows the number that it computes with.
    fn counts_instead(&self, slot: CellAt) -> Option<(CellAt, String)> {
        if self.step.restates.is_some() {
            return None;
        }
        let Some(Settled::Home(number, name)) = self.view.settled.get(&slot) else { return None };
        let home = number.cell?;
        let scale = self.view.dimension_at(slot).scale();
        let claim = self.view.cell_read(slot)?.claims.first()?;
        let named = || (home, naming::subject(self.view, name));
        (Exact::from_fixed(claim.value, scale) != number.value).then(named)
    }

    /// The cell that a sum is printed like, where there is money: 减少 × 金额 is money.
    fn of_money<'c>(&self, cells: &'c [CellAt]) -> Option<&'c CellAt> {
        let column = |cell: &CellAt| self.view.schema.column(cell.family, cell.column);
        let is_money = |cell: &&CellAt| column(cell).is_some_and(|of| of.dimension() == Dimension::Money);
        cells.iter().find(is_money)
    }

    /// A term whose spots are numbered in an inner proof.
    fn moved(&mut self, term: Term, spots: &[Spot]) -> Term {
        match term {
            Term::Figure { name, quantity, spot } => {
                let spot = spot.and_then(|at| spots.get(at).cloned()).map(|spot| self.push(spot));
                Term::Figure { name, quantity, spot }
            }
            Term::Sum { name, terms, quantity } => {
                let terms = terms.into_iter().map(|term| self.moved(term, spots)).collect();
                Term::Sum { name, terms, quantity }
            }
            Term::Apply { operator, terms, quantity } => {
                let terms = terms.into_iter().map(|term| self.moved(term, spots)).collect();
                Term::Apply { operator, terms, quantity }
            }
            other => other,
        }
    }

    fn computed(&self, node: &Node) -> Option<Quantity> {
        let value = value(node, self.leaves).ok()?;
        let interval = Interval::point(&value);
        if only_numbers(node) && !self.factor {
            return Some(self.literal(&value));
        }
        Some(match self.unit_of(node) {
            Some(unit) => Quantity { value, interval, place: Place::EXACT, ..unit },
            None => plain(&value, interval),
        })
    }

    /// The dimension and unit of an expression, from its first figure that is no word.
    pub(super) fn unit_of(&self, node: &Node) -> Option<Quantity> {
        match node {
            Node::Leaf(leaf) => {
                let read = self.leaves.get(*leaf as usize)?;
                // How many there are has no unit, whatever the condition reads.
                if self.step.leaves.get(*leaf as usize).is_some_and(counts) {
                    return None;
                }
                if let Some(figure) = self.step.leaves.get(*leaf as usize).and_then(other_figure) {
                    return self.quantity_of_others(figure, read);
                }
                let (cell, number) = (read.cells.first()?, read.number.as_ref().ok()?);
                let quantity =
                    quantity(self.view, Some(*cell), &number.value, &number.interval, number.place);
                let is_word = quantity.dimension == Dimension::Ratio && quantity.unit.is_empty();
                if is_word { None } else { Some(quantity) }
            }
            Node::Negate(inner) => self.unit_of(inner),
            Node::Arithmetic(Arithmetic::Divide, left, right) => {
                match (self.unit_of(left), self.unit_of(right)) {
                    (Some(left), Some(right)) if left.dimension == right.dimension && self.times => None,
                    (Some(left), Some(right)) if left.dimension == right.dimension => {
                        let zero = Interval::point(&Exact::ZERO);
                        Some(Quantity {
                            unit_exponent: -2,
                            unit: "%".to_owned(),
                            ..plain(&Exact::ZERO, zero)
                        })
                    }
                    (left, _) => left,
                }
            }
            Node::Arithmetic(_, left, right)
            | Node::Otherwise(left, right)
            | Node::Compare(_, left, right, _) => {
                // A word that stands for a sign (减少 × 3.59 万元) has no unit to give.
                let left = self.unit_of(left);
                let bare = left.as_ref().is_none_or(|left| left.unit.is_empty());
                if bare { self.unit_of(right).or(left) } else { left }
            }
            Node::And(left, right) | Node::Or(left, right) => {
                self.unit_of(left).or_else(|| self.unit_of(right))
            }
            Node::Sum(_, nodes) => nodes.iter().find_map(|node| self.unit_of(node)),
            Node::Apply(Function::Sign, _) => None,
            Node::Apply(Function::YearEnd, _) => Some(Quantity {
                dimension: Dimension::Date,
                ..plain(&Exact::ZERO, Interval::point(&Exact::ZERO))
            }),
            Node::Apply(_, nodes) => nodes.iter().find_map(|node| self.unit_of(node)),
            _ => None,
        }
    }

    /// A number of the rule: an amount of what it is compared with or added to, or a factor as the rule writes it.
    fn literal(&self, value: &Exact) -> Quantity {
        let interval = Interval::point(value);
        if self.factor {
            let percent = self.written_as(value).unwrap_or(value.abs() < Exact::from_integer(1));
            return match percent {
                true => Quantity { unit_exponent: -2, unit: "%".to_owned(), ..plain(value, interval) },
                false => plain(value, interval),
            };
        }
        if self.times {
            return plain(value, interval);
        }
        match self.unit.clone().or_else(|| self.unit_of(&self.step.body)) {
            Some(unit) => Quantity { value: value.clone(), interval, place: Place::EXACT, ..unit },
            None => plain(value, interval),
        }
    }

    /// Whether the rule writes a number with %; none where it does not write it.
    fn written_as(&self, value: &Exact) -> Option<bool> {
        let rules = self.view.rules;
        let check = rules.checks.get(self.step.check as usize);
        let own = check.into_iter().flat_map(|check| check.guard.iter().chain([&check.body]));
        let mut written: Option<bool> = None;
        for expr in own.chain(rules.definitions.iter().map(|definition| &definition.expr)) {
            if written.is_some() {
                break;
            }
            expr.walk(&mut |expr| match expr {
                Expr::Number(literal) if literal.value == *value => {
                    let percent = literal.dimension == Some(Dimension::Ratio);
                    written = Some(percent || written.unwrap_or(false));
                }
                _ => {}
            });
        }
        written
    }

    /// Whether a quotient is compared with a number that the rule writes without %.
    pub(super) fn is_times(&self, left: &Node, right: &Node) -> bool {
        let bare = |node: &Node| match node {
            Node::Number(value) => !value.is_zero() && self.written_as(value) == Some(false),
            _ => false,
        };
        let quotient = |node: &Node| matches!(node, Node::Arithmetic(Arithmetic::Divide, ..));
        bare(left) && quotient(right) || quotient(left) && bare(right)
    }
}

/// Whether an expression is of numbers of the rule alone.
fn only_numbers(node: &Node) -> bool {
    match node {
        Node::Number(_) => true,
        Node::Negate(inner) => only_numbers(inner),
        Node::Arithmetic(_, left, right) => only_numbers(left) && only_numbers(right),
        _ => false,
    }
}

/// A step of leaves alone, of the same check: its rule says how numbers are written.
fn blank_step(check: u32) -> Step {
    Step {
        check,
        domain: crate::ruleset::Domain::Once,
        leaves: Vec::new(),
        guard: None,
        body: Node::Number(Exact::ZERO),
        forms: Vec::new(),
        restates: None,
    }
}

/// Whether a term of a sum is zero and need not be shown.
fn is_zero(term: &Term) -> bool {
    match term {
        Term::Figure { quantity: Some(quantity), .. }
        | Term::Sum { quantity: Some(quantity), .. }
        | Term::Apply { quantity: Some(quantity), .. } => quantity.value.is_zero(),
        _ => false,
    }
}

/// Whether a leaf is how many there are of something.
fn counts(leaf: &Leaf) -> bool {
    match leaf {
        Leaf::Count { .. } | Leaf::Measure(..) => true,
        Leaf::Outer(leaf) => counts(leaf),
        _ => false,
    }
}
