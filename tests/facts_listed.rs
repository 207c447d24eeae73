//! What clauses read of texts of other authors, held against a list that was checked by hand: every figure of their
//! prose, with what it is of, which quantity, which way and what it is held against. `tests/clauses/现场.tsv` holds
//! numbers and facts; the texts are `../shared`, and where that is not there this says so and checks nothing.
//!
//! `GOUJI_FACTS=文件 cargo test --test all facts_listed::` writes the facts as they are read now, in the form of the list.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gouji::account::{Account, Claim, RowRead, State};
use gouji::document::Extent;
use gouji::schema::Family;
use gouji::session::{Edition, Editions, Shipped};

/// Names of slots.
type Slots = &'static [&'static str];

/// A family of facts: its name, slots with figures of their own, ways, operands.
type Shown = (&'static str, Slots, Slots, Slots);

/// Families of facts: the slots that figures fill by themselves, the slots that say which way, and those that hold
/// what it is of and what it is held against.
const FAMILIES: [Shown; 6] = [
    ("所说", &["数", "团组", "批次", "人次", "购置数", "保有量", "辆数", "台套", "个数"], &[], &[]),
    ("变动", &["增减额", "增减率", "上年数"], &["方向", "升降"], &["本数", "甲数", "乙数"]),
    ("预算变动", &["增减额", "增减率", "预算"], &["方向", "升降"], &["本数", "甲数", "乙数"]),
    ("占比", &["占比"], &[], &["部分", "底", "甲底", "乙底"]),
    ("预算", &["完成率", "差值"], &[], &["决算", "预算"]),
    ("均数", &["均数"], &[], &["总数"]),
];

/// Least shares of figures that are read, and of those read that are the right fact, in per mille.
const READ: usize = 950;
const RIGHT: usize = 970;

/// A figure in a text, in reading order: line, extent, as printed.
type Figure = (u32, Extent, String);

/// What a figure was read as: family, subject, slot, direction, operands.
type Fact = (String, String, String, String, String);

fn texts(row: &RowRead, family: &Family, names: &[&str]) -> Vec<String> {
    let columns = family.columns.iter().zip(&row.cells);
    let told = columns.filter(|(column, cell)| {
        names.contains(&column.name.as_str()) && cell.state == State::Value && !cell.claims.is_empty()
    });
    told.filter_map(|(_, cell)| cell.claims.first().map(|claim| plain(&claim.text))).collect()
}

/// A figure without blanks.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Facts by figure; of one figure all that it tells, in order.
fn told(edition: &Edition, account: &Account) -> BTreeMap<Figure, Vec<Fact>> {
    let mut told: BTreeMap<Figure, Vec<Fact>> = BTreeMap::new();
    let mut add = |claim: &Claim, fact: Fact| {
        let (Some(line), Some(extent)) = (claim.at.line, claim.extent) else { return };
        let facts = told.entry((line, extent, plain(&claim.text))).or_default();
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    };
    for (name, own, ways, operands) in FAMILIES {
        let called = format!("分句.{name}");
        let family = edition.schema.families.iter().find(|family| family.name == called).unwrap();
        for row in &account.families.get(family.id.0 as usize).unwrap().rows {
            let (way, held) = (texts(row, family, ways), texts(row, family, operands));
            for (column, cell) in family.columns.iter().zip(&row.cells) {
                if !own.contains(&column.name.as_str()) || cell.state != State::Value {
                    continue;
                }
                // An amount that the row only refers to is told in its own row.
                for claim in cell.claims.iter().filter(|claim| !claim.implied) {
                    let slot = column.name.clone();
                    let way =
                        if slot == "上年数" || slot == "预算" { String::new() } else { join(&way) };
                    let held = join(&held.iter().map(|text| digits(text)).collect::<Vec<_>>());
                    add(claim, (name.to_owned(), row.name.clone(), slot, way, held));
                }
            }
        }
    }
    // Last year's amounts and budgets that are told by themselves are no less so for being used.
    for facts in told.values_mut() {
        if facts.iter().any(|(family, ..)| family == "所说") {
            facts.retain(|(_, _, slot, ..)| slot != "上年数" && slot != "预算");
        }
    }
    told
}

/// The digits of a figure: what it is held against may stand in a table without its unit.
fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect()
}

fn join(texts: &[String]) -> String {
    let mut texts = texts.to_vec();
    texts.dedup();
    texts.join("、")
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name)
}

