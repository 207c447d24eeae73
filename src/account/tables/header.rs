//! Heads: which columns (or rows) a table prints, and in which order. Where they stand is told by the body.

use super::lines::{Line, is_figure};
use super::vocabulary::Names;
use super::zones::filled;
use crate::text::name_key;

/// Cells of a head's line beyond these are not looked at.
const WIDEST: usize = 128;

/// A cell of a head.
#[derive(Clone, Debug)]
pub(super) struct HeadCell {
    /// Its column.
    pub(super) column: u32,
    /// What it is compared by.
    pub(super) key: String,
    /// As printed.
    pub(super) text: String,
}

/// A leaf of a head: the heading right above a column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The column or row that it names; none where the form has no such name.
    pub(super) target: Option<usize>,
    /// Where it is printed.
    pub(super) column: u32,
    /// As printed.
    pub(super) text: String,
    /// Its parts are printed on a line below it.
    split: bool,
    /// A 小计 or 合计 among its parts, or it has none below.
    own: bool,
    /// The line of the head that it stands on.
    line: usize,
}

impl Leaf {
    /// The leaf of a column whose heading is not printed.
    pub(super) fn bare(target: usize) -> Self {
        Self { target: Some(target), column: 0, text: String::new(), split: false, own: false, line: 0 }
    }

    /// The leaf of a row that is read as row × column.
    pub(super) fn crossed(&self, measure: usize, columns: usize, column: u32) -> Self {
        Self { target: self.target.map(|row| row * columns + measure), column, ..self.clone() }
    }
}

/// The cells of a head, line by line.
pub(super) fn cells(lines: &[&Line<'_>]) -> Vec<Vec<HeadCell>> {
    lines
        .iter()
        .map(|line| {
            let cells = filled(line).filter(|cell| !is_figure(&cell.text));
            cells
                .take(WIDEST)
                .map(|cell| HeadCell {
                    column: cell.column,
                    key: name_key(&cell.text),
                    text: cell.text.trim().to_owned(),
                })
                .collect()
        })
        .collect()
}

/// What each cell of a line names: 小计 and 合计 are the heading of what stands behind them. Of several that share a
/// name it is the part of the heading before it, else of one that stands on a line above.
pub(super) fn resolve(line: &[HeadCell], names: &Names, above: &[usize]) -> Vec<Option<usize>> {
    let mut used: Vec<usize> = Vec::new();
    let mut group: Option<usize> = None;
    let mut resolved = Vec::with_capacity(line.len());
    let certain = certain(line, names);
    for (at, cell) in line.iter().enumerate() {
        let known = names.find(&cell.key);
        let total = names.is_total(&cell.key).then(|| whole_of_next(line, at, names, above, &used)).flatten();
        let target = total.or_else(|| {
            let free = || known.iter().filter(|at| !used.contains(at)).copied();
            let part_of = |whole: Option<usize>| whole.is_some() && whole == group;
            let opened = |whole: Option<usize>| whole.is_some_and(|whole| above.contains(&whole));
            free()
                .find(|at| part_of(names.whole(*at)))
                .or_else(|| free().find(|at| opened(names.whole(*at))))
                .or_else(|| free().find(|at| known.len() < 2 || !certain.contains(at)))
                .or_else(|| free().next())
        });
        let target = target.or_else(|| known.first().copied());
        group = total.or(group);
        used.extend(target);
        resolved.push(target);
    }
    resolved
}

/// What the cells of a line name that can name one thing only: it is not meant by a name that others share.
fn certain(line: &[HeadCell], names: &Names) -> Vec<usize> {
    let mut certain = Vec::new();
    for cell in line {
        if let [one] = names.find(&cell.key) {
            certain.push(*one);
        }
    }
    certain
}

fn whole_of_next(
    line: &[HeadCell],
    at: usize,
    names: &Names,
    above: &[usize],
    used: &[usize],
) -> Option<usize> {
    let next = line.iter().skip(at + 1).map(|cell| names.find(&cell.key)).find(|known| !known.is_empty())?;
    let wholes = || next.iter().filter_map(|part| names.whole(*part));
    let free = || wholes().filter(|whole| !used.contains(whole));
    free().find(|whole| above.contains(whole)).or_else(|| free().next()).or_else(|| wholes().next())
}

/// The leaves of a head in printed order, headings with parts below them among them.
pub(super) fn sequence(lines: &[Vec<HeadCell>], names: &Names) -> Vec<Leaf> {
    let mut leaves: Vec<Leaf> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let above: Vec<usize> = leaves.iter().filter_map(|leaf| leaf.target).collect();
        let resolved = resolve(line, names, &above);
        let opened = !leaves.is_empty();
        let mut last: Option<usize> = None;
        let mut unnamed: Vec<&HeadCell> = Vec::new();
        let lane = first_lane(line, &resolved);
        for (cell, target) in line.iter().zip(resolved).take(lane) {
            match target {
                Some(target) => {
                    last = insert(&mut leaves, last, &mut unnamed, number);
                    last = Some(place(&mut leaves, names, cell, target, number, last));
                }
                None if !opened && last.is_some() && !names.is_row_numbers(&cell.key) => unnamed.push(cell),
                None => {}
            }
        }
        insert(&mut leaves, last, &mut unnamed, number);
    }
    leaves
}

