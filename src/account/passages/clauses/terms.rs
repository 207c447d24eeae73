//! What a reading looks up in the vocabulary again and again, put together once.

use std::collections::BTreeMap;

use super::super::lexicon::plain;
use super::fact::SubjectId;
use crate::schema::Clauses;
use crate::syntax::TermClass;

/// Units that say by themselves what is counted, with the count, and whether they are a name of it.
pub(super) fn counters(clauses: &Clauses) -> Vec<(String, u32, bool)> {
    let counted = clauses.words.iter().filter_map(|(word, term)| {
        let term = clauses.terms.get(*term as usize)?;
        let of = term.of.filter(|_| term.class == TermClass::Counter)?;
        Some((plain(word), of, clauses.words.iter().any(|(name, term)| name == word && *term == of)))
    });
    counted.collect()
}

/// Words for budgets, with their terms.
pub(super) fn budget_words(clauses: &Clauses) -> Vec<(String, u32)> {
    let is_budget =
        |term: u32| clauses.terms.get(term as usize).is_some_and(|t| t.class == TermClass::Budget);
    let words = clauses.words.iter().filter(|(_, term)| is_budget(*term));
    words.map(|(word, term)| (plain(word), *term)).collect()
}

/// Terms that are spoken of by their names alone, the first of each name.
pub(super) fn names(clauses: &Clauses) -> BTreeMap<String, SubjectId> {
    let mut names = BTreeMap::new();
    for (at, term) in clauses.terms.iter().enumerate() {
        if matches!(term.class, TermClass::Subject | TermClass::Generic | TermClass::Fund) {
            names.entry(term.name.clone()).or_insert(SubjectId(at as u32));
        }
    }
    names
}
