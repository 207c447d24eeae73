//! One sentence for a finding: what is wrong, with the figures as printed and what they should be.

use super::comparison::comparison;
use super::expression::{glued, printed_side, value_words};
use super::formula::formula;
use super::number::difference_words;
use super::reason::reason_words;
use crate::audit::{Category, Claimed, Finding, Term, Verdict};
use crate::ruleset::TextRelation;

/// What is wrong, in one sentence without a full stop, with both figures as printed and the computed value.
#[must_use]
pub fn message(finding: &Finding) -> String {
    match finding.verdict {
        Verdict::Undecided => undecided(finding),
        Verdict::Rounding => rounding(finding),
        _ => failed(finding),
    }
}

fn failed(finding: &Finding) -> String {
    let mut sentence = match &finding.wording {
        Some(wording) => worded(finding, wording),
        None => claim(finding),
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
        Term::Figure { .. } | Term::Literal(_) | Term::Text(_) => {}
    }
}

/// What the claim itself says.
fn claim(finding: &Finding) -> String {
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
        Claimed::Texts { relation, left, right, against } => texts(*relation, left, right, against),
        Claimed::Unpaired(around) => format!("不成对：「{around}」"),
        Claimed::OtherCode(name) => format!("出现另一个科目的名称「{name}」"),
        Claimed::Phrase(met, instead) => phrase(met, instead.as_deref(), &finding.title),
        Claimed::SaidTwice(terms) => said_twice(finding, terms),
    }
}

/// What is printed and what it should be.
fn texts(relation: TextRelation, left: &[String], right: &[String], against: &str) -> String {
    let short = |texts: &[String]| cut(&texts.join("、"), 60);
    match relation {
        TextRelation::Same if left.iter().all(String::is_empty) => format!("没有写「{}」", short(right)),
        TextRelation::Same => format!("写作「{}」，应写作「{}」", short(left), short(right)),
        TextRelation::Different => format!("不应都写作「{}」", short(left)),
        TextRelation::In if left.iter().all(String::is_empty) => {
            format!("没有写「{}」中的任何一个", right.join("」「"))
        }
        TextRelation::In if right.len() == 1 => {
            format!("写作「{}」，应写作「{}」", short(left), short(right))
        }
        TextRelation::In => format!("写作「{}」，应写「{}」中的一个", short(left), right.join("」「")),
        TextRelation::Within if against.is_empty() => format!("只有一方有「{}」", left.join("、")),
        TextRelation::Within => format!("{against}中没有「{}」", left.join("、")),
        TextRelation::Contains => format!("「{}」与「{}」的包含关系不对", short(left), short(right)),
        TextRelation::StartsWith => format!("「{}」的开头应为「{}」", short(left), short(right)),
        TextRelation::EndsWith => {
            let text = left.concat();
            let skip = text.chars().count().saturating_sub(24);
            let tail: String = text.chars().skip(skip).collect();
            format!("「{}{tail}」的末尾应为「{}」", if skip > 0 { "…" } else { "" }, short(right))
        }
    }
}

/// At most so many characters of a text.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(['…']).collect()
}

fn phrase(met: &[(String, u64)], instead: Option<&str>, title: &str) -> String {
    let one = |(text, count): &(String, u64)| match count {
        1 => format!("「{}」", cut(text, 40)),
        _ => format!("「{}」{count} 处", cut(text, 40)),
    };
    let met: Vec<String> = met.iter().map(one).collect();
    match instead {
        Some(instead) => format!("出现{}，应写「{instead}」", met.join("、")),
        None => format!("出现{}：{title}", met.join("、")),
    }
}

fn quoted(names: &[String]) -> String {
    if names.is_empty() { "应有的内容".to_owned() } else { format!("「{}」", names.join("」「")) }
}

fn said_twice(finding: &Finding, terms: &[Term]) -> String {
    let values: Vec<String> = terms.iter().map(|term| value_words(term, &finding.places)).collect();
    let name = terms.iter().find_map(|term| match term {
        Term::Figure { name, .. } if !name.is_empty() => Some(name.as_str()),
        _ => None,
    });
    format!("「{}」前后不一：{}", name.unwrap_or(&finding.title), values.join("，又写作 "))
}

fn rounding(finding: &Finding) -> String {
    if let (true, Claimed::Comparison(_, left, right)) = (finding.single_pair, &finding.claimed) {
        let (left_words, right_words) =
            (value_words(left, &finding.places), value_words(right, &finding.places));
        let names = match (left, right) {
            (Term::Figure { name: left, .. }, Term::Figure { name: right, .. }) => {
                format!("（{left}、{right}）")
            }
            _ => String::new(),
        };
        return glued(&["同一金额不可能既印成", &left_words, "又印成", &right_words, &names]);
    }
    let explained = finding.explained.as_ref().map_or_else(String::new, |explained| {
        format!("（最多 {}）", difference_words(explained, finding.difference.as_ref()))
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

/// What rounding explains of a difference, for 不符: 实差 0.7 个百分点，四舍五入最多可解释 0.5 个百分点.
pub(super) fn rounding_words(finding: &Finding) -> Option<String> {
    let (difference, explained) = (finding.difference.as_ref()?, finding.explained.as_ref()?);
    if explained.value.is_zero() {
        return None;
    }
    let printed = match &finding.claimed {
        Claimed::Comparison(_, left, right) => printed_side(left, right, &finding.places),
        _ => None,
    };
    let size = difference_words(difference, printed);
    let most = difference_words(explained, printed);
    Some(format!("相差 {size}，四舍五入最多可解释 {most}"))
}
