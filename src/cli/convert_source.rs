//! What `gouji convert` reads: documents, YAML, long CSV and Parquet, a stretch of units at a time, each unit by the
//! edition that it is of.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use gouji::account::{Account, DataReader, DataWriter, KnownNames};
use gouji::document::{DataFact, Document};
use gouji::exchange::{Cells, Form, Layout, Long, UnitLines, Units, Wide};
use gouji::session::{Edition, Editions, Holding, by_year};
use gouji_columnar::csv::{LongReader, Options};
use gouji_columnar::long::{LongBlock, Names};
use gouji_columnar::parquet::{Kind, Limits, Reader};

use super::arguments::RulesArgs;
use super::columns::{Grouped, Kept, Key, kept};
use super::inputs::{Input, Inputs};
use super::joined::{Taken, join_parts};
use super::loader::FileLoader;
use super::system::system_words;
use super::{interrupt, out};

/// Units of a row group.
const GROUP: usize = 4096;
/// Bytes of long CSV that are read at once: about the units of a row group.
const BLOCK: usize = 96 << 20;

/// Why nothing was written.
pub(super) enum Failure {
    /// These rules cannot be used.
    Rules(Arc<Edition>),
    /// In words.
    Words(String),
}

/// Units of one edition.
pub(super) struct Made {
    pub(super) edition: Arc<Edition>,
    pub(super) form: Arc<Form>,
    pub(super) content: Content,
}

/// Units as columns of facts, or as lines.
pub(super) enum Content {
    Facts(Units),
    Lines(Vec<UnitLines>),
}

/// Some units in their order: number of the part, and which of its units.
#[derive(Default)]
pub(super) struct Stretch {
    pub(super) parts: Vec<Made>,
    pub(super) order: Vec<(usize, usize)>,
}

/// What is done with each stretch.
type Give<'g> = dyn FnMut(Stretch) -> Result<(), Failure> + 'g;

/// The name of a unit and its year.
type Named = (Box<str>, Option<i32>);

/// What is known of an edition.
#[derive(Default)]
struct Known {
    form: Option<Arc<Form>>,
    names: KnownNames,
}

/// What is converted.
pub(super) struct Source {
    inputs: Vec<Input>,
    editions: Editions,
    /// By name and year of the edition.
    known: HashMap<(String, Option<i32>), Known>,
    /// Units that were given in this round, with their file.
    seen: HashMap<(String, Option<i32>), String>,
    /// What is wrong with the inputs has been said.
    pub(super) complained: bool,
    /// Something could not be read.
    pub(super) unread: bool,
}

impl Source {
    pub(super) fn new(mut inputs: Inputs, rules: &RulesArgs) -> Self {
        let editions = Editions::new(&FileLoader, &rules.rules, rules.year);
        if !inputs.folders.is_empty() {
            join(&mut inputs, &editions);
        }
        Self {
            inputs: inputs.documents,
            editions,
            known: HashMap::new(),
            seen: HashMap::new(),
            complained: false,
            unread: false,
        }
    }

    /// Gives all units, a row group at a time; `facts` where units may come as columns of facts.
    pub(super) fn each(&mut self, facts: bool, give: &mut Give<'_>) -> Result<(), Failure> {
        self.seen.clear();
        let mut held = Stretch::default();
        for at in 0..self.inputs.len() {
            if interrupt::is_asked() {
                break;
            }
            let Some(input) = self.inputs.get(at).cloned() else { continue };
            let kept = match &input {
                Input::File(path) => kept(path, true).map(|kept| (path.clone(), kept)),
                _ => None,
            };
            match kept {
                Some((path, kept)) => {
                    flush(&mut held, give)?;
                    self.columns(&path, kept, facts, give)?;
                }
                None => self.document(&input, &mut held)?,
            }
            if held.order.len() >= GROUP {
                flush(&mut held, give)?;
            }
        }
        flush(&mut held, give)
    }

