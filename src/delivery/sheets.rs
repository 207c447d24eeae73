//! Sheets of lists: their heads, looks and cells.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::levels;

/// Rows that a sheet holds below its head.
pub(super) const ROWS: u32 = 1_048_575;
/// Signs that a cell holds.
const SIGNS: usize = 32_000;

/// What a workbook says of itself.
///
/// # Errors
/// When the library refuses.
pub(super) fn titled(book: &mut Workbook, title: &str) -> Result<(), XlsxError> {
    // No clock: the same result is the same file.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new().set_title(title).set_author("gouji").set_creation_datetime(&made),
    );
    Ok(())
}

/// Looks of cells.
pub(super) struct Looks {
    pub head: Format,
    pub text: Format,
    pub reply: Format,
    pub number: Format,
    levels: [Format; 3],
}

impl Looks {
    /// The looks.
    pub(super) fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_background_color(Color::RGB(0x00DC_E6F1))
            .set_border_bottom(FormatBorder::Thin);
        let level = |color| text.clone().set_bold().set_font_color(Color::RGB(color));
        Self {
            head,
            reply: text.clone().set_background_color(Color::RGB(0x00FF_FBE6)),
            number: Format::new().set_align(FormatAlign::Top),
            levels: [level(0x00A8_201A), level(0x008A_5200), level(0x0025_57A0)],
            text,
        }
    }

    /// That of a level's word.
    pub(super) fn level(&self, word: &str) -> &Format {
        let at = levels().iter().position(|(level, _)| *level == word);
        at.and_then(|at| self.levels.get(at)).unwrap_or(&self.text)
    }
}

/// Head, widths, and the head frozen; the filter when the rows are known.
pub(super) fn head(sheet: &mut Worksheet, columns: &[(&str, u32)], looks: &Looks) -> Result<(), XlsxError> {
    for (column, (name, width)) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, column, *name, &looks.head)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// The filter over the rows below the head.
pub(super) fn filter(sheet: &mut Worksheet, rows: u32, columns: usize) -> Result<(), XlsxError> {
    let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
    if rows > 0 {
        sheet.autofilter(0, 0, rows, last)?;
    }
    Ok(())
}

/// Writes a text, cut to what a cell holds.
pub(super) fn text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    let short = match text.char_indices().nth(SIGNS) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    };
    sheet.write_string_with_format(row, column, short, look)?;
    Ok(())
}

/// Writes a number.
pub(super) fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    count: usize,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, column, u32::try_from(count).unwrap_or(u32::MAX), &looks.number)?;
    Ok(())
}
