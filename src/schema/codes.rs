//! Classification codes: data beside the rules.

use super::CodeListId;

/// A level of a code list: 类, 款, 项.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLevel {
    /// Its name.
    pub name: String,
    /// Digits of a code of this level.
    pub digits: u8,
}

/// One code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// 编码
    pub code: String,
    /// 名称
    pub name: String,
    /// 起止年度
    pub from: Option<i32>,
    /// 起止年度
    pub until: Option<i32>,
    /// 旧名: earlier names, which bind but may be findings.
    pub old_names: Vec<String>,
    /// What the list calls the code in other years: a row may bear the wrong year's name.
    pub other_years: Vec<String>,
}

/// A code list with its levels; codes in ascending order. A code that the list lacks is no finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeList {
    /// Number.
    pub id: CodeListId,
    /// Its name, e.g. 功能分类.
    pub name: String,
    /// Levels from the top.
    pub levels: Vec<CodeLevel>,
    /// Codes, ascending.
    pub codes: Vec<Code>,
}

impl CodeList {
    /// 1-based level of a code by its length; none for a length of no level (a cut code).
    #[must_use]
    pub fn level_of(&self, code: &str) -> Option<u8> {
        self.levels.iter().position(|level| usize::from(level.digits) == code.len()).map(|at| at as u8 + 1)
    }

    /// The entry of a code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Code> {
        self.codes
            .binary_search_by(|entry| entry.code.as_str().cmp(code))
            .ok()
            .and_then(|at| self.codes.get(at))
    }

    /// Entries directly or indirectly below a code, by prefix.
    pub fn below<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Code> {
        self.codes.iter().filter(move |entry| entry.code.len() > code.len() && entry.code.starts_with(code))
    }
}
