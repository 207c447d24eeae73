//! Excel 2003 XML: a workbook in one file of markup, as reporting systems still write it, mostly under the name .xls.

use std::collections::BTreeMap;

use super::add;
use super::sheet::Sheet;
use super::styles::{Style, Styles};
use crate::document::budget::Budget;
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
                add(&sheet, std::mem::take(&mut reader.hidden), document, &mut budget)?;
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
            "Worksheet" => {
                self.sheet = Sheet::new(element.get("Name").unwrap_or_default());
                self.row = 0;
            }
            "Visible" => self.hidden = text(xml, "Visible")?.trim() != "SheetVisible",
            "Row" => {
                self.row = index(element).unwrap_or(self.row);
                self.column = 0;
            }
            "Cell" => self.cell(element, xml, budget)?,
            _ => {}
        }
        Ok(())
    }

    fn end_style(&mut self) {
        if let Some(style) = self.open.take() {
            self.known.insert(style.id, (self.known.len(), style.bordered));
            self.styles.push(Style::new(0, style.format.as_deref(), style.bordered));
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
        self.sheet.merge(at, (at.0 + down, at.1 + across));
        match data {
            Some((kind, value)) if kind == "Number" => {
                let style = style.map_or(usize::MAX, |(number, _)| number);
                self.sheet.put(at, &self.styles.print(style, value.trim()), budget)
            }
            Some((kind, value)) if kind == "DateTime" => {
                self.sheet.put(at, value.split('T').next().unwrap_or(&value), budget)
            }
            Some((_, value)) => self.sheet.put(at, &value, budget),
            None if element.get("Formula").is_some() => self.sheet.put_missing(at, budget),
            None => Ok(()),
        }
    }
}

/// A place counted from 1, counted from 0.
fn index(element: &Element) -> Option<u32> {
    element.number("Index").map(|index| index.saturating_sub(1))
}

/// What a cell holds, and of what kind it is.
fn data(xml: &mut Xml<'_>) -> Result<Option<(String, String)>, ReadError> {
    let mut found = None;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.name == "Data" => {
                let kind = element.get("Type").unwrap_or("String").to_owned();
                found = Some((kind, text(xml, "Data")?));
            }
            Node::Open(_) => xml.skip()?,
            Node::Close(name) if name == "Cell" => break,
            _ => {}
        }
    }
    Ok(found)
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
