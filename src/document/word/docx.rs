//! .docx: body text, tables and text boxes of an Office Open XML document as they are printed: deletions and hidden
//! text left out, automatic numbers written out.

use super::docx_looks::Looks;
use super::label::level_text;
use super::numbering::{Numbering, Reference};
use crate::document::flow::{Flow, Layouts, Rows, Trail};
use crate::document::package::Package;
use crate::document::unseen::Look;
use crate::document::xml::{Element, Node, Xml};
use crate::document::{Document, ReadError};

/// Adds the blocks of a document; `main` is the path of its body, empty for the usual one.
///
/// # Errors
/// Damaged or too large.
pub(crate) fn read(package: &mut Package<'_>, main: &str, document: &mut Document) -> Result<(), ReadError> {
    let main = body_part(main);
    let numbering = package.text("word/numbering.xml")?.unwrap_or_default();
    let styles = package.text("word/styles.xml")?.unwrap_or_default();
    let text = package.text(main)?.unwrap_or_default();
    read_parts(&text, &numbering, &styles, document)
}

/// The usual path of the body.
pub(crate) const BODY: &str = "word/document.xml";

/// The path of the body.
pub(crate) fn body_part(main: &str) -> &str {
    if main.is_empty() { BODY } else { main }
}

/// Where the paragraphs of a body stand in it. Struck out and white text counts as in [`read`].
///
/// # Errors
/// Damaged or too large.
pub(crate) fn trail(text: &str, styles: &str) -> Result<Trail, ReadError> {
    let mut aside = Document::default();
    let mut reader = Reader::new(Flow::new(&mut aside, Layouts::Frames), "", styles)?;
    reader.flow.keep_trail();
    reader.read(text)?;
    Ok(reader.flow.take_trail())
}

/// Adds the blocks of a document given by its parts; numbering and styles may be empty.
///
/// # Errors
/// Damaged or too large.
pub(super) fn read_parts(
    text: &str,
    numbering: &str,
    styles: &str,
    document: &mut Document,
) -> Result<(), ReadError> {
    Reader::new(Flow::new(document, Layouts::Frames), numbering, styles)?.read(text)
}

/// What the paragraph says about itself.
#[derive(Default)]
struct Properties {
    style: Option<String>,
    reference: Reference,
    /// It has been counted and its number written.
    numbered: bool,
    /// Where it begins in the body.
    from: usize,
}

/// What the cell says about itself before its text.
struct Cell {
    columns: u32,
    rows: Rows,
    opened: bool,
}

impl Default for Cell {
    fn default() -> Self {
        Self { columns: 1, rows: Rows::Restart, opened: true }
    }
}

struct Reader<'d> {
    flow: Flow<'d>,
    numbering: Numbering,
    looks: Looks,
    /// Elements of properties that are open: what stands in them is no text.
    open: Vec<String>,
    paragraph: Properties,
    /// Paragraphs around a text box.
    saved: Vec<Properties>,
    hidden: bool,
    in_text: bool,
    cell: Cell,
    /// A box to tick of an older form that is open, and whether it is ticked.
    tick: Option<bool>,
}

impl<'d> Reader<'d> {
    fn new(flow: Flow<'d>, numbering: &str, styles: &str) -> Result<Self, ReadError> {
        Ok(Self {
            flow,
            numbering: Numbering::of(numbering, styles)?,
            looks: Looks::of(styles)?,
            open: Vec::new(),
            paragraph: Properties::default(),
            saved: Vec::new(),
            hidden: false,
            in_text: false,
            cell: Cell::default(),
            tick: None,
        })
    }

