//! Where the bytes of a Parquet file come from: memory, or a file read piece by piece from any thread.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::{Mutex, PoisonError};

use bytes::{Buf as _, Bytes};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// Bytes of a file at hand.
#[derive(Debug)]
pub(super) enum Source {
    /// All of them in memory.
    Bytes(Bytes),
    /// A file and its length; the lock is held while one piece is read.
    File(Mutex<File>, u64),
}

fn ends(start: u64, length: usize, all: u64) -> ParquetError {
    ParquetError::EOF(format!("文件到 {all} 字节为止，要读的是从 {start} 起的 {length} 字节"))
}

impl Source {
    pub(super) fn file(file: File) -> std::io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self::File(Mutex::new(file), length))
    }

    /// One piece; without a copy where all is in memory.
    pub(super) fn piece(&self, start: u64, length: usize) -> Result<Bytes> {
        let all = self.len();
        let end = start.checked_add(u64::try_from(length).unwrap_or(u64::MAX));
        if end.is_none_or(|end| end > all) {
            return Err(ends(start, length, all));
        }
        match self {
            Self::Bytes(bytes) => {
                let start = usize::try_from(start).map_err(|_| ends(start, length, all))?;
                Ok(bytes.slice(start..start + length))
            }
            Self::File(file, _) => {
                let mut piece = vec![0; length];
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(start))?;
                file.read_exact(&mut piece)?;
                Ok(piece.into())
            }
        }
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::File(_, length) => *length,
        }
    }
}

impl ChunkReader for Source {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let rest = self.len().saturating_sub(start);
        let length = usize::try_from(rest).map_err(|_| ends(start, usize::MAX, self.len()))?;
        Ok(self.piece(start, length)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.piece(start, length)
    }
}

/// One column chunk in memory, addressed as in the whole file.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) start: u64,
    pub(super) bytes: Bytes,
}

impl Length for Piece {
    fn len(&self) -> u64 {
        self.start.saturating_add(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }
}

impl ChunkReader for Piece {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let from = start.checked_sub(self.start).and_then(|from| usize::try_from(from).ok());
        let from = from.filter(|from| *from <= self.bytes.len());
        let from = from.ok_or_else(|| ends(start, 0, self.len()))?;
        Ok(self.bytes.slice(from..).reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let from = start.checked_sub(self.start).and_then(|from| usize::try_from(from).ok());
        let from = from.ok_or_else(|| ends(start, length, self.len()))?;
        let end = from.checked_add(length).filter(|end| *end <= self.bytes.len());
        Ok(self.bytes.slice(from..end.ok_or_else(|| ends(start, length, self.len()))?))
    }
}
