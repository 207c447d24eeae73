//! One unit in several files: the tables in one, the prose in another, checked as one document.

use std::collections::BTreeMap;

use gouji::document::{join, read};
use gouji::proof::UnitFindings;
use gouji::report::message;
use gouji::session::{Editions, Shipped};

const FLAWED: &str = include_str!("../examples/青岚区图书馆2024年度部门决算.txt");

/// The part that holds the tables, and all else.
fn parts(text: &str) -> (String, String) {
    let (front, explained) = text.rsplit_once("\n第三部分").unwrap();
    let (introduced, tables) = front.rsplit_once("\n第二部分").unwrap();
    (format!("第二部分{tables}\n"), format!("{introduced}\n第三部分{explained}"))
}

fn check(files: &[(&str, &str)]) -> UnitFindings {
    let documents = files.iter().map(|(name, text)| read(name, text.as_bytes()).unwrap()).collect();
    let document = join(documents).unwrap();
    let edition = Editions::new(&Shipped, &[], None).edition(&document);
    edition.check(edition.read(&document).first().unwrap())
}

/// How often each finding is made, by rule and words.
fn said(unit: &UnitFindings) -> BTreeMap<(String, String), usize> {
    let mut said = BTreeMap::new();
    for finding in &unit.findings {
        *said.entry((finding.rule.clone(), message(finding))).or_default() += 1;
    }
    said
}

#[test]
fn two_files_say_what_one_says() {
    let (tables, prose) = parts(FLAWED);
    let whole = check(&[("整.txt", FLAWED)]);
    let joined = check(&[("报表.txt", &tables), ("说明.txt", &prose)]);
    assert_eq!(said(&joined), said(&whole));
    assert_eq!(joined.summary, whole.summary);
    let other_way = check(&[("说明.txt", &prose), ("报表.txt", &tables)]);
    assert_eq!(said(&other_way), said(&whole));
    assert_eq!(other_way.summary, whole.summary);
}

#[test]
fn places_of_a_finding_name_its_files() {
    let (tables, prose) = parts(FLAWED);
    let joined = check(&[("报表.txt", &tables), ("说明.txt", &prose)]);
    let restated = joined.findings.iter().find(|finding| finding.rule.starts_with("文表.")).unwrap();
    let files: Vec<&str> = restated.places.iter().filter_map(|spot| spot.at.file.as_deref()).collect();
    assert_eq!(files, ["说明.txt", "报表.txt"]);
}

#[test]
fn without_the_tables_restated_figures_are_undecided() {
    let (_, prose) = parts(FLAWED);
    let alone = check(&[("说明.txt", &prose)]);
    assert!(alone.summary.undecided > 50, "{:?}", alone.summary);
    assert!(!alone.findings.iter().any(|f| f.rule.starts_with("文表.") && f.difference.is_some()));
}
