//! Accounts to facts: each account becomes a lane.

use super::{Account, CellRead, FamilyRead};
use crate::amount::Place;
use crate::facts::{Column, Facts, FamilyFacts, NewRow, Rows, State, TableFacts};
use crate::schema::{Family, Schema};

/// Puts accounts side by side.
#[must_use]
pub fn facts(schema: &Schema, accounts: &[&Account]) -> Facts {
    let families = schema.families.iter().map(|family| family_facts(family, accounts)).collect();
    let tables = (0..schema.tables.len()).map(|table| {
        let reads = || accounts.iter().map(move |account| account.tables.get(table));
        TableFacts {
            scattered: reads().map(|read| read.is_some_and(|read| read.scattered)).collect(),
            cut: reads().map(|read| read.is_some_and(|read| read.cut)).collect(),
        }
    });
    Facts {
        lanes: accounts.len(),
        families,
        tables: tables.collect(),
        partial: accounts.iter().map(|account| account.partial).collect(),
        years: accounts.iter().map(|account| account.year).collect(),
    }
}

fn family_facts(family: &Family, accounts: &[&Account]) -> FamilyFacts {
    let columns = family.columns.len();
    let nothing = FamilyRead::default();
    let reads: Vec<&FamilyRead> = accounts
        .iter()
        .map(|account| account.families.get(family.id.0 as usize).unwrap_or(&nothing))
        .collect();
    let headless: Vec<bool> = reads.iter().map(|read| read.heads.is_empty()).collect();
    let known = headless.contains(&false);
    let says_more = reads.iter().any(|read| !read.unclaimed.is_empty());
    let head = |column: usize| reads.iter().map(|read| read.heads.get(column) == Some(&true)).collect();
    let mut facts = FamilyFacts {
        found: reads.iter().map(|read| read.found).collect(),
        whole: reads.iter().map(|read| read.whole).collect(),
        loses_rows: reads.iter().map(|read| read.loses_rows).collect(),
        other_columns: reads.iter().map(|read| read.other_columns).collect(),
        heads: if known { (0..columns).map(head).collect() } else { Vec::new() },
        headless: if known && headless.contains(&true) { headless } else { Vec::new() },
        unclaimed: if says_more {
            reads.iter().map(|read| read.unclaimed.clone()).collect()
        } else {
            Vec::new()
        },
        cells: vec![Column::default(); family.rows.len() * columns],
        rows: Rows::new(columns),
    };
    for read in reads {
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
