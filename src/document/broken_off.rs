//! Where a file breaks off, or swallowed something: what was being read there is not used, and what followed is not
//! known.

use std::collections::BTreeMap;

use super::{Block, Document, Notice, Place};

impl Document {
    /// The file breaks off behind the blocks read so far; what stands there is not known. Where the paragraph or row
    /// that was read last is `half` of one, it is dropped.
    pub(super) fn break_off(&mut self, what: &str, half: bool) {
        if half {
            self.drop_last();
        }
        let place = self.blocks.last().and_then(last_place).cloned().unwrap_or_default();
        let message = format!(
            "{what}，从这里起没有读到；后面的内容不算缺少，可能不全的表不判不符，请重新取得完整的文件"
        );
        self.notices.push(Notice { message, place: place.clone() });
        self.cut.push(place);
    }

    fn drop_last(&mut self) {
        let only = self.blocks.len() == 1;
        match self.blocks.last_mut() {
            Some(Block::Grid(grid)) if grid.rows.len() > 1 => {
                grid.rows.pop();
                let height = grid.rows.len() as u32;
                for (row, at) in grid.rows.iter_mut().zip(0..) {
                    row.cells.iter_mut().for_each(|cell| cell.row_span = cell.row_span.min(height - at));
                }
            }
            _ if only => {}
            _ => _ = self.blocks.pop(),
        }
    }

    /// Writes their ordinals into the places where the file breaks off.
    pub(super) fn number_cuts(&mut self) {
        if self.cut.is_empty() {
            return;
        }
        let plain = |place: &Place| Place { piece: None, ..place.clone() };
        let mut pieces: BTreeMap<Place, Option<u32>> = BTreeMap::new();
        for place in self.blocks.iter().filter_map(last_place) {
            pieces.insert(plain(place), place.piece);
        }
        for place in &mut self.cut {
            // Before everything that was read.
            place.piece = pieces.get(&plain(place)).copied().unwrap_or(Some(0));
        }
    }
}

/// The place of the last piece of a block.
fn last_place(block: &Block) -> Option<&Place> {
    match block {
        Block::Paragraph(paragraph) => Some(&paragraph.place),
        Block::Grid(grid) => Some(&grid.rows.last()?.cells.last()?.place),
    }
}
