//! Whether time is bounded by size: each part of the input is repeated as often as it says, in one of the formats, and
//! reading and judging the file takes no more than its size allows.
#![no_main]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use gouji::report::findings_json;
use gouji::session::{Edition, Shipped, open};
use libfuzzer_sys::fuzz_target;

static EDITION: LazyLock<Edition> = LazyLock::new(|| open(&Shipped, &[], Some(2024)));
/// Largest file that is made.
const LARGEST: usize = 256 * 1024;
const NAMES: [&str; 5] = ["a.md", "a.csv", "a.html", "a.rtf", "a.docx"];

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    let name = NAMES[usize::from(*kind) % NAMES.len()];
    let mut text = Vec::new();
    for part in gouji_fuzz::split(rest) {
        let Some((times, part)) = part.split_first_chunk::<2>() else { continue };
        let times = usize::from(u16::from_le_bytes(*times)).min(LARGEST / part.len().max(1));
        text.extend(part.repeat(times));
    }
    text.truncate(LARGEST);
    let bytes = match name {
        "a.docx" => gouji_fuzz::zipped(&[("[Content_Types].xml", "<Types/>")], &["word/document.xml"], &text),
        "a.rtf" => [b"{\\rtf1", text.as_slice(), b"}"].concat(),
        "a.html" => [b"<html>", text.as_slice(), b"</html>"].concat(),
        _ => text,
    };
    let edition = &*EDITION;
    let began = Instant::now();
    let Ok(document) = gouji::document::read(name, &bytes) else { return };
    let units: Vec<_> = edition.read(&document).iter().map(|account| edition.check(account)).collect();
    let _ = findings_json(&units, &edition.info);
    let most = Duration::from_secs(3) + Duration::from_micros(60) * u32::try_from(bytes.len()).unwrap();
    assert!(began.elapsed() < most, "{name}: {:?} for {} bytes", began.elapsed(), bytes.len());
});
