//! An account as lines of data that [`super::from_data`] reads it from again: every figure with its place and state, and
//! beside the figures what else rules ask for. The text itself is not among them.

use std::collections::{BTreeMap, HashMap};

use super::data_aside::{Aside, WITH_HEADINGS, row_name};
use super::data_builder::kind_of;
use super::data_names::{Names, RowSpot, Spot};
use super::data_paths::columns;
use super::data_value::value;
use super::{Account, CellRead, Claim, FamilyRead, RowRead, State};
use crate::amount::{Dimension, Exact, MoneyUnit, Place};
use crate::document::{DataFact, Decimals, Given};
use crate::schema::{Family, FamilyId, Kind, Schema};

/// Writes accounts of one schema as data; how a figure is named is found once for all of them.
pub struct DataWriter<'s> {
    schema: &'s Schema,
    /// Made when a name is looked for that is not known yet.
    names: Option<Names<'s>>,
    known: KnownNames,
}

/// What data call the figures of a schema, as far as it was looked for.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    /// By family, fixed row and column: what data call them. None where no name leads there.
    names: HashMap<(FamilyId, Option<usize>, usize), Option<[String; 2]>>,
}

/// The lines of one account as they are written.
struct Lines<'w, 's> {
    writer: &'w mut DataWriter<'s>,
    account: &'w Account,
    base: DataFact,
    out: Vec<DataFact>,
}

impl<'s> DataWriter<'s> {
    /// No name is known yet.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        Self::with(schema, KnownNames::default())
    }

    /// Goes on with the names that were found before for the same schema.
    #[must_use]
    pub fn with(schema: &'s Schema, known: KnownNames) -> Self {
        Self { schema, names: None, known }
    }

    /// The names that were found, to go on with later.
    #[must_use]
    pub fn known(self) -> KnownNames {
        self.known
    }

    /// The lines of an account; `rules` is the rule set that its names are of.
    #[must_use]
    pub fn write(&mut self, account: &Account, rules: &str) -> Vec<DataFact> {
        let base = DataFact {
            unit: account.unit.clone().unwrap_or_default(),
            year: account.year,
            rules: rules.to_owned(),
            ..DataFact::default()
        };
        let schema = self.schema;
        let mut lines = Lines { writer: self, account, base, out: Vec::new() };
        lines.of_unit();
        for table in &schema.tables {
            lines.of_table(table.id.0 as usize);
        }
        for family in &schema.families {
            if let Some(read) = account.families.get(family.id.0 as usize) {
                lines.of_family(family, read);
            }
        }
        lines.out
    }

    /// Figures that no name leads to, as family, row and column: they cannot be written.
    #[must_use]
    pub fn nameless(&mut self) -> Vec<String> {
        let schema = self.schema;
        let mut nameless = Vec::new();
        for family in &schema.families {
            let appearing = (family.codes.is_some() || family.repeated).then_some(None);
            let rows: Vec<Option<usize>> = (0..family.rows.len()).map(Some).chain(appearing).collect();
            for row in rows {
                let fixed = row.and_then(|row| family.rows.get(row));
                for (at, column) in family.columns.iter().enumerate() {
                    let is_off = column.disabled || fixed.is_some_and(|row| row.disabled);
                    if !is_off && self.names_of(family, row, at).is_none() {
                        let row = fixed.map_or("#", |row| row.name.as_str());
                        nameless.push(format!("{}/{row}/{}", family.name, column.name));
                    }
                }
            }
        }
        nameless
    }

    /// What data call a column of a fixed row, or of rows that appear with the data: what stands behind the name of the
    /// row, and the column.
    pub(crate) fn names_of(
        &mut self,
        family: &Family,
        row: Option<usize>,
        column: usize,
    ) -> Option<[String; 2]> {
        let key = (family.id, row, column);
        if let Some(known) = self.known.names.get(&key) {
            return known.clone();
        }
        let rows = row.map_or_else(|| vec![String::new()], |row| row_paths(family, row));
        let named = family.columns.get(column);
        let mut names = Vec::new();
        for name in column_paths(family, column) {
            for row in &rows {
                let of_row = named.and_then(|column| column.row.as_deref()).unwrap_or_default();
                names.push([joined(row, of_row), name.clone()]);
                names.push([row.clone(), name.clone()]);
            }
        }
        let leads = |names: &Names<'_>, [row_of, name]: &[String; 2]| {
            let at = if row.is_some() { row_of.clone() } else { joined("#.", row_of) };
            let spot = names.spot(&family.name, &at, name);
            let wanted = row.map_or_else(|| RowSpot::Item(".".to_owned()), RowSpot::Fixed);
            spot.is_some_and(|spot| {
                let row = match (&spot.row, row) {
                    (RowSpot::Item(_), None) => true,
                    (found, _) => *found == wanted,
                };
                spot.family == family.id && spot.column == column && row
            })
        };
        let found = {
            let finder = self.names.get_or_insert_with(|| Names::new(self.schema));
            names.into_iter().find(|names| leads(finder, names))
        };
        self.known.names.insert(key, found.clone());
        found
    }
}

