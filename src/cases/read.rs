//! A case file: sections that show rules, each block of them a document and what it says of the rules.

use std::ops::Range;
use std::sync::Arc;

use super::Outcome;
use super::blocks::{Block, Section, sections};
use super::given::Given;
use super::make::{MAX_MADE, change};
use super::mistake::{Misread, Mistake};
use super::untried::{self, UNTRIED, Untried};
use crate::text::nearest;

/// Largest case file, in bytes.
pub const MAX_CASE_FILE: usize = 4 * 1024 * 1024;

/// Kinds of blocks beside the outcomes.
const OTHERS: [&str; 5] = ["底本", "上年", "所属", "名册", UNTRIED];
/// Endings of files that a document of a case may be read as.
const ENDINGS: [&str; 7] = ["txt", "md", "csv", "yaml", "yml", "html", "htm"];
/// Most characters of what an author wrote that a mistake repeats.
const REPEATED: usize = 40;

/// A document and what it says of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Line of its block in its file, from 1.
    pub line: usize,
    /// The heading that it stands under.
    pub heading: String,
    /// The rules that it shows.
    pub rules: Vec<String>,
    /// What it says of them.
    pub outcome: Outcome,
    /// The rule set that it asks for; none where the words of its document choose.
    pub set: Option<String>,
    /// The name that its document is read under.
    pub name: String,
    /// Its document.
    pub text: Arc<str>,
    /// How its document was made of another, as written; none where it stands as a whole.
    pub changes: Option<String>,
    /// What it is judged beside.
    pub given: Arc<Given>,
    /// The bytes of the file that its outcome stands in.
    pub(super) word: Range<usize>,
    /// Number of its section in its file.
    pub(super) section: usize,
    /// Number of the case whose document it was made of, for one of 底本 none.
    pub(super) base: Option<usize>,
}

/// A case file as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFile {
    /// Its name, for people.
    pub name: String,
    /// Its cases, in order.
    pub cases: Vec<Case>,
    /// What it says cannot be shown, in order.
    pub untried: Vec<Untried>,
    /// What is wrong with its form, in order of lines.
    pub mistakes: Vec<Misread>,
}

impl CaseFile {
    /// Reads a case file.
    #[must_use]
    pub fn read(name: &str, text: &str) -> Self {
        let (sections, mistakes) = sections(text);
        let mut reading = Reading {
            file: Self { name: name.to_owned(), mistakes, ..Self::default() },
            ..Reading::default()
        };
        for (number, section) in sections.iter().enumerate() {
            reading.section(number, section);
        }
        reading.file.mistakes.sort_by_key(|misread| misread.line);
        reading.file
    }

    /// Whether a text holds a block that is a case: what other Markdown beside rules does not.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let fences = text.lines().filter_map(|line| line.strip_prefix("```"));
        let mut kinds = fences.filter_map(|info| info.split_whitespace().next());
        kinds.any(|kind| Outcome::of_word(kind).is_some() || kind == UNTRIED)
    }
}

/// A case file that is being read.
#[derive(Default)]
struct Reading {
    file: CaseFile,
    /// The last 底本.
    common: Option<Arc<str>>,
    /// Bytes of all documents so far.
    made: usize,
}

/// What a changed document is made of: the case and the text.
type Base = (Option<usize>, Arc<str>);

/// What stands behind the opening fence of a case.
struct Info {
    outcome: Outcome,
    changed: bool,
    set: Option<String>,
    name: String,
    word: Range<usize>,
}

impl Reading {
    fn wrong(&mut self, line: usize, mistake: Mistake) {
        self.file.mistakes.push(Misread::at(line, mistake));
    }

    fn section(&mut self, number: usize, section: &Section) {
        let (listed, blocks): (Vec<&Block>, Vec<&Block>) =
            section.blocks.iter().partition(|block| block.info == UNTRIED);
        for block in listed {
            self.file.untried.extend(untried::read(&block.text, block.line, &mut self.file.mistakes));
        }
        let shows = blocks.iter().any(|block| !Given::takes(block) && block.info != "底本");
        let rules = numbers(&section.heading);
        if shows && rules.is_empty() {
            self.wrong(section.line, Mistake::NoNumber(short(&section.heading)));
            return;
        }
        let given = Arc::new(Given::of(&section.blocks));
        let mut base: Option<Base> = self.common.clone().map(|text| (None, text));
        for block in blocks.into_iter().filter(|block| !Given::takes(block)) {
            if block.info == "底本" {
                let text: Arc<str> = block.text.as_str().into();
                self.common = Some(Arc::clone(&text));
                base = Some((None, text));
                continue;
            }
            let Some(info) = self.info(block) else { continue };
            let Some((text, made_of)) = self.document(block, &info, base.as_ref()) else { continue };
            if info.outcome == Outcome::Holds {
                base = Some((Some(self.file.cases.len()), Arc::clone(&text)));
            }
            self.file.cases.push(Case {
                line: block.line,
                heading: section.heading.clone(),
                rules: rules.clone(),
                outcome: info.outcome,
                set: info.set,
                name: info.name,
                text,
                changes: info.changed.then(|| block.text.clone()),
                given: Arc::clone(&given),
                word: info.word,
                section: number,
                base: made_of,
            });
        }
    }

