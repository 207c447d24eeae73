//! Which publication a document is: what its titles call it.
//!
//! May live here: how titles are counted. May not: names of publications, which rule sets give (公开).

use crate::account::year_named;
use crate::document::{Block, Document};
use crate::schema::{Custom, Customs};
use crate::text::{fold_text, is_sentence_end};

/// How many blocks of a document are looked at.
const LOOKED_AT: usize = 4_000;

/// Rows at the top of a grid that may be titles.
const TITLE_ROWS: usize = 4;

/// Longest title, in characters.
const LONGEST: usize = 80;

/// The number of the publication that most titles of a document name, those with a year before others; the first of
/// equals, none where no title names one. `paragraphs` are those of its blocks, `names` what each is called.
pub(super) fn named(
    document: &Document,
    paragraphs: &[Option<String>],
    names: &[Vec<String>],
) -> Option<usize> {
    let customs = Customs::default();
    let mut votes = vec![(0_usize, 0_usize); names.len()];
    let mut vote = |text: &str| {
        // Most lines name none: they are not folded.
        if text.len() > 4 * LONGEST || !names.iter().flatten().any(|name| text.contains(name.as_str())) {
            return;
        }
        let text = fold_text(text);
        if text.chars().count() > LONGEST || text.contains(is_sentence_end) || text.contains([',', ';']) {
            return;
        }
        let dated = year_named(&text).is_some();
        for number in last_named(&customs, &text, names) {
            if let Some((of_year, other)) = votes.get_mut(number) {
                *(if dated { of_year } else { other }) += 1;
            }
        }
    };
    for (block, text) in document.blocks.iter().zip(paragraphs).take(LOOKED_AT) {
        match block {
            Block::Paragraph(_) => text.iter().flat_map(|text| text.lines()).for_each(&mut vote),
            Block::Grid(grid) => {
                for row in grid.rows.iter().take(TITLE_ROWS) {
                    let mut filled = row.cells.iter().filter(|cell| !cell.text.trim().is_empty());
                    if let (Some(alone), None) = (filled.next(), filled.next()) {
                        vote(&alone.text);
                    }
                }
            }
        }
    }
    let most = votes.iter().max().filter(|most| **most > (0, 0))?;
    votes.iter().position(|votes| votes == most)
}

/// The publications that the last name in a title is a name of.
fn last_named(customs: &Customs, title: &str, names: &[Vec<String>]) -> Vec<usize> {
    let others = customs.words(Custom::OtherName).iter();
    let others: Vec<(usize, usize)> = others
        .flat_map(|other| title.match_indices(other.as_str()).map(|(at, other)| (at, at + other.len())))
        .collect();
    let end = |name: &String| {
        let mut found = title.rmatch_indices(name.as_str()).map(|(at, name)| (at, at + name.len()));
        found
            .find(|(from, to)| !others.iter().any(|(start, end)| start <= from && to <= end))
            .map(|(_, to)| to)
    };
    let ends: Vec<Option<usize>> = names.iter().map(|names| names.iter().filter_map(end).max()).collect();
    let last = ends.iter().flatten().max().copied();
    let behind = last.and_then(|last| title.get(last..)).unwrap_or("");
    let behind = behind.trim_matches(|c: char| !c.is_alphabetic());
    if !behind.is_empty() && !customs.begins(Custom::BehindName, behind) {
        return Vec::new();
    }
    ends.iter().enumerate().filter(|(_, end)| last.is_some() && **end == last).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Broken;
    use crate::document::read;

    fn named_in(text: &str) -> Option<usize> {
        let names = ["决算", "预算"].map(|name| vec![name.to_owned()]);
        let document = read("a.txt", text.as_bytes()).unwrap();
        named(&document, &Broken::of(&document).paragraphs(&document), &names)
    }

    #[test]
    fn the_last_name_in_a_title_counts_and_names_of_funds_do_not() {
        assert_eq!(named_in("2024年度一般公共预算财政拨款支出决算表"), Some(0));
        assert_eq!(named_in("2026年部门预算公开"), Some(1));
        assert_eq!(named_in("一般公共预算支出表"), None);
        assert_eq!(named_in("本年预算为3万元，决算为2万元。"), None);
        // A line that a sentence was broken into.
        assert_eq!(named_in("以前年度部门预算因故没有执行完毕"), None);
        assert_eq!(named_in("3.上年结转4万元，为以前年度部门预算"), None);
    }

    #[test]
    fn titles_with_a_year_come_before_others_and_the_first_of_equals_is_meant() {
        assert_eq!(named_in("某局2026年部门预算\n\n收入决算表\n\n支出决算表"), Some(1));
        assert_eq!(named_in("部门预算\n\n部门决算"), Some(0));
    }
}
