//! A document as it is to be printed, in whatever format: headings, paragraphs, tables, and which figure stands where.

use crate::amount::{Dimension, Exact};
use crate::audit::CellAt;

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its blocks in order.
    pub blocks: Vec<Block>,
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading: its level from 1, its text.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A table.
    Table(Vec<Vec<Cell>>),
}

/// A stretch of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// As printed.
    pub text: String,
    /// The figures that it is of.
    pub at: Vec<CellAt>,
    /// Number of what it is a part of, among the things said.
    pub said: Option<u32>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// As printed.
    pub text: String,
    /// The figure that it is.
    pub at: Option<CellAt>,
    /// It stands in the head.
    pub head: bool,
    /// Columns that it covers, at least 1.
    pub span: u32,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: 1, ..Self::default() }
    }

    pub(super) fn head(text: impl Into<String>) -> Self {
        Self { head: true, ..Self::text(text) }
    }
}

impl Run {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Page {
    pub(super) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(vec![Run::text(text)]));
    }

    /// As plain text: a line a paragraph, a blank line behind each block, cells divided by tabs.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            match block {
                Block::Heading(_, heading) => text.push_str(heading),
                Block::Paragraph(runs) => runs.iter().for_each(|run| text.push_str(&run.text)),
                Block::Table(rows) => {
                    let lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
                    text.push_str(&lines.join("\n"));
                }
            }
            text.push_str("\n\n");
        }
        text
    }

    /// The line of the plain text that each block begins on, from 1.
    #[must_use]
    pub fn lines(&self) -> Vec<u32> {
        let mut line = 1;
        let mut lines = Vec::new();
        for block in &self.blocks {
            lines.push(line);
            line += match block {
                Block::Table(rows) => rows.len() as u32 + 1,
                _ => 2,
            };
        }
        lines
    }
}

fn line(row: &[Cell]) -> String {
    let mut line = String::new();
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            line.push('\t');
        }
        line.push_str(&cell.text);
        (1..cell.span).for_each(|_| line.push('\t'));
    }
    line
}

/// A figure of a table as printed, amounts in 万元.
pub(super) fn figure(dimension: &Dimension, value: i64) -> String {
    let exact = Exact::from_fixed(value, dimension.scale());
    match dimension {
        Dimension::Money => exact.shift_ten(-4).to_decimal_string(2),
        Dimension::Ratio => format!("{}%", exact.shift_ten(2).to_decimal_string(2)),
        _ => exact.to_plain_string(),
    }
}
