//! Cells of tables: what their figures, labels and blanks were read as.

use std::fmt;

use super::marks::{Mark, RowAt, What};
use super::names::row_name;
use super::strip::{Labels, Named, Strip};
use super::{Body, flags, homes};
use crate::account::State;
use crate::document::GridCell;
use crate::text::{CellText, name_key, read_cell};

/// What is known of a row of a grid while its cells are written from left to right.
pub(super) struct Walk<'w> {
    strip: &'w Strip,
    labels: Labels<'w>,
    /// The label that the next figure belongs to.
    label: Option<RowAt>,
    /// The problem that the cells behind a label share.
    left_over: Option<usize>,
}

impl<'w> Walk<'w> {
    /// At the beginning of a row.
    pub(super) fn new(strip: &'w Strip, labels: Labels<'w>) -> Self {
        Self { strip, labels, label: None, left_over: None }
    }
}

/// What a cell looks like, and what is said when it is pointed at.
#[derive(Default)]
struct Look {
    class: &'static str,
    title: String,
}

impl Look {
    fn of(class: &'static str, title: &str) -> Self {
        Self { class, title: title.to_owned() }
    }
}

impl Body<'_, '_, '_> {
    /// A cell, with the columns and rows that it covers.
    pub(super) fn cell(
        &mut self,
        cell: &GridCell,
        (columns, rows): (u32, u32),
        walk: &mut Walk<'_>,
    ) -> fmt::Result {
        let marks = self.marks;
        let here = cell.place.piece.map_or(&[][..], |piece| marks.within(piece, piece));
        let label = walk.labels.at(cell.place.piece);
        if label.is_some() {
            walk.label = label;
        }
        if label.is_some() || here.iter().any(|mark| matches!(mark.what, What::Read(_))) {
            walk.left_over = None;
        }
        let look = self.look(cell, here, label, walk);
        let flags = self.flags;
        let flagged: Vec<_> = match cell.place.piece {
            Some(piece) => flags.within(piece, piece).collect(),
            None => Vec::new(),
        };
        self.html.raw("<td")?;
        let class = flagged.iter().map(|(_, _, flag)| flag.class()).max_by_key(|class| class.len());
        let class = [look.class, class.unwrap_or_default()].join(" ");
        if !class.trim().is_empty() {
            self.html.attribute("class", class.trim())?;
        }
        if let Some((piece, at, _)) = flagged.first() {
            self.html.attribute("id", &flags::anchor(*piece, *at))?;
        }
        if !look.title.is_empty() {
            self.html.attribute("title", &look.title)?;
        }
        if columns > 1 {
            self.html.attribute("colspan", &columns.to_string())?;
        }
        if rows > 1 {
            self.html.attribute("rowspan", &rows.to_string())?;
        }
        self.html.element(">", &cell.text, "")?;
        for (at, (piece, number, flag)) in flagged.iter().enumerate() {
            self.flagged.insert((*piece, *number));
            if at > 0 {
                self.html.raw("<a")?;
                self.html.attribute("id", &flags::anchor(*piece, *number))?;
                self.html.raw("></a>")?;
            }
            flag.chips(self.html)?;
        }
        if let Some(piece) = cell.place.piece.filter(|piece| self.homes.is_home(*piece)) {
            self.html.raw("<a")?;
            self.html.attribute("id", &homes::anchor(piece))?;
            self.html.raw("></a>")?;
        }
        if let Some(label) = label {
            self.label(label, &cell.text)?;
        }
        for mark in here {
            self.cell_name(*mark, cell, here.len(), walk)?;
        }
        if walk.strip.columns.contains_key(&cell.column) {
            walk.label = None;
        }
        self.html.raw("</td>")
    }

    fn look(&self, cell: &GridCell, here: &[Mark], label: Option<RowAt>, walk: &Walk<'_>) -> Look {
        let is_figure = || matches!(read_cell(&cell.text), CellText::Number(_));
        let mut look = self.marked(here);
        if look.class == "x" && is_figure() {
            look.class = "x q";
        }
        if !look.class.is_empty() {
            return look;
        }
        if label.is_some() {
            return Look::of("r", "");
        }
        if cell.text.is_empty() {
            return self.blank(cell, walk);
        }
        match walk.left_over.and_then(|at| self.marks.problems.get(at)) {
            Some(problem) if is_figure() => Look::of("x q", &problem.why),
            _ => Look::default(),
        }
    }

    /// By what a cell was read as, a line each.
    fn marked(&self, here: &[Mark]) -> Look {
        let mut class = "";
        let mut lines: Vec<String> = Vec::new();
        for mark in here {
            match mark.what {
                What::Read(at) => {
                    let Some(reading) = self.marks.reading(at) else { continue };
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
                What::Blank(at) => {
                    class = "b";
                    lines.extend(self.marks.path(at).map(|path| path + "：空白算零"));
                }
                What::Problem(at) if class.is_empty() => {
                    class = "x";
                    lines.extend(self.marks.problems.get(at).map(|problem| problem.why.clone()));
                }
                What::Problem(_) | What::Loose(..) => {}
            }
        }
        Look { class, title: lines.join("\n") }
    }

    /// A blank cell of the one column behind a label: it counts as zero.
    fn blank(&self, cell: &GridCell, walk: &Walk<'_>) -> Look {
        let Some(Named::Column { family, column }) = walk.strip.columns.get(&cell.column).copied() else {
            return Look::default();
        };
        let label = walk.label.filter(|label| label.family == family);
        let read = label.and_then(|label| self.marks.row_read(label));
        match read.and_then(|row| row.cells.get(column as usize)).map(|cell| cell.state) {
            Some(State::Blank) => Look::of("b", "空白算零"),
            _ => Look::default(),
        }
    }

    /// The name of a row behind its label, where it is printed otherwise.
    fn label(&mut self, label: RowAt, printed: &str) -> fmt::Result {
        let Some(read) = self.marks.row_read(label) else { return Ok(()) };
        let family = self.read.schema.families.get(label.family as usize);
        let fixed = family.and_then(|family| family.rows.get(label.row as usize)).filter(|_| label.fixed);
        let name = row_name(fixed, read);
        let coded = fixed.is_none() && read.code.as_deref() == Some(name);
        if coded || name.is_empty() || name_key(name) == name_key(printed) {
            Ok(())
        } else {
            self.html.element("<small class=\"row\">", name, "</small>")
        }
    }

    /// The name of a reading beneath its cell, where strip and label do not say it; what is wrong with it.
    fn cell_name(&mut self, mark: Mark, cell: &GridCell, marks: usize, walk: &mut Walk<'_>) -> fmt::Result {
        match mark.what {
            What::Read(at) => {
                let Some(reading) = self.marks.reading(at) else { return Ok(()) };
                if marks > 1 || !walk.strip.names(cell.column, at, &walk.labels) {
                    let (owner, rest) = reading.path();
                    self.html.element("<small>→ <i>", &owner, ".</i>")?;
                    self.html.element("", &rest, "</small>")?;
                }
                if reading.claim.text.trim() != cell.text.trim()
                    && let Some(value) = reading.telling_value()
                {
                    self.html.element("<small>＝ ", &value, "</small>")?;
                }
            }
            What::Problem(at) => {
                let Some(problem) = self.marks.problems.get(at) else { return Ok(()) };
                self.anchor(at)?;
                self.html.raw("<small class=\"why\">")?;
                self.html.raw(if problem.name.is_some() { "读不清：" } else { "没有读懂：" })?;
                self.html.element("", &problem.why, "</small>")?;
                if problem.name.is_none() {
                    walk.left_over = Some(at);
                }
            }
            What::Loose(..) | What::Blank(_) => {}
        }
        Ok(())
    }
}
