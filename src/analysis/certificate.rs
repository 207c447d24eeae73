//! Arguments put to the test by substitution: multiplied and added up, statements must come to what is claimed.

use std::collections::BTreeMap;

use super::solver::Argument;
use super::statement::{Statement, add};
use crate::amount::{Exact, Relation};

/// What statements, multiplied and added up, come to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Total {
    terms: BTreeMap<u32, Exact>,
    bound: Exact,
    /// The sum is known not to be smaller, not to be larger.
    at_least: bool,
    at_most: bool,
    /// One of them is < or >.
    strict: bool,
}

fn total(statements: &[Statement], argument: &Argument) -> Option<Total> {
    let mut total =
        Total { terms: BTreeMap::new(), bound: Exact::ZERO, at_least: true, at_most: true, strict: false };
    for (at, times) in argument {
        let statement = statements.get(*at as usize)?;
        add(&mut total.terms, &statement.terms, times);
        total.bound = &total.bound + &(&statement.bound * times);
        let relation = if times.signum() < 0 { statement.relation.mirrored() } else { statement.relation };
        match relation {
            Relation::Equal => {}
            Relation::AtLeast | Relation::Greater => total.at_most = false,
            Relation::AtMost | Relation::Less => total.at_least = false,
            Relation::NotEqual => return None,
        }
        total.strict |= matches!(relation, Relation::Less | Relation::Greater);
    }
    Some(total)
}

/// Whether statements so multiplied say that nothing is something.
pub(super) fn refutes(statements: &[Statement], argument: &Argument) -> bool {
    let Some(total) = total(statements, argument) else { return false };
    let sign = total.bound.signum();
    let beyond = |known: bool, wrong: i8| known && (sign == wrong || total.strict && sign == 0);
    total.terms.is_empty() && (beyond(total.at_least, 1) || beyond(total.at_most, -1))
}

/// Whether statements so multiplied say what one states.
pub(super) fn yields(
    statements: &[Statement],
    argument: &Argument,
    terms: &[(u32, Exact)],
    (relation, bound): (Relation, &Exact),
) -> bool {
    let Some(total) = total(statements, argument) else { return false };
    let gap = (bound - &total.bound).signum();
    let fits = match relation {
        Relation::Equal => total.at_least && total.at_most && gap == 0,
        Relation::AtMost => total.at_most && gap >= 0,
        Relation::Less => total.at_most && (gap > 0 || total.strict && gap == 0),
        Relation::AtLeast => total.at_least && gap <= 0,
        Relation::Greater => total.at_least && (gap < 0 || total.strict && gap == 0),
        Relation::NotEqual => false,
    };
    fits && total
        .terms
        .iter()
        .map(|(at, times)| (*at, times))
        .eq(terms.iter().map(|(at, times)| (*at, times)))
}

#[cfg(test)]
mod tests {
    use super::super::statement::Origin;
    use super::*;

    fn statement(terms: &[(u32, i64)], relation: Relation, bound: i64) -> Statement {
        Statement {
            origin: Origin::Check(0),
            terms: terms.iter().map(|(at, times)| (*at, Exact::from_integer(*times))).collect(),
            relation,
            bound: Exact::from_integer(bound),
            domain: 0,
            guard: Vec::new(),
        }
    }

    fn argument(of: &[(u32, i64)]) -> Argument {
        of.iter().map(|(at, times)| (*at, Exact::from_integer(*times))).collect()
    }

    #[test]
    fn an_argument_stands_only_where_it_comes_to_what_is_claimed() {
        let all = [
            statement(&[(0, 1), (1, -1)], Relation::AtLeast, 0),
            statement(&[(1, 1)], Relation::Greater, 3),
            statement(&[(0, 1)], Relation::AtMost, 3),
        ];
        assert!(refutes(&all, &argument(&[(0, 1), (1, 1), (2, -1)])));
        assert!(!refutes(&all, &argument(&[(0, 1), (1, 1), (2, 1)])));
        assert!(!refutes(&all, &argument(&[(0, 2), (1, 1), (2, -1)])));
        let first = [(0, Exact::ONE)];
        let both = argument(&[(0, 1), (1, 1)]);
        assert!(yields(&all, &both, &first, (Relation::Greater, &Exact::from_integer(3))));
        assert!(yields(&all, &both, &first, (Relation::AtLeast, &Exact::from_integer(2))));
        assert!(!yields(&all, &both, &first, (Relation::Greater, &Exact::from_integer(4))));
        assert!(!yields(&all, &both, &first, (Relation::AtMost, &Exact::from_integer(9))));
        assert!(!yields(&all, &both, &first, (Relation::Equal, &Exact::from_integer(3))));
    }
}
