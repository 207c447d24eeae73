//! `gouji convert`: documents or long data to Parquet, one row a unit.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use gouji::account::{Account, from_data};
use gouji::document::Document;
use gouji::exchange::{Cells, Long, Units, shape, to_wide};
use gouji::facts::Facts;
use gouji::report::diagnostics;
use gouji::session::{Edition, Editions};
use gouji_columnar::csv::{LongReader, Options};
use gouji_columnar::model::{Chunk, Shape};
use gouji_columnar::parquet::{WriteOptions, Writer};

use super::arguments::ConvertArgs;
use super::columns::{Kept, kept};
use super::inputs::{Input, collect};
use super::loader::FileLoader;
use super::{FINE, UNREAD, WRONG, out};

/// Units of a row group.
const GROUP: usize = 4096;
/// Bytes of long CSV that are read at once: about the units of a row group.
const BLOCK: usize = 96 << 20;

/// Converts; the exit status.
pub(super) fn run(asked: &ConvertArgs) -> u8 {
    match asked.to.extension().and_then(|ending| ending.to_str()) {
        Some("parquet") => {}
        _ => {
            let to = asked.to.display();
            out::complain(&format!("不会写「{to}」：--to 的后缀应为 .parquet\n"));
            return WRONG;
        }
    }
    let inputs = collect(&asked.inputs, asked.one);
    let mut editions = Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year);
    let mut source = Source { inputs: inputs.documents, complained: false, unread: false };
    let edition = match source.edition(&mut editions) {
        Ok(edition) => edition,
        Err(why) => {
            out::complain(&why);
            return UNREAD;
        }
    };
    if edition.has_errors() {
        let options = out::error_options(asked.color.color);
        out::complain(&diagnostics(&edition.sources, &edition.diagnostics, &options));
        return WRONG;
    }
    match write(&mut source, &edition, &asked.to) {
        Ok(units) => {
            out::complain(&format!("写好了「{}」：{units} 个单位\n", asked.to.display()));
            if source.unread || !inputs.unreadable.is_empty() { UNREAD } else { FINE }
        }
        Err(why) => {
            out::complain(&format!("没有写成「{}」：{why}\n", asked.to.display()));
            UNREAD
        }
    }
}

/// Writes the file: the inputs are read once for the columns that they need, and once for what stands in them.
fn write(source: &mut Source, edition: &Edition, to: &Path) -> Result<u64, String> {
    let mut shape = shape(&edition.schema, &edition.info.name);
    source.each(edition, &shape.clone(), &mut |chunk| {
        shape.widen(&chunk);
        Ok(())
    })?;
    source.complained = true;
    let file = File::create(to).map_err(|why| super::inputs::system_words(&why))?;
    let options = WriteOptions::default();
    let mut writer = Writer::create(BufWriter::new(file), &shape, options).map_err(|why| why.to_string())?;
    let mut units = 0;
    source.each(edition, &shape, &mut |chunk| {
        units += chunk.units.len() as u64;
        writer.write(&chunk).map_err(|why| why.to_string())
    })?;
    let mut file = writer.finish().map_err(|why| why.to_string())?;
    std::io::Write::flush(&mut file).map_err(|why| super::inputs::system_words(&why))?;
    Ok(units)
}

/// What is converted.
struct Source {
    inputs: Vec<Input>,
    /// What is wrong with the inputs has been said.
    complained: bool,
    unread: bool,
}

impl Source {
    /// The edition of all inputs: that of the first.
    fn edition(&self, editions: &mut Editions) -> Result<Arc<Edition>, String> {
        let Some(first) = self.inputs.first() else { return Err("没有可以转的文件\n".to_owned()) };
        let document = match first {
            Input::File(path) if kept(path, true) == Some(Kept::Long) => {
                let mut reader = long(path)?;
                let unit = match reader.next() {
                    Some(Ok(block)) => block.units.first().cloned(),
                    Some(Err(why)) => return Err(format!("读不了「{}」：{why}\n", path.display())),
                    None => None,
                };
                let (unit, year) = unit.unwrap_or_default();
                let fact = gouji::document::DataFact {
                    unit: unit.to_string(),
                    year,
                    ..gouji::document::DataFact::default()
                };
                Document { name: first.name(), data: vec![fact], ..Document::default() }
            }
            _ => first.read().map_err(|why| format!("读不了「{}」：{why}\n", first.name()))?,
        };
        Ok(editions.edition(&document))
    }

