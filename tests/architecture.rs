//! The shape of the house: what may import what, how long a file may be, what may stand where.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gouji::session::{Shipped, open};

mod circles;

/// Most lines of a file under `src`.
const MAX_LINES: usize = 500;
/// Names of rows and columns shorter than this are ordinary words as well.
const LEAST_NAME: usize = 5;
/// The binary: it alone prints, and stands outside the order of modules.
const BINARY: [&str; 2] = ["main", "cli"];

/// One file under `src`.
struct File {
    path: PathBuf,
    text: String,
    /// `account` for `src/account/tables/part.rs`.
    module: String,
    /// How many `super::` lead to the root of the crate.
    depth: usize,
    /// All of it is test code.
    test: bool,
}

impl File {
    /// Lines of code with their numbers, comments left out; the flag says that the line is test code.
    fn code(&self) -> impl Iterator<Item = (usize, bool, &str)> {
        let inline = self.text.lines().position(|line| line.trim() == "#[cfg(test)]");
        let first_test = if self.test { 0 } else { inline.unwrap_or(usize::MAX) };
        let lines = self.text.lines().enumerate();
        lines
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(move |(at, line)| (at + 1, at >= first_test, line))
    }

    fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<File> {
    let files = rust_files(Path::new("src")).into_iter().map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let below = path.strip_prefix("src").unwrap().with_extension("");
        let parts: Vec<String> = below.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        let depth = if parts.last().unwrap() == "mod" { parts.len() - 1 } else { parts.len() };
        let test = parts.last().unwrap().starts_with("tests");
        File { text, module: parts[0].clone(), depth, test, path }
    });
    files.filter(|file| file.module != "lib").collect()
}

/// The modules of the library in the order of `src/lib.rs`.
fn order() -> Vec<String> {
    let text = fs::read_to_string("src/lib.rs").unwrap();
    let names = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The modules that a line of code names: `ruleset` for `crate::ruleset::Expr`, "" where they cannot be told.
fn named_modules(line: &str) -> Vec<String> {
    let after = line.split("crate::").skip(1);
    after.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

/// The longest chain of `super::` in a line.
fn supers(line: &str) -> usize {
    let (mut longest, mut chain) = (0, 0);
    for between in line.split("super::").skip(1) {
        chain += 1;
        longest = longest.max(chain);
        if !between.is_empty() {
            chain = 0;
        }
    }
    longest
}

fn none(wrong: &[String], promise: &str) {
    assert!(wrong.is_empty(), "{promise}; it does not hold at:\n{}", wrong.join("\n"));
}

#[test]
fn a_module_imports_only_modules_above_it() {
    let order = order();
    assert!(order.len() > 10, "src/lib.rs was read: {order:?}");
    let mut wrong = Vec::new();
    let mut imports = 0;
    for file in sources().iter().filter(|file| !BINARY.contains(&file.module.as_str())) {
        let own = order.iter().position(|name| *name == file.module);
        for (number, test, line) in file.code() {
            for name in named_modules(line) {
                imports += 1;
                let theirs = order.iter().position(|known| *known == name);
                if own.is_none() || theirs.is_none() || theirs > own {
                    wrong.push(format!("{} {}", file.at(number), line.trim()));
                }
            }
            if supers(line) >= file.depth + usize::from(test) {
                wrong.push(format!("{} goes around the order by super: {}", file.at(number), line.trim()));
            }
        }
    }
    assert!(imports > 100, "imports were found: {imports}");
    none(&wrong, "a module imports only modules above it in src/lib.rs");
}

#[test]
fn imports_are_told_from_other_words() {
    assert_eq!(named_modules("use crate::text::fold;"), ["text"]);
    assert_eq!(named_modules("fn f(a: crate::schema::Row) -> crate::amount::Exact"), ["schema", "amount"]);
    assert_eq!(named_modules("use crate::{text, schema};"), [""]);
    assert!(named_modules("use std::fs;").is_empty());
    assert_eq!(supers("use super::super::text;"), 2);
    assert_eq!(supers("use super::text; use self::other;"), 1);
    assert_eq!(supers("let a = 1;"), 0);
}

#[test]
fn every_module_is_declared_once_and_says_what_may_live_there() {
    let mut folders = BTreeSet::new();
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| file.path.ends_with("mod.rs") && file.depth == 1) {
        folders.insert(file.module.clone());
        let head: Vec<&str> = file.text.lines().take_while(|line| line.starts_with("//!")).collect();
        let head = head.join(" ");
        if !head.contains("May live here") || !head.replace("//! ", "").contains("May not") {
            wrong.push(file.path.display().to_string());
        }
    }
    folders.remove("cli");
    let declared: BTreeSet<String> = order().into_iter().collect();
    assert_eq!(folders, declared, "folders of src and `pub mod` lines of src/lib.rs");
    none(&wrong, "the head of mod.rs says what may live there and what may not");
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        let files = rust_files(Path::new(folder));
        assert!(!files.is_empty(), "no files in {folder}");
        for path in files {
            let text = fs::read_to_string(&path).unwrap();
            let purpose = text.lines().next().and_then(|line| line.strip_prefix("//! "));
            if purpose.is_none_or(|purpose| purpose.len() < 10) {
                wrong.push(path.display().to_string());
            }
        }
    }
    none(&wrong, "a file opens with `//!` and what it is for");
}

