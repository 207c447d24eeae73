//! What was read, as one page that needs nothing else: the documents in their reading order, each figure marked with
//! the name that it was given. It takes the place of a picture of the original.
//!
//! Written piece by piece: neither the page nor its names are ever held as a whole.

mod cell;
mod checked;
mod data;
mod flags;
mod grid;
mod homes;
mod marks;
mod names;
mod prose;
mod strip;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::html::Html;
use crate::account::{Account, ParagraphRead};
use crate::document::{Block, Document, Paragraph, Place, Point};
use crate::schema::{PassageId, Schema, Table};
pub use checked::checked_html;
use flags::Flags;
use homes::Homes;
pub(super) use marks::{Marks, Problem};

/// The style of the page.
const STYLE: &str = include_str!("page.css");

/// A document with what was read of it: one account, or one for each unit of data.
#[derive(Clone, Copy, Debug)]
pub struct DocumentRead<'a> {
    /// What it was read by.
    pub schema: &'a Schema,
    /// The document, its pieces numbered.
    pub document: &'a Document,
    /// What was read.
    pub accounts: &'a [Account],
}

/// Writes what was read of documents as one page of HTML without scripts and without anything from elsewhere.
///
/// # Errors
/// When `out` takes no more.
pub fn account_html(documents: &[DocumentRead<'_>], out: &mut dyn fmt::Write) -> fmt::Result {
    let mut html = Html::new(out);
    html.head(&title(documents), &[STYLE])?;
    html.raw("<body>\n")?;
    // A sibling of what it changes, so that the style needs no script.
    html.raw("<h1>读到了什么</h1>\n<input type=\"checkbox\" id=\"names\">")?;
    html.raw("<label for=\"names\">在表中每个数下面写出名称</label>\n<main>\n")?;
    let read: Vec<Marks<'_>> = documents.iter().map(|read| Marks::new(read.schema, read.accounts)).collect();
    if documents.len() > 1 {
        summary::contents(&mut html, documents, &read)?;
    }
    for (at, (read, marks)) in documents.iter().zip(&read).enumerate() {
        chapter(&mut html, at + 1, read, marks)?;
    }
    html.raw("</main>\n</body>\n</html>\n")
}

fn title(documents: &[DocumentRead<'_>]) -> String {
    match documents {
        [one] => format!("读到了什么：{}", one.document.name),
        _ => format!("读到了什么：{} 份文件", documents.len()),
    }
}

/// One document: the summary, then the document itself.
fn chapter(html: &mut Html<'_>, number: usize, read: &DocumentRead<'_>, marks: &Marks<'_>) -> fmt::Result {
    html.raw("<article id=\"d")?;
    html.number(number)?;
    html.raw("\">\n")?;
    summary::summary(html, number, read, marks)?;
    let none = Flags::default();
    let mut body = Body::new(html, number, read, marks, &none);
    body.html.raw("<section class=\"doc\">\n")?;
    body.html.element("<h3>", "原文与标注", "</h3>\n")?;
    body.document()?;
    body.html.raw("</section>\n</article>\n")
}

/// What a line that is no prose is.
#[derive(Clone, Copy)]
enum Role<'a> {
    /// The title of a table: the first, with what was read of it.
    Title(&'a Table, &'a crate::account::TableRead),
    /// The line above a table that names the unit.
    UnitLine,
    /// A note under a table.
    Note,
    /// A heading; whether it opens a part of the outline.
    Heading(bool),
    /// A line of the table of contents.
    Contents,
}

/// Where the prose that is being written belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Passage(PassageId),
    /// In the part that explains, under no passage.
    Nowhere,
    /// In a part that does not explain.
    Outside,
}

/// The document of a chapter, while it is written.
struct Body<'b, 'o, 'a> {
    html: &'b mut Html<'o>,
    number: usize,
    read: &'b DocumentRead<'a>,
    marks: &'b Marks<'a>,
    /// What is wrong.
    flags: &'b Flags,
    /// What prose restates.
    homes: Homes,
    /// Lines by piece.
    roles: BTreeMap<u32, Role<'a>>,
    /// Paragraphs as recognised, by where they start.
    prose: Vec<(Point, &'a ParagraphRead)>,
    /// Text of paragraphs by piece.
    texts: BTreeMap<u32, &'a Paragraph>,
    /// Up to where paragraphs that began above have taken a piece.
    taken: BTreeMap<u32, usize>,
    /// The file, page and sheet that are being written.
    file: Option<Arc<str>>,
    page: Option<u32>,
    sheet: Option<Arc<str>>,
    /// Pages that have their anchor.
    pages: BTreeSet<String>,
    section: Option<Section>,
    /// Titles and headings that an index leads to and that have no anchor yet.
    indexed: BTreeSet<u32>,
    /// Flags of prose that have their anchor.
    flagged: BTreeSet<(u32, usize)>,
}

