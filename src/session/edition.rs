//! One edition: a layer stack in a year, compiled once and run for many documents.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::levels;
use super::misread::Misread;
use super::stack::Library;
use crate::account::{self, Account, Identity, Recogniser, identify_by};
use crate::audit::{Beside, Columns};
use crate::document::Document;
use crate::graph::{self, Graph};
use crate::naming;
use crate::plan::{self, Plan};
use crate::proof::{self, RuleSetInfo, UnitFindings};
use crate::ruleset::{self, NameUse, RuleSet};
use crate::schema::{self, Custom, DataFiles, Schema};
use crate::source::{Diagnostic, Severity, Sources};
use crate::syntax::Tree;

/// Rules compiled for one year.
#[derive(Debug, Default)]
pub struct Edition {
    /// The rule files.
    pub sources: Sources,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
    /// What documents can say.
    pub schema: Schema,
    /// What must hold.
    pub rules: RuleSet,
    /// Name, version, digest.
    pub info: RuleSetInfo,
    /// What reads what.
    pub graph: Graph,
    /// The checks in order.
    pub plan: Plan,
    /// The trees, base first.
    pub trees: Vec<Arc<Tree>>,
    /// What words of rules name, in order of place: where the rules are looked at (`look`), else nothing.
    pub names: Vec<NameUse>,
    /// What documents are recognised by.
    pub recogniser: Recogniser,
    /// The plan over columns, made when many units are first judged.
    columns: OnceLock<Columns>,
    /// What steps and phrases come to that ask for prose, where there is none.
    silent: OnceLock<Silent>,
}

/// What steps and phrases come to that ask for prose, where there is none.
#[derive(Debug)]
pub(super) struct Silent {
    /// Of those that find nothing wrong: the same for every unit.
    pub(super) quiet: UnitFindings,
    /// Steps that have something to say of every unit, ascending: that is told of each.
    pub(super) loud: Vec<u32>,
}

impl Silent {
    /// Some steps (ascending) and those that are told of each unit, ascending.
    pub(super) fn with_loud<'s>(&'s self, open: &'s [u32]) -> Cow<'s, [u32]> {
        if self.loud.is_empty() {
            return Cow::Borrowed(open);
        }
        let mut all: Vec<u32> = open.iter().chain(&self.loud).copied().collect();
        all.sort_unstable();
        Cow::Owned(all)
    }
}

impl Edition {
    /// Whether the rules cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// What a document says, for each unit in it.
    #[must_use]
    pub fn read(&self, document: &Document) -> Vec<Account> {
        if document.data.is_empty() {
            self.read_as(document, &identify_by(&self.schema.customs, document))
        } else {
            account::from_data(&self.schema, document)
        }
    }

    /// The same for a document that was identified already.
    #[must_use]
    pub fn read_as(&self, document: &Document, identity: &Identity) -> Vec<Account> {
        if document.data.is_empty() {
            vec![self.recogniser.read(&self.schema, document, identity, self.schema.year)]
        } else {
            account::from_data(&self.schema, document)
        }
    }

