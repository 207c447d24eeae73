//! Forbidden phrases: where a pattern stands in a text, punctuation and all.

use std::ops::Range;
use std::sync::OnceLock;

use super::compile::{Mode, Program, compile};
use super::matcher::{Ground, LONGEST, Machine};
use super::view::View;
use crate::schema::Piece;

/// A text made ready for many phrases to be looked for in it.
#[derive(Clone, Debug)]
pub struct PhraseText {
    view: View,
    /// The same with its figures, made for the first phrase that has a slot.
    figures: OnceLock<View>,
}

impl PhraseText {
    /// Makes a printed text ready.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { view: View::exact(text), figures: OnceLock::new() }
    }
}

/// A phrase made ready to be looked for in many texts.
#[derive(Clone, Debug)]
pub struct Phrase {
    programs: Vec<Program>,
}

impl Phrase {
    /// Makes a pattern ready. Its slots take figures and text; names and words of classes they do not know here.
    #[must_use]
    pub fn new(pieces: &[Piece]) -> Self {
        Self { programs: compile(pieces, Mode::Exact) }
    }

    /// Where the phrase stands in a printed text: byte ranges of it, left to right, none overlapping. Blanks are
    /// looked over, widths treated alike; punctuation stands for itself. `year` is what `{本年}` means.
    #[must_use]
    pub fn find(&self, text: &str, year: Option<i32>) -> Vec<Range<usize>> {
        self.find_in(&PhraseText::new(text), year)
    }

    /// The same in a text that was made ready.
    #[must_use]
    pub fn find_in(&self, text: &PhraseText, year: Option<i32>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if !self.programs.iter().any(|program| text.view.letters.holds(&program.letters)) {
            return found;
        }
        let figures = self.programs.iter().any(|program| !program.slots.is_empty());
        let view = if figures { text.figures.get_or_init(|| text.view.with_figures()) } else { &text.view };
        let mut start = 0;
        while start < view.text.len() {
            let mut end = view.text.len().min(start + LONGEST);
            while !view.text.is_char_boundary(end) {
                end -= 1;
            }
            for program in self.programs.iter().filter(|program| view.letters.holds(&program.letters)) {
                let ground = Ground { view, start, end, year, words: &[], names: &[], first: None };
                for hit in Machine::new(program, ground).all() {
                    if hit.end > hit.start {
                        found.push(view.printed_range(hit.start, hit.end));
                    }
                }
            }
            start = end;
        }
        found
    }
}

/// Whether a text says what a pattern says, read like a sentence: any or no punctuation where one stands, quotes
/// ignored. For notes under tables and the like.
#[must_use]
pub fn says(pieces: &[Piece], text: &str) -> bool {
    let view = View::new(text.to_owned(), Vec::new());
    compile(pieces, Mode::Prose).iter().any(|program| {
        let ground = Ground {
            view: &view,
            start: 0,
            end: view.text.len(),
            year: None,
            words: &[],
            names: &[],
            first: None,
        };
        !Machine::new(program, ground).all().is_empty()
    })
}

/// Where a phrase stands in one text; for many texts make a [`Phrase`].
#[must_use]
pub fn find_phrases(pieces: &[Piece], text: &str) -> Vec<Range<usize>> {
    Phrase::new(pieces).find(text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Piece {
        Piece::Fixed(text.to_owned())
    }

    fn found<'a>(pieces: &[Piece], text: &'a str) -> Vec<&'a str> {
        find_phrases(pieces, text).into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn punctuation_stands_for_itself() {
        assert_eq!(found(&[fixed("。。")], "一句。 。又一句。"), ["。 。"]);
        assert_eq!(found(&[fixed("部门（单位）")], "本部门单位和部门(单位)"), ["部门(单位)"]);
        assert_eq!(found(&[fixed("帐户")], "银行帐 户、账户"), ["帐 户"]);
    }

    #[test]
    fn the_same_text_twice() {
        let doubled =
            [Piece::Length { name: "词".to_owned(), min: 2, max: 4 }, Piece::Again("词".to_owned())];
        assert_eq!(found(&doubled, "维护项目项目绩效"), ["项目项目"]);
        assert_eq!(found(&doubled, "其他其它、2024年2024年、888888万元"), Vec::<&str>::new());
    }

    #[test]
    fn choices_follow_choices() {
        let pieces = [
            Piece::Choice(vec![vec![fixed("XX")], vec![fixed("某某")]]),
            Piece::Choice(vec![vec![fixed("局")], vec![fixed("部门")]]),
        ];
        assert_eq!(found(&pieces, "上海市XX 局与某某部门"), ["XX 局", "某某部门"]);
    }

    #[test]
    fn notes_are_read_like_sentences() {
        let pieces = [fixed("无"), Piece::Any, fixed("“三公”经费，支出")];
        assert!(says(&pieces, "本单位2024年度无财政拨款三公经费支出。"));
        assert!(!says(&pieces, "本单位无收入。三公经费支出"));
    }

    #[test]
    fn figures_may_follow() {
        let money = crate::schema::Slot { columns: Vec::new(), kind: crate::schema::SlotKind::Money };
        let pieces = [fixed("支出收入"), Piece::Slot(money)];
        assert_eq!(found(&pieces, "基金“支出收入 105.00 万元”，支出收入相抵"), ["支出收入 105.00 万元"]);
    }

    #[test]
    fn long_texts_stay_linear() {
        let doubled =
            [Piece::Length { name: "词".to_owned(), min: 2, max: 4 }, Piece::Again("词".to_owned())];
        let text = "甲乙丙丁戊己庚辛壬癸".repeat(20_000);
        assert!(find_phrases(&doubled, &text).is_empty());
    }
}
