//! Which columns a file of a schema has: fixed cells one each, code rows as lists.

use std::collections::HashMap;

use gouji_columnar::model::{self, Chunk, ListSpec, ScalarSpec, Shape};
use gouji_columnar::parquet::Wanted;

use super::cells::{Cell, Cells, Measure};
use crate::account::DataWriter;
use crate::amount::MoneyUnit;
use crate::schema::{Family, FamilyId, Schema};

/// Side column of a unit: the rule set that its names are of.
pub(super) const RULES_OF_UNIT: &str = "规则";
/// Side column of a table: the unit that its money is printed in, as a power of ten of 元.
pub(super) const UNIT: &str = "货币单位.";
/// Side column of a table: its last printed place, as decimals of 元.
pub(super) const PLACES: &str = "精度.";

/// The family that a list of a file is, and the figures' columns by column of the list.
type ListOf = (FamilyId, Vec<Option<(u32, Measure)>>);

/// Which columns of a file are which figures of a schema.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// By column of the file: the figure.
    pub(super) scalars: Vec<Cell>,
    /// By list of the file: the family and the figures' columns.
    pub(super) lists: Vec<Option<ListOf>>,
    /// By table: the side columns with its unit of money and its place.
    pub(super) sides: Vec<(Option<usize>, Option<usize>)>,
    /// The column with the rule set that a unit's names are of.
    pub(super) rules: Option<usize>,
    /// Columns of the file that the schema has no figure for.
    pub unknown: Vec<String>,
}

impl Layout {
    /// The columns of the file that are read, with the decimals of their figures.
    #[must_use]
    pub fn wanted(&self, shape: &Shape) -> Wanted {
        let mut wanted = Wanted::all(shape);
        for ((_, decimals), cell) in wanted.scalars.iter_mut().zip(&self.scalars) {
            if let Cell::Fixed { measure, .. } | Cell::Code { measure, .. } = cell {
                *decimals = measure.scale();
            }
        }
        for ((_, columns), list) in wanted.lists.iter_mut().zip(&self.lists) {
            let of_list = list.iter().flat_map(|(_, columns)| columns);
            for ((_, decimals), column) in columns.iter_mut().zip(of_list) {
                if let Some((_, measure)) = column {
                    *decimals = measure.scale();
                }
            }
        }
        wanted
    }

    /// The units of a stretch that have something in a column of which the schema has no figure, with its name; each column
    /// once.
    #[must_use]
    pub fn without_place<'c>(&self, shape: &'c Shape, chunk: &'c Chunk) -> Vec<(&'c str, &'c str)> {
        let mut told = Vec::new();
        let cells = self.scalars.iter().zip(&shape.scalars).zip(&chunk.scalars);
        for ((_, spec), cells) in cells.filter(|((cell, _), _)| **cell == Cell::Unknown) {
            let states = cells.states.as_deref();
            let first =
                states.map_or(Some(0), |states| states.iter().position(|state| *state != model::ABSENT));
            let unit = first.and_then(|lane| chunk.units.get(lane));
            told.extend(unit.map(|unit| (unit.as_ref(), spec.name.as_str())));
        }
        let lists = self.lists.iter().zip(&shape.lists).zip(&chunk.lists);
        for ((_, spec), rows) in lists.filter(|((list, _), _)| list.is_none()) {
            let lane = rows.offsets.windows(2).position(|ends| ends.first() != ends.last());
            let unit = lane.and_then(|lane| chunk.units.get(lane));
            told.extend(unit.map(|unit| (unit.as_ref(), spec.name.as_str())));
        }
        let known = self.lists.iter().zip(&shape.lists).zip(&chunk.lists);
        for ((list, spec), rows) in known {
            let columns = list.iter().flat_map(|(_, columns)| columns).zip(&spec.columns).zip(&rows.columns);
            for ((_, column), cells) in columns.filter(|((known, _), _)| known.is_none()) {
                let states = cells.states.as_deref();
                let is_there =
                    |row: &u32| states.is_none_or(|states| states.get(*row as usize) != Some(&model::ABSENT));
                let rows_of =
                    |ends: &[u32]| ends.first().copied().unwrap_or(0)..ends.last().copied().unwrap_or(0);
                let lane = rows.offsets.windows(2).position(|ends| rows_of(ends).any(|row| is_there(&row)));
                let unit = lane.and_then(|lane| chunk.units.get(lane));
                told.extend(unit.map(|unit| (unit.as_ref(), column.name.as_str())));
            }
        }
        told
    }

    /// Looks the columns of a file up; `form` is that of the same schema.
    #[must_use]
    pub fn of(cells: &mut Cells<'_>, form: &Form, shape: &Shape) -> Self {
        let mut layout = Layout::default();
        let named = |cells: &mut Cells<'_>, name: &str| {
            form.path(name).map(|[table, row, column]| cells.find(table, row, column))
        };
        let own: Vec<Option<Cell>> = shape.scalars.iter().map(|spec| named(cells, &spec.name)).collect();
        let taken: Vec<Cell> = own.iter().flatten().copied().collect();
        for (spec, own) in shape.scalars.iter().zip(own) {
            // Another form's column may have a name that this one knows, too: its own columns come first.
            let other = |cells: &mut Cells<'_>| {
                let cell = by_path(cells, &spec.name);
                if taken.contains(&cell) && cell != Cell::Apart { Cell::Unknown } else { cell }
            };
            let cell = own.unwrap_or_else(|| other(cells));
            if cell == Cell::Unknown {
                layout.unknown.push(spec.name.clone());
            }
            layout.scalars.push(cell);
        }
        let is_own = |family: &FamilyId| {
            let family = cells.schema.family(*family);
            family.is_some_and(|family| shape.lists.iter().any(|spec| spec.name == family.name))
        };
        for spec in &shape.lists {
            let list = list_of(cells.schema, form, spec).filter(|(family, _)| {
                let named = cells.schema.family(*family).is_some_and(|family| family.name == spec.name);
                named || !is_own(family)
            });
            if list.is_none() {
                layout.unknown.push(spec.name.clone());
            }
            layout.lists.push(list);
        }
        layout.rules = rules_column(shape);
        let side = |of: &str, table: &str| {
            let name = format!("{of}{table}");
            shape.ints.iter().position(|known| *known == name)
        };
        let sides = cells.schema.tables.iter();
        layout.sides = sides.map(|table| (side(UNIT, &table.name), side(PLACES, &table.name))).collect();
        layout
    }
}

