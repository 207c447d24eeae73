//! Why something was not decided, by number: `naming` has the words.

use std::sync::Arc;

use super::address::{CellAt, Element};
use crate::amount::Exact;
use crate::ruleset::{Arithmetic, ElementKind, Figure, Rule, RuleId, UnitProperty};
use crate::schema::{FamilyId, TableId};
use crate::text::Unmeasured;

/// What is known of a figure that is not stated where a rule looks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stated<N> {
    /// Nothing.
    Nowhere,
    /// The cell of a table is blank or not printed.
    Blank,
    /// A figure of its name was read in another place of its passage.
    Elsewhere(Box<N>),
}

impl<N> Stated<N> {
    fn map<M>(&self, name: &dyn Fn(&N) -> M) -> Stated<M> {
        match self {
            Self::Nowhere => Stated::Nowhere,
            Self::Blank => Stated::Blank,
            Self::Elsewhere(by) => Stated::Elsewhere(Box::new(name(by))),
        }
    }
}

/// Why an instance was not decided or does not apply, about `N`: a number of what it is about while judging, its name
/// when it is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason<N = Subject> {
    /// The table is not in the document.
    MissingTable(N),
    /// A table that may be missing is not in the document.
    OptionalTable(N),
    /// The table is in the document, but its figures are in no rows and columns.
    ScatteredTable(N),
    /// Some rows of the table could not be read.
    LostRows(N),
    /// The passage is not in the document.
    MissingPassage(N),
    /// A figure is not printed.
    MissingFigure(N),
    /// A figure cannot be read, and why.
    Unreadable(N, N),
    /// A figure has several readings.
    Ambiguous(N),
    /// A slot disagrees with the figure that it restates: that is a finding of its own.
    Disagrees(N),
    /// A slot is not stated, and a figure of its dimension in the passage was not understood.
    NotUnderstood(N),
    /// The divisor is or may be zero.
    ZeroDivisor(N),
    /// The condition is false.
    ConditionFalse,
    /// A slot is not stated, and what is known of that.
    NotStated(N, Stated<N>),
    /// All its figures are blank or absent.
    NothingToCheck,
    /// No figures of last year were given.
    NoPriorYear,
    /// No budget of the same year was given.
    NoPlan,
    /// No subordinate units were given.
    NoSubordinates,
    /// The unit has no subordinate units.
    HasNoSubordinates,
    /// The register does not know the unit.
    NotRegistered,
    /// Subordinate units of which no account was given.
    MissingUnits(Vec<N>),
    /// What stands in the way in last year's account.
    LastYear(Box<Reason<N>>),
    /// The same of the budget of the same year.
    OfPlan(Box<Reason<N>>),
    /// What stands in the way in the account of a subordinate unit.
    OfUnit(N, Box<Reason<N>>),
    /// The form that another account was read by has no such figure.
    NotInForm(N),
    /// The property of the unit is not known.
    UnknownProperty(N),
    /// Parts of the file could not be read: what is not found may stand there.
    Lost,
    /// The document is an excerpt: completeness is asked of whole documents.
    Excerpt,
    /// The document has no such element (标题, 段落 …).
    NoElement(N),
    /// The year is outside the rule's years.
    OutsideYears,
    /// The rule is switched off, with the reason that is written for it; empty if none is.
    SwitchedOff(N),
    /// A number too large to hold.
    OutOfRange(N),
    /// A target and what was done cannot be held against each other.
    NotMeasured(Unmeasured),
}

impl Reason {
    /// Why a rule that is not in force does not apply.
    pub(super) fn not_in_force(rule: &Rule) -> Self {
        match rule.switched_off {
            Some(_) => Self::SwitchedOff(Subject::SwitchedOff(rule.id)),
            None => Self::OutsideYears,
        }
    }
}

impl<N> Reason<N> {
    /// Something is not stated; nothing more is known of it.
    pub(crate) fn not_stated(of: N) -> Self {
        Self::NotStated(of, Stated::Nowhere)
    }

