//! Tables, families, rows and columns.

use super::{CodeList, CodeListId, ColumnId, FamilyId, PassageId, Piece, RowId, TableId, WordsId};
use crate::amount::Dimension;
use crate::source::Span;
use crate::syntax::Pattern;

/// A published table. Known by its title, not by its number.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Number.
    pub id: TableId,
    /// Canonical name.
    pub name: String,
    /// What rules call it.
    pub short: Option<String>,
    /// Other titles in print.
    pub aliases: Vec<String>,
    /// Position in the document, if it differs from the order of declaration.
    pub order: Option<i64>,
    /// One family, or one for each side, left to right.
    pub families: Vec<FamilyId>,
    /// A form with labelled fields (填项) rather than a table of figures: columns are fields and row × column.
    pub is_form: bool,
    /// A list in words: its rows are named by the document and hold texts, no amounts.
    pub is_list: bool,
    /// Of a form: other names that its rows are printed by.
    pub row_aliases: Vec<(String, Vec<String>)>,
    /// `每份 项目`: printed once for each; the column that holds the key.
    pub copies: Option<ColumnId>,
    /// May be missing.
    pub optional: bool,
    /// 精确: its figures are all there is, nothing was rounded.
    pub exact: bool,
    /// The note under the table in the official form.
    pub note: Option<String>,
    /// What is said under a table without figures.
    pub empty_notes: Vec<Vec<Piece>>,
    /// `格式 列 "句式"`: how the figure of a column is found in a cell that holds more.
    pub formats: Vec<(ColumnId, Pattern)>,
    /// Where it is declared.
    pub span: Span,
}

/// What a column or slot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number or text of this dimension.
    Plain(Dimension),
    /// A word of a class, held as its value.
    Words(WordsId),
    /// The name of a row or column of a table (key of an item).
    Key,
}

/// Whether names are rows or columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Rows.
    Rows,
    /// Columns.
    Columns,
}

/// Rows and columns of figures: one side of a table, a passage (one row), or a 每项 (rows appear with the text).
#[derive(Clone, Debug, Default)]
pub struct Family {
    /// Number.
    pub id: FamilyId,
    /// Its full path name: `甲表.左侧`, `甲说明.乙段`, `甲说明.乙项`.
    pub name: String,
    /// The table it is (a side of).
    pub table: Option<TableId>,
    /// The passage it is (an item of).
    pub passage: Option<PassageId>,
    /// Name of the side.
    pub side: Option<String>,
    /// Rows appear with the document (每项, 每份).
    pub repeated: bool,
    /// Columns or slots.
    pub columns: Vec<Column>,
    /// Fixed rows; a passage has one without a name, a 每项 none.
    pub rows: Vec<Row>,
    /// Code rows of the family, if it has them.
    pub codes: Option<CodeRows>,
    /// The first dense number of its fixed cells: cell (row, column) has `first + row × columns + column`.
    pub first_figure: u32,
}

/// Code rows of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRows {
    /// The code list.
    pub list: CodeListId,
    /// 1-based deepest level printed.
    pub down_to: u8,
    /// Printed by name, in the order of the list, without codes (classes in 01 and 04).
    pub by_name: bool,
    /// The fixed row that consists of the top-level code rows, if one does.
    pub under: Option<RowId>,
    /// What the column of their names is called in print, where documents name the rows (每行).
    pub called: Vec<String>,
}

