//! `gouji generate`: documents and data that are made up by the rules, written into a folder.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use gouji::exchange::{Form, UnitLines, of_lines, texts};
use gouji::generate::{Faulty, Page, docx, html, make, plant, unit_lines, unit_name, xlsx};
use gouji::report::{not_made_words, truth_json};
use gouji::session::{Edition, open};
use gouji_columnar::csv::{Line, LongWriter};
use gouji_columnar::parquet::{WriteOptions, Writer};

use super::arguments::{GenerateArgs, MadeFormat};
use super::loader::FileLoader;
use super::rules::say_broken;
use super::system::system_words;
use super::{FINE, UNREAD, WRONG, interrupt, out};

/// The year of documents where none is asked for.
pub(super) const YEAR: i32 = 2024;
/// Between the seeds of two documents.
const STEP: u64 = 1_000_003;
/// What files of data are called.
const DATA: &str = "数据";

/// Makes documents; the exit status.
pub(super) fn run(asked: &GenerateArgs) -> u8 {
    let year = asked.rules.year.unwrap_or(YEAR);
    let edition = open(&FileLoader, &asked.rules.rules, Some(year));
    if say_broken(&edition, asked.color.color) {
        return WRONG;
    }
    if let Err(why) = fs::create_dir_all(&asked.out) {
        out::complain(&format!("建不了文件夹「{}」：{}\n", asked.out.display(), system_words(&why)));
        return UNREAD;
    }
    interrupt::listen();
    let mut work = Work { asked, edition: &edition, units: BTreeSet::new(), data: Vec::new() };
    let bar = out::Progress::new("编造", u64::from(asked.count));
    let made = (1..=asked.count).try_for_each(|number| {
        let made = work.one(number);
        bar.step();
        made
    });
    bar.end();
    let written = made.and_then(|()| work.write_data());
    match written {
        Ok(()) => {
            out::print(&format!("编好了 {} 份，在「{}」里\n", asked.count, asked.out.display()));
            FINE
        }
        Err((status, why)) => {
            out::complain(&why);
            status
        }
    }
}

/// The exit status and what is said.
type Failed = (u8, String);

struct Work<'w> {
    asked: &'w GenerateArgs,
    edition: &'w Edition,
    /// Units that there are: no two have one name.
    units: BTreeSet<String>,
    /// What goes into files of data.
    data: Vec<UnitLines>,
}

