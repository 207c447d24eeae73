//! .ods: sheets of an OpenDocument workbook. Cells hold what they print.

use std::collections::BTreeSet;

use super::add;
use super::sheet::Sheet;
use crate::document::budget::Budget;
use crate::document::package::{Package, locked};
use crate::document::xml::{Element, Node, Xml};
use crate::document::{Document, ReadError};

/// Rows and columns of the largest sheet.
const LARGEST: u32 = 1_048_576;

/// Filled cells that one repeated row or cell may stand for.
const REPEATED: u32 = 4096;

/// Adds the sheets of a workbook to a document.
///
/// # Errors
/// Encrypted, damaged or too large.
pub(crate) fn read(package: &mut Package<'_>, document: &mut Document) -> Result<(), ReadError> {
    let manifest = package.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(locked());
    }
    let text = package.text("content.xml")?.unwrap_or_default();
    let mut xml = Xml::new(&text);
    let mut budget = Budget::default();
    let mut hidden_styles: Vec<String> = Vec::new();
    let mut bordered: BTreeSet<String> = BTreeSet::new();
    let mut style = String::new();
    while let Some(node) = xml.next()? {
        let Node::Open(element) = node else { continue };
        match element.name.as_str() {
            "style" => style = element.get("name").unwrap_or_default().to_owned(),
            "table-properties" if element.get("display") == Some("false") => {
                hidden_styles.push(style.clone())
            }
            "table-cell-properties" if has_border(&element) => {
                bordered.insert(style.clone());
            }
            "table" => {
                let hidden = element
                    .get("style-name")
                    .is_some_and(|name| hidden_styles.iter().any(|hidden| hidden == name));
                let sheet = Sheet::new(element.get("name").unwrap_or_default());
                let mut reader = Reader { sheet, row: 0, bordered: &bordered, columns: Vec::new() };
                reader.read(&mut xml, &mut budget)?;
                add(&reader.sheet, hidden, document, &mut budget)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a style of cells draws a border.
fn has_border(element: &Element) -> bool {
    let sides = ["border", "border-top", "border-bottom", "border-left", "border-right"];
    sides.iter().any(|side| element.get(side).is_some_and(|border| border != "none"))
}

struct Reader<'s> {
    sheet: Sheet,
    row: u32,
    /// Names of styles that draw a border.
    bordered: &'s BTreeSet<String>,
    /// Runs of columns: the first behind each, and whether its cells have a border unless they say otherwise.
    columns: Vec<(u32, bool)>,
}

impl Reader<'_> {
    fn read(&mut self, xml: &mut Xml<'_>, budget: &mut Budget) -> Result<(), ReadError> {
        let mut depth = 0_usize;
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => match element.name.as_str() {
                    "table-row" => self.row(&element, xml, budget)?,
                    "table-column" => {
                        self.column(&element);
                        depth += 1;
                    }
                    "shapes" | "forms" | "database-ranges" => xml.skip()?,
                    _ => depth += 1,
                },
                Node::Close(_) if depth == 0 => break,
                Node::Close(_) => depth -= 1,
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn column(&mut self, element: &Element) {
        let count = element.number("number-columns-repeated").unwrap_or(1).max(1);
        let end = self.columns.last().map_or(0, |(end, _)| *end).saturating_add(count);
        self.columns.push((end, self.draws(element.get("default-cell-style-name")).unwrap_or(false)));
    }

    /// Whether a style draws a border; none if none is named.
    fn draws(&self, style: Option<&str>) -> Option<bool> {
        style.map(|style| self.bordered.contains(style))
    }

    /// Whether a cell has a border: by its own style, that of its row, that of its column.
    fn is_bordered(&self, cell: &Element, row: Option<bool>, column: u32) -> bool {
        let by_column = || {
            let at = self.columns.partition_point(|(end, _)| *end <= column);
            self.columns.get(at).is_some_and(|(_, bordered)| *bordered)
        };
        self.draws(cell.get("style-name")).or(row).unwrap_or_else(by_column)
    }

    fn row(&mut self, element: &Element, xml: &mut Xml<'_>, budget: &mut Budget) -> Result<(), ReadError> {
        let repeated = element.number("number-rows-repeated").unwrap_or(1).max(1);
        let mut cells: Vec<(u32, u32, String)> = Vec::new();
        let mut column = 0_u32;
        let mut drawn: Option<(u32, u32)> = None;
        let by_row = self.draws(element.get("default-cell-style-name"));
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(cell) if matches!(cell.name.as_str(), "table-cell" | "covered-table-cell") => {
                    let wide = cell.number("number-columns-repeated").unwrap_or(1).max(1);
                    let text = text(xml, &cell.name)?;
                    if self.row < LARGEST && column < LARGEST {
                        self.spans(&cell, column);
                        if self.is_bordered(&cell, by_row, column) {
                            let last = column.saturating_add(wide - 1).min(LARGEST);
                            drawn = Some((drawn.map_or(column, |(first, _)| first), last));
                        }
                        if !text.is_empty() && cell.name == "table-cell" {
                            cells.push((column, wide.min(REPEATED), text));
                        }
                    }
                    column = column.saturating_add(wide);
                }
                Node::Open(_) => xml.skip()?,
                Node::Close(name) if name == "table-row" => break,
                _ => {}
            }
        }
        if !cells.is_empty() {
            for row in self.row..self.row.saturating_add(repeated.min(REPEATED)) {
                for (column, wide, text) in &cells {
                    for column in *column..column.saturating_add(*wide) {
                        self.sheet.put((row, column), text, budget)?;
                    }
                }
            }
        }
        if let Some((first, last)) = drawn {
            for row in self.row..self.row.saturating_add(repeated.min(REPEATED)).min(LARGEST) {
                budget.take(1)?;
                self.sheet.rule((row, first));
                self.sheet.rule((row, last));
            }
        }
        self.row = self.row.saturating_add(repeated);
        Ok(())
    }

    fn spans(&mut self, cell: &Element, column: u32) {
        let columns = cell.number("number-columns-spanned").unwrap_or(1).clamp(1, LARGEST);
        let rows = cell.number("number-rows-spanned").unwrap_or(1).clamp(1, LARGEST);
        self.sheet.merge((self.row, column), (self.row + rows - 1, column + columns - 1));
    }
}

/// The printed text of a cell: its paragraphs, without notes.
fn text(xml: &mut Xml<'_>, name: &str) -> Result<String, ReadError> {
    let mut text = String::new();
    let mut inside = 0_usize;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => match element.name.as_str() {
                "annotation" | "shape" | "frame" => xml.skip()?,
                "p" => {
                    if inside == 0 && !text.is_empty() {
                        text.push('\n');
                    }
                    inside += 1;
                }
                "s" => {
                    let count = element.number("c").unwrap_or(1).min(REPEATED);
                    text.extend(std::iter::repeat_n(' ', count as usize));
                }
                "tab" => text.push(' '),
                "line-break" => text.push('\n'),
                _ => {}
            },
            Node::Text(piece) if inside > 0 => text.push_str(&piece),
            Node::Close(closed) if closed == "p" => inside = inside.saturating_sub(1),
            Node::Close(closed) if closed == name => break,
            _ => {}
        }
    }
    Ok(text)
}
