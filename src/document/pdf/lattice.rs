//! Ruled tables: strokes to grid lines, grid lines to cells, merged where a border is missing.

use super::sheet::{POINT, Sheet, Stroke};

/// Strokes closer than this are one line: double lines, the two edges of a bar.
const NEAR: i32 = 2 * POINT;

/// Gaps in a line that are bridged: dots and dashes, corners that do not quite meet.
const GAP: i32 = 3 * POINT;

/// Shortest line that can border a cell.
const SHORTEST: i32 = 4 * POINT;

/// Most lines of a page in one direction; a page with more is a drawing.
const MAX_LINES: usize = 1_500;

/// Most places of a grid (rows times columns), filled or not.
const MAX_PLACES: usize = 200_000;

/// A cell of a ruled table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// First row.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// Rows covered, at least 1.
    pub rows: usize,
    /// Columns covered, at least 1.
    pub columns: usize,
}

/// A ruled table of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lattice {
    /// Where its columns are divided, both sides included, from left to right.
    pub xs: Vec<i32>,
    /// Where its rows are divided, both ends included, from top to bottom.
    pub ys: Vec<i32>,
    /// Its cells by row and column.
    pub cells: Vec<Cell>,
    /// For each place, row by row, the cell that covers it.
    owner: Vec<usize>,
}

impl Lattice {
    /// Number of its columns.
    pub(super) fn columns(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    /// The cell over a point.
    pub(super) fn cell_at(&self, x: i32, y: i32) -> Option<usize> {
        let column = slot(&self.xs, x)?;
        let row = slot(&self.ys, y)?;
        self.owner.get(row * self.columns() + column).copied()
    }
}

/// Between which two of some rising numbers another one stands.
fn slot(edges: &[i32], value: i32) -> Option<usize> {
    let behind = edges.partition_point(|edge| *edge <= value);
    (behind > 0 && behind < edges.len()).then(|| behind - 1)
}

/// The ruled tables of a page from top to bottom; none of a page with too many lines.
pub(super) fn lattices(sheet: &Sheet) -> Vec<Lattice> {
    let level = joined(&sheet.level);
    let upright = joined(&sheet.upright);
    if level.len() > MAX_LINES || upright.len() > MAX_LINES {
        return Vec::new();
    }
    let mut found: Vec<Lattice> = components(&level, &upright)
        .into_iter()
        .filter_map(|(level, upright)| build(&level, &upright))
        .collect();
    found.sort_by_key(|lattice| (lattice.ys.first().copied(), lattice.xs.first().copied()));
    found
}

/// Strokes in one line made one, short ones left out.
fn joined(strokes: &[Stroke]) -> Vec<Stroke> {
    let mut sorted = strokes.to_vec();
    sorted.sort_unstable();
    let mut lines: Vec<Stroke> = Vec::new();
    let mut group: Vec<Stroke> = Vec::new();
    let mut flush = |group: &mut Vec<Stroke>| {
        // The longest stroke says where the line is.
        let at = group.iter().max_by_key(|stroke| stroke.to - stroke.from).map_or(0, |stroke| stroke.at);
        group.sort_unstable_by_key(|stroke| (stroke.from, stroke.to));
        let mut open: Option<Stroke> = None;
        for stroke in group.drain(..) {
            match &mut open {
                Some(line) if stroke.from <= line.to + GAP => line.to = line.to.max(stroke.to),
                _ => {
                    lines.extend(open.replace(Stroke { at, ..stroke }));
                }
            }
        }
        lines.extend(open);
    };
    for stroke in sorted {
        if group.first().is_some_and(|first| stroke.at - first.at > NEAR) {
            flush(&mut group);
        }
        group.push(stroke);
    }
    flush(&mut group);
    lines.retain(|line| line.to - line.from >= SHORTEST);
    lines
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while let Some(parent) = parents.get(at).copied().filter(|parent| *parent != at) {
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(slot) = parents.get_mut(at) {
            *slot = above;
        }
        at = parent;
    }
    at
}

fn unite(parents: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(parents, one), root(parents, other));
    if let Some(slot) = parents.get_mut(one.max(other)) {
        *slot = one.min(other);
    }
}

