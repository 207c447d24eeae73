//! Files that are written whole or not at all: beside their place first, then under their name.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::path::Path;

/// What a file ends with while it is written.
const HALF: &str = ".gouji-tmp";

/// Puts a file under its name, in a folder that is made where it is missing.
///
/// # Errors
/// Those of the system.
pub(super) fn put(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    whole(path, None, write)
}

/// Puts a text that is written piece by piece under its name.
///
/// # Errors
/// Those of the system.
pub(super) fn put_text(
    path: &Path,
    write: impl FnOnce(&mut dyn std::fmt::Write) -> std::fmt::Result,
) -> std::io::Result<()> {
    put(path, |out| {
        let mut pieces = Pieces::new(out);
        let _ = write(&mut pieces);
        pieces.end()
    })
}

/// Puts a text in the place of a file, with the rights that the file had.
///
/// # Errors
/// Those of the system.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // What a link leads to is written, not the link.
    let path = fs::canonicalize(path)?;
    let rights = fs::metadata(&path)?.permissions();
    whole(&path, Some(rights), |out| out.write_all(text.as_bytes()))
}

fn whole(
    path: &Path,
    rights: Option<Permissions>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}{HALF}", std::process::id()));
    let written = (|| {
        let mut file = std::io::BufWriter::new(File::create(&beside)?);
        write(&mut file)?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        if let Some(rights) = rights {
            file.sync_all()?;
            file.set_permissions(rights)?;
        }
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Takes away what a process that was killed had written of files of a folder.
pub(super) fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.ends_with(HALF) && entry.path().is_file() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Text that is written piece by piece; what went wrong is kept for whoever asked.
pub(super) struct Pieces<'w> {
    out: &'w mut dyn Write,
    failed: Option<std::io::Error>,
}

impl<'w> Pieces<'w> {
    /// Pieces that go to `out`.
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { out, failed: None }
    }

    /// What came of all of it.
    ///
    /// # Errors
    /// The first of the system.
    pub(super) fn end(self) -> std::io::Result<()> {
        self.failed.map_or(Ok(()), Err)
    }
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.write(bytes).map_err(|why| {
            let told = std::io::Error::from(why.kind());
            self.failed = Some(why);
            told
        })
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
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
