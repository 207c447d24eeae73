//! How much of a file is read.

/// Largest text that is read, in bytes. A published document has some hundred kilobytes.
pub const MAX_TEXT: u64 = 64 * 1024 * 1024;

/// Largest PDF that is read, in bytes: scanned pages take some hundred kilobytes each.
pub const MAX_PDF: u64 = 128 * 1024 * 1024;

/// Largest YAML that is read, in bytes: its tree takes some thirty times as much memory. CSV takes more figures.
pub const MAX_YAML: u64 = 32 * 1024 * 1024;

/// Most cells that are kept of one row of a grid; the rest is dropped with a notice.
pub const MAX_CELLS: usize = 4096;

/// Most paragraphs and cells of one document: what bounds memory where text is all separators.
pub const MAX_PIECES: usize = 2_000_000;

/// Most paragraphs of one document, and most bytes of text in them: recognition of prose takes a thousand times what a
/// table takes. A published document has some thousand.
pub const MAX_PARAGRAPHS: usize = 200_000;
/// See [`MAX_PARAGRAPHS`].
pub const MAX_PROSE: usize = 8 * 1024 * 1024;

/// Largest file of these formats that is read, in bytes; pictures make them large.
pub const MAX_OFFICE: u64 = 256 * 1024 * 1024;
