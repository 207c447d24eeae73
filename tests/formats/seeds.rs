//! Seeds of the fuzz targets (fuzz/README.md): small files and parts of files, made by the writers of these tests.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use gouji::document::read;
use zip::ZipArchive;

use super::build::{Cell, Piece, docx, docx_of, html, paragraph, xlsx, zipped};
use super::doc::doc_of;
use super::flat::{excel_2003, word_2003, word_package};
use super::odt::odt;
use super::ofd::ofd;
use super::rtf::rtf;
use super::xls::xls_of;
use crate::pdf::writer::{Page, file, stream};

/// What stands between the parts of a package in the input of a target.
const BETWEEN: &str = "\n%%%%\n";

fn pieces() -> Vec<Piece> {
    let cell = |text: &str, columns, rows| Cell { text: text.to_owned(), columns, rows };
    let row = |name: &str, figure: &str| vec![cell(name, 1, 1), cell(figure, 1, 1), cell("", 2, 1)];
    vec![
        Piece::Text("收入支出决算总表".to_owned()),
        Piece::Table(vec![row("项目", "决算数"), row("一、收入", "1234.50"), row("合计\n（总计）", "-")]),
        Piece::Text("支出1,234.50万元，比上年增长5.1%。".to_owned()),
    ]
}

/// Parts of a ZIP package under these names, joined.
fn parts(bytes: &[u8], names: &[&str]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let texts: Vec<String> = names
        .iter()
        .map(|name| {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        })
        .collect();
    texts.join(BETWEEN).into_bytes()
}

fn stream_of(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).unwrap();
    let mut stream = Vec::new();
    file.open_stream(name).unwrap().read_to_end(&mut stream).unwrap();
    stream
}

fn doc_input(bytes: &[u8]) -> Vec<u8> {
    let [main, table, data] = ["WordDocument", "1Table", "Data"].map(|name| stream_of(bytes, name));
    let lengths = [table.len() as u16, data.len() as u16].map(u16::to_le_bytes).concat();
    [lengths, main, table, data].concat()
}

const NUMBERED: &str = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>\
    收入</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/></w:tcPr>\
    <w:p/></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1.00</w:t></w:r>\
    </w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl><w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>\
    <w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:del><w:r><w:delText>删\
    </w:delText></w:r></w:del></w:p>";
const NUMBERING: &str = "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt \
    w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\">\
    <w:abstractNumId w:val=\"0\"/></w:num>";
const CONTENT: &str = "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:body>\
    <office:spreadsheet><table:table table:name='表'><table:table-row table:number-rows-repeated='2'>\
    <table:table-cell office:value-type='float' office:value='1.5' table:number-columns-spanned='2' \
    table:number-rows-spanned='1'><text:p>1.50</text:p></table:table-cell><table:covered-table-cell/>\
    <table:table-cell table:number-columns-repeated='3'><text:p>收<text:s text:c='2'/>入</text:p></table:table-cell>\
    </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";

fn packages(seeds: &mut BTreeMap<&'static str, Vec<Vec<u8>>>) {
    let pieces = pieces();
    let word = ["word/document.xml", "word/numbering.xml", "word/styles.xml"];
    let numbered = docx_of(NUMBERED, NUMBERING, "<w:style w:styleId=\"a\"/>");
    seeds.insert("docx", vec![parts(&docx(&pieces), &word), parts(&numbered, &word)]);
    let book = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"];
    seeds.insert("xlsx", vec![parts(&xlsx(&pieces), &book)]);
    seeds.insert("ods", vec![CONTENT.as_bytes().to_vec()]);
    seeds.insert("odt", vec![parts(&odt(&pieces), &["content.xml"])]);
    seeds.insert("flat", [word_2003(), word_package(), excel_2003()].map(String::into_bytes).to_vec());
    seeds.insert("ofd", vec![parts(&ofd(&pieces), &["Doc_0/Pages/Page_0/Content.xml"])]);
    let sheet =
        zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", CONTENT)]);
    seeds.insert("package", vec![docx_of(&paragraph("收入"), "", ""), sheet]);
}

