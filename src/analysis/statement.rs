//! What rules state, as sums of figures held against a number.

use std::collections::BTreeMap;

use crate::amount::{Exact, Relation, relation_holds};
use crate::plan::Leaf;
use crate::ruleset::Domain;

/// Numbers with their multipliers, ascending, none of them zero.
pub type Terms = Vec<(u32, Exact)>;

/// Where a statement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// What a check of the rule set says, by its number there.
    Check(u32),
    /// What a check says of every row, added up over the rows.
    Summed(u32),
    /// A condition (当), by its number in [`Statements::conditions`].
    Condition(u32),
}

/// Σ multiplier × variable stands in a relation to a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Where it comes from.
    pub origin: Origin,
    /// Variables with their multipliers.
    pub terms: Terms,
    /// How the sum stands to the bound; never ≠ where it is what a check says.
    pub relation: Relation,
    /// What the sum is held against, in base units.
    pub bound: Exact,
    /// What it is said of, by number in [`Statements::domains`].
    pub domain: u32,
    /// Conditions under which it is said, ascending.
    pub guard: Vec<u32>,
}

/// A part of a condition that can be told from others: parts of 且 are apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// A check that it stands in.
    pub check: u32,
    /// The statement that it makes about figures; none where it asks for words, or is no sum.
    pub statement: Option<u32>,
}

/// Why what a check says is not among the statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// It asks what is said and how, not what figures are.
    Words,
    /// Figures are multiplied with or divided by each other, or a function is taken of them.
    NotLinear,
    /// One of several things is to hold.
    Choice,
    /// Two figures are to differ.
    Unequal,
    /// Of two versions: it reads what only one of them has.
    OtherForm,
}

/// All that checks state of sums of figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statements {
    /// What is read, each once: figures, sums over rows, and whatever else has one value. By number.
    pub variables: Vec<Leaf>,
    /// Statements: of checks in order of declaration, then of conditions, then added up over rows.
    pub all: Vec<Statement>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// What statements are said of.
    pub domains: Vec<Domain>,
    /// Checks of which something is not among the statements, with the reason; by check.
    pub left_out: BTreeMap<u32, LeftOut>,
}

impl Statements {
    /// A statement by number.
    #[must_use]
    pub fn get(&self, at: u32) -> Option<&Statement> {
        self.all.get(at as usize)
    }

    /// Whether what is said of one domain is said of every element of another.
    pub(super) fn covers(&self, domain: u32, of: u32) -> bool {
        let (Some(wide), Some(narrow)) = (self.domains.get(domain as usize), self.domains.get(of as usize))
        else {
            return false;
        };
        match (wide, narrow) {
            (Domain::Once, _) => true,
            (Domain::Rows { families: all, select }, Domain::Rows { families, select: of }) => {
                let is_wide = *select == crate::ruleset::Select::All || select == of;
                is_wide && families.iter().all(|family| all.contains(family))
            }
            (wide, narrow) => wide == narrow,
        }
    }
}

impl Statement {
    /// Whether it speaks of no figure: then it holds always or never.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a sum that comes to `value` is as it states.
    #[must_use]
    pub fn holds_at(&self, value: &Exact) -> bool {
        relation_holds(self.relation, value, &self.bound)
    }
}

/// Adds a multiple of some terms to others.
pub(super) fn add(into: &mut BTreeMap<u32, Exact>, terms: &[(u32, Exact)], times: &Exact) {
    for (at, by) in terms {
        let more = by * times;
        let sum = into.get(at).map_or_else(|| more.clone(), |known| known + &more);
        if sum.is_zero() {
            into.remove(at);
        } else {
            into.insert(*at, sum);
        }
    }
}

/// The multiplier of one of some terms; none where it is not among them.
pub(super) fn times_of(terms: &[(u32, Exact)], at: u32) -> Option<&Exact> {
    let found = terms.binary_search_by_key(&at, |(of, _)| *of).ok()?;
    terms.get(found).map(|(_, times)| times)
}

/// The greater one is, or minus it: what divides a sum so that equal sums become the same.
pub(super) fn leading(terms: &[(u32, Exact)]) -> Option<&Exact> {
    terms.first().map(|(_, times)| times)
}
