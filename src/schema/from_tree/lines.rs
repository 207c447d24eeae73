//! Rows and columns: what one line of a form declares, and what a later line adds to it.

use super::super::{Code, Column, ColumnId, Declared, Family, FamilyId, Kind, Row, RowId};
use super::{names, tables};
use crate::amount::Dimension;
use crate::source::{Diagnostic, Lint};
use crate::syntax::{self, Line};

/// Notes what a row or column of other years is called, with its parts.
fn of_other_years(declared: &mut Declared, id: FamilyId, line: &Line) {
    let short = line.short.as_ref().map(|name| name.text.clone());
    let aliases = line.aliases.iter().map(|text| text.value.clone());
    let names = std::iter::once(line.name.text.clone()).chain(short).chain(aliases);
    declared.other_years.extend(names.map(|name| (id, name)));
    let parts = line.parts.iter().flat_map(|parts| &parts.lines).chain(&line.of_which);
    parts.for_each(|part| of_other_years(declared, id, part));
}

fn family_mut(declared: &mut Declared, id: FamilyId) -> Option<&mut Family> {
    declared.schema.families.get_mut(id.0 as usize)
}

/// Adds a column, or what is new about one that is declared.
pub(super) fn add_column(
    declared: &mut Declared,
    id: FamilyId,
    line: &Line,
    whole: Option<ColumnId>,
) -> Option<ColumnId> {
    if !crate::syntax::Validity::covers(line.validity.as_ref(), declared.schema.year) {
        of_other_years(declared, id, line);
        return None;
    }
    let kind = match &line.kind {
        Some(path) => names::plain_kind(declared, path),
        None => Kind::Plain(Dimension::Money),
    };
    let family = family_mut(declared, id)?;
    // Equal headings under different wholes are different columns; without a whole the name alone is meant.
    let alike = || family.columns.iter().filter(|c| c.name == line.name.text && c.row.is_none());
    let known = alike().find(|column| column.whole == whole);
    let known = known.or_else(|| alike().find(|column| whole.is_none() || column.whole.is_none()));
    let column = match known {
        Some(column) => column.id,
        None => push_column(family, Column { span: line.span, ..Column::plain(&line.name.text, kind) }),
    };
    if let Some(known) = family.columns.get_mut(column.0 as usize) {
        known.short = line.short.as_ref().map(|name| name.text.clone()).or(known.short.take());
        known.aliases.extend(line.aliases.iter().map(|text| text.value.clone()));
        known.optional |= line.optional;
        known.exact |= line.exact;
        known.whole = whole.or(known.whole);
    }
    let parts = line.parts.as_ref().map(|parts| parts.lines.as_slice()).unwrap_or_default();
    for part in parts {
        let part = add_column(declared, id, part, Some(column));
        push_unique(family_mut(declared, id)?.columns.get_mut(column.0 as usize).map(|c| &mut c.parts), part);
    }
    for part in &line.of_which {
        let part = add_column(declared, id, part, Some(column));
        push_unique(
            family_mut(declared, id)?.columns.get_mut(column.0 as usize).map(|c| &mut c.of_which),
            part,
        );
    }
    if let Some(codes) = line.parts.as_ref().and_then(|parts| parts.codes.as_ref()) {
        code_columns(declared, id, codes, column);
    }
    Some(column)
}

fn push_column(family: &mut Family, column: Column) -> ColumnId {
    let id = ColumnId(family.columns.len() as u32);
    family.columns.push(Column { id, ..column });
    id
}

/// Columns by the names of a code list: each level consists of the next. Which of them are printed differs, so all of
/// them may be missing; the same name under another code is another column.
fn code_columns(declared: &mut Declared, id: FamilyId, codes: &syntax::CodeRows, under: ColumnId) {
    if codes.open.is_some() {
        let message = "「每行」是行，不能写在列里";
        declared.diagnostics.push(
            Diagnostic::error(Lint("每行"), codes.span, message).mend("写成：行 合计 分 { 每行 项目 }"),
        );
        return;
    }
    let Some((list, down_to)) = tables::code_list(declared, codes) else { return };
    let entries: Vec<(u8, Code)> = declared.schema.code_list(list).map_or_else(Vec::new, |list| {
        let level = |code: &Code| list.level_of(&code.code).filter(|level| *level <= down_to);
        list.codes.iter().filter_map(|code| Some((level(code)?, code.clone()))).collect()
    });
    let Some(family) = family_mut(declared, id) else { return };
    let mut above: Vec<(u8, ColumnId, Code)> = Vec::new();
    for (level, code) in entries {
        above.retain(|(upper, _, over)| *upper < level && code.code.starts_with(&over.code));
        let whole = above.last().map_or(under, |(_, column, _)| *column);
        let known = family.columns.iter().find(|c| c.name == code.name && c.whole == Some(whole));
        let column = known.map(|column| column.id).unwrap_or_else(|| {
            let column = Column::plain(&code.name, Kind::Plain(Dimension::Money));
            push_column(family, Column { whole: Some(whole), optional: true, span: codes.span, ..column })
        });
        if let Some(known) = family.columns.get_mut(column.0 as usize) {
            known.aliases.extend(code.old_names.iter().cloned());
        }
        push_unique(family.columns.get_mut(whole.0 as usize).map(|whole| &mut whole.parts), Some(column));
        above.push((level, column, code));
    }
}

fn push_unique<T: PartialEq>(list: Option<&mut Vec<T>>, item: Option<T>) {
    if let (Some(list), Some(item)) = (list, item)
        && !list.contains(&item)
    {
        list.push(item);
    }
}