#[test]
fn files_fit_in_a_head() {
    let long = sources().into_iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > MAX_LINES).then(|| format!("{} ({lines} lines)", file.path.display()))
    });
    none(&long.collect::<Vec<_>>(), "a file of src has at most 500 lines");
}

#[test]
fn the_library_never_prints_or_ends_the_process() {
    let words =
        ["println!", "print!(", "eprintln!", "eprint!(", "dbg!(", "process::exit", "std::env::", "std::fs"];
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !BINARY.contains(&file.module.as_str())) {
        for (number, _, line) in file.code().filter(|(_, test, _)| !test) {
            if words.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{} {}", file.at(number), line.trim()));
            }
        }
    }
    none(
        &wrong,
        "the library neither prints nor reads files, arguments or the environment, nor ends the process",
    );
}

#[test]
fn the_middle_knows_numbers_and_no_words() {
    let rooms = ["facts", "graph", "plan", "audit"];
    let is_word = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    let mut wrong = Vec::new();
    let mut lines = 0;
    for file in sources().iter().filter(|file| rooms.contains(&file.module.as_str())) {
        for (number, _, line) in file.code().filter(|(_, test, _)| !test) {
            lines += 1;
            if line.contains(is_word) {
                wrong.push(format!("{} {}", file.at(number), line.trim()));
            }
        }
    }
    assert!(lines > 2000, "the files were read: {lines} lines");
    none(&wrong, "names and words are made in `naming`, `proof` and `report`, not where rules are judged");
}

/// The forms as the shipped rules declare them, so that the test learns of a new form by itself.
fn names_of_forms() -> BTreeSet<String> {
    let schema = open(&Shipped, &[], Some(2024)).schema;
    let mut names = BTreeSet::new();
    for table in &schema.tables {
        names.insert(table.name.clone());
        names.extend(table.short.clone());
        names.extend(table.aliases.iter().cloned());
    }
    for family in &schema.families {
        let (rows, columns) = (family.rows.iter(), family.columns.iter());
        names.extend(rows.map(|row| row.name.clone()).filter(|name| name.chars().count() >= LEAST_NAME));
        names.extend(
            columns.map(|column| column.name.clone()).filter(|name| name.chars().count() >= LEAST_NAME),
        );
        names.extend(
            family.passage.is_some().then(|| family.name.clone()).filter(|name| name.chars().count() >= 4),
        );
    }
    names.remove("");
    names
}

#[test]
fn forms_live_in_rule_files() {
    let names = names_of_forms();
    assert!(
        names.contains("支出决算表") && names.len() > 100,
        "the shipped forms were read: {}",
        names.len()
    );
    let mut wrong = Vec::new();
    for file in sources() {
        for (number, _, line) in file.code().filter(|(_, test, _)| !test) {
            if let Some(name) = names.iter().find(|name| line.contains(name.as_str())) {
                wrong.push(format!("{} 「{name}」 {}", file.at(number), line.trim()));
            }
        }
    }
    none(&wrong, "no table, row, column or section is named in Rust");
}
