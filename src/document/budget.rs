//! What one document may hold, whatever its format says.

use super::{MAX_PIECES, MAX_TEXT, ReadError};

/// Counts paragraphs and cells as they are made.
#[derive(Debug, Default)]
pub(super) struct Budget {
    pieces: usize,
    letters: u64,
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

    /// Counts more bytes of text: what cells share is held as often as they print it.
    ///
    /// # Errors
    /// More than [`MAX_TEXT`] together.
    pub(super) fn print(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.letters = self.letters.saturating_add(bytes as u64);
        if self.letters <= MAX_TEXT {
            return Ok(());
        }
        Err(ReadError::Damaged(format!(
            "单元格里的文字合起来超过 {} MB；一份公开文本不会这样大，请核对文件，或分成几个文件",
            MAX_TEXT / 1024 / 1024
        )))
    }
}
