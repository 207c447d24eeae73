//! One sentence for a finding: what is wrong, with the figures as printed and what they should be.

use super::comparison::{comparison, find_printed};
use super::expression::{glued, quantity_of, value_words};
use super::formula::formula;
use super::number::difference_words;
use super::reason::reason_words;
use super::words::inner_quotes;
use crate::amount::Relation;
use crate::proof::{Category, Claimed, Finding, Quantity, Side, Slip, Term, Verdict};
use crate::ruleset::TextRelation;

/// What is wrong, in one sentence without a full stop, with both figures as printed and the computed value.
#[must_use]
pub fn message(finding: &Finding) -> String {
    match finding.verdict {
        Verdict::Undecided => undecided(finding),
        Verdict::Rounding => rounding(finding),
        Verdict::Pass => holds(finding),
        _ => failed(finding),
    }
}

/// What holds, with the numbers put in.
fn holds(finding: &Finding) -> String {
    let formula = formula(finding);
    if formula.is_empty() { "成立".to_owned() } else { formula }
}

fn failed(finding: &Finding) -> String {
    let mut sentence = match (&finding.wording, &finding.claimed) {
        (Some(wording), claimed) if !matches!(claimed, Claimed::Phrase(..)) => worded(finding, wording),
        _ => claim(finding),
    };
    if let Some(text) =
        finding.times_ten_thousand.and_then(|at| finding.places.get(at)).map(|spot| spot.text.trim())
    {
        sentence.push_str(&format!("；「{text}」乘以 10,000 后相符，疑为单位漏写「万」"));
    }
    if let Some(text) = &finding.assumed {
        sentence.push_str(&format!("（已把「{text}」乘以 10,000 计算）"));
    }
    if finding.count > 1 && !matches!(finding.claimed, Claimed::Phrase(..)) {
        sentence.push_str(&format!("；同类共 {} 处", finding.count));
    }
    sentence
}

/// The author's words, and the formula behind them if they leave out a figure that is printed.
fn worded(finding: &Finding, wording: &str) -> String {
    let Claimed::Comparison(_, left, right) = &finding.claimed else {
        return wording.to_owned();
    };
    let mut figures = Vec::new();
    printed(left, finding, &mut figures);
    printed(right, finding, &mut figures);
    if figures.iter().all(|figure| wording.contains(figure)) {
        wording.to_owned()
    } else {
        format!("{wording}（{}）", formula(finding))
    }
}

fn printed<'a>(term: &Term, finding: &'a Finding, figures: &mut Vec<&'a str>) {
    match term {
        Term::Figure { spot: Some(spot), .. } => {
            figures.extend(finding.places.get(*spot).map(|spot| spot.text.trim()));
        }
        Term::Sum { terms, .. } | Term::Apply { terms, .. } => {
            terms.iter().for_each(|term| printed(term, finding, figures));
        }
        Term::Figure { .. } | Term::Known { .. } | Term::Literal(_) | Term::Text(_) => {}
    }
}

/// What the claim itself says; of 或 all that would have been enough.
fn claim(finding: &Finding) -> String {
    if finding.or.is_empty() {
        return claimed(finding);
    }
    let all: Vec<String> = std::iter::once(finding).chain(&finding.or).map(claimed).collect();
    format!("{} 种情形一种也不成立：{}", all.len(), all.join("；"))
}

