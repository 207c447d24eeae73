//! One change of what is seen, at a place that chance takes, to the faultless example in each format: something hidden, struck out,
//! white or painted over beside the true figure, a figure wrapped in its cell, marks that take no room, a page that is moved. What
//! is found must be what is found without it, and each figure is read as before or told of.
//!
//! `cargo test --test all formats::marred:: -- --ignored` takes a hundred places of each kind in each format, or as many as
//! `GOUJI_PLACES` says: one of each takes half a minute.

mod binary;
mod change;
mod fixed;
mod page;
mod write;

use std::collections::BTreeMap;

use gouji::account::{Account, State};
use gouji::document::read;
use gouji::proof::{UnitFindings, Verdict};
use gouji::report::message;
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

use super::build::pieces;
use super::ofd::ofd;
use super::pages::pages_of;
use crate::pdf::writer::file;
use crate::support::in_parallel;
use crate::support::random::Random;
use write::Block;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Hide,
    Strike,
    White,
    Overlay,
    Wrap,
    Mark,
    Shift,
    /// A raised note mark behind a figure or a name.
    Raise,
    /// A number format that shows 元 in 万元.
    Scale,
    /// A number that its column is too narrow to show.
    Hash,
    /// A figure with separators, blanks or in full width.
    Dress,
    /// A remark that hangs on a cell.
    Comment,
    /// What stands before a table as its first row.
    Title,
    /// A note as its last row.
    Note,
    /// The head once more within the table.
    Again,
    /// The table in two, each with its head.
    Split,
    /// A column of drafts that is hidden.
    Column,
    /// White lines through cells.
    Helper,
    /// Light words over the page.
    Watermark,
}

/// Formats whose letters have looks.
const LOOKS: &[&str] = &["html", "docx", "odt", "xlsx", "ods", "pdf", "rtf", "doc", "xls", "ofd"];

/// All formats.
const ALL: &[&str] = &["txt", "html", "docx", "odt", "xlsx", "ods", "pdf", "rtf", "doc", "xls", "ofd"];

/// The formats that each kind can be done in.
const CASES: [(Kind, &[&str]); 19] = [
    (Kind::Hide, LOOKS),
    (Kind::Strike, LOOKS),
    (Kind::White, LOOKS),
    (Kind::Overlay, &["pdf", "ofd"]),
    (Kind::Wrap, LOOKS),
    (Kind::Mark, ALL),
    (Kind::Shift, &["pdf", "ofd"]),
    (Kind::Raise, LOOKS),
    (Kind::Scale, &["xlsx", "xls"]),
    (Kind::Hash, ALL),
    (Kind::Dress, ALL),
    (Kind::Comment, &["html", "docx", "odt", "xlsx", "ods", "rtf"]),
    (Kind::Title, ALL),
    (Kind::Note, ALL),
    (Kind::Again, ALL),
    (Kind::Split, ALL),
    (Kind::Column, &["html", "xlsx", "ods", "xls"]),
    (Kind::Helper, &["pdf", "ofd"]),
    (Kind::Watermark, &["pdf", "ofd"]),
];

/// Characters that take no room.
const MARKS: [char; 10] = [
    '\u{200B}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202C}', '\u{202D}', '\u{2066}', '\u{2069}',
    '\u{FEFF}', '\u{00AD}',
];

/// A text with some of them in it.
fn marked(text: &str, random: &mut Random) -> String {
    let mut marked: Vec<char> = text.chars().collect();
    for _ in 0..2 {
        marked.insert(random.below(marked.len() + 1), *random.pick(&MARKS));
    }
    marked.into_iter().collect()
}

fn example() -> String {
    std::fs::read_to_string("examples/正确.txt").unwrap()
}

fn blocks() -> Vec<Block> {
    write::blocks(&pieces(&read("正确.txt", example().as_bytes()).unwrap()))
}

/// A file of a format without and with a change; what was done.
fn made(kind: Option<Kind>, format: &str, seed: u64) -> (Vec<u8>, String) {
    let mut random = Random::new(seed);
    let on_blocks = kind.is_some_and(|kind| {
        matches!(kind, Kind::Hash | Kind::Dress | Kind::Title | Kind::Note | Kind::Again | Kind::Split)
    });
    match (format, kind) {
        ("pdf", Some(_)) if !on_blocks => return page::made(kind, &mut random),
        ("ofd", Some(kind)) if !on_blocks => return fixed::made(kind, &mut random),
        _ => {}
    }
    let mut blocks = blocks();
    let done = kind.map_or(String::new(), |kind| change::mar(&mut blocks, kind, format, &mut random));
    let bytes = match format {
        "txt" => write::txt(&blocks),
        "html" => write::html(&blocks),
        "docx" => write::docx(&blocks),
        "odt" => write::odt(&blocks),
        "ods" => write::ods(&blocks),
        "rtf" => binary::rtf(&blocks),
        "doc" => binary::doc(&blocks),
        "xls" => binary::xls(&blocks),
        "ofd" => ofd(&write::plain(&blocks)),
        "pdf" => file(&pages_of(&write::plain(&blocks)), &[], ""),
        _ => write::xlsx(&blocks),
    };
    (bytes, done)
}

/// The example in an .ods.
pub(super) fn ods_of() -> Vec<u8> {
    write::ods(&blocks())
}

