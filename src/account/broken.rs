//! Lines of a document that their width broke: which go on from the line before, and the texts that they make.

use crate::document::{Block, Document};
use crate::text::{Seam, Wrap, is_blank_char, is_clause_end, is_page_number};

/// For each block of a document how it belongs to the last line of text before it. Page numbers and blank lines
/// between the two count for nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Broken(Vec<Seam>);

impl Broken {
    /// Of a document: it is worked out once and belongs to this document.
    #[must_use]
    pub(crate) fn of(document: &Document) -> Self {
        Self(seams(document))
    }

    /// By block.
    pub(super) fn seams(&self) -> impl Iterator<Item = Seam> + '_ {
        self.0.iter().copied()
    }

    /// For each block of the document the text of the paragraph that begins there, lines that their width broke put
    /// together; none for a grid, a page number, and a line that goes on from another.
    #[must_use]
    pub(crate) fn paragraphs(&self, document: &Document) -> Vec<Option<String>> {
        let mut texts: Vec<Option<String>> = vec![None; document.blocks.len()];
        let mut last = 0;
        for (at, (block, seam)) in document.blocks.iter().zip(self.seams()).enumerate() {
            let Block::Paragraph(paragraph) = block else { continue };
            let text = paragraph.text.trim();
            if is_page_number(text) {
                continue;
            }
            if let Some(Some(before)) = texts.get_mut(last).filter(|_| seam == Seam::Within) {
                before.push_str(text);
            } else if let Some(place) = texts.get_mut(at) {
                *place = Some(text.to_owned());
                if !text.chars().all(is_blank_char) {
                    last = at;
                }
            }
        }
        texts
    }
}

/// The text of a paragraph.
fn text(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        Block::Grid(_) => None,
    }
}

/// A blank line or a page number.
fn is_nothing(text: &str) -> bool {
    text.chars().all(is_blank_char) || is_page_number(text)
}

fn seams(document: &Document) -> Vec<Seam> {
    let wrap = Wrap::of(document.blocks.iter().filter_map(text));
    let mut seams = vec![Seam::Apart; document.blocks.len()];
    let mut parts = document.parts.iter().peekable();
    let mut before: Option<&str> = None;
    // The lines that go on from one, and whether any of them has clauses.
    let (mut lines, mut clauses) = (Vec::new(), false);
    for (at, block) in document.blocks.iter().enumerate() {
        let apart = parts.next_if(|begins| **begins <= at).is_some();
        let text = text(block);
        if text.is_some_and(is_nothing) {
            continue;
        }
        let after = || {
            document.blocks.iter().skip(at + 1).map(self::text).find(|after| !after.is_some_and(is_nothing))
        };
        let seam = before.zip(text).filter(|_| !apart);
        let seam = seam.map(|(before, text)| wrap.seam(before, text, after().flatten()));
        let seam = seam.unwrap_or_default();
        if seam != Seam::Within {
            mark(&mut seams, &std::mem::take(&mut lines), clauses);
            clauses = false;
        }
        if seam == Seam::Within {
            lines.push(at);
        } else if let Some(place) = seams.get_mut(at) {
            *place = seam;
        }
        clauses |= text.is_some_and(|text| text.contains(is_clause_end));
        before = text;
    }
    mark(&mut seams, &lines, clauses);
    seams
}

/// Lines without clauses are titles one below the other, however wide.
fn mark(seams: &mut [Seam], lines: &[usize], clauses: bool) {
    for at in lines.iter().filter(|_| clauses) {
        if let Some(seam) = seams.get_mut(*at) {
            *seam = Seam::Within;
        }
    }
}
