//! Documents are read and judged on several threads, each document on one. The output does not depend on the number of
//! threads.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gouji::account::Account;
use gouji::document::{Notice, Place};
use gouji::proof::{UnitFindings, Verdict};
use gouji::report::diagnostics;
use gouji::session::{Company, Edition, Editions, Held, Holding, unclaimed_notices};
use gouji::source::{Diagnostic, Severity};

use super::arguments::{CheckArgs, CheckFormat};
use super::delivery::Delivery;
use super::filter::Filter;
use super::inputs::Input;
use super::interrupt;
use super::joined::Taken;
use super::judged::{Checked, Judged, held};
use super::loader::FileLoader;
use super::out::{self, Progress};
use super::parts::{How, Part, Parts, read_parts};

/// What becomes of a document once it is judged.
#[derive(Clone, Default)]
pub(super) enum After {
    /// It is told.
    #[default]
    Tell,
    /// What was read of it is kept, to be shown with what came of it.
    Keep,
    /// Its files are written.
    Deliver(Arc<Delivery>),
}

/// Judges documents by the rules that were asked for.
pub(super) struct Checker<'a> {
    asked: &'a CheckArgs,
    pub(super) editions: Editions,
    pub(super) filter: Filter,
    pub(super) after: After,
    warned: bool,
    /// Shipped layers that documents speak for, and the sets that are used in their place.
    pub(super) passed: BTreeSet<(String, String)>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(asked: &'a CheckArgs, filter: Filter) -> Self {
        let editions = Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year);
        let (warned, after, passed) = (asked.rules.rules.is_empty(), After::default(), BTreeSet::new());
        Self { asked, editions, filter, after, warned, passed }
    }

    /// How many documents are judged at once.
    pub(super) fn threads(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        self.asked.threads.unwrap_or(cores).max(1)
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
        let (filter, after) = (self.filter.clone(), self.after.clone());
        let brief = self.asked.format == CheckFormat::Text && !self.asked.verbose;
        self.each(documents, false, |parts| {
            let mut judged = judge(parts, &filter, company, &after)?;
            if brief {
                forget_reasons(&mut judged);
            }
            Ok(judged)
        })
    }

    /// Judges all documents and hands each on as soon as it is judged, in any order.
    ///
    /// # Errors
    /// The edition whose rules cannot be used, if there is one.
    pub(super) fn judge_each(
        &mut self,
        documents: &[Input],
        company: &Company,
        done: &(dyn Fn(usize, Judged) + Sync),
    ) -> Result<(), Arc<Edition>> {
        let (filter, after) = (self.filter.clone(), self.after.clone());
        self.hand_on(documents, false, |parts| judge(parts, &filter, company, &after), done)
    }

    /// Reads all documents, in their order, and does something with what was read. Those of earlier years (`own_year`)
    /// are read by the rules of their own year, whatever year was asked for. What an interrupt left out has an empty reason.
    ///
    /// # Errors
    /// The edition whose rules cannot be used, if there is one.
    pub(super) fn each<T: Send>(
        &mut self,
        documents: &[Input],
        own_year: bool,
        finish: impl Fn(Parts) -> Taken<T> + Sync,
    ) -> Result<Vec<Taken<T>>, Arc<Edition>> {
        let done: Mutex<BTreeMap<usize, Taken<T>>> = Mutex::new(BTreeMap::new());
        self.hand_on(documents, own_year, finish, &|index, taken| drop(held(&done).insert(index, taken)))?;
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let taken = |index| done.remove(&index).unwrap_or_else(|| Err(String::new()));
        Ok((0..documents.len()).map(taken).collect())
    }

    /// Reads all documents and hands on what came of each.
    fn hand_on<T: Send>(
        &mut self,
        documents: &[Input],
        own_year: bool,
        finish: impl Fn(Parts) -> Taken<T> + Sync,
        done: &(dyn Fn(usize, Taken<T>) + Sync),
    ) -> Result<(), Arc<Edition>> {
        let threads = self.threads().clamp(1, documents.len().max(1));
        let progress = Progress::new("核对", documents.len() as u64);
        let next = AtomicUsize::new(0);
        let how = How { own_year, keep: !own_year && !matches!(self.after, After::Tell) };
        let editions = &self.editions;
        let (broken, warned) = (First::default(), First::default());
        let passed = Mutex::new(&mut self.passed);
        let work = || {
            while let Some((index, input)) = claim(&next, documents) {
                let taken = input.read(editions).and_then(|document| {
                    let read = read_parts(input, document, editions, how);
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
                progress.step();
                done(index, taken);
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| editions.parse_ahead());
            (0..threads).for_each(|_| drop(scope.spawn(work)));
        });
        progress.end();
        if let Some(edition) = broken.taken() {
            return Err(edition);
        }
        if let Some(edition) = warned.taken().filter(|_| !self.warned) {
            self.warned = true;
            warn(&edition, self.asked);
        }
        Ok(())
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

/// The next document that no thread has taken; none behind an interrupt.
fn claim<'d>(next: &AtomicUsize, documents: &'d [Input]) -> Option<(usize, &'d Input)> {
    if interrupt::is_asked() {
        return None;
    }
    let index = next.fetch_add(1, Ordering::Relaxed);
    documents.get(index).map(|input| (index, input))
}

/// Shows warnings about the rule files that were given; hints are left to `check-rules`.
fn warn(edition: &Edition, asked: &CheckArgs) {
    let warnings = edition.diagnostics.iter().filter(|found| found.severity == Severity::Warning);
    let warnings: Vec<Diagnostic> = warnings.cloned().collect();
    out::complain_styled(&diagnostics(&edition.sources, &warnings, &out::error_options(asked.color.color)));
}

/// Takes out of the ledgers what only a longer report tells: of thousands of units it is most of what is kept.
fn forget_reasons(judged: &mut Checked) {
    for line in judged.units.iter_mut().flat_map(|(unit, _)| &mut unit.ledger) {
        line.reasons = Vec::new();
    }
}

/// Judges what was read of a document.
pub(super) fn judge(read: Parts, filter: &Filter, company: &Company, after: &After) -> Judged {
    let mut checked = judged(&read, filter, company)?;
    match after {
        After::Tell => {}
        After::Keep => checked.read = Some(read),
        After::Deliver(delivery) => delivery.take(&read, &checked),
    }
    Ok(checked)
}

fn judged(read: &Parts, filter: &Filter, company: &Company) -> Judged {
    let same_file: Vec<Held> = read.held().collect();
    let mut units = Vec::new();
    for part in &read.parts {
        let info = Arc::new(part.choice.edition.info.clone());
        let judge =
            |account: &Arc<Account>| (judge_one(part, account, company, &same_file), Arc::clone(&info));
        units.extend(part.accounts.iter().map(judge));
    }
    read.sort(&mut units);
    let is_empty =
        read.parts.iter().flat_map(|part| &part.accounts).all(|account| Holding::is_nothing(account));
    if is_empty {
        let info = read.parts.first().map(|part| part.choice.edition.info.name.clone()).unwrap_or_default();
        let nothing = format!("按「{info}」没有读到任何一张表、一节说明");
        let wrong = units.iter().flat_map(|(unit, _)| &unit.findings).any(|f| f.verdict == Verdict::Fail);
        let of_data = read.parts.iter().flat_map(|part| &part.accounts).any(|account| account.of_data);
        if !wrong && !of_data {
            return Err(format!("{nothing}，没有核对；{}", what_to_look_at(read)));
        }
        // Wording is judged in any text, but nobody shall take that for the whole.
        let message = if of_data {
            format!("{nothing}：数据没有一行用得上，原因逐行列出；名称要与规则里的表、行、列一致")
        } else {
            format!("{nothing}，只查了用语；请看是不是要核对的文件")
        };
        let notice = Notice { message, place: Place::default() };
        units.iter_mut().for_each(|(unit, _)| unit.notices.push(notice.clone()));
    }
    let accounts = || read.parts.iter().flat_map(|part| &part.accounts);
    let unread = !is_empty && accounts().all(|account| Holding::is_without_tables(account));
    if unread {
        let message = "有没有读出来的页，一张表也没有读到：不能当作已经核对".to_owned();
        units.iter_mut().for_each(|(unit, _)| {
            unit.notices.insert(0, Notice { message: message.clone(), place: Place::default() });
        });
    }
    units.iter_mut().for_each(|(unit, _)| filter.apply(unit));
    Ok(Checked { is_empty: is_empty || unread, units, holding: read.holding.clone(), read: None })
}

/// What to look at where nothing was read: a table that a program wrote needs a head.
fn what_to_look_at(read: &Parts) -> &'static str {
    let ends = |ending: &str| {
        let mut accounts = read.parts.iter().flat_map(|part| &part.accounts);
        accounts.any(|account| account.source.to_lowercase().ends_with(ending))
    };
    if ends(".gj") {
        "这是规则文件：写在 --rules 后面，有几个写几次，如 --rules 甲.gj --rules 乙.gj"
    } else if ends(".csv") {
        "CSV 的第一行要是认得的表头：单位、年度、表、行、列、值，或编码、项目和各列的名称"
    } else {
        "请看是不是要核对的文件"
    }
}

fn judge_one(part: &Part, account: &Account, company: &Company, same_file: &[Held]) -> UnitFindings {
    let (choice, edition) = (&part.choice, &part.choice.edition);
    let mut unit = company.check(edition, account, same_file);
    unit.chosen = choice.chosen.clone();
    // What a text holds besides is its own; a line of data that means nothing is a mistake.
    if !account.elements.has_text() {
        unit.notices.extend(unclaimed_notices(account));
    }
    if let Some((named, asked)) = choice.other_year.zip(edition.schema.year) {
        let message = format!(
            "文件写的是 {named} 年度，--year 要按 {asked} 年度核对；如不是有意的，请去掉 --year 再核对"
        );
        unit.notices.push(Notice { message, place: Place::default() });
    }
    unit
}
