//! Normal forms: left − right as a fraction of polynomials in the leaves, each leaf once.

use std::collections::BTreeMap;

use super::Node;
use crate::amount::Exact;
use crate::ruleset::Arithmetic;

/// Most monomials of a polynomial that is still expanded.
const TERMS: usize = 256;

/// The normal form of a comparison's left − right.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Σ coefficient × leaf + constant.
    Linear {
        /// Leaves with their coefficients, ascending.
        terms: Vec<(u32, Exact)>,
        /// Constant.
        constant: Exact,
    },
    /// A fraction whose numerator and denominator have every leaf at most once in each monomial: its extremes over a
    /// box lie at the corners.
    Fraction {
        /// Leaves in it, ascending.
        leaves: Vec<u32>,
    },
    /// Anything else: judged by interval arithmetic.
    General {
        /// Leaves in it, ascending.
        leaves: Vec<u32>,
    },
}

impl Form {
    /// The leaves that it reads.
    #[must_use]
    pub fn leaves(&self) -> Vec<u32> {
        match self {
            Form::Linear { terms, .. } => terms.iter().map(|(leaf, _)| *leaf).collect(),
            Form::Fraction { leaves } | Form::General { leaves } => leaves.clone(),
        }
    }
}

type Monomial = Vec<u32>;
type Polynomial = BTreeMap<Monomial, Exact>;

/// numerator ÷ denominator
struct Fraction {
    top: Polynomial,
    bottom: Polynomial,
}

/// The form of left − right.
#[must_use]
pub fn form_of(left: &Node, right: &Node) -> Form {
    let mut leaves = Vec::new();
    collect(left, &mut leaves);
    collect(right, &mut leaves);
    leaves.sort_unstable();
    leaves.dedup();
    let difference = expand(left).zip(expand(right)).and_then(|(left, right)| subtract(left, right));
    match difference {
        Some(fraction)
            if is_one(&fraction.bottom) && fraction.top.keys().all(|monomial| monomial.len() <= 1) =>
        {
            let constant = fraction.top.get(&Vec::new()).cloned().unwrap_or(Exact::ZERO);
            let terms = fraction
                .top
                .into_iter()
                .filter_map(|(monomial, coefficient)| monomial.first().map(|leaf| (*leaf, coefficient)));
            Form::Linear { terms: terms.collect(), constant }
        }
        Some(fraction) if affine(&fraction.top) && affine(&fraction.bottom) => Form::Fraction { leaves },
        _ => Form::General { leaves },
    }
}

fn collect(node: &Node, leaves: &mut Vec<u32>) {
    match node {
        Node::Leaf(leaf) => leaves.push(*leaf),
        Node::Negate(inner) => collect(inner, leaves),
        Node::Arithmetic(_, left, right) | Node::Otherwise(left, right) => {
            collect(left, leaves);
            collect(right, leaves);
        }
        Node::Sum(_, nodes) | Node::Apply(_, nodes) => nodes.iter().for_each(|node| collect(node, leaves)),
        _ => {}
    }
}

fn constant(value: Exact) -> Polynomial {
    let mut polynomial = Polynomial::new();
    if !value.is_zero() {
        polynomial.insert(Vec::new(), value);
    }
    polynomial
}

fn is_one(polynomial: &Polynomial) -> bool {
    polynomial.len() == 1 && polynomial.get(&Vec::new()) == Some(&Exact::ONE)
}

fn affine(polynomial: &Polynomial) -> bool {
    polynomial.keys().all(|monomial| monomial.windows(2).all(|pair| pair.first() != pair.last()))
}

fn whole(top: Polynomial) -> Fraction {
    Fraction { top, bottom: constant(Exact::ONE) }
}

