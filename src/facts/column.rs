//! One column of facts.

use crate::amount::Place;

/// State of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Not printed here (no such row, column or sentence).
    #[default]
    Absent,
    /// Printed and empty: counts as zero in sums.
    Blank,
    /// Printed as a dash, 无 or the like: counts as zero.
    Dash,
    /// A value.
    Value,
    /// Printed, but cannot be read or is ambiguous: unknown, never zero.
    Unreadable,
}

/// Values, states and last places of one cell over lanes, or of one column over rows.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Fixed point at the scale of the dimension; 0 where there is no value.
    pub values: Vec<i64>,
    /// States.
    pub states: Vec<State>,
    /// Last printed places in base units.
    pub places: Vec<Place>,
}

impl Column {
    /// Appends one fact.
    pub fn push(&mut self, value: i64, state: State, place: Place) {
        self.values.push(value);
        self.states.push(state);
        self.places.push(place);
    }

    /// A column of facts that are not printed.
    #[must_use]
    pub fn absent(length: usize) -> Self {
        let (states, places) = (vec![State::Absent; length], vec![Place::EXACT; length]);
        Self { values: vec![0; length], states, places }
    }

    /// Replaces one fact; nothing happens beyond the end.
    pub fn set(&mut self, index: usize, value: i64, state: State, place: Place) {
        let cells =
            self.values.get_mut(index).zip(self.states.get_mut(index)).zip(self.places.get_mut(index));
        if let Some(((own_value, own_state), own_place)) = cells {
            (*own_value, *own_state, *own_place) = (value, state, place);
        }
    }

    /// Value, state and place at an index; absent beyond the end.
    #[must_use]
    pub fn at(&self, index: usize) -> (i64, State, Place) {
        let value = self.values.get(index).copied().unwrap_or(0);
        let state = self.states.get(index).copied().unwrap_or_default();
        (value, state, self.places.get(index).copied().unwrap_or_default())
    }
}
