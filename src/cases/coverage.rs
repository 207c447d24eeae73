//! What cases cover of the rules that were asked for. Nothing counts that did not come out in a case.

use std::collections::{BTreeMap, BTreeSet};

use super::mistake::{Misread, Mistake};
use super::read::CaseFile;
use super::untried::{UncoveredKind, Untried};
use super::{Came, Outcome};
use crate::account::{Account, FamilyRead};
use crate::proof::{Reason, UnitFindings};
use crate::ruleset::{Check, Expr, RuleSet, Target};
use crate::schema::{FamilyId, Schema, Sentence};
use crate::session::{DeclaredHere, DeclaredRule};
use crate::source::Span;

/// What cases cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Rules that a case shows to hold and one to fail.
    pub rules: Covered,
    /// Sentence patterns that read something in the document of a case.
    pub patterns: Covered,
    /// Conditions (当) of rules that were met in a document of a case, and not met in one.
    pub conditions: Covered,
    /// What is not covered, in order: rules, conditions, patterns, each by file and line.
    pub open: Vec<Uncovered>,
    /// What is not covered and listed as what no case can show, in order of case files and lines.
    pub listed: Vec<Listed>,
}

/// Something that is not covered, with the reason that a case file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What is not covered.
    pub uncovered: Uncovered,
    /// Why.
    pub reason: String,
    /// The case file that says so, and the line there.
    pub said: (String, usize),
}

/// How many of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Covered.
    pub covered: usize,
    /// All.
    pub all: usize,
}

/// What no case shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacks {
    /// That it holds, that a condition is met.
    Yes,
    /// That it fails, that a condition is not met.
    No,
    /// Neither is shown.
    Both,
}

/// Something that is not covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// What it is.
    pub kind: UncoveredKind,
    /// What of it is not shown.
    pub lacks: Lacks,
    /// Its rule set.
    pub set: String,
    /// Number of the rule, or the pattern as written.
    pub name: String,
    /// Title of the rule.
    pub title: String,
    /// Name of its file.
    pub file: String,
    /// Its line there.
    pub line: u32,
}

/// What was seen while a case was judged.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Places of the patterns that read something.
    patterns: BTreeSet<Span>,
    /// Rules with an instance that was decided.
    met: BTreeSet<String>,
    /// Rules with an instance whose condition was false.
    unmet: BTreeSet<String>,
}

impl Seen {
    pub(super) fn of((schema, rules): (&Schema, &RuleSet), account: &Account, unit: &UnitFindings) -> Self {
        let mut seen = Self::default();
        for passage in &schema.passages {
            seen.family(account, passage.family, passage.sentences.iter());
            for items in &passage.items {
                seen.family(account, items.family, items.heads.iter().chain(&items.sentences));
            }
        }
        for line in &unit.ledger {
            if line.counts.is_decided() {
                seen.met.insert(line.rule.clone());
            }
            if line.reasons.iter().any(|(reason, _)| is_unmet(rules, &line.rule, reason)) {
                seen.unmet.insert(line.rule.clone());
            }
        }
        seen
    }

    fn family<'s>(
        &mut self,
        account: &Account,
        family: FamilyId,
        sentences: impl Iterator<Item = &'s Sentence>,
    ) {
        let Some(read) = account.families.get(family.0 as usize) else { return };
        let by = claimed_by(read);
        if !by.is_empty() {
            self.patterns.extend(sentences.filter(|one| by.contains(&one.id.0)).map(|one| one.span));
        }
    }
}

/// Whether a reason says that the condition of a rule is false. One that asks for accounts beside (当 有 上年) is so where
/// there are none: had it held, nothing of the rule could miss them.
fn is_unmet(rules: &RuleSet, number: &str, reason: &Reason) -> bool {
    let wanted: fn(&Target) -> bool = match reason {
        Reason::ConditionFalse => return true,
        Reason::NoPriorYear => |target| matches!(target, Target::Prior),
        Reason::NoPlan => |target| matches!(target, Target::Plan),
        Reason::NoSubordinates | Reason::HasNoSubordinates | Reason::NotRegistered => {
            |target| matches!(target, Target::Subordinates)
        }
        _ => return false,
    };
    let own = |check: &&Check| rules.rules.get(check.rule.0 as usize).is_some_and(|rule| rule.code == number);
    rules.checks.iter().filter(own).filter_map(|check| check.guard.as_ref()).any(|guard| {
        // Only what must hold by itself.
        let mut open = vec![guard];
        while let Some(expr) = open.pop() {
            match expr {
                Expr::And(left, right) => open.extend([left.as_ref(), right.as_ref()]),
                Expr::Said(true, targets) if targets.len() == 1 && targets.iter().all(wanted) => return true,
                _ => {}
            }
        }
        false
    })
}

