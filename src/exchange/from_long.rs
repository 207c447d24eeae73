//! Figures a line (long CSV, long Parquet) to facts.

use std::ops::Range;

use gouji_columnar::long::{LongBlock, NO_CURRENCY, Names as FileNames, Record};
use gouji_columnar::model;

use super::build::{Builder, Figure};
use super::cells::{Cell, Cells, Measure};
use super::{Lanes, Units};
use crate::amount::{MoneyUnit, Place};
use crate::document::{DataFact, Place as Spot};
use crate::facts::State;
use crate::schema::Schema;

/// A stretch of a long file, with the names of its cells.
#[derive(Clone, Copy, Debug)]
pub struct Long<'b> {
    /// What was read.
    pub block: &'b LongBlock,
    /// The names of its cells.
    pub names: &'b FileNames,
}

impl<'b> Long<'b> {
    /// The facts of some units of the block (by number in it, ascending), in their order.
    #[must_use]
    pub fn units(&self, cells: &mut Cells<'_>, units: &[u32]) -> Units {
        let mut builder = Builder::new(cells.schema, units.len());
        let mut figures = Vec::new();
        let mut texts = self.block.texts.iter().map(|text| text.record.unit).peekable();
        for (lane, unit) in units.iter().enumerate() {
            let mut apart = false;
            while let Some(of) = texts.next_if(|of| of <= unit) {
                apart |= of == *unit;
            }
            for record in self.block.records.get(self.records_of(*unit)).unwrap_or_default() {
                if record.state == model::ABSENT {
                    continue;
                }
                match self.figure(cells, record) {
                    Some(figure) => figures.push(figure),
                    None => apart = true,
                }
            }
            if apart {
                figures.clear();
                builder.set_apart(lane);
            }
            cells.sort_codes();
            builder.lane(lane, &mut figures, cells.codes());
        }
        let key = |unit: &u32| self.block.units.get(*unit as usize).cloned().unwrap_or_default();
        builder.finish(cells.codes(), units.iter().map(key).collect())
    }

    fn records_of(&self, unit: u32) -> Range<usize> {
        let records = &self.block.records;
        let start = records.partition_point(|record| record.unit < unit);
        let rest = records.get(start..).unwrap_or_default();
        start..start + rest.partition_point(|record| record.unit == unit)
    }

    /// A record as a figure; none where it has to be read as text or means no plain figure of a table.
    fn figure(&self, cells: &mut Cells<'_>, record: &Record) -> Option<Figure> {
        let name = || {
            let name = self.names.get(record.cell)?;
            Some((name.table.as_ref(), name.row.as_ref(), name.column.as_ref()))
        };
        let cell = cells.numbered(record.cell, name);
        let (Cell::Fixed { measure, .. } | Cell::Code { measure, .. }) = cell else { return None };
        let mut figure = Figure {
            cell,
            value: 0,
            state: state(record.state),
            place: Place::EXACT,
            given: record.place != model::NO_PLACE,
        };
        if figure.state == State::Value {
            (figure.value, figure.place) = fixed(record, measure)?;
        }
        Some(figure)
    }

    /// The lines of a unit as facts that the account is read from, each with its line.
    #[must_use]
    pub fn data(&self, unit: u32) -> Vec<DataFact> {
        let Some((name, year)) = self.block.units.get(unit as usize) else { return Vec::new() };
        let of_text = |text: &gouji_columnar::long::Text| {
            (text.record.unit == unit).then(|| (text.record, text.text.to_string()))
        };
        let texts = self.block.texts.iter().filter_map(of_text);
        let records = self.block.records.get(self.records_of(unit)).unwrap_or_default().iter();
        let mut all: Vec<(Record, String)> =
            records.map(|record| (*record, printed(record))).chain(texts).collect();
        all.sort_by_key(|(record, _)| record.line);
        let fact = |(record, value): (Record, String)| {
            let cell = self.names.get(record.cell)?;
            let said = match record.state {
                model::BLANK => "blank",
                model::DASH => "dash",
                // Text is read for what it says; that nothing stands there is said in so many words.
                model::UNREADABLE if value.is_empty() => "unreadable",
                _ => "",
            };
            let line = u32::try_from(record.line).unwrap_or(u32::MAX);
            Some(DataFact {
                unit: name.to_string(),
                year: *year,
                table: cell.table.to_string(),
                row: cell.row.to_string(),
                column: cell.column.to_string(),
                value,
                state: said.to_owned(),
                places: u32::try_from(record.place).ok(),
                place: Spot { piece: Some(line), ..Spot::line(line) },
            })
        };
        all.into_iter().filter(|(record, _)| record.state != model::ABSENT).filter_map(fact).collect()
    }
}

/// Some units of a stretch of a long file, by number in it; lanes are in their order.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'b> {
    /// The file.
    pub long: Long<'b>,
    /// The units.
    pub units: &'b [u32],
}

impl Lanes for Stretch<'_> {
    fn data(&self, _: &Schema, lane: usize) -> Vec<DataFact> {
        self.units.get(lane).map(|unit| self.long.data(*unit)).unwrap_or_default()
    }
}

fn state(of: u8) -> State {
    match of {
        model::BLANK => State::Blank,
        model::DASH => State::Dash,
        model::VALUE => State::Value,
        _ => State::Unreadable,
    }
}

/// The number of a record as it was written, with its unit of money where one is given.
fn printed(record: &Record) -> String {
    if record.state != model::VALUE {
        return String::new();
    }
    let sign = if record.mantissa < 0 { "-" } else { "" };
    let decimals = usize::try_from(record.decimals).unwrap_or(0);
    let digits = format!("{:0>width$}", record.mantissa.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at_checked(digits.len() - decimals).unwrap_or((&digits, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    let unit = MoneyUnit::from_exponent(record.currency).map(MoneyUnit::name).unwrap_or_default();
    format!("{sign}{whole}{point}{fraction}{unit}")
}

/// Powers of ten that amounts are brought to fixed point by.
const POWERS: [i64; 19] = [
    1,
    10,
    100,
    1000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
    10_000_000_000_000_000,
    100_000_000_000_000_000,
    1_000_000_000_000_000_000,
];

/// Value in fixed point and printed place; none where it does not fit.
fn fixed(record: &Record, measure: Measure) -> Option<(i64, Place)> {
    let exponent = match (record.currency, measure) {
        (NO_CURRENCY, _) => measure.exponent(),
        (currency, Measure::Money) => i32::from(MoneyUnit::from_exponent(currency)?.exponent()),
        _ => return None,
    };
    let shift = exponent - i32::from(record.decimals) + i32::from(measure.scale());
    let value = record.mantissa.checked_mul(*POWERS.get(usize::try_from(shift).ok()?)?)?;
    let place = match (measure, record.place) {
        (Measure::Count, _) => Place::EXACT,
        (_, model::NO_PLACE) => Place(i8::try_from(exponent - i32::from(record.decimals)).ok()?),
        (_, given) => Place(i8::try_from(exponent - i32::from(given)).ok()?),
    };
    Some((value, place))
}
