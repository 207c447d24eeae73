//! Instructions of a page, of a form that it draws, a font's map to characters and its dictionary, in a PDF file that
//! is otherwise in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dictionary} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

fn file(input: &[u8]) -> Vec<u8> {
    let parts = gouji_fuzz::split(input);
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    let mut font = b"<< /Type /Font /ToUnicode 7 0 R /BaseFont /SimSun /DescendantFonts [4 0 R] ".to_vec();
    font.extend_from_slice(if parts.len() > 3 {
        part(3)
    } else {
        b"/Subtype /Type0 /Encoding /UniGB-UCS2-H"
    });
    font.extend_from_slice(b" >>");
    let resources = "/Resources << /Font << /F 3 0 R >> /XObject << /X 6 0 R >> >>";
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [8 0 R] /Count 1 /MediaBox [0 0 595 842] >>".to_vec(),
        font,
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /DW 1000 /W [1 95 500] /FontDescriptor 5 0 R \
          /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
            .to_vec(),
        b"<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /Ascent 859 /Descent -141 >>".to_vec(),
        stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}"), part(1)),
        stream("", part(2)),
        format!("<< /Type /Page /Parent 2 0 R {resources} /Contents 9 0 R >>").into_bytes(),
        stream("", part(0)),
    ];
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend_from_slice(table.as_bytes());
    let end = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

fuzz_target!(|input: &[u8]| {
    gouji_fuzz::only_own_panics();
    gouji_fuzz::read("a.pdf", &file(input));
});
