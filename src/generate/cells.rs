//! Cells of an account in the making: read and written by where they are.

use crate::account::{Account, CellRead, Claim, RowRead, State};
use crate::amount::{Dimension, Place};
use crate::audit::{CellAt, RowAt};
use crate::schema::{Kind, RowId, Schema};

/// One hundredth of 万元: the last place of amounts, in fixed point.
pub(super) const MONEY_UNIT: i64 = 1_000_000;
/// The last place of amounts.
pub(super) const MONEY_PLACE: Place = Place(2);
/// The last place of percentages: 0.01 %.
pub(super) const RATE_PLACE: Place = Place(-4);
/// One hundredth of a per cent in fixed point.
pub(super) const RATE_UNIT: i64 = 10_000;

/// A cell.
pub(super) fn cell(account: &Account, at: CellAt) -> Option<&CellRead> {
    let family = account.families.get(at.family.0 as usize)?;
    let row = match at.row {
        RowAt::Fixed(row) => family.fixed.get(row as usize),
        RowAt::Block(row) => family.rows.get(row as usize),
    };
    row?.cells.get(at.column.0 as usize)
}

fn cell_mut(account: &mut Account, at: CellAt) -> Option<&mut CellRead> {
    let family = account.families.get_mut(at.family.0 as usize)?;
    let row: Option<&mut RowRead> = match at.row {
        RowAt::Fixed(row) => family.fixed.get_mut(row as usize),
        RowAt::Block(row) => family.rows.get_mut(row as usize),
    };
    row?.cells.get_mut(at.column.0 as usize)
}

/// What a cell holds as a number; 0 where it holds none.
pub(crate) fn value(account: &Account, at: CellAt) -> i64 {
    let claim =
        cell(account, at).filter(|cell| cell.state == State::Value).and_then(|cell| cell.claims.first());
    claim.map_or(0, |claim| claim.value)
}

/// Whether something stands in a cell.
pub(crate) fn is_said(account: &Account, at: CellAt) -> bool {
    cell(account, at).is_some_and(|cell| cell.state == State::Value)
}

/// Puts a number into a cell.
pub(crate) fn set(schema: &Schema, account: &mut Account, at: CellAt, value: i64) {
    let place = place_of(&dimension(schema, at));
    if let Some(cell) = cell_mut(account, at) {
        let mut claim = cell.claims.pop().unwrap_or_default();
        (claim.value, claim.place) = (value, place);
        *cell = CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() };
    }
}

/// Puts a text into a cell.
pub(super) fn set_text(account: &mut Account, at: CellAt, text: String) {
    if let Some(cell) = cell_mut(account, at) {
        let claim = Claim { text, ..Claim::default() };
        *cell = CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() };
    }
}

/// Leaves a cell without anything.
pub(super) fn clear(account: &mut Account, at: CellAt, state: State) {
    if let Some(cell) = cell_mut(account, at) {
        *cell = CellRead { state, ..CellRead::default() };
    }
}

/// What a cell holds.
pub(crate) fn dimension(schema: &Schema, at: CellAt) -> Dimension {
    let row = match at.row {
        RowAt::Fixed(row) => Some(RowId(row)),
        RowAt::Block(_) => None,
    };
    schema.family(at.family).map_or(Dimension::Text, |family| family.dimension(row, at.column))
}

/// Whether a cell holds a word of a class.
pub(super) fn is_word(schema: &Schema, at: CellAt) -> bool {
    schema.column(at.family, at.column).is_some_and(|column| matches!(column.kind, Kind::Words(_)))
}

/// Whether a cell is one of prose.
pub(super) fn is_prose(schema: &Schema, at: CellAt) -> bool {
    schema.family(at.family).is_some_and(|family| family.table.is_none())
}

/// The last place that figures of a dimension are printed in.
pub(super) fn place_of(dimension: &Dimension) -> Place {
    match dimension {
        Dimension::Money => MONEY_PLACE,
        Dimension::Ratio => RATE_PLACE,
        _ => Place::EXACT,
    }
}

/// One unit of the last place of a dimension in fixed point.
pub(crate) fn unit_of(dimension: &Dimension) -> i64 {
    match dimension {
        Dimension::Money => MONEY_UNIT,
        Dimension::Ratio => RATE_UNIT,
        Dimension::Count(_) => 10_000,
        _ => 1,
    }
}

/// All cells in which something stands, in order.
pub(super) fn all(schema: &Schema, account: &Account) -> Vec<CellAt> {
    let mut all = Vec::new();
    for family in &schema.families {
        let Some(read) = account.families.get(family.id.0 as usize) else { continue };
        let fixed = (0..).zip(&read.fixed).map(|(at, row)| (RowAt::Fixed(at), row));
        let block = (0..).zip(&read.rows).map(|(at, row)| (RowAt::Block(at), row));
        for (row, of) in fixed.chain(block) {
            let said = family.columns.iter().zip(&of.cells).filter(|(_, cell)| cell.state == State::Value);
            all.extend(said.map(|(column, _)| CellAt { family: family.id, row, column: column.id }));
        }
    }
    all
}
