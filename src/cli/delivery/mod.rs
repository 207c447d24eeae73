//! `gouji check --out FOLDER`: what leaves the house, written unit by unit as it is finished, lists at the end. The journal
//! of the run is what the lists are made from, so a run that was ended comes to the same files when it is taken up again.

mod copies;
mod journal;
mod names;
mod stamp;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

use gouji::delivery::{
    DEFAULT_TEMPLATE, Delivered, DeliveryError, Links, Roll, Template, UnitLinks, csv_list, junit, overview,
    sarif, workbook,
};
use gouji::proof::{RuleSetInfo, UnitFindings};
use gouji::report::UnitEntries;
use gouji::session::Register;
use gouji::text::visible;

use super::arguments::CheckArgs;
use super::inputs::{Input, Inputs};
use super::judged::{Checked, held};
use super::page;
use super::parts::Parts;
use super::results::{JOURNAL, LINES};
use super::system::system_words;
use super::told::Run;
use super::written::{Pieces, clear, put, put_text};
use copies::Copies;
use journal::{Journal, Record, UnitRecord};
use names::{Names, plain};
use stamp::stamp;

/// Files and folders of a run.
const OVERVIEW: &str = "总览.html";
const LIST: &str = "问题清单.xlsx";
const TABLE: &str = "结果.csv";
const SARIF: &str = "结果.sarif";
const JUNIT: &str = "结果.junit.xml";
const PAGES: &str = "网页";
const NOTICES: &str = "整改通知";
const COPIES: &str = "批注";

/// Most units that are named.
const NAMED: usize = 10;
/// Units that a page shows; data of more has none.
const ON_A_PAGE: usize = 20;

/// What a run leaves in its folder.
pub(super) struct Delivery {
    folder: PathBuf,
    template: Template,
    names: Names,
    /// Documents that may be parts of a unit's accounts: these wait until all of their folder are known.
    maybe_parts: BTreeSet<String>,
    journal: Mutex<Journal>,
    known: AtomicBool,
    /// Names of all documents, in their order.
    order: Vec<String>,
    /// Units of files of columns so far.
    listed: AtomicU64,
    /// The first thing that could not be written.
    failed: OnceLock<String>,
    with_ledger: bool,
    /// Copies with remarks are wanted.
    annotate: bool,
}

impl Delivery {
    /// Opens the folder, and takes out of the inputs what a run before has done already; none where no folder is asked for.
    ///
    /// # Errors
    /// What to say where it cannot be used.
    pub(super) fn open(
        asked: &CheckArgs,
        inputs: &mut Inputs,
        columns: &[String],
    ) -> Result<Option<Self>, String> {
        let Some(folder) = &asked.out else { return Ok(None) };
        let folder = PathBuf::from(folder);
        let system =
            |why: std::io::Error| format!("「{}」不能用：{}\n", folder.display(), system_words(&why));
        std::fs::create_dir_all(&folder).map_err(system)?;
        let template = template(asked)?;
        let wanted = wanted(asked);
        let before = if asked.resume { Journal::resume(&folder, &wanted).map_err(system)? } else { None };
        let journal = match before {
            Some(journal) => {
                [folder.clone(), folder.join(PAGES), folder.join(NOTICES), folder.join(COPIES)]
                    .iter()
                    .for_each(|part| clear(part));
                journal
            }
            None => {
                may_begin(&folder, asked.resume)?;
                Journal::begin(&folder, wanted).map_err(system)?
            }
        };
        once_each(inputs);
        let in_folder =
            |at: usize| inputs.folders.iter().any(|folder| folder.len() > 1 && folder.contains(&at));
        let named = inputs.documents.iter().enumerate().filter(|(at, _)| in_folder(*at));
        Ok(Some(Self {
            names: Names::new(&inputs.documents),
            maybe_parts: named.map(|(_, input)| input.name()).collect(),
            known: AtomicBool::new(false),
            order: inputs.documents.iter().map(Input::name).chain(columns.iter().cloned()).collect(),
            listed: AtomicU64::new(0),
            folder,
            template,
            journal: Mutex::new(journal),
            failed: OnceLock::new(),
            with_ledger: asked.ledger,
            annotate: asked.annotate,
        }))
    }

