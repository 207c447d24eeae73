//! What `check --out` leaves in its folder: the same bytes whatever the threads and however often the run was ended, all
//! entries in every file, and nothing of a run before lost.

#![cfg(unix)]

mod compared;
mod killed;
mod opened;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use gouji::document::{Block, Document, read};
use serde_json::Value;

use crate::support::program::{Folder, err, gouji, out};

fn library() -> String {
    std::fs::read_to_string("examples/青岚区图书馆2024年度部门决算.txt").unwrap()
}

/// A folder with documents of some units: most with mistakes, one without, one that is no document.
fn province(name: &str, units: &[&str]) -> Folder {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        let text = library().replace("青岚区图书馆", unit);
        files.push((format!("市{}/{unit}.txt", at % 2), text.into_bytes()));
    }
    files.push(("正确.txt".into(), std::fs::read("examples/正确.txt").unwrap()));
    files.push(("坏.pdf".into(), b"%PDF-1.7 nothing".to_vec()));
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    Folder::new(name, &files)
}

/// All files of a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            all.insert(name, std::fs::read(&path).unwrap());
        }
    }
    all
}

fn names(files: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    files.keys().map(String::as_str).collect()
}

/// What was printed, without the breaks of its lines.
fn flat(output: &std::process::Output) -> String {
    out(output).replace('\n', "")
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    std::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn document(name: &str, bytes: &[u8]) -> Document {
    read(name, bytes).unwrap()
}

/// All text of a document.
fn text(document: &Document) -> String {
    let of = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.clone(),
        Block::Grid(grid) => {
            let cells = grid.rows.iter().flat_map(|row| &row.cells);
            cells.map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\n")
        }
    };
    document.blocks.iter().map(of).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_run_leaves_all_its_files_and_each_tells_the_same_entries() {
    let province = province("out-files", &["甲区图书馆", "乙区图书馆"]);
    let made = Folder::new("out-made", &[]);
    let to = made.path("结果");
    let ran = gouji(&["check", &province.0.to_string_lossy(), "--out", &to]);
    assert_eq!(ran.status.code(), Some(3), "{}{}", out(&ran), err(&ran));
    assert!(err(&ran).contains("退出码按没读成的算"), "{}", err(&ran));
    let last = "共 4 份：有错误的 2 份，没有错误、有待核实的 0 份，只有提示的 0 份，没有发现不符的 1 份，读不了的 1 份。";
    assert!(out(&ran).contains(last), "{}", out(&ran));
    let files = files(Path::new(&to));
    let wanted = [
        "总览.html",
        "整改通知/乙区图书馆.docx",
        "整改通知/乙区图书馆.html",
        "整改通知/甲区图书馆.docx",
        "整改通知/甲区图书馆.html",
        "结果.csv",
        "结果.jsonl",
        "结果.junit.xml",
        "结果.sarif",
        "网页/乙区图书馆.html",
        "网页/正确.html",
        "网页/甲区图书馆.html",
        "问题清单.xlsx",
    ];
    assert_eq!(names(&files), wanted);

    let told = lines(&files["结果.jsonl"]);
    let units: Vec<&Value> = told.iter().filter(|line| line.get("causes").is_some()).collect();
    assert_eq!(units.len(), 3);
    assert_eq!(told.last().unwrap()["units"], 3);
    assert_eq!(told.last().unwrap()["told"], 3);
    assert_eq!(told.last().unwrap()["refused"].as_array().unwrap().len(), 1);
    let causes: Vec<&Value> = units.iter().flat_map(|unit| unit["causes"].as_array().unwrap()).collect();
    assert!(causes.len() > 20);
    let said: BTreeSet<&str> = causes.iter().map(|cause| cause["headline"].as_str().unwrap()).collect();

    let list = text(&document("问题清单.xlsx", &files["问题清单.xlsx"]));
    let table = std::str::from_utf8(&files["结果.csv"]).unwrap();
    let sarif: Value = serde_json::from_slice(&files["结果.sarif"]).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), causes.len());
    let junit = std::str::from_utf8(&files["结果.junit.xml"]).unwrap();
    assert_eq!(junit.matches("<failure ").count(), 24, "{junit}");
    let page = std::str::from_utf8(&files["网页/甲区图书馆.html"]).unwrap();
    for headline in said {
        assert!(list.contains(headline), "{headline}");
        assert!(table.contains(&headline.replace('"', "\"\"")), "{headline}");
    }
    for cause in units[0]["causes"].as_array().unwrap() {
        let headline = cause["headline"].as_str().unwrap();
        assert!(page.contains(headline), "{headline}");
        let notice = text(&document("通知.docx", &files["整改通知/甲区图书馆.docx"]));
        let as_page = std::str::from_utf8(&files["整改通知/甲区图书馆.html"]).unwrap();
        let wanted = cause["level"] != "提示";
        assert_eq!(notice.contains(headline), wanted, "{headline}");
        assert_eq!(as_page.contains(headline), wanted, "{headline}");
    }
}

