//! Levels of the names of codes: whether names stand beside one another in one list.

use std::collections::{BTreeMap, BTreeSet};

use super::super::lexicon::plain;
use crate::schema::{CodeListId, Schema};
use crate::syntax::TermClass;

/// Levels that a name stands at: of which list, with how many digits.
type Levels = BTreeSet<(CodeListId, usize)>;

/// The names of all codes that words of clauses name.
pub(super) struct Names(BTreeMap<String, Levels>);

impl Names {
    /// Of a schema.
    pub(super) fn of(schema: &Schema) -> Self {
        let mut names: BTreeMap<String, Levels> = BTreeMap::new();
        let lists = schema.clauses.terms.iter().filter(|term| term.class == TermClass::CodeNames);
        for list in lists.filter_map(|term| schema.code_list(term.list?)) {
            for code in &list.codes {
                for name in std::iter::once(&code.name).chain(&code.old_names) {
                    names.entry(plain(name)).or_default().insert((list.id, code.code.len()));
                }
            }
        }
        Self(names)
    }

    /// Whether names stand at one level of one list.
    pub(super) fn are_beside<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        let levels = |name: &str| self.0.get(&plain(name.rsplit('/').next().unwrap_or_default()));
        let Some(mut common) = names.next().and_then(levels).cloned() else { return false };
        for name in names {
            let Some(own) = levels(name) else { return false };
            common.retain(|level| own.contains(level));
        }
        !common.is_empty()
    }
}
