//! Which glyph belongs to which cell: by its middle, and by its neighbours where text is printed over a line.

use super::columns::is_row;
use super::lattice::Lattice;
use super::sheet::{Glyph, Sheet};
use super::words::{TextLine, lines};
use crate::document::blanks::is_figure;

/// A table with the glyphs of each of its cells, and whether it is but a frame.
pub(super) type Dealt = (Lattice, Vec<Vec<Glyph>>, bool);

/// Deals the glyphs of a page to the tables they stand in, the innermost first; the others are left over. What has
/// text in one cell only is a frame, no table: its glyphs are left over as well.
pub(super) fn dealt(sheet: &Sheet, mut lattices: Vec<Lattice>) -> (Vec<Dealt>, Vec<Glyph>) {
    let side = |edges: &[i32]| -> i64 {
        i64::from(edges.last().copied().unwrap_or(0)) - i64::from(edges.first().copied().unwrap_or(0))
    };
    lattices.sort_by_key(|lattice| side(&lattice.xs) * side(&lattice.ys));
    let mut rest: Vec<Glyph> = sheet.glyphs.clone();
    rest.sort_by_key(|glyph| (glyph.y, glyph.x));
    let mut tables: Vec<Dealt> = Vec::new();
    for lattice in lattices {
        let mut cells: Vec<Vec<Glyph>> = vec![Vec::new(); lattice.cells.len()];
        let mut outside = Vec::with_capacity(rest.len());
        for run in rest.chunk_by(touch) {
            let together = over_line(&lattice, run).then(|| home(&lattice, run)).flatten();
            for glyph in run {
                let (x, y) = glyph.centre();
                let own = together.or_else(|| lattice.cell_at(x, y));
                match own.and_then(|cell| cells.get_mut(cell)) {
                    Some(cell) => cell.push(*glyph),
                    None => outside.push(*glyph),
                }
            }
        }
        let worded = cells.iter().filter(|cell| !cell.iter().all(Glyph::is_blank)).count();
        if worded > 0 && lattice.columns() < 2 && cells.iter().any(|cell| is_tabular(cell)) {
            // A frame around a table whose columns no line divides.
            continue;
        }
        if worded > 1 {
            rest = outside;
            tables.push((lattice, cells, false));
        } else if worded == 1 && lattice.columns() > 1 {
            tables.push((lattice, cells, true));
        }
    }
    tables.sort_by_key(|(lattice, ..)| (lattice.ys.first().copied(), lattice.xs.first().copied()));
    (tables, rest)
}

/// Whether a glyph follows another without any room between.
fn touch(one: &Glyph, other: &Glyph) -> bool {
    let size = one.size.min(other.size);
    one.y.abs_diff(other.y) <= (size / 20).unsigned_abs()
        && other.x.saturating_sub(one.end()) <= size / 7
        && !one.is_blank()
        && !other.is_blank()
}

/// Whether a run is printed over the border of two cells: text that is too wide for its cell. Text that only comes near
/// a border stays divided by it, save one figure set without any gap.
fn over_line(lattice: &Lattice, run: &[Glyph]) -> bool {
    let crosses = |from: i32, to: i32, y: i32| {
        let (left, right) = (lattice.cell_at(from, y), lattice.cell_at(to, y));
        left.is_some() && right.is_some() && left != right
    };
    let on_line = |glyph: &Glyph| {
        let margin = glyph.width / 8;
        crosses(glyph.x.saturating_add(margin), glyph.end().saturating_sub(margin), glyph.centre().1)
    };
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    if run.len() < 2 || !crosses(first.centre().0, last.centre().0, first.centre().1) {
        return false;
    }
    let tight = || {
        run.windows(2).all(|pair| match pair {
            [one, other] => other.x.saturating_sub(one.end()) <= one.size / 50,
            _ => true,
        })
    };
    let points = run.iter().filter(|glyph| glyph.letter == '.').count();
    run.iter().any(on_line) || (points == 1 && is_figure(&letters(run)) && tight())
}

/// Whether text has rows of a table in it.
fn is_tabular(glyphs: &[Glyph]) -> bool {
    let row = |line: &TextLine| line.stretches.len() > 2 && is_row(line);
    lines(glyphs).iter().filter(|line| row(line)).take(2).count() > 1
}

fn letters(run: &[Glyph]) -> String {
    run.iter().map(|glyph| glyph.letter).collect()
}

/// The cell of a run that is too wide for it: words start in it, figures have their middle in it.
fn home(lattice: &Lattice, run: &[Glyph]) -> Option<usize> {
    let (first, last) = (run.first()?, run.last()?);
    let x = if is_figure(&letters(run)) { first.x / 2 + last.end() / 2 } else { first.centre().0 };
    lattice.cell_at(x, first.centre().1)
}
