//! Figures a line (long CSV, long Parquet) to facts.

use std::ops::Range;

use gouji_columnar::line::{EXACT_PLACE, NO_CURRENCY};
use gouji_columnar::long::{LongBlock, Names as FileNames, Record};
use gouji_columnar::model;

use super::build::{Builder, Figure};
use super::cells::{Cell, Cells, Measure};
use super::{Lanes, Units};
use crate::amount::{MoneyUnit, Place};
use crate::document::{DataFact, Place as Spot, decimals, given};
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
        let rules = self.block.rules.get(unit as usize).map(AsRef::as_ref).unwrap_or_default();
        let texts = self.block.texts.iter().filter(|text| text.record.unit == unit);
        let texts = texts.map(|text| (text.record, text.text.to_string(), text.note.to_string()));
        let records = self.block.records.get(self.records_of(unit)).unwrap_or_default().iter();
        let mut all: Vec<(Record, String, String)> =
            records.map(|record| (*record, record.digits(), String::new())).chain(texts).collect();
        all.sort_by_key(|(record, ..)| record.line);
        let fact = |(record, value, note): (Record, String, String)| {
            let cell = self.names.get(record.cell)?;
            let line = u32::try_from(record.line).unwrap_or(u32::MAX);
            Some(DataFact {
                unit: name.to_string(),
                year: *year,
                rules: rules.to_owned(),
                table: cell.table.to_string(),
                row: cell.row.to_string(),
                column: cell.column.to_string(),
                value,
                state: given(record.state),
                places: decimals(record.place),
                currency: MoneyUnit::from_exponent(record.currency),
                note,
                place: Spot { piece: Some(line), ..Spot::line(line) },
                of_row: false,
            })
        };
        all.into_iter().filter(|(record, ..)| record.state != model::ABSENT).filter_map(fact).collect()
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
        (_, EXACT_PLACE) => Place::EXACT,
        (_, model::NO_PLACE) => Place(i8::try_from(exponent - i32::from(record.decimals)).ok()?),
        (_, given) => Place(i8::try_from(exponent - i32::from(given)).ok()?),
    };
    Some((value, place))
}
