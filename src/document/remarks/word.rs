//! Comments in a document of Word.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edits::{Edits, escaped, prefix};
use super::package::{Copy, with_child};
use super::runs::{Mark, Paragraph};
use super::{AUTHOR, Remark, RemarkError};
use crate::document::word::{body_part, trail};
use crate::document::xml::{Node, Xml};

/// The kind of the part that keeps comments.
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// Writes remarks into a document.
///
/// # Errors
/// It is not as its format says.
pub(super) fn remark(copy: &mut Copy<'_>, remarks: &[Remark]) -> Result<(), RemarkError> {
    let main = body_part(copy.main()).to_owned();
    let body = copy.text(&main)?.ok_or(RemarkError::Damaged)?;
    let styles = copy.text("word/styles.xml")?.unwrap_or_default();
    let trail = trail(&body, &styles)?;
    let mut by_place: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
    for (place, bytes) in &trail {
        by_place.entry(place).or_default().push(bytes.clone());
    }
    let first = trail.first().map(|(_, bytes)| bytes.clone()).ok_or(RemarkError::Damaged)?;
    let prefix = prefix(body.get(first.clone()).unwrap_or_default(), "p").to_owned();
    let mut comments = Comments::open(copy, &main, &body, &prefix)?;
    let mut marks: BTreeMap<usize, (Range<usize>, Vec<Mark>)> = BTreeMap::new();
    for remark in remarks {
        let id = comments.add(&remark.words)?;
        let here = remark.at.cell.as_deref().and_then(|cell| by_place.get(cell));
        let (bytes, text) = here.map_or_else(
            || Ok((first.clone(), None)),
            |paragraphs| placed(&body, paragraphs, remark, &first),
        )?;
        marks.entry(bytes.start).or_insert_with(|| (bytes, Vec::new())).1.push(Mark { id, text });
    }
    let mut edits = Edits::default();
    for (at, (bytes, marks)) in marks {
        let source = body.get(bytes).ok_or(RemarkError::Damaged)?;
        Paragraph::of(source)?.mark(&marks, at, &prefix, &mut edits);
    }
    copy.put(&main, edits.apply(&body)?);
    comments.close(copy)
}

/// The paragraph of a place that has the text of a remark, with where it stands; the first where none has it.
fn placed(
    body: &str,
    paragraphs: &[Range<usize>],
    remark: &Remark,
    first: &Range<usize>,
) -> Result<(Range<usize>, Option<Range<usize>>), RemarkError> {
    for bytes in paragraphs {
        let paragraph = Paragraph::of(body.get(bytes.clone()).ok_or(RemarkError::Damaged)?)?;
        if let Some(text) = paragraph.find(&remark.text, &remark.quote) {
            return Ok((bytes.clone(), Some(text)));
        }
    }
    Ok((paragraphs.first().unwrap_or(first).clone(), None))
}

/// The part that keeps the comments.
struct Comments {
    path: String,
    text: String,
    prefix: String,
    new: String,
    next: u32,
}

impl Comments {
    /// The one that the document has, or a new one.
    fn open(copy: &mut Copy<'_>, main: &str, body: &str, body_prefix: &str) -> Result<Self, RemarkError> {
        let known = copy.relations(main)?.into_iter().find(|relation| relation.kind == "comments");
        if let Some(path) = known.map(|relation| relation.target)
            && let Some(text) = copy.text(&path)?
        {
            let (mut next, mut root) = (0, None);
            let mut xml = Xml::new(&text);
            loop {
                let from = xml.offset();
                match xml.next()? {
                    Some(Node::Open(element)) if element.name == "comments" => {
                        root = text.get(from..xml.offset()).map(str::trim_start);
                    }
                    Some(Node::Open(element)) if element.name == "comment" => {
                        next = next.max(element.number("id").unwrap_or(0).saturating_add(1));
                    }
                    Some(_) => {}
                    None => break,
                }
            }
            let prefix = prefix(root.ok_or(RemarkError::Damaged)?, "comments").to_owned();
            return Ok(Self { path, prefix, text, new: String::new(), next });
        }
        let name = format!("xmlns:{}=\"", body_prefix.trim_end_matches(':'));
        let space = body.split_once(&name).and_then(|(_, rest)| rest.split_once('"')).map(|(space, _)| space);
        let space = space.ok_or(RemarkError::Damaged)?;
        let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let path = copy.free(&format!("{folder}comments_gouji#.xml"));
        copy.relate(main, "comments", &path)?;
        copy.declare(&path, COMMENTS)?;
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{space}\"></w:comments>"
        );
        Ok(Self { path, text, prefix: "w:".to_owned(), new: String::new(), next: 0 })
    }

    /// Adds a comment; its number.
    fn add(&mut self, words: &str) -> Result<u32, RemarkError> {
        let p = &self.prefix;
        let id = self.next;
        self.next = id.checked_add(1).ok_or(RemarkError::Damaged)?;
        let line = |line: &str| {
            format!("<{p}p><{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>", escaped(line))
        };
        let lines: String = words.lines().map(line).collect();
        self.new += &format!(
            "<{p}comment {p}id=\"{id}\" {p}author=\"{AUTHOR}\" {p}initials=\"{AUTHOR}\">{lines}</{p}comment>"
        );
        Ok(id)
    }

    /// Puts the part into the copy.
    fn close(self, copy: &mut Copy<'_>) -> Result<(), RemarkError> {
        copy.put(&self.path, with_child(&self.text, &self.new)?);
        Ok(())
    }
}
