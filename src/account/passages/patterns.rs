//! What is made of a schema's patterns once for all documents: titles, compiled sentences, names of codes.
//!
//! May live here: what depends on the schema alone. May not: anything of a document.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::compile::{Mode, Program, compile};
use super::earlier::Earlier;
use super::first::First;
use super::headings::Titles;
use super::lexicon::Lexicon;
use super::names::{CodeNames, NameIndex};
use crate::schema::{CodeListId, Located, NameSet, Passage, Schema, Sentence};

/// A variant of a compiled sentence.
#[derive(Debug)]
pub(super) struct Variant {
    /// Its program.
    pub(super) program: Program,
    /// What matches can start with.
    pub(super) first: Option<First>,
}

/// Patterns of a schema, each compiled when a document first needs it; threads share them.
#[derive(Debug)]
pub(in crate::account) struct Patterns {
    /// What headings are told by.
    pub(super) titles: Titles,
    /// By sentence.
    sentences: Vec<OnceLock<Arc<[Variant]>>>,
    /// By passage: what those begin with that have no heading.
    openings: Vec<OnceLock<Arc<[Program]>>>,
    /// By code list.
    lists: Vec<OnceLock<Arc<CodeNames>>>,
    /// Names of fixed rows and columns, by what slots may hold.
    names: Mutex<Vec<(NameSet, Arc<NameIndex>)>>,
    /// The words of clauses.
    lexicon: OnceLock<Arc<Lexicon>>,
    /// The words that make what follows another year's.
    earlier: OnceLock<Arc<Earlier>>,
    /// Sentences that do not say a word of budgets, by number.
    silent: OnceLock<Arc<[u32]>>,
}

impl Patterns {
    /// Of a schema.
    pub(in crate::account) fn of(schema: &Schema) -> Self {
        fn cells<T>(count: usize) -> Vec<OnceLock<T>> {
            (0..count).map(|_| OnceLock::new()).collect()
        }
        Self {
            titles: Titles::new(schema),
            sentences: cells(schema.sentences as usize),
            openings: cells(schema.passages.len()),
            lists: cells(schema.code_lists.len()),
            names: Mutex::default(),
            lexicon: OnceLock::new(),
            earlier: OnceLock::new(),
            silent: OnceLock::new(),
        }
    }

    /// The words of clauses.
    pub(super) fn lexicon(&self, schema: &Schema) -> Arc<Lexicon> {
        Arc::clone(self.lexicon.get_or_init(|| Arc::new(Lexicon::of(schema))))
    }

    /// The words that make what follows another year's.
    pub(super) fn earlier(&self, schema: &Schema) -> Arc<Earlier> {
        Arc::clone(self.earlier.get_or_init(|| Arc::new(Earlier::of(schema))))
    }

    /// Sentences that do not say a word of budgets, as they are found first.
    pub(super) fn silent(&self, find: impl FnOnce() -> Vec<u32>) -> Arc<[u32]> {
        Arc::clone(self.silent.get_or_init(|| find().into()))
    }

    /// The variants of a sentence, in order of fullness.
    pub(super) fn sentence(&self, schema: &Schema, sentence: &Sentence) -> Arc<[Variant]> {
        let make = || {
            let programs = compile(&sentence.pieces, Mode::Prose).into_iter();
            let names = |set: &NameSet| self.fixed_names(schema, set);
            let variant = |program| Variant { first: First::of(&program, &schema.words, names), program };
            programs.map(variant).collect()
        };
        kept(self.sentences.get(sentence.id.0 as usize), make)
    }

    /// What a passage begins with, where it says so (`始于`).
    pub(super) fn openings(&self, passage: &Passage) -> Arc<[Program]> {
        let phrases = match &passage.located {
            Located::Starts(phrases) => phrases.as_slice(),
            _ => &[],
        };
        let make = || phrases.iter().flat_map(|phrase| compile(phrase, Mode::Heading)).collect();
        kept(self.openings.get(passage.id.0 as usize), make)
    }

    /// The names that a slot may hold, where they are the same in every document.
    pub(super) fn fixed_names(&self, schema: &Schema, set: &NameSet) -> Option<Arc<NameIndex>> {
        if NameIndex::depends(set) {
            return None;
        }
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = names.iter().find(|(known, _)| known == set) {
            return Some(Arc::clone(known));
        }
        let list = self.code_names_of(schema, set);
        let index = Arc::new(NameIndex::new(schema, set, &[], list));
        names.push((set.clone(), Arc::clone(&index)));
        Some(index)
    }

    /// The names of the code list that the rows of a set come from.
    pub(super) fn code_names_of(&self, schema: &Schema, set: &NameSet) -> Option<Arc<CodeNames>> {
        set.level?;
        let list = schema.family(set.family)?.codes.as_ref()?.list;
        Some(self.code_names(schema, list))
    }

    /// The names of a code list.
    fn code_names(&self, schema: &Schema, list: CodeListId) -> Arc<CodeNames> {
        let make = || Arc::new(schema.code_list(list).map(CodeNames::new).unwrap_or_default());
        kept(self.lists.get(list.0 as usize), make)
    }
}

/// What a cell keeps, made where it is empty; a number beyond the schema's has no cell.
fn kept<T: Clone>(cell: Option<&OnceLock<T>>, make: impl FnOnce() -> T) -> T {
    match cell {
        Some(cell) => cell.get_or_init(make).clone(),
        None => make(),
    }
}
