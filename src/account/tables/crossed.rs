//! Tables that print their rows in the head: rows and columns are roles, not positions. Measures stand beneath each
//! row, above all of them, or in front of the lines of figures.

use super::header::{HeadCell, Leaf, cells, orders, resolve, sequence};
use super::lines::Line;
use super::vocabulary::{FamilyWords, Names, Words};

/// How the head of a table is to be read.
#[derive(Debug)]
pub(super) enum Head {
    /// The head names columns.
    Columns,
    /// The head names rows; the lines of figures name columns.
    Rows {
        /// Orders of leaves whose targets are rows.
        orders: Vec<Vec<Leaf>>,
    },
    /// The head names rows and columns; lines of figures need no name.
    Crossed {
        /// Orders of leaves whose targets are row × columns + column.
        orders: Vec<Vec<Leaf>>,
        /// Wholes and parts of those targets.
        names: Names,
    },
}

/// Tells how a head is to be read.
pub(super) fn read(head: &[&Line<'_>], words: &Words<'_>) -> Head {
    let [family] = words.families.as_slice() else { return Head::Columns };
    if family.family.codes.is_some() || family.family.rows.len() < 2 {
        return Head::Columns;
    }
    let lines = cells(head);
    let rows: Vec<Vec<HeadCell>> = lines.iter().map(|line| named(line, family.rows)).collect();
    let mut found: Vec<usize> =
        rows.iter().flat_map(|line| resolve(line, family.rows, &[])).flatten().collect();
    found.sort_unstable();
    found.dedup();
    if found.len() < 2 {
        return Head::Columns;
    }
    let measures = measures(&lines, family);
    let Some((at, measured)) = measures else { return rows_only(&rows, family) };
    let below = rows.iter().rposition(|line| !line.is_empty()).is_some_and(|last| at > last);
    let count = family.family.columns.len();
    let orders =
        if below { inner(&rows, family, &measured, count) } else { outer(&rows, family, &measured, count) };
    Head::Crossed { orders, names: Names::crossed(family.rows, count) }
}

/// The cells of a line that name rows, a 小计 or 合计 that belongs to them among them.
fn named(line: &[HeadCell], names: &Names) -> Vec<HeadCell> {
    let resolved = resolve(line, names, &[]);
    line.iter().zip(resolved).filter(|(_, target)| target.is_some()).map(|(cell, _)| cell.clone()).collect()
}

/// The line of the head that names columns, and what it names.
fn measures(lines: &[Vec<HeadCell>], family: &FamilyWords<'_>) -> Option<(usize, Vec<(usize, u32)>)> {
    let named = |line: &[HeadCell]| -> Vec<(usize, u32)> {
        let resolved = line.iter().map(|cell| (family.columns.find(&cell.key).first().copied(), cell.column));
        resolved.filter_map(|(target, column)| target.map(|target| (target, column))).collect()
    };
    let found = lines.iter().enumerate().map(|(at, line)| (at, named(line)));
    found
        .filter(|(_, named)| !named.is_empty())
        .max_by_key(|(at, named)| (named.len(), std::cmp::Reverse(*at)))
}

fn rows_only(rows: &[Vec<HeadCell>], family: &FamilyWords<'_>) -> Head {
    let orders = orders(&sequence(rows, family.rows));
    if family.family.columns.len() == 1 {
        return Head::Crossed { orders, names: Names::crossed(family.rows, 1) };
    }
    Head::Rows { orders }
}

/// Measures beneath each row.
fn inner(
    rows: &[Vec<HeadCell>],
    family: &FamilyWords<'_>,
    measured: &[(usize, u32)],
    count: usize,
) -> Vec<Vec<Leaf>> {
    let mut distinct: Vec<usize> = Vec::new();
    for (measure, _) in measured {
        if distinct.contains(measure) {
            break;
        }
        distinct.push(*measure);
    }
    let each = distinct.len().max(1);
    let orders = orders(&sequence(rows, family.rows));
    let exact: Vec<&Vec<Leaf>> =
        orders.iter().filter(|leaves| leaves.len() * each == measured.len()).collect();
    let chosen: Vec<&Vec<Leaf>> = if exact.is_empty() { orders.iter().collect() } else { exact };
    let spread = |leaves: &Vec<Leaf>| -> Vec<Leaf> {
        let all = leaves.iter().flat_map(|leaf| distinct.iter().map(move |measure| (leaf, *measure)));
        let placed = all.enumerate().map(|(at, (leaf, measure))| {
            let column = measured.get(at).map_or(leaf.column, |(_, column)| *column);
            leaf.crossed(measure, count, column)
        });
        placed.collect()
    };
    chosen.into_iter().map(spread).collect()
}

/// Measures above all rows, which are then printed once for each.
fn outer(
    rows: &[Vec<HeadCell>],
    family: &FamilyWords<'_>,
    measured: &[(usize, u32)],
    count: usize,
) -> Vec<Vec<Leaf>> {
    let groups: Vec<Vec<Vec<Leaf>>> = (0..measured.len())
        .map(|group| {
            let lines: Vec<Vec<HeadCell>> =
                rows.iter().map(|line| occurrence(line, family.rows, group)).collect();
            orders(&sequence(&lines, family.rows))
        })
        .collect();
    let most = groups.iter().map(Vec::len).max().unwrap_or(0);
    let join = |order: usize| -> Vec<Leaf> {
        let pairs = groups.iter().zip(measured);
        pairs
            .flat_map(|(orders, (measure, _))| {
                let leaves = orders.get(order).or(orders.last()).map_or(&[][..], Vec::as_slice);
                leaves.iter().map(|leaf| leaf.crossed(*measure, count, leaf.column))
            })
            .collect()
    };
    (0..most).map(join).collect()
}

/// The cells of a line that name something for the n-th time.
fn occurrence(line: &[HeadCell], names: &Names, group: usize) -> Vec<HeadCell> {
    let mut met: Vec<usize> = Vec::new();
    let mut cells = Vec::new();
    for (cell, target) in line.iter().zip(resolve(line, names, &[])) {
        let Some(target) = target else { continue };
        if met.iter().filter(|known| **known == target).count() == group {
            cells.push(cell.clone());
        }
        met.push(target);
    }
    cells
}