    fn document(&mut self, input: &Input, held: &mut Stretch) -> Result<(), Failure> {
        let document = match input.read(&self.editions) {
            Ok(document) => document,
            Err(why) => {
                self.complain(&format!("读不了「{}」：{why}\n", input.name()));
                return Ok(());
            }
        };
        for notice in document.notices.iter().filter(|_| !document.data.is_empty()) {
            let line = notice.place.line.map(|line| format!("第 {line} 行")).unwrap_or_default();
            self.complain(&format!("「{}」{line}{}\n", input.name(), notice.message));
        }
        for document in by_year(document) {
            let choice = self.editions.choose(&document);
            let edition = sound(choice.edition.clone())?;
            self.accounts(&edition, choice.read(&document), held);
        }
        Ok(())
    }

    /// Adds accounts as lines.
    fn accounts(&mut self, edition: &Arc<Edition>, accounts: Vec<Account>, held: &mut Stretch) {
        let key = key_of(edition);
        let known = self.known.entry(key.clone()).or_default();
        let mut writer = DataWriter::with(&edition.schema, std::mem::take(&mut known.names));
        let mut lines = Vec::new();
        for account in &accounts {
            for unclaimed in account.unclaimed.iter().filter(|_| !account.elements.has_text()) {
                let line = unclaimed.at.line.map(|line| format!("第 {line} 行")).unwrap_or_default();
                let (source, text, why) = (&account.source, &unclaimed.text, &unclaimed.why);
                self.complain(&format!("「{source}」{line}「{text}」没有用上：{why}\n"));
            }
            let unit = account.unit.clone().unwrap_or_else(|| self.named_by_file(&account.source));
            if self.is_new(&unit, account.year, &account.source) {
                let facts = writer.write(account, &edition.info.name);
                lines.push(UnitLines {
                    unit,
                    year: account.year,
                    rules: edition.info.name.clone(),
                    lines: facts,
                });
            }
        }
        self.known.entry(key).or_default().names = writer.known();
        self.hold(edition, lines, held);
    }

    fn hold(&mut self, edition: &Arc<Edition>, mut lines: Vec<UnitLines>, held: &mut Stretch) {
        let is_own =
            |part: &Made| Arc::ptr_eq(&part.edition, edition) && matches!(part.content, Content::Lines(_));
        let at = held.parts.iter().position(is_own).unwrap_or_else(|| {
            let form = self.form(edition);
            held.parts.push(Made { edition: Arc::clone(edition), form, content: Content::Lines(Vec::new()) });
            held.parts.len() - 1
        });
        if let Some(Made { content: Content::Lines(units), .. }) = held.parts.get_mut(at) {
            held.order.extend((units.len()..units.len() + lines.len()).map(|lane| (at, lane)));
            units.append(&mut lines);
        }
    }

    fn form(&mut self, edition: &Arc<Edition>) -> Arc<Form> {
        let known = self.known.entry(key_of(edition)).or_default();
        Arc::clone(known.form.get_or_insert_with(|| Arc::new(Form::new(&edition.schema))))
    }

    /// Whether a unit comes for the first time; where it does not, that is said.
    fn is_new(&mut self, unit: &str, year: Option<i32>, source: &str) -> bool {
        let key = (unit.to_owned(), year);
        let Some(before) = self.seen.get(&key).cloned() else {
            self.seen.insert(key, source.to_owned());
            return true;
        };
        let year = year.map(|year| format!(" {year} 年度")).unwrap_or_default();
        self.complain(&format!(
            "「{source}」里的「{unit}」{year}没有写：「{before}」里已经有了；请只留一份，或者改单位的名称\n"
        ));
        false
    }

    /// What a unit is called that no document names.
    fn named_by_file(&mut self, source: &str) -> String {
        let stem = Path::new(source).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name = stem.unwrap_or_else(|| source.to_owned());
        self.complain(&format!("「{source}」看不出是哪个单位，写作「{name}」\n"));
        name
    }

