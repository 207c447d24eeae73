//! One figure a line: what long CSV and long Parquet are read into, and the names of the cells, kept once.

use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::ColumnarError;
use crate::line::{self, IMPLIED, NO_CURRENCY, WORDS};
use crate::model::{ABSENT, BLANK, DASH, NO_PLACE, UNREADABLE, VALUE};
use crate::number::{self, parse};

/// One figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Line in the file, from 1 (the header is line 1); for Parquet the row, from 1.
    pub line: u64,
    /// The number is mantissa × 10^−decimals; 0 where the state is not [`crate::model::VALUE`].
    pub mantissa: i64,
    /// Which of [`LongBlock::units`].
    pub unit: u32,
    /// Number of the cell's name, see [`Names::get`].
    pub cell: u32,
    /// Decimals as written.
    pub decimals: i8,
    /// One of the states of [`crate::model`], [`IMPLIED`](crate::line::IMPLIED), or of a text [`WORDS`](crate::line::WORDS).
    pub state: u8,
    /// The precision that was given for it, [`EXACT_PLACE`](crate::line::EXACT_PLACE), or [`crate::model::NO_PLACE`].
    pub place: i8,
    /// Power of ten of the unit of money in 元 (万元: 4), or [`NO_CURRENCY`](crate::line::NO_CURRENCY).
    pub currency: i8,
}

/// A value that is no plain number: words, a percentage, a unit within the value, more than 18 digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// As for a figure; mantissa and decimals are 0, the state is [`WORDS`](crate::line::WORDS) unless one was given.
    pub record: Record,
    /// The value as written.
    pub text: Box<str>,
    /// 备注 as written.
    pub note: Box<str>,
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Line in the file, from 1.
    pub line: u64,
    /// Its text, cut after 200 letters.
    pub text: Box<str>,
    /// Why, in Chinese.
    pub why: Box<str>,
}

impl Record {
    /// A figure of which nothing is known.
    pub const EMPTY: Self = Self {
        line: 0,
        mantissa: 0,
        unit: 0,
        cell: 0,
        decimals: 0,
        state: ABSENT,
        place: NO_PLACE,
        currency: NO_CURRENCY,
    };

    /// Sets what was given beside the value: state, precision, unit of money; empty where none was.
    fn sides(&mut self, [state, place, currency]: [&str; 3]) -> Result<Option<u8>, &'static str> {
        if !place.trim().is_empty() {
            self.place = line::place(place).ok_or("精度不是小数位数（-100 到 100 的整数，或者 准）")?;
        }
        if !currency.trim().is_empty() {
            self.currency =
                line::currency(currency).ok_or("没有这种货币单位（可用：元、千元、万元、百万元、亿元）")?;
        }
        let said = (!state.trim().is_empty()).then(|| line::state(state));
        said.map(|said| said.ok_or("没有这种状态（可用：值、空白、横线、无、不可读、推得）")).transpose()
    }

    /// The number as it was written; empty where there is none.
    pub fn digits(&self) -> String {
        let mut digits = String::new();
        if self.state == VALUE {
            number::write(&mut digits, self.mantissa, u8::try_from(self.decimals).unwrap_or(0));
        }
        digits
    }

    /// Sets number and state from the text of the value and from what was given beside it. A text that is no number is
    /// given back to be kept. Where the number is set already, `text` is empty.
    ///
    /// # Errors
    /// Why the line is not taken, in Chinese.
    pub fn complete<'a>(&mut self, text: &'a str, sides: [&str; 3]) -> Result<Option<&'a str>, &'static str> {
        let said = self.sides(sides)?;
        let had = self.state == VALUE;
        let text = text.trim();
        let mut words = None;
        if self.state != VALUE {
            match (text, parse(text)) {
                ("", _) => self.state = BLANK,
                (_, Some(number)) => {
                    (self.mantissa, self.decimals, self.state) = (number.mantissa, number.decimals, VALUE);
                }
                ("-" | "--" | "—" | "——" | "－" | "–" | "―", _) => self.state = DASH,
                _ => (self.state, words) = (WORDS, Some(text)),
            }
        }
        match said {
            None => Ok(words),
            // What words imply is read for what it says; what cannot be read may look like a number.
            Some(said @ (IMPLIED | UNREADABLE)) => {
                (self.state, self.mantissa, self.decimals) = (said, 0, 0);
                Ok((said == IMPLIED || had || !text.is_empty()).then_some(text))
            }
            Some(said) if said == self.state => Ok(words),
            Some(VALUE) if words.is_some() => Ok(words),
            Some(VALUE) => Err("状态说有数，值却不是数"),
            Some(_) if self.state == VALUE && self.mantissa != 0 => Err("状态说没有数，值却不是 0"),
            Some(said) => {
                (self.state, self.decimals) = (said, 0);
                Ok(words)
            }
        }
    }
}

