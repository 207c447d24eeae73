//! Parsing and printing of rule files.

use gouji::source::SourceId;
use gouji::syntax;

#[test]
fn drafted_base_parses() {
    let Ok(files) = std::fs::read_dir("../shared/design/sketch") else {
        println!("skipped: no drafted base beside the project");
        return;
    };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "gj")) {
        let text = std::fs::read_to_string(file).unwrap();
        let (tree, diagnostics) = syntax::parse(SourceId(0), &text);
        assert!(diagnostics.is_empty(), "{}: {diagnostics:#?}", file.display());
        assert!(!tree.items.is_empty());
    }
}
