//! The styles of an .xlsx: number formats, and of fonts, fills and borders what decides whether a cell is seen.

use std::collections::BTreeMap;

use super::styles::{Style, Styles};
use crate::document::ReadError;
use crate::document::unseen::{Look, is_white};
use crate::document::xml::{Element, Node, Xml};

/// The styles that cells refer to by number.
///
/// # Errors
/// Not well formed.
pub(super) fn read_styles(text: &str) -> Result<Styles, ReadError> {
    let mut xml = Xml::new(text);
    let mut reader = Reader::default();
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) if element.name == "dxfs" => xml.skip()?,
            Node::Open(element) => reader.open(&element),
            Node::Close(name) if name == "cellXfs" => reader.in_cells = false,
            Node::Close(name) if name == "fonts" => reader.in_fonts = false,
            _ => {}
        }
    }
    Ok(reader.styles)
}

#[derive(Default)]
struct Reader {
    styles: Styles,
    codes: BTreeMap<u32, String>,
    /// Of each font, whether it is struck out and whether it is white.
    fonts: Vec<(bool, bool)>,
    /// Of each fill, whether the paper is seen through it.
    clear: Vec<bool>,
    borders: Vec<bool>,
    in_cells: bool,
    in_fonts: bool,
}

impl Reader {
    fn open(&mut self, element: &Element) {
        match element.name.as_str() {
            "numFmt" => {
                if let (Some(id), Some(code)) = (element.number("numFmtId"), element.get("formatCode")) {
                    self.codes.insert(id, code.to_owned());
                }
            }
            "fonts" => self.in_fonts = true,
            "font" => self.fonts.push((false, false)),
            "strike" if self.in_fonts => {
                if let Some((struck, _)) = self.fonts.last_mut() {
                    *struck = element.is_on();
                }
            }
            "color" if self.in_fonts => {
                if let Some((_, white)) = self.fonts.last_mut() {
                    *white = is_paper(element);
                }
            }
            "fill" => self.clear.push(true),
            "patternFill" => {
                let kind = element.get("patternType").unwrap_or("none");
                self.fill(kind == "none");
            }
            "gradientFill" => self.fill(false),
            "fgColor" => self.foreground(element),
            "border" => self.borders.push(false),
            "left" | "right" | "top" | "bottom" => {
                if element.get("style").is_some_and(|style| style != "none")
                    && let Some(border) = self.borders.last_mut()
                {
                    *border = true;
                }
            }
            "cellXfs" => self.in_cells = true,
            "xf" if self.in_cells => self.cell(element),
            _ => {}
        }
    }

    fn fill(&mut self, clear: bool) {
        if let Some(last) = self.clear.last_mut() {
            *last = clear;
        }
    }

    /// A pattern in the paper's colour hides nothing.
    fn foreground(&mut self, element: &Element) {
        if is_paper(element) {
            self.fill(true);
        }
    }

    fn cell(&mut self, element: &Element) {
        let part = |name: &str| element.number(name).unwrap_or(0) as usize;
        let format = element.number("numFmtId").unwrap_or(0);
        let bordered = self.borders.get(part("borderId")).copied().unwrap_or(false);
        let (struck, white) = self.fonts.get(part("fontId")).copied().unwrap_or_default();
        let clear = self.clear.get(part("fillId")).copied().unwrap_or(true);
        let style = Style::new(format, self.codes.get(&format).map(String::as_str), bordered);
        self.styles.push(Style { look: Look::of(struck, white && clear), painted: !clear, ..style });
    }
}

/// Whether a colour is that of the paper: white by its channels, by the palette, or the background of the theme.
pub(super) fn is_paper(element: &Element) -> bool {
    let plain = element.get("tint").is_none_or(|tint| tint.trim_matches(['-', '0', '.']).is_empty());
    let themed = element.get("theme") == Some("0") && plain;
    themed || element.get("rgb").is_some_and(is_white) || matches!(element.get("indexed"), Some("1" | "9"))
}
