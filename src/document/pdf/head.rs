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

/// What became of the lines above the first row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// They are rows of a head.
    Head,
    /// Their upper part covers no columns: it is none of this head.
    TooHigh,
    /// They are no head.
    None,
}

/// Sets the lines above the first row as rows of a head, each part as wide as the columns it covers, and notes the
/// columns of the table with those that only the head has. Nothing is changed where cells and columns do not match.
pub(super) fn set(lines: &mut [Numbered], columns: &[Span], pitch: Pitch) -> Set {
    let Some(cells) = cells(lines, pitch) else { return Set::None };
    let lowest = lowest(&cells, columns, pitch);
    let pick = |low: bool| {
        let chosen = cells.iter().zip(&lowest).filter(move |(_, lowest)| **lowest == low);
        chosen.map(|(cell, _)| cell.clone())
    };
    let mut leaves: Vec<Cell> = pick(true).collect();
    leaves.sort_by_key(|cell| cell.span);
    if leaves.len() * 2 < columns.len() {
        return Set::None;
    }
    let Some(columns) = matched(&mut leaves, columns, pitch) else { return Set::None };
    let levels = levels(pick(false).collect(), pitch);
    if levels.len() >= lines.len() {
        return Set::None;
    }
    let mut set: Vec<Vec<Stretch>> = levels
        .iter()
        .enumerate()
        .map(|(at, level)| {
            // In per cent of the way from the cells of the level down to the lowest names: names of two rows stand
            // between, the less so the more lines the lowest have.
            let depth = if at + 1 == levels.len() { 86 } else { 70 };
            widened(level, &leaves, depth, pitch)
        })
        .collect();
    for (level, row) in levels.iter().zip(&mut set) {
        take_first_lines(level, row, &mut leaves, pitch);
    }
    set.retain(|row| !row.is_empty());
    // Where more cells stand over one name each than over several, these are rows of a form.
    let narrow = |row: &Vec<Stretch>| {
        let names = |part: &Stretch| {
            leaves.iter().filter(|leaf| meet((part.from, part.to), leaf.span)).take(2).count()
        };
        let wide = row.iter().filter(|part| names(part) > 1).count();
        wide * 2 < row.len()
    };
    // One name over all columns is a title.
    let all = |row: &Vec<Stretch>| match row.as_slice() {
        [only] => leaves.iter().all(|leaf| meet((only.from, only.to), leaf.span)),
        _ => false,
    };
    if set.iter().any(|row| narrow(row) || all(row)) {
        return Set::TooHigh;
    }
    let rows = set.len();
    set.push(Vec::new());
    // A name goes below the last cell that covers it, so that it stands beside the cells of its own rank.
    for leaf in leaves.into_iter().filter(|leaf| !leaf.text.is_empty()) {
        let covers = |row: &Vec<Stretch>| row.iter().any(|part| meet((part.from, part.to), leaf.span));
        let above = set.iter().take(rows).rposition(covers);
        if let Some(row) = set.get_mut(above.map_or(0, |above| above + 1)) {
            row.push(part(leaf.text, leaf.span));
        }
    }
    set.iter_mut().for_each(|row| row.sort_by_key(|part| part.from));
    for line in lines.iter_mut().rev() {
        line.line.stretches = set.pop().unwrap_or_default();
        if !line.line.stretches.is_empty() {
            line.columns.clone_from(&columns);
        }
    }
    Set::Head
}

/// Names over other names, level by level from the top, from left to right.
fn levels(mut parents: Vec<Cell>, pitch: Pitch) -> Vec<Vec<Cell>> {
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
    levels
}

