//! Styles of an .ods, as far as they decide what is a table and what is seen.

use std::collections::BTreeMap;

use super::hidden::is_nothing;
use crate::document::unseen::{Look, is_white, paints, raises, strikes_out};
use crate::document::xml::Element;

/// One style.
#[derive(Debug, Default)]
pub(super) struct Style {
    /// Sheets of it are hidden.
    pub hidden: bool,
    /// Rows or columns of it have no height or width.
    pub flat: bool,
    /// Cells of it have a border.
    pub bordered: bool,
    /// Text of it is struck out.
    pub struck: bool,
    /// Text of it is raised above its line.
    pub raised: bool,
    coloured: bool,
    white: bool,
    /// Something is painted behind text of it.
    pub filled: bool,
}

/// The styles of a workbook by name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: BTreeMap<String, Style>,
    name: String,
}

impl Style {
    /// Whether its letters are white or not, where it says so.
    pub(super) fn says_white(&self) -> Option<bool> {
        self.coloured.then_some(self.white)
    }

    /// How the letters of its cells look.
    pub(super) fn look(&self) -> Look {
        Look::of(self.struck, self.white && !self.filled)
    }
}

impl Styles {
    /// A style by its name.
    pub(super) fn of(&self, name: Option<&str>) -> Option<&Style> {
        self.known.get(name?)
    }

    /// Reads an element that opens: a style, or properties of the one that was opened last.
    pub(super) fn read(&mut self, element: &Element) {
        let name = element.name.as_str();
        if name == "style" {
            self.name = element.get("name").unwrap_or_default().to_owned();
            return;
        }
        let change: fn(&mut Style, &Element) = match name {
            "table-properties" => |style, element| style.hidden |= element.get("display") == Some("false"),
            "table-row-properties" => |style, element| {
                style.flat |= element.get("row-height").is_some_and(is_nothing);
            },
            "table-column-properties" => |style, element| {
                style.flat |= element.get("column-width").is_some_and(is_nothing);
            },
            "table-cell-properties" => |style, element| {
                style.bordered |= has_border(element);
                style.filled |= paints(element);
            },
            "text-properties" => |style, element| {
                style.struck |= strikes_out(element);
                style.raised |= raises(element);
                style.coloured |= element.get("color").is_some();
                style.white |= element.get("color").is_some_and(is_white);
            },
            _ => return,
        };
        change(self.known.entry(self.name.clone()).or_default(), element);
    }
}

/// Whether a style of cells draws a border.
fn has_border(element: &Element) -> bool {
    let sides = ["border", "border-top", "border-bottom", "border-left", "border-right"];
    sides.iter().any(|side| element.get(side).is_some_and(|border| border != "none"))
}
