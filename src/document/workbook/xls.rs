//! .xls and .et: sheets of a binary workbook of Excel 97 and later (BIFF8).

use std::collections::BTreeMap;

use super::add;
use super::biff::{Record, Shared, number, packed, records, shared, string};
use super::shared_strings::Rich;
use super::sheet::Sheet;
use super::styles::{Style, Styles};
use super::xls_looks::Looks;
use crate::document::budget::Budget;
use crate::document::bytes::{u16_at, u32_at};
use crate::document::package::locked;
use crate::document::unseen::Look;
use crate::document::{Document, Notice, Place, ReadError};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILEPASS: u16 = 0x002F;
const DATE_1904: u16 = 0x0022;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const SST: u16 = 0x00FC;
const LABEL_SST: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const RICH_STRING: u16 = 0x00D6;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MULTIPLE_RK: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;
const BOOL_OR_ERROR: u16 = 0x0205;
const BLANK: u16 = 0x0201;
const MULTIPLE_BLANK: u16 = 0x00BE;
const MERGED: u16 = 0x00E5;
const FONT: u16 = 0x0031;
const PALETTE: u16 = 0x0092;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007D;

/// Most sheets that are read.
const MOST_SHEETS: usize = 1024;

/// Adds the sheets of a workbook, given its main stream, to a document.
///
/// # Errors
/// Encrypted, older than Excel 97, damaged or too large.
pub(crate) fn read(stream: &[u8], document: &mut Document) -> Result<(), ReadError> {
    let book = Book::of(stream)?;
    let mut budget = Budget::default();
    for entry in &book.entries {
        // Sheets do not overlap: each ends where the next one begins, so that the stream is read once.
        let next =
            book.entries.iter().map(|other| other.offset).filter(|offset| *offset > entry.offset).min();
        let stream = stream.get(..next.unwrap_or(stream.len())).unwrap_or(stream);
        let mut reader = Reader { book: &book, sheet: Sheet::new(&entry.name), awaiting: None };
        let whole = reader.read(stream, entry.offset, &mut budget)?;
        let before = document.blocks.len();
        add(reader.sheet, entry.hidden, document, &mut budget)?;
        if !whole {
            lose(&entry.name, before, document);
        }
    }
    if !book.whole {
        lose("", document.blocks.len(), document);
    }
    Ok(())
}

/// A sheet (or, without a name, the list of sheets) is not there to its end.
fn lose(sheet: &str, before: usize, document: &mut Document) {
    if document.blocks.len() > before {
        document.break_off("工作表已损坏，记录的长度不对或没有结尾", true);
        return;
    }
    let message = match sheet {
        "" => "工作簿的目录已损坏，没有读完；没有找到的内容不算缺少，请重新取得文件".to_owned(),
        _ => format!("工作表「{sheet}」已损坏，没有读到；没有找到的内容不算缺少，请重新取得文件"),
    };
    document.notices.push(Notice { message, place: Place::default() });
    document.lost.push(Place::default());
}

struct Entry {
    name: String,
    offset: usize,
    hidden: bool,
}

/// What stands before the sheets.
#[derive(Default)]
struct Book {
    entries: Vec<Entry>,
    strings: Vec<Rich>,
    styles: Styles,
    /// It is there to its end.
    whole: bool,
}

impl Book {
    fn of(stream: &[u8]) -> Result<Self, ReadError> {
        let mut book = Self::default();
        let mut codes: BTreeMap<u16, String> = BTreeMap::new();
        let mut looks = Looks::default();
        let mut strings: Vec<Shared> = Vec::new();
        let mut first = true;
        for record in records(stream, 0) {
            let bytes = record.bytes.as_slice();
            if first && (record.kind != BOF || u16_at(bytes, 0) != Some(0x0600)) {
                return Err(ReadError::Unsupported(
                    "这是 Excel 95 或更早的工作簿，这一版不读；请在 Excel 或 WPS 里另存为 .xlsx 再读"
                        .to_owned(),
                ));
            }
            first = false;
            match record.kind {
                EOF => {
                    book.whole = true;
                    break;
                }
                FILEPASS => return Err(locked()),
                DATE_1904 => book.styles.since_1904 = u16_at(bytes, 0) == Some(1),
                FORMAT => {
                    let code = bytes.get(2..).and_then(|rest| string(rest, false));
                    codes.extend(u16_at(bytes, 0).zip(code));
                }
                XF => {
                    let format = u16_at(bytes, 2).unwrap_or(0);
                    let bordered = u16_at(bytes, 10).unwrap_or(0) != 0;
                    let code = codes.get(&format).map(String::as_str);
                    book.styles.push(Style::new(u32::from(format), code, bordered));
                    looks.cell(bytes);
                }
                FONT => looks.font(bytes),
                PALETTE => looks.palette(bytes),
                BOUND_SHEET => {
                    let known = |entry: &Entry| book.entries.iter().all(|other| other.offset != entry.offset);
                    let new = entry(bytes).filter(known).filter(|_| book.entries.len() < MOST_SHEETS);
                    book.entries.extend(new);
                }
                SST => strings = shared(&record),
                _ => {}
            }
        }
        book.styles.set_looks(looks.of_styles());
        book.styles.set_painted(looks.painted());
        book.strings = strings.into_iter().map(|text| rich(text, &looks)).collect();
        if first {
            return Err(ReadError::Damaged(
                "工作簿里没有内容；请在原来的程序里打开后另存一份再读".to_owned(),
            ));
        }
        Ok(book)
    }
}