impl Work<'_> {
    fn wants(&self, format: MadeFormat) -> bool {
        self.asked.formats.contains(&format)
    }

    /// The seed of a document: the next of its own that names a unit which is not there yet.
    fn seed(&mut self, number: u32) -> u64 {
        let mut seed = self.asked.seed.wrapping_mul(STEP).wrapping_add(u64::from(number));
        for _ in 0..100 {
            if self.units.insert(unit_name(self.edition, seed)) {
                break;
            }
            seed = seed.wrapping_add(STEP << 20);
        }
        seed
    }

    /// Makes and writes the document of a number.
    fn one(&mut self, number: u32) -> Result<(), Failed> {
        if interrupt::is_asked() {
            return Err((interrupt::INTERRUPTED, format!("中断了：编好了 {} 份\n", number - 1)));
        }
        let seed = self.seed(number);
        let made = make(self.edition, seed)
            .map_err(|why| (WRONG, format!("第 {number} 份编不出来：{}\n", not_made_words(&why))))?;
        let faulty = plant(self.edition, &made, self.asked.faults as usize, seed);
        if faulty.faults.len() < self.asked.faults as usize {
            let (wanted, planted) = (self.asked.faults, faulty.faults.len());
            out::complain(&format!("第 {number} 份只埋下 {planted} 处错：规则看得出的没有 {wanted} 处\n"));
        }
        let stem = format!("{number:03}_{}{}年度", made.unit, made.year);
        let mut formats = self.asked.formats.clone();
        formats.sort_unstable();
        formats.dedup();
        for format in formats {
            let Some((ending, bytes)) = written(&faulty.page, format).map_err(|why| (UNREAD, why))? else {
                continue;
            };
            let name = format!("{stem}.{ending}");
            self.put(&name, &bytes)?;
            self.truth(&faulty, &name, &name, format == MadeFormat::Txt)?;
        }
        if self.wants(MadeFormat::Csv) || self.wants(MadeFormat::Parquet) {
            self.data.push(unit_lines(self.edition, &faulty.page));
            for (format, ending) in [(MadeFormat::Csv, "csv"), (MadeFormat::Parquet, "parquet")] {
                if self.wants(format) {
                    self.truth(&faulty, &format!("{stem}.{ending}"), &format!("{DATA}.{ending}"), false)?;
                }
            }
        }
        Ok(())
    }

    /// Writes what is wrong in a document beside it.
    fn truth(&self, faulty: &Faulty, name: &str, file: &str, with_lines: bool) -> Result<(), Failed> {
        if faulty.faults.is_empty() {
            return Ok(());
        }
        let truth = truth_json(&self.edition.schema, faulty, file, with_lines);
        self.put(&format!("{name}.json"), truth.as_bytes())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failed> {
        write(&self.asked.out.join(name), bytes).map_err(|why| (UNREAD, why))
    }

    /// Writes all units as files of data.
    fn write_data(&self) -> Result<(), Failed> {
        if self.wants(MadeFormat::Csv) {
            let bytes = csv(&self.data).map_err(|why| (UNREAD, format!("写不成 CSV：{why}\n")))?;
            self.put(&format!("{DATA}.csv"), &bytes)?;
        }
        if self.wants(MadeFormat::Parquet) {
            let bytes = parquet(self.edition, &self.data);
            let bytes = bytes.map_err(|why| (UNREAD, format!("写不成 Parquet：{why}\n")))?;
            self.put(&format!("{DATA}.parquet"), &bytes)?;
        }
        Ok(())
    }
}

/// A document of a format with the ending of its file; none for formats of data.
fn written(page: &Page, format: MadeFormat) -> Result<Option<(&'static str, Vec<u8>)>, String> {
    let packed = |made: Result<Vec<u8>, gouji::generate::WriteError>| {
        made.map_err(|why| format!("写不成这种文件：{}\n", why.0))
    };
    Ok(match format {
        MadeFormat::Txt => Some(("txt", page.text().into_bytes())),
        MadeFormat::Html => Some(("html", html(page).into_bytes())),
        MadeFormat::Docx => Some(("docx", packed(docx(page))?)),
        MadeFormat::Xlsx => Some(("xlsx", packed(xlsx(page))?)),
        MadeFormat::Csv | MadeFormat::Parquet => None,
    })
}

pub(super) fn csv(units: &[UnitLines]) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let words = |why: gouji_columnar::ColumnarError| why.to_string();
    let mut writer = LongWriter::new(&mut bytes).map_err(words)?;
    for unit in units {
        writer.unit(&unit.unit, unit.year, &unit.rules);
        for fact in &unit.lines {
            let [table, row, column, value, place, currency, state, note] = &texts(fact);
            let line = Line { table, row, column, value, state, place, currency, note };
            writer.write(&line).map_err(words)?;
        }
    }
    writer.finish().map_err(words)?;
    Ok(bytes)
}

fn parquet(edition: &Edition, units: &[UnitLines]) -> Result<Vec<u8>, String> {
    let mut form = Form::new(&edition.schema);
    let chunk = of_lines(&form, units);
    form.shape.widen(&chunk);
    let mut bytes = Vec::new();
    let words = |why: gouji_columnar::ColumnarError| why.to_string();
    let mut writer = Writer::create(&mut bytes, &form.shape, WriteOptions::default()).map_err(words)?;
    writer.write(&chunk).map_err(words)?;
    writer.finish().map_err(words)?;
    Ok(bytes)
}

/// Writes a file that is not there yet.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(|why| match why.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!("「{}」已经有了，没有写；请换一个文件夹，或先移走\n", path.display())
        }
        _ => format!("写不了「{}」：{}\n", path.display(), system_words(&why)),
    })
}
