//! Rules written down as one says them: without a name, with 如果 … 则 …, with 的 5%, with 不得超过. What is said has
//! one way to be written, and the mend writes it.

use super::build::is_blank;
use super::compared;
use super::explain::Site;
use super::grammar::Rule;
use super::scan::is_word;
use crate::source::{Diagnostic, Lint, Span};

/// Signs and words that only a formula has.
const FORMULA: [&str; 12] = ["=", "＝", "≤", "≥", "≠", "<", ">", "＜", "＞", "不超过", "不大于", "等于"];

/// Explains a rule that was written as it is said, if it was.
pub(super) fn spoken(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.is_rule() {
        return None;
    }
    untitled(site)
        .or_else(|| if_then(site))
        .or_else(|| share(site))
        .or_else(|| quoted(site))
        .or_else(|| since(site))
}

/// A head without a name: its number, or its name without quotes, stands right before the colon or the formula.
fn untitled(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.expects(Rule::string) || site.expects(Rule::infix) {
        return None;
    }
    let line = site.rest.lines().next().unwrap_or("").trim_end_matches(is_blank);
    let colon = line.starts_with([':', '：']);
    let formula =
        !line.contains([':', '：', '"', '“', '＂']) && FORMULA.iter().any(|sign| line.contains(sign));
    if !colon && !formula {
        return None;
    }
    let head = site.written.get(..site.at)?.trim_end_matches(is_blank);
    // Behind the colon a text may stand in the formula: the name is there.
    if head.contains([':', '：']) {
        return None;
    }
    let id = head.rsplit(is_blank).next().unwrap_or("");
    let body = line.trim_start_matches([':', '：']).trim_start_matches(is_blank);
    let named = !id.is_ascii();
    let (what, id, title) = if named {
        (format!("「{id}」是名称，前面少了编号，名称要用引号"), "BJ90", id)
    } else {
        (format!("「{id}」后面还没有名称：编号之后写引号里的名称，再写「：」和式子"), id, "名称")
    };
    let mend = format!("写成：{} {id} \"{title}\"：{body}", site.keyword);
    let wrong = site.error(Lint("缺名称"), what).mend(mend);
    // What comes behind the head is read on with a name in its place.
    let start = (site.base + head.len()) as u32;
    let title_at = Span { start, end: start, ..site.span };
    Some(if named {
        wrong
    } else {
        wrong.put_at(title_at, if colon { " \"名称\"" } else { " \"名称\"：" })
    })
}

/// 如果 … 则 … in the place of the formula.
fn if_then(site: &Site<'_>) -> Option<Diagnostic> {
    let (head, body) = parted(site.written)?;
    let start = site.written.len() - body.len();
    let spoken = body.trim_start_matches(is_blank);
    let word = ["如果", "假如", "若", "当"].into_iter().find(|word| spoken.starts_with(word))?;
    let behind = spoken.strip_prefix(word)?;
    let apart = behind.starts_with(is_blank);
    let (condition, rest) = match word {
        "当" if apart => parted(behind).or_else(|| then(behind)).or_else(|| behind.split_once('，'))?,
        "当" => return None,
        _ => then(behind)?,
    };
    let tidy = |text: &str| {
        let blank = |found: char| is_blank(found) || matches!(found, '，' | ',');
        text.trim_matches(blank).lines().next().unwrap_or("").to_owned()
    };
    let from = start + body.len() - spoken.len();
    let span =
        Span { start: (site.base + from) as u32, end: (site.base + from + word.len()) as u32, ..site.span };
    let said = if word == "当" { "「当 …」".to_owned() } else { format!("「{word} … 则 …」") };
    let message = format!("{said}要写成条件和式子：条件写在「：」之前，前面用「当」");
    let head = head.trim_end_matches(is_blank);
    // A head with a condition of its own has one more; what both say must stand in one 当.
    let condition = match head.split_once(" 当 ") {
        Some(_) => {
            return Some(Diagnostic::error(Lint("条件"), span, message).mend(format!(
                "把「{}」用「且」接在「当」的条件后面，「：」后面写：{}",
                tidy(condition),
                tidy(rest)
            )));
        }
        None => tidy(condition),
    };
    let rest = tidy(rest);
    let from = site.base + head.len();
    let whole = Span {
        start: from as u32,
        end: (site.base + site.written.trim_end_matches(is_blank).len()) as u32,
        ..site.span
    };
    let mend = format!("写成：{head} 当 {condition}：{rest}");
    let edit = format!(" 当 {condition}：{rest}");
    let single = !site.written.trim_matches(is_blank).contains('\n');
    let wrong = Diagnostic::error(Lint("条件"), span, message).mend(mend);
    Some(if single { wrong.put_at(whole, edit) } else { wrong })
}

