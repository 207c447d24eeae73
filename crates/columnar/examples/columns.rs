//! Speed of the edge: makes data of the benchmark's kind in memory, writes it in each encoding, reads it back by some
//! threads. `columns [UNITS] [THREADS]`. With a third argument: `X.csv` or `X.parquet` is read, of any other name the
//! data is written to `NAME.parquet`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program that measures; it prints, and stops at the first surprise"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use gouji_columnar::csv::{LongReader, Options};
use gouji_columnar::model::{Cells, Chunk, Keys, ListSpec, Rows, ScalarSpec, Shape};
use gouji_columnar::parquet::{Encoding, Kind, Limits, Reader, Wanted, WriteOptions, Writer};

const CELLS: usize = 242;
const LISTS: [usize; 3] = [7, 6, 3];
const CODES: u32 = 421;

/// A small generator of numbers that look random.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    /// An amount in 10⁻⁴ 元 that was printed in 万元 with two decimals; a third of them zero.
    fn amount(&mut self) -> i64 {
        let digits = self.roll(8);
        let amount =
            if self.roll(3) == 0 { 0 } else { self.roll(10_u64.pow(u32::try_from(digits).unwrap())) };
        i64::try_from(amount).unwrap() * 1_000_000
    }

    fn cells(&mut self, count: usize) -> Cells {
        Cells { values: (0..count).map(|_| self.amount()).collect(), states: None, places: None }
    }
}

fn shape() -> Shape {
    let scalars = (0..CELLS).map(|at| ScalarSpec::new(format!("收入支出决算总表.第{at}行.金额"), 4));
    let mut shape = Shape { scalars: scalars.collect(), ..Shape::default() };
    let lists = LISTS.iter().zip(["收入决算表", "支出决算表", "财政拨款支出决算表"]);
    shape.lists = lists
        .map(|(columns, name)| ListSpec {
            name: name.to_owned(),
            columns: (0..*columns).map(|at| ScalarSpec::new(format!("第{at}栏"), 4)).collect(),
            levels: std::env::var_os("LEVELS").is_some(),
        })
        .collect();
    shape
}

fn chunk(dice: &mut Dice, first: usize, lanes: usize) -> Chunk {
    let mut chunk = Chunk {
        units: (first..first + lanes).map(|unit| format!("U{unit:06}").into()).collect(),
        years: vec![Some(2023); lanes],
        scalars: (0..CELLS).map(|_| dice.cells(lanes)).collect(),
        ..Chunk::default()
    };
    let dictionary: Vec<Box<str>> = (0..CODES).map(|code| format!("{}", 2_010_101 + code).into()).collect();
    for columns in LISTS {
        let mut offsets = vec![0_u32];
        let mut index = Vec::new();
        for _ in 0..lanes {
            let rows = 14 + u32::try_from(dice.roll(12)).unwrap();
            let mut code = u32::try_from(dice.roll(100)).unwrap();
            for _ in 0..rows {
                index.push(code);
                code += 1 + u32::try_from(dice.roll(10)).unwrap();
            }
            offsets.push(offsets.last().unwrap() + rows);
        }
        let count = index.len();
        let mut rows =
            Rows { offsets, keys: Keys { index, dictionary: dictionary.clone() }, ..Rows::default() };
        if std::env::var_os("LEVELS").is_some() {
            rows.levels = Some((0..count).map(|_| u8::try_from(dice.roll(4)).unwrap()).collect());
            rows.parents = Some(vec![u32::MAX; count]);
            rows.names = Some(rows.keys.clone());
        }
        rows.columns = (0..columns).map(|_| dice.cells(count)).collect();
        chunk.lists.push(rows);
    }
    chunk
}

#[allow(clippy::disallowed_types, reason = "seconds")]
/// Seconds of both cores that this process took, where the system tells.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks =
        stat.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum::<u32>();
    f64::from(ticks) / 100.0
}

