//! By which a file is known to be what it was.

use std::fs;
use std::path::Path;

/// Sizes and times of a file, or of all files of a folder, by which it is known to be what it was.
pub(super) fn stamp(path: &Path) -> String {
    let mut files = Vec::new();
    let mut pending = vec![path.to_path_buf()];
    let mut first = true;
    while let Some(path) = pending.pop() {
        match fs::metadata(&path) {
            // A folder that a link leads to is named by what is asked for, not found on the way.
            Ok(of) if of.is_dir() && (first || !path.is_symlink()) => {
                let entries = fs::read_dir(&path).into_iter().flatten().flatten();
                pending.extend(entries.map(|entry| entry.path()));
            }
            Ok(of) => {
                let time = of.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
                let time = time.map(|time| time.as_nanos()).unwrap_or_default();
                files.push(format!("{} {} {time}", path.display(), of.len()));
            }
            Err(_) => files.push(format!("{} -", path.display())),
        }
        first = false;
    }
    files.sort();
    files.join("\n")
}
