//! What the fuzz targets share: containers around the bytes that are fuzzed, and which panics count.

use std::io::{Cursor, Write};
use std::panic::{set_hook, take_hook};
use std::sync::Once;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What separates the parts of a package in the input of a target.
pub const BETWEEN: &str = "\n%%%%\n";

/// Reads a file as the program does, and prints what was read: neither may panic. A message says how to mend it.
pub fn read(name: &str, bytes: &[u8]) {
    match gouji::document::read(name, bytes) {
        Ok(document) => {
            let _ = gouji::document::print(&document);
        }
        Err(error) => {
            let said = error.to_string();
            assert!(["请", "换成", "应"].iter().any(|mend| said.contains(mend)), "no mend in: {said}");
        }
    }
}

/// A ZIP archive of the fixed parts, and of the parts of an input under these names. Nothing is compressed: the
/// target is what is inside; checksums and lengths are right, so that the archive opens.
pub fn zipped(fixed: &[(&str, &str)], names: &[&str], input: &[u8]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        archive.start_file(name, options).unwrap();
        archive.write_all(bytes).unwrap();
    };
    fixed.iter().for_each(|(name, text)| add(name, text.as_bytes()));
    names.iter().zip(split(input)).for_each(|(name, part)| add(name, part));
    archive.finish().unwrap().into_inner()
}

/// The parts of an input.
pub fn split(input: &[u8]) -> Vec<&[u8]> {
    let word = BETWEEN.as_bytes();
    let mut parts = Vec::new();
    let mut rest = input;
    while let Some(at) = rest.windows(word.len()).position(|window| window == word) {
        parts.push(&rest[..at]);
        rest = &rest[at + word.len()..];
    }
    parts.push(rest);
    parts
}

/// An OLE file of streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

/// The streams of a Word document from an input: two lengths of two bytes, the main stream, and at the end the table
/// and the data stream with these lengths.
pub fn word_streams(input: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (head, rest) = input.split_at_checked(4)?;
    let (table, data) = (u16::from_le_bytes([head[0], head[1]]), u16::from_le_bytes([head[2], head[3]]));
    let (rest, data) = rest.split_at_checked(rest.len().checked_sub(usize::from(data))?)?;
    let (main, table) = rest.split_at_checked(rest.len().checked_sub(usize::from(table))?)?;
    Some((main, table, data))
}

/// Lets the panics of the PDF library pass, which the reader catches by design (docs/decisions/0007-pdf.md).
///
/// The hook of libFuzzer ends the process at every panic, caught or not; and the hook that the reader puts in front
/// of it keeps *all* panics of the reading thread quiet, so that faults of this project's own code would not be seen
/// either. So the hook is replaced after the reader set its own: panics in the library are passed over, all others
/// end the process.
pub fn only_own_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = gouji::document::read("a.pdf", b"%PDF-1.7\n");
        drop(take_hook());
        set_hook(Box::new(|info| {
            let file = info.location().map_or("", |location| location.file());
            let theirs = ["/hayro-", "/kurbo-", "/skrifa-", "/read-fonts-", "/zune-jpeg"];
            if !theirs.iter().any(|name| file.contains(name)) {
                eprintln!("{info}");
                std::process::abort();
            }
        }));
    });
}

/// Sound files in several formats: a table of expenditure that adds up, or the seed of a target.
pub fn sound() -> Vec<(&'static str, Vec<u8>)> {
    let head = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"].map(str::to_owned);
    let mut rows = vec![head];
    for (code, name) in [("", "合计"), ("201", "一般公共服务支出"), ("20101", "人大事务")] {
        rows.push([code, name, "30.00", "10.00", "20.00"].map(str::to_owned));
    }
    for at in 1..=10 {
        let code = format!("20101{at:02}");
        rows.push([code, format!("事项{at}"), "3.00".into(), "1.00".into(), "2.00".into()]);
    }
    let lines = ["某局2024年度部门决算", "支出决算表", "单位：万元"];
    let html: String = rows.iter().map(|row| format!("<tr><td>{}</td></tr>", row.join("</td><td>"))).collect();
    let title: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
    let html = format!("<!DOCTYPE html><html><body>{title}<table border=1>{html}</table></body></html>");
    let cell = |text: &String| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let word: String =
        rows.iter().map(|row| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>())).collect();
    let title: String = lines.iter().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    let word = format!("<w:document xmlns:w='w'><w:body>{title}<w:tbl>{word}</w:tbl></w:body></w:document>");
    let letters = |text: &str| -> String { text.encode_utf16().map(|unit| format!("\\u{}?", unit.cast_signed())).collect() };
    let edges = "\\trowd\\cellx1\\cellx2\\cellx3\\cellx4\\cellx5";
    let row = |row: &[String; 5]| {
        let cells: String = row.iter().map(|text| format!("\\pard\\intbl {}\\cell", letters(text))).collect();
        format!("{edges}{cells}\\row\n")
    };
    let title: String = lines.iter().map(|line| format!("\\pard {}\\par\n", letters(line))).collect();
    let rtf = format!("{{\\rtf1\\ansi\\uc1 {title}{}\\pard\\par}}", rows.iter().map(row).collect::<String>());
    // What the seeds of their own targets say.
    let (main, table, data) = word_streams(include_bytes!("../seeds/doc/made_0")).unwrap();
    let head = "<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let list = "<ofd:Document xmlns:ofd='o'><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>\
        </ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/0.xml'/></ofd:Pages></ofd:Document>";
    let fixed = [("OFD.xml", head), ("Doc_0/Document.xml", list)];
    vec![
        ("a.xls", compound(&[("Workbook", include_bytes!("../seeds/xls/made_0"))])),
        ("a.doc", compound(&[("WordDocument", main), ("1Table", table), ("Data", data)])),
        ("a.ofd", zipped(&fixed, &["Doc_0/Pages/0.xml"], include_bytes!("../seeds/ofd/made_0"))),
        ("a.html", html.into_bytes()),
        ("a.rtf", rtf.into_bytes()),
        ("a.docx", zipped(&[("[Content_Types].xml", "<Types/>")], &["word/document.xml"], word.as_bytes())),
    ]
}
