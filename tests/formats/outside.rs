//! What a file refers to outside of itself is never fetched, and programs in it never run: only what is in the file is
//! read.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::PathBuf;

use gouji::document::{print, read};

use super::build::zipped;
use crate::pdf::writer::{Page, file, stream};

/// A word that stands in a file beside the documents, never in them.
const SECRET: &str = "藏在别处的字";

struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

type Files = Vec<(&'static str, Vec<u8>)>;

/// Where files point to: a path beside them and an address.
struct Away<'a> {
    path: &'a str,
    address: &'a str,
}

impl Away<'_> {
    /// Relations of these kinds to both.
    fn links(&self, kinds: &[&str]) -> String {
        let Self { path, address } = self;
        let link = |(at, kind): (usize, &&str)| {
            format!(
                "<Relationship Id='r{at}' Type='x/{kind}' TargetMode='External' Target='file://{path}'/>\
                 <Relationship Id='s{at}' Type='x/{kind}' TargetMode='External' Target='{address}'/>"
            )
        };
        format!("<Relationships>{}</Relationships>", kinds.iter().enumerate().map(link).collect::<String>())
    }

    /// The head of a part in XML with entities that stand for both.
    fn entities(&self) -> String {
        let Self { path, address } = self;
        format!(
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file://{path}'>\
             <!ENTITY % c SYSTEM '{address}'> %c;]>"
        )
    }

    fn texts(&self) -> Files {
        let Self { path, address } = self;
        let word = format!(
            "{}<w:document xmlns:w='w' xmlns:r='r'><w:body><w:p><w:r><w:t>正文&b;</w:t></w:r></w:p>\
             <w:altChunk r:id='r0'/><w:subDoc r:id='r1'/><w:p><w:r><w:instrText>INCLUDETEXT {path}</w:instrText></w:r>\
             </w:p></w:body></w:document>",
            self.entities()
        );
        let links = self.links(&["aFChunk", "subDocument", "attachedTemplate", "image"]);
        let word = zipped(&[
            ("word/document.xml", &word),
            ("word/_rels/document.xml.rels", &links),
            ("word/vbaProject.bin", SECRET),
        ]);
        let page = format!(
            "<html><head><base href='{address}'><link rel=stylesheet href='{address}'></head><body><p>正文</p>\
             <iframe src='file://{path}'></iframe><object data='{address}'></object><img src='{address}'>\
             <script src='{address}'></script><script>document.write('{SECRET}')</script></body></html>"
        );
        let rich = format!(
            "{{\\rtf1 {{\\field{{\\*\\fldinst INCLUDETEXT \"{path}\"}}{{\\fldrslt \\u27491?\\u25991?}}}}\
             {{\\*\\template {address}}}{{\\object\\objautlink{{\\*\\objdata 00}}}}}}"
        );
        let data = format!("单位: 正文\n年度: 2024\n甲表: {{合计: {{决算数: !include {path}}}}}\n");
        let marked = format!("正文\n![图]({address})\n<!-- include {path} -->\n");
        vec![
            ("a.docx", word),
            ("a.html", page.into_bytes()),
            ("a.rtf", rich.into_bytes()),
            ("a.yaml", data.into_bytes()),
            ("a.md", marked.into_bytes()),
        ]
    }

    fn workbooks(&self) -> Files {
        let Self { path, address } = self;
        let head = self.entities();
        let sheet = format!(
            "{head}<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>正文&b;</t></is></c>\
             <c r='B1'><f>WEBSERVICE(\"{address}\")</f></c><c r='C1'><f>'file://{path}'#$A.A1</f></c></row></sheetData>\
             </worksheet>"
        );
        let targets = format!(
            "<r><Relationship Id='x' Target='s.xml'/>\
             <Relationship Id='r0' TargetMode='External' Target='file://{path}'/></r>"
        );
        let list =
            "<workbook><sheets><sheet name='表' id='x'/><sheet name='外' id='r0'/></sheets></workbook>";
        let book = zipped(&[
            ("[Content_Types].xml", ""),
            ("xl/workbook.xml", list),
            ("xl/_rels/workbook.xml.rels", &targets),
            ("xl/s.xml", &sheet),
            ("xl/_rels/s.xml.rels", &self.links(&["externalLinkPath"])),
        ]);
        let content = format!(
            "{head}<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:xlink='l'><office:body>\
             <office:spreadsheet><table:table table:name='表'><table:table-source xlink:href='file://{path}'/>\
             <table:table-row><table:table-cell><text:p>正文&b;</text:p></table:table-cell></table:table-row></table:table>\
             </office:spreadsheet></office:body></office:document-content>"
        );
        let kind = "application/vnd.oasis.opendocument.spreadsheet";
        vec![("a.xlsx", book), ("a.ods", zipped(&[("mimetype", kind), ("content.xml", &content)]))]
    }

    fn pages(&self) -> Files {
        let Self { path, address } = self;
        let head = self.entities();
        let part = stream(&format!("/F ({path}) /FFilter /None"), b"");
        let whole = Page::default().text(100, 600, 10, "正文").with(&format!(
            "/AA << /O << /S /URI /URI ({address}) >> >> /Annots [ << /Type /Annot /Subtype /Link /Rect [0 0 9 9] \
             /A << /S /Launch /F ({path}) >> >> ]"
        ));
        let pdf = String::from_utf8(file(&[whole.clone(), whole.raw("/X Do")], &[part], "")).unwrap();
        let action =
            format!("/Type /Catalog /OpenAction << /S /JavaScript /JS (app.launchURL\\('{address}'\\)) >>");
        let pdf = pdf.replace("/Type /Catalog", &action);
        let list = format!(
            "{head}<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        );
        let body = format!(
            "<ofd:Document xmlns:ofd='o'><ofd:Pages><ofd:Page ID='1' BaseLoc='P.xml'/><ofd:Page ID='2' BaseLoc='{path}'/>\
             <ofd:Page ID='3' BaseLoc='../../../../../../..{path}'/></ofd:Pages></ofd:Document>"
        );
        let text = format!(
            "{head}<ofd:Page xmlns:ofd='o'><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>\
             <ofd:Content><ofd:Layer><ofd:TextObject Boundary='9 9 90 9' Size='4'><ofd:TextCode X='0' Y='4'>正文&b;\
             </ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
        );
        let ofd = zipped(&[("OFD.xml", &list), ("D.xml", &body), ("P.xml", &text)]);
        vec![("a.pdf", pdf.into_bytes()), ("a.ofd", ofd)]
    }
}

#[test]
fn nothing_outside_of_a_file_is_fetched() {
    let path = std::env::temp_dir().join(format!("gouji-outside-{}.txt", std::process::id()));
    std::fs::write(&path, SECRET).unwrap();
    let beside = Beside(path);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let path = beside.0.to_string_lossy();
    let away = Away { path: &path, address: &address };
    for (name, bytes) in [away.texts(), away.workbooks(), away.pages()].concat() {
        let document = read(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = print(&document);
        assert!(text.contains("正文"), "{name}: {text}");
        assert!(!text.contains(SECRET), "{name}: {text}");
    }
    let met = listener.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(met, Err(ErrorKind::WouldBlock), "somebody called");
}
