//! Files of each format with one byte changed or the end cut off: refused, read with a notice, or read as before.
//!
//! A byte is changed where the format lets one see it (what is packed has checksums); of the others the end is cut off, and in
//! a binary workbook a length is changed. `GOUJI_MUTANTS` says how many of each format.

use gouji::account::Account;
use gouji::document::read;
use gouji::report::account_json;
use gouji::session::{Edition, Shipped, open};

use super::build::{Piece, docx, html, pieces, xlsx};
use super::doc::doc_of;
use super::marred::ods_of;
use super::odt::odt;
use super::ofd::ofd;
use super::pages::pages_of;
use super::rtf::rtf;
use super::xls::xls_of;
use crate::pdf::writer::packed_file;
use crate::support::in_parallel;
use crate::support::random::Random;

fn files() -> Vec<(&'static str, Vec<u8>)> {
    let example: Vec<Piece> =
        pieces(&read("正确.txt", &std::fs::read("examples/正确.txt").unwrap()).unwrap());
    vec![
        ("a.docx", docx(&example)),
        ("a.xlsx", xlsx(&example)),
        ("a.ods", ods_of()),
        ("a.odt", odt(&example)),
        ("a.ofd", ofd(&example)),
        ("a.pdf", packed_file(&pages_of(&example))),
        ("a.html", html(&example).into_bytes()),
        ("a.rtf", rtf(&example).into_bytes()),
        ("a.xls", xls_of(&example)),
        ("a.doc", doc_of(&example)),
    ]
}

/// What a file says; none where something is said of the file itself, or it is refused.
fn account(edition: &Edition, name: &str, bytes: &[u8]) -> Option<String> {
    let document = read(name, bytes).ok()?;
    let accounts: Vec<Account> = edition.read(&document);
    let told = |account: &Account| !account.notices.is_empty();
    if !document.notices.is_empty() || !document.lost.is_empty() || accounts.iter().any(told) {
        return None;
    }
    Some(account_json(&edition.schema, &accounts))
}

/// Changes a file; what was done.
fn change(name: &str, bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let at = random.below(bytes.len());
    let checked = matches!(name, "a.docx" | "a.xlsx" | "a.ods" | "a.odt" | "a.ofd" | "a.pdf");
    if checked && random.chance(80) {
        let bit = 1_u8 << random.below(8);
        bytes[at] ^= bit;
        return format!("bit {bit:#x} of byte {at} of {}", bytes.len());
    }
    // Of a few letters no format is seen, and nothing is read of them.
    let (size, at) = (bytes.len(), at.max(64));
    bytes.truncate(at);
    format!("cut off at {at} of {size}")
}

fn run(count: u64) {
    let edition = open(&Shipped, &[], Some(2024));
    let files = files();
    let sound: Vec<String> =
        files.iter().map(|(name, bytes)| account(&edition, name, bytes).expect(name)).collect();
    let work: Vec<(usize, u64)> =
        (0..files.len()).flat_map(|file| (0..count).map(move |seed| (file, seed))).collect();
    let told = in_parallel(&work, |(file, seed)| {
        let (name, bytes) = &files[*file];
        let mut changed = bytes.clone();
        let done = change(name, &mut changed, &mut Random::new(seed * 31 + *file as u64));
        let got = account(&edition, name, &changed)?;
        (got != sound[*file]).then(|| {
            if let Some(folder) = std::env::var_os("KEEP_FORMATS") {
                std::fs::write(std::path::Path::new(&folder).join(format!("mutant_{seed}_{name}")), &changed)
                    .unwrap();
            }
            format!("{name} {seed}: {done}")
        })
    });
    let told: Vec<String> = told.into_iter().flatten().collect();
    assert!(told.is_empty(), "{} of {} changed without a word\n{}", told.len(), work.len(), told.join("\n"));
}

#[test]
fn damage_is_told_or_changes_nothing() {
    run(8);
}

#[test]
#[ignore = "a thousand mutants of each format take minutes"]
fn damage_is_told_or_changes_nothing_in_a_thousand_mutants() {
    run(std::env::var("GOUJI_MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(1000));
}
