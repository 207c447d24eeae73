//! The tree of one rule file: declarations as written, each with its span.

use super::{Adjust, Disable, Expr, Path, Pattern, Term};
use crate::source::{SourceId, Span};

/// A rule file as parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The file.
    pub source: SourceId,
    /// What it declares, in order.
    pub items: Vec<Item>,
    /// `// …` comments with their spans (text without the slashes).
    pub comments: Vec<Text>,
    /// Declarations that could not be read at all: what they would have declared is not there.
    pub lost: Vec<Span>,
}

/// A word, or a name quoted in 「」 (then the text is what stands inside).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// The inside of a string literal, never reformatted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Where (the inside, without the quotes).
    pub span: Span,
}

/// One declaration at the top of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `规则集 名 [版本 "…"] [基于 名]`
    RuleSet(RuleSetHead),
    /// `依据 "…"`
    Basis(Text),
    /// `适用 2019 起 [止 2024]`
    Validity(Validity),
    /// `编码表 名 数据 "文件" 级次 类3、款5、项7`
    CodeList(CodeList),
    /// `词 名 { 增加、增长 为 1；… }`
    Words(Words),
    /// `惯例 目录 "…"`
    Custom(CustomLine),
    /// `虚词 "…"`, `主体 名 = 路径 "…"`: one line of the vocabulary of clauses.
    Term(Term),
    /// `表 名 … { … }`
    Table(Table),
    /// `说明 名 { … }`
    Passage(Passage),
    /// `句组 名（参数）{ … }`
    Group(Group),
    /// `提纲 { … }`
    Outline(Outline),
    /// `规则 …` and `要求 …`
    Rule(Rule),
    /// `禁句 …`
    Forbidden(Forbidden),
    /// `停用 …`
    Disable(Disable),
    /// `调整 …`
    Adjust(Adjust),
    /// `定义 名 = 式`
    Define(Name, Expr),
    /// `整份 4张表 或 2个部分`
    Whole(Whole),
}

/// What a document holds at least that is more than a part of a publication: either is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Tables.
    pub tables: Option<u32>,
    /// Parts of the outline.
    pub parts: Option<u32>,
    /// Where.
    pub span: Span,
}

/// `规则集 名 版本 "…" 基于 名`
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSetHead {
    /// Name of the rule set the file belongs to.
    pub name: Name,
    /// Version, if given.
    pub version: Option<Text>,
    /// The rule set it is a layer on.
    pub based_on: Option<Name>,
    /// `公开 "决算"`: what the publication that the rules are about calls itself in its titles.
    pub published: Vec<Text>,
    /// `识别 "…"`: phrases whose presence in a document speaks for this layer (choice of edition).
    pub recognised_by: Vec<Text>,
    /// Where.
    pub span: Span,
}

/// Years in which something holds; both ends included, either open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// `起`
    pub from: Option<i32>,
    /// `止`
    pub until: Option<i32>,
    /// Where.
    pub span: Span,
}

impl Validity {
    /// Whether something of this validity holds in a year; without either it does.
    #[must_use]
    pub fn covers(validity: Option<&Self>, year: Option<i32>) -> bool {
        let (Some(validity), Some(year)) = (validity, year) else { return true };
        validity.from.is_none_or(|from| from <= year) && validity.until.is_none_or(|until| year <= until)
    }
}

/// `编码表 功能分类 数据 "功能分类.yaml" 级次 类3、款5、项7`
#[derive(Clone, Debug, PartialEq)]
pub struct CodeList {
    /// Its name.
    pub name: Name,
    /// The YAML file beside the rules.
    pub data: Text,
    /// Level names with the length of their codes, from the top.
    pub levels: Vec<(Name, u8)>,
    /// Where.
    pub span: Span,
}

/// `惯例 目录 "目录"`: how documents are printed; without words, that there are none of this kind.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomLine {
    /// The kind of custom.
    pub kind: Name,
    /// The words.
    pub texts: Vec<Text>,
    /// Where.
    pub span: Span,
}

/// `词 增减 { 增加、增长 为 1；减少 为 -1；持平 为 0 }`
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// Name of the class of words.
    pub name: Name,
    /// Words (or quoted phrases) and the value they share.
    pub entries: Vec<WordEntry>,
    /// Where.
    pub span: Span,
}

/// Words that share a value.
#[derive(Clone, Debug, PartialEq)]
pub struct WordEntry {
    /// The words as printed in documents.
    pub words: Vec<Text>,
    /// Their value.
    pub value: i64,
}