#[test]
fn the_files_are_the_same_whatever_the_threads() {
    let province = province("out-threads", &["甲区图书馆", "乙区图书馆", "丙区图书馆"]);
    let made = Folder::new("out-threads-made", &[]);
    let run = |threads: &str| {
        let to = made.path(threads);
        let ran = gouji(&["check", &province.0.to_string_lossy(), "--out", &to, "--threads", threads]);
        assert_eq!(ran.status.code(), Some(3), "{}", err(&ran));
        files(Path::new(&to))
    };
    let one = run("1");
    assert!(one == run("4"));
}

#[test]
fn nothing_of_a_run_before_is_overwritten() {
    let folder = Folder::new("out-kept", &[("甲.txt", library().as_bytes())]);
    let (input, to) = (folder.path("甲.txt"), folder.path("结果"));
    assert_eq!(gouji(&["check", &input, "--out", &to]).status.code(), Some(1));
    let before = files(Path::new(&to));
    for more in [None, Some("--resume")] {
        let mut words = vec!["check", &input, "--out", &to];
        words.extend(more);
        let again = gouji(&words);
        assert_eq!(again.status.code(), Some(2));
        assert!(err(&again).contains("请换一个文件夹"), "{}", err(&again));
    }
    assert!(files(Path::new(&to)) == before);
    let file = gouji(&["check", &input, "--out", &input]);
    assert_eq!(file.status.code(), Some(2), "{}", err(&file));
}

#[test]
fn halves_in_one_folder_have_one_notice_and_lone_ones_their_own() {
    let text = library();
    let lines: Vec<&str> = text.lines().collect();
    let begins = |part: &str| lines.iter().rposition(|line| line.starts_with(part)).unwrap();
    let head = "云泽市青岚区图书馆2024年度部门决算\n";
    let tables = format!("{head}{}", lines[begins("第二部分")..begins("第三部分")].join("\n"));
    let prose = format!("{head}{}", lines[begins("第三部分")..].join("\n"));
    let lone = tables.replace("青岚区图书馆", "丙区图书馆");
    let folder = Folder::new(
        "out-halves",
        &[
            ("进/a表.txt", tables.as_bytes()),
            ("进/b说明.txt", prose.as_bytes()),
            ("进/c表.txt", lone.as_bytes()),
        ],
    );
    let to = folder.path("出");
    let ran = gouji(&["check", &folder.path("进"), "--out", &to]);
    assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
    let files = files(Path::new(&to));
    let pages: Vec<&str> = names(&files).into_iter().filter(|name| name.starts_with("网页/")).collect();
    assert_eq!(pages, ["网页/a表.html", "网页/c表.html"]);
    let told = crate::delivered::lines(&files["结果.jsonl"]);
    assert_eq!(told.last().unwrap()["units"], 2);
}

#[test]
fn a_template_is_filled_and_its_mistakes_are_told_before_anything_is_judged() {
    let text = library();
    let files: [(&str, &[u8]); 4] = [
        ("甲.txt", text.as_bytes()),
        ("好.md", "# {{ 单位 }}\n\n@ 共 {{ 各组 | length }} 组\n".as_bytes()),
        ("错.md", "# {{ 单位名 }}\n".as_bytes()),
        ("坏.md", "{% for 条 in 各组 %}\n".as_bytes()),
    ];
    let folder = Folder::new("out-template", &files);
    let run = |template: &str, to: &str| {
        gouji(&[
            "check",
            &folder.path("甲.txt"),
            "--out",
            &folder.path(to),
            "--template",
            &folder.path(template),
        ])
    };
    assert_eq!(run("好.md", "一").status.code(), Some(1));
    let notice = std::fs::read_to_string(folder.path("一/整改通知/甲.html")).unwrap();
    assert!(notice.contains("<h1>云泽市青岚区图书馆</h1>") && notice.contains("共 3 组"), "{notice}");
    for (template, what) in [("错.md", "模板第 1 行"), ("坏.md", "模板第"), ("没有.md", "没有这个文件")]
    {
        let ran = run(template, "二");
        assert_eq!(ran.status.code(), Some(2));
        assert!(err(&ran).contains(what), "{}", err(&ran));
        assert_eq!(out(&ran), "");
    }
}

