//! Whether damage is said: a sound file in some format that is cut off, or of which a byte that a checksum covers is
//! changed, is refused, or read with a notice, or gives the account that the sound one gives.
#![no_main]

use std::sync::LazyLock;

use gouji::account::Account;
use gouji::report::account_json;
use gouji::session::{Edition, Shipped, open};
use libfuzzer_sys::fuzz_target;

static EDITION: LazyLock<Edition> = LazyLock::new(|| open(&Shipped, &[], Some(2024)));
static FILES: LazyLock<Vec<(&'static str, Vec<u8>, String)>> = LazyLock::new(|| {
    let files = gouji_fuzz::sound().into_iter();
    files.map(|(name, bytes)| (name, account(name, &bytes).unwrap().unwrap(), bytes)).map(turned).collect()
});

fn turned((name, account, bytes): (&'static str, String, Vec<u8>)) -> (&'static str, Vec<u8>, String) {
    (name, bytes, account)
}

/// What a file says, without what is said of the file; none where something is said of it.
fn account(name: &str, bytes: &[u8]) -> Result<Option<String>, ()> {
    let document = gouji::document::read(name, bytes).map_err(|_| ())?;
    if !document.notices.is_empty() {
        return Ok(None);
    }
    let accounts: Vec<Account> = EDITION.read(&document);
    Ok(Some(account_json(&EDITION.schema, &accounts)))
}

fuzz_target!(|input: &[u8]| {
    let Some((head, rest)) = input.split_first_chunk::<6>() else { return };
    let Some((name, bytes, sound)) = FILES.get(usize::from(head[0]) % FILES.len()) else { return };
    let at = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize % bytes.len();
    let mut damaged = bytes.clone();
    // What is packed has a checksum; of other files only the end can be seen to be missing.
    match rest.first() {
        Some(change) if bytes.starts_with(b"PK") => damaged[at] ^= change | 1,
        _ => damaged.truncate(at),
    }
    if let Ok(Some(read)) = account(name, &damaged) {
        assert_eq!(&read, sound, "{name}, {at} of {}: changed without a word", bytes.len());
    }
});
