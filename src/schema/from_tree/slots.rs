//! Slots become columns of the passage's or item's family: collected from all its sentences before any is resolved.

use super::super::{Column, ColumnId, Declared, FamilyId, Kind};
use super::names::{self, RestatedKind};
use super::phrases;
use crate::amount::Dimension;
use crate::syntax::{Binding, Expr, ExprKind, Name, Path, Piece, Sentence};

/// The kind of slot, where a sentence says it.
#[derive(Clone, Debug)]
pub(super) enum Told {
    /// By its type or by what it restates.
    Kind(Kind),
    /// The name of a unit.
    Unit,
    /// Nothing is said: another sentence may say it.
    Nothing,
}

/// What a slot holds by its own words.
pub(super) fn told(declared: &mut Declared, kind: Option<&Path>, bindings: &[Binding]) -> Told {
    if let Some(path) = kind {
        if names::plain_names(path).is_some_and(|names| names == ["单位名称"]) {
            return Told::Unit;
        }
        return Told::Kind(names::plain_kind(declared, path));
    }
    let restated = bindings.iter().find_map(|binding| binding.restates.as_ref());
    match restated.and_then(|path| names::restated_kind(&declared.schema, path)) {
        Some(RestatedKind::Unit) => Told::Unit,
        Some(RestatedKind::Kind(kind)) => Told::Kind(kind),
        None if restated.is_some() => Told::Kind(Kind::Plain(Dimension::Money)),
        None => Told::Nothing,
    }
}

/// The name of the column that a binding fills: its own, else the path that it restates.
pub(super) fn column_name(binding: &Binding) -> String {
    match (&binding.name, &binding.restates) {
        (Some(name), _) => name.text.clone(),
        (None, Some(path)) => path.to_string(),
        (None, None) => String::new(),
    }
}

/// Adds the slots of sentences to a family.
pub(super) fn collect<'a>(
    declared: &mut Declared,
    family: FamilyId,
    sentences: impl Iterator<Item = &'a Sentence>,
) {
    for sentence in sentences {
        collect_pieces(declared, family, &sentence.pattern.pieces);
        for (name, value) in &sentence.implied {
            collect_implied(declared, family, name, value);
        }
    }
}

fn collect_pieces(declared: &mut Declared, family: FamilyId, pieces: &[Piece]) {
    for piece in pieces {
        match piece {
            Piece::Optional(branches) | Piece::Choice(branches) => {
                branches.iter().for_each(|pieces| collect_pieces(declared, family, pieces));
            }
            Piece::Known(name) => {
                let texts = phrases::splice(declared, name).unwrap_or_default();
                texts.iter().for_each(|text| collect_pieces(declared, family, text));
            }
            Piece::Slot { bindings, kind, .. } => {
                let told = told(declared, kind.as_ref(), bindings);
                for binding in bindings {
                    let span = match (&binding.name, &binding.restates) {
                        (Some(name), _) => name.span,
                        (None, Some(path)) => path.span,
                        (None, None) => continue,
                    };
                    add(declared, family, &Name { text: column_name(binding), span }, &told);
                }
            }
            _ => {}
        }
    }
}

fn collect_implied(declared: &mut Declared, family: FamilyId, name: &Name, value: &Expr) {
    let told = match &value.kind {
        ExprKind::Number(number) => match names::dimension(&number.unit) {
            Some(dimension) => Told::Kind(Kind::Plain(dimension)),
            None if number.unit.is_empty() => Told::Nothing,
            None => Told::Kind(Kind::Plain(Dimension::Count(number.unit.clone()))),
        },
        _ => Told::Nothing,
    };
    add(declared, family, name, &told);
}

/// Adds a slot, or tells a known one what it holds. A slot of which nothing is ever said holds money.
fn add(declared: &mut Declared, id: FamilyId, name: &Name, told: &Told) {
    let Some(family) = declared.schema.families.get_mut(id.0 as usize) else { return };
    let kind = match told {
        Told::Kind(kind) => Some(kind.clone()),
        Told::Unit => Some(Kind::Plain(Dimension::Text)),
        Told::Nothing => None,
    };
    match family.columns.iter_mut().find(|column| column.name == name.text) {
        Some(column) => {
            if let Some(kind) = kind
                && !column.optional
            {
                column.kind = kind;
                column.optional = true;
            }
        }
        None => {
            let column = ColumnId(family.columns.len() as u32);
            family.columns.push(Column {
                id: column,
                span: name.span,
                // Until all sentences are read, marks that the kind was said.
                optional: kind.is_some(),
                ..Column::plain(&name.text, kind.unwrap_or(Kind::Plain(Dimension::Money)))
            });
        }
    }
}
