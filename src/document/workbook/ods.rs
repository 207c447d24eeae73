//! .ods: sheets of an OpenDocument workbook. Cells hold what they print.

use super::add;
use super::ods_styles::Styles;
use super::sheet::Sheet;
use crate::document::budget::Budget;
use crate::document::package::{Package, locked};
use crate::document::unseen::{Look, is_note_mark};
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
    let mut styles = Styles::default();
    while let Some(node) = xml.next()? {
        let Node::Open(element) = node else { continue };
        if element.name != "table" {
            styles.read(&element);
            continue;
        }
        let hidden = styles.of(element.get("style-name")).is_some_and(|style| style.hidden);
        let sheet = Sheet::new(element.get("name").unwrap_or_default());
        let mut reader = Reader { sheet, row: 0, styles: &styles, columns: Vec::new(), folded: Vec::new() };
        reader.read(&mut xml, &mut budget)?;
        add(reader.sheet, hidden, document, &mut budget)?;
    }
    Ok(())
}

struct Reader<'s> {
    sheet: Sheet,
    row: u32,
    styles: &'s Styles,
    /// Runs of columns: the first behind each, and the style of its cells unless they say otherwise.
    columns: Vec<(u32, Option<String>)>,
    /// For each open group of rows or columns, whether it is folded.
    folded: Vec<bool>,
}

/// A stretch of equal cells of a row.
struct Run {
    column: u32,
    wide: u32,
    look: Look,
    texts: Texts,
}

/// The printed text of a cell, and what of it looks otherwise than the cell.
#[derive(Default)]
struct Texts {
    own: String,
    struck: String,
    white: String,
    raised: String,
}

