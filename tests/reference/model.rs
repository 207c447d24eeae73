//! Rule sets as they are meant: tables, passages and rules without any text. `print` writes them as `.gj`, `prepare`
//! and `judge` say what they mean.

pub(crate) use super::number::Number;

/// What a line or slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 金额
    Money,
    /// 百分比
    Percent,
    /// 辆
    Count,
    /// 年度
    Year,
    /// 文字
    Text,
}

/// A row, a column or a slot.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    /// For rows: none means what the column holds.
    pub(crate) kind: Option<Kind>,
    pub(crate) optional: bool,
    /// 分: lines of the same axis.
    pub(crate) parts: Vec<usize>,
    /// 分 { 科目 … }: the code rows of the first level.
    pub(crate) code_parts: bool,
    /// 其中
    pub(crate) of_which: Vec<usize>,
    /// The line in whose 分 or 其中 it stands.
    pub(crate) whole: Option<usize>,
    /// Added by the layer.
    pub(crate) in_layer: bool,
    /// Of a slot: what it restates.
    pub(crate) home: Option<Figure>,
}

/// One side of a table, a passage, or a 每项.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// `表`, `表.侧`, `说明`, `说明.每项`.
    pub(crate) path: String,
    pub(crate) of: Of,
    pub(crate) side: Option<String>,
    pub(crate) rows: Vec<Line>,
    pub(crate) columns: Vec<Line>,
    /// It has code rows, down to this level.
    pub(crate) codes: Option<usize>,
    /// 定义: name and expression.
    pub(crate) definitions: Vec<Definition>,
}

impl Family {
    /// Whether its rows that come with the data are codes.
    pub(crate) fn of_code(&self) -> bool {
        self.codes.is_some()
    }
}

/// What a family belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// The table of this number.
    Table(usize),
    /// A passage.
    Passage,
    /// A 每项 of the passage that is this family.
    Items(usize),
}

/// 定义
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) value: Expr,
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) short: Option<String>,
    pub(crate) optional: bool,
    pub(crate) families: Vec<usize>,
}

/// A row, as a rule names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowRef {
    /// By number; the one row of a passage is 0.
    Fixed(usize),
    /// By code.
    Code(&'static str),
    /// The code row or item that the rule is at.
    Here,
}

/// A figure as a rule names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) family: usize,
    pub(crate) row: RowRef,
    pub(crate) column: usize,
    /// 上年
    pub(crate) prior: bool,
}

impl Figure {
    /// A figure of this year.
    pub(crate) fn new(family: usize, row: RowRef, column: usize) -> Self {
        Self { family, row, column, prior: false }
    }
}

/// Rows that are added up or counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    /// All items.
    All,
    /// Code rows of the first level.
    Top,
    /// The code rows below the one at hand.
    Below,
}

/// What is made of the numbers of many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    Sum,
    Largest,
    Smallest,
    Mean,
    /// 取: of the one row there is
    Only,
}

/// `+ − × ÷`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// 绝对值 and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Absolute,
    Sign,
    Largest,
    Smallest,
}

/// A number with its unit as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Literal {
    pub(crate) text: String,
    pub(crate) value: Number,
}

/// A number of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Literal(Literal),
    Figure(Figure),
    /// 本格 of a 逐 格, 行.本列 of a 逐 列, a bare column of a 逐 行: put in when the rule is unrolled.
    Cell,
    /// A column in the row of a 逐 行.
    OfRow(usize),
    /// A row in the column of a 逐 列.
    OfColumn(usize),
    /// 求和(下级行)
    RowParts,
    /// 求和(下级列)
    ColumnParts,
    /// `求和(表.行.列.下级)`
    PartsOf(Figure),
    /// `求和(甲、乙)`
    Sum(Vec<Expr>),
    SumRows {
        fold: Fold,
        family: usize,
        select: Select,
        filter: Option<Box<Truth>>,
        body: Box<Expr>,
    },
    Count {
        family: usize,
        select: Select,
        filter: Option<Box<Truth>>,
    },
    /// A column of the code row that the rule is at, in a condition on other rows.
    Outer(Figure),
    /// Family and number of a 定义.
    Defined(usize, usize),
    Negate(Box<Expr>),
    Arithmetic(Operator, Box<Expr>, Box<Expr>),
    Apply(Function, Vec<Expr>),
    Otherwise(Box<Expr>, Box<Expr>),
    ThisYear,
    /// 本科目.级次 of a family
    Level(usize),
}

