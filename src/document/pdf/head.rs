//! The head of a table without ruled lines: its words to cells, its cells to the columns they stand over.
//!
//! Lines close to each other are one cell. Cells with none below name one column each, in order; the others cover the
//! columns that they stand over the middle of, or that begin where they begin.

use super::blocks::Numbered;
use super::columns::Span;
use super::words::{Stretch, TextLine};

/// Most cells of a head.
const CELLS: usize = 192;

/// A cell of a head.
#[derive(Clone, Debug)]
struct Cell {
    text: String,
    /// Where its words stand.
    set: Span,
    /// Where its column stands, once it has one.
    span: Span,
    /// Baselines of its first and last line.
    top: i32,
    bottom: i32,
}

/// The distances that tell lines from rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pitch {
    /// Size of the type.
    pub size: i32,
    /// Distance of two rows of one line each.
    pub row: i32,
}

/// Sets the lines above the first row as rows of a head, each part as wide as the columns it covers, and gives the
/// columns of the table with those that only the head has. Nothing is changed where cells and columns do not match.
pub(super) fn set(lines: &mut [Numbered], columns: &[Span], pitch: Pitch) -> Option<Vec<Span>> {
    let cells = cells(lines, pitch)?;
    let lowest = lowest(&cells, columns, pitch);
    let pick = |low: bool| {
        let chosen = cells.iter().zip(&lowest).filter(move |(_, lowest)| **lowest == low);
        chosen.map(|(cell, _)| cell.clone())
    };
    let mut leaves: Vec<Cell> = pick(true).collect();
    leaves.sort_by_key(|cell| cell.span);
    if leaves.len() * 2 < columns.len() {
        return None;
    }
    let columns = matched(&mut leaves, columns, pitch)?;
    let mut parents: Vec<Cell> = pick(false).collect();
    parents.sort_by_key(|cell| (cell.bottom, cell.span));
    let mut levels: Vec<Vec<Cell>> = Vec::new();
    for cell in parents {
        let level = levels.last_mut().filter(|level| {
            level.last().is_some_and(|last| cell.bottom.saturating_sub(last.bottom) <= pitch.row / 2)
        });
        match level {
            Some(level) => level.push(cell),
            None => levels.push(vec![cell]),
        }
    }
    for level in &mut levels {
        level.sort_by_key(|cell| cell.span);
    }
    if levels.len() >= lines.len() {
        return None;
    }
    let set: Vec<Vec<Stretch>> = levels.iter().map(|level| widened(level, &leaves, pitch)).collect();
    let names =
        leaves.into_iter().filter(|leaf| !leaf.text.is_empty()).map(|leaf| part(leaf.text, leaf.span));
    let mut set: Vec<Vec<Stretch>> = set.into_iter().chain([names.collect()]).collect();
    for line in lines.iter_mut().rev() {
        line.line.stretches = set.pop().unwrap_or_default();
        if !line.line.stretches.is_empty() {
            line.columns.clone_from(&columns);
        }
    }
    Some(columns)
}

fn part(text: String, span: Span) -> Stretch {
    Stretch { text, from: span.0, to: span.1, seams: Vec::new() }
}

fn meet(one: Span, other: Span) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// The words of some lines, those close above each other in one cell; none if they are too many for a head.
fn cells(lines: &[Numbered], pitch: Pitch) -> Option<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    for line in lines {
        for word in words(&line.line) {
            let span = (word.from, word.to);
            let above = cells.iter_mut().rev().find(|cell| {
                let down = line.line.y.saturating_sub(cell.bottom);
                let close = down > 0 && down <= pitch.size * 8 / 5 && down * 10 <= pitch.row * 9;
                close && meet(cell.span, span) && is_aligned(cell.span, span, pitch.size)
            });
            if let Some(cell) = above {
                cell.text.push_str(&word.text);
                cell.span = (cell.span.0.min(span.0), cell.span.1.max(span.1));
                cell.set = cell.span;
                cell.bottom = line.line.y;
            } else {
                if cells.len() >= CELLS {
                    return None;
                }
                cells.push(Cell { text: word.text, set: span, span, top: line.line.y, bottom: line.line.y });
            }
        }
    }
    Some(cells)
}

/// Words of a line of a head: blanks within a name do not divide it.
fn words(line: &TextLine) -> impl Iterator<Item = Stretch> {
    line.stretches.iter().flat_map(|stretch| {
        let wide = |(_, seam): &(usize, &super::words::Seam)| {
            seam.right.saturating_sub(seam.left) * 20 >= line.size * 9
        };
        let seams: Vec<usize> = stretch.seams.iter().enumerate().filter(wide).map(|(at, _)| at).collect();
        stretch.cut(&seams)
    })
}

