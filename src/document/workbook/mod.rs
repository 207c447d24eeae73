//! Workbooks (.xlsx, .xls, .et, .ods, Excel 2003 XML): sheets in order, each a run of titles and tables.

mod biff;
mod decimal;
mod format;
mod moment;
mod ods;
mod regions;
mod sheet;
mod shared_strings;
mod styles;
mod xls;
mod xlsx;
mod xml2003;

pub(super) use ods::read as read_ods;
pub(super) use xls::read as read_xls;
pub(super) use xlsx::read as read_xlsx;
pub(super) use xml2003::read as read_xml;

use sheet::Sheet;

use super::budget::Budget;
use super::{Document, ReadError};

/// Adds a finished sheet to a document.
///
/// # Errors
/// The document is too large.
fn add(sheet: &Sheet, hidden: bool, document: &mut Document, budget: &mut Budget) -> Result<(), ReadError> {
    if hidden && !sheet.cells.is_empty() {
        let message = "是隐藏的，公开时看不到，仍已读入；如不应公开，请删去或取消隐藏";
        document.notices.push(sheet.notice(message));
    }
    document.notices.extend(sheet.missing_notice());
    regions::blocks(sheet, document, budget)
}
