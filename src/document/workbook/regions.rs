//! A sheet to blocks: which rows are tables, and which are titles and notes around them.

use std::collections::BTreeMap;

use super::sheet::{Merge, Sheet};
use super::stretches::Stretches;
use crate::document::blanks::{is_figure, is_sentence};
use crate::document::budget::Budget;
use crate::document::{Block, Document, Grid, GridCell, GridKind, GridRow, MAX_CELLS, Paragraph, ReadError};

/// Blank rows with borders that are followed within a table.
const HOLLOW: u32 = 200;

/// Adds the blocks of a sheet to a document.
///
/// # Errors
/// The document is too large.
pub(super) fn blocks(sheet: &Sheet, document: &mut Document, budget: &mut Budget) -> Result<(), ReadError> {
    let lines = lines(sheet);
    let joins = Joins::of(sheet);
    let mut rest = lines.as_slice();
    while let Some(first) = rest.first() {
        let mut end = first.row;
        let size = rest
            .iter()
            .take_while(|line| {
                let near = line.row == first.row || joins.are_joined(end, line.row);
                end = if near { line.row } else { end };
                near
            })
            .count();
        let (region, behind) = rest.split_at_checked(size.max(1)).unwrap_or((rest, &[]));
        Region { sheet, document, budget }.add(region)?;
        rest = behind;
    }
    Ok(())
}

/// A row with its filled cells.
#[derive(Debug)]
struct Line<'s> {
    row: u32,
    cells: Vec<(u32, &'s str)>,
    ruled: bool,
}

impl Line<'_> {
    fn has_figure(&self) -> bool {
        self.cells.iter().any(|(_, text)| is_figure(text))
    }

    fn only(&self) -> Option<(u32, &str)> {
        match self.cells.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

fn lines(sheet: &Sheet) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for ((row, column), text) in &sheet.cells {
        match lines.last_mut() {
            Some(line) if line.row == *row => line.cells.push((*column, text)),
            _ => lines.push(Line {
                row: *row,
                cells: vec![(*column, text)],
                ruled: sheet.ruled.get(row).is_some_and(|(first, last)| first < last),
            }),
        }
    }
    lines
}

/// Rows without text that hold a table together: stretches from top to bottom, apart from each other.
struct Joins(Stretches);

impl Joins {
    fn of(sheet: &Sheet) -> Self {
        let ruled = sheet.ruled.iter().filter(|(_, (first, last))| first < last).map(|(row, _)| (*row, *row));
        let merged = sheet.merges.values().map(|merge| (merge.first.0, merge.last.0));
        let mut all = Stretches::default();
        ruled.chain(merged).for_each(|(from, to)| all.add(from, to));
        all.settle();
        Self(all)
    }

    fn are_joined(&self, above: u32, below: u32) -> bool {
        let between = below.saturating_sub(above);
        between <= 1 || (between <= HOLLOW && self.covers(above + 1, below - 1))
    }

    fn covers(&self, from: u32, to: u32) -> bool {
        self.0.at(from).0.is_some_and(|(_, last)| last >= to)
    }
}

struct Region<'a, 'd> {
    sheet: &'a Sheet,
    document: &'d mut Document,
    budget: &'d mut Budget,
}

