//! Zip archives as they are received: the files in them count as documents. Names that say nothing of their encoding are
//! read as UTF-8 where they are, else as GBK; nothing is unpacked to disk.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use gouji::text::visible;
use zip::ZipArchive;
use zip::result::ZipError;

use super::system::{capped, system_words};

/// Most files that are listed of one archive.
const FILES: usize = 20_000;

/// A file of an archive: its place there and its name.
pub(super) struct Member {
    pub(super) at: usize,
    pub(super) name: String,
}

/// The files of an archive in order of name; what Mac and Windows put beside them is left out.
///
/// # Errors
/// What to say where it cannot be listed.
pub(super) fn members(path: &Path) -> Result<Vec<Member>, String> {
    let mut archive = open(path)?;
    if archive.len() > FILES {
        return Err(format!("压缩包里有 {} 个文件，超过上限 {FILES} 个；请分开", archive.len()));
    }
    let mut members = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).map_err(words)?;
        let raw = file.name_raw();
        let name = match std::str::from_utf8(raw) {
            Ok(name) => name.to_owned(),
            Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
        };
        let name = name.replace('\\', "/");
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if !file.is_dir() && !name.ends_with('/') && !hidden {
            members.push(Member { at, name: visible(&name).into_owned() });
        }
    }
    members.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(members)
}

/// The bytes of a file of an archive.
///
/// # Errors
/// What to say where they cannot be read.
pub(super) fn bytes(path: &Path, at: usize) -> Result<Vec<u8>, String> {
    let mut archive = open(path)?;
    let file = archive.by_index(at).map_err(words)?;
    // What an archive says of its sizes is not to be relied on: what comes is counted.
    capped(file.take(u64::MAX), 0)
}

fn open(path: &Path) -> Result<ZipArchive<BufReader<File>>, String> {
    let file = File::open(path).map_err(|why| system_words(&why))?;
    ZipArchive::new(BufReader::new(file)).map_err(words)
}

fn words(why: ZipError) -> String {
    match why {
        ZipError::Io(why) => system_words(&why),
        ZipError::UnsupportedArchive(what) if what == ZipError::PASSWORD_REQUIRED => {
            "有密码，没有读；请去掉密码".to_owned()
        }
        other => format!("压缩包坏了或写法不认识（{other}）；请重新打包成 zip"),
    }
}
