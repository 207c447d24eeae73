//! Lines of long data to columns of a file: figures of tables each in their column, the rest as the lines that they are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use gouji_columnar::line::{EXACT_PLACE, IMPLIED, place_word, state_word};
use gouji_columnar::model::{self, Cells, Chunk, Keys, Lines, NO_PLACE, NONE, Rows};
use gouji_columnar::number;

use super::LARGEST;
use super::cells::Measure;
use super::layout::{Form, Slot, default_unit};
use crate::document::{DataFact, Decimals, Given};

/// The lines of one unit in one year.
#[derive(Clone, Debug, Default)]
pub struct UnitLines {
    /// Its name.
    pub unit: String,
    /// Its year.
    pub year: Option<i32>,
    /// The rule set that its names are of.
    pub rules: String,
    /// Its lines, named as [`Form`] names figures.
    pub lines: Vec<DataFact>,
}

/// A figure as a file keeps it.
#[derive(Clone, Copy)]
struct Kept {
    value: i64,
    state: u8,
    place: i8,
}

/// The rows of a list that a unit has: what they are called, and by row and column their figures.
type ListRows<'l> = (Vec<&'l str>, BTreeMap<(usize, usize), Kept>);

/// Columns that grow unit by unit.
struct Columns<'f> {
    form: &'f Form,
    chunk: Chunk,
    lines: Lines,
    /// By column of lines: numbers of texts.
    texts: [HashMap<String, u32>; 8],
    keys: Vec<HashMap<String, u32>>,
}

/// Units as columns of their form.
#[must_use]
pub fn of_lines(form: &Form, units: &[UnitLines]) -> Chunk {
    let lists = form.shape.lists.iter().map(|spec| Rows {
        offsets: vec![0],
        columns: vec![empty(); spec.columns.len()],
        ..Rows::default()
    });
    let chunk = Chunk {
        scalars: vec![empty(); form.shape.scalars.len()],
        lists: lists.collect(),
        ints: vec![Vec::new(); form.shape.ints.len()],
        texts: vec![Vec::new(); form.shape.texts.len()],
        ..Chunk::default()
    };
    let lines = Lines { offsets: vec![0], ..Lines::default() };
    let keys = vec![HashMap::new(); form.shape.lists.len()];
    let mut columns = Columns { form, chunk, lines, texts: Default::default(), keys };
    units.iter().for_each(|unit| columns.add(unit));
    let mut chunk = columns.chunk;
    chunk.lines = Some(columns.lines);
    let all = chunk.scalars.iter_mut().chain(chunk.lists.iter_mut().flat_map(|rows| &mut rows.columns));
    all.for_each(spare);
    chunk
}

fn empty() -> Cells {
    Cells { values: Vec::new(), states: Some(Vec::new()), places: Some(Vec::new()) }
}

/// Leaves out companions that say nothing.
fn spare(cells: &mut Cells) {
    if cells.states.as_ref().is_some_and(|states| states.iter().all(|state| *state == model::VALUE)) {
        cells.states = None;
    }
    if !cells.has_places() {
        cells.places = None;
    }
}

fn push(cells: &mut Cells, kept: Option<Kept>) {
    let kept = kept.unwrap_or(Kept { value: 0, state: model::ABSENT, place: NO_PLACE });
    cells.values.push(kept.value);
    cells.states.get_or_insert_default().push(kept.state);
    cells.places.get_or_insert_default().push(kept.place);
}