impl Region<'_, '_> {
    fn add(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        let ruled = lines.iter().filter(|line| line.ruled).count() > 1;
        let tabular: Vec<bool> = lines.iter().map(|line| is_tabular(line, ruled)).collect();
        let mut at = 0;
        while at < lines.len() {
            let mut end = at;
            let is_row = |at: usize| tabular.get(at).copied().unwrap_or(false);
            while is_row(end) || (end > at && self.goes_on(lines, &tabular, end, ruled)) {
                end += 1;
            }
            let size = (end - at).max(1);
            let run: &[Line<'_>] = lines.get(at..at + size).unwrap_or_default();
            if end > at {
                self.table(run)?
            } else {
                self.paragraphs(run)?
            }
            at += size;
        }
        Ok(())
    }

    /// Whether a row that is none by itself stands within a table: rows follow, and it is no note across it.
    fn goes_on(&self, lines: &[Line<'_>], tabular: &[bool], at: usize, ruled: bool) -> bool {
        let follows = tabular.get(at + 1).copied().unwrap_or(false);
        let note = |line: &Line<'_>| line.only().is_some_and(|(_, text)| is_sentence(text));
        !ruled && follows && lines.get(at).is_some_and(|line| !note(line) && !self.is_across(line))
    }

    /// Whether a row is one cell merged across most of its neighbours.
    fn is_across(&self, line: &Line<'_>) -> bool {
        line.only().is_some_and(|(column, _)| {
            self.merge_at((line.row, column)).is_some_and(|merge| merge.last.1 - merge.first.1 > 2)
        })
    }

    fn merge_at(&self, at: (u32, u32)) -> Option<&Merge> {
        self.sheet.merges.get(&at)
    }

    /// A table, without titles that open it and notes that close it.
    fn table(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        let several = |line: &Line<'_>| line.cells.len() > 1;
        let Some(first) = lines.iter().position(several) else {
            return self.paragraphs(lines);
        };
        let last = lines.iter().rposition(several).unwrap_or(first);
        let (_, right) = span_of(lines, self.sheet);
        let left = lines.iter().filter_map(|line| line.cells.first()).map(|(column, _)| *column).min();
        let width = right.saturating_sub(left.unwrap_or(0)) + 1;
        let is_note = |line: &Line<'_>| {
            line.only().is_some_and(|(column, text)| {
                let merge = self.merge_at((line.row, column));
                let covers = merge.map_or(1, |merge| merge.last.1 - merge.first.1 + 1);
                covers >= width || !line.ruled || is_sentence(text) || text.contains('\n')
            })
        };
        let notes = lines.iter().skip(last + 1).position(is_note).map_or(lines.len(), |at| last + 1 + at);
        self.paragraphs(lines.get(..first).unwrap_or_default())?;
        self.grid(lines.get(first..notes).unwrap_or_default())?;
        self.paragraphs(lines.get(notes..).unwrap_or_default())
    }

    /// A paragraph for each line of each cell.
    fn paragraphs(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        for line in lines {
            for (column, text) in &line.cells {
                let place = self.sheet.place((line.row, *column));
                for text in text.lines().filter(|text| !text.trim().is_empty()) {
                    self.budget.take(1)?;
                    let text = text.replace('\t', " ");
                    self.document.blocks.push(Block::Paragraph(Paragraph { text, place: place.clone() }));
                }
            }
        }
        Ok(())
    }

    fn grid(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        let (Some(top), Some(bottom)) = (lines.first(), lines.last()) else { return Ok(()) };
        let (left, mut right) = span_of(lines, self.sheet);
        if (right - left) as usize >= MAX_CELLS {
            right = left + MAX_CELLS as u32 - 1;
            let message = format!("有超过 {MAX_CELLS} 列的行，其余各列未读；表格不会这样宽，请核对");
            self.document.notices.push(self.sheet.notice(&message));
        }
        let bottom = bottom.row;
        let covered = self.covered(top.row, bottom)?;
        let mut grid = Grid { kind: GridKind::Ruled, rows: Vec::new() };
        for row in top.row..=bottom {
            let hidden = covered.get(&row).map(Vec::as_slice).unwrap_or_default();
            grid.rows.push(self.row(row, (left, right), hidden)?);
        }
        self.document.blocks.push(Block::Grid(grid));
        Ok(())
    }

    /// Stretches of columns, by row, that belong to merged cells, with the cell that shows in them.
    fn covered(&mut self, top: u32, bottom: u32) -> Result<BTreeMap<u32, Vec<Merge>>, ReadError> {
        let mut covered: BTreeMap<u32, Vec<Merge>> = BTreeMap::new();
        for merge in self.sheet.merges.range((top, 0)..=(bottom, u32::MAX)).map(|(_, merge)| merge) {
            let (from, to) = (merge.first.0, merge.last.0.min(bottom));
            self.budget.take((to - from) as usize)?;
            for row in from..=to {
                covered.entry(row).or_default().push(*merge);
            }
        }
        for merges in covered.values_mut() {
            merges.sort_by_key(|merge| merge.first.1);
        }
        Ok(covered)
    }

    fn row(&mut self, row: u32, (left, right): (u32, u32), merges: &[Merge]) -> Result<GridRow, ReadError> {
        let mut cells = Vec::new();
        let mut merges = merges.iter().peekable();
        let mut column = left;
        while column <= right {
            while merges.next_if(|merge| merge.last.1 < column).is_some() {}
            let merge = merges.peek().copied().filter(|merge| merge.first.1 <= column).copied();
            let shows = merge.is_none_or(|merge| merge.first == (row, column));
            if shows {
                let at = (row, column);
                let (columns, rows) = merge
                    .map_or((1, 1), |merge| (merge.last.1.min(right) - column + 1, merge.last.0 - row + 1));
                self.budget.take(1)?;
                cells.push(GridCell {
                    text: self.sheet.cells.get(&at).cloned().unwrap_or_default(),
                    column: column - left,
                    column_span: columns,
                    row_span: rows,
                    place: self.sheet.place(at),
                });
            }
            column = merge.map_or(column, |merge| merge.last.1) + 1;
        }
        let place = cells.first().map_or_else(|| self.sheet.place((row, left)), |cell| cell.place.clone());
        Ok(GridRow { cells, place })
    }
}

/// A row of a table by itself: several cells, in a sheet with drawn tables only if they are drawn or hold figures.
fn is_tabular(line: &Line<'_>, ruled: bool) -> bool {
    if ruled { line.ruled || (line.cells.len() > 1 && line.has_figure()) } else { line.cells.len() > 1 }
}

/// First and last column that rows use: their texts, and the borders around them.
fn span_of(lines: &[Line<'_>], sheet: &Sheet) -> (u32, u32) {
    let filled = lines.iter().flat_map(|line| line.cells.iter().map(|(column, _)| *column));
    let drawn =
        lines.iter().filter_map(|line| sheet.ruled.get(&line.row)).flat_map(|(first, last)| [*first, *last]);
    let (mut left, mut right) = (u32::MAX, 0);
    for column in filled.chain(drawn) {
        left = left.min(column);
        right = right.max(column);
    }
    if left > right { (0, 0) } else { (left, right) }
}
