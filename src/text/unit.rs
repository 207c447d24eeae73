//! The unit that follows a number in folded text.

use super::figure::FigureUnit;
use crate::amount::MoneyUnit;

/// What stands behind a number.
#[derive(Default)]
pub(super) struct UnitText {
    pub(super) unit: FigureUnit,
    /// Bytes of folded text that the unit takes.
    pub(super) length: usize,
    /// 余 or 多 within the unit, 左右 or 余 behind it.
    pub(super) approximate: bool,
}

/// Counters as printed and the counter that they mean; a longer one stands before its beginning.
const COUNTERS: [(&str, &str); 65] = [
    ("个小时", "小时"),
    ("平方公里", "平方公里"),
    ("平方米", "平方米"),
    ("立方米", "立方米"),
    ("台(套)", "台套"),
    ("台/套", "台套"),
    ("台套", "台套"),
    ("人(次)", "人次"),
    ("人/次", "人次"),
    ("人次", "人次"),
    ("批(次)", "批次"),
    ("批/次", "批次"),
    ("批次", "批次"),
    ("辆次", "辆次"),
    ("场次", "场次"),
    ("个月", "个月"),
    ("小时", "小时"),
    ("学时", "学时"),
    ("课时", "课时"),
    ("公里", "公里"),
    ("千米", "千米"),
    ("公顷", "公顷"),
    ("公斤", "公斤"),
    ("千克", "千克"),
    ("个", "个"),
    ("辆", "辆"),
    ("台", "台"),
    ("套", "套"),
    ("项", "项"),
    ("户", "户"),
    ("家", "家"),
    ("人", "人"),
    ("次", "次"),
    ("批", "批"),
    ("场", "场"),
    ("期", "期"),
    ("条", "条"),
    ("名", "名"),
    ("分", "分"),
    ("只", "只"),
    ("亩", "亩"),
    ("吨", "吨"),
    ("件", "件"),
    ("篇", "篇"),
    ("张", "张"),
    ("座", "座"),
    ("头", "头"),
    ("株", "株"),
    ("米", "米"),
    ("天", "天"),
    ("岁", "岁"),
    ("倍", "倍"),
    ("宗", "宗"),
    ("起", "起"),
    ("例", "例"),
    ("笔", "笔"),
    ("幢", "幢"),
    ("栋", "栋"),
    ("艘", "艘"),
    ("册", "册"),
    ("份", "份"),
    ("年", "年"),
    ("月", "月"),
    ("日", "日"),
    ("号", "号"),
];

/// The counters that a rule may name as a type: 辆, 批次, 台套 …, longer ones first.
pub fn counters() -> impl Iterator<Item = &'static str> {
    COUNTERS.iter().map(|(_, counter)| *counter)
}

/// Words that begin like a counter or 元 and are none.
const OTHER_WORDS: [&str; 47] = [
    "人员", "人均", "人民", "人才", "人大", "人力", "人社", "人事", "人保", "人防", "人口", "分别", "分为",
    "分析", "分配", "分项", "分类", "名称", "名录", "名单", "名词", "家庭", "期初", "期末", "期间", "次年",
    "次要", "条例", "条件", "场所", "场地", "批准", "批复", "件均", "只有", "只是", "户籍", "户均", "起草",
    "起步", "例如", "年初", "年末", "年均", "月均", "日常", "元旦",
];

/// Words of the same kind that also are a counter and the word counted: 3个人, 5项目. They count as other words only
/// where a blank divides them from the number.
const OTHER_WORDS_BEHIND_BLANK: [&str; 4] = ["个人", "个体", "项目", "家具"];

const MONEY: [(&str, MoneyUnit); 5] = [
    ("百万元", MoneyUnit::MillionYuan),
    ("万元", MoneyUnit::TenThousandYuan),
    ("亿元", MoneyUnit::HundredMillionYuan),
    ("千元", MoneyUnit::ThousandYuan),
    ("元", MoneyUnit::Yuan),
];

/// Money that is printed in other steps or currencies.
const OTHER_MONEY: [&str; 17] = [
    "千万元",
    "十万元",
    "十亿元",
    "百亿元",
    "千亿元",
    "万亿元",
    "百元",
    "万美元",
    "亿美元",
    "美元",
    "万欧元",
    "欧元",
    "万港元",
    "港元",
    "日元",
    "英镑",
    "角",
];

