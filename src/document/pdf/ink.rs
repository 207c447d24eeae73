//! What letters are drawn with, and how they are seen.

use super::sheet::Glyph;
use crate::document::unseen::{LIGHT, Look};

/// A colour as shown: red, green, blue.
pub(in crate::document) type Colour = [u8; 3];

/// What pages are before anything is painted.
pub(super) const PAPER: Colour = [u8::MAX; 3];

/// Whether two colours are the same to the eye.
pub(super) fn alike(one: Colour, other: Colour) -> bool {
    let most = u8::MAX - u8::try_from(LIGHT).unwrap_or(u8::MAX);
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= most)
}

/// How a letter is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// As it is.
    Plain,
    /// In part.
    Doubtful,
    /// Not at all, or not to be read.
    Not(Look),
}

/// Whether a letter stands behind another in one line, drawn one after the other.
pub(super) fn follows(one: &Glyph, other: &Glyph) -> bool {
    let size = one.size.max(1);
    let (along, across) = if one.turn.is_multiple_of(2) {
        (other.x - one.x, other.y - one.y)
    } else {
        (other.y - one.y, other.x - one.x)
    };
    one.turn == other.turn && across.abs() <= size / 5 && along.abs() <= one.width.saturating_add(size)
}
