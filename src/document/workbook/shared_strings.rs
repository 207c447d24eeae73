//! Texts that cells of an .xlsx refer to by number, and rich text in cells.

use super::xlsx_styles::is_paper;
use crate::document::ReadError;
use crate::document::unseen::{Look, is_note_mark};
use crate::document::xml::{Node, Xml};

/// A text of one look, or of stretches with looks of their own.
#[derive(Debug)]
pub(super) enum Rich {
    /// As the cell looks.
    Plain(String),
    /// Stretches and their looks; one that does not say so is as the cell is.
    Runs(Vec<(Option<Look>, String)>),
}

impl Rich {
    /// Its texts by their looks, in a cell of a look; white letters are seen where the cell is painted.
    pub(super) fn parts(&self, cell: Look, painted: bool) -> Vec<(Look, String)> {
        let runs = match self {
            Self::Plain(text) => return vec![(cell, text.clone())],
            Self::Runs(runs) => runs,
        };
        let mut parts: Vec<(Look, String)> = vec![(Look::Plain, String::new())];
        for (own, text) in runs {
            let before = parts.first().and_then(|(_, plain)| plain.chars().next_back());
            let look = match own.unwrap_or(cell) {
                Look::White if painted => Look::Plain,
                Look::Raised if !is_note_mark(text.trim(), before) => Look::Plain,
                look => look,
            };
            match parts.iter_mut().find(|(known, _)| *known == look) {
                Some((_, part)) => part.push_str(text),
                None => parts.push((look, text.clone())),
            }
        }
        parts
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
    let mut runs: Vec<(Option<Look>, String)> = Vec::new();
    let (mut inside, mut own) = (false, None);
    let (mut struck, mut white, mut raised) = (false, false, false);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => match element.name.as_str() {
                "rPh" => xml.skip()?,
                "r" => own = None,
                "rPr" => (own, struck, white, raised) = (Some(Look::Plain), false, false, false),
                "vertAlign" => raised = element.get("val") == Some("superscript"),
                "strike" => struck = element.is_on(),
                "color" => white = is_paper(&element),
                "t" => {
                    own = own.map(|_| Look::of(struck, white).or_raised(raised));
                    inside = true;
                }
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
