//! Files that are no text: what they look like by their first bytes. A reader for one of these formats replaces its
//! line in the table.

use super::Format;

/// What to do with a format that is not read.
enum Mend {
    /// Readers are to come: copy the text.
    Later,
    /// A picture.
    Picture,
    /// Unpack it first.
    Unpack,
    /// Nothing to be had from it.
    Other,
}

/// The first bytes of a format, its name, and the way out.
const SIGNATURES: &[(&[u8], &str, Mend)] = &[
    (b"MIME-Version:", "单个文件网页（MHTML）", Mend::Later),
    (b"PAR1", "Parquet 数据文件", Mend::Later),
    (b"\xFF\xD8\xFF", "一张 JPEG 照片", Mend::Picture),
    (b"\x89PNG\r\n\x1A\n", "一张 PNG 图片", Mend::Picture),
    (b"GIF87a", "一张 GIF 图片", Mend::Picture),
    (b"GIF89a", "一张 GIF 图片", Mend::Picture),
    (b"II*\0", "一张 TIFF 图片", Mend::Picture),
    (b"MM\0*", "一张 TIFF 图片", Mend::Picture),
    (b"RIFF", "一张 WebP 图片或一段音像", Mend::Picture),
    (b"Rar!\x1A\x07", "RAR 压缩包", Mend::Unpack),
    (b"7z\xBC\xAF\x27\x1C", "7z 压缩包", Mend::Unpack),
    (b"\x1F\x8B", "gzip 压缩包", Mend::Unpack),
    (b"\x7FELF", "程序文件", Mend::Other),
];

/// Names inside a ZIP archive that tell what it is.
const PACKAGES: &[(&[u8], &str)] =
    &[(b"ppt/", "演示文稿（.pptx）"), (b"content.xml", "OpenDocument 演示文稿或图形（.odp、.odg）")];

/// How much of an archive is searched for names.
const SEARCHED: usize = 64 * 1024;

/// What a file that is no text looks like, as a whole message with its mend; none where it may be text.
pub(super) fn foreign(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(package(bytes));
    }
    SIGNATURES
        .iter()
        .find(|(first, _, _)| bytes.starts_with(first))
        .map(|(_, name, mend)| message(name, mend))
}

/// The message for bytes that are neither text nor known.
pub(super) fn unknown() -> String {
    "这不是文本文件：其中有文本里不会出现的字节；请在原来的程序里另存为文本（.txt，UTF-8 编码）再读"
        .to_owned()
}

fn package(bytes: &[u8]) -> String {
    let head = bytes.get(..SEARCHED).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(SEARCHED)..).unwrap_or(bytes);
    PACKAGES
        .iter()
        .find(|(inside, _)| contains(head, inside) || contains(tail, inside))
        .map_or_else(|| message("ZIP 压缩包", &Mend::Unpack), |(_, name)| message(name, &Mend::Later))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// What kind of office file bytes are that are one file of markup: Word 2003 XML, a .docx in one file, Excel 2003 XML.
pub(super) fn markup(bytes: &[u8]) -> Option<Format> {
    const WORD: [&[u8]; 2] = [b"<w:wordDocument", b"<pkg:package"];
    const BOOK: &[u8] = b"urn:schemas-microsoft-com:office:spreadsheet";
    let head = bytes.get(..4096).unwrap_or(bytes);
    let start = head.iter().position(|byte| *byte == b'<')?;
    let from = head.get(start..).unwrap_or_default();
    if !from.starts_with(b"<?xml") && !from.starts_with(b"<w:") && !from.starts_with(b"<pkg:") {
        return None;
    }
    let holds = |wanted: &[u8]| contains(head, wanted);
    if WORD.iter().any(|root| holds(root)) {
        Some(Format::Word)
    } else if holds(BOOK) && holds(b"Workbook") {
        Some(Format::Workbook)
    } else {
        None
    }
}

/// Whether bytes begin as a web page does, or as a table that a program saved as one.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    const OPENINGS: [&[u8]; 6] = [b"<!doctype html", b"<html", b"<head", b"<meta ", b"<body", b"<table"];
    let head = bytes.get(..1024).unwrap_or(bytes).to_ascii_lowercase();
    let from = head.iter().position(|byte| *byte == b'<').unwrap_or(head.len());
    let start = head.get(from..).unwrap_or_default();
    let before = head.get(..from).unwrap_or_default();
    let blank = before.iter().all(|byte| byte.is_ascii_whitespace() || [0xEF, 0xBB, 0xBF].contains(byte));
    let prefaced = start.starts_with(b"<?xml") || start.starts_with(b"<!--");
    blank
        && (OPENINGS.iter().any(|opening| start.starts_with(opening))
            || (prefaced && contains(start, b"<html")))
}

fn message(name: &str, mend: &Mend) -> String {
    match mend {
        Mend::Later => {
            format!("这是{name}，这一版还不读这种格式；请把文字和表格复制出来，另存为文本（.txt）再读")
        }
        Mend::Picture => format!("这是{name}，不是文本；请取得可以复制文字的原件，另存为文本（.txt）再读"),
        Mend::Unpack => format!("这是{name}；请先解开，再读其中的文本文件"),
        Mend::Other => format!("这是{name}，不是文本；请核对文件名"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_named_with_a_mend() {
        let cases: [(&[u8], &str, &str); 5] = [
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "JPEG 照片", "另存为文本"),
            (b"\x89PNG\r\n\x1A\n\0\0", "PNG", "另存为文本"),
            (b"PK\x03\x04....ppt/presentation.xml", "pptx", "还不读"),
            (b"PK\x03\x04....a.txt", "ZIP", "解开"),
            (b"MIME-Version: 1.0", "MHTML", "还不读"),
        ];
        for (bytes, name, mend) in cases {
            let said = foreign(bytes).unwrap_or_default();
            assert!(said.contains(name) && said.contains(mend), "{name}: {said}");
        }
    }

    #[test]
    fn text_is_not_foreign() {
        for text in ["PK 是什么", "一、收入", "<附件>", "BM", "7z 是压缩格式"] {
            assert_eq!(foreign(text.as_bytes()), None, "{text}");
            assert!(!is_page(text.as_bytes()), "{text}");
        }
        for page in
            ["\u{FEFF}\n<!DOCTYPE HTML><p>", "<?xml version='1.0'?>\n<html>", "<TABLE border=1>", "<html>"]
        {
            assert!(is_page(page.as_bytes()), "{page}");
        }
    }
}
