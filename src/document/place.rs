//! Where something stands in a file.

use std::sync::Arc;

/// A place in a file; what the format does not have is `None`. Places are ordered as the document is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// 1-based ordinal of the paragraph, cell or line of data in the document ([`super::Document::number_pieces`]): what
    /// tells cells of one line apart. A row has that of its first cell.
    pub piece: Option<u32>,
    /// The file, where a document was joined from several.
    pub file: Option<Arc<str>>,
    /// 1-based page (PDF).
    pub page: Option<u32>,
    /// 1-based line: of the file (text formats), of the page (PDF; rows of tables count as lines).
    pub line: Option<u32>,
    /// Sheet name (workbooks).
    pub sheet: Option<Arc<str>>,
    /// Cell such as `C7` (workbooks), or what else has an ordinal in words (Word, web pages): 第 12 段, 表 2 第 3 行第 1 列.
    pub cell: Option<Arc<str>>,
}

impl Place {
    /// A paragraph of a format without lines, by its ordinal.
    pub(super) fn paragraph(ordinal: u32) -> Self {
        Self { cell: Some(Arc::from(format!("第 {ordinal} 段"))), ..Self::default() }
    }

    /// A cell of a table by ordinals of table, row and cell.
    pub(super) fn table_cell(table: u32, row: u32, cell: u32) -> Self {
        let words = format!("表 {table} 第 {row} 行第 {cell} 列");
        Self { cell: Some(Arc::from(words)), ..Self::default() }
    }
    /// A line of a text file.
    #[must_use]
    pub fn line(line: u32) -> Self {
        Self { line: Some(line), ..Self::default() }
    }
}

/// A byte of the text of a paragraph or cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// [`Place::piece`] of the paragraph or cell.
    pub piece: u32,
    /// Byte of its text.
    pub byte: u32,
}

/// A stretch of text of a document: from a point up to one in the same piece, or in a later one where it was broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extent {
    /// Its first byte.
    pub from: Point,
    /// Behind its last byte.
    pub to: Point,
}

/// A file format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text or Markdown.
    #[default]
    Text,
    /// Long CSV data.
    Csv,
    /// YAML data.
    Yaml,
    /// A workbook: .xlsx, .xls, .et, .ods.
    Workbook,
    /// A word processor's document: .docx, .doc, .wps.
    Word,
    /// A web page.
    Html,
    /// An OFD document.
    Ofd,
    /// Pages as printed.
    Pdf,
}