/// The texts, by the names that the list has for them.
fn documents() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for of in ["field/texts", "disclosures"] {
        let Ok(entries) = std::fs::read_dir(folder(of)) else { continue };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if path.extension().is_some_and(|e| e == "txt") && !name.contains("模板") {
                // Of the long names of disclosures the first two characters are enough.
                let short = if name.is_ascii() { name.clone() } else { name.chars().take(2).collect() };
                found.push((short, path));
            }
        }
    }
    found.sort();
    found
}

/// One line of the list for each figure of a text.
fn lines(name: &str, told: &BTreeMap<Figure, Vec<Fact>>) -> Vec<[String; 8]> {
    let mut lines = Vec::new();
    for ((line, _, figure), facts) in told {
        let of = |pick: fn(&Fact) -> &String| {
            let mut all: Vec<String> = facts.iter().map(pick).cloned().collect();
            all.dedup();
            all.join("／")
        };
        lines.push([
            name.to_owned(),
            line.to_string(),
            figure.clone(),
            of(|fact| &fact.0),
            of(|fact| &fact.1),
            of(|fact| &fact.2),
            of(|fact| &fact.3),
            of(|fact| &fact.4),
        ]);
    }
    lines
}

/// What a list says of each figure of a place that is printed alike, in order.
type Listed = BTreeMap<[String; 3], Vec<[String; 5]>>;

/// The facts of a list, by file, line and figure.
fn listed(lines: impl Iterator<Item = String>) -> Listed {
    let mut listed = Listed::new();
    for line in lines {
        let mut parts = line.split('\t').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let place = [next(), next(), next()];
        listed.entry(place).or_default().push([next(), next(), next(), next(), next()]);
    }
    listed
}

/// Figures of reasons, purposes and thresholds tell nothing.
fn is_silent(fact: &[String; 5]) -> bool {
    matches!(fact[0].as_str(), "原因" | "用途" | "门槛")
}

/// How many figures there are, how many of them are read, how many of these rightly; what is wrong.
fn score(right: &Listed, read: &Listed) -> (usize, usize, usize, String) {
    let (mut all, mut some, mut good, mut wrong) = (0, 0, 0, String::new());
    for (place, facts) in right {
        let mut told = read.get(place).cloned().unwrap_or_default();
        let (mut missed, mut fits) = (Vec::new(), 0);
        for fact in facts.iter().filter(|fact| !is_silent(fact)) {
            match told.iter().position(|told| told == fact) {
                Some(at) => {
                    told.remove(at);
                    fits += 1;
                }
                None => missed.push(fact),
            }
        }
        all += fits + missed.len();
        some += fits + missed.len().min(told.len());
        good += fits;
        // More than the list has: a figure of a reason, or one figure as two.
        some += told.len().saturating_sub(missed.len());
        if !missed.is_empty() || !told.is_empty() {
            writeln!(wrong, "{}\n  应为 {missed:?}\n  读作 {told:?}", place.join(" ")).unwrap();
        }
    }
    for (place, told) in read.iter().filter(|(place, _)| !right.contains_key(*place)) {
        some += told.len();
        writeln!(wrong, "{}\n  表里没有，读作 {told:?}", place.join(" ")).unwrap();
    }
    (all, some, good, wrong)
}

#[test]
fn figures_of_prose_are_read_as_the_right_facts() {
    let found = documents();
    if found.is_empty() {
        println!("skipped: no folder {}", folder("field/texts").display());
        return;
    }
    let editions = Editions::new(&Shipped, &[], None);
    let mut dump = Vec::new();
    for (name, path) in found {
        let bytes = std::fs::read(&path).unwrap();
        let (edition, document) = editions.for_document(&path.to_string_lossy(), &bytes).unwrap();
        let account = edition.read(&document).remove(0);
        dump.extend(lines(&name, &told(&edition, &account)).iter().map(|line| line.join("\t")));
    }
    if let Some(to) = std::env::var_os("GOUJI_FACTS") {
        std::fs::write(to, dump.join("\n") + "\n").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clauses/现场.tsv");
    let list = std::fs::read_to_string(path).unwrap();
    let right = listed(list.lines().skip(1).map(str::to_owned));
    let read = listed(dump.into_iter());
    let (all, some, good, wrong) = score(&right, &read);
    println!("{wrong}{all} figures, {some} read, {good} of them as the right fact");
    assert!(all > 600, "the list was found");
    assert!(some * 1000 >= all * READ, "{some} of {all} figures are read");
    assert!(good * 1000 >= some * RIGHT, "{good} of {some} figures are the right fact");
    let silent = right.iter().filter(|(_, facts)| facts.iter().all(is_silent));
    for (place, _) in silent {
        assert!(!read.contains_key(place), "a reason, purpose or threshold is read: {}", place.join(" "));
    }
}