impl Columns<'_> {
    fn add(&mut self, unit: &UnitLines) {
        let form = self.form;
        self.chunk.units.push(unit.unit.as_str().into());
        self.chunk.years.push(unit.year);
        self.chunk.texts.iter_mut().for_each(|texts| texts.push(Some(unit.rules.as_str().into())));
        let units = units_of_tables(form, &unit.lines);
        for ints in &mut self.chunk.ints {
            ints.push(None);
        }
        for (table, exponent) in &units {
            let at = form.sides.get(*table).copied().flatten();
            let last = at.and_then(|at| self.chunk.ints.get_mut(at)).and_then(|ints| ints.last_mut());
            if let Some(last) = last {
                *last = Some(*exponent);
            }
        }
        let mut cells: Vec<Option<Kept>> = vec![None; form.shape.scalars.len()];
        let mut rows: Vec<ListRows<'_>> = vec![Default::default(); form.shape.lists.len()];
        let mut left: BTreeSet<[&str; 3]> = BTreeSet::new();
        for fact in &unit.lines {
            let names = [fact.table.as_str(), fact.row.as_str(), fact.column.as_str()];
            let row = form.lists.get(&fact.table).and_then(|list| Some((*list, row_of(form, fact)?)));
            let row = row.and_then(|(list, label)| {
                let (labels, _) = rows.get_mut(list)?;
                let at = labels.iter().position(|known| *known == label).unwrap_or_else(|| {
                    labels.push(label);
                    labels.len() - 1
                });
                Some((list, at))
            });
            let slot = slot_of(form, fact);
            let kept = slot.and_then(|slot| {
                let unit = units.get(&slot.table).copied().unwrap_or_else(default_unit);
                kept(fact, slot.measure, unit)
            });
            let taken = match (slot, kept, row) {
                _ if left.contains(&names) => false,
                (Some(slot @ Slot { list: None, .. }), Some(kept), _) => {
                    let cell = cells.get_mut(slot.column).filter(|cell| cell.is_none());
                    cell.map(|cell| *cell = Some(kept)).is_some()
                }
                (Some(slot), Some(kept), Some((list, row))) => {
                    let cells = rows.get_mut(list).map(|(_, cells)| cells);
                    let key = (row, slot.column);
                    let free = cells.filter(|cells| !cells.contains_key(&key));
                    free.map(|cells| cells.insert(key, kept)).is_some()
                }
                _ => false,
            };
            if !taken {
                left.insert(names);
                self.line(fact);
            }
        }
        self.finish(cells, rows);
    }

    fn finish(&mut self, cells: Vec<Option<Kept>>, rows: Vec<ListRows<'_>>) {
        for (target, kept) in self.chunk.scalars.iter_mut().zip(cells) {
            push(target, kept);
        }
        for ((target, keys), (labels, cells)) in self.chunk.lists.iter_mut().zip(&mut self.keys).zip(rows) {
            for (row, label) in labels.into_iter().enumerate() {
                let number = *keys.entry(label.to_owned()).or_insert_with(|| {
                    target.keys.dictionary.push(label.into());
                    target.keys.dictionary.len() as u32 - 1
                });
                target.keys.index.push(number);
                for (column, target) in target.columns.iter_mut().enumerate() {
                    push(target, cells.get(&(row, column)).copied());
                }
            }
            target.offsets.push(target.keys.index.len() as u32);
        }
        let lines = self.lines.columns.first().map_or(0, |keys| keys.index.len());
        self.lines.offsets.push(lines as u32);
    }

    fn line(&mut self, fact: &DataFact) {
        let texts = texts(fact);
        for ((text, numbers), keys) in texts.iter().zip(&mut self.texts).zip(&mut self.lines.columns) {
            let number = if text.is_empty() { NONE } else { number_of(text, numbers, keys) };
            keys.index.push(number);
        }
    }
}

