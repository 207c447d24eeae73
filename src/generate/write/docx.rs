//! A page as a document of Word.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::{WriteError, escaped};
use crate::generate::page::{Block, Cell, Page};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

const NAMESPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

const BORDERS: &str = "<w:tblPr><w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/><w:left w:val=\"single\" w:sz=\"4\"/><w:bottom w:val=\"single\" w:sz=\"4\"/><w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" w:sz=\"4\"/><w:insideV w:val=\"single\" w:sz=\"4\"/></w:tblBorders></w:tblPr>";

/// The page as a document of Word.
///
/// # Errors
/// When it cannot be packed.
pub fn docx(page: &Page) -> Result<Vec<u8>, WriteError> {
    let mut body = String::new();
    for block in &page.blocks {
        match block {
            Block::Heading(level, text) => body.push_str(&heading(*level, text)),
            Block::Paragraph(runs) => {
                let text: String = runs.iter().map(|run| run.text.as_str()).collect();
                body.push_str(&paragraph(&text, ""));
            }
            Block::Table(rows) => body.push_str(&table(rows)),
        }
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document {NAMESPACE}><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let parts =
        [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", &document)];
    packed(&parts).map_err(|why| WriteError(why.to_string()))
}

fn packed(parts: &[(&str, &str)]) -> Result<Vec<u8>, zip::result::ZipError> {
    // Without a time of its own a part has the first that the format can say: the same bytes in every run.
    let options = SimpleFileOptions::DEFAULT;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn paragraph(text: &str, looks: &str) -> String {
    let text = escaped(text);
    format!("<w:p><w:r>{looks}<w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn heading(level: u8, text: &str) -> String {
    let size = 36_u32.saturating_sub(u32::from(level) * 4).max(24);
    paragraph(text, &format!("<w:rPr><w:b/><w:sz w:val=\"{size}\"/></w:rPr>"))
}

fn table(rows: &[Vec<Cell>]) -> String {
    let width =
        rows.iter().map(|row| row.iter().map(|cell| cell.span.max(1)).sum::<u32>()).max().unwrap_or(0);
    let grid: String = (0..width).map(|_| "<w:gridCol w:w=\"1200\"/>").collect();
    let mut out = format!("<w:tbl>{BORDERS}<w:tblGrid>{grid}</w:tblGrid>");
    for row in rows {
        out.push_str("<w:tr>");
        for cell in row {
            let span = match cell.span {
                0 | 1 => String::new(),
                span => format!("<w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr>"),
            };
            out.push_str(&format!("<w:tc>{span}{}</w:tc>", paragraph(&cell.text, "")));
        }
        out.push_str("</w:tr>");
    }
    // Word wants a paragraph between two tables.
    out.push_str("</w:tbl><w:p/>");
    out
}