fn joined(front: &str, back: &str) -> String {
    if front.is_empty() || back.is_empty() { format!("{front}{back}") } else { format!("{front}.{back}") }
}

/// What data can call a fixed row, the shortest first.
fn row_paths(family: &Family, row: usize) -> Vec<String> {
    let of = |at: usize| {
        let row = family.rows.get(at)?;
        Some((row.name.as_str(), row.short.as_deref(), row.whole.map(|id| id.0 as usize)))
    };
    paths(of, row)
}

/// What data can call a column, the shortest first.
fn column_paths(family: &Family, column: usize) -> Vec<String> {
    let of = |at: usize| {
        let column = family.columns.get(at)?;
        Some((column.name.as_str(), column.short.as_deref(), column.whole.map(|id| id.0 as usize)))
    };
    paths(of, column)
}

/// A name; the name with those of more and more of its wholes before it, and with all of them behind a point; the short
/// name.
fn paths<'f>(
    of: impl Fn(usize) -> Option<(&'f str, Option<&'f str>, Option<usize>)>,
    at: usize,
) -> Vec<String> {
    let (mut paths, mut next) = (Vec::new(), Some(at));
    let mut path = String::new();
    // A circle of wholes ends.
    while let Some((name, _, whole)) = next.and_then(&of).filter(|_| paths.len() < 8) {
        path = joined(name, &path);
        paths.push(path.clone());
        next = whole;
    }
    let short = of(at).and_then(|(_, short, _)| short.map(str::to_owned));
    paths.into_iter().chain([format!(".{path}")]).chain(short).collect()
}

impl Lines<'_, '_> {
    fn aside(&mut self, table: &str, row: &str, aside: Aside, value: &str) {
        self.out.push(DataFact {
            table: table.to_owned(),
            row: row.to_owned(),
            column: aside.column(),
            value: value.to_owned(),
            // An empty text is a text.
            state: if value.is_empty() { Given::Blank } else { Given::Unsaid },
            ..self.base.clone()
        });
    }

    fn flag(&mut self, table: &str, aside: Aside, is_so: bool) {
        if is_so {
            self.aside(table, "", aside, "是");
        }
    }

    fn of_unit(&mut self) {
        let all = &self.account.elements;
        self.flag("", Aside::Lost, self.account.partial);
        if all.is_of_text() {
            let headed = if all.is_headed() { WITH_HEADINGS } else { "无标题" };
            self.aside("", "", Aside::Text, headed);
        }
        let schema = self.writer.schema;
        let found = |id: FamilyId| self.account.families.get(id.0 as usize).is_some_and(|read| read.found);
        let told = schema.passages.iter().any(|passage| found(passage.family) && !all.is_aside(passage.id));
        let titled = |at: usize| all.parts.get(at).copied().flatten().is_some();
        let parts = schema.outline.iter().enumerate();
        let there = parts.filter(|(at, part)| titled(*at) || (part.passages && told && all.is_of_text()));
        for part in there.map(|(_, part)| part).collect::<Vec<_>>() {
            self.aside("", "", Aside::Part, &part.name);
        }
    }

