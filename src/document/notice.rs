//! What is wrong with a file, as opposed to what is wrong with the accounts in it.

use super::Place;

/// The file's problem; the rest of the file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What was met and what follows from it, in Chinese.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// Why a file could not be read at all. Messages are Chinese, with a mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing in it.
    Empty,
    /// Larger than the stated cap: size and cap in bytes.
    TooLarge(u64, u64),
    /// Not a format that is read; what it looks like.
    Unsupported(String),
    /// Damaged beyond reading: what and where.
    Damaged(String),
}
