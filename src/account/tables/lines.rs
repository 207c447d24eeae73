//! A document as lines: paragraphs and rows of grids in one sequence, so that titles and unit lines are found
//! alike whether they stand above a grid or in its first row.

use std::borrow::Cow;

use crate::account::broken::Broken;
use crate::document::{Block, Document, GridCell, GridKind, Place};
use crate::text::{CellText, Seam, fold_text, is_blank_char, read_cell, strip_ordinal};

/// Most digits that are read as a code or an ordinal number.
const LONGEST_CODE: usize = 12;

/// A paragraph or a row of a grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'d> {
    /// Index of its block.
    pub(super) block: usize,
    /// Where it stands.
    pub(super) place: &'d Place,
    /// The paragraph, or the one cell of a row that is not empty; empty for rows with several.
    pub(super) text: &'d str,
    /// The cells of a row; none of a paragraph.
    pub(super) cells: &'d [GridCell],
    /// Cells that are not empty (1 for a paragraph that is not).
    pub(super) filled: usize,
    /// How the grid was found; none for a paragraph.
    pub(super) grid: Option<GridKind>,
    /// A paragraph that goes on in the middle of a sentence from the one before.
    pub(super) continues: bool,
    /// A paragraph that may go on with the next sentence: the line before is full.
    pub(super) behind: bool,
}

impl Line<'_> {
    /// Nothing is printed here.
    pub(super) fn is_blank(&self) -> bool {
        self.filled == 0
    }

    /// A row with more than one filled cell.
    pub(super) fn is_row(&self) -> bool {
        self.filled > 1
    }

    /// A cell of it is blank: it kept the blanks between its cells.
    pub(super) fn has_blank(&self) -> bool {
        self.cells.iter().any(|cell| is_blank(&cell.text))
    }

    /// The line's text: cells that are not empty, divided by blanks.
    pub(super) fn quote(&self) -> String {
        if self.cells.is_empty() {
            return self.text.trim().to_owned();
        }
        let texts: Vec<&str> =
            self.cells.iter().map(|cell| cell.text.trim()).filter(|t| !t.is_empty()).collect();
        texts.join(" ")
    }
}

/// The lines of a document.
pub(super) fn lines<'d>(document: &'d Document, broken: &Broken) -> Vec<Line<'d>> {
    let mut lines = Vec::new();
    for (block, (content, seam)) in document.blocks.iter().zip(broken.seams()).enumerate() {
        match content {
            Block::Paragraph(paragraph) => {
                let filled = usize::from(!is_blank(&paragraph.text));
                let (place, text) = (&paragraph.place, paragraph.text.as_str());
                let (continues, behind) = (seam == Seam::Within, seam == Seam::Behind);
                lines.push(Line { block, place, text, cells: &[], filled, grid: None, continues, behind });
            }
            Block::Grid(grid) => lines.extend(grid.rows.iter().map(|row| {
                let mut filled = row.cells.iter().filter(|cell| !is_blank(&cell.text));
                let text = filled.next().map_or("", |cell| cell.text.as_str());
                let filled = usize::from(!text.is_empty()) + filled.count();
                let text = if filled == 1 { text } else { "" };
                let grid = Some(grid.kind);
                let (place, cells) = (&row.place, row.cells.as_slice());
                Line { block, place, text, cells, filled, grid, continues: false, behind: false }
            })),
        }
    }
    lines
}

/// Whether a text is nothing but blanks.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_char)
}

/// The ASCII digits of a cell that holds digits alone, in either width: a code, an ordinal number or a figure without
/// decimals.
pub(super) fn digits(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return (!text.is_empty() && text.len() <= LONGEST_CODE).then_some(Cow::Borrowed(text));
    }
    let ascii = |letter: char| match letter {
        '0'..='9' => Some(letter),
        '０'..='９' => {
            (u32::from(letter) - u32::from('０')).try_into().ok().map(|digit: u8| char::from(b'0' + digit))
        }
        _ => None,
    };
    if !text.starts_with(|letter| ascii(letter).is_some()) || text.chars().nth(LONGEST_CODE).is_some() {
        return None;
    }
    text.chars().map(ascii).collect::<Option<String>>().map(Cow::Owned)
}

/// The digits of a code: alone, or in groups of its levels (208 05 05, 208.05.05). What reads as a figure too (208.05)
/// is none.
pub(super) fn code_digits(text: &str) -> Option<Cow<'_, str>> {
    digits(text).or_else(|| grouped(text).filter(|_| !is_figure(text)).map(Cow::Owned))
}

/// Digits of the first level of a code in groups, and of each further one.
const FIRST_LEVEL: std::ops::RangeInclusive<usize> = 3..=4;
const FURTHER_LEVEL: usize = 2;

fn grouped(text: &str) -> Option<String> {
    if !text.trim_start_matches(is_blank_char).starts_with(char::is_numeric) {
        return None;
    }
    let folded = fold_text(text);
    let groups: Vec<String> = match folded.chars().find(|letter| !letter.is_ascii_digit()) {
        None => text.split_whitespace().map(fold_text).filter(|group| !group.is_empty()).collect(),
        Some(sign @ ('.' | '-' | '·')) => folded.split(sign).map(str::to_owned).collect(),
        Some(_) => return None,
    };
    let (first, further) = groups.split_first()?;
    let is_plain = |group: &String| group.bytes().all(|digit| digit.is_ascii_digit());
    let is_level = |group: &String| group.len() == FURTHER_LEVEL && is_plain(group);
    let all = FIRST_LEVEL.contains(&first.len()) && is_plain(first) && further.iter().all(is_level);
    let code = groups.concat();
    (all && code.len() <= LONGEST_CODE).then_some(code)
}

/// Whether a cell holds a figure or a dash that stands for one.
pub(super) fn is_figure(text: &str) -> bool {
    matches!(read_cell(text), CellText::Number(_) | CellText::Dash)
}

/// Whether a cell holds words.
pub(super) fn is_words(text: &str) -> bool {
    matches!(read_cell(text), CellText::Text)
}

/// Whether a cell holds an ordinal and nothing else.
pub(super) fn is_bare_ordinal(cell: &GridCell) -> bool {
    strip_ordinal(&cell.text).1.trim().is_empty()
}

/// Whether a cell holds words of a name.
pub(super) fn opens_name(cell: &GridCell) -> bool {
    is_words(&cell.text) && !is_bare_ordinal(cell)
}
