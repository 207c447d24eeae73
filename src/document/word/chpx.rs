//! Properties of letters of a binary Word document: which of them are not printed.

use std::collections::BTreeMap;

use super::papx::{pages, properties};
use crate::document::bytes::u32_at;

/// Stretches of the text whose letters are hidden or were deleted while changes were tracked.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// Ends by first offset.
    runs: BTreeMap<u32, u32>,
}

impl Unseen {
    /// From the main stream and the table of pages (`plc`).
    pub(super) fn of(stream: &[u8], plc: &[u8]) -> Self {
        let mut read = Self::default();
        pages(stream, plc).for_each(|bytes| read.page(bytes));
        read
    }

    /// Whether the letter at an offset is not printed.
    pub(super) fn has(&self, offset: usize) -> bool {
        let Ok(offset) = u32::try_from(offset) else { return false };
        self.runs.range(..=offset).next_back().is_some_and(|(_, end)| offset < *end)
    }

    fn page(&mut self, bytes: &[u8]) {
        let count = usize::from(bytes.last().copied().unwrap_or(0));
        for at in 0..count {
            let run = u32_at(bytes, at * 4).zip(u32_at(bytes, at * 4 + 4));
            let Some((from, to)) = run else { break };
            let word = bytes.get((count + 1) * 4 + at).map_or(0, |byte| usize::from(*byte) * 2);
            let size = bytes.get(word).map_or(0, |size| usize::from(*size));
            let list = if word == 0 { None } else { bytes.get(word + 1..word + 1 + size) };
            if is_unseen(list.unwrap_or_default()) {
                self.runs.insert(from, to);
            }
        }
    }
}

fn is_unseen(list: &[u8]) -> bool {
    const DELETED: u16 = 0x0800;
    const HIDDEN: u16 = 0x083C;
    let (mut deleted, mut hidden) = (false, false);
    properties(list, |code, operand| {
        let on = operand.first() == Some(&1);
        match code {
            DELETED => deleted = on,
            HIDDEN => hidden = on,
            _ => {}
        }
    });
    deleted || hidden
}
