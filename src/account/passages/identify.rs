//! The year and the unit that a document speaks for, from its titles.

use std::collections::BTreeMap;

use super::lines::{Layout, Line, Lines, year_named};
use crate::account::broken::Broken;
use crate::document::{Block, Document};
use crate::schema::{Custom, Customs};
use crate::text::{fold_text, is_sentence_end};

/// Longest title, in characters of folded text.
const LONGEST_TITLE: usize = 80;

/// Rows at the top of a grid that may stand above its table.
const ABOVE_TABLE: usize = 3;

/// What a document says of itself, with its lines: found once, before it is known which rules it is read by.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The unit's name, where a title says it.
    pub unit: Option<String>,
    /// The year of the accounts, where one is named.
    pub year: Option<i32>,
    /// Other units that titles name as often as a publication of their own does.
    pub others: Vec<String>,
    /// The document's lines.
    pub(super) lines: Lines,
    /// Which of its lines their width broke.
    pub(crate) broken: Broken,
}

/// The unit's name and the year of the accounts by the customs of official print: what most titles name.
#[must_use]
pub fn identify(document: &Document) -> Identity {
    identify_by(&Customs::default(), document)
}

/// The same by the customs of a rule set.
#[must_use]
pub fn identify_by(customs: &Customs, document: &Document) -> Identity {
    identify_broken(customs, document, Broken::of(document))
}

/// The same where it is known which lines of the document their width broke.
#[must_use]
pub(crate) fn identify_broken(customs: &Customs, document: &Document, broken: Broken) -> Identity {
    let lines = Lines::of(customs, document, &broken);
    let layout = lines.layout(customs, &[]);
    let titles: Vec<&str> = titles(customs, &layout).collect();
    let of_accounts = titles.iter().filter(|title| customs.within(Custom::Publication, title));
    let year = most(of_accounts.filter_map(|title| year_named(title)))
        .or_else(|| year_in_text(customs, &broken.paragraphs(document)))
        .or_else(|| closing_year(&titles, document));
    let unit = unit(customs, &layout, &titles).or_else(|| in_grids(customs, document));
    let others = unit.as_deref().map(|unit| others(customs, unit, &titles)).unwrap_or_default();
    Identity { unit, year, others, lines, broken }
}

/// Titles that a publication has of its own: its cover, its tables, what it says of them.
const OWN_TITLES: usize = 3;

/// Units that titles name besides one, over and over; a name that is part of the other's is another way of naming it.
fn others(customs: &Customs, unit: &str, titles: &[&str]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in titles.iter().filter_map(|title| beside_year(customs, title)) {
        *counts.entry(name).or_default() += 1;
    }
    let apart = |name: &String| !name.contains(unit) && !unit.contains(name.as_str());
    counts
        .into_iter()
        .filter(|(name, count)| *count >= OWN_TITLES && apart(name))
        .map(|(name, _)| name)
        .collect()
}

fn titles<'l>(customs: &Customs, layout: &'l Layout) -> impl Iterator<Item = &'l str> {
    let lines = layout.cover.iter().chain(&layout.contents).chain(&layout.body);
    lines.filter(|line| line.text.len() <= 4 * LONGEST_TITLE && !line.is_part()).filter_map(|line| {
        let (first, rest) = line.folded.split_once(is_sentence_end).unwrap_or((&line.folded, ""));
        (first.chars().count() <= LONGEST_TITLE && !is_sentence(customs, first, rest)).then_some(first)
    })
}

/// Whether a line is told, not titled: it goes on behind a full stop, has clauses, or says amounts.
fn is_sentence(customs: &Customs, first: &str, rest: &str) -> bool {
    let digit = |text: &str| text.chars().next_back().is_some_and(|c| c.is_ascii_digit());
    let amount = |unit: &str| first.match_indices(unit).any(|(at, _)| first.get(..at).is_some_and(digit));
    let goes_on = !rest.is_empty() && first.contains([',', ';']);
    goes_on
        || first.contains(',') && names_year(customs, first)
        || ["万元", "元", "%"].into_iter().any(amount)
}

