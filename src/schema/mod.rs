//! What documents can say: tables, passages, items, code lists, patterns, as declared by a stack of rule files in
//! one year. Numbers every figure; keys that leave the process are names.
//!
//! May live here: forms and sentence patterns with their names resolved. May not: rules, documents, figures' values.

mod clauses;
mod codes;
mod customs;
mod declared;
mod from_tree;
mod identity;
mod pattern;
mod table;
mod passage;

pub use clauses::{CellPath, ClauseFamily, Clauses, Role, Term as ClauseTerm};
pub use codes::{Code, CodeLevel, CodeList};
pub use customs::{Custom, Customs};
pub use declared::{Declared, Definition, PhraseSite, Restatement, RuleSite, Scope, Shorthand};
pub use from_tree::{DataFiles, customs, declare, families_named, pattern_of};
pub use identity::Identity;
pub use passage::{Implied, Items, Located, Part, Passage, Sentence};
pub use pattern::{NameSet, NameTarget, Piece, Slot, SlotKind, example};
pub use table::{Axis, CodeRows, Column, Family, Kind, Members, Row, Table};

/// Number of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub u32);

/// Number of a family: one side of a table, a passage, a 段, or a 每项.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyId(pub u32);

/// Number of a fixed row within its family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u32);

/// Number of a column (or slot) within its family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub u32);

/// Number of a passage (a 说明 or a 段).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageId(pub u32);

/// Number of a sentence pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SentenceId(pub u32);

/// Number of a class of words (词).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordsId(pub u32);

/// Number of a code list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeListId(pub u32);

/// A class of words: what is printed, and the value it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordClass {
    /// Its name, e.g. 增减.
    pub name: String,
    /// Words as printed with their values, longest first.
    pub words: Vec<(String, i64)>,
    /// The same in the order in which they are declared.
    pub declared: Vec<(String, i64)>,
}

impl WordClass {
    /// The word to write instead of another for it to stand for a value: that with the same place among its like, so
    /// that 大于 becomes 小于 and 高于 becomes 低于. None where no word stands for the value.
    #[must_use]
    pub fn instead_of(&self, word: &str, value: i64) -> Option<&str> {
        let like = |value: i64| {
            let of_value = self.declared.iter().filter(move |(_, known)| *known == value);
            of_value.map(|(word, _)| word.as_str()).collect::<Vec<&str>>()
        };
        let was = self.declared.iter().find(|(known, _)| known == word).map(|(_, value)| *value);
        let place = was.and_then(|was| like(was).iter().position(|known| *known == word)).unwrap_or(0);
        let fitting = like(value);
        fitting.get(place % fitting.len().max(1)).copied()
    }
}

/// Everything that documents of one edition (a layer stack in a year) can say.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Name of the topmost rule set.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The year that the edition is for; none before a document is known.
    pub year: Option<i32>,
    /// Tables in order of declaration.
    pub tables: Vec<Table>,
    /// All families, by [`FamilyId`].
    pub families: Vec<Family>,
    /// All passages and 段, by [`PassageId`]; parents before children.
    pub passages: Vec<Passage>,
    /// Code lists.
    pub code_lists: Vec<CodeList>,
    /// Classes of words.
    pub words: Vec<WordClass>,
    /// How documents are printed.
    pub customs: Customs,
    /// The vocabulary of clauses.
    pub clauses: Clauses,
    /// The outline of a whole document.
    pub outline: Vec<Part>,
    /// Tables and parts of which a document holds either so many, or is a part of a publication only (整份); none where
    /// every document is whole.
    pub whole: Option<(Option<u32>, Option<u32>)>,
    /// Number of sentence patterns.
    pub sentences: u32,
}

impl Schema {
    /// A family by number.
    #[must_use]
    pub fn family(&self, id: FamilyId) -> Option<&Family> {
        self.families.get(id.0 as usize)
    }

    /// A table by number.
    #[must_use]
    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(id.0 as usize)
    }

    /// A passage by number.
    #[must_use]
    pub fn passage(&self, id: PassageId) -> Option<&Passage> {
        self.passages.get(id.0 as usize)
    }

    /// A column of a family.
    #[must_use]
    pub fn column(&self, family: FamilyId, column: ColumnId) -> Option<&Column> {
        self.family(family)?.columns.get(column.0 as usize)
    }

    /// Whether figures of a column, in a fixed row if there is one, are declared not to be rounded (精确).
    #[must_use]
    pub fn is_exact(&self, family: FamilyId, row: Option<RowId>, column: ColumnId) -> bool {
        let Some(family) = self.family(family) else { return false };
        row.and_then(|row| family.rows.get(row.0 as usize)).is_some_and(|row| row.exact)
            || family.columns.get(column.0 as usize).is_some_and(|column| column.exact)
            || family.table.and_then(|id| self.table(id)).is_some_and(|table| table.exact)
    }

    /// The code list that the code rows of a family are of, if it has any.
    #[must_use]
    pub fn list_of(&self, family: &Family) -> Option<&CodeList> {
        self.code_list(family.codes.as_ref()?.list)
    }

    /// The code list of a number.
    #[must_use]
    pub fn code_list(&self, id: CodeListId) -> Option<&CodeList> {
        self.code_lists.get(id.0 as usize)
    }
}
