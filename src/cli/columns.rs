//! Files of many units in columns (Parquet, long CSV), read and judged in stretches of units: what was judged is written
//! and let go, in the order of the file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use gouji::exchange::{self, Cells, Form, Lanes, Layout, Long, Met, Units, Wide};
use gouji::session::{Company, Edition, Editions, Judged};
use gouji_columnar::csv::{LongReader, Options};
use gouji_columnar::long::{LongBlock, Names};
use gouji_columnar::parquet::{Kind, Limits, Reader, Wanted};

use super::judged::held;

/// Bytes of the head of a file that tell what it is.
const HEAD: usize = 4096;
/// Long CSV from this size on is read in stretches also where the answer is for people.
const LARGE: u64 = 8 << 20;

/// What a file of columns is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Parquet.
    Parquet,
    /// CSV with one figure a line.
    Long,
}

/// Whether a file is one of columns, and which. `always` takes long CSV of any size.
pub(super) fn kept(path: &Path, always: bool) -> Option<Kept> {
    // A pipe would be waited for when it is opened.
    let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let mut file = File::open(path).ok()?;
    let mut head = vec![0; HEAD];
    let mut length = 0;
    while length < HEAD {
        match file.read(head.get_mut(length..)?) {
            Ok(0) | Err(_) => break,
            Ok(more) => length += more,
        }
    }
    head.truncate(length);
    if head.starts_with(b"PAR1") {
        return Some(Kept::Parquet);
    }
    let is_long = gouji::document::is_long_data(&head);
    (is_long && (always || about.len() >= LARGE)).then_some(Kept::Long)
}

/// A stretch of a file that was judged.
pub(super) struct Stretch {
    pub(super) judged: Vec<(Arc<Edition>, Judged)>,
    /// Lines that were not taken: line, text, why.
    pub(super) refused: Vec<(Option<u64>, String, String)>,
}

/// What is done with each stretch, in the order of the file; false ends the run.
pub(super) type Take<'t> = dyn FnMut(Stretch) -> bool + Send + 't;

/// Reads and judges a file.
///
/// # Errors
/// In words, when the file cannot be read; stretches before were taken.
pub(super) fn judge(
    path: &Path,
    kept: Kept,
    editions: &Editions,
    company: &Company,
    (threads, whole): (usize, bool),
    take: &mut Take<'_>,
) -> Result<(), String> {
    let file = File::open(path).map_err(|why| super::system::system_words(&why))?;
    let source = path.to_string_lossy().into_owned();
    let work = Work { source, editions, company, whole, forms: Mutex::default() };
    match kept {
        Kept::Parquet => {
            let reader = Reader::file(file, Limits::default()).map_err(|why| why.to_string())?;
            match reader.kind() {
                Kind::Wide => wide(&reader, &work, threads, take),
                Kind::Long => {
                    let mut groups = reader.long().map_err(|why| why.to_string())?;
                    let names = Arc::clone(groups.names());
                    long(&mut groups, &names, &work, threads, take)
                }
            }
        }
        Kept::Long => {
            let options = Options { threads: threads.clamp(1, 2), ..Options::default() };
            let mut reader = LongReader::new(file, options).map_err(|why| why.to_string())?;
            let names = Arc::clone(reader.names());
            long(&mut reader, &names, &work, threads, take)
        }
    }
}

/// What all threads share.
struct Work<'w> {
    source: String,
    whole: bool,
    editions: &'w Editions,
    /// What units are judged beside.
    company: &'w Company,
    /// What the columns of a file are called, by the edition of its units.
    forms: Mutex<BTreeMap<Key, Arc<Form>>>,
}

impl Work<'_> {
    fn form(&self, key: &Key, edition: &Edition) -> Arc<Form> {
        let mut forms = held(&self.forms);
        Arc::clone(forms.entry(key.clone()).or_insert_with(|| Arc::new(Form::new(&edition.schema))))
    }

    /// Judges units: beside what was given one by one, else over columns.
    fn judge(&self, edition: &Arc<Edition>, units: &Units, lanes: &dyn Lanes) -> Judged {
        if self.company.is_nothing() {
            edition.check_units(units, &self.source, self.whole, lanes)
        } else {
            edition.check_units_beside(units, &self.source, self.company, lanes)
        }
    }
}

/// The year of units and the rule set that they name.
pub(super) type Key = (Option<i32>, Arc<str>);

