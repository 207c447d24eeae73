//! Web pages, and tables that programs save as such under other names.

mod charset;
mod looks;
mod page;

use super::{Document, ReadError};

/// Adds the blocks of a page to a document.
///
/// # Errors
/// The bytes are no text, or the page is too large.
pub(super) fn read(bytes: &[u8], document: &mut Document) -> Result<(), ReadError> {
    let (text, notices) = charset::decode(bytes)?;
    document.notices.extend(notices);
    page::read(&text, document)
}
