//! Columns of a file, one a figure, to facts.

use std::collections::BTreeSet;

use gouji_columnar::line::EXACT_PLACE;
use gouji_columnar::model::{self, Cells as FileCells, Chunk, Lines, Rows as FileRows, Shape};

use super::cells::{Cell, Cells, Measure};
use super::layout::{Form, Layout, default_unit, plain_families};
use super::rows::parents;
use super::{Lanes, Units};
use crate::account::{self, About, Account};
use crate::amount::{Dimension, MoneyUnit, Place};
use crate::document::{DataFact, Decimals, Given, complete};
use crate::facts::{Column, Facts, FamilyFacts, Rows, State, TableFacts};
use crate::schema::{Family, FamilyId, Schema, TableId};

/// Some units of a file of columns.
#[derive(Clone, Debug)]
pub struct Wide {
    units: Units,
    /// By table, then lane: the unit that money is printed in, as a power of ten of 元.
    money: Vec<Vec<i8>>,
    /// By lane: the rule set that its names are of; empty where the file does not say.
    rules: Vec<Box<str>>,
    /// What is no plain figure of a table.
    lines: Option<Lines>,
}

impl Wide {
    /// The facts of a stretch of a file.
    #[must_use]
    pub fn new(cells: &mut Cells<'_>, layout: &Layout, shape: &Shape, chunk: Chunk) -> Self {
        let schema = cells.schema;
        let lanes = chunk.units.len();
        let mut reader = Reader::new(schema, lanes, layout, &chunk);
        let Chunk { units, years, scalars, lists, texts, lines, .. } = chunk;
        if let Some(lines) = &lines {
            let has = |(lane, ends): (usize, &[u32])| (ends.first() != ends.last()).then_some(lane);
            let lanes: Vec<usize> = lines.offsets.windows(2).enumerate().filter_map(has).collect();
            reader.set_apart(&lanes);
        }
        for ((cell, spec), file) in layout.scalars.iter().zip(&shape.scalars).zip(scalars) {
            reader.scalar(cell, spec.scale, file);
        }
        for ((list, spec), file) in layout.lists.iter().zip(&shape.lists).zip(lists) {
            if let Some((family, columns)) = list {
                let scales: Vec<u8> = spec.columns.iter().map(|column| column.scale).collect();
                reader.list(cells, *family, columns, &scales, file);
            }
        }
        let money = std::mem::take(&mut reader.money);
        let rules = layout.rules.and_then(|at| texts.into_iter().nth(at)).unwrap_or_default();
        let rules = rules.into_iter().map(Option::unwrap_or_default).collect();
        Self { units: reader.finish(units.into_iter().zip(years).collect()), money, rules, lines }
    }

    /// The units.
    #[must_use]
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// The unit that money of a table is printed in.
    fn money_unit(&self, table: usize, lane: usize) -> MoneyUnit {
        let unit = self.money.get(table).and_then(|lanes| lanes.get(lane)).copied();
        unit.and_then(MoneyUnit::from_exponent).unwrap_or_default()
    }

