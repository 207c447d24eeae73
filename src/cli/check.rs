//! `gouji check`: documents are read and given their edition in turn, and judged on several threads. The output
//! does not depend on the number of threads.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};

use gouji::audit::{RuleSetInfo, UnitFindings, Verdict};
use gouji::document::Document;
use gouji::report::{Outcome, diagnostics, outcomes_json, read_error_words, terminal};
use gouji::session::{Edition, Editions};
use gouji::source::{Diagnostic, Severity};
use gouji::syntax::Level;

use super::arguments::{CheckArgs, Format};
use super::filter::Filter;
use super::inputs::{Input, Inputs, collect};
use super::loader::FileLoader;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// A document that waits to be judged.
struct Job {
    index: usize,
    document: Document,
    edition: Arc<Edition>,
}

/// What came of one input: findings of its units and the rules used, or why it could not be read.
type Judged = Result<(Vec<UnitFindings>, RuleSetInfo), String>;

/// Checks and reports; the exit status.
pub(super) fn run(asked: &CheckArgs) -> u8 {
    let inputs = collect(&asked.inputs);
    let judged = match judge_all(&inputs.documents, asked) {
        Ok(judged) => judged,
        Err(edition) => {
            let options = out::error_options(asked.color.color);
            out::complain(&diagnostics(&edition.sources, &edition.diagnostics, &options));
            return WRONG;
        }
    };
    let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
    match asked.format {
        Format::Json => print_json(&names, &judged, &inputs),
        Format::Text => print_text(&names, &judged, &inputs, asked),
    }
    out::complain(&inputs.skipped_words());
    if inputs.documents.is_empty() && inputs.unreadable.is_empty() {
        out::complain("没有可以核对的文件；请给出文件，或含有这些文件的文件夹\n");
        return UNREAD;
    }
    status(&judged, &inputs)
}

fn status(judged: &[Judged], inputs: &Inputs) -> u8 {
    if !inputs.unreadable.is_empty() || judged.iter().any(Result::is_err) {
        return UNREAD;
    }
    let wrong = judged.iter().flatten().flat_map(|(units, _)| units).flat_map(|unit| &unit.findings);
    let wrong =
        wrong.filter(|finding| finding.verdict == Verdict::Fail && finding.level == Level::Error).count();
    if wrong > 0 { FOUND } else { FINE }
}

/// Shows warnings about the rule files that were given, hints left to `check-rules`; whether there were any.
fn warn(edition: &Edition, asked: &CheckArgs) -> bool {
    let warnings: Vec<Diagnostic> =
        edition.diagnostics.iter().filter(|found| found.severity == Severity::Warning).cloned().collect();
    if !warnings.is_empty() {
        let options = out::error_options(asked.color.color);
        out::complain(&diagnostics(&edition.sources, &warnings, &options));
    }
    !warnings.is_empty()
}

/// Judges all documents, in their order; the edition whose rules cannot be used, if there is one.
fn judge_all(documents: &[Input], asked: &CheckArgs) -> Result<Vec<Judged>, Arc<Edition>> {
    let filter = Filter::new(&asked.only, &asked.skip);
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = asked.threads.unwrap_or(cores).clamp(1, documents.len().max(1));
    let bar = out::progress(documents.len() as u64);
    let done: Mutex<BTreeMap<usize, Judged>> = Mutex::new(BTreeMap::new());
    let keep = |index: usize, judged: Judged| {
        bar.inc(1);
        done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, judged);
    };
    let (send, receive) = sync_channel::<Job>(threads);
    let receive = Mutex::new(receive);
    let broken = std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = next else { break };
                    keep(job.index, judge(&job, &filter));
                }
            });
        }
        let loader = FileLoader;
        let mut editions = Editions::new(&loader, &asked.rules.rules, asked.rules.year);
        let (mut broken, mut warned) = (None, false);
        for (index, input) in documents.iter().enumerate() {
            match prepare(index, input, &mut editions) {
                Ok(job) if job.edition.has_errors() => {
                    broken = Some(job.edition);
                    break;
                }
                Ok(job) => {
                    if !warned && !asked.rules.rules.is_empty() {
                        warned = warn(&job.edition, asked);
                    }
                    if send.send(job).is_err() {
                        break;
                    }
                }
                Err(why) => keep(index, Err(why)),
            }
        }
        drop(send);
        broken
    });
    bar.finish_and_clear();
    match broken {
        Some(edition) => Err(edition),
        None => Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()),
    }
}

fn prepare(index: usize, input: &Input, editions: &mut Editions) -> Result<Job, String> {
    let (name, bytes) = (input.name(), input.bytes()?);
    let (edition, document) = editions.for_document(&name, &bytes).map_err(|why| read_error_words(&why))?;
    Ok(Job { index, document, edition })
}

fn judge(job: &Job, filter: &Filter) -> Judged {
    let accounts = job.edition.read(&job.document);
    let mut units: Vec<UnitFindings> = accounts.iter().map(|account| job.edition.check(account)).collect();
    units.iter_mut().for_each(|unit| filter.apply(unit));
    Ok((units, job.edition.info.clone()))
}

fn print_json(names: &[String], judged: &[Judged], inputs: &Inputs) {
    let mut outcomes = Vec::new();
    for (name, judged) in names.iter().zip(judged) {
        match judged {
            Ok((units, info)) => outcomes.extend(units.iter().map(|unit| Outcome::Checked(unit, info))),
            Err(why) => outcomes.push(Outcome::Unreadable(name, why)),
        }
    }
    outcomes.extend(inputs.unreadable.iter().map(|(name, why)| Outcome::Unreadable(name, why)));
    let none = RuleSetInfo::default();
    let info = judged.iter().flatten().map(|(_, info)| info).next().unwrap_or(&none);
    out::print(&outcomes_json(&outcomes, info));
}

fn print_text(names: &[String], judged: &[Judged], inputs: &Inputs, asked: &CheckArgs) {
    let options = out::options(asked.color.color, asked.verbose);
    // Units that were checked with the same rules make one report.
    let mut reports: Vec<(Vec<UnitFindings>, &RuleSetInfo)> = Vec::new();
    for (units, info) in judged.iter().flatten() {
        match reports.last_mut() {
            Some((all, known)) if *known == info => all.extend(units.iter().cloned()),
            _ => reports.push((units.clone(), info)),
        }
    }
    for (units, info) in reports {
        out::print(&terminal(&units, info, &options));
    }
    for (name, judged) in names.iter().zip(judged) {
        if let Err(why) = judged {
            out::complain(&format!("读不了「{name}」：{why}\n"));
        }
    }
    for (name, why) in &inputs.unreadable {
        out::complain(&format!("读不了「{name}」：{why}\n"));
    }
}