/// A sheet of cells; charts and macro sheets are none.
fn entry(bytes: &[u8]) -> Option<Entry> {
    let offset = u32_at(bytes, 0)? as usize;
    let hidden = bytes.get(4)? & 3 != 0;
    (*bytes.get(5)? == 0).then_some(())?;
    Some(Entry { name: string(bytes.get(6..)?, true)?, offset, hidden })
}

struct Reader<'a> {
    book: &'a Book,
    sheet: Sheet,
    /// The cell of a formula whose text follows in a record of its own.
    awaiting: Option<((u32, u32), usize)>,
}

impl Reader<'_> {
    /// Reads a sheet; whether it is there to its end.
    fn read(&mut self, stream: &[u8], offset: usize, budget: &mut Budget) -> Result<bool, ReadError> {
        let mut depth = 0_usize;
        for record in records(stream, offset) {
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => return Ok(depth == 1),
                EOF => depth -= 1,
                _ if depth == 0 || !has_its_size(&record) => return Ok(false),
                _ if depth == 1 => self.record(&record, budget)?,
                _ => {}
            }
        }
        Ok(false)
    }

    fn record(&mut self, record: &Record, budget: &mut Budget) -> Result<(), ReadError> {
        let bytes = record.bytes.as_slice();
        match record.kind {
            MULTIPLE_RK | MULTIPLE_BLANK => return self.multiple(record, budget),
            MERGED => return self.merged(bytes, budget),
            ROW | COLUMNS => {
                self.hidden(record.kind, bytes);
                return Ok(());
            }
            STRING => {
                let text = string(bytes, false).unwrap_or_default();
                return match self.awaiting.take() {
                    Some((at, style)) => self.put(at, style, &text, budget),
                    None => Ok(()),
                };
            }
            LABEL_SST | LABEL | RICH_STRING | NUMBER | RK | FORMULA | BOOL_OR_ERROR | BLANK => {}
            _ => return Ok(()),
        }
        let Some((at, style)) = place(bytes) else { return Ok(()) };
        self.ruled(at, style);
        let rest = bytes.get(6..).unwrap_or_default();
        let text = match record.kind {
            LABEL_SST => match u32_at(rest, 0).and_then(|index| self.book.strings.get(index as usize)) {
                Some(rich) => return self.rich(style, at, rich, budget),
                None => Some(char::REPLACEMENT_CHARACTER.to_string()),
            },
            LABEL | RICH_STRING => string(rest, false),
            NUMBER => number(rest).map(|number| self.book.styles.print(style, &number)),
            RK => u32_at(rest, 0).and_then(packed).map(|number| self.book.styles.print(style, &number)),
            BOOL_OR_ERROR => rest.first().zip(rest.get(1)).map(|(value, kind)| special(*kind != 0, *value)),
            FORMULA => self.formula(at, style, rest),
            _ => None,
        };
        text.map_or(Ok(()), |text| self.put(at, style, &text, budget))
    }

    fn put(
        &mut self,
        at: (u32, u32),
        style: usize,
        text: &str,
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        self.sheet.put_as(self.book.styles.look(style), at, text, budget)
    }

    /// Adds a text whose stretches may look otherwise than its cell.
    fn rich(
        &mut self,
        style: usize,
        at: (u32, u32),
        rich: &Rich,
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        let styles = &self.book.styles;
        let parts = rich.parts(styles.look(style), styles.is_painted(style));
        self.sheet.put_parts(parts, at, budget)
    }

    /// Rows and columns that are hidden or have no size.
    fn hidden(&mut self, kind: u16, bytes: &[u8]) {
        let number = |at: usize| u16_at(bytes, at).map(u32::from);
        if kind == ROW {
            let flagged = bytes.get(12).is_some_and(|flags| flags & 0x20 != 0);
            let flat = number(6).is_some_and(|height| height == 0);
            if let Some(row) = number(0).filter(|_| flagged || flat) {
                self.sheet.hidden_rows.add(row, row);
            }
            return;
        }
        let flagged = bytes.get(8).is_some_and(|flags| flags & 1 != 0);
        let flat = number(4) == Some(0);
        if let Some((first, last)) = number(0).zip(number(2)).filter(|_| flagged || flat) {
            self.sheet.hidden_columns.add(first, last);
        }
    }

    /// The saved value of a formula; a text comes in the next record.
    fn formula(&mut self, at: (u32, u32), style: usize, bytes: &[u8]) -> Option<String> {
        if u16_at(bytes, 6)? != 0xFFFF {
            return number(bytes).map(|number| self.book.styles.print(style, &number));
        }
        match *bytes.first()? {
            0 => {
                self.awaiting = Some((at, style));
                None
            }
            1 => Some(special(false, *bytes.get(2)?)),
            2 => Some(special(true, *bytes.get(2)?)),
            _ => None,
        }
    }

    fn multiple(&mut self, record: &Record, budget: &mut Budget) -> Result<(), ReadError> {
        let bytes = record.bytes.as_slice();
        let (Some(row), Some(first)) = (u16_at(bytes, 0), u16_at(bytes, 2)) else { return Ok(()) };
        let size = if record.kind == MULTIPLE_RK { 6 } else { 2 };
        let end = bytes.len().saturating_sub(2);
        let cells = bytes.get(4..end).unwrap_or_default().chunks_exact(size);
        for (column, cell) in (u32::from(first)..).zip(cells) {
            let at = (u32::from(row), column);
            let style = usize::from(u16_at(cell, 0).unwrap_or(0));
            self.ruled(at, style);
            if let Some(number) = u32_at(cell, 2).and_then(packed) {
                self.put(at, style, &self.book.styles.print(style, &number), budget)?;
            }
        }
        Ok(())
    }

    fn merged(&mut self, bytes: &[u8], budget: &mut Budget) -> Result<(), ReadError> {
        for range in bytes.get(2..).unwrap_or_default().chunks_exact(8) {
            let at = |offset| u16_at(range, offset).map_or(0, u32::from);
            self.sheet.merge((at(0), at(4)), (at(2), at(6)), budget)?;
        }
        Ok(())
    }

    fn ruled(&mut self, at: (u32, u32), style: usize) {
        if self.book.styles.is_bordered(style) {
            self.sheet.rule(at);
        }
    }
}

