//! The year and the unit that a document speaks for, from its titles.

use std::collections::BTreeMap;

use super::lines::{Layout, Line, Lines, year_named};
use crate::document::Document;
use crate::text::{fold_text, is_sentence_end};

/// Longest title, in characters of folded text.
const LONGEST_TITLE: usize = 80;

/// What a document says of itself, with its lines: found once, before it is known which rules it is read by.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The unit's name, where a title says it.
    pub unit: Option<String>,
    /// The year of the accounts, where one is named.
    pub year: Option<i32>,
    /// The document's lines.
    pub(super) lines: Lines,
}

/// The unit's name and the year of the accounts: what most titles name.
#[must_use]
pub fn identify(document: &Document) -> Identity {
    let lines = Lines::of(document);
    let layout = lines.layout(&[]);
    let titles: Vec<&str> = titles(&layout).collect();
    let year =
        most(titles.iter().filter(|title| title.contains("决算")).filter_map(|title| year_named(title)))
            .or_else(|| year_in_text(document));
    let unit = unit(&layout, &titles);
    Identity { unit, year, lines }
}

fn titles(layout: &Layout) -> impl Iterator<Item = &str> {
    let lines = layout.cover.iter().chain(&layout.contents).chain(&layout.body);
    lines.filter(|line| line.text.len() <= 4 * LONGEST_TITLE).filter_map(|line| {
        let (first, rest) = line.folded.split_once(is_sentence_end).unwrap_or((&line.folded, ""));
        (first.chars().count() <= LONGEST_TITLE && !is_sentence(first, rest)).then_some(first)
    })
}

/// Whether a line is told, not titled: it goes on behind a full stop, has clauses, or says amounts.
fn is_sentence(first: &str, rest: &str) -> bool {
    let digit = |text: &str| text.chars().next_back().is_some_and(|c| c.is_ascii_digit());
    let amount = |unit: &str| first.match_indices(unit).any(|(at, _)| first.get(..at).is_some_and(digit));
    let goes_on = !rest.is_empty() && first.contains([',', ';']);
    goes_on
        || first.contains(',') && first.contains("年度决算")
        || ["万元", "元", "%"].into_iter().any(amount)
}

/// Words behind which a year is another than the document's: what is compared with, where something began.
const BEHIND: [char; 11] = ['较', '比', '与', '同', '和', '从', '自', '至', '到', '于', '由'];

/// Most characters of a clause that are looked at behind a year.
const CLAUSE: usize = 40;

/// A passage without titles: the year that most clauses speak of, those about outturns before those about budgets
/// alone; the latest of equals.
fn year_in_text(document: &Document) -> Option<i32> {
    let texts = document.blocks.iter().filter_map(|block| match block {
        crate::document::Block::Paragraph(paragraph) => Some(fold_text(&paragraph.text)),
        crate::document::Block::Grid(_) => None,
    });
    let mut weights: BTreeMap<i32, usize> = BTreeMap::new();
    for text in texts.take(2000) {
        for (at, _) in text.match_indices('年').take(400) {
            let Some(from) = at.checked_sub(4) else { continue };
            let Some(year) =
                text.get(from..).and_then(|rest| rest.get(..7)).and_then(|_| year_at(&text, from))
            else {
                continue;
            };
            if text.get(..from).is_some_and(|before| before.ends_with(BEHIND)) {
                continue;
            }
            let clause = text.get(at..).unwrap_or("").chars().take(CLAUSE);
            let clause: String = clause.take_while(|c| !matches!(c, ',' | ';' | '。')).collect();
            let told = ["决算", "支出", "收入", "三公"].iter().any(|word| clause.contains(word));
            let planned = clause.contains("预算") && !clause.contains("决算") && !clause.contains("预算财政");
            *weights.entry(year).or_default() += match (told, planned) {
                (true, false) => 4,
                (_, true) => 1,
                _ => 2,
            };
        }
    }
    weights.into_iter().max_by_key(|(year, weight)| (*weight, *year)).map(|(year, _)| year)
}

/// The year whose digits stand at a byte, dates left out.
fn year_at(text: &str, from: usize) -> Option<i32> {
    let rest = text.get(from..)?;
    let longer = text.get(..from).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    let end = rest.char_indices().nth(8).map_or(rest.len(), |(at, _)| at);
    year_named(rest.get(..end)?).filter(|year| !longer && rest.starts_with(&year.to_string()))
}

