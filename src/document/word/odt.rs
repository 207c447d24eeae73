//! .odt: body text, tables and text boxes of an OpenDocument text as they are printed: deletions, notes and hidden text
//! left out, automatic numbers written out.

use std::collections::BTreeMap;

use super::odt_lists::{Lists, Styles};
use crate::document::flow::{Flow, Layouts, Rows};
use crate::document::package::{Package, locked};
use crate::document::unseen::{Look, Said, is_white, paints, raises, strikes_out};
use crate::document::xml::{Element, Node, Xml};
use crate::document::{Document, MAX_CELLS, ReadError};

/// Elements that are no part of the printed text, or not of its body.
const DROPPED: [&str; 17] = [
    "tracked-changes",
    "annotation",
    "note",
    "ruby-text",
    "hidden-text",
    "forms",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "title",
    "desc",
    "table-of-content-source",
    "illustration-index-source",
    "table-index-source",
    "object-index-source",
    "user-index-source",
    "alphabetical-index-source",
];

/// Most blanks that one element stands for.
const BLANKS: u32 = 64;

/// Adds the blocks of a document.
///
/// # Errors
/// Encrypted, damaged or too large.
pub(crate) fn read(package: &mut Package<'_>, document: &mut Document) -> Result<(), ReadError> {
    let manifest = package.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(locked());
    }
    let styles = package.text("styles.xml")?.unwrap_or_default();
    let content = package.text("content.xml")?.unwrap_or_default();
    let mut known = Styles::default();
    let mut looks = BTreeMap::new();
    for text in [&styles, &content] {
        read_styles(text, &mut known, &mut looks)?;
    }
    let mut reader = Reader {
        flow: Flow::new(document, Layouts::Frames),
        lists: Lists::new(known),
        looks,
        spans: Vec::new(),
        painted: Vec::new(),
        paragraphs: 0,
        columns: Vec::new(),
    };
    let mut xml = Xml::new(&content);
    let mut body = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.name == "body" => body = true,
            Node::Open(element) if body => reader.open(&element, &mut xml)?,
            Node::Close(name) if body => reader.close(&name)?,
            Node::Text(text) if reader.paragraphs > 0 => reader.say(&text),
            _ => {}
        }
    }
    reader.flow.finish()
}

/// What a style says of whether its text is seen.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    hidden: bool,
    said: Said,
}

impl Seen {
    /// Takes what properties of text, of a paragraph or of a cell say.
    fn read(&mut self, element: &Element) {
        self.said.painted |= paints(element);
        if element.name == "text-properties" {
            self.hidden |= element.get("display") == Some("none");
            self.said.struck |= strikes_out(element);
            self.said.raised |= raises(element);
            self.said.white = element.get("color").map(is_white).or(self.said.white);
        }
    }

    /// With what is said around it.
    fn within(self, outer: Self) -> Self {
        Self { hidden: self.hidden || outer.hidden, said: self.said.within(outer.said) }
    }
}

/// Reads styles up to the body: lists, and what is not seen.
fn read_styles(text: &str, known: &mut Styles, looks: &mut BTreeMap<String, Seen>) -> Result<(), ReadError> {
    let mut xml = Xml::new(text);
    let mut style = String::new();
    while let Some(node) = xml.next()? {
        let Node::Open(element) = node else { continue };
        match element.name.as_str() {
            "body" => break,
            "style" => style = element.get("name").unwrap_or_default().to_owned(),
            "text-properties" | "paragraph-properties" | "table-cell-properties" => {
                looks.entry(style.clone()).or_default().read(&element);
            }
            _ => known.read(&element),
        }
    }
    Ok(())
}

struct Reader<'d> {
    flow: Flow<'d>,
    lists: Lists,
    /// What styles say by their names.
    looks: BTreeMap<String, Seen>,
    /// What the style of each open paragraph and span says.
    spans: Vec<Seen>,
    /// For each open cell and box, whether something is painted behind it.
    painted: Vec<bool>,
    /// Open paragraphs: one may hold a text box.
    paragraphs: usize,
    /// For each open cell, how often it is repeated.
    columns: Vec<u32>,
}

impl Reader<'_> {
    fn open(&mut self, element: &Element, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        let name = element.name.as_str();
        if DROPPED.contains(&name) {
            return xml.skip();
        }
        match name {
            "p" | "h" => {
                self.span(element);
                self.paragraphs += 1;
                let label = self.lists.paragraph(element);
                self.flow.label(label);
            }
            "span" => self.span(element),
            "s" => {
                let count = element.number("c").unwrap_or(1).min(BLANKS) as usize;
                self.add(&" ".repeat(count));
            }
            "tab" => self.add("\t"),
            "line-break" => self.add("\n"),
            "list" => self.lists.open(element),
            "list-item" => self.lists.item(element),
            "list-header" => self.lists.header(),
            "text-box" => {
                // What is painted behind a box is not known.
                self.painted.push(true);
                self.flow.open_box()?;
            }
            "table" => self.flow.open_table()?,
            "table-row" => self.flow.open_row()?,
            "table-cell" => {
                let painted = self.seen(element).said.painted;
                self.painted.push(painted);
                let count = |name: &str| element.number(name).unwrap_or(1).max(1);
                let columns = count("number-columns-spanned");
                self.flow.open_cell(columns, Rows::Count(count("number-rows-spanned")))?;
                self.columns.push(count("number-columns-repeated").min(MAX_CELLS as u32));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "p" | "h" => {
                self.spans.pop();
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.flow.end_paragraph()?;
            }
            "span" => {
                self.spans.pop();
            }
            "list" => self.lists.close(),
            "text-box" => {
                self.painted.pop();
                self.flow.close_box()?;
            }
            "table" => self.flow.close_table()?,
            "table-row" => self.flow.close_row(),
            "table-cell" => {
                self.painted.pop();
                self.flow.close_cell()?;
                for _ in 1..self.columns.pop().unwrap_or(1) {
                    self.flow.open_cell(1, Rows::Count(1))?;
                    self.flow.close_cell()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn span(&mut self, element: &Element) {
        let outer = self.spans.last().copied().unwrap_or_default();
        let seen = self.seen(element).within(outer);
        self.spans.push(seen);
    }

    fn seen(&self, element: &Element) -> Seen {
        element.get("style-name").and_then(|name| self.looks.get(name)).copied().unwrap_or_default()
    }

    fn add(&mut self, text: &str) {
        let Seen { hidden, said } = self.spans.last().copied().unwrap_or_default();
        if self.paragraphs == 0 || hidden {
            return;
        }
        let painted = said.painted || self.painted.contains(&true);
        let look = Look::of(said.struck, said.white == Some(true) && !painted);
        self.flow.show(look.or_raised(said.raised), text);
    }

    /// Adds text with runs of blanks as one.
    fn say(&mut self, text: &str) {
        let mut said = String::with_capacity(text.len());
        for letter in text.chars() {
            if !matches!(letter, ' ' | '\t' | '\r' | '\n') {
                said.push(letter);
            } else if said.chars().next_back().or_else(|| self.flow.last_letter()) != Some(' ') {
                said.push(' ');
            }
        }
        self.add(&said);
    }
}