/// A text by the looks of its fonts; what stands before the first is as its cell is.
fn rich((text, runs): Shared, looks: &Looks) -> Rich {
    if runs.iter().all(|(_, font)| looks.of_font(*font) == Look::Plain) {
        return Rich::Plain(text);
    }
    let mut parts: Vec<(Option<Look>, String)> = vec![(None, String::new())];
    let mut next = runs.iter().peekable();
    let mut unit = 0;
    for letter in text.chars() {
        while let Some((_, font)) = next.next_if(|(from, _)| usize::from(*from) <= unit) {
            parts.push((Some(looks.of_font(*font)), String::new()));
        }
        if let Some((_, part)) = parts.last_mut() {
            part.push(letter);
        }
        unit += letter.len_utf16();
    }
    Rich::Runs(parts)
}

/// Whether a record is as long as its kind is; one that is not has swallowed others.
fn has_its_size(record: &Record) -> bool {
    let size = record.bytes.len();
    match record.kind {
        NUMBER => size == 14,
        RK | LABEL_SST => size == 10,
        BOOL_OR_ERROR => size == 8,
        BLANK => size == 6,
        ROW => size == 16,
        MULTIPLE_RK => size >= 6 && (size - 6).is_multiple_of(6),
        MULTIPLE_BLANK => size >= 6 && size.is_multiple_of(2),
        _ => true,
    }
}

/// Row, column and style that a record of a cell begins with.
fn place(bytes: &[u8]) -> Option<((u32, u32), usize)> {
    let at = (u32::from(u16_at(bytes, 0)?), u32::from(u16_at(bytes, 2)?));
    Some((at, usize::from(u16_at(bytes, 4)?)))
}

/// A truth value or an error.
fn special(error: bool, value: u8) -> String {
    let text = match (error, value) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    };
    text.to_owned()
}