/// What covers one name alone and stands close above it is its first line.
fn take_first_lines(level: &[Cell], row: &mut Vec<Stretch>, leaves: &mut [Cell], pitch: Pitch) {
    let mut kept = Vec::with_capacity(row.len());
    for (cell, part) in level.iter().zip(std::mem::take(row)) {
        let mut below = leaves.iter_mut().filter(|leaf| meet((part.from, part.to), leaf.span));
        match (below.next(), below.next()) {
            (Some(leaf), None)
                if leaf.top > cell.bottom
                    && leaf.top.saturating_sub(cell.bottom) <= pitch.size * 8 / 5
                    && is_aligned(cell.set, leaf.set, pitch.size) =>
            {
                leaf.text.insert_str(0, &part.text);
                leaf.top = cell.top;
            }
            _ => kept.push(part),
        }
    }
    *row = kept;
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
        let words: Vec<Stretch> = words(&line.line).collect();
        let above: Vec<Option<usize>> = words
            .iter()
            .map(|word| {
                cells.iter().rposition(|cell| {
                    let down = line.line.y.saturating_sub(cell.bottom);
                    let close = down > 0 && down <= pitch.size * 8 / 5;
                    let span = (word.from, word.to);
                    close && meet(cell.span, span) && is_aligned(cell.span, span, pitch.size)
                })
            })
            .collect();
        for (at, word) in words.into_iter().enumerate() {
            let span = (word.from, word.to);
            let own = above.get(at).copied().flatten();
            let own = own.filter(|own| {
                cells.get(*own).is_some_and(|cell| {
                    let down = line.line.y.saturating_sub(cell.bottom);
                    down * 10 <= pitch.row * 9 || goes_on(cell.span, span, at, &above, pitch.size)
                })
            });
            if let Some(cell) = own.and_then(|own| cells.get_mut(own)) {
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

/// Whether a cell goes on in a word below it, though rows are no further apart: it does unless it can be the name over
/// that word and over a word beside it that has nothing above.
fn goes_on(cell: Span, word: Span, at: usize, above: &[Option<usize>], size: i32) -> bool {
    let bare = |at: Option<usize>| at.and_then(|at| above.get(at)).is_some_and(Option::is_none);
    let (left, right) = (bare(at.checked_sub(1)), bare(Some(at + 1)));
    let begins = cell.0.abs_diff(word.0) <= (size / 3).unsigned_abs();
    if begins { !right } else { !(left && right) }
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
    if leaves.len() > columns.len() && !are_sure(&pairs, leaves, columns, pitch) {
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
            if leaves.len() < columns.len() && apart(cell.set, *span) > pitch.size * 4 {
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

/// Whether the cells without a column are clearly further from each column than its own.
fn are_sure(pairs: &[(usize, usize)], leaves: &[Cell], columns: &[Span], pitch: Pitch) -> bool {
    let taken = |at: usize| pairs.binary_search_by_key(&at, |pair| pair.0).is_ok();
    pairs.iter().all(|(leaf, column)| {
        let (Some(cell), Some(column)) = (leaves.get(*leaf), columns.get(*column)) else { return false };
        let own = apart(cell.set, *column);
        let beside = [leaf.checked_sub(1), Some(leaf + 1)].into_iter().flatten().filter(|at| !taken(*at));
        let mut beside = beside.filter_map(|at| leaves.get(at));
        beside.all(|other| apart(other.set, *column) > own + pitch.size / 2)
    })
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

/// The cells of one level, each as wide as the columns it covers. What stands as deep as the names below a cell is
/// covered by some cell of the level; a name beside them that takes up both rows stands higher.
fn widened(level: &[Cell], leaves: &[Cell], depth: i64, pitch: Pitch) -> Vec<Stretch> {
    let met = |cell: &Cell, leaf: &Cell| meet(leaf.span, cell.set) || meet(leaf.set, cell.set);
    let below = |cell: &Cell| leaves.iter().filter(|leaf| met(cell, leaf)).map(Cell::height).max();
    let top = level.iter().map(Cell::height).min().unwrap_or(0);
    let deepest = level.iter().filter_map(below).max().unwrap_or(top);
    let limit = i64::from(top) * 100 + (i64::from(deepest) - i64::from(top)) * depth;
    let deep = |at: &usize| {
        leaves.get(*at).is_some_and(|leaf| leaf.top == i32::MIN || i64::from(leaf.height()) * 100 >= limit)
    };
    let mut parts = Vec::with_capacity(level.len());
    let mut next = 0;
    for (at, cell) in level.iter().enumerate() {
        let own = |leaf: &usize| deep(leaf) && leaves.get(*leaf).is_some_and(|leaf| met(cell, leaf));
        let first = (next..leaves.len()).find(own);
        let nearest = || {
            let right = |leaf: &usize| leaves.get(*leaf).is_some_and(|leaf| leaf.set.1 > cell.set.0);
            (next..leaves.len()).find(|leaf| deep(leaf) && right(leaf))
        };
        let Some(first) = first.or_else(nearest) else {
            parts.push(part(cell.text.clone(), cell.set));
            continue;
        };
        let last = (first..leaves.len()).take_while(own).last().unwrap_or(first);
        let start = (next..first).rev().take_while(deep).last().unwrap_or(first);
        let end = (last..leaves.len()).take_while(deep).last().unwrap_or(last);
        let other = level
            .get(at + 1)
            .filter(|other| leaves.get(end).is_some_and(|leaf| leaf.set.1.max(leaf.span.1) > other.set.0));
        let last = other.map_or(end, |other| {
            let only = level.get(at + 2).is_none_or(|third| {
                leaves.get(end).is_some_and(|leaf| leaf.set.1.max(leaf.span.1) <= third.set.0)
            });
            let bounds = (last..end).take_while(|bound| {
                let after = leaves.get(*bound + 1);
                *bound == last
                    || after.is_some_and(|_| leaves.get(*bound).is_some_and(|leaf| leaf.set.0 < other.set.0))
            });
            let cost = |bound: &usize| {
                let behind = if only { off(other, leaves, (bound + 1, end), pitch) } else { 0 };
                off(cell, leaves, (start, *bound), pitch).saturating_add(behind)
            };
            bounds.min_by_key(cost).unwrap_or(last)
        });
        let edges = (leaves.get(start).map(|leaf| leaf.span.0), leaves.get(last).map(|leaf| leaf.span.1));
        if let (Some(from), Some(to)) = edges {
            parts.push(part(cell.text.clone(), (from, to.max(from + 1))));
        }
        next = last + 1;
    }
    parts
}

impl Cell {
    /// The middle of its lines.
    fn height(&self) -> i32 {
        self.top / 2 + self.bottom / 2
    }
}

/// How far a cell is from the middle of some columns, whose edges are known within bounds; none for one that begins
/// where they begin.
fn off(cell: &Cell, leaves: &[Cell], range: (usize, usize), pitch: Pitch) -> i64 {
    let (left, right) = (edge(leaves, range.0, pitch.size), edge(leaves, range.1 + 1, pitch.size));
    let least = left.0 / 2 + right.0 / 2;
    let most = left.1 / 2 + right.1 / 2;
    let centre = middle(cell.set);
    let outside = least.saturating_sub(centre).max(centre.saturating_sub(most)).max(0);
    let words = (leaves.get(range.0), leaves.get(range.1));
    let words = (words.0.map_or(0, |leaf| leaf.set.0), words.1.map_or(0, |leaf| leaf.set.1));
    if words.0.abs_diff(cell.set.0) <= (pitch.size / 3).unsigned_abs() {
        return 0;
    }
    i64::from(outside) * 4 + i64::from(centre.abs_diff(middle(words)))
}

/// Between which places the left edge of a column is: behind the words of the column before, before its own.
fn edge(leaves: &[Cell], at: usize, size: i32) -> (i32, i32) {
    let before = at.checked_sub(1).and_then(|at| leaves.get(at));
    let before = before.map(|leaf| leaf.set.1.max(leaf.span.1));
    let own = leaves.get(at).map(|leaf| leaf.set.0.min(leaf.span.0));
    match (before, own) {
        (Some(before), Some(own)) => (before.min(own), own.max(before)),
        (Some(before), None) => (before, before.saturating_add(size)),
        (None, Some(own)) => (own.saturating_sub(size), own),
        (None, None) => (0, 0),
    }
}
