//! Which layer a document speaks for: its own words count by where they stand.
//!
//! May live here: how phrases (识别) are weighed. May not: places, titles, names of layers. A document that mentions
//! another region in its prose is not of that region.

use crate::document::{Block, Document};
use crate::schema::{Custom, Customs};
use crate::text::{contains, fold_text, is_sentence_end};

/// How much of a document is looked at, in bytes of folded text.
const LOOKED_AT: usize = 400_000;

/// Filled short lines at the start that may be the cover.
const COVER: usize = 8;

/// Longest line that is no prose, in characters.
const SHORT: usize = 40;

/// How many of a layer's phrases stand where, the weightiest place first; compared in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Voices {
    /// In the unit's name, on the cover, in titles that name the accounts of a year.
    titles: usize,
    /// At the end of other short lines and of what a paragraph opens with: headings, titles of tables.
    lines: usize,
    /// In prose and tables.
    prose: usize,
}

impl Voices {
    /// Whether a phrase stands where it weighs most.
    pub(super) fn in_titles(self) -> bool {
        self.titles > 0
    }

    /// One more of them.
    pub(super) fn add_title(&mut self) {
        self.titles += 1;
    }

    /// Whether they are enough to choose a layer: prose alone decides only for a text that names no unit.
    pub(super) fn suffice(self, unit_is_named: bool) -> bool {
        self.titles + self.lines > 0 || (self.prose > 0 && !unit_is_named)
    }
}

/// Where a phrase is met, the weightiest place last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Met {
    Prose,
    Line,
    Title,
}

/// The text of a document by where it stands, folded.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    titles: String,
    /// Each without page number and brackets behind.
    lines: Vec<String>,
    prose: String,
    looked_at: usize,
}

/// A title that names the accounts of a year.
fn names_accounts(customs: &Customs, text: &str) -> bool {
    customs.within(Custom::YearTitle, text) && customs.within(Custom::Publication, text)
}

/// A heading that runs into its paragraph: `一、某某：……`
fn lead(text: &str) -> Option<&str> {
    let (lead, _) = text.split_once(':')?;
    let short = lead.chars().count() <= SHORT;
    (short && !lead.contains(is_sentence_end) && !lead.contains([',', ';'])).then_some(lead)
}

impl Spoken {
    /// Of a document; `paragraphs` are those of its blocks, `unit` is the name that its titles give, `customs` how it is
    /// printed.
    pub(super) fn of(
        customs: &Customs,
        document: &Document,
        paragraphs: &[Option<String>],
        unit: Option<&str>,
    ) -> Self {
        let mut spoken = Self::default();
        let mut short = 0_usize;
        spoken.titles.push_str(&unit.map(fold_text).unwrap_or_default());
        spoken.titles.push('\n');
        for (block, text) in document.blocks.iter().zip(paragraphs) {
            match block {
                Block::Paragraph(_) => {
                    let Some(text) = text.as_deref().map(fold_text) else { continue };
                    let is_line = text.chars().count() <= SHORT && !text.contains(is_sentence_end);
                    short += usize::from(is_line && !text.is_empty());
                    let is_title = is_line && (short <= COVER || names_accounts(customs, &text));
                    spoken.put(customs, text, is_title, is_line);
                }
                Block::Grid(grid) => {
                    for row in grid.rows.iter().take(8) {
                        let mut filled = row.cells.iter().filter(|cell| !cell.text.trim().is_empty());
                        let alone = filled.next().is_some() && filled.next().is_none();
                        let text: String = row.cells.iter().map(|cell| fold_text(&cell.text)).collect();
                        spoken.put(customs, text, false, alone);
                    }
                }
            }
            if spoken.looked_at > LOOKED_AT {
                break;
            }
        }
        spoken
    }

