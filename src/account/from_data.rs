//! Accounts given as data (YAML, CSV) instead of as a printed document.

use std::collections::{BTreeMap, HashMap};

use gouji_columnar::line::ASIDE;

use super::data_aside::numbered;
use super::data_builder::Builder;
use super::data_names::{Miss, Names, Spot};
use super::data_rows;
use super::{Account, CellRead, Claim, State};
use crate::amount::{Dimension, MoneyUnit, Place};
use crate::document::{DataFact, Document};
use crate::schema::{Column, Family, RowId, Schema};

/// 0.01 万元: the place of money in prose unless printed finer.
const PROSE: Place = Place(2);

/// The accounts that a document holds as data, one for each unit and year in order of first mention. Facts whose names
/// the schema lacks, or that could mean two cells, are unclaimed, with the reason.
#[must_use]
pub fn from_data(schema: &Schema, document: &Document) -> Vec<Account> {
    DataReader::new(schema).read(document)
}

/// A cell that data name, and the unit of money that the name of its column says.
type Found = Result<(Spot, Option<MoneyUnit>), Miss>;

/// Reads accounts from data by one schema; a name is looked up once for all documents.
pub struct DataReader<'s> {
    schema: &'s Schema,
    names: Names<'s>,
    known: HashMap<String, Found>,
}

impl<'s> DataReader<'s> {
    /// No name is known yet.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        Self { schema, names: Names::new(schema), known: HashMap::new() }
    }

    /// The accounts of a document, as [`from_data`] gives them.
    #[must_use]
    pub fn read(&mut self, document: &Document) -> Vec<Account> {
        let mut order: BTreeMap<(&str, Option<i32>), usize> = BTreeMap::new();
        let mut builders: Vec<Builder<'_>> = Vec::new();
        let mut path = String::new();
        let facts = data_rows::named(self.schema, &document.data);
        for fact in facts.iter() {
            let at = *order.entry((&fact.unit, fact.year)).or_insert_with(|| {
                builders.push(Builder::new(self.schema, document, fact));
                builders.len() - 1
            });
            if fact.column.trim().starts_with(ASIDE) {
                if let Some(builder) = builders.get_mut(at) {
                    builder.aside(fact);
                }
                continue;
            }
            let (row, number) = numbered(&fact.row);
            path.clear();
            for part in [&fact.table, "\0", row, "\0", &fact.column] {
                path.push_str(part);
            }
            if !self.known.contains_key(&path) {
                let spot = find(&mut self.names, &fact.table, row, &fact.column);
                self.known.insert(path.clone(), spot);
            }
            let spot = self.known.get(&path);
            if let (Some(builder), Some(spot)) = (builders.get_mut(at), spot) {
                match spot {
                    Ok((spot, Some(unit))) if fact.currency.is_none() => {
                        builder.take(spot, number, &DataFact { currency: Some(*unit), ..fact.clone() });
                    }
                    Ok((spot, _)) => builder.take(spot, number, fact),
                    Err(miss) => builder.refuse(miss, fact),
                }
            }
        }
        if let Some(first) = builders.first_mut() {
            first.account.notices.clone_from(&document.notices);
        }
        builders.into_iter().map(Builder::finish).collect()
    }
}

/// The cell that data name. The head of a column may say a unit of money behind its name: 期末余额（元）.
fn find(names: &mut Names<'_>, table: &str, row: &str, column: &str) -> Found {
    let with_unit = without_unit(column).filter(|_| !names.has_column(table, column));
    match with_unit {
        Some((column, unit)) => names.find(table, row, column).map(|spot| (spot, Some(unit))),
        None => names.find(table, row, column).map(|spot| (spot, None)),
    }
}

/// A name and the unit of money in brackets behind it.
fn without_unit(column: &str) -> Option<(&str, MoneyUnit)> {
    let (column, unit) = column.trim().strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let unit = unit.trim().trim_start_matches("单位").trim_start_matches(['：', ':']);
    Some((column.trim_end(), MoneyUnit::from_name(unit.trim())?))
}

impl Builder<'_> {
    fn finish(mut self) -> Account {
        self.settle_places();
        for family in &self.schema.families {
            let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { continue };
            read.whole = read.found && !self.broken.contains(&family.id);
            let open = family.codes.is_some() || family.repeated;
            read.loses_rows |= read.found && open && self.lacking.contains(&family.id);
        }
        self.question();
        self.settle_rows();
        self.account
    }

    /// Gives every amount of a table the place of its table: the finest that two of its figures print, or, with
    /// fewer than ten figures, that two figures of all tables print. A figure that is finer keeps its own.
    fn settle_places(&mut self) {
        let mut tables: Vec<Counts> = vec![Counts::default(); self.schema.tables.len()];
        let mut all = Counts::default();
        self.each_amount(|table, claim, _| {
            if let Some(counts) = table.and_then(|table| tables.get_mut(table)) {
                counts.add(claim.place);
                all.add(claim.place);
            }
        });
        let whole = all.finest();
        let places: Vec<Option<Place>> = tables
            .iter()
            .map(|counts| if counts.figures < 10 { whole.or(counts.finest()) } else { counts.finest() })
            .collect();
        for (read, place) in self.account.tables.iter_mut().zip(&places).filter(|(read, _)| read.found) {
            read.place = *place;
        }
        self.each_amount(|table, claim, given| {
            let place = match table {
                Some(table) => places.get(table).copied().flatten(),
                None => (!claim.damage.approximate && claim.unit != "亿元").then_some(PROSE),
            };
            if let Some(place) = place.filter(|_| !given) {
                claim.place = claim.place.min(place);
            }
        });
    }

    /// Visits every amount with the index of its table, and whether its place was given.
    fn each_amount(&mut self, mut visit: impl FnMut(Option<usize>, &mut Claim, bool)) {
        let given: std::collections::BTreeSet<_> = self.given.iter().copied().collect();
        for family in &self.schema.families {
            let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { continue };
            let table = family.table.map(|table| table.0 as usize);
            let sets = [(true, &mut read.fixed), (false, &mut read.rows)];
            for (fixed, rows) in sets {
                for (at, row) in rows.iter_mut().enumerate() {
                    let of = fixed.then_some(RowId(at as u32));
                    for (column, cell) in amounts(family, of, &mut row.cells) {
                        for (index, claim) in cell.claims.iter_mut().enumerate() {
                            if claim.place != Place::EXACT {
                                visit(table, claim, given.contains(&(family.id, fixed, at, column, index)));
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Cells of a row with values that are money: a row of percentages or counts may cross a column of money.
fn amounts<'a>(
    family: &'a Family,
    row: Option<RowId>,
    cells: &'a mut [CellRead],
) -> impl Iterator<Item = (usize, &'a mut CellRead)> {
    let is_money = move |column: &Column| family.dimension(row, column.id) == Dimension::Money;
    family
        .columns
        .iter()
        .zip(cells)
        .enumerate()
        .filter(move |(_, (column, cell))| cell.state == State::Value && is_money(column))
        .map(|(index, (_, cell))| (index, cell))
}

/// How many figures print each place.
#[derive(Clone, Debug, Default)]
struct Counts {
    figures: usize,
    places: BTreeMap<Place, usize>,
}

impl Counts {
    fn add(&mut self, place: Place) {
        self.figures += 1;
        *self.places.entry(place).or_default() += 1;
    }

    fn finest(&self) -> Option<Place> {
        self.places.iter().find(|(_, figures)| **figures > 1).map(|(place, _)| *place)
    }
}
