//! Judging cases on several threads, each case on one; what comes does not depend on their number.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coverage::{Coverage, Gathered, Seen};
use super::given::Wanted;
use super::mistake::{Misread, Mistake};
use super::read::{Case, CaseFile};
use super::{Came, Outcome};
use crate::account::Account;
use crate::proof::{Counts, UnitFindings};
use crate::session::{Edition, Editions, on_threads};
use crate::text::nearest;

/// A case that did not come out as it says.
#[derive(Clone, Debug)]
pub struct Failure<'c> {
    /// Number of its file and of the case in it.
    pub at: (usize, usize),
    /// Its file.
    pub file: &'c CaseFile,
    /// The case.
    pub case: &'c Case,
    /// What came of each rule that it shows.
    pub came: Vec<Came>,
    /// All that came of its document, what holds with its numbers.
    pub unit: Box<UnitFindings>,
}

/// What came of case files.
#[derive(Debug, Default)]
pub struct CasesRan<'c> {
    /// Cases that were judged.
    pub cases: usize,
    /// Those that did not come out as they say, in order.
    pub failures: Vec<Failure<'c>>,
    /// What is wrong with files and cases, in order: the file and the mistake.
    pub mistakes: Vec<(&'c CaseFile, Misread)>,
    /// Rules that cannot be used.
    pub broken: Option<Arc<Edition>>,
    /// What the cases cover of what was asked for.
    pub coverage: Coverage,
}

/// Rules that cases are judged by: those that were asked for, and those that cases name.
pub struct Judge<'e> {
    editions: &'e Editions,
    by_set: BTreeMap<String, Option<Editions>>,
}

/// The document of a case as it was judged.
pub struct Found {
    /// The edition that it was judged by.
    pub edition: Arc<Edition>,
    /// What it says.
    pub account: Account,
    /// What came of it.
    pub unit: UnitFindings,
}

/// Why a case was not judged.
pub enum Unjudged {
    /// Something is wrong with the case.
    Mistaken(Mistake),
    /// Its rules cannot be used.
    Broken(Arc<Edition>),
}

/// What came of a case.
struct Compared {
    came: Vec<Came>,
    seen: Seen,
    /// Where it is not what the case says.
    unit: Option<Box<UnitFindings>>,
}

impl<'e> Judge<'e> {
    /// For the cases of files.
    #[must_use]
    pub fn new(editions: &'e Editions, files: &[CaseFile]) -> Self {
        let mut by_set = BTreeMap::new();
        for set in files.iter().flat_map(|file| &file.cases).filter_map(|case| case.set.as_ref()) {
            if !by_set.contains_key(set) {
                by_set.insert(set.clone(), editions.of_set(set));
            }
        }
        Self { editions, by_set }
    }

    fn editions(&self, case: &Case) -> Result<&Editions, Unjudged> {
        let Some(name) = &case.set else { return Ok(self.editions) };
        self.by_set.get(name).and_then(Option::as_ref).ok_or_else(|| {
            let near = nearest(name, self.editions.sets()).map(str::to_owned);
            Unjudged::Mistaken(Mistake::UnknownSet(name.clone(), near))
        })
    }

    /// Judges the document of a case.
    ///
    /// # Errors
    /// See [`Unjudged`].
    pub fn findings(&self, case: &Case) -> Result<Found, Unjudged> {
        let editions = self.editions(case)?;
        let read = editions.for_document(&case.name, case.text.as_bytes());
        let (edition, document) = read.map_err(|why| Unjudged::Mistaken(Mistake::Unreadable(why)))?;
        if edition.has_errors() {
            return Err(Unjudged::Broken(edition));
        }
        let mut accounts = edition.read(&document);
        let account = match (accounts.pop(), accounts.len()) {
            (Some(account), 0) => account,
            (None, _) => return Err(Unjudged::Mistaken(Mistake::NoUnit)),
            (Some(_), others) => return Err(Unjudged::Mistaken(Mistake::SeveralUnits(others + 1))),
        };
        let unit =
            case.given.check(editions, &edition, &account, Wanted::Verdicts).map_err(Unjudged::Mistaken)?;
        Ok(Found { edition, account, unit })
    }

    /// The same with what holds and its numbers.
    fn proved(&self, case: &Case, found: &Found) -> Result<UnitFindings, Unjudged> {
        let editions = self.editions(case)?;
        case.given.check(editions, &found.edition, &found.account, Wanted::Proofs).map_err(Unjudged::Mistaken)
    }

    /// What came of the rules that a case shows, and what was seen besides; where it is not what the case says, all that
    /// came.
    fn compare(&self, case: &Case) -> Result<Compared, Unjudged> {
        let found = self.findings(case)?;
        let mut came = Vec::new();
        for rule in &case.rules {
            let mut lines = found.unit.ledger.iter().filter(|line| line.rule == *rule).peekable();
            if lines.peek().is_none() {
                let (set, near) = (found.edition.info.name.clone(), found.edition.nearest_rules(rule));
                return Err(Unjudged::Mistaken(Mistake::UnknownRule(rule.clone(), set, near)));
            }
            let mut counts = Counts::default();
            lines.for_each(|line| counts.add(&line.counts));
            let (outcome, as_said) = (Outcome::of(&counts), case.outcome.is(&counts));
            came.push(Came { rule: rule.clone(), counts, outcome, as_said });
        }
        let seen = Seen::of((&found.edition.schema, &found.edition.rules), &found.account, &found.unit);
        let failed = came.iter().any(|came| !came.as_said);
        let unit = failed.then(|| self.proved(case, &found).map(Box::new)).transpose()?;
        Ok(Compared { came, seen, unit })
    }
}

/// Judges the cases of files by rules, on so many threads.
#[must_use]
pub fn run<'c>(editions: &Editions, files: &'c [CaseFile], threads: usize) -> CasesRan<'c> {
    let mut ran = CasesRan::default();
    let judge = Judge::new(editions, files);
    let mut all: Vec<(usize, usize, &CaseFile, &Case)> = Vec::new();
    let mut mistakes: Vec<(usize, &CaseFile, Misread)> = Vec::new();
    for (at, file) in files.iter().enumerate() {
        all.extend((0..).zip(&file.cases).map(|(number, case)| (at, number, file, case)));
        mistakes.extend(file.mistakes.iter().map(|one| (at, file, one.clone())));
    }
    let judged = on_threads(&all, threads, |(.., case)| judge.compare(case));
    let mut gathered = Gathered::default();
    for ((at, number, file, case), judged) in all.iter().copied().zip(judged) {
        match judged {
            Err(Unjudged::Broken(edition)) => ran.broken = ran.broken.or(Some(edition)),
            Err(Unjudged::Mistaken(mistake)) => {
                mistakes.push((at, file, Misread { line: case.line, mistake }));
            }
            Ok(Compared { came, seen, unit }) => {
                ran.cases += 1;
                gathered.add(case.outcome, &came, seen);
                if let Some(unit) = unit {
                    ran.failures.push(Failure { at: (at, number), file, case, came, unit });
                }
            }
        }
    }
    mistakes.sort_by_key(|(at, _, misread)| (*at, misread.line));
    ran.mistakes = mistakes.into_iter().map(|(_, file, misread)| (file, misread)).collect();
    ran.coverage = gathered.of(&editions.declared());
    ran
}
