//! Documents of word processors: .docx, the binary .doc and .wps, .odt, Word 2003 XML, RTF.

mod chpx;
mod compound;
mod doc;
mod docx;
mod docx_looks;
mod flat;
mod label;
mod lists;
mod marked;
mod numbering;
mod odt;
mod odt_lists;
mod papx;
mod pieces;
mod rows;
mod rtf;
mod rtf_marks;

pub(super) use compound::Compound;
pub(super) use doc::read as read_doc;
pub(super) use docx::{BODY, body_part, read as read_docx, trail};
pub(super) use flat::read as read_flat;
pub(super) use odt::read as read_odt;
pub(super) use rtf::read as read_rtf;
