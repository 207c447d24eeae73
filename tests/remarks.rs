//! Copies of files with remarks in them: each remark at its place, all else as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use gouji::document::{Block, Document, Remark, RemarkError, Shade, read, remark};
use proptest::prelude::*;
use zip::ZipArchive;

use crate::formats::build::{docx, pieces, xlsx};
use crate::formats::layout::{self, Layout};
use crate::formats::makers::{self, convert, soffice};
use crate::pdf::writer::{Page, file};
use crate::support::program::{Folder, gouji, out};

const EXAMPLE: &str = "青岚区图书馆2024年度部门决算.txt";

fn example() -> Document {
    read(EXAMPLE, &std::fs::read(Path::new("examples").join(EXAMPLE)).unwrap()).unwrap()
}

/// A remark on each paragraph and each cell of a document, every third one a blank of its place.
fn everywhere(document: &Document) -> Vec<Remark> {
    let mut places = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let mut words = paragraph.text.split(['，', '。', '：']);
                places.push((&paragraph.place, words.next_back().unwrap_or_default()));
            }
            Block::Grid(grid) => {
                let cells = grid.rows.iter().flat_map(|row| &row.cells);
                places.extend(cells.map(|cell| (&cell.place, cell.text.as_str())));
            }
        }
    }
    let remark = |(at, (place, text)): (usize, (&gouji::document::Place, &str))| Remark {
        at: place.clone(),
        text: if at % 3 == 2 { String::new() } else { text.to_owned() },
        words: format!("第 {at} 条 <应为> 12.00 & 其他\n第二行"),
        shade: [Shade::Wrong, Shade::Doubtful, Shade::Hint][at % 3],
        ..Remark::default()
    };
    places.into_iter().enumerate().map(remark).collect()
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.insert(entry.name().unwrap().into_owned(), bytes);
    }
    parts
}

fn part(bytes: &[u8], ending: &str) -> String {
    let parts = parts(bytes);
    let found = parts.iter().find(|(name, _)| name.ends_with(ending));
    String::from_utf8(found.unwrap_or_else(|| panic!("no {ending} in {:?}", parts.keys())).1.clone()).unwrap()
}

/// Names of the parts that differ.
fn changed(before: &[u8], after: &[u8]) -> BTreeSet<String> {
    let (before, after) = (parts(before), parts(after));
    assert!(before.keys().all(|name| after.contains_key(name)), "a part is gone");
    after.into_iter().filter(|(name, bytes)| before.get(name) != Some(bytes)).map(|(name, _)| name).collect()
}

fn same(name: &str, before: &[u8], after: &[u8]) {
    let (before, after) = (read(name, before).unwrap(), read(name, after).unwrap());
    assert_eq!(before.notices, after.notices, "{name}");
    assert!(before == after, "{name} reads otherwise with remarks in it");
}

/// What stands between the marks of a comment.
fn commented(body: &str, id: usize) -> String {
    let (_, rest) = body.split_once(&format!("commentRangeStart w:id=\"{id}\"/>")).unwrap();
    let (inside, _) = rest.split_once(&format!("<w:commentRangeEnd w:id=\"{id}\"/>")).unwrap();
    let texts = inside.split("<w:t").skip(1).filter(|text| text.starts_with(['>', ' ']));
    texts.map(|text| text.split_once('>').unwrap().1.split_once("</w:t>").unwrap().0).collect()
}

#[test]
fn comments_of_word_stand_on_the_figures() {
    let bytes = docx(&pieces(&example()));
    let document = read("a.docx", &bytes).unwrap();
    let remarks = everywhere(&document);
    let copy = remark(&bytes, &remarks).unwrap();
    same("a.docx", &bytes, &copy);
    let wanted = [
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/comments_gouji1.xml",
        "word/document.xml",
    ];
    assert_eq!(changed(&bytes, &copy), wanted.map(str::to_owned).into());
    let (body, comments) = (part(&copy, "word/document.xml"), part(&copy, "comments_gouji1.xml"));
    assert_eq!(comments.matches("<w:comment ").count(), remarks.len());
    assert!(comments.contains("&lt;应为&gt; 12.00 &amp; 其他</w:t></w:r></w:p><w:p>"), "{comments}");
    let dense = |text: &str| text.replace(char::is_whitespace, "");
    let mut met = 0;
    for (id, remark) in remarks.iter().enumerate() {
        let on = commented(&body, id);
        if !remark.text.trim().is_empty() {
            assert_eq!(dense(&on), dense(&remark.text).replace('&', "&amp;"), "{remark:?}");
            met += 1;
        }
    }
    assert!(met > 500, "{met}");
}