/// Numbers of the patterns that made the claims of a family.
fn claimed_by(read: &FamilyRead) -> BTreeSet<u32> {
    let cells = read.fixed.iter().chain(&read.rows).flat_map(|row| &row.cells);
    cells.flat_map(|cell| &cell.claims).map(|claim| claim.by).collect()
}

/// What all cases come to.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// By rule: shown to hold, shown to fail.
    shown: BTreeMap<String, [bool; 2]>,
    seen: Seen,
}

impl Gathered {
    pub(super) fn add(&mut self, said: Outcome, came: &[Came], seen: Seen) {
        for came in came.iter().filter(|came| came.as_said) {
            let [holds, fails] = self.shown.entry(came.rule.clone()).or_default();
            *holds |= said == Outcome::Holds;
            *fails |= said == Outcome::Fails;
        }
        self.seen.patterns.extend(seen.patterns);
        self.seen.met.extend(seen.met);
        self.seen.unmet.extend(seen.unmet);
    }

    pub(super) fn of(&self, declared: &DeclaredHere) -> Coverage {
        let mut coverage = Coverage::default();
        for rule in &declared.rules {
            let [holds, fails] = self.shown.get(&rule.number).copied().unwrap_or_default();
            let lacks = lacks(holds, fails);
            coverage.rules.count(lacks.is_none());
            coverage.open.extend(lacks.map(|lacks| uncovered(UncoveredKind::Rule, lacks, rule)));
        }
        for rule in declared.rules.iter().filter(|rule| rule.conditional) {
            let lacks = lacks(self.seen.met.contains(&rule.number), self.seen.unmet.contains(&rule.number));
            coverage.conditions.count(lacks.is_none());
            coverage.open.extend(lacks.map(|lacks| uncovered(UncoveredKind::Condition, lacks, rule)));
        }
        for pattern in &declared.patterns {
            let used = self.seen.patterns.contains(&pattern.span);
            coverage.patterns.count(used);
            coverage.open.extend((!used).then(|| Uncovered {
                kind: UncoveredKind::Pattern,
                lacks: Lacks::Both,
                set: pattern.set.clone(),
                name: pattern.text.clone(),
                title: String::new(),
                file: pattern.file.clone(),
                line: pattern.line,
            }));
        }
        coverage
    }
}

impl Coverage {
    /// Takes what a case file lists out of what is open. A line that lists what is covered, or nothing that there is, is a
    /// mistake; `is_known` tells what there is besides what was asked for.
    pub(super) fn list(
        &mut self,
        file: &CaseFile,
        declared: &DeclaredHere,
        is_known: impl Fn(&Untried) -> bool,
    ) -> Vec<Misread> {
        let mut wrong = Vec::new();
        for untried in &file.untried {
            let is = |one: &mut Uncovered| one.kind == untried.kind && one.name == untried.name;
            let before = self.listed.len();
            self.listed.extend(self.open.extract_if(.., is).map(|uncovered| Listed {
                uncovered,
                reason: untried.reason.clone(),
                said: (file.name.clone(), untried.line),
            }));
            let mistake = match self.listed.len() > before {
                true => continue,
                false if declares(declared, untried) => Mistake::Tried(untried.name.clone()),
                false if is_known(untried) => continue,
                false => Mistake::NothingUntried(untried.name.clone()),
            };
            wrong.push(Misread::at(untried.line, mistake));
        }
        wrong
    }
}

/// Whether there is what a case file says cannot be shown.
pub(super) fn declares(declared: &DeclaredHere, untried: &Untried) -> bool {
    match untried.kind {
        UncoveredKind::Rule => declared.rules.iter().any(|rule| rule.number == untried.name),
        UncoveredKind::Condition => {
            declared.rules.iter().any(|rule| rule.conditional && rule.number == untried.name)
        }
        UncoveredKind::Pattern => declared.patterns.iter().any(|pattern| pattern.text == untried.name),
    }
}

impl Covered {
    fn count(&mut self, covered: bool) {
        self.all += 1;
        self.covered += usize::from(covered);
    }
}

fn lacks(yes: bool, no: bool) -> Option<Lacks> {
    match (yes, no) {
        (true, true) => None,
        (false, true) => Some(Lacks::Yes),
        (true, false) => Some(Lacks::No),
        (false, false) => Some(Lacks::Both),
    }
}

fn uncovered(kind: UncoveredKind, lacks: Lacks, rule: &DeclaredRule) -> Uncovered {
    Uncovered {
        kind,
        lacks,
        set: rule.set.clone(),
        name: rule.number.clone(),
        title: rule.title.clone(),
        file: rule.file.clone(),
        line: rule.line,
    }
}
