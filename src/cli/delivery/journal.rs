//! What a run has done so far: a line a document, appended as it is finished, in any order. A run that was ended at any
//! moment is taken up from it; the last line may be half written, it is cut off then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use gouji::delivery::{DeliveryError, Units};
use gouji::proof::{Counts, LedgerLine, RuleSetInfo, UnitFindings};
use gouji::report::{CATEGORIES, LEVELS, Outcome, UnitEntries, category_word, level_word, unit_line};
use serde::{Deserialize, Serialize};

use super::super::results::JOURNAL;
use super::super::system::system_words;

/// Stands between the name of a file of many units and the number of one.
const NTH: char = '\u{1}';

/// The name of a unit of a file of many, in their order.
pub(super) fn nth(source: &str, number: u64) -> String {
    format!("{source}{NTH}{number:010}")
}

/// A line.
#[derive(Serialize, Deserialize)]
pub(super) enum Line {
    /// The first: what was asked, and by which state of files it is judged.
    Run(Vec<String>),
    /// Rules, before the first unit that was judged by them.
    Rules(RulesOf),
    /// A document.
    Document(Record),
}

/// The rules of an edition: what the totals of a run name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RulesOf {
    name: String,
    version: String,
    digest: String,
    /// 编号, 名称, category, level, in the order of the ledger.
    rules: Vec<(String, String, String, String)>,
}

/// What came of a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    /// Name of the document.
    pub(super) source: String,
    /// Sizes and times of its files.
    pub(super) stamp: String,
    /// No table and no passage was read.
    pub(super) is_empty: bool,
    /// Its units.
    pub(super) units: Vec<UnitRecord>,
}

/// What came of a unit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct UnitRecord {
    digest: String,
    /// Its line of the JSON Lines.
    pub(super) line: String,
    /// Whether it has 不符 at level 错误.
    pub(super) wrong: bool,
    /// Instances by the place of the rule in the ledger: 通过, 尾差, 不符, 无法判断, 不适用.
    counts: Vec<(usize, [u64; 5])>,
    /// The entries.
    pub(super) entries: UnitEntries,
    /// Where its page and its notice lie in the folder; empty where there are none.
    pub(super) page: String,
    pub(super) notice: String,
    /// Where the copy of its file with remarks lies, or why there is none; both empty where none was to be made.
    pub(super) copy: String,
    pub(super) no_copy: String,
}

impl RulesOf {
    fn new(unit: &UnitFindings, info: &RuleSetInfo) -> Self {
        let rule = |line: &LedgerLine| {
            let words = (category_word(line.category).to_owned(), level_word(line.level).to_owned());
            (line.rule.clone(), line.title.clone(), words.0, words.1)
        };
        Self {
            name: info.name.clone(),
            version: info.version.clone(),
            digest: info.digest.clone(),
            rules: unit.ledger.iter().map(rule).collect(),
        }
    }

    /// What the rules are called.
    pub(super) fn info(&self) -> RuleSetInfo {
        RuleSetInfo { name: self.name.clone(), version: self.version.clone(), digest: self.digest.clone() }
    }

    /// The ledger of a unit that was judged by these rules; reasons are not kept.
    pub(super) fn ledger(&self, unit: &UnitRecord) -> Vec<LedgerLine> {
        let counts: BTreeMap<usize, [u64; 5]> = unit.counts.iter().copied().collect();
        let line = |(at, (rule, title, category, level)): (usize, &(String, String, String, String))| {
            let [pass, rounding, fail, undecided, not_applicable] =
                counts.get(&at).copied().unwrap_or_default();
            Some(LedgerLine {
                rule: rule.clone(),
                title: title.clone(),
                category: CATEGORIES.into_iter().find(|known| category_word(*known) == category)?,
                level: LEVELS.into_iter().find(|known| level_word(*known) == level)?,
                counts: Counts { pass, rounding, fail, undecided, not_applicable },
                reasons: Vec::new(),
            })
        };
        self.rules.iter().enumerate().filter_map(line).collect()
    }
}

impl UnitRecord {
    pub(super) fn new(unit: &UnitFindings, info: &RuleSetInfo, with_ledger: bool) -> Self {
        let counts = unit.ledger.iter().map(|line| {
            let counts = line.counts;
            [counts.pass, counts.rounding, counts.fail, counts.undecided, counts.not_applicable]
        });
        Self {
            digest: info.digest.clone(),
            line: unit_line(&Outcome::Checked(unit, info), &RuleSetInfo::default(), with_ledger),
            wrong: unit.is_wrong(),
            counts: counts.enumerate().filter(|(_, counts)| counts.iter().any(|count| *count > 0)).collect(),
            entries: UnitEntries::new(unit, info),
            ..Self::default()
        }
    }
}

/// The units that a journal has, read again one document at a time.
pub(super) struct Recorded {
    path: PathBuf,
    places: Vec<u64>,
}

/// What lists need of a line.
#[derive(Deserialize)]
enum EntriesLine {
    Document(EntriesOf),
}

#[derive(Deserialize)]
struct EntriesOf {
    units: Vec<UnitEntriesOf>,
}

#[derive(Deserialize)]
struct UnitEntriesOf {
    entries: UnitEntries,
}