    /// The figures of a unit as facts that its account is read from, named as `form` names them.
    #[must_use]
    pub fn data(&self, schema: &Schema, form: &Form, lane: usize) -> Vec<DataFact> {
        let Some((name, year)) = self.units.keys.get(lane) else { return Vec::new() };
        let rules = self.rules.get(lane).map(AsRef::as_ref).unwrap_or_default();
        let (unit, rules) = (name.to_string(), rules.to_owned());
        let base = DataFact { unit, year: *year, rules, ..DataFact::default() };
        let mut lines = self.lines_of(lane, &base);
        let mut data = Vec::new();
        for family in plain_families(schema) {
            let Some(facts) = self.units.facts.families.get(family.id.0 as usize) else { continue };
            let table = family.table.map_or(0, |table| table.0 as usize);
            let unit = self.money_unit(table, lane);
            let base = DataFact { table: family.name.clone(), ..base.clone() };
            let columns = family.columns.len();
            for row in &family.rows {
                for column in &family.columns {
                    let at = row.id.0 as usize * columns + column.id.0 as usize;
                    let key = (family.id, Some(row.id.0 as usize), column.id.0 as usize);
                    let of = facts.cells.get(at).map(|cells| cells.at(lane));
                    if let (Some(of), Some([row_name, name])) = (of, form.names.get(&key))
                        && of.1 != State::Absent
                    {
                        let (row_name, column_name) = (row_name.clone(), name.clone());
                        let named = DataFact { row: row_name, column: column_name, ..base.clone() };
                        let dimension = family.dimension(Some(row.id), column.id);
                        data.push(printed(named, of, &dimension, unit));
                    }
                }
            }
            for row in facts.rows.lane(lane) {
                let label = facts.rows.key(row);
                let before = data.len();
                for column in &family.columns {
                    let key = (family.id, None, column.id.0 as usize);
                    let of = facts.rows.column(column.id.0).map(|cells| cells.at(row as usize));
                    if let (Some(of), Some([behind, name])) = (of, form.names.get(&key))
                        && of.1 != State::Absent
                    {
                        let point = if behind.is_empty() { "" } else { "." };
                        let (row_name, column_name) = (format!("{label}{point}{behind}"), name.clone());
                        let named = DataFact { row: row_name, column: column_name, ..base.clone() };
                        data.push(printed(named, of, &family.dimension(None, column.id), unit));
                    }
                }
                if data.len() == before {
                    // What else is said of a row says where it stands.
                    let of_row = |fact: &mut DataFact| fact.table == family.name && fact.row == label;
                    data.extend(lines.extract_if(.., of_row));
                }
            }
        }
        data.append(&mut lines);
        data
    }

    /// The lines of long data that a unit has.
    fn lines_of(&self, lane: usize, base: &DataFact) -> Vec<DataFact> {
        let Some(lines) = &self.lines else { return Vec::new() };
        let end = |lane: usize| lines.offsets.get(lane).map_or(0, |end| *end as usize);
        let fact = |at: usize| {
            let [table, row, column, value, place, currency, state, note] =
                lines.columns.each_ref().map(|keys| keys.get(at).unwrap_or_default());
            let mut fact = DataFact {
                table: table.to_owned(),
                row: row.to_owned(),
                column: column.to_owned(),
                ..base.clone()
            };
            match complete(&mut fact, value, [state, place, currency], note) {
                Ok(is_there) => is_there.then_some(fact),
                // What is wrong with a line is said where its figure is told.
                Err(why) => {
                    let note = format!("「{value}」没有用上：{why}");
                    Some(DataFact { value: value.to_owned(), state: Given::Unreadable, note, ..fact })
                }
            }
        };
        (end(lane)..end(lane + 1)).filter_map(fact).collect()
    }
}

/// Units of a file of columns, looked at one by one with the names that a form gives their figures.
pub struct Formed<'w> {
    /// The units.
    pub wide: &'w Wide,
    /// The names.
    pub form: &'w Form,
}

impl Lanes for Formed<'_> {
    fn data(&self, schema: &Schema, lane: usize) -> Vec<DataFact> {
        self.wide.data(schema, self.form, lane)
    }

    fn account(
        &self,
        schema: &Schema,
        lane: usize,
        (source, families): (&str, Option<&BTreeSet<FamilyId>>),
    ) -> Option<Account> {
        let (unit, year) = self.wide.units.keys.get(lane)?;
        let money_unit = |table: TableId| self.wide.money_unit(table.0 as usize, lane);
        let about = About { source, unit, year: *year, money_unit: &money_unit, families };
        Some(account::of_lane(schema, &self.wide.units.facts, lane, &about))
    }
}

