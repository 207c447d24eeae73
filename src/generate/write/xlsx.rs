//! A page as a workbook: a sheet a table, one for each stretch of prose.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::WriteError;
use crate::generate::page::{Block, Cell, Page};

/// The page as a workbook.
///
/// # Errors
/// When it cannot be written.
pub fn xlsx(page: &Page) -> Result<Vec<u8>, WriteError> {
    book(page).map_err(|why| WriteError(why.to_string()))
}

fn book(page: &Page) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same bytes in every run.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let plain = Format::new().set_border(FormatBorder::Thin);
    let mut sheets: Vec<Vec<&Block>> = Vec::new();
    let mut has_table = false;
    for block in &page.blocks {
        let opens = matches!(block, Block::Heading(1, _)) || has_table && matches!(block, Block::Heading(..));
        if opens || sheets.is_empty() {
            sheets.push(Vec::new());
            has_table = false;
        }
        has_table |= matches!(block, Block::Table(_));
        if let Some(sheet) = sheets.last_mut() {
            sheet.push(block);
        }
    }
    for (number, blocks) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet().set_name(format!("第{}页", number + 1))?;
        let mut row = 0;
        for block in blocks {
            match block {
                Block::Heading(_, text) => {
                    sheet.write_string(row, 0, text)?;
                    row += 1;
                }
                Block::Paragraph(runs) => {
                    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
                    sheet.write_string(row, 0, text)?;
                    row += 1;
                }
                Block::Table(rows) => {
                    for cells in rows {
                        table_row(sheet, row, cells, &plain)?;
                        row += 1;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}

fn table_row(sheet: &mut Worksheet, row: u32, cells: &[Cell], plain: &Format) -> Result<(), XlsxError> {
    let mut column = 0_u16;
    for cell in cells {
        let last = column.saturating_add(u16::try_from(cell.span.max(1)).unwrap_or(1) - 1);
        let decimals = cell.text.split_once('.').map(|(_, decimals)| decimals.len());
        if last > column {
            sheet.merge_range(row, column, row, last, &cell.text, plain)?;
        } else if let (Some(number), Some(decimals), Some(_)) = (number(&cell.text), decimals, cell.at) {
            let format = plain.clone().set_num_format(format!("#0.{}", "0".repeat(decimals)));
            sheet.write_number_with_format(row, column, number, &format)?;
        } else if cell.text.is_empty() {
            sheet.write_blank(row, column, plain)?;
        } else {
            sheet.write_string_with_format(row, column, &cell.text, plain)?;
        }
        column = last.saturating_add(1);
    }
    Ok(())
}

#[allow(
    clippy::disallowed_types,
    reason = "the library of the format takes numbers so; it writes the shortest decimal"
)]
fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}
