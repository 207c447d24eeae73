//! The year that a sentence begins with: of which year it tells the accounts.

use super::super::earlier::THIS_YEAR;
use super::fact::{Fact, What};
use super::reader::Reader;
use super::token::{Kind, Token};
use crate::syntax::TermClass;

/// Tokens behind a year that are looked at.
const FURTHEST: usize = 40;

impl Reader<'_> {
    /// Takes a year that no comparison is with.
    pub(super) fn date(&mut self, tokens: &[Token], paragraph: usize, at: usize) {
        let Some(Kind::Figure(figure)) = tokens.get(at).map(|token| &token.kind) else { return };
        let before = tokens.get(..at).unwrap_or_default().iter().rev();
        let mut before = before.take_while(|token| token.kind != Kind::Stop);
        let first = before.all(|token| self.is_any(token, &[TermClass::Itself, TermClass::Filler]));
        let earlier = self.goes_on_with_this_year(tokens, paragraph, at);
        if first && self.dated.head.is_none() && self.year.is_some() && !earlier {
            self.dated.head = Some((paragraph, *figure));
        } else {
            self.dated.other = true;
        }
    }

    /// Whether a later clause of the sentence turns to this year: 「2023 年度支出 10.00 万元，本年增加 5.00 万元」.
    fn goes_on_with_this_year(&self, tokens: &[Token], paragraph: usize, at: usize) -> bool {
        let Some(view) = self.view(paragraph) else { return false };
        let behind = tokens.get(at..).unwrap_or_default();
        let behind = behind.get(..FURTHEST).unwrap_or(behind);
        let sentence = behind.split(|token| token.kind == Kind::Stop).next().unwrap_or_default();
        sentence.windows(2).any(|pair| match pair {
            [before, token] if before.kind == Kind::Comma => {
                let text = view.text.get(token.start..).unwrap_or_default();
                THIS_YEAR.iter().any(|word| text.starts_with(word))
            }
            _ => false,
        })
    }

    /// At the end of a sentence: keeps its year if it tells an outturn or a count of it, and of nothing else.
    pub(super) fn close_year(&mut self) {
        let told = self.facts.get(self.dated.facts..).unwrap_or_default();
        let outturn = |fact: &Fact| match fact.what {
            What::Value | What::Change(..) | What::Rate(..) => fact.measure == self.outturn,
            What::Count(_) => true,
            _ => false,
        };
        let first = told.iter().position(|fact| fact.figure.is_some() && outturn(fact));
        if let (Some((paragraph, figure)), Some(first), false) = (self.dated.head, first, self.dated.other) {
            self.dated.found.push((paragraph, figure, self.dated.facts + first));
        }
        self.dated.head = None;
        self.dated.other = false;
        self.dated.facts = self.facts.len();
    }
}
