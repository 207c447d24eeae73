//! Which tables, rows and columns an account has, and what their figures are wished to be.

use std::collections::{BTreeMap, BTreeSet};

use super::cells;
use super::random::Random;
use super::words::Invented;
use crate::account::{Account, CellRead, FamilyRead, RowRead, State, TableRead};
use crate::amount::Dimension;
use crate::audit::{CellAt, RowAt};
use crate::ruleset::{Expr, RowRef, RuleSet, Select};
use crate::schema::{
    CodeList, CodeListId, Column, ColumnId, Family, FamilyId, Kind, Row, RowId, Schema, Table, TableId,
};

/// Most classes, and most codes below one.
const CLASSES: usize = 5;
const BELOW: usize = 3;

/// What is not printed though it could be: tables, columns and rows that may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    pub(super) tables: BTreeSet<TableId>,
    pub(super) columns: BTreeSet<(FamilyId, ColumnId)>,
    pub(super) rows: BTreeSet<(FamilyId, RowId)>,
}

impl Hidden {
    /// Leaves out what a figure stands in that may be missing; whether there is anything more to leave out.
    pub(super) fn leave_out(&mut self, schema: &Schema, at: CellAt) -> bool {
        let Some(family) = schema.family(at.family) else { return false };
        let column = family.columns.get(at.column.0 as usize);
        if column.is_some_and(|column| column.optional) && self.columns.insert((family.id, at.column)) {
            return true;
        }
        if let RowAt::Fixed(row) = at.row
            && family.rows.get(row as usize).is_some_and(|row| row.optional)
            && self.rows.insert((family.id, RowId(row)))
        {
            return true;
        }
        let table = family.table.and_then(|table| schema.table(table)).filter(|table| table.optional);
        table.is_some_and(|table| self.tables.insert(table.id))
    }
}

/// An account with tables, rows and columns, and with wishes for figures in them.
pub(super) fn outline(
    schema: &Schema,
    rules: &RuleSet,
    hidden: &Hidden,
    words: &Invented,
    random: &mut Random,
) -> Account {
    let mut account = Account {
        year: schema.year,
        families: vec![FamilyRead::default(); schema.families.len()],
        tables: vec![TableRead::default(); schema.tables.len()],
        ..Account::default()
    };
    let named = named_codes(schema, rules);
    let mut pools: BTreeMap<CodeListId, Vec<String>> = BTreeMap::new();
    for list in &schema.code_lists {
        let pool = match list.open {
            true => names(words, random),
            false => pool(list, named.get(&list.id), random),
        };
        pools.insert(list.id, pool);
    }
    for table in printed(schema).into_iter().filter(|table| !hidden.tables.contains(&table.id)) {
        let read = TableRead {
            found: true,
            title: table.name.clone(),
            place: Some(cells::MONEY_PLACE),
            ..TableRead::default()
        };
        if let Some(own) = account.tables.get_mut(table.id.0 as usize) {
            *own = read;
        }
        for family in table.families.iter().filter_map(|id| schema.family(*id)) {
            let read = family_read(schema, family, &pools, hidden, random);
            if let Some(own) = account.families.get_mut(family.id.0 as usize) {
                *own = read;
            }
            wish(schema, &mut account, family, random);
        }
    }
    account
}

/// The tables that a made-up document prints: no forms and lists in words, and of tables with a title in common the first.
fn printed(schema: &Schema) -> Vec<&Table> {
    let mut titles: BTreeSet<&str> = BTreeSet::new();
    let mut printed: Vec<&Table> = Vec::new();
    for table in schema.tables.iter().filter(|table| table.is_plain()) {
        let own: Vec<&str> = std::iter::once(&table.name).chain(&table.aliases).map(String::as_str).collect();
        if !(table.optional && own.iter().any(|title| titles.contains(title))) {
            titles.extend(own);
            printed.push(table);
        }
    }
    printed.sort_by_key(|table| (order(schema, table.id), table.id));
    printed
}

/// Where a table stands in a document.
pub(super) fn order(schema: &Schema, table: TableId) -> i64 {
    schema.table(table).and_then(|table| table.order).unwrap_or(i64::from(table.0) + 1)
}

fn names(words: &Invented, random: &mut Random) -> Vec<String> {
    let mut names = words.items.clone();
    random.shuffle(&mut names);
    names.truncate(2 + random.below(4));
    names
}

