//! Properties of letters of a binary Word document: which of them are not printed, and which are struck out.

use std::collections::BTreeMap;

use super::papx::{is_white, pages, paints, properties};
use crate::document::bytes::{u16_at, u32_at};

/// Why a letter is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// It is hidden, or was deleted while changes were tracked.
    Unprinted,
    /// A line goes through it.
    Struck,
    /// It is white, and nothing is painted behind it alone.
    White,
    /// It stands above its line.
    Raised,
}

/// Stretches of the text whose letters are hidden or were deleted while changes were tracked.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// Ends by first offset, and why the run is not read.
    runs: BTreeMap<u32, (u32, Passed)>,
}

impl Unseen {
    /// From the main stream and the table of pages (`plc`).
    pub(super) fn of(stream: &[u8], plc: &[u8]) -> Self {
        let mut read = Self::default();
        pages(stream, plc).for_each(|bytes| read.page(bytes));
        read
    }

    /// Whether the letter at an offset is not printed, or is printed and struck out; none if it is as letters are.
    pub(super) fn at(&self, offset: usize) -> Option<Passed> {
        let offset = u32::try_from(offset).ok()?;
        let (end, passed) = *self.runs.range(..=offset).next_back()?.1;
        (offset < end).then_some(passed)
    }

    fn page(&mut self, bytes: &[u8]) {
        let count = usize::from(bytes.last().copied().unwrap_or(0));
        for at in 0..count {
            let run = u32_at(bytes, at * 4).zip(u32_at(bytes, at * 4 + 4));
            let Some((from, to)) = run else { break };
            let word = bytes.get((count + 1) * 4 + at).map_or(0, |byte| usize::from(*byte) * 2);
            let size = bytes.get(word).map_or(0, |size| usize::from(*size));
            let list = if word == 0 { None } else { bytes.get(word + 1..word + 1 + size) };
            if let Some(passed) = passed(list.unwrap_or_default()) {
                self.runs.insert(from, (to, passed));
            }
        }
    }
}

fn passed(list: &[u8]) -> Option<Passed> {
    const DELETED: u16 = 0x0800;
    const HIDDEN: u16 = 0x083C;
    const STRUCK: u16 = 0x0837;
    const STRUCK_TWICE: u16 = 0x2A53;
    const COLOUR_OF_SIXTEEN: u16 = 0x2A42;
    const COLOUR: u16 = 0x6870;
    const HIGHLIGHT: u16 = 0x2A0C;
    const SCRIPT: u16 = 0x2A48;
    const LIFT: u16 = 0x4845;
    let (mut deleted, mut hidden, mut struck) = (false, false, [false; 2]);
    let (mut white, mut painted, mut raised) = (false, false, false);
    properties(list, |code, operand| {
        let on = operand.first() == Some(&1);
        let [once, twice] = &mut struck;
        match code {
            DELETED => deleted = on,
            HIDDEN => hidden = on,
            STRUCK => *once = on,
            STRUCK_TWICE => *twice = on,
            COLOUR_OF_SIXTEEN => white = operand.first() == Some(&8),
            COLOUR => white = u32_at(operand, 0).is_some_and(is_white),
            HIGHLIGHT => painted |= !matches!(operand.first(), None | Some(0 | 8)),
            0x4866 | 0xCA71 => painted |= paints(code, operand),
            SCRIPT => raised = on,
            LIFT => raised |= u16_at(operand, 0).is_some_and(|lift| (1..0x8000).contains(&lift)),
            _ => {}
        }
    });
    if deleted || hidden {
        return Some(Passed::Unprinted);
    }
    match (white && !painted, struck.contains(&true)) {
        (true, _) => Some(Passed::White),
        (false, true) => Some(Passed::Struck),
        (false, false) => raised.then_some(Passed::Raised),
    }
}