impl Units for Recorded {
    fn each(
        &self,
        take: &mut dyn FnMut(&UnitEntries) -> Result<(), DeliveryError>,
    ) -> Result<(), DeliveryError> {
        let system = |why: std::io::Error| DeliveryError::Units(system_words(&why));
        let mut file = BufReader::new(File::open(&self.path).map_err(system)?);
        let mut text = Vec::new();
        for place in &self.places {
            file.seek(SeekFrom::Start(*place)).map_err(system)?;
            text.clear();
            file.read_until(b'\n', &mut text).map_err(system)?;
            let EntriesLine::Document(document) =
                serde_json::from_slice(&text).map_err(|why| DeliveryError::Units(why.to_string()))?;
            document.units.iter().try_for_each(|unit| take(&unit.entries))?;
        }
        Ok(())
    }
}

/// The journal of a run.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Rules by digest.
    pub(super) rules: BTreeMap<String, RulesOf>,
    /// Where the record of each document stands, by its name; the last one counts.
    at: BTreeMap<String, (u64, String)>,
    end: u64,
}

impl Journal {
    /// Begins a journal in a folder.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn begin(folder: &Path, asked: Vec<String>) -> std::io::Result<Self> {
        let path = folder.join(JOURNAL);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path)?;
        let (rules, at) = (BTreeMap::new(), BTreeMap::new());
        let mut journal = Self { path, file, rules, at, end: 0 };
        journal.append(&Line::Run(asked))?;
        Ok(journal)
    }

    /// Takes up the journal of a folder; none where there is none, or where something else was asked then.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn resume(folder: &Path, asked: &[String]) -> std::io::Result<Option<Self>> {
        let path = folder.join(JOURNAL);
        let file = match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(why),
        };
        let mut journal = Self { path, file, rules: BTreeMap::new(), at: BTreeMap::new(), end: 0 };
        let mut lines = BufReader::new(journal.file.try_clone()?);
        let mut text = Vec::new();
        let mut same = false;
        loop {
            text.clear();
            let read = lines.read_until(b'\n', &mut text)?;
            if read == 0 || text.last() != Some(&b'\n') {
                break;
            }
            let Ok(line) = serde_json::from_slice::<Line>(&text) else { break };
            match line {
                Line::Run(before) => same = before == asked,
                Line::Rules(rules) => {
                    journal.rules.insert(rules.digest.clone(), rules);
                }
                Line::Document(record) => {
                    journal.at.insert(record.source, (journal.end, record.stamp));
                }
            }
            journal.end += read as u64;
        }
        if !same {
            return Ok(None);
        }
        journal.file.set_len(journal.end)?;
        Ok(Some(journal))
    }

    /// Whether a document is done, and its files are what they were.
    pub(super) fn is_done(&self, source: &str, stamp: &str) -> bool {
        self.at.get(source).is_some_and(|(_, known)| known == stamp)
    }

    /// Forgets all other documents.
    pub(super) fn keep(&mut self, sources: &BTreeSet<String>) {
        self.at.retain(|source, _| sources.contains(source));
    }

    /// The documents, in an order of names; one that was put together from several has the place of the first.
    pub(super) fn sources(&self, order: &[String]) -> Vec<String> {
        let places: BTreeMap<&str, usize> = order.iter().map(String::as_str).zip(0..).collect();
        let place = |source: &str| {
            let file = source.split(NTH).next().unwrap_or(source);
            let first = file.split('＋').next().unwrap_or(file);
            places.get(file).or_else(|| places.get(first)).copied()
        };
        let mut sources: Vec<(usize, &String)> =
            self.at.keys().filter_map(|source| Some((place(source)?, source))).collect();
        sources.sort();
        sources.into_iter().map(|(_, source)| source.clone()).collect()
    }

    /// Whether there is anything of a document.
    pub(super) fn has(&self, source: &str) -> bool {
        self.at.contains_key(source)
    }

    /// Adds rules that units were judged by, where they are new.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn add_rules(&mut self, unit: &UnitFindings, info: &RuleSetInfo) -> std::io::Result<()> {
        if self.rules.contains_key(&info.digest) {
            return Ok(());
        }
        let rules = RulesOf::new(unit, info);
        self.append(&Line::Rules(rules.clone()))?;
        self.rules.insert(info.digest.clone(), rules);
        Ok(())
    }

    /// Adds what came of a document; the rules of its units are there.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn add(&mut self, record: Record) -> std::io::Result<()> {
        let (source, at) = (record.source.clone(), (self.end, record.stamp.clone()));
        self.append(&Line::Document(record))?;
        self.at.insert(source, at);
        Ok(())
    }

    fn append(&mut self, line: &Line) -> std::io::Result<()> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::other)?;
        text.push(b'\n');
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&text)?;
        self.end += text.len() as u64;
        Ok(())
    }

    /// The record of a document.
    pub(super) fn record(&mut self, source: &str) -> Option<Record> {
        let (at, _) = self.at.get(source)?;
        self.file.seek(SeekFrom::Start(*at)).ok()?;
        let mut text = Vec::new();
        BufReader::new((&self.file).take(self.end - at)).read_until(b'\n', &mut text).ok()?;
        match serde_json::from_slice(&text) {
            Ok(Line::Document(record)) => Some(record),
            _ => None,
        }
    }

    /// The units of the documents, in an order of names.
    pub(super) fn units(&self, order: &[String]) -> Recorded {
        let places =
            self.sources(order).iter().filter_map(|source| self.at.get(source).map(|(at, _)| *at)).collect();
        Recorded { path: self.path.clone(), places }
    }

    /// The rules that a unit was judged by.
    pub(super) fn rules_of(&self, unit: &UnitRecord) -> Option<&RulesOf> {
        self.rules.get(&unit.digest)
    }

    /// Takes the journal away: the run is whole.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn end(&self) -> std::io::Result<()> {
        std::fs::remove_file(&self.path)
    }
}
