//! `gouji check`: documents are read and judged on several threads, each document on one. The output does not depend
//! on the number of threads.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gouji::account::Account;
use gouji::document::{Notice, Place};
use gouji::proof::{RuleSetInfo, UnitFindings, Verdict};
use gouji::report::{Outcome, diagnostics, outcomes_json, terminal};
use gouji::session::{Company, Edition, Editions, Held, Holding};
use gouji::source::{Diagnostic, Severity};
use gouji::syntax::Level;

use super::arguments::{CheckArgs, CheckFormat};
use super::company;
use super::filter::Filter;
use super::inputs::{Input, Inputs, collect};
use super::joined::Taken;
use super::loader::FileLoader;
use super::parts::{Part, Parts, read_parts};
use super::{FINE, FOUND, UNREAD, WRONG, out, stream};

/// What came of a document that was read.
pub(super) struct Checked {
    /// Its units.
    pub(super) units: Vec<UnitFindings>,
    /// No table and no passage was read.
    pub(super) is_empty: bool,
    /// The rules used.
    pub(super) info: RuleSetInfo,
    /// What it holds of one unit's accounts.
    pub(super) holding: Option<Holding>,
}

/// What came of one input, or why it could not be read.
pub(super) type Judged = Taken<Checked>;

/// Checks and reports; the exit status.
pub(super) fn run(asked: &CheckArgs) -> u8 {
    let filter = Filter::new(&asked.only, &asked.skip);
    if filter.wants_nothing() {
        out::complain("--only 要的类别都被 --skip 去掉了，没有可以核对的；请改其中一个\n");
        return WRONG;
    }
    let mut inputs = collect(&asked.inputs, asked.one);
    let columns = stream::take_columns(&mut inputs, asked);
    if !columns.is_empty() || asked.format == CheckFormat::Jsonl {
        return stream::run(asked, filter, inputs, &columns);
    }
    // The process ends when this is done: what was compiled is not taken apart piece by piece.
    let mut checker = ManuallyDrop::new(Checker::new(asked, filter));
    out::complain(&choice_words(&checker.editions.choices()));
    let given = match company::open(asked) {
        Ok(given) => given,
        Err(why) => {
            out::complain(&why);
            return WRONG;
        }
    };
    let company::Together { judged, alone, company, unread } =
        match company::judge_all(given, asked, &mut inputs, &mut checker) {
            Ok(together) => together,
            Err(edition) => {
                let options = out::error_options(asked.color.color);
                out::complain(&diagnostics(&edition.sources, &edition.diagnostics, &options));
                return WRONG;
            }
        };
    let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
    let outcomes = outcomes(&names, &judged, &inputs);
    match asked.format {
        CheckFormat::Json | CheckFormat::Jsonl => print_json(&outcomes, &judged),
        CheckFormat::Text => print_text(&outcomes, asked),
    }
    out::complain(&alone);
    out::complain(&passed_words(&checker.passed));
    out::complain(&inputs.skipped_words());
    out::complain(&company::words(&company, &unread, asked));
    if inputs.documents.is_empty() && inputs.unreadable.is_empty() {
        out::complain(&Inputs::nothing_words(&asked.inputs));
        return UNREAD;
    }
    if unread.is_empty() { status(&judged, &inputs) } else { UNREAD }
}

pub(super) fn status(judged: &[Judged], inputs: &Inputs) -> u8 {
    let unread = |judged: &Judged| judged.as_ref().map_or(true, |checked| checked.is_empty);
    if !inputs.unreadable.is_empty() || judged.iter().any(unread) {
        return UNREAD;
    }
    let units = judged.iter().flatten().flat_map(|checked| &checked.units);
    let wrong = units
        .flat_map(|unit| &unit.findings)
        .filter(|finding| finding.verdict == Verdict::Fail && finding.level == Level::Error)
        .count();
    if wrong > 0 { FOUND } else { FINE }
}

