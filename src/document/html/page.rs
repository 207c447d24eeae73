//! Tags to blocks: what a browser would show of a page, without its navigation.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::looks::Looks;
use crate::document::flow::{Flow, Layouts, Rows};
use crate::document::unseen::{Look, is_note_mark};
use crate::document::{Document, ReadError};

/// Elements whose contents are not part of what a page says.
const DROPPED: [&str; 15] = [
    "script", "style", "head", "nav", "noscript", "template", "svg", "select", "button", "iframe", "object",
    "textarea", "footer", "aside", "canvas",
];

/// Elements that begin and end a line of their own.
const BLOCKS: [&str; 30] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "main",
    "header",
    "blockquote",
    "pre",
    "hr",
    "form",
    "fieldset",
    "caption",
    "figure",
    "figcaption",
    "address",
    "center",
    "body",
    "title",
];

/// Adds the blocks of a page.
///
/// # Errors
/// Nested too deeply, or too large.
pub(super) fn read(text: &str, document: &mut Document) -> Result<(), ReadError> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reader = Reader {
        flow: Flow::new(document, Layouts::Pages),
        looks: Looks::of(text),
        dropped: None,
        open: Vec::new(),
        lists: Vec::new(),
        blank: false,
    };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => reader.start(&tag)?,
            Ok(Token::EndTag(tag)) => reader.end(&String::from_utf8_lossy(&tag.name))?,
            Ok(Token::String(text)) if reader.dropped.is_none() => {
                reader.say(&String::from_utf8_lossy(&text));
            }
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    let half = !reader.open.is_empty();
    reader.flow.finish()?;
    if breaks_off(text, half) {
        let half = half || !text.trim_end().ends_with('>');
        document.break_off("网页没有结尾，像是没有下载完", half);
    }
    Ok(())
}

/// Whether a page ends before its end: within a tag, or without the tags that close what it opens. Pieces of pages that
/// open no page close their tables alone; `half` says that they do not.
fn breaks_off(text: &str, half: bool) -> bool {
    let has =
        |tag: &[u8]| text.as_bytes().windows(tag.len()).rev().any(|bytes| bytes.eq_ignore_ascii_case(tag));
    let within_tag =
        text.rfind('<').is_some_and(|open| text.get(open..).is_some_and(|rest| !rest.contains('>')));
    if has(b"</html") { false } else { within_tag || half || has(b"<html") }
}

/// Parts of tables that are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Table,
    Row,
    Cell,
}

struct Reader<'d> {
    flow: Flow<'d>,
    looks: Looks,
    /// An element that is dropped, and how many of its name are open in it.
    dropped: Option<(String, usize)>,
    open: Vec<Part>,
    /// For each open list, the next number if it is a numbered one.
    lists: Vec<Option<u32>>,
    blank: bool,
}

