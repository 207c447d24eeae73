//! ZIP packages (.docx, .xlsx, .ods, .ofd): parts by name, with caps on what they expand to.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ReadError;
use super::bytes::u16_at;
use super::xml::{Node, Xml};

/// Most bytes that the parts of one package may expand to, all readings together.
const MAX_EXPANDED: u64 = 256 * 1024 * 1024;

/// Most times that a package may expand beyond its size; small ones may always reach [`FREE`].
const MAX_RATIO: u64 = 400;

/// Bytes below which the ratio is not looked at.
const FREE: u64 = 32 * 1024 * 1024;

/// Most entries of a package.
const MAX_ENTRIES: usize = 20_000;

/// A relation of a part to another within the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    /// Its name.
    pub id: String,
    /// The last word of its kind: `comments`.
    pub kind: String,
    /// The path of the other part.
    pub target: String,
}

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
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
        if archive.len() > MAX_ENTRIES {
            return Err(bomb());
        }
        // A part that the directory calls otherwise would not be missed where it may be missing.
        if (0..archive.len()).any(|at| is_called_otherwise(&mut archive, at, bytes)) {
            return Err(broken());
        }
        let left = (bytes.len() as u64).saturating_mul(MAX_RATIO).clamp(FREE, MAX_EXPANDED);
        Ok(Self { archive, left })
    }

    /// Whether a part exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
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

    /// The path of the part that an Office Open XML package is about; none if it does not say.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(super) fn main_part(&mut self) -> Result<Option<String>, ReadError> {
        let text = self.text("_rels/.rels")?.unwrap_or_default();
        let mut xml = Xml::new(&text);
        while let Some(node) = xml.next()? {
            if let Node::Open(element) = node
                && element.get("Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
                && let Some(target) = element.get("Target")
            {
                let path = target.trim_start_matches("./").trim_start_matches('/').to_owned();
                return Ok(self.has(&path).then_some(path));
            }
        }
        Ok(None)
    }

    /// Whether it is about a part in a folder; where it does not say what it is about, whether it has the usual one.
    pub(super) fn is_about(&self, main: &str, folder: &str, usual: &str) -> bool {
        main.contains(folder) || main.is_empty() && self.has(usual)
    }

    /// The relations of a part.
    ///
    /// # Errors
    /// As [`Package::part`], or not well formed.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, ReadError> {
        relations(part, &self.text(&relations_of(part))?.unwrap_or_default())
    }

    /// A part as text; none if there is no such part.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(self.part(name)?.map(|bytes| utf_text(&bytes)))
    }
}

/// Whether a part has one name in the directory and another where it stands.
fn is_called_otherwise(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, bytes: &[u8]) -> bool {
    const HEAD: usize = 30;
    let Ok(entry) = archive.by_index_raw(at) else { return false };
    let Ok(start) = usize::try_from(entry.header_start()) else { return false };
    let head = bytes.get(start..).filter(|head| head.starts_with(b"PK\x03\x04"));
    let size = head.and_then(|head| u16_at(head, 26)).map_or(0, usize::from);
    let own = head.and_then(|head| head.get(HEAD..HEAD.checked_add(size)?));
    own.is_some_and(|own| own != entry.name_raw())
}

/// Where the relations of a part are kept.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels").trim_start_matches('/').to_owned()
}

/// The relations of a part as a text lists them.
///
/// # Errors
/// Not well formed.
pub(super) fn relations(part: &str, text: &str) -> Result<Vec<Relation>, ReadError> {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut xml = Xml::new(text);
    let mut relations = Vec::new();
    while let Some(node) = xml.next()? {
        if let Node::Open(element) = node
            && element.name == "Relationship"
            && element.get("TargetMode") != Some("External")
            && let (Some(id), Some(target)) = (element.get("Id"), element.get("Target"))
        {
            let kind = element.get("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or(kind).to_owned();
            relations.push(Relation { id: id.to_owned(), kind, target: resolved(folder, target) });
        }
    }
    Ok(relations)
}

/// The path of a target that is given relative to a folder.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_folder() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/a", "../b.xml"), "xl/b.xml");
    }
}
