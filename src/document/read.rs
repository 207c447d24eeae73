//! The entry: bytes to a [`Document`], by content first and name second.

use super::broken_off::ends_within_row;
use super::encoding::decode;
use super::from_text::blocks;
use super::limits::{MAX_OFFICE, MAX_PARAGRAPHS, MAX_PDF, MAX_PROSE, MAX_TEXT, MAX_YAML};
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
    short_enough(&document)?;
    without_marks(&mut document);
    document.number_pieces();
    Ok(document)
}

/// Whether the prose of a document is no longer than what is read.
fn short_enough(document: &Document) -> Result<(), ReadError> {
    let texts = || {
        document.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.text.len()),
            Block::Grid(_) => None,
        })
    };
    let (paragraphs, bytes) = (texts().count(), texts().sum::<usize>());
    if paragraphs <= MAX_PARAGRAPHS && bytes <= MAX_PROSE {
        return Ok(());
    }
    Err(too_long(paragraphs, bytes))
}

fn too_long(paragraphs: usize, bytes: usize) -> ReadError {
    ReadError::Damaged(format!(
        "正文有 {paragraphs} 段、{bytes} 字节，超过上限 {MAX_PARAGRAPHS} 段、{MAX_PROSE} 字节；一份公开文本不会这样长，请核对文件，\
         或分成几个文件"
    ))
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

/// How many bytes of a file are read at most, by its first ones.
///
/// # Errors
/// It is of a kind that is not read.
pub fn cap(head: &[u8]) -> Result<u64, ReadError> {
    let is_office = ["PK\u{3}\u{4}".as_bytes(), b"\xD0\xCF\x11\xE0", b"{\\rtf"];
    if is_office.iter().any(|first| head.starts_with(first)) || head.starts_with(b"PAR1") {
        return Ok(MAX_OFFICE);
    }
    if pdf::is_pdf(head) {
        return Ok(MAX_PDF);
    }
    // Pages, markup and data of other encodings are told by the readers.
    foreign(head).map_or(Ok(MAX_TEXT), |what| Err(ReadError::Unsupported(what)))
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
    let yaml = has_ending(name, &["yaml", "yml"]) || (!name.contains('.') && is_yaml(bytes));
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
        // What can be no row of a table is told before tables are looked for.
        let plain = |line: &&str| !line.is_empty() && !line.contains(['\t', '|', ' ', '\u{3000}']);
        let lines = || text.lines().filter(plain);
        if lines().count() > MAX_PARAGRAPHS {
            return Err(too_long(lines().count(), lines().map(str::len).sum()));
        }
        blocks(&text, has_ending(name, &["md", "markdown"]), &mut document)?;
        if ends_within_row(&text, &document.blocks) {
            document.break_off("文字没有结尾，最后一行只有一半", true);
        }
    }
    Ok(document)
}

/// Whether what comes without a name (from standard input) is an account in YAML: it opens with the unit or the year, and
/// has both as keys.
fn is_yaml(bytes: &[u8]) -> bool {
    const SEARCHED: usize = 4096;
    let head = String::from_utf8_lossy(bytes.get(..SEARCHED).unwrap_or(bytes));
    let mut lines =
        head.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '%']));
    let first = lines.find(|line| *line != "---").unwrap_or_default();
    let first = first.trim_start_matches(['-', ' ', '{', '"', '\'']);
    let opens = ["单位", "年度"].iter().any(|key| {
        let rest = first.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
        rest.is_some_and(|rest| rest.starts_with(':'))
    });
    opens && ["单位", "年度"].iter().all(|key| head.contains(key))
}

/// Whether a file name ends in `.` and one of these, in any case.
fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, last)| endings.iter().any(|ending| last.eq_ignore_ascii_case(ending)))
}
