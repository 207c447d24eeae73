//! Documents as read: every file under `tests/documents` beside its expected view (`.view`); `UPDATE_EXPECT=1`
//! rewrites the views.

use crate::support::clock::Clock;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gouji::document::{Block, Document, MAX_CELLS, MAX_TEXT, MAX_YAML, ReadError, print, read};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_none_or(|ending| ending != "view") {
            found.push(path);
        }
    }
}

fn view(name: &str, bytes: &[u8]) -> String {
    match read(name, bytes) {
        Ok(document) => print(&document),
        Err(error) => format!("不能读 {name}：{error}\n"),
    }
}

#[test]
fn documents_read_as_expected() {
    let mut found = Vec::new();
    files(Path::new("tests/documents"), &mut found);
    assert!(!found.is_empty());
    let mut wrong = String::new();
    for path in found {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let got = view(&name, &std::fs::read(&path).unwrap());
        let beside = path.with_file_name(format!("{name}.view"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&beside, &got).unwrap();
        } else if std::fs::read_to_string(&beside).unwrap_or_default() != got {
            writeln!(wrong, "{}:\n{got}", path.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "UPDATE_EXPECT=1 rewrites the views\n{wrong}");
}

#[test]
fn published_documents_are_read() {
    let folder = Path::new("../shared/disclosures");
    let Ok(entries) = std::fs::read_dir(folder) else {
        eprintln!("skipped: no folder {}", folder.display());
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|ending| ending == "txt") {
            let document = read(&path.to_string_lossy(), &std::fs::read(&path).unwrap()).unwrap();
            assert!(document.blocks.len() > 10);
            assert_eq!(document.notices, []);
        }
    }
}

fn error(name: &str, bytes: &[u8]) -> ReadError {
    read(name, bytes).unwrap_err()
}

#[test]
fn what_cannot_be_read_is_said() {
    assert_eq!(error("a.txt", b""), ReadError::Empty);
    assert_eq!(error("a.txt", b"\xEF\xBB\xBF \r\n\t\n"), ReadError::Empty);
    assert_eq!(error("a.yaml", b"\n\n"), ReadError::Empty);
    assert!(matches!(error("a.txt", b"\xFF\xD8\xFF\xE0abc"), ReadError::Unsupported(_)));
    assert!(matches!(error("a.txt", b"abc\0\0\x01def"), ReadError::Unsupported(_)));
    assert!(matches!(error("a.txt", &[0x81, 0xFF, 0xFE, 0xFF, 0x80, 0xFF]), ReadError::Unsupported(_)));
    assert!(error("a.txt", b"").to_string().contains("请"));
}

#[test]
fn large_input_is_refused_or_read_in_time() {
    let start = Clock::start();
    let line = vec![b'a'; 200 << 20];
    assert_eq!(error("a.txt", &line), ReadError::TooLarge(200 << 20, MAX_TEXT));
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(error("a.yaml", &line[..33 << 20]), ReadError::TooLarge(33 << 20, MAX_YAML));
    drop(line);

    let table: String = (0..100_000).map(|row| format!("{row}\t名称\t1.00\t2.00\t\t3.00\n")).collect();
    let document = read("a.txt", table.as_bytes()).unwrap();
    let [Block::Grid(grid)] = document.blocks.as_slice() else { panic!() };
    assert_eq!(grid.rows.len(), 100_000);
    assert!(grid.rows.iter().all(|row| row.cells.len() == 6));

    let separators = "\t".repeat(8 << 20);
    let text = format!("甲\t乙\t丙\n{separators}\n");
    let document = read("a.txt", text.as_bytes()).unwrap();
    let [Block::Grid(grid)] = document.blocks.as_slice() else { panic!() };
    assert_eq!(grid.rows.len(), 1);

    let wide = format!("甲{}\n乙\t丙\t丁\n", "\t1".repeat(10_000));
    let document = read("a.txt", wide.as_bytes()).unwrap();
    let [Block::Grid(grid)] = document.blocks.as_slice() else { panic!() };
    assert_eq!(grid.rows[0].cells.len(), MAX_CELLS);
    assert_eq!(document.notices.len(), 1);
    assert!(matches!(error("a.txt", "a\tb\tc\n".repeat(1_000_000).as_bytes()), ReadError::Damaged(_)));
    assert!(start.elapsed() < Duration::from_secs(60));
}

fn text_of(document: &Document) -> Vec<Block> {
    document.blocks.clone()
}

#[test]
fn the_same_text_in_every_encoding_reads_alike() {
    let text = "一、收入支出决算总体情况说明\n2024年度收入总计 12.30 万元。\n\n项目\t行次\t金额\n事业收入\t1\t12.30\n";
    let wanted = text_of(&read("a.txt", text.as_bytes()).unwrap());
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    for bytes in [
        gb.into_owned(),
        marked(b"\xFF\xFE", &little),
        marked(b"\xFE\xFF", &big),
        little,
        big,
        marked(b"\xEF\xBB\xBF", text.as_bytes()),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
    ] {
        let document = read("a.txt", &bytes).unwrap();
        assert_eq!(text_of(&document), wanted);
        assert_eq!(document.notices, []);
    }
    let traditional =
        "一、收入支出決算總體情況說明：本年度收入總計十二萬元，較上年增加。\n機關運行經費支出說明。\n";
    let (big5, _, lost) = encoding_rs::BIG5.encode(traditional);
    assert!(!lost);
    assert_eq!(read("a.txt", &big5).unwrap().blocks, read("a.txt", traditional.as_bytes()).unwrap().blocks);
}

#[test]
fn undecodable_bytes_are_noticed_with_their_line() {
    let mut bytes = "一、收入情况说明\n二、支出情况说明，本年支出合计\n".as_bytes().to_vec();
    bytes.extend(b"\xCA\xD5\xC8\xEB\n");
    let document = read("a.txt", &bytes).unwrap();
    assert_eq!(document.notices.iter().map(|notice| notice.place.line).collect::<Vec<_>>(), [Some(3)]);
    assert_eq!(document.blocks.len(), 3);
}
