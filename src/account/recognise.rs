//! Document to account: tables first, then the prose that they left.

use super::{Account, FamilyRead, passages, recognise_tables};
use crate::document::Document;
use crate::schema::Schema;

/// The unit's name and the year that a document speaks for, as far as its titles say so.
#[must_use]
pub fn identify(document: &Document) -> (Option<String>, Option<i32>) {
    passages::identify(document)
}

/// Reads a document by a schema. `year` is the year of the accounts, if it is known already.
#[must_use]
pub fn recognise(schema: &Schema, document: &Document, year: Option<i32>) -> Account {
    let tables = recognise_tables(schema, document);
    let prose = passages::recognise(schema, document, &tables.claimed, &tables.families, year);
    let families = schema.families.iter().map(|family| {
        let at = family.id.0 as usize;
        let read = if family.table.is_some() { tables.families.get(at) } else { prose.families.get(at) };
        read.cloned().unwrap_or_default()
    });
    let families: Vec<FamilyRead> = families.collect();
    let mut unclaimed = tables.unclaimed;
    unclaimed.extend(prose.unclaimed);
    let mut notices = document.notices.clone();
    notices.extend(tables.notices);
    Account {
        source: document.name.clone(),
        unit: prose.unit,
        year: year.or(prose.year),
        kind: schema.name.clone(),
        families,
        tables: tables.tables,
        elements: prose.elements,
        unclaimed,
        notices,
        partial: !document.lost.is_empty(),
        money_unit: tables.money_unit,
    }
}
