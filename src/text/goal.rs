//! Targets in words and figures (7000家以上, 不少于50人, ≤3天, 12月31日前完成), and whether what was done reaches one.

use super::chars::is_letter;
use super::figure::{FigureText, FigureUnit, scan_figures};
use super::fold::fold_text;
use crate::amount::Exact;

/// Why a target and what was done are not held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmeasured {
    /// One of the two is blank.
    Blank,
    /// The target is a description: no figure bounds it.
    Words,
    /// What was done names no figure of the target's unit that is said of the same thing.
    OtherUnit,
    /// It names several, and none of them reaches the target.
    Several,
    /// The target does not say whether it is the least or the most.
    Direction,
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Unit {
    Percent,
    Money,
    Count(String),
    /// A day of a year, where that is printed; the value is month × 100 + day.
    Day(Option<i64>),
    None,
}

/// A figure with what it is said of.
#[derive(Clone, Debug)]
struct Measure<'t> {
    value: Exact,
    unit: Unit,
    /// Its clause before it.
    before: &'t str,
    /// All that follows it.
    after: &'t str,
}

/// On which side of a target it is good to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    AtLeast,
    AtMost,
}

/// Words at once before a figure that bound it; a longer one stands before its end.
const BEFORE: [(&str, Side); 34] = [
    ("不得少于", Side::AtLeast),
    ("不得低于", Side::AtLeast),
    ("不得超过", Side::AtMost),
    ("不得高于", Side::AtMost),
    ("不少于", Side::AtLeast),
    ("不低于", Side::AtLeast),
    ("不小于", Side::AtLeast),
    ("不超过", Side::AtMost),
    ("未超过", Side::AtMost),
    ("不高于", Side::AtMost),
    ("不大于", Side::AtMost),
    ("不多于", Side::AtMost),
    ("大于等于", Side::AtLeast),
    ("大于或等于", Side::AtLeast),
    ("小于等于", Side::AtMost),
    ("小于或等于", Side::AtMost),
    ("控制在", Side::AtMost),
    ("至少", Side::AtLeast),
    ("至多", Side::AtMost),
    ("最多", Side::AtMost),
    ("超过", Side::AtLeast),
    ("高于", Side::AtLeast),
    ("大于", Side::AtLeast),
    ("多于", Side::AtLeast),
    ("低于", Side::AtMost),
    ("小于", Side::AtMost),
    ("少于", Side::AtMost),
    (">=", Side::AtLeast),
    ("<=", Side::AtMost),
    ("≥", Side::AtLeast),
    ("≧", Side::AtLeast),
    ("≤", Side::AtMost),
    ("≦", Side::AtMost),
    (">", Side::AtLeast),
];

/// Words close behind a figure that bound it.
const BEHIND: [(&str, Side); 10] = [
    ("以上", Side::AtLeast),
    ("以下", Side::AtMost),
    ("以内", Side::AtMost),
    ("之内", Side::AtMost),
    ("之前", Side::AtMost),
    ("日内", Side::AtMost),
    ("天内", Side::AtMost),
    ("月内", Side::AtMost),
    ("时内", Side::AtMost),
    ("年内", Side::AtMost),
];

/// Characters behind a figure in which those words stand.
const CLOSE: usize = 6;

/// Units of time, of which less may be better.
const TIMES: [&str; 10] = ["天", "日", "年", "个月", "月", "小时", "分钟", "周", "秒", "工作日"];

/// Words of things of which less is better.
const LESS: [&str; 12] =
    ["下降", "降低", "减少", "压减", "压降", "控制", "误差", "差错", "投诉", "事故", "成本", "违规"];

/// Words that say nothing of what is counted.
const EMPTY: [&str; 20] = [
    "不少于",
    "不低于",
    "不超过",
    "完成",
    "全年",
    "年度",
    "开展",
    "达到",
    "以上",
    "以下",
    "以内",
    "工作",
    "目标",
    "全部",
    "累计",
    "其中",
    "共计",
    "实现",
    "任务",
    "按时",
];

