//! The last place of a table's figures, and the money unit of the document.

use std::collections::BTreeMap;

use super::Tables;
use super::lines::Line;
use crate::account::{CellRead, FamilyRead, State};
use crate::amount::{Dimension, MoneyUnit, Place};
use crate::schema::{ColumnId, Family, RowId, Schema};
use crate::text::{FigureUnit, scan_figures};

/// Figures that a table must print for its own place to count.
const ENOUGH: u32 = 10;

/// How many figures print each place.
type Counts = BTreeMap<i8, u32>;

/// The finest place that at least two figures print; the finest of all where none is printed twice.
fn finest(counts: &Counts) -> Option<Place> {
    let twice = counts.iter().find(|(_, count)| **count >= 2);
    twice.or(counts.iter().next()).map(|(place, _)| Place(*place))
}

/// Sets the place of every table and figure. A table with few figures takes what the document prints in its unit.
pub(super) fn settle(schema: &Schema, tables: &mut Tables, lines: &[Line<'_>]) {
    let mut of_table: Vec<Counts> = Vec::new();
    let mut of_unit: BTreeMap<MoneyUnit, Counts> = BTreeMap::new();
    for table in &schema.tables {
        let mut counts = Counts::new();
        for (family, read) in families(schema, table, &tables.families) {
            for cell in cells(read) {
                count(family, cell, &mut counts);
            }
        }
        let unit = tables.tables.get(table.id.0 as usize).map(|read| read.money_unit).unwrap_or_default();
        let all = of_unit.entry(unit).or_default();
        for (place, count) in &counts {
            *all.entry(*place).or_default() += count;
        }
        of_table.push(counts);
    }
    let few = |counts: &Counts| (1..ENOUGH).contains(&counts.values().sum::<u32>());
    if of_table.iter().any(few) {
        count_prose(lines, &mut of_unit);
    }
    for (table, counts) in schema.tables.iter().zip(&of_table) {
        let Some(read) = tables.tables.get_mut(table.id.0 as usize) else { continue };
        let all = of_unit.get(&read.money_unit).filter(|_| few(counts));
        read.place = finest(all.unwrap_or(counts));
        if let Some(place) = read.place {
            for id in &table.families {
                let (Some(family), Some(read)) = (schema.family(*id), tables.families.get_mut(id.0 as usize))
                else {
                    continue;
                };
                refine(family, read, place);
            }
        }
    }
}

fn families<'a>(
    schema: &'a Schema,
    table: &'a crate::schema::Table,
    read: &'a [FamilyRead],
) -> impl Iterator<Item = (&'a Family, &'a FamilyRead)> {
    table.families.iter().filter_map(|id| Some((schema.family(*id)?, read.get(id.0 as usize)?)))
}

/// Where a cell stands: its fixed row, if it is in one, and its column.
type At = (Option<RowId>, ColumnId);

/// Every cell with where it stands.
fn cells(read: &FamilyRead) -> impl Iterator<Item = (At, &CellRead)> {
    let fixed = read.fixed.iter().enumerate().map(|(at, row)| (Some(RowId(at as u32)), row));
    let rows = fixed.chain(read.rows.iter().map(|row| (None, row)));
    rows.flat_map(|(at, row)| {
        row.cells.iter().enumerate().map(move |(column, cell)| ((at, ColumnId(column as u32)), cell))
    })
}

fn is_money(family: &Family, (row, column): At) -> bool {
    family.dimension(row, column) == Dimension::Money
}

fn count(family: &Family, (at, cell): (At, &CellRead), counts: &mut Counts) {
    if cell.state != State::Value || !is_money(family, at) {
        return;
    }
    if let Some(claim) =
        cell.claims.first().filter(|claim| claim.unit.is_empty() && claim.place != Place::EXACT)
    {
        *counts.entry(claim.place.0).or_default() += 1;
    }
}

/// Money in prose counts for what the document prints in a unit.
fn count_prose(lines: &[Line<'_>], of_unit: &mut BTreeMap<MoneyUnit, Counts>) {
    for line in lines.iter().filter(|line| line.grid.is_none() && line.text.contains('元')) {
        for figure in scan_figures(line.text) {
            let FigureUnit::Money { unit, cut: false } = figure.unit else { continue };
            let decimals = i8::try_from(figure.decimals).unwrap_or(i8::MAX);
            let place = unit.exponent().saturating_sub(decimals);
            *of_unit.entry(unit).or_default().entry(place).or_default() += 1;
        }
    }
}

/// A figure has the place of its table, or its own where that is finer.
fn refine(family: &Family, read: &mut FamilyRead, place: Place) {
    let fixed = read.fixed.iter_mut().enumerate().map(|(at, row)| (Some(RowId(at as u32)), row));
    for (at, row) in fixed.chain(read.rows.iter_mut().map(|row| (None, row))) {
        for (column, cell) in row.cells.iter_mut().enumerate() {
            if !is_money(family, (at, ColumnId(column as u32))) {
                continue;
            }
            for claim in cell.claims.iter_mut().filter(|claim| claim.place != Place::EXACT) {
                claim.place = claim.place.min(place);
            }
        }
    }
}
