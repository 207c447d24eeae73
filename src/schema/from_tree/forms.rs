//! Forms (填项): labelled fields, and figures by row and column, laid flat into columns.

use super::super::{Column, ColumnId, Declared, Family, FamilyId, Kind, Row, Table};
use super::names;
use crate::amount::Dimension;
use crate::syntax::{Field, Line, Name, Piece, TableMember};

/// Lays the one family of a form out.
pub(super) fn lay_out(
    declared: &mut Declared,
    table: &mut Table,
    copies: Option<&Name>,
    members: &[(u32, &TableMember)],
) {
    let Some(id) = table.families.first().copied() else { return };
    let mut columns: Vec<Column> = Vec::new();
    for (_, member) in members {
        if let TableMember::Fields(fields) = member {
            columns.extend(fields.iter().map(|field| field_column(declared, field, copies)));
        }
    }
    let rows = lines_of(members, |member| match member {
        TableMember::Rows(lines) => Some(lines.as_slice()),
        _ => None,
    });
    let heads = lines_of(members, |member| match member {
        TableMember::Columns(lines) => Some(lines.as_slice()),
        _ => None,
    });
    for row in &rows {
        let aliases = row.aliases.iter().map(|text| text.value.clone()).collect();
        table.row_aliases.push((row.name.text.clone(), aliases));
        for head in &heads {
            let kind = head.kind.as_ref().map(|path| names::plain_kind(declared, path));
            columns.push(Column {
                short: head.short.as_ref().map(|name| name.text.clone()),
                aliases: head.aliases.iter().map(|text| text.value.clone()).collect(),
                row: Some(row.name.text.clone()),
                span: head.span,
                ..Column::plain(&head.name.text, kind.unwrap_or(Kind::Plain(Dimension::Money)))
            });
        }
    }
    for (_, member) in members {
        let TableMember::Format(_, pattern) = member else { continue };
        extra_slots(declared, &pattern.pieces, &mut columns);
    }
    for (at, column) in columns.iter_mut().enumerate() {
        column.id = ColumnId(at as u32);
    }
    table.copies = copies.and_then(|key| columns.iter().find(|column| column.name == key.text).map(|c| c.id));
    for (_, member) in members {
        if let TableMember::Format(name, pattern) = member {
            let targets = columns.iter().filter(|column| column.name == name.text);
            table.formats.extend(targets.map(|column| (column.id, pattern.clone())));
        }
    }
    finish(declared, id, columns, copies.is_some());
}

fn finish(declared: &mut Declared, id: FamilyId, columns: Vec<Column>, repeated: bool) {
    let Some(family) = declared.schema.families.get_mut(id.0 as usize) else { return };
    *family = Family { columns, repeated, ..std::mem::take(family) };
    family.rows = if repeated { Vec::new() } else { vec![Row::default()] };
}

fn lines_of<'a>(
    members: &[(u32, &'a TableMember)],
    pick: impl Fn(&'a TableMember) -> Option<&'a [Line]>,
) -> Vec<&'a Line> {
    members.iter().filter_map(|(_, member)| pick(member)).flatten().collect()
}

fn field_column(declared: &mut Declared, field: &Field, copies: Option<&Name>) -> Column {
    let is_key = copies.is_some_and(|key| key.text == field.name.text);
    let kind = match &field.kind {
        _ if is_key => Kind::Key,
        Some(path) => names::plain_kind(declared, path),
        None => Kind::Plain(Dimension::Text),
    };
    Column {
        aliases: field.label.iter().map(|text| text.value.clone()).collect(),
        span: field.name.span,
        ..Column::plain(&field.name.text, kind)
    }
}

/// Slots of a 格式 that no column has yet become columns of their own (调整前).
fn extra_slots(declared: &mut Declared, pieces: &[Piece], columns: &mut Vec<Column>) {
    for piece in pieces {
        match piece {
            Piece::Optional(branches) | Piece::Choice(branches) => {
                branches.iter().for_each(|pieces| extra_slots(declared, pieces, columns));
            }
            Piece::Slot { bindings, kind, span } => {
                for name in bindings.iter().filter_map(|binding| binding.name.as_ref()) {
                    if columns.iter().any(|column| column.name == name.text) {
                        continue;
                    }
                    let kind = kind.as_ref().map(|path| names::plain_kind(declared, path));
                    columns.push(Column {
                        span: *span,
                        optional: true,
                        ..Column::plain(&name.text, kind.unwrap_or(Kind::Plain(Dimension::Text)))
                    });
                }
            }
            _ => {}
        }
    }
}
