//! The text itself as rules about wording see it: headings, paragraphs, figures, names of units.

use crate::amount::Dimension;
use crate::document::{Extent, Place, Point};
use crate::schema::{FamilyId, PassageId};

/// Elements of a document in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements {
    /// Headings of the body, titles of tables among them.
    pub headings: Vec<Heading>,
    /// Lines of the table of contents (目录).
    pub contents: Vec<Heading>,
    /// Paragraphs of prose, soft line breaks and page breaks joined.
    pub paragraphs: Vec<ParagraphRead>,
    /// Ordinals of numbered points, headings among them.
    pub ordinals: Vec<OrdinalRead>,
    /// Figures in prose.
    pub figures: Vec<FigureRead>,
    /// Places where a unit is named.
    pub units: Vec<UnitMention>,
    /// For each part of the schema's outline: the index in `headings` where it was found.
    pub parts: Vec<Option<u32>>,
    /// Of data that were taken from a text: parts and notes were looked for in it, though it is not kept.
    pub had_text: bool,
    /// Of data that were taken from a text: it has headings.
    pub had_headings: bool,
}

impl Elements {
    /// Whether a passage was read, and only outside the part that explains.
    pub(crate) fn is_aside(&self, passage: PassageId) -> bool {
        let mut own = self.paragraphs.iter().filter(|read| read.passage == Some(passage)).peekable();
        own.peek().is_some() && own.all(|paragraph| !paragraph.explains)
    }

    /// Whether there is, or was, a text in which parts can be missing.
    #[must_use]
    pub fn is_of_text(&self) -> bool {
        self.had_text || self.has_text()
    }

    /// Whether the text is here.
    #[must_use]
    pub fn has_text(&self) -> bool {
        !(self.headings.is_empty() && self.paragraphs.is_empty() && self.contents.is_empty())
    }

    /// Whether the text has, or had, headings.
    #[must_use]
    pub fn is_headed(&self) -> bool {
        self.had_headings || !self.headings.is_empty()
    }
}

/// A heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// As printed.
    pub text: String,
    /// Folded, without its ordinal: what two headings are compared by.
    pub key: String,
    /// The year that it names.
    pub year: Option<i32>,
    /// Where.
    pub at: Place,
}

/// A paragraph of prose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParagraphRead {
    /// As printed, soft breaks joined.
    pub text: String,
    /// The passage it belongs to.
    pub passage: Option<PassageId>,
    /// It stands in the part of the document that explains (决算情况说明), not in names, duties, glossaries, annexes.
    pub explains: bool,
    /// The stretches that it was joined from.
    pub pieces: Vec<Piece>,
}

/// A stretch of joined text that one paragraph of the document gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Its first byte in the joined text.
    pub start: u32,
    /// The byte of the document's paragraph that it begins at.
    pub from: u32,
    /// Where.
    pub place: Place,
}

/// The piece that holds a byte of joined text.
#[must_use]
pub fn piece_at(pieces: &[Piece], byte: usize) -> Option<&Piece> {
    let after = pieces.partition_point(|piece| piece.start as usize <= byte);
    pieces.get(after.saturating_sub(1))
}

/// Where a stretch of joined text stands in the document; none for nothing and where pieces have no numbers.
pub(super) fn extent(pieces: &[Piece], start: usize, end: usize) -> Option<Extent> {
    let point = |byte: usize| {
        let piece = piece_at(pieces, byte)?;
        let inside = u32::try_from(byte).ok()?.checked_sub(piece.start)?;
        Some(Point { piece: piece.place.piece?, byte: piece.from.saturating_add(inside) })
    };
    let last = point(end.checked_sub(1).filter(|last| *last >= start)?)?;
    Some(Extent { from: point(start)?, to: Point { byte: last.byte.saturating_add(1), ..last } })
}

impl ParagraphRead {
    /// Where a byte of the paragraph stands.
    #[must_use]
    pub fn at(&self, byte: usize) -> Place {
        piece_at(&self.pieces, byte).map(|piece| piece.place.clone()).unwrap_or_default()
    }
}

/// The ordinal of a numbered point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrdinalRead {
    /// As printed, with the words behind it.
    pub text: String,
    /// The passage it belongs to.
    pub passage: Option<PassageId>,
    /// It stands in the part of the document that explains.
    pub explains: bool,
    /// It goes on from the one before it, or begins.
    pub follows: bool,
    /// Where.
    pub at: Place,
}

/// A figure in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRead {
    /// As printed, with its unit.
    pub text: String,
    /// The unit word; empty where none stands.
    pub unit: String,
    /// The dimension of the slot that claimed it, else what its unit says.
    pub dimension: Option<Dimension>,
    /// The family that claimed it.
    pub family: Option<FamilyId>,
    /// The clause around it.
    pub quote: String,
    /// Where.
    pub at: Place,
    /// The stretch of the document's text that it is.
    pub extent: Option<Extent>,
}

/// A place where a unit is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitMention {
    /// The name as printed.
    pub text: String,
    /// The line or clause around it.
    pub quote: String,
    /// Where.
    pub at: Place,
}