/// What stands before and behind the 则 of a condition; that of 否则 is none.
fn then(said: &str) -> Option<(&str, &str)> {
    let whole = |(at, _): &(usize, &str)| !said.get(..*at).is_some_and(|before| before.ends_with('否'));
    let (at, word) = said.match_indices("那么").next().or_else(|| said.match_indices('则').find(whole))?;
    Some((said.get(..at)?, said.get(at + word.len()..)?))
}

/// `有 "某句话"`: what is said must have a name.
fn quoted(site: &Site<'_>) -> Option<Diagnostic> {
    let before = site.written.get(..site.at)?.trim_end_matches(is_blank);
    let word = ["有", "无"].into_iter().find(|word| before.ends_with(word))?;
    if !site.rest.starts_with(['"', '“', '＂']) {
        return None;
    }
    let message = format!("「{word}」后面写名称，不写引号里的话");
    let mend = "先在「说明」里取：句式 \"{某句话|又一种说法}{内容:文字}\"，这里写「有 说明名.内容」；不许出现的话用「禁句」";
    Some(site.error(Lint("名称"), message).mend(mend))
}

/// `适用 2025以后`: 起 and 止 are the words.
fn since(site: &Site<'_>) -> Option<Diagnostic> {
    const SAID: [(&str, &str); 6] =
        [("以后", "起"), ("之后", "起"), ("以来", "起"), ("开始", "起"), ("以前", "止"), ("之前", "止")];
    let (_, written) =
        SAID.into_iter().find(|(said, _)| site.word.trim_start_matches(['年', '度']) == *said)?;
    let before = site.written.get(..site.at)?.trim_end_matches(is_blank).trim_end_matches(['年', '度']);
    let digits = before.trim_end_matches(|found: char| found.is_ascii_digit());
    let year = before.strip_prefix(digits).filter(|year| year.len() == 4)?;
    let mend = if written == "起" { format!("适用 {year} 起") } else { format!("适用 止 {year}") };
    let message = format!("年度的起止写「起」「止」，含这一年，不写「{}」", site.word);
    Some(site.error(Lint("年度"), message).mend(format!("写成：{mend}")))
}

/// Head and body of a rule at its first colon outside quotes.
pub(super) fn parted(written: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, found) in written.char_indices() {
        match found {
            '"' | '＂' => quoted = !quoted,
            '“' => quoted = true,
            '”' => quoted = false,
            ':' | '：' if !quoted => {
                return Some((written.get(..at)?, written.get(at + found.len_utf8()..)?));
            }
            _ => {}
        }
    }
    None
}

/// `基本支出的5%`, `基本支出的 5%` and `基本支出 的 5%`: 的 where × belongs.
fn share(site: &Site<'_>) -> Option<Diagnostic> {
    if let Some(behind) = site.rest.strip_prefix('的').filter(|_| site.expects(Rule::infix)) {
        let share = percent(behind.trim_start_matches(is_blank))?;
        let message = format!("「的 {share}%」要写成乘法");
        // The 的, its blanks, the digits and the sign.
        let length =
            site.rest.find(['%', '％'])? + site.rest.chars().find(|c| matches!(c, '%' | '％'))?.len_utf8();
        let span = Span { end: site.span.start + length as u32, ..site.span };
        let written = format!("× {share}%");
        return Some(
            site.error(Lint("占比"), message).mend(format!("写成：{written}")).put_at(span, written),
        );
    }
    // The digits stand before the failure, behind it, or around it where they have a point.
    let before = site.written.get(..site.at)?;
    let word = before.trim_end_matches(is_digit);
    let share = format!("{}{}", before.strip_prefix(word)?, percent(site.rest)?);
    let word = word.trim_end_matches(is_blank);
    let start = word.trim_end_matches(is_word).len();
    let amount = word.get(start..)?.strip_suffix('的').filter(|amount| !amount.is_empty())?;
    let split = compared::split(amount).unwrap_or_else(|| amount.to_owned());
    let span = Span { start: (site.base + start) as u32, ..site.span };
    let message = format!("「{amount}的{share}%」要写成乘法，词与词之间空格");
    let end = site.rest.find(['%', '％'])?;
    let sign = site.rest.get(end..)?.chars().next()?.len_utf8();
    let whole = Span { end: (site.base + site.at + end + sign) as u32, ..span };
    let written = format!("{split} × {share}%");
    Some(
        Diagnostic::error(Lint("占比"), span, message)
            .mend(format!("写成：{written}"))
            .put_at(whole, written),
    )
}

fn is_digit(found: char) -> bool {
    found.is_ascii_digit() || found == '.'
}

/// The digits that a text begins with, if a percent sign follows.
fn percent(text: &str) -> Option<&str> {
    let behind = text.trim_start_matches(is_digit);
    let digits = text.strip_suffix(behind)?;
    behind.starts_with(['%', '％']).then_some(digits)
}