    fn of_table(&mut self, at: usize) {
        let schema = self.writer.schema;
        let Some((table, read)) = schema.tables.get(at).zip(self.account.tables.get(at)) else { return };
        let families = || table.families.iter().filter_map(|id| self.account.families.get(id.0 as usize));
        let name = &table.name;
        self.flag(name, Aside::Found, read.found && !families().any(|family| family.found));
        self.flag(name, Aside::Lost, read.cut);
        self.flag(name, Aside::Scattered, read.scattered);
        if read.found && read.title != *name {
            self.aside(name, "", Aside::Title, &read.title);
        }
        if read.found && read.money_unit != MoneyUnit::default() {
            self.aside(name, "", Aside::Currency, read.money_unit.name());
        }
        for (note, _) in &read.notes {
            self.aside(name, "", Aside::Note, note);
        }
    }

    fn of_family(&mut self, family: &Family, read: &FamilyRead) {
        let before = self.out.len();
        let mut heads = vec![false; family.columns.len()];
        for (row, cells) in read.fixed.iter().enumerate() {
            for (column, cell) in cells.cells.iter().enumerate() {
                let names = self.writer.names_of(family, Some(row), column);
                let spot = Spot { family: family.id, row: RowSpot::Fixed(row), column };
                if self.cell(family, names, &spot, cell)
                    && let Some(head) = heads.get_mut(column)
                {
                    *head = true;
                }
            }
        }
        let list = self.writer.schema.list_of(family);
        let names = row_names(&read.rows, list.is_some_and(|list| list.open));
        for (row, name) in read.rows.iter().zip(&names) {
            self.appearing(family, row, name, &mut heads);
        }
        self.rows_aside(family, read, &names);
        let is_given = self.out.len() > before;
        let name = &family.name;
        self.flag(name, Aside::Found, read.found && !is_given);
        self.flag(name, Aside::Incomplete, read.found && !read.whole);
        self.flag(name, Aside::LosesRows, read.loses_rows);
        self.flag(name, Aside::OtherColumns, read.other_columns);
        for dimension in &read.unclaimed {
            self.aside(name, "", Aside::Unclaimed, dimension.name());
        }
        if read.found && family.table.is_some() && read.heads != heads {
            self.heads(family, &read.heads);
        }
    }

    fn heads(&mut self, family: &Family, heads: &[bool]) {
        let printed: Vec<usize> = (0..heads.len()).filter(|at| heads.get(*at) == Some(&true)).collect();
        for column in &printed {
            let names = column_paths(family, *column);
            let alone = |name: &&String| columns(family, name).len() == 1;
            let name = names.iter().find(alone).or(names.first()).cloned().unwrap_or_default();
            self.aside(&family.name, "", Aside::Head, &name);
        }
        if printed.is_empty() {
            self.aside(&family.name, "", Aside::Head, "");
        }
    }

    fn appearing(&mut self, family: &Family, row: &RowRead, name: &str, heads: &mut [bool]) {
        let before = self.out.len();
        for (column, cell) in row.cells.iter().enumerate() {
            let found = self.writer.names_of(family, None, column);
            let names = found.map(|[of_row, column]| [joined(name, &of_row), column]);
            let spot = Spot { family: family.id, row: RowSpot::Item(row.key.clone()), column };
            if self.cell(family, names, &spot, cell)
                && let Some(head) = heads.get_mut(column)
            {
                *head = true;
            }
        }
        // A row without any figure is a row.
        if self.out.len() == before {
            self.aside(&family.name, name, Aside::Name, &row.name);
        }
    }

