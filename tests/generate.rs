//! Documents that are made up by the rules: nothing is found in them, and all that they say is read again.

use std::collections::BTreeSet;

use gouji::account::{Account, State};
use gouji::exchange::{Form, of_lines, texts};
use gouji::generate::{BlindWhy, Fault, Made, docx, html, make, mutate, plant, unit_lines, unit_name, xlsx};
use gouji::proof::{UnitFindings, Verdict};
use gouji::report::{mutation_json, mutation_terminal};
use gouji::session::{Edition, Editions, Shipped, open};
use gouji::syntax::Level;

use crate::support::in_parallel;
use crate::support::one_file::Text;
use crate::support::program::{Folder, err, gouji, out};

/// What is found at the levels 错误 and 核实.
fn wrong(findings: &UnitFindings) -> Vec<String> {
    let wrong = findings.findings.iter();
    let wrong = wrong.filter(|one| one.verdict == Verdict::Fail && one.level != Level::Hint);
    wrong.map(|finding| format!("{} {}", finding.rule, finding.site)).collect()
}

/// Every figure of an account by names: family, row, column and value.
fn figures(edition: &Edition, account: &Account, tables: bool) -> BTreeSet<(String, String, String, i64)> {
    let mut all = BTreeSet::new();
    for (family, read) in edition.schema.families.iter().zip(&account.families) {
        if family.table.is_some() != tables || family.name.contains("分句") || family.name.contains("散句")
        {
            continue;
        }
        for row in read.fixed.iter().chain(&read.rows) {
            for (column, cell) in family.columns.iter().zip(&row.cells) {
                let number = column.dimension().is_number() && cell.state == State::Value;
                if let Some(claim) = cell.claims.first().filter(|claim| number && claim.value != 0) {
                    all.insert((family.name.clone(), row.key.clone(), column.name.clone(), claim.value));
                }
            }
        }
    }
    all
}

/// A document is read by the edition that made it, all figures are read, and nothing is found.
fn holds(editions: &Editions, edition: &Edition, made: &Made, name: &str, bytes: &[u8]) {
    let (chosen, document) = editions.for_document(name, bytes).unwrap();
    assert_eq!(chosen.info, edition.info, "{name}");
    let read = chosen.read(&document).remove(0);
    let missing = |tables: bool| -> Vec<_> {
        let (meant, found) = (figures(edition, &made.account, tables), figures(&chosen, &read, tables));
        meant.difference(&found).cloned().collect()
    };
    assert_eq!(missing(true), Vec::new(), "{name}");
    assert_eq!(missing(false), Vec::new(), "{name}");
    assert_eq!(wrong(&chosen.check(&read)), Vec::<String>::new(), "{name}");
}

#[test]
fn nothing_is_found_in_what_is_made_up_and_all_of_it_is_read_again() {
    let editions = Editions::new(&Shipped, &[], None);
    let edition = open(&Shipped, &[], Some(2024));
    let seeds: Vec<u64> = (100..103).collect();
    let made = in_parallel(&seeds, |seed| {
        let made = make(&edition, *seed).unwrap();
        holds(&editions, &edition, &made, &format!("{seed}.txt"), made.page.text().as_bytes());
        made
    });
    for (seed, made) in seeds.iter().zip(&made) {
        assert!(figures(&edition, &made.account, true).len() > 100, "{seed}");
        assert!(made.said > 60, "{seed}: {}", made.said);
    }
    let units: BTreeSet<&str> = made.iter().map(|made| made.unit.as_str()).collect();
    assert!(units.len() == 3, "{units:?}");
    assert_eq!(make(&edition, 100).unwrap().page, made[0].page);
}

/// The rule sets that are shipped, with the years that they are tried in.
const SETS: [(&str, i32); 10] = [
    ("部门决算", 2019),
    ("上海部门决算", 2024),
    ("云南部门决算", 2023),
    ("内蒙古部门决算", 2024),
    ("四川部门决算", 2024),
    ("江西部门决算", 2024),
    ("湖南部门决算", 2024),
    ("部门预算", 2025),
    ("上海部门预算", 2026),
    ("四川部门预算", 2025),
];

#[test]
fn every_shipped_form_can_be_made_up() {
    let _: Vec<()> = in_parallel(&SETS, |(name, year)| {
        let editions = Editions::new(&Shipped, &[(*name).to_owned()], None);
        let edition = open(&Shipped, &[(*name).to_owned()], Some(*year));
        let made = make(&edition, 1).unwrap_or_else(|why| panic!("{name} {year}: {why:?}"));
        holds(&editions, &edition, &made, &format!("{name}{year}.txt"), made.page.text().as_bytes());
    });
}

/// Rules that have nothing to do with public accounts.
const COMPANY: &str = include_str!("../examples/公司年报/年报.gj");

