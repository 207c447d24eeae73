//! What left − right can be within rounding.
//!
//! A sum of figures is exact: each figure once, at its ends. So is a fraction in which no figure is multiplied by
//! itself: its extremes lie where every figure is at an end. For anything else intervals are put into the formula.

use std::collections::{BTreeMap, BTreeSet};

use super::compile::Node;
use super::model::{Number, Operator};
use super::numbers::Gap;

/// Figures with a width whose ends are all tried.
const CORNERS: usize = 10;

/// All numbers between two, ends included.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: Number,
    pub(crate) high: Number,
}

impl Interval {
    /// One number.
    pub(crate) fn point(value: &Number) -> Self {
        Self { low: value.clone(), high: value.clone() }
    }

    /// Whether it is more than one number.
    pub(crate) fn is_wide(&self) -> bool {
        self.low != self.high
    }

    /// Sums of a number of each.
    pub(crate) fn plus(&self, other: &Self) -> Self {
        Self { low: &self.low + &other.low, high: &self.high + &other.high }
    }

    fn minus(&self, other: &Self) -> Self {
        Self { low: &self.low - &other.high, high: &self.high - &other.low }
    }

    fn times(&self, other: &Self) -> Self {
        let corners = [
            &self.low * &other.low,
            &self.low * &other.high,
            &self.high * &other.low,
            &self.high * &other.high,
        ];
        Self { low: corners.iter().min().unwrap().clone(), high: corners.iter().max().unwrap().clone() }
    }

    fn divided(&self, by: &Self) -> Result<Self, Gap> {
        if !by.low.is_positive() && !by.high.is_negative() {
            return Err(Gap::Unknown);
        }
        Ok(self.times(&Self { low: by.high.recip(), high: by.low.recip() }))
    }
}

/// What a side can be, and what it is: the leaves by their numbers.
pub(crate) trait Figures {
    /// The interval of a leaf.
    fn interval(&self, leaf: usize) -> Result<Interval, Gap>;
    /// The value of an expression with some leaves put at other values.
    fn value_at(&self, node: &Node, at: &BTreeMap<usize, Number>) -> Result<Number, Gap>;
}

/// What left − right can be.
pub(crate) fn reach(left: &Node, right: &Node, figures: &dyn Figures) -> Result<Interval, Gap> {
    let fraction = expand(left).zip(expand(right)).map(|(left, right)| left.minus(right));
    match fraction {
        Some(fraction) if fraction.is_sum() => linear(&fraction.top, figures),
        Some(fraction) if fraction.top.once() && fraction.bottom.once() => {
            let mut wide = BTreeMap::new();
            for leaf in leaves(left).into_iter().chain(leaves(right)) {
                let interval = figures.interval(leaf)?;
                if interval.is_wide() {
                    wide.insert(leaf, interval);
                }
            }
            if wide.len() > CORNERS {
                return plain(left, figures)?.minus_of(plain(right, figures)?);
            }
            corners(left, right, &wide, figures)
        }
        _ => plain(left, figures)?.minus_of(plain(right, figures)?),
    }
}

impl Interval {
    fn minus_of(self, other: Self) -> Result<Self, Gap> {
        Ok(self.minus(&other))
    }
}

/// Intervals put into a formula. Functions are of figures as printed.
pub(crate) fn plain(node: &Node, figures: &dyn Figures) -> Result<Interval, Gap> {
    Ok(match node {
        Node::Number(value) => Interval::point(value),
        Node::Leaf(leaf) => figures.interval(*leaf)?,
        Node::Negate(inner) => {
            let inner = plain(inner, figures)?;
            Interval { low: -&inner.high, high: -&inner.low }
        }
        Node::Sum(terms) => {
            let mut total = Interval::point(&Number::ZERO);
            for term in terms {
                total = total.plus(&plain(term, figures)?);
            }
            total
        }
        Node::Arithmetic(operator, left, right) => {
            let (left, right) = (plain(left, figures)?, plain(right, figures)?);
            match operator {
                Operator::Add => left.plus(&right),
                Operator::Subtract => left.minus(&right),
                Operator::Multiply => left.times(&right),
                Operator::Divide => left.divided(&right)?,
            }
        }
        _ => Interval::point(&figures.value_at(node, &BTreeMap::new())?),
    })
}

fn linear(top: &Polynomial, figures: &dyn Figures) -> Result<Interval, Gap> {
    let mut total = Interval::point(&Number::ZERO);
    for (monomial, coefficient) in &top.0 {
        let term = match monomial.first() {
            None => Interval::point(coefficient),
            Some(leaf) => figures.interval(*leaf)?.times(&Interval::point(coefficient)),
        };
        total = total.plus(&term);
    }
    Ok(total)
}

/// Every figure at one of its ends, in all combinations; no divisor may change its sign on the way.
fn corners(
    left: &Node,
    right: &Node,
    wide: &BTreeMap<usize, Interval>,
    figures: &dyn Figures,
) -> Result<Interval, Gap> {
    let mut divisors = Vec::new();
    divisors_of(left, &mut divisors);
    divisors_of(right, &mut divisors);
    let mut signs: Vec<BTreeSet<bool>> = vec![BTreeSet::new(); divisors.len()];
    let mut reach: Option<Interval> = None;
    for corner in 0..1_u32 << wide.len() {
        let end = |(bit, (leaf, interval)): (usize, (&usize, &Interval))| {
            (*leaf, if corner >> bit & 1 == 0 { interval.low.clone() } else { interval.high.clone() })
        };
        let at: BTreeMap<usize, Number> = wide.iter().enumerate().map(end).collect();
        for (divisor, signs) in divisors.iter().zip(&mut signs) {
            let value = figures.value_at(divisor, &at)?;
            signs.insert(value.is_positive());
            if value.is_zero() || signs.len() > 1 {
                return Err(Gap::Unknown);
            }
        }
        let difference = &figures.value_at(left, &at)? - &figures.value_at(right, &at)?;
        reach = Some(match reach {
            None => Interval::point(&difference),
            Some(reach) => {
                Interval { low: reach.low.min(difference.clone()), high: reach.high.max(difference) }
            }
        });
    }
    Ok(reach.unwrap())
}