    /// What is said of rows where it is not what data are read as by themselves.
    fn rows_aside(&mut self, family: &Family, read: &FamilyRead, names: &[String]) {
        let codes = self.writer.schema.list_of(family);
        let mut at: BTreeMap<&str, u32> = BTreeMap::new();
        for (index, row) in (0..).zip(&read.rows) {
            at.insert(&row.key, index);
        }
        for (row, name) in read.rows.iter().zip(names) {
            let is_code = !name.starts_with('#');
            let list = codes.filter(|_| is_code);
            let of_list = list.and_then(|list| list.name_of(&row.key));
            let supposed = if list.is_some() { of_list.unwrap_or_default() } else { &row.key };
            if row.name != supposed {
                self.aside(&family.name, name, Aside::Name, &row.name);
            }
            let Some(codes) = codes else {
                // Items are called by what they are about.
                if row.code.is_some() {
                    self.aside(&family.name, name, Aside::Code, row.code.as_deref().unwrap_or_default());
                }
                continue;
            };
            let supposed = (is_code && !codes.open).then_some(row.key.as_str());
            if row.code.as_deref() != supposed {
                self.aside(&family.name, name, Aside::Code, row.code.as_deref().unwrap_or_default());
            }
            let supposed = if is_code || codes.open { codes.level_of(&row.key).unwrap_or(0) } else { 0 };
            if row.level != supposed {
                self.aside(&family.name, name, Aside::Level, &row.level.to_string());
            }
            let ends = codes.levels.iter().rev().map(|level| usize::from(level.digits));
            let above = ends.filter(|end| *end < row.key.len());
            let supposed = above.filter_map(|end| row.key.get(..end)).find_map(|code| at.get(code).copied());
            if row.parent != supposed {
                let parent = row.parent.and_then(|parent| names.get(parent as usize));
                self.aside(&family.name, name, Aside::Parent, parent.map_or("", String::as_str));
            }
        }
    }

    /// The lines of a cell; whether there are any.
    fn cell(&mut self, family: &Family, names: Option<[String; 2]>, spot: &Spot, cell: &CellRead) -> bool {
        let Some([row, column]) = names.filter(|_| cell.state != State::Absent) else { return false };
        let Some(kind) = kind_of(family, spot) else { return false };
        let base = DataFact { table: family.name.clone(), row, column, ..self.base.clone() };
        let state = match (cell.state, cell.claims.is_empty()) {
            (State::Blank, _) => Given::Blank,
            (State::Dash, _) => Given::Dash,
            (State::Value, false) => {
                let unit = family.table.and_then(|table| self.account.tables.get(table.0 as usize));
                let unit = unit.map(|table| table.money_unit);
                for claim in &cell.claims {
                    let fact = self.claim(&base, claim, &kind, unit);
                    self.out.push(fact);
                }
                return true;
            }
            _ => Given::Unreadable,
        };
        let note = cell.remark.clone().unwrap_or_default();
        let note = if state == Given::Unreadable { note } else { String::new() };
        let texts = cell.claims.iter().filter(|_| state == Given::Unreadable).map(|claim| claim.text.clone());
        let mut texts: Vec<String> = texts.collect();
        if texts.is_empty() {
            texts.push(String::new());
        }
        let facts =
            texts.into_iter().map(|value| DataFact { value, state, note: note.clone(), ..base.clone() });
        self.out.extend(facts);
        true
    }

    /// A reading as a line that is read as it was: as printed where that says it, else in plain digits. `table` is the
    /// unit of the table that it stands in.
    fn claim(&self, base: &DataFact, claim: &Claim, kind: &Kind, table: Option<MoneyUnit>) -> DataFact {
        let state = if claim.implied { Given::Implied } else { Given::Unsaid };
        let plain = DataFact { state, ..base.clone() };
        let dimension = match kind {
            Kind::Plain(dimension) if dimension.is_number() => dimension,
            Kind::Words(_) => &Dimension::Ratio,
            _ => return DataFact { value: claim.text.clone(), ..plain },
        };
        let mut candidates: Vec<(String, MoneyUnit)> = Vec::new();
        let printed = as_number(claim);
        let own = MoneyUnit::from_name(&claim.unit);
        let units = [own, table, Some(MoneyUnit::default()), Some(MoneyUnit::Yuan)];
        for unit in units.into_iter().flatten() {
            let digits = digits(claim, kind, dimension, unit);
            match table {
                // Cells of tables are numbers for every program; sentences are read as they were printed.
                Some(_) => candidates.extend([(digits, unit), (claim.text.clone(), unit)]),
                None => candidates.extend([(printed.clone(), unit), (digits, unit)]),
            }
        }
        let mut best: Option<(u32, DataFact)> = None;
        for (text, unit) in candidates {
            for value_text in [text.clone(), format!("{text}{}", claim.unit)] {
                let fact = self.fact(&plain, claim, value_text, unit, (kind, dimension));
                let rank = self.rank(&fact, claim, kind, (dimension, table.is_none()));
                if rank < best.as_ref().map_or(u32::MAX, |(rank, _)| *rank) {
                    best = Some((rank, fact));
                }
            }
        }
        best.map_or(plain, |(_, fact)| fact)
    }