/// Rules as the program opens them, in 2024.
fn opened(text: &str) -> (Editions, Edition) {
    let (loader, rules) = (Text(text.to_owned()), ["试.gj".to_owned()]);
    let editions = Editions::new(&loader, &rules, None);
    let edition = open(&loader, &rules, Some(2024));
    assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
    (editions, edition)
}

#[test]
fn rules_of_ones_own_are_satisfied_too() {
    let (editions, edition) = opened(COMPANY);
    for seed in 0..20 {
        let made = make(&edition, seed).unwrap();
        assert!(figures(&edition, &made.account, true).len() > 10, "{seed}");
        holds(&editions, &edition, &made, &format!("{seed}.txt"), made.page.text().as_bytes());
    }
}

#[test]
fn rules_that_contradict_each_other_are_named() {
    let wrong = "\n规则 GX90 \"资产一百\"：资产负债表.资产总计.年末数 = 100万元\n\
                 规则 GX91 \"资产二百\"：资产负债表.资产总计.年末数 = 200万元\n";
    let (_, edition) = opened(&format!("{COMPANY}{wrong}"));
    let Err(gouji::generate::GenerateError::Unsatisfied(rules)) = make(&edition, 1) else {
        panic!("rules that cannot hold together were satisfied")
    };
    assert!(rules.iter().any(|rule| rule.starts_with("GX")), "{rules:?}");
}

#[test]
fn all_is_read_again_in_every_format() {
    let editions = Editions::new(&Shipped, &[], None);
    let edition = open(&Shipped, &[], Some(2024));
    in_parallel(&[301_u64, 302], |seed| {
        let made = make(&edition, *seed).unwrap();
        assert_eq!(made.unit, unit_name(&edition, *seed));
        let files = [
            ("docx", docx(&made.page).unwrap()),
            ("xlsx", xlsx(&made.page).unwrap()),
            ("html", html(&made.page).into_bytes()),
            ("csv", csv(&edition, &made)),
        ];
        for (ending, bytes) in files {
            holds(&editions, &edition, &made, &format!("{seed}.{ending}"), &bytes);
        }
        assert_eq!(docx(&made.page), docx(&made.page));
        assert_eq!(xlsx(&made.page), xlsx(&made.page));
        let lines = unit_lines(&edition, &made.page);
        let chunk = of_lines(&Form::new(&edition.schema), std::slice::from_ref(&lines));
        assert_eq!(chunk.units.len(), 1);
        assert!(chunk.scalars.iter().any(|cells| cells.values.iter().any(|value| *value != 0)));
    });
}

