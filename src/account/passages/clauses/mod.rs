//! Reads prose by clauses: one pass from left to right over the words of a vocabulary gives facts, each with what it
//! is of, which measure, against what, when; what was not understood is left with the reason.
//!
//! May live here: the laws of scope, and how facts meet in rows. May not: any word of a document, any rule. What a
//! word does is its class in the vocabulary ([`crate::schema::Clauses`]); state passes through registers only, nothing
//! is tried twice.

mod basis;
mod fact;
mod figures;
mod keep;
mod lexicon;
mod reader;
mod relate;
mod scope;
mod sums;
mod token;
mod veto;
mod words;

pub(super) use lexicon::Lexicon;

use super::session::Session;

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
    keep::keep(session, read);
}
