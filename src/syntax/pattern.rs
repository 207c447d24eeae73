//! Sentence patterns: the inside of a string, read like the template that bureaus send out.

use super::{Name, Path, Text};
use crate::source::Span;

/// A pattern as written and as parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The whole inside of the string.
    pub text: Text,
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Words as printed.
    Fixed(Text),
    /// `[甲|乙]`: one of these or nothing.
    Optional(Vec<Vec<Piece>>),
    /// `{甲|乙}`: one of these.
    Choice(Vec<Vec<Piece>>),
    /// `{…}`: anything within the sentence.
    Any(Span),
    /// `{本年}`, or the name of a slot that stood before (then the same text again).
    Known(Name),
    /// `{词:2至4字}`: text of that many characters.
    Length {
        /// The slot.
        name: Name,
        /// Fewest characters.
        min: u32,
        /// Most characters.
        max: u32,
    },
    /// `{名:类型}`, `{名 = 路径}`, `{路径}`, `{甲 = 路径、乙 = 路径}`, `{名:类型 = 路径}`
    Slot {
        /// Names that share the figure, and what they restate.
        bindings: Vec<Binding>,
        /// Its type: a dimension, a 词, 文字, 名单, or rows/columns of a table.
        kind: Option<Path>,
        /// Where.
        span: Span,
    },
}

/// `名`, `名 = 路径`, or a path alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The slot; none when only a path is given (`{甲表.合计.乙列}`).
    pub name: Option<Name>,
    /// The figure it restates.
    pub restates: Option<Path>,
}
