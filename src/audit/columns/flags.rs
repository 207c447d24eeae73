//! What is known of each element of a vector, as bits that can be joined over the figures of a rule.

use crate::facts::State;

/// Not printed, or printed blank: zero.
pub(super) const ZERO: u8 = 0;
/// Printed as a figure.
pub(super) const PRINTED: u8 = 1;
/// Left to the exact judge.
pub(super) const OPEN: u8 = 2;
/// A sum over no rows at all.
pub(super) const NONE: u8 = 4;

/// Flags of a vector.
#[derive(Clone, Debug)]
pub(super) enum Flags {
    /// Every element is printed as a figure.
    Printed,
    /// By element.
    Each(Vec<u8>),
}

impl Flags {
    /// The flags of an element.
    pub(super) fn at(&self, index: usize) -> u8 {
        match self {
            Flags::Printed => PRINTED,
            Flags::Each(flags) => flags.get(index).copied().unwrap_or(OPEN),
        }
    }

    /// Sets the flags of some elements of a vector of this length.
    pub(super) fn set(&mut self, length: usize, elements: Vec<usize>, to: u8) {
        if elements.is_empty() {
            return;
        }
        if let Flags::Printed = self {
            *self = Flags::Each(vec![PRINTED; length]);
        }
        if let Flags::Each(flags) = self {
            for element in elements {
                if let Some(flag) = flags.get_mut(element) {
                    *flag = to;
                }
            }
        }
    }
}

/// The flags of cells by their states; `absent` says what is known of one that is not printed.
pub(super) fn flags_of(states: &[State], absent: impl Fn(usize) -> u8) -> Flags {
    if states.iter().all(|state| *state == State::Value) {
        return Flags::Printed;
    }
    let flag = |(index, state): (usize, &State)| match state {
        State::Value => PRINTED,
        State::Blank | State::Dash => ZERO,
        State::Absent => absent(index),
        State::Unreadable => OPEN,
    };
    Flags::Each(states.iter().enumerate().map(flag).collect())
}
