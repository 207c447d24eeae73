//! Reads bytes into a [`Document`]: paragraphs and grids of cells, each with its place; writes remarks into copies of
//! the same files.
//!
//! May live here: file formats, encodings, limits. May not: forms. No unit, year or table name, no arithmetic.

mod alignment;
mod blanks;
mod broken_off;
mod budget;
mod bytes;
mod data;
mod delimited;
mod encoding;
mod flow;
mod flowed;
mod from_csv;
mod from_text;
mod from_yaml;
mod html;
mod join;
mod limits;
mod lines;
mod list;
mod marks;
mod notice;
mod ofd;
mod office;
mod package;
mod pdf;
mod place;
mod print;
mod read;
mod records;
mod remarks;
mod signature;
mod spaced;
mod stacked;
mod unseen;
mod wide;
mod word;
mod workbook;
mod xml;
mod yaml_tree;

use crate::amount::MoneyUnit;

pub use data::{complete, decimals, given};
pub use from_csv::is_long_data;
pub use join::join;
pub use limits::{MAX_CELLS, MAX_OFFICE, MAX_PARAGRAPHS, MAX_PDF, MAX_PIECES, MAX_PROSE, MAX_TEXT, MAX_YAML};
pub use list::{List, ListRow, read_list};
pub use notice::{Notice, ReadError};
pub use place::{Extent, Format, Place, Point};
pub use print::print;
pub use read::{cap, read};
pub use remarks::{Remark, RemarkError, Shade, remark};

/// A published file as read: blocks in reading order, or long data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Name of the file as the caller gave it.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// Paragraphs and grids in reading order; empty for data.
    pub blocks: Vec<Block>,
    /// Accounts that were given as data (YAML, CSV) instead of as a printed document.
    pub data: Vec<DataFact>,
    /// What the reader of this file should know: a page without text, a damaged cell.
    pub notices: Vec<Notice>,
    /// Pages and embedded workbooks of which nothing, or not all, could be read: what is not found may stand there.
    pub lost: Vec<Place>,
    /// Places behind which a file without pages breaks off or swallowed something: the table there may have more rows.
    pub cut: Vec<Place>,
    /// Where each further file begins, by block: of a document that was joined from several.
    pub parts: Vec<usize>,
    /// Its data are one table each file, named by the file: those of a folder belong together.
    pub of_table: bool,
}

impl Document {
    /// Counts paragraphs, cells and lines of data in reading order and writes their ordinals into their places. A
    /// document as read is numbered; one that is put together from others must be numbered anew.
    pub fn number_pieces(&mut self) {
        let mut last = 0_u32;
        let mut next = || {
            last = last.saturating_add(1);
            Some(last)
        };
        for block in &mut self.blocks {
            match block {
                Block::Paragraph(paragraph) => paragraph.place.piece = next(),
                Block::Grid(grid) => {
                    for row in &mut grid.rows {
                        row.cells.iter_mut().for_each(|cell| cell.place.piece = next());
                        row.place.piece = row.cells.first().and_then(|cell| cell.place.piece);
                    }
                }
            }
        }
        self.data.iter_mut().for_each(|fact| fact.place.piece = next());
        self.number_cuts();
    }
}

/// One block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line or paragraph of running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// Running text. In text formats one paragraph is one line; joining soft line breaks is recognition's work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// The text as printed, without line ends; a form feed inside is kept as U+000C.
    pub text: String,
    /// Where it starts.
    pub place: Place,
}

/// How the cells of a grid were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GridKind {
    /// Ruled lines or explicit cells with spans (PDF, Word, workbook, HTML): positions can be trusted.
    Ruled,
    /// Delimited text (tabs, `|`): cells are cells, but merged header cells have collapsed and blanks may have moved.
    #[default]
    Delimited,
    /// Columns from alignment alone.
    Flowed,
}

/// A table as printed: rows of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// How it was found.
    pub kind: GridKind,
    /// Its rows from top to bottom.
    pub rows: Vec<GridRow>,
}

impl Grid {
    /// How many columns its cells reach over.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.columns().end).max().unwrap_or(0)
    }
}

impl GridRow {
    /// The cell over a column (0-based).
    #[must_use]
    pub fn over(&self, column: u32) -> Option<&GridCell> {
        self.cells.iter().find(|cell| cell.columns().contains(&column))
    }
}

impl GridCell {
    /// The columns that it covers, 0-based.
    #[must_use]
    pub fn columns(&self) -> std::ops::Range<u32> {
        self.column..self.column.saturating_add(self.column_span)
    }
}

/// One printed row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// Its cells from left to right; in delimited text an empty cell is present with an empty text.
    pub cells: Vec<GridCell>,
    /// Where the row stands.
    pub place: Place,
}

/// One printed cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridCell {
    /// The text as printed, trimmed of blanks at both ends, line breaks kept as `\n`.
    pub text: String,
    /// First column it covers (0-based).
    pub column: u32,
    /// Columns covered, at least 1.
    pub column_span: u32,
    /// Rows covered, at least 1.
    pub row_span: u32,
    /// Where it stands.
    pub place: Place,
}

/// 状态 of a line of data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Given {
    /// As the value says.
    #[default]
    Unsaid,
    /// 空白
    Blank,
    /// 横线
    Dash,
    /// 不可读
    Unreadable,
    /// 推得: implied by words rather than printed as a figure.
    Implied,
}

/// 精度 of a line of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decimals {
    /// So many decimals were printed, in the unit of the value; less than 0 for whole tens, hundreds.
    Printed(i8),
    /// 准: the number stands for itself.
    Exact,
}

/// One line of an account given as data: 单位, 年度, 规则, 表, 行, 列, 值, 状态, 精度, 货币单位, 备注.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataFact {
    /// 单位
    pub unit: String,
    /// 年度
    pub year: Option<i32>,
    /// 规则: the rule set whose names are used; empty where the data do not say.
    pub rules: String,
    /// 表: canonical name of a table or passage; empty where something is said of the whole unit.
    pub table: String,
    /// 行: a code, a row name or a path; empty for a passage.
    pub row: String,
    /// 列: a column or slot, or with `#` before it something said of the unit, table or row.
    pub column: String,
    /// 值 as printed in the table's unit.
    pub value: String,
    /// 状态; [`Given::Unsaid`] means by value.
    pub state: Given,
    /// 精度: decimals printed, if given.
    pub places: Option<Decimals>,
    /// 货币单位: the unit of an amount that prints none.
    pub currency: Option<MoneyUnit>,
    /// 备注: why it cannot be read.
    pub note: String,
    /// Where it stands.
    pub place: Place,
    /// Its line holds all figures of one row: another line of that name is another row.
    pub of_row: bool,
}