    /// Which documents are done, of a run that is taken up; those whose files changed are forgotten.
    pub(super) fn done(&self, documents: &[Input]) -> BTreeSet<String> {
        let mut journal = held(&self.journal);
        let is_done = |input: &&Input| journal.is_done(&input.name(), &stamp_of(input));
        let done = documents.iter().filter(is_done).map(Input::name).collect();
        journal.keep(&done);
        done
    }

    /// Documents that were judged and not taken, since they might have been parts of others.
    pub(super) fn left(&self, documents: &[Input], run: &Run) -> Vec<Input> {
        let journal = held(&self.journal);
        let refused = |name: &str| run.refused.iter().any(|(known, ..)| known == name);
        let left = documents.iter().filter(|input| {
            let name = input.name();
            !journal.has(&name) && !refused(&name)
        });
        left.cloned().collect()
    }

    /// What may be a part of a unit's accounts needs to wait no more: all of its folder are known.
    pub(super) fn parts_are_known(&self) {
        self.known.store(true, Ordering::Relaxed);
    }

    /// Takes what came of a document: its files are written, then it counts as done. What may be a part of a unit's
    /// accounts waits.
    pub(super) fn take(&self, parts: &Parts, checked: &Checked) {
        let input = &parts.input;
        let name = input.name();
        let is_part = checked.holding.as_ref().is_some_and(|holding| holding.is_part());
        if is_part && !self.known.load(Ordering::Relaxed) && self.maybe_parts.contains(&name) {
            return;
        }
        let mut record = Record {
            source: name.clone(),
            stamp: stamp_of(input),
            is_empty: checked.is_empty,
            units: Vec::new(),
        };
        let several = checked.units.len() > 1;
        let pages = self.pages(&name, parts, checked);
        let mut taken = BTreeSet::new();
        for (unit, info) in &checked.units {
            let mut of = UnitRecord::new(unit, info, self.with_ledger);
            let mut stem = self.names.of(&name).unwrap_or("未命名").to_owned();
            if several {
                stem = format!("{stem}_{}", plain(&of.entries.unit));
            }
            let stem = free(stem, &mut taken);
            of.page = pages.clone();
            self.keep(self.notice(&mut of, &stem));
            record.units.push(of);
        }
        let (copy, no_copy) = self.copy(input, checked, &record.units);
        for of in &mut record.units {
            (of.copy, of.no_copy) = (copy.clone(), no_copy.clone());
        }
        if self.failed.get().is_none() {
            self.add(record, checked.units.iter().map(|(unit, info)| (unit, info.as_ref())));
        }
    }

