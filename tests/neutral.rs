//! What changes nothing in what a text says changes no finding: where lines break, pages with their numbers, blanks
//! around numbers, full-width digits. The texts are the project's own and `../shared/field/texts`, where that is there.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::edits::break_line;
use gouji::proof::Verdict;
use gouji::session::{Editions, Shipped};

/// Characters of a line.
const WIDTHS: [usize; 2] = [36, 44];

/// Findings by rule and level: how many there are.
type Findings = BTreeMap<(String, String), usize>;

fn findings(editions: &Editions, name: &str, text: &str) -> Findings {
    let (edition, document) = editions.for_document(name, text.as_bytes()).unwrap();
    let account = edition.read(&document).remove(0);
    let mut found = Findings::new();
    for finding in edition.check(&account).findings {
        if finding.verdict == Verdict::Fail {
            *found.entry((finding.rule, format!("{:?}", finding.level))).or_default() += 1;
        }
    }
    found
}

/// Changes the lines of prose: those with a sentence and no cells.
fn changed(text: &str, change: impl Fn(&str) -> String) -> String {
    let prose = |line: &str| line.contains('。') && !line.contains(['\t', '|']);
    let lines = text.lines().map(|line| if prose(line) { change(line) } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n")
}

/// A line of prose broken at a width, a page number behind every second line.
fn paged(line: &str, width: usize) -> String {
    let broken = break_line(line, width);
    let lines: Vec<&str> = broken.lines().collect();
    lines.chunks(2).map(|pair| pair.join("\n")).collect::<Vec<_>>().join("\n— 7 —\n\u{C}\n")
}

/// Blanks around every number.
fn spaced(line: &str) -> String {
    let digit =
        |c: Option<&char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '，' | ' '));
    let letters: Vec<char> = line.chars().collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        if letter.is_ascii_digit() && before.is_some() && !digit(before) {
            out.push(' ');
        }
        out.push(*letter);
        if letter.is_ascii_digit() && !digit(letters.get(at + 1)) {
            out.push(' ');
        }
    }
    out
}

/// Full-width digits and signs of percentages.
fn wide(line: &str) -> String {
    let wide = |c: char| match c {
        '0'..='9' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        '%' => '％',
        other => other,
    };
    line.chars().map(wide).collect()
}

/// What differs between a text and its variants, over all texts of some folders.
fn differences(folders: &[&str], widths: &[usize]) -> Vec<String> {
    let editions = Editions::new(&Shipped, &[], None);
    let mut wrong = Vec::new();
    for folder in folders {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: no folder {}", folder.display());
            continue;
        };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.extension().is_none_or(|ending| ending != "txt") {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let findings = |text: &str| findings(&editions, &name, text);
            let plain = findings(&text);
            let mut variants = vec![
                ("blanks".to_owned(), changed(&text, spaced)),
                ("wide".to_owned(), changed(&text, wide)),
            ];
            for width in widths {
                variants.push((format!("lines of {width}"), changed(&text, |line| break_line(line, *width))));
            }
            let width = *widths.last().unwrap();
            variants.push((format!("pages of {width}"), changed(&text, |line| paged(line, width))));
            for (what, text) in variants {
                let found = findings(&text);
                if found != plain {
                    wrong.push(format!("{name}, {what}:\n  {plain:?}\n  {found:?}"));
                }
            }
        }
    }
    wrong
}

#[test]
fn neutral_changes_change_no_finding() {
    let wrong = differences(&["../shared/field/texts"], &WIDTHS);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn nor_do_they_in_the_projects_own_texts() {
    let wrong = differences(&["tests/field", "examples"], &[20, 27, 36, 45]);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_changes_are_what_they_say() {
    assert_eq!(spaced("支出12.5万元，占80%。"), "支出 12.5 万元，占 80 %。");
    assert_eq!(wide("占80%"), "占８０％");
    assert_eq!(break_line("支出12.5万元", 4), "支出\n12.5\n万元");
    assert_eq!(paged("甲乙丙丁戊", 2), "甲乙\n丙丁\n— 7 —\n\u{C}\n戊");
}