/// A document as long data.
fn csv(edition: &Edition, made: &Made) -> Vec<u8> {
    let unit = unit_lines(edition, &made.page);
    let mut bytes = Vec::new();
    let mut writer = gouji_columnar::csv::LongWriter::new(&mut bytes).unwrap();
    writer.unit(&unit.unit, unit.year, &unit.rules);
    for fact in &unit.lines {
        let [table, row, column, value, place, currency, state, note] = &texts(fact);
        let line = gouji_columnar::csv::Line { table, row, column, value, state, place, currency, note };
        writer.write(&line).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// Whether something is found where a mistake was planted.
fn is_found(fault: &Fault, findings: &UnitFindings) -> bool {
    let failed = findings.findings.iter().filter(|one| one.verdict == Verdict::Fail);
    let mut places = failed.flat_map(|one| one.places.iter().chain(one.or.iter().flat_map(|or| &or.places)));
    places.any(|place| place.at.line.is_some_and(|line| (fault.lines.0..=fault.lines.1).contains(&line)))
}

#[test]
fn what_is_planted_is_found() {
    let editions = Editions::new(&Shipped, &[], None);
    let edition = open(&Shipped, &[], Some(2023));
    let seeds: Vec<u64> = (200..204).collect();
    let results = in_parallel(&seeds, |seed| {
        let made = make(&edition, *seed).unwrap();
        let faulty = plant(&edition, &made, 5, *seed);
        assert_eq!(faulty.faults.len(), 5, "{seed}");
        assert_ne!(faulty.page, made.page, "{seed}");
        let text = faulty.page.text();
        let (chosen, document) = editions.for_document("有误.txt", text.as_bytes()).unwrap();
        let findings = chosen.check(&chosen.read(&document).remove(0));
        let missed = faulty.faults.iter().filter(|fault| !is_found(fault, &findings));
        (faulty.faults.len(), missed.map(|fault| format!("{seed} {fault:?}")).collect::<Vec<String>>())
    });
    let all: usize = results.iter().map(|(all, _)| all).sum();
    let missed: Vec<&String> = results.iter().flat_map(|(_, missed)| missed).collect();
    assert!(missed.len() * 20 <= all, "{} of {all} were missed: {missed:#?}", missed.len());
}

#[test]
fn mistakes_are_counted_by_kind_and_blind_figures_told() {
    let blind = "\n表 附注 { 列 数 行 说起 }\n";
    let (_, edition) = opened(&format!("{COMPANY}{blind}"));
    let made = make(&edition, 4).unwrap();
    let (mut told, mut last) = (0, 0);
    let found = mutate(&edition, &made.account, 1, &mut |done, all| {
        assert!(done >= last && done <= all);
        (told, last) = (told + 1, done);
    });
    assert!(told > 0 && last == found.faults);
    assert_eq!(found, mutate(&edition, &made.account, 1, &mut |_, _| {}));
    assert!(found.faults > 50 && found.caught * 10 >= found.faults * 8, "{found:?}");
    let sums = found.by_kind.values().fold([0, 0], |sum, counts| [sum[0] + counts[0], sum[1] + counts[1]]);
    assert_eq!(sums, [found.caught, found.faults]);
    let unread: Vec<_> = found.blind.iter().filter(|blind| blind.why == BlindWhy::Unread).collect();
    assert!(unread.iter().any(|blind| blind.place == ["附注", "说起", "数"]), "{:?}", found.blind);
    assert!(unread.iter().all(|blind| blind.place[0] == "附注"), "{unread:?}");
}

#[test]
fn hardly_a_figure_of_the_first_tables_is_changed_without_being_found() {
    let edition = open(&Shipped, &[], Some(2024));
    let made = make(&edition, 3).unwrap();
    let found = mutate(&edition, &made.account, 1, &mut |_, _| {});
    let names = |count: usize| -> Vec<&str> {
        edition.schema.tables.iter().take(count).map(|table| table.name.as_str()).collect()
    };
    let first: Vec<(&str, [u64; 2])> =
        found.figures.iter().take(6).map(|((_, name), counts)| (name.as_str(), *counts)).collect();
    assert_eq!(first.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names(6));
    for (name, [caught, all]) in first {
        assert!(all > 50 && caught * 100 >= all * 97, "{name}: {caught} of {all}");
    }
    // What is not caught is told, each with its reason.
    let missed: u64 = found.figures.values().map(|[caught, all]| all - caught).sum();
    assert_eq!(missed, found.missed.len() as u64);
    assert!(missed > 0 && found.missed.iter().all(|one| one.place[0].contains("三公")), "{:?}", found.missed);
    let told: serde_json::Value = serde_json::from_str(&mutation_json(&found)).unwrap();
    assert_eq!(told["missed"].as_array().unwrap().len() as u64, missed);
    assert_eq!(told["figures"][0]["table"], names(1)[0]);
    let words = mutation_terminal(&found);
    let place = found.missed[0].place.join(" ");
    assert!(words.contains("其中没有查出的") && words.contains(&place), "{words}");
}

#[test]
fn the_program_writes_documents_truth_and_counts() {
    let folder = Folder::new("generate", &[("年报.gj", COMPANY.as_bytes())]);
    let (rules, made) = (folder.path("年报.gj"), folder.path("编造"));
    let words = ["generate", "--rules", &rules, "--count", "2", "--faults", "2", "--as", "txt,csv,parquet"];
    let words: Vec<&str> = words.into_iter().chain(["--out", &made]).collect();
    let done = gouji(&words);
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let names: BTreeSet<String> = std::fs::read_dir(&made)
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let of = |ending: &str| names.iter().filter(|name| name.ends_with(ending)).count();
    assert_eq!((of(".txt"), of(".txt.json"), of(".csv"), of(".parquet")), (2, 2, 1, 1), "{names:?}");
    let truth = names.iter().find(|name| name.ends_with(".txt.json")).unwrap();
    let truth: serde_json::Value =
        serde_json::from_slice(&std::fs::read(format!("{made}/{truth}")).unwrap()).unwrap();
    let problems = truth["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 2);
    for problem in problems {
        assert!(problem["line"].as_u64().unwrap() > 0 && !problem["why"].as_str().unwrap().is_empty());
        assert_ne!(problem["stated"], problem["expected"]);
    }
    let checked = gouji(&["check", &format!("{made}/数据.parquet"), "--rules", &rules]);
    assert_eq!(checked.status.code(), Some(1), "{}", err(&checked));
    // Nothing is overwritten.
    let again = gouji(&words);
    assert_eq!(again.status.code(), Some(3));
    assert!(err(&again).contains("已经有了"), "{}", err(&again));
    let mutated = gouji(&["mutate", "--rules", &rules, "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&out(&mutated)).unwrap();
    assert!(told["faults"].as_u64() > told["caught"].as_u64() && told["by_kind"]["少一位"].is_array());
}
