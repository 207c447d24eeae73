//! .doc and .wps: the body of a binary Word document (Word 97 and later): paragraphs, tables by the edges of their
//! cells, results of fields.

use std::sync::Arc;

use super::compound::{Compound, broken};
use super::papx::{Paragraphs, Properties};
use super::pieces::Pieces;
use crate::document::bytes::{u16_at, u32_at};
use crate::document::flow::{Flow, Layouts, Rows};
use crate::document::package::locked;
use crate::document::{Document, Notice, Place, ReadError};

/// Edges of cells that differ by no more (in twentieths of a point) are one.
const NEAR: i32 = 30;

/// Adds the blocks of a document.
///
/// # Errors
/// Encrypted, older than Word 97, damaged or too large.
pub(crate) fn read(file: &mut Compound<'_>, document: &mut Document) -> Result<(), ReadError> {
    let stream = file.stream("WordDocument")?.unwrap_or_default();
    let flags = u16_at(&stream, 0x0A).ok_or_else(broken)?;
    if u16_at(&stream, 0) != Some(0xA5EC) {
        return Err(ReadError::Unsupported(
            "这是 Word 95 或更早的文档，这一版不读；请在 Word 或 WPS 里另存为 .docx 再读".to_owned(),
        ));
    }
    if flags & 0x0100 != 0 {
        return Err(locked());
    }
    let name = if flags & 0x0200 != 0 { "1Table" } else { "0Table" };
    let table = file.stream(name)?.ok_or_else(broken)?;
    let data = file.stream("Data")?.unwrap_or_default();
    let part = |at: usize| {
        let from = u32_at(&stream, at)? as usize;
        let size = u32_at(&stream, at + 4)? as usize;
        table.get(from..from.checked_add(size)?)
    };
    let body = u32_at(&stream, 0x4C).ok_or_else(broken)? as usize;
    let pieces = Pieces::of(&stream, part(0x01A2).ok_or_else(broken)?, body)?;
    let paragraphs = Paragraphs::of(&stream, &data, part(0x0102).unwrap_or_default());
    let mut reader = Reader {
        flow: Flow::new(document, Layouts::Frames),
        text: String::new(),
        fields: Vec::new(),
        row: Row::default(),
        table: Vec::new(),
        after_cell: false,
        numbered: false,
    };
    for (offset, letter) in pieces.letters() {
        reader.letter(letter, || paragraphs.at(offset))?;
    }
    reader.finish()?;
    if reader.numbered {
        let message = "有自动编号的段落，编号没有写出（正文照常读入）；要连编号一起读，请另存为 .docx 再读";
        document.notices.push(Notice { message: message.to_owned(), place: Place::default() });
    }
    Ok(())
}

/// A row of cells.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    properties: Arc<Properties>,
}

struct Reader<'d> {
    flow: Flow<'d>,
    text: String,
    /// For each open field, whether its result has begun.
    fields: Vec<bool>,
    row: Row,
    table: Vec<Row>,
    after_cell: bool,
    numbered: bool,
}

impl Reader<'_> {
    fn letter(
        &mut self,
        letter: char,
        properties: impl Fn() -> Option<Arc<Properties>>,
    ) -> Result<(), ReadError> {
        match letter {
            '\u{13}' => self.fields.push(false),
            '\u{14}' => {
                if let Some(field) = self.fields.last_mut() {
                    *field = true;
                }
            }
            '\u{15}' => {
                self.fields.pop();
            }
            '\r' | '\u{7}' | '\u{C}' => return self.mark(letter, properties()),
            _ if self.fields.contains(&false) => {}
            '\u{B}' => self.text.push('\n'),
            '\u{1E}' => self.text.push('-'),
            '\t' => self.text.push('\t'),
            '\u{A0}' => self.text.push(' '),
            // Pictures, drawings, notes and soft hyphens leave a letter of control behind.
            _ if letter < ' ' => {}
            _ => self.text.push(letter),
        }
        if letter != '\u{7}' {
            self.after_cell &= letter < ' ';
        }
        Ok(())
    }

    /// The end of a paragraph, cell or row.
    fn mark(&mut self, mark: char, properties: Option<Arc<Properties>>) -> Result<(), ReadError> {
        let known = properties.is_some();
        let properties = properties.unwrap_or_default();
        self.numbered |= properties.numbered && !self.text.trim().is_empty();
        if mark == '\u{7}' {
            // Without properties, an empty cell behind a cell is the end of a row.
            let ends_row = properties.ends_row || (!known && self.after_cell && self.text.is_empty());
            if ends_row {
                self.row.properties = properties;
                self.table.push(std::mem::take(&mut self.row));
                self.text.clear();
                self.after_cell = false;
            } else {
                self.row.cells.push(std::mem::take(&mut self.text));
                self.after_cell = true;
            }
            return Ok(());
        }
        if properties.in_table || (!known && !self.row.cells.is_empty()) {
            self.text.push('\n');
            return Ok(());
        }
        self.end_table()?;
        let text = std::mem::take(&mut self.text);
        self.flow.text(&text);
        self.flow.end_paragraph()
    }

    fn finish(&mut self) -> Result<(), ReadError> {
        if !self.row.cells.is_empty() {
            self.table.push(std::mem::take(&mut self.row));
        }
        self.end_table()?;
        let text = std::mem::take(&mut self.text);
        self.flow.text(&text);
        self.flow.finish()
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        let rows = std::mem::take(&mut self.table);
        if rows.is_empty() {
            return Ok(());
        }
        let edges = edges(&rows);
        self.flow.open_table()?;
        for row in &rows {
            self.flow.open_row()?;
            self.cells(row, &edges)?;
            self.flow.close_row();
        }
        self.flow.close_table()
    }

    fn cells(&mut self, row: &Row, edges: &[i32]) -> Result<(), ReadError> {
        let own = &row.properties;
        let column = |at: usize| own.edges.get(at).map(|edge| column_of(edges, i32::from(*edge)));
        self.flow.skip_columns(column(0).unwrap_or(0));
        let goes_on = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false);
        for (at, text) in row.cells.iter().enumerate() {
            if goes_on(&own.behind, at) {
                continue;
            }
            let end = (at + 1..).find(|next| !goes_on(&own.behind, *next)).unwrap_or(at + 1);
            let columns = match (column(at), column(end)) {
                (Some(from), Some(to)) => to.saturating_sub(from).max(1),
                _ => 1,
            };
            let rows = if goes_on(&own.below, at) { Rows::Continue } else { Rows::Restart };
            self.flow.open_cell(columns, rows)?;
            self.flow.text(text);
            self.flow.close_cell()?;
        }
        Ok(())
    }
}

/// The edges of all cells of a table, near ones as one.
fn edges(rows: &[Row]) -> Vec<i32> {
    let mut all: Vec<i32> =
        rows.iter().flat_map(|row| row.properties.edges.iter().map(|edge| i32::from(*edge))).collect();
    all.sort_unstable();
    let mut edges: Vec<i32> = Vec::new();
    for edge in all {
        if edges.last().is_none_or(|last| edge - last > NEAR) {
            edges.push(edge);
        }
    }
    edges
}

/// The column that begins at an edge.
fn column_of(edges: &[i32], edge: i32) -> u32 {
    edges.partition_point(|known| *known <= edge).saturating_sub(1) as u32
}
