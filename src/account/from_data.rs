//! Accounts given as data (YAML, CSV) instead of as a printed document.

use std::collections::{BTreeMap, HashMap};

use super::data_names::{Miss, Names, RowSpot, Spot};
use super::data_value::{Value, value};
use super::{Account, CellRead, Claim, FamilyRead, RowRead, State, TableRead, Unclaimed};
use crate::amount::{Dimension, Place};
use crate::document::{self, DataFact, Document};
use crate::schema::{Column, Family, FamilyId, Kind, RowId, Schema};

/// 0.01 万元: the place of money in prose unless printed finer.
const PROSE: Place = Place(2);

/// The accounts that a document holds as data, one for each unit and year in order of first mention. Facts whose names
/// the schema lacks, or that could mean two cells, are unclaimed, with the reason.
#[must_use]
pub fn from_data(schema: &Schema, document: &Document) -> Vec<Account> {
    DataReader::new(schema).read(document)
}

/// Reads accounts from data by one schema; a name is looked up once for all documents.
pub struct DataReader<'s> {
    schema: &'s Schema,
    names: Names<'s>,
    known: HashMap<String, Result<Spot, Miss>>,
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
        for fact in &document.data {
            let at = *order.entry((&fact.unit, fact.year)).or_insert_with(|| {
                builders.push(Builder::new(self.schema, document, fact));
                builders.len() - 1
            });
            path.clear();
            for part in [&fact.table, "\0", &fact.row, "\0", &fact.column] {
                path.push_str(part);
            }
            if !self.known.contains_key(&path) {
                let spot = self.names.find(&fact.table, &fact.row, &fact.column);
                self.known.insert(path.clone(), spot);
            }
            let spot = self.known.get(&path);
            if let (Some(builder), Some(spot)) = (builders.get_mut(at), spot) {
                match spot {
                    Ok(spot) => builder.take(spot, fact),
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

struct Builder<'s> {
    schema: &'s Schema,
    account: Account,
    /// Families with a fact that was not understood.
    broken: Vec<FamilyId>,
    /// Rows that appear with the data, by family and key: index in the family's rows.
    rows: BTreeMap<(FamilyId, String), usize>,
    /// Claims whose place was given: family, in fixed rows, row, column, index of the claim.
    given: Vec<(FamilyId, bool, usize, usize, usize)>,
}

impl<'s> Builder<'s> {
    fn new(schema: &'s Schema, document: &Document, fact: &DataFact) -> Self {
        let account = Account {
            source: document.name.clone(),
            unit: (!fact.unit.is_empty()).then(|| fact.unit.clone()),
            year: fact.year,
            families: vec![FamilyRead::default(); schema.families.len()],
            tables: vec![TableRead::default(); schema.tables.len()],
            ..Account::default()
        };
        Self { schema, account, broken: Vec::new(), rows: BTreeMap::new(), given: Vec::new() }
    }

    fn take(&mut self, spot: &Spot, fact: &DataFact) {
        let Some(family) = self.schema.family(spot.family) else { return };
        let Some(column) = family.columns.get(spot.column) else { return };
        let kind = match (&spot.row, &column.kind) {
            (RowSpot::Fixed(row), Kind::Plain(_)) => {
                Kind::Plain(family.dimension(Some(RowId(*row as u32)), column.id))
            }
            (_, kind) => kind.clone(),
        };
        let read = value(fact, &kind, &self.schema.words);
        self.open(family, fact);
        let (fixed, row) = match &spot.row {
            RowSpot::Fixed(row) => (true, *row),
            RowSpot::Code(code, name) => (false, self.appearing(family, code, name, Some(code), fact)),
            RowSpot::Item(key) => (false, self.appearing(family, key, key, None, fact)),
        };
        let Some(family_read) = self.account.families.get_mut(spot.family.0 as usize) else { return };
        if let Some(head) = family_read.heads.get_mut(spot.column) {
            *head = true;
        }
        let rows = if fixed { &mut family_read.fixed } else { &mut family_read.rows };
        let Some(row_read) = rows.get_mut(row) else { return };
        if row_read.at == document::Place::default() {
            row_read.at = fact.place.clone();
        }
        let Some(cell) = row_read.cells.get_mut(spot.column) else { return };
        if read.place_given {
            self.given.push((spot.family, fixed, row, spot.column, cell.claims.len()));
        }
        fill(cell, read);
    }

    /// Makes the fixed rows of a family when its first fact comes.
    fn open(&mut self, family: &Family, fact: &DataFact) {
        let Some(read) = self.account.families.get_mut(family.id.0 as usize).filter(|read| !read.found)
        else {
            return;
        };
        read.found = true;
        read.at = fact.place.clone();
        read.fixed = family
            .rows
            .iter()
            .map(|row| RowRead { key: row.name.clone(), name: row.name.clone(), ..empty_row(family) })
            .collect();
        if let Some(id) = family.table {
            read.heads = vec![false; family.columns.len()];
            let table = self.schema.table(id).zip(self.account.tables.get_mut(id.0 as usize));
            if let Some((table, read)) = table.filter(|(_, read)| !read.found) {
                read.found = true;
                read.title.clone_from(&table.name);
                read.at = fact.place.clone();
            }
        }
    }

    /// The index of a code row or an item, made when it is first met.
    fn appearing(
        &mut self,
        family: &Family,
        key: &str,
        name: &str,
        code: Option<&String>,
        fact: &DataFact,
    ) -> usize {
        if let Some(known) = self.rows.get(&(family.id, key.to_owned())) {
            return *known;
        }
        let list = family.codes.as_ref().and_then(|codes| self.schema.code_list(codes.list));
        let level = list.zip(code).and_then(|(list, code)| list.level_of(code)).unwrap_or(0);
        let mut row = RowRead {
            key: key.to_owned(),
            code: code.cloned(),
            name: name.to_owned(),
            level,
            at: fact.place.clone(),
            ..empty_row(family)
        };
        if let Some(cell) = self.key_column(family).and_then(|column| row.cells.get_mut(column)) {
            let claim = Claim { text: key.to_owned(), at: fact.place.clone(), ..Claim::default() };
            *cell = CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() };
        }
        let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { return 0 };
        read.rows.push(row);
        let at = read.rows.len() - 1;
        self.rows.insert((family.id, key.to_owned()), at);
        at
    }

    /// The column that holds the key of an item or copy.
    fn key_column(&self, family: &Family) -> Option<usize> {
        if !family.repeated {
            return None;
        }
        let copies = family.table.and_then(|id| self.schema.table(id)).and_then(|table| table.copies);
        let items = family.passage.and_then(|id| self.schema.passage(id)).and_then(|passage| {
            passage.items.iter().find(|items| items.family == family.id).map(|items| items.key)
        });
        copies.or(items).map(|column| column.0 as usize)
    }

    fn refuse(&mut self, miss: &Miss, fact: &DataFact) {
        let path: Vec<&str> = [&fact.table, &fact.row, &fact.column]
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        self.account.unclaimed.push(Unclaimed {
            text: format!("{} = {}", path.join("."), fact.value),
            why: miss.why.clone(),
            at: fact.place.clone(),
            extent: None,
        });
        self.broken.extend(&miss.families);
    }

    fn finish(mut self) -> Account {
        self.settle_places();
        for family in &self.schema.families {
            let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { continue };
            read.whole = read.found && !self.broken.contains(&family.id);
            if let Some(codes) = family.codes.as_ref().and_then(|codes| self.schema.code_list(codes.list)) {
                read.rows.sort_by(|left, right| left.key.cmp(&right.key));
                let ends: Vec<usize> =
                    codes.levels.iter().rev().map(|level| usize::from(level.digits)).collect();
                adopt(&mut read.rows, &ends);
            }
        }
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

fn empty_row(family: &Family) -> RowRead {
    RowRead { cells: vec![CellRead::default(); family.columns.len()], ..RowRead::default() }
}

/// Adds a reading to a cell; the first decides its state.
fn fill(cell: &mut CellRead, read: Value) {
    if cell.state == State::Absent {
        cell.state = read.state;
        cell.remark = read.remark;
    }
    cell.claims.push(read.claim);
}

/// Finds the parent of each code row: the row of the longest code above it. Rows are in order of codes.
fn adopt(rows: &mut [RowRead], ends: &[usize]) {
    let at: BTreeMap<String, u32> =
        (0..).zip(rows.iter()).map(|(index, row)| (row.key.clone(), index)).collect();
    for row in rows {
        let above = ends.iter().filter(|end| **end < row.key.len());
        row.parent = above.filter_map(|end| row.key.get(..*end)).find_map(|code| at.get(code).copied());
    }
}
