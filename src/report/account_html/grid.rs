//! Tables as printed, with the rows, columns and figures that were recognised in them.

use std::fmt;

use super::super::words::place_words;
use super::marks::{Mark, RowAt, What};
use super::names::row_name;
use super::strip::{Strip, labels, pieces, words};
use super::{Body, margin_words};
use crate::account::State;
use crate::document::{Grid, GridCell, GridRow};
use crate::text::{CellText, name_key, read_cell};

/// Most columns and rows that a cell may cover in a page.
const MOST_COLUMNS: u32 = 1000;
const MOST_ROWS: u32 = 65_534;

/// Columns that cells of rows above still cover.
#[derive(Default)]
struct Covered {
    /// First column, first column behind, rows left.
    spans: Vec<(u32, u32, u32)>,
}

impl Covered {
    /// The first column behind `column` that is free.
    fn free(&self, mut column: u32) -> u32 {
        while let Some((_, end, _)) =
            self.spans.iter().find(|(start, end, _)| (*start..*end).contains(&column))
        {
            column = *end;
        }
        column
    }

    /// Where the free stretch that begins at a column ends, at most at `limit`.
    fn until(&self, column: u32, limit: u32) -> u32 {
        let next = self.spans.iter().map(|(start, ..)| *start).filter(|start| *start > column).min();
        next.unwrap_or(limit).min(limit)
    }

    fn next_row(&mut self) {
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
        if let Some(page) = row.place.page.filter(|page| self.page != Some(*page)) {
            self.page = Some(page);
        }
        let labels = labels(self.marks, row).to_vec();
        self.html.raw("<tr><th class=\"at\" scope=\"row\"")?;
        self.html.attribute("title", &place_words(&row.place))?;
        self.html.element(">", &margin_words(&row.place), "</th>")?;
        let mut next = covered.free(0);
        let mut fresh = Vec::new();
        let mut left_over = None;
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
            self.cell(cell, (end - cell.column, rows), strip, &labels, &mut left_over)?;
            next = covered.free(end.max(next));
        }
        covered.spans.extend(fresh);
        covered.next_row();
        self.html.raw("</tr>\n")
    }

    fn cell(
        &mut self,
        cell: &GridCell,
        (columns, rows): (u32, u32),
        strip: &Strip,
        labels: &[RowAt],
        left_over: &mut Option<usize>,
    ) -> fmt::Result {
        let marks = self.marks;
        let piece = cell.place.piece.unwrap_or(0);
        let here = if piece == 0 { &[] } else { marks.within(piece, piece) };
        let label = labels.iter().find(|label| label.piece == piece).copied();
        if label.is_some() || here.iter().any(|mark| matches!(mark.what, What::Read(_))) {
            *left_over = None;
        }
        let mut look = look(self, here);
        if look.0.is_empty() && label.is_some() {
            look = ("r", String::new());
        }
        if look.0.is_empty() && cell.text.is_empty() {
            look = self.blank(cell, strip, labels);
        }
        if look.0.is_empty()
            && let Some(problem) = left_over.and_then(|at| marks.problems.get(at))
            && matches!(read_cell(&cell.text), CellText::Number(_))
        {
            look = ("x", problem.why.clone());
        }
        self.html.raw("<td")?;
        if !look.0.is_empty() {
            self.html.attribute("class", look.0)?;
        }
        if !look.1.is_empty() {
            self.html.attribute("title", &look.1)?;
        }
        if columns > 1 {
            self.html.attribute("colspan", &columns.to_string())?;
        }
        if rows > 1 {
            self.html.attribute("rowspan", &rows.to_string())?;
        }
        self.html.element(">", &cell.text, "")?;
        if let Some(label) = label {
            self.label(label, &cell.text)?;
        }
        for mark in here {
            self.cell_name(*mark, cell, strip, labels, here.len(), left_over)?;
        }
        self.html.raw("</td>")
    }

    /// A blank cell of a row and a column that were recognised: it counts as zero.
    fn blank(&self, cell: &GridCell, strip: &Strip, labels: &[RowAt]) -> (&'static str, String) {
        use super::strip::Named;
        let Some(Named::Column { family, column }) = strip.columns.get(&cell.column).copied() else {
            return ("", String::new());
        };
        let Some(label) = labels.iter().find(|label| label.family == family) else {
            return ("", String::new());
        };
        let read = self.marks.row_read(*label);
        let state = read.and_then(|row| row.cells.get(column as usize)).map(|cell| cell.state);
        if state == Some(State::Blank) { ("b", "空白算零".to_owned()) } else { ("", String::new()) }
    }

    /// The name of a row beneath its label, where it is printed otherwise.
    fn label(&mut self, label: RowAt, printed: &str) -> fmt::Result {
        let Some(read) = self.marks.row_read(label) else { return Ok(()) };
        let family = self.read.schema.families.get(label.family as usize);
        let fixed = family.and_then(|family| family.rows.get(label.row as usize)).filter(|_| label.fixed);
        let name = row_name(fixed, read);
        let same = match fixed {
            Some(_) => name_key(name) == name_key(printed),
            None => read.code.as_deref() == Some(name) || name_key(name) == name_key(printed),
        };
        if same || name.is_empty() { Ok(()) } else { self.html.element("<small>＝ ", name, "</small>") }
    }

    /// The name of a reading beneath its cell, where strip and label do not say it; what is wrong with it.
    fn cell_name(
        &mut self,
        mark: Mark,
        cell: &GridCell,
        strip: &Strip,
        labels: &[RowAt],
        several: usize,
        left_over: &mut Option<usize>,
    ) -> fmt::Result {
        match mark.what {
            What::Read(at) => {
                let Some(reading) = self.marks.reading(at) else { return Ok(()) };
                let named = strip.names(cell.column, at, labels) && several < 2;
                if !named {
                    let (owner, rest) = reading.path();
                    self.html.element("<small>→ <i>", &owner, "</i>")?;
                    self.html.element("", &rest, "</small>")?;
                }
                let same = reading.claim.text.trim() == cell.text.trim();
                if reading.family.table.is_some() && !same && reading.is_number() {
                    self.html.element("<small>＝ ", &reading.value().unwrap_or_default(), "</small>")?;
                }
            }
            What::Problem(at) => {
                let Some(problem) = self.marks.problems.get(at) else { return Ok(()) };
                let words = if problem.name.is_some() { "读不清：" } else { "没有读懂：" };
                self.anchor(at)?;
                self.html.raw("<small class=\"why\">")?;
                self.html.text(words)?;
                self.html.element("", &problem.why, "</small>")?;
                if problem.name.is_none() {
                    *left_over = Some(at);
                }
            }
            What::Loose(..) => {}
        }
        Ok(())
    }
}

/// The class of a cell and its names, a line each.
fn look(body: &Body<'_, '_, '_>, marks: &[Mark]) -> (&'static str, String) {
    let mut class = "";
    let mut lines: Vec<String> = Vec::new();
    for mark in marks {
        match mark.what {
            What::Read(at) => {
                let Some(reading) = body.marks.reading(at) else { continue };
                lines.push(reading.line());
                class = match (reading.cell.state, reading.is_number()) {
                    (State::Unreadable, _) => "u",
                    _ if class == "u" => "u",
                    (State::Dash, _) => "z",
                    (_, true) => "n",
                    _ if class.is_empty() => "w",
                    _ => class,
                };
            }
            What::Problem(at) if class.is_empty() => {
                class = "x";
                lines.extend(body.marks.problems.get(at).map(|problem| problem.why.clone()));
            }
            _ => {}
        }
    }
    (class, lines.join("\n"))
}
