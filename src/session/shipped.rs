//! The rule files inside the binary.

use include_dir::{Dir, include_dir};

use crate::source::{Load, LoadError};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The customs of official print are in the schema already, and no publication by themselves.
const CUSTOMS: &str = "通用/";
/// Where the cases of the shipped rules stand.
const CASES: &str = "案例";

/// The shipped rule files, as a loader; names are paths below `rules/`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shipped;

impl Load for Shipped {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        let file = RULES.get_file(normal(name)).ok_or_else(|| LoadError::Missing(name.to_owned()))?;
        file.contents_utf8().map(str::to_owned).ok_or_else(|| LoadError::NotUtf8(name.to_owned(), 0))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        let mut files = Vec::new();
        collect(&RULES, &mut files);
        files.retain(|file| file.starts_with(name) && !file.starts_with(CUSTOMS));
        files.sort();
        if files.is_empty() { Err(LoadError::Missing(name.to_owned())) } else { Ok(files) }
    }
}

impl Shipped {
    /// What stands before the name of a shipped file where it is shown.
    pub const MARK: &'static str = "（内置）";

    /// The shipped rule sets with their versions, in order of name; read off their first lines.
    #[must_use]
    pub fn versions() -> Vec<(String, String)> {
        let mut files = Vec::new();
        collect(&RULES, &mut files);
        files.retain(|file| !file.starts_with(CUSTOMS));
        let heads =
            files.iter().filter_map(|file| RULES.get_file(file)?.contents_utf8()?.lines().find_map(version));
        let mut all: Vec<(String, String)> = heads.collect();
        all.sort();
        all.dedup();
        all
    }

    /// The case files that stand beside the shipped rules (name and text), in order of name.
    #[must_use]
    pub fn cases() -> Vec<(String, &'static str)> {
        let folder = RULES.get_dir(CASES);
        let files = folder.into_iter().flat_map(Dir::files);
        let mut cases: Vec<(String, &str)> = files
            .filter(|file| file.path().extension().is_some_and(|ending| ending == "md"))
            .filter_map(|file| {
                Some((file.path().to_string_lossy().replace('\\', "/"), file.contents_utf8()?))
            })
            .collect();
        cases.sort();
        cases
    }
}

/// The name and the version of a line that opens a rule set.
fn version(line: &str) -> Option<(String, String)> {
    let mut words = line.strip_prefix("规则集 ")?.split_whitespace();
    let name = words.next()?;
    let version = words.skip_while(|word| *word != "版本").nth(1)?;
    Some((name.to_owned(), version.trim_matches('"').to_owned()))
}

fn collect(folder: &Dir<'_>, files: &mut Vec<String>) {
    let paths = folder.files().map(include_dir::File::path);
    let rules = paths.filter(|path| path.extension().is_some_and(|ending| ending == "gj"));
    files.extend(rules.map(|path| path.to_string_lossy().replace('\\', "/")));
    folder.dirs().for_each(|inner| collect(inner, files));
}

/// A path without `..` and `.` steps.
pub(super) fn normal(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" if !steps.is_empty() => {}
            "." => {}
            ".." if steps.last().is_some_and(|last| !matches!(*last, ".." | "")) => drop(steps.pop()),
            other => steps.push(other),
        }
    }
    steps.join("/")
}