/// The column of a file with the rule set that a unit's names are of.
#[must_use]
pub fn rules_column(shape: &Shape) -> Option<usize> {
    shape.texts.iter().position(|name| name == RULES_OF_UNIT)
}

/// The figure of a path 表.行.列, whichever of its points part the names.
fn by_path(cells: &mut Cells<'_>, path: &str) -> Cell {
    let points: Vec<usize> = path.match_indices(['.', '/']).map(|(at, _)| at).collect();
    let part = |from: usize, to: usize| path.get(from..to).unwrap_or_default();
    for last in points.iter().rev() {
        for first in points.iter().filter(|first| *first < last) {
            let (table, row) = (part(0, *first), part(first + 1, *last));
            match cells.find(table, row, part(last + 1, path.len())) {
                Cell::Unknown => {}
                cell => return cell,
            }
        }
        match cells.find(part(0, *last), "", part(last + 1, path.len())) {
            Cell::Unknown => {}
            cell => return cell,
        }
    }
    Cell::Unknown
}

fn list_of(schema: &Schema, form: &Form, spec: &ListSpec) -> Option<ListOf> {
    let named = |family: &&Family| {
        let table = family.table.and_then(|table| schema.table(table));
        family.codes.is_some()
            && (family.name == spec.name || table.is_some_and(|table| table.is_called(&spec.name)))
    };
    let own = schema.families.iter().find(|family| family.codes.is_some() && family.name == spec.name);
    let family = own.or_else(|| schema.families.iter().find(named))?;
    let ours = |spec: &ScalarSpec| {
        family.columns.iter().find(|column| {
            let names = form.names.get(&(family.id, None, column.id.0 as usize));
            names.is_some_and(|[_, name]| *name == spec.name)
        })
    };
    let taken: Vec<u32> = spec.columns.iter().filter_map(ours).map(|column| column.id.0).collect();
    // A name that the file has from another form may be that of a column here as well, or of several.
    let other = |spec: &ScalarSpec| {
        let mut called = family.columns.iter().filter(|column| column.is_called(&spec.name));
        called.next().filter(|column| called.next().is_none() && !taken.contains(&column.id.0))
    };
    let column = |spec: &ScalarSpec| {
        let column = ours(spec).or_else(|| other(spec))?;
        Some((column.id.0, Measure::of(&column.kind, &family.dimension(None, column.id))?))
    };
    Some((family.id, spec.columns.iter().map(column).collect()))
}

