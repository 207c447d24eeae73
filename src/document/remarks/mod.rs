//! Remarks in a copy of a file, where they belong: comments in Word's documents, notes and colour in Excel's workbooks,
//! highlights in PDF files. All else of the file stays as it is.
//!
//! May live here: how these formats keep remarks. May not: which remarks there are, and their words.

mod book;
mod book_notes;
mod book_sheet;
mod book_styles;
mod cell;
mod edits;
mod package;
mod page_update;
mod pages;
mod runs;
mod search;
mod word;

use std::fmt;

use super::word::BODY;
use super::workbook::LIST;
use super::{Place, ReadError};
use package::Copy;

/// What is to be said of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// Where; of a file that was joined to others the place in the file itself counts.
    pub at: Place,
    /// What is printed there; empty for a blank or for the whole place.
    pub text: String,
    /// More of what is printed around it.
    pub quote: String,
    /// What is said, in lines.
    pub words: String,
    /// How it is coloured.
    pub shade: Shade,
}

/// Colours of remarks, the gravest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shade {
    /// To be mended.
    #[default]
    Wrong,
    /// To be checked.
    Doubtful,
    /// To be thought of.
    Hint,
}

impl Shade {
    /// All of them.
    const ALL: [Self; 3] = [Self::Wrong, Self::Doubtful, Self::Hint];

    /// Red, green and blue, in hexadecimal: light enough for black letters upon it.
    fn colour(self) -> &'static str {
        match self {
            Self::Wrong => "FFB3B3",
            Self::Doubtful => "FFE08A",
            Self::Hint => "BFE3FF",
        }
    }
}

/// Why a copy could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemarkError {
    /// Not a format that remarks are written into.
    Format,
    /// Its rights or its encryption do not let anything be added.
    Locked,
    /// Its inside is not as the format says.
    Damaged,
    /// It could not be read.
    Read(ReadError),
}

impl fmt::Display for RemarkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => formatter.write_str("这种格式不能加批注（能加的有 .docx、.xlsx、.pdf）"),
            Self::Locked => formatter.write_str("文件加了密，不能加批注；请另存为不加密的文件"),
            Self::Damaged => {
                formatter.write_str("文件内部与格式不符，不能加批注；请在原来的程序里打开后另存一份")
            }
            Self::Read(why) => write!(formatter, "{why}"),
        }
    }
}

impl std::error::Error for RemarkError {}

impl From<ReadError> for RemarkError {
    fn from(why: ReadError) -> Self {
        Self::Read(why)
    }
}

/// Signature of those who remark.
const AUTHOR: &str = "勾稽";

/// A copy of a file with remarks in it. Those whose place is not found stand at its beginning and say where they belong
/// in their words.
///
/// # Errors
/// See [`RemarkError`].
pub fn remark(bytes: &[u8], remarks: &[Remark]) -> Result<Vec<u8>, RemarkError> {
    if super::pdf::is_pdf(bytes) {
        return pages::remark(bytes, remarks);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(RemarkError::Format);
    }
    let mut copy = Copy::open(bytes)?;
    if copy.is_about("xl/", LIST) {
        book::remark(&mut copy, remarks)?;
    } else if copy.is_about("word/", BODY) {
        word::remark(&mut copy, remarks)?;
    } else {
        return Err(RemarkError::Format);
    }
    copy.finish()
}
