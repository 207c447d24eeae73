//! Rows that appear with the document (code rows, items), compressed: every lane has a stretch of them. Keys are
//! numbers of a dictionary that all lanes share.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Column, State};
use crate::amount::Place;

/// Marks a row without a parent.
pub const NO_PARENT: u32 = u32::MAX;

/// Rows of one family over lanes.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Lane `l` has rows `offsets[l]..offsets[l + 1]`.
    offsets: Vec<u32>,
    /// Keys by number.
    dictionary: Vec<Box<str>>,
    /// Numbers by key.
    numbers: HashMap<Box<str>, u32>,
    /// By row: the number of its key.
    keys: Vec<u32>,
    levels: Vec<u8>,
    parents: Vec<u32>,
    /// By column number.
    columns: Vec<Column>,
    /// Row numbers of each lane in order of key number; made when first asked for.
    by_key: OnceLock<Vec<u32>>,
    /// Row numbers of each lane in order of parent, then of print; made when first asked for.
    by_parent: OnceLock<Vec<u32>>,
    /// By row: whether any row has it as its parent; made when first asked for.
    has_parts: OnceLock<Vec<bool>>,
}

/// In lanes of at most so many rows one is looked for row by row; in longer ones by an order of all rows.
const FEW: usize = 64;

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

    /// A store from its parts: for each lane where its rows begin (and where the last one ends), for each row the
    /// number of its key in the dictionary, its level and its parent (by row, [`NO_PARENT`] for none), and the columns.
    /// None where the parts do not fit each other.
    #[must_use]
    pub fn from_parts(
        offsets: Vec<u32>,
        dictionary: Vec<Box<str>>,
        keys: Vec<u32>,
        levels: Vec<u8>,
        parents: Vec<u32>,
        columns: Vec<Column>,
    ) -> Option<Self> {
        let rows = keys.len();
        let fits = offsets.first() == Some(&0)
            && offsets.last().is_some_and(|last| *last as usize == rows)
            && offsets.is_sorted()
            && levels.len() == rows
            && parents.len() == rows
            && keys.iter().all(|key| (*key as usize) < dictionary.len())
            && parents.iter().all(|parent| *parent == NO_PARENT || (*parent as usize) < rows)
            && columns.iter().all(|column| column.values.len() == rows);
        let numbers = (0..).zip(&dictionary).map(|(number, key)| (key.clone(), number)).collect();
        fits.then(|| Self { offsets, dictionary, numbers, keys, levels, parents, columns, ..Self::default() })
    }

    /// Adds the rows of the next lane.
    pub fn push_lane<'a>(&mut self, rows: impl IntoIterator<Item = NewRow<'a>>) {
        let start = self.keys.len() as u32;
        for row in rows {
            let key = self.number_of(row.key);
            self.keys.push(key);
            self.levels.push(row.level);
            self.parents.push(row.parent.map_or(NO_PARENT, |parent| start + parent));
            for (column, (value, state, place)) in self.columns.iter_mut().zip(row.cells) {
                column.push(value, state, place);
            }
        }
        self.offsets.push(self.keys.len() as u32);
        (self.by_key, self.by_parent, self.has_parts) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
    }

    /// Replaces one fact of a row; nothing happens where there is no such row or column.
    pub fn set(&mut self, row: u32, column: u32, (value, state, place): (i64, State, Place)) {
        if let Some(column) = self.columns.get_mut(column as usize) {
            column.set(row as usize, value, state, place);
        }
    }

    fn number_of(&mut self, key: &str) -> u32 {
        if let Some(known) = self.numbers.get(key) {
            return *known;
        }
        let number = self.dictionary.len() as u32;
        self.dictionary.push(key.into());
        self.numbers.insert(key.into(), number);
        number
    }

    /// Row numbers of a lane, in printed order.
    #[must_use]
    pub fn lane(&self, lane: usize) -> std::ops::Range<u32> {
        let start = self.offsets.get(lane).copied().unwrap_or(0);
        start..self.offsets.get(lane + 1).copied().unwrap_or(start)
    }

    /// Where the rows of each lane begin, and where those of the last end.
    #[must_use]
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }

    /// The keys that rows have, by number.
    #[must_use]
    pub fn dictionary(&self) -> &[Box<str>] {
        &self.dictionary
    }

    /// The number of a key; none where no row of any lane has it.
    #[must_use]
    pub fn key_number(&self, key: &str) -> Option<u32> {
        self.numbers.get(key).copied()
    }

    /// By row: the number of its key.
    #[must_use]
    pub fn key_numbers(&self) -> &[u32] {
        &self.keys
    }

    /// By row: its level.
    #[must_use]
    pub fn levels(&self) -> &[u8] {
        &self.levels
    }

    /// By row: its parent, [`NO_PARENT`] where it has none.
    #[must_use]
    pub fn parents(&self) -> &[u32] {
        &self.parents
    }

    /// The first row of a lane with this key.
    #[must_use]
    pub fn find(&self, lane: usize, key: &str) -> Option<u32> {
        let number = self.key_number(key)?;
        let range = self.lane(lane);
        if range.len() <= FEW {
            return range.clone().find(|row| self.number_at(*row) == number);
        }
        let sorted = self.by_key.get_or_init(|| self.sorted(|row| (self.number_at(row), row)));
        let sorted = sorted.get(range.start as usize..range.end as usize)?;
        let at = sorted.partition_point(|row| self.number_at(*row) < number);
        sorted.get(at).copied().filter(|row| self.number_at(*row) == number)
    }

    /// The rows of each lane in some order.
    fn sorted(&self, order: impl Fn(u32) -> (u32, u32)) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..self.keys.len() as u32).collect();
        for ends in self.offsets.windows(2) {
            let (Some(start), Some(end)) = (ends.first(), ends.last()) else { continue };
            if let Some(lane) = rows.get_mut(*start as usize..*end as usize) {
                lane.sort_unstable_by_key(|row| order(*row));
            }
        }
        rows
    }

    fn number_at(&self, row: u32) -> u32 {
        self.keys.get(row as usize).copied().unwrap_or(u32::MAX)
    }

    /// Key of a row.
    #[must_use]
    pub fn key(&self, row: u32) -> &str {
        self.dictionary.get(self.number_at(row) as usize).map_or("", |key| key)
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
    pub fn children(&self, lane: usize, parent: u32) -> Vec<u32> {
        let range = self.lane(lane);
        if range.len() <= FEW {
            return range.filter(|row| self.parent(*row) == parent).collect();
        }
        let sorted = self.by_parent.get_or_init(|| self.sorted(|row| (self.parent(row), row)));
        let sorted = sorted.get(range.start as usize..range.end as usize).unwrap_or_default();
        let from = sorted.partition_point(|row| self.parent(*row) < parent);
        let to = sorted.partition_point(|row| self.parent(*row) <= parent);
        sorted.get(from..to).unwrap_or_default().to_vec()
    }

    /// Whether any row has it as its parent.
    #[must_use]
    pub fn has_children(&self, row: u32) -> bool {
        let has = self.has_parts.get_or_init(|| {
            let mut has = vec![false; self.keys.len()];
            for parent in &self.parents {
                if let Some(flag) = has.get_mut(*parent as usize) {
                    *flag = true;
                }
            }
            has
        });
        has.get(row as usize).copied().unwrap_or(false)
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
        assert!(rows.has_children(2) && !rows.has_children(3));
    }

    #[test]
    fn long_lanes_are_searched_alike() {
        let keys: Vec<String> = (0..2 * FEW).map(|at| (at * 7 % 101).to_string()).collect();
        let parent = |at: usize| (at > 0).then_some(at as u32 / 5);
        let mut rows = Rows::new(0);
        rows.push_lane([NewRow { key: "7", ..NewRow::default() }]);
        let new = |(at, key)| NewRow { key, parent: parent(at), ..NewRow::default() };
        rows.push_lane(keys.iter().map(String::as_str).enumerate().map(new));
        for (at, key) in keys.iter().enumerate() {
            let first = keys.iter().position(|other| other == key).map(|first| first as u32 + 1);
            assert_eq!(rows.find(1, key), first);
            let is_below = |row: &usize| parent(*row) == Some(at as u32);
            let below: Vec<u32> = (0..keys.len()).filter(is_below).map(|row| row as u32 + 1).collect();
            assert_eq!(rows.has_children(at as u32 + 1), !below.is_empty());
            assert_eq!(rows.children(1, at as u32 + 1), below);
        }
    }

    #[test]
    fn a_key_is_found_in_its_lane_and_the_first_of_equal_ones_is_meant() {
        let mut rows = Rows::new(0);
        let row = |key| NewRow { key, ..NewRow::default() };
        rows.push_lane([row("b"), row("a")]);
        rows.push_lane([row("c"), row("a"), row("c")]);
        assert_eq!(rows.find(0, "a"), Some(1));
        assert_eq!(rows.find(0, "c"), None);
        assert_eq!(rows.find(1, "c"), Some(2));
        assert_eq!(rows.find(1, "b"), None);
        assert_eq!(rows.find(1, "d"), None);
        assert_eq!(rows.key(3), "a");
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let keys = || vec!["a".into(), "b".into()];
        let build = |offsets: &[u32], parents: &[u32]| {
            Rows::from_parts(offsets.to_vec(), keys(), vec![0, 1], vec![1, 2], parents.to_vec(), Vec::new())
        };
        let rows = build(&[0, 2], &[NO_PARENT, 0]);
        assert_eq!(rows.map(|rows| rows.children(0, 0).to_vec()), Some(vec![1]));
        assert!(build(&[0, 1], &[NO_PARENT, 0]).is_none());
        assert!(build(&[0, 2], &[NO_PARENT, 2]).is_none());
        assert!(build(&[0, 3, 2], &[NO_PARENT, 0]).is_none());
    }
}
