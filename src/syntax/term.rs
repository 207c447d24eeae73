//! The vocabulary of clauses: one line of it, and what words do in a clause.

use super::{Name, Path, Pattern};
use crate::source::Span;

/// `主体 名 = 路径 分 甲、乙 属 丙 "…"、"…"`: words of one class in the vocabulary of clauses.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What the words do in a clause.
    pub class: TermClass,
    /// Its name, for classes whose members have one.
    pub name: Option<Name>,
    /// `= 路径`: the row, column or cell that it speaks of.
    pub cell: Option<Path>,
    /// Each `分 …`: the subjects that it exactly consists of.
    pub parts: Vec<Vec<Name>>,
    /// `属 甲`: the subject that it belongs to.
    pub of: Option<Name>,
    /// How it is said.
    pub texts: Vec<Pattern>,
    /// Where (the whole line).
    pub span: Span,
}

/// What words do in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermClass {
    /// 短语: a part of other words, nothing by itself.
    Phrase,
    /// 虚词: changes nothing.
    Filler,
    /// 断词: an unknown word that has a known one in it.
    Cut,
    /// 自称: the unit speaks of itself.
    Itself,
    /// 列举: what follows are items of what was said.
    List,
    /// 划分: what follows are all the items of what was said, by one way of dividing it.
    Divides,
    /// 收起: what was said is what the items behind are of.
    Among,
    /// 分配: what follows is told of each of those that were told.
    Each,
    /// 原因: nothing behind it is a fact.
    Reason,
    /// 用途: nothing behind it is a fact, until a share or a comparison.
    Purpose,
    /// 比较词: opens what is compared with, if a year or a budget follows.
    Versus,
    /// 上年词: last year.
    LastYear,
    /// 相比词: closes what is compared with.
    Compared,
    /// 同比词: compared with last year, by itself.
    YearOnYear,
    /// 增词
    Up,
    /// 减词
    Down,
    /// 无增减词
    Same,
    /// 大于词
    More,
    /// 小于词
    Less,
    /// 等于词
    Equal,
    /// 差值词: a difference whose direction is not said.
    Difference,
    /// 占比词: opens a share.
    Share,
    /// 完成词: opens a completion.
    Completion,
    /// 量: the outturn; `= 列` says in which column of a row it stands.
    Measure,
    /// 预算量: a kind of budget.
    Budget,
    /// 计数: something counted.
    Count,
    /// 单位词: a unit that says by itself what is counted.
    Counter,
    /// 主体: a subject.
    Subject,
    /// 总称: names of totals that belong to the fund which a sentence or section speaks of.
    Bare,
    /// 并称: several subjects that are named at once.
    Together,
    /// 泛称: a subject only where nothing else is spoken of.
    Generic,
    /// 资金: a kind of money, in front of a subject or alone.
    Fund,
    /// 科目名: the names of a code list are subjects.
    CodeNames,
    /// 他类词: a word of texts of another kind (news, contracts, speeches), which are not judged.
    Foreign,
    /// 均数词: opens an average, of a count.
    Average,
    /// 主项: a whole that is its first part where none of the others is told.
    Main,
    /// 类目词: a level behind the name of a code.
    CodeLevel,
}

impl TermClass {
    /// Every class with its keyword.
    pub const ALL: [(TermClass, &'static str); 37] = [
        (TermClass::Phrase, "短语"),
        (TermClass::Filler, "虚词"),
        (TermClass::Cut, "断词"),
        (TermClass::Itself, "自称"),
        (TermClass::List, "列举"),
        (TermClass::Divides, "划分"),
        (TermClass::Among, "收起"),
        (TermClass::Each, "分配"),
        (TermClass::Reason, "原因"),
        (TermClass::Purpose, "用途"),
        (TermClass::Versus, "比较词"),
        (TermClass::LastYear, "上年词"),
        (TermClass::Compared, "相比词"),
        (TermClass::YearOnYear, "同比词"),
        (TermClass::Up, "增词"),
        (TermClass::Down, "减词"),
        (TermClass::Same, "无增减词"),
        (TermClass::More, "大于词"),
        (TermClass::Less, "小于词"),
        (TermClass::Equal, "等于词"),
        (TermClass::Difference, "差值词"),
        (TermClass::Share, "占比词"),
        (TermClass::Completion, "完成词"),
        (TermClass::Measure, "量"),
        (TermClass::Budget, "预算量"),
        (TermClass::Count, "计数"),
        (TermClass::Counter, "单位词"),
        (TermClass::Subject, "主体"),
        (TermClass::Bare, "总称"),
        (TermClass::Together, "并称"),
        (TermClass::Generic, "泛称"),
        (TermClass::Fund, "资金"),
        (TermClass::CodeNames, "科目名"),
        (TermClass::CodeLevel, "类目词"),
        (TermClass::Average, "均数词"),
        (TermClass::Main, "主项"),
        (TermClass::Foreign, "他类词"),
    ];

    /// The class of a keyword.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(class, _)| *class)
    }

    /// Its keyword.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(class, _)| *class == self).map_or("", |(_, word)| word)
    }
}
