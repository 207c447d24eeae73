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
    /// 把握: how sure the entry is, in per cent; above 95 where the list says nothing.
    pub sure: Option<u8>,
    /// 预算: the budget that the code and those below it belong to, where the list says so.
    pub budget: Option<String>,
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
    /// Codes that the list has in other years only, ascending, each with the years in words: 止 2023, 2025 起.
    pub elsewhen: Vec<(String, String)>,
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

    /// What the list says of the years of a code: `有效`, or the years that have it where this one does not; none for a
    /// code that it lacks.
    #[must_use]
    pub fn validity(&self, code: &str) -> Option<&str> {
        if self.find(code).is_some() {
            return Some("有效");
        }
        let at = self.elsewhen.binary_search_by(|(known, _)| known.as_str().cmp(code)).ok()?;
        self.elsewhen.get(at).map(|(_, years)| years.as_str())
    }

    /// The budget that a code belongs to: its own, or that of the nearest code above it which says one.
    #[must_use]
    pub fn budget_of(&self, code: &str) -> Option<&str> {
        let above = self.levels.iter().rev().filter_map(|level| code.get(..usize::from(level.digits)));
        above.filter_map(|code| self.find(code)).find_map(|entry| entry.budget.as_deref())
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
