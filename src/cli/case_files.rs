//! Case files: which ones a command line stands for, and their texts.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use gouji::cases::{CaseFile, MAX_CASE_FILE};
use gouji::report::load_error_words;
use gouji::session::{Editions, Shipped};
use gouji::source::{LoadError, text_with};

use super::loader::{capped, files_in};
use super::system::system_words;
use super::{UNREAD, out};

/// What standard input is called.
const STANDARD: &str = "-";
/// Ending of case files.
const ENDING: &str = "md";
/// Words of which a case file holds at least one.
const KNOWN: [&str; 4] = ["成立", "不适用", "无法判断", "不试"];

/// Where a case file is, and its text.
pub(super) struct Held {
    /// None of what is in the program, and of standard input.
    pub(super) path: Option<String>,
    pub(super) text: String,
    /// The bytes are not in UTF-8: what is written would be all new.
    pub(super) recoded: bool,
    /// It opens with a mark of UTF-8.
    pub(super) marked: bool,
}

/// The case files that a command line stands for.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<CaseFile>,
    pub(super) held: Vec<Held>,
    /// The exit status of what could not be read.
    pub(super) status: u8,
}

/// The cases of the files and folders that were named; without any those beside the rules.
pub(super) fn found(inputs: &[String], rules: &[String], editions: &Editions) -> Found {
    if inputs.is_empty() {
        return beside(rules, editions);
    }
    let mut found = Found::default();
    inputs.iter().for_each(|input| found.input(input));
    found
}

/// The cases that stand beside rules; those in the program where it has the rules.
pub(super) fn beside(asked: &[String], editions: &Editions) -> Found {
    let mut found = Found::default();
    for rules in asked {
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
    if asked.is_empty() {
        found.shipped(None);
    } else if asked.iter().any(|rules| !Path::new(rules).exists()) {
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
                if !(file.cases.is_empty() && file.mistakes.is_empty() && file.untried.is_empty()) {
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
