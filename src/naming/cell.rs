//! What cells of the document are called.

use crate::account::RowRead;
use crate::audit::{CellAt, RowAt, View};
use crate::text::short_name;

/// Table or passage, row, and column of a cell.
pub(crate) fn cell_parts(view: &View<'_>, at: CellAt) -> [Option<String>; 3] {
    let family = view.family(at.family);
    let table = family.and_then(|family| family.table).and_then(|id| view.schema.table(id));
    let passage = family.map(|family| family.name.clone());
    let name = view.row_read(at.family, at.row).map(|read| row(read, &short_name(&read.name)));
    let fixed = match at.row {
        RowAt::Fixed(row) => family.and_then(|f| f.rows.get(row as usize)).map(|row| row.name.clone()),
        RowAt::Block(_) => None,
    };
    [
        table.map(|table| table.name.clone()).or(passage),
        fixed.or(name).filter(|name| !name.is_empty()),
        view.schema.column(at.family, at.column).map(|column| column.name.clone()),
    ]
}

/// A cell in one path.
pub(super) fn cell(view: &View<'_>, at: CellAt) -> String {
    cell_parts(view, at).into_iter().flatten().collect::<Vec<_>>().join(".")
}

/// The code of a row with its name, or a short form of it.
pub(crate) fn row(read: &RowRead, name: &str) -> String {
    let code = read.code.as_deref().unwrap_or_default();
    format!("{code} {name}").trim().to_owned()
}
