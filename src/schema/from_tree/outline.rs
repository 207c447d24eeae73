//! The outline of a whole document.

use std::collections::BTreeSet;

use super::super::{Declared, Part};
use super::patterns;
use crate::syntax::{Item, Outline, Tree};

/// Declares the outline, without the parts that a layer switches off; a layer that gives one replaces the base's.
pub(super) fn declare(declared: &mut Declared, trees: &[(u32, &Tree)]) {
    let items = trees.iter().rev().flat_map(|(_, tree)| tree.items.iter().rev());
    let last = items.into_iter().find_map(|item| match item {
        Item::Outline(outline) => Some(outline),
        _ => None,
    });
    if let Some(outline) = last {
        declared.schema.outline = parts(declared, outline);
    }
    let off: BTreeSet<String> = declared
        .disabled
        .iter()
        .filter(|off| off.when.is_none())
        .flat_map(|off| &off.names)
        .map(|name| name.text.clone())
        .collect();
    let parts = std::mem::take(&mut declared.schema.outline).into_iter();
    let (off, kept): (Vec<Part>, Vec<Part>) = parts.partition(|part| off.contains(&part.name));
    declared.schema.outline = kept;
    declared.parts_off.extend(off.into_iter().map(|part| part.name));
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
