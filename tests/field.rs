//! Whole disclosures as different regions write them, made up and in order: nothing is found in them, and their tables
//! are read.

use std::path::Path;

use gouji::proof::Verdict;
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

/// The files.
const DOCUMENTS: [&str; 5] = ["县教育局.txt", "中学_元.txt", "县法院.txt", "街道.txt", "县农业局.txt"];

#[test]
fn nothing_is_found_in_sound_disclosures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field");
    let editions = Editions::new(&Shipped, &[], None);
    for name in DOCUMENTS {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let (edition, document) = editions.for_document(name, &bytes).unwrap();
        let account = edition.read(&document).remove(0);
        let findings = edition.check(&account);
        let failed: Vec<_> = findings
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Fail && finding.level != Level::Hint)
            .map(|finding| finding.rule.clone())
            .collect();
        assert!(failed.is_empty(), "{name}: {failed:?}");
        // What is left over of a table is a whole cell or row; of prose it is a stretch of text.
        let of_tables = account.unclaimed.iter().filter(|left| left.extent.is_none()).count();
        assert_eq!(of_tables, 0, "{name}: {:?}", account.unclaimed);
        assert!(
            account.unclaimed.len() < 40,
            "{name}: {} figures are not understood",
            account.unclaimed.len()
        );
    }
}
