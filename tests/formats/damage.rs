//! Damaged and hostile files: an error with a mend, in time, and never a panic.

use crate::support::clock::Clock;
use std::io::{Cursor, Write};
use std::time::Duration;

use gouji::document::{ReadError, read};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::build::{Cell, Piece, docx, docx_of, html, paragraph, xlsx, zipped};
use super::doc::{doc_of, numbered_doc};
use super::odt::{odt, odt_of};
use super::ofd::ofd;
use super::rtf::rtf;
use super::xls::{compound, xls_of};

fn refused(name: &str, bytes: &[u8], wanted: &str) {
    let started = Clock::start();
    let error = read(name, bytes).expect_err(name).to_string();
    assert!(error.contains(wanted), "{name}: {error}");
    assert!(error.contains('请'), "{name}: no mend in {error}");
    assert!(started.elapsed() < Duration::from_secs(20), "{name}");
}

#[test]
fn truncated_files_are_refused() {
    let whole = docx_of(&paragraph("收入"), "", "");
    for size in [4, whole.len() / 2, whole.len() - 1] {
        refused("a.docx", &whole[..size], "不完整");
    }
    refused("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0", "不完整");
    refused("a.docx", &docx_of("<w:p><w:r><w:t>收", "", ""), "标记不完整");
    refused("a.docx", &docx_of("", "", ""), "没有可以读取的文字");
}

#[test]
fn bombs_are_not_expanded() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    archive.start_file("word/document.xml", options).unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..300 {
        archive.write_all(&block).unwrap();
    }
    refused("a.docx", &archive.finish().unwrap().into_inner(), "展开");

    let laughs = "<!DOCTYPE x [<!ENTITY a '哈哈'><!ENTITY b '&a;&a;&a;&a;'>]>";
    let body =
        format!("{laughs}<w:document xmlns:w='w'><w:p><w:r><w:t>甲&b;乙</w:t></w:r></w:p></w:document>");
    let document = read("a.docx", &zipped(&[("word/document.xml", &body)])).unwrap();
    assert!(gouji::document::print(&document).contains("甲乙"));

    refused("a.docx", &docx_of(&"<w:p>".repeat(100_000), "", ""), "嵌套超过");
    let deep = "<table><tr><td>".repeat(5_000);
    refused("a.html", format!("<html>{deep}").as_bytes(), "嵌套超过");
}

#[test]
fn wide_and_tall_tables_are_bounded() {
    let started = Clock::start();
    let tall: String = (0..60_000).map(|_| "<tr><td rowspan=65535>1<td>2").collect();
    let cut = read("a.html", format!("<table>{tall}</table>").as_bytes()).unwrap();
    assert!(cut.notices.iter().any(|notice| notice.message.contains("列")));
    let merged =
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>".repeat(50_000);
    read("a.docx", &docx_of(&format!("{}<w:tbl>{merged}</w:tbl>", paragraph("甲")), "", "")).unwrap();
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn locked_and_foreign_files_say_what_to_do() {
    let mut locked = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    locked.create_stream("EncryptedPackage").unwrap().write_all(b"x").unwrap();
    locked.create_stream("EncryptionInfo").unwrap().write_all(&[4, 0, 4, 0, 0x40, 0, 0, 0]).unwrap();
    let locked = locked.into_inner().into_inner();
    refused("a.xlsx", &locked, "密码");
    refused("a.docx", &locked, "密码");
    refused("a.xls", &locked_book(), "密码");
    refused("a.doc", &locked_text(), "密码");
    refused("a.docx", &locked_package(), "密码");
    let mut other = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    other.create_stream("PowerPoint Document").unwrap().write_all(b"x").unwrap();
    refused("a.ppt", &other.into_inner().into_inner(), "另存为");
    refused("a.zip", &zipped(&[("a.txt", "字")]), "解开");
    refused("a.xlsb", &zipped(&[("[Content_Types].xml", ""), ("xl/workbook.bin", "")]), ".xlsx");
    assert!(matches!(read("a.ppt", &zipped(&[("ppt/a.xml", "")])), Err(ReadError::Unsupported(_))));
}

/// A workbook whose second record says that what follows is encrypted.
fn locked_book() -> Vec<u8> {
    let start = [&[0x09_u8, 0x08, 16, 0, 0, 6, 5, 0][..], &[0; 12]].concat();
    let stream = [&start[..], &[0x2F, 0, 6, 0, 1, 0, 1, 0, 0, 0], &start].concat();
    compound(&[("Workbook", &stream)])
}

/// A Word document with the mark of encryption in its head.
fn locked_text() -> Vec<u8> {
    let mut main = vec![0xEC, 0xA5, 0xC1, 0, 0, 0, 0, 0, 0, 0, 0, 0x03];
    main.resize(2048, 0);
    compound(&[("WordDocument", &main), ("1Table", &[0; 64])])
}

/// A package whose parts are marked as encrypted, in their own heads and in the directory.
fn locked_package() -> Vec<u8> {
    let mut bytes = docx_of(&paragraph("收入"), "", "");
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(mark)).collect();
        places.iter().for_each(|at| bytes[at + flags] |= 1);
    }
    bytes
}

