//! Recognises prose: finds passages by their headings, matches their sentence patterns, and lets each figure be
//! claimed by one slot.
//!
//! May live here: how sentences are found and claimed. May not: any pattern, any rule.

mod blocks;
mod claims;
mod clauses;
mod compile;
mod earlier;
mod ends;
mod first;
mod headings;
mod identify;
mod items;
mod lexicon;
mod lines;
mod matcher;
mod names;
mod ordinals;
mod patterns;
mod phrases;
mod prose;
mod room;
mod session;
mod text;
mod values;
mod view;

pub(crate) use identify::identify_broken;
pub use identify::{Identity, identify, identify_by};
pub use lines::year_named;
pub(super) use patterns::Patterns;
pub use phrases::{Phrase, PhraseText, find_phrases, says};

use super::{Elements, FamilyRead, Unclaimed};
use crate::document::Document;
use crate::schema::Schema;

/// What the prose of a document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    /// By family number; only families of passages and items are filled.
    pub families: Vec<FamilyRead>,
    /// The text as rules about wording see it.
    pub elements: Elements,
    /// The unit's name as titles give it.
    pub unit: Option<String>,
    /// The year that titles give, unless one was told.
    pub year: Option<i32>,
    /// Figures that no pattern claimed.
    pub unclaimed: Vec<Unclaimed>,
}

/// Recognises the prose of one document.
///
/// `claimed` says for each block of the document whether a table used it; `tables` is what was read of the families
/// of tables, by family number, so that names in prose find their rows; `year` is the year of the accounts, if it is
/// known already.
#[must_use]
pub fn recognise(
    schema: &Schema,
    document: &Document,
    claimed: &[bool],
    tables: &[FamilyRead],
    year: Option<i32>,
) -> Passages {
    recognise_by(
        schema,
        &Patterns::of(schema),
        &identify_by(&schema.customs, document),
        claimed,
        tables,
        year,
    )
}

/// Recognises the prose of a document that was identified; `patterns` are those of the same schema.
pub(super) fn recognise_by(
    schema: &Schema,
    patterns: &Patterns,
    identity: &Identity,
    claimed: &[bool],
    tables: &[FamilyRead],
    year: Option<i32>,
) -> Passages {
    let (unit, year) = (identity.unit.clone(), year.or(identity.year));
    let layout = identity.lines.layout(&schema.customs, claimed);
    let titles = &patterns.titles;
    let mut paragraphs = prose::paragraphs(schema, titles, &layout.body);
    belong(&mut paragraphs);
    let mut session = session::Session::new(schema, patterns, tables, year, &paragraphs);
    let tabled = tables.iter().any(|family| family.found);
    if tabled || !clauses::is_foreign(schema, &paragraphs) {
        blocks::read(&mut session);
        clauses::read(&mut session, unit.as_deref());
        blocks::left_over(&mut session);
    }
    let (elements, unclaimed) = text::elements(&session, titles, &layout, unit.as_deref());
    Passages { families: session.families, elements, unit, year, unclaimed }
}

/// Gives each paragraph the passage of the heading before it.
fn belong(paragraphs: &mut [prose::Paragraph]) {
    let mut passage: Option<(u8, crate::schema::PassageId)> = None;
    for paragraph in paragraphs {
        if let Some(met) = &paragraph.heading {
            match &met.opens {
                headings::Opens::Passages(ids) => passage = ids.first().map(|id| (met.rank, *id)),
                headings::Opens::Part(_) => passage = met.named.first().map(|id| (met.rank, *id)),
                headings::Opens::Other => passage = passage.filter(|(rank, _)| met.rank > *rank),
            }
        }
        paragraph.passage = passage.map(|(_, id)| id);
    }
}
