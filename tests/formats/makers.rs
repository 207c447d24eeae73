//! The same disclosure in every format as a real program saves it: LibreOffice, where it is installed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gouji::document::read;
use gouji::session::{Editions, Shipped};

use super::build::{Piece, pieces, xlsx};
use super::layout::{Layout, docx};
use super::same::{account_by, differences, table_differences};

/// How long one run of the program may take.
const LONGEST: Duration = Duration::from_secs(240);

/// A folder that is taken away when dropped.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("gouji-makers-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The office program, where it is installed.
pub(crate) fn soffice() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("soffice")).find(|program| program.is_file())
}

/// Converts files; the outcome is in a folder of its own beside them.
pub(crate) fn convert(program: &Path, folder: &Path, filter: &str, names: &[&str]) -> PathBuf {
    let kind = filter.split(':').next().unwrap();
    let out = folder.join(format!("as-{kind}"));
    let mut child = Command::new(program)
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--norestore", "--convert-to", filter, "--outdir"])
        .arg(&out)
        .args(names.iter().map(|name| folder.join(name)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > LONGEST {
            let _ = child.kill();
            let _ = child.wait();
            panic!("soffice did not end within {} s", LONGEST.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    out
}

fn example(name: &str) -> (Vec<u8>, Vec<Piece>) {
    let text = std::fs::read(Path::new("examples").join(name)).unwrap();
    let pieces = pieces(&read(name, &text).unwrap());
    (text, pieces)
}

const SOUND: &str = "正确.txt";
const FAULTY: &str = "青岚区图书馆2024年度部门决算.txt";

/// Saves files in other formats, and compares each with the text that it was made of.
fn compare(name: &str, files: &BTreeMap<&str, (Vec<u8>, &str)>, filters: &[&str]) {
    let Some(program) = soffice() else {
        println!("skipped: LibreOffice (soffice) is not installed, so nothing was saved by it");
        return;
    };
    let folder = Folder::new(name);
    let names: Vec<&str> = files.keys().copied().collect();
    for (name, (bytes, _)) in files {
        std::fs::write(folder.0.join(name), bytes).unwrap();
    }
    let editions = Editions::new(&Shipped, &[], None);
    let account = |name: &str, bytes: &[u8]| account_by(&editions, name, bytes);
    let wanted: BTreeMap<&str, _> =
        [SOUND, FAULTY].into_iter().map(|text| (text, account(text, &example(text).0))).collect();
    for (name, (bytes, text)) in files {
        assert_eq!(differences(&wanted[text], &account(name, bytes)), "", "{name}");
    }
    for filter in filters {
        let out = convert(&program, &folder.0, filter, &names);
        let kind = filter.split(':').next().unwrap();
        for (name, (_, text)) in files {
            let path = out.join(name).with_extension(kind);
            let bytes =
                std::fs::read(&path).unwrap_or_else(|_| panic!("soffice did not write {}", path.display()));
            let got = account(&path.to_string_lossy(), &bytes);
            // A sheet of a workbook on a web page is one table with all that stands on it.
            let differences = if kind == "html" && name.ends_with(".xlsx") {
                table_differences(&wanted[text], &got)
            } else {
                differences(&wanted[text], &got)
            };
            assert_eq!(differences, "", "{}", path.display());
        }
    }
}

fn laid_out(text: &'static str, layout: Layout) -> (Vec<u8>, &'static str) {
    (docx(&example(text).1, layout), text)
}

#[test]
fn documents_saved_by_a_word_processor_give_the_same_account() {
    let plain = Layout { numbered: false, edited: false, narrow: false };
    let edited = Layout { numbered: true, edited: true, ..plain };
    let narrow = Layout { narrow: true, ..plain };
    let files = BTreeMap::from([
        ("sound.docx", laid_out(SOUND, edited)),
        ("faulty.docx", laid_out(FAULTY, edited)),
        ("narrow.docx", laid_out(FAULTY, narrow)),
    ]);
    compare("word", &files, &["docx:MS Word 2007 XML", "doc:MS Word 97", "rtf", "odt"]);
    // Pages print what was deleted, and lose automatic numbers on the web.
    let files = BTreeMap::from([
        ("sound.docx", laid_out(SOUND, plain)),
        ("numbered.docx", laid_out(FAULTY, Layout { numbered: true, ..plain })),
        ("narrow.docx", laid_out(FAULTY, narrow)),
    ]);
    compare("page", &files, &["pdf"]);
    let files = BTreeMap::from([("plain.docx", laid_out(FAULTY, plain))]);
    compare("web", &files, &["html"]);
}

#[test]
fn workbooks_saved_by_a_spreadsheet_give_the_same_account() {
    let book = |text: &'static str| (xlsx(&example(text).1), text);
    let files = BTreeMap::from([("sound.xlsx", book(SOUND)), ("faulty.xlsx", book(FAULTY))]);
    compare("book", &files, &["xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97", "ods", "html"]);
}
