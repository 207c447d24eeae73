//! What is said of rule files that are put into their one form.

use similar::TextDiff;

/// Lines shown around a change.
const AROUND: usize = 3;

/// A unified diff of a file before and after; empty where nothing changes.
#[must_use]
pub fn unified_diff(name: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let diff = TextDiff::from_lines(before, after);
    let name = crate::text::visible(name);
    diff.unified_diff().context_radius(AROUND).header(&name, &name).to_string()
}

/// Why a file was left as it is: it has mistakes, or the program made one.
#[must_use]
pub fn unformatted_words(name: &str, mistaken: bool) -> String {
    if mistaken {
        format!("「{name}」有写错的地方，没有改动；先改好以上各处，再整理一次")
    } else {
        format!("「{name}」整理后读出来与原来的不一样，没有改动；这是程序的错，请把这个文件发给我们")
    }
}
