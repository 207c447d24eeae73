//! Where a file breaks off, or swallowed something: what was being read there is not used, and what followed is not
//! known.

use std::collections::BTreeMap;

use super::{Block, Document, GridRow, Notice, Place};

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

/// Whether a text ends within a row of a table: its last line has no end, and is a code where rows of codes and figures
/// stand above it, or a row whose last figure has fewer decimals than all of the row above.
pub(super) fn ends_within_row(text: &str, blocks: &[Block]) -> bool {
    if text.ends_with(['\n', '\r']) {
        return false;
    }
    let is_code =
        |text: &str| (3..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let codes = |row: &GridRow| row.cells.first().is_some_and(|cell| is_code(cell.text.trim()));
    match blocks {
        [.., Block::Grid(grid), Block::Paragraph(last)] => {
            is_code(last.text.trim())
                && grid.rows.last().is_some_and(|row| codes(row) && !decimals(row).is_empty())
        }
        [.., Block::Grid(grid)] => match grid.rows.as_slice() {
            [.., above, last] => codes(last) && is_part_of(last, above),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a row has less than the one above it, which has figures: no figure, or a last one with fewer decimals.
fn is_part_of(row: &GridRow, above: &GridRow) -> bool {
    let (all, own) = (decimals(above), decimals(row));
    let usual = all.first().copied().unwrap_or(0);
    if all.len() < 2 || usual == 0 || all.iter().any(|count| *count != usual) {
        return false;
    }
    let is_figure =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let last =
        row.cells.iter().map(|cell| cell.text.trim()).rfind(|text| !text.is_empty()).unwrap_or_default();
    if row.cells.len() > 1 && is_figure(last) && !own.is_empty() {
        let whole = own.iter().filter(|count| **count == usual).count();
        return whole < all.len() && decimals_of(last).unwrap_or(0) < usual;
    }
    own.is_empty() && row.cells.len() <= 2 && above.cells.len() > 3
}

/// Decimals of the figures of a row that have some.
fn decimals(row: &GridRow) -> Vec<usize> {
    row.cells.iter().filter_map(|cell| decimals_of(cell.text.trim())).collect()
}

fn decimals_of(text: &str) -> Option<usize> {
    let (whole, rest) = text.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    (digits(whole) && digits(rest)).then_some(rest.len())
}

/// The place of the last piece of a block.
fn last_place(block: &Block) -> Option<&Place> {
    match block {
        Block::Paragraph(paragraph) => Some(&paragraph.place),
        Block::Grid(grid) => Some(&grid.rows.last()?.cells.last()?.place),
    }
}
