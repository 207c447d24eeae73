//! Layouts: which printed column is which leaf of the head. One offset for the whole table, chosen by what can be
//! told without moving a figure; two readings that stay equally good are reported as open.

use std::collections::BTreeSet;

use super::header::Leaf;
use super::vocabulary::Names;
use crate::amount::Exact;

/// How far left of the first figure the first leaf is looked for.
const FARTHEST: u32 = 64;

/// The filled cells of one row: column from the start of the lane, value if it is a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    /// Cells from left to right.
    pub(super) cells: Vec<(u32, Option<Exact>)>,
}

/// What is known of a lane besides its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frame {
    /// Columns of the lane.
    pub(super) width: u32,
    /// The column that its first one is in the grid.
    pub(super) start: u32,
    /// The first column behind all names of rows.
    pub(super) after_names: u32,
    /// Cells stand where they are ruled.
    pub(super) ruled: bool,
}

/// A reading of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// The leaves that have columns.
    pub(super) leaves: Vec<Leaf>,
    /// The column (within the lane) of each leaf.
    pub(super) columns: Vec<u32>,
    /// Another reading is as good.
    pub(super) open: bool,
}

impl Layout {
    /// What stands in which column, as far as the form has it.
    pub(super) fn targets(&self) -> impl Iterator<Item = (usize, u32)> {
        self.leaves.iter().zip(&self.columns).filter_map(|(leaf, column)| Some((leaf.target?, *column)))
    }

    /// The leaf of a column.
    pub(super) fn leaf(&self, column: u32) -> Option<usize> {
        self.columns.binary_search(&column).ok()
    }
}

/// How well a layout fits, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    outside: usize,
    unnamed: usize,
    orphans: usize,
}

/// Chooses the layout of a lane's rows from the orders of leaves that the head allows.
pub(super) fn choose(orders: &[Vec<Leaf>], names: &Names, samples: &[Sample], frame: Frame) -> Layout {
    let mut candidates: Vec<Layout> = Vec::new();
    for leaves in orders.iter().filter(|leaves| !leaves.is_empty()) {
        candidates.extend(positional(leaves, frame));
        candidates.extend(shifted(leaves, samples, frame));
    }
    let fits: Vec<Fit> = candidates.iter().map(|layout| fit(layout, names, samples)).collect();
    let Some(best) = fits.iter().min().copied() else { return Layout::default() };
    let mut left: Vec<Layout> =
        candidates.into_iter().zip(fits).filter(|(_, fit)| *fit == best).map(|(layout, _)| layout).collect();
    if frame.ruled && left.len() > 1 {
        left.truncate(1);
    }
    settle(left, names, samples, frame)
}

/// Each leaf below its heading.
fn positional(leaves: &[Leaf], frame: Frame) -> Option<Layout> {
    let columns: Vec<u32> = leaves.iter().map(|leaf| leaf.column.saturating_sub(frame.start)).collect();
    let ascending = columns.windows(2).all(|pair| pair.first() < pair.last());
    let inside = leaves.iter().all(|leaf| leaf.column >= frame.start);
    (ascending && inside).then(|| Layout { leaves: leaves.to_vec(), columns, open: false })
}

/// The leaves side by side, from every column where they can begin.
fn shifted(leaves: &[Leaf], samples: &[Sample], frame: Frame) -> Vec<Layout> {
    let count = leaves.len() as u32;
    let columns = || samples.iter().flat_map(|sample| sample.cells.iter().map(|(column, _)| *column));
    let after_names = frame.after_names;
    let (Some(first), Some(last)) = (columns().min(), columns().max()) else {
        let columns = (after_names..after_names + count).collect();
        return vec![Layout { leaves: leaves.to_vec(), columns, open: false }];
    };
    let low = after_names.min(first);
    let width = frame.width.max(low + count).max(last + 1);
    let fits_in = (low.max(first.saturating_sub(FARTHEST))..=first).filter(|start| start + count <= width);
    fits_in
        .map(|start| Layout {
            leaves: leaves.to_vec(),
            columns: (start..start + count).collect(),
            open: false,
        })
        .collect()
}

