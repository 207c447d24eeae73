//! Sentence patterns as small programs: words, any-or-no punctuation, choices, slots.

use super::first::Letters;
use crate::schema::{Piece, Slot, SlotKind};
use crate::text::fold_text;

/// How strictly a pattern is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Sentences: any or no punctuation where one stands, quotes ignored.
    Prose,
    /// Headings: as sentences; `{本年}` takes any year, since a wrong one is a finding, not another heading.
    Heading,
    /// Forbidden phrases: punctuation stands for itself.
    Exact,
}

/// One step of a program.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Op {
    /// These characters.
    Word(String),
    /// `年度` or `年`.
    YearWord,
    /// Any or no punctuation.
    Punctuation,
    /// Any punctuation, but some: text before it has no other end.
    Divider,
    /// Words that may stand before a figure (约、为).
    Filler,
    /// Tries the first, then the second.
    Split(usize, usize),
    /// Goes on there.
    Jump(usize),
    /// As little as possible of this sentence.
    Any,
    /// The year of the document.
    ThisYear,
    /// Text of that many characters, kept under a number.
    Length(u16, u32, u32),
    /// The text kept under that number again.
    Again(u16),
    /// A slot.
    Slot(u16),
    /// Done.
    Match,
}

/// A compiled pattern.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Program {
    /// Steps; the first is where it starts.
    pub(super) ops: Vec<Op>,
    /// Slots by number.
    pub(super) slots: Vec<Slot>,
    /// For each slot: nothing needs to follow it, so text goes on to the end of its clause.
    pub(super) last: Vec<bool>,
    /// The longest words that must be there.
    pub(super) needs: String,
    /// It holds a slot or length that is referred to again: what failed once may match later.
    pub(super) again: bool,
    /// Characters of fixed words that must be there.
    pub(super) weight: usize,
    /// The letters of the longest words that must be there.
    pub(super) letters: Letters,
}

/// Compiles a pattern. Leading options before a `{…}` make variants of their own, since the leftmost match would
/// otherwise begin before them and pass them over: the fullest variant comes first.
pub(super) fn compile(pieces: &[Piece], mode: Mode) -> Vec<Program> {
    if mode == Mode::Exact {
        return vec![Compiler::program(pieces, mode)];
    }
    let pieces = if mode == Mode::Heading { pieces } else { trim_any(pieces) };
    let leading = pieces.iter().take_while(|piece| matches!(piece, Piece::Optional(_))).count();
    let then_any = matches!(pieces.get(leading), Some(Piece::Any));
    if mode == Mode::Heading || leading == 0 || !then_any || leading > 4 {
        return vec![Compiler::program(pieces, mode)];
    }
    let mut programs = Vec::new();
    for first in 0..leading {
        let Some((Piece::Optional(branches), rest)) = pieces.get(first..).and_then(|rest| rest.split_first())
        else {
            continue;
        };
        let mut variant = vec![Piece::Choice(branches.clone())];
        variant.extend_from_slice(rest);
        programs.push(Compiler::program(&variant, mode));
    }
    programs.push(Compiler::program(trim_any(pieces.get(leading..).unwrap_or_default()), mode));
    programs
}

/// A pattern is looked for anywhere, so `{…}` at either end says nothing.
fn trim_any(pieces: &[Piece]) -> &[Piece] {
    let mut pieces = pieces;
    while let [Piece::Any, rest @ ..] | [rest @ .., Piece::Any] = pieces {
        pieces = rest;
    }
    pieces
}

#[derive(Default)]
struct Compiler {
    program: Program,
    names: Vec<String>,
    exact: bool,
    heading: bool,
    /// A word of a class stands before: 减少为 0.30 is no 减少 0.30.
    after_word: bool,
}

impl Compiler {
    fn program(pieces: &[Piece], mode: Mode) -> Program {
        let mut compiler =
            Self { exact: mode == Mode::Exact, heading: mode == Mode::Heading, ..Self::default() };
        compiler.sequence(pieces, true);
        compiler.program.ops.push(Op::Match);
        compiler.mark_last();
        compiler.program.letters = Letters::of(&compiler.program.needs);
        compiler.program
    }

