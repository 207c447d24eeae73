//! Rule files from the file system: `.gj` files up to a cap, folders in order of name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use gouji::source::{Load, LoadError, rule_text};
use gouji::syntax::MAX_RULE_FILE;

/// Largest rule file, in bytes. Parsing takes about twenty times as much memory.
const CAP: u64 = MAX_RULE_FILE as u64;
/// Ending of rule files.
const ENDING: &str = "gj";

/// The file system as rule files see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FileLoader;

fn unreadable(name: &str, why: &std::io::Error) -> LoadError {
    match why.kind() {
        std::io::ErrorKind::NotFound => LoadError::Missing(name.to_owned()),
        _ => LoadError::Unreadable(name.to_owned(), super::system::system_words(why)),
    }
}

impl Load for FileLoader {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        rule_text(&capped(name, CAP)?).map_err(|at| LoadError::NotUtf8(name.to_owned(), at))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        let path = Path::new(name);
        if path.is_file() {
            return Ok(vec![name.to_owned()]);
        }
        if !path.is_dir() {
            return Err(LoadError::Missing(name.to_owned()));
        }
        let files = files_in(name, ENDING)?;
        if files.is_empty() { Err(LoadError::Empty(name.to_owned())) } else { Ok(files) }
    }
}

/// The files of a folder and its folders that have an ending, in order of name; hidden ones are left out.
pub(super) fn files_in(name: &str, ending: &str) -> Result<Vec<String>, LoadError> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(name).to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|why| unreadable(name, &why))?;
        for entry in entries {
            let entry = entry.map_err(|why| unreadable(name, &why))?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let (path, kind) = (entry.path(), entry.file_type().ok());
            if hidden {
                continue;
            }
            // Links to folders are not followed: they may lead back.
            if kind.is_some_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) && path.is_file() {
                files.push(path.to_string_lossy().into_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The bytes of a file up to a cap.
pub(super) fn capped(name: &str, cap: u64) -> Result<Vec<u8>, LoadError> {
    let file = File::open(name).map_err(|why| unreadable(name, &why))?;
    let size = file.metadata().map_or(0, |about| about.len());
    let mut bytes = Vec::new();
    file.take(cap + 1).read_to_end(&mut bytes).map_err(|why| unreadable(name, &why))?;
    if bytes.len() as u64 > cap {
        return Err(LoadError::TooLarge(name.to_owned(), size.max(cap + 1), cap));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("gouji-loader-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("乙")).unwrap();
        folder
    }

    #[test]
    fn folders_are_listed_in_order_of_name() {
        let folder = folder("list");
        for name in ["b.gj", "a.gj", "乙/c.gj", "乙/不是规则.txt", ".hidden.gj"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let listed = FileLoader.list(&folder.to_string_lossy()).unwrap();
        let names: Vec<&str> = listed.iter().map(|name| name.rsplit(['/', '\\']).next().unwrap()).collect();
        assert_eq!(names, ["a.gj", "b.gj", "c.gj"]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_cannot_be_loaded_is_named() {
        let folder = folder("load");
        let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
        std::fs::write(path("gbk.gj"), b"\xb9\xe6\xd4\xf2\xbc\xaf").unwrap();
        std::fs::write(path("other.gj"), b"\xb9\xe6\xd4\xf2").unwrap();
        std::fs::write(path("bom.gj"), "\u{feff}规则集 甲").unwrap();
        std::fs::write(path("big.gj"), vec![b' '; CAP as usize + 1]).unwrap();
        assert_eq!(FileLoader.load(&path("gbk.gj")), Ok("规则集".to_owned()));
        assert_eq!(FileLoader.load(&path("other.gj")), Err(LoadError::NotUtf8(path("other.gj"), 0)));
        assert_eq!(FileLoader.list(&path("乙")), Err(LoadError::Empty(path("乙"))));
        assert_eq!(FileLoader.load(&path("bom.gj")), Ok("规则集 甲".to_owned()));
        assert_eq!(FileLoader.load(&path("big.gj")), Err(LoadError::TooLarge(path("big.gj"), CAP + 1, CAP)));
        assert_eq!(FileLoader.load(&path("none.gj")), Err(LoadError::Missing(path("none.gj"))));
        assert_eq!(FileLoader.list(&path("none")), Err(LoadError::Missing(path("none"))));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
