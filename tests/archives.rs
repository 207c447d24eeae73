//! Zip archives as they are received: nested folders, names in GBK, what is not for reading, what is damaged.

use std::io::{Cursor, Write};

use serde_json::Value;

use crate::support::program::{Folder, err, gouji, out};

const FINE: &[u8] = include_bytes!("../examples/正确.txt");
const WRONG: &[u8] = include_bytes!("../examples/青岚区图书馆2024年度部门决算.txt");

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An archive with a name that is written in GBK, as programs of Windows do.
fn in_gbk(name: &str, bytes: &[u8]) -> Vec<u8> {
    let (name, _, _) = encoding_rs::GBK.encode(name);
    let stand_in = "~".repeat(name.len());
    let mut archive = zip(&[(&stand_in, bytes)]);
    let places: Vec<usize> = (0..archive.len() - stand_in.len())
        .filter(|at| &archive[*at..at + stand_in.len()] == stand_in.as_bytes())
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        archive[at..at + name.len()].copy_from_slice(&name);
    }
    archive
}

fn sources(output: &std::process::Output) -> Vec<String> {
    let all: Value = serde_json::from_str(&out(output)).unwrap();
    let units = all["units"].as_array().unwrap().iter().filter(|unit| unit.get("error").is_none());
    units.map(|unit| unit["source"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn files_of_archives_are_checked_under_their_names() {
    let nested = zip(&[
        ("b局/乙.txt", WRONG),
        ("a局/下级/甲.txt", FINE),
        ("a局/说明.png", b"x"),
        ("__MACOSX/._甲.txt", b"x"),
        ("a局/~$甲.docx", b"x"),
    ]);
    let gbk = in_gbk("县局/丙.txt", FINE);
    let folder = Folder::new("archives", &[("进/一.zip", &nested), ("进/二.ZIP", &gbk)]);
    let ran = gouji(&["check", &folder.path("进"), "--format", "json"]);
    assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
    let wanted = ["一.zip/a局/下级/甲.txt", "一.zip/b局/乙.txt", "二.ZIP/县局/丙.txt"];
    assert_eq!(sources(&ran), wanted.map(|name| folder.path(&format!("进/{name}"))));
    assert!(err(&ran).contains("一.zip/a局/说明.png"), "{}", err(&ran));
    assert!(!err(&ran).contains("MACOSX") && !err(&ran).contains("~$"), "{}", err(&ran));
    let one = gouji(&["check", &folder.path("进/二.ZIP"), "--out", &folder.path("出")]);
    assert_eq!(one.status.code(), Some(0), "{}", err(&one));
    assert!(folder.0.join("出/网页/丙.html").is_file());
}

#[test]
fn what_is_wrong_with_an_archive_is_told_and_the_next_file_is_checked() {
    let good = zip(&[("甲.txt", FINE)]);
    let mut cut = good.clone();
    cut.truncate(cut.len() / 2);
    let inner = zip(&[("里.zip", &good[..]), ("乙.txt", FINE)]);
    let files: [(&str, &[u8]); 5] = [
        ("坏.zip", &cut),
        ("套.zip", &inner),
        ("空.zip", &zip(&[])),
        ("无.zip", &zip(&[("图.png", b"x")])),
        ("甲.txt", FINE),
    ];
    let folder = Folder::new("archives-wrong", &files);
    let ran = gouji(&["check", &folder.0.to_string_lossy(), "--format", "json"]);
    assert_eq!(ran.status.code(), Some(3));
    assert_eq!(sources(&ran), ["套.zip/乙.txt", "甲.txt"].map(|name| folder.path(name)));
    let told = out(&ran) + &err(&ran);
    for what in ["压缩包坏了", "压缩包里还有压缩包", "压缩包里没有可以核对的文件"]
    {
        assert!(told.contains(what), "{what}: {told}");
    }
}
