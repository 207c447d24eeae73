//! Reads prose by clauses: one pass from left to right over the words of a vocabulary gives facts, each with what it
//! is of, which measure, against what, when; what was not understood is left with the reason.
//!
//! May live here: the laws of scope, and how facts meet in rows. May not: any word of a document, any rule. What a
//! word does is its class in the vocabulary ([`crate::schema::Clauses`]); state passes through registers only, nothing
//! is tried twice.

mod amounts;
mod basis;
mod dated;
mod fact;
mod figures;
mod index;
mod keep;
mod kinds;
mod lists;
mod lost;
mod means;
mod mute;
mod names;
mod reader;
mod relate;
mod row;
mod scope;
mod sums;
mod terms;
mod token;
mod veto;
mod words;

use super::headings::Opens;
use super::prose::Paragraph;
use super::session::Session;
use crate::schema::Schema;
use crate::syntax::TermClass;

/// Different words of another kind of text that make a text one of that kind.
const FOREIGN: usize = 2;

/// Whether a text is of another kind: no heading of it is known, and it has words that only another kind has.
pub(super) fn is_foreign(schema: &Schema, paragraphs: &[Paragraph]) -> bool {
    let known = paragraphs.iter().filter_map(|paragraph| paragraph.heading.as_ref());
    if known.into_iter().any(|met| met.opens != Opens::Other) {
        return false;
    }
    let terms = &schema.clauses.terms;
    let foreign =
        schema.clauses.words.iter().filter(|(_, term)| {
            terms.get(*term as usize).is_some_and(|term| term.class == TermClass::Foreign)
        });
    let has = |word: &str| paragraphs.iter().any(|paragraph| paragraph.view.text.contains(word));
    foreign.filter(|(word, _)| has(&super::lexicon::plain(word))).take(FOREIGN).count() == FOREIGN
}

/// Reads the clauses of all prose that explains; facts become items of the families that ask for them. Figures that
/// stay unread are told why.
pub(super) fn read(session: &mut Session, unit: Option<&str>) {
    if session.schema.clauses.is_empty() {
        return;
    }
    let lexicon = session.patterns.lexicon(session.schema);
    let mut reader = reader::Reader::new(session, &lexicon, unit);
    for at in 0..session.paragraphs.len() {
        reader.paragraph(at);
    }
    let read = reader.finish();
    veto::veto(session, &read);
    lost::note(session, &read);
    keep::keep(session, read);
}
