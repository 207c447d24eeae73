//! Addresses of files as the protocol has them, and their names.

use std::path::{Path, PathBuf};

use gouji::session::Shipped;
use gouji::source::{Load, LoadError, SourceId};
use gouji::syntax::{Item, parse};

use super::super::loader::FileLoader;

/// The name of the file of an address; none where it is none of a file.
pub(super) fn name_of(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    // A host other than this one is no file here.
    let path = rest.get(rest.find('/')?..)?;
    let path = rest.starts_with('/').then_some(path).or(rest.starts_with("localhost/").then_some(path))?;
    let name = decoded(path)?;
    // /c:/甲 is a drive.
    let bytes = name.as_bytes();
    let is_drive = bytes.get(2) == Some(&b':') && bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
    Some(if is_drive { name.trim_start_matches('/').to_owned() } else { name })
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes().iter();
    while let Some(byte) = rest.next() {
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let (high, low) = (rest.next()?, rest.next()?);
        let digits = [*high, *low];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The address of a file.
pub(super) fn uri_of(name: &str) -> String {
    let mut uri = String::from(if name.starts_with('/') { "file://" } else { "file:///" });
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// The folder that a file stands in.
pub(super) fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The file system with names as editors have them: `/` between folders.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EditorLoader;

impl Load for EditorLoader {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        FileLoader.load(name)
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        let files = FileLoader.list(name)?;
        Ok(if cfg!(windows) { files.iter().map(|file| file.replace('\\', "/")).collect() } else { files })
    }
}

/// A shipped file written where editors can open it; none where that cannot be done.
pub(super) fn shown(shipped: &str) -> Option<String> {
    let folder = cache()?.join("gouji").join(concat!("rules-", env!("CARGO_PKG_VERSION")));
    // With the file come all that are read with it.
    let set = folder_of(shipped);
    let beside = Shipped.list(set).unwrap_or_default();
    for name in beside.iter().map(String::as_str).filter(|name| folder_of(name) == set).chain([shipped]) {
        let text = Shipped.load(name).ok()?;
        for item in parse(SourceId::default(), &text).0.items {
            let Item::CodeList(list) = item else { continue };
            let data = format!("{set}/{}", list.data.value);
            if let Ok(text) = Shipped.load(&data) {
                write(&folder.join(&data), &text)?;
            }
        }
        write(&folder.join(name), &text)?;
    }
    Some(folder.join(shipped).to_string_lossy().replace('\\', "/"))
}

/// The address of a file that a look names; a shipped one is written where it can be opened.
pub(super) fn address(file: &str) -> Option<String> {
    match file.strip_prefix(Shipped::MARK) {
        Some(shipped) => shown(shipped).map(|name| uri_of(&name)),
        None => Some(uri_of(file)),
    }
}

/// Whether a file is one that was written to be looked at.
pub(super) fn is_shown(name: &str) -> bool {
    let folder = cache().map(|cache| cache.join("gouji"));
    folder.is_some_and(|folder| Path::new(name).starts_with(folder))
}

fn write(path: &Path, text: &str) -> Option<()> {
    if std::fs::read(path).is_ok_and(|known| known == text.as_bytes()) {
        return Some(());
    }
    std::fs::create_dir_all(path.parent()?).ok()?;
    let _ = std::fs::remove_file(path);
    std::fs::write(path, text).ok()?;
    // A change of it would change nothing.
    let mut permissions = std::fs::metadata(path).ok()?.permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(path, permissions).ok()
}

/// Where programs keep what they can make again.
fn cache() -> Option<PathBuf> {
    let of = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    of("XDG_CACHE_HOME").or_else(|| of("LOCALAPPDATA")).or_else(|| of("HOME").map(|home| home.join(".cache")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_turned_into_names_and_back() {
        let name = "/甲 乙/a#1.gj";
        let uri = uri_of(name);
        assert_eq!(uri, "file:///%E7%94%B2%20%E4%B9%99/a%231.gj");
        assert_eq!(name_of(&uri).as_deref(), Some(name));
        assert_eq!(name_of("file:///甲/a.gj").as_deref(), Some("/甲/a.gj"));
        assert_eq!(name_of("file:///c%3A/a.gj").as_deref(), Some("c:/a.gj"));
        assert_eq!(name_of("file://localhost/a.gj").as_deref(), Some("/a.gj"));
        for none in ["untitled:1", "file://elsewhere/a.gj", "file:///%4", "file:///%zz", "file:///%ff", ""] {
            assert_eq!(name_of(none), None, "{none}");
        }
    }
}
