//! How the cells of an .xls look, as far as that decides whether they are seen: struck out, white without a fill.

use crate::document::bytes::{u16_at, u32_at};
use crate::document::unseen::{LIGHT, Look};

/// Numbers of the colour white outside the palette of a workbook and in its usual one.
const WHITE: [u16; 2] = [1, 9];

/// The number of the first colour of the palette.
const PALETTE_FROM: u16 = 8;

/// Fonts, colours and styles as they come; colours may come last.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Of each font, whether it is struck out, its colour, and whether it is raised.
    fonts: Vec<(bool, u16, bool)>,
    /// Whether each colour of the palette is white, where the workbook has one of its own.
    palette: Option<Vec<bool>>,
    /// Of each style, its font, its pattern of filling and the colour of that.
    cells: Vec<(u16, u32, u16)>,
}

impl Looks {
    /// Adds a font.
    pub(super) fn font(&mut self, bytes: &[u8]) {
        let struck = u16_at(bytes, 2).is_some_and(|flags| flags & 8 != 0);
        let raised = u16_at(bytes, 8) == Some(1);
        self.fonts.push((struck, u16_at(bytes, 4).unwrap_or(u16::MAX), raised));
    }

    /// Takes the colours of the workbook.
    pub(super) fn palette(&mut self, bytes: &[u8]) {
        let colours = bytes.get(2..).unwrap_or_default().chunks_exact(4);
        self.palette = Some(
            colours.map(|colour| colour.iter().take(3).all(|channel| u32::from(*channel) >= LIGHT)).collect(),
        );
    }

    /// Adds a style.
    pub(super) fn cell(&mut self, bytes: &[u8]) {
        let font = u16_at(bytes, 0).unwrap_or(0);
        let pattern = u32_at(bytes, 14).unwrap_or(0) >> 26;
        self.cells.push((font, pattern, u16_at(bytes, 18).unwrap_or(0) & 0x7F));
    }

    /// The looks of all styles in order.
    pub(super) fn of_styles(&self) -> impl Iterator<Item = Look> + '_ {
        self.cells.iter().map(|(font, pattern, fill)| {
            let (struck, colour, _) = self.font_of(*font);
            Look::of(struck, self.is_clear(*pattern, *fill) && self.is_white(colour))
        })
    }

    /// Whether something is painted behind the letters of each style in order.
    pub(super) fn painted(&self) -> impl Iterator<Item = bool> + '_ {
        self.cells.iter().map(|(_, pattern, fill)| !self.is_clear(*pattern, *fill))
    }

    /// How letters of a font look where nothing is painted behind them.
    pub(super) fn of_font(&self, font: u16) -> Look {
        let (struck, colour, raised) = self.font_of(font);
        Look::of(struck, self.is_white(colour)).or_raised(raised)
    }

    fn font_of(&self, font: u16) -> (bool, u16, bool) {
        // There is no font of number 4.
        let font = usize::from(if font > 4 { font - 1 } else { font });
        self.fonts.get(font).copied().unwrap_or((false, u16::MAX, false))
    }

    fn is_clear(&self, pattern: u32, fill: u16) -> bool {
        pattern == 0 || (pattern == 1 && self.is_white(fill))
    }

    fn is_white(&self, colour: u16) -> bool {
        let own = self.palette.as_ref().zip(colour.checked_sub(PALETTE_FROM));
        match own.and_then(|(palette, at)| palette.get(usize::from(at))) {
            Some(white) => *white,
            None => WHITE.contains(&colour),
        }
    }
}
