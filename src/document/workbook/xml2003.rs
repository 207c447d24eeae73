//! Excel 2003 XML: a workbook in one file of markup, as reporting systems still write it, mostly under the name .xls.

use std::collections::BTreeMap;

use super::add;
use super::hidden::is_nothing;
use super::shared_strings::Rich;
use super::sheet::Sheet;
use super::styles::{Style, Styles};
use crate::document::budget::Budget;
use crate::document::unseen::{Look, is_white};
use crate::document::xml::{Element, Node, Xml};
use crate::document::{Document, ReadError};

/// Rows and columns of the largest sheet.
const LARGEST: u32 = 1_048_576;

/// Adds the sheets of a workbook to a document.
///
/// # Errors
/// Damaged or too large.
pub(crate) fn read(text: &str, document: &mut Document) -> Result<(), ReadError> {
    let mut xml = Xml::new(text);
    let mut budget = Budget::default();
    let mut reader = Reader::default();
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => reader.open(&element, &mut xml, &mut budget)?,
            Node::Close(name) if name == "Style" => reader.end_style(),
            Node::Close(name) if name == "Row" => reader.row = reader.row.saturating_add(1),
            Node::Close(name) if name == "Worksheet" => {
                let sheet = std::mem::take(&mut reader.sheet);
                add(sheet, std::mem::take(&mut reader.hidden), document, &mut budget)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The style that is being read.
#[derive(Default)]
struct Open {
    id: String,
    format: Option<String>,
    bordered: bool,
    struck: bool,
    white: bool,
    filled: bool,
}

#[derive(Default)]
struct Reader {
    styles: Styles,
    /// Numbers of styles, and whether they draw borders.
    known: BTreeMap<String, (usize, bool)>,
    open: Option<Open>,
    sheet: Sheet,
    hidden: bool,
    row: u32,
    column: u32,
    /// The column that the next definition of columns is of.
    next_column: u32,
}

impl Reader {
    fn open(&mut self, element: &Element, xml: &mut Xml<'_>, budget: &mut Budget) -> Result<(), ReadError> {
        match element.name.as_str() {
            "Style" => {
                let id = element.get("ID").unwrap_or_default().to_owned();
                self.open = Some(Open { id, ..Open::default() });
            }
            "NumberFormat" => {
                if let Some(style) = &mut self.open {
                    style.format = element.get("Format").map(code);
                }
            }
            "Border" => {
                if let Some(style) = &mut self.open {
                    style.bordered |= element.get("LineStyle").is_some_and(|line| line != "None");
                }
            }
            "Font" => {
                if let Some(style) = &mut self.open {
                    style.struck = element.get("StrikeThrough") == Some("1");
                    style.white = element.get("Color").is_some_and(is_white);
                }
            }
            "Interior" => {
                if let Some(style) = &mut self.open {
                    let drawn = element.get("Pattern").is_some_and(|pattern| pattern != "None");
                    style.filled = drawn && !element.get("Color").is_some_and(is_white);
                }
            }
            "Column" => self.columns(element),
            "Worksheet" => {
                self.next_column = 0;
                self.sheet = Sheet::new(element.get("Name").unwrap_or_default());
                self.row = 0;
            }
            "Visible" => self.hidden = text(xml, "Visible")?.trim() != "SheetVisible",
            "Row" => {
                self.row = index(element).unwrap_or(self.row);
                self.column = 0;
                if is_hidden(element, "Height") {
                    let more = element.number("Span").unwrap_or(0).min(LARGEST);
                    self.sheet.hidden_rows.add(self.row, self.row.saturating_add(more));
                }
            }
            "Cell" => self.cell(element, xml, budget)?,
            _ => {}
        }
        Ok(())
    }

    fn end_style(&mut self) {
        if let Some(style) = self.open.take() {
            self.known.insert(style.id, (self.known.len(), style.bordered));
            let look = Look::of(style.struck, style.white && !style.filled);
            let painted = style.filled;
            self.styles.push(Style {
                look,
                painted,
                ..Style::new(0, style.format.as_deref(), style.bordered)
            });
        }
    }

    /// Columns that are defined together.
    fn columns(&mut self, element: &Element) {
        let first = index(element).unwrap_or(self.next_column);
        let last = first.saturating_add(element.number("Span").unwrap_or(0).min(LARGEST));
        self.next_column = last.saturating_add(1);
        if is_hidden(element, "Width") {
            self.sheet.hidden_columns.add(first, last);
        }
    }

    fn cell(&mut self, element: &Element, xml: &mut Xml<'_>, budget: &mut Budget) -> Result<(), ReadError> {
        let column = index(element).unwrap_or(self.column);
        let at = (self.row, column);
        let more = |name: &str| element.number(name).unwrap_or(0).min(LARGEST);
        let (across, down) = (more("MergeAcross"), more("MergeDown"));
        self.column = column.saturating_add(across).saturating_add(1);
        let style = element.get("StyleID").and_then(|id| self.known.get(id)).copied();
        let data = data(xml)?;
        if at.0 >= LARGEST || at.1 >= LARGEST {
            return Ok(());
        }
        if style.is_some_and(|(_, bordered)| bordered) {
            self.sheet.rule(at);
            self.sheet.rule((at.0, column.saturating_add(across)));
        }
        self.sheet.merge(at, (at.0 + down, at.1 + across), budget)?;
        let number = style.map_or(usize::MAX, |(number, _)| number);
        let look = self.styles.look(number);
        match data {
            Some((kind, Rich::Plain(value))) if kind == "Number" => {
                self.sheet.put_as(look, at, &self.styles.print(number, value.trim()), budget)
            }
            Some((kind, Rich::Plain(value))) if kind == "DateTime" => {
                self.sheet.put_as(look, at, value.split('T').next().unwrap_or(&value), budget)
            }
            Some((_, value)) => {
                self.sheet.put_parts(value.parts(look, self.styles.is_painted(number)), at, budget)
            }
            None if element.get("Formula").is_some() => self.sheet.put_missing(at, budget),
            None => Ok(()),
        }
    }
}

/// Whether a row or column says that it is not shown: hidden, or of no size.
fn is_hidden(element: &Element, size: &str) -> bool {
    element.get("Hidden") == Some("1") || element.get(size).is_some_and(is_nothing)
}

/// A place counted from 1, counted from 0.
fn index(element: &Element) -> Option<u32> {
    element.number("Index").map(|index| index.saturating_sub(1))
}

/// What a cell holds, and of what kind it is.
fn data(xml: &mut Xml<'_>) -> Result<Option<(String, Rich)>, ReadError> {
    let mut found = None;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.name == "Data" => {
                let kind = element.get("Type").unwrap_or("String").to_owned();
                found = Some((kind, rich(xml)?));
            }
            Node::Open(_) => xml.skip()?,
            Node::Close(name) if name == "Cell" => break,
            _ => {}
        }
    }
    Ok(found)
}

