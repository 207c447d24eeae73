//! Document to account: tables first, then the prose that they left.

use std::sync::OnceLock;

use super::passages::{Identity, Patterns, identify_by};
use super::tables::Vocabulary;
use super::{Account, FamilyRead, passages, tables};
use crate::document::{Document, Notice, Place};
use crate::schema::Schema;

/// What documents are recognised by, made of a schema once and shared by threads: names and titles of tables,
/// headings, compiled sentences, names of codes. It is filled by the first documents, each part when one needs it,
/// and belongs to one schema: with another it recognises nothing sensible.
#[derive(Debug, Default)]
pub struct Recogniser {
    tables: OnceLock<Vocabulary>,
    prose: OnceLock<Patterns>,
}

impl Recogniser {
    /// Reads a document that was identified. `schema` is that of all documents of this recogniser, `year` the year of
    /// the accounts, if it is known already.
    #[must_use]
    pub fn read(
        &self,
        schema: &Schema,
        document: &Document,
        identity: &Identity,
        year: Option<i32>,
    ) -> Account {
        let vocabulary = self.tables.get_or_init(|| Vocabulary::of(schema));
        let tables = tables::recognise_by(schema, vocabulary, document, &identity.broken);
        let patterns = self.prose.get_or_init(|| Patterns::of(schema));
        let prose =
            passages::recognise_by(schema, patterns, identity, &tables.claimed, &tables.families, year);
        let mut account = account(schema, document, tables, prose, year);
        account.notices.splice(0..0, several(identity));
        account
    }
}

/// What to know where a document holds the accounts of more than one unit.
fn several(identity: &Identity) -> Option<Notice> {
    let unit = identity.unit.as_ref().filter(|_| !identity.others.is_empty())?;
    let message = format!(
        "文件里不止一个单位：{unit}、{}；这里当作「{unit}」一份核对，请把各单位分成几个文件",
        identity.others.join("、")
    );
    Some(Notice { message, place: Place::default() })
}

/// Reads one document by a schema; for several make a [`Recogniser`]. `year` is the year of the accounts, if it is
/// known already.
#[must_use]
pub fn recognise(schema: &Schema, document: &Document, year: Option<i32>) -> Account {
    Recogniser::default().read(schema, document, &identify_by(&schema.customs, document), year)
}

fn account(
    schema: &Schema,
    document: &Document,
    tables: tables::Tables,
    prose: passages::Passages,
    year: Option<i32>,
) -> Account {
    let (mut of_tables, mut of_prose) = (tables.families.into_iter(), prose.families.into_iter());
    let families = schema.families.iter().map(|family| {
        let (table, passage) = (of_tables.next(), of_prose.next());
        if family.table.is_some() { table } else { passage }.unwrap_or_default()
    });
    let families: Vec<FamilyRead> = families.collect();
    let mut unclaimed = tables.unclaimed;
    unclaimed.extend(prose.unclaimed);
    let mut notices = document.notices.clone();
    notices.extend(tables.notices);
    Account {
        of_data: false,
        source: document.name.clone(),
        unit: prose.unit,
        year: year.or(prose.year),
        kind: schema.name.clone(),
        families,
        tables: tables.tables,
        elements: prose.elements,
        unclaimed,
        notices,
        partial: !(document.lost.is_empty() && document.cut.is_empty()),
        money_unit: tables.money_unit,
    }
}
