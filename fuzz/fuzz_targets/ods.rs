//! Content and styles of an .ods in an archive that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let fixed = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet")];
    gouji_fuzz::read("a.ods", &gouji_fuzz::zipped(&fixed, &["content.xml", "styles.xml"], input));
});
