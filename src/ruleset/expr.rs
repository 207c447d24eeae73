//! Typed expressions: every name resolved to a figure, a property or a set.

use std::sync::Arc;

use super::DefinitionId;
use super::measure::TextMeasure;
use crate::amount::{Dimension, Exact};
pub use crate::amount::{Function, Relation};
use crate::schema::{CodeListId, ColumnId, FamilyId, RowId, TableId};

/// Whose figure it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// This unit's, this year.
    #[default]
    This,
    /// 上年: this unit's last year.
    Prior,
    /// 本年预算: this unit's budget of the same year, another publication.
    Plan,
    /// 所属单位: its subordinate units', added up.
    Subordinates,
}

impl Whose {
    /// What rules write before a figure that is not this unit's of this year.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Whose::This => None,
            Whose::Prior => Some("上年"),
            Whose::Plan => Some("本年预算"),
            Whose::Subordinates => Some("所属单位"),
        }
    }

    /// Whose figures a word of a rule begins.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Whose::Prior, Whose::Plan, Whose::Subordinates].into_iter().find(|whose| whose.word() == Some(word))
    }
}

/// A figure addressed without any unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// Whose.
    pub whose: Whose,
    /// Side of a table, passage or 每项.
    pub family: FamilyId,
    /// Row.
    pub row: RowRef,
    /// Column or slot.
    pub column: ColumnRef,
}

/// Which row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowRef {
    /// A fixed row.
    Fixed(RowId),
    /// The code row of this code (found by the code list's name if its printed code is cut).
    Code(Arc<str>),
    /// The row of the element that the check is at, found by key; if given, only among the parts of that row.
    Element(Option<RowId>),
}

/// Which column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnRef {
    /// This one.
    Fixed(ColumnId),
    /// The one that the element's key names (本列 in 每项 typed by columns).
    Element,
}

/// A number in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Value in base units.
    pub value: Exact,
    /// Its dimension; none for a bare number, which takes that of what it stands beside.
    pub dimension: Option<Dimension>,
}

/// Which rows of a family.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Select {
    /// All.
    #[default]
    All,
    /// Of this 1-based level.
    Level(u8),
    /// Those that have rows below them.
    WithChildren,
    /// Direct parts of the element's row.
    ChildrenOfElement,
    /// Direct parts of the row of this code.
    ChildrenOf(String),
    /// The rows of these codes.
    Codes(Vec<String>),
    /// Direct parts of the rows of these codes.
    ChildrenOfAll(Vec<String>),
    /// These fixed rows and the rows of these codes.
    Named {
        /// Fixed rows.
        rows: Vec<RowId>,
        /// Codes.
        codes: Vec<String>,
    },
}

/// What becomes of one expression over many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// 求和
    Sum,
    /// 最大, as printed.
    Largest,
    /// 最小, as printed.
    Smallest,
    /// 平均
    Mean,
    /// 取: that of the one row there is.
    Only,
}

impl Fold {
    /// What a function does with many rows; none where it is of no rows.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "求和" => Self::Sum,
            "最大" => Self::Largest,
            "最小" => Self::Smallest,
            "平均" => Self::Mean,
            "取" => Self::Only,
            _ => return None,
        })
    }

    /// As it is written in rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sum => "求和",
            Self::Largest => "最大",
            Self::Smallest => "最小",
            Self::Mean => "平均",
            Self::Only => "取",
        }
    }
}

/// `+ − × ÷`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `−`
    Subtract,
    /// `×`
    Multiply,
    /// `÷`
    Divide,
}

impl Arithmetic {
    /// As it is printed.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "×",
            Self::Divide => "÷",
        }
    }
}

/// What is asked of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextRelation {
    /// `=`
    Same,
    /// `≠`
    Different,
    /// `含`
    Contains,
    /// `含于`: all members of a list stand in another.
    Within,
    /// `属于`
    In,
    /// `始于`
    StartsWith,
    /// `止于`
    EndsWith,
    /// `达到`: what was done reaches a target.
    Reaches,
}

/// What may be said or not said, blank or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A figure or slot.
    Figure(Figure),
    /// The element's row in a family.
    Row(FamilyId),
    /// The row that the element's row is a part of.
    Parent(FamilyId),
    /// Any item of a 每项.
    Items(FamilyId),
    /// A table.
    Table(TableId),
    /// Any item of a 每项 that states this slot.
    AnyItem(FamilyId, ColumnId),
    /// A column is printed in a table's head.
    Head(FamilyId, ColumnId),
    /// A definition.
    Defined(DefinitionId),
    /// The statement that a table without figures is empty.
    EmptyNote(TableId),
    /// Figures of last year.
    Prior,
    /// Figures of the budget of the same year.
    Plan,
    /// Subordinate units.
    Subordinates,
    /// The part of the outline of this number.
    Part(u32),
    /// A heading of the body like the element.
    BodyHeading,
    /// The number before the element's in its numbering.
    OrdinalBefore,
    /// A passage is in the document.
    Passage(FamilyId),
}

/// A printed property of a row or figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    /// 名称: as printed in the table.
    Name(FamilyId),
    /// 编码: as printed.
    Code(FamilyId),
    /// 编码位数
    CodeDigits(FamilyId),
    /// 级次
    Level(FamilyId),
    /// 级次.位数: digits of a code of the row's level.
    LevelDigits(FamilyId),
    /// Name by the code list (编码表.本科目.名称).
    ListName(FamilyId, CodeListId),
    /// Whether the code list has the code in the year: 有效, or the years that have it (编码表.本科目.有效).
    ListYears(FamilyId, CodeListId),
    /// The budget that the code list puts the code in (编码表.本科目.预算).
    ListBudget(FamilyId, CodeListId),
    /// 原文, 写法: a slot as printed.
    Printed(Figure),
    /// 货币单位: 元, 万元 …, as printed; empty where none is.
    MoneyUnit(Figure),
    /// Name of the code that [`Expr::ForCodes`] is at.
    CodeName,
    /// 注: a table's note as printed.
    Note(TableId),
    /// The note of the official form.
    FormNote(TableId),
}