impl Refused {
    /// Letters of a line that are kept.
    const LETTERS: usize = 200;

    pub(crate) fn new(line: u64, text: &[u8], why: impl Into<Box<str>>) -> Self {
        let (head, _) = text.split_at_checked(Self::LETTERS * 4).unwrap_or((text, &[]));
        let text: String = String::from_utf8_lossy(head).chars().take(Self::LETTERS).collect();
        Self { line, text: text.trim_end().into(), why: why.into() }
    }
}

/// Figures of some units, all that the file has of them in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LongBlock {
    /// Units with their years. A unit that comes back after another one stands here again.
    pub units: Vec<(Box<str>, Option<i32>)>,
    /// By unit: the rule set (规则) that its names are of; empty where the file does not say.
    pub rules: Vec<Arc<str>>,
    /// Figures in the order of the file.
    pub records: Vec<Record>,
    /// Values that are no plain numbers.
    pub texts: Vec<Text>,
    /// Lines that were not taken.
    pub refused: Vec<Refused>,
    /// Those of `units` of which figures stood further up in the file, before another unit.
    pub again: Vec<u32>,
    /// The file's last line, where it has no end of line: perhaps the file was cut off.
    pub torn: Option<u64>,
}

impl LongBlock {
    /// Puts another block behind this one; a unit that goes on is the same unit.
    pub(crate) fn append(&mut self, mut other: Self) {
        if self.units.is_empty() && self.refused.is_empty() {
            *self = other;
            return;
        }
        let joins = self.units.last().is_some()
            && self.units.last() == other.units.first()
            && self.rules.last() == other.rules.first();
        let shift = u32::try_from(self.units.len() - usize::from(joins)).unwrap_or(u32::MAX);
        self.units.extend(other.units.drain(usize::from(joins)..));
        self.rules.extend(other.rules.drain(usize::from(joins)..));
        let moved = |mut record: Record| {
            record.unit = record.unit.saturating_add(shift);
            record
        };
        self.records.extend(other.records.into_iter().map(moved));
        self.texts.extend(other.texts.into_iter().map(|text| Text { record: moved(text.record), ..text }));
        self.refused.append(&mut other.refused);
        self.torn = other.torn;
    }

    /// Takes the last unit out.
    pub(crate) fn split_last_unit(&mut self) -> Self {
        let mut rest = Self::default();
        let Some(unit) = self.units.pop() else { return rest };
        rest.units.push(unit);
        rest.rules.extend(self.rules.pop());
        let last = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        let first = self.records.partition_point(|record| record.unit < last);
        rest.records = self.records.split_off(first);
        let first = self.texts.partition_point(|text| text.record.unit < last);
        rest.texts = self.texts.split_off(first);
        let lines =
            (rest.records.first().map(|one| one.line), rest.texts.first().map(|text| text.record.line));
        let start = lines.0.into_iter().chain(lines.1).min().unwrap_or(u64::MAX);
        let first = self.refused.partition_point(|refused| refused.line < start);
        rest.refused = self.refused.split_off(first);
        rest.records.iter_mut().for_each(|record| record.unit = 0);
        rest.texts.iter_mut().for_each(|text| text.record.unit = 0);
        rest
    }
}

