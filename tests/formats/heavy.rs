//! Small files that stand for very much: what is shared, repeated or referred to again and again is bounded, and no
//! work grows with the square of a file.

use crate::support::clock::Clock;
use std::time::Duration;

use gouji::document::{Document, ReadError, read};

use super::build::Piece;
use super::build::{docx_of, paragraph, zipped};
use super::doc::{doc_of, doc_raw};
use super::xls::compound;

/// Without optimisation; what takes longer is out of all proportion.
const LONG: Duration = Duration::from_secs(20);

fn timed(name: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    assert!(bytes.len() < 12_000_000, "{name} is no small file: {}", bytes.len());
    let before = Clock::start();
    let done = read(name, bytes);
    println!(
        "{name} {:?} {}",
        before.elapsed(),
        done.as_ref().map_or_else(ToString::to_string, |_| String::new())
    );
    assert!(before.elapsed() < LONG, "{name}: {:?}", before.elapsed());
    if let Err(error) = &done {
        assert!(error.to_string().contains('请'), "{name}: no mend in {error}");
    }
    done
}

fn book(sheet: &str, strings: &str, styles: &str) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", ""),
        ("xl/workbook.xml", "<workbook><sheets><sheet name='表' id='x'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<r><Relationship Id='x' Target='s.xml'/></r>"),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
        ("xl/s.xml", sheet),
    ])
}

fn sheet(cells: &str) -> String {
    format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")
}

#[test]
fn shared_texts_are_not_held_without_end() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "字".repeat(500_000));
    let cells = format!("<row>{}</row>", "<c t='s'><v>0</v></c>".repeat(20_000));
    let error = timed("a.xlsx", &book(&sheet(&cells), &strings, "")).unwrap_err();
    assert!(error.to_string().contains("合起来超过"), "{error}");
    // The same in binary: one text of 8,000 letters, nine thousand cells.
    let record =
        |kind: u16, bytes: &[u8]| [&kind.to_le_bytes(), &(bytes.len() as u16).to_le_bytes(), bytes].concat();
    let start = |kind: u16| record(0x0809, &[0, 6, kind as u8, 0, 0, 0, 0, 0]);
    let text = [&[1_u8, 0, 0, 0, 1, 0, 0, 0][..], &8_000_u16.to_le_bytes(), &[0], &[b'a'; 8_000]].concat();
    let mut stream = start(5);
    let offset = stream.len() + 4 + 9 + 4 + text.len() + 4;
    stream.extend(record(0x85, &[&(offset as u32).to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat()));
    stream.extend(record(0xFC, &text));
    stream.extend(record(0x0A, &[]));
    stream.extend(start(16));
    for row in 0..9_000_u16 {
        stream.extend(record(0xFD, &[&row.to_le_bytes()[..], &[0; 8]].concat()));
    }
    let error = timed("a.xls", &compound(&[("Workbook", &stream)])).unwrap_err();
    assert!(error.to_string().contains("合起来超过"), "{error}");
}

#[test]
fn merged_cells_and_formats_are_bounded() {
    let merges: String =
        (1..40_000).map(|at| format!("<mergeCell ref='A{at}:B{}'/>", at + 900_000)).collect();
    let cells = "<row r='1'><c r='A1' t='str'><v>甲</v></c></row>";
    let _ = timed(
        "a.xlsx",
        &book(&format!("<worksheet><sheetData>{cells}</sheetData>{merges}</worksheet>"), "", ""),
    );
    let code = format!(
        "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='0\"{}\"'/></numFmts><cellXfs>{}</cellXfs></styleSheet>",
        "字".repeat(300_000),
        "<xf numFmtId='200'/>".repeat(100_000)
    );
    let cells: String = (1..5_000).map(|at| format!("<row r='{at}'><c s='1'><v>1</v></c></row>")).collect();
    let _ = timed("a.xlsx", &book(&sheet(&cells), "", &code));
    let styles: String = (0..30_000)
        .map(|at| format!("<style name='s{at}'><table-properties display='false'/></style>"))
        .collect();
    let tables: String =
        (0..30_000).map(|at| format!("<table name='t{at}' style-name='x'></table>")).collect();
    let content = format!(
        "<d>{styles}{tables}<table name='甲'><table-row><table-cell><p>甲</p></table-cell></table-row></table></d>"
    );
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    assert!(timed("a.ods", &zipped(&[("mimetype", kind), ("content.xml", &content)])).is_ok());
}

