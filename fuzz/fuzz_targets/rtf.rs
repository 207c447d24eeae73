//! Rich text behind its opening.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gouji_fuzz::read("a.rtf", &[b"{\\rtf1", bytes].concat()));
