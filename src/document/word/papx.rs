//! Properties of paragraphs of a binary Word document: which are cells and ends of rows, and where cells begin.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compound::broken;
use super::lists::reference;
use super::numbering::Reference;
use super::rows::Layout;
use crate::document::ReadError;
use crate::document::bytes::{u16_at, u32_at};
use crate::document::unseen::LIGHT;

/// Size of a page of properties.
const PAGE: usize = 512;

/// The longest list of properties that is followed.
const LONGEST: usize = 16_384;

/// Bytes of all lists that are followed: many paragraphs may name one long list.
const MOST: usize = 64 * 1024 * 1024;

/// What a paragraph is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Properties {
    /// It stands in a table.
    pub in_table: bool,
    /// It is the mark that ends a row.
    pub ends_row: bool,
    /// Its style.
    pub style: u16,
    /// The list that numbers it.
    pub reference: Reference,
    /// Something is painted behind it.
    pub painted: bool,
    /// Where the row's cells stand.
    pub layout: Arc<Layout>,
}

/// Properties by the offsets of the text that they are for.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    /// By first offset: end and properties.
    runs: BTreeMap<u32, (u32, Arc<Properties>)>,
    followed: usize,
}

impl Paragraphs {
    /// From the main stream, the data stream and the table of pages (`plc`).
    ///
    /// # Errors
    /// More lists than a document has.
    pub(super) fn of(stream: &[u8], data: &[u8], plc: &[u8]) -> Result<Self, ReadError> {
        let mut read = Self::default();
        for bytes in pages(stream, plc) {
            read.page(bytes, data);
            if read.followed > MOST {
                return Err(broken());
            }
        }
        Ok(read)
    }

    /// The properties of the paragraph that ends at an offset; none if the file has none for it.
    pub(super) fn at(&self, offset: usize) -> Option<Arc<Properties>> {
        let offset = u32::try_from(offset).ok()?;
        let (_, (end, properties)) = self.runs.range(..=offset).next_back()?;
        (offset < *end).then(|| Arc::clone(properties))
    }

    fn page(&mut self, bytes: &[u8], data: &[u8]) {
        let count = usize::from(bytes.last().copied().unwrap_or(0));
        for at in 0..count {
            let run = u32_at(bytes, at * 4).zip(u32_at(bytes, at * 4 + 4));
            let Some((from, to)) = run else { break };
            let word = bytes.get((count + 1) * 4 + at * 13).map_or(0, |byte| usize::from(*byte) * 2);
            let list = if word == 0 { None } else { grpprl(bytes, word) }.unwrap_or_default();
            // The number of the style stands in front.
            let mut read = Properties { style: u16_at(list, 0).unwrap_or(0), ..Properties::default() };
            self.followed += apply(list.get(2..).unwrap_or_default(), data, &mut read, true);
            self.runs.insert(from, (to, Arc::new(read)));
        }
    }
}

/// The pages of properties that a table (`plc`) names, as far as the stream has them.
pub(super) fn pages<'s>(stream: &'s [u8], plc: &[u8]) -> impl Iterator<Item = &'s [u8]> {
    let count = plc.len().saturating_sub(4) / 8;
    (0..count.min(stream.len() / PAGE + 1)).filter_map(move |at| {
        let page = (u32_at(plc, (count + 1) * 4 + at * 4)? & 0x003F_FFFF) as usize;
        let from = page.checked_mul(PAGE)?;
        stream.get(from..from.checked_add(PAGE)?)
    })
}

/// The list of properties at an offset of a page, the number of the style in front.
fn grpprl(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let first = usize::from(*bytes.get(at)?);
    let (from, size) =
        if first == 0 { (at + 2, usize::from(*bytes.get(at + 1)?) * 2) } else { (at + 1, first * 2 - 1) };
    bytes.get(from..from + size)
}

/// Goes through a list of properties: the code and the operand of each.
pub(super) fn properties(list: &[u8], mut each: impl FnMut(u16, &[u8])) {
    let mut rest = list;
    while let Some(code) = u16_at(rest, 0) {
        let operand = rest.get(2..).unwrap_or_default();
        let Some(size) = size(code, operand) else { return };
        each(code, operand);
        rest = operand.get(size..).unwrap_or_default();
    }
}

