//! A change to a document: which figures would be others.

use super::cells::Figure;

/// What a figure would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Which.
    pub(super) cell: u32,
    /// What it would say; none where that is not known.
    pub(super) to: Option<Figure>,
    /// The figure that is printed elsewhere and belongs here.
    pub(super) from: Option<u32>,
}

/// A change to several figures, each once, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Patch {
    pub(super) changes: Vec<Change>,
}

impl Patch {
    /// One of these; of several for one figure the last counts. What changes nothing is left out.
    pub(super) fn new(changes: impl IntoIterator<Item = Change>, as_is: impl Fn(u32) -> Figure) -> Self {
        let mut changes: Vec<Change> = changes.into_iter().collect();
        changes.reverse();
        changes.sort_by_key(|change| change.cell);
        changes.dedup_by_key(|change| change.cell);
        changes.retain(|change| change.to.is_none_or(|to| says_otherwise(to, as_is(change.cell))));
        Self { changes }
    }

    /// One figure.
    pub(super) fn single(cell: u32, to: Figure) -> Self {
        Self { changes: vec![Change { cell, to: Some(to), from: None }] }
    }

    /// With what another changes besides.
    pub(super) fn with(&self, other: &Self, as_is: impl Fn(u32) -> Figure) -> Self {
        Self::new(self.changes.iter().chain(&other.changes).copied(), as_is)
    }

    /// Whether it leaves a figure open.
    pub(super) fn is_open(&self) -> bool {
        self.changes.iter().any(|change| change.to.is_none())
    }

    /// What a figure would be, if it is changed.
    pub(super) fn of(&self, cell: u32) -> Option<&Change> {
        let at = self.changes.binary_search_by_key(&cell, |change| change.cell).ok()?;
        self.changes.get(at)
    }
}

/// Whether two figures differ: what is not printed is zero.
fn says_otherwise(one: Figure, other: Figure) -> bool {
    one.value != other.value || (one.is_printed() != other.is_printed() && one.value != 0)
}