impl Texts {
    fn is_empty(&self) -> bool {
        [&self.own, &self.struck, &self.white, &self.raised].into_iter().all(String::is_empty)
    }
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
                    "table-row-group" | "table-column-group" => {
                        self.folded.push(element.get("display") == Some("false"));
                        depth += 1;
                    }
                    "shapes" | "forms" | "database-ranges" => xml.skip()?,
                    _ => depth += 1,
                },
                Node::Close(_) if depth == 0 => break,
                Node::Close(name) => {
                    if matches!(name.as_str(), "table-row-group" | "table-column-group") {
                        self.folded.pop();
                    }
                    depth -= 1;
                }
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn column(&mut self, element: &Element) {
        let count = element.number("number-columns-repeated").unwrap_or(1).max(1);
        let from = self.columns.last().map_or(0, |(end, _)| *end);
        let end = from.saturating_add(count);
        if self.is_hidden(element) {
            self.sheet.hidden_columns.add(from, (end - 1).min(LARGEST));
        }
        self.columns.push((end, element.get("default-cell-style-name").map(str::to_owned)));
    }

    /// Whether a row or column is not shown: hidden, filtered out, of a folded group, of no size.
    fn is_hidden(&self, element: &Element) -> bool {
        self.folded.contains(&true)
            || matches!(element.get("visibility"), Some("collapse" | "filter"))
            || self.styles.of(element.get("style-name")).is_some_and(|style| style.flat)
    }

    /// The name of a cell's style: its own, that of its row, that of its column.
    fn style<'a>(&'a self, cell: &'a Element, row: Option<&'a str>, column: u32) -> Option<&'a str> {
        let by_column = || {
            let at = self.columns.partition_point(|(end, _)| *end <= column);
            self.columns.get(at).and_then(|(_, style)| style.as_deref())
        };
        cell.get("style-name").or(row).or_else(by_column)
    }

    fn row(&mut self, element: &Element, xml: &mut Xml<'_>, budget: &mut Budget) -> Result<(), ReadError> {
        let repeated = element.number("number-rows-repeated").unwrap_or(1).max(1);
        if self.is_hidden(element) {
            self.sheet.hidden_rows.add(self.row, self.row.saturating_add(repeated - 1).min(LARGEST));
        }
        let mut cells: Vec<Run> = Vec::new();
        let mut column = 0_u32;
        let mut drawn: Option<(u32, u32)> = None;
        let by_row = element.get("default-cell-style-name");
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(cell) if matches!(cell.name.as_str(), "table-cell" | "covered-table-cell") => {
                    let wide = cell.number("number-columns-repeated").unwrap_or(1).max(1);
                    let style = self.styles.of(self.style(&cell, by_row, column));
                    let painted = style.is_some_and(|style| style.filled);
                    let texts = texts(xml, &cell.name, self.styles, painted)?;
                    if self.row < LARGEST && column < LARGEST {
                        self.spans(&cell, column, budget)?;
                        if style.is_some_and(|style| style.bordered) {
                            let last = column.saturating_add(wide - 1).min(LARGEST);
                            drawn = Some((drawn.map_or(column, |(first, _)| first), last));
                        }
                        if !texts.is_empty() && cell.name == "table-cell" {
                            let look = style.map_or(Look::Plain, |style| style.look());
                            cells.push(Run { column, wide: wide.min(REPEATED), look, texts });
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
                for run in &cells {
                    for column in run.column..run.column.saturating_add(run.wide) {
                        self.sheet.put_as(Look::Struck, (row, column), &run.texts.struck, budget)?;
                        self.sheet.put_as(Look::White, (row, column), &run.texts.white, budget)?;
                        self.sheet.put_as(Look::Raised, (row, column), &run.texts.raised, budget)?;
                        self.sheet.put_as(run.look, (row, column), &run.texts.own, budget)?;
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

    fn spans(&mut self, cell: &Element, column: u32, budget: &mut Budget) -> Result<(), ReadError> {
        let columns = cell.number("number-columns-spanned").unwrap_or(1).clamp(1, LARGEST);
        let rows = cell.number("number-rows-spanned").unwrap_or(1).clamp(1, LARGEST);
        self.sheet.merge((self.row, column), (self.row + rows - 1, column + columns - 1), budget)
    }
}

/// The printed text of a cell, its paragraphs without notes; white letters are seen where something is painted behind them.
fn texts(xml: &mut Xml<'_>, name: &str, styles: &Styles, painted: bool) -> Result<Texts, ReadError> {
    let Texts { own: mut text, mut struck, mut white, mut raised } = Texts::default();
    let mut inside = 0_usize;
    // Of each open stretch whether it is struck out, and whether it is white where it says so.
    let mut spans: Vec<(bool, Option<bool>)> = Vec::new();
    // The open stretch that is raised is so many deep.
    let mut lifted: Option<usize> = None;
    let is_white =
        |spans: &[(bool, Option<bool>)]| spans.iter().rev().find_map(|(_, white)| *white) == Some(true);
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
                "span" => {
                    let style = styles.of(element.get("style-name"));
                    let white = style.and_then(|style| style.says_white());
                    spans.push((style.is_some_and(|style| style.struck), white));
                    if style.is_some_and(|style| style.raised) {
                        lifted.get_or_insert(spans.len());
                    }
                }
                "s" => {
                    let count = element.number("c").unwrap_or(1).min(REPEATED);
                    text.extend(std::iter::repeat_n(' ', count as usize));
                }
                "tab" => text.push(' '),
                "line-break" => text.push('\n'),
                _ => {}
            },
            Node::Text(piece) if inside > 0 && spans.iter().any(|(struck, _)| *struck) => {
                struck.push_str(&piece)
            }
            Node::Text(piece) if inside > 0 && !painted && is_white(&spans) => white.push_str(&piece),
            Node::Text(piece) if lifted.is_some() && is_note_mark(&piece, text.chars().next_back()) => {
                raised.push_str(&piece);
            }
            Node::Text(piece) if inside > 0 => text.push_str(&piece),
            Node::Close(closed) if closed == "span" => {
                spans.pop();
                lifted = lifted.filter(|depth| *depth <= spans.len());
            }
            Node::Close(closed) if closed == "p" => inside = inside.saturating_sub(1),
            Node::Close(closed) if closed == name => break,
            _ => {}
        }
    }
    Ok(Texts { own: text, struck, white, raised })
}