    /// The plan as it runs over columns of many units.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        self.columns.get_or_init(|| Columns::new(&self.schema, &self.rules, &self.plan))
    }

    /// What comes of every unit that has no prose.
    pub(super) fn silent(&self) -> &Silent {
        self.silent.get_or_init(|| {
            let nothing = Account {
                families: vec![account::FamilyRead::default(); self.schema.families.len()],
                tables: vec![account::TableRead::default(); self.schema.tables.len()],
                of_data: true,
                ..Account::default()
            };
            let check =
                |steps: &[u32]| proof::check_silent(&self.schema, &self.rules, &self.plan, &nothing, steps);
            let all = self.columns().silent();
            let together = check(&all);
            if together.findings.is_empty() {
                return Silent { quiet: together, loud: Vec::new() };
            }
            let is_loud = |step: &u32| !check(&[*step]).findings.is_empty();
            let (loud, quiet): (Vec<u32>, Vec<u32>) = all.into_iter().partition(is_loud);
            Silent { quiet: check(&quiet), loud }
        })
    }

    /// Judges an account.
    #[must_use]
    pub fn check(&self, account: &Account) -> UnitFindings {
        proof::check(&self.schema, &self.rules, &self.plan, account)
    }

    /// Judges an account, and keeps what holds with its numbers, too.
    #[must_use]
    pub fn check_all(&self, account: &Account) -> UnitFindings {
        self.check_beside(account, &Beside { passing: true, ..Beside::default() })
    }

    /// What the publication is called that the rules are about: 决算, or a neutral word where they do not say.
    #[must_use]
    pub fn publication(&self) -> &str {
        self.schema.customs.words(Custom::Publication).first().map_or("数据", String::as_str)
    }

    /// Judges an account with what is known beside it.
    #[must_use]
    pub fn check_beside(&self, account: &Account, beside: &Beside<'_>) -> UnitFindings {
        proof::check_beside(&self.schema, &self.rules, &self.plan, account, beside)
    }

    /// Compiles the stack under a set for a year.
    pub(super) fn compile(library: &Library, top: &str, year: Option<i32>) -> Self {
        let mut edition = Self::compile_unplanned(library, top, year);
        // Wrong rules are never run, and definitions in a cycle cannot be put into each other.
        if !edition.has_errors() {
            edition.plan = plan::compile(&edition.graph, &edition.rules);
        }
        edition
    }

    /// The same without a plan: for what is wrong with the rules, and what they name.
    pub(super) fn compile_unplanned(library: &Library, top: &str, year: Option<i32>) -> Self {
        let mut edition = Edition { sources: library.sources.clone(), ..Edition::default() };
        edition.diagnostics.clone_from(&library.diagnostics);
        let stack = match library.stack(top) {
            Ok(stack) => stack,
            Err(diagnostic) => {
                // A file without a head, or none at all, is said already.
                if !top.is_empty() || edition.diagnostics.is_empty() {
                    edition.diagnostics.push(*diagnostic);
                }
                return edition;
            }
        };
        let mut data = DataFiles::new();
        let mut trees: Vec<(u32, Arc<Tree>)> = Vec::new();
        for (layer, set) in stack.iter().enumerate() {
            for parsed in set.files.iter().map(|file| library.parsed(file)) {
                // What is wrong with files that were given is told already.
                let told = if set.given { &[] } else { parsed.diagnostics.as_slice() };
                edition.diagnostics.extend(told.iter().cloned());
                data.extend(parsed.data.iter().map(|(name, data)| (name.clone(), data.clone())));
                trees.push((layer as u32, Arc::clone(&parsed.tree)));
            }
        }
        let mut declared = schema::declare(&trees, year, &data);
        let (rules, wrong, names) = match library.is_looked_at() {
            true => ruleset::resolve_naming(&mut declared),
            false => {
                let (rules, wrong) = ruleset::resolve(&mut declared);
                (rules, wrong, Vec::new())
            }
        };
        edition.names = names;
        // What could not be read as written is not looked up as well.
        let files = stack.iter().flat_map(|set| &set.files);
        let mut misread = Misread::of(&library.sources, files.map(|file| library.parsed(file)));
        let errors = edition.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.for_each(|diagnostic| misread.at(diagnostic.span));
        let own: Vec<Diagnostic> =
            declared.diagnostics.iter().filter(|found| misread.lets(found)).cloned().collect();
        // A slot that could not be declared is not unknown where it is used.
        own.iter().for_each(|diagnostic| misread.undeclared(diagnostic));
        edition.diagnostics.extend(own);
        edition.diagnostics.extend(wrong.into_iter().filter(|diagnostic| misread.lets(diagnostic)));
        edition.info = RuleSetInfo {
            name: declared.schema.name.clone(),
            version: declared.schema.version.clone(),
            digest: library.digest(&stack).to_string(),
        };
        let (graph, cycles) = graph::build(&rules);
        edition.diagnostics.extend(cycles.iter().filter_map(|nodes| naming::cycle(&rules, nodes)));
        edition.graph = graph;
        edition.schema = declared.schema;
        edition.rules = rules;
        edition.trees = trees.into_iter().map(|(_, tree)| tree).collect();
        levels::apply(library, &stack, &mut edition.diagnostics);
        edition.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.severity));
        edition.diagnostics.dedup();
        edition
    }
}