/// The text of a cell, which may have stretches with looks of their own.
fn rich(xml: &mut Xml<'_>) -> Result<Rich, ReadError> {
    let mut runs: Vec<(Option<Look>, String)> = Vec::new();
    // Elements that are open: their names, and the looks that they give.
    let mut open: Vec<(String, Option<Look>)> = Vec::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => {
                let own = match element.name.as_str() {
                    "S" => Some(Look::Struck),
                    "Sup" => Some(Look::Raised),
                    "Font" => element
                        .get("Color")
                        .map(|colour| if is_white(colour) { Look::White } else { Look::Plain }),
                    _ => None,
                };
                open.push((element.name, own));
            }
            Node::Text(piece) => {
                let own = open.iter().rev().find_map(|(_, own)| *own);
                match runs.last_mut() {
                    Some((before, text)) if *before == own => text.push_str(&piece),
                    _ => runs.push((own, piece)),
                }
            }
            Node::Close(name) if name == "Data" => break,
            Node::Close(name) => {
                if let Some(at) = open.iter().rposition(|(own, _)| *own == name) {
                    open.truncate(at);
                }
            }
        }
    }
    Ok(match runs.iter().any(|(own, _)| own.is_some()) {
        true => Rich::Runs(runs),
        false => Rich::Plain(runs.into_iter().map(|(_, text)| text).collect()),
    })
}

/// The text up to the end of an element, that of elements in it included.
fn text(xml: &mut Xml<'_>, end: &str) -> Result<String, ReadError> {
    let mut text = String::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Text(piece) => text.push_str(&piece),
            Node::Close(name) if name == end => break,
            _ => {}
        }
    }
    Ok(text)
}

/// The code of a number format that may be given by name.
fn code(format: &str) -> String {
    match format {
        "Fixed" => "0.00",
        "Standard" | "Currency" => "#,##0.00",
        "Percent" => "0.00%",
        "General Number" => "General",
        "Short Date" => "yyyy/m/d",
        code => code,
    }
    .to_owned()
}
