//! Workbooks (.xlsx, .xls, .et, .ods, Excel 2003 XML): sheets in order, each a run of titles and tables.

mod biff;
mod decimal;
mod format;
mod hidden;
mod moment;
mod ods;
mod ods_styles;
mod regions;
mod sheet;
mod stretches;
mod shared_strings;
mod styles;
mod xls;
mod xls_looks;
mod xlsx;
mod xlsx_styles;
mod xml2003;

pub(super) use ods::read as read_ods;
pub(super) use sheet::cell_name;
pub(super) use xls::read as read_xls;
pub(super) use xlsx::{Entry, LIST, list_part, listed, position, read as read_xlsx};
pub(super) use xml2003::read as read_xml;

use sheet::Sheet;

use super::budget::Budget;
use super::{Document, Notice, ReadError};

/// Adds a finished sheet to a document.
///
/// # Errors
/// The document is too large.
fn add(
    mut sheet: Sheet,
    hidden: bool,
    document: &mut Document,
    budget: &mut Budget,
) -> Result<(), ReadError> {
    let missing = sheet.missing_notice();
    let unseen: Vec<Notice> = sheet.unseen.notices().collect();
    let lost = hidden::take_out(&mut sheet);
    if hidden && !sheet.cells.is_empty() {
        let message = "是隐藏的，公开时看不到，仍已读入；如不应公开，请删去或取消隐藏";
        document.notices.push(sheet.notice(message));
    }
    document.notices.extend(lost.map(|message| sheet.notice(&message)));
    document.notices.extend(unseen);
    document.notices.extend(missing);
    regions::blocks(&sheet, document, budget)
}
