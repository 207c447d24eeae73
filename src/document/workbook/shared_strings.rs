//! Texts that cells of an .xlsx refer to by number, and rich text in cells.

use crate::document::ReadError;
use crate::document::xml::{Node, Xml};

/// A text of one look, or of stretches with looks of their own.
#[derive(Debug)]
pub(super) enum Rich {
    /// As the cell looks.
    Plain(String),
    /// Stretches, and whether each is struck out; one that does not say so is as the cell is.
    Runs(Vec<(Option<bool>, String)>),
}

impl Rich {
    /// What of it is not struck out, and what is, in a cell that is or is not.
    pub(super) fn parts(&self, cell_struck: bool) -> (String, String) {
        let (mut kept, mut struck) = (String::new(), String::new());
        match self {
            Self::Plain(text) if cell_struck => struck.push_str(text),
            Self::Plain(text) => kept.push_str(text),
            Self::Runs(runs) => {
                for (own, text) in runs {
                    if own.unwrap_or(cell_struck) { &mut struck } else { &mut kept }.push_str(text);
                }
            }
        }
        (kept, struck)
    }
}

/// The shared texts of a workbook in order.
pub(super) fn shared_strings(text: &str) -> Result<Vec<Rich>, ReadError> {
    let mut xml = Xml::new(text);
    let mut shared = Vec::new();
    while let Some(node) = xml.next()? {
        if let Node::Open(element) = node
            && element.name == "si"
        {
            shared.push(rich_text(&mut xml, "si")?);
        }
    }
    Ok(shared)
}

/// The text of the element that was opened last, without phonetic hints.
pub(super) fn rich_text(xml: &mut Xml<'_>, name: &str) -> Result<Rich, ReadError> {
    let mut runs: Vec<(Option<bool>, String)> = Vec::new();
    let (mut inside, mut own) = (false, None);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => match element.name.as_str() {
                "rPh" => xml.skip()?,
                "r" => own = None,
                "rPr" => own = Some(false),
                "strike" => own = Some(element.is_on()),
                "t" => inside = true,
                _ => {}
            },
            Node::Text(piece) if inside => match runs.last_mut() {
                Some((before, text)) if *before == own => text.push_str(&piece),
                _ => runs.push((own, piece)),
            },
            Node::Close(closed) if closed == "t" => inside = false,
            Node::Close(closed) if closed == name => break,
            _ => {}
        }
    }
    let differs = runs.iter().any(|(own, _)| own.is_some());
    Ok(match differs {
        true => Rich::Runs(runs),
        false => Rich::Plain(runs.pop().map_or_else(String::new, |(_, text)| text)),
    })
}
