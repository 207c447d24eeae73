//! Everything that happens to a text: reading, recognition, the shipped rules, all reports. The rules are compiled
//! once, for 2024.
#![no_main]

use std::sync::OnceLock;

use gouji::report::{DocumentRead, Options, Outcome, account_html, account_json, findings_json, terminal};
use gouji::session::{Edition, Shipped, open};
use libfuzzer_sys::fuzz_target;

static EDITION: OnceLock<Edition> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| {
    let edition = EDITION.get_or_init(|| open(&Shipped, &[], Some(2024)));
    let Ok(document) = gouji::document::read("a.md", bytes) else { return };
    let accounts = edition.read(&document);
    let units: Vec<_> = accounts.iter().map(|account| edition.check(account)).collect();
    let read = DocumentRead { schema: &edition.schema, document: &document, accounts: &accounts };
    account_html(&[read], &mut String::new()).unwrap();
    let _ = account_json(&edition.schema, &accounts);
    let _ = findings_json(&units, &edition.info);
    let outcomes: Vec<_> = units.iter().map(|unit| Outcome::Checked(unit, &edition.info)).collect();
    let _ = terminal(&outcomes, &Options { verbose: true, width: 60, ..Options::default() });
});
