//! Sound disclosures: a department of every kind, in years from 2019 on, and other ways to write a sound one. Nothing is
//! found in them at the levels 错误 and 核实.

use std::path::Path;

use gouji::proof::{UnitFindings, Verdict};
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

use crate::support::markdown::sections;

const FOLDER: &str = "tests/sound";

/// What is found at the levels 错误 and 核实, as told.
fn wrong(findings: &UnitFindings) -> Vec<String> {
    let wrong = findings
        .findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Fail && finding.level != Level::Hint);
    wrong.map(|finding| format!("{} {}", finding.rule, finding.site)).collect()
}

fn check(editions: &Editions, name: &str, bytes: &[u8]) -> UnitFindings {
    let (edition, document) = editions.for_document(name, bytes).unwrap();
    edition.check(&edition.read(&document).remove(0))
}

/// Made-up departments: offices, bodies run as offices, institutions with business, departments with units below them,
/// new and merged ones, rows kept back, funds and state capital, tables in 元.
#[test]
fn nothing_is_found_in_departments_of_every_kind() {
    let editions = Editions::new(&Shipped, &[], None);
    let mut files: Vec<_> =
        std::fs::read_dir(Path::new(FOLDER)).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let findings = check(&editions, &name, &std::fs::read(&file).unwrap());
        assert_eq!(wrong(&findings), Vec::<String>::new(), "{name}");
        let passed: u64 = findings.ledger.iter().map(|line| line.counts.pass).sum();
        assert!(passed > 500, "{name}: {passed}");
    }
}

#[test]
fn nothing_is_found_in_other_ways_to_write_a_sound_one() {
    let editions = Editions::new(&Shipped, &[], None);
    let sound = include_str!("../examples/正确.txt");
    let page = std::fs::read_to_string(Path::new(FOLDER).join("写法.md")).unwrap();
    let ways = sections(&page);
    assert!(ways.len() >= 30, "{}", ways.len());
    for way in ways {
        let mut text = sound.to_owned();
        for line in way.blocks.iter().flat_map(|block| block.text.lines()) {
            let (from, to) = line.split_once('⇒').unwrap();
            let [from, to] = [from, to].map(|side| side.trim_matches(' ').replace('⏎', "\n"));
            assert!(text.contains(&from), "{}: 「{from}」", way.heading);
            text = text.replace(&from, &to);
        }
        let findings = check(&editions, "写法.txt", text.as_bytes());
        assert_eq!(wrong(&findings), Vec::<String>::new(), "{}", way.heading);
        if way.heading.starts_with("相近的表名") {
            let asked = findings.notices.iter().any(|notice| notice.message.contains("相近"));
            assert!(asked, "{}", way.heading);
        }
    }
}
