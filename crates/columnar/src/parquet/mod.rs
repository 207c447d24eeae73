//! Parquet: one row a unit and year (wide), or one row a figure (long).
//!
//! May live here: the layout of `docs/data.md` in types of Parquet, and what others write that means the same. May not:
//! any other file format. Pages are taken from the `parquet` crate; levels are decoded here (`hybrid`), values by the
//! crate's column readers, over pages whose levels were taken off, so that a page without nulls is one bulk copy.

mod source;
mod hybrid;
mod pages;
mod texts;
mod numbers;
mod layout;
mod read;
mod group;
mod cells;
mod lists;
mod long;
mod schema;
mod write;

pub use layout::Kind;
pub use long::LongGroups;
pub use read::{Limits, Reader, Wanted};
pub use write::{Encoding, WriteOptions, Writer};

/// Names that are known for a column of the frame, ours first.
mod names {
    pub(super) const CODE: &[&str] = &["编码", "科目编码", "code", "key"];
    pub(super) const LEVEL: &[&str] = &["级", "level"];
    pub(super) const PARENT: &[&str] = &["上级", "parent"];
    pub(super) const NAME: &[&str] = &["名称", "科目名称", "name"];
    /// The list of lines of long data.
    pub(super) const LINES: &[&str] = &["其余", "others"];
    /// Endings of the companions of a column.
    pub(super) const STATES: [&str; 2] = ["#状态", "#state"];
    pub(super) const PLACES: [&str; 2] = ["#精度", "#places"];
    /// Beginning of a column that is kept by lane and is no cell.
    pub(super) const SIDE: char = '#';
    /// Key of the layout's number in the file's metadata.
    pub(super) const LAYOUT: &str = "gouji.layout";
    /// The layout that is written.
    pub(super) const LAYOUT_NUMBER: &str = "1";

    /// `name` is one of `known`, letters of any case.
    pub(super) fn is(name: &str, known: &[&str]) -> bool {
        known.iter().any(|one| name.trim().eq_ignore_ascii_case(one))
    }
}

/// Runs what calls into the `parquet` crate; a panic in it becomes an error. Files are made by others, and the crate
/// asserts some things that a damaged file can break; no state of ours is left half changed, since every read makes its
/// own vectors.
fn guarded<T>(
    work: impl FnOnce() -> Result<T, crate::ColumnarError>,
    otherwise: impl FnOnce(String) -> crate::ColumnarError,
) -> Result<T, crate::ColumnarError> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("");
            Err(otherwise(format!("内容与描述矛盾（{text}）")))
        }
    }
}
