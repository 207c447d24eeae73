//! What is found, by number: rules, statements, variables; words are made in `report`.

use super::solver::Argument;
use super::statement::Statements;
use crate::amount::{Exact, Relation};
use crate::graph::FigureClass;

/// Where statements were taken together: of one kind of element, under some conditions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Context {
    /// By number in [`Statements::domains`].
    pub domain: u32,
    /// Conditions that are supposed to hold, ascending.
    pub guard: Vec<u32>,
}

/// Rules that cannot hold together, none of them to spare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Where.
    pub context: Context,
    /// Multiplied and added up the statements say that nothing is something.
    pub argument: Argument,
}

/// A condition that does not hold in any account of which the other rules hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Never {
    /// The conditions.
    pub context: Context,
    /// Checks under it.
    pub checks: Vec<u32>,
    /// A statement of the condition that asks for a difference; none where the conditions themselves are refuted.
    pub unequal: Option<u32>,
    /// Why not: multiplied and added up the statements say that nothing is something. Where a difference is asked for,
    /// they say that there is none: one argument, or one for each side of `=`.
    pub arguments: Vec<(Relation, Argument)>,
}

/// A statement that others make, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follows {
    /// The statement.
    pub statement: u32,
    /// Multiplied and added up the others say the same: one argument, or one for each side of `=`.
    pub arguments: Vec<(Relation, Argument)>,
}

/// A check that follows from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redundant {
    /// The check.
    pub check: u32,
    /// Each of its statements.
    pub follows: Vec<Follows>,
}

/// What the rules leave a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implied {
    /// Where.
    pub context: Context,
    /// The variable.
    pub variable: u32,
    /// How it stands to the bound.
    pub relation: Relation,
    /// In base units.
    pub bound: Exact,
    /// Multiplied and added up the statements say so: one argument, or one for each side of `=`.
    pub arguments: Vec<(Relation, Argument)>,
}

/// Two conditions that do not hold of one account: together they, or what is said under them, cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// The conditions of each that it takes, ascending.
    pub guards: [Vec<u32>; 2],
    /// Checks under each.
    pub checks: [Vec<u32>; 2],
    /// A statement of theirs that asks for a difference; none where they are refuted themselves.
    pub unequal: Option<u32>,
    /// Why not, as of [`Never`].
    pub arguments: Vec<(Relation, Argument)>,
}

/// Figures that no rule reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The figure; rows that appear with the document together.
    pub class: FigureClass,
    /// Rules of the level 提示 read it, and no others.
    pub hints: bool,
}

/// A change of several figures that no rule notices, however large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Variables with how much of the change each takes.
    pub changes: Vec<(u32, Exact)>,
    /// Statements that read them: each sum stays what it was.
    pub unmoved: Vec<u32>,
}

/// All that was found about one edition's rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// What the rules state.
    pub statements: Statements,
    /// Rules that cannot hold together.
    pub contradictions: Vec<Contradiction>,
    /// Conditions that never hold.
    pub never: Vec<Never>,
    /// Checks that follow from others.
    pub redundant: Vec<Redundant>,
    /// Figures that the rules determine or bound.
    pub implied: Vec<Implied>,
    /// Conditions that exclude each other.
    pub excluded: Vec<Excluded>,
    /// Figures that no rule reads.
    pub unread: Vec<Unread>,
    /// Changes that no rule notices.
    pub shifts: Vec<Shift>,
    /// Arguments that did not stand when they were put to the test: they are not told.
    pub dropped: usize,
}
