//! Two things side by side where a sign should part them, and signs of other notations.

use super::build::{closest, is_blank};
use super::compared;
use super::explain::{CLAUSES, Site};
use super::grammar::Rule;
use super::scan::is_word;
use crate::source::{Diagnostic, Lint, Span};

/// Explains what stands where an operator or 、 belongs.
pub(super) fn between(site: &Site<'_>) -> Option<Diagnostic> {
    if site.word.is_empty() {
        return None;
    }
    if site.expects(Rule::infix) {
        return Some(said(site).or_else(|| vague(site)).unwrap_or_else(|| {
            let message = format!("「{}」之前缺运算符，或名称里多了空格", site.word);
            site.error(Lint("缺运算符"), message)
                .mend("两个量之间写 =、+、-、×、÷、≤ 等；名称里有空格时写成「…」")
        }));
    }
    if site.expects(Rule::separator)
        && !(site.expects(Rule::kw_as) && site.word.starts_with(|c: char| c.is_ascii_digit()))
    {
        if site.keyword == "调整" {
            let message = format!("「{}」不能写在「调整」里，可以写：级别、允许误差、适用、因", site.word);
            let wrong = site.error(Lint("调整"), message);
            return Some(match closest(site.word, &CLAUSES) {
                Some(near) => wrong.mend(format!("写成：{near} …")).put(near),
                None => wrong.mend("如：调整 HZ01 级别 提示 因 \"…\""),
            });
        }
        let message = format!("「{}」之前应为「、」：并列的几项用「、」隔开", site.word);
        let before = Span { end: site.span.start, ..site.span };
        return Some(
            site.error(Lint("缺顿号"), message).mend(format!("写成：、{}", site.word)).put_at(before, "、"),
        );
    }
    None
}

/// A comparison as it is said, in one word or in several: 不得高于, 应 等于.
fn said(site: &Site<'_>) -> Option<Diagnostic> {
    let mut said = String::new();
    let mut end = 0;
    let mut found = None;
    for _ in 0..3 {
        let rest = site.rest.get(end..)?;
        let word_start = rest.len() - rest.trim_start_matches(is_blank).len();
        let word = rest.get(word_start..)?;
        let length = word.find(|found| !is_word(found)).unwrap_or(word.len());
        if length == 0 {
            break;
        }
        said.push_str(word.get(..length)?);
        end += word_start + length;
        if let Some(written) = compared::operator_for(&said) {
            found = Some((end, written));
        }
    }
    let (end, written) = found?;
    let span = Span { end: site.span.start + end as u32, ..site.span };
    let message = format!("「{}」不是运算符", site.rest.get(..end)?);
    Some(Diagnostic::error(Lint("运算符"), span, message).mend(format!("写成：{written}")).put(written))
}

/// A comparison that no operator says exactly.
fn vague(site: &Site<'_>) -> Option<Diagnostic> {
    compared::is_vague(site.word).then(|| {
        let message = format!("「{}」说不准差多少算是相符", site.word);
        site.error(Lint("运算符"), message)
            .mend("写 =，四舍五入的差本来就容许；还可以差更多的，在规则头写 允许误差")
    })
}

/// Signs of other notations, with the sign that says exactly the same.
const SIGNS: [(char, &str); 12] = [
    ('≯', "≤"),
    ('≮', "≥"),
    ('⩽', "≤"),
    ('⩾', "≥"),
    ('—', "-"),
    ('﹣', "-"),
    ('➕', "+"),
    ('✕', "×"),
    ('✖', "×"),
    ('∕', "÷"),
    ('﹤', "<"),
    ('﹥', ">"),
];

/// A sign of another notation where an operator belongs.
pub(super) fn foreign_sign(site: &Site<'_>) -> Option<Diagnostic> {
    let found = site.rest.chars().next().filter(|_| site.expects(Rule::infix))?;
    if matches!(found, '≈' | '≒' | '≃' | '～' | '~') {
        let message = format!("「{found}」说不准差多少算是相符");
        let mend = "写 =，四舍五入的差本来就容许；还可以差更多的，在规则头写 允许误差";
        return Some(site.error(Lint("运算符"), message).mend(mend));
    }
    if matches!(found, '·' | '•' | '∙' | '・') {
        return Some(middle_dot(site, found));
    }
    let (_, written) = SIGNS.iter().find(|(sign, _)| *sign == found)?;
    let message = format!("「{found}」不是运算符");
    Some(site.error(Lint("运算符"), message).mend(format!("写成：{written}")).put(*written))
}

/// A dot at half height: that of a path between two names, a product beside a number.
fn middle_dot(site: &Site<'_>, dot: char) -> Diagnostic {
    let before = site.written.get(..site.at).unwrap_or("");
    let behind = site.rest.get(dot.len_utf8()..).unwrap_or("").trim_start_matches(is_blank);
    let message = format!("「{dot}」不是点，也不是乘号");
    let last = before.trim_end_matches(is_blank).rsplit(|found| !is_word(found)).next().unwrap_or("");
    let number = |text: &str| text.starts_with(|found: char| found.is_ascii_digit());
    if number(last) || number(behind) {
        return site.error(Lint("运算符"), message).mend("写成：×").put("×");
    }
    if site.word.is_empty() && before.ends_with(is_word) && behind.starts_with(is_word) {
        return site.error(Lint("运算符"), message).mend("写成：.").put(".");
    }
    site.error(Lint("运算符"), message).mend("表、行、列之间的写 .；相乘的写 ×")
}

/// `=<` and `=>`: the second sign stands where an operand belongs.
pub(super) fn turned_sign(site: &Site<'_>) -> Option<Diagnostic> {
    let before = site.written.get(..site.at)?.trim_end_matches(is_blank);
    let first = before.chars().next_back().filter(|sign| matches!(sign, '=' | '＝'))?;
    let second = site.rest.chars().next()?;
    let written = match second {
        '<' | '＜' => "≤",
        '>' | '＞' => "≥",
        _ => return None,
    };
    let start = (site.base + before.len() - first.len_utf8()) as u32;
    let span = Span { start, end: site.span.start + second.len_utf8() as u32, ..site.span };
    let message = format!("「{first}{second}」不是运算符");
    Some(Diagnostic::error(Lint("运算符"), span, message).mend(format!("写成：{written}")).put(written))
}