    fn read(&mut self, text: &str) -> Result<(), ReadError> {
        let mut xml = Xml::new(text);
        let mut from = 0;
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => {
                    self.open(&element, &mut xml)?;
                    if element.name == "p" {
                        self.paragraph.from = from;
                    }
                }
                Node::Close(name) => self.close(&name, xml.offset())?,
                Node::Text(text) if self.in_text && !self.hidden => self.say(&text),
                Node::Text(_) => {}
            }
            from = xml.offset();
        }
        self.flow.finish()
    }

    fn open(&mut self, element: &Element, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        match element.name.as_str() {
            // A copy of what stands in the choice, and what the printed page does not show.
            "Fallback" | "moveFrom" | "delText" | "instrText" | "rt" | "rPrChange" | "pPrChange"
            | "tcPrChange" | "trPrChange" | "tblPrChange" | "sectPr" | "comment" => xml.skip()?,
            "pPr" | "rPr" | "tcPr" | "trPr" => self.open.push(element.name.clone()),
            "del" | "cellDel" => match self.open.last().map(String::as_str) {
                Some("trPr") => self.flow.drop_row(),
                Some(_) => {}
                None => xml.skip()?,
            },
            "p" => self.begin_paragraph()?,
            "r" => {
                self.hidden = false;
                self.looks.run();
            }
            "vanish" if self.within("rPr") && !self.within("pPr") => self.hidden = element.is_on(),
            "pStyle" => {
                self.paragraph.style = element.get("val").map(str::to_owned);
                self.looks.read(element, false);
            }
            "strike" | "dstrike" | "rStyle" | "color" | "highlight" | "vertAlign" | "position" | "shd"
            | "tblStyle" | "background" => {
                let of_run = self.within("rPr") && !self.within("pPr");
                self.looks.read(element, of_run);
            }
            "numId" => self.paragraph.reference.list = element.get("val").map(str::to_owned),
            "ilvl" => self.paragraph.reference.level = element.number("val"),
            // Word 2003 writes what it printed as the number.
            "t" if self.within("pPr") => self.printed_number(element.get("val")),
            "t" => self.in_text = true,
            "tab" | "ptab" if self.open.is_empty() && !self.hidden => self.say("\t"),
            "br" | "cr" if !self.hidden => self.say("\n"),
            "noBreakHyphen" if !self.hidden => self.say("-"),
            "sym" if !self.hidden => self.symbol(element),
            "checkBox" => self.tick = Some(false),
            "default" | "checked" if self.tick.is_some() => self.tick = Some(element.is_on()),
            "txbxContent" => {
                self.begin_number();
                self.saved.push(std::mem::take(&mut self.paragraph));
                self.flow.open_box()?;
            }
            "OLEObject" if element.get("ProgID").is_some_and(|program| program.starts_with("Excel.")) => {
                self.flow.embed();
            }
            _ => self.table_part(element)?,
        }
        Ok(())
    }

    fn table_part(&mut self, element: &Element) -> Result<(), ReadError> {
        match element.name.as_str() {
            "tbl" => {
                self.enter_cell()?;
                self.looks.begin();
                self.flow.open_table()?;
            }
            "tr" => self.flow.open_row()?,
            "gridBefore" => self.flow.skip_columns(element.number("val").unwrap_or(0)),
            "tc" => {
                self.looks.begin();
                self.cell = Cell { opened: false, ..Cell::default() };
            }
            "gridSpan" if self.within("tcPr") => self.cell.columns = element.number("val").unwrap_or(1),
            "vMerge" | "vmerge" if self.within("tcPr") => {
                let restart = element.get("val") == Some("restart");
                self.cell.rows = if restart { Rows::Restart } else { Rows::Continue };
            }
            _ => {}
        }
        Ok(())
    }

    /// An element ends, at a byte of the body.
    fn close(&mut self, name: &str, end: usize) -> Result<(), ReadError> {
        match name {
            "pPr" | "rPr" | "tcPr" | "trPr" => {
                self.open.pop();
            }
            "p" => {
                self.begin_number();
                self.flow.end_paragraph_at(self.paragraph.from..end)?;
            }
            "t" => self.in_text = false,
            "r" => self.hidden = false,
            "checkBox" => {
                if let Some(ticked) = self.tick.take().filter(|_| !self.hidden) {
                    self.say(if ticked { "☑" } else { "□" });
                }
            }
            "txbxContent" => {
                self.flow.close_box()?;
                self.paragraph = self.saved.pop().unwrap_or_default();
            }
            "tc" => {
                self.enter_cell()?;
                self.looks.end();
                self.flow.close_cell()?;
            }
            "tr" => self.flow.close_row(),
            "tbl" => {
                self.looks.end();
                self.flow.close_table()?;
            }
            _ => {}
        }
        Ok(())
    }

    fn within(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn begin_paragraph(&mut self) -> Result<(), ReadError> {
        self.enter_cell()?;
        self.looks.paragraph();
        self.paragraph = Properties::default();
        Ok(())
    }

    /// Opens the cell once its properties are known.
    fn enter_cell(&mut self) -> Result<(), ReadError> {
        if self.cell.opened {
            return Ok(());
        }
        self.cell.opened = true;
        self.flow.open_cell(self.cell.columns, self.cell.rows)
    }

    /// Counts the paragraph and sets its number, once its properties are known.
    fn begin_number(&mut self) {
        if !self.paragraph.numbered {
            self.paragraph.numbered = true;
            let label = self.numbering.next(self.paragraph.style.as_deref(), &self.paragraph.reference);
            self.flow.label(label);
        }
    }

    fn printed_number(&mut self, number: Option<&str>) {
        if let Some(number) = number.filter(|_| !self.paragraph.numbered) {
            self.paragraph.numbered = true;
            self.flow.label(level_text(number));
        }
    }

    fn say(&mut self, text: &str) {
        let look = self.looks.look(!self.saved.is_empty());
        if matches!(look, Look::Plain | Look::Raised) {
            self.begin_number();
        }
        self.flow.show(look, text);
    }

    /// A letter of a symbol font: kept where it is a letter of its own.
    fn symbol(&mut self, element: &Element) {
        let code = element.get("char").and_then(|code| u32::from_str_radix(code, 16).ok());
        let font = element.get("font").unwrap_or_default();
        let drawn = code.and_then(|code| drawn_box(font, code & 0xFF));
        if let Some(letter) = drawn.or_else(|| code.and_then(char::from_u32)) {
            self.say(&letter.to_string());
        }
    }
}

/// The box or tick that a symbol font draws at a place.
fn drawn_box(font: &str, code: u32) -> Option<char> {
    Some(match (font, code) {
        ("Wingdings", 0xFE) | ("Wingdings 2", 0x52) => '☑',
        ("Wingdings", 0xFD) | ("Wingdings 2", 0x53 | 0x54) => '☒',
        ("Wingdings", 0xFC) | ("Wingdings 2", 0x50) => '√',
        ("Wingdings", 0x6F | 0xA8 | 0x71 | 0x72) | ("Wingdings 2", 0xA3 | 0x30 | 0x2A) => '□',
        _ => return None,
    })
}