fn is_aligned(one: Span, other: Span, size: i32) -> bool {
    let near = |one: i32, other: i32| one.abs_diff(other) <= (size / 3).unsigned_abs();
    near(one.0, other.0) || near(one.1, other.1) || near(middle(one), middle(other))
}

fn middle(span: Span) -> i32 {
    span.0 / 2 + span.1 / 2
}

/// Which cells are the lowest of theirs. Where these are more than the columns, one that stands over none and rows
/// above the last covers several.
fn lowest(cells: &[Cell], columns: &[Span], pitch: Pitch) -> Vec<bool> {
    let mut lowest: Vec<bool> = cells.iter().map(|cell| is_lowest(cell, cells, columns, pitch)).collect();
    if lowest.iter().filter(|lowest| **lowest).count() > columns.len() {
        let last = cells.iter().map(|cell| cell.bottom).max().unwrap_or(0);
        for (cell, lowest) in cells.iter().zip(&mut lowest) {
            let far = last.saturating_sub(cell.bottom) * 4 >= pitch.row * 3;
            *lowest &= !far || columns.iter().any(|column| meet(*column, cell.span));
        }
    }
    lowest
}

/// Whether no cell stands below another one: over the same words, or rows below over the same column.
fn is_lowest(cell: &Cell, cells: &[Cell], columns: &[Span], pitch: Pitch) -> bool {
    let first = columns.partition_point(|column| column.1 <= cell.span.0);
    let own = || columns.iter().skip(first).take_while(|column| column.0 < cell.span.1);
    let over_same = |other: &Cell| own().any(|column| meet(other.span, *column));
    !cells.iter().any(|other| {
        let far = other.top.saturating_sub(cell.bottom) * 4 >= pitch.row * 3;
        other.top > cell.bottom && (meet(other.span, cell.span) || (far && over_same(other)))
    })
}

/// Gives each of the lowest cells its column, in order, and the columns with those that only a cell has. A column
/// without a cell becomes a cell without text.
fn matched(leaves: &mut Vec<Cell>, columns: &[Span], pitch: Pitch) -> Option<Vec<Span>> {
    let pairs = paired(leaves, columns);
    if leaves.len() > columns.len() && !pairs.iter().all(|pair| is_sure(*pair, leaves, columns, pitch)) {
        return None;
    }
    let mut whole: Vec<Cell> = Vec::with_capacity(leaves.len().max(columns.len()));
    let (mut leaf, mut column) = (0, 0);
    for (own_leaf, own_column) in pairs.into_iter().chain([(leaves.len(), columns.len())]) {
        let after = columns.get(own_column).map_or(i32::MAX, |column| column.0);
        let before = own_column.checked_sub(1).and_then(|at| columns.get(at)).map_or(i32::MIN, |span| span.1);
        let (alone, empty) = (leaf < own_leaf, column < own_column);
        if alone && empty {
            return None;
        }
        for cell in leaves.get(leaf..own_leaf)? {
            let from = cell.span.0.max(before).min(after);
            whole.push(Cell { span: (from, cell.span.1.min(after).max(from)), ..cell.clone() });
        }
        for span in columns.get(column..own_column)? {
            whole.push(Cell {
                text: String::new(),
                set: *span,
                span: *span,
                top: i32::MIN,
                bottom: i32::MIN,
            });
        }
        if let (Some(cell), Some(span)) = (leaves.get(own_leaf), columns.get(own_column)) {
            if apart(cell.set, *span) > pitch.size * 4 {
                return None;
            }
            whole.push(Cell { span: *span, ..cell.clone() });
        }
        (leaf, column) = (own_leaf + 1, own_column + 1);
    }
    let spans: Vec<Span> = whole.iter().map(|cell| cell.span).collect();
    *leaves = whole;
    Some(spans)
}

fn apart(one: Span, other: Span) -> i32 {
    one.0.saturating_sub(other.1).max(other.0.saturating_sub(one.1)).max(0)
}

/// Whether the cells beside the one of a column are clearly further from it.
fn is_sure(pair: (usize, usize), leaves: &[Cell], columns: &[Span], pitch: Pitch) -> bool {
    let (Some(leaf), Some(column)) = (leaves.get(pair.0), columns.get(pair.1)) else { return false };
    let own = apart(leaf.set, *column);
    let beside = [pair.0.checked_sub(1), Some(pair.0 + 1)].into_iter().flatten();
    let mut beside = beside.filter_map(|at| leaves.get(at));
    beside.all(|other| apart(other.set, *column) > own + pitch.size / 2)
}

