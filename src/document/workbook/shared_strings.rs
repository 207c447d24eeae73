//! Texts that cells of an .xlsx refer to by number, and rich text in cells.

use crate::document::ReadError;
use crate::document::xml::{Node, Xml};

/// The shared texts in order.
pub(super) fn shared_strings(text: &str) -> Result<Vec<String>, ReadError> {
    let mut xml = Xml::new(text);
    let mut strings = Vec::new();
    while let Some(node) = xml.next()? {
        if let Node::Open(element) = node
            && element.name == "si"
        {
            strings.push(rich_text(&mut xml, "si")?);
        }
    }
    Ok(strings)
}

/// The text of the element that was opened last, without phonetic hints.
pub(super) fn rich_text(xml: &mut Xml<'_>, name: &str) -> Result<String, ReadError> {
    let mut text = String::new();
    let mut inside = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.name == "rPh" => xml.skip()?,
            Node::Open(element) => inside |= element.name == "t",
            Node::Text(piece) if inside => text.push_str(&piece),
            Node::Close(closed) if closed == "t" => inside = false,
            Node::Close(closed) if closed == name => break,
            _ => {}
        }
    }
    Ok(text)
}