#[allow(clippy::disallowed_types, reason = "seconds")]
fn read(bytes: &bytes::Bytes, threads: usize) -> (f64, f64, usize) {
    let start = Instant::now();
    let reader = Reader::bytes(bytes.clone(), Limits::default()).unwrap();
    let opened = start.elapsed().as_secs_f64();
    let wanted = Wanted::all(reader.shape());
    let (next, figures) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let group = next.fetch_add(1, Ordering::Relaxed);
                    if group >= reader.groups() {
                        break;
                    }
                    let chunk = reader.read(group, &wanted).unwrap();
                    let lists = chunk.lists.iter().flat_map(|rows| &rows.columns);
                    let count = chunk.scalars.iter().chain(lists).map(|cells| cells.values.len()).sum();
                    figures.fetch_add(count, Ordering::Relaxed);
                }
            });
        }
    });
    (start.elapsed().as_secs_f64(), opened, figures.into_inner())
}

fn written(units: usize, encoding: Encoding, snappy: bool) -> Vec<u8> {
    let group: usize = std::env::var("GROUP").map_or(8192, |text| text.parse().unwrap());
    let mut dice = Dice(7);
    let mut writer = Writer::create(Vec::new(), &shape(), WriteOptions { encoding, snappy }).unwrap();
    let mut first = 0;
    while first < units {
        let lanes = group.min(units - first);
        writer.write(&chunk(&mut dice, first, lanes)).unwrap();
        first += lanes;
    }
    writer.finish().unwrap()
}

/// Reads a file of others.
fn foreign(path: &str, threads: usize) {
    let bytes: bytes::Bytes = std::fs::read(path).unwrap().into();
    let reader = Reader::bytes(bytes.clone(), Limits::default()).unwrap();
    let start = Instant::now();
    if reader.kind() == Kind::Wide {
        let (wall, _, figures) = read(&bytes, threads);
        println!("{figures} figures: {wall:.3} s");
        return;
    }
    let (mut records, mut units, mut others) = (0, 0, 0);
    for block in reader.long().unwrap() {
        let block = block.unwrap();
        records += block.records.len();
        units += block.units.len();
        others += block.refused.len() + block.texts.len() + block.again.len();
    }
    println!("{records} figures of {units} units, {others} others: {:.3} s", start.elapsed().as_secs_f64());
}

#[allow(clippy::disallowed_types, reason = "seconds")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let units: usize = arguments.next().map_or(100_000, |text| text.parse().unwrap());
    let threads: usize = arguments.next().map_or(2, |text| text.parse().unwrap());
    match arguments.next() {
        Some(path) if path.ends_with(".csv") => return csv(&path, threads),
        Some(path) if path.ends_with(".parquet") => return foreign(&path, threads),
        Some(path) => {
            return std::fs::write(path + ".parquet", written(units, Encoding::Delta, false)).unwrap();
        }
        None => {}
    }
    for encoding in [Encoding::Delta, Encoding::Plain, Encoding::Dictionary] {
        for snappy in [false, true] {
            let start = Instant::now();
            let bytes: bytes::Bytes = written(units, encoding, snappy).into();
            let wrote = start.elapsed().as_secs_f64();
            let before = cpu();
            let mut runs: Vec<_> = (0..5).map(|_| read(&bytes, threads)).collect();
            runs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (wall, opened, figures) = runs[2];
            let spent = (cpu() - before) / 5.0;
            let size = bytes.len() / 1_000_000;
            println!(
                "{encoding:?} snappy {snappy}: {size} MB, made and written {wrote:.1} s, {figures} figures read in {wall:.3} s (median of 5, best {:.3}; {spent:.3} s of CPU; opened in {opened:.4})",
                runs[0].0
            );
        }
    }
}

#[allow(clippy::disallowed_types, reason = "seconds")]
fn csv(path: &str, threads: usize) {
    for _ in 0..3 {
        let file = std::fs::File::open(path).unwrap();
        let size = file.metadata().unwrap().len();
        let (start, before) = (Instant::now(), cpu());
        let reader = LongReader::new(file, Options { threads, ..Options::default() }).unwrap();
        let (mut records, mut units, mut others, mut blocks) = (0, 0, 0, 0);
        for block in reader {
            let block = block.unwrap();
            records += block.records.len();
            units += block.units.len();
            others += block.refused.len() + block.texts.len() + block.again.len();
            blocks += 1;
        }
        let wall = start.elapsed().as_secs_f64();
        #[allow(clippy::cast_precision_loss, reason = "megabytes a second for people")]
        let speed = size as f64 / wall / 1e6;
        println!(
            "{records} figures of {units} units in {blocks} blocks, {others} others: {wall:.3} s, {:.3} s of CPU, {speed:.0} MB/s",
            cpu() - before
        );
    }
}
