//! `gouji test`: cases beside the rules.

use std::collections::BTreeSet;
use std::io::Read;
use std::num::NonZero;
use std::path::Path;

use gouji::cases::{Accepted, CaseFile, CasesRan, Failure, MAX_CASE_FILE, accept, run as run_cases};
use gouji::report::{CasesOut, cases_json, cases_terminal, load_error_words};
use gouji::session::{Editions, Shipped, open_all};
use gouji::source::{LoadError, text_with};

use super::arguments::{Format, TestArgs};
use super::loader::{FileLoader, capped, files_in};
use super::rules::say_broken;
use super::system::system_words;
use super::written::replace;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// What standard input is called.
const STANDARD: &str = "-";
/// Ending of case files.
const ENDING: &str = "md";
/// Words of which a case file holds at least one.
const KNOWN: [&str; 3] = ["成立", "不适用", "无法判断"];

/// Where a case file is, and its text.
struct Held {
    /// None of what is in the program, and of standard input.
    path: Option<String>,
    text: String,
    /// The bytes are not in UTF-8: what is written would be all new.
    recoded: bool,
    /// It opens with a mark of UTF-8.
    marked: bool,
}

/// The case files that a command line stands for.
#[derive(Default)]
struct Found {
    files: Vec<CaseFile>,
    held: Vec<Held>,
    status: u8,
}

/// Runs cases; the exit status.
pub(super) fn run(asked: &TestArgs) -> u8 {
    let editions = Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year);
    let found = found(asked, &editions);
    if found.files.is_empty() {
        return nothing(asked, found.status);
    }
    let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let ran = run_cases(&editions, &found.files, asked.threads.unwrap_or_else(cores));
    if ran.broken.as_ref().is_some_and(|edition| say_broken(edition, asked.color.color)) {
        return WRONG;
    }
    let mut status = found.status;
    let accepted = if asked.accept { accept_all(&found, &ran, &mut status) } else { Vec::new() };
    let told = CasesOut { ran: &ran, accepted: &accepted };
    match asked.format.format {
        Format::Json => out::print(&cases_json(&told)),
        Format::Text => {
            out::print(&cases_terminal(&told, &out::options(asked.color.color, asked.verbose)));
        }
    }
    match (status, ran.mistakes.is_empty(), told.failed()) {
        (FINE, true, 0) => FINE,
        (FINE, true, _) => FOUND,
        (FINE, false, _) => WRONG,
        (status, ..) => status,
    }
}

/// Says that there is no case, or why the rules cannot be used that they would stand beside.
fn nothing(asked: &TestArgs, status: u8) -> u8 {
    if status != FINE {
        return status;
    }
    let editions = open_all(&FileLoader, &asked.rules.rules, asked.rules.year);
    if editions.iter().any(|edition| say_broken(edition, asked.color.color)) {
        return WRONG;
    }
    let where_to = if asked.inputs.is_empty() {
        format!("规则「{}」旁边没有案例；", asked.rules.rules.join("」「"))
    } else {
        format!("「{}」里没有案例；", asked.inputs.join("」「"))
    };
    out::complain(&format!(
        "{where_to}案例写在 .md 文件里：一行「## 规则编号 说明」，下面是 ```成立、```不成立 的文字，写法见 docs/testing-rules.md\n"
    ));
    WRONG
}

fn found(asked: &TestArgs, editions: &Editions) -> Found {
    let mut found = Found::default();
    for input in &asked.inputs {
        found.input(input);
    }
    if !asked.inputs.is_empty() {
        return found;
    }
    for rules in &asked.rules.rules {
        let path = Path::new(rules);
        if path.is_dir() {
            found.folder(rules);
        } else if path.is_file() {
            let beside = path.with_extension(ENDING);
            if beside.is_file() {
                found.file(&beside.to_string_lossy());
            }
        }
    }
    if asked.rules.rules.is_empty() {
        found.shipped(None);
    } else if asked.rules.rules.iter().any(|rules| !Path::new(rules).exists()) {
        // The cases of shipped sets are those that show a rule of theirs.
        let declared = editions.declared().rules;
        found.shipped(Some(&declared.iter().map(|rule| rule.number.as_str()).collect()));
    }
    found
}

impl Found {
    fn input(&mut self, input: &str) {
        if input == STANDARD {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().take(MAX_CASE_FILE as u64 + 1).read_to_end(&mut bytes);
            match read {
                Ok(_) => self.bytes(None, "标准输入", &bytes),
                Err(why) => self.unread(&format!("读不了标准输入：{}", system_words(&why))),
            }
        } else if Path::new(input).is_dir() {
            self.folder(input);
        } else {
            self.file(input);
        }
    }

