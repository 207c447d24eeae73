//! Tables: parts under one title or several put together, rows given their keys, and what was read of each family.

use std::collections::BTreeMap;

use super::codes::{CodeDraft, KnownKeys, arrange, collect_keys, find_keys, last_resort, named_rows};
use super::lines::Line;
use super::merge::merged;
use super::part::Part;
use super::segments::Segment;
use super::vocabulary::{CodeNames, Words};
use super::{Tables, forms, listing};
use crate::account::{FamilyRead, RowRead, State, TableRead};
use crate::amount::MoneyUnit;
use crate::schema::{CodeList, Family, Row, Schema, Table, TableId};

/// Reads every segment.
pub(super) fn read(
    schema: &Schema,
    words: &BTreeMap<TableId, Words<'_>>,
    codes: &[CodeNames],
    lines: &[Line<'_>],
    segments: &[Segment],
) -> Tables {
    let money_unit = most_common(segments);
    let mut tables = Tables {
        tables: vec![TableRead::default(); schema.tables.len()],
        families: schema.families.iter().map(|_| FamilyRead::default()).collect(),
        money_unit,
        ..Tables::default()
    };
    let mut drafts: BTreeMap<u32, Vec<CodeDraft>> = BTreeMap::new();
    for table in &schema.tables {
        let own: Vec<&Segment> = segments.iter().filter(|segment| segment.table == table.id).collect();
        let (Some(first), Some(words)) = (own.first(), words.get(&table.id)) else { continue };
        let mut read = about(&own, money_unit);
        if table.is_form {
            forms::read(schema, words, &own, lines, &mut read, &mut tables.families);
        } else if let (true, Some(list)) = (table.is_list, words.families.first()) {
            let unit = read.money_unit;
            let rows = own.iter().flat_map(|segment| &segment.rows);
            let rows: Vec<&Line<'_>> = rows.filter_map(|at| lines.get(*at)).collect();
            let listed = listing::read(list, &rows, unit, &|_| false);
            put(&mut tables.families, list.family.id.0, forms::of_list(listed, first.at.clone()));
        } else {
            let mut part = merged(words, &own, lines, &mut read);
            if let Some(unit) = own.iter().find_map(|segment| segment.unit.foreign.as_deref()) {
                without_money(&mut part, unit);
            }
            let loses_rows = own.iter().any(|segment| segment.loses_rows);
            for (at, id) in table.families.iter().enumerate() {
                let Some(family) = schema.family(*id) else { continue };
                let Some(of_family) = part.families.get(at) else { continue };
                let found = FamilyRead {
                    found: true,
                    whole: !part.unclear && !loses_rows,
                    loses_rows,
                    fixed: fixed_rows(family, &of_family.fixed),
                    rows: of_family.classes.clone(),
                    heads: if of_family.headless { Vec::new() } else { of_family.heads.clone() },
                    other_columns: of_family.other_columns,
                    head_at: part.head_at.clone(),
                    at: first.at.clone(),
                    ..FamilyRead::default()
                };
                drafts.insert(id.0, of_family.codes.clone());
                put(&mut tables.families, id.0, found);
            }
            read.unread = part.unread;
        }
        put(&mut tables.tables, table.id.0, read);
    }
    keys(schema, codes, &mut tables, drafts);
    complete(schema, &mut tables);
    tables
}

/// What a table says in another currency, or in steps that nobody prints, is no amount that others can be held against.
fn without_money(part: &mut Part, unit: &str) {
    for family in &mut part.families {
        let rows = family.fixed.iter_mut().flatten().chain(&mut family.classes).map(|row| &mut row.cells);
        let cells = rows.chain(family.codes.iter_mut().map(|row| &mut row.cells)).flatten();
        for cell in cells.filter(|cell| cell.state == State::Value) {
            cell.state = State::Unreadable;
            cell.remark = Some(format!("表的单位是「{unit}」，没有折算成人民币"));
        }
    }
}

fn put<T>(all: &mut [T], at: u32, value: T) {
    if let Some(slot) = all.get_mut(at as usize) {
        *slot = value;
    }
}

/// The unit that most tables print; 万元 where none does.
fn most_common(segments: &[Segment]) -> MoneyUnit {
    let mut counts: BTreeMap<MoneyUnit, u32> = BTreeMap::new();
    for money in segments.iter().filter_map(|segment| segment.unit.money) {
        *counts.entry(money).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(unit, count)| (**count, **unit == MoneyUnit::default()));
    most.map(|(unit, _)| *unit).unwrap_or_default()
}

/// What the segments of a table say about it as a whole.
fn about(own: &[&Segment], money_unit: MoneyUnit) -> TableRead {
    let Some(first) = own.first() else { return TableRead::default() };
    let said = own.iter().find_map(|segment| segment.unit.money);
    TableRead {
        found: true,
        title: first.title.clone(),
        money_unit: said.unwrap_or(money_unit),
        unit_line: own.iter().find_map(|segment| segment.unit_line.clone()),
        notes: own.iter().flat_map(|segment| segment.notes.iter().cloned()).collect(),
        at: first.at.clone(),
        ..TableRead::default()
    }
}

fn fixed_rows(family: &Family, printed: &[Option<RowRead>]) -> Vec<RowRead> {
    let rows = family.rows.iter().enumerate();
    rows.map(|(at, row)| printed.get(at).cloned().flatten().unwrap_or_else(|| absent(family, row))).collect()
}

fn absent(family: &Family, row: &Row) -> RowRead {
    RowRead {
        key: row.name.clone(),
        name: row.name.clone(),
        cells: vec![crate::account::CellRead::default(); family.columns.len()],
        ..RowRead::default()
    }
}

/// Gives code rows their keys: from whole codes, then by name, in the list or in another table.
fn keys(schema: &Schema, names: &[CodeNames], tables: &mut Tables, drafts: BTreeMap<u32, Vec<CodeDraft>>) {
    let mut listed: Vec<(u32, &CodeList, Vec<CodeDraft>)> = Vec::new();
    let mut known = KnownKeys::new();
    for (id, mut rows) in drafts {
        let family = schema.families.get(id as usize);
        let Some(list) = family.and_then(|family| schema.list_of(family)) else { continue };
        let Some(names) = names.get(list.id.0 as usize) else { continue };
        if list.open {
            named_rows(&mut rows);
            listed.push((id, list, rows));
            continue;
        }
        arrange(list, names, &mut rows);
        find_keys(list, &mut rows, &known);
        collect_keys(list.id, &rows, &mut known);
        listed.push((id, list, rows));
    }
    for (id, list, mut rows) in listed {
        // Rows that the document names have their keys.
        find_keys(list, &mut rows, &known);
        last_resort(&mut rows);
        if let Some(family) = tables.families.get_mut(id as usize) {
            family.rows.extend(rows.into_iter().map(code_row));
        }
    }
}

fn code_row(draft: CodeDraft) -> RowRead {
    RowRead {
        key: draft.key.unwrap_or_default(),
        code: draft.code,
        name: draft.name,
        level: draft.level,
        parent: draft.parent.and_then(|parent| u32::try_from(parent).ok()),
        at: draft.at,
        cells: draft.cells,
    }
}

/// Whether everything was read: no cell of it is unreadable.
fn complete(schema: &Schema, tables: &mut Tables) {
    for table in schema.tables.iter().filter(|table| !table.is_form) {
        for id in &table.families {
            let Some(family) = tables.families.get_mut(id.0 as usize).filter(|family| family.found) else {
                continue;
            };
            let cells = family.fixed.iter().chain(&family.rows).flat_map(|row| &row.cells);
            family.whole &= !cells.into_iter().any(|cell| cell.state == State::Unreadable);
        }
    }
}

/// The family of a form, if it has one.
pub(super) fn form_family<'s>(schema: &'s Schema, table: &Table) -> Option<&'s Family> {
    table.families.first().and_then(|id| schema.family(*id))
}