    /// Gives all units, a row group at a time.
    fn each(
        &mut self,
        edition: &Edition,
        shape: &Shape,
        give: &mut dyn FnMut(Chunk) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut accounts: Vec<Account> = Vec::new();
        for at in 0..self.inputs.len() {
            let Some(input) = self.inputs.get(at).cloned() else { continue };
            if let Input::File(path) = &input
                && kept(path, true) == Some(Kept::Long)
            {
                self.lines(path, edition, shape, give)?;
                continue;
            }
            match input.read() {
                Ok(document) => accounts.extend(edition.read(&document)),
                Err(why) => self.complain(&format!("读不了「{}」：{why}\n", input.name())),
            }
            if accounts.len() >= GROUP {
                give(of_accounts(edition, shape, &std::mem::take(&mut accounts)))?;
            }
        }
        if accounts.is_empty() { Ok(()) } else { give(of_accounts(edition, shape, &accounts)) }
    }

    fn lines(
        &mut self,
        path: &Path,
        edition: &Edition,
        shape: &Shape,
        give: &mut dyn FnMut(Chunk) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut reader = long(path)?;
        let names = Arc::clone(reader.names());
        for block in reader.by_ref() {
            let block = block.map_err(|why| why.to_string())?;
            for refused in &block.refused {
                let (line, text, why) = (refused.line, &refused.text, &refused.why);
                self.complain(&format!("「{}」第 {line} 行「{text}」没有用上：{why}\n", path.display()));
            }
            let long = Long { block: &block, names: &names };
            let numbers: Vec<u32> = (0..block.units.len() as u32).collect();
            for numbers in numbers.chunks(GROUP) {
                let mut cells = Cells::new(&edition.schema);
                let units = long.units(&mut cells, numbers);
                if units.apart.contains(&true) {
                    let accounts: Vec<Account> =
                        numbers.iter().filter_map(|unit| self.account(edition, path, &long, *unit)).collect();
                    give(of_accounts(edition, shape, &accounts))?;
                } else {
                    give(of_units(edition, shape, units))?;
                }
            }
        }
        Ok(())
    }

    fn account(&mut self, edition: &Edition, path: &Path, long: &Long<'_>, unit: u32) -> Option<Account> {
        let name = path.to_string_lossy().into_owned();
        let document = Document { name, data: long.data(unit), ..Document::default() };
        let account = from_data(&edition.schema, &document).into_iter().next()?;
        for unclaimed in &account.unclaimed {
            self.complain(&format!("「{}」没有用上：{}\n", unclaimed.text, unclaimed.why));
        }
        Some(account)
    }

    fn complain(&mut self, words: &str) {
        self.unread = true;
        if !self.complained {
            out::complain(words);
        }
    }
}

fn long(path: &Path) -> Result<LongReader, String> {
    let file = File::open(path).map_err(|why| super::inputs::system_words(&why))?;
    LongReader::new(file, Options { block: BLOCK, ..Options::default() }).map_err(|why| why.to_string())
}

fn of_accounts(edition: &Edition, shape: &Shape, accounts: &[Account]) -> Chunk {
    let all: Vec<&Account> = accounts.iter().collect();
    let facts = gouji::account::facts(&edition.schema, &all);
    let keys = accounts.iter().map(|account| (account.unit.clone().unwrap_or_default().into(), account.year));
    let unit = |account: &Account, table: usize| {
        account.tables.get(table).filter(|table| table.found).map(|table| table.money_unit)
    };
    let money = |lane: usize, table: usize| accounts.get(lane).and_then(|account| unit(account, table));
    to_wide(&edition.schema, shape, &facts, keys.collect(), &money)
}

fn of_units(edition: &Edition, shape: &Shape, units: Units) -> Chunk {
    let facts: &Facts = &units.facts;
    to_wide(&edition.schema, shape, facts, units.keys.clone(), &|_, _| None)
}