#[test]
fn what_someone_has_explained_is_set_apart_and_told() {
    let list = "指纹,规则,单位,数字,原因,何人,截至\n";
    let folder = Folder::new("waived", &[("甲.txt", library().as_bytes())]);
    let input = folder.path("甲.txt");
    let told = |words: &[&str]| gouji(&[&["check", &input], words].concat());
    let units = |output: &std::process::Output| {
        let all: Value = serde_json::from_str(&out(output)).unwrap();
        all["units"][0].clone()
    };
    let before = units(&told(&["--format", "json"]));
    let causes = before["causes"].as_array().unwrap();
    let errors: Vec<&Value> = causes.iter().filter(|cause| cause["level"] == "错误").collect();
    let lines = |until: &str, some: &[&Value]| {
        let line = |cause: &&Value| {
            format!("{},,云泽市青岚区图书馆,,底稿如此,张三,{until}\n", cause["fingerprint"].as_str().unwrap())
        };
        let text = format!("{list}{}", some.iter().map(line).collect::<String>());
        std::fs::write(folder.path("说明.csv"), text).unwrap();
        folder.path("说明.csv")
    };

    // One of them: it is listed apart, the others count as before.
    let one = lines("2999-12-31", &errors[..1]);
    let text = told(&["--waivers", &one]);
    assert_eq!(text.status.code(), Some(1));
    let first = flat(&text);
    assert!(first.contains("要改正 11 条") && first.contains("已说明 1 条"), "{first}");
    assert!(flat(&text).contains("说明：底稿如此（张三，至 2999-12-31）"), "{}", out(&text));
    let json = units(&told(&["--waivers", &one, "--format", "json"]));
    assert_eq!(json["causes"].as_array().unwrap().len(), causes.len());
    let waived = json["causes"].as_array().unwrap().iter().filter(|cause| cause.get("waived").is_some());
    assert_eq!(waived.map(|cause| &cause["fingerprint"]).collect::<Vec<_>>(), [&errors[0]["fingerprint"]]);

    // All of them: nothing is left that fails.
    let all = lines("", &errors);
    assert_eq!(told(&["--waivers", &all]).status.code(), Some(0));

    // What has expired counts again, and that is told; so is what meets nothing.
    let late = lines("2020-01-01", &errors[..1]);
    let text = told(&["--waivers", &late]);
    assert!(flat(&text).starts_with("云泽市青岚区图书馆 2024 年度：要改正 12 条"), "{}", out(&text));
    assert!(err(&text).contains("只到 2020-01-01，已经过期"), "{}", err(&text));
    let by_rule =
        format!("{list},ZZ02,,1387.50,底稿如此,,\n,ZZ02,,1.00,没有这个数,,\nffff,,,,没有这一条,,\n");
    std::fs::write(folder.path("按规则.csv"), by_rule).unwrap();
    let text = told(&["--waivers", &folder.path("按规则.csv")]);
    assert!(flat(&text).contains("已说明 1 条"), "{}", out(&text));
    assert!(err(&text).contains("有 2 条没有对上任何不符：第 3 行、第 4 行"), "{}", err(&text));

    for wrong in ["甲.txt", "没有.csv"] {
        let ran = told(&["--waivers", &folder.path(wrong)]);
        assert_eq!((ran.status.code(), out(&ran).as_str()), (Some(2), ""), "{}", err(&ran));
    }
}

/// A list of entries in which a unit has answered the first ones, in column N.
fn answered(list: &[u8], rows: usize) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(list)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut text).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut sheet = String::from_utf8(text).unwrap();
            for row in 1..=rows {
                let cell = format!("<c r=\"N{}\"", row + 1);
                let from = sheet.find(&cell).unwrap();
                let end = from + sheet[from..].find("/>").unwrap();
                sheet.replace_range(
                    end..end + 2,
                    &format!(" t=\"inlineStr\"><is><t>已核实 {row}</t></is></c>"),
                );
            }
            text = sheet.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&text).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_list_that_came_back_is_a_list_of_waivers() {
    let folder = Folder::new("came-back", &[("甲.txt", library().as_bytes())]);
    let (input, to) = (folder.path("甲.txt"), folder.path("出"));
    gouji(&["check", &input, "--out", &to]);
    let list = std::fs::read(folder.path("出/问题清单.xlsx")).unwrap();
    let answered = answered(&list, 3);
    std::fs::write(folder.path("退回.xlsx"), answered).unwrap();
    let ran = gouji(&["check", &input, "--waivers", &folder.path("退回.xlsx")]);
    assert!(flat(&ran).contains("已说明（3 条）"), "{}{}", out(&ran), err(&ran));
    assert!(flat(&ran).contains("说明：已核实 1"), "{}", out(&ran));
    assert_eq!(err(&ran), "");
    let listed = gouji(&["waive", &folder.path("退回.xlsx")]);
    std::fs::write(folder.path("说明.csv"), &listed.stdout).unwrap();
    assert_eq!(out(&listed).lines().count(), 4, "{}", out(&listed));
    assert_eq!(out(&gouji(&["check", &input, "--waivers", &folder.path("说明.csv")])), out(&ran));
}

