//! Where figures stand and what is printed there, and their numbers with the unit to show them in.

use super::{Quantity, Spot};
use crate::amount::{Dimension, Exact, Interval, MoneyUnit, Place};
use crate::audit::{CellAt, RowAt, View};
use crate::document;
use crate::naming;
use crate::schema::{ColumnId, Kind};

/// Where a cell stands, and what is printed there.
pub(super) fn spot_of(view: &View<'_>, at: CellAt) -> Spot {
    spot_of_claim(view, at, 0)
}

/// The same for one of its readings.
pub(super) fn spot_of_claim(view: &View<'_>, at: CellAt, claim: usize) -> Spot {
    let [table, row, column] = naming::cell_parts(view, at);
    let cell = view.cell_read(at);
    let claim = cell.and_then(|cell| cell.claims.get(claim).or(cell.claims.first()));
    let place = claim
        .map(|claim| claim.at.clone())
        .or_else(|| view.row_read(at.family, at.row).map(|row| row.at.clone()));
    let place = place.filter(|place| *place != document::Place::default());
    let place = place.or_else(|| beside(view, at));
    let place = place.or_else(|| view.read_of(at.family).map(|read| read.at.clone())).unwrap_or_default();
    Spot {
        table,
        row,
        column,
        text: claim.map(|claim| claim.text.clone()).unwrap_or_default(),
        quote: claim.map(|claim| claim.quote.clone()).unwrap_or_default(),
        at: place,
    }
}

/// Where the nearest printed figure stands that shares a row or else a column with a cell that prints nothing.
fn beside(view: &View<'_>, at: CellAt) -> Option<document::Place> {
    let family = view.family(at.family).filter(|family| family.table.is_some())?;
    let place = |row: RowAt, column: u32| {
        let cell = CellAt { family: at.family, row, column: ColumnId(column) };
        view.cell_read(cell).and_then(|cell| cell.claims.first()).map(|claim| claim.at.clone())
    };
    let in_row = (0..family.columns.len() as u32)
        .filter_map(|column| place(at.row, column).map(|found| (column.abs_diff(at.column.0), found)))
        .min_by_key(|(far, _)| *far);
    let RowAt::Fixed(own) = at.row else { return in_row.map(|(_, place)| place) };
    let in_column = (0..family.rows.len() as u32)
        .filter_map(|row| place(RowAt::Fixed(row), at.column.0).map(|found| (row.abs_diff(own), found)))
        .min_by_key(|(far, _)| *far);
    in_row.or(in_column).map(|(_, place)| place)
}

/// A number of a cell, with the unit that it is best shown in.
pub(super) fn quantity(
    view: &View<'_>,
    at: Option<CellAt>,
    value: &Exact,
    interval: &Interval,
    place: Place,
) -> Quantity {
    let column = at.and_then(|at| view.schema.column(at.family, at.column));
    let dimension = at.map_or(Dimension::Money, |at| view.dimension_at(at));
    let is_word = column.is_some_and(|column| matches!(column.kind, Kind::Words(_)));
    let (unit_exponent, unit) = match &dimension {
        Dimension::Money => {
            let unit = unit_of(view, at);
            (unit.exponent(), unit.name().to_owned())
        }
        Dimension::Ratio if is_word => (0, String::new()),
        Dimension::Ratio => (-2, "%".to_owned()),
        Dimension::Count(counter) => (0, counter.clone()),
        _ => (0, String::new()),
    };
    Quantity { value: value.clone(), interval: interval.clone(), dimension, place, unit_exponent, unit }
}

/// The unit that money of a cell is printed in.
fn unit_of(view: &View<'_>, at: Option<CellAt>) -> MoneyUnit {
    let Some(at) = at else { return MoneyUnit::default() };
    let printed = view.cell_read(at).and_then(|cell| cell.claims.first()).map(|claim| claim.unit.as_str());
    let printed = printed.and_then(MoneyUnit::from_name);
    let table = view.family(at.family).and_then(|family| family.table);
    let table = table.and_then(|id| view.account.tables.get(id.0 as usize)).map(|table| table.money_unit);
    table.or(printed).unwrap_or_default()
}

/// A number that no unit is known of.
pub(super) fn plain(value: &Exact, interval: Interval) -> Quantity {
    let dimension = Dimension::Ratio;
    Quantity {
        value: value.clone(),
        interval,
        dimension,
        place: Place::EXACT,
        unit_exponent: 0,
        unit: String::new(),
    }
}
