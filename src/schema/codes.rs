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
    /// 每行: documents name the rows, in one level; a row's name is its code.
    pub open: bool,
}

impl CodeList {
    /// 1-based level of a code by its length, 1 where documents name the rows; none for a length of no level (a cut
    /// code).
    #[must_use]
    pub fn level_of(&self, code: &str) -> Option<u8> {
        if self.open {
            return Some(1);
        }
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

    /// What a code is called: in the list, or by itself where documents name the rows.
    #[must_use]
    pub fn name_of<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        if self.open { Some(code) } else { self.find(code).map(|entry| entry.name.as_str()) }
    }

    /// Entries directly or indirectly below a code, by prefix.
    pub fn below<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Code> {
        self.codes.iter().filter(move |entry| entry.code.len() > code.len() && entry.code.starts_with(code))
    }
}
