//! The main stream of an .xls in an OLE file that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|stream: &[u8]| {
    gouji_fuzz::read("a.xls", &gouji_fuzz::compound(&[("Workbook", stream)]));
});
