//! Document, numbering and styles of a .docx in an archive that is in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

const PARTS: [&str; 3] = ["word/document.xml", "word/numbering.xml", "word/styles.xml"];

fuzz_target!(|input: &[u8]| {
    gouji_fuzz::read("a.docx", &gouji_fuzz::zipped(&[("[Content_Types].xml", "<Types/>")], &PARTS, input));
});