impl Reader<'_> {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), ReadError> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if let Some((dropped, depth)) = &mut self.dropped {
            *depth += usize::from(*dropped == name);
            // A head that is never closed ends where the body begins.
            if dropped != "head" || name != "body" {
                return Ok(());
            }
            self.dropped = None;
        }
        let style = attribute(tag, "style").unwrap_or_default();
        if DROPPED.contains(&name.as_str()) || is_hidden(tag, &style) {
            if !is_void(&name) && !tag.self_closing {
                self.dropped = Some((name, 1));
            }
            return Ok(());
        }
        if !is_void(&name) && !tag.self_closing {
            self.looks.start(&name, tag, &style);
        }
        match name.as_str() {
            "table" => {
                self.blank = false;
                // A table between rows, which browsers move out, is taken for one in a cell.
                self.open.push(Part::Table);
                self.flow.open_table()?;
            }
            "tr" => self.start_row()?,
            "td" | "th" => self.start_cell(tag)?,
            "br" => self.flow.text("\n"),
            "input" => self.tick(tag),
            "ol" => {
                let start = attribute(tag, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                self.lists.push(Some(start));
            }
            "ul" => self.lists.push(None),
            "li" => {
                self.flow.end_paragraph()?;
                if let Some(Some(number)) = self.lists.last_mut() {
                    let label = format!("{number}.");
                    *number = number.saturating_add(1);
                    self.flow.label(label);
                }
            }
            _ => {}
        }
        if BLOCKS.contains(&name.as_str()) && name != "li" {
            self.break_block()?;
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if let Some((dropped, depth)) = &mut self.dropped {
            if dropped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.dropped = None;
                }
            }
            return Ok(());
        }
        self.looks.end(name);
        match name {
            "table" => self.close_until(Part::Table)?,
            "tr" => self.close_within(Part::Row)?,
            "td" | "th" => self.close_within(Part::Cell)?,
            "ol" | "ul" => {
                self.lists.pop();
            }
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.break_block()?;
        }
        Ok(())
    }

    fn start_row(&mut self) -> Result<(), ReadError> {
        if self.open.is_empty() {
            return Ok(());
        }
        self.close_within(Part::Row)?;
        if self.open.last() == Some(&Part::Table) {
            self.open.push(Part::Row);
            self.flow.open_row()?;
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &StartTag<()>) -> Result<(), ReadError> {
        if self.open.is_empty() {
            return self.break_block();
        }
        self.close_within(Part::Cell)?;
        if self.open.last() == Some(&Part::Table) {
            self.start_row()?;
        }
        if self.open.last() != Some(&Part::Row) {
            return Ok(());
        }
        let count = |name: &str| attribute(tag, name).and_then(|count| count.trim().parse::<u32>().ok());
        let columns = count("colspan").unwrap_or(1).clamp(1, 1000);
        // Zero means: to the end of the table.
        let rows = match count("rowspan") {
            Some(0) => u32::MAX,
            Some(rows) => rows,
            None => 1,
        };
        self.blank = false;
        self.open.push(Part::Cell);
        self.flow.open_cell(columns, Rows::Count(rows))
    }

    /// Closes a part of the innermost table, if it is open there, with what is open in it.
    fn close_within(&mut self, part: Part) -> Result<(), ReadError> {
        let inner = self.open.iter().rev().take_while(|open| **open != Part::Table);
        if inner.clone().any(|open| *open == part) { self.close_until(part) } else { Ok(()) }
    }

    fn close_until(&mut self, part: Part) -> Result<(), ReadError> {
        if !self.open.contains(&part) {
            return Ok(());
        }
        self.blank = false;
        while let Some(open) = self.open.pop() {
            match open {
                Part::Cell => self.flow.close_cell()?,
                Part::Row => self.flow.close_row(),
                Part::Table => self.flow.close_table()?,
            }
            if open == part {
                break;
            }
        }
        Ok(())
    }

    fn break_block(&mut self) -> Result<(), ReadError> {
        self.blank = false;
        // Between the cells of a table there is no paragraph to end.
        if self.flow.in_table() { Ok(()) } else { self.flow.end_paragraph() }
    }

    /// A box to tick, as it shows.
    fn tick(&mut self, tag: &StartTag<()>) {
        let kind = attribute(tag, "type").unwrap_or_default().to_ascii_lowercase();
        if matches!(kind.as_str(), "checkbox" | "radio") {
            self.say(if attribute(tag, "checked").is_some() { "☑" } else { "□" });
        }
    }

    /// Adds text with runs of blanks as one; blanks that Chinese pages indent with are kept.
    fn say(&mut self, text: &str) {
        let look = self.looks.look();
        match look {
            Look::Plain => {}
            Look::Raised if is_note_mark(text.trim(), self.flow.last_letter()) => {
                self.flow.pass(look, text.trim());
                return;
            }
            Look::Raised => {}
            _ => {
                self.flow.pass(look, text);
                return;
            }
        }
        let mut said = String::with_capacity(text.len());
        let broken = text.contains('\n');
        for letter in text.chars() {
            if matches!(letter, ' ' | '\t' | '\r' | '\n' | '\u{C}') {
                self.blank = true;
                continue;
            }
            if matches!(letter, '\u{200B}' | '\u{FEFF}') {
                continue;
            }
            if std::mem::take(&mut self.blank) {
                let before = said.chars().next_back().or_else(|| self.flow.last_letter());
                let joins = |letter: char| !letter.is_ascii() && !letter.is_whitespace();
                // A line end within Chinese text is the page's source, not a blank.
                let divides = before.is_some_and(|before| {
                    !(before.is_whitespace() || joins(before) && joins(letter) && broken)
                });
                if divides {
                    said.push(' ');
                }
            }
            said.push(if letter == '\u{A0}' { ' ' } else { letter });
        }
        self.flow.text(&said);
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// Whether an element says that it is not shown.
fn is_hidden(tag: &StartTag<()>, style: &str) -> bool {
    const UNSEEN: [&str; 4] = ["display:none", "mso-hide:all", "visibility:hidden", "visibility:collapse"];
    let style = style.replace(' ', "").to_ascii_lowercase();
    attribute(tag, "hidden").is_some() || UNSEEN.iter().any(|unseen| style.contains(unseen))
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "input" | "col" | "meta" | "link" | "wbr" | "area" | "base" | "embed"
    )
}
