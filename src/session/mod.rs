//! Chooses the edition for a document, compiles it once, runs it for many: what every front door calls.

mod edition;
mod shipped;
mod stack;

pub use edition::Edition;
pub use shipped::Shipped;

use std::sync::Arc;

use crate::account::Account;
use crate::audit::UnitFindings;
use crate::document::{Document, ReadError};
use crate::source::Load;

/// Something that `find` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// 规则, 表, 列 …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The path to write for it.
    pub path: String,
    /// Its title or other names.
    pub title: String,
}

/// A stage that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Trees as parsed.
    Tree,
    /// Rules as resolved.
    Rules,
    /// The graph.
    Graph,
    /// The plan.
    Plan,
}

/// Compiles rule files for a year; no names mean the shipped rules. With several rule sets the topmost one that was
/// named last is compiled.
pub fn open(loader: &dyn Load, rules: &[String], year: Option<i32>) -> Edition {
    let library = stack::Library::load(loader, rules);
    let top = library.asked.last().cloned();
    let top = top.or_else(|| library.tops().first().map(|set| set.name.clone())).unwrap_or_default();
    Edition::compile(&library, &top, year)
}

impl Edition {
    /// Reads a document.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Result<Vec<Account>, ReadError> {
        if bytes.is_empty() {
            return Err(ReadError::Empty);
        }
        Ok(vec![Account { source: name.to_owned(), ..Account::default() }])
    }

    /// Judges an account.
    #[must_use]
    pub fn check(&self, account: &Account) -> UnitFindings {
        UnitFindings {
            source: account.source.clone(),
            unit: account.unit.clone(),
            year: account.year,
            summary: crate::audit::Counts::default(),
            ledger: Vec::new(),
            findings: Vec::new(),
            notices: Vec::new(),
            tables: (0, 0),
        }
    }

    /// Everything that carries a word.
    #[must_use]
    pub fn find(&self, word: &str) -> Vec<Found> {
        let _ = word;
        Vec::new()
    }

    /// A stage as text.
    ///
    /// # Errors
    /// When there is nothing of that name.
    pub fn show(&self, stage: Stage, of: Option<&str>, dot: bool) -> Result<String, String> {
        let _ = (stage, of, dot);
        Ok(String::new())
    }
}

/// Chooses the edition for each document.
pub struct Editions<'a> {
    loader: &'a dyn Load,
    rules: Vec<String>,
    year: Option<i32>,
    open: Option<Arc<Edition>>,
}

impl<'a> Editions<'a> {
    /// Nothing is opened before a document comes.
    #[must_use]
    pub fn new(loader: &'a dyn Load, rules: Vec<String>, year: Option<i32>) -> Self {
        Self { loader, rules, year, open: None }
    }

    /// The edition for a document, and the document as read.
    ///
    /// # Errors
    /// When the document cannot be read.
    pub fn for_document(&mut self, name: &str, bytes: &[u8]) -> Result<(Arc<Edition>, Document), ReadError> {
        if bytes.is_empty() {
            return Err(ReadError::Empty);
        }
        let edition = self.open.get_or_insert_with(|| Arc::new(open(self.loader, &self.rules, self.year)));
        Ok((Arc::clone(edition), Document { name: name.to_owned(), ..Document::default() }))
    }
}
