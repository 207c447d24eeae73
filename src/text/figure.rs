//! Figures as printed: digits, unit, place in the text. What they mean is not decided here.

use super::fold::{Folded, fold, fold_whole};
use super::number::{Cursor, Run};
use super::scan::Scan;
use super::unit::read_unit;
use super::written::may_begin;
use crate::amount::MoneyUnit;

/// The unit that follows a printed number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FigureUnit {
    /// None.
    #[default]
    None,
    /// 元, 万元, 亿元 …; `cut` for 万 without 元.
    Money {
        /// The unit.
        unit: MoneyUnit,
        /// Only 万 or 亿 is printed.
        cut: bool,
    },
    /// `%` or 百分之.
    Percent,
    /// 个百分点.
    PercentPoint,
    /// 年, 年度.
    Year,
    /// The whole text is a date: yyyymmdd is in `digits`.
    Date,
    /// Any other word that follows at once: 辆, 个, 批次, 人次, 平方米 …
    Other(String),
}

/// A number as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureText {
    /// Plain ASCII decimal without separators: `-2940.05`.
    pub digits: String,
    /// Decimals printed.
    pub decimals: u32,
    /// The unit.
    pub unit: FigureUnit,
    /// Byte range of the number with its unit in the text that was given.
    pub start: usize,
    /// End of that range.
    pub end: usize,
    /// The number is introduced by 约, 近, 左右 and the like.
    pub approximate: bool,
}

/// What a printed cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellText {
    /// Nothing.
    Blank,
    /// A dash, 无 or the like.
    Dash,
    /// One number and nothing else (a unit may follow).
    Number(FigureText),
    /// Anything else.
    Text,
}

/// Cells with more text than this are no numbers; bytes of folded text.
const LONGEST_CELL: usize = 96;

/// Reads a printed cell.
///
/// A number may carry separators in groups of three, a sign (`-`, `+`, △, ▲) or brackets that mean minus, a unit, and
/// blanks around any of them, all in either width. Blanks within the digits make two numbers, which are text.
#[must_use]
pub fn read_cell(text: &str) -> CellText {
    // Most cells hold words, and few numbers begin with an ideograph.
    let is_word = |first| ('\u{4E00}'..='\u{9FFF}').contains(&first) && first != '无' && !may_begin(first);
    if text.starts_with(is_word) {
        return CellText::Text;
    }
    let folded = fold_whole(text);
    if folded.is_empty() {
        return CellText::Blank;
    }
    if matches!(folded.text.as_str(), "/" | "无") || folded.text.bytes().all(|byte| byte == b'-') {
        return CellText::Dash;
    }
    if folded.text.len() > LONGEST_CELL {
        return CellText::Text;
    }
    cell_number(&folded).map_or(CellText::Text, CellText::Number)
}

fn cell_number(folded: &Folded) -> Option<FigureText> {
    let cursor = Cursor::new(folded, true);
    let length = folded.text.len();
    let range = folded.original(0..length);
    if let Some((digits, end)) = cursor.date(0) {
        let unit = FigureUnit::Date;
        let date = FigureText { digits, unit, start: range.start, end: range.end, ..FigureText::default() };
        return (end == length).then_some(date);
    }
    if let Some(share) = cursor.rest(0).strip_prefix("百分之") {
        let Run::Number(number) = cursor.run(length - share.len()) else { return None };
        let (digits, decimals, unit) = (number.digits, number.decimals, FigureUnit::Percent);
        let share =
            FigureText { digits, decimals, unit, start: range.start, end: range.end, approximate: false };
        return (number.end == length).then_some(share);
    }
    let opened = cursor.byte(0) == Some(b'(');
    let sign = cursor.rest(0).chars().next().filter(|sign| matches!(sign, '(' | '-' | '+' | '△' | '▲'));
    let mut start = sign.map_or(0, char::len_utf8);
    start += cursor.rest(start).strip_prefix('¥').map_or(0, |_| '¥'.len_utf8());
    if !cursor.byte(start).is_some_and(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let Run::Number(number) = cursor.run(start) else { return None };
    if number.end == start {
        return None;
    }
    let (unit, end) = match cursor.year(&number).filter(|_| sign.is_none()) {
        Some(end) => (FigureUnit::Year, end),
        None if opened => bracketed_unit(&cursor, number.end)?,
        None => unit_behind(&cursor, number.end),
    };
    let end = if number.decimals > 0 { end + note_mark(cursor.rest(end)) } else { end };
    let minus = sign.filter(|sign| *sign != '+').map_or("", |_| "-");
    let digits = format!("{minus}{}", number.digits);
    let (start, decimals) = (range.start, number.decimals);
    let figure = FigureText { digits, decimals, unit, start, end: range.end, approximate: false };
    (end == length).then_some(figure)
}

/// Bytes of the mark of a note that is all that stands behind a figure with decimals: 15.00①, 15.00*.
fn note_mark(rest: &str) -> usize {
    const LONGEST: usize = 3;
    let is_mark = |letter: char| matches!(letter, '*' | '※' | '†' | '‡' | '①'..='⑳' | '²' | '³' | '¹' | '⁰' | '⁴'..='⁹');
    let marks = rest.chars().all(is_mark) && rest.chars().count() <= LONGEST;
    if marks { rest.len() } else { 0 }
}

fn unit_behind(cursor: &Cursor<'_>, end: usize) -> (FigureUnit, usize) {
    let found = read_unit(cursor.rest(end), !cursor.joined(end));
    (found.unit, end + found.length)
}

/// The unit before or behind the closing bracket of a negative number, and the end of both; counts are not negative.
fn bracketed_unit(cursor: &Cursor<'_>, end: usize) -> Option<(FigureUnit, usize)> {
    let (inner, end) = unit_behind(cursor, end);
    let closed = cursor.rest(end).strip_prefix(')').map(|_| end + 1)?;
    let (unit, end) = if inner == FigureUnit::None { unit_behind(cursor, closed) } else { (inner, closed) };
    let counts = matches!(unit, FigureUnit::Other(_) | FigureUnit::Year | FigureUnit::Date);
    (!counts).then_some((unit, end))
}

/// All figures of running text, left to right, with byte ranges of `text` from the sign to the unit.
///
/// Blanks and line ends between number, sign words and unit are looked over; digits that a blank divides are two
/// figures. Ordinals, numbers behind 第 or a letter, and numbers of forms (01表) are not figures; of Chinese numerals
/// those are that count. Linear in the text.
#[must_use]
pub fn scan_figures(text: &str) -> Vec<FigureText> {
    scan_folded(text, &fold(text))
}

/// The same for a text that was folded already.
#[must_use]
pub fn scan_folded(text: &str, folded: &Folded) -> Vec<FigureText> {
    Scan { text, cursor: Cursor::new(folded, false), figures: Vec::new(), last_end: 0 }.run()
}