/// Units that were seen, by 64 bits of their hash.
#[derive(Debug, Default)]
pub(crate) struct Seen(FxHashSet<u64>);

impl Seen {
    /// Marks the units of a block that were there before.
    pub(crate) fn mark(&mut self, block: &mut LongBlock) {
        let hasher = rustc_hash::FxBuildHasher;
        let units = block.units.iter().zip(&block.rules).zip(0_u32..);
        let again = units.filter(|((unit, _), _)| !self.0.insert(hasher.hash_one(unit)));
        block.again = again.map(|(_, number)| number).collect();
    }
}

/// The name of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellName {
    /// Table.
    pub table: Box<str>,
    /// Row.
    pub row: Box<str>,
    /// Column.
    pub column: Box<str>,
}

/// Most different names of cells in one file.
pub const MOST_NAMES: u32 = 1 << 24;
/// Names in the first part of the store; each further part has twice as many as the one before.
const FIRST_PART: u32 = 1 << 10;
const PARTS: usize = 16;

/// Names of cells by number. Numbers are given as names appear and never change; reading needs no lock.
#[derive(Debug, Default)]
pub struct Names {
    parts: [OnceLock<Box<[OnceLock<CellName>]>>; PARTS],
    numbers: Mutex<FxHashMap<[Box<str>; 3], u32>>,
}

impl Names {
    /// The name of a cell that was read.
    pub fn get(&self, cell: u32) -> Option<&CellName> {
        let (part, at) = place(cell)?;
        self.parts.get(part)?.get()?.get(at)?.get()
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a name, a new one where it is new.
    pub(crate) fn number(&self, table: &str, row: &str, column: &str) -> Result<u32, ColumnarError> {
        let key: [Box<str>; 3] = [table.into(), row.into(), column.into()];
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = numbers.get(&key) {
            return Ok(*number);
        }
        let too_many = || ColumnarError::TooLarge {
            what: "文件中不同的（表、行、列）的个数".to_owned(),
            size: u64::from(MOST_NAMES) + 1,
            limit: u64::from(MOST_NAMES),
            mend: "请检查表、行、列三列是否填反，或者把文件分开",
        };
        let number = u32::try_from(numbers.len()).ok().filter(|number| *number < MOST_NAMES);
        let number = number.ok_or_else(too_many)?;
        let (part, at) = place(number).ok_or_else(too_many)?;
        let part_of = self.parts.get(part).ok_or_else(too_many)?;
        let size = usize::try_from(FIRST_PART << part).unwrap_or(0);
        let slots = part_of.get_or_init(|| (0..size).map(|_| OnceLock::new()).collect());
        let [table, row, column] = key.clone();
        slots.get(at).ok_or_else(too_many)?.get_or_init(|| CellName { table, row, column });
        numbers.insert(key, number);
        Ok(number)
    }
}

/// Part and place in it of a number: parts hold 2¹⁰, 2¹¹, … names.
fn place(number: u32) -> Option<(usize, usize)> {
    let shifted = number.checked_add(FIRST_PART)?;
    let part = shifted.ilog2() - FIRST_PART.ilog2();
    let at = shifted - (FIRST_PART << part);
    Some((usize::try_from(part).ok()?, usize::try_from(at).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_once_and_found_again() {
        let names = Names::default();
        for turn in 0..2 {
            for row in 0..5000_u32 {
                let number = names.number("表", &row.to_string(), "列").unwrap();
                assert_eq!(number, row, "turn {turn}");
            }
        }
        assert_eq!(names.len(), 5000);
        for row in [0, 1023, 1024, 3071, 3072, 4999] {
            assert_eq!(names.get(row).unwrap().row.as_ref(), row.to_string());
        }
        assert_eq!(names.get(5000), None);
        assert_eq!(names.get(u32::MAX), None);
    }

    #[test]
    fn every_number_within_the_limit_has_a_place() {
        assert!(place(MOST_NAMES - 1).unwrap().0 < PARTS);
    }
}