impl<'b, 'o, 'a> Body<'b, 'o, 'a> {
    fn new(
        html: &'b mut Html<'o>,
        number: usize,
        read: &'b DocumentRead<'a>,
        marks: &'b Marks<'a>,
        flags: &'b Flags,
    ) -> Self {
        let mut roles = BTreeMap::new();
        let mut prose = Vec::new();
        for account in read.accounts {
            roles.extend(roles_of(read.schema, account));
            prose.extend(account.elements.paragraphs.iter().filter_map(|paragraph| {
                let first = paragraph.pieces.first()?;
                Some((Point { piece: first.place.piece?, byte: first.from }, paragraph))
            }));
        }
        prose.sort_by_key(|(at, _)| *at);
        let texts = read.document.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some((paragraph.place.piece?, paragraph)),
            Block::Grid(_) => None,
        });
        Self {
            html,
            number,
            read,
            marks,
            flags,
            homes: Homes::default(),
            roles,
            prose,
            texts: texts.collect(),
            taken: BTreeMap::new(),
            file: None,
            page: None,
            sheet: None,
            pages: BTreeSet::new(),
            section: None,
            indexed: BTreeSet::new(),
            flagged: BTreeSet::new(),
        }
    }

    /// The document, in its order.
    fn document(&mut self) -> fmt::Result {
        for block in &self.read.document.blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph)?,
                Block::Grid(grid) => self.grid(grid)?,
            }
        }
        self.empty_pages(u32::MAX)?;
        self.facts()
    }

    /// Says where a new file, page or sheet begins.
    fn turn(&mut self, place: &Place) -> fmt::Result {
        if let Some(file) = place.file.as_ref().filter(|file| self.file.as_ref() != Some(file)) {
            self.empty_pages(u32::MAX)?;
            self.file = Some(file.clone());
            (self.page, self.sheet) = (None, None);
            self.html.element(
                "<div class=\"page file\"><span>",
                &format!("文件「{file}」"),
                "</span></div>\n",
            )?;
        }
        if let Some(page) = place.page.filter(|page| self.page != Some(*page)) {
            self.page = Some(page);
            self.empty_pages(page)?;
            self.page_line(place)?;
        }
        if let Some(sheet) = place.sheet.as_ref().filter(|sheet| self.sheet.as_ref() != Some(sheet)) {
            self.sheet = Some(sheet.clone());
            self.html.raw("<div class=\"page\">")?;
            self.html.element("<span>", &format!("工作表「{sheet}」"), "</span></div>\n")?;
        }
        Ok(())
    }

    fn page_line(&mut self, place: &Place) -> fmt::Result {
        let page = place.page.unwrap_or(0);
        self.html.raw("<div class=\"page\"")?;
        self.page_anchor(place)?;
        self.html.element("><span>", &format!("第 {page} 页"), "</span></div>\n")
    }

    /// Pages of the file before this one that have nothing but a notice.
    fn empty_pages(&mut self, before: u32) -> fmt::Result {
        for notice in self.read.accounts.iter().flat_map(|account| &account.notices) {
            let place = &notice.place;
            let here = place.file == self.file && place.page.is_some_and(|page| page < before);
            let id = page_id(self.number, self.read.document, place).filter(|_| here);
            if id.is_some_and(|id| !self.pages.contains(&id)) {
                self.page_line(place)?;
                self.html.element("<p class=\"empty\">", &notice.message, "</p>\n")?;
            }
        }
        Ok(())
    }

    /// Makes the element that is being written the one that notices about a page lead to.
    fn page_anchor(&mut self, place: &Place) -> fmt::Result {
        match page_id(self.number, self.read.document, place) {
            Some(id) if self.pages.insert(id.clone()) => self.html.attribute("id", &id),
            _ => Ok(()),
        }
    }

    /// The anchor of something that was not understood.
    fn anchor(&mut self, problem: usize) -> fmt::Result {
        self.html.raw("<a")?;
        self.html.attribute("id", &format!("d{}u{}", self.number, problem + 1))?;
        self.html.raw("></a>")
    }
}

fn roles_of<'a>(schema: &'a Schema, account: &'a Account) -> BTreeMap<u32, Role<'a>> {
    let mut roles = BTreeMap::new();
    let elements = &account.elements;
    let mut put = |place: &Place, role: Role<'a>| {
        if let Some(piece) = place.piece {
            roles.insert(piece, role);
        }
    };
    elements.contents.iter().for_each(|line| put(&line.at, Role::Contents));
    for (at, heading) in elements.headings.iter().enumerate() {
        let part = elements.parts.contains(&Some(at as u32));
        put(&heading.at, Role::Heading(part));
    }
    for (table, read) in schema.tables.iter().zip(&account.tables).filter(|(_, read)| read.found) {
        read.notes.iter().for_each(|(_, at)| put(at, Role::Note));
        read.unit_line.iter().for_each(|(_, at)| put(at, Role::UnitLine));
        put(&read.at, Role::Title(table, read));
    }
    roles
}

/// A place within its page or sheet, for the margin.
fn margin_words(place: &Place) -> String {
    match (place.line, &place.cell) {
        (Some(line), _) => line.to_string(),
        // A row has the place of its first cell; in Word that says the column, too.
        (None, Some(cell)) => match cell.rsplit_once("行第") {
            Some((row, _)) => format!("{row}行"),
            None => cell.to_string(),
        },
        (None, None) => String::new(),
    }
}

/// The anchor of a page; files of a document that was joined have pages of their own.
fn page_id(number: usize, document: &Document, place: &Place) -> Option<String> {
    let page = place.page?;
    let file_of = |block: &usize| match document.blocks.get(*block)? {
        Block::Paragraph(paragraph) => paragraph.place.file.clone(),
        Block::Grid(grid) => grid.rows.first()?.place.file.clone(),
    };
    let file = document.parts.iter().position(|begins| file_of(begins) == place.file).map_or(0, |at| at + 1);
    Some(if file == 0 { format!("d{number}p{page}") } else { format!("d{number}p{page}-{file}") })
}