/// Judges documents by the rules that were asked for.
pub(super) struct Checker<'a> {
    asked: &'a CheckArgs,
    pub(super) editions: Editions,
    pub(super) filter: Filter,
    warned: bool,
    /// Shipped layers that documents speak for, and the sets that are used in their place.
    pub(super) passed: BTreeSet<(String, String)>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(asked: &'a CheckArgs, filter: Filter) -> Self {
        let editions = Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year);
        Self { asked, editions, filter, warned: asked.rules.rules.is_empty(), passed: BTreeSet::new() }
    }

    /// How many documents are judged at once.
    pub(super) fn threads(&self) -> usize {
        company::threads(self.asked)
    }

    /// Judges all documents, in their order.
    ///
    /// # Errors
    /// The edition whose rules cannot be used, if there is one.
    pub(super) fn judge_all(
        &mut self,
        documents: &[Input],
        company: &Company,
    ) -> Result<Vec<Judged>, Arc<Edition>> {
        let filter = self.filter.clone();
        self.each(documents, false, |parts| judge(&parts, &filter, company))
    }

    /// Reads all documents, in their order, and does something with what was read. Those of earlier years (`own_year`)
    /// are read by the rules of their own year, whatever year was asked for.
    ///
    /// # Errors
    /// The edition whose rules cannot be used, if there is one.
    pub(super) fn each<T: Send>(
        &mut self,
        documents: &[Input],
        own_year: bool,
        finish: impl Fn(Parts) -> Taken<T> + Sync,
    ) -> Result<Vec<Taken<T>>, Arc<Edition>> {
        let threads = self.threads().clamp(1, documents.len().max(1));
        let bar = out::progress(documents.len() as u64);
        let done: Mutex<BTreeMap<usize, Taken<T>>> = Mutex::new(BTreeMap::new());
        let next = AtomicUsize::new(0);
        let editions = &self.editions;
        let (broken, warned) = (First::default(), First::default());
        let passed = Mutex::new(&mut self.passed);
        let work = || {
            while let Some((index, input)) = claim(&next, documents) {
                let taken = input.read().and_then(|document| {
                    let read = read_parts(document, editions, own_year);
                    held(&passed).extend(read.passed.clone());
                    for part in &read.parts {
                        let edition = &part.choice.edition;
                        let of =
                            |severity| edition.diagnostics.iter().any(|found| found.severity == severity);
                        if of(Severity::Error) {
                            broken.offer(index, edition);
                            // Documents before this one are being read; none behind it needs to be.
                            next.store(documents.len(), Ordering::Relaxed);
                            return Err(String::new());
                        }
                        if of(Severity::Warning) {
                            warned.offer(index, edition);
                        }
                    }
                    finish(read)
                });
                bar.inc(1);
                held(&done).insert(index, taken);
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| editions.parse_ahead());
            (0..threads).for_each(|_| drop(scope.spawn(work)));
        });
        bar.finish_and_clear();
        if let Some(edition) = broken.taken() {
            return Err(edition);
        }
        if let Some(edition) = warned.taken().filter(|_| !self.warned) {
            self.warned = true;
            warn(&edition, self.asked);
        }
        Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect())
    }
}

/// The edition of the first document, in their order, that had something.
#[derive(Default)]
struct First(Mutex<Option<(usize, Arc<Edition>)>>);

impl First {
    fn offer(&self, index: usize, edition: &Arc<Edition>) {
        let mut first = held(&self.0);
        if first.as_ref().is_none_or(|(known, _)| index < *known) {
            *first = Some((index, Arc::clone(edition)));
        }
    }

    fn taken(self) -> Option<Arc<Edition>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).map(|(_, edition)| edition)
    }
}

/// The next document that no thread has taken.
fn claim<'d>(next: &AtomicUsize, documents: &'d [Input]) -> Option<(usize, &'d Input)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    documents.get(index).map(|input| (index, input))
}

pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is to be known where several rule sets were named that are not layers of one another.
pub(super) fn choice_words(choices: &[&str]) -> String {
    if choices.len() < 2 {
        return String::new();
    }
    format!(
        "给了几个规则集：{}。每份文件只用其中一个（见各份的「规则集」）；要一起用，让一个「基于」另一个\n",
        choices.join("、")
    )
}

