//! Where a match can start and whether one is possible at all: cheap looks before a pattern is run.

use std::sync::Arc;

use super::compile::{Op, Program};
use super::names::NameIndex;
use super::view::is_quote;
use crate::schema::{NameSet, SlotKind, WordClass};

/// A small set of characters that may hold more than was put in, never less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters([u64; 8]);

impl Letters {
    /// The characters of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut letters = Self::default();
        text.chars().filter(|c| !is_quote(*c)).for_each(|character| letters.add(character));
        letters
    }

    fn add(&mut self, character: char) {
        let hash = (u32::from(character).wrapping_mul(0x9E37_79B1) >> 23) as usize;
        if let Some(word) = self.0.get_mut(hash / 64) {
            *word |= 1 << (hash % 64);
        }
    }

    /// Whether all of these may be there.
    pub(super) fn holds(&self, other: &Letters) -> bool {
        self.0.iter().zip(&other.0).all(|(own, wanted)| own & wanted == *wanted)
    }
}

/// What a match can start with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct First {
    /// These characters, ascending.
    letters: Vec<char>,
    /// A figure.
    figure: bool,
}

impl First {
    /// What matches of a program start with; none if it may be anything. `names` are those of a set, where they are
    /// the same in all documents.
    pub(super) fn of(
        program: &Program,
        words: &[WordClass],
        names: impl Fn(&NameSet) -> Option<Arc<NameIndex>>,
    ) -> Option<Self> {
        let mut first = Self::default();
        let mut pending = vec![0];
        let mut seen = vec![false; program.ops.len()];
        while let Some(at) = pending.pop() {
            if std::mem::replace(seen.get_mut(at)?, true) {
                continue;
            }
            match program.ops.get(at)? {
                Op::Word(word) => first.letters.extend(word.chars().next()),
                Op::YearWord => first.letters.push('年'),
                // A match may as well start behind the punctuation.
                Op::Punctuation | Op::Filler => pending.push(at + 1),
                Op::Split(one, other) => pending.extend([*one, *other]),
                Op::Jump(to) => pending.push(*to),
                Op::ThisYear => first.letters.extend('0'..='9'),
                Op::Slot(slot) => match &program.slots.get(usize::from(*slot))?.kind {
                    SlotKind::Words(class) => {
                        let words = &words.get(class.0 as usize)?.words;
                        first.letters.extend(words.iter().filter_map(|(word, _)| word.chars().next()));
                    }
                    SlotKind::Names(set) => first.letters.extend(names(set)?.letters()?),
                    SlotKind::Text | SlotKind::List | SlotKind::Unit => return None,
                    _ => first.figure = true,
                },
                Op::Any | Op::Divider | Op::Length(..) | Op::Again(_) | Op::Match => return None,
            }
        }
        first.letters.sort_unstable();
        first.letters.dedup();
        Some(first)
    }

    /// The first byte of a text at which a match can start; `figures` are bytes at which figures do, ascending.
    pub(super) fn find(&self, text: &str, figures: impl Iterator<Item = usize>) -> Option<usize> {
        let mut figures = figures;
        let figure = if self.figure { figures.next() } else { None };
        let upto = figure.unwrap_or(text.len());
        let letter = text.get(..upto)?.char_indices().find(|(_, c)| self.letters.binary_search(c).is_ok());
        letter.map(|(at, _)| at).or(figure)
    }
}

#[cfg(test)]
mod tests {
    use super::super::compile::{Mode, compile};
    use super::*;
    use crate::schema::Piece;

    #[test]
    fn letters_hold_what_is_there() {
        let text = Letters::of("支出决算为五万元");
        assert!(text.holds(&Letters::of("决算")));
        assert!(!text.holds(&Letters::of("年初预算")));
    }

    #[test]
    fn matches_start_with_any_branch() {
        let fixed = |text: &str| Piece::Fixed(text.to_owned());
        let pieces = [Piece::Optional(vec![vec![fixed("本年")]]), fixed("支出合计")];
        let program = &compile(&pieces, Mode::Prose)[0];
        let first = First::of(program, &[], |_| None).unwrap();
        assert_eq!(first.find("年度支出合计", std::iter::empty()), Some("年度".len()));
        assert_eq!(first.find("收入", std::iter::empty()), None);
    }
}
