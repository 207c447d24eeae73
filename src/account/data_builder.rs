//! An account as it is put together from lines of data.

use std::collections::{BTreeMap, BTreeSet};

use super::data_aside::Aside;
use super::data_names::{Miss, RowSpot, Spot};
use super::data_value::{Value, value};
use super::{Account, CellRead, Claim, FamilyRead, RowRead, State, TableRead, Unclaimed};
use crate::amount::MoneyUnit;
use crate::document::{self, DataFact, Document};
use crate::schema::{Family, FamilyId, Kind, RowId, Schema, TableId};

pub(super) struct Builder<'s> {
    pub(super) schema: &'s Schema,
    pub(super) account: Account,
    /// Families with a fact that was not understood, and those that are said to be incomplete.
    pub(super) broken: Vec<FamilyId>,
    /// Families that may lack rows: a fact of them, or a line of the file, was not taken.
    pub(super) lacking: BTreeSet<FamilyId>,
    /// Percentages without a sign that may be ratios (0.25 for 25 %), by column: how many, the first as written, where.
    pub(super) doubtful: BTreeMap<(FamilyId, usize), (usize, String, document::Place)>,
    /// Rows that appear with the data, by family, key and number among rows of that key: index in the family's rows.
    pub(super) rows: BTreeMap<(FamilyId, String, u32), usize>,
    /// Lines that each are a row of their own (每行), by family and key.
    lines: BTreeMap<(FamilyId, String), Vec<document::Place>>,
    /// What is said of rows that is settled when all of them are known: family, row, what, value.
    pub(super) of_rows: Vec<(FamilyId, usize, Aside, String)>,
    /// Rows whose column for the key holds what the row is called, as long as the data do not say what is printed there.
    supposed_keys: BTreeSet<(FamilyId, usize)>,
    /// Tables whose unit of money is said.
    said_units: BTreeSet<TableId>,
    /// Families of which the printed head is said, with its columns.
    pub(super) headed: BTreeMap<FamilyId, BTreeSet<usize>>,
    /// Claims whose place was given: family, in fixed rows, row, column, index of the claim.
    pub(super) given: Vec<(FamilyId, bool, usize, usize, usize)>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(schema: &'s Schema, document: &Document, fact: &DataFact) -> Self {
        let account = Account {
            source: document.name.clone(),
            unit: (!fact.unit.is_empty()).then(|| fact.unit.clone()),
            year: fact.year,
            families: vec![FamilyRead::default(); schema.families.len()],
            tables: vec![TableRead::default(); schema.tables.len()],
            of_data: true,
            ..Account::default()
        };
        Self {
            schema,
            account,
            broken: Vec::new(),
            lacking: lacking(schema, document),
            doubtful: BTreeMap::new(),
            rows: BTreeMap::new(),
            lines: BTreeMap::new(),
            of_rows: Vec::new(),
            supposed_keys: BTreeSet::new(),
            said_units: BTreeSet::new(),
            headed: BTreeMap::new(),
            given: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, spot: &Spot, number: u32, fact: &DataFact) {
        let Some(family) = self.schema.family(spot.family) else { return };
        let Some(kind) = kind_of(family, spot) else { return };
        let read = value(fact, &kind, &self.schema.words);
        self.open(family, fact);
        self.say_unit(family, fact.currency);
        if read.may_be_ratio {
            let first = || (0, fact.value.clone(), fact.place.clone());
            self.doubtful.entry((family.id, spot.column)).or_insert_with(first).0 += 1;
        }
        let (fixed, row) = match &spot.row {
            RowSpot::Fixed(row) => (true, *row),
            RowSpot::Code(code, name) => {
                let number = self.number_of_line(family, code, fact).unwrap_or(number);
                (false, self.appearing(family, (code, number), name, Some(code), fact))
            }
            RowSpot::Item(key) => (false, self.appearing(family, (key, number), key, None, fact)),
        };
        let is_key = !fixed && self.key_column(family) == Some(spot.column);
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
        // What the data say of the column that holds the key takes the place of the key itself.
        if is_key && self.supposed_keys.remove(&(spot.family, row)) {
            *cell = CellRead::default();
        }
        if read.place_given {
            self.given.push((spot.family, fixed, row, spot.column, cell.claims.len()));
        }
        fill(cell, read);
    }

    /// Which row of its name a line is, where it holds all of a row that the data name.
    fn number_of_line(&mut self, family: &Family, key: &str, fact: &DataFact) -> Option<u32> {
        let list = self.schema.list_of(family);
        if !fact.of_row || !list?.open {
            return None;
        }
        let lines = self.lines.entry((family.id, key.to_owned())).or_default();
        // The figures of a line follow each other.
        if lines.last().is_none_or(|last| !is_same_row(last, &fact.place)) {
            lines.push(fact.place.clone());
        }
        u32::try_from(lines.len()).ok()
    }

    /// Makes the fixed rows of a family when its first fact comes.
    pub(super) fn open(&mut self, family: &Family, fact: &DataFact) {
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
                if read.title.is_empty() {
                    read.title.clone_from(&table.name);
                }
                read.at = fact.place.clone();
            }
        }
    }

    /// The unit that a figure says its money is in is that of its table: the first that is said.
    pub(super) fn say_unit(&mut self, family: &Family, unit: Option<MoneyUnit>) {
        if let (Some(id), Some(unit)) = (family.table, unit)
            && self.said_units.insert(id)
            && let Some(read) = self.account.tables.get_mut(id.0 as usize)
        {
            read.money_unit = unit;
        }
    }

    /// The index of a code row or an item, made when it is first met.
    pub(super) fn appearing(
        &mut self,
        family: &Family,
        (key, number): (&str, u32),
        name: &str,
        code: Option<&String>,
        fact: &DataFact,
    ) -> usize {
        if let Some(known) = self.rows.get(&(family.id, key.to_owned(), number)) {
            return *known;
        }
        let list = self.schema.list_of(family);
        let named = list.is_some_and(|list| list.open);
        let level = list.zip(code).and_then(|(list, code)| list.level_of(code));
        let level = level.unwrap_or(u8::from(named));
        let mut row = RowRead {
            key: key.to_owned(),
            code: code.filter(|_| !named).cloned(),
            name: name.to_owned(),
            level,
            at: fact.place.clone(),
            ..empty_row(family)
        };
        let mut is_supposed = false;
        // A fact of a clause has its subject from many words: none of them is printed as its key.
        let is_fact = self.schema.clauses.families.iter().any(|of| of.family == family.id);
        let column = self.key_column(family).filter(|_| !is_fact);
        if let Some(cell) = column.and_then(|column| row.cells.get_mut(column)) {
            let claim = Claim { text: key.to_owned(), at: fact.place.clone(), ..Claim::default() };
            *cell = CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() };
            is_supposed = true;
        }
        let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { return 0 };
        read.rows.push(row);
        let at = read.rows.len() - 1;
        if is_supposed {
            self.supposed_keys.insert((family.id, at));
        }
        self.rows.insert((family.id, key.to_owned(), number), at);
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

    pub(super) fn refuse(&mut self, miss: &Miss, fact: &DataFact) {
        self.broken.extend(&miss.families);
        self.lacking.extend(&miss.families);
        // A row that is not known is one thing to say, however many figures stand in it.
        let is_said = |last: &Unclaimed| last.why == miss.why && is_same_row(&last.at, &fact.place);
        if self.account.unclaimed.last().is_some_and(is_said) {
            return;
        }
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
    }

    /// What the data themselves should be asked about: percentages that may be ratios, cells that say two things.
    pub(super) fn question(&mut self) {
        let schema = self.schema;
        let mut notices = Vec::new();
        for ((family, column), (count, text, place)) in std::mem::take(&mut self.doubtful) {
            let Some(family) = schema.family(family) else { continue };
            let name = family.columns.get(column).map(|column| column.name.as_str()).unwrap_or_default();
            let times = if count > 1 { format!("等 {count} 处") } else { String::new() };
            let message = format!(
                "「{}.{name}」是百分比，{text} {times}没有写 %，按 {text}% 读；是百分之几十的，请写上 %，或乘以 100",
                family.name
            );
            notices.push(document::Notice { message, place });
        }
        if !self.account.elements.had_text {
            for family in schema.families.iter().filter(|family| family.table.is_some()) {
                let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { continue };
                for row in read.fixed.iter_mut().chain(&mut read.rows) {
                    for (cell, column) in row.cells.iter_mut().zip(&family.columns) {
                        let path = || format!("{}.{}.{}", family.name, row.name, column.name);
                        notices.extend(contradiction(cell, path));
                    }
                }
            }
        }
        self.account.notices.extend(notices);
    }
}