/// The most frequent value, the first of equals.
fn most<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, (usize, usize)> = BTreeMap::new();
    for (at, value) in values.enumerate() {
        counts.entry(value).or_insert((0, usize::MAX - at)).0 += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

fn unit(layout: &Layout, titles: &[&str]) -> Option<String> {
    let named = most(titles.iter().filter_map(|title| beside_year(title)));
    let stated = || {
        let lines = layout.cover.iter().chain(&layout.body);
        most(lines.filter_map(stated))
    };
    named.or_else(stated)
}

/// The name beside the year in a title: `某局2024年度部门决算`, `2024年度某局部门决算公开`.
pub(super) fn beside_year(title: &str) -> Option<String> {
    let year = year_named(title)?;
    let (before, after) = title.split_once(&format!("{year}年"))?;
    // A title ends soon behind 决算; a sentence goes on.
    let rest = after.rfind("决算").and_then(|at| after.get(at + "决算".len()..))?;
    if rest.chars().count() > 8 || rest.contains([':', ',', ';']) {
        return None;
    }
    let before = without_part(before);
    let before = before
        .split_once("附件")
        .map_or(before, |(_, rest)| rest.trim_start_matches(|c: char| !c.is_alphabetic()));
    let before = without_level(before.strip_prefix("关于").unwrap_or(before));
    if is_name(before) {
        return Some(before.to_owned());
    }
    let after = after.strip_prefix('度').unwrap_or(after);
    let end = ["部门决算", "单位决算", "决算公开", "决算"].iter().find_map(|word| after.find(word))?;
    let name = without_level(after.get(..end)?);
    (is_name(name) && ["公开", "收入", "支出", "财政拨款"].iter().all(|word| !name.contains(word)))
        .then(|| name.to_owned())
}

/// `单位：某局` above a table; `单位：万元` names the unit of money.
pub(super) fn stated(line: &Line) -> Option<String> {
    let (label, name) = line.folded.split_once(':')?;
    let labels = ["单位", "编制单位", "单位名称", "部门", "部门名称", "编制部门", "公开部门", "填报单位"];
    let name = name.split("单位:").next().unwrap_or(name).trim_end_matches("金额");
    (labels.contains(&label) && is_name(name) && !name.ends_with('元')).then(|| name.to_owned())
}

/// A title without 第一部分 and other ordinals in front.
fn without_part(text: &str) -> &str {
    let text = text.trim_start_matches("封面:").trim_start_matches("目录:");
    let behind = text.strip_prefix('第').and_then(|rest| rest.split_once("部分"));
    let text = match behind {
        Some((ordinal, rest)) if ordinal.chars().count() <= 3 => rest,
        _ => text,
    };
    crate::text::strip_ordinal(text).1.trim_start_matches([':', '、', ',', '.'])
}

/// A name without the level of the accounts behind it (省级部门决算).
fn without_level(name: &str) -> &str {
    ["省级", "市级", "县级", "区级"].iter().find_map(|level| name.strip_suffix(level)).unwrap_or(name)
}

/// Words that name no unit, but whoever speaks or what is spoken of.
const NO_NAMES: [&str; 14] = [
    "本单位",
    "本部门",
    "我单位",
    "我部门",
    "我院",
    "我局",
    "我校",
    "全区",
    "全县",
    "全市",
    "全省",
    "全镇",
    "三公",
    "经费",
];

fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    !NO_NAMES.iter().any(|word| text.starts_with(word) || text.trim_start_matches('"').starts_with(word))
        && !text.contains("三公")
        && (3..=50).contains(&count)
        && !text.contains([':', ',', ';', '。'])
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '"' | '-' | '、' | '·'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Paragraph};

    fn document(lines: &[&str]) -> Document {
        let paragraph =
            |text: &&str| Block::Paragraph(Paragraph { text: (*text).to_owned(), ..Paragraph::default() });
        Document { blocks: lines.iter().map(paragraph).collect(), ..Document::default() }
    }

    fn identify(document: &Document) -> (Option<String>, Option<i32>) {
        let found = super::identify(document);
        (found.unit, found.year)
    }

    fn stated(text: &str) -> Option<String> {
        Lines::of(&document(&[text])).layout(&[]).body.first().and_then(super::stated)
    }

    #[test]
    fn the_name_stands_before_or_behind_the_year() {
        let before = document(&["第二部分 甲市乙区丙局 2023 年度部门决算表", "一、收入支出决算总表"]);
        assert_eq!(identify(&before), (Some("甲市乙区丙局".to_owned()), Some(2023)));
        let behind = document(&["2022年度甲市乙区丙中心部门决算公开"]);
        assert_eq!(identify(&behind), (Some("甲市乙区丙中心".to_owned()), Some(2022)));
    }

    #[test]
    fn most_titles_decide() {
        let lines = [
            "甲局2023年度部门决算",
            "甲局2024年度部门决算表",
            "甲局2024年度部门决算情况说明",
            "2025年10月1日",
        ];
        assert_eq!(identify(&document(&lines)).1, Some(2024));
    }

    #[test]
    fn a_bare_passage_has_a_year_but_no_unit() {
        let read = identify(&document(&["2024年度收入支出总计3万元。与2023年度相比，增加1万元。"]));
        assert_eq!(read, (None, Some(2024)));
    }

    #[test]
    fn lines_above_tables_name_the_unit() {
        assert_eq!(stated("编制单位：甲市丙局"), Some("甲市丙局".to_owned()));
        assert_eq!(stated("单位：万元"), None);
    }
}
