//! What has a name in rule files, and where it stands.

use crate::source::Span;

/// What kind of thing a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolKind {
    /// 规则集
    RuleSet,
    /// 表
    Table,
    /// 侧
    Side,
    /// 行
    Row,
    /// 列
    Column,
    /// A slot of sentences.
    Slot,
    /// 说明, 段
    Passage,
    /// 每项
    Items,
    /// 定义
    Definition,
    /// 规则, 要求, 禁句, by number.
    Rule,
    /// 句组
    Group,
    /// 短语
    Phrase,
    /// 词
    Words,
    /// 编码表
    CodeList,
    /// An entry of a 编码表.
    Code,
    /// 主体 and other named words of clauses.
    Subject,
}

impl SymbolKind {
    /// What people call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RuleSet => "规则集",
            Self::Table => "表",
            Self::Side => "侧",
            Self::Row => "行",
            Self::Column => "列",
            Self::Slot => "填空",
            Self::Passage => "说明",
            Self::Items => "每项",
            Self::Definition => "定义",
            Self::Rule => "规则",
            Self::Group => "句组",
            Self::Phrase => "短语",
            Self::Words => "词",
            Self::CodeList => "编码表",
            Self::Code => "科目",
            Self::Subject => "主体",
        }
    }
}

/// What makes two names mean the same: the place of the declaration in the schema, which all sites of a 句组 and all
/// stacks share, or else the name itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// Declared at this place of a schema.
    At(SymbolKind, Span),
    /// Of this name, which there is once.
    Named(SymbolKind, String),
    /// A side of the table that is declared here.
    Side(Span, String),
    /// A code of a list.
    Code(String, String),
}

impl Key {
    /// What kind of thing it is.
    pub(super) fn kind(&self) -> SymbolKind {
        match self {
            Self::At(kind, _) | Self::Named(kind, _) => *kind,
            Self::Side(..) => SymbolKind::Side,
            Self::Code(..) => SymbolKind::Code,
        }
    }
}

/// A name at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurrence {
    /// Where the name stands.
    pub(super) span: Span,
    /// What it names.
    pub(super) key: Key,
    /// It is declared or added to here.
    pub(super) declares: bool,
    /// By another of its names, beside the one that leads: 简称, 又名.
    pub(super) also: bool,
}
