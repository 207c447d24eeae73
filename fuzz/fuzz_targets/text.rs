//! Text in any encoding, as Markdown. (Pages and rich text are told by content and reached from here, too.)
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gouji_fuzz::read("a.md", bytes));