#[test]
fn files_that_are_cut_off_anywhere_are_read_or_refused() {
    for (which, bytes) in samples().iter().enumerate() {
        for part in 0..16 {
            let started = Clock::start();
            if let Err(error) = read("a", &bytes[..bytes.len() * part / 16]) {
                assert!(error.to_string().contains('请'), "{which} {part}/16: no mend in {error}");
            }
            assert!(started.elapsed() < Duration::from_secs(2), "{which} {part}/16");
        }
    }
}

/// A small file of each format.
fn samples() -> Vec<Vec<u8>> {
    let cell = |text: &str| Cell { text: text.to_owned(), columns: 1, rows: 1 };
    let row = |name: &str| vec![cell(name), cell("1.50"), Cell { columns: 2, ..cell("") }];
    let pieces = [
        Piece::Text("收入 5 万元".to_owned()),
        Piece::Table(vec![row("项目"), row("合计")]),
        Piece::Text("注：无".to_owned()),
    ];
    vec![
        docx(&pieces),
        xlsx(&pieces),
        xls_of(&pieces),
        doc_of(&pieces),
        ofd(&pieces),
        rtf(&pieces).into_bytes(),
        html(&pieces).into_bytes(),
        odt(&pieces),
        numbered_doc(),
    ]
}

thread_local! {
    static SAMPLES: Vec<Vec<u8>> = samples();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn changed_files_never_panic(
        which in 0_usize..9,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = SAMPLES.with(|samples| samples[which].clone());
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Err(error) = read("a", &bytes) {
            prop_assert!(error.to_string().contains('请'), "no mend in {}", error);
        }
    }

    /// Offsets, counts and sizes of binary formats stand at few places: these are hit on purpose.
    #[test]
    fn changed_heads_never_panic(
        which in prop::sample::select(vec![2_usize, 3, 8]),
        changes in prop::collection::vec((0_usize..0x600, prop::sample::select(vec![0_u8, 1, 0x7F, 0x80, 0xFF])), 1..6),
        sector in prop::sample::select(vec![0_usize, 512, 1024, 2560]),
    ) {
        let mut bytes = SAMPLES.with(|samples| samples[which].clone());
        for (at, value) in changes {
            if let Some(byte) = bytes.get_mut(sector + at) {
                *byte = value;
            }
        }
        let _ = read("a", &bytes);
    }

    #[test]
    fn any_markup_is_read_or_refused(body in "(<(/?(w:)?(p|r|t|tbl|tr|tc|tcPr|gridSpan|vMerge|txbxContent|del|numId))( w:val='[0-9a-z]{0,3}')?/?>|甲|&[a-z]{0,3};){0,60}") {
        let _ = read("a.docx", &docx_of(&body, "", ""));
    }

    #[test]
    fn any_open_document_is_read_or_refused(body in "(<(/?(text|table|draw|office):(p|h|span|s|list|list-item|table|table-row|table-cell|text-box|note|body))( (text:c|text:style-name|table:number-(rows-spanned|columns-spanned|columns-repeated)|text:outline-level|text:start-value)='[0-9L]{0,7}')?/?>|甲|1.5| ){0,60}") {
        let _ = read("a.odt", &odt_of("<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='一'/></text:list-style>", &body));
    }

    #[test]
    fn any_markup_in_one_file_is_read_or_refused(body in "(</?(ss:)?(Worksheet|Table|Row|Cell|Data|Style|Border|NumberFormat|Visible)( ss:(Index|MergeAcross|MergeDown|StyleID|Type|Format)='[0-9a-zA-Z]{0,7}')?/?>|甲|1.5| ){0,60}") {
        let head = "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";
        let _ = read("a.xls", format!("{head}{body}</Workbook>").as_bytes());
    }

    #[test]
    fn any_page_is_read(body in "(</?(table|tr|td|th|p|div|li|ol|script|b|select|head|body)( (colspan|rowspan)=[0-9]{1,6})?/?>|甲|1.5|&lt;|<!--|-->| ){0,80}") {
        let page = format!("<html>{body}");
        match read("a.html", page.as_bytes()) {
            Ok(document) => prop_assert!(!document.blocks.is_empty()),
            Err(error) => prop_assert!(error.to_string().contains('请')),
        }
    }

    #[test]
    fn any_rich_text_is_read_or_refused(body in "(\\\\(par|cell|row|trowd|cellx[0-9]{1,3}|u-?[0-9]{1,6}|uc[0-9]|bin[0-9]|intbl|pard|\\*|'[0-9a-g]{2})|[{} a甲]){0,80}") {
        let _ = read("a.doc", format!("{{\\rtf1{body}").as_bytes());
    }

    #[test]
    fn any_sheet_is_read_or_refused(cells in prop::collection::vec(("[A-Z]{0,3}[0-9]{0,7}", "(n|s|str|b|e|inlineStr|d|x)", "[-0-9.eE甲]{0,8}"), 0..20)) {
        let cells: String = cells.iter().map(|(at, kind, value)| format!("<c r='{at}' t='{kind}' s='3'><v>{value}</v></c>")).collect();
        let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
        let bytes = zipped(&[
            ("[Content_Types].xml", ""),
            ("xl/workbook.xml", "<workbook><sheets><sheet name='表' id='x'/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<r><Relationship Id='x' Target='s.xml'/></r>"),
            ("xl/s.xml", &sheet),
        ]);
        let _ = read("a.xlsx", &bytes);
    }
}
