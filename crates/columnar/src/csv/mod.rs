//! Long CSV: one figure a line, in the columns 单位, 年度, 表, 行, 列, 值.
//!
//! May live here: encodings, separators, lines, threads that parse them. May not: any other layout of CSV. A line is a
//! record; line breaks within quotes are not read.

mod decode;
mod header;
mod cut;
mod parse;
mod read;
mod write;

pub use read::{LongReader, Options};
pub use write::{Line, LongWriter};
