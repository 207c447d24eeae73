//! What counts for a cell that is not printed, where that can be told without the exact judge (decision 0004).

use super::flags::{OPEN, ZERO};
use super::window::Window;
use crate::schema::{ColumnId, FamilyId, RowId};

/// A fixed cell.
pub(super) fn fixed(window: &Window<'_>, id: FamilyId, row: RowId, column: ColumnId, lane: usize) -> u8 {
    let of_column = in_row(window, id, column, lane);
    let Some(row) = window.schema.family(id).and_then(|family| family.rows.get(row.0 as usize)) else {
        return OPEN;
    };
    // A whole that is not printed may come to what its parts come to.
    if row.optional && !row.parts.is_empty() {
        return OPEN;
    }
    if of_column == OPEN || !row.optional || loses_rows(window, id, lane) {
        return of_column;
    }
    // A row that may be missing says nothing where its whole is printed without any of its parts.
    let whole = row.whole.and_then(|whole| window.schema.family(id)?.rows.get(whole.0 as usize));
    let Some(whole) = whole.filter(|whole| whole.parts.rows.contains(&row.id)) else { return ZERO };
    let split = whole.parts.top_codes || whole.parts.rows.iter().any(|part| printed(window, id, *part, lane));
    if split { ZERO } else { OPEN }
}

/// A cell of a row that is printed, or of a code row of a table that is there.
pub(super) fn in_row(window: &Window<'_>, id: FamilyId, column: ColumnId, lane: usize) -> u8 {
    let Some(column) = window.schema.column(id, column) else { return OPEN };
    if !window.found(id, lane) {
        return OPEN;
    }
    if !column.optional || loses_rows(window, id, lane) {
        return ZERO;
    }
    let facts = window.family(id);
    let headed = |column: ColumnId| facts.and_then(|facts| facts.headed(lane, column.0)) == Some(true);
    if headed(column.id) {
        return ZERO;
    }
    if !column.parts.is_empty() {
        return OPEN;
    }
    let whole = column.whole.and_then(|whole| window.schema.column(id, whole));
    match whole.filter(|whole| whole.parts.contains(&column.id)) {
        Some(whole) if !whole.parts.iter().any(|part| headed(*part)) => OPEN,
        _ => ZERO,
    }
}

fn loses_rows(window: &Window<'_>, id: FamilyId, lane: usize) -> bool {
    window.family(id).and_then(|facts| facts.loses_rows.get(lane)).copied().unwrap_or(false)
}

fn printed(window: &Window<'_>, id: FamilyId, row: RowId, lane: usize) -> bool {
    let (Some(facts), Some(family)) = (window.family(id), window.schema.family(id)) else { return false };
    facts.row_printed(lane, row.0, family.columns.len())
}