/// Applies a list of properties; the bytes that were followed.
fn apply(list: &[u8], data: &[u8], read: &mut Properties, outer: bool) -> usize {
    let mut followed = list.len();
    let Reference { list: own, level } = reference(list);
    read.reference.list = own.or(read.reference.list.take());
    read.reference.level = level.or(read.reference.level);
    properties(list, |code, operand| {
        let value = operand.first().copied().unwrap_or(0);
        match code {
            0x2416 => read.in_table = value != 0,
            0x2417 => read.ends_row = value != 0,
            0xD608 => row(operand, read),
            0x442D | 0xC64D => read.painted = paints(code, operand),
            0xD609 | 0xD612 | 0xD616 | 0xD60C | 0xD670 | 0xD671 | 0xD672 => paint(code, operand, read),
            0xD62B => {
                let cell = operand.get(1).map_or(0, |cell| usize::from(*cell));
                if let Some(below) = Arc::make_mut(&mut read.layout).below.get_mut(cell) {
                    *below = operand.get(2) == Some(&1);
                }
            }
            0x6646 if outer => {
                let from = u32_at(operand, 0).map_or(0, |from| from as usize);
                let size = u16_at(data, from).map_or(0, usize::from).min(LONGEST);
                let list = data.get(from.saturating_add(2)..).unwrap_or_default();
                followed += apply(list.get(..size).unwrap_or(list), data, read, false);
            }
            _ => {}
        }
    });
    followed
}

/// The size of the operand of a property.
fn size(code: u16, operand: &[u8]) -> Option<usize> {
    match (code, code >> 13) {
        (0xD608, _) => Some(usize::from(u16_at(operand, 0)?) + 1),
        (0xC615, _) if operand.first() == Some(&255) => None,
        (_, 0 | 1) => Some(1),
        (_, 2 | 4 | 5) => Some(2),
        (_, 3) => Some(4),
        (_, 7) => Some(3),
        _ => Some(usize::from(*operand.first()?) + 1),
    }
}

/// White, and the colour of the paper, among the sixteen colours of older programs.
const PAPER: [u16; 2] = [0, 8];

/// Whether a shading paints something: of sixteen colours (two bytes), or of any (ten bytes, their count in front where the
/// property has one).
pub(super) fn paints(code: u16, operand: &[u8]) -> bool {
    if matches!(code, 0x442D | 0x4866) {
        return u16_at(operand, 0).is_some_and(paints_of_sixteen);
    }
    operand.get(1..).is_some_and(paints_of_any)
}

fn paints_of_sixteen(shading: u16) -> bool {
    const NONE: u16 = 0xFFFF;
    shading != NONE && (shading >> 10 != 0 || !PAPER.contains(&(shading >> 5 & 0x1F)))
}

fn paints_of_any(shading: &[u8]) -> bool {
    let ground = u32_at(shading, 4).unwrap_or(0xFF00_0000);
    let pattern = u16_at(shading, 8).unwrap_or(0);
    let clear = ground >> 24 == 0xFF || is_white(ground);
    !matches!(pattern, 0 | 0xFFFF) || !clear
}

/// Whether a colour by its three channels is white.
pub(super) fn is_white(colour: u32) -> bool {
    colour >> 24 == 0 && [0, 8, 16].into_iter().all(|shift| colour >> shift & 0xFF >= LIGHT)
}

/// Shadings of cells: from the first on, from the 23rd and from the 45th.
fn paint(code: u16, operand: &[u8], read: &mut Properties) {
    let (first, size) = match code {
        0xD609 => (0, 2),
        0xD616 | 0xD671 => (22, 10),
        0xD60C | 0xD672 => (44, 10),
        _ => (0, 10),
    };
    let count = usize::from(operand.first().copied().unwrap_or(0));
    let shadings = operand.get(1..).unwrap_or_default();
    let shadings = shadings.get(..count).unwrap_or(shadings).chunks_exact(size);
    let painted = &mut Arc::make_mut(&mut read.layout).painted;
    for (at, shading) in (first..).zip(shadings) {
        let own = if size == 2 {
            u16_at(shading, 0).is_some_and(paints_of_sixteen)
        } else {
            paints_of_any(shading)
        };
        if painted.len() <= at {
            painted.resize(at + 1, false);
        }
        if let Some(cell) = painted.get_mut(at) {
            *cell |= own;
        }
    }
}

/// The definition of a row: edges of its cells and how they are merged.
fn row(operand: &[u8], read: &mut Properties) {
    let cells = operand.get(2).map_or(0, |count| usize::from(*count));
    let edges = (0..=cells).map_while(|at| u16_at(operand, 3 + at * 2).map(u16::cast_signed).map(i32::from));
    let edges = edges.collect();
    let from = 3 + (cells + 1) * 2;
    let end = (usize::from(u16_at(operand, 0).unwrap_or(0)) + 1).min(operand.len());
    let flags = |at: usize| {
        let at = from + at * 20;
        if at + 2 <= end { u16_at(operand, at).unwrap_or(0) } else { 0 }
    };
    let below = (0..cells).map(|at| flags(at) >> 5 & 3 == 1).collect();
    let behind = (0..cells).map(|at| flags(at) & 3 == 1).collect();
    let painted = std::mem::take(&mut Arc::make_mut(&mut read.layout).painted);
    read.layout = Arc::new(Layout { edges, below, behind, painted });
}
