//! What one document may hold, whatever its format says.

use super::{MAX_PIECES, ReadError};

/// Counts paragraphs and cells as they are made.
#[derive(Debug, Default)]
pub(super) struct Budget {
    pieces: usize,
}

impl Budget {
    /// Counts more pieces.
    ///
    /// # Errors
    /// More than [`MAX_PIECES`] together.
    pub(super) fn take(&mut self, pieces: usize) -> Result<(), ReadError> {
        self.pieces = self.pieces.saturating_add(pieces);
        if self.pieces <= MAX_PIECES {
            return Ok(());
        }
        Err(ReadError::Damaged(format!(
            "段落和单元格超过 {MAX_PIECES} 个；一份公开文本不会这样大，请核对文件，或分成几个文件"
        )))
    }
}
