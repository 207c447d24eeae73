//! Cells of a sheet as its source has them, and the same cells coloured.

use std::collections::BTreeMap;
use std::ops::Range;

use super::RemarkError;
use super::book_styles::Styles;
use super::cell::{At, Said};
use super::edits::{Edits, prefix, with_attribute};
use crate::document::workbook::{cell_name, position};
use crate::document::xml::{Element, Node, Xml};

/// Where the cells stand that something is said of.
#[derive(Default)]
pub(super) struct Cells {
    /// Rows that have such a cell, by number: what opens each, and where it ends.
    rows: BTreeMap<u32, RowAt>,
    /// Where each row begins.
    begins: BTreeMap<u32, usize>,
    /// In front of the end of all rows; none where the sheet has no rows at all.
    end: Option<usize>,
    /// What opens the list of rows where it has no end of its own.
    alone: Option<Range<usize>>,
    /// What stands before the names of elements.
    prefix: String,
}

#[derive(Default)]
struct RowAt {
    opening: Range<usize>,
    /// In front of what ends it; that of its opening where it has no end of its own.
    end: usize,
    /// Its cells by column.
    cells: BTreeMap<u32, CellAt>,
}

struct CellAt {
    opening: Range<usize>,
    style: usize,
    /// Something stands in it, be it seen or not.
    holds: bool,
}

impl Cells {
    /// Finds cells.
    ///
    /// # Errors
    /// The sheet is not well formed.
    pub(super) fn find(text: &str, wanted: &BTreeMap<At, Said>) -> Result<Self, RemarkError> {
        let mut cells = Self::default();
        let mut xml = Xml::new(text);
        let (mut row, mut column, mut next_row) = (0_u32, 0_u32, 0_u32);
        let is_wanted = |row: u32| wanted.range((row, 0)..=(row, u32::MAX)).next().is_some();
        loop {
            let from = xml.offset();
            match xml.next()? {
                Some(Node::Open(element)) => match element.name.as_str() {
                    "sheetData" => {
                        let opening = from..xml.offset();
                        let tag = text.get(opening.clone()).unwrap_or_default();
                        cells.prefix = prefix(tag, "sheetData").to_owned();
                        cells.alone = tag.ends_with("/>").then_some(opening);
                    }
                    "row" => {
                        row = element.number("r").map_or(next_row, |number| number.saturating_sub(1));
                        next_row = row.saturating_add(1);
                        column = 0;
                        cells.begins.entry(row).or_insert(from);
                        if is_wanted(row) {
                            let opening = from..xml.offset();
                            cells.rows.insert(row, RowAt { opening, ..RowAt::default() });
                        }
                    }
                    "c" => {
                        let at = element.get("r").and_then(position).unwrap_or((row, column));
                        column = at.1.saturating_add(1);
                        let opening = from..xml.offset();
                        xml.skip()?;
                        let inner = text.get(opening.end..xml.offset()).unwrap_or_default();
                        let holds = !inner.is_empty() && !inner.starts_with("</");
                        cells.keep(at, &element, opening, holds);
                    }
                    "extLst" => xml.skip()?,
                    _ => {}
                },
                Some(Node::Close(name)) if name == "row" => {
                    if let Some(known) = cells.rows.get_mut(&row) {
                        known.end = from;
                    }
                }
                Some(Node::Close(name)) if name == "sheetData" => cells.end = Some(from),
                Some(_) => {}
                None => return Ok(cells),
            }
        }
    }

    fn keep(&mut self, (row, column): At, element: &Element, opening: Range<usize>, holds: bool) {
        if let Some(known) = self.rows.get_mut(&row) {
            let style = element.number("s").unwrap_or(0) as usize;
            known.cells.insert(column, CellAt { opening, style, holds });
        }
    }