    fn fact(
        &self,
        plain: &DataFact,
        claim: &Claim,
        text: String,
        unit: MoneyUnit,
        (kind, dimension): (&Kind, &Dimension),
    ) -> DataFact {
        let is_money = *dimension == Dimension::Money && !matches!(kind, Kind::Words(_));
        let has_unit = text.ends_with(unit.name()) && !unit.name().is_empty();
        let currency = (is_money && !has_unit && unit != MoneyUnit::default()).then_some(unit);
        let exponent = if is_money { unit.exponent() } else { -2 };
        let rounds = matches!((kind, dimension), (Kind::Plain(_), Dimension::Money | Dimension::Ratio));
        let places = rounds.then_some(match claim.place {
            Place::EXACT => Decimals::Exact,
            place => Decimals::Printed(exponent.saturating_sub(place.0)),
        });
        DataFact { value: text, places, currency, ..plain.clone() }
    }

    /// How far what is read of a line is from what it shall say: 0 says it all, the largest number something else.
    fn rank(
        &self,
        fact: &DataFact,
        claim: &Claim,
        kind: &Kind,
        (dimension, as_printed): (&Dimension, bool),
    ) -> u32 {
        let read = value(fact, kind, &self.writer.schema.words);
        let place =
            !matches!(dimension, Dimension::Money | Dimension::Ratio) || read.claim.place == claim.place;
        if read.state != State::Value || read.claim.value != claim.value || !place {
            return u32::MAX;
        }
        let unit = read.claim.unit == claim.unit || *dimension != Dimension::Money;
        u32::from(!unit) * 4
            + u32::from(read.claim.damage != claim.damage) * 2
            + u32::from(as_printed && read.claim.text != as_number(claim))
    }
}

/// A reading as printed; a number without its unit, as data keep it: without separators.
fn as_number(claim: &Claim) -> String {
    let is_number = claim.text.bytes().all(|byte| byte.is_ascii_digit() || b",.-".contains(&byte));
    if claim.unit.is_empty() && is_number { claim.text.replace(',', "") } else { claim.text.clone() }
}

/// The value of a reading in digits, with the decimals that it was printed with.
fn digits(claim: &Claim, kind: &Kind, dimension: &Dimension, unit: MoneyUnit) -> String {
    let exponent = match (kind, dimension) {
        (Kind::Words(_), _) => 0,
        (_, Dimension::Money) => i32::from(unit.exponent()),
        (_, Dimension::Ratio) => -2,
        _ => 0,
    };
    let number = Exact::from_fixed(claim.value, dimension.scale()).shift_ten(-exponent);
    let printed = if claim.place == Place::EXACT { 0 } else { exponent - i32::from(claim.place.0) };
    let printed = u32::try_from(printed).unwrap_or(0);
    let whole = (printed..20).find(|decimals| number.shift_ten(*decimals as i32).is_integer());
    number.to_decimal_string(whole.unwrap_or(printed))
}

/// What data call rows: by their keys, numbered where several have one.
fn row_names(rows: &[RowRead], named: bool) -> Vec<String> {
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    let name = |row: &'_ RowRead, number: u32| row_name(&row.key, number, named);
    let mut names = Vec::with_capacity(rows.len());
    for row in rows {
        let number = met.entry(&row.key).or_insert(0);
        *number += 1;
        names.push(name(row, *number));
    }
    names
}
