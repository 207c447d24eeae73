//! `--history` and `--units`: what documents are judged beside.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gouji::session::{Company, Edition, Held, Register};

use super::arguments::{CheckArgs, CheckFormat, OneArgs};
use super::checker::{Checker, judge};
use super::inputs::{Input, Inputs, collect};
use super::joined::{Taken, join_parts};
use super::judged::{Judged, held};
use super::parts::Parts;

/// Most files that are named.
const NAMED: usize = 5;

/// Why an edition cannot be used.
type Broken = Arc<Edition>;

/// Opens the register.
///
/// # Errors
/// What to say where it cannot be used.
pub(super) fn open(asked: &CheckArgs) -> Result<Company, String> {
    let passing = asked.proofs || asked.verbose && asked.format == CheckFormat::Text;
    let Some(name) = &asked.units else { return Ok(Company::default().proving(passing)) };
    let bytes = Input::File(Path::new(name).to_path_buf()).bytes();
    let register = bytes.and_then(|bytes| Register::read(name, &bytes).map_err(|why| why.to_string()));
    let register = register.map_err(|why| format!("单位名册「{name}」不能用：{why}\n"))?;
    Ok(Company::new(Some(register)).proving(passing))
}

/// What came of documents, and what they were judged beside.
pub(super) struct Together {
    pub(super) judged: Vec<Judged>,
    /// What is to be said about files that are parts of accounts.
    pub(super) alone: String,
    pub(super) company: Company,
    /// Files of earlier years that could not be read, and why.
    pub(super) unread: Vec<(String, String)>,
}

/// Judges all documents beside what was given.
///
/// # Errors
/// The edition whose rules cannot be used.
pub(super) fn judge_all(
    given: Company,
    asked: &CheckArgs,
    inputs: &mut Inputs,
    checker: &mut Checker<'_>,
) -> Result<Together, Broken> {
    let (company, unread) = with_history_of(given, asked, checker)?;
    if company.register().is_some() {
        let (judged, alone, company) = judge_together(company, inputs, checker)?;
        return Ok(Together { judged, alone, company, unread });
    }
    let judged = checker.judge_all(&inputs.documents, &company)?;
    let wholes = |wholes: &[Input]| checker.judge_all(wholes, &company);
    let (judged, alone) = join_parts(inputs, judged, |checked| checked.holding.as_ref(), wholes)?;
    Ok(Together { judged, alone, company, unread })
}

/// What was given with the accounts of earlier years, and files of them that cannot be read, with the reason.
///
/// # Errors
/// The edition whose rules cannot be used.
pub(super) fn with_history_of(
    given: Company,
    asked: &CheckArgs,
    checker: &mut Checker<'_>,
) -> Result<(Company, Vec<(String, String)>), Broken> {
    let mut unread = Vec::new();
    let company = with_history(given, asked, checker, &mut unread)?;
    Ok((company, unread))
}

/// Reads the accounts of earlier years; those that cannot be read are named with the reason in `unread`.
///
/// # Errors
/// The edition whose rules cannot be used.
fn with_history(
    mut company: Company,
    asked: &CheckArgs,
    checker: &mut Checker<'_>,
    unread: &mut Vec<(String, String)>,
) -> Result<Company, Broken> {
    if asked.history.is_empty() {
        return Ok(company);
    }
    let mut inputs = collect(&asked.history, OneArgs { as_one: false });
    let read = checker.each(&inputs.documents, true, Ok)?;
    let (read, _) = join_parts(
        &mut inputs,
        read,
        |parts: &Parts| parts.holding.as_ref(),
        |wholes| checker.each(wholes, true, Ok),
    )?;
    for (input, read) in inputs.documents.iter().zip(read) {
        match read {
            Ok(parts) => parts.held().for_each(|held| company.add_history(held)),
            Err(why) => unread.push((input.name(), why)),
        }
    }
    unread.append(&mut inputs.unreadable);
    Ok(company)
}

/// Reads all documents before any is judged: a register says which of them are others' subordinate units.
///
/// # Errors
/// The edition whose rules cannot be used.
fn judge_together(
    mut company: Company,
    inputs: &mut Inputs,
    checker: &mut Checker<'_>,
) -> Result<(Vec<Judged>, String, Company), Broken> {
    let read = checker.each(&inputs.documents, false, Ok)?;
    let (read, alone) = join_parts(
        inputs,
        read,
        |parts: &Parts| parts.holding.as_ref(),
        |wholes| checker.each(wholes, false, Ok),
    )?;
    for parts in read.iter().flatten() {
        parts.held().for_each(|held: Held| company.add_present(held));
    }
    let (filter, after) = (&checker.filter, &checker.after);
    let judged = on_threads(read, checker.threads(), |parts| {
        parts.and_then(|parts: Parts| judge(parts, filter, &company, after))
    });
    Ok((judged, alone, company))
}

/// Does work on all elements on several threads; the results are in the order of the elements.
fn on_threads<T: Send, R: Send>(
    elements: Vec<Taken<T>>,
    threads: usize,
    work: impl Fn(Taken<T>) -> Taken<R> + Sync,
) -> Vec<Taken<R>> {
    let open: Vec<Mutex<Option<Taken<T>>>> = elements.into_iter().map(|one| Mutex::new(Some(one))).collect();
    let done: Mutex<Vec<(usize, Taken<R>)>> = Mutex::default();
    let next = AtomicUsize::new(0);
    let run = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = open.get(at) else { return };
            let taken = held(slot).take();
            if let Some(result) = taken.map(&work) {
                held(&done).push((at, result));
            }
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(run))));
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What is to be said about what was given beside the documents.
pub(super) fn words(company: &Company, unread: &[(String, String)], asked: &CheckArgs) -> String {
    let mut words = String::new();
    for notice in company.register().iter().flat_map(|register| &register.notices) {
        words.push_str(&format!("单位名册：{notice}\n"));
    }
    for (name, why) in unread {
        words.push_str(&format!("读不了上年的「{name}」：{why}\n"));
    }
    let nameless = company.nameless();
    if !nameless.is_empty() {
        let shown: Vec<&str> = nameless.iter().take(NAMED).map(String::as_str).collect();
        let more = if nameless.len() > NAMED { "等" } else { "" };
        words.push_str(&format!(
            "上年数据里有 {} 份看不出是哪个单位的，没有用：「{}」{more}；请看封面或标题是否写了单位\n",
            nameless.len(),
            shown.join("」「")
        ));
    }
    if asked.verbose && company.unasked() > 0 {
        words.push_str(&format!("上年数据里另有 {} 个单位，这次没有核对\n", company.unasked()));
    }
    words
}