    fn put(&mut self, customs: &Customs, text: String, is_title: bool, is_line: bool) {
        self.looked_at += text.len();
        if let Some(line) = if is_line { Some(text.as_str()) } else { lead(&text) } {
            let end = |c: char| c.is_ascii_digit() || !c.is_alphanumeric();
            self.lines.push(line.trim_end_matches(end).to_owned());
        }
        if is_title {
            self.titles.push_str(&text);
            self.titles.push('\n');
            return;
        }
        // A place that money was spent on, or someone went to, is not where the unit is.
        let here = |sentence: &str| {
            let away = customs.words(Custom::Away).iter().filter_map(|word| sentence.find(word.as_str()));
            away.min().unwrap_or(sentence.len())
        };
        for sentence in text.split_inclusive(is_sentence_end) {
            self.prose.push_str(sentence.get(..here(sentence)).unwrap_or(sentence));
        }
        self.prose.push('\n');
    }

    /// How the phrases of a layer are met.
    pub(super) fn for_layer(&self, phrases: &[String]) -> Voices {
        let mut voices = Voices::default();
        for phrase in phrases {
            match self.met(phrase) {
                Some(Met::Title) => voices.titles += 1,
                Some(Met::Line) => voices.lines += 1,
                Some(Met::Prose) => voices.prose += 1,
                None => {}
            }
        }
        voices
    }

    /// Those of the phrases that are met where they weigh most.
    pub(super) fn weightiest(&self, phrases: &[String]) -> Vec<String> {
        let most = phrases.iter().filter_map(|phrase| self.met(phrase)).max();
        phrases.iter().filter(|phrase| most.is_some() && self.met(phrase) == most).cloned().collect()
    }

    fn met(&self, phrase: &str) -> Option<Met> {
        let phrase = fold_text(phrase);
        if contains(&self.titles, &phrase) {
            Some(Met::Title)
        } else if self.lines.iter().any(|line| line.ends_with(&phrase)) {
            Some(Met::Line)
        } else if contains(&self.prose, &phrase) {
            Some(Met::Prose)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read;

    fn voices(text: &str, unit: Option<&str>, phrases: &[&str]) -> Voices {
        let document = read("a.txt", text.as_bytes()).unwrap();
        let phrases: Vec<String> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        let paragraphs = crate::account::Broken::of(&document).paragraphs(&document);
        Spoken::of(&Customs::default(), &document, &paragraphs, unit).for_layer(&phrases)
    }

    /// A document whose cover is followed by enough headings to end it.
    fn body(cover: &str, rest: &str) -> String {
        format!("{cover}\n目录\n甲\n乙\n丙\n丁\n戊\n己\n庚\n辛\n{rest}")
    }

    #[test]
    fn the_cover_speaks_louder_than_a_title_and_a_title_than_prose() {
        let text = body("东州某局\n2024年度决算", "西州特有的表\n本年继续支援南州。");
        let unit = Some("东州某局");
        let (east, west) =
            (voices(&text, unit, &["东州"]), voices(&text, unit, &["西州特有的表", "特有的表"]));
        let south = voices(&text, unit, &["南州"]);
        assert!(east > west && west > south && south > Voices::default());
        assert!(east.suffice(true) && west.suffice(true) && !south.suffice(true));
    }

    #[test]
    fn prose_decides_only_for_a_text_that_names_no_unit() {
        let south = voices("本年继续支援南州。", None, &["南州"]);
        assert!(south.suffice(false) && !south.suffice(true));
        assert!(!Voices::default().suffice(false));
        assert!(!voices("项目支出六百万元，主要用于赴南州考察。", None, &["南州"]).suffice(false));
    }

    #[test]
    fn a_title_is_the_end_of_a_line_with_or_without_its_page() {
        let titled = |line: &str| voices(&body("某局", line), Some("某局"), &["特有的表"]).lines;
        assert_eq!(titled("五、西州特有的表"), 1);
        assert_eq!(titled("五、西州特有的表……12"), 1);
        assert_eq!(titled("1.西州特有的表：本年填列三行，数字与账簿一致，没有需要另行说明的事项。"), 1);
        assert_eq!(titled("特有的表要另行印制"), 0);
        assert_eq!(titled("五、西州特有的表照旧填列，不再另行说明。"), 0);
    }
}