fn divisors_of<'n>(node: &'n Node, divisors: &mut Vec<&'n Node>) {
    match node {
        Node::Negate(inner) => divisors_of(inner, divisors),
        Node::Sum(terms) => terms.iter().for_each(|term| divisors_of(term, divisors)),
        Node::Arithmetic(operator, left, right) => {
            divisors_of(left, divisors);
            divisors_of(right, divisors);
            if *operator == Operator::Divide {
                divisors.push(right);
            }
        }
        _ => {}
    }
}

/// The leaves of an expression.
pub(crate) fn leaves(node: &Node) -> Vec<usize> {
    match node {
        Node::Leaf(leaf) => vec![*leaf],
        Node::Negate(inner) | Node::Not(inner) => leaves(inner),
        Node::Sum(terms) | Node::Apply(_, terms) => terms.iter().flat_map(leaves).collect(),
        Node::Arithmetic(_, left, right)
        | Node::Otherwise(left, right)
        | Node::Compare(_, left, right)
        | Node::And(left, right)
        | Node::Or(left, right) => leaves(left).into_iter().chain(leaves(right)).collect(),
        _ => Vec::new(),
    }
}

/// Products of leaves with their coefficients.
#[derive(Clone, Debug, PartialEq)]
struct Polynomial(BTreeMap<Vec<usize>, Number>);

impl Polynomial {
    fn constant(value: Number) -> Self {
        Self(if value.is_zero() { BTreeMap::new() } else { BTreeMap::from([(Vec::new(), value)]) })
    }

    fn plus(mut self, other: &Self) -> Self {
        for (monomial, coefficient) in &other.0 {
            let sum = &self.0.remove(monomial).unwrap_or(Number::ZERO) + coefficient;
            if !sum.is_zero() {
                self.0.insert(monomial.clone(), sum);
            }
        }
        self
    }

    fn times(&self, other: &Self) -> Self {
        let mut product = Self::constant(Number::ZERO);
        for (a, x) in &self.0 {
            for (b, y) in &other.0 {
                let mut monomial: Vec<usize> = a.iter().chain(b).copied().collect();
                monomial.sort_unstable();
                product = product.plus(&Self(BTreeMap::from([(monomial, x * y)])));
            }
        }
        product
    }

    /// Whether no leaf is multiplied by itself.
    fn once(&self) -> bool {
        self.0.keys().all(|monomial| monomial.windows(2).all(|pair| pair[0] != pair[1]))
    }

    fn as_constant(&self) -> Option<&Number> {
        if self.0.len() == 1 { self.0.get(&Vec::new()) } else { None }
    }
}

/// One polynomial over another.
struct Fraction {
    top: Polynomial,
    bottom: Polynomial,
}

impl Fraction {
    fn whole(top: Polynomial) -> Self {
        Self { top, bottom: Polynomial::constant(Number::ONE) }
    }

    fn is_sum(&self) -> bool {
        self.bottom.as_constant().is_some_and(|one| *one == Number::ONE)
            && self.top.0.keys().all(|monomial| monomial.len() < 2)
    }

    fn plus(self, other: Self) -> Self {
        if self.bottom == other.bottom {
            return Self { top: self.top.plus(&other.top), bottom: self.bottom };
        }
        let top = self.top.times(&other.bottom).plus(&other.top.times(&self.bottom));
        Self { top, bottom: self.bottom.times(&other.bottom) }
    }

    fn minus(self, other: Self) -> Self {
        let minus = Polynomial::constant(-&Number::ONE);
        self.plus(Self { top: other.top.times(&minus), bottom: other.bottom })
    }
}

/// An expression as a fraction; none where it has a function in it.
fn expand(node: &Node) -> Option<Fraction> {
    Some(match node {
        Node::Number(value) => Fraction::whole(Polynomial::constant(value.clone())),
        Node::Leaf(leaf) => Fraction::whole(Polynomial(BTreeMap::from([(vec![*leaf], Number::ONE)]))),
        Node::Negate(inner) => Fraction::whole(Polynomial::constant(Number::ZERO)).minus(expand(inner)?),
        Node::Sum(terms) => {
            let mut total = Fraction::whole(Polynomial::constant(Number::ZERO));
            for term in terms {
                total = total.plus(expand(term)?);
            }
            total
        }
        Node::Arithmetic(operator, left, right) => {
            let (left, right) = (expand(left)?, expand(right)?);
            match operator {
                Operator::Add => left.plus(right),
                Operator::Subtract => left.minus(right),
                Operator::Multiply => {
                    Fraction { top: left.top.times(&right.top), bottom: left.bottom.times(&right.bottom) }
                }
                Operator::Divide => match (right.top.as_constant(), right.bottom.as_constant()) {
                    (Some(by), Some(one)) if *one == Number::ONE && !by.is_zero() => Fraction {
                        top: left.top.times(&Polynomial::constant(by.recip())),
                        bottom: left.bottom,
                    },
                    _ => {
                        Fraction { top: left.top.times(&right.bottom), bottom: left.bottom.times(&right.top) }
                    }
                },
            }
        }
        _ => return None,
    })
}
