//! One sheet as its formats' readers fill it: printed texts, merged cells, rows with drawn borders.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::stretches::Stretches;
use crate::document::budget::Budget;
use crate::document::unseen::{Look, Unseen};
use crate::document::{Notice, Place, ReadError};

/// Cells that were merged into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merge {
    /// Row and column of its first cell, 0-based.
    pub first: (u32, u32),
    /// Row and column of its last cell.
    pub last: (u32, u32),
}

/// A sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Its name.
    pub name: Arc<str>,
    /// Printed texts by row and column, 0-based; never empty ones.
    pub cells: BTreeMap<(u32, u32), String>,
    /// Merged cells by their first one.
    pub merges: BTreeMap<(u32, u32), Merge>,
    /// First and last column with a border, by row.
    pub ruled: BTreeMap<u32, (u32, u32)>,
    /// Rows that are not shown.
    pub hidden_rows: Stretches,
    /// Columns that are not shown.
    pub hidden_columns: Stretches,
    /// What is struck out or white.
    pub unseen: Unseen,
    missing: Vec<(u32, u32)>,
}

/// Cells without cached value that are named in one notice.
const NAMED: usize = 5;

/// What stands in a cell whose formula was saved without its value.
const NO_VALUE: &str = "#无缓存值";

impl Sheet {
    /// An empty sheet.
    pub(super) fn new(name: &str) -> Self {
        Self { name: Arc::from(name), ..Self::default() }
    }

    /// Adds a printed text.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn put(&mut self, at: (u32, u32), text: &str, budget: &mut Budget) -> Result<(), ReadError> {
        let text = tidy(text);
        budget.print(text.len())?;
        if !text.is_empty() && self.cells.insert(at, text).is_none() {
            budget.take(1)?;
        }
        Ok(())
    }

    /// Adds a text by its look: what is struck out or white is left out.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn put_as(
        &mut self,
        look: Look,
        at: (u32, u32),
        text: &str,
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        if look == Look::Plain {
            return self.put(at, text, budget);
        }
        if !text.trim().is_empty() {
            self.unseen.add(look, text, self.place(at));
        }
        Ok(())
    }

    /// Adds the stretches of a text by their looks.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn put_parts(
        &mut self,
        parts: Vec<(Look, String)>,
        at: (u32, u32),
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        // What is read is put last: it stays.
        parts.iter().rev().try_for_each(|(look, text)| self.put_as(*look, at, text, budget))
    }

    /// Adds a cell whose formula has no value.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn put_missing(&mut self, at: (u32, u32), budget: &mut Budget) -> Result<(), ReadError> {
        self.missing.push(at);
        self.put(at, NO_VALUE, budget)
    }

    /// Notes that cells are one; a single cell is nothing.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn merge(
        &mut self,
        first: (u32, u32),
        last: (u32, u32),
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        if first == last || first.0 > last.0 || first.1 > last.1 {
            return Ok(());
        }
        self.merges.insert(first, Merge { first, last });
        budget.take(1)
    }

    /// Notes that a cell has a border.
    pub(super) fn rule(&mut self, at: (u32, u32)) {
        let range = self.ruled.entry(at.0).or_insert((at.1, at.1));
        *range = (range.0.min(at.1), range.1.max(at.1));
    }

    /// The place of a cell by row and column among those that are shown.
    pub(super) fn place(&self, (row, column): (u32, u32)) -> Place {
        let at = (self.hidden_rows.original(row), self.hidden_columns.original(column));
        let cell = Some(Arc::from(cell_name(at)));
        Place { sheet: Some(Arc::clone(&self.name)), cell, ..Place::default() }
    }

    /// A notice about the sheet.
    pub(super) fn notice(&self, message: &str) -> Notice {
        let place = Place { sheet: Some(Arc::clone(&self.name)), ..Place::default() };
        Notice { message: format!("工作表「{}」{message}", self.name), place }
    }

    /// What to say about formulas without values.
    pub(super) fn missing_notice(&self) -> Option<Notice> {
        let first = self.missing.first()?;
        let names: Vec<String> = self.missing.iter().take(NAMED).map(|at| cell_name(*at)).collect();
        let more = if self.missing.len() > NAMED { "等" } else { "" };
        let message = format!(
            "有 {} 个公式没有保存计算结果（{}{more}），读作不可读；请在 Excel 或 WPS 里打开、重新计算并保存",
            self.missing.len(),
            names.join("、")
        );
        Some(Notice { place: self.place(*first), ..self.notice(&message) })
    }
}

/// Text without blanks at both ends and with `\n` for line ends.
fn tidy(text: &str) -> String {
    let text = text.trim();
    if !text.contains(['\r', '_']) {
        return text.to_owned();
    }
    text.replace("_x000D_", "").replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// `C7` of row 6 and column 2.
pub(crate) fn cell_name((row, column): (u32, u32)) -> String {
    format!("{}{}", column_name(column), u64::from(row) + 1)
}

/// `C` of column 2.
pub(super) fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_people_do() {
        for (at, name) in
            [((6, 2), "C7"), ((0, 25), "Z1"), ((0, 26), "AA1"), ((9, 701), "ZZ10"), ((9, 702), "AAA10")]
        {
            assert_eq!(cell_name(at), name);
        }
    }
}