/// Codes that rows of the form are made of and that rules name, by list.
fn named_codes(schema: &Schema, rules: &RuleSet) -> BTreeMap<CodeListId, BTreeSet<String>> {
    let mut named: BTreeMap<CodeListId, BTreeSet<String>> = BTreeMap::new();
    let list_of = |family: &Family| family.codes.as_ref().map(|codes| codes.list);
    for family in &schema.families {
        let Some(list) = list_of(family) else { continue };
        let codes = family.rows.iter().flat_map(|row| &row.parts.codes).cloned();
        named.entry(list).or_default().extend(codes);
    }
    let mut visit = |expr: &Expr| {
        let (family, codes) = match expr {
            Expr::Figure(figure) => match &figure.row {
                RowRef::Code(code) => (figure.family, vec![code.to_string()]),
                _ => return,
            },
            Expr::FoldRows {
                family, select: Select::Codes(codes) | Select::ChildrenOfAll(codes), ..
            } => (*family, codes.clone()),
            _ => return,
        };
        if let Some(list) = schema.family(family).and_then(list_of) {
            named.entry(list).or_default().extend(codes);
        }
    };
    for check in &rules.checks {
        check.body.walk(&mut visit);
        check.guard.iter().for_each(|guard| guard.walk(&mut visit));
    }
    named
}

/// Codes of all levels, each with those above it.
fn pool(list: &CodeList, named: Option<&BTreeSet<String>>, random: &mut Random) -> Vec<String> {
    let nothing = BTreeSet::new();
    let named = named.unwrap_or(&nothing);
    let mut chosen: BTreeSet<String> = BTreeSet::new();
    below(list, "", CLASSES, named, random, &mut chosen);
    let budgets: BTreeSet<&str> = list.codes.iter().filter_map(|code| list.budget_of(&code.code)).collect();
    let deepest = list.levels.len() as u8;
    for budget in budgets {
        let is_of =
            |code: &&str| list.budget_of(code) == Some(budget) && list.level_of(code) == Some(deepest);
        if chosen.iter().map(String::as_str).any(|code| is_of(&code)) || random.chance(40) {
            continue;
        }
        let all: Vec<&str> = list.codes.iter().map(|code| code.code.as_str()).filter(is_of).collect();
        if let Some(code) = random.pick(&all) {
            chosen.extend(
                list.levels
                    .iter()
                    .filter_map(|level| code.get(..usize::from(level.digits)))
                    .map(str::to_owned),
            );
        }
    }
    chosen.retain(|code| list.find(code).is_some());
    chosen.into_iter().collect()
}

/// Chooses codes right below one, and goes on below them.
fn below(
    list: &CodeList,
    above: &str,
    most: usize,
    named: &BTreeSet<String>,
    random: &mut Random,
    chosen: &mut BTreeSet<String>,
) {
    let level = if above.is_empty() { 0 } else { list.level_of(above).map_or(usize::MAX, usize::from) };
    let Some(digits) = list.levels.get(level).map(|level| usize::from(level.digits)) else { return };
    let here = list.codes.iter().map(|code| code.code.as_str());
    let mut here: Vec<&str> = here.filter(|code| code.len() == digits && code.starts_with(above)).collect();
    let is_named = |code: &str| named.iter().any(|known| known.starts_with(code));
    random.shuffle(&mut here);
    here.sort_by_key(|code| !is_named(code));
    let wanted = 1 + random.below(most);
    let mut others = 0;
    for code in here {
        if is_named(code) {
            if !random.chance(75) {
                continue;
            }
        } else if others >= wanted {
            break;
        } else {
            others += 1;
        }
        chosen.insert(code.to_owned());
        below(list, code, BELOW, named, random, chosen);
    }
}

/// Whether a column is printed: one that may be missing and is called what another is called is not.
fn shows_column(family: &Family, column: &Column) -> bool {
    let called = |column: &Column| {
        std::iter::once(&column.name)
            .chain(&column.short)
            .chain(&column.aliases)
            .cloned()
            .collect::<BTreeSet<String>>()
    };
    let own = called(column);
    let others = family.columns.iter().filter(|other| other.id != column.id && !other.disabled);
    let shared = others.map(called).any(|other| !other.is_disjoint(&own));
    !(column.disabled || column.optional && shared)
}

/// Whether a fixed row is printed: one that may be missing and has parts leaves it to them.
fn shows_row(row: &Row) -> bool {
    !row.disabled && (!row.optional || row.parts.rows.is_empty())
}

