//! Files of a run: each stands there whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Puts a file under its name once all of it is written beside.
///
/// # Errors
/// Those of the system.
pub(in crate::cli) fn put(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = (|| {
        let mut file = std::io::BufWriter::new(File::create(&beside)?);
        write(&mut file)?;
        file.flush()?;
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Text that is written piece by piece; what went wrong is kept for whoever asked.
pub(in crate::cli) struct Pieces<'w> {
    out: &'w mut dyn Write,
    failed: Option<std::io::Error>,
}

impl<'w> Pieces<'w> {
    /// Pieces that go to `out`.
    pub(in crate::cli) fn new(out: &'w mut dyn Write) -> Self {
        Self { out, failed: None }
    }

    /// What came of all of it.
    ///
    /// # Errors
    /// The first of the system.
    pub(in crate::cli) fn end(self) -> std::io::Result<()> {
        self.failed.map_or(Ok(()), Err)
    }
}

impl std::fmt::Write for Pieces<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|why| {
            self.failed = Some(why);
            std::fmt::Error
        })
    }
}

/// Sizes and times of a file, or of all files of a folder, by which it is known to be what it was.
pub(in crate::cli) fn stamp(path: &Path) -> String {
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