    fn columns(&mut self, path: &Path, kept: Kept, facts: bool, give: &mut Give<'_>) -> Result<(), Failure> {
        let told = match kept {
            Kept::Parquet => match open_parquet(path) {
                Ok(reader) if reader.kind() == Kind::Wide => self.wide(path, &reader, give),
                Ok(reader) => {
                    reader.long().map_err(|why| Failure::Words(why.to_string())).and_then(|groups| {
                        let names = Arc::clone(groups.names());
                        self.blocks(path, groups, &names, facts, give)
                    })
                }
                Err(why) => Err(Failure::Words(why)),
            },
            Kept::Long => match open_long(path) {
                Ok(reader) => {
                    let names = Arc::clone(reader.names());
                    self.blocks(path, reader, &names, facts, give)
                }
                Err(why) => Err(Failure::Words(why)),
            },
        };
        match told {
            Err(Failure::Words(why)) => Err(Failure::Words(format!("读不了「{}」：{why}", path.display()))),
            other => other,
        }
    }

    fn wide(&mut self, path: &Path, reader: &Reader, give: &mut Give<'_>) -> Result<(), Failure> {
        let words = |why: gouji_columnar::ColumnarError| Failure::Words(why.to_string());
        let shape = reader.shape();
        for (name, why) in &shape.unread {
            self.complain(&format!("「{}」的列「{name}」没有读：{why}\n", path.display()));
        }
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for group in 0..reader.groups() {
            if interrupt::is_asked() {
                break;
            }
            let editions =
                super::columns::editions_of(reader, group, &self.editions).map_err(Failure::Words)?;
            let mut held = Stretch::default();
            let mut order: Vec<(u32, usize, usize)> = Vec::new();
            for (edition, numbers) in editions {
                let edition = sound(edition)?;
                let form = self.form(&edition);
                let mut cells = Cells::new(&edition.schema);
                let layout = Layout::of(&mut cells, &form, shape);
                let chunk = reader.read(group, &layout.wanted(shape)).map_err(words)?;
                for trouble in &chunk.troubles {
                    let (column, at) = (&trouble.column, trouble.at + 1);
                    let of = format!("列「{column}」第 {} 行组第 {at} 个", group + 1);
                    self.complain(&format!("「{}」{of}没有用上：{}\n", path.display(), trouble.why));
                }
                let chunk = gouji::exchange::lanes(chunk, &numbers);
                let without = layout.without_place(shape, &chunk);
                unknown.extend(without.into_iter().map(|(_, column)| column.to_owned()));
                let wide = Wide::new(&mut cells, &layout, shape, chunk);
                let mut lanes = Vec::new();
                for (lane, (unit, year)) in wide.units().keys.iter().enumerate() {
                    if self.is_new(unit, *year, &path.to_string_lossy()) {
                        let number = numbers.get(lane).copied().unwrap_or(0);
                        order.push((number, held.parts.len(), lanes.len()));
                        lanes.push(lane);
                    }
                }
                let lines = self.lanes(path, &edition, (&wide, &form), &lanes);
                held.parts.push(Made { edition, form, content: Content::Lines(lines) });
            }
            order.sort_unstable();
            held.order = order.into_iter().map(|(_, part, lane)| (part, lane)).collect();
            flush(&mut held, give)?;
        }
        if !unknown.is_empty() {
            let names: Vec<String> = unknown.into_iter().collect();
            self.complain(&format!(
                "「{}」有些列有数，单位的规则里却没有，没有写：「{}」\n",
                path.display(),
                names.join("」「")
            ));
        }
        Ok(())
    }

