//! PDF files that are locked, cut off, twisted or far too long.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use gouji::document::{Document, ReadError, print, read};

use super::writer::{Page, file, stream};

/// A test is compiled without optimisation; what takes longer than this is out of all proportion.
const LONG: Duration = Duration::from_secs(10);

fn timed(what: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    let before = Instant::now();
    let done = read("a.pdf", bytes);
    assert!(before.elapsed() < LONG, "{what}: {:?}", before.elapsed());
    if let Err(error) = &done {
        assert!(error.to_string().contains('请'), "{what}: no mend in {error}");
    }
    done
}

fn page() -> Page {
    Page::default().text(110, 705, 10, "支出").text(230, 705, 10, "12.50").grid(&[100, 200, 300], &[700, 720])
}

fn text_of(document: &Document) -> String {
    print(document)
}

#[test]
fn a_password_to_open_is_asked_for_and_one_to_change_is_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pdf/locked");
    let mut met = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let done = timed(&name, &std::fs::read(&path).unwrap());
        if name.starts_with("open") {
            met.0 += 1;
            assert!(text_of(&done.unwrap()).contains("| 支出 | 12.50"), "{name}");
        } else {
            met.1 += 1;
            assert!(done.unwrap_err().to_string().contains("密码"), "{name}");
        }
    }
    assert_eq!(met, (4, 4));
}

#[test]
fn a_file_that_is_cut_off_is_read_up_to_there_or_refused() {
    let bytes = file(&[page(), page(), page()], &[], "");
    for part in 0..16 {
        let cut = &bytes[..bytes.len() * part / 16];
        if !cut.is_empty() {
            let _ = timed(&format!("{part}/16"), cut);
        }
    }
    // With the pages there and only the end missing, they are read.
    let document = timed("15/16", &bytes[..bytes.len() * 15 / 16]).unwrap();
    assert_eq!(text_of(&document).matches("支出").count(), 3);
}

#[test]
fn what_is_missing_among_the_contents_loses_nothing_else() {
    let text = String::from_utf8(file(&[page()], &[], "")).unwrap();
    for missing in ["99 0 R", "6 0 R", "1 0 R"] {
        let changed = text.replace("/Contents 7 0 R", &format!("/Contents [{missing} 7 0 R]"));
        let document = timed(missing, changed.as_bytes()).unwrap();
        assert!(text_of(&document).contains("| 支出 | 12.50"), "{missing}");
    }
    // Contents that cannot be expanded are said, and the others are read.
    let broken = stream("/Filter /FlateDecode", b"nothing of the kind");
    let bytes = file(&[page()], &[broken], "");
    let changed = String::from_utf8(bytes).unwrap().replace("/Contents 8 0 R", "/Contents [6 0 R 8 0 R]");
    let document = timed("broken contents", changed.as_bytes()).unwrap();
    assert!(text_of(&document).contains("| 支出 | 12.50"));
    assert!(
        document.notices.iter().any(|notice| notice.message.contains("已损坏")),
        "{:?}",
        document.notices
    );
}

#[test]
fn tables_of_contents_that_lie_are_mended() {
    let whole = String::from_utf8(file(&[page()], &[], "")).unwrap();
    let start = whole.rfind("startxref\n").unwrap() + "startxref\n".len();
    let table = whole.rfind("xref\n0").unwrap();
    let with_start = |at: &str| format!("{}{at}\n%%EOF\n", &whole[..start]);
    let digits = |text: &str| -> String {
        text.chars().map(|letter| if letter.is_ascii_digit() { '7' } else { letter }).collect()
    };
    let cases = [
        ("start at nothing", with_start("0")),
        ("start beyond the end", with_start("99999999999999999999")),
        ("start below zero", with_start("-5")),
        ("start at itself", with_start(&start.to_string())),
        ("offsets of nowhere", format!("{}{}", &whole[..table], digits(&whole[table..]))),
        ("offsets shifted", whole.replacen("%PDF-1.7\n", "%PDF-1.7\n%%%%%%%%%%%%%%%%%\n", 1)),
        ("a table before itself", whole.replace("/Root 1 0 R", &format!("/Root 1 0 R /Prev {table}"))),
        ("an absurd size", whole.replace("xref\n0 ", "xref\n0 4294967295")),
    ];
    for (what, text) in cases {
        let document = timed(what, text.as_bytes());
        let document = document.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(text_of(&document).contains("| 支出 | 12.50"), "{what}");
    }
}