/// What a line says besides whose it is, as it is written: in the order of `gouji_columnar::line::LINE_ROLES`.
#[must_use]
pub fn texts(fact: &DataFact) -> [Cow<'_, str>; 8] {
    let state = match fact.state {
        Given::Unsaid => "",
        Given::Blank => state_word(model::BLANK),
        Given::Dash => state_word(model::DASH),
        Given::Unreadable => state_word(model::UNREADABLE),
        Given::Implied => state_word(IMPLIED),
    };
    let place = fact.places.map(|places| place_word(place_number(places))).unwrap_or_default();
    let currency = fact.currency.map(|unit| unit.name()).unwrap_or_default();
    [
        Cow::Borrowed(&fact.table),
        Cow::Borrowed(&fact.row),
        Cow::Borrowed(&fact.column),
        Cow::Borrowed(&fact.value),
        Cow::Owned(place),
        Cow::Borrowed(currency),
        Cow::Borrowed(state),
        Cow::Borrowed(&fact.note),
    ]
}

fn number_of(text: &str, numbers: &mut HashMap<String, u32>, keys: &mut Keys) -> u32 {
    if let Some(known) = numbers.get(text) {
        return *known;
    }
    let number = keys.dictionary.len() as u32;
    keys.dictionary.push(text.into());
    numbers.insert(text.to_owned(), number);
    number
}

/// The precision of a line as a number.
fn place_number(places: Decimals) -> i8 {
    match places {
        Decimals::Exact => EXACT_PLACE,
        Decimals::Printed(decimals) => decimals,
    }
}

/// The column of a fact.
fn slot_of(form: &Form, fact: &DataFact) -> Option<Slot> {
    let own = [fact.table.clone(), fact.row.clone(), fact.column.clone()];
    if let Some(slot) = form.slots.get(&own) {
        return Some(*slot);
    }
    form.lists.get(&fact.table)?;
    let [table, _, column] = own;
    form.slots.get(&[table, String::new(), column]).copied()
}

/// The row of a list that a fact is of; none for a fixed row.
fn row_of<'f>(form: &Form, fact: &'f DataFact) -> Option<&'f str> {
    let own = [fact.table.clone(), fact.row.clone(), fact.column.clone()];
    let is_fixed = fact.row.is_empty() || form.slots.contains_key(&own);
    (!is_fixed).then_some(fact.row.as_str())
}

/// By table: the power of ten of the unit that its amounts are in, where it is not the usual one.
fn units_of_tables(form: &Form, lines: &[DataFact]) -> BTreeMap<usize, i64> {
    let mut units = BTreeMap::new();
    for fact in lines {
        if let (Some(slot), Some(unit)) = (slot_of(form, fact), fact.currency) {
            units.entry(slot.table).or_insert_with(|| i64::from(unit.exponent()));
        }
    }
    units
}

/// A figure as its column keeps it; none where it says more than a column can.
fn kept(fact: &DataFact, measure: Measure, unit: i64) -> Option<Kept> {
    let none = |state| Some(Kept { value: 0, state, place: NO_PLACE });
    let currency = fact.currency.map_or_else(default_unit, |unit| i64::from(unit.exponent()));
    match fact.state {
        Given::Implied => return None,
        _ if !fact.note.is_empty() => return None,
        Given::Blank => return none(model::BLANK),
        Given::Dash => return none(model::DASH),
        Given::Unreadable if fact.value.is_empty() => return none(model::UNREADABLE),
        Given::Unreadable => return None,
        Given::Unsaid => {}
    }
    let exponent = match measure {
        Measure::Money if currency != unit => return None,
        Measure::Money => i32::try_from(unit).ok()?,
        other => other.exponent(),
    };
    let decimal = number::parse(&fact.value)?;
    let from = i32::from(decimal.decimals) - exponent;
    let value = number::rescale(decimal.mantissa.into(), from, measure.scale())?;
    if value.unsigned_abs() > LARGEST {
        return None;
    }
    let place = match (measure, fact.places) {
        (Measure::Count, _) => NO_PLACE,
        (_, Some(Decimals::Exact)) => EXACT_PLACE,
        (_, Some(Decimals::Printed(decimals))) => i8::try_from(i32::from(decimals) - exponent).ok()?,
        (_, None) => return None,
    };
    Some(Kept { value, state: model::VALUE, place })
}