    /// The case files of a folder; other Markdown in it is passed over.
    fn folder(&mut self, name: &str) {
        match files_in(name, ENDING) {
            Ok(files) => files.iter().for_each(|file| match capped(file, MAX_CASE_FILE as u64) {
                Ok(bytes) if !is_case_file(&bytes) => {}
                Ok(bytes) => self.bytes(Some(file), file, &bytes),
                Err(why) => self.unread(&load_error_words(&why)),
            }),
            Err(why) => self.unread(&load_error_words(&why)),
        }
    }

    fn file(&mut self, name: &str) {
        match capped(name, MAX_CASE_FILE as u64) {
            Ok(bytes) => self.bytes(Some(name), name, &bytes),
            Err(LoadError::TooLarge(name, size, cap)) => {
                self.unread(&format!("「{name}」有 {size} 字节，超过案例文件的上限 {cap} 字节；请拆成几个"))
            }
            Err(LoadError::Missing(name)) => self.unread(&format!("没有案例文件「{name}」；请检查路径")),
            Err(why) => self.unread(&load_error_words(&why)),
        }
    }

    fn bytes(&mut self, path: Option<&str>, name: &str, bytes: &[u8]) {
        if bytes.len() > MAX_CASE_FILE {
            return self.unread(&format!("「{name}」超过案例文件的上限 {MAX_CASE_FILE} 字节；请拆成几个"));
        }
        match text_with(bytes, &KNOWN) {
            Ok(text) => {
                let marked = bytes.starts_with("\u{feff}".as_bytes());
                let recoded = std::str::from_utf8(bytes).is_err();
                let file = CaseFile::read(name, &text);
                // A file that says nothing of any rule is none.
                if !(file.cases.is_empty() && file.mistakes.is_empty()) {
                    self.files.push(file);
                    self.held.push(Held { path: path.map(str::to_owned), text, recoded, marked });
                }
            }
            Err(at) => self.unread(&load_error_words(&LoadError::NotUtf8(name.to_owned(), at))),
        }
    }

    /// The cases in the program: all, or those that show one of these rules.
    fn shipped(&mut self, of: Option<&BTreeSet<&str>>) {
        for (name, text) in Shipped::cases() {
            let mut file = CaseFile::read(&format!("（内置）{name}"), text);
            if let Some(of) = of {
                file.cases.retain(|case| case.rules.iter().any(|rule| of.contains(rule.as_str())));
            }
            if !(file.cases.is_empty() && file.mistakes.is_empty()) {
                self.files.push(file);
                self.held.push(Held { path: None, text: text.to_owned(), recoded: false, marked: false });
            }
        }
    }

    fn unread(&mut self, words: &str) {
        out::complain(&format!("{words}\n"));
        self.status = UNREAD;
    }
}

fn is_case_file(bytes: &[u8]) -> bool {
    text_with(bytes, &KNOWN).is_ok_and(|text| CaseFile::is_one(&text))
}

/// Writes what came into the files of the cases that failed; what was done about each, in order.
fn accept_all(found: &Found, ran: &CasesRan<'_>, status: &mut u8) -> Vec<Accepted> {
    let mut all = Vec::new();
    for (number, (file, held)) in found.files.iter().zip(&found.held).enumerate() {
        let failures: Vec<&Failure<'_>> =
            ran.failures.iter().filter(|failure| failure.at.0 == number).collect();
        if failures.is_empty() {
            continue;
        }
        let Some(path) = held.path.as_ref().filter(|_| !held.recoded) else {
            let why =
                if held.recoded { "不是 UTF-8，请另存为 UTF-8" } else { "不是可以改的文件" };
            out::complain(&format!("「{}」{why}；没有改\n", file.name));
            *status = UNREAD;
            all.extend(failures.iter().map(|_| Accepted::Unwritten));
            continue;
        };
        let (text, accepted) = accept(&held.text, file, &failures);
        let mark = if held.marked { "\u{feff}" } else { "" };
        match replace(Path::new(path), &format!("{mark}{text}")) {
            Ok(()) => all.extend(accepted),
            Err(why) => {
                out::complain(&format!("写不了「{path}」：{}\n", system_words(&why)));
                *status = UNREAD;
                all.extend(failures.iter().map(|_| Accepted::Unwritten));
            }
        }
    }
    all
}
