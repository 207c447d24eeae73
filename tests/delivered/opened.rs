//! Lists and notices opened by a real office program: it takes them without a word, and what it writes of them has the
//! same entries.

use std::collections::BTreeSet;
use std::path::Path;

use super::{document, library, lines, text};
use crate::formats::makers::{convert, soffice};
use crate::support::program::{Folder, gouji};

/// Text without what breaks its lines.
fn joined(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

#[test]
fn an_office_program_opens_lists_and_notices_and_finds_the_same_entries() {
    let Some(program) = soffice() else {
        println!("skipped: LibreOffice (soffice) is not installed, so nothing was opened by it");
        return;
    };
    let folder = Folder::new("opened", &[("进/甲.txt", library().as_bytes())]);
    gouji(&["check", &folder.path("进"), "--out", &folder.path("出")]);
    let told = lines(&std::fs::read(folder.path("出/结果.jsonl")).unwrap());
    let causes = told[0]["causes"].as_array().unwrap();
    let headlines: BTreeSet<String> =
        causes.iter().map(|cause| joined(cause["headline"].as_str().unwrap())).collect();
    let noticed: BTreeSet<String> = causes
        .iter()
        .filter(|cause| cause["level"] != "提示")
        .map(|cause| joined(cause["headline"].as_str().unwrap()))
        .collect();
    assert!(headlines.len() > 10 && noticed.len() > 5);
    let converted = |from: &str, filter: &str, kind: &str| {
        let into = Path::new(from).with_extension(kind);
        let out = convert(&program, &folder.0.join("出"), filter, &[from]).join(into.file_name().unwrap());
        let bytes = std::fs::read(&out).unwrap_or_else(|_| panic!("soffice did not write {}", out.display()));
        joined(&text(&document(&out.to_string_lossy(), &bytes)))
    };
    for (from, filter, kind, wanted) in [
        ("问题清单.xlsx", "ods", "ods", &headlines),
        ("问题清单.xlsx", "xlsx:Calc MS Excel 2007 XML", "xlsx", &headlines),
        ("整改通知/甲.docx", "odt", "odt", &noticed),
        ("整改通知/甲.docx", "pdf", "pdf", &noticed),
    ] {
        let text = converted(from, filter, kind);
        for headline in wanted {
            assert!(text.contains(headline.as_str()), "{from} as {kind} lacks {headline}:\n{text}");
        }
    }
}
