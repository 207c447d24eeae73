//! Tables that print the same things: learned from the document, evidence only.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cells;
use super::grid::Grid;

/// For each figure those of other tables that should print the same.
#[derive(Default)]
pub(super) struct Siblings(BTreeMap<u32, Vec<u32>>);

/// Fewest rows that two tables have in common for them to be held against each other.
const COMMON: usize = 4;

impl Siblings {
    /// Columns of two tables are siblings where seven tenths of their rows print the same, or seven tenths of the values
    /// of the shorter stand in the other: a column whose figures moved keeps its values.
    pub(super) fn learn(grids: &[Grid], cells: &Cells) -> Self {
        let mut found = Self::default();
        for (at, one) in grids.iter().enumerate() {
            for other in grids.iter().skip(at + 1) {
                found.pair(one, other, cells);
            }
        }
        for all in found.0.values_mut() {
            all.sort_unstable();
            all.dedup();
        }
        found
    }

    /// The siblings of a figure.
    pub(super) fn of(&self, cell: u32) -> &[u32] {
        self.0.get(&cell).map_or(&[], Vec::as_slice)
    }

    fn pair(&mut self, one: &Grid, other: &Grid, cells: &Cells) {
        let by_key: BTreeMap<&str, usize> = other
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.key.is_empty())
            .map(|(at, row)| (row.key.as_str(), at))
            .collect();
        let rows: Vec<(usize, usize)> = one
            .rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| Some((at, *by_key.get(row.key.as_str())?)))
            .collect();
        if rows.len() < COMMON {
            return;
        }
        for column in 0..one.columns.len() {
            for beside in 0..other.columns.len() {
                if alike(one, other, &rows, (column, beside), cells) {
                    for (a, b) in &rows {
                        if let (Some(a), Some(b)) = (one.cell(*a, column), other.cell(*b, beside)) {
                            self.0.entry(a).or_default().push(b);
                            self.0.entry(b).or_default().push(a);
                        }
                    }
                }
            }
        }
    }
}

fn alike(
    one: &Grid,
    other: &Grid,
    rows: &[(usize, usize)],
    (column, beside): (usize, usize),
    cells: &Cells,
) -> bool {
    let value = |grid: &Grid, row: usize, column: usize| {
        grid.cell(row, column).map(|cell| cells.figure(cell)).map_or(0, |figure| figure.value)
    };
    let pairs: Vec<(i64, i64)> =
        rows.iter().map(|(a, b)| (value(one, *a, column), value(other, *b, beside))).collect();
    let said: Vec<&(i64, i64)> = pairs.iter().filter(|(a, b)| *a != 0 || *b != 0).collect();
    if said.len() < COMMON {
        return false;
    }
    let same = said.iter().filter(|(a, b)| a == b).count();
    let left: BTreeSet<i64> = said.iter().map(|(a, _)| *a).filter(|value| *value != 0).collect();
    let right: BTreeSet<i64> = said.iter().map(|(_, b)| *b).filter(|value| *value != 0).collect();
    let (shorter, longer) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let both = shorter.intersection(&longer).count();
    let sevenths = |part: usize, of: usize| part * 10 >= of * 7;
    let many = shorter.len() >= COMMON && longer.len() * 10 <= shorter.len() * 13;
    sevenths(same, said.len()) || (many && sevenths(both, shorter.len()))
}