/// One line for each shipped layer that documents speak for and that was not used.
pub(super) fn passed_words(passed: &BTreeSet<(String, String)>) -> String {
    let line = |(layer, used): &(String, String)| {
        format!(
            "有文件像是「{layer}」管的，而「{used}」没有基于它，它的规则没有用上；要用，把规则文件的「基于」改成 {layer}\n"
        )
    };
    passed.iter().map(line).collect()
}

/// Shows warnings about the rule files that were given; hints are left to `check-rules`.
fn warn(edition: &Edition, asked: &CheckArgs) {
    let warnings = edition.diagnostics.iter().filter(|found| found.severity == Severity::Warning);
    let warnings: Vec<Diagnostic> = warnings.cloned().collect();
    out::complain(&diagnostics(&edition.sources, &warnings, &out::error_options(asked.color.color)));
}

/// Judges what was read of a document.
pub(super) fn judge(read: &Parts, filter: &Filter, company: &Company) -> Judged {
    let same_file: Vec<Held> = read.held().collect();
    let mut units = Vec::new();
    for part in &read.parts {
        units.extend(part.accounts.iter().map(|account| judge_one(part, account, company, &same_file)));
    }
    read.sort(&mut units);
    let info = read.parts.first().map(|part| part.choice.edition.info.clone()).unwrap_or_default();
    let is_empty =
        read.parts.iter().flat_map(|part| &part.accounts).all(|account| Holding::is_nothing(account));
    if is_empty {
        let nothing = format!("按「{}」没有读到任何一张表、一节说明", info.name);
        let wrong = units.iter().flat_map(|unit| &unit.findings).any(|f| f.verdict == Verdict::Fail);
        if !wrong {
            return Err(format!("{nothing}，没有核对；请看是不是要核对的文件"));
        }
        // Wording is judged in any text, but nobody shall take that for the whole.
        let message = format!("{nothing}，只查了用语；请看是不是要核对的文件");
        let notice = Notice { message, place: Place::default() };
        units.iter_mut().for_each(|unit| unit.notices.push(notice.clone()));
    }
    units.iter_mut().for_each(|unit| filter.apply(unit));
    Ok(Checked { is_empty, units, info, holding: read.holding.clone() })
}

fn judge_one(part: &Part, account: &Account, company: &Company, same_file: &[Held]) -> UnitFindings {
    let (choice, edition) = (&part.choice, &part.choice.edition);
    let mut unit = company.check(edition, account, same_file);
    unit.chosen = choice.chosen.clone();
    if let Some((named, asked)) = choice.other_year.zip(edition.schema.year) {
        let message = format!(
            "文件写的是 {named} 年度，--year 要按 {asked} 年度核对；如不是有意的，请去掉 --year 再核对"
        );
        unit.notices.push(Notice { message, place: Place::default() });
    }
    unit
}

/// What came of each input, in order; those that could not be read at all come last.
pub(super) fn outcomes<'a>(
    names: &'a [String],
    judged: &'a [Judged],
    inputs: &'a Inputs,
) -> Vec<Outcome<'a>> {
    let mut outcomes = Vec::new();
    for (name, judged) in names.iter().zip(judged) {
        match judged {
            Ok(checked) => {
                outcomes.extend(checked.units.iter().map(|unit| Outcome::Checked(unit, &checked.info)));
            }
            Err(why) => outcomes.push(Outcome::Unreadable(name, why)),
        }
    }
    outcomes.extend(inputs.unreadable.iter().map(|(name, why)| Outcome::Unreadable(name, why)));
    outcomes
}

fn print_json(outcomes: &[Outcome<'_>], judged: &[Judged]) {
    let none = RuleSetInfo::default();
    let info = judged.iter().flatten().map(|checked| &checked.info).next().unwrap_or(&none);
    out::print(&outcomes_json(outcomes, info));
}

pub(super) fn print_text(outcomes: &[Outcome<'_>], asked: &CheckArgs) {
    out::print(&terminal(outcomes, &out::options(asked.color.color, asked.verbose)));
    for outcome in outcomes {
        if let Outcome::Unreadable(name, why) = outcome {
            out::complain(&format!("读不了「{name}」：{why}\n"));
        }
    }
}