fn expand(node: &Node) -> Option<Fraction> {
    Some(match node {
        Node::Number(value) => whole(constant(value.clone())),
        Node::Leaf(leaf) => whole(Polynomial::from([(vec![*leaf], Exact::ONE)])),
        Node::Negate(inner) => {
            let inner = expand(inner)?;
            Fraction { top: times(&inner.top, &constant(Exact::from_integer(-1)))?, bottom: inner.bottom }
        }
        Node::Sum(_, nodes) => {
            let mut total = whole(Polynomial::new());
            for node in nodes {
                total = add(total, expand(node)?)?;
            }
            total
        }
        Node::Arithmetic(operator, left, right) => {
            let (left, right) = (expand(left)?, expand(right)?);
            match operator {
                Arithmetic::Add => add(left, right)?,
                Arithmetic::Subtract => subtract(left, right)?,
                Arithmetic::Multiply => Fraction {
                    top: times(&left.top, &right.top)?,
                    bottom: times(&left.bottom, &right.bottom)?,
                },
                Arithmetic::Divide => divide(&left, &right)?,
            }
        }
        _ => return None,
    })
}

fn divide(left: &Fraction, right: &Fraction) -> Option<Fraction> {
    // By a plain number: stays a polynomial, so that the form can be linear.
    if let (1, Some(value)) = (right.top.len(), right.top.get(&Vec::new()))
        && is_one(&right.bottom)
    {
        let share = constant(Exact::ONE.divide(value)?);
        return Some(Fraction { top: times(&left.top, &share)?, bottom: left.bottom.clone() });
    }
    Some(Fraction { top: times(&left.top, &right.bottom)?, bottom: times(&left.bottom, &right.top)? })
}

fn add(left: Fraction, right: Fraction) -> Option<Fraction> {
    if left.bottom == right.bottom {
        return Some(Fraction { top: plus(left.top, &right.top), bottom: left.bottom });
    }
    let top = plus(times(&left.top, &right.bottom)?, &times(&right.top, &left.bottom)?);
    Some(Fraction { top, bottom: times(&left.bottom, &right.bottom)? })
}

fn subtract(left: Fraction, right: Fraction) -> Option<Fraction> {
    let minus = constant(Exact::from_integer(-1));
    let right = Fraction { top: times(&right.top, &minus)?, bottom: right.bottom };
    add(left, right)
}

fn plus(mut left: Polynomial, right: &Polynomial) -> Polynomial {
    for (monomial, coefficient) in right {
        let sum = left.get(monomial).map_or_else(|| coefficient.clone(), |known| known + coefficient);
        if sum.is_zero() {
            left.remove(monomial);
        } else {
            left.insert(monomial.clone(), sum);
        }
    }
    left
}

fn times(left: &Polynomial, right: &Polynomial) -> Option<Polynomial> {
    if left.len() * right.len() > TERMS {
        return None;
    }
    let mut product = Polynomial::new();
    for (a, x) in left {
        for (b, y) in right {
            let mut monomial: Monomial = a.iter().chain(b).copied().collect();
            monomial.sort_unstable();
            product = plus(product, &Polynomial::from([(monomial, x * y)]));
        }
    }
    Some(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(at: u32) -> Box<Node> {
        Box::new(Node::Leaf(at))
    }

    #[test]
    fn sums_are_linear_with_each_leaf_once() {
        let twice = Node::Arithmetic(Arithmetic::Add, leaf(1), leaf(1));
        let form = form_of(&Node::Leaf(0), &twice);
        let terms = vec![(0, Exact::ONE), (1, Exact::from_integer(-2))];
        assert_eq!(form, Form::Linear { terms, constant: Exact::ZERO });
    }

    #[test]
    fn a_leaf_that_cancels_out_is_not_read() {
        let difference = Node::Arithmetic(Arithmetic::Subtract, leaf(0), leaf(1));
        let form = form_of(&difference, &Node::Negate(leaf(1)));
        assert_eq!(form.leaves(), vec![0]);
    }

    #[test]
    fn growth_over_an_implied_base_is_a_fraction() {
        // 增减率 = 增减额 ÷ (本期 − 增减额): the naive product has 增减额 twice, the form is affine in each leaf.
        let base = Node::Arithmetic(Arithmetic::Subtract, leaf(0), leaf(1));
        let growth = Node::Arithmetic(Arithmetic::Divide, leaf(1), Box::new(base));
        assert_eq!(form_of(&Node::Leaf(2), &growth), Form::Fraction { leaves: vec![0, 1, 2] });
    }

    #[test]
    fn a_square_is_general() {
        let square = Node::Arithmetic(Arithmetic::Multiply, leaf(0), leaf(0));
        assert_eq!(form_of(&square, &Node::Number(Exact::ONE)), Form::General { leaves: vec![0] });
    }
}
