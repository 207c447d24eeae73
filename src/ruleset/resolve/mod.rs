//! Resolves what a stack of rule files declares into a [`RuleSet`].

mod cursor;
mod definitions;
mod dimension;
mod dotted;
mod doubts;
mod each;
mod expr;
mod here;
mod implied;
mod meaning;
mod finish;
mod normal;
mod parts;
mod path;
mod reads;
mod rows;
mod shorthand;
mod trail;
mod unknown;
mod switched;
mod unused;
mod work;

use std::cell::RefCell;

use self::here::{Here, HereRow};
use super::{Expr, NameUse, RuleSet};
use crate::amount::Dimension;
use crate::schema::{Axis, Declared, FamilyId, Piece, Scope, SlotKind};
use crate::source::Diagnostic;

/// Resolves all rules. Never fails: what could not be resolved is left out and said in the diagnostics.
#[must_use]
pub fn resolve(declared: &mut Declared) -> (RuleSet, Vec<Diagnostic>) {
    let (rules, diagnostics, _) = resolve_all(declared, false);
    (rules, diagnostics)
}

/// The same, and what each word of a path names, in order of place.
#[must_use]
pub fn resolve_naming(declared: &mut Declared) -> (RuleSet, Vec<Diagnostic>, Vec<NameUse>) {
    resolve_all(declared, true)
}

fn resolve_all(declared: &mut Declared, naming: bool) -> (RuleSet, Vec<Diagnostic>, Vec<NameUse>) {
    let phrases = resolve_phrases(declared);
    let mut work = Work {
        declared,
        rules: RuleSet::default(),
        diagnostics: Vec::new(),
        defined: Vec::new(),
        dimensions: Vec::new(),
        gone: std::collections::BTreeSet::new(),
        names: naming.then(RefCell::default),
    };
    work.definitions();
    work.shorthands();
    for at in 0..work.declared.rules.len() {
        work.rule(at);
    }
    work.of_other_years();
    implied::restatements(&mut work);
    implied::said_twice(&mut work);
    implied::of_which(&mut work);
    for (site, patterns) in phrases {
        work.phrase(site, patterns);
    }
    reads::categories(&mut work.rules, work.declared);
    work.switch();
    unused::look(&mut work);
    doubts::look(&mut work);
    let mut names = work.names.map(RefCell::into_inner).unwrap_or_default();
    names.sort_unstable();
    names.dedup();
    (work.rules, work.diagnostics, names)
}

fn resolve_phrases(declared: &mut Declared) -> Vec<(usize, Vec<Vec<Piece>>)> {
    (0..declared.phrases.len())
        .map(|at| {
            let patterns =
                declared.phrases.get(at).map(|site| site.phrase.patterns.clone()).unwrap_or_default();
            let pieces =
                patterns.iter().map(|pattern| crate::schema::pattern_of(declared, pattern)).collect();
            (at, pieces)
        })
        .collect()
}

/// The rule set as it grows.
struct Work<'a> {
    declared: &'a Declared,
    rules: RuleSet,
    diagnostics: Vec<Diagnostic>,
    /// Definitions resolved so far, by number.
    defined: Vec<Option<Expr>>,
    /// Their dimensions; none where there is none or it is not known yet.
    dimensions: Vec<Option<Dimension>>,
    /// Definitions of what there is in other years only.
    gone: std::collections::BTreeSet<super::DefinitionId>,
    /// What words name, if it is written down.
    names: Option<RefCell<Vec<NameUse>>>,
}

/// Resolves the names of one rule at one element.
struct Resolver<'a> {
    declared: &'a Declared,
    /// Dimensions of the definitions, by number.
    dimensions: &'a [Option<Dimension>],
    scope: Scope,
    /// The scope is one side of a table: its own names come before the other side's.
    scope_is_side: bool,
    here: Here,
    /// Families joined by the element's key.
    joined: Vec<FamilyId>,
    /// Inside 求和: the 每项 that is added up.
    summing: Option<Option<FamilyId>>,
    /// 有 and 无 ask for rows and columns as such.
    row_wanted: bool,
    head_wanted: bool,
    /// A set of rows is asked for, whatever their columns.
    set_wanted: bool,
    /// Shorthands that are being put in, and how many were.
    expanding: Vec<usize>,
    expanded: usize,
    /// Inside of rows that are added up or counted: what these are read at, the rule's own element first.
    outer: Vec<Here>,
    depth: u32,
    /// Where it is written down what words name, if it is.
    names: Option<&'a RefCell<Vec<NameUse>>>,
}

impl Resolver<'_> {
    fn family_name(&self, id: FamilyId) -> String {
        self.declared.schema.family(id).map(|family| family.name.clone()).unwrap_or_default()
    }

    fn select_name(&self, family: FamilyId, select: &super::Select) -> String {
        match select {
            super::Select::Level(level) => {
                let list = self.list_of_rows(family);
                let name = list.and_then(|list| list.levels.get(usize::from(*level).saturating_sub(1)));
                format!("各{}", name.map_or("级", |level| level.name.as_str()))
            }
            super::Select::Codes(codes) => codes.join("、"),
            _ => "下级各行".to_owned(),
        }
    }

    /// Resolves something for every row of a family.
    fn in_rows_of<T>(&mut self, family: FamilyId, work: impl FnOnce(&mut Self) -> T) -> T {
        let row = HereRow {
            family: Some(family),
            row: super::RowRef::Element(None),
            name: String::new(),
            key: self.key_names(family),
        };
        let here = std::mem::replace(&mut self.here, Here { row: Some(row), ..Here::default() });
        self.outer.push(here);
        self.scope.families.insert(0, family);
        let summing = self.summing.take();
        let result = work(self);
        self.summing = summing;
        self.scope.families.remove(0);
        self.here = self.outer.pop().unwrap_or_default();
        result
    }

    /// Whether the key of a 每项 names rows or columns, and of which family.
    fn key_names(&self, family: FamilyId) -> Option<(FamilyId, Axis)> {
        let items = self.declared.schema.passages.iter().flat_map(|passage| &passage.items);
        let items = items.into_iter().find(|items| items.family == family)?;
        items.heads.iter().find_map(|head| names_in(&head.pieces))
    }

    fn families_named(&self, names: &[&str]) -> Option<(Vec<FamilyId>, usize)> {
        let first = names.first()?;
        let side = |id: &&FamilyId| {
            self.declared.schema.family(**id).is_some_and(|family| family.side.as_deref() == Some(*first))
        };
        if let Some(id) = self.scope.families.iter().find(side) {
            return Some((vec![*id], 1));
        }
        if let Some(inner) = self.scope.families.iter().find_map(|id| {
            let name = format!("{}.{first}", self.declared.schema.family(*id)?.name);
            self.declared.schema.families.iter().find(|family| family.name == name)
        }) {
            return Some((vec![inner.id], 1));
        }
        crate::schema::families_named(&self.declared.schema, names)
    }
}

fn names_in(pieces: &[Piece]) -> Option<(FamilyId, Axis)> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Slot(slot) => match &slot.kind {
            SlotKind::Names(set) => Some((set.family, set.axis)),
            _ => None,
        },
        Piece::Optional(branches) | Piece::Choice(branches) => {
            branches.iter().find_map(|pieces| names_in(pieces))
        }
        _ => None,
    })
}
