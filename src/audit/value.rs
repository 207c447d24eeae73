//! A figure as it counts, or why there is none.

use super::address::CellAt;
use super::reason::{Reason, Subject};
use crate::amount::{Exact, Interval, Place};

/// A figure as it counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// Value in base units.
    pub(crate) value: Exact,
    /// What it stands for.
    pub(crate) interval: Interval,
    /// Last printed place.
    pub(crate) place: Place,
    /// Why it counts.
    pub(super) origin: Origin,
    /// Where it is printed.
    pub(crate) cell: Option<CellAt>,
}

impl Number {
    /// Nothing, to add to; of no cell.
    pub(super) fn zero(origin: Origin) -> Self {
        let interval = Interval::point(&Exact::ZERO);
        Self { value: Exact::ZERO, interval, place: Place::EXACT, origin, cell: None }
    }

    /// Adds another, with what it stands for and the finer last place; why the sum counts is not changed.
    pub(super) fn add(&mut self, other: &Self) {
        self.value = &self.value + &other.value;
        self.interval = self.interval.add(&other.interval);
        self.place = self.place.finer(other.place);
    }
}

/// Why a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Printed.
    Printed,
    /// Printed blank or as a dash: zero.
    Blank,
    /// Not printed, and zero for that: a code row that a whole table lacks, a row that may be missing.
    Absent,
    /// Not printed, though its parts are: what these come to.
    Parts,
    /// Not printed though it should be, and taken for zero: this can let a rule hold, never fail.
    Supposed,
}

/// Why there is no number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Gap {
    /// Not known: unreadable, ambiguous, or its table is missing.
    Unknown(Reason),
    /// Prose that does not state it.
    Unstated(Reason),
}

/// What was settled about a slot.
#[derive(Clone, Debug)]
pub(crate) enum Settled {
    /// It agrees with its home: the home's value counts. With what the home is called, where it is a figure.
    Home(Number, Subject),
    /// It disagrees with its home or with itself: rules that use it wait.
    Suspended(Reason),
}
