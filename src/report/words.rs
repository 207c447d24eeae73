//! The Chinese words for verdicts, categories, levels and places: one list for every renderer.

use crate::account::Account;
use crate::document::{Notice, Place, ReadError};
use crate::proof::{Category, Chosen, Verdict};
use crate::schema::Schema;
use crate::source::{LoadError, Severity};
use crate::syntax::Level;

/// Most words that are named as the reason for a rule set.
const SPOKEN: usize = 3;

/// The word for a verdict.
#[must_use]
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "通过",
        Verdict::Rounding => "尾差",
        Verdict::Fail => "不符",
        Verdict::Undecided => "无法判断",
        Verdict::NotApplicable => "不适用",
    }
}

/// The word for a category.
#[must_use]
pub fn category_word(category: Category) -> &'static str {
    match category {
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

/// All categories in the order in which help and messages list them.
pub const CATEGORIES: [Category; 8] = [
    Category::WithinTable,
    Category::BetweenTables,
    Category::TextAgainstTable,
    Category::WithinText,
    Category::BetweenYears,
    Category::BetweenUnits,
    Category::Completeness,
    Category::Wording,
];

/// Tables of a form that were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TablesFound {
    /// Tables of figures.
    pub(super) found: usize,
    /// Tables of figures that were found or must be there.
    pub(super) expected: usize,
    /// Forms with labelled fields: these are no tables of figures, and counted apart everywhere.
    pub(super) forms: usize,
}

/// How many tables of an account were found.
pub(super) fn tables_found(schema: &Schema, account: &Account) -> TablesFound {
    let mut tables = TablesFound { found: 0, expected: 0, forms: 0 };
    for (table, read) in schema.tables.iter().zip(&account.tables) {
        if !table.is_plain() {
            tables.forms += usize::from(read.found);
        } else {
            tables.found += usize::from(read.found);
            tables.expected += usize::from(read.found || !table.optional);
        }
    }
    tables
}

/// A name as it stands within quotation marks.
pub(super) fn inner_quotes(name: &str) -> String {
    name.replace('「', "『").replace('」', "』")
}

/// The word for the level of a rule.
#[must_use]
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "错误",
        Level::Verify => "核实",
        Level::Hint => "提示",
    }
}

/// The word for how grave a diagnostic is.
#[must_use]
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Hint => "提示",
    }
}

/// A place for people: 第 7 页第 3 行, 工作表「三公」C7, 「说明.docx」第 12 段; empty where the format has no places.
#[must_use]
pub fn place_words(place: &Place) -> String {
    let mut words = place.file.as_ref().map(|file| format!("「{file}」")).unwrap_or_default();
    let in_file = words.len();
    if let Some(page) = place.page {
        words.push_str(&format!("第 {page} 页"));
    }
    if let Some(line) = place.line {
        words.push_str(&format!("第 {line} 行"));
    }
    if let Some(sheet) = &place.sheet {
        words.push_str(&format!("工作表「{sheet}」"));
    }
    if let Some(cell) = &place.cell {
        let first = words.len() == in_file;
        words.push_str(if cell.is_ascii() && first {
            "单元格 "
        } else if first {
            ""
        } else {
            " "
        });
        words.push_str(cell);
    }
    words
}

/// A problem of the file, with where it is unless it says so itself.
pub(super) fn notice_words(notice: &Notice) -> String {
    let at = place_words(&notice.place);
    let known = at.is_empty() || notice.message.starts_with(&at);
    if known { notice.message.clone() } else { format!("{at}：{}", notice.message) }
}

/// Why a rule set was chosen; none where that is not known.
pub(super) fn chosen_words(chosen: &Chosen) -> Option<String> {
    match chosen {
        Chosen::Unknown => None,
        Chosen::Asked => Some("按 --rules 所给".to_owned()),
        Chosen::Spoken(words) => {
            let more = if words.len() > SPOKEN { "等" } else { "" };
            let words: Vec<&str> = words.iter().take(SPOKEN).map(String::as_str).collect();
            Some(format!("文件里有「{}」{more}", words.join("」「")))
        }
        Chosen::Fallback => Some("文件里没有指明地方的字样，用通用的规则集".to_owned()),
    }
}

/// A size of a file for people.
fn size_words(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{} MiB", bytes.div_ceil(1_048_576)),
    }
}

/// Why a file could not be read, and what to do.
#[must_use]
pub fn read_error_words(error: &ReadError) -> String {
    match error {
        ReadError::Empty => "文件是空的；请确认导出或复制时没有丢失内容".to_owned(),
        ReadError::TooLarge(size, cap) => format!(
            "文件有 {}，超过上限 {}；请拆成每个单位一个文件，或去掉图片后再试",
            size_words(*size),
            size_words(*cap)
        ),
        // Whoever reads a format says what is wrong with the file and how to mend it.
        ReadError::Unsupported(what) | ReadError::Damaged(what) => what.clone(),
    }
}

/// Why a rule file could not be loaded, and what to do.
#[must_use]
pub fn load_error_words(error: &LoadError) -> String {
    match error {
        LoadError::Missing(name) => {
            format!("找不到「{name}」；请检查路径，应为规则文件（.gj）或含有规则文件的文件夹")
        }
        LoadError::Empty(name) => format!("文件夹「{name}」里没有规则文件（.gj）；请检查路径"),
        LoadError::Unreadable(name, why) => format!("读不了「{name}」：{why}；请检查文件权限"),
        LoadError::TooLarge(name, size, cap) => format!(
            "规则文件「{name}」有 {}，超过上限 {}；请拆成几个文件",
            size_words(*size),
            size_words(*cap)
        ),
        LoadError::NotUtf8(name, at) => {
            format!("「{name}」不是 UTF-8 或 GBK 文本（第 {} 个字节起）；请另存为 UTF-8 编码", at + 1)
        }
    }
}

/// A table, or a passage and what lies in it: 甲说明·乙段.
pub(super) fn passage_words(name: &str) -> String {
    name.replace('.', "·")
}

/// A rule in a list of rules: of one that a sentence pattern implies the kind, not its whole path.
pub(super) fn rule_label(code: &str) -> &str {
    code.split_once('.').map_or(code, |(kind, _)| kind)
}
