//! The parts of a path as rules write it, known without any document.

use crate::graph::{FigureClass, RowClass};
use crate::ruleset::ColumnRef;
use crate::schema::{Column, Family, Schema, Table};

/// What rules call a table.
pub(crate) fn table(table: &Table) -> &str {
    table.short.as_deref().unwrap_or(&table.name)
}

/// The table with its side, or the passage or 每项, that a family is in rules.
pub(crate) fn block(schema: &Schema, family: &Family) -> String {
    let Some(of) = family.table.and_then(|id| schema.table(id)) else {
        let passage = || family.passage.and_then(|id| schema.passage(id)).map(|passage| &passage.name);
        let name = Some(&family.name).filter(|name| !name.is_empty()).or_else(passage);
        return name.cloned().unwrap_or_default();
    };
    match &family.side {
        Some(side) => format!("{}.{side}", table(of)),
        None => table(of).to_owned(),
    }
}

/// What rules call a column; the row of a form is part of it.
pub(crate) fn column(column: &Column) -> String {
    match &column.row {
        Some(row) => format!("{row}.{}", column.name),
        None => column.name.clone(),
    }
}

/// The name of a class of figures: `甲表.合计.乙列`, `甲表.*.乙列`.
#[must_use]
pub fn class(schema: &Schema, class: &FigureClass) -> String {
    let family = schema.family(class.family);
    let mut name = class.whose.word().map(|whose| format!("{whose}.")).unwrap_or_default();
    name.push_str(family.map_or("?", |family| &family.name));
    match class.row {
        RowClass::Fixed(row) => {
            let row = family.and_then(|family| family.rows.get(row as usize)).map(|row| row.name.as_str());
            if let Some(row) = row.filter(|row| !row.is_empty()) {
                name.push('.');
                name.push_str(row);
            }
        }
        RowClass::Any => name.push_str(".*"),
    }
    match &class.column {
        ColumnRef::Fixed(column) => {
            if let Some(column) = family.and_then(|family| family.columns.get(column.0 as usize)) {
                name.push('.');
                name.push_str(&column.name);
            }
        }
        ColumnRef::Element => name.push_str(".（本列）"),
    }
    name
}
