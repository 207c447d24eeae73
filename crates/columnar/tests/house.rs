//! The shape of this crate, as `tests/architecture.rs` holds the main one to its own.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

/// Files of the crate with their module and text.
fn modules() -> Vec<(PathBuf, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let named = sources(&src).into_iter().map(|path| {
        let below = path.strip_prefix(&src).unwrap().with_extension("");
        let module = below.iter().next().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        (path, module, text)
    });
    named.collect()
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let files = modules();
    assert!(files.len() > 15, "{}", files.len());
    for (path, _, text) in files {
        assert!(text.lines().count() <= 500, "{} has more than 500 lines", path.display());
        assert!(text.starts_with("//! "), "{} does not say what it is for", path.display());
    }
}

#[test]
fn a_module_imports_only_modules_above_it_and_never_the_engine() {
    let files = modules();
    let (_, _, head) = files.iter().find(|(_, module, _)| module == "lib").unwrap();
    let order: Vec<&str> =
        head.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(order.len(), 7);
    let mut imports = 0;
    for (path, module, text) in files.iter().filter(|(_, module, _)| module != "lib") {
        assert!(!text.contains("gouji::"), "{} imports the engine", path.display());
        let own = order.iter().position(|name| name == module).unwrap();
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for after in code.split("crate::").skip(1) {
            let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(theirs) = order.iter().position(|known| *known == name) else { continue };
            imports += 1;
            assert!(theirs <= own, "{} imports {name}, which is below it", path.display());
        }
    }
    assert!(imports > 30, "{imports}");
}
