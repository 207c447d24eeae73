//! Judging cases on several threads, each case on one; what comes does not depend on their number.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::coverage::{Coverage, Gathered, Seen, declares};
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
#[derive(Clone)]
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
    fn compare(&self, case: &Case, found: &Found) -> Result<Compared, Unjudged> {
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
        let unit = failed.then(|| self.proved(case, found).map(Box::new)).transpose()?;
        Ok(Compared { came, seen, unit })
    }

    /// What came of each of some cases of one document.
    fn compare_all(&self, cases: &Same<'_>) -> Vec<Result<Compared, Unjudged>> {
        let Some((_, first)) = cases.first() else { return Vec::new() };
        match self.findings(first) {
            Ok(found) => cases.iter().map(|(_, case)| self.compare(case, &found)).collect(),
            Err(why) => cases.iter().map(|_| Err(why.clone())).collect(),
        }
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
    let groups = same(&all);
    let judge_all = || on_threads(&groups, threads, |group| judge.compare_all(group));
    // What is declared asks for files of all layers: they are parsed while the first edition is waited for.
    let (of_groups, declared) = std::thread::scope(|scope| {
        let declared = (threads > 1).then(|| scope.spawn(|| editions.declared()));
        let of_groups = judge_all();
        let declared = declared.and_then(|ahead| ahead.join().ok());
        (of_groups, declared.unwrap_or_else(|| editions.declared()))
    });
    let mut judged: Vec<_> =
        groups.iter().flatten().map(|(at, _)| *at).zip(of_groups.into_iter().flatten()).collect();
    judged.sort_by_key(|(at, _)| *at);
    let mut gathered = Gathered::default();
    for ((at, number, file, case), (_, judged)) in all.iter().copied().zip(judged) {
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
    ran.coverage = gathered.of(&declared);
    let everywhere = OnceCell::new();
    for (at, file) in files.iter().enumerate() {
        let known = |untried: &_| declares(everywhere.get_or_init(|| editions.declared_by_all()), untried);
        let wrong = ran.coverage.list(file, &declared, known);
        mistakes.extend(wrong.into_iter().map(|misread| (at, file, misread)));
    }
    mistakes.sort_by_key(|(at, _, misread)| (*at, misread.line));
    ran.mistakes = mistakes.into_iter().map(|(_, file, misread)| (file, misread)).collect();
    ran
}

/// Cases of one document, each with its number in the whole: those that are judged once.
type Same<'c> = Vec<(usize, &'c Case)>;

/// Cases by what is judged: the rules that they ask for, the document and what stands beside it.
fn same<'c>(all: &[(usize, usize, &CaseFile, &'c Case)]) -> Vec<Same<'c>> {
    let mut groups: Vec<Same<'c>> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for (at, (.., case)) in all.iter().enumerate() {
        let key = (case.set.as_deref(), case.name.as_str(), &*case.text, &case.given);
        let group = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push((at, case)),
            None => groups.push(vec![(at, case)]),
        }
    }
    groups
}