/// `表 名 [简称 名] [每份 名] { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Canonical name.
    pub name: Name,
    /// What rules call it.
    pub short: Option<Name>,
    /// `每份 项目`: printed once for each; the name of the key.
    pub copies: Option<Name>,
    /// `可缺`
    pub optional: bool,
    /// `精确`: its figures are not rounded.
    pub exact: bool,
    /// Body, in order.
    pub members: Vec<TableMember>,
    /// Where (the head).
    pub span: Span,
}

/// One line of a table's body (or of a side's).
#[derive(Clone, Debug, PartialEq)]
pub enum TableMember {
    /// `又名 "…"、"…"`
    Alias(Vec<Pattern>),
    /// `次序 7`
    Order(i64, Span),
    /// `列 …`: one or several columns.
    Columns(Vec<Line>),
    /// `行 …`: one or several rows.
    Rows(Vec<Line>),
    /// `侧 名 { … }`
    Side(Name, Vec<TableMember>),
    /// `科目 功能分类 [至 类]`, `每行 项目` outside any row.
    Codes(CodeRows),
    /// `注 "…"`
    Note(Text),
    /// `空表说明 "…"、"…"`
    EmptyNote(Vec<Pattern>),
    /// `填项 名[:类型] [位于 "…"]、…`
    Fields(Vec<Field>),
    /// `格式 列 "句式"`
    Format(Name, Pattern),
    /// `定义 名 = 式`
    Define(Name, Expr),
    /// A rule that belongs to the table.
    Rule(Rule),
    /// `停用 …` of a row, column or rule.
    Disable(Disable),
}

/// A row or column. `名[:类型] [简称 名] [又名 "…"…] [可缺] [起 年] [止 年] [分 {…}] [其中 {…}]`
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Canonical name; for a row given by code alone (`[301]`) the code, see `code`.
    pub name: Name,
    /// `[301]`: the row is a code row.
    pub code: Option<Name>,
    /// `:百分比`
    pub kind: Option<Path>,
    /// What rules call it.
    pub short: Option<Name>,
    /// What print calls it.
    pub aliases: Vec<Text>,
    /// `可缺`: absent means zero.
    pub optional: bool,
    /// `精确`: its figures are not rounded.
    pub exact: bool,
    /// Years in which it exists.
    pub validity: Option<Validity>,
    /// `分 { … }`: consists of exactly these.
    pub parts: Option<Parts>,
    /// `其中 { … }`: some of its parts, never added up.
    pub of_which: Vec<Line>,
    /// Where.
    pub span: Span,
}

/// The inside of `分 { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// Rows or columns.
    pub lines: Vec<Line>,
    /// `科目 编码表 [至 级次]`, `每行 项目`
    pub codes: Option<CodeRows>,
    /// Where.
    pub span: Span,
}

/// `科目 功能分类 [至 类]`, `每行 项目 [又名 "…"]`
#[derive(Clone, Debug, PartialEq)]
pub struct CodeRows {
    /// The code list, or what a row is.
    pub list: Name,
    /// The deepest level printed, if not all.
    pub down_to: Option<Name>,
    /// `每行`: documents name the rows; what else the column of their names is called.
    pub open: Option<Vec<Text>>,
    /// Where.
    pub span: Span,
}

/// `填项 名[:类型] [位于 "…"]`: a labelled field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type; 文字 if none is given.
    pub kind: Option<Path>,
    /// The printed label, if not its name.
    pub label: Option<Text>,
}

/// `规则 编号 "名称" 逐 … 当 … 适用 … 级别 … 允许误差 … ：式`
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// `要求` rather than `规则`.
    pub requirement: bool,
    /// 编号
    pub id: Name,
    /// 名称
    pub title: Text,
    /// `逐 …`
    pub each: Option<Each>,
    /// `当 …`
    pub when: Option<Expr>,
    /// `适用 …`
    pub validity: Option<Validity>,
    /// `级别 …`
    pub level: Option<(Level, Span)>,
    /// `允许误差 …`
    pub tolerance: Option<Expr>,
    /// `因 "…"`
    pub reason: Option<Text>,
    /// `依据 "…"`
    pub basis: Option<Text>,
    /// `措辞 "…"`: what the report says instead of the title when it fails.
    pub wording: Option<Text>,
    /// `每表一条`
    pub once_a_table: bool,
    /// What must hold.
    pub body: Expr,
    /// The head (from the keyword to the colon).
    pub span: Span,
}

