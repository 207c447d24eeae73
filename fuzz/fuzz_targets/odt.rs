//! Content and styles of an .odt in an archive that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let fixed = [("mimetype", "application/vnd.oasis.opendocument.text")];
    gouji_fuzz::read("a.odt", &gouji_fuzz::zipped(&fixed, &["content.xml", "styles.xml"], input));
});
