//! What folders of results are known by.

use std::path::Path;

/// The lines of a run, a unit each; the last file that is written but the lists.
pub(super) const LINES: &str = "结果.jsonl";
/// What a run has done so far, while it is not whole.
pub(super) const JOURNAL: &str = ".未完.jsonl";

/// Whether a folder holds what `check --out` wrote: no documents to be checked.
pub(super) fn is_of_run(folder: &Path) -> bool {
    folder.join(LINES).is_file() || folder.join(JOURNAL).is_file()
}
