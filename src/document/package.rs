//! ZIP packages (.docx, .xlsx, .ods, .ofd): parts by name, with caps on what they expand to.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ReadError;

/// Most bytes that the parts of one package may expand to, all readings together.
const MAX_EXPANDED: u64 = 256 * 1024 * 1024;

/// Most times that a package may expand beyond its size; small ones may always reach [`FREE`].
const MAX_RATIO: u64 = 400;

/// Bytes below which the ratio is not looked at.
const FREE: u64 = 32 * 1024 * 1024;

/// Most entries of a package.
const MAX_ENTRIES: usize = 20_000;

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// Truncated or damaged, or an absurd number of entries.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
        if archive.len() > MAX_ENTRIES {
            return Err(bomb());
        }
        let left = (bytes.len() as u64).saturating_mul(MAX_RATIO).clamp(FREE, MAX_EXPANDED);
        Ok(Self { archive, left })
    }

    /// Whether a part exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Names of all parts, in order of name.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.archive.file_names().flatten().map(|name| name.into_owned()).collect();
        names.sort();
        names
    }

    /// The bytes of a part; none if there is no such part.
    ///
    /// # Errors
    /// Damaged, encrypted, or beyond what a package may expand to.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                return Err(locked());
            }
            Err(_) => return Err(broken()),
        };
        let mut bytes = Vec::new();
        let read = entry.take(self.left.saturating_add(1)).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        if size > self.left {
            return Err(bomb());
        }
        read.map_err(|_| broken())?;
        self.left -= size;
        Ok(Some(bytes))
    }

    /// A part as text; none if there is no such part.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(self.part(name)?.map(|bytes| utf_text(&bytes)))
    }
}

/// Text in UTF-8, or in UTF-16 if it begins with its mark; what cannot be decoded becomes U+FFFD.
fn utf_text(bytes: &[u8]) -> String {
    let (text, _, _) = encoding_rs::UTF_8.decode(bytes);
    text.into_owned()
}

fn broken() -> ReadError {
    ReadError::Damaged(
        "文件不完整或已损坏，解不开其中的内容；请重新下载，或在原来的程序里打开后另存一份".to_owned(),
    )
}

fn bomb() -> ReadError {
    ReadError::Damaged(format!(
        "文件展开后远大于它应有的大小（上限 {MAX_EXPANDED} 字节），没有继续展开；请核对文件来源"
    ))
}

/// The error for a package or file that a password protects.
pub(super) fn locked() -> ReadError {
    ReadError::Unsupported("文件设有打开密码，读不到内容；请在原来的程序里取消密码后另存一份再读".to_owned())
}