fn claimed(finding: &Finding) -> String {
    match &finding.claimed {
        Claimed::Comparison(relation, left, right) => comparison(finding, *relation, left, right),
        Claimed::Said(true, names) if finding.category == Category::Completeness => {
            format!("缺少{}", quoted(names))
        }
        Claimed::Said(true, names) => format!("没有写{}", quoted(names)),
        Claimed::Said(false, names) => {
            let met = finding.places.iter().take(names.len());
            let texts: Vec<&str> = met.map(|spot| spot.text.trim()).filter(|text| !text.is_empty()).collect();
            let met =
                if texts.is_empty() { String::new() } else { format!("「{}」", texts.join("」「")) };
            format!("不应写{}，却写有{}", quoted(names), if met.is_empty() { "此项" } else { &met })
        }
        Claimed::Other => format!("不符合「{}」", finding.title),
        Claimed::Texts { .. } => texts(&finding.claimed),
        Claimed::Blank(false, name) => format!("{name}是空白，应当填写；没有数的填 0"),
        Claimed::Blank(true, name) => {
            let met = finding.places.first().map(|spot| spot.text.trim()).filter(|text| !text.is_empty());
            let met = met.map_or_else(|| "有数".to_owned(), |text| format!("写有「{text}」"));
            format!("{name}应为空白，却{met}")
        }
        Claimed::Unpaired(around) => format!("「{around}」处的符号不成对，请补上或删去一个"),
        Claimed::OtherCode(name) => format!("出现另一个科目的名称「{name}」，请看是否写错了地方"),
        Claimed::Phrase(met, instead) => {
            phrase(met, instead.as_deref(), finding.wording.as_deref().unwrap_or(&finding.title))
        }
        Claimed::SaidTwice(terms) => said_twice(finding, terms),
    }
}

/// What is printed and what it should be.
fn texts(claimed: &Claimed) -> String {
    let Claimed::Texts { relation, wanted, what, left, right, against, rows_of_table } = claimed else {
        return String::new();
    };
    let short = |texts: &[String]| cut(&texts.join("、"), 60);
    let (a, b) = (short(left), short(right));
    let is_missing = left.iter().all(String::is_empty);
    let absent = if what.is_empty() { "没有写，".to_owned() } else { format!("{what}没有写，") };
    let should = if *wanted { "应" } else { "不应" };
    match relation {
        TextRelation::Same if is_missing && *wanted => format!("{absent}应写「{b}」"),
        TextRelation::Same if *wanted => format!("{what}写作「{a}」，应写作「{b}」"),
        TextRelation::Same => format!("{what}不应写作「{a}」"),
        TextRelation::Different => format!("两处不应都写作「{a}」"),
        TextRelation::In if !*wanted => format!("{what}不应写作「{a}」"),
        TextRelation::In if is_missing => format!("{absent}应写{}", one_of(right)),
        TextRelation::In if right.len() == 1 => format!("{what}写作「{a}」，应写作「{b}」"),
        TextRelation::In => format!("{what}写作「{a}」，应写{}", one_of(right)),
        TextRelation::Within => within(what, &left.join("、"), against, *rows_of_table),
        TextRelation::Contains => format!("{what}「{a}」中{should}有「{b}」"),
        TextRelation::StartsWith => format!("{what}「{a}」的开头{should}为「{b}」"),
        TextRelation::Reaches if *wanted => format!("{what}「{a}」，没有达到目标「{b}」"),
        TextRelation::Reaches => format!("{what}「{a}」，达到了目标「{b}」"),
        TextRelation::EndsWith => {
            let text = left.concat();
            let skip = text.chars().count().saturating_sub(24);
            let tail: String = text.chars().skip(skip).collect();
            format!("{what}「{}{tail}」的末尾{should}为「{b}」", if skip > 0 { "…" } else { "" })
        }
    }
}

/// Names that one list has and another lacks; one of the two may be the rows of a table that have figures.
fn within(what: &str, strangers: &str, against: &str, rows_of_table: Option<Side>) -> String {
    match rows_of_table {
        Some(Side::Right) => {
            format!("{what}列有「{strangers}」，{against}中没有这样的科目，或没有数：请看是否多列、写错名称")
        }
        Some(Side::Left) => format!("{what}中「{strangers}」有数，{against}没有列出"),
        None if against.is_empty() => format!("只有一方有「{strangers}」"),
        None => format!("{against}中没有「{strangers}」"),
    }
}

/// 「甲」「乙」或「丙」
fn one_of(texts: &[String]) -> String {
    match texts {
        [first @ .., last] if !first.is_empty() => format!("「{}」或「{last}」", first.join("」「")),
        _ => format!("「{}」", texts.concat()),
    }
}

/// At most so many characters of a text.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(['…']).collect()
}

