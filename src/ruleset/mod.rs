//! Resolves rules against a schema: every name a figure, every expression a dimension, every 逐 a domain.
//!
//! May live here: names, dimensions, what a rule reads. May not: order of evaluation (`graph`), values (`audit`).

mod expr;
mod measure;
mod named;
mod resolve;

pub use expr::{
    Arithmetic, ColumnRef, ElementKind, ElementProperty, Expr, Figure, Fold, Function, Literal, Property,
    Relation, RowRef, Select, Target, TextRelation, UnitProperty, Whose,
};
pub use measure::TextMeasure;
pub use named::{NameUse, Named};
pub use resolve::{resolve, resolve_naming};

use crate::amount::Exact;
use crate::schema::{FamilyId, PassageId, Piece, TableId};
use crate::source::Span;
use crate::syntax::Level;

/// Number of a rule in its rule set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u32);

/// Number of a definition in its rule set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefinitionId(pub u32);

/// Rules of one edition, resolved.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    /// Rules in order of declaration; a rule of a 句组 has one for every site.
    pub rules: Vec<Rule>,
    /// What is judged: a rule has one check, or several where 逐 is unrolled over fixed rows and columns.
    pub checks: Vec<Check>,
    /// Definitions.
    pub definitions: Vec<Defined>,
    /// Forbidden phrases.
    pub phrases: Vec<Phrase>,
    /// Slots that restate a figure: what is counted for the slot where the two agree.
    pub restated: Vec<Restated>,
}

impl RuleSet {
    /// Numbers of the rules that somebody wrote (not those that come with tables and patterns) and that are wanted, each
    /// once, in order of declaration.
    pub fn numbers(&self, is_wanted: impl Fn(&Rule) -> bool) -> Vec<&str> {
        let mut known = std::collections::BTreeSet::new();
        let written = self.rules.iter().filter(|rule| !rule.code.contains('.') && is_wanted(rule));
        written.map(|rule| rule.code.as_str()).filter(|code| known.insert(*code)).collect()
    }

    /// Whether a rule asks for what a right account has: its level is above 提示.
    pub(crate) fn asks(&self, rule: RuleId) -> bool {
        self.rules.get(rule.0 as usize).is_some_and(|rule| rule.level != Level::Hint)
    }
}

/// A rule at its site.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Number.
    pub id: RuleId,
    /// 编号
    pub code: String,
    /// 名称
    pub title: String,
    /// Where it stands: the passage or table; empty at the top.
    pub site: String,
    /// Level.
    pub level: Level,
    /// 类别
    pub category: Category,
    /// `允许误差` in base units of what is compared.
    pub tolerance: Option<Exact>,
    /// `措辞`
    pub wording: Option<String>,
    /// `依据`
    pub basis: Option<String>,
    /// One finding for each table.
    pub once_a_table: bool,
    /// Outside the years of the edition, or switched off: it stays in the ledger as 不适用.
    pub in_force: bool,
    /// The reason written for 停用, empty if none is written; none if the rule is not switched off.
    pub switched_off: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// 类别: follows from what a rule reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// 表内
    #[default]
    WithinTable,
    /// 表间
    BetweenTables,
    /// 文表
    TextAgainstTable,
    /// 文内
    WithinText,
    /// 跨年
    BetweenYears,
    /// 汇总
    BetweenUnits,
    /// 完整性
    Completeness,
    /// 用语
    Wording,
}

impl Category {
    /// The name that people use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Category::WithinTable => "表内",
            Category::BetweenTables => "表间",
            Category::TextAgainstTable => "文表",
            Category::WithinText => "文内",
            Category::BetweenYears => "跨年",
            Category::BetweenUnits => "汇总",
            Category::Completeness => "完整性",
            Category::Wording => "用语",
        }
    }
}

/// Whether a rule of this number is meant by what is written: its number, its letters (BJ), or the beginning of a path
/// that rules of the form have for a number (文表.三公经费).
#[must_use]
pub fn is_numbered(number: &str, written: &str) -> bool {
    let Some(rest) = number.strip_prefix(written) else { return false };
    let letters = !written.is_empty() && written.chars().all(|found| found.is_ascii_alphabetic());
    rest.is_empty() || rest.starts_with('.') || letters && rest.chars().all(|found| found.is_ascii_digit())
}

/// What is judged once, or once for each element of a domain.
#[derive(Clone, Debug)]
pub struct Check {
    /// The rule.
    pub rule: RuleId,
    /// What it is judged for.
    pub domain: Domain,
    /// `当 …`
    pub guard: Option<Expr>,
    /// What must hold.
    pub body: Expr,
    /// The element that 逐 was unrolled to, for people: `甲表.合计`.
    pub label: String,
    /// The table it belongs to, for 每表一条 and 逐 表.
    pub table: Option<TableId>,
}

/// What a check ranges over.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Domain {
    /// Once a document.
    #[default]
    Once,
    /// Rows that appear with the document: the union by key of what the families have.
    Rows {
        /// The families.
        families: Vec<FamilyId>,
        /// Which rows.
        select: Select,
    },
    /// Elements of the text.
    Elements {
        /// What kind.
        kind: ElementKind,
        /// Of the contents (目录) rather than of the body.
        contents: bool,
        /// Only in prose that explains (说明).
        explains: bool,
        /// Only in this passage.
        within: Option<PassageId>,
    },
}

/// A definition, inlined where it is used.
#[derive(Clone, Debug)]
pub struct Defined {
    /// Its name.
    pub name: String,
    /// The family that it belongs to.
    pub family: FamilyId,
    /// What it is.
    pub expr: Expr,
    /// Where it is written.
    pub span: Span,
}

/// A forbidden phrase.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// Its rule.
    pub rule: RuleId,
    /// What must not be printed.
    pub patterns: Vec<Vec<Piece>>,
    /// Phrases that are spared.
    pub except: Vec<String>,
    /// What to write instead.
    pub instead: Option<String>,
    /// Condition.
    pub guard: Option<Expr>,
    /// Where it is looked for, if not in the whole text.
    pub passage: Option<PassageId>,
    /// Only in prose that explains.
    pub explains: bool,
}

/// A slot and the figure that it restates.
#[derive(Clone, Debug)]
pub struct Restated {
    /// The rule that compares the two.
    pub rule: RuleId,
    /// The slot.
    pub slot: Figure,
    /// Its home.
    pub home: Expr,
}