    /// The same of what is named otherwise.
    #[must_use]
    pub fn map<M>(&self, name: &dyn Fn(&N) -> M) -> Reason<M> {
        match self {
            Self::MissingTable(of) => Reason::MissingTable(name(of)),
            Self::OptionalTable(of) => Reason::OptionalTable(name(of)),
            Self::ScatteredTable(of) => Reason::ScatteredTable(name(of)),
            Self::LostRows(of) => Reason::LostRows(name(of)),
            Self::MissingPassage(of) => Reason::MissingPassage(name(of)),
            Self::MissingFigure(of) => Reason::MissingFigure(name(of)),
            Self::Unreadable(of, why) => Reason::Unreadable(name(of), name(why)),
            Self::Ambiguous(of) => Reason::Ambiguous(name(of)),
            Self::Disagrees(of) => Reason::Disagrees(name(of)),
            Self::NotUnderstood(of) => Reason::NotUnderstood(name(of)),
            Self::ZeroDivisor(of) => Reason::ZeroDivisor(name(of)),
            Self::ConditionFalse => Reason::ConditionFalse,
            Self::NotStated(of, stated) => Reason::NotStated(name(of), stated.map(name)),
            Self::NothingToCheck => Reason::NothingToCheck,
            Self::NoPriorYear => Reason::NoPriorYear,
            Self::NoPlan => Reason::NoPlan,
            Self::NoSubordinates => Reason::NoSubordinates,
            Self::HasNoSubordinates => Reason::HasNoSubordinates,
            Self::NotRegistered => Reason::NotRegistered,
            Self::MissingUnits(units) => Reason::MissingUnits(units.iter().map(name).collect()),
            Self::OfPlan(inner) => Reason::OfPlan(Box::new(inner.map(name))),
            Self::LastYear(inner) => Reason::LastYear(Box::new(inner.map(name))),
            Self::OfUnit(unit, inner) => Reason::OfUnit(name(unit), Box::new(inner.map(name))),
            Self::NotInForm(of) => Reason::NotInForm(name(of)),
            Self::UnknownProperty(of) => Reason::UnknownProperty(name(of)),
            Self::Lost => Reason::Lost,
            Self::Excerpt => Reason::Excerpt,
            Self::NoElement(of) => Reason::NoElement(name(of)),
            Self::OutsideYears => Reason::OutsideYears,
            Self::SwitchedOff(of) => Reason::SwitchedOff(name(of)),
            Self::OutOfRange(of) => Reason::OutOfRange(name(of)),
            Self::NotMeasured(why) => Reason::NotMeasured(*why),
        }
    }
}

/// What a reason is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Nothing that has a name.
    Nothing,
    /// A table.
    Table(TableId),
    /// A side of a table, a passage or a 每项.
    Family(FamilyId),
    /// A figure as a rule addresses it, at an element.
    Figure(Figure, Element),
    /// A cell of the document.
    Cell(CellAt),
    /// What reading noted about a cell.
    Remark(CellAt),
    /// A divisor.
    Divisor(Arc<Formula>),
    /// The code of a row.
    Code,
    /// The year that an element of the text names.
    Year,
    /// The year of the accounts.
    ThisYear,
    /// A property of the unit.
    Unit(UnitProperty),
    /// A part of the outline.
    Part,
    /// Elements of the text.
    Elements(ElementKind),
    /// What is written where a rule is switched off.
    SwitchedOff(RuleId),
    /// A unit beside the one that is judged.
    OtherUnit(OtherAt),
    /// A subordinate unit without an account, by its number among these.
    MissingUnit(u32),
    /// Something in another account, by the numbers of its own schema.
    Elsewhere(OtherAt, Box<Subject>),
}

/// Which of the accounts beside the one that is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherAt {
    /// Last year's.
    Prior,
    /// The budget's of the same year.
    Plan,
    /// A subordinate unit's, by its number among those that were given.
    Subordinate(u32),
}

/// An expression by the figures that it turned out to be made of, of a choice the one that is stated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formula {
    /// Something with a number of its own.
    Subject(Subject),
    /// A sum, as the rule names it.
    Sum(String),
    /// A number of the rule.
    Number(Exact),
    /// Its opposite.
    Negate(Box<Formula>),
    /// `x + y` …
    Arithmetic(Arithmetic, Box<Formula>, Box<Formula>),
    /// The arguments of a function.
    Several(Vec<Formula>),
}

impl Formula {
    /// Whether there is nothing in it to name.
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        match self {
            Self::Subject(subject) => *subject == Subject::Nothing,
            Self::Sum(name) => name.is_empty(),
            Self::Number(_) | Self::Negate(_) | Self::Arithmetic(..) => false,
            Self::Several(all) => all.len() < 2 && all.iter().all(Formula::is_nameless),
        }
    }
}