    fn blocks(
        &mut self,
        path: &Path,
        blocks: impl Iterator<Item = Result<LongBlock, gouji_columnar::ColumnarError>>,
        names: &Names,
        facts: bool,
        give: &mut Give<'_>,
    ) -> Result<(), Failure> {
        for block in blocks {
            if interrupt::is_asked() {
                break;
            }
            let block = block.map_err(|why| Failure::Words(why.to_string()))?;
            for refused in &block.refused {
                let (line, text, why) = (refused.line, &refused.text, &refused.why);
                self.complain(&format!("「{}」第 {line} 行「{text}」没有用上：{why}\n", path.display()));
            }
            if let Some(line) = block.torn {
                let name = path.display();
                self.complain(&format!("「{name}」第 {line} 行是最后一行，没有换行，文件可能没有写完\n"));
            }
            let long = Long { block: &block, names };
            let all: Vec<u32> = (0..block.units.len() as u32).collect();
            for numbers in all.chunks(GROUP) {
                let mut held = Stretch::default();
                self.units(path, &long, numbers, facts, &mut held)?;
                flush(&mut held, give)?;
            }
        }
        Ok(())
    }

    /// Adds units of a block by their editions, in their order.
    fn units(
        &mut self,
        path: &Path,
        long: &Long<'_>,
        numbers: &[u32],
        facts: bool,
        held: &mut Stretch,
    ) -> Result<(), Failure> {
        let mut groups: Grouped<Key> = Vec::new();
        for number in numbers {
            let unit = long.block.units.get(*number as usize);
            let rules = long.block.rules.get(*number as usize).cloned().unwrap_or_default();
            let Some((name, year)) = unit else { continue };
            if self.is_new(name, *year, &path.to_string_lossy()) {
                let key = (*year, rules);
                match groups.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, numbers)) => numbers.push(*number),
                    None => groups.push((key, vec![*number])),
                }
            }
        }
        let mut order: Vec<(u32, usize, usize)> = Vec::new();
        for ((year, rules), numbers) in groups {
            let edition = sound(self.editions.for_unit(&rules, year).0)?;
            let mut cells = Cells::new(&edition.schema);
            let mut units = long.units(&mut cells, &numbers);
            units.set_large_apart();
            let is_apart = |lane: usize| !facts || units.apart.get(lane) != Some(&false);
            let (apart, plain): (Vec<usize>, Vec<usize>) =
                (0..numbers.len()).partition(|lane| is_apart(*lane));
            let pick = |lanes: &[usize]| -> Vec<u32> {
                lanes.iter().filter_map(|lane| numbers.get(*lane)).copied().collect()
            };
            let (apart, plain) = (pick(&apart), pick(&plain));
            if !plain.is_empty() {
                let units = if apart.is_empty() { units } else { long.units(&mut cells, &plain) };
                order
                    .extend(plain.iter().enumerate().map(|(lane, number)| (*number, held.parts.len(), lane)));
                let (form, edition) = (self.form(&edition), Arc::clone(&edition));
                held.parts.push(Made { edition, form, content: Content::Facts(units) });
            }
            if !apart.is_empty() {
                let key = |number: &u32| long.block.units.get(*number as usize).cloned().unwrap_or_default();
                let units = apart.iter().map(|number| (key(number), long.data(*number))).collect();
                let lines = self.lines(path, &edition, units);
                order.extend(
                    (0..lines.len()).zip(&apart).map(|(lane, number)| (*number, held.parts.len(), lane)),
                );
                let form = self.form(&edition);
                held.parts.push(Made { edition, form, content: Content::Lines(lines) });
            }
        }
        order.sort_unstable();
        held.order = order.into_iter().map(|(_, part, lane)| (part, lane)).collect();
        Ok(())
    }

    /// Units of a wide file as lines: plain figures as they lie there, what is more by way of the account.
    fn lanes(
        &mut self,
        path: &Path,
        edition: &Arc<Edition>,
        (wide, form): (&Wide, &Form),
        lanes: &[usize],
    ) -> Vec<UnitLines> {
        let mut all = Vec::new();
        let (mut more, mut at) = (Vec::new(), Vec::new());
        for lane in lanes {
            let (unit, year) = wide.units().keys.get(*lane).cloned().unwrap_or_default();
            let facts = wide.data(&edition.schema, form, *lane);
            let rules = edition.info.name.clone();
            if wide.units().apart.get(*lane) == Some(&false) {
                all.push(UnitLines { unit: unit.into(), year, rules, lines: facts });
            } else {
                at.push(all.len());
                all.push(UnitLines { unit: String::new(), year, rules, lines: Vec::new() });
                more.push(((unit, year), facts));
            }
        }
        for (at, unit) in at.into_iter().zip(self.lines(path, edition, more)) {
            if let Some(place) = all.get_mut(at) {
                *place = unit;
            }
        }
        all
    }

    /// Units that have more than plain figures, as lines with the names of the forms.
    fn lines(
        &mut self,
        path: &Path,
        edition: &Arc<Edition>,
        units: Vec<(Named, Vec<DataFact>)>,
    ) -> Vec<UnitLines> {
        let name = path.to_string_lossy().into_owned();
        let mut reader = DataReader::new(&edition.schema);
        let known = std::mem::take(&mut self.known.entry(key_of(edition)).or_default().names);
        let mut writer = DataWriter::with(&edition.schema, known);
        let mut all = Vec::new();
        for ((unit, year), data) in units {
            let document = Document { name: name.clone(), data, ..Document::default() };
            let account = reader.read(&document).into_iter().next().unwrap_or_default();
            for unclaimed in &account.unclaimed {
                let line = unclaimed.at.line.map(|line| format!("第 {line} 行")).unwrap_or_default();
                self.complain(&format!(
                    "「{name}」{line}「{}」没有用上：{}\n",
                    unclaimed.text, unclaimed.why
                ));
            }
            let unit = if unit.is_empty() { self.named_by_file(&name) } else { unit.into() };
            let lines = writer.write(&account, &edition.info.name);
            all.push(UnitLines { unit, year, rules: edition.info.name.clone(), lines });
        }
        self.known.entry(key_of(edition)).or_default().names = writer.known();
        all
    }

    fn complain(&mut self, words: &str) {
        self.unread = true;
        if !self.complained {
            out::complain(words);
        }
    }
}

