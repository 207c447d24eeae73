//! The sides of a comparison: the one printed figure that a side is, whether anything in it was rounded, and wholes that
//! are held against their parts.

use super::CellAt;
use super::evaluate::{LeafRead, value};
use super::value::{Number, Origin};
use crate::amount::{Exact, Place};
use crate::plan::Node;
use crate::ruleset::Arithmetic;

/// Whether a whole that is not printed is held against just those parts of which it is made up.
pub(super) fn is_of_its_parts(leaves: &[&LeafRead]) -> bool {
    (0..).zip(leaves).filter(|(_, leaf)| leaf.made_up).any(|(at, whole)| {
        let others = (0..).zip(leaves).filter(|(other, _): &(usize, _)| *other != at).map(|(_, leaf)| leaf);
        let mut cells: Vec<CellAt> = others.flat_map(|leaf| leaf.cells.iter().copied()).collect();
        let mut parts: Vec<CellAt> = whole.cells.iter().copied().collect();
        cells.sort_unstable();
        cells.dedup();
        parts.sort_unstable();
        cells == parts
    })
}

/// The one printed figure that a side is, ± signs and words aside.
pub(super) fn single_number<'l>(node: &Node, leaves: &'l [LeafRead]) -> Option<&'l Number> {
    match node {
        Node::Leaf(at) => match leaves.get(*at as usize).map(|read| &read.number) {
            Some(Ok(number)) if number.origin == Origin::Printed && number.cell.is_some() => {
                (number.place != Place::EXACT).then_some(number)
            }
            _ => None,
        },
        Node::Negate(inner) => single_number(inner, leaves),
        Node::Arithmetic(Arithmetic::Multiply, left, right) => {
            let sign = |node: &Node| {
                !wide(node, leaves) && value(node, leaves).is_ok_and(|value| value.abs() == Exact::ONE)
            };
            match (sign(left), sign(right)) {
                (true, _) => single_number(right, leaves),
                (_, true) => single_number(left, leaves),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether anything in an expression was rounded.
pub(super) fn wide(node: &Node, leaves: &[LeafRead]) -> bool {
    let mut found = false;
    node.leaves(&mut |leaf| {
        if let Some(Ok(number)) = leaves.get(leaf as usize).map(|read| &read.number) {
            found |= number.interval.low != number.interval.high;
        }
    });
    found
}

/// Whether all that an expression reads is zero.
pub(super) fn all_zero(node: &Node, leaves: &[LeafRead]) -> bool {
    let mut zero = true;
    node.leaves(&mut |leaf| {
        let number = leaves.get(leaf as usize).map(|read| &read.number);
        zero &= matches!(number, Some(Ok(number)) if number.value == Exact::ZERO);
    });
    zero
}