/// Numbers of units by what they have in common.
pub(super) type Grouped<T> = Vec<(T, Vec<u32>)>;

/// Units of a stretch by year and rule set, in the order in which these appear.
fn by_edition(units: impl Iterator<Item = Key>) -> Grouped<Key> {
    let mut keys: Grouped<Key> = Vec::new();
    for (number, key) in (0u32..).zip(units) {
        match keys.iter_mut().find(|(known, _)| *known == key) {
            Some((_, numbers)) => numbers.push(number),
            None => keys.push((key, vec![number])),
        }
    }
    keys
}

/// What is to be said of units that name rules that are not there.
fn unknown_rules(rules: &str, edition: &Edition) -> String {
    format!(
        "写的规则「{rules}」没有，这些单位按「{}」核对了；请改「规则」一列，或者用 --rules 给出它",
        edition.info.name
    )
}

/// The editions of the units of a row group, with the numbers of their units.
///
/// # Errors
/// In words, when the group cannot be read.
pub(super) fn editions_of(
    reader: &Reader,
    group: usize,
    editions: &Editions,
) -> Result<Grouped<Arc<Edition>>, String> {
    let keys = keys_of(reader, group)?;
    Ok(keys
        .into_iter()
        .map(|((year, rules), numbers)| (editions.for_unit(&rules, year).0, numbers))
        .collect())
}

fn keys_of(reader: &Reader, group: usize) -> Result<Grouped<Key>, String> {
    let rules = gouji::exchange::rules_column(reader.shape());
    let wanted = Wanted { texts: rules.into_iter().collect(), ..Wanted::default() };
    let names = reader.read(group, &wanted).map_err(|why| why.to_string())?;
    let rules = names.texts.first();
    let rules = |lane: usize| rules.and_then(|rules| rules.get(lane)?.as_deref()).unwrap_or_default().into();
    Ok(by_edition(names.years.iter().enumerate().map(|(lane, year)| (*year, rules(lane)))))
}

/// Hands stretches on in the order of the file, whichever thread has them ready first.
struct InOrder<'t, 'k> {
    next: usize,
    waiting: BTreeMap<usize, Result<Stretch, String>>,
    take: &'t mut Take<'k>,
    failed: Option<String>,
    ended: bool,
}

impl InOrder<'_, '_> {
    /// Takes a stretch; false where no more are wanted.
    fn offer(&mut self, number: usize, stretch: Result<Stretch, String>) -> bool {
        self.waiting.insert(number, stretch);
        while let Some(stretch) = self.waiting.remove(&self.next) {
            self.next += 1;
            if self.ended {
                continue;
            }
            match stretch {
                Ok(stretch) => self.ended = !(self.take)(stretch),
                Err(why) => {
                    self.failed = Some(why);
                    self.ended = true;
                }
            }
        }
        !self.ended
    }
}

