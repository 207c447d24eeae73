//! Accounts as data: facts with their texts, and what they say by `docs/language.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Kind, LEVELS, Model, Number, Of, RowRef};
use super::number::power;

/// A row of a unit: a fixed one, or one that came with the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowKey {
    Fixed(usize),
    /// A code, or what an item is called.
    Named(&'static str),
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// A number: unscaled digits, decimals, in units of 10^exponent of the base unit.
    Number {
        digits: i128,
        decimals: u32,
        exponent: i32,
    },
    /// A text of the right kind.
    Text(String),
    Blank,
    Dash,
    /// Not what the cell should hold.
    Unreadable,
}

/// One line of data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) family: usize,
    pub(crate) row: RowKey,
    pub(crate) column: usize,
    pub(crate) content: Content,
    /// As written.
    pub(crate) text: String,
    /// 状态 as written.
    pub(crate) state: &'static str,
    /// 精度
    pub(crate) places: Option<u32>,
}

/// One unit's year.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Account {
    pub(crate) unit: String,
    pub(crate) year: i32,
    pub(crate) facts: Vec<Fact>,
    /// Families with a line that names no row of theirs.
    pub(crate) strange: Vec<usize>,
    /// The year before, where it was given. Nothing gives it yet.
    pub(crate) prior: Option<Box<Account>>,
}

/// A number as printed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Printed {
    pub(crate) value: Number,
    /// Its last place as a power of ten in base units; none where it stands for itself.
    pub(crate) place: Option<i32>,
}

/// A cell as read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// All readings; the first counts.
    Numbers(Vec<Printed>),
    Text(String),
    Blank,
    Unreadable,
}

/// An account as read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Read {
    pub(crate) year: i32,
    pub(crate) found: Vec<bool>,
    pub(crate) whole: Vec<bool>,
    pub(crate) headed: BTreeSet<(usize, usize)>,
    pub(crate) cells: BTreeMap<(usize, RowKey, usize), Cell>,
    /// Code rows in order of codes, items in order of appearance.
    pub(crate) rows: Vec<Vec<&'static str>>,
    pub(crate) prior: Option<Box<Read>>,
}

/// Reads an account.
pub(crate) fn read(model: &Model, account: &Account) -> Read {
    let families = model.families.len();
    let mut read = Read {
        year: account.year,
        found: vec![false; families],
        rows: vec![Vec::new(); families],
        prior: account.prior.as_ref().map(|prior| Box::new(self::read(model, prior))),
        ..Read::default()
    };
    let mut given: BTreeSet<(usize, RowKey, usize, usize)> = BTreeSet::new();
    for fact in &account.facts {
        read.found[fact.family] = true;
        read.headed.insert((fact.family, fact.column));
        if let RowKey::Named(key) = &fact.row
            && !read.rows[fact.family].contains(key)
        {
            read.rows[fact.family].push(key);
        }
        let row = match &fact.row {
            RowKey::Fixed(row) => RowRef::Fixed(*row),
            RowKey::Named(_) => RowRef::Here,
        };
        let kind = model.kind_at(fact.family, &row, fact.column);
        let at = (fact.family, fact.row, fact.column);
        match (cell(fact, kind), read.cells.get_mut(&at)) {
            (Cell::Numbers(new), Some(Cell::Numbers(known))) => {
                if fact.places.is_some() {
                    given.insert((fact.family, fact.row, fact.column, known.len()));
                }
                known.extend(new);
            }
            (new, None) => {
                if fact.places.is_some() {
                    given.insert((fact.family, fact.row, fact.column, 0));
                }
                read.cells.insert(at, new);
            }
            _ => {}
        }
    }
    for (family, rows) in read.rows.iter_mut().enumerate() {
        if model.families[family].codes.is_some() {
            rows.sort();
        }
    }
    read.whole = (0..families).map(|at| read.found[at] && !account.strange.contains(&at)).collect();
    settle_places(model, &mut read, &given);
    read
}