fn family_read(
    schema: &Schema,
    family: &Family,
    pools: &BTreeMap<CodeListId, Vec<String>>,
    hidden: &Hidden,
    random: &mut Random,
) -> FamilyRead {
    let shown: Vec<bool> = family
        .columns
        .iter()
        .map(|column| shows_column(family, column) && !hidden.columns.contains(&(family.id, column.id)))
        .collect();
    let blank = |printed: bool| -> Vec<CellRead> {
        let state = |shown: &bool| if printed && *shown { State::Value } else { State::Absent };
        shown.iter().map(|shown| CellRead { state: state(shown), ..CellRead::default() }).collect()
    };
    let fixed = family.rows.iter().map(|row| RowRead {
        key: row.name.clone(),
        name: row.name.clone(),
        cells: blank(shows_row(row) && !hidden.rows.contains(&(family.id, row.id))),
        ..RowRead::default()
    });
    let mut read = FamilyRead {
        found: true,
        whole: true,
        heads: shown.clone(),
        fixed: fixed.collect(),
        ..FamilyRead::default()
    };
    let Some((codes, list)) = family.codes.as_ref().zip(schema.list_of(family)) else { return read };
    let nothing = Vec::new();
    let mut keys: Vec<&str> = pools.get(&list.id).unwrap_or(&nothing).iter().map(String::as_str).collect();
    if codes.by_name {
        keys = list.codes.iter().map(|code| code.code.as_str()).collect();
    } else if list.open {
        random.shuffle(&mut keys);
    }
    keys.retain(|key| list.level_of(key).is_some_and(|level| codes.down_to == 0 || level <= codes.down_to));
    for key in keys {
        let level = list.level_of(key).unwrap_or(0);
        let above = |row: &RowRead| !list.open && row.level < level && key.starts_with(&row.key);
        let parent = read.rows.iter().rposition(above).map(|at| at as u32);
        let row = RowRead {
            key: key.to_owned(),
            code: (!list.open).then(|| key.to_owned()),
            name: list.name_of(key).unwrap_or(key).to_owned(),
            level,
            parent,
            cells: blank(true),
            ..RowRead::default()
        };
        read.rows.push(row);
    }
    read
}

/// Wishes for the figures of a family.
fn wish(schema: &Schema, account: &mut Account, family: &Family, random: &mut Random) {
    // A table of few rows has something in most of them.
    let few = family.codes.is_none();
    let often = |usual: usize| if few { 96 } else { usual };
    let mut busy: Vec<bool> = family
        .columns
        .iter()
        .map(|column| random.chance(if column.optional { 30 } else { often(92) }))
        .collect();
    if !busy.contains(&true) {
        busy = family.columns.iter().map(|column| !column.optional).collect();
    }
    let rows =
        account.families.get(family.id.0 as usize).map_or((0, 0), |read| (read.fixed.len(), read.rows.len()));
    let fixed = (0..rows.0 as u32).map(RowAt::Fixed);
    for row in fixed.chain((0..rows.1 as u32).map(RowAt::Block)) {
        let optional = match row {
            RowAt::Fixed(row) => family.rows.get(row as usize).is_some_and(|row| row.optional),
            RowAt::Block(_) => false,
        };
        let in_use = random.chance(if optional { 35 } else { often(85) });
        for (column, busy) in family.columns.iter().zip(&busy) {
            let at = CellAt { family: family.id, row, column: ColumnId(column.id.0) };
            if cells::is_said(account, at) {
                let wish = in_use && *busy && random.chance(often(80));
                wish_cell(schema, account, at, column, wish, random);
            }
        }
    }
}

fn wish_cell(
    schema: &Schema,
    account: &mut Account,
    at: CellAt,
    column: &Column,
    wish: bool,
    random: &mut Random,
) {
    let value = match cells::dimension(schema, at) {
        Dimension::Money => random.amount() * cells::MONEY_UNIT,
        Dimension::Ratio => random.between(100, 10_000) * cells::RATE_UNIT,
        Dimension::Count(_) => random.between(1, 60) * 10_000,
        Dimension::Year => i64::from(schema.year.unwrap_or_default()),
        _ => return cells::clear(account, at, State::Absent),
    };
    let is_word = matches!(column.kind, Kind::Words(_));
    if is_word {
        return cells::clear(account, at, State::Absent);
    }
    cells::set(schema, account, at, if wish { value } else { 0 });
}

/// Takes out the code rows in which nothing stands, but for those that are printed by name, and those that have rows
/// below them.
pub(super) fn drop_empty_rows(schema: &Schema, account: &mut Account) {
    for family in &schema.families {
        if family.codes.as_ref().is_none_or(|codes| codes.by_name) {
            continue;
        }
        let Some(read) = account.families.get_mut(family.id.0 as usize) else { continue };
        let stands = |row: &RowRead| {
            row.cells.iter().any(|cell| cell.claims.first().is_some_and(|claim| claim.value != 0))
        };
        let mut keep: Vec<bool> = read.rows.iter().map(stands).collect();
        for at in (0..keep.len()).rev() {
            let parent = read.rows.get(at).and_then(|row| row.parent);
            if keep.get(at) == Some(&true)
                && let Some(above) = parent.and_then(|parent| keep.get_mut(parent as usize))
            {
                *above = true;
            }
        }
        let mut moved: Vec<Option<u32>> = Vec::new();
        let mut next = 0;
        for kept in &keep {
            moved.push(kept.then_some(next));
            next += u32::from(*kept);
        }
        let mut keep = keep.into_iter();
        read.rows.retain(|_| keep.next() == Some(true));
        for row in &mut read.rows {
            row.parent = row.parent.and_then(|parent| moved.get(parent as usize).copied().flatten());
        }
    }
}
