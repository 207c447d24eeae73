//! A PDF file as it is. Broken tables of contents are mended, so that changed files still open.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    gouji_fuzz::only_own_panics();
    gouji_fuzz::read("a.pdf", bytes);
});
