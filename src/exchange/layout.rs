//! Which columns a file of a schema has: fixed cells one each, code rows as lists.

use gouji_columnar::model::{ListSpec, ScalarSpec, Shape};
use gouji_columnar::parquet::Wanted;

use super::cells::{Cell, Cells, Measure};
use crate::amount::MoneyUnit;
use crate::schema::{Column, Family, FamilyId, Row, Schema};

/// Key of the file's own notes: which rule set its names are of.
pub(super) const RULES: &str = "gouji.rules";
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

    /// Looks the columns of a file up.
    #[must_use]
    pub fn of(cells: &mut Cells<'_>, shape: &Shape) -> Self {
        let mut layout = Layout::default();
        for spec in &shape.scalars {
            let cell = by_path(cells, &spec.name);
            if cell == Cell::Unknown {
                layout.unknown.push(spec.name.clone());
            }
            layout.scalars.push(cell);
        }
        for spec in &shape.lists {
            let list = list_of(cells.schema, spec);
            if list.is_none() {
                layout.unknown.push(spec.name.clone());
            }
            layout.lists.push(list);
        }
        layout.rules = shape.texts.iter().position(|name| name == RULES_OF_UNIT);
        let side = |of: &str, table: &str| {
            let name = format!("{of}{table}");
            shape.ints.iter().position(|known| *known == name)
        };
        let sides = cells.schema.tables.iter();
        layout.sides = sides.map(|table| (side(UNIT, &table.name), side(PLACES, &table.name))).collect();
        layout
    }
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

fn list_of(schema: &Schema, spec: &ListSpec) -> Option<ListOf> {
    let named = |family: &&Family| {
        let table = family.table.and_then(|table| schema.table(table));
        family.codes.is_some()
            && (family.name == spec.name || table.is_some_and(|table| table.is_called(&spec.name)))
    };
    let family = schema.families.iter().find(named)?;
    let column = |spec: &ScalarSpec| {
        let column = family.columns.iter().find(|column| column_path(family, column) == spec.name);
        let column = column.or_else(|| family.columns.iter().find(|column| column.is_called(&spec.name)))?;
        Some((column.id.0, Measure::of(&column.kind, &family.dimension(None, column.id))?))
    };
    Some((family.id, spec.columns.iter().map(column).collect()))
}

/// The columns that a file has for the tables of a schema.
#[must_use]
pub fn shape(schema: &Schema, rules: &str) -> Shape {
    let mut shape = Shape { meta: vec![(RULES.to_owned(), rules.to_owned())], ..Shape::default() };
    for family in plain_families(schema) {
        for row in &family.rows {
            for column in &family.columns {
                if let Some(measure) = Measure::of(&column.kind, &family.dimension(Some(row.id), column.id)) {
                    let name =
                        format!("{}.{}.{}", family.name, row_path(family, row), column_path(family, column));
                    shape.scalars.push(ScalarSpec::new(name, measure.scale()));
                }
            }
        }
        if family.codes.is_some() {
            let columns = family.columns.iter().filter_map(|column| {
                let measure = Measure::of(&column.kind, &family.dimension(None, column.id))?;
                Some(ScalarSpec::new(column_path(family, column), measure.scale()))
            });
            let columns = columns.collect();
            shape.lists.push(ListSpec { name: family.name.clone(), columns, levels: false });
        }
    }
    for table in schema.tables.iter().filter(|table| !table.is_form) {
        shape.ints.push(format!("{UNIT}{}", table.name));
        shape.ints.push(format!("{PLACES}{}", table.name));
    }
    shape
}

/// What data call a row: its name, with the rows that it is a part of where another row has the same name.
pub(super) fn row_path(family: &Family, row: &Row) -> String {
    let mut path = row.name.clone();
    let mut at = row;
    let is_shared = family.rows.iter().any(|other| other.id != row.id && other.name == row.name);
    // As many wholes as there are rows: a circle of wholes ends.
    for _ in family.rows.iter().filter(|_| is_shared) {
        let Some(whole) = at.whole.and_then(|whole| family.rows.get(whole.0 as usize)) else { break };
        path = format!("{}.{path}", whole.name);
        at = whole;
    }
    path
}

/// What data call a column: its name, with the columns that it is a part of where another column has the same name.
pub(super) fn column_path(family: &Family, column: &Column) -> String {
    let mut path = column.name.clone();
    let mut at = column;
    let is_shared = family.columns.iter().any(|other| other.id != column.id && other.name == column.name);
    for _ in family.columns.iter().filter(|_| is_shared) {
        let Some(whole) = at.whole.and_then(|whole| family.columns.get(whole.0 as usize)) else { break };
        path = format!("{}.{path}", whole.name);
        at = whole;
    }
    path
}

/// Families whose figures lie in columns: sides of tables, but for forms and what is printed once for each.
pub(super) fn plain_families(schema: &Schema) -> impl Iterator<Item = &Family> {
    schema.families.iter().filter(|family| {
        let table = family.table.and_then(|table| schema.table(table));
        !family.repeated && table.is_some_and(|table| !table.is_form)
    })
}

/// The power of ten of the unit that money is printed in where nothing is said.
pub(super) fn default_unit() -> i64 {
    i64::from(MoneyUnit::default().exponent())
}