/// Whether what was done reaches a target: every bound of the target of which it names a figure of the same unit, said
/// of the same thing. One bound that is not reached is enough for no.
///
/// # Errors
/// Why the two cannot be held against each other: then nobody can say that the target is missed.
pub fn reaches(done: &str, goal: &str) -> Result<bool, Unmeasured> {
    let (done, goal) = (fold_text(done), fold_text(goal));
    if done.is_empty() || goal.is_empty() {
        return Err(Unmeasured::Blank);
    }
    let bounds = measures(&goal);
    if bounds.is_empty() {
        return Err(Unmeasured::Words);
    }
    if done == goal {
        return Ok(true);
    }
    let figures = measures(&done);
    let alone = bounds.len() == 1 && figures.len() == 1 && done.chars().count() <= 8;
    let (mut met, mut why) = (false, None);
    for bound in &bounds {
        match bound.is_met(&figures, alone) {
            Ok(true) => met = true,
            Ok(false) => return Ok(false),
            Err(reason) => why = why.or(Some(reason)),
        }
    }
    if met { Ok(true) } else { Err(why.unwrap_or(Unmeasured::Words)) }
}

impl Measure<'_> {
    /// Whether one of the figures of what was done reaches this one of the target.
    fn is_met(&self, figures: &[Measure<'_>], alone: bool) -> Result<bool, Unmeasured> {
        let alike: Vec<&Measure<'_>> = figures.iter().filter(|done| self.is_alike(done, alone)).collect();
        if alike.is_empty() {
            return Err(Unmeasured::OtherUnit);
        }
        let reached: Vec<Option<bool>> = alike.iter().map(|done| self.is_reached_by(done)).collect();
        match reached.as_slice() {
            all if all.contains(&Some(true)) => Ok(true),
            [Some(false)] => Ok(false),
            all if all.contains(&None) => Err(Unmeasured::Direction),
            _ => Err(Unmeasured::Several),
        }
    }

    /// Whether a figure of what was done is of the same unit and said of the same thing.
    fn is_alike(&self, done: &Measure<'_>, alone: bool) -> bool {
        let unit = match (&self.unit, &done.unit) {
            (Unit::Day(_), Unit::Day(_)) => true,
            // A cell with a number and nothing else is in the unit of the other.
            (Unit::Count(_), Unit::None) | (Unit::None, Unit::Count(_)) => alone,
            (one, other) => one == other,
        };
        let falls = |words: &str| ["下降", "降低", "减少"].iter().any(|word| words.contains(word));
        let each = |words: &str| words.contains(['每', '均']);
        let (goal, done) = (self.words(), done.words());
        unit && falls(&goal) == falls(&done) && each(&goal) == each(&done) && is_same_thing(&goal, &done)
    }

    /// Whether a figure reaches this one; none where the target does not say which way.
    fn is_reached_by(&self, done: &Measure<'_>) -> Option<bool> {
        if let (Unit::Day(year), Unit::Day(other)) = (&self.unit, &done.unit) {
            let same_year = year.is_none() || other.is_none() || year == other;
            let before = if same_year { done.value <= self.value } else { other < year };
            return (self.side() == Some(Side::AtMost) || before).then_some(before);
        }
        if self.ends_a_range() {
            // Beyond it may be better or worse: its lower end decides.
            return (done.value <= self.value).then_some(true);
        }
        match self.side() {
            Some(Side::AtLeast) => Some(done.value >= self.value),
            Some(Side::AtMost) => Some(done.value <= self.value),
            None if done.value == self.value => Some(true),
            None if self.may_be_less() => None,
            None if self.value.is_zero() => Some(false),
            None => Some(done.value >= self.value),
        }
    }

    /// The side that words on either side of the figure say.
    fn side(&self) -> Option<Side> {
        let before = self.before.trim_end_matches(['为', '约', ':']);
        let said = BEFORE.iter().find(|(word, _)| before.ends_with(word)).map(|(_, side)| *side);
        let said = said.or_else(|| before.ends_with('<').then_some(Side::AtMost));
        let close: String =
            self.after.chars().take(CLOSE).filter(|c| !matches!(c, '(' | ')' | '含')).collect();
        let close = close.split([',', '。', ';', '、']).next().unwrap_or_default();
        let first = || BEHIND.iter().filter_map(|(word, side)| Some((close.find(word)?, *side)));
        let behind = || first().min_by_key(|(at, _)| *at).map(|(_, side)| side);
        let begins = || match close.chars().next() {
            Some('前' | '内') => Some(Side::AtMost),
            Some('+') => Some(Side::AtLeast),
            Some(mark) if is_range(mark) => Some(Side::AtLeast),
            _ => None,
        };
        said.or_else(begins).or_else(behind)
    }

    /// Whether it is the upper end of a range (80%-90%).
    fn ends_a_range(&self) -> bool {
        let lower = self.before.strip_suffix(is_range);
        lower.is_some_and(|lower| lower.ends_with(|end: char| end.is_ascii_digit() || end == '%'))
    }

    /// Whether less of it may be better, so that a bare figure says no side.
    fn may_be_less(&self) -> bool {
        let words = self.words();
        let less = LESS.iter().any(|word| words.contains(word));
        // What is to rise is to rise at least by so much.
        let rises = ["增长", "提高", "提升", "增加", "上升"].iter().any(|word| words.contains(word));
        less || match &self.unit {
            Unit::Percent => !rises && self.value.shift_ten(1) < Exact::from_integer(5),
            Unit::Money | Unit::Day(_) => true,
            Unit::Count(unit) => TIMES.contains(&unit.as_str()) || words.contains("工作日"),
            Unit::None => false,
        }
    }

    /// The words of its clause around it.
    fn words(&self) -> String {
        let behind = self.after.split(is_divider).next().unwrap_or_default();
        format!("{}|{behind}", self.before)
    }
}

