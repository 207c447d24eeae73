//! Rows that appear with the document (code rows, items), compressed: every lane has a stretch of them.

use super::{Column, State};
use crate::amount::Place;

/// Marks a row without a parent.
pub const NO_PARENT: u32 = u32::MAX;

/// Rows of one family over lanes.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Lane `l` has rows `offsets[l]..offsets[l + 1]`.
    offsets: Vec<u32>,
    /// Row numbers of each lane in order of key.
    by_key: Vec<u32>,
    /// Row numbers of each lane in order of parent, then of print.
    by_parent: Vec<u32>,
    keys: Vec<Box<str>>,
    levels: Vec<u8>,
    parents: Vec<u32>,
    /// By column number.
    columns: Vec<Column>,
    children: Vec<bool>,
}

/// One row to be added.
#[derive(Clone, Debug, Default)]
pub struct NewRow<'a> {
    /// Its key.
    pub key: &'a str,
    /// 1-based level; 0 for items.
    pub level: u8,
    /// Index of its parent within the lane.
    pub parent: Option<u32>,
    /// One fact for each column.
    pub cells: Vec<(i64, State, Place)>,
}

impl Rows {
    /// An empty store for a number of columns.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { offsets: vec![0], columns: vec![Column::default(); columns], ..Self::default() }
    }

    /// Adds the rows of the next lane.
    pub fn push_lane<'a>(&mut self, rows: impl IntoIterator<Item = NewRow<'a>>) {
        let start = self.keys.len() as u32;
        for row in rows {
            self.keys.push(row.key.into());
            self.levels.push(row.level);
            let parent = row.parent.map_or(NO_PARENT, |parent| start + parent);
            self.parents.push(parent);
            self.children.push(false);
            if let Some(flag) = self.children.get_mut(parent as usize) {
                *flag = true;
            }
            for (column, (value, state, place)) in self.columns.iter_mut().zip(row.cells) {
                column.push(value, state, place);
            }
        }
        let end = self.keys.len() as u32;
        let mut order: Vec<u32> = (start..end).collect();
        order.sort_by(|a, b| self.key(*a).cmp(self.key(*b)).then(a.cmp(b)));
        self.by_key.extend(order);
        let mut order: Vec<u32> = (start..end).collect();
        order.sort_by_key(|row| (self.parent(*row), *row));
        self.by_parent.extend(order);
        self.offsets.push(end);
    }

    /// Row numbers of a lane, in printed order.
    #[must_use]
    pub fn lane(&self, lane: usize) -> std::ops::Range<u32> {
        let start = self.offsets.get(lane).copied().unwrap_or(0);
        start..self.offsets.get(lane + 1).copied().unwrap_or(start)
    }

    /// The first row of a lane with this key.
    #[must_use]
    pub fn find(&self, lane: usize, key: &str) -> Option<u32> {
        let range = self.lane(lane);
        let sorted = self.by_key.get(range.start as usize..range.end as usize)?;
        let at = sorted.partition_point(|row| self.key(*row) < key);
        sorted.get(at).copied().filter(|row| self.key(*row) == key)
    }

    /// Key of a row.
    #[must_use]
    pub fn key(&self, row: u32) -> &str {
        self.keys.get(row as usize).map_or("", |key| key)
    }

    /// Level of a row.
    #[must_use]
    pub fn level(&self, row: u32) -> u8 {
        self.levels.get(row as usize).copied().unwrap_or(0)
    }

    /// Parent of a row, [`NO_PARENT`] if it has none.
    #[must_use]
    pub fn parent(&self, row: u32) -> u32 {
        self.parents.get(row as usize).copied().unwrap_or(NO_PARENT)
    }

    /// The rows of a lane that have a row as their parent, in printed order.
    #[must_use]
    pub fn children(&self, lane: usize, parent: u32) -> &[u32] {
        let range = self.lane(lane);
        let sorted = self.by_parent.get(range.start as usize..range.end as usize).unwrap_or_default();
        let from = sorted.partition_point(|row| self.parent(*row) < parent);
        let to = sorted.partition_point(|row| self.parent(*row) <= parent);
        sorted.get(from..to).unwrap_or_default()
    }

    /// Whether any row has it as its parent.
    #[must_use]
    pub fn has_children(&self, row: u32) -> bool {
        self.children.get(row as usize).copied().unwrap_or(false)
    }

    /// A column over all rows.
    #[must_use]
    pub fn column(&self, column: u32) -> Option<&Column> {
        self.columns.get(column as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_those_of_their_lane_in_printed_order() {
        let mut rows = Rows::new(0);
        let row = |key, parent| NewRow { key, parent, ..NewRow::default() };
        rows.push_lane([row("a", None), row("b", Some(0))]);
        rows.push_lane([
            row("a", None),
            row("z", Some(0)),
            row("c", None),
            row("b", Some(0)),
            row("d", Some(2)),
        ]);
        assert_eq!(rows.children(0, 0), [1]);
        assert_eq!(rows.children(1, 2), [3, 5]);
        assert_eq!(rows.children(1, 4), [6]);
        assert!(rows.children(1, 3).is_empty());
        assert!(rows.children(0, 2).is_empty());
        assert_eq!(rows.children(1, NO_PARENT), [2, 4]);
    }
}