/// Puts headings that the form does not have behind the last one that it has; where the last one then stands.
fn insert(
    leaves: &mut Vec<Leaf>,
    last: Option<usize>,
    unnamed: &mut Vec<&HeadCell>,
    line: usize,
) -> Option<usize> {
    let mut last = last;
    for cell in unnamed.drain(..) {
        let at = last.map_or(leaves.len(), |last| last + 1).min(leaves.len());
        leaves.insert(at, leaf(cell, None, line));
        last = Some(at);
    }
    last
}

/// How many cells of a line belong to its first lane: a head that names a column again, or a heading in front of the
/// first column again, is read as lanes.
fn first_lane(line: &[HeadCell], resolved: &[Option<usize>]) -> usize {
    let named = resolved.iter().position(Option::is_some).unwrap_or(line.len());
    let mut seen: Vec<(&str, Option<usize>)> = Vec::new();
    for (at, (cell, target)) in line.iter().zip(resolved).enumerate() {
        let again = match target {
            Some(target) => seen.iter().any(|(_, known)| *known == Some(*target)),
            None => at > named && seen.iter().take(named).any(|(key, _)| *key == cell.key),
        };
        if again {
            return at;
        }
        seen.push((&cell.key, *target));
    }
    line.len()
}
fn leaf(cell: &HeadCell, target: Option<usize>, line: usize) -> Leaf {
    Leaf { target, column: cell.column, text: cell.text.clone(), split: false, own: false, line }
}

/// Puts a heading into its place; where it then stands.
fn place(
    leaves: &mut Vec<Leaf>,
    names: &Names,
    cell: &HeadCell,
    target: usize,
    number: usize,
    last: Option<usize>,
) -> usize {
    if let Some(at) = leaves.iter().position(|leaf| leaf.target == Some(target)) {
        if let Some(known) = leaves.get_mut(at).filter(|known| known.line < number) {
            known.own = true;
            known.column = cell.column;
        }
        return at;
    }
    let above = leaves.iter().rposition(|leaf| {
        leaf.target.is_some_and(|above| names.is_above(above, target)) && leaf.line < number
    });
    if let Some(above) = above {
        let whole = leaves.get(above).and_then(|leaf| leaf.target);
        if let Some(leaf) = leaves.get_mut(above) {
            leaf.split = true;
        }
        let parts = leaves.iter().skip(above + 1).take_while(|leaf| {
            leaf.target.zip(whole).is_some_and(|(part, whole)| names.is_above(whole, part))
        });
        let at = above + 1 + parts.count();
        leaves.insert(at, leaf(cell, Some(target), number));
        return at;
    }
    // The first of a lower line may stand under a heading that the form does not have, left of what is known.
    let right = || leaves.iter().position(|leaf| leaf.line < number && leaf.column > cell.column);
    let at = last.map_or_else(|| right().unwrap_or(leaves.len()), |last| last + 1);
    leaves.insert(at, leaf(cell, Some(target), number));
    at
}

/// The orders of leaves that a head allows: a heading whose parts stand below it has a column of its own if 小计 or
/// 合计 says so; otherwise both are possible.
pub(super) fn orders(leaves: &[Leaf]) -> Vec<Vec<Leaf>> {
    let strict: Vec<Leaf> = leaves.iter().filter(|leaf| !leaf.split || leaf.own).cloned().collect();
    if strict.len() == leaves.len() { vec![strict] } else { vec![strict, leaves.to_vec()] }
}
