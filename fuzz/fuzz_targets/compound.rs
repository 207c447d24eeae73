//! An OLE file as it is: sectors, directory, streams.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gouji_fuzz::read("a.doc", bytes));