/// 级别
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 错误: must hold (逻辑性审核).
    #[default]
    Error,
    /// 核实: normally holds, to be explained if not (核实性审核).
    Verify,
    /// 提示
    Hint,
}

/// `逐 行 [于 全部表]`, `逐 列 于 {甲、乙} 于 收入决算表`
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// 行、列、格、表、科目、a level, a 每项, 段落、标题、金额、百分比、单位名、部分 …
    pub what: Name,
    /// Each `于 …` in order: paths or `{…}` sets.
    pub over: Vec<Expr>,
    /// Where.
    pub span: Span,
}

/// `说明 名 { … }` and `段 名 { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Its name.
    pub name: Name,
    /// Body, in order.
    pub members: Vec<PassageMember>,
    /// Where (the head).
    pub span: Span,
}

/// One line of a passage's, item's or group's body.
#[derive(Clone, Debug, PartialEq)]
pub enum PassageMember {
    /// `位于 "…"`: its heading.
    Titled(Vec<Pattern>),
    /// `始于 "…"`: its first words.
    Starts(Vec<Pattern>),
    /// `位于 其余`: text that no other passage understood.
    Rest(Span),
    /// `位于 分句`: what clauses tell, wherever they stand.
    Clauses(Span),
    /// `句式 "…" [即 …]`
    Sentence(Sentence),
    /// `用 组（路径…）`
    Use(Use),
    /// `定义 名 = 式`
    Define(Name, Expr),
    /// A rule.
    Rule(Rule),
    /// `禁句 …` that looks at this passage alone.
    Forbidden(Forbidden),
    /// `每项 名 "句式"… { … }`
    Items(Items),
    /// `段 名 { … }`
    Section(Passage),
    /// `停用 …`
    Disable(Disable),
}

/// `句式 "…" 即 甲 = 0元、乙 = 持平`
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// The pattern.
    pub pattern: Pattern,
    /// Facts that its words imply.
    pub implied: Vec<(Name, Expr)>,
}

/// `用 同比（支出合计）`
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The group.
    pub group: Name,
    /// Its arguments.
    pub arguments: Vec<Expr>,
    /// Where.
    pub span: Span,
}

/// `每项 名 "句式"、"句式" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    /// Its name.
    pub name: Name,
    /// What begins an item; the first slot is its key.
    pub heads: Vec<Sentence>,
    /// Body.
    pub members: Vec<PassageMember>,
    /// Where (the head).
    pub span: Span,
}

/// `句组 名（参数、…）{ … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: Name,
    /// Names of its parameters.
    pub parameters: Vec<Name>,
    /// Body.
    pub members: Vec<PassageMember>,
    /// Where (the head).
    pub span: Span,
}

/// `提纲 { 部分 "…" { … } … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Its parts in order.
    pub parts: Vec<OutlinePart>,
    /// Where.
    pub span: Span,
}

/// `部分 "…" [可缺] { 节 "…"、"…"  节 说明  表 全部表 }`
#[derive(Clone, Debug, PartialEq)]
pub struct OutlinePart {
    /// Its heading.
    pub title: Pattern,
    /// May be missing.
    pub optional: bool,
    /// Headings of sections inside it.
    pub sections: Vec<Pattern>,
    /// `节 说明`: holds the passages.
    pub passages: bool,
    /// `表 全部表`: holds the tables.
    pub tables: bool,
}

/// `禁句 编号 "名称" "句式" [除 "…"] [改 "…"] [级别 …] [当 …] [于 全文] [措辞 "…"]`
#[derive(Clone, Debug, PartialEq)]
pub struct Forbidden {
    /// 编号
    pub id: Name,
    /// 名称
    pub title: Text,
    /// What must not be printed.
    pub patterns: Vec<Pattern>,
    /// Phrases that are spared.
    pub except: Vec<Text>,
    /// What to write instead.
    pub instead: Option<Text>,
    /// `措辞 "…"`: what the report says behind the phrase that was met.
    pub wording: Option<Text>,
    /// Default 错误.
    pub level: Option<(Level, Span)>,
    /// Condition.
    pub when: Option<Expr>,
    /// Years.
    pub validity: Option<Validity>,
    /// Where it is looked for; default the whole text.
    pub over: Option<Path>,
    /// `因 "…"`
    pub reason: Option<Text>,
    /// Where (the head).
    pub span: Span,
}