    /// The document of a case and the case that it was made of; none where it cannot be made.
    fn document(
        &mut self,
        block: &Block,
        info: &Info,
        base: Option<&Base>,
    ) -> Option<(Arc<str>, Option<usize>)> {
        let room = MAX_MADE.saturating_sub(self.made);
        let (text, of) = match (info.changed, base) {
            (false, _) => (block.text.clone(), None),
            (true, None) => {
                self.wrong(block.line, Mistake::NothingToChange);
                return None;
            }
            (true, Some((of, text))) => match change(text, &block.text, block.line, room) {
                Ok(text) => (text, *of),
                Err(misread) => {
                    self.file.mistakes.push(misread);
                    return None;
                }
            },
        };
        if text.len() > room {
            self.wrong(block.line, Mistake::TooMuch(MAX_MADE));
            return None;
        }
        self.made += text.len();
        Some((text.into(), of))
    }

    /// `不成立 改 csv 上海部门决算`: the outcome first, the others in any order.
    fn info(&mut self, block: &Block) -> Option<Info> {
        let mut words = block.info.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let Some(outcome) = Outcome::of_word(kind) else {
            let known = Outcome::ALL.into_iter().map(Outcome::word).chain(OTHERS);
            self.wrong(block.line, Mistake::UnknownBlock(short(kind), nearest(kind, known)));
            return None;
        };
        let word = block.info_at.start..block.info_at.start + kind.len();
        let mut info = Info { outcome, changed: false, set: None, name: "案例.txt".to_owned(), word };
        for word in words {
            let ending = word.rsplit('.').next().unwrap_or_default();
            match word {
                "改" if !info.changed => info.changed = true,
                _ if ENDINGS.contains(&word) => info.name = format!("案例.{word}"),
                _ if word != ending && ENDINGS.contains(&ending) => word.clone_into(&mut info.name),
                _ if info.set.is_none() => info.set = Some(word.to_owned()),
                _ => {
                    self.wrong(block.line, Mistake::UnknownWord(short(word)));
                    return None;
                }
            }
        }
        Some(info)
    }
}

/// The numbers that a heading opens with, joined by 、; empty where its first word is none.
fn numbers(heading: &str) -> Vec<String> {
    let first = heading.split_whitespace().next().unwrap_or_default();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase()) || word.contains('.');
    let numbers: Vec<String> = first.split('、').map(str::to_owned).collect();
    if numbers.iter().all(|number| is_number(number)) { numbers } else { Vec::new() }
}

/// What an author wrote, cut where it is long.
fn short(written: &str) -> String {
    let mut short: String = written.chars().take(REPEATED).collect();
    if short.len() < written.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# 案例\n## 底本\n```底本\n甲 1.00\n```\n## AB01、AB02 甲\n```成立 改\n1.00 → 2.00\n```\n\
                        ```不成立 改 甲集\n2.00 → 3.00\n```\n```不适用 csv\n表,值\n```\n";

    #[test]
    fn documents_are_made_of_the_one_that_holds_above() {
        let file = CaseFile::read("甲.md", FILE);
        assert_eq!(file.mistakes, []);
        let cases: Vec<_> = file
            .cases
            .iter()
            .map(|one| (one.line, one.outcome.word(), &*one.text, &*one.name, one.set.as_deref(), one.base))
            .collect();
        assert_eq!(
            cases,
            [
                (7, "成立", "甲 2.00\n", "案例.txt", None, None),
                (10, "不成立", "甲 3.00\n", "案例.txt", Some("甲集"), Some(0)),
                (13, "不适用", "表,值\n", "案例.csv", None, None),
            ]
        );
        assert!(file.cases.iter().all(|case| case.rules == ["AB01", "AB02"]));
        assert!(file.cases.iter().all(|case| FILE.get(case.word.clone()) == Some(case.outcome.word())));
        assert!(CaseFile::is_one(FILE) && !CaseFile::is_one("# 说明\n```\n成立\n```\n"));
    }

    #[test]
    fn each_mistake_of_form_has_its_line() {
        let told = |text: &str| -> Vec<(usize, Mistake)> {
            let file = CaseFile::read("甲.md", text);
            file.mistakes.into_iter().map(|misread| (misread.line, misread.mistake)).collect()
        };
        let number = Mistake::NoNumber("甲".to_owned());
        assert_eq!(told("## 甲\n```成立\n```\n"), [(1, number)]);
        assert_eq!(told("## 甲\n没有案例\n"), []);
        let unknown = Mistake::UnknownBlock("不成力".to_owned(), Some("不成立"));
        assert_eq!(told("## AB01\n```不成力\n```\n"), [(2, unknown)]);
        assert_eq!(told("## AB01\n```成立 改\n甲 → 乙\n```\n"), [(2, Mistake::NothingToChange)]);
        let word = Mistake::UnknownWord("乙集".to_owned());
        assert_eq!(told("## AB01\n```成立 甲集 乙集\n```\n"), [(2, word)]);
    }
}
