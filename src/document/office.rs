//! Formats that are told by their first bytes and what is inside: packages, OLE files, web pages.

use super::encoding::decode;
use super::limits::MAX_OFFICE;
use super::package::{Package, locked};
use super::signature::{OCR, is_page, markup};
use super::{Block, Document, Format, ReadError, html, ofd, word, workbook};

/// Reads a file of one of these formats; none if it is something else.
pub(super) fn read(name: &str, bytes: &[u8]) -> Option<Result<Document, ReadError>> {
    let mut document = Document { name: name.to_owned(), ..Document::default() };
    let done = if bytes.starts_with(b"PK\x03\x04") {
        package(bytes, &mut document).transpose()?
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        capped(bytes).and_then(|()| compound(bytes, &mut document))
    } else if bytes.starts_with(b"{\\rtf") {
        document.format = Format::Word;
        capped(bytes).and_then(|()| word::read_rtf(bytes, &mut document))
    } else if let Some(kind) = markup(bytes) {
        document.format = kind;
        capped(bytes).and_then(|()| flat(kind, bytes, &mut document))
    } else if is_page(bytes) {
        document.format = Format::Html;
        html::read(bytes, &mut document)
    } else {
        return None;
    };
    let checked = done.and_then(|()| fits(&document, bytes.len()));
    Some(checked.and_then(|()| if document.blocks.is_empty() { Err(empty()) } else { Ok(document) }))
}

/// Paragraphs and cells that a file of any size may have, and further ones for each of its bytes: repeats pack so tightly
/// that a small file could stand for any number of them.
const FREE_PIECES: usize = 200_000;
const PIECES_EACH: usize = 2;

/// Whether a document holds no more than a file of its size can say.
fn fits(document: &Document, bytes: usize) -> Result<(), ReadError> {
    let most = FREE_PIECES + PIECES_EACH * bytes;
    let size = |block: &Block| match block {
        Block::Paragraph(_) => 1,
        Block::Grid(grid) => grid.rows.iter().map(|row| row.cells.len()).sum(),
    };
    let pieces: usize = document.blocks.iter().map(size).sum();
    if pieces <= most {
        return Ok(());
    }
    Err(ReadError::Damaged(format!(
        "文件只有 {bytes} 字节，却有 {pieces} 个段落和单元格，多半是一样的，不像是公开文本；请核对文件来源"
    )))
}

/// Reads a package; none if it is a package of something else.
fn package(bytes: &[u8], document: &mut Document) -> Result<Option<()>, ReadError> {
    capped(bytes)?;
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?.unwrap_or_default();
    let is_word = package.is_about(&main, "word/", word::BODY);
    let is_book = package.is_about(&main, "xl/", workbook::LIST);
    if is_book || package.has("xl/workbook.bin") {
        document.format = Format::Workbook;
        workbook::read_xlsx(&mut package, &main, document)?;
    } else if is_word {
        document.format = Format::Word;
        word::read_docx(&mut package, &main, document)?;
    } else if package.has("OFD.xml") {
        document.format = Format::Ofd;
        ofd::read(&mut package, document)?;
    } else if package.has("content.xml") {
        return open_document(&mut package, document);
    } else {
        return Ok(None);
    }
    Ok(Some(()))
}

/// Reads an OpenDocument package by its kind, templates among them.
fn open_document(package: &mut Package<'_>, document: &mut Document) -> Result<Option<()>, ReadError> {
    let kind = package.text("mimetype")?.unwrap_or_default();
    match kind.trim().trim_end_matches("-template").rsplit('.').next() {
        Some("spreadsheet") => {
            document.format = Format::Workbook;
            workbook::read_ods(package, document)?;
        }
        Some("text") => {
            document.format = Format::Word;
            word::read_odt(package, document)?;
        }
        _ => return Ok(None),
    }
    Ok(Some(()))
}

/// Reads an OLE file by the streams that it has.
fn compound(bytes: &[u8], document: &mut Document) -> Result<(), ReadError> {
    let mut file = word::Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(locked());
    }
    if file.has("WordDocument") {
        document.format = Format::Word;
        return word::read_doc(&mut file, document);
    }
    for name in ["Workbook", "Book"] {
        if let Some(stream) = file.stream(name)? {
            document.format = Format::Workbook;
            return workbook::read_xls(&stream, document);
        }
    }
    Err(ReadError::Unsupported(
        "这是旧版办公软件的文件，但不是文字文档或工作簿；请另存为 .docx、.xlsx 再读".to_owned(),
    ))
}

/// Reads a document or workbook that is one file of markup.
fn flat(kind: Format, bytes: &[u8], document: &mut Document) -> Result<(), ReadError> {
    let (text, notices) = decode(bytes)?;
    document.notices.extend(notices);
    match kind {
        Format::Workbook => workbook::read_xml(&text, document),
        _ => word::read_flat(&text, document),
    }
}

fn capped(bytes: &[u8]) -> Result<(), ReadError> {
    let size = bytes.len() as u64;
    if size > MAX_OFFICE { Err(ReadError::TooLarge(size, MAX_OFFICE)) } else { Ok(()) }
}

fn empty() -> ReadError {
    ReadError::Damaged(format!("文件里没有可以读取的文字；内容若是图片，请取得可以复制文字的原件，或{OCR}"))
}
