//! Long data in YAML.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gouji_fuzz::read("a.yaml", bytes));