fn fit(layout: &Layout, names: &Names, samples: &[Sample]) -> Fit {
    let mut fit = Fit { outside: 0, unnamed: 0, orphans: 0 };
    let wholes: Vec<Vec<usize>> = layout.leaves.iter().map(|leaf| wholes_of(leaf, layout, names)).collect();
    for sample in samples {
        let filled: Vec<Option<usize>> =
            sample.cells.iter().map(|(column, _)| layout.leaf(*column)).collect();
        for leaf in &filled {
            let Some(at) = leaf else {
                fit.outside += 1;
                continue;
            };
            fit.unnamed += usize::from(layout.leaves.get(*at).is_some_and(|leaf| leaf.target.is_none()));
            let wholes = wholes.get(*at).map_or(&[][..], Vec::as_slice);
            fit.orphans += wholes.iter().filter(|whole| !filled.contains(&Some(**whole))).count();
        }
    }
    fit
}

/// The leaves of the layout that are wholes of this one.
fn wholes_of(leaf: &Leaf, layout: &Layout, names: &Names) -> Vec<usize> {
    let Some(target) = leaf.target else { return Vec::new() };
    let above = |leaf: &Leaf| leaf.target.is_some_and(|whole| names.is_above(whole, target));
    layout.leaves.iter().enumerate().filter(|(_, leaf)| above(leaf)).map(|(at, _)| at).collect()
}

/// Decides between layouts that fit alike: by identities with two rows of margin, then by the head's own columns.
fn settle(left: Vec<Layout>, names: &Names, samples: &[Sample], frame: Frame) -> Layout {
    let mut left = left;
    left.dedup_by(|a, b| a.columns == b.columns && a.leaves.len() == b.leaves.len());
    if left.len() > 1 {
        let scores: Vec<i64> = left.iter().map(|layout| identities(layout, names, samples)).collect();
        let best = scores.iter().max().copied().unwrap_or(0);
        let clear = scores.iter().filter(|score| **score + 2 > best).count() == 1;
        if clear && best > 0 {
            let at = scores.iter().position(|score| *score == best).unwrap_or(0);
            return left.into_iter().nth(at).unwrap_or_default();
        }
    }
    let same = left.iter().all(|layout| reads_like(layout, left.first(), samples));
    let below = left.iter().position(|layout| is_below_head(layout, frame));
    let open = !same && below.is_none();
    let mut layout = left.into_iter().nth(below.unwrap_or(0)).unwrap_or_default();
    layout.open = open;
    layout
}

fn is_below_head(layout: &Layout, frame: Frame) -> bool {
    layout.leaves.iter().zip(&layout.columns).all(|(leaf, column)| leaf.column == column + frame.start)
}

fn reads_like(layout: &Layout, other: Option<&Layout>, samples: &[Sample]) -> bool {
    let target = |layout: &Layout, column: u32| {
        layout.leaf(column).and_then(|at| layout.leaves.get(at)).and_then(|leaf| leaf.target)
    };
    other.is_none_or(|other| {
        let mut columns = samples.iter().flat_map(|sample| sample.cells.iter().map(|(column, _)| *column));
        columns.all(|column| target(layout, column) == target(other, column))
    })
}

/// Rows whose wholes are the sums of their parts, less rows whose wholes are not.
fn identities(layout: &Layout, names: &Names, samples: &[Sample]) -> i64 {
    let tolerance = Exact::power_of_ten(-1);
    let mut score = 0;
    // Rows that repeat the figures of another are no evidence of their own.
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for sample in samples {
        let value = |target: usize| {
            let at = layout.leaves.iter().position(|leaf| leaf.target == Some(target))?;
            let column = layout.columns.get(at)?;
            sample.cells.iter().find(|(at, _)| at == column).and_then(|(_, value)| value.clone())
        };
        for whole in layout.leaves.iter().filter_map(|leaf| leaf.target) {
            let parts = names.parts(whole);
            let Some(total) = value(whole).filter(|_| !parts.is_empty()) else { continue };
            let sum =
                parts.iter().filter_map(|part| value(*part)).fold(Exact::ZERO, |sum, part| &sum + &part);
            if !seen.insert((total.to_plain_string(), sum.to_plain_string())) {
                continue;
            }
            let holds = (&total - &sum).abs() <= tolerance;
            score += if holds { 1 } else { -1 };
        }
    }
    score
}