/// Whether two clauses name one thing by a pair of letters, or one of them names nothing.
fn is_same_thing(one: &str, other: &str) -> bool {
    let plain = |words: &str| -> Vec<char> {
        let bare = EMPTY.iter().fold(words.to_owned(), |words, empty| words.replace(empty, "|"));
        bare.chars().map(|c| if is_letter(c) { c } else { '|' }).collect()
    };
    let pairs = |letters: &[char]| -> Vec<[char; 2]> {
        let all = letters.iter().zip(letters.iter().skip(1)).map(|(a, b)| [*a, *b]);
        all.filter(|pair| !pair.contains(&'|')).collect()
    };
    let (one, other) = (pairs(&plain(one)), pairs(&plain(other)));
    one.is_empty() || other.is_empty() || one.iter().any(|pair| other.contains(pair))
}

/// The figures of a folded text that can be a target or what was done.
fn measures(text: &str) -> Vec<Measure<'_>> {
    let figures = scan_figures(text);
    let mut measures = Vec::new();
    let mut at = 0;
    while let Some(rest) = figures.get(at..).filter(|rest| !rest.is_empty()) {
        let (measure, used) = match day(text, rest) {
            Some((measure, used)) => (Some(measure), used),
            None => (plain(text, rest), 1),
        };
        measures.extend(measure);
        at += used;
    }
    measures
}

fn measure<'t>(text: &'t str, (value, unit): (Exact, Unit), start: usize, end: usize) -> Measure<'t> {
    let before = text.get(..start).unwrap_or_default();
    let before = before.rsplit(is_divider).next().unwrap_or_default();
    Measure { value, unit, before, after: text.get(end..).unwrap_or_default() }
}

/// Whether a mark stands between the ends of a range.
fn is_range(letter: char) -> bool {
    matches!(letter, '-' | '~' | '至' | '到')
}

fn is_divider(letter: char) -> bool {
    matches!(letter, ',' | ';' | '。' | '、' | '(' | ')' | '!' | '?' | '"')
}

/// A day: 2024年12月31日, 12月31日, 12月底.
fn day<'t>(text: &'t str, figures: &[FigureText]) -> Option<(Measure<'t>, usize)> {
    let first = figures.first()?;
    let number = |figure: &FigureText| figure.digits.parse::<i64>().ok();
    if first.unit == FigureUnit::Date {
        let digits = number(first)?;
        let value = (Exact::from_integer(digits % 10_000), Unit::Day(Some(digits / 10_000)));
        return Some((measure(text, value, first.start, first.end), 1));
    }
    let joined = |at: usize| {
        let (before, next) = (figures.get(at)?, figures.get(at + 1)?);
        (before.end == next.start).then_some(next)
    };
    let year = (first.unit == FigureUnit::Year).then(|| number(first)).flatten();
    let skip = usize::from(year.is_some());
    let month = if skip == 1 { joined(0)? } else { first };
    if month.unit != FigureUnit::Other("月".to_owned()) {
        return None;
    }
    let of_day = |figure: &&FigureText| matches!(&figure.unit, FigureUnit::Other(unit) if unit == "日" || unit == "号");
    let (day, end, used) = match joined(skip).filter(of_day) {
        Some(day) => (number(day)?, day.end, skip + 2),
        None => {
            let last = text.get(month.end..)?.chars().next().filter(|next| matches!(next, '底' | '末'))?;
            (31, month.end + last.len_utf8(), skip + 1)
        }
    };
    let value = (Exact::from_integer(number(month)? * 100 + day), Unit::Day(year));
    Some((measure(text, value, first.start, end), used))
}

