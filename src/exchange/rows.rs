//! Code rows of many units as they are built: the rows of a unit in order of their codes, each under the row that it
//! is a part of.

use super::cells::Codes;
use crate::amount::Place;
use crate::facts::{Column, NO_PARENT, Rows, State};

/// A cell of a code row: code, column, fact.
pub(super) type CodeCell = (u32, u32, (i64, State, Place));

/// Rows of a family that grow unit by unit.
pub(super) struct RowsBuilder {
    offsets: Vec<u32>,
    keys: Vec<u32>,
    columns: Vec<Column>,
}

impl RowsBuilder {
    pub(super) fn new(columns: usize) -> Self {
        Self { offsets: vec![0], keys: Vec::new(), columns: vec![Column::default(); columns] }
    }

    /// Adds the cells of the next unit and empties the list; false where a cell was given twice.
    pub(super) fn lane(&mut self, cells: &mut Vec<CodeCell>, order: &[u32]) -> bool {
        let rank = |cell: &CodeCell| (order.get(cell.0 as usize).copied().unwrap_or(u32::MAX), cell.1);
        if !cells.is_sorted_by_key(rank) {
            cells.sort_by_key(rank);
        }
        let mut once = true;
        let mut last = None;
        for (code, column, (value, state, place)) in cells.drain(..) {
            if last.map(|(code, _)| code) != Some(code) {
                self.keys.push(code);
                self.columns.iter_mut().for_each(|column| column.push(0, State::Absent, Place::EXACT));
            }
            once &= last != Some((code, column));
            last = Some((code, column));
            if let Some(column) = self.columns.get_mut(column as usize) {
                let at = column.values.len().saturating_sub(1);
                column.set(at, value, state, place);
            }
        }
        self.offsets.push(self.keys.len() as u32);
        once
    }

    pub(super) fn finish(self, codes: &Codes) -> Rows {
        let (parents, _) = parents(&self.offsets, &self.keys, &codes.uppers());
        let level = |key: &u32| codes.levels.get(*key as usize).copied().unwrap_or(0);
        let levels = self.keys.iter().map(level).collect();
        let columns = self.columns.len();
        Rows::from_parts(self.offsets, codes.dictionary.clone(), self.keys, levels, parents, self.columns)
            .unwrap_or_else(|| Rows::new(columns))
    }
}

/// For each row the row of the longest code above it in its lane, and the lanes that have a code twice.
pub(super) fn parents(offsets: &[u32], keys: &[u32], uppers: &[Vec<u32>]) -> (Vec<u32>, Vec<usize>) {
    let mut parents = vec![NO_PARENT; keys.len()];
    let mut doubled = Vec::new();
    // By key: the lane that has it, and its row there.
    let mut seen: Vec<(u32, u32)> = vec![(u32::MAX, NO_PARENT); uppers.len()];
    for (lane, ends) in (0u32..).zip(offsets.windows(2)) {
        let (Some(start), Some(end)) = (ends.first(), ends.last()) else { continue };
        let of_lane = keys.get(*start as usize..*end as usize).unwrap_or_default();
        for (row, key) in (*start..).zip(of_lane) {
            if let Some(entry) = seen.get_mut(*key as usize) {
                if entry.0 == lane {
                    doubled.push(lane as usize);
                }
                *entry = (lane, row);
            }
        }
        for (row, key) in (*start as usize..).zip(of_lane) {
            let above = uppers.get(*key as usize).map(Vec::as_slice).unwrap_or_default();
            let found = above.iter().filter_map(|upper| seen.get(*upper as usize));
            let nearest = found.filter(|(of, _)| *of == lane).map(|(_, row)| *row).next();
            if let (Some(parent), Some(nearest)) = (parents.get_mut(row), nearest) {
                *parent = nearest;
            }
        }
    }
    (parents, doubled)
}