/// What is known of a unit beside its accounts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitProperty {
    /// 名称
    Name,
    /// 各名称: any name that it goes by.
    AnyName,
    /// Any other, as the rule writes it.
    Other(Arc<str>),
}

impl UnitProperty {
    /// What a rule means by a word.
    #[must_use]
    pub fn named(word: &str) -> Self {
        match word {
            "名称" => Self::Name,
            "各名称" => Self::AnyName,
            other => Self::Other(other.into()),
        }
    }

    /// As it is written in rules.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Name => "名称",
            Self::AnyName => "各名称",
            Self::Other(word) => word,
        }
    }
}

/// Elements of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementKind {
    /// 标题
    Heading,
    /// 段落
    Paragraph,
    /// 序号
    Ordinal,
    /// 金额
    Money,
    /// 百分比
    Percent,
    /// 单位名
    UnitName,
}

/// What is asked of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementProperty {
    /// Its text.
    Text,
    /// 年度
    Year,
    /// 单位, 货币单位
    Unit,
}

/// A typed expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number.
    Number(Literal),
    /// A text.
    Text(String),
    /// A figure.
    Figure(Figure),
    /// A definition.
    Defined(DefinitionId),
    /// Figures added up.
    Sum {
        /// What is added up, for people.
        name: String,
        /// Its members.
        terms: Vec<Expr>,
    },
    /// An expression of each of many rows of a family, made one: added up and so on.
    FoldRows {
        /// How.
        fold: Fold,
        /// What is added up, for people.
        name: String,
        /// The family.
        family: FamilyId,
        /// Which rows.
        select: Select,
        /// What is added up of each.
        body: Box<Expr>,
    },
    /// What is of the element that the rows around it are read at: 本科目.列 in a condition on rows.
    Outer(Box<Expr>),
    /// 个数
    Count {
        /// The family.
        family: FamilyId,
        /// Which rows.
        select: Select,
        /// Only rows for which this holds.
        filter: Option<Box<Expr>>,
    },
    /// 名称(…): the names of rows.
    Names {
        /// The family.
        family: FamilyId,
        /// Which rows.
        select: Select,
        /// Only rows for which this holds.
        filter: Option<Box<Expr>>,
    },
    /// `− x`
    Negate(Box<Expr>),
    /// `x + y` …
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A function.
    Apply(Function, Vec<Expr>),
    /// `甲 否则 乙`
    Otherwise(Box<Expr>, Box<Expr>),
    /// A comparison of numbers.
    Compare(Relation, Box<Expr>, Box<Expr>),
    /// A comparison of texts.
    Text2(TextRelation, Box<Expr>, Box<Expr>),
    /// `{甲、乙}`
    List(Vec<Expr>),
    /// 且
    And(Box<Expr>, Box<Expr>),
    /// 或
    Or(Box<Expr>, Box<Expr>),
    /// 非
    Not(Box<Expr>),
    /// 有 (true), 无 (false): all of them, none of them.
    Said(bool, Vec<Target>),
    /// 空白
    Blank(Target),
    /// All readings of a fact agree (within rounding).
    SaidOnce(Target),
    /// Holds for every code of a list (逐 项 于 功能分类).
    ForCodes {
        /// The list.
        list: CodeListId,
        /// 1-based level; 0 for all.
        level: u8,
        /// Only codes for which this holds.
        guard: Option<Box<Expr>>,
        /// What must hold.
        body: Box<Expr>,
    },
    /// The second where the first holds, else nothing (当 in 求和).
    When(Box<Expr>, Box<Expr>),
    /// What is counted of a text.
    Measure(TextMeasure, Box<Expr>),
    /// 成对: a text has as many of one sign as of the other, in order.
    Balanced(Box<Expr>, String, String),
    /// A property of a row, figure or table.
    Property(Property),
    /// A property of the element of the text.
    Element(ElementProperty),
    /// 本年
    ThisYear,
    /// 单位.名称, 单位.性质 …
    UnitProperty(UnitProperty),
}

impl Expr {
    /// Calls `visit` on this expression and all inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match self {
            Expr::Sum { terms, .. } | Expr::Apply(_, terms) | Expr::List(terms) => {
                terms.iter().for_each(|term| term.walk(visit));
            }
            Expr::FoldRows { body, .. }
            | Expr::Outer(body)
            | Expr::Negate(body)
            | Expr::Not(body)
            | Expr::Measure(_, body)
            | Expr::Balanced(body, _, _) => {
                body.walk(visit);
            }
            Expr::ForCodes { guard, body, .. } => {
                if let Some(guard) = guard {
                    guard.walk(visit);
                }
                body.walk(visit);
            }
            Expr::Count { filter, .. } | Expr::Names { filter, .. } => {
                if let Some(filter) = filter {
                    filter.walk(visit);
                }
            }
            Expr::Arithmetic(_, left, right)
            | Expr::Otherwise(left, right)
            | Expr::Compare(_, left, right)
            | Expr::Text2(_, left, right)
            | Expr::And(left, right)
            | Expr::When(left, right)
            | Expr::Or(left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            _ => {}
        }
    }
}