    /// Adds a record to the journal, behind the rules of its units.
    fn add<'u>(&self, record: Record, units: impl Iterator<Item = (&'u UnitFindings, &'u RuleSetInfo)>) {
        let mut journal = held(&self.journal);
        let mut units = units;
        let added = units.try_for_each(|(unit, info)| journal.add_rules(unit, info));
        self.keep(added.and_then(|()| journal.add(record)).map_err(|why| system_words(&why)));
    }

    /// Takes what came of a unit of a file of columns: it stands in the lists, and has no page and no notice of its own.
    pub(super) fn list(&self, source: &str, unit: &UnitFindings, info: &RuleSetInfo) {
        let of = UnitRecord::new(unit, info, self.with_ledger);
        let number = self.listed.fetch_add(1, Ordering::Relaxed);
        let source = journal::nth(source, number);
        let record = Record { source, units: vec![of], ..Record::default() };
        self.add(record, std::iter::once((unit, info)));
    }

    /// Writes the page of a document; where it lies, nothing where there is none: data of many units has no page.
    fn pages(&self, name: &str, parts: &Parts, checked: &Checked) -> String {
        let mut first = String::new();
        if checked.units.len() > ON_A_PAGE {
            return first;
        }
        let stem = self.names.of(name).unwrap_or("未命名");
        page::of_parts(parts, checked, &mut |at, write| {
            let more = if at > 0 { format!("_{}", at + 1) } else { String::new() };
            let file = format!("{PAGES}/{stem}{more}.html");
            self.keep(self.written(&file, |out| write(out)));
            if first.is_empty() {
                first = file;
            }
        });
        first
    }

    /// Writes the notice of a unit that has something to mend or to check.
    fn notice(&self, of: &mut UnitRecord, stem: &str) -> Result<(), String> {
        if of.entries.count("错误") + of.entries.count("核实") == 0 {
            return Ok(());
        }
        let words = |why: DeliveryError| why.to_string();
        let notice = self.template.notice(&of.entries).map_err(words)?;
        let docx = notice.docx().map_err(words)?;
        of.notice = format!("{NOTICES}/{stem}.docx");
        self.file(&of.notice, &docx)?;
        self.file(&format!("{NOTICES}/{stem}.html"), notice.html().as_bytes())
    }

    fn written(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn std::fmt::Write) -> std::fmt::Result,
    ) -> Result<(), String> {
        put_text(&self.folder.join(name), write)
            .map_err(|why| format!("「{name}」没有写成：{}", system_words(&why)))
    }

    /// Writes a list piece by piece.
    fn list_file(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn std::io::Write) -> Result<(), DeliveryError>,
    ) -> Result<(), String> {
        let mut of_list = None;
        let written = put(&self.folder.join(name), |out| {
            let mut pieces = Pieces::new(out);
            let came = write(&mut pieces);
            // A full disk is told as that, not as what the format makes of it.
            pieces.end()?;
            came.map_err(|why| {
                of_list = Some(why.to_string());
                std::io::Error::other(why)
            })
        });
        written.map_err(|why| {
            format!("「{name}」没有写成：{}", of_list.take().unwrap_or_else(|| system_words(&why)))
        })
    }

    fn file(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let written = put(&self.folder.join(name), |out| out.write_all(bytes));
        written.map_err(|why| format!("「{name}」没有写成：{}", system_words(&why)))
    }

    /// Keeps the first thing that went wrong: once is enough to say.
    fn keep(&self, came: Result<(), String>) {
        if let Err(why) = came {
            let _ = self.failed.set(why);
        }
    }

    /// Counts what was done before into what a run tells.
    pub(super) fn tell_done(&self, run: &mut Run, done: &BTreeSet<String>) {
        let mut journal = held(&self.journal);
        for name in done {
            let Some(record) = journal.record(name) else { continue };
            run.unread |= record.is_empty;
            for unit in &record.units {
                let Some(rules) = journal.rules_of(unit) else { continue };
                run.count_done(&rules.info(), &rules.ledger(unit), &unit.entries, unit.wrong);
            }
        }
    }

    /// Writes the lists over all that was done and takes the journal away; what lies in the folder then.
    ///
    /// # Errors
    /// What could not be written.
    pub(super) fn finish(
        &self,
        refused: Vec<(String, String)>,
        (summary, total): (&str, &str),
        register: Option<&Register>,
    ) -> Result<String, String> {
        if let Some(why) = self.failed.get() {
            return Err(why.clone());
        }
        let mut roll = Roll::default();
        let (mut links, mut copies) = (Links::new(), Copies::default());
        let lines = put(&self.folder.join(LINES), |out| {
            let mut journal = held(&self.journal);
            for name in journal.sources(&self.order) {
                let Some(record) = journal.record(&name) else { continue };
                for unit in record.units {
                    out.write_all(unit.line.as_bytes())?;
                    copies.count(&unit);
                    let to = UnitLinks { page: unit.page, notice: unit.notice, copy: unit.copy };
                    links.insert(roll.units.len(), to);
                    roll.add(&unit.entries);
                }
            }
            out.write_all(summary.as_bytes())
        });
        lines.map_err(|why| format!("「{LINES}」没有写成：{}", system_words(&why)))?;
        let missing = register.map(|register| roll.missing(register)).unwrap_or_default();
        let units = held(&self.journal).units(&self.order);
        let delivered = Delivered { units: &units, roll, refused, missing };
        let words = |why: DeliveryError| why.to_string();
        self.written(OVERVIEW, |out| overview(&delivered, &links, total, out))?;
        self.file(LIST, &workbook(&delivered, &links).map_err(words)?)?;
        self.list_file(TABLE, |out| csv_list(&delivered, out))?;
        self.list_file(SARIF, |out| sarif(&delivered, out))?;
        self.list_file(JUNIT, |out| junit(&delivered, out))?;
        let pages: BTreeSet<&str> =
            links.values().map(|to| to.page.as_str()).filter(|page| !page.is_empty()).collect();
        let pages = pages.len();
        let notices = links.values().filter(|to| !to.notice.is_empty()).count();
        let folder = visible(&self.folder.to_string_lossy()).into_owned();
        held(&self.journal).end().map_err(|why| system_words(&why))?;
        Ok(roll_words(&delivered)
            + &format!(
                "写在「{folder}」：{OVERVIEW}、{LIST}、{NOTICES}（{notices} 份，.docx 和 .html）、{PAGES}（{pages} 页）、{}{LINES}、{TABLE}、{SARIF}、{JUNIT}\n",
                copies.written()
            )
            + &copies.missing())
    }

    /// What to say where a run ends before it is whole.
    pub(super) fn left_words(&self) -> String {
        let folder = visible(&self.folder.to_string_lossy()).into_owned();
        format!("已经核对完的记在「{folder}」里；用同样的命令加 --resume 接着做\n")
    }
}

