//! The text of a binary Word document: its pieces in order, in one or two bytes a letter.

use encoding_rs::WINDOWS_1252;

use super::compound::broken;
use crate::document::ReadError;
use crate::document::bytes::{u16_at, u32_at};

/// A stretch of text that stands together in the file.
#[derive(Clone, Copy, Debug)]
struct Piece {
    letters: usize,
    offset: usize,
    narrow: bool,
}

/// The text of the document's body.
pub(super) struct Pieces<'a> {
    stream: &'a [u8],
    pieces: Vec<Piece>,
    /// Some of it lies beyond the end of the file, or has no piece.
    pub(super) is_short: bool,
}

impl<'a> Pieces<'a> {
    /// From the main stream and the piece table, `body` letters long.
    ///
    /// # Errors
    /// Damaged.
    pub(super) fn of(stream: &'a [u8], table: &[u8], body: usize) -> Result<Self, ReadError> {
        let plan = plan(table).ok_or_else(broken)?;
        // Each piece has an end (4 bytes) and a descriptor (8 bytes); there is one more end.
        let count = plan.len().saturating_sub(4) / 12;
        let mut pieces = Vec::new();
        let mut left = body;
        for at in 0..count {
            let from = u32_at(plan, at * 4).ok_or_else(broken)? as usize;
            let to = u32_at(plan, at * 4 + 4).ok_or_else(broken)? as usize;
            let place = u32_at(plan, (count + 1) * 4 + at * 8 + 2).ok_or_else(broken)?;
            let letters = to.checked_sub(from).ok_or_else(broken)?.min(left);
            let narrow = place & 0x4000_0000 != 0;
            let offset = (place & 0x3FFF_FFFF) as usize;
            let offset = if narrow { offset / 2 } else { offset };
            left -= letters;
            pieces.push(Piece { letters, offset, narrow });
        }
        // Pieces may not stand for more text than the file has.
        let size: usize = pieces.iter().map(|piece| piece.letters).sum();
        if size > stream.len() {
            return Err(broken());
        }
        // What follows a piece that is not there does not go on from what was read.
        let whole = pieces.iter().take_while(|piece| piece.end() <= stream.len()).count();
        let is_short = left > 0 || whole < pieces.len();
        pieces.truncate(whole + 1);
        Ok(Self { stream, pieces, is_short })
    }

    /// The letters with their offsets in the main stream.
    pub(super) fn letters(&self) -> impl Iterator<Item = (usize, char)> + '_ {
        self.pieces.iter().flat_map(|piece| piece.letters(self.stream))
    }
}

impl Piece {
    /// Behind its last byte, if the file has it.
    fn end(&self) -> usize {
        let size = if self.narrow { self.letters } else { self.letters.saturating_mul(2) };
        self.offset.saturating_add(size)
    }

    fn letters<'a>(&self, stream: &'a [u8]) -> Box<dyn Iterator<Item = (usize, char)> + 'a> {
        let offset = self.offset;
        let end = self.end().min(stream.len());
        let bytes = stream.get(offset..end).unwrap_or_default();
        if self.narrow {
            return Box::new(bytes.iter().enumerate().map(move |(at, byte)| (offset + at, letter(*byte))));
        }
        let units = bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
        let mut at = offset;
        Box::new(char::decode_utf16(units).map(move |letter| {
            let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
            let here = at;
            at += 2 * letter.len_utf16();
            (here, letter)
        }))
    }
}

fn letter(byte: u8) -> char {
    let bytes = [byte];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The piece table proper, behind the property modifiers that stand before it.
fn plan(table: &[u8]) -> Option<&[u8]> {
    let mut rest = table;
    loop {
        match *rest.first()? {
            1 => rest = rest.get(3 + usize::from(u16_at(rest, 1)?)..)?,
            2 => {
                let size = u32_at(rest, 1)? as usize;
                return rest.get(5..5_usize.checked_add(size)?);
            }
            _ => return None,
        }
    }
}
