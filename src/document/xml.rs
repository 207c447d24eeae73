//! XML as a stream of elements and text. Entities beyond the five of XML are never expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ReadError;

/// Deepest nesting of elements.
const DEEPEST: usize = 512;

/// The start of an element; names are without their prefixes.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An attribute that is a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a switch (`w:vanish`, `w:vanish w:val="0"`) is on.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.get("val"), Some("0" | "false" | "off" | "none"))
    }
}

/// A piece of XML; an empty element is opened and closed.
#[derive(Debug)]
pub(super) enum Node {
    /// An element begins.
    Open(Element),
    /// An element ends; its name.
    Close(String),
    /// Text, with references resolved.
    Text(String),
}

/// A stream of nodes.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// Of a text.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0 }
    }

    /// The next node; none at the end.
    ///
    /// # Errors
    /// Not well formed, or nested too deeply.
    pub(super) fn next(&mut self) -> Result<Option<Node>, ReadError> {
        loop {
            let event = self.reader.read_event().map_err(|_| malformed())?;
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(too_deep());
                    }
                    Node::Open(element(&start))
                }
                Event::Empty(start) => Node::Open(element(&start)),
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close(end.local_name().as_ref().to_owned())
                }
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let letter = if reference.is_char_ref() {
                        reference.resolve_char_ref().ok().flatten()
                    } else {
                        predefined(reference.as_ref())
                    };
                    Node::Text(letter.map(String::from).unwrap_or_default())
                }
                Event::Eof if self.depth > 0 => return Err(malformed()),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }

    /// Byte of the text behind the node that was read last.
    pub(super) fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Passes over what is left of the element that was opened last.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.local_name().as_ref().to_owned();
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let key = attribute.key.local_name().as_ref().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
        (key, value)
    });
    Element { name, attributes: attributes.collect() }
}

fn malformed() -> ReadError {
    ReadError::Damaged("文件内部的标记不完整；请在原来的程序里打开后另存一份再读".to_owned())
}

fn too_deep() -> ReadError {
    ReadError::Damaged(format!("文件内部嵌套超过 {DEEPEST} 层；请把嵌套的表格和文本框拆开后再读"))
}
