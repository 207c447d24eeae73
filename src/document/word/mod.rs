//! Documents of word processors: .docx, and the binary .doc and .wps.

mod compound;
mod doc;
mod docx;
mod label;
mod numbering;
mod papx;
mod pieces;

pub(super) use compound::Compound;
pub(super) use doc::read as read_doc;
pub(super) use docx::read as read_docx;
