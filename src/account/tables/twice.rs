//! Figures that a table prints twice and not alike: which of them is meant is not known.

use super::Tables;
use crate::account::{CellRead, Claim, State};
use crate::document::{Notice, Place};
use crate::schema::Schema;

/// How the remark of such a cell begins.
const REMARK: &str = "印了不止一次，前后不一致：";
/// Cells of one table that are named.
const NAMED: usize = 3;

/// Whether a cell printed again says the same; else it has no value any more, for either may be wrong.
pub(super) fn again(known: &mut CellRead, other: &CellRead) -> bool {
    let (Some(first), Some(second)) = (printed(known), printed(other)) else {
        return known.state == other.state || known.state == State::Unreadable;
    };
    if first.value == second.value {
        return true;
    }
    let both = [first, second].map(|claim| format!("{}{}", claim.text.trim(), line(&claim.at)));
    known.state = State::Unreadable;
    known.remark = Some(format!("{REMARK}{}", both.join("、")));
    false
}

fn printed(cell: &CellRead) -> Option<&Claim> {
    cell.claims.first().filter(|_| cell.state == State::Value)
}

/// Where a figure stands, as far as it is told in few words.
fn line(at: &Place) -> String {
    match (at.page, at.line, &at.cell) {
        (Some(page), _, _) => format!("（第 {page} 页）"),
        (None, Some(line), _) => format!("（第 {line} 行）"),
        (None, None, Some(cell)) => format!("（{cell}）"),
        (None, None, None) => String::new(),
    }
}

/// One notice for each table that has such cells.
pub(super) fn notices(schema: &Schema, tables: &Tables) -> Vec<Notice> {
    let mut all = Vec::new();
    for table in &schema.tables {
        let mut met: Vec<String> = Vec::new();
        let (mut count, mut place) = (0_usize, None);
        for id in &table.families {
            let (Some(family), Some(read)) = (schema.family(*id), tables.families.get(id.0 as usize)) else {
                continue;
            };
            for row in read.fixed.iter().chain(&read.rows) {
                for (cell, column) in row.cells.iter().zip(&family.columns) {
                    let both = cell.remark.as_deref().and_then(|remark| remark.strip_prefix(REMARK));
                    let Some(both) = both else { continue };
                    count += 1;
                    place = place.or_else(|| cell.claims.first().map(|claim| claim.at.clone()));
                    if met.len() < NAMED {
                        met.push(format!("{}.{} {both}", row.name, column.name));
                    }
                }
            }
        }
        if count > 0 {
            let more = if count > met.len() { format!("等 {count} 格") } else { String::new() };
            let met = met.join("；");
            let message = format!(
                "「{}」印了不止一次，前后不一致：{met}{more}；哪一个都没有用，请留下一处",
                table.name
            );
            all.push(Notice { message, place: place.unwrap_or_default() });
        }
    }
    all
}