/// Lines that touch each other, together.
fn components(level: &[Stroke], upright: &[Stroke]) -> Vec<(Vec<Stroke>, Vec<Stroke>)> {
    let mut parents: Vec<usize> = (0..level.len() + upright.len()).collect();
    for (one, line) in level.iter().enumerate() {
        let from = upright.partition_point(|other| other.at < line.from - GAP);
        for (other, crossing) in upright.iter().enumerate().skip(from) {
            if crossing.at > line.to + GAP {
                break;
            }
            if crossing.from - GAP <= line.at && line.at <= crossing.to + GAP {
                unite(&mut parents, one, level.len() + other);
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Stroke>, Vec<Stroke>)> =
        std::collections::BTreeMap::new();
    for (at, line) in level.iter().chain(upright).enumerate() {
        let group = groups.entry(root(&mut parents, at)).or_default();
        if at < level.len() { group.0.push(*line) } else { group.1.push(*line) }
    }
    groups.into_values().collect()
}

/// Where the lines of a component stand, with the lines of each place.
fn edges(lines: &[Stroke], ends: (i32, i32)) -> (Vec<i32>, Vec<Vec<Stroke>>) {
    let mut sorted = lines.to_vec();
    sorted.sort_unstable();
    let mut places: Vec<i32> = Vec::new();
    let mut lines: Vec<Vec<Stroke>> = Vec::new();
    for line in sorted {
        match (places.last(), lines.last_mut()) {
            (Some(place), Some(there)) if line.at - place <= NEAR => there.push(line),
            _ => {
                places.push(line.at);
                lines.push(vec![line]);
            }
        }
    }
    // Tables that are open at the sides: their crossing lines say how far they go.
    if places.first().is_none_or(|first| first - ends.0 > GAP) {
        places.insert(0, ends.0);
        lines.insert(0, vec![Stroke { at: ends.0, from: i32::MIN / 2, to: i32::MAX / 2 }]);
    }
    if places.last().is_none_or(|last| ends.1 - last > GAP) {
        places.push(ends.1);
        lines.push(vec![Stroke { at: ends.1, from: i32::MIN / 2, to: i32::MAX / 2 }]);
    }
    (places, lines)
}

fn extent(lines: &[Stroke]) -> Option<(i32, i32)> {
    Some((lines.iter().map(|line| line.from).min()?, lines.iter().map(|line| line.to).max()?))
}

/// Whether lines at one place cover most of a stretch.
fn covers(lines: &[Stroke], from: i32, to: i32) -> bool {
    let mut covered = 0;
    for line in lines {
        covered += (line.to.min(to) - line.from.max(from)).max(0);
    }
    covered * 5 >= (to - from) * 3
}

fn build(level: &[Stroke], upright: &[Stroke]) -> Option<Lattice> {
    let (xs, columns) = edges(upright, extent(level)?);
    let (ys, rows) = edges(level, extent(upright)?);
    let (width, height) = (xs.len() - 1, ys.len() - 1);
    let places = width.checked_mul(height)?;
    if !(2..=MAX_PLACES).contains(&places) {
        return None;
    }
    let span =
        |edges: &[i32], at: usize| -> Option<(i32, i32)> { Some((*edges.get(at)?, *edges.get(at + 1)?)) };
    let mut parents: Vec<usize> = (0..places).collect();
    let mut open_right = vec![false; places];
    for row in 0..height {
        let (top, bottom) = span(&ys, row)?;
        for column in 0..width {
            let (left, right) = span(&xs, column)?;
            let at = row * width + column;
            if column + 1 < width && !covers(columns.get(column + 1)?, top, bottom) {
                unite(&mut parents, at, at + 1);
                *open_right.get_mut(at)? = true;
            }
            if row + 1 < height && !covers(rows.get(row + 1)?, left, right) {
                unite(&mut parents, at, at + width);
            }
        }
    }
    let mut lattice = Lattice { xs, ys, cells: Vec::new(), owner: vec![usize::MAX; places] };
    place_cells(&mut lattice, &mut parents, &open_right);
    (lattice.cells.len() > 1).then_some(lattice)
}

/// The rectangle around united places, and how many they are.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
    count: usize,
}

impl Bounds {
    fn take(&mut self, row: usize, column: usize) {
        self.top = self.top.min(row);
        self.left = self.left.min(column);
        self.bottom = self.bottom.max(row);
        self.right = self.right.max(column);
        self.count += 1;
    }

    /// The cell, if the places fill their rectangle.
    fn cell(&self) -> Option<Cell> {
        let (rows, columns) = (self.bottom + 1 - self.top, self.right + 1 - self.left);
        (rows * columns == self.count).then_some(Cell { row: self.top, column: self.left, rows, columns })
    }
}

/// Makes cells of united places. Places united to a shape that is no rectangle stay together within a row only.
fn place_cells(lattice: &mut Lattice, parents: &mut [usize], open_right: &[bool]) {
    let width = lattice.columns();
    let mut bounds: Vec<Option<Bounds>> = vec![None; parents.len()];
    for at in 0..parents.len() {
        let (row, column) = (at / width, at % width);
        let first = root(parents, at);
        if let Some(slot) = bounds.get_mut(first) {
            let empty = Bounds { top: row, left: column, bottom: row, right: column, count: 0 };
            slot.get_or_insert(empty).take(row, column);
        }
    }
    for at in 0..parents.len() {
        if lattice.owner.get(at).is_none_or(|owner| *owner != usize::MAX) {
            continue;
        }
        let (row, column) = (at / width, at % width);
        let whole = bounds.get(root(parents, at)).copied().flatten().and_then(|bounds| bounds.cell());
        let cell = whole.unwrap_or_else(|| {
            let open = open_right.iter().skip(at).take(width - column).take_while(|open| **open).count();
            Cell { row, column, rows: 1, columns: (open + 1).min(width - column) }
        });
        for row in cell.row..cell.row + cell.rows {
            for column in cell.column..cell.column + cell.columns {
                if let Some(owner) = lattice.owner.get_mut(row * width + column) {
                    *owner = lattice.cells.len();
                }
            }
        }
        lattice.cells.push(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet with lines given in points: level ones as (y, x, x), upright ones as (x, y, y).
    fn sheet(level: &[(i32, i32, i32)], upright: &[(i32, i32, i32)]) -> Sheet {
        let mut sheet = Sheet::default();
        for (y, from, to) in level {
            sheet.stroke((from * POINT, y * POINT), (to * POINT, y * POINT));
        }
        for (x, from, to) in upright {
            sheet.stroke((x * POINT, from * POINT), (x * POINT, to * POINT));
        }
        sheet
    }

    fn cells(lattice: &Lattice) -> Vec<(usize, usize, usize, usize)> {
        lattice.cells.iter().map(|cell| (cell.row, cell.column, cell.rows, cell.columns)).collect()
    }

    #[test]
    fn missing_borders_merge_cells() {
        // Two rows, two columns, the upper row one cell.
        let found = lattices(&sheet(
            &[(0, 0, 100), (20, 0, 100), (40, 0, 100)],
            &[(0, 0, 40), (50, 20, 40), (100, 0, 40)],
        ));
        assert_eq!(found.len(), 1);
        assert_eq!(cells(&found[0]), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
        assert_eq!(found[0].cell_at(70 * POINT, 10 * POINT), Some(0));
        assert_eq!(found[0].cell_at(70 * POINT, 30 * POINT), Some(2));
        assert_eq!(found[0].cell_at(700 * POINT, 30 * POINT), None);
    }

    #[test]
    fn tables_open_at_the_sides_have_outer_columns() {
        let found = lattices(&sheet(&[(0, 0, 90), (20, 0, 90)], &[(30, 0, 20), (60, 0, 20)]));
        assert_eq!(cells(&found[0]), [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)]);
    }

    #[test]
    fn tables_apart_are_apart_and_underlines_are_none() {
        let level = [(0, 0, 50), (20, 0, 50), (100, 0, 50), (120, 0, 50), (60, 0, 300)];
        let upright = [(0, 0, 20), (25, 0, 20), (50, 0, 20), (0, 100, 120), (25, 100, 120), (50, 100, 120)];
        let found = lattices(&sheet(&level, &upright));
        assert_eq!(found.iter().map(|lattice| lattice.cells.len()).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn shapes_that_are_no_rectangle_stay_rows() {
        // The upper left place opens to the right and down: an L.
        let found = lattices(&sheet(
            &[(0, 0, 100), (20, 50, 100), (40, 0, 100)],
            &[(0, 0, 40), (50, 20, 40), (100, 0, 40)],
        ));
        assert_eq!(cells(&found[0]), [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }

    #[test]
    fn dotted_and_doubled_lines_are_lines() {
        let mut sheet = sheet(&[(0, 0, 100), (1, 0, 100), (20, 0, 100)], &[(0, 0, 20), (100, 0, 20)]);
        for dot in 0..10 {
            sheet.bar((50 * POINT, dot * 2 * POINT), (50 * POINT + 48, dot * 2 * POINT + 48));
        }
        let found = lattices(&sheet);
        assert_eq!(cells(&found[0]), [(0, 0, 1, 1), (0, 1, 1, 1)]);
    }
}
