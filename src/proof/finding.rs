//! Findings: what was judged, with its proof, by name. No sentences: those are the report's.

use crate::amount::{Dimension, Exact, Interval, Place, Relation};
use crate::audit::{self, Counts, Slip, Verdict};
use crate::document;
use crate::ruleset::{Arithmetic, Category, Function, Rule, TextRelation};
use crate::syntax::Level;

/// Why an instance was not decided or does not apply, by the names of what it is about.
pub type Reason = audit::Reason<String>;

/// What is said about one rule: nothing is silently skipped.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerLine {
    /// 编号
    pub rule: String,
    /// 名称
    pub title: String,
    /// Category.
    pub category: Category,
    /// Level.
    pub level: Level,
    /// Instances by verdict.
    pub counts: Counts,
    /// Why instances were not decided or did not apply, most frequent first.
    pub reasons: Vec<(Reason, u64)>,
}

/// One place that a finding points to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Canonical name of the table or passage.
    pub table: Option<String>,
    /// Row name or code with name.
    pub row: Option<String>,
    /// Column or slot.
    pub column: Option<String>,
    /// As printed.
    pub text: String,
    /// The clause or row around it as printed.
    pub quote: String,
    /// Where.
    pub at: document::Place,
}

/// A number with what is needed to print it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Value as printed or computed, in base units.
    pub value: Exact,
    /// What it can be within rounding.
    pub interval: Interval,
    /// Its dimension.
    pub dimension: Dimension,
    /// Its last place, if printed.
    pub place: Place,
    /// Power of ten of the unit it is best shown in (money in 万元: 4; percent: −2; else 0).
    pub unit_exponent: i8,
    /// That unit's name.
    pub unit: String,
}

/// What is done with the terms of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`, `−`, `×`, `÷`; `−` of one term is its opposite.
    Arithmetic(Arithmetic),
    /// A function.
    Function(Function),
}

impl Operator {
    /// The sign or name that rules write for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Arithmetic(arithmetic) => arithmetic.sign(),
            Self::Function(function) => function.name(),
        }
    }
}

/// An expression with the numbers put in.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A figure: its name (short path) and value (none if absent: zero), index in the finding's spots.
    Figure {
        /// Short path for people.
        name: String,
        /// Value; none where nothing is printed.
        quantity: Option<Quantity>,
        /// Index in `places`.
        spot: Option<usize>,
    },
    /// What is known before the document is read (本年): its name and value.
    Known {
        /// Name.
        name: String,
        /// Value.
        quantity: Quantity,
    },
    /// A literal.
    Literal(Quantity),
    /// A text or list.
    Text(String),
    /// A sum over rows, columns or items.
    Sum {
        /// What is added up.
        name: String,
        /// Its terms that are not zero.
        terms: Vec<Term>,
        /// The sum.
        quantity: Option<Quantity>,
    },
    /// An operator with its arguments and value.
    Apply {
        /// Which.
        operator: Operator,
        /// Arguments.
        terms: Vec<Term>,
        /// Its value.
        quantity: Option<Quantity>,
    },
}

/// A side of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// What kind of statement failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Claimed {
    /// left relation right
    Comparison(Relation, Term, Term),
    /// Something is said (有) or not said (无): names.
    Said(bool, Vec<String>),
    /// A comparison of texts.
    Texts {
        /// What was asked.
        relation: TextRelation,
        /// Whether it should hold or must not.
        wanted: bool,
        /// What of the left side is compared (货币单位, 单位, the name of a slot); empty where its text says it all.
        what: String,
        /// What is printed; for 含于 the names that the other side lacks.
        left: Vec<String>,
        /// What it is held against.
        right: Vec<String>,
        /// What the other side is called.
        against: String,
        /// Of 含于: which side is the list of the rows of a table that have figures.
        rows_of_table: Option<Side>,
    },
    /// A cell or table that is blank, or (true) should be and is not: its name.
    Blank(bool, String),
    /// Signs that do not pair (成对): the text around the first that stands alone.
    Unpaired(String),
    /// Nothing that can be shown.
    Other,
    /// Forbidden phrases: each that was met and how often, and what to write instead.
    Phrase(Vec<(String, u64)>, Option<String>),
    /// A text that holds the name of another code (逐 项 于 功能分类).
    OtherCode(String),
    /// Two readings of one fact disagree.
    SaidTwice(Vec<Term>),
}

/// One instance that is 不符, 尾差 or 无法判断.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// 编号
    pub rule: String,
    /// 名称
    pub title: String,
    /// `措辞` of the rule, with `{名}` filled in.
    pub wording: Option<String>,
    /// Where the rule stands in the rule set (section and group), for people.
    pub site: String,
    /// Category.
    pub category: Category,
    /// Level.
    pub level: Level,
    /// Verdict.
    pub verdict: Verdict,
    /// What was claimed, with the numbers put in.
    pub claimed: Claimed,
    /// Of 或: what else would have been enough, and fails as well.
    pub or: Vec<Finding>,
    /// left − right as printed.
    pub difference: Option<Quantity>,
    /// How much rounding alone can explain of it.
    pub explained: Option<Quantity>,
    /// 允许误差 of the rule, where the comparison was judged by it.
    pub tolerance: Option<Quantity>,
    /// One printed figure stands against one other of the same precision: one amount cannot have printed both ways.
    pub single_pair: bool,
    /// How a share that is one last place off came to be so: then it is told as 提示.
    pub slip: Option<Slip>,
    /// For 无法判断: why.
    pub reasons: Vec<Reason>,
    /// ×10,000 on this figure (index in places) would explain it.
    pub times_ten_thousand: Option<usize>,
    /// Judged under that assumption on another figure (its text).
    pub assumed: Option<String>,
    /// Places, the most telling first.
    pub places: Vec<Spot>,
    /// Index (in the unit's findings) of the finding this one follows from.
    pub follows: Option<usize>,
    /// How many like places this finding stands for (每表一条): 1 if only itself.
    pub count: u64,
    /// Rules (编号) that say the same of the same figures, and are not told again.
    pub also: Vec<String>,
    /// Basis of the rule.
    pub basis: Option<String>,
}

impl Finding {
    /// How many instances of rules it tells of: the sum over a unit's findings is what the ledger counts.
    #[must_use]
    pub fn instances(&self) -> u64 {
        self.count + self.also.len() as u64
    }

    /// A finding of a rule, with nothing yet of what it rests on.
    #[must_use]
    pub fn of(rule: &Rule, verdict: Verdict) -> Self {
        Self {
            rule: rule.code.clone(),
            title: rule.title.clone(),
            wording: rule.wording.clone(),
            site: rule.site.clone(),
            category: rule.category,
            level: rule.level,
            verdict,
            claimed: Claimed::Other,
            or: Vec::new(),
            difference: None,
            explained: None,
            tolerance: None,
            single_pair: false,
            slip: None,
            reasons: Vec::new(),
            times_ten_thousand: None,
            assumed: None,
            places: Vec::new(),
            follows: None,
            count: 1,
            also: Vec::new(),
            basis: rule.basis.clone(),
        }
    }
}