    fn sequence(&mut self, pieces: &[Piece], required: bool) {
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Fixed(text) => {
                    let before_figure = pieces.get(at + 1).is_some_and(is_numeric);
                    self.fixed(text, required, before_figure);
                }
                Piece::Optional(branches) => self.branches(branches, true),
                Piece::Choice(branches) => self.branches(branches, false),
                Piece::Any => self.push(Op::Any),
                Piece::ThisYear => self.push(Op::ThisYear),
                Piece::Length { name, min, max } => {
                    let number = self.number(name);
                    self.push(Op::Length(number, *min, *max));
                }
                Piece::Again(name) => {
                    self.program.again = true;
                    let number = self.number(name);
                    self.push(Op::Again(number));
                }
                Piece::Slot(slot) => self.slot(slot),
            }
        }
    }

    /// A slot that is typed by a figure may have 约 or 为 before it.
    fn slot(&mut self, slot: &Slot) {
        let numeric = is_numeric(&Piece::Slot(slot.clone()));
        if numeric && !self.exact && !self.after_word && !self.program.ops.is_empty() {
            self.push(Op::Filler);
        }
        self.after_word = matches!(slot.kind, SlotKind::Words(_));
        let number = self.program.slots.len() as u16;
        self.program.slots.push(slot.clone());
        self.program.last.push(false);
        self.push(Op::Slot(number));
    }

    fn is_text(&self, slot: u16) -> bool {
        let kind = self.program.slots.get(usize::from(slot)).map(|slot| &slot.kind);
        matches!(kind, Some(SlotKind::Text))
    }

    fn number(&mut self, name: &str) -> u16 {
        let at = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        at as u16
    }

    /// Words are folded; a 为 before a figure is left to the filler, which takes it or not.
    fn fixed(&mut self, text: &str, required: bool, before_figure: bool) {
        self.after_word &= !required;
        let folded = fold_text(text);
        let mut folded = folded.as_str();
        if before_figure && !self.exact {
            folded = folded.strip_suffix('为').unwrap_or(folded);
        }
        if self.exact {
            self.word(folded, required);
            return;
        }
        let mut word = String::new();
        for character in folded.chars().filter(|c| !super::view::is_quote(*c)) {
            if super::view::is_punctuation(character) {
                self.words_with_years(&std::mem::take(&mut word), required);
                let behind_text =
                    matches!(self.program.ops.last(), Some(Op::Slot(slot)) if self.is_text(*slot));
                self.push(if behind_text { Op::Divider } else { Op::Punctuation });
            } else {
                word.push(character);
            }
        }
        self.words_with_years(&word, required);
    }

    fn words_with_years(&mut self, text: &str, required: bool) {
        for (at, part) in text.split("年度").enumerate() {
            if at > 0 {
                self.push(Op::YearWord);
            }
            self.word(part, required);
        }
    }

    fn word(&mut self, word: &str, required: bool) {
        if word.is_empty() {
            return;
        }
        if required {
            self.program.weight += word.chars().count();
            if word.len() > self.program.needs.len() {
                word.clone_into(&mut self.program.needs);
            }
        }
        self.push(Op::Word(word.to_owned()));
    }

    fn push(&mut self, op: Op) {
        if op == Op::Punctuation && matches!(self.program.ops.last(), Some(Op::Punctuation | Op::Divider)) {
            return;
        }
        self.program.ops.push(op);
    }

    /// Branches in order; nothing last, if they may be missing.
    fn branches(&mut self, branches: &[Vec<Piece>], optional: bool) {
        let mut jumps = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            let more = optional || at + 1 < branches.len();
            let split = self.program.ops.len();
            if more {
                self.program.ops.push(Op::Split(split + 1, 0));
            }
            self.sequence(branch, false);
            if more {
                jumps.push(self.program.ops.len());
                self.program.ops.push(Op::Jump(0));
                let next = self.program.ops.len();
                if let Some(Op::Split(_, second)) = self.program.ops.get_mut(split) {
                    *second = next;
                }
            }
        }
        let end = self.program.ops.len();
        for jump in jumps {
            if let Some(Op::Jump(to)) = self.program.ops.get_mut(jump) {
                *to = end;
            }
        }
    }

    /// Finds the slots behind which nothing must follow.
    fn mark_last(&mut self) {
        let mut empty = vec![false; self.program.ops.len() + 1];
        for at in (0..self.program.ops.len()).rev() {
            let reach = |to: usize| empty.get(to).copied().unwrap_or(false);
            let value = match self.program.ops.get(at) {
                Some(Op::Match) => true,
                Some(Op::Punctuation | Op::Divider | Op::Filler | Op::Any) => reach(at + 1),
                Some(Op::Split(first, second)) => reach(*first) || reach(*second),
                Some(Op::Jump(to)) => reach(*to),
                _ => false,
            };
            if let (Some(Op::Slot(number)), true) = (self.program.ops.get(at), reach(at + 1))
                && !self.heading
                && let Some(last) = self.program.last.get_mut(usize::from(*number))
            {
                *last = true;
            }
            if let Some(slot) = empty.get_mut(at) {
                *slot = value;
            }
        }
    }
}

fn is_numeric(piece: &Piece) -> bool {
    let Piece::Slot(slot) = piece else { return false };
    matches!(slot.kind, SlotKind::Money | SlotKind::Percent | SlotKind::Count(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Piece {
        Piece::Fixed(text.to_owned())
    }

    #[test]
    fn words_are_divided_at_punctuation() {
        let programs = compile(&[fixed("收、支总计（合计）为")], Mode::Prose);
        let word = |text: &str| Op::Word(text.to_owned());
        let expected = vec![
            word("收"),
            Op::Punctuation,
            word("支总计"),
            Op::Punctuation,
            word("合计"),
            Op::Punctuation,
            word("为"),
            Op::Match,
        ];
        assert_eq!(programs[0].ops, expected);
        assert_eq!(programs[0].needs, "支总计");
    }

    #[test]
    fn options_before_anything_make_variants() {
        let pieces =
            [Piece::Optional(vec![vec![fixed("与上年相比")]]), Piece::Any, fixed("增加"), Piece::Any];
        let programs = compile(&pieces, Mode::Prose);
        assert_eq!(programs.len(), 2);
        assert_eq!(programs[1].ops, vec![Op::Word("增加".to_owned()), Op::Match]);
    }

    #[test]
    fn exact_patterns_keep_punctuation() {
        let programs = compile(&[fixed("。。")], Mode::Exact);
        assert_eq!(programs[0].ops, vec![Op::Word("。。".to_owned()), Op::Match]);
    }
}