/// Any other figure with its unit; of a range (80%-90%) the first has the unit of the second.
fn plain<'t>(text: &'t str, figures: &[FigureText]) -> Option<Measure<'t>> {
    let figure = figures.first()?;
    let value = Exact::parse_decimal(&figure.digits)?.abs();
    let behind = text.get(figure.end..)?;
    let unit = match &figure.unit {
        FigureUnit::None => {
            let range = behind.starts_with(is_range);
            let other = figures.get(1).filter(|other| range && other.start <= figure.end + '至'.len_utf8());
            match other {
                Some(other) => unit_of(other)?,
                None => (unit_behind(behind), 0),
            }
        }
        _ => unit_of(figure)?,
    };
    Some(measure(text, (value.shift_ten(unit.1), unit.0), figure.start, figure.end))
}

/// What a printed unit counts, and by which power of ten; none for years and days of months.
fn unit_of(figure: &FigureText) -> Option<(Unit, i32)> {
    Some(match &figure.unit {
        FigureUnit::Money { unit, .. } => (Unit::Money, i32::from(unit.exponent())),
        FigureUnit::Percent => (Unit::Percent, -2),
        FigureUnit::PercentPoint => (Unit::Count("百分点".to_owned()), 0),
        FigureUnit::Other(word) => {
            let (word, power) = match (word.strip_prefix('万'), word.strip_prefix('亿')) {
                (Some(rest), _) => (rest, 4),
                (_, Some(rest)) => (rest, 8),
                _ => (word.as_str(), 0),
            };
            let word = match word {
                "月" | "号" => return None,
                "日" => "天",
                "场次" => "场",
                other => other,
            };
            (Unit::Count(word.to_owned()), power)
        }
        FigureUnit::None => (Unit::None, 0),
        FigureUnit::Year | FigureUnit::Date => return None,
    })
}

/// A unit that is not among the known ones: the one letter behind the number.
fn unit_behind(behind: &str) -> Unit {
    match behind.chars().next() {
        Some(letter) if is_letter(letter) && !"以及至左前后的和或内起多余为".contains(letter) => {
            Unit::Count(letter.to_string())
        }
        _ => Unit::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_one_unit_are_held_against_each_other() {
        for (done, goal, met) in [
            ("9284 家", "7000家以上", true),
            ("6284家", "7000 家以上", false),
            ("满意率 96%", "95%以上", true),
            ("89%", "90%（含）以上", false),
            ("90%", "90%（含）以上", true),
            ("100%", "≥95%", true),
            ("94.9%", ">=95%", false),
            ("60人", "不少于50人", true),
            ("49 人", "不少于50人", false),
            ("2天", "≤3天", true),
            ("4天", "≤3 天", false),
            ("5个工作日", "3个工作日内", false),
            ("全年组织活动 2 场", "全年组织活动1场", true),
            ("组织活动0场", "组织活动1场", false),
            ("12月20日完成", "12月31日前完成", true),
            ("2025年1月15日完成", "2024年12月31日前完成", false),
            ("2024年12月31日前完成", "2024 年 12 月 31 日前完成", true),
            ("11月30日", "12月底前", true),
            ("120", "≥100人次", true),
            ("1.2万人次", "≥10000人次", true),
            ("投诉3起", "不超过2起", false),
            ("增长 18.3%", "增长10%", true),
            ("0起", "0起", true),
            ("1起", "0起", false),
            ("85%", "80%-90%", true),
            ("75%", "80%-90%", false),
            ("95%", "80%-90%", true),
            ("15家", "10-20家", true),
        ] {
            assert_eq!(reaches(done, goal), Ok(met), "{done} / {goal}");
        }
    }

    #[test]
    fn what_is_not_alike_is_not_judged() {
        for (done, goal, why) in [
            ("搭建平台", "搭建平台", Unmeasured::Words),
            ("", "95%以上", Unmeasured::Blank),
            ("已完成", "12月31日前完成", Unmeasured::OtherUnit),
            ("96分", "95%以上", Unmeasured::OtherUnit),
            ("走访企业3家", "新设工作站6家", Unmeasured::OtherUnit),
            ("下降5%", "增长10%", Unmeasured::OtherUnit),
            ("培训3期，参观培训4期", "培训5期", Unmeasured::Several),
            ("每月培训1次", "全年培训12次", Unmeasured::OtherUnit),
            ("3%", "5%", Unmeasured::Direction),
            ("9万元", "10万元", Unmeasured::Direction),
            ("8天", "10天", Unmeasured::Direction),
        ] {
            assert_eq!(reaches(done, goal), Err(why), "{done} / {goal}");
        }
    }
}