#[test]
fn layouts_of_rows_are_shared() {
    let definition = format!("\\trowd{}", "\\cellx9".repeat(200_000));
    let rich = format!("{{\\rtf1 {definition}{}\\pard a\\par}}", "\\intbl a\\cell\\row".repeat(50_000));
    assert!(timed("a.rtf", rich.as_bytes()).is_ok());
    let growing = format!("\\trowd{}", "\\cellx9\\row".repeat(4_000)).repeat(50);
    let error = timed("a.rtf", format!("{{\\rtf1 \\intbl {growing}}}").as_bytes()).unwrap_err();
    assert!(error.to_string().contains("超过"), "{error}");
    let many = vec![Piece::Text("甲".to_owned()); 2_000];
    assert!(timed("a.doc", &doc_of(&many)).is_ok());
}

#[test]
fn fields_within_fields_are_counted() {
    let fields = "\u{13}\u{14}".repeat(100_000);
    let text = format!("甲{fields}{}", "乙".repeat(300_000));
    let document = timed("a.doc", &doc_raw(&text)).unwrap();
    assert!(gouji::document::print(&document).contains("甲乙乙"));
}

#[test]
fn ordinals_and_deleted_rows_take_their_time_once() {
    let numbering = format!(
        "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:lvlText w:val='{}'/></w:lvl></w:abstractNum>\
         <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>",
        "甲".repeat(300_000)
    );
    let numbered =
        "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>";
    assert!(timed("a.docx", &docx_of(&numbered.repeat(20_000), &numbering, "")).is_ok());
    let cell = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>";
    let kept = format!("<w:tr>{cell}{cell}</w:tr>").repeat(20_000);
    let dropped = format!("<w:tr><w:trPr><w:del/></w:trPr>{cell}</w:tr>").repeat(20_000);
    let body = format!("{}<w:tbl>{kept}{dropped}</w:tbl>", paragraph("甲"));
    assert!(timed("a.docx", &docx_of(&body, "", "")).is_ok());
}

#[test]
fn blanks_of_a_page_and_distances_of_letters_are_read_once() {
    let page = format!("<html><p>{}</p>", "甲 ".repeat(400_000));
    assert!(timed("a.html", page.as_bytes()).is_ok());
    let code = "<TextCode X='1' Y='1' DeltaX='g 199999 1' DeltaY='g 199999 1'>甲</TextCode>".repeat(20_000);
    let page = format!("<Page><TextObject Boundary='1 1 9 9' Size='4'>{code}</TextObject></Page>");
    let parts = |pages: &str, template: &str, page: &str| {
        let document = format!("<D><TemplatePage ID='t' BaseLoc='t.xml'/>{pages}</D>");
        zipped(&[
            ("OFD.xml", "<O><DocRoot>d.xml</DocRoot></O>"),
            ("d.xml", &document),
            ("t.xml", template),
            ("p.xml", page),
        ])
    };
    let _ = timed("a.ofd", &parts("<Page ID='1' BaseLoc='p.xml'/>", "<Page/>", &page));
    let letters = format!(
        "<Page><TextObject Boundary='1 1 9 9' Size='4'><TextCode>{}</TextCode></TextObject></Page>",
        "甲".repeat(100_000)
    );
    let pages = "<Page ID='1' BaseLoc='p.xml'/>".repeat(2_000);
    let error =
        timed("a.ofd", &parts(&pages, &letters, "<Page><Template TemplateID='t'/></Page>")).unwrap_err();
    assert!(error.to_string().contains("太多"), "{error}");
}
