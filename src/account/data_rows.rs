//! A table of data whose rows are named in a column of their own (每行 岗位 below a head 岗位): the value there says
//! which row its line is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::document::{DataFact, Place};
use crate::schema::{Family, Schema};
use crate::text::name_key;

/// A line of a file, as cells of it share it.
type Line<'d> = (Option<&'d str>, Option<&'d str>, Option<u32>, &'d str, &'d str);

/// The facts with the rows that their lines name; as they are where none does.
pub(super) fn named<'d>(schema: &Schema, facts: &'d [DataFact]) -> Cow<'d, [DataFact]> {
    if !schema.families.iter().any(|family| is_open(schema, family)) {
        return Cow::Borrowed(facts);
    }
    let mut names: BTreeMap<Line<'_>, &str> = BTreeMap::new();
    let mut sizes: BTreeMap<Line<'_>, usize> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| is_loose(fact)) {
        *sizes.entry(line(fact)).or_default() += 1;
        if names_rows(schema, fact) && !fact.value.is_empty() {
            names.entry(line(fact)).or_insert(&fact.value);
        }
    }
    names.retain(|line, _| sizes.get(line).is_some_and(|size| *size > 1));
    if names.is_empty() {
        return Cow::Borrowed(facts);
    }
    let placed = |fact: &DataFact| -> Option<DataFact> {
        let name = names.get(&line(fact)).filter(|_| is_loose(fact));
        match name {
            None => Some(fact.clone()),
            Some(_) if names_rows(schema, fact) => None,
            Some(name) => Some(DataFact {
                row: (*name).to_owned(),
                column: fact.row.clone(),
                of_row: true,
                ..fact.clone()
            }),
        }
    };
    Cow::Owned(facts.iter().filter_map(placed).collect())
}

/// Whether a fact was named by a head alone: the head stands where a row does.
fn is_loose(fact: &DataFact) -> bool {
    fact.column.is_empty() && !fact.row.is_empty() && !fact.of_row
}

fn is_open(schema: &Schema, family: &Family) -> bool {
    family.table.is_some() && schema.list_of(family).is_some_and(|list| list.open)
}

/// Whether the head of a fact is that of the names of the rows of its table.
fn names_rows(schema: &Schema, fact: &DataFact) -> bool {
    let Some(table) = schema.tables.iter().find(|table| table.is_called(&fact.table)) else { return false };
    let key = name_key(&fact.row);
    let families = table.families.iter().filter_map(|id| schema.family(*id));
    families.filter(|family| is_open(schema, family)).any(|family| {
        let own = schema.list_of(family).is_some_and(|list| name_key(&list.name) == key);
        let called = family.codes.iter().flat_map(|rows| &rows.called);
        own || called.into_iter().any(|called| name_key(called) == key)
    })
}

fn line(fact: &DataFact) -> Line<'_> {
    let Place { file, sheet, line, cell, .. } = &fact.place;
    let row =
        cell.as_deref().unwrap_or_default().trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    (file.as_deref(), sheet.as_deref(), *line, row, &fact.table)
}