/// Whether the year and the publication are named in one breath: 年度决算.
fn names_year(customs: &Customs, text: &str) -> bool {
    customs.words(Custom::Publication).iter().any(|name| {
        text.match_indices(name.as_str())
            .any(|(at, _)| customs.ends(Custom::YearTitle, text.get(..at).unwrap_or("")))
    })
}

/// Most characters of a clause that are looked at behind a year.
const CLAUSE: usize = 40;

/// A passage without titles: the year that most clauses speak of, those about outturns before those about budgets
/// alone; the latest of equals.
fn year_in_text(customs: &Customs, paragraphs: &[Option<String>]) -> Option<i32> {
    let texts = paragraphs.iter().flatten().map(|text| fold_text(text));
    let mut weights: BTreeMap<i32, usize> = BTreeMap::new();
    for text in texts.take(2000) {
        for (at, _) in text.match_indices('年').take(400) {
            let Some(from) = at.checked_sub(4) else { continue };
            let Some(year) =
                text.get(from..).and_then(|rest| rest.get(..7)).and_then(|_| year_at(&text, from))
            else {
                continue;
            };
            if text.get(..from).is_some_and(|before| customs.ends(Custom::OtherYear, before)) {
                continue;
            }
            let clause = text.get(at..).unwrap_or("").chars().take(CLAUSE);
            let clause: String = clause.take_while(|c| !matches!(c, ',' | ';' | '。')).collect();
            let named = customs.within(Custom::Publication, &clause);
            let told = named || customs.within(Custom::Told, &clause);
            let planned = !named
                && customs.within(Custom::Planned, &clause)
                && !customs.within(Custom::NotPlanned, &clause);
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

/// The year at whose end accounts were closed: 2024年12月31日 in a short line, or above a table that was divided into
/// cells.
fn closing_year(titles: &[&str], document: &Document) -> Option<i32> {
    let closed = |text: &str| {
        let (at, _) = text.match_indices("年12月31日").next()?;
        let from = at.checked_sub(4)?;
        let year = text.get(from..at)?.parse().ok().filter(|year| (1950..2100).contains(year))?;
        let longer = text.get(..from).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        (!longer).then_some(year)
    };
    let lines = titles.iter().filter_map(|title| closed(title));
    most(lines).or_else(|| most(above_tables(document).filter_map(|text| closed(&fold_text(text)))))
}

/// The most frequent value, the first of equals.
fn most<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, (usize, usize)> = BTreeMap::new();
    for (at, value) in values.enumerate() {
        counts.entry(value).or_insert((0, usize::MAX - at)).0 += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

fn unit(customs: &Customs, layout: &Layout, titles: &[&str]) -> Option<String> {
    let named = most(titles.iter().filter_map(|title| beside_year(customs, title)));
    let stated = || {
        let lines = layout.cover.iter().chain(&layout.body);
        most(lines.filter_map(|line| stated(customs, line)))
    };
    named.or_else(stated)
}

/// What most lines above tables name that were divided into cells: 「编制单位：某局　　单位：万元」.
fn in_grids(customs: &Customs, document: &Document) -> Option<String> {
    let labels = above_tables(document).filter(|text| text.contains(['：', ':']));
    most(labels.filter_map(|text| labelled(customs, &fold_text(text))))
}

/// Short cells above tables.
fn above_tables(document: &Document) -> impl Iterator<Item = &str> {
    let grids = document.blocks.iter().filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    let cells = grids.flat_map(|grid| grid.rows.iter().take(ABOVE_TABLE)).flat_map(|row| &row.cells);
    cells.map(|cell| cell.text.as_str()).filter(|text| text.len() <= 4 * LONGEST_TITLE)
}

/// The name beside the year in a title: `某局2024年度部门决算`, `2024年度某局部门决算公开`.
pub(super) fn beside_year(customs: &Customs, title: &str) -> Option<String> {
    let year = year_named(title)?;
    let (before, after) = title.split_once(&format!("{year}年"))?;
    // A title ends soon behind the name of the publication; a sentence goes on.
    let names = customs.words(Custom::Publication).iter();
    let last = names.filter_map(|name| after.rfind(name.as_str()).map(|at| at + name.len())).max()?;
    let rest = after.get(last..)?;
    if rest.chars().count() > 8 || rest.contains([':', ',', ';']) {
        return None;
    }
    let before = without_part(customs, before);
    let annexes = customs.words(Custom::Annex).iter();
    let before = annexes.fold(before, |before, word| {
        let behind = before.split_once(word.as_str());
        behind.map_or(before, |(_, rest)| rest.trim_start_matches(|c: char| !c.is_alphabetic()))
    });
    let before = without_level(customs, customs.behind(Custom::About, before).unwrap_or(before));
    if is_name(customs, before) {
        return Some(before.to_owned());
    }
    let after = after.strip_prefix('度').unwrap_or(after);
    let name = without_level(customs, after.get(..name_end(customs, after)?)?);
    (is_name(customs, name) && !customs.within(Custom::NeverBehindYear, name)).then(|| name.to_owned())
}

/// Where the name of the unit ends that the publication is of: 某局部门决算, else 某局决算.
fn name_end(customs: &Customs, text: &str) -> Option<usize> {
    let names = || customs.words(Custom::Publication).iter();
    let whose = customs.words(Custom::Whose).iter().flat_map(|whose| {
        names().filter_map(|name| {
            let mut found = text.match_indices(name.as_str());
            found.find_map(|(at, _)| text.get(..at)?.strip_suffix(whose.as_str()).map(str::len))
        })
    });
    whose.chain(names().filter_map(|name| text.find(name.as_str()))).next()
}

/// `单位：某局` above a table; `单位：万元` names the unit of money.
pub(super) fn stated(customs: &Customs, line: &Line) -> Option<String> {
    labelled(customs, &line.folded)
}

/// The name in `编制单位:某局`.
fn labelled(customs: &Customs, folded: &str) -> Option<String> {
    let (label, name) = folded.split_once(':')?;
    let name = customs.up_to(Custom::MoneyLabel, name);
    let name = customs.before(Custom::MoneyLabelFront, name).unwrap_or(name);
    (customs.is(Custom::UnitLabel, label) && is_name(customs, name) && !name.ends_with('元'))
        .then(|| name.to_owned())
}

/// A title without 第一部分 and other ordinals in front.
fn without_part<'t>(customs: &Customs, text: &'t str) -> &'t str {
    let text = customs.without(Custom::TitleLabel, text);
    let behind = text.strip_prefix('第').and_then(|rest| rest.split_once("部分"));
    let text = match behind {
        Some((ordinal, rest)) if ordinal.chars().count() <= 3 => rest,
        _ => text,
    };
    crate::text::strip_ordinal(text).1.trim_start_matches([':', '、', ',', '.'])
}

/// A name without the level of the accounts behind it (省级部门决算).
fn without_level<'t>(customs: &Customs, name: &'t str) -> &'t str {
    customs.before(Custom::Level, name).unwrap_or(name)
}

fn is_name(customs: &Customs, text: &str) -> bool {
    let count = text.chars().count();
    !customs.begins(Custom::NoUnit, text)
        && !customs.begins(Custom::NoUnit, text.trim_start_matches('"'))
        && !customs.within(Custom::NeverInUnit, text)
        && (3..=50).contains(&count)
        && !text.contains([':', ',', ';', '。'])
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '"' | '-' | '、' | '·'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

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
        let customs = Customs::default();
        let document = document(&[text]);
        let layout = Lines::of(&customs, &document, &Broken::of(&document)).layout(&customs, &[]);
        layout.body.first().and_then(|line| super::stated(&customs, line))
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