fn phrase(met: &[(String, u64)], instead: Option<&str>, words: &str) -> String {
    let one = |(text, count): &(String, u64)| match count {
        1 => format!("「{}」", cut(text, 40)),
        _ => format!("「{}」{count} 处", cut(text, 40)),
    };
    let met: Vec<String> = met.iter().map(one).collect();
    match instead {
        Some(instead) => format!("出现{}，应写「{instead}」", met.join("、")),
        None => format!("出现{}：{words}", met.join("、")),
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| inner_quotes(name)).collect();
    if names.is_empty() { "应有的内容".to_owned() } else { format!("「{}」", names.join("」「")) }
}

fn said_twice(finding: &Finding, terms: &[Term]) -> String {
    let values: Vec<String> = terms.iter().map(|term| value_words(term, &finding.places)).collect();
    let name = terms.iter().find_map(|term| match term {
        Term::Figure { name, .. } if !name.is_empty() => Some(name.as_str()),
        _ => None,
    });
    format!("「{}」前后不一：{}", inner_quotes(name.unwrap_or(&finding.title)), values.join("，又写作 "))
}

fn rounding(finding: &Finding) -> String {
    if let (true, Claimed::Comparison(Relation::Equal, left, right)) = (finding.single_pair, &finding.claimed)
    {
        let size = finding.difference.as_ref().map(|size| difference_words(size, quantity_of(left)));
        let side = |term: &Term| {
            let name = if let Term::Figure { name, .. } = term { name.as_str() } else { "" };
            glued(&[name, &value_words(term, &finding.places)])
        };
        let (left, right, size) = (side(left), side(right), size.unwrap_or_default());
        return glued(&[&left, "，", &right, "，相差", &size, "，不超过一个末位；若是同一个数，请印成一样"]);
    }
    let explained = finding.explained.as_ref().map_or_else(String::new, |explained| {
        format!("（最多 {}）", difference_words(explained, size_of_print(finding)))
    });
    format!("{}，四舍五入可以解释{explained}", claim(finding))
}

fn undecided(finding: &Finding) -> String {
    let reasons: Vec<String> = finding.reasons.iter().map(reason_words).collect();
    if reasons.is_empty() {
        return format!("无法判断「{}」", finding.title);
    }
    format!("无法判断「{}」：{}", finding.title, reasons.join("；"))
}

/// What rounding explains of a difference, for 不符 where the two are near each other: 实差 0.7 个百分点，四舍五入最多可解释
/// 0.5 个百分点. None where rounding plainly has no part in it.
pub(super) fn rounding_words(finding: &Finding) -> Option<String> {
    match finding.slip {
        Some(Slip::Cut) => return Some("末位小 1，是截尾（直接舍去），不是四舍五入".to_owned()),
        Some(Slip::Balanced) => return Some("末位差 1，各项占比相加正好 100%，是配平".to_owned()),
        None => {}
    }
    let (difference, explained) = (finding.difference.as_ref()?, finding.explained.as_ref()?);
    let near = explained.value.abs().shift_ten(1);
    if explained.value.is_zero() || difference.value.abs() > near {
        return None;
    }
    let printed = size_of_print(finding);
    let size = difference_words(difference, printed);
    let most = difference_words(explained, printed);
    Some(format!("相差 {size}，四舍五入最多可解释 {most}"))
}

/// What 允许误差 came to, where a comparison was judged by it.
pub(super) fn tolerance_words(finding: &Finding) -> Option<String> {
    let (difference, tolerance) = (finding.difference.as_ref()?, finding.tolerance.as_ref()?);
    let printed = size_of_print(finding);
    let [size, most] = [difference, tolerance].map(|quantity| difference_words(quantity, printed));
    match finding.verdict {
        Verdict::Pass if difference.value.is_zero() => None,
        Verdict::Pass => Some(format!("相差 {size}，在允许误差 {most} 之内")),
        _ => Some(format!("相差 {size}，超出允许误差 {most}")),
    }
}

/// A printed figure of the kind of the difference: what decimals it is told in.
pub(super) fn size_of_print(finding: &Finding) -> Option<&Quantity> {
    let kind = &finding.difference.as_ref()?.dimension;
    match &finding.claimed {
        Claimed::Comparison(_, left, right) => {
            [left, right].into_iter().find_map(|term| find_printed(term, &finding.places, kind))
        }
        _ => None,
    }
}