fn pages() -> Vec<Vec<u8>> {
    let table = Page::default()
        .text(230, 705, 10, "12.50")
        .text(110, 705, 10, "支出")
        .text(100, 780, 12, "决算表")
        .grid(&[100, 200, 300], &[700, 720, 740]);
    let form = stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842]", b"0 0 9 9 re f");
    let picture = stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &[0],
    );
    vec![
        file(&[table.clone().raw("/X Do q 2 0 0 2 0 0 cm /Y Do Q")], &[form, picture], ""),
        file(&[table.with("/Rotate 90"), Page::default().text(9, 9, 9, "页")], &[], "/ID [<00><00>]"),
    ]
}

/// A file whose objects stand in a list of objects and whose table of contents is a stream, as most programs write.
fn packed_page() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ];
    let (mut heads, mut bodies) = (String::new(), String::new());
    for (at, object) in objects.iter().enumerate() {
        heads.push_str(&format!("{} {} ", at + 1, bodies.len()));
        bodies.push_str(&format!("{object} "));
    }
    let list = format!("/Type /ObjStm /N {} /First {}", objects.len(), heads.len());
    let list = stream(&list, format!("{heads}{bodies}").as_bytes());
    let contents = stream("", b"BT /F 9 Tf 1 0 0 1 100 700 Tm (1.00) Tj ET");
    let mut bytes = b"%PDF-1.7\n".to_vec();
    // Kinds, offsets or lists, and numbers in a list, for objects 0 to 7.
    let mut table: Vec<[u8; 4]> = vec![[0; 4]];
    table.extend((0..4).map(|at| [2, 0, 6, at]));
    for (number, object) in [(5, contents), (6, list)] {
        let offset = bytes.len() as u16;
        table.push([1, (offset >> 8) as u8, offset as u8, 0]);
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    table.push([1, (start >> 8) as u8, start as u8, 0]);
    bytes.extend(b"7 0 obj\n");
    bytes.extend(stream("/Type /XRef /W [1 2 1] /Size 8 /Root 1 0 R", &table.concat()));
    bytes.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

fn page_parts() -> Vec<u8> {
    let content = Page::default()
        .text(110, 705, 10, "支出")
        .grid(&[100, 200], &[700, 720])
        .raw("q /X Do Q BT /F 9 Tf [(a) 20 <4E00>] TJ ET");
    let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
        1 beginbfchar <4E00> <6536> endbfchar 1 beginbfrange <4E01> <4E09> <5165> endbfrange endcmap";
    let font = "/Subtype /Type0 /Encoding /UniGB-UCS2-H";
    [content.content(), "0 0 9 9 re f 1 0 0 1 5 5 cm 10 10 m 20 20 l S", map, font].join(BETWEEN).into_bytes()
}

/// Parts of the example that is in order, each behind its title.
fn sections() -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string("examples/正确.txt").unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let part = |lines: &[&str]| format!("云泽市图书馆2024年度部门决算\n{}\n", lines.join("\n")).into_bytes();
    lines.chunks(80).map(part).collect()
}

#[test]
#[ignore = "writes fuzz/seeds anew"]
fn seeds_of_the_fuzz_targets() {
    let pieces = pieces();
    let mut seeds = BTreeMap::new();
    packages(&mut seeds);
    seeds.insert("compound", vec![xls_of(&pieces[..1]), doc_of(&pieces[..1])]);
    seeds.insert("xls", vec![stream_of(&xls_of(&pieces), "Workbook")]);
    seeds.insert("doc", vec![doc_input(&doc_of(&pieces))]);
    seeds.insert("rtf", vec![rtf(&pieces).as_bytes()[6..].to_vec()]);
    seeds.insert("html", vec![html(&pieces).into_bytes()]);
    assert!(read("a.pdf", &packed_page()).is_ok());
    seeds.insert("pdf", pages().into_iter().chain([packed_page()]).collect());
    seeds.insert("pdf_parts", vec![page_parts()]);
    seeds.insert("whole", sections());
    for (target, seeds) in seeds {
        let folder = Path::new("fuzz/seeds").join(target);
        std::fs::create_dir_all(&folder).unwrap();
        for (at, bytes) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("made_{at}")), bytes).unwrap();
        }
    }
}
