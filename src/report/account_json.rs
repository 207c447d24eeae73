//! What was read as JSON: schema `gouji/account/1`.

use serde::Serialize;

use super::findings_json::to_text;
use super::place_json::PlaceOut;
use crate::account::{Account, CellRead, Claim, FamilyRead, RowRead, State, TableRead, Unclaimed};
use crate::amount::{Dimension, Exact, MoneyUnit, Place};
use crate::schema::{Column, Family, Kind, Schema, Table};

#[derive(Serialize)]
struct Output<'a> {
    schema: &'static str,
    accounts: Vec<AccountOut<'a>>,
}

#[derive(Serialize)]
struct AccountOut<'a> {
    source: &'a str,
    unit: Option<&'a str>,
    year: Option<i32>,
    kind: &'a str,
    tables: Vec<TableOut<'a>>,
    passages: Vec<SlotOut<'a>>,
    unread: Vec<UnreadOut<'a>>,
    notices: Vec<NoticeOut<'a>>,
}

#[derive(Serialize)]
struct NoticeOut<'a> {
    message: &'a str,
    place: PlaceOut<'a>,
}

#[derive(Serialize)]
struct TableOut<'a> {
    table: &'a str,
    title: &'a str,
    money_unit: &'static str,
    place: PlaceOut<'a>,
    rows: Vec<RowOut<'a>>,
}

#[derive(Serialize)]
struct RowOut<'a> {
    code: Option<&'a str>,
    name: &'a str,
    side: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copy: Option<&'a str>,
    cells: Vec<CellOut<'a>>,
}

#[derive(Serialize)]
struct CellOut<'a> {
    column: &'a str,
    state: &'static str,
    value: Option<String>,
    text: Option<&'a str>,
    place: PlaceOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<&'a str>,
}

#[derive(Serialize)]
struct SlotOut<'a> {
    passage: &'a str,
    items: Option<&'a str>,
    item: Option<&'a str>,
    slot: &'a str,
    state: &'static str,
    value: Option<String>,
    unit: Option<&'a str>,
    text: Option<&'a str>,
    implied: bool,
    again: bool,
    place: PlaceOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<&'a str>,
}

#[derive(Serialize)]
struct UnreadOut<'a> {
    table: Option<&'a str>,
    text: &'a str,
    why: &'a str,
    place: PlaceOut<'a>,
}

/// The word for a state that programs read; none for what is not printed.
pub(super) fn state_word(state: State) -> Option<&'static str> {
    match state {
        State::Absent => None,
        State::Blank => Some("blank"),
        State::Dash => Some("dash"),
        State::Value => Some("value"),
        State::Unreadable => Some("unreadable"),
    }
}

/// What was read of documents, as JSON text. Blank cells are left out.
#[must_use]
pub fn account_json(schema: &Schema, accounts: &[Account]) -> String {
    let accounts = accounts.iter().map(|account| account_out(schema, account)).collect();
    to_text(&Output { schema: "gouji/account/1", accounts })
}

/// What was read of documents that were read by different editions, in the order given.
#[must_use]
pub fn accounts_json(accounts: &[(&Schema, &Account)]) -> String {
    let accounts = accounts.iter().map(|(schema, account)| account_out(schema, account)).collect();
    to_text(&Output { schema: "gouji/account/1", accounts })
}

fn account_out<'a>(schema: &'a Schema, account: &'a Account) -> AccountOut<'a> {
    let tables = schema.tables.iter().filter_map(|table| {
        let read = account.tables.get(table.id.0 as usize).filter(|read| read.found)?;
        Some(table_out(schema, account, table, read))
    });
    let mut unread: Vec<UnreadOut<'a>> = Vec::new();
    for table in &schema.tables {
        let left = account.tables.get(table.id.0 as usize).map(|read| read.unread.as_slice());
        unread.extend(left.unwrap_or_default().iter().map(|left| unread_out(Some(&table.name), left)));
    }
    unread.extend(account.unclaimed.iter().map(|left| unread_out(None, left)));
    AccountOut {
        source: &account.source,
        unit: account.unit.as_deref(),
        year: account.year,
        kind: &account.kind,
        tables: tables.collect(),
        passages: slots(schema, account),
        unread,
        notices: account
            .notices
            .iter()
            .map(|notice| NoticeOut { message: &notice.message, place: PlaceOut::new(&notice.place) })
            .collect(),
    }
}

