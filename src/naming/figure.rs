//! What figures are called where a rule is judged.

use super::element::row_or_key;
use super::parts;
use crate::audit::{Element, View};
use crate::ruleset::{ColumnRef, Figure, RowRef};
use crate::schema::Family;
use crate::text::short_name;

/// A short name for people: `甲表「合计」乙列`, `购房补贴的决算`.
pub(crate) fn figure(view: &View<'_>, figure: &Figure, element: &Element) -> String {
    let Some(family) = view.family(figure.family) else { return String::new() };
    let mut parts: Vec<String> = figure.whose.word().map(str::to_owned).into_iter().collect();
    let table = family.table.and_then(|id| view.schema.table(id));
    if let Some(table) = table {
        parts.push(parts::table(table).to_owned());
        parts.extend(family.side.clone());
    }
    let row = row_name(view, family, figure, element);
    let is_table = table.is_some();
    let quoted = |row: String| if is_table { format!("「{row}」") } else { row };
    parts.extend(row.map(quoted));
    let column = match (&figure.column, element) {
        (ColumnRef::Fixed(column), _) => family.columns.get(column.0 as usize),
        (ColumnRef::Element, Element::Row { family: other, row }) => {
            let key = view.key_of(*other, *row);
            family.columns.iter().find(|c| c.is_called(key))
        }
        _ => None,
    };
    if let Some(column) = column
        && (family.columns.len() > 1 || parts.is_empty())
    {
        parts.extend(column.row.clone().map(quoted));
        parts.push(column.name.clone());
    }
    // An item is no table: 购房补贴的决算.
    parts.join(if is_table { "" } else { "的" })
}

fn row_name(view: &View<'_>, family: &Family, figure: &Figure, element: &Element) -> Option<String> {
    match &figure.row {
        RowRef::Fixed(row) => {
            let row = family.rows.get(row.0 as usize)?;
            if row.name.is_empty() { None } else { Some(row.name.clone()) }
        }
        RowRef::Code(code) => Some(code_name(view, family, code)),
        RowRef::Element(under) => {
            let row = view.element_row(family.id, element, under.map(|row| row.0));
            let read = row.and_then(|row| view.row_read(family.id, row));
            match (read, element) {
                (Some(read), _) => {
                    let name = short_name(&read.name);
                    Some(name).filter(|_| !read.name.is_empty())
                }
                (None, Element::Row { .. }) => Some(row_or_key(view, element)),
                _ => None,
            }
        }
    }
}

/// A code with its name.
fn code_name(view: &View<'_>, family: &Family, code: &str) -> String {
    let list = view.schema.list_of(family);
    let name = list.and_then(|list| list.find(code)).map(|code| code.name.as_str()).unwrap_or_default();
    format!("{code} {name}").trim().to_owned()
}
