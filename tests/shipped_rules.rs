//! The shipped rules parse and resolve, layer by layer, in every year they claim to hold for.
use std::path::{Path, PathBuf};

use gouji::report::{Options, diagnostics};
use gouji::ruleset::resolve;
use gouji::schema::{DataFiles, declare};
use gouji::source::{Diagnostic, Severity, Sources};
use gouji::syntax::{Item, Tree, parse};

/// Rule files of a folder under `rules/`, in order of name.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(Path::new("rules").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "gj"))
        .collect();
    files.sort();
    files
}

/// What is wrong with a stack of folders in a year, as printed.
fn wrong(layers: &[&str], year: Option<i32>) -> String {
    wrong_with(layers, year, None)
}

/// The same, with one more layer given as text.
fn wrong_with(layers: &[&str], year: Option<i32>, more: Option<String>) -> String {
    let mut sources = Sources::default();
    let mut trees: Vec<(u32, Tree)> = Vec::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut data = DataFiles::new();
    for (layer, folder) in layers.iter().enumerate() {
        for path in files(folder) {
            let text = std::fs::read_to_string(&path).unwrap();
            let source = sources.add(path.to_string_lossy(), text.as_str());
            let (tree, diagnostics) = parse(source, &text);
            found.extend(diagnostics);
            for item in &tree.items {
                if let Item::CodeList(list) = item {
                    let file = path.parent().unwrap().join(&list.data.value);
                    let text = std::fs::read_to_string(&file).unwrap();
                    let source = sources.add(file.to_string_lossy(), text.as_str());
                    data.insert(list.data.value.clone(), (source, text));
                }
            }
            trees.push((layer as u32, tree));
        }
    }
    if let Some(text) = more {
        let source = sources.add("更多.gj", text.as_str());
        let (tree, diagnostics) = parse(source, &text);
        found.extend(diagnostics);
        trees.push((layers.len() as u32, tree));
    }
    let mut declared = declare(&trees, year, &data);
    let (_, resolved) = resolve(&mut declared);
    found.extend(declared.diagnostics.clone());
    found.extend(resolved);
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    diagnostics(&sources, &found, &Options::default())
}

#[test]
fn the_base_resolves() {
    for year in [None, Some(2018), Some(2021), Some(2024), Some(2025)] {
        let found = wrong(&["部门决算"], year);
        assert!(found.is_empty(), "{year:?}\n{found}");
    }
}

#[test]
fn every_layer_resolves_on_the_base() {
    for layer in ["湖北", "上海", "四川", "内蒙古", "云南", "陕西", "江西", "湖南", "广东"]
    {
        for year in [None, Some(2019), Some(2024)] {
            let found = wrong(&["部门决算", layer], year);
            assert!(found.is_empty(), "{layer} {year:?}\n{found}");
        }
    }
}

#[test]
fn budgets_resolve_with_their_layers() {
    for year in [None, Some(2019), Some(2026)] {
        let found = wrong(&["部门预算"], year);
        assert!(found.is_empty(), "{year:?}\n{found}");
        for layer in ["上海预算", "湖北预算", "四川预算"] {
            let found = wrong(&["部门预算", layer], year);
            assert!(found.is_empty(), "{layer} {year:?}\n{found}");
        }
    }
}

/// The `gj` blocks of a page about rules, each with the line it starts on.
fn blocks_of(page: &str) -> Vec<(usize, String)> {
    blocks(&std::fs::read_to_string(page).unwrap())
}

#[test]
fn every_step_from_nothing_is_a_rule_set_by_itself() {
    let steps = blocks_of("docs/from-nothing.md");
    assert!(steps.len() >= 3);
    for (line, step) in steps {
        let found = wrong_with(&[], Some(2024), Some(step));
        assert!(found.is_empty(), "docs/from-nothing.md:{line}\n{found}");
    }
}

/// The `gj` examples of the manual, each with the line it starts on.
fn examples() -> Vec<(usize, String)> {
    blocks_of("docs/language.md")
}

fn blocks(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (at, line) in text.lines().enumerate() {
        match (&mut open, line) {
            (None, "```gj") => open = Some((at + 1, String::new())),
            (Some(_), "```") => found.extend(open.take()),
            (Some((_, example)), line) => {
                example.push_str(line);
                example.push('\n');
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_example_of_the_manual_is_a_layer_on_the_base() {
    let examples = examples();
    assert!(examples.len() > 10, "only {} examples found", examples.len());
    for (line, example) in examples {
        let head = if example.starts_with("规则集") {
            ""
        } else {
            "规则集 手册示例 基于 部门决算\n"
        };
        let found = wrong_with(&["部门决算"], Some(2025), Some(format!("{head}{example}")));
        assert!(found.is_empty(), "docs/language.md:{line}\n{found}");
    }
}
