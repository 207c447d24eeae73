//! What was read of one input: a document, or data by its years.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::inputs::Input;
use gouji::account::Account;
use gouji::document::Document;
use gouji::proof::UnitFindings;
use gouji::session::{Choice, Editions, Held, Holding, by_year};

/// How documents are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How {
    /// By the rules of their own year, whatever year was asked for.
    pub(super) own_year: bool,
    /// To be shown.
    pub(super) keep: bool,
}

/// All that was read of one input.
pub(super) struct Parts {
    /// The input.
    pub(super) input: Input,
    /// One for a document, one for each year of data.
    pub(super) parts: Vec<Part>,
    /// The units and years of data in order of first mention; empty where all are of one year.
    order: BTreeMap<(Option<String>, Option<i32>), usize>,
    /// What it holds of one unit's accounts.
    pub(super) holding: Option<Holding>,
    /// A shipped layer that it speaks for and that was not used, with the set used in its place.
    pub(super) passed: Option<(String, String)>,
}

/// What was read by one edition.
pub(super) struct Part {
    pub(super) choice: Choice,
    /// The document, where it is kept to be shown.
    pub(super) document: Option<Document>,
    pub(super) accounts: Vec<Arc<Account>>,
}

impl Parts {
    /// Puts what came of its accounts in the order in which the file names units and years first.
    pub(super) fn sort<T>(&self, units: &mut [(UnitFindings, T)]) {
        if self.parts.len() > 1 {
            units.sort_by_cached_key(|(unit, _)| self.order.get(&(unit.unit.clone(), unit.year)).copied());
        }
    }

    /// Its accounts with their editions.
    pub(super) fn held(&self) -> impl Iterator<Item = Held> + '_ {
        let of = |part: &Part, account: &Arc<Account>| Held {
            edition: Arc::clone(&part.choice.edition),
            account: Arc::clone(account),
        };
        self.parts.iter().flat_map(move |part| part.accounts.iter().map(move |account| of(part, account)))
    }
}

/// Reads a document by the edition that it asks for, data by that of each of its years. Nothing is read by rules that
/// cannot be used.
pub(super) fn read_parts(input: &Input, document: Document, editions: &Editions, how: How) -> Parts {
    let mut order = BTreeMap::new();
    for fact in &document.data {
        let next = order.len();
        let unit = (!fact.unit.is_empty()).then(|| fact.unit.clone());
        order.entry((unit, fact.year)).or_insert(next);
    }
    let mut read = Parts { input: input.clone(), parts: Vec::new(), order, holding: None, passed: None };
    for document in by_year(document) {
        let choice = if how.own_year { editions.choose_own(&document) } else { editions.choose(&document) };
        read.passed = read.passed.or_else(|| choice.passed_over.clone());
        let edition = &choice.edition;
        let accounts = if edition.has_errors() { Vec::new() } else { choice.read(&document) };
        let holding = Holding::of_document(edition, &document, &accounts);
        match (&mut read.holding, holding) {
            (Some(known), Some(holding)) if document.of_table => known.extend(holding),
            (_, holding) => read.holding = holding,
        }
        let accounts = accounts.into_iter().map(Arc::new).collect();
        read.parts.push(Part { choice, document: how.keep.then_some(document), accounts });
    }
    read
}