#[test]
fn comments_stand_beside_those_that_were_there() {
    let first = remark(&docx(&pieces(&example())), &everywhere(&example())[..1]).unwrap();
    let second = Remark { words: "又一条".to_owned(), ..Remark::default() };
    let copy = remark(&first, &[second]).unwrap();
    let comments = part(&copy, "comments_gouji1.xml");
    assert!(comments.contains("w:id=\"0\"") && comments.contains("w:id=\"1\""), "{comments}");
    assert_eq!(part(&copy, "document.xml.rels").matches("/comments\"").count(), 1);
    same("a.docx", &first, &copy);
}

#[test]
fn documents_as_word_edits_them_read_the_same() {
    for (numbered, edited, narrow) in [(true, true, false), (false, true, true), (true, false, true)] {
        let bytes = layout::docx(&pieces(&example()), Layout { numbered, edited, narrow });
        let copy = remark(&bytes, &everywhere(&read("a.docx", &bytes).unwrap())).unwrap();
        same("a.docx", &bytes, &copy);
    }
}

#[test]
fn notes_of_a_workbook_stand_in_the_cells_and_colour_them() {
    let bytes = xlsx(&pieces(&example()));
    let document = read("a.xlsx", &bytes).unwrap();
    let remarks = everywhere(&document);
    let copy = remark(&bytes, &remarks).unwrap();
    same("a.xlsx", &bytes, &copy);
    let changed = changed(&bytes, &copy);
    let kept = |name: &&String| {
        !["sheet", "styles", "Content_Types", "gouji", "_rels"].iter().any(|part| name.contains(part))
    };
    assert_eq!(changed.iter().filter(kept).collect::<Vec<_>>(), Vec::<&String>::new());
    let cells: BTreeSet<_> = remarks.iter().map(|remark| (&remark.at.sheet, &remark.at.cell)).collect();
    let all: String = parts(&copy)
        .into_iter()
        .filter(|(name, _)| name.contains("comments_gouji"))
        .map(|(_, text)| String::from_utf8(text).unwrap())
        .collect();
    assert_eq!(all.matches("<comment ref=").count(), cells.len());
    let styles = part(&copy, "xl/styles.xml");
    for colour in ["FFFFB3B3", "FFFFE08A", "FFBFE3FF"] {
        assert_eq!(styles.matches(&format!("<fgColor rgb=\"{colour}\"/>")).count(), 1, "{styles}");
    }
    // Once more: what is said of a cell already stays.
    let again = remark(&copy, &remarks[..3]).unwrap();
    same("a.xlsx", &bytes, &again);
    let notes = part(&again, "comments_gouji1.xml");
    assert!(notes.contains("第二行</t></r><r><t xml:space=\"preserve\">\n\n勾稽：第 0 条"), "{notes}");
}

