//! Files that are no text: what they look like by their first bytes. A reader for one of these formats replaces its
//! line in the table.

use super::Format;

/// What helps where a page is a picture.
pub(super) const OCR: &str = "先用文字识别（OCR）软件转成文字，与原件对过数字再读";

/// The formats that are read, for people.
const READ: &str = "PDF、Word、Excel、WPS、OpenDocument、OFD、网页、文本";

/// What to do with a format that is not read.
enum Mend {
    /// Save it in another format.
    Convert,
    /// A picture.
    Picture,
    /// Unpack it first.
    Unpack,
    /// Nothing to be had from it.
    Other,
}

/// The first bytes of a format, its name, and the way out.
const SIGNATURES: &[(&[u8], &str, Mend)] = &[
    (b"MIME-Version:", "单个文件网页（MHTML）", Mend::Convert),
    (b"PAR1", "Parquet 数据文件", Mend::Convert),
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
    if let Some(name) = picture(bytes) {
        return Some(message(name, &Mend::Picture));
    }
    SIGNATURES
        .iter()
        .find(|(first, _, _)| bytes.starts_with(first))
        .map(|(_, name, mend)| message(name, mend))
}

/// The message for bytes that are neither text nor known.
pub(super) fn unknown() -> String {
    format!(
        "认不出这是什么文件，或文件已损坏；能读的是 {READ}：请重新下载，或在原来的程序里打开后另存为其中一种再读"
    )
}

fn package(bytes: &[u8]) -> String {
    let head = bytes.get(..SEARCHED).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(SEARCHED)..).unwrap_or(bytes);
    PACKAGES
        .iter()
        .find(|(inside, _)| contains(head, inside) || contains(tail, inside))
        .map_or_else(|| message("ZIP 压缩包", &Mend::Unpack), |(_, name)| message(name, &Mend::Convert))
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
    let space = if name.is_ascii() || name.starts_with(|first: char| first.is_ascii()) { " " } else { "" };
    let this = format!("这是{space}{name}");
    match mend {
        Mend::Convert => format!("{this}，不能读；请在原来的程序里打开后另存为 .docx、.xlsx 或 PDF 再读"),
        Mend::Picture => {
            format!("{this}，里面的字不能直接读；请取得可以复制文字的原件（Word、Excel、PDF），或{OCR}")
        }
        Mend::Unpack => format!("{this}；请先解开，再核对里面的文件"),
        Mend::Other => format!("{this}，不是能核对的公开文件；请核对文件名"),
    }
}

/// Pictures that are told by more than their first bytes.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    let at = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    if at(0, 2) == b"BM" && at(6, 10) == [0; 4] {
        Some("一张 BMP 图片")
    } else if at(4, 8) == b"ftyp" {
        Some("一张 HEIC 照片或一段视频")
    } else {
        None
    }
}

/// What the ending of a name promises, where the bytes are nothing that is known.
fn promised(name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    Some(match ending.as_str() {
        "pdf" => "PDF",
        "doc" | "docx" | "docm" => "Word 文档",
        "xls" | "xlsx" | "xlsm" => "Excel 工作簿",
        "wps" | "et" => "WPS 文件",
        "odt" | "ods" => "OpenDocument 文件",
        "ofd" => "OFD",
        "rtf" => "RTF 文档",
        "htm" | "html" => "网页",
        _ => return None,
    })
}

/// The message for bytes that are neither text nor known, under a name that promises a format.
pub(super) fn unlike_its_name(name: &str) -> Option<String> {
    let promised = promised(name)?;
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    Some(format!(
        "后缀是 .{ending}，内容却不是{}{promised}，多半没有下载完整或已损坏；请重新下载，或在原来的程序里打开后另存一份再读",
        if promised.starts_with(|first: char| first.is_ascii()) { " " } else { "" }
    ))
}

/// What is to be known of a document that is not what its name promises.
pub(super) fn other_than_its_name(name: &str, format: Format) -> Option<String> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let is_plain = matches!(format, Format::Text | Format::Html);
    let fits = match ending.as_str() {
        "pdf" => format == Format::Pdf,
        "ofd" => format == Format::Ofd,
        "docx" | "docm" | "odt" => format == Format::Word,
        "xlsx" | "xlsm" | "ods" => format == Format::Workbook,
        _ => true,
    };
    let is = match format {
        Format::Html => "网页",
        Format::Pdf => "PDF",
        Format::Word => "文字文档",
        Format::Workbook => "工作簿",
        Format::Ofd => "OFD",
        _ => "文本",
    };
    let doubt = if is_plain { "；请看是不是要核对的文件" } else { "" };
    (!fits).then(|| format!("后缀是 .{ending}，内容却是{is}，已按{is}读{doubt}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_named_with_a_mend() {
        let cases: [(&[u8], &str, &str); 8] = [
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "JPEG 照片", "OCR"),
            (b"\x89PNG\r\n\x1A\n\0\0", "PNG", "OCR"),
            (b"BM\x36\0\x0C\0\0\0\0\0\x36", "BMP", "OCR"),
            (b"\0\0\0\x18ftypheic", "HEIC", "OCR"),
            (b"PK\x03\x04....ppt/presentation.xml", "pptx", "另存为"),
            (b"PK\x03\x04....a.txt", "这是 ZIP", "解开"),
            (b"Rar!\x1A\x07\0", "这是 RAR", "解开"),
            (b"MIME-Version: 1.0", "MHTML", "另存为"),
        ];
        for (bytes, name, mend) in cases {
            let said = foreign(bytes).unwrap_or_default();
            assert!(said.contains(name) && said.contains(mend), "{name}: {said}");
        }
    }

    #[test]
    fn a_name_that_promises_another_format_is_told() {
        let said = |name: &str, format| other_than_its_name(name, format).unwrap_or_default();
        assert!(said("a.PDF", Format::Html).contains("内容却是网页"));
        assert!(said("a.xlsx", Format::Text).contains("内容却是文本"));
        for (name, format) in [
            ("a.pdf", Format::Pdf),
            ("a.doc", Format::Html),
            ("a.xls", Format::Text),
            ("a.txt", Format::Text),
            ("a", Format::Text),
        ] {
            assert_eq!(said(name, format), "", "{name}");
        }
        assert!(unlike_its_name("a.docx").unwrap_or_default().contains("不是 Word 文档"));
        assert_eq!(unlike_its_name("a.txt"), None);
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