fn flush(held: &mut Stretch, give: &mut Give<'_>) -> Result<(), Failure> {
    let stretch = std::mem::take(held);
    if stretch.order.is_empty() { Ok(()) } else { give(stretch) }
}

fn key_of(edition: &Edition) -> (String, Option<i32>) {
    (edition.info.name.clone(), edition.schema.year)
}

fn sound(edition: Arc<Edition>) -> Result<Arc<Edition>, Failure> {
    if edition.has_errors() { Err(Failure::Rules(edition)) } else { Ok(edition) }
}

fn open_parquet(path: &Path) -> Result<Reader, String> {
    let file = File::open(path).map_err(|why| system_words(&why))?;
    Reader::file(file, Limits::default()).map_err(|why| why.to_string())
}

fn open_long(path: &Path) -> Result<LongReader, String> {
    let file = File::open(path).map_err(|why| system_words(&why))?;
    LongReader::new(file, Options { block: BLOCK, ..Options::default() }).map_err(|why| why.to_string())
}

/// Puts the parts of a unit that a folder has in several files together.
fn join(inputs: &mut Inputs, editions: &Editions) {
    let take = |inputs: &[Input]| -> Vec<Taken<Option<Holding>>> {
        let holding = |input: &Input| -> Taken<Option<Holding>> {
            if matches!(input, Input::File(path) if kept(path, true).is_some()) {
                return Ok(None);
            }
            let document = input.read(editions)?;
            let choice = editions.choose(&document);
            let accounts = choice.read(&document);
            Ok(Holding::of_document(&choice.edition, &document, &accounts))
        };
        inputs.iter().map(holding).collect()
    };
    let alone = take(&inputs.documents);
    let joined = join_parts(inputs, alone, Option::as_ref, |wholes| {
        Ok::<_, Infallible>(wholes.iter().map(|_| Ok(None)).collect())
    });
    let Ok((_, alone)) = joined;
    out::complain(&alone);
}
