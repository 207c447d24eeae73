//! Facts of one unit back to an account: what was printed, as data print it. No place is known but the file.

use std::collections::BTreeSet;

use super::data_value::printed;
use super::{Account, CellRead, Claim, FamilyRead, RowRead, State, TableRead};
use crate::amount::{Dimension, MoneyUnit, Place};
use crate::facts::{Facts, FamilyFacts, NO_PARENT};
use crate::schema::{Family, FamilyId, Kind, RowId, Schema, TableId};

/// What facts do not say of a unit.
pub struct About<'a> {
    /// Name of the file.
    pub source: &'a str,
    /// The unit's name.
    pub unit: &'a str,
    /// The year of its accounts.
    pub year: Option<i32>,
    /// The unit that the money of a table is printed in.
    pub money_unit: &'a dyn Fn(TableId) -> MoneyUnit,
    /// The families whose rows are wanted; all where none are given.
    pub families: Option<&'a BTreeSet<FamilyId>>,
}

/// The account of a lane that holds nothing but figures of tables.
#[must_use]
pub fn of_lane(schema: &Schema, facts: &Facts, lane: usize, about: &About<'_>) -> Account {
    let mut account = Account {
        source: about.source.to_owned(),
        unit: (!about.unit.is_empty()).then(|| about.unit.to_owned()),
        year: about.year,
        families: vec![FamilyRead::default(); schema.families.len()],
        tables: vec![TableRead::default(); schema.tables.len()],
        of_data: true,
        ..Account::default()
    };
    for (family, read) in schema.families.iter().zip(&mut account.families) {
        let Some(facts) = facts.families.get(family.id.0 as usize) else { continue };
        let Some(id) = family.table.filter(|_| facts.found.get(lane) == Some(&true)) else { continue };
        let is_wanted = about.families.is_none_or(|wanted| wanted.contains(&family.id));
        if is_wanted {
            *read = family_read(schema, family, facts, lane, (about.money_unit)(id));
        } else {
            read.found = true;
        }
        let table = schema.table(id).zip(account.tables.get_mut(id.0 as usize));
        if let Some((table, read)) = table {
            (read.found, read.title) = (true, table.name.clone());
            read.money_unit = (about.money_unit)(id);
        }
    }
    account
}

fn family_read(
    schema: &Schema,
    family: &Family,
    facts: &FamilyFacts,
    lane: usize,
    unit: MoneyUnit,
) -> FamilyRead {
    let columns = family.columns.len();
    let mut read = FamilyRead {
        found: true,
        whole: facts.whole.get(lane) == Some(&true),
        loses_rows: facts.loses_rows.get(lane) == Some(&true),
        other_columns: facts.other_columns.get(lane) == Some(&true),
        heads: vec![false; columns],
        ..FamilyRead::default()
    };
    let mut cells = |row: Option<RowId>, fact: &dyn Fn(usize) -> (i64, State, Place)| -> Vec<CellRead> {
        let mut cells = Vec::with_capacity(columns);
        for (at, column) in family.columns.iter().enumerate() {
            let of = fact(at);
            if of.1 != State::Absent
                && let Some(head) = read.heads.get_mut(at)
            {
                *head = true;
            }
            let dimension = match &column.kind {
                Kind::Plain(_) => family.dimension(row, column.id),
                _ => Dimension::Text,
            };
            cells.push(cell_read(of, &dimension, unit));
        }
        cells
    };
    for row in &family.rows {
        let fact = |at: usize| {
            let cell = facts.cells.get(row.id.0 as usize * columns + at);
            cell.map_or((0, State::Absent, Place::EXACT), |cell| cell.at(lane))
        };
        let cells = cells(Some(row.id), &fact);
        read.fixed.push(RowRead {
            key: row.name.clone(),
            name: row.name.clone(),
            cells,
            ..RowRead::default()
        });
    }
    let list = schema.list_of(family);
    let rows = facts.rows.lane(lane);
    let start = rows.start;
    for row in rows {
        let fact = |at: usize| {
            let column = facts.rows.column(at as u32);
            column.map_or((0, State::Absent, Place::EXACT), |column| column.at(row as usize))
        };
        let key = facts.rows.key(row);
        let parent = facts.rows.parent(row);
        read.rows.push(RowRead {
            key: key.to_owned(),
            code: list.filter(|list| !list.open).map(|_| key.to_owned()),
            name: list.and_then(|list| list.name_of(key)).unwrap_or_default().to_owned(),
            level: facts.rows.level(row),
            parent: (parent != NO_PARENT).then(|| parent.saturating_sub(start)),
            cells: cells(None, &fact),
            ..RowRead::default()
        });
    }
    read
}

fn cell_read(of: (i64, State, Place), dimension: &Dimension, unit: MoneyUnit) -> CellRead {
    let (value, state, place) = of;
    if state == State::Absent {
        return CellRead::default();
    }
    let claim = Claim { value, place, text: printed(of, dimension, unit), ..Claim::default() };
    CellRead { state, claims: vec![claim], ..CellRead::default() }
}
