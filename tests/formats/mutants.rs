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
use super::xls::{compound, xls_of};
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

/// A part of a file by its name.
type Part = (String, Vec<u8>);

/// The parts that a file is made of inside its container.
fn opened(name: &str, bytes: &[u8]) -> Vec<Part> {
    if bytes.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let part = |at: usize, archive: &mut zip::ZipArchive<_>| {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        };
        return (0..archive.len()).map(|at| part(at, &mut archive)).collect();
    }
    if matches!(name, "a.xls" | "a.doc") {
        let mut file = cfb::CompoundFile::open(std::io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> =
            file.walk().filter(|entry| entry.is_stream()).map(|entry| entry.name().to_owned()).collect();
        let mut stream = |name: &String| {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file.open_stream(name).unwrap(), &mut bytes).unwrap();
            bytes
        };
        return names.iter().map(|name| (name.clone(), stream(name))).collect();
    }
    vec![(String::new(), bytes.to_vec())]
}

fn closed(name: &str, parts: &[Part]) -> Vec<u8> {
    match name {
        "a.xls" | "a.doc" => {
            let streams: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            compound(&streams)
        }
        "a.pdf" | "a.html" | "a.rtf" => parts[0].1.clone(),
        _ => {
            let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            let options =
                zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            for (name, bytes) in parts {
                archive.start_file(name.as_str(), options).unwrap();
                std::io::Write::write_all(&mut archive, bytes).unwrap();
            }
            archive.finish().unwrap().into_inner()
        }
    }
}

/// Changes the bytes of a part in a few places as damage and clumsy programs do: others, twice, not, elsewhere, absurd numbers.
fn shake(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..1 + random.below(6) {
        if bytes.len() < 8 {
            return;
        }
        let at = random.below(bytes.len() - 4);
        let most = if random.chance(80) { 40 } else { 4000 };
        let size = 1 + random.below(most).min(bytes.len() - at - 1);
        let piece = bytes[at..at + size].to_vec();
        let to = random.below(bytes.len());
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => {
                bytes[at] = *random.pick(&[0, 1, 0x7F, 0x80, 0xFF, b'<', b'>', b'"', b'/', b'9', b'-', b' '])
            }
            2 => drop(bytes.drain(at..at + size)),
            3 => drop(bytes.splice(to..to, piece)),
            4 => drop(bytes.splice(at..at, piece.repeat(1 + random.below(20)))),
            5 => {
                let number =
                    *random.pick(&["0", "-1", "65536", "4294967295", "99999999999999999999", "1e309", ""]);
                // A number where one stands.
                let digits = bytes[at..].iter().position(u8::is_ascii_digit).map_or(at, |ahead| at + ahead);
                let end = bytes[digits..]
                    .iter()
                    .position(|byte| !byte.is_ascii_digit())
                    .map_or(digits, |more| digits + more);
                drop(bytes.splice(digits..end, number.bytes()));
            }
            _ => {
                bytes[at..at + 4].copy_from_slice(&(random.below(1 << 33) as u64 * 0x9E37).to_le_bytes()[..4])
            }
        }
    }
}

/// How long the reader of a mutant may take in a program that is not optimised.
const LONG: std::time::Duration = std::time::Duration::from_secs(20);

fn shaken(seconds: u64) {
    let edition = open(&Shipped, &[], Some(2024));
    let whole: Vec<(&str, Vec<Part>)> =
        files().iter().map(|(name, bytes)| (*name, opened(name, bytes))).collect();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    let workers: Vec<u64> = (0..2).collect();
    let counts = in_parallel(&workers, |worker| {
        let (mut counts, mut seed) = (vec![0_usize; whole.len()], *worker);
        while std::time::Instant::now() < until {
            let which = (seed / 2) as usize % whole.len();
            let mut random = Random::new(seed);
            let (name, parts) = &whole[which];
            let mut parts = parts.clone();
            let large: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].1.len() > 40).collect();
            shake(&mut parts[*random.pick(&large)].1, &mut random);
            let bytes = closed(name, &parts);
            let before = std::time::Instant::now();
            let done = std::panic::catch_unwind(|| match read(name, &bytes) {
                // Judging is the same for all formats, and slow.
                Ok(document) if seed % 20 < 2 => drop(edition.read(&document)),
                Ok(document) => drop(gouji::document::print(&document)),
                Err(error) => assert!(error.to_string().contains('请'), "{error}"),
            });
            if done.is_err() || before.elapsed() > LONG {
                let path = std::env::temp_dir().join(format!("shaken_{seed}_{name}"));
                std::fs::write(&path, &bytes).unwrap();
                panic!("{name} {seed}: {:?}, kept as {}", before.elapsed(), path.display());
            }
            counts[which] += 1;
            seed += 2;
        }
        counts
    });
    let sums: Vec<(&str, usize)> =
        (0..whole.len()).map(|at| (whole[at].0, counts.iter().map(|own| own[at]).sum())).collect();
    println!("{sums:?}");
}

#[test]
fn shaken_files_are_read_or_refused() {
    shaken(2);
}

#[test]
#[ignore = "goes on for as many seconds as GOUJI_SECONDS says"]
fn shaken_files_are_read_or_refused_for_long() {
    shaken(std::env::var("GOUJI_SECONDS").ok().and_then(|count| count.parse().ok()).unwrap_or(1200));
}