#[test]
fn whatever_refers_to_itself_ends() {
    let bytes = file(&[page().raw("/X Do").with("/Length 7 0 R")], &[], "");
    let text = String::from_utf8(bytes).unwrap();
    let cases = [
        ("a page that is its own parent", text.replace("/Parent 2 0 R", "/Parent 6 0 R"), true),
        ("a root that has a parent", text.replace("/Type /Pages", "/Type /Pages /Parent 2 0 R"), true),
        ("a tree whose child is the root", text.replace("/Kids [", "/Kids [2 0 R [2 0 R] 1 0 R "), true),
        ("resources that are the page", text.replacen("/Resources <<", "/Resources 6 0 R /Old <<", 1), false),
        ("a font that is its descendant", text.replace("[4 0 R]", "[3 0 R]"), false),
        ("a stream as long as itself", text.replace("/Length ", "/Length 7 0 R /Old "), true),
        ("contents that are the page", text.replace("/Contents 7 0 R", "/Contents [6 0 R 7 0 R]"), true),
        ("a page that is its own contents", text.replace("/Contents 7 0 R", "/Contents 6 0 R"), false),
        ("a catalog that is the tree", text.replace("/Root 1 0 R", "/Root 2 0 R"), true),
    ];
    for (what, changed, whole) in cases {
        assert_ne!(changed, text, "{what}");
        let done = timed(what, changed.as_bytes());
        if whole {
            let document = done.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(text_of(&document).contains("支出"), "{what}");
        }
    }
}

#[test]
fn what_draws_itself_ends() {
    let resources = "/Resources << /XObject << /X 6 0 R >> /Pattern << /P 6 0 R >> /Font << /T 6 0 R >> \
        /ExtGState << /G << /SMask << /S /Luminosity /G 6 0 R >> >> >> >>";
    let bounds = "/BBox [0 0 595 842]";
    let cases = [
        ("form", format!("/Type /XObject /Subtype /Form {bounds} {resources}"), "/X Do", "/X Do /X Do"),
        (
            "pattern",
            format!(
                "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 {bounds} /XStep 1 /YStep 1 {resources}"
            ),
            "/Pattern cs /P scn 0 0 500 500 re f",
            "/Pattern cs /P scn 0 0 500 500 re f",
        ),
        (
            "soft mask",
            format!("/Type /XObject /Subtype /Form {bounds} /Group << /S /Transparency >> {resources}"),
            "/G gs 0 0 9 9 re f",
            "/G gs 0 0 9 9 re f /X Do",
        ),
    ];
    for (what, dictionary, drawn, itself) in cases {
        let pages = [page().raw(drawn).with(resources), page()];
        let _ = timed(what, &file(&pages, &[stream(&dictionary, itself.as_bytes())], ""));
    }
    // A font whose letter is a procedure that sets the same letter.
    let font = format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 \
         /LastChar 97 /Widths [500] /Encoding << /Differences [97 /a] >> /CharProcs << /a 7 0 R >> {resources} >>"
    );
    let letter = stream("", b"500 0 d0 BT /T 10 Tf (a) Tj (a) Tj ET");
    let pages = [page().with(resources).raw("BT /T 10 Tf (a) Tj ET")];
    let _ = timed("letters", &file(&pages, &[font.into_bytes(), letter], ""));
}

/// Data that LZW expands some fourteen hundred times: the codes of ever longer stretches of one byte.
fn lzw_bomb(rounds: usize) -> Vec<u8> {
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u64, 0);
    let mut add = |code: u64, width: u32| {
        held = held << width | code;
        count += width;
        while count >= 8 {
            count -= 8;
            bytes.push((held >> count) as u8);
            held &= (1 << count) - 1;
        }
    };
    for _ in 0..rounds {
        let width = |size: u64| (64 - (size + 1).leading_zeros()).clamp(9, 12);
        add(65, 9);
        (258..4_095).for_each(|code| add(code, width(code)));
        add(256, 12);
    }
    add(257, 9);
    add(0, 7);
    bytes
}

