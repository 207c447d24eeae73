//! OLE files: named streams in one file.

use std::io::{Cursor, Read};

use crate::document::ReadError;

/// An open OLE file.
pub(crate) struct Compound<'a> {
    file: cfb::CompoundFile<Cursor<&'a [u8]>>,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Opens a file.
    ///
    /// # Errors
    /// Damaged.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| broken())?;
        Ok(Self { file, size: bytes.len() as u64 })
    }

    /// Whether a stream exists.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.file.is_stream(name)
    }

    /// The bytes of a stream, no more than the file has; none if there is no such stream.
    ///
    /// # Errors
    /// Damaged.
    pub(crate) fn stream(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !self.has(name) {
            return Ok(None);
        }
        let stream = self.file.open_stream(name).map_err(|_| broken())?;
        let mut bytes = Vec::new();
        stream.take(self.size).read_to_end(&mut bytes).map_err(|_| broken())?;
        Ok(Some(bytes))
    }
}

/// The error for a damaged file.
pub(super) fn broken() -> ReadError {
    ReadError::Damaged(
        "文件不完整或已损坏；请重新下载，或在原来的程序里打开后另存为 .docx 或 .xlsx 再读".to_owned(),
    )
}