/// A figure as data print it.
fn printed(named: DataFact, of: (i64, State, Place), dimension: &Dimension, unit: MoneyUnit) -> DataFact {
    let (_, state, place) = of;
    let is_money = *dimension == Dimension::Money;
    let exponent = match dimension {
        Dimension::Money => i32::from(unit.exponent()),
        Dimension::Ratio => -2,
        _ => 0,
    };
    let state = match state {
        State::Blank => Given::Blank,
        State::Dash => Given::Dash,
        State::Unreadable => Given::Unreadable,
        _ => Given::Unsaid,
    };
    let currency = (is_money && unit != MoneyUnit::default()).then_some(unit);
    if state != Given::Unsaid {
        return DataFact { state, currency, ..named };
    }
    let decimals = exponent - i32::from(place.0);
    let places = match (dimension, place) {
        (Dimension::Money | Dimension::Ratio, Place::EXACT) => Some(Decimals::Exact),
        (Dimension::Money | Dimension::Ratio, _) => i8::try_from(decimals).ok().map(Decimals::Printed),
        _ => None,
    };
    DataFact { value: account::printed(of, dimension, unit), places, currency, ..named }
}

/// A stretch of a file as its columns are taken over.
struct Reader<'s> {
    schema: &'s Schema,
    lanes: usize,
    families: Vec<FamilyFacts>,
    apart: Vec<bool>,
    /// By table, then lane: its printed place; none where the file does not say.
    places: Vec<Vec<Option<Place>>>,
    money: Vec<Vec<i8>>,
}

impl<'s> Reader<'s> {
    fn new(schema: &'s Schema, lanes: usize, layout: &Layout, chunk: &Chunk) -> Self {
        let side = |at: Option<usize>| at.and_then(|at| chunk.ints.get(at));
        let money = |at: Option<usize>| -> Vec<i8> {
            let given = side(at);
            let unit = |lane: usize| given.and_then(|given| given.get(lane).copied().flatten());
            let exponent = |lane| unit(lane).unwrap_or_else(default_unit);
            (0..lanes).map(|lane| i8::try_from(exponent(lane)).unwrap_or(0)).collect()
        };
        let place = |at: Option<usize>| -> Vec<Option<Place>> {
            let Some(given) = side(at) else { return vec![None; lanes] };
            let place = |decimals: i64| i8::try_from(-decimals).ok().map(Place);
            (0..lanes).map(|lane| given.get(lane).copied().flatten().and_then(place)).collect()
        };
        let family = |family: &Family| FamilyFacts {
            found: vec![false; lanes],
            loses_rows: vec![false; lanes],
            other_columns: vec![false; lanes],
            cells: vec![Column::default(); family.rows.len() * family.columns.len()],
            rows: no_rows(lanes, family.columns.len()),
            ..FamilyFacts::default()
        };
        Self {
            schema,
            lanes,
            families: schema.families.iter().map(family).collect(),
            apart: vec![false; lanes],
            places: layout.sides.iter().map(|(_, at)| place(*at)).collect(),
            money: layout.sides.iter().map(|(at, _)| money(*at)).collect(),
        }
    }

    /// The place of figures of a table in a lane where they give none of their own: what the file says of the table,
    /// else the decimals that the column has.
    fn table_place(&self, table: u32, lane: usize, scale: u8) -> Place {
        let known = self.places.get(table as usize).and_then(|places| places.get(lane)).copied().flatten();
        known.unwrap_or(Place(i8::try_from(scale).map_or(0, |scale| -scale)))
    }

    /// The same, where it is one for all lanes.
    fn one_place(&self, table: u32, scale: u8) -> Option<Place> {
        let places = self.places.get(table as usize)?;
        let first = *places.first()?;
        let own = self.table_place(table, 0, scale);
        places.iter().all(|place| *place == first).then_some(own)
    }