/// A column or slot.
#[derive(Clone, Debug)]
pub struct Column {
    /// Number in its family.
    pub id: ColumnId,
    /// Canonical name.
    pub name: String,
    /// What rules call it.
    pub short: Option<String>,
    /// What print calls it.
    pub aliases: Vec<String>,
    /// What it holds.
    pub kind: Kind,
    /// In a form: the row that the figure stands in (`部门整体支出总额`); the name is then the column's.
    pub row: Option<String>,
    /// `分`: consists of exactly these.
    pub parts: Vec<ColumnId>,
    /// `其中`: some of its parts.
    pub of_which: Vec<ColumnId>,
    /// The column it is a part (分 or 其中) of.
    pub whole: Option<ColumnId>,
    /// Absent means zero.
    pub optional: bool,
    /// 精确: its figures are not rounded.
    pub exact: bool,
    /// Switched off by a layer: printed nowhere.
    pub disabled: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A fixed row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Number in its family.
    pub id: RowId,
    /// Canonical name; empty for the one row of a passage.
    pub name: String,
    /// What rules call it.
    pub short: Option<String>,
    /// What print calls it.
    pub aliases: Vec<String>,
    /// `:辆`: what its figures are, in columns that otherwise hold money.
    pub dimension: Option<Dimension>,
    /// `分`: what it consists of.
    pub parts: Members,
    /// `其中`: fixed rows that are some of its parts.
    pub of_which: Vec<RowId>,
    /// The row it is a part (分 or 其中) of.
    pub whole: Option<RowId>,
    /// Absent means zero.
    pub optional: bool,
    /// 精确: its figures are not rounded.
    pub exact: bool,
    /// Switched off by a layer: printed nowhere.
    pub disabled: bool,
    /// Where it is declared.
    pub span: Span,
}

/// What a row consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// Fixed rows.
    pub rows: Vec<RowId>,
    /// Code rows by code (`[301]`).
    pub codes: Vec<String>,
    /// All code rows of the top level.
    pub top_codes: bool,
}

impl Family {
    /// What the figures of a column hold: in a fixed row that says so (a count of vehicles below amounts) what the row
    /// holds. Money where there is no such column.
    #[must_use]
    pub fn dimension(&self, row: Option<RowId>, column: ColumnId) -> Dimension {
        let column = self.columns.get(column.0 as usize).map_or(Dimension::Money, Column::dimension);
        let row = row.and_then(|row| self.rows.get(row.0 as usize)).and_then(|row| row.dimension.as_ref());
        match row {
            Some(dimension) if column == Dimension::Money => dimension.clone(),
            _ => column,
        }
    }
}

impl Family {
    /// Whether it is a list in words: its rows are named by the document, and it has texts and no amounts.
    #[must_use]
    pub fn is_list(&self, codes: Option<&CodeList>) -> bool {
        let open = codes.is_some_and(|list| list.open) && self.rows.is_empty();
        let of = |wanted: &[Dimension]| self.columns.iter().any(|c| wanted.contains(&c.dimension()));
        open && of(&[Dimension::Text, Dimension::Goal]) && !of(&[Dimension::Money])
    }
}

impl Row {
    /// Whether rules may call it by this name.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name
            || self.short.as_deref() == Some(name)
            || self.aliases.iter().any(|alias| alias == name)
    }
}

impl Table {
    /// Whether it is a table of figures: no form, and no list in words.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.is_form && !self.is_list
    }

    /// Whether rules may call it by this name.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name
            || self.short.as_deref() == Some(name)
            || self.aliases.iter().any(|alias| alias == name)
    }
}

impl Members {
    /// Whether it has no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.codes.is_empty() && !self.top_codes
    }
}

impl Column {
    /// A column of this name and kind, number 0, and nothing else said about it.
    #[must_use]
    pub fn plain(name: &str, kind: Kind) -> Self {
        Self {
            id: ColumnId(0),
            name: name.to_owned(),
            short: None,
            aliases: Vec::new(),
            kind,
            row: None,
            parts: Vec::new(),
            of_which: Vec::new(),
            whole: None,
            optional: false,
            exact: false,
            disabled: false,
            span: Span::default(),
        }
    }

    /// Whether rules may call it by this name.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name
            || self.short.as_deref() == Some(name)
            || self.aliases.iter().any(|alias| alias == name)
    }

    /// The dimension of its values as numbers; keys are text, words are ratios.
    #[must_use]
    pub fn dimension(&self) -> Dimension {
        match &self.kind {
            Kind::Plain(dimension) => dimension.clone(),
            Kind::Words(_) => Dimension::Ratio,
            Kind::Key => Dimension::Text,
        }
    }
}
