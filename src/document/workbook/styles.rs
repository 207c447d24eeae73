//! Formats of cells by number: what a sheet's cells refer to.

use super::decimal::Decimal;
use super::format::{built_in, is_date, printed, printed_date};
use super::moment::Moment;
use crate::document::unseen::Look;

/// The look of a cell as far as it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Its number format.
    pub code: String,
    /// Whether it prints dates.
    pub date: bool,
    /// Whether some border is drawn.
    pub bordered: bool,
    /// How its letters look.
    pub look: Look,
    /// Something is painted behind its letters.
    pub painted: bool,
}

/// The styles of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    list: Vec<Style>,
    /// Days are counted from 1904.
    pub since_1904: bool,
}

/// Longest code of a number format, in bytes; programs take 255 characters.
const LONGEST: usize = 1024;

/// Most styles; programs write no more.
const MOST: usize = 65_536;

impl Style {
    /// Of the number of a format, its own code if the workbook gives one, and whether a border is drawn.
    pub(super) fn new(format: u32, code: Option<&str>, bordered: bool) -> Self {
        let code = code
            .filter(|code| code.len() <= LONGEST)
            .or_else(|| built_in(format))
            .unwrap_or("General")
            .to_owned();
        Self { date: is_date(&code), code, bordered, look: Look::Plain, painted: false }
    }
}

impl Styles {
    /// Adds the next style.
    pub(super) fn push(&mut self, style: Style) {
        if self.list.len() < MOST {
            self.list.push(style);
        }
    }

    /// Whether cells of a style have a border.
    pub(super) fn is_bordered(&self, style: usize) -> bool {
        self.list.get(style).is_some_and(|style| style.bordered)
    }

    /// Says how letters look, style by style.
    pub(super) fn set_looks(&mut self, looks: impl Iterator<Item = Look>) {
        self.list.iter_mut().zip(looks).for_each(|(style, look)| style.look = look);
    }

    /// Says whether something is painted behind letters, style by style.
    pub(super) fn set_painted(&mut self, painted: impl Iterator<Item = bool>) {
        self.list.iter_mut().zip(painted).for_each(|(style, painted)| style.painted = painted);
    }

    /// How letters of a style look.
    pub(super) fn look(&self, style: usize) -> Look {
        self.list.get(style).map_or(Look::Plain, |style| style.look)
    }

    /// Whether something is painted behind letters of a style.
    pub(super) fn is_painted(&self, style: usize) -> bool {
        self.list.get(style).is_some_and(|style| style.painted)
    }

    /// What a cell of a style prints for a number; the text itself if it is no number.
    pub(super) fn print(&self, style: usize, number: &str) -> String {
        let Some(decimal) = Decimal::parse(number) else { return number.to_owned() };
        let Some(style) = self.list.get(style) else { return printed("General", &decimal) };
        if style.date
            && let Some(moment) = Moment::from_serial(&decimal, self.since_1904)
        {
            return printed_date(&style.code, &moment);
        }
        printed(&style.code, &decimal)
    }
}
