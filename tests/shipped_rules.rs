//! The shipped rules parse and resolve, layer by layer, in every year they claim to hold for.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gouji::report::{Options, diagnostics};
use gouji::ruleset::resolve;
use gouji::schema::{DataFiles, declare};
use gouji::session::{Editions, Shipped};
use gouji::source::{Diagnostic, Severity, Sources};
use gouji::syntax::{Item, Level, Tree, parse};

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

/// The shipped rule sets, bases before their layers.
const SHIPPED: [(&str, &[&str]); 2] = [
    (
        "部门决算",
        &[
            "上海部门决算",
            "湖北部门决算",
            "四川部门决算",
            "内蒙古部门决算",
            "云南部门决算",
            "陕西部门决算",
            "江西部门决算",
            "湖南部门决算",
            "广东部门决算",
        ],
    ),
    ("部门预算", &["上海部门预算", "湖北部门预算", "四川部门预算"]),
];

/// Why sound files do not fail rules, by the codes and first letters that each line of `rules/理由.md` names.
struct Reasons(BTreeMap<String, String>);

impl Reasons {
    fn read() -> Self {
        let text = std::fs::read_to_string("rules/理由.md").unwrap();
        let mut reasons = BTreeMap::new();
        for line in text.lines().filter_map(|line| line.strip_prefix("- ")) {
            let (codes, why) = line.split_once('：').unwrap();
            for code in codes.split('、').flat_map(span_of) {
                assert!(reasons.insert(code.clone(), why.to_owned()).is_none(), "{code} stands there twice");
            }
        }
        Self(reasons)
    }

    /// Of a rule, by its code or the letters that open it.
    fn of(&self, code: &str) -> Option<&str> {
        self.0.get(code).or_else(|| self.0.get(&code[..2])).map(String::as_str)
    }
}

/// The codes of `BJ01–BJ06`, or the one code or letters.
fn span_of(codes: &str) -> Vec<String> {
    let Some((first, last)) = codes.split_once('–') else { return vec![codes.to_owned()] };
    let number = |code: &str| code[2..].parse::<u32>().unwrap();
    (number(first)..=number(last)).map(|at| format!("{}{at:02}", &first[..2])).collect()
}

/// The rules that a set adds to what is known, by level: their lines in the list.
fn listed(set: &str, known: &mut BTreeSet<String>, reasons: &Reasons) -> BTreeMap<Level, BTreeSet<String>> {
    let edition = Editions::new(&Shipped, &[set.to_owned()], Some(2024)).plain();
    assert_eq!(edition.info.name, set);
    let mut lines: BTreeMap<Level, BTreeSet<String>> = BTreeMap::new();
    let own = edition.rules.rules.iter().filter(|rule| rule.code.is_ascii() && !known.contains(&rule.code));
    let own: Vec<_> = own.collect();
    for rule in &own {
        let basis = rule.basis.as_ref().map(|basis| format!("（依据：{basis}）")).unwrap_or_default();
        let why =
            reasons.of(&rule.code).unwrap_or_else(|| panic!("rules/理由.md does not name {}", rule.code));
        let line = format!("- {} {}{basis}——{why}", rule.code, rule.title);
        lines.entry(rule.level).or_default().insert(line);
    }
    known.extend(own.into_iter().map(|rule| rule.code.clone()));
    lines
}

/// `rules/README.md` as it should be.
fn list_of_rules() -> String {
    let mut text = String::from(
        "# 随附的规则\n\n每条规则的编号、名称、依据，和写对的文件为什么不会不符（取自 [理由.md](理由.md)），按级别列；式子用 `gouji find 编号` 看，各举一个成立、一个不成立的例子在 `rules/案例/`，用 `gouji test` 跑。\
         表样、句式本身带来的核对（文表、前后、其中）不列。测试 `shipped_rules` 守着这一页：规则改了，\
         用 `cargo test --test all write_the_list -- --ignored` 重写。\n",
    );
    let reasons = Reasons::read();
    for (base, layers) in SHIPPED {
        let mut known = BTreeSet::new();
        for set in std::iter::once(&base).chain(layers) {
            let lines = listed(set, &mut known, &reasons);
            for (level, name) in [(Level::Error, "错误"), (Level::Verify, "核实"), (Level::Hint, "提示")]
            {
                if let Some(lines) = lines.get(&level) {
                    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                    text += &format!("\n## {set}：{name}（{} 条）\n\n{}\n", lines.len(), lines.join("\n"));
                }
            }
        }
    }
    text
}

#[test]
fn the_list_of_rules_is_true() {
    let (is, should) = (std::fs::read_to_string("rules/README.md").unwrap(), list_of_rules());
    let wrong = is.lines().zip(should.lines()).find(|(is, should)| is != should);
    assert!(is == should, "rules/README.md is not what the rules say; first: {wrong:#?}");
}

#[test]
#[ignore = "writes rules/README.md"]
fn write_the_list() {
    std::fs::write("rules/README.md", list_of_rules()).unwrap();
}
