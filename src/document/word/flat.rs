//! Word documents in one file of markup: Word 2003 XML, and a .docx with its parts written one after the other.

use super::docx::read_parts;
use crate::document::{Document, ReadError};

/// Adds the blocks of a document.
///
/// # Errors
/// Damaged or too large.
pub(crate) fn read(text: &str, document: &mut Document) -> Result<(), ReadError> {
    if text.contains("<pkg:package") {
        let part = |name: &str| part(text, name).unwrap_or_default();
        return read_parts(
            part("/word/document.xml"),
            part("/word/numbering.xml"),
            part("/word/styles.xml"),
            document,
        );
    }
    // Lists of Word 2003 are unlike those of .docx; each paragraph says its number as well.
    read_parts(text, "", "", document)
}

/// A part with the element around it.
fn part<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    const END: &str = "</pkg:part>";
    let named = text.find(&format!("pkg:name=\"{name}\""))?;
    let from = text.get(..named)?.rfind("<pkg:part")?;
    let size = text.get(from..)?.find(END)? + END.len();
    text.get(from..from + size)
}
