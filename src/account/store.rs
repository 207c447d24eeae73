//! Accounts to facts: each account becomes a lane.

use super::{Account, CellRead, FamilyRead};
use crate::amount::Place;
use crate::facts::{Column, Facts, FamilyFacts, NewRow, Rows, State};
use crate::schema::{Family, Schema};

/// Puts accounts side by side.
#[must_use]
pub fn facts(schema: &Schema, accounts: &[&Account]) -> Facts {
    let families = schema.families.iter().map(|family| family_facts(family, accounts)).collect();
    Facts { lanes: accounts.len(), families }
}

fn family_facts(family: &Family, accounts: &[&Account]) -> FamilyFacts {
    let columns = family.columns.len();
    let mut facts = FamilyFacts {
        found: Vec::with_capacity(accounts.len()),
        whole: Vec::with_capacity(accounts.len()),
        cells: vec![Column::default(); family.rows.len() * columns],
        rows: Rows::new(columns),
    };
    let nothing = FamilyRead::default();
    for account in accounts {
        let read = account.families.get(family.id.0 as usize).unwrap_or(&nothing);
        facts.found.push(read.found);
        facts.whole.push(read.whole);
        for row in 0..family.rows.len() {
            for column in 0..columns {
                let cell = read.fixed.get(row).and_then(|row| row.cells.get(column));
                let (value, state, place) = fact(cell);
                if let Some(target) = facts.cells.get_mut(row * columns + column) {
                    target.push(value, state, place);
                }
            }
        }
        facts.rows.push_lane(read.rows.iter().map(|row| NewRow {
            key: &row.key,
            level: row.level,
            parent: row.parent,
            cells: (0..columns).map(|column| fact(row.cells.get(column))).collect(),
        }));
    }
    facts
}

fn fact(cell: Option<&CellRead>) -> (i64, State, Place) {
    let Some(cell) = cell else { return (0, State::Absent, Place::EXACT) };
    match (cell.state, cell.claims.first()) {
        (State::Value, Some(claim)) => (claim.value, State::Value, claim.place),
        (State::Value, None) => (0, State::Unreadable, Place::EXACT),
        (state, _) => (0, state, Place::EXACT),
    }
}
