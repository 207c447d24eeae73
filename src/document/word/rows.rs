//! Rows of tables whose cells are given by their edges (.doc, RTF) to a grid.

use std::sync::Arc;

use super::marked::Marked;
use crate::document::ReadError;
use crate::document::flow::{Flow, Rows};

/// Edges of cells that differ by no more (in twentieths of a point) are one.
const NEAR: i32 = 30;

/// A row of cells.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Their texts.
    pub cells: Vec<Marked>,
    /// Where they stand; rows that are laid out alike share it.
    pub layout: Arc<Layout>,
}

/// Where the cells of a row stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Their edges from left to right; empty if not given.
    pub edges: Vec<i32>,
    /// For each cell: whether it goes on with the one above.
    pub below: Vec<bool>,
    /// For each cell: whether it goes on with the one before.
    pub behind: Vec<bool>,
    /// For each cell: whether something is painted behind its letters; not said of those beyond.
    pub painted: Vec<bool>,
}

/// Adds a table of rows; none if there are no rows.
///
/// # Errors
/// The document is too large.
pub(super) fn table(rows: &[Row], flow: &mut Flow<'_>) -> Result<(), ReadError> {
    if rows.is_empty() {
        return Ok(());
    }
    let edges = edges(rows);
    flow.open_table()?;
    for row in rows {
        flow.open_row()?;
        cells(row, &edges, flow)?;
        flow.close_row();
    }
    flow.close_table()
}

fn cells(row: &Row, edges: &[i32], flow: &mut Flow<'_>) -> Result<(), ReadError> {
    let layout = row.layout.as_ref();
    let column = |at: usize| layout.edges.get(at).map(|edge| column_of(edges, *edge));
    flow.skip_columns(column(0).unwrap_or(0));
    let goes_on = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false);
    for (at, text) in row.cells.iter().enumerate() {
        if goes_on(&layout.behind, at) {
            continue;
        }
        let end = (at + 1..).find(|next| !goes_on(&layout.behind, *next)).unwrap_or(at + 1);
        let columns = match (column(at), column(end)) {
            (Some(from), Some(to)) => to.saturating_sub(from).max(1),
            _ => 1,
        };
        let rows = if goes_on(&layout.below, at) { Rows::Continue } else { Rows::Restart };
        flow.open_cell(columns, rows)?;
        text.say(goes_on(&layout.painted, at), flow);
        flow.close_cell()?;
    }
    Ok(())
}

/// The edges of all cells of a table, near ones as one.
fn edges(rows: &[Row]) -> Vec<i32> {
    let mut all: Vec<i32> = Vec::new();
    let mut before: Option<&Arc<Layout>> = None;
    for layout in rows.iter().map(|row| &row.layout) {
        if before.is_none_or(|before| !Arc::ptr_eq(before, layout)) {
            all.extend(&layout.edges);
        }
        before = Some(layout);
    }
    all.sort_unstable();
    let mut edges: Vec<i32> = Vec::new();
    for edge in all {
        if edges.last().is_none_or(|last| edge.saturating_sub(*last) > NEAR) {
            edges.push(edge);
        }
    }
    edges
}

/// The column that begins at an edge.
fn column_of(edges: &[i32], edge: i32) -> u32 {
    edges.partition_point(|known| *known <= edge).saturating_sub(1) as u32
}
