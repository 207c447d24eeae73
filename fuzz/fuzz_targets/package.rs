//! A ZIP package as it is: directory, checksums, compression.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gouji_fuzz::read("a.docx", bytes));