    fn scalar(&mut self, cell: &Cell, scale: u8, file: FileCells) {
        let Cell::Fixed { figure, family, table, measure, .. } = cell else {
            // What is no plain figure of a table is read unit by unit.
            if *cell == Cell::Apart {
                let printed = |lane: &usize| file.states.as_ref().is_none_or(|s| s.get(*lane) != Some(&0));
                let lanes: Vec<usize> = (0..self.lanes).filter(printed).collect();
                self.set_apart(&lanes);
            }
            return;
        };
        let own = |lane: usize| self.table_place(*table, lane, scale);
        let column = column(file, self.lanes, *measure, self.one_place(*table, scale), own);
        let Some(facts) = self.families.get_mut(family.0 as usize) else { return };
        mark_found(&mut facts.found, &column.states);
        let first = self.schema.family(*family).map_or(0, |family| family.first_figure);
        if let Some(target) = facts.cells.get_mut(figure.saturating_sub(first) as usize) {
            *target = column;
        }
    }

    fn list(
        &mut self,
        cells: &mut Cells<'_>,
        id: FamilyId,
        columns: &[Option<(u32, Measure)>],
        scales: &[u8],
        file: FileRows,
    ) {
        let Some(family) = self.schema.family(id) else { return };
        let table = family.table.map_or(0, |table| table.0);
        let FileRows { offsets, keys, columns: file_columns, .. } = file;
        let is_code =
            |key: &str| !key.is_empty() && key.len() <= 20 && key.bytes().all(|b| b.is_ascii_digit());
        let strange: Vec<bool> = keys.dictionary.iter().map(|key| !is_code(key)).collect();
        for key in &keys.dictionary {
            cells.code(id, key);
        }
        let (levels, uppers) = by_key(cells, id, &keys.dictionary);
        let (parents, mut apart) = parents(&offsets, &keys.index, &uppers);
        let lane_of = lane_of_rows(&offsets, keys.index.len());
        let odd = lane_of.iter().zip(&keys.index);
        let is_odd = |key: u32| strange.get(key as usize).copied().unwrap_or(true);
        apart.extend(odd.filter(|(_, key)| is_odd(**key)).map(|(lane, _)| *lane as usize));
        self.set_apart(&apart);
        let mut all = vec![Column::absent(keys.index.len()); family.columns.len()];
        for ((column_of, scale), file) in columns.iter().zip(scales).zip(file_columns) {
            let Some((at, measure)) = column_of else { continue };
            let own = |row: usize| {
                let lane = lane_of.get(row).copied().unwrap_or(0) as usize;
                self.table_place(table, lane, *scale)
            };
            if let Some(target) = all.get_mut(*at as usize) {
                *target = column(file, keys.index.len(), *measure, self.one_place(table, *scale), own);
            }
        }
        let Some(facts) = self.families.get_mut(id.0 as usize) else { return };
        for lane in &lane_of {
            if let Some(found) = facts.found.get_mut(*lane as usize) {
                *found = true;
            }
        }
        let levels = keys.index.iter().map(|key| levels.get(*key as usize).copied().unwrap_or(0)).collect();
        let rows = Rows::from_parts(offsets, keys.dictionary, keys.index, levels, parents, all);
        if let Some(rows) = rows {
            facts.rows = rows;
        }
    }

    fn set_apart(&mut self, lanes: &[usize]) {
        for lane in lanes {
            if let Some(apart) = self.apart.get_mut(*lane) {
                *apart = true;
            }
        }
    }

    fn finish(mut self, keys: Vec<(Box<str>, Option<i32>)>) -> Units {
        for (family, facts) in self.schema.families.iter().zip(&mut self.families) {
            facts.whole.clone_from(&facts.found);
            // What the file has no column for is printed nowhere.
            for cells in facts.cells.iter_mut().filter(|cells| cells.values.len() != self.lanes) {
                *cells = Column::absent(self.lanes);
            }
            if family.table.is_some() && family.columns.iter().any(|column| column.optional) {
                facts.heads = heads(family, facts, self.lanes);
            }
        }
        let table = TableFacts::of_data(self.lanes);
        let facts = Facts {
            lanes: self.lanes,
            families: self.families,
            tables: vec![table; self.schema.tables.len()],
            partial: vec![false; self.lanes],
            years: keys.iter().map(|(_, year)| *year).collect(),
        };
        Units { facts, keys, apart: self.apart }
    }
}