/// Judges the row groups of a file, each on one thread.
fn wide(reader: &Reader, work: &Work<'_>, threads: usize, take: &mut Take<'_>) -> Result<(), String> {
    let groups = reader.groups();
    let next = AtomicUsize::new(0);
    let order = Mutex::new(InOrder { next: 0, waiting: BTreeMap::new(), take, failed: None, ended: false });
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, groups.max(1)) {
            scope.spawn(|| {
                let mut layouts: BTreeMap<Key, (Layout, Arc<Form>)> = BTreeMap::new();
                loop {
                    let group = next.fetch_add(1, Ordering::Relaxed);
                    if group >= groups {
                        return;
                    }
                    let stretch = group_of(reader, group, work, &mut layouts);
                    if !held(&order).offer(group, stretch) {
                        next.store(groups, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    order.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).failed.map_or(Ok(()), Err)
}

fn group_of(
    reader: &Reader,
    group: usize,
    work: &Work<'_>,
    layouts: &mut BTreeMap<Key, (Layout, Arc<Form>)>,
) -> Result<Stretch, String> {
    let mut stretch = Stretch { judged: Vec::new(), refused: Vec::new() };
    let shape = reader.shape();
    let keys = keys_of(reader, group)?;
    for (at, (key, numbers)) in keys.iter().enumerate() {
        let (edition, is_unknown) = work.editions.for_unit(&key.1, key.0);
        if edition.has_errors() {
            stretch.judged.push((edition, Judged::default()));
            continue;
        }
        let is_first = !layouts.contains_key(key);
        if is_unknown && is_first && group == 0 {
            stretch.refused.push((None, String::new(), unknown_rules(&key.1, &edition)));
        }
        let mut cells = Cells::new(&edition.schema);
        let (layout, form) = layouts.entry(key.clone()).or_insert_with(|| {
            let form = work.form(key, &edition);
            (Layout::of(&mut cells, &form, shape), form)
        });
        let chunk = reader.read(group, &layout.wanted(shape)).map_err(|why| why.to_string())?;
        // Each edition reads the whole group: what could not be read is told once.
        for trouble in chunk.troubles.iter().filter(|_| at == 0) {
            let text = format!("列「{}」第 {} 行组第 {} 个", trouble.column, group + 1, trouble.at + 1);
            stretch.refused.push((None, text, trouble.why.clone()));
        }
        let chunk = if keys.len() == 1 { chunk } else { exchange::lanes(chunk, numbers) };
        stretch.refused.extend(layout.without_place(shape, &chunk).into_iter().map(|(unit, column)| {
            let why = "这个单位的规则里没有这一列，没有用上".to_owned();
            (None, format!("{unit}：{column}"), why)
        }));
        let wide = Wide::new(&mut cells, layout, shape, chunk);
        let judged = work.judge(&edition, wide.units(), &exchange::Formed { wide: &wide, form });
        stretch.judged.push((Arc::clone(&edition), judged));
    }
    Ok(stretch)
}

/// Judges blocks of lines, each on one thread.
fn long(
    blocks: &mut (impl Iterator<Item = Result<LongBlock, gouji_columnar::ColumnarError>> + Send),
    names: &Names,
    work: &Work<'_>,
    threads: usize,
    take: &mut Take<'_>,
) -> Result<(), String> {
    let blocks = Mutex::new(blocks.enumerate());
    let order = Mutex::new(InOrder { next: 0, waiting: BTreeMap::new(), take, failed: None, ended: false });
    let run = || {
        let mut kept: BTreeMap<Key, (Arc<Edition>, Met)> = BTreeMap::new();
        loop {
            let Some((number, block)) = held(&blocks).next() else { return };
            let stretch = match &block {
                Ok(block) => Ok(block_of(block, names, work, &mut kept)),
                Err(why) => Err(why.to_string()),
            };
            if !held(&order).offer(number, stretch) {
                return;
            }
        }
    };
    std::thread::scope(|scope| (0..threads.max(1)).for_each(|_| drop(scope.spawn(run))));
    order.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).failed.map_or(Ok(()), Err)
}

fn block_of(
    block: &LongBlock,
    names: &Names,
    work: &Work<'_>,
    kept: &mut BTreeMap<Key, (Arc<Edition>, Met)>,
) -> Stretch {
    let refused =
        block.refused.iter().map(|line| (Some(line.line), line.text.to_string(), line.why.to_string()));
    let mut stretch = Stretch { judged: Vec::new(), refused: refused.collect() };
    for again in &block.again {
        let unit = block.units.get(*again as usize).map(|(unit, _)| unit.to_string()).unwrap_or_default();
        let why = "这个单位的行不在一处：前面已经有过它的数，两处分开核对了；请按单位排序后再核对".to_owned();
        stretch.refused.push((None, unit, why));
    }
    if let Some(line) = block.torn {
        let why = "最后一行没有换行，文件可能没有写完；这一行已按读到的内容核对".to_owned();
        stretch.refused.push((Some(line), String::new(), why));
    }
    let long = Long { block, names };
    let units = block.units.iter().zip(&block.rules).map(|((_, year), rules)| (*year, Arc::clone(rules)));
    for (key, numbers) in by_edition(units) {
        let (year, rules) = &key;
        let (edition, met) = kept.entry(key.clone()).or_insert_with(|| {
            let (edition, is_unknown) = work.editions.for_unit(rules, *year);
            if is_unknown {
                stretch.refused.push((None, String::new(), unknown_rules(rules, &edition)));
            }
            (edition, Met::default())
        });
        let edition = Arc::clone(edition);
        if edition.has_errors() {
            stretch.judged.push((edition, Judged::default()));
            continue;
        }
        let mut cells = Cells::with(&edition.schema, std::mem::take(met));
        let units: Units = long.units(&mut cells, &numbers);
        *met = cells.met();
        let judged = work.judge(&edition, &units, &exchange::Stretch { long, units: &numbers });
        stretch.judged.push((edition, judged));
    }
    stretch
}