/// Who is there twice, and who is not.
fn roll_words(delivered: &Delivered<'_>) -> String {
    let mut words = String::new();
    for (unit, sources) in delivered.roll.drafts().iter().take(NAMED) {
        words.push_str(&format!(
            "「{unit}」有 {} 份：{}；请看哪一份是公开的\n",
            sources.len(),
            sources.join("、")
        ));
    }
    let gone = &delivered.missing;
    if !gone.is_empty() {
        let named = gone.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("」「");
        let more = if gone.len() > NAMED { "等" } else { "" };
        words.push_str(&format!("名册里有 {} 个单位这次没有：「{named}」{more}\n", gone.len()));
    }
    words
}

/// Leaves out documents that are named a second time: their files would be the same.
fn once_each(inputs: &mut Inputs) {
    let mut known = BTreeSet::new();
    inputs.leave_out(|input| !known.insert(input.name()));
}

/// A name that no other unit of the document has.
fn free(stem: String, taken: &mut BTreeSet<String>) -> String {
    let mut name = stem.clone();
    let mut next = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{stem}（{next}）");
        next += 1;
    }
    name
}

fn template(asked: &CheckArgs) -> Result<Template, String> {
    let signed = asked.signed.as_deref().unwrap_or("");
    let text = match &asked.template {
        None => DEFAULT_TEMPLATE.to_owned(),
        Some(path) => {
            let bytes =
                Input::File(path.into()).bytes().map_err(|why| format!("模板「{path}」读不了：{why}\n"))?;
            String::from_utf8(bytes)
                .map_err(|_| format!("模板「{path}」不是 UTF-8 文本；请另存为 UTF-8\n"))?
        }
    };
    let template = Template::new(&text, signed).map_err(|why| format!("{why}\n"))?;
    // A mistake is told before anything is judged.
    template.notice(&UnitEntries::default()).map_err(|why| format!("{why}\n"))?;
    Ok(template)
}

/// What was asked, and the state of all that it rests on.
fn wanted(asked: &CheckArgs) -> Vec<String> {
    let program = std::env::current_exe().map(|path| stamp(&path)).unwrap_or_default();
    let words = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        asked.rules.year, asked.one.as_one, asked.only, asked.skip, asked.ledger, asked.signed
    ) + if asked.annotate { " annotate" } else { "" };
    let mut all = vec![env!("CARGO_PKG_VERSION").to_owned(), program, words];
    let named = asked.rules.rules.iter().chain(&asked.units).chain(&asked.template);
    let named = named.chain(&asked.waivers);
    let named = named.map(Path::new).chain(asked.history.iter().map(PathBuf::as_path));
    all.extend(named.map(stamp));
    all
}

/// Whether a run may begin in a folder: nothing of another run is lost.
fn may_begin(folder: &Path, resume: bool) -> Result<(), String> {
    let name = folder.display();
    let unfinished = folder.join(JOURNAL).exists();
    let done = folder.join(LINES).exists();
    match (unfinished, done, resume) {
        (true, _, false) => Err(format!("「{name}」里有没做完的一次；加 --resume 接着做，或换一个文件夹\n")),
        (true, _, true) => Err(format!(
            "「{name}」里没做完的那一次，选项、规则或程序与这次不同，接不上；请换一个文件夹重新核对\n"
        )),
        (false, true, true) => Err(format!("「{name}」里的一次已经做完了；要重新核对，请换一个文件夹\n")),
        (false, true, false) => Err(format!("「{name}」里已有一次的结果，没有动它；请换一个文件夹\n")),
        (false, false, _) => Ok(()),
    }
}

/// By which a document is known to be what it was.
fn stamp_of(input: &Input) -> String {
    match input {
        Input::File(path) | Input::Zipped(path, ..) => stamp(path),
        Input::Joined(parts) => parts.iter().map(stamp_of).collect::<Vec<_>>().join("\n"),
        // Never the same twice.
        Input::Standard => String::new(),
    }
}
