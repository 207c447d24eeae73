//! A comparison as a workbook: a sheet of all entries, and one of units that only one run has.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::super::DeliveryError;
use super::super::sheets::{Looks, ROWS, filter, head, text, titled};
use super::{Comparison, Told};

/// Columns of the sheet of entries: head, width.
const ENTRIES: [(&str, u32); 8] = [
    ("比较", 9),
    ("单位", 26),
    ("年度", 7),
    ("级别", 7),
    ("类型", 9),
    ("问题", 80),
    ("已说明", 30),
    ("指纹", 18),
];

/// The comparison as the bytes of a workbook.
///
/// # Errors
/// When the library that writes it refuses.
pub fn compared_workbook(comparison: &Comparison) -> Result<Vec<u8>, DeliveryError> {
    written(comparison).map_err(|why| DeliveryError::Format("xlsx", why.to_string()))
}

fn written(comparison: &Comparison) -> Result<Vec<u8>, XlsxError> {
    let (mut book, looks) = (Workbook::new(), Looks::new());
    titled(&mut book, "两次核对的比较")?;
    let sheet = book.add_worksheet().set_name("各条")?;
    head(sheet, &ENTRIES, &looks)?;
    let named =
        [("仍在", &comparison.unchanged), ("新出现", &comparison.new), ("已改正", &comparison.mended)];
    let all = named.into_iter().flat_map(|(name, entries)| entries.iter().map(move |entry| (name, entry)));
    let mut last = 0;
    for (row, (name, told)) in (1..=ROWS).zip(all) {
        let Told { unit, year, level, kind, headline, fingerprint, waived } = told;
        text(sheet, row, 0, name, &looks.text)?;
        text(sheet, row, 1, unit, &looks.text)?;
        if let Some(year) = year {
            sheet.write_number_with_format(row, 2, *year, &looks.number)?;
        }
        text(sheet, row, 3, level, looks.level(level))?;
        for (column, words) in (4..).zip([kind, headline, waived, fingerprint]) {
            text(sheet, row, column, words, &looks.text)?;
        }
        last = row;
    }
    filter(sheet, last, ENTRIES.len())?;
    let units = [("前一次有、这一次没有", &comparison.missing), ("这一次才有", &comparison.added)];
    let units: Vec<_> =
        units.iter().flat_map(|(what, names)| names.iter().map(move |name| (what, name))).collect();
    if !units.is_empty() {
        let sheet = book.add_worksheet().set_name("单位")?;
        head(sheet, &[("单位", 40), ("", 26)], &looks)?;
        for (row, (what, name)) in (1..=ROWS).zip(units) {
            text(sheet, row, 0, name, &looks.text)?;
            text(sheet, row, 1, what, &looks.text)?;
        }
    }
    book.save_to_buffer()
}