/// What was read and found.
struct Seen {
    /// Values, or none where unreadable, by family, row and column, with the figure as printed.
    figures: BTreeMap<String, (Option<i64>, String)>,
    /// Findings 不符 of the level 错误.
    wrong: Vec<String>,
    /// All that is told of what was not read.
    told: String,
}

fn seen(editions: &Editions, format: &str, bytes: &[u8]) -> Seen {
    let (edition, document) = editions.for_document(&format!("正确.{format}"), bytes).unwrap();
    let accounts = edition.read(&document);
    let account: &Account = &accounts[0];
    let mut figures = BTreeMap::new();
    for family in &edition.schema.families {
        let Some(read) = account.families.get(family.id.0 as usize) else { continue };
        for row in read.fixed.iter().chain(&read.rows) {
            for (column, cell) in family.columns.iter().zip(&row.cells) {
                let claim = cell.claims.first().filter(|claim| claim.text.contains(['.', '．']));
                let value = claim.map(|claim| claim.value).filter(|_| cell.state == State::Value);
                if claim.is_none() && cell.state != State::Unreadable {
                    continue;
                }
                figures.insert(
                    format!("{}/{}/{}", family.name, row.key, column.name),
                    (value, claim.map_or(String::new(), |claim| claim.text.clone())),
                );
            }
        }
    }
    let found: UnitFindings = edition.check(account);
    let fails = found.findings.iter().filter(|one| one.verdict == Verdict::Fail && one.level == Level::Error);
    let wrong = fails.map(|one| format!("{} {}", one.rule, message(one))).collect();
    let notices = account.notices.iter().map(|notice| notice.message.clone());
    let unread = account.tables.iter().flat_map(|table| &table.unread).chain(&account.unclaimed);
    let told: Vec<String> = notices.chain(unread.map(|one| format!("{} {}", one.text, one.why))).collect();
    Seen { figures, wrong, told: told.join("\n") }
}

/// What is not as it must be.
fn faults(control: &Seen, got: &Seen) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    let new = got.wrong.iter().filter(|one| !control.wrong.contains(one));
    faults.extend(new.map(|one| format!("false 错误: {one}")));
    for (key, (value, text)) in &control.figures {
        match got.figures.get(key) {
            Some((read, _)) if read == value => {}
            Some((Some(_), read)) => faults.push(format!("{key}: {read} instead of {text}")),
            Some((None, _)) => {}
            None if told(&got.told, text) => {}
            None => faults.push(format!("{key}: {text} lost")),
        }
    }
    let surplus =
        got.figures.iter().filter(|(key, (value, _))| value.is_some() && !control.figures.contains_key(*key));
    faults.extend(surplus.map(|(key, (_, text))| format!("{key}: {text} printed nowhere")));
    faults
}

/// Whether a figure is told of: by itself, or with its table, sheet or page.
fn told(said: &str, figure: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    said.lines().any(|line| {
        digits(line).contains(&digits(figure)) || line.contains("认不出") || line.contains("没有读到")
    })
}

fn run(seeds: std::ops::Range<u64>) {
    let editions = Editions::new(&Shipped, &[], None);
    let mut work: Vec<(Kind, &str, u64)> = Vec::new();
    // One kind or format alone, where that is asked for.
    let asked = |name: &str, own: &str| std::env::var(name).map_or(true, |wanted| wanted == own);
    for seed in seeds {
        let all = CASES.iter().flat_map(|(kind, formats)| formats.iter().map(|format| (*kind, *format)));
        let all = all.filter(|(kind, format)| {
            asked("GOUJI_KIND", &format!("{kind:?}")) && asked("GOUJI_FORMAT", format)
        });
        work.extend(all.map(|(kind, format)| (kind, format, seed)));
    }
    let controls: BTreeMap<&str, Seen> =
        ALL.iter().map(|format| (*format, seen(&editions, format, &made(None, format, 0).0))).collect();
    for (format, control) in &controls {
        assert_eq!(control.wrong, Vec::<String>::new(), "{format}");
        assert!(control.figures.len() > 200, "{format}: {}", control.figures.len());
    }
    let told = in_parallel(&work, |(kind, format, seed)| {
        let (bytes, done) = made(Some(*kind), format, *seed);
        let faults = faults(&controls[format], &seen(&editions, format, &bytes));
        if let (Some(folder), false) = (std::env::var_os("KEEP_FORMATS"), faults.is_empty()) {
            let name = format!("{kind:?}_{seed}.{format}");
            std::fs::write(std::path::Path::new(&folder).join(name), &bytes).unwrap();
        }
        (!faults.is_empty()).then(|| {
            let shown: Vec<&str> = faults.iter().take(6).map(String::as_str).collect();
            format!("{kind:?} {format} {seed} ({done}): {} faults\n  {}", faults.len(), shown.join("\n  "))
        })
    });
    let told: Vec<String> = told.into_iter().flatten().collect();
    assert!(told.is_empty(), "{} of {}\n{}", told.len(), work.len(), told.join("\n"));
}

#[test]
fn what_is_not_seen_changes_nothing_and_nothing_is_lost() {
    run(0..2);
}

#[test]
#[ignore = "a hundred places of each kind in each format take minutes"]
fn what_is_not_seen_changes_nothing_in_a_hundred_places() {
    let places = std::env::var("GOUJI_PLACES").ok().and_then(|count| count.parse().ok()).unwrap_or(100);
    run(100..100 + places);
}
