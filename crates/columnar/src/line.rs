//! What the columns of long data are called and what their words mean: one list for every reader.

use crate::model::{STATES, UNREADABLE};

/// No unit of money was given with the figure, in [`crate::long::Record::currency`].
pub const NO_CURRENCY: i8 = i8::MIN;
/// The number stands for itself and was not rounded (准), in [`crate::long::Record::place`].
pub const EXACT_PLACE: i8 = i8::MAX;
/// State of a value that words imply and that is not printed as a figure.
pub const IMPLIED: u8 = UNREADABLE + 1;
/// State of a value that is no plain number and is read for what it says.
pub const WORDS: u8 = IMPLIED + 1;
/// Begins the name of a column that holds no figure but something said of a unit, a table or a row.
pub const ASIDE: char = '#';

/// What a column of a long file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// 单位
    Unit,
    /// 年度
    Year,
    /// 表
    Table,
    /// 行
    Row,
    /// 列
    Column,
    /// 值
    Value,
    /// 状态
    State,
    /// 精度
    Place,
    /// 货币单位
    Currency,
    /// 规则
    Rules,
    /// 备注
    Note,
}

/// All roles with the names that are known for them: ours, the English one, others that heads of columns have.
pub const ROLES: [(Role, &[&str]); 11] = [
    (Role::Unit, &["单位", "unit", "单位名称", "unit_name"]),
    (Role::Year, &["年度", "year", "年"]),
    (Role::Table, &["表", "table", "表名"]),
    (Role::Row, &["行", "row", "行名"]),
    (Role::Column, &["列", "column", "列名", "栏"]),
    (Role::Value, &["值", "value", "金额", "amount"]),
    (Role::State, &["状态", "state"]),
    (Role::Place, &["精度", "places", "decimals"]),
    (Role::Currency, &["货币单位", "currency", "计量单位", "money_unit"]),
    (Role::Rules, &["规则", "rules"]),
    (Role::Note, &["备注", "note"]),
];

/// The role that the head of a column speaks of.
pub fn role(name: &str) -> Option<Role> {
    known_in(&ROLES, name, usize::MAX)
}

/// The role that a key speaks of where keys are also names of tables and columns: its own two names only.
pub fn key_role(name: &str) -> Option<Role> {
    known_in(&ROLES, name, 2)
}

/// What a name stands for in a list, by so many of the first names of each.
fn known_in<T: Copy>(list: &[(T, &[&str])], name: &str, names: usize) -> Option<T> {
    let name = name.trim();
    let called =
        |(_, known): &&(T, &[&str])| known.iter().take(names).any(|one| name.eq_ignore_ascii_case(one));
    list.iter().find(called).map(|(one, _)| *one)
}

/// Our name for a role.
pub fn role_name(role: Role) -> &'static str {
    let names = ROLES.iter().find(|(one, _)| *one == role).and_then(|(_, names)| names.first());
    names.copied().unwrap_or("")
}

/// What a column of a table of data holds besides figures, beside the roles: heads that name its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowHead {
    /// The code of a row.
    Code,
    /// The name of a row, or a path.
    Name,
    /// A number that only counts lines: it is left out.
    Ordinal,
}

/// All heads that name rows.
pub const ROW_HEADS: [(RowHead, &[&str]); 3] = [
    (RowHead::Code, &["编码", "代码", "科目编码", "科目代码", "code"]),
    (RowHead::Name, &["行", "项目", "名称", "科目", "科目名称", "项目名称", "行名", "row", "item", "name"]),
    (RowHead::Ordinal, &["行次", "栏次", "序号"]),
];

/// What the head of a column says of rows.
pub fn row_head(name: &str) -> Option<RowHead> {
    known_in(&ROW_HEADS, name, usize::MAX)
}

/// What is missing for a head to be one of long data; none where it is one.
pub fn missing(has: impl Fn(Role) -> bool) -> Option<String> {
    let needed = [Role::Table, Role::Value];
    let mut missing: Vec<&str> = needed.into_iter().filter(|role| !has(*role)).map(role_name).collect();
    if !has(Role::Row) && !has(Role::Column) {
        missing.push("行、列之一");
    }
    (!missing.is_empty()).then(|| missing.join("、"))
}

/// Why the names of a line lead nowhere, if they do; `unit` where the file has such a column.
pub fn unnamed(unit: Option<&str>, table: &str, column: &str) -> Option<&'static str> {
    match unit {
        Some("") => Some("单位是空的"),
        _ if table.is_empty() && !column.starts_with(ASIDE) => Some("表是空的"),
        _ => None,
    }
}

/// Why a line is not taken that has so many fields.
pub fn miscounted(fields: usize, head: usize) -> String {
    format!("有 {fields} 个字段，表头有 {head} 个")
}

/// Why a year is not taken.
pub fn no_year(text: &str) -> String {
    format!("年度「{text}」不是年份")
}

/// What a line says besides whose it is, in the order of [`crate::model::Lines::columns`].
pub const LINE_ROLES: [Role; 8] =
    [Role::Table, Role::Row, Role::Column, Role::Value, Role::Place, Role::Currency, Role::State, Role::Note];

/// Words for the states, in the order of their numbers.
const STATE_WORDS: [&[&str]; 6] = [
    &["absent", "缺"],
    &["blank", "空"],
    &["dash", "短横"],
    &["value", "有值", "数值"],
    &["unreadable", "无法辨认", "不明"],
    &[IMPLIED_WORD, "implied"],
];

/// Our word for [`IMPLIED`].
const IMPLIED_WORD: &str = "推得";

/// The state that a word or number speaks of.
pub fn state(word: &str) -> Option<u8> {
    let word = word.trim();
    let at = STATES.iter().position(|one| *one == word);
    let known = |words: &&[&str]| words.iter().any(|one| word.eq_ignore_ascii_case(one));
    let at = at.or_else(|| STATE_WORDS.iter().position(known));
    let at = at.and_then(|at| u8::try_from(at).ok());
    at.or_else(|| word.parse().ok().filter(|state| *state <= UNREADABLE))
}

/// Our word for a state.
pub fn state_word(state: u8) -> &'static str {
    if state == IMPLIED { IMPLIED_WORD } else { STATES.get(usize::from(state)).copied().unwrap_or("") }
}

/// Words for [`EXACT_PLACE`].
const EXACT_WORDS: [&str; 2] = ["准", "exact"];

/// Decimals as written, or 准.
pub fn place(text: &str) -> Option<i8> {
    let text = text.trim();
    if EXACT_WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(EXACT_PLACE);
    }
    text.parse().ok().filter(|place| (-100..=100).contains(place))
}

/// The words for decimals.
pub fn place_word(place: i8) -> String {
    if place == EXACT_PLACE { "准".to_owned() } else { place.to_string() }
}

/// A year as number or text; Some(None) where nothing is written, None where it is no year.
pub fn year(text: &str) -> Option<Option<i32>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let digits = text.trim_end_matches(['年', '度', ' ']);
    let year = digits.parse().ok().filter(|year| (1900..=2200).contains(year));
    year.map(Some)
}

/// Units of money and their powers of ten in 元.
const UNITS: [(&str, i8); 5] = [("元", 0), ("千元", 3), ("万元", 4), ("百万元", 6), ("亿元", 8)];

/// The power of ten of a unit of money in 元.
pub fn currency(word: &str) -> Option<i8> {
    let word = word.trim();
    let word = word.strip_prefix("人民币").unwrap_or(word);
    UNITS.iter().find(|(name, _)| *name == word).map(|(_, power)| *power)
}