#[test]
fn names_that_are_no_text_and_files_named_twice_are_each_told_once() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new("out-names", &[]);
    let names: Vec<_> =
        [b"\xB9\xAB.txt", b"\xB9\xAC.txt"].map(|name| folder.0.join(OsStr::from_bytes(name))).into();
    for name in &names {
        std::fs::write(name, library()).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    let ran = command
        .arg("check")
        .args(&names)
        .arg(&names[0])
        .args(["--out", &folder.path("出")])
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
    assert!(out(&ran).contains("共 2 份"), "{}", out(&ran));
    let told = lines(&std::fs::read(folder.path("出/结果.jsonl")).unwrap());
    let sources: Vec<&str> = told.iter().filter_map(|line| line["source"].as_str()).collect();
    assert_eq!(sources.len(), 2);
    assert!(sources[0].ends_with("\\xB9\\xAB.txt") && sources[1].ends_with("\\xB9\\xAC.txt"), "{sources:?}");
    assert_eq!(files(&folder.0.join("出")).keys().filter(|name| name.starts_with("网页/")).count(), 2);
}

#[test]
fn drafts_of_one_unit_and_units_without_a_document_are_told() {
    let files: [(&str, &[u8]); 3] = [
        ("进/一稿.txt", include_bytes!("../examples/正确.txt")),
        ("进/二稿.txt", include_bytes!("../examples/正确.txt")),
        ("名册.csv", "名称,性质\n云泽市青岚区图书馆,事业单位\n云泽市青岚区博物馆,事业单位\n".as_bytes()),
    ];
    let folder = Folder::new("out-roll", &files);
    let words =
        ["check", &folder.path("进"), "--units", &folder.path("名册.csv"), "--out", &folder.path("出")];
    let ran = gouji(&words);
    assert!(out(&ran).contains("「云泽市青岚区图书馆 2024 年度」有 2 份："), "{}{}", out(&ran), err(&ran));
    assert!(out(&ran).contains("名册里有 1 个单位这次没有：「云泽市青岚区博物馆」"), "{}", out(&ran));
    let page = std::fs::read_to_string(folder.path("出/总览.html")).unwrap();
    assert!(page.contains("一个单位不止一份（1 个）") && page.contains("<p>云泽市青岚区博物馆</p>"));
}

#[test]
fn units_of_a_file_of_columns_stand_in_the_lists() {
    let folder = Folder::new("out-columns", &[("甲.txt", library().as_bytes())]);
    let data = folder.path("数据.parquet");
    let made = gouji(&["convert", &folder.path("甲.txt"), "--to", &data]);
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    let ran = gouji(&["check", &data, "--out", &folder.path("出")]);
    assert_eq!(ran.status.code(), Some(1), "{}", err(&ran));
    assert!(out(&ran).contains("共 1 份：有错误的 1 份"), "{}", out(&ran));
    let told = lines(&std::fs::read(folder.path("出/结果.jsonl")).unwrap());
    let causes = told[0]["causes"].as_array().unwrap();
    let table = std::fs::read_to_string(folder.path("出/结果.csv")).unwrap();
    assert!(causes.len() > 5);
    for cause in causes {
        assert!(table.contains(cause["fingerprint"].as_str().unwrap()), "{cause}");
    }
}

#[test]
fn results_within_the_folder_are_no_documents() {
    let folder = Folder::new("out-within", &[("进/甲.txt", library().as_bytes())]);
    let (input, to) = (folder.path("进"), folder.path("进/结果"));
    assert_eq!(gouji(&["check", &input, "--out", &to]).status.code(), Some(1));
    let again = gouji(&["check", &input, "--format", "jsonl"]);
    assert_eq!(out(&again).lines().count(), 2, "{}", out(&again));
    assert!(err(&again).contains("（核对的结果）"), "{}", err(&again));
}