/// Whether a word is a unit of money that accounts are not read in: another currency, other steps.
#[must_use]
pub fn is_other_money(word: &str) -> bool {
    OTHER_MONEY.contains(&word)
}

/// Reads the unit at the beginning of `rest`; `behind_blank` where a blank divides it from the number.
pub(super) fn read_unit(rest: &str, behind_blank: bool) -> UnitText {
    let mut found = plain_unit(rest, behind_blank);
    if found.length == 0
        && let Some(counted) = rest.strip_prefix('余').or_else(|| rest.strip_prefix('多'))
    {
        found = plain_unit(counted, false);
        if found.length > 0 {
            found.length += '余'.len_utf8();
            found.approximate = true;
        }
    }
    let behind = rest.get(found.length..).unwrap_or("");
    found.approximate |= behind.starts_with("左右") || is_and_more(behind);
    found
}

/// Whether 余 says 「and some more」: 余额, 余款, 余下 are other words.
fn is_and_more(text: &str) -> bool {
    text.strip_prefix('余').is_some_and(|rest| !rest.starts_with(['额', '款', '下', '热', '年']))
}

fn plain_unit(rest: &str, behind_blank: bool) -> UnitText {
    let first = rest.chars().next();
    let found = |unit: FigureUnit, length: usize| UnitText { unit, length, approximate: false };
    match first {
        None => return UnitText::default(),
        Some('%') => return found(FigureUnit::Percent, 1),
        Some('‰') => return found(FigureUnit::Other("‰".to_owned()), '‰'.len_utf8()),
        Some(letter) if letter.is_ascii_alphabetic() && !behind_blank => return letters(rest),
        Some(ascii) if ascii.is_ascii() => return UnitText::default(),
        Some(_) => {}
    }
    if let Some(word) = ["个百分点", "百分点"].into_iter().find(|word| rest.starts_with(word)) {
        return found(FigureUnit::PercentPoint, word.len());
    }
    if OTHER_WORDS.iter().any(|word| rest.starts_with(word))
        || behind_blank && OTHER_WORDS_BEHIND_BLANK.iter().any(|word| rest.starts_with(word))
    {
        return UnitText::default();
    }
    if let Some(word) = OTHER_MONEY.iter().find(|word| rest.starts_with(**word)) {
        return found(FigureUnit::Other((*word).to_owned()), word.len());
    }
    if let Some((word, unit)) = MONEY.iter().find(|(word, _)| rest.starts_with(word)) {
        return found(FigureUnit::Money { unit: *unit, cut: false }, word.len());
    }
    if let Some(large) = large_unit(rest) {
        return large;
    }
    match COUNTERS.iter().find(|(printed, _)| rest.starts_with(printed)) {
        Some((printed, counter)) => found(FigureUnit::Other((*counter).to_owned()), printed.len()),
        None => UnitText::default(),
    }
}

/// 万 or 亿 without 元 at once behind it: 万余元, a count (万人次), or 元 left out.
fn large_unit(rest: &str) -> Option<UnitText> {
    let (word, unit) = [("万", MoneyUnit::TenThousandYuan), ("亿", MoneyUnit::HundredMillionYuan)]
        .into_iter()
        .find(|(word, _)| rest.starts_with(word))?;
    let behind = rest.get(word.len()..).unwrap_or("");
    if let Some(more) = ["余元", "多元"].into_iter().find(|more| behind.starts_with(more)) {
        let unit = FigureUnit::Money { unit, cut: false };
        return Some(UnitText { unit, length: word.len() + more.len(), approximate: true });
    }
    let more = ["余", "多"].into_iter().find(|more| behind.starts_with(more)).unwrap_or("");
    let counted = behind.get(more.len()..).unwrap_or("");
    let other = OTHER_WORDS.iter().any(|word| counted.starts_with(word));
    Some(match COUNTERS.iter().find(|(printed, _)| !other && counted.starts_with(printed)) {
        Some((printed, counter)) => UnitText {
            unit: FigureUnit::Other(format!("{word}{counter}")),
            length: word.len() + more.len() + printed.len(),
            approximate: !more.is_empty(),
        },
        None => {
            UnitText { unit: FigureUnit::Money { unit, cut: true }, length: word.len(), approximate: false }
        }
    })
}

/// Letters and digits that follow a number at once: km, kg, m2; the 5G that they may be is nobody's unit.
fn letters(rest: &str) -> UnitText {
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let word = rest.chars().take(length.min(8)).collect();
    UnitText { unit: FigureUnit::Other(word), length, approximate: false }
}