fn cell(fact: &Fact, kind: Kind) -> Cell {
    match &fact.content {
        Content::Blank | Content::Dash => Cell::Blank,
        Content::Unreadable => Cell::Unreadable,
        Content::Text(text) if text.is_empty() => Cell::Blank,
        Content::Text(text) => Cell::Text(text.clone()),
        Content::Number { digits, decimals, exponent } => {
            let value = &Number::fraction(*digits, 1) * &power(exponent - *decimals as i32);
            // Money is kept to 10⁻⁴ 元, percentages to 10⁻⁸, counts to 10⁻⁴, all in 64 bits.
            let scale = match kind {
                Kind::Money | Kind::Count => 4,
                Kind::Percent => 8,
                _ => 0,
            };
            let stored = (&value * &power(scale)).whole();
            if stored.is_none_or(|stored| i64::try_from(stored).is_err()) {
                return Cell::Unreadable;
            }
            let rounded = matches!(kind, Kind::Money | Kind::Percent);
            let decimals = fact.places.unwrap_or(*decimals) as i32;
            Cell::Numbers(vec![Printed { value, place: rounded.then_some(exponent - decimals) }])
        }
    }
}

/// How many amounts print each place.
#[derive(Clone, Debug, Default)]
struct Places(BTreeMap<i32, usize>, usize);

impl Places {
    fn finest(&self) -> Option<i32> {
        self.0.iter().find(|(_, amounts)| **amounts > 1).map(|(place, _)| *place)
    }
}

/// The amounts of a table have one last place: the finest that two of them print; in a table of fewer than ten
/// amounts the finest that two of all tables print. What is finer by itself stays so, and what is given as 精度.
/// Amounts of prose are to 0.01 万元 at least.
fn settle_places(model: &Model, read: &mut Read, given: &BTreeSet<(usize, RowKey, usize, usize)>) {
    let is_amount = |at: &(usize, RowKey, usize)| {
        let row = match &at.1 {
            RowKey::Fixed(row) => RowRef::Fixed(*row),
            RowKey::Named(_) => RowRef::Here,
        };
        model.kind_at(at.0, &row, at.2) == Kind::Money
    };
    let mut tables = vec![Places::default(); model.tables.len()];
    let mut all = Places::default();
    for (at, cell) in read.cells.iter().filter(|(at, _)| is_amount(at)) {
        let (Some(table), Cell::Numbers(numbers)) = (model.table_of(at.0), cell) else { continue };
        for place in numbers.iter().filter_map(|number| number.place) {
            for places in [&mut tables[table], &mut all] {
                *places.0.entry(place).or_default() += 1;
                places.1 += 1;
            }
        }
    }
    let of_table = |table: usize| {
        let own = &tables[table];
        if own.1 < 10 { all.finest().or(own.finest()) } else { own.finest() }
    };
    for (at, cell) in read.cells.iter_mut().filter(|(at, _)| is_amount(at)) {
        let place = match model.families[at.0].of {
            Of::Table(table) => of_table(table),
            _ => Some(2),
        };
        let Cell::Numbers(numbers) = cell else { continue };
        for (reading, number) in numbers.iter_mut().enumerate() {
            if !given.contains(&(at.0, at.1, at.2, reading)) {
                number.place = number.place.map(|own| place.map_or(own, |place| own.min(place)));
            }
        }
    }
}

impl Read {
    /// A cell.
    pub(crate) fn cell(&self, family: usize, row: &RowKey, column: usize) -> Option<&Cell> {
        self.cells.get(&(family, *row, column))
    }

    /// The code row above a code: the nearest of those that are there.
    pub(crate) fn parent(&self, family: usize, code: &str) -> Option<&'static str> {
        let above = LEVELS.iter().rev().filter(|(_, digits)| *digits < code.len());
        let rows = &self.rows[family];
        above.filter_map(|(_, digits)| rows.iter().find(|row| ***row == code[..*digits])).copied().next()
    }

    /// Whether a table has any figure.
    pub(crate) fn table_found(&self, model: &Model, table: usize) -> bool {
        model.tables[table].families.iter().any(|family| self.found[*family])
    }
}