fn unread_out<'a>(table: Option<&'a str>, left: &'a Unclaimed) -> UnreadOut<'a> {
    UnreadOut { table, text: &left.text, why: &left.why, place: PlaceOut::new(&left.at) }
}

/// The rows of a family as read: fixed rows first, then code rows or copies, with their canonical names.
pub(super) fn rows_of<'a>(
    family: &'a Family,
    read: &'a FamilyRead,
) -> impl Iterator<Item = (&'a str, &'a RowRead)> {
    let fixed = read.fixed.iter().enumerate().map(|(at, row)| {
        let name = family.rows.get(at).map_or("", |row| row.name.as_str());
        (if row.name.is_empty() { name } else { row.name.as_str() }, row)
    });
    fixed.chain(read.rows.iter().map(|row| (row.name.as_str(), row)))
}

/// The code of a row: the full one where it is known, else as printed.
pub(super) fn code_of(row: &RowRead) -> Option<&str> {
    let full = !row.key.is_empty() && row.key.bytes().all(|byte| byte.is_ascii_digit());
    if full { Some(&row.key) } else { row.code.as_deref() }
}

/// A column as it holds figures of a row: with what the row says that they are.
pub(super) fn held<'a>(
    family: &'a Family,
    row: &'a RowRead,
) -> impl Iterator<Item = (&'a Column, Dimension, &'a CellRead)> {
    let fixed = family.rows.iter().find(|fixed| fixed.dimension.is_some() && fixed.name == row.key);
    let row_id = fixed.map(|fixed| fixed.id);
    let cells = family.columns.iter().zip(&row.cells);
    cells.map(move |(column, cell)| (column, family.dimension(row_id, column.id), cell))
}

/// Value of a claim as plain decimal text: money in `unit`, percentages as such, with the decimals of its place.
pub(super) fn value_text(
    column: &Column,
    dimension: Dimension,
    claim: &Claim,
    place: Option<Place>,
    unit: MoneyUnit,
) -> String {
    if !dimension.is_number() || matches!(column.kind, Kind::Words(_)) {
        return claim.text.clone();
    }
    let value = Exact::from_fixed(claim.value, dimension.scale());
    let exponent = match dimension {
        Dimension::Money => unit.exponent(),
        // A ratio printed as such (0.985) stays one; everything else is a percentage.
        Dimension::Ratio if Exact::parse_decimal(claim.text.trim()).as_ref() == Some(&value) => 0,
        Dimension::Ratio => -2,
        _ => 0,
    };
    let value = value.shift_ten(-i32::from(exponent));
    let place = if claim.place == Place::EXACT { place.unwrap_or_default() } else { claim.place };
    let printed = if place == Place::EXACT {
        0
    } else {
        u32::try_from(i32::from(exponent) - i32::from(place.0)).unwrap_or(0)
    };
    let plain = value.to_plain_string();
    let needed = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
    value.to_decimal_string(needed.max(printed))
}

fn table_out<'a>(
    schema: &'a Schema,
    account: &'a Account,
    table: &'a Table,
    read: &'a TableRead,
) -> TableOut<'a> {
    let mut rows = Vec::new();
    for family in table.families.iter().filter_map(|id| schema.family(*id)) {
        let Some(figures) = account.families.get(family.id.0 as usize) else { continue };
        for (name, row) in rows_of(family, figures) {
            if table.is_form {
                rows.extend(form_rows(family, name, row, read));
            } else {
                rows.push(row_out(family, name, row, cells_out(held(family, row), read)));
            }
        }
    }
    rows.retain(|row| !row.cells.is_empty());
    TableOut {
        table: &table.name,
        title: &read.title,
        money_unit: read.money_unit.name(),
        place: PlaceOut::new(&read.at),
        rows,
    }
}