/// Pairs of cells and columns, rising in both, as many as there can be, as near to each other as can be.
fn paired(leaves: &[Cell], columns: &[Span]) -> Vec<(usize, usize)> {
    let swapped = leaves.len() > columns.len();
    let spans: Vec<Span> = leaves.iter().map(|cell| cell.span).collect();
    let (few, many): (&[Span], &[Span]) = if swapped { (columns, &spans) } else { (&spans, columns) };
    let far = |one: Span, other: Span| {
        let near =
            one.0.abs_diff(other.0).min(one.1.abs_diff(other.1)).min(middle(one).abs_diff(middle(other)));
        i64::from(apart(one, other)) * 4 + i64::from(near)
    };
    // costs[i][j]: the least sum for the first i of the few among the first j of the many.
    let mut costs: Vec<Vec<i64>> = vec![vec![0; many.len() + 1]];
    for (i, one) in few.iter().enumerate() {
        let mut row = vec![i64::MAX / 4; many.len() + 1];
        for (j, other) in many.iter().enumerate().skip(i) {
            let above = costs.last().and_then(|costs| costs.get(j)).copied().unwrap_or(i64::MAX / 4);
            let left = row.get(j).copied().unwrap_or(i64::MAX / 4);
            if let Some(slot) = row.get_mut(j + 1) {
                *slot = left.min(above.saturating_add(far(*one, *other)));
            }
        }
        costs.push(row);
    }
    let mut pairs = Vec::with_capacity(few.len());
    let cost = |i: usize, j: usize| costs.get(i).and_then(|row| row.get(j)).copied();
    let (mut i, mut j) = (few.len(), many.len());
    while i > 0 && j > 0 {
        if j > i && cost(i, j) == cost(i, j - 1) {
            j -= 1;
        } else {
            pairs.push(if swapped { (j - 1, i - 1) } else { (i - 1, j - 1) });
            (i, j) = (i - 1, j - 1);
        }
    }
    pairs.reverse();
    pairs
}

/// The cells of one level, each as wide as the columns it covers.
fn widened(level: &[Cell], leaves: &[Cell], pitch: Pitch) -> Vec<Stretch> {
    let mut parts = Vec::with_capacity(level.len());
    let mut next = 0;
    for (at, cell) in level.iter().enumerate() {
        let own =
            |leaf: &Cell| leaf.top == i32::MIN || leaf.top.saturating_sub(cell.bottom) * 4 >= pitch.row * 3;
        let met = |leaf: &Cell| own(leaf) && (meet(leaf.span, cell.set) || meet(leaf.set, cell.set));
        let first = (next..leaves.len()).find(|leaf| leaves.get(*leaf).is_some_and(met));
        let Some(first) =
            first.or_else(|| (next..leaves.len()).find(|leaf| leaves.get(*leaf).is_some_and(own)))
        else {
            continue;
        };
        let last =
            (first..leaves.len()).rev().find(|leaf| leaves.get(*leaf).is_some_and(met)).unwrap_or(first);
        let free = |leaf: &Cell| {
            let behind = level
                .get(at + 1)
                .is_none_or(|other| !meet(other.set, leaf.span) && !meet(other.set, leaf.set));
            let after = level.get(at + 1).is_none_or(|other| leaf.set.0 < other.set.0);
            own(leaf) && behind && after
        };
        let is_free = |leaf: &usize| leaves.get(*leaf).is_some_and(free);
        let lowest = (next..first).rev().take_while(is_free).last().unwrap_or(first);
        let highest = (last + 1..leaves.len()).take_while(is_free).last().unwrap_or(last);
        let range = best(cell, leaves, (lowest, first), (last, highest), pitch);
        let edges =
            (leaves.get(range.0).map(|leaf| leaf.span.0), leaves.get(range.1).map(|leaf| leaf.span.1));
        if let (Some(from), Some(to)) = edges {
            parts.push(part(cell.text.clone(), (from, to.max(from + 1))));
        }
        next = range.1 + 1;
    }
    parts
}

/// The columns around a cell that it stands in the middle of, or from where it begins.
fn best(
    cell: &Cell,
    leaves: &[Cell],
    from: (usize, usize),
    to: (usize, usize),
    pitch: Pitch,
) -> (usize, usize) {
    let edge = |at: usize| leaves.get(at).map_or((0, 0), |leaf| leaf.set);
    let begins = |at: usize| edge(at).0.abs_diff(cell.set.0) <= (pitch.size / 3).unsigned_abs();
    let ranges = (from.0..=from.1).flat_map(|first| (to.0..=to.1).map(move |last| (first, last)));
    let off = |(first, last): (usize, usize)| {
        (edge(first).0 / 2 + edge(last).1 / 2).abs_diff(middle(cell.set)) / pitch.size.unsigned_abs().max(1)
    };
    let centred = ranges.min_by_key(|range| (off(*range), std::cmp::Reverse(range.1 - range.0)));
    match centred {
        Some(range) if off(range) <= 2 || !begins(from.1) => range,
        _ => (from.1, to.1),
    }
}
