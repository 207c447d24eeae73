//! The outline of a whole document.

use super::super::{Declared, Part};
use super::patterns;
use crate::syntax::{Item, Outline, Tree};

/// Declares the outline; a layer that gives one replaces the base's.
pub(super) fn declare(declared: &mut Declared, trees: &[(u32, Tree)]) {
    let items = trees.iter().rev().flat_map(|(_, tree)| tree.items.iter().rev());
    let last = items.into_iter().find_map(|item| match item {
        Item::Outline(outline) => Some(outline),
        _ => None,
    });
    if let Some(outline) = last {
        declared.schema.outline = parts(declared, outline);
    }
}

fn parts(declared: &mut Declared, outline: &Outline) -> Vec<Part> {
    outline
        .parts
        .iter()
        .map(|part| Part {
            name: part.title.text.value.clone(),
            title: patterns::bare(declared, &part.title),
            optional: part.optional,
            sections: part.sections.iter().map(|section| patterns::bare(declared, section)).collect(),
            passages: part.passages,
            tables: part.tables,
            span: part.title.text.span,
        })
        .collect()
}