/// Where a figure lies in a file of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The list that it is in, and its number there; none for a fixed cell.
    pub(super) list: Option<usize>,
    /// Number of the column: among those of the list, or of the fixed cells.
    pub(super) column: usize,
    /// Number of the table.
    pub(super) table: usize,
    pub(super) measure: Measure,
}

/// The columns that a file has for the tables of a schema, and what data call them.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The columns.
    pub shape: Shape,
    /// By family, fixed row (empty for the rows of a list) and column as data name them.
    pub(super) slots: HashMap<[String; 3], Slot>,
    /// By path: the names that it is of.
    paths: HashMap<String, [String; 3]>,
    /// By fixed cell or column of a list, in the order of the columns: row and column as data name them.
    pub(super) names: HashMap<(FamilyId, Option<usize>, usize), [String; 2]>,
    /// Families that are lists, by name: their number.
    pub(super) lists: HashMap<String, usize>,
    /// By table: the number of its first side column.
    pub(super) sides: Vec<Option<usize>>,
}

impl Form {
    /// The form of a schema.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let mut form = Self::default();
        let mut writer = DataWriter::new(schema);
        for family in plain_families(schema) {
            for row in &family.rows {
                for column in &family.columns {
                    if let Some(measure) =
                        Measure::of(&column.kind, &family.dimension(Some(row.id), column.id))
                    {
                        let at = (Some(row.id.0 as usize), column.id.0 as usize);
                        let names = writer.names_of(family, at.0, at.1);
                        let names = names.unwrap_or_else(|| [row.name.clone(), column.name.clone()]);
                        form.fixed(family, at, names, measure);
                    }
                }
            }
            if family.codes.is_some() {
                form.list(family, &mut writer);
            }
        }
        for table in &schema.tables {
            let at = table.is_plain().then_some(form.shape.ints.len());
            form.sides.push(at);
            if at.is_some() {
                form.shape.ints.push(format!("{UNIT}{}", table.name));
                form.shape.ints.push(format!("{PLACES}{}", table.name));
            }
        }
        form.shape.texts.push(RULES_OF_UNIT.to_owned());
        form
    }

    fn fixed(
        &mut self,
        family: &Family,
        (row, column): (Option<usize>, usize),
        [row_name, column_name]: [String; 2],
        measure: Measure,
    ) {
        let path = format!("{}.{row_name}.{column_name}", family.name);
        self.names.insert((family.id, row, column), [row_name.clone(), column_name.clone()]);
        let names = [family.name.clone(), row_name, column_name];
        self.paths.insert(path.clone(), names.clone());
        let table = family.table.map_or(0, |table| table.0 as usize);
        let slot = Slot { list: None, column: self.shape.scalars.len(), table, measure };
        self.slots.insert(names, slot);
        self.shape.scalars.push(ScalarSpec::new(path, measure.scale()));
    }

    fn list(&mut self, family: &Family, writer: &mut DataWriter<'_>) {
        let at = self.shape.lists.len();
        let mut spec = ListSpec { name: family.name.clone(), ..ListSpec::default() };
        for column in &family.columns {
            let Some(measure) = Measure::of(&column.kind, &family.dimension(None, column.id)) else {
                continue;
            };
            let names = writer.names_of(family, None, column.id.0 as usize);
            let [row_name, name] = names.unwrap_or_else(|| [String::new(), column.name.clone()]);
            let key = (family.id, None, column.id.0 as usize);
            self.names.insert(key, [row_name.clone(), name.clone()]);
            let table = family.table.map_or(0, |table| table.0 as usize);
            let slot = Slot { list: Some(at), column: spec.columns.len(), table, measure };
            self.slots.insert([family.name.clone(), row_name, name.clone()], slot);
            spec.columns.push(ScalarSpec::new(name, measure.scale()));
        }
        self.lists.insert(family.name.clone(), at);
        self.shape.lists.push(spec);
    }

    fn path(&self, path: &str) -> Option<[&str; 3]> {
        self.paths.get(path).map(|names| names.each_ref().map(String::as_str))
    }
}

/// Families whose figures lie in columns: sides of tables, but for forms and what is printed once for each.
pub(super) fn plain_families(schema: &Schema) -> impl Iterator<Item = &Family> {
    schema.families.iter().filter(|family| {
        let table = family.table.and_then(|table| schema.table(table));
        !family.repeated && table.is_some_and(|table| table.is_plain())
    })
}

/// The power of ten of the unit that money is printed in where nothing is said.
pub(super) fn default_unit() -> i64 {
    i64::from(MoneyUnit::default().exponent())
}