    /// The sheet with the cells coloured; those that it does not have are made. What is not seen on its ground stays
    /// unseen.
    ///
    /// # Errors
    /// The sheet is not as its format says.
    pub(super) fn coloured(
        &self,
        text: &str,
        wanted: &BTreeMap<At, Said>,
        styles: &mut Styles,
    ) -> Result<String, RemarkError> {
        let mut edits = Edits::default();
        let mut new_rows: BTreeMap<u32, String> = BTreeMap::new();
        let mut new_cells: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
        for ((row, column), said) in wanted {
            let known = self.rows.get(row).and_then(|row| row.cells.get(column));
            if known.is_some_and(|known| known.holds && !said.printed) {
                continue;
            }
            let Some(style) = styles.shaded(known.map_or(0, |known| known.style), said.shade) else {
                continue;
            };
            if let Some(known) = known {
                let tag = text.get(known.opening.clone()).ok_or(RemarkError::Damaged)?;
                edits.replace(known.opening.clone(), with_attribute(tag, "s", &style.to_string()));
                continue;
            }
            let cell = format!("<{}c r=\"{}\" s=\"{style}\"/>", self.prefix, cell_name((*row, *column)));
            if self.rows.contains_key(row) {
                new_cells.entry(*row).or_default().push((*column, cell));
            } else {
                new_rows.entry(*row).or_default().push_str(&cell);
            }
        }
        for (row, cells) in new_cells {
            self.add_cells(text, row, &cells, &mut edits);
        }
        self.add_rows(new_rows, &mut edits);
        edits.apply(text)
    }

    fn add_cells(&self, text: &str, row: u32, cells: &[(u32, String)], edits: &mut Edits) {
        let Some(known) = self.rows.get(&row) else { return };
        let tag = text.get(known.opening.clone()).unwrap_or_default();
        if let Some(open) = tag.strip_suffix("/>") {
            let all: String = cells.iter().map(|(_, cell)| cell.as_str()).collect();
            edits.replace(known.opening.clone(), format!("{open}>{all}</{}row>", self.prefix));
            return;
        }
        for (column, cell) in cells {
            let behind = known.cells.range(column..).next().map(|(_, cell)| cell.opening.start);
            edits.insert(behind.unwrap_or(known.end), cell.as_str());
        }
    }

    fn add_rows(&self, rows: BTreeMap<u32, String>, edits: &mut Edits) {
        let prefix = &self.prefix;
        let element = |(row, cells): (&u32, &String)| {
            format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", u64::from(*row) + 1)
        };
        if rows.is_empty() {
            return;
        }
        if let Some(alone) = &self.alone {
            let all: String = rows.iter().map(element).collect();
            edits.replace(alone.clone(), format!("<{prefix}sheetData>{all}</{prefix}sheetData>"));
            return;
        }
        for (row, cells) in &rows {
            let behind = self.begins.range(row..).next().map(|(_, from)| *from);
            if let Some(at) = behind.or(self.end) {
                edits.insert(at, element((row, cells)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Shade;
    use super::*;

    #[test]
    fn cells_that_are_not_there_are_made_in_their_order() {
        let text = "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"><v>1</v></c><c r=\"D2\"/></row><row r=\"4\"/></sheetData></worksheet>";
        let said = Said { words: "看".to_owned(), shade: Shade::Wrong, printed: true };
        let wanted: BTreeMap<At, Said> = [(1, 1), (1, 2), (1, 4), (2, 0), (3, 0), (9, 9)]
            .into_iter()
            .map(|at| (at, said.clone()))
            .collect();
        let mut styles = Styles::of_two();
        let new = Cells::find(text, &wanted).unwrap().coloured(text, &wanted, &mut styles).unwrap();
        assert_eq!(
            new,
            "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" s=\"2\"><v>1</v></c><c r=\"C2\" s=\"3\"/><c r=\"D2\"/><c r=\"E2\" s=\"3\"/></row>\
             <row r=\"3\"><c r=\"A3\" s=\"3\"/></row><row r=\"4\"><c r=\"A4\" s=\"3\"/></row><row r=\"10\"><c r=\"J10\" s=\"3\"/></row></sheetData></worksheet>"
        );
    }
}
