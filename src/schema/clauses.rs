//! The vocabulary of clauses, and the 每项 that their facts fill.

use super::{CodeListId, ColumnId, FamilyId, RowId};
use crate::source::Span;
use crate::syntax::TermClass;

/// What clauses are made of and where what they tell is kept.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    /// Lines of the vocabulary.
    pub terms: Vec<Term>,
    /// Words as written, each with the number of its term.
    pub words: Vec<(String, u32)>,
    /// The 每项 of passages that stand 位于 分句.
    pub families: Vec<ClauseFamily>,
}

/// A line of the vocabulary.
#[derive(Clone, Debug)]
pub struct Term {
    /// What its words do.
    pub class: TermClass,
    /// Its name; empty for classes whose members have none.
    pub name: String,
    /// The row or cell that it speaks of.
    pub cell: Option<CellPath>,
    /// For a measure: the column in which it stands in a row.
    pub column: Option<String>,
    /// Each way in which it consists of others.
    pub parts: Vec<Vec<u32>>,
    /// What it belongs to.
    pub of: Option<u32>,
    /// For the names of codes: the list.
    pub list: Option<CodeListId>,
    /// Where it is declared.
    pub span: Span,
}

/// A row of a table, or one cell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellPath {
    /// The family.
    pub family: FamilyId,
    /// The fixed row.
    pub row: RowId,
    /// The column, where the path says it.
    pub column: Option<ColumnId>,
}

/// A 每项 that facts fill.
#[derive(Clone, Debug, Default)]
pub struct ClauseFamily {
    /// The family.
    pub family: FamilyId,
    /// What its slots take.
    pub roles: Vec<(Role, ColumnId)>,
    /// Slots that take a count, by the term of the count.
    pub counts: Vec<(u32, ColumnId)>,
}

/// What a slot of such a 每项 takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// What it is about.
    Subject,
    /// An amount as told.
    Value,
    /// The same amount as its table has it.
    Cell,
    /// This side of a comparison.
    This,
    /// One of two amounts that this side may be.
    OneThis,
    /// The other of the two.
    OtherThis,
    /// The other side of a comparison.
    Base,
    /// 1 up, -1 down, 0 neither: of the amount of a change.
    Direction,
    /// The amount of a change, without sign.
    Change,
    /// As [`Role::Direction`], of the rate.
    RateDirection,
    /// The rate of a change, without sign.
    Rate,
    /// The part of a share.
    Part,
    /// What it is a share of.
    Whole,
    /// One of two things that it may be a share of.
    OneWhole,
    /// The other of the two.
    OtherWhole,
    /// A share.
    Share,
    /// The outturn that is held against a budget.
    Outturn,
    /// The budget.
    Budget,
    /// One of two budgets that may be meant.
    OneBudget,
    /// The other of the two.
    OtherBudget,
    /// A completion.
    Completion,
    /// 1 more, -1 less, 0 equal.
    Comparison,
    /// A difference without direction.
    Difference,
    /// A name as written.
    Written,
    /// The name that is meant.
    Meant,
    /// A total.
    Total,
    /// One of what it consists of.
    Item,
    /// What items that are named may not exceed together.
    Limit,
    /// An average.
    Average,
    /// What it is the average of.
    Averaged,
    /// A whole of which only the main part is told.
    Main,
    /// That part.
    Sole,
    /// The year that a sentence begins with.
    Told,
}

impl Role {
    /// Slots by the names that rules give them; items are numbered behind theirs.
    pub const ALL: [(Role, &'static str); 33] = [
        (Role::Subject, "主体"),
        (Role::Value, "数"),
        (Role::Cell, "表数"),
        (Role::This, "本数"),
        (Role::OneThis, "甲数"),
        (Role::OtherThis, "乙数"),
        (Role::Base, "上年数"),
        (Role::Direction, "方向"),
        (Role::Change, "增减额"),
        (Role::RateDirection, "升降"),
        (Role::Rate, "增减率"),
        (Role::Part, "部分"),
        (Role::Whole, "底"),
        (Role::OneWhole, "甲底"),
        (Role::OtherWhole, "乙底"),
        (Role::Share, "占比"),
        (Role::Outturn, "决算"),
        (Role::Budget, "预算"),
        (Role::OneBudget, "甲预算"),
        (Role::OtherBudget, "乙预算"),
        (Role::Completion, "完成率"),
        (Role::Comparison, "比较"),
        (Role::Difference, "差值"),
        (Role::Written, "所写"),
        (Role::Meant, "原名"),
        (Role::Total, "合计"),
        (Role::Item, "项"),
        (Role::Limit, "总额"),
        (Role::Average, "均数"),
        (Role::Averaged, "总数"),
        (Role::Main, "全数"),
        (Role::Sole, "主数"),
        (Role::Told, "所写年"),
    ];

    /// The role of a slot by its name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
        Self::ALL
            .iter()
            .find(|(role, known)| *known == name || *role == Role::Item && *known == plain)
            .map(|(role, _)| *role)
    }
}

impl Clauses {
    /// Whether there is a vocabulary at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() || self.families.is_empty()
    }

    /// The first family that has a slot for this.
    #[must_use]
    pub fn family_of(&self, role: Role) -> Option<&ClauseFamily> {
        self.families.iter().find(|family| family.column(role).is_some())
    }
}

impl ClauseFamily {
    /// The slot that takes this.
    #[must_use]
    pub fn column(&self, role: Role) -> Option<ColumnId> {
        self.roles.iter().find(|(known, _)| *known == role).map(|(_, column)| *column)
    }

    /// All slots that take this, in order.
    pub fn columns(&self, role: Role) -> impl Iterator<Item = ColumnId> {
        self.roles.iter().filter(move |(known, _)| *known == role).map(|(_, column)| *column)
    }
}
