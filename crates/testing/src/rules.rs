//! Rule files that are tested: given as text, above the shipped ones.

use std::collections::BTreeMap;

use gouji::account::Account;
use gouji::document;
use gouji::generate::{Faulty, GenerateError, Made, make, plant};
use gouji::session::{Edition, Editions};
use gouji::source::{Load, LoadError, Severity};

use crate::Broken;

/// A rule set in a year.
pub struct Rules {
    files: Files,
    asked: Vec<String>,
    year: Option<i32>,
    edition: Edition,
}

/// Rule files in memory.
#[derive(Clone, Debug, Default)]
struct Files(BTreeMap<String, String>);

impl Load for Files {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        self.0.get(name).cloned().ok_or_else(|| LoadError::Missing(name.to_owned()))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        if self.0.contains_key(name) {
            Ok(vec![name.to_owned()])
        } else {
            Err(LoadError::Missing(name.to_owned()))
        }
    }
}

impl Rules {
    /// A shipped rule set by its name: `部门决算`.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn shipped(name: &str, year: Option<i32>) -> Result<Self, Broken> {
        Self::compile(Files::default(), vec![name.to_owned()], year)
    }

    /// Rule files by name and text; they may be based on shipped ones (`基于`).
    ///
    /// # Errors
    /// A file has an error.
    pub fn of_files(files: &[(&str, &str)], year: Option<i32>) -> Result<Self, Broken> {
        let of = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let files: BTreeMap<String, String> = files.iter().map(of).collect();
        let asked = files.keys().cloned().collect();
        Self::compile(Files(files), asked, year)
    }

    /// These rules with a further file.
    ///
    /// # Errors
    /// With it there are errors.
    pub fn with(&self, name: &str, text: &str) -> Result<Self, Broken> {
        let mut files = self.files.clone();
        files.0.insert(name.to_owned(), text.to_owned());
        let mut asked = self.asked.clone();
        asked.push(name.to_owned());
        Self::compile(files, asked, self.year)
    }

    fn compile(files: Files, asked: Vec<String>, year: Option<i32>) -> Result<Self, Broken> {
        let edition = Editions::new(&files, &asked, year).plain();
        let error = edition.diagnostics.iter().find(|found| found.severity == Severity::Error);
        if let Some(error) = error {
            return Err(Broken::Rules(error.message.clone()));
        }
        Ok(Self { files, asked, year, edition })
    }

    /// The compiled rules.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The name of the rule set.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.edition.info.name
    }

    /// Numbers of the rules that were written by somebody and are in force, each once.
    #[must_use]
    pub fn numbers(&self) -> Vec<&str> {
        self.edition.rules.numbers(|rule| rule.in_force)
    }

    /// A document whose account satisfies the rules, from a seed; the account is what is read of it.
    ///
    /// # Errors
    /// None can be made up.
    pub fn account(&self, seed: u64) -> Result<Made, Broken> {
        let mut made = make(&self.edition, seed).map_err(|why| {
            Broken::Made(match why {
                GenerateError::Unsatisfied(rules) => format!("规则 {} 满足不了", rules.join("、")),
                GenerateError::Unread(figures) => format!("{} 印出来读不回去", figures.join("、")),
                GenerateError::NoTables => "规则里没有表".to_owned(),
            })
        })?;
        made.account = self.read(&made).ok_or_else(|| Broken::Made("印出来读不回去".to_owned()))?;
        Ok(made)
    }

    /// The account of a document as these rules read it: numbers of one rule set mean nothing in another.
    #[must_use]
    pub fn read(&self, made: &Made) -> Option<Account> {
        let document = document::read("编造.txt", made.page.text().as_bytes()).ok()?;
        self.edition.read(&document).into_iter().next()
    }

    /// An account with mistakes planted in it.
    #[must_use]
    pub fn faulty(&self, made: &Made, faults: usize, seed: u64) -> Faulty {
        plant(&self.edition, made, faults, seed)
    }
}
