//! A web page behind its opening.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gouji_fuzz::read("a.html", &[b"<html>", bytes].concat()));
