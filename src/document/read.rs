//! The entry: bytes to a [`Document`], by content first and name second.

use super::encoding::decode;
use super::from_text::blocks;
use super::limits::{MAX_PDF, MAX_TEXT, MAX_YAML};
use super::signature::{foreign, other_than_its_name, unknown, unlike_its_name};
use super::{Block, Document, Format, Notice, Place, ReadError, from_csv, from_yaml, office, pdf, wide};
use crate::text::is_mark;

/// Reads a file: its name (only the ending is looked at) and its bytes.
///
/// # Errors
/// Nothing in it, larger than [`MAX_TEXT`], not a format that is read, or damaged; the message is Chinese and says
/// how to mend it.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    let mut document = read_by_content(name, bytes).map_err(|why| match why {
        // What no program knows is told by what its name promises.
        ReadError::Unsupported(what) if what == unknown() => {
            ReadError::Unsupported(unlike_its_name(name).unwrap_or(what))
        }
        other => other,
    })?;
    if let Some(message) = other_than_its_name(name, document.format) {
        document.notices.insert(0, Notice { message, place: Place::default() });
    }
    without_marks(&mut document);
    document.number_pieces();
    Ok(document)
}

/// Takes out letters that take no room and say nothing: direction marks, soft hyphens, joiners. What turns the order of
/// letters round (U+202D, U+202E) is among them.
fn without_marks(document: &mut Document) {
    let clean = |text: &mut String| {
        if text.contains(is_mark) {
            text.retain(|letter| !is_mark(letter));
        }
    };
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(paragraph) => clean(&mut paragraph.text),
            Block::Grid(grid) => {
                grid.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| clean(&mut cell.text));
            }
        }
    }
}

fn read_by_content(name: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(document) = office::read(name, bytes) {
        let mut document = document?;
        if document.format == Format::Workbook {
            wide::melt(&mut document)?;
        }
        return Ok(document);
    }
    let size = bytes.len() as u64;
    let is_pdf = pdf::is_pdf(bytes);
    if !is_pdf && let Some(what) = foreign(bytes) {
        return Err(ReadError::Unsupported(what));
    }
    let cap = if is_pdf { MAX_PDF } else { MAX_TEXT };
    if size > cap {
        return Err(ReadError::TooLarge(size, cap));
    }
    if is_pdf {
        let mut document = Document { name: name.to_owned(), ..Document::default() };
        pdf::read_pdf(bytes, &mut document)?;
        return Ok(document);
    }
    let yaml = has_ending(name, &["yaml", "yml"]);
    if yaml && size > MAX_YAML {
        return Err(ReadError::TooLarge(size, MAX_YAML));
    }
    let (text, notices) = decode(bytes)?;
    if text.chars().all(char::is_whitespace) {
        return Err(ReadError::Empty);
    }
    let mut document =
        Document { name: name.to_owned(), format: Format::Text, notices, ..Document::default() };
    if yaml {
        from_yaml::read_data(&text, &mut document)?;
    } else if let Some(head) = from_csv::data_head(&text) {
        from_csv::read_data(&text, head, &mut document)?;
    } else if has_ending(name, &["csv"]) {
        from_csv::read_grid(&text, &mut document)?;
        wide::melt(&mut document)?;
    } else {
        blocks(&text, has_ending(name, &["md", "markdown"]), &mut document)?;
    }
    Ok(document)
}

/// Whether a file name ends in `.` and one of these, in any case.
fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, last)| endings.iter().any(|ending| last.eq_ignore_ascii_case(ending)))
}