/// Adds a fixed row, or what is new about one that is declared. Code rows (`[301]`) are no fixed rows.
pub(super) fn add_row(
    declared: &mut Declared,
    id: FamilyId,
    line: &Line,
    whole: Option<RowId>,
) -> Option<RowId> {
    if !crate::syntax::Validity::covers(line.validity.as_ref(), declared.schema.year) {
        of_other_years(declared, id, line);
        return None;
    }
    let kind = line.kind.as_ref().map(|path| names::plain_kind(declared, path));
    let known = known_row(declared, id, line, whole)?;
    let family = family_mut(declared, id)?;
    let row = match known {
        Some(row) => row,
        None => {
            let new = RowId(family.rows.len() as u32);
            family.rows.push(Row {
                id: new,
                name: line.name.text.clone(),
                whole,
                span: line.span,
                ..Row::default()
            });
            new
        }
    };
    if let Some(known) = family.rows.get_mut(row.0 as usize) {
        known.short = line.short.as_ref().map(|name| name.text.clone()).or(known.short.take());
        known.aliases.extend(line.aliases.iter().map(|text| text.value.clone()));
        known.optional |= line.optional;
        known.exact |= line.exact;
        if let Some(Kind::Plain(dimension)) = kind {
            known.dimension = Some(dimension);
        }
    }
    if let Some(parts) = &line.parts {
        for part in &parts.lines {
            match &part.code {
                Some(code) => {
                    let list =
                        family_mut(declared, id)?.rows.get_mut(row.0 as usize).map(|r| &mut r.parts.codes);
                    push_unique(list, Some(code.text.clone()));
                }
                None => {
                    let part = add_row(declared, id, part, Some(row));
                    let list =
                        family_mut(declared, id)?.rows.get_mut(row.0 as usize).map(|r| &mut r.parts.rows);
                    push_unique(list, part);
                }
            }
        }
        if let Some(codes) = &parts.codes {
            tables::code_rows(declared, id, codes, Some(row));
            if let Some(known) = family_mut(declared, id)?.rows.get_mut(row.0 as usize) {
                known.parts.top_codes = true;
            }
        }
    }
    for part in &line.of_which {
        let part = add_row(declared, id, part, Some(row));
        push_unique(family_mut(declared, id)?.rows.get_mut(row.0 as usize).map(|r| &mut r.of_which), part);
    }
    Some(row)
}

/// The row that a line writes again; the first none where that cannot be told.
fn known_row(
    declared: &mut Declared,
    id: FamilyId,
    line: &Line,
    whole: Option<RowId>,
) -> Option<Option<RowId>> {
    let family = declared.schema.family(id)?;
    // Equal labels under different wholes (一般公共预算财政拨款 twice in one side) are different rows.
    let alike: Vec<&Row> = family.rows.iter().filter(|row| row.name == line.name.text).collect();
    if let Some(row) = alike.iter().find(|row| row.whole == whole) {
        return Some(Some(row.id));
    }
    let Some(whole) = whole else {
        return match alike.as_slice() {
            [] => Some(None),
            [row] => Some(Some(row.id)),
            [first, ..] => {
                let message = format!("「{}」有 {} 行，要写明是哪一行下的", line.name.text, alike.len());
                let above = first.whole.and_then(|whole| family.rows.get(whole.0 as usize));
                let above = above.map_or("合计", |row| row.name.as_str());
                let mend = format!("写成：行 {above} 分 {{ {} … }}", line.name.text);
                let diagnostic = Diagnostic::error(Lint("同名的行"), line.name.span, message).mend(mend);
                declared.diagnostics.push(diagnostic.see(first.span, "一行在这里"));
                None
            }
        };
    };
    // Written before without saying what it is a part of: now it is said.
    let Some(row) = alike.iter().find(|row| row.whole.is_none()).map(|row| row.id) else {
        return Some(None);
    };
    let mut above = Some(whole);
    while let Some(at) = above {
        if at == row {
            let message = format!("「{}」是它自己的一部分", line.name.text);
            let mend = "一行不能在自己的「分」里：改名称，或去掉这一处";
            let lint = Lint("分绕回自己");
            // One declaration that holds it twice is told of by itself.
            if !declared.diagnostics.iter().any(|known| (known.code, known.span) == (lint.0, line.name.span))
            {
                declared.diagnostics.push(Diagnostic::error(lint, line.name.span, message).mend(mend));
            }
            return None;
        }
        above = family.rows.get(at.0 as usize).and_then(|row| row.whole);
    }
    if let Some(row) = family_mut(declared, id)?.rows.get_mut(row.0 as usize) {
        row.whole = Some(whole);
    }
    Some(Some(row))
}

/// Switches a row or column off by name: it keeps its number but is printed nowhere.
pub(super) fn remove(declared: &mut Declared, id: FamilyId, name: &str) {
    let Some(family) = family_mut(declared, id) else { return };
    let off: Vec<ColumnId> =
        family.columns.iter().filter(|column| column.name == name).map(|column| column.id).collect();
    for column in &mut family.columns {
        column.parts.retain(|part| !off.contains(part));
        column.of_which.retain(|part| !off.contains(part));
        if off.contains(&column.id) {
            column.optional = true;
            column.disabled = true;
        }
    }
    let off: Vec<RowId> = family.rows.iter().filter(|row| row.name == name).map(|row| row.id).collect();
    for row in &mut family.rows {
        row.parts.rows.retain(|part| !off.contains(part));
        row.of_which.retain(|part| !off.contains(part));
        if off.contains(&row.id) {
            row.optional = true;
            row.disabled = true;
        }
    }
}
