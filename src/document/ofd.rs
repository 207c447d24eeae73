//! OFD.

use super::package::Package;
use super::{Document, ReadError};

/// Adds the blocks of a document.
///
/// # Errors
/// Damaged or too large.
pub(super) fn read(_package: &mut Package<'_>, _document: &mut Document) -> Result<(), ReadError> {
    Err(ReadError::Unsupported("这是 OFD".to_owned()))
}
