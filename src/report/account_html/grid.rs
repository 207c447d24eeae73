//! Tables as printed, with the rows, columns and figures that were recognised in them.

use std::fmt;

use super::super::words::place_words;
use super::cell::Walk;
use super::strip::{Labels, Strip, pieces, words};
use super::{Body, margin_words};
use crate::document::{Grid, GridRow};

/// Most columns and rows that a cell may cover in a page.
const MOST_COLUMNS: u32 = 1000;
const MOST_ROWS: u32 = 65_534;

/// Columns that cells of rows above still cover.
#[derive(Default)]
struct Covered {
    /// First column, first column behind, rows left; by first column.
    spans: Vec<(u32, u32, u32)>,
}

impl Covered {
    /// The first column from `column` on that is free.
    fn free(&self, mut column: u32) -> u32 {
        let mut next = self.spans.partition_point(|(start, ..)| *start <= column);
        let above = next.checked_sub(1).and_then(|last| self.spans.get(last));
        column = above.map_or(column, |(_, end, _)| column.max(*end));
        while let Some((_, end, _)) = self.spans.get(next).filter(|(start, ..)| *start <= column) {
            column = column.max(*end);
            next += 1;
        }
        column
    }

    /// Where the free stretch that begins at a column ends, at most at `limit`.
    fn until(&self, column: u32, limit: u32) -> u32 {
        let next = self.spans.partition_point(|(start, ..)| *start <= column);
        self.spans.get(next).map_or(limit, |(start, ..)| (*start).min(limit))
    }

    /// Goes on to the next row, with what cells of this one cover.
    fn next_row(&mut self, fresh: Vec<(u32, u32, u32)>) {
        if !fresh.is_empty() {
            self.spans.extend(fresh);
            self.spans.sort_unstable();
        }
        self.spans.iter_mut().for_each(|(.., left)| *left -= 1);
        self.spans.retain(|(.., left)| *left > 0);
    }
}

impl Body<'_, '_, '_> {
    /// A grid in a box that scrolls sideways.
    pub(super) fn grid(&mut self, grid: &Grid) -> fmt::Result {
        if let Some(row) = grid.rows.first() {
            self.turn(&row.place)?;
        }
        let strip = Strip::of(self.read.schema, self.marks, grid);
        self.html.raw(if strip.tables.is_empty() { "<figure class=\"unused\"" } else { "<figure" })?;
        if let Some((first, _)) = pieces(grid) {
            self.html.attribute("id", &format!("d{}g{first}", self.number))?;
        }
        self.html.raw(">\n")?;
        self.caption(&strip)?;
        self.html
            .raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"表格\">\n<table>\n")?;
        self.heads(&strip)?;
        self.html.raw("<tbody>\n")?;
        let mut covered = Covered::default();
        let count = grid.rows.len();
        for (at, row) in grid.rows.iter().enumerate() {
            let left = u32::try_from(count - at).unwrap_or(u32::MAX);
            self.row(row, &strip, &mut covered, left)?;
        }
        self.html.raw("</tbody>\n</table>\n</div>\n</figure>\n")
    }

    /// What the grid was read as.
    fn caption(&mut self, strip: &Strip) -> fmt::Result {
        self.html.raw("<figcaption>")?;
        if strip.tables.is_empty() {
            self.html.raw("没有读作任何一张表")?;
        }
        for (at, id) in strip.tables.iter().enumerate() {
            let Some(table) = self.read.schema.table(*id) else { continue };
            self.html.raw(if at == 0 { "读作 " } else { "、" })?;
            self.html.element("<b>", &table.name, "</b>")?;
            let read = self.read.accounts.first().and_then(|account| account.tables.get(id.0 as usize));
            if let Some(read) = read {
                self.html.element("，金额单位 ", read.money_unit.name(), "")?;
            }
        }
        self.html.raw("</figcaption>\n")
    }

    /// The strip of names above the columns.
    fn heads(&mut self, strip: &Strip) -> fmt::Result {
        if strip.columns.is_empty() {
            return Ok(());
        }
        self.html.raw("<thead><tr><th class=\"at\">读作</th>")?;
        let mut next = 0;
        for (column, named) in &strip.columns {
            self.hole(*column - next)?;
            let words = words(self.read.schema, self.marks, *named);
            self.html.element("<th scope=\"col\">", &words, "</th>")?;
            next = column + 1;
        }
        self.html.raw("</tr></thead>\n")
    }

    /// Cells that nothing stands in.
    fn hole(&mut self, columns: u32) -> fmt::Result {
        let mut left = columns;
        while left > 0 {
            let some = left.min(MOST_COLUMNS);
            self.html.raw("<td class=\"o\"")?;
            if some > 1 {
                self.html.attribute("colspan", &some.to_string())?;
            }
            self.html.raw("></td>")?;
            left -= some;
        }
        Ok(())
    }

    fn row(&mut self, row: &GridRow, strip: &Strip, covered: &mut Covered, left: u32) -> fmt::Result {
        self.turn_in_grid(row, covered)?;
        self.html.raw("<tr><th class=\"at\" scope=\"row\"")?;
        self.html.attribute("title", &place_words(&row.place))?;
        self.html.element(">", &margin_words(&row.place), "</th>")?;
        let mut walk = Walk::new(strip, Labels::of(self.marks, row));
        let mut next = covered.free(0);
        let mut fresh = Vec::new();
        for (at, cell) in row.cells.iter().enumerate() {
            while next < cell.column {
                let end = covered.until(next, cell.column);
                self.hole(end - next)?;
                next = covered.free(end);
            }
            let beyond = row.cells.get(at + 1).map_or(u32::MAX, |next| next.column.max(cell.column + 1));
            let end = cell.column.saturating_add(cell.column_span.clamp(1, MOST_COLUMNS)).min(beyond);
            let rows = cell.row_span.clamp(1, MOST_ROWS).min(left);
            if rows > 1 {
                fresh.push((cell.column, end, rows));
            }
            self.cell(cell, (end - cell.column, rows), &mut walk)?;
            next = covered.free(end.max(next));
        }
        covered.next_row(fresh);
        self.html.raw("</tr>\n")
    }

    /// Says where a new page begins within a grid; not where a cell covers the rows on both sides.
    fn turn_in_grid(&mut self, row: &GridRow, covered: &Covered) -> fmt::Result {
        let Some(page) = row.place.page.filter(|page| self.page != Some(*page) && covered.spans.is_empty())
        else {
            return Ok(());
        };
        self.page = Some(page);
        self.html.raw("<tr class=\"turn\"><th class=\"at\"")?;
        self.page_anchor(&row.place)?;
        self.html.element(">", &format!("第 {page} 页"), "</th></tr>\n")
    }
}
