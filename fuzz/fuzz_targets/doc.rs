//! The streams of a .doc in an OLE file that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((main, table, data)) = gouji_fuzz::word_streams(input) else { return };
    let streams = [("WordDocument", main), ("1Table", table), ("Data", data)];
    gouji_fuzz::read("a.doc", &gouji_fuzz::compound(&streams));
});
