//! What a file refers to outside of itself is never fetched, and programs in it never run: only what is in the file is
//! read.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::PathBuf;

use gouji::document::{print, read};

use crate::build::zipped;
use crate::writer::{Page, file, stream};

/// A word that stands in a file beside the documents, never in them.
const SECRET: &str = "藏在别处的字";

struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A file of each format that refers to a file and to an address in all ways that the format has.
fn referring(path: &str, address: &str) -> Vec<(&'static str, Vec<u8>)> {
    let links = |kinds: &[&str]| -> String {
        let link = |(at, kind): (usize, &&str)| {
            format!(
                "<Relationship Id='r{at}' Type='x/{kind}' TargetMode='External' Target='file://{path}'/>\
                <Relationship Id='s{at}' Type='x/{kind}' TargetMode='External' Target='{address}'/>"
            )
        };
        format!("<Relationships>{}</Relationships>", kinds.iter().enumerate().map(link).collect::<String>())
    };
    let entity = format!(
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file://{path}'>\
        <!ENTITY % c SYSTEM '{address}'> %c;]>"
    );
    let word = format!(
        "{entity}<w:document xmlns:w='w' xmlns:r='r'><w:body><w:p><w:r><w:t>正文&b;</w:t></w:r></w:p>\
         <w:altChunk r:id='r0'/><w:subDoc r:id='r1'/><w:p><w:r><w:instrText>INCLUDETEXT {path}</w:instrText></w:r></w:p>\
         </w:body></w:document>"
    );
    let sheet = format!(
        "{entity}<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>正文&b;</t></is></c>\
         <c r='B1'><f>WEBSERVICE(\"{address}\")</f></c><c r='C1'><f>'file://{path}'#$A.A1</f></c></row></sheetData></worksheet>"
    );
    let ods = format!(
        "{entity}<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:xlink='l'><office:body>\
         <office:spreadsheet><table:table table:name='表'><table:table-source xlink:href='file://{path}'/><table:table-row>\
         <table:table-cell><text:p>正文&b;</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>\
         </office:body></office:document-content>"
    );
    let page = format!(
        "<html><head><base href='{address}'><link rel=stylesheet href='{address}'></head><body><p>正文</p>\
         <iframe src='file://{path}'></iframe><object data='{address}'></object><img src='{address}'>\
         <script src='{address}'></script><script>document.write('{SECRET}')</script></body></html>"
    );
    let rich = format!(
        "{{\\rtf1 {{\\field{{\\*\\fldinst INCLUDETEXT \"{path}\"}}{{\\fldrslt \\u27491?\\u25991?}}}}\
         {{\\*\\template {address}}}{{\\object\\objautlink{{\\*\\objdata 00}}}}}}"
    );
    let part = stream(&format!("/F ({path}) /FFilter /None"), b"");
    let whole = Page::default().text(100, 600, 10, "正文").with(&format!(
        "/AA << /O << /S /URI /URI ({address}) >> >> /Annots [ << /Type /Annot /Subtype /Link /Rect [0 0 9 9] \
         /A << /S /Launch /F ({path}) >> >> ]"
    ));
    let pages = [whole.clone(), whole.raw("/X Do")];
    let pdf = String::from_utf8(file(&pages, &[part], "")).unwrap();
    let pdf = pdf.replace(
        "/Type /Catalog",
        &format!("/Type /Catalog /OpenAction << /S /JavaScript /JS (app.launchURL\\('{address}'\\)) >>"),
    );
    let ofd = format!(
        "{entity}<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    );
    let body = format!(
        "<ofd:Document xmlns:ofd='o'><ofd:Pages><ofd:Page ID='1' BaseLoc='P.xml'/>\
        <ofd:Page ID='2' BaseLoc='{path}'/><ofd:Page ID='3' BaseLoc='../../../../../../..{path}'/></ofd:Pages></ofd:Document>"
    );
    let text = format!(
        "{entity}<ofd:Page xmlns:ofd='o'><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>\
        <ofd:Content><ofd:Layer><ofd:TextObject Boundary='9 9 90 9' Size='4'><ofd:TextCode X='0' Y='4'>正文&b;</ofd:TextCode>\
        </ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    );
    vec![
        (
            "a.docx",
            zipped(&[
                ("word/document.xml", &word),
                (
                    "word/_rels/document.xml.rels",
                    &links(&["aFChunk", "subDocument", "attachedTemplate", "image"]),
                ),
                ("word/vbaProject.bin", SECRET),
            ]),
        ),
        (
            "a.xlsx",
            zipped(&[
                ("[Content_Types].xml", ""),
                (
                    "xl/workbook.xml",
                    "<workbook><sheets><sheet name='表' id='x'/><sheet name='外' id='r0'/></sheets></workbook>",
                ),
                (
                    "xl/_rels/workbook.xml.rels",
                    &format!(
                        "<r><Relationship Id='x' Target='s.xml'/>\
                <Relationship Id='r0' TargetMode='External' Target='file://{path}'/></r>"
                    ),
                ),
                ("xl/s.xml", &sheet),
                ("xl/_rels/s.xml.rels", &links(&["externalLinkPath"])),
            ]),
        ),
        (
            "a.ods",
            zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &ods)]),
        ),
        ("a.html", page.into_bytes()),
        ("a.rtf", rich.into_bytes()),
        ("a.pdf", pdf.into_bytes()),
        ("a.ofd", zipped(&[("OFD.xml", &ofd), ("D.xml", &body), ("P.xml", &text)])),
        (
            "a.yaml",
            format!("单位: 正文\n年度: 2024\n甲表: {{合计: {{决算数: !include {path}}}}}\n").into_bytes(),
        ),
        ("a.md", format!("正文\n![图]({address})\n<!-- include {path} -->\n").into_bytes()),
    ]
}

#[test]
fn nothing_outside_of_a_file_is_fetched() {
    let path = std::env::temp_dir().join(format!("gouji-outside-{}.txt", std::process::id()));
    std::fs::write(&path, SECRET).unwrap();
    let beside = Beside(path);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    for (name, bytes) in referring(&beside.0.to_string_lossy(), &address) {
        let document = read(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = print(&document);
        assert!(text.contains("正文"), "{name}: {text}");
        assert!(!text.contains(SECRET), "{name}: {text}");
    }
    let met = listener.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(met, Err(ErrorKind::WouldBlock), "somebody called");
}