/// Whether two places are of one line of a file or one row of a sheet.
fn is_same_row(one: &document::Place, other: &document::Place) -> bool {
    let row = |place: &document::Place| {
        let cell = place.cell.as_deref().unwrap_or_default();
        cell.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).to_owned()
    };
    (&one.file, &one.sheet, one.line) == (&other.file, &other.sheet, other.line) && row(one) == row(other)
}

/// A cell that the data write twice, and not alike, has no value.
fn contradiction(cell: &mut CellRead, path: impl FnOnce() -> String) -> Option<document::Notice> {
    let first = cell.claims.first()?;
    let other = cell.claims.iter().find(|claim| claim.value != first.value)?;
    if cell.state != State::Value {
        return None;
    }
    let line = |claim: &Claim| claim.at.line.map(|line| format!("（第 {line} 行）")).unwrap_or_default();
    let both = format!("{}{}、{}{}", first.text.trim(), line(first), other.text.trim(), line(other));
    let notice = document::Notice {
        message: format!("「{}」写了不止一次，前后不一致：{both}；哪一个都没有用", path()),
        place: other.at.clone(),
    };
    cell.state = State::Unreadable;
    cell.remark = Some(format!("数据里前后不一致：{both}"));
    Some(notice)
}

/// Families whose rows appear with the data, where a line of the file was not taken: it may have been one of them.
fn lacking(schema: &Schema, document: &Document) -> BTreeSet<FamilyId> {
    let open = |family: &&Family| family.table.is_some() && (family.codes.is_some() || family.repeated);
    let families = schema.families.iter().filter(|family| !document.lost.is_empty() && open(family));
    families.map(|family| family.id).collect()
}

/// What the cell of a spot holds.
pub(super) fn kind_of(family: &Family, spot: &Spot) -> Option<Kind> {
    let column = family.columns.get(spot.column)?;
    Some(match (&spot.row, &column.kind) {
        (RowSpot::Fixed(row), Kind::Plain(_)) => {
            Kind::Plain(family.dimension(Some(RowId(*row as u32)), column.id))
        }
        (_, kind) => kind.clone(),
    })
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