fn no_rows(lanes: usize, columns: usize) -> Rows {
    let columns = vec![Column::default(); columns];
    let none = Rows::from_parts(vec![0; lanes + 1], Vec::new(), Vec::new(), Vec::new(), Vec::new(), columns);
    none.unwrap_or_default()
}

/// By key of a file's list: its level, and the keys that it may be a part of, nearest first.
fn by_key(cells: &Cells<'_>, id: FamilyId, dictionary: &[Box<str>]) -> (Vec<u8>, Vec<Vec<u32>>) {
    let number: std::collections::HashMap<&str, u32> =
        dictionary.iter().map(AsRef::as_ref).zip(0u32..).collect();
    let codes = cells.codes().get(id.0 as usize);
    let mut levels = Vec::with_capacity(dictionary.len());
    let mut uppers = Vec::with_capacity(dictionary.len());
    for key in dictionary {
        let known = codes.and_then(|codes| codes.of(key));
        levels.push(known.map_or(0, |(level, _)| level));
        let above = known.map(|(_, above)| above).unwrap_or_default();
        uppers.push(above.iter().filter_map(|code| number.get(code.as_ref()).copied()).collect());
    }
    (levels, uppers)
}

fn lane_of_rows(offsets: &[u32], rows: usize) -> Vec<u32> {
    let mut lanes = Vec::with_capacity(rows);
    for (lane, ends) in (0u32..).zip(offsets.windows(2)) {
        let length = ends.last().zip(ends.first()).map_or(0, |(end, start)| end.saturating_sub(*start));
        lanes.extend(std::iter::repeat_n(lane, length as usize));
    }
    lanes
}

/// Columns that any figure of a unit stands in.
fn heads(family: &Family, facts: &FamilyFacts, lanes: usize) -> Vec<Vec<bool>> {
    let columns = family.columns.len();
    let mut heads = vec![vec![false; lanes]; columns];
    for (at, head) in heads.iter_mut().enumerate() {
        for cells in facts.cells.iter().skip(at).step_by(columns.max(1)) {
            mark_found(head, &cells.states);
        }
        let Some(of_rows) = facts.rows.column(at as u32) else { continue };
        for (lane, head) in head.iter_mut().enumerate() {
            *head |= facts.rows.lane(lane).any(|row| of_rows.at(row as usize).1 != State::Absent);
        }
    }
    heads
}

fn mark_found(found: &mut [bool], states: &[State]) {
    for (found, state) in found.iter_mut().zip(states) {
        *found |= *state != State::Absent;
    }
}

/// A column of the file; `own` is the place of a figure that gives none, `same` where it is one for all.
fn column(
    file: FileCells,
    length: usize,
    measure: Measure,
    same: Option<Place>,
    own: impl Fn(usize) -> Place,
) -> Column {
    let state = |of: &u8| match *of {
        model::ABSENT => State::Absent,
        model::BLANK => State::Blank,
        model::DASH => State::Dash,
        model::VALUE => State::Value,
        _ => State::Unreadable,
    };
    let states = match &file.states {
        None => vec![State::Value; length],
        Some(states) => states.iter().map(state).collect(),
    };
    let own = |at: usize| if measure == Measure::Count { Place::EXACT } else { own(at) };
    let places = match (&file.places, same) {
        (None, Some(same)) => vec![if measure == Measure::Count { Place::EXACT } else { same }; length],
        (None, None) => (0..length).map(own).collect(),
        (Some(given), _) => {
            let place = |(at, decimals): (usize, &i8)| match *decimals {
                model::NO_PLACE => own(at),
                EXACT_PLACE => Place::EXACT,
                decimals => Place(decimals.saturating_neg()),
            };
            given.iter().enumerate().map(place).collect()
        }
    };
    Column { values: file.values, states, places }
}
