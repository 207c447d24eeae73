//! Files that are written in the place of what they were.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Puts a text in the place of a file, whole or not at all: beside it first, then under its name.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    // What a link leads to is written, not the link.
    let path = fs::canonicalize(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = (|| {
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::set_permissions(&beside, fs::metadata(&path)?.permissions())?;
        fs::rename(&beside, &path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
