//! A document or workbook of Office 2003, or a document with its parts in one file, as one file of markup.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gouji_fuzz::read("a.xml", bytes));
