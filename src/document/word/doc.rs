//! .doc and .wps: the body of a binary Word document (Word 97 and later): paragraphs, tables by the edges of their
//! cells, results of fields.

use std::sync::Arc;

use super::chpx::{Passed, Unseen};
use super::compound::{Compound, broken};
use super::lists::numbering;
use super::marked::Marked;
use super::numbering::Numbering;
use super::papx::{Paragraphs, Properties};
use super::pieces::Pieces;
use super::rows::{Row, table};
use crate::document::bytes::{u16_at, u32_at};
use crate::document::flow::{Flow, Layouts};
use crate::document::package::locked;
use crate::document::unseen::Look;
use crate::document::{Document, ReadError};

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
    let paragraphs = Paragraphs::of(&stream, &data, part(0x0102).unwrap_or_default())?;
    let unseen = Unseen::of(&stream, part(0x00FA).unwrap_or_default());
    // The levels of lists stand behind the table of lists.
    let lists = u32_at(&stream, 0x02E2).filter(|_| u32_at(&stream, 0x02E6) != Some(0));
    let lists = lists.and_then(|from| table.get(from as usize..)).unwrap_or_default();
    let uses = part(0x02EA).unwrap_or_default();
    let mut reader = Reader {
        numbering: numbering(part(0x00A2).unwrap_or_default(), lists, uses),
        unseen,
        flow: Flow::new(document, Layouts::Frames),
        text: Marked::default(),
        begins: 0,
        fields: Vec::new(),
        codes: 0,
        row: Row::default(),
        table: Vec::new(),
        after_cell: false,
        code: String::new(),
    };
    for (offset, letter) in pieces.letters() {
        reader.letter(letter, offset, || paragraphs.at(offset))?;
    }
    reader.finish()?;
    if pieces.is_short {
        document.break_off("文件已损坏，正文有一段在文件以外", true);
    }
    Ok(())
}

struct Reader<'d> {
    numbering: Numbering,
    unseen: Unseen,
    flow: Flow<'d>,
    text: Marked,
    /// Where in it the paragraph begins.
    begins: usize,
    /// For each open field, whether its result has begun.
    fields: Vec<bool>,
    /// Open fields whose result has not begun.
    codes: usize,
    row: Row,
    table: Vec<Row>,
    after_cell: bool,
    /// How the code of the innermost field begins.
    code: String,
}

/// What a letter prints; pictures, drawings, notes and soft hyphens leave a letter of control behind.
fn printed(letter: char) -> Option<char> {
    match letter {
        '\u{B}' => Some('\n'),
        '\u{1E}' => Some('-'),
        '\t' => Some('\t'),
        '\u{A0}' => Some(' '),
        _ => (letter >= ' ').then_some(letter),
    }
}

/// How the code of a field begins whose result is a workbook.
const EMBEDDED: &str = "EMBED Excel";

impl Reader<'_> {
    fn letter(
        &mut self,
        letter: char,
        offset: usize,
        properties: impl Fn() -> Option<Arc<Properties>>,
    ) -> Result<(), ReadError> {
        match letter {
            '\u{13}' => {
                self.fields.push(false);
                self.codes += 1;
                self.code.clear();
            }
            '\u{14}' => {
                if self.codes > 0 && self.code.trim_start().starts_with(EMBEDDED) {
                    self.flow.embed();
                }
                self.code.clear();
                if let Some(field) = self.fields.last_mut() {
                    self.codes -= usize::from(!std::mem::replace(field, true));
                }
            }
            '\u{15}' => self.codes -= usize::from(self.fields.pop() == Some(false)),
            '\r' | '\u{7}' | '\u{C}' => return self.mark(letter, properties()),
            _ if self.codes > 0 => {
                if self.code.len() <= EMBEDDED.len() {
                    self.code.push(letter);
                }
            }
            _ => {
                let look = match self.unseen.at(offset) {
                    None => Some(Look::Plain),
                    Some(Passed::Unprinted) => None,
                    Some(Passed::Struck) => Some(Look::Struck),
                    Some(Passed::White) => Some(Look::White),
                    Some(Passed::Raised) => Some(Look::Raised),
                };
                if let Some((look, letter)) = look.zip(printed(letter)) {
                    self.text.push(look, letter.encode_utf8(&mut [0; 4]));
                }
            }
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
        if mark == '\u{7}' {
            // Without properties, an empty cell behind a cell is the end of a row.
            let ends_row = properties.ends_row || (!known && self.after_cell && self.text.is_empty());
            if ends_row {
                self.row.layout = Arc::clone(&properties.layout);
                self.table.push(std::mem::take(&mut self.row));
                self.text = Marked::default();
                self.after_cell = false;
            } else {
                self.number(&properties);
                self.row.cells.push(std::mem::take(&mut self.text));
                self.after_cell = true;
            }
            return Ok(());
        }
        if properties.in_table || (!known && !self.row.cells.is_empty()) {
            self.number(&properties);
            self.text.push_plain('\n');
            self.begins = self.text.len();
            return Ok(());
        }
        self.end_table()?;
        let page_end = mark == '\u{C}' && self.text.is_empty();
        if !page_end {
            self.number(&properties);
        }
        std::mem::take(&mut self.text).say(properties.painted, &mut self.flow);
        self.flow.end_paragraph()
    }

    /// Counts a paragraph that ends, and writes its number in front of it.
    fn number(&mut self, properties: &Properties) {
        let style = properties.style.to_string();
        let label = self.numbering.next(Some(&style), &properties.reference);
        if self.text.says(self.begins) {
            self.text.insert(self.begins, &label);
        }
        self.begins = 0;
    }

    fn finish(&mut self) -> Result<(), ReadError> {
        if !self.row.cells.is_empty() {
            self.table.push(std::mem::take(&mut self.row));
        }
        self.end_table()?;
        std::mem::take(&mut self.text).say(false, &mut self.flow);
        self.flow.finish()
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        table(&std::mem::take(&mut self.table), &mut self.flow)
    }
}