fn row_out<'a>(family: &'a Family, name: &'a str, row: &'a RowRead, cells: Vec<CellOut<'a>>) -> RowOut<'a> {
    RowOut { code: code_of(row), name, side: family.side.as_deref(), copy: None, cells }
}

/// The rows of a form: its fields by the row that they stand in.
fn form_rows<'a>(
    family: &'a Family,
    name: &'a str,
    row: &'a RowRead,
    read: &'a TableRead,
) -> Vec<RowOut<'a>> {
    let mut rows: Vec<RowOut<'a>> = Vec::new();
    for (column, dimension, cell) in held(family, row) {
        let label = column.row.as_deref().unwrap_or(name);
        let cells = cells_out(std::iter::once((column, dimension, cell)), read);
        match rows.iter_mut().find(|row| row.name == label) {
            Some(row) => row.cells.extend(cells),
            None => rows.push(RowOut {
                copy: family.repeated.then_some(row.key.as_str()),
                ..row_out(family, label, row, cells)
            }),
        }
    }
    rows
}

fn cells_out<'a>(
    cells: impl Iterator<Item = (&'a Column, Dimension, &'a CellRead)>,
    read: &TableRead,
) -> Vec<CellOut<'a>> {
    let mut out = Vec::new();
    for (column, dimension, cell) in cells {
        let Some(state) = state_word(cell.state).filter(|_| cell.state != State::Blank) else { continue };
        let claim = cell.claims.first();
        let value = claim.filter(|_| cell.state == State::Value);
        out.push(CellOut {
            column: &column.name,
            state,
            value: value.map(|claim| value_text(column, dimension, claim, read.place, read.money_unit)),
            text: claim.map(|claim| claim.text.as_str()),
            place: claim.map_or(PlaceOut::NONE, |claim| PlaceOut::new(&claim.at)),
            remark: cell.remark.as_deref(),
        });
    }
    out
}

fn slots<'a>(schema: &'a Schema, account: &'a Account) -> Vec<SlotOut<'a>> {
    let mut out = Vec::new();
    for passage in &schema.passages {
        let own = std::iter::once((passage.family, None));
        let items = passage.items.iter().map(|items| (items.family, Some(items.name.as_str())));
        for (id, items) in own.chain(items) {
            let (Some(family), Some(read)) = (schema.family(id), account.families.get(id.0 as usize)) else {
                continue;
            };
            let name = schema.family(passage.family).map_or("", |family| family.name.as_str());
            let name = if name.is_empty() { passage.name.as_str() } else { name };
            for (label, row) in rows_of(family, read) {
                let item = items.map(|_| if label.is_empty() { row.key.as_str() } else { label });
                for (column, cell) in family.columns.iter().zip(&row.cells) {
                    slot_out(&mut out, account, (name, items, item), column, cell);
                }
            }
        }
    }
    out
}

/// Every reading of a slot; a percentage is given as such, money in the unit printed behind it.
fn slot_out<'a>(
    out: &mut Vec<SlotOut<'a>>,
    account: &Account,
    (passage, items, item): (&'a str, Option<&'a str>, Option<&'a str>),
    column: &'a Column,
    cell: &'a CellRead,
) {
    let Some(state) = state_word(cell.state) else { return };
    for (at, claim) in cell.claims.iter().enumerate() {
        let money = MoneyUnit::from_name(&claim.unit).unwrap_or(account.money_unit);
        out.push(SlotOut {
            passage,
            items,
            item,
            slot: &column.name,
            state,
            value: (cell.state == State::Value)
                .then(|| value_text(column, column.dimension(), claim, None, money)),
            unit: Some(claim.unit.as_str()).filter(|unit| !unit.is_empty()),
            text: Some(&claim.text),
            implied: claim.implied,
            again: at > 0,
            place: PlaceOut::new(&claim.at),
            remark: cell.remark.as_deref(),
        });
    }
}
