//! What a document says goes into data and comes out of them: every rule over figures says the same of both.

use crate::regions::{forms, made};
use crate::support::clause_rules::clause_rules;
use crate::support::random::Random;
use crate::support::{all_said, in_parallel, more, samples};
use gouji::account::{Account, DataWriter};
use gouji::document::Document;
use gouji::proof::{Category, Counts, Finding, LedgerLine, UnitFindings};
use gouji::session::{Edition, Editions, Shipped};

/// Whether a rule is about the wording of the text, which data do not have.
fn is_wording(line: &LedgerLine) -> bool {
    line.category == Category::Wording
}

/// What a unit comes to by rule, and what its findings say, without rules about wording and those of clauses.
fn said(edition: &Edition, unit: &UnitFindings) -> (Vec<String>, Vec<String>) {
    let clauses = clause_rules(edition);
    let lines = unit.ledger.iter().filter(|line| !is_wording(line) && !clauses.contains(&line.rule));
    let lines = lines.map(|line| {
        let mut reasons: Vec<String> = line.reasons.iter().map(|reason| format!("{reason:?}")).collect();
        reasons.sort();
        format!("{} {:?} {reasons:?}", line.rule, line.counts)
    });
    let mut kept = unit.clone();
    let is_kept =
        |finding: &Finding| finding.category != Category::Wording && !clauses.contains(&finding.rule);
    kept.findings.retain(is_kept);
    (lines.collect(), all_said(&kept))
}

fn carried(edition: &Edition, account: &Account) -> Account {
    let data = DataWriter::new(&edition.schema).write(account, &edition.info.name);
    let document = Document { name: account.source.clone(), data, ..Document::default() };
    let mut read = edition.read(&document);
    assert_eq!(read.len(), 1);
    let read = read.remove(0);
    assert_eq!(read.unclaimed, []);
    read
}

/// What data leave out or add.
fn differences(edition: &Edition, account: &Account) -> Vec<String> {
    let (lines, findings) = said(edition, &edition.check(account));
    let (carried_lines, carried_findings) = said(edition, &edition.check(&carried(edition, account)));
    let mut all = Vec::new();
    for (sign, left, right) in [
        ("-", &lines, &carried_lines),
        ("+", &carried_lines, &lines),
        ("- ", &findings, &carried_findings),
        ("+ ", &carried_findings, &findings),
    ] {
        all.extend(more(left, right).into_iter().map(|line| format!("{sign} {line}")));
    }
    all
}

/// Documents by name: the samples, made-up ones in the forms of regions, and what becomes of them when stretches of lines
/// are lost, figures changed, blanks of tables dropped.
fn documents() -> Vec<(String, String)> {
    let form = made::Form { year: 2024, unit: "清泉县商务局", yuan: false };
    let in_yuan = made::Form { yuan: true, ..form };
    let mut sound: Vec<(String, String)> = vec![
        ("四川".to_owned(), forms::sichuan(&form, false)),
        ("内蒙古".to_owned(), forms::inner_mongolia(&form)),
        ("云南".to_owned(), forms::yunnan(&form)),
        ("陕西".to_owned(), forms::shaanxi(&in_yuan)),
        ("江西".to_owned(), forms::jiangxi(&form)),
        ("湖南".to_owned(), forms::hunan(&form)),
        ("全国".to_owned(), forms::national(&form, "")),
    ];
    sound.extend(samples().into_iter().map(|sample| (sample.name, sample.text)));
    let mut all = sound.clone();
    let mut random = Random::new(9);
    for (at, (name, text)) in sound.iter().enumerate() {
        for turn in 0..TURNS {
            let change = [lose_lines, change_figures, drop_blanks, lose_half][(at + turn * 2) % 4];
            all.push((format!("{name} {turn}"), change(text, &mut random)));
        }
    }
    all
}

/// Changed copies of each document.
const TURNS: usize = 2;

fn lose_lines(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for _ in 0..=random.below(6) {
        let from = random.below(lines.len());
        let to = (from + 1 + random.below(8)).min(lines.len());
        lines.drain(from..to);
    }
    lines.join("\n")
}

fn lose_half(text: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let cut = random.below(lines.len());
    if random.chance(50) { lines[cut..].join("\n") } else { lines[..cut].join("\n") }
}

fn change_figures(text: &str, random: &mut Random) -> String {
    let percent = 1 + random.below(8);
    let mut last = ' ';
    let change = |letter: char| {
        let is_inside = last.is_ascii_digit() || last == '.';
        last = letter;
        match letter {
            '0'..='9' if is_inside && random.chance(percent) => [letter, '7', ' ', 'x', '.'][random.below(5)],
            _ => letter,
        }
    };
    text.chars().map(change).collect()
}

fn drop_blanks(text: &str, random: &mut Random) -> String {
    let percent = 20 + random.below(80);
    let line = |line: &str| match line.contains('\t') && random.chance(percent) {
        true => line.split('\t').filter(|cell| !cell.trim().is_empty()).collect::<Vec<_>>().join("\t"),
        false => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_figure_of_the_shipped_forms_has_a_name_in_data() {
    let editions = Editions::new(&Shipped, &[], None);
    for (name, text) in documents().iter().take(9) {
        let (edition, _) = editions.for_document(name, text.as_bytes()).unwrap();
        assert_eq!(DataWriter::new(&edition.schema).nameless(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn documents_say_as_data_what_they_say_as_text() {
    let documents = documents();
    let editions = Editions::new(&Shipped, &[], None);
    let told = in_parallel(&documents, |(name, text)| {
        let (edition, document) = editions.for_document(name, text.as_bytes()).unwrap();
        let account = edition.read(&document).remove(0);
        (name.clone(), differences(&edition, &account), edition.check(&account).summary)
    });
    let wrong: Vec<String> = told
        .iter()
        .flat_map(|(name, lines, _)| lines.iter().map(move |line| format!("{name}: {line}")))
        .collect();
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    // What was compared has verdicts of every kind.
    let count = |of: fn(&Counts) -> u64| told.iter().map(|(_, _, counts)| of(counts)).sum::<u64>();
    assert!(count(|counts| counts.pass) > 10_000);
    assert!(count(|counts| counts.fail) > 500);
    assert!(count(|counts| counts.undecided) > 500);
    assert!(count(|counts| counts.rounding) > 5);
}