/// A page with a figure at a place, and the corners of the highlight on it in whole points.
fn highlighted(page: Page) -> [i32; 4] {
    let bytes = file(&[page], &[], "/Info 1 0 R /ID [<AB><CD>]");
    let document = read("a.pdf", &bytes).unwrap();
    let place = document.blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) if paragraph.text.contains("12.50") => Some(paragraph.place.clone()),
        _ => None,
    });
    let remarks = [Remark {
        at: place.unwrap(),
        text: "12.50".to_owned(),
        words: "应为 13".to_owned(),
        ..Remark::default()
    }];
    let copy = remark(&bytes, &remarks).unwrap();
    assert!(copy.starts_with(&bytes), "what was there is there");
    same("a.pdf", &bytes, &copy);
    let update = String::from_utf8_lossy(&copy[bytes.len()..]).into_owned();
    assert!(
        update.contains("/Subtype/Highlight") && update.contains("<FEFF5E944E3A002000310033>"),
        "{update}"
    );
    assert!(update.contains("/Info 1 0 R") && update.contains("/ID[<AB><CD>]"), "{update}");
    let (_, rest) = update.split_once("/Rect[").unwrap();
    let numbers = rest.split_once(']').unwrap().0.split(' ');
    let numbers: Vec<i32> =
        numbers.map(|number| number.split_once('.').unwrap().0.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

#[test]
fn highlights_lie_on_the_letters_however_the_page_is_turned() {
    // 支出 is two letters of 10 points, the figure five of 5.
    let on = |[x0, y0, x1, y1]: [i32; 4]| {
        assert!((119..=121).contains(&x0) && (144..=146).contains(&x1), "{x0} {x1}");
        assert!((697..=700).contains(&y0) && (707..=710).contains(&y1), "{y0} {y1}");
    };
    let page =
        || Page::default().text(100, 700, 10, "支出12.50万元").text(100, 600, 10, "另一行的文字写在这里");
    on(highlighted(page()));
    for turn in [90, 180, 270] {
        on(highlighted(page().with(&format!("/Rotate {turn}"))));
    }
    on(highlighted(page().with("/CropBox [50 50 500 800]")));
    // Text that runs up, as landscape tables are put on portrait pages.
    let up = |x: i32, text: &str| format!("BT /F 10 Tf 0 1 -1 0 {x} 100 Tm <{}> Tj ET", hex(text));
    let turned = Page::default().raw(&up(300, "支出12.50万元")).raw(&up(320, "另一行的文字写在这里"));
    let [x0, y0, x1, y1] = highlighted(turned);
    assert!((290..=293).contains(&x0) && (300..=303).contains(&x1), "{x0} {x1}");
    assert!((119..=121).contains(&y0) && (144..=146).contains(&y1), "{y0} {y1}");
}

fn hex(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

#[test]
fn pages_keep_their_own_remarks() {
    let note = b"<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (old) >>".to_vec();
    let page = Page::default().text(100, 700, 10, "支出12.50万元").with("/Annots [6 0 R]");
    let bytes = file(&[page], &[note], "");
    let copy = remark(&bytes, &[Remark { words: "看".to_owned(), ..Remark::default() }]).unwrap();
    let update = String::from_utf8_lossy(&copy[bytes.len()..]).into_owned();
    assert!(update.contains("/Annots[6 0 R "), "{update}");
    assert!(update.contains("/Subtype/Text"), "what has no place is a note of the first page: {update}");
    same("a.pdf", &bytes, &copy);
}

#[test]
fn what_cannot_be_remarked_says_why() {
    let one = [Remark::default()];
    assert_eq!(remark("文字".as_bytes(), &one), Err(RemarkError::Format));
    assert!(remark(b"PK\x03\x04", &one).is_err());
    assert!(remark(b"%PDF-1.4\n%%EOF", &one).is_err());
    let page = Page::default().text(100, 700, 10, "支出");
    let locked = file(&[page], &[], "/Encrypted true");
    assert_eq!(remark(&locked, &one).err(), Some(RemarkError::Locked));
    for why in [RemarkError::Format, RemarkError::Locked, RemarkError::Damaged] {
        assert!(why.to_string().contains("不能加批注"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_files_break_nothing(kind in 0..3_usize, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let short = pieces(&example()).into_iter().take(12).collect::<Vec<_>>();
        let page = || Page::default().text(100, 700, 10, "支出12.50万元");
        let mut bytes = match kind {
            0 => docx(&short),
            1 => xlsx(&short),
            _ => file(&[page()], &[], ""),
        };
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let _ = remark(&bytes, &[Remark { text: "12.50".to_owned(), words: "看".to_owned(), ..Remark::default() }]);
    }
}

#[test]
fn real_files_read_the_same_with_remarks() {
    let shared = Path::new("../shared");
    if !shared.exists() {
        println!("skipped: ../shared is not there");
        return;
    }
    let mut files: Vec<PathBuf> = ["disclosures", "files"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(shared.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ["pdf", "docx", "xlsx"].iter().any(|known| ending == *known))
        })
        .collect();
    files.sort();
    let mut done = 0;
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let name = path.to_string_lossy();
        let Ok(document) = read(&name, &bytes) else { continue };
        let copy = remark(&bytes, &everywhere(&document)).unwrap_or_else(|why| panic!("{name}: {why}"));
        same(&name, &bytes, &copy);
        done += 1;
    }
    assert!(done > 15, "{done} of {}", files.len());
}

#[test]
fn an_office_program_sees_the_remarks_and_all_else_as_it_was() {
    let Some(program) = soffice() else {
        println!("skipped: LibreOffice (soffice) is not installed, so nothing was opened by it");
        return;
    };
    let folder = makers::Folder::new("remarks");
    let short = pieces(&example()).into_iter().take(60).collect::<Vec<_>>();
    let plain = Layout { numbered: false, edited: false, narrow: false };
    let mut wanted = BTreeMap::new();
    for (name, bytes) in [("a.docx", layout::docx(&short, plain)), ("b.xlsx", xlsx(&short))] {
        let remarks = everywhere(&read(name, &bytes).unwrap());
        let copy = remark(&bytes, &remarks).unwrap();
        std::fs::write(folder.0.join(name), &bytes).unwrap();
        std::fs::write(folder.0.join(format!("remarked-{name}")), copy).unwrap();
        wanted.insert(name, remarks.len());
    }
    let open = |name: &str, kind: &str| {
        let names = [name.to_owned(), format!("remarked-{name}")];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let out = convert(&program, &folder.0, kind, &names);
        names
            .into_iter()
            .map(|name| std::fs::read(out.join(name).with_extension(kind)).unwrap())
            .collect::<Vec<_>>()
    };
    for (name, kind) in [("a.docx", "odt"), ("b.xlsx", "ods")] {
        let [before, after] = open(name, kind).try_into().unwrap();
        let found = part(&after, "content.xml").matches("<office:annotation ").count();
        assert_eq!(found, wanted[name], "{name}");
        let (before, after) = (read("a", &before).unwrap(), read("a", &after).unwrap());
        assert!(before.blocks == after.blocks, "{name} is shown otherwise");
    }
    let [before, after] = open("a.docx", "pdf").try_into().unwrap();
    let (before, after) = (read("a.pdf", &before).unwrap(), read("a.pdf", &after).unwrap());
    assert!(before.blocks == after.blocks, "the pages are others");
}

#[test]
fn what_comes_by_standard_input_has_no_file_to_remark_on() {
    let folder = Folder::new("standard", &[("甲.docx", &docx(&pieces(&example())))]);
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"));
    run.args(["check", "-", "--annotate", "--out", &folder.path("结果")]);
    let run = run.stdin(std::fs::File::open(folder.path("甲.docx")).unwrap()).output().unwrap();
    let said = out(&run);
    assert!(said.contains("没有原件可以加批注；请给出文件") && !said.contains("这种格式"), "{said}");
}

#[test]
fn a_run_leaves_copies_and_says_of_which_files_there_are_none() {
    let document = example();
    let text = std::fs::read(Path::new("examples").join(EXAMPLE)).unwrap();
    let folder = Folder::new(
        "copies",
        &[("甲.docx", &docx(&pieces(&document))), ("乙.xlsx", &xlsx(&pieces(&document))), ("丙.txt", &text)],
    );
    let (of, to) = (folder.path(""), folder.path("结果"));
    let run = gouji(&["check", &of, "--out", &to, "--annotate"]);
    let said = out(&run);
    assert!(said.contains("批注（2 份）"), "{said}");
    assert!(said.contains("丙.txt」没有加批注：这种格式不能加批注"), "{said}");
    for (copy, own) in [("甲.docx", "甲.docx"), ("乙.xlsx", "乙.xlsx")] {
        let path = Path::new(&to).join("批注").join(copy);
        let bytes = std::fs::read(&path).unwrap();
        same(own, &std::fs::read(folder.path(own)).unwrap(), &bytes);
    }
    let comments = part(&std::fs::read(Path::new(&to).join("批注/甲.docx")).unwrap(), "comments_gouji1.xml");
    assert!(comments.contains("第 1 条（要改正） "), "{comments}");
    let overview = std::fs::read_to_string(Path::new(&to).join("总览.html")).unwrap();
    assert!(
        overview.contains("href=\"批注/甲.docx\"") || overview.contains("%E6%89%B9%E6%B3%A8"),
        "{overview}"
    );
    let again = folder.path("再来");
    gouji(&["check", &of, "--out", &again, "--annotate", "--threads", "1"]);
    for name in ["甲.docx", "乙.xlsx"] {
        let bytes = |run: &str| std::fs::read(Path::new(run).join("批注").join(name)).unwrap();
        assert!(bytes(&to) == bytes(&again), "{name}");
    }
}
