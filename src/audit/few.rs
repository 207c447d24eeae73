//! A list that mostly has one member: the cells that a leaf reads, the reasons of an outcome.

use std::ops::{Deref, DerefMut};

/// Values in order, without an allocation for one.
#[derive(Clone, Debug)]
pub(crate) enum Few<T> {
    /// At most one.
    One(Option<T>),
    /// Any number.
    Many(Vec<T>),
}

impl<T> Few<T> {
    /// None.
    pub(super) const NONE: Self = Self::One(None);

    /// Adds one at the end.
    pub(super) fn push(&mut self, value: T) {
        *self = match std::mem::replace(self, Self::NONE) {
            Self::One(None) => Self::One(Some(value)),
            Self::One(Some(first)) => Self::Many(vec![first, value]),
            Self::Many(mut all) => {
                all.push(value);
                Self::Many(all)
            }
        };
    }

    /// The first.
    pub(super) fn into_first(self) -> Option<T> {
        match self {
            Self::One(first) => first,
            Self::Many(all) => all.into_iter().next(),
        }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::One(one) => one.as_slice(),
            Self::Many(all) => all,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::One(one) => one.as_mut_slice(),
            Self::Many(all) => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn members_keep_their_order_however_many_there_are() {
        let mut few = Few::NONE;
        for value in 1..=3 {
            assert_eq!(few.first().copied(), (value > 1).then_some(1));
            few.push(value);
            assert_eq!(few.last(), Some(&value));
        }
        assert_eq!(*few, [1, 2, 3]);
        assert_eq!(few.into_first(), Some(1));
    }
}