/// `= ≠ ≤ < ≥ >`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Equal,
    NotEqual,
    AtMost,
    Less,
    AtLeast,
    Greater,
}

/// What is asked of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextRelation {
    Same,
    Different,
    Contains,
    StartsWith,
    EndsWith,
    In,
}

/// What 有, 无 and 空白 ask about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    Figure(Figure),
    /// 本格
    Cell,
    Table(usize),
    /// 本表
    ThisTable,
    /// A column as such: family and column.
    Head(usize, usize),
    /// 本列 of a 逐 列
    ThisHead,
    Passage(usize),
    Items(usize),
    AnyItem(usize, usize),
    Defined(usize, usize),
    /// 上年
    Prior,
}

/// Something that holds or does not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Truth {
    Compare(Relation, Expr, Expr),
    Text(TextRelation, Figure, Vec<String>),
    And(Box<Truth>, Box<Truth>),
    Or(Box<Truth>, Box<Truth>),
    Not(Box<Truth>),
    Said(bool, Vec<Target>),
    Blank(Target),
}

/// Where a rule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Outside of everything.
    File,
    /// In a table.
    Table(usize),
    /// In a side of a table, a passage, a 每项.
    Family(usize),
}

/// 逐
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Each {
    Once,
    /// 逐 行 of a family
    Rows(usize),
    /// 逐 列 of a family
    Columns(usize),
    /// 逐 格 于 tables
    Cells(Vec<usize>),
    /// 逐 列 于 全部表
    AllColumns,
    /// 逐 表 于 全部表
    Tables,
    /// 逐 科目 or a level in the families that the rule names
    Codes(Option<usize>),
    /// 逐 科目 or a level 于 a table with code rows (its family)
    CodesOf(usize, Option<usize>),
}

/// A rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) code: String,
    pub(crate) scope: Scope,
    pub(crate) each: Each,
    pub(crate) when: Option<Truth>,
    pub(crate) body: Truth,
    pub(crate) tolerance: Option<Literal>,
    pub(crate) years: (Option<i32>, Option<i32>),
    pub(crate) once_a_table: bool,
    /// 要求 instead of 规则.
    pub(crate) requirement: bool,
    pub(crate) in_layer: bool,
}

/// 停用 and 调整 of the layer.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Disable(String),
    Tolerance(String, Literal),
    Years(String, Option<i32>, Option<i32>),
    Level(String),
}

/// A rule set and, if it has any rules or changes, the layer on it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) families: Vec<Family>,
    pub(crate) tables: Vec<Table>,
    /// Codes and their names.
    pub(crate) codes: Vec<(&'static str, &'static str)>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) layer: bool,
    pub(crate) changes: Vec<Change>,
    /// The base is written in two files.
    pub(crate) two_files: bool,
}

/// Names and numbers of digits of the levels of codes.
pub(crate) const LEVELS: [(&str, usize); 3] = [("类", 3), ("款", 5), ("项", 7)];

/// The 1-based level of a code.
pub(crate) fn level_of(code: &str) -> usize {
    LEVELS.iter().position(|(_, digits)| *digits == code.len()).map_or(0, |at| at + 1)
}

impl Model {
    /// What a figure holds.
    pub(crate) fn kind(&self, figure: &Figure) -> Kind {
        self.kind_at(figure.family, &figure.row, figure.column)
    }

    /// What a cell of a row and column holds.
    pub(crate) fn kind_at(&self, family: usize, row: &RowRef, column: usize) -> Kind {
        let family = &self.families[family];
        let of_row = match row {
            RowRef::Fixed(row) => family.rows[*row].kind,
            _ => None,
        };
        of_row.or(family.columns[column].kind).unwrap_or(Kind::Money)
    }

    /// The table of a family.
    pub(crate) fn table_of(&self, family: usize) -> Option<usize> {
        match self.families[family].of {
            Of::Table(table) => Some(table),
            _ => None,
        }
    }
}
