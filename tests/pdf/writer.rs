//! Writes small PDF files: pages of text and lines, as plain as the format allows.

use std::fmt::Write;

/// The instructions of a page, in points from its lower left corner.
#[derive(Clone, Default)]
pub(crate) struct Page {
    content: String,
    attributes: String,
}

impl Page {
    /// Text at a place; a Chinese character is as wide as the size, an ASCII one half as wide.
    pub(crate) fn text(mut self, x: i32, y: i32, size: i32, text: &str) -> Self {
        writeln!(self.content, "BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET", hex(text)).unwrap();
        self
    }

    /// A line.
    pub(crate) fn line(mut self, x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        writeln!(self.content, "{x0} {y0} m {x1} {y1} l S").unwrap();
        self
    }

    /// A grid of lines: a level one at each y, an upright one at each x.
    pub(crate) fn grid(mut self, xs: &[i32], ys: &[i32]) -> Self {
        let ends = |all: &[i32]| (*all.iter().min().unwrap(), *all.iter().max().unwrap());
        for y in ys {
            self = self.line(ends(xs).0, *y, ends(xs).1, *y);
        }
        for x in xs {
            self = self.line(*x, ends(ys).0, *x, ends(ys).1);
        }
        self
    }

    /// Instructions as they are.
    pub(crate) fn raw(mut self, content: &str) -> Self {
        writeln!(self.content, "{content}").unwrap();
        self
    }

    /// The page with these instructions instead.
    pub(crate) fn again(&self, content: &str) -> Self {
        Self { content: format!("{content}\n"), attributes: self.attributes.clone() }
    }

    /// What was written so far.
    pub(crate) fn content(&self) -> &str {
        &self.content
    }

    /// Entries of the page's dictionary.
    pub(crate) fn with(mut self, attributes: &str) -> Self {
        self.attributes.push_str(attributes);
        self
    }
}

/// UTF-16 as the CMap UniGB-UCS2-H reads it.
fn hex(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// A stream object.
pub(crate) fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dictionary} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

/// A file of A4 pages. Further objects start at number 6: fonts are 3 to 5.
pub(crate) fn file(pages: &[Page], further: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    file_of(pages, further, trailer, &|content| stream("", content))
}

/// The same with packed instructions.
pub(crate) fn packed_file(pages: &[Page]) -> Vec<u8> {
    file_of(pages, &[], "", &|content| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, content).unwrap();
        stream("/Filter /FlateDecode", &encoder.finish().unwrap())
    })
}

fn file_of(
    pages: &[Page],
    further: &[Vec<u8>],
    trailer: &str,
    contents: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let first = 6 + further.len();
    let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", first + 2 * at)).collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} /MediaBox [0 0 595 842] >>", pages.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
            .to_vec(),
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /DW 1000 /W [1 95 500] /FontDescriptor 5 0 R \
          /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
            .to_vec(),
        b"<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /Ascent 859 /Descent -141 >>".to_vec(),
    ];
    objects.extend_from_slice(further);
    for (at, page) in pages.iter().enumerate() {
        let content = first + 2 * at + 1;
        let resources = "/Resources << /Font << /F 3 0 R >> /XObject << /X 6 0 R /Y 7 0 R >> >>";
        let attributes = &page.attributes;
        objects.push(
            format!("<< /Type /Page /Parent 2 0 R {resources} /Contents {content} 0 R {attributes} >>")
                .into_bytes(),
        );
        objects.push(contents(page.content.as_bytes()));
    }
    write(&objects, trailer)
}

fn write(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        writeln!(end, "{offset:010} 00000 n ").unwrap();
    }
    write!(end, "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\n", objects.len() + 1).unwrap();
    write!(end, "startxref\n{start}\n%%EOF\n").unwrap();
    bytes.extend_from_slice(end.as_bytes());
    bytes
}