#[test]
fn what_expands_too_far_is_refused_whatever_filters_it_has() {
    let squeeze = |data: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, data).unwrap();
        encoder.finish().unwrap()
    };
    let hex = |data: &[u8]| data.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let zeros = squeeze(&vec![0; 40 << 20]);
    let runs = [129, 0].repeat(300_000);
    let cases = [
        ("LZW", "/Filter /LZWDecode", lzw_bomb(6)),
        ("runs", "/Filter /RunLengthDecode", runs),
        ("behind digits", "/Filter [ /ASCIIHexDecode /FlateDecode ]", hex(&zeros)),
        ("without a head", "/Filter /FlateDecode", zeros[2..].to_vec()),
        ("under another name", "/Filter /Flate#44ecode", zeros[2..].to_vec()),
        ("in between", "/Filter [ /FlateDecode /RunLengthDecode ]", squeeze(&vec![128; 40 << 20])),
        (
            "rows too long",
            "/Filter /FlateDecode /DecodeParms << /Predictor 2 /Colors 5 /Columns 999999999999999 >>",
            squeeze(b"BT ET"),
        ),
        ("rows too long elsewhere", "/Filter [/FlateDecode] /DecodeParms [ 7 0 R ]", squeeze(b"BT ET")),
    ];
    for (what, dictionary, data) in cases {
        let settings = b"<< /Predictor 2 /Colors 5 /Columns 999999999999999 >>".to_vec();
        let page = page().with("/Contents [ 6 0 R ]").raw("/X Do");
        let error = timed(what, &file(&[page], &[stream(dictionary, &data), settings], "")).expect_err(what);
        assert!(error.to_string().contains("展开"), "{what}: {error}");
    }
    // Ordinary LZW is read.
    let text = stream("/Filter /LZWDecode", &[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]);
    assert!(timed("LZW", &file(&[page().raw("/X Do")], &[text], "")).is_ok());
}

#[test]
fn what_is_defined_by_itself_ends() {
    let shaded = |function: &str| {
        format!(
            "/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function {function} >> >>"
        )
    };
    let cases = [
        (
            "indexed",
            "[ /Indexed 6 0 R 1 <00FF> ]",
            "/ColorSpace << /C 6 0 R >>".to_owned(),
            "/C cs 1 sc 0 0 9 9 re f",
        ),
        (
            "separation",
            "[ /Separation /A 6 0 R 7 0 R ]",
            "/ColorSpace << /C 6 0 R >>".to_owned(),
            "/C cs 1 sc 0 0 9 9 re f",
        ),
        (
            "pattern space",
            "[ /Pattern 6 0 R ]",
            "/ColorSpace << /C 6 0 R >>".to_owned(),
            "/C cs 1 sc 0 0 9 9 re f",
        ),
        (
            "function",
            "<< /FunctionType 3 /Domain [0 1] /Functions [6 0 R 6 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>",
            shaded("6 0 R"),
            "/S sh",
        ),
        (
            "settings",
            "<< /Type /ExtGState /Font [3 0 R 9] /SMask << /G 6 0 R /S /Alpha /TR 6 0 R >> >>",
            "/ExtGState << /G 6 0 R >>".to_owned(),
            "/G gs 0 0 9 9 re f",
        ),
        ("names", "6 0 R", "/Font 6 0 R".to_owned(), "BT /F 9 Tf (a) Tj ET"),
        (
            "nested arrays",
            &"[".repeat(50_000),
            "/ColorSpace << /C 6 0 R >>".to_owned(),
            "/C cs 1 sc 0 0 9 9 re f",
        ),
    ];
    for (what, object, resources, drawn) in cases {
        let tint = b"<< /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [1] /N 1 >>".to_vec();
        let pages = [
            page(),
            Page::default()
                .raw(drawn)
                .raw(&"[".repeat(50_000))
                .with(&format!("/Resources << {resources} >>")),
        ];
        let _ = timed(what, &file(&pages, &[object.as_bytes().to_vec(), tint], ""));
    }
}

#[test]
fn thousands_of_pages_are_read_up_to_the_limit() {
    for count in [2_000, 5_000] {
        let bytes = file(&vec![page(); count], &[], "");
        let before = Instant::now();
        let document = read("a.pdf", &bytes).unwrap();
        assert!(before.elapsed() < Duration::from_secs(30), "{count}: {:?}", before.elapsed());
        let tables = text_of(&document).matches("| 支出 | 12.50").count();
        assert_eq!(tables, 2_000);
        let said: String = document.notices.iter().fold(String::new(), |mut all, notice| {
            write!(all, "{}", notice.message).unwrap();
            all
        });
        let cut = said.contains("5000 页") && said.contains("只读了前 2000 页") && said.contains("请分成");
        assert_eq!(cut, count > 2_000, "{said}");
    }
}
