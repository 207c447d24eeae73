//! What is wrong with a file, as opposed to what is wrong with the accounts in it.

use std::fmt::{self, Display, Formatter};

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

impl Notice {
    /// A notice about a line of a text file.
    pub(super) fn at_line(line: u32, message: String) -> Self {
        Self { message, place: Place::line(line) }
    }
}

impl Display for Notice {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.place.line {
            Some(line) => write!(formatter, "第 {line} 行：{}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

impl Display for ReadError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Empty => formatter.write_str("文件里没有内容；请换成有正文和表格的文件"),
            ReadError::TooLarge(size, cap) => write!(
                formatter,
                "文件有 {size} 字节，超过上限 {cap} 字节；一份公开文本不会这样大，请核对文件，或分成几个文件"
            ),
            ReadError::Unsupported(what) | ReadError::Damaged(what) => formatter.write_str(what),
        }
    }
}

impl std::error::Error for ReadError {}
