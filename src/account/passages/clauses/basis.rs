//! 「与…相比」: which words behind 与, 同, 较, 比 make a basis of comparison.

use super::fact::Basis;
use super::reader::Reader;
use super::token::{Kind, Token};
use crate::syntax::TermClass;
use crate::text::FigureUnit;

/// Most words that a basis takes.
const LONGEST: usize = 10;

/// A basis as met.
pub(super) struct Met {
    /// What is compared with.
    pub(super) basis: Basis,
    /// The first token behind it.
    pub(super) next: usize,
    /// A figure may follow that is the other side.
    pub(super) open: bool,
    /// The subject that it names, by the number of its token.
    pub(super) names: Option<usize>,
}

impl Reader<'_> {
    /// The basis whose first word stands at `from`; none if that is only a conjunction.
    pub(super) fn basis_at(&self, tokens: &[Token], paragraph: usize, from: usize) -> Option<Met> {
        let mut at = from;
        while self.is_any(tokens.get(at)?, &[TermClass::Filler, TermClass::Itself, TermClass::Fund]) {
            at += 1;
        }
        let mut year = None;
        let mut last = false;
        let mut budget = None;
        let token = tokens.get(at)?;
        if self.is_any(token, &[TermClass::LastYear]) {
            last = true;
        } else if let Some(told) = self.year_of(token, paragraph) {
            year = Some(told);
        } else {
            budget = Some(self.term_of(token, TermClass::Budget)?);
        }
        at += 1;
        let mut names = None;
        let mut open = true;
        for _ in 0..LONGEST {
            let Some(token) = tokens.get(at) else { break };
            if let Some(term) = self.term_of(token, TermClass::Budget) {
                budget = Some(term);
            } else if self.is_any(token, &[TermClass::Subject]) || self.is_name(token) {
                names = Some(at);
            } else if self.is_any(token, &[TermClass::Compared]) {
                open = false;
                at += 1;
                break;
            } else if self.is_any(token, &[TermClass::LastYear]) {
                last = true;
            } else if !self.is_any(
                token,
                &[
                    TermClass::Filler,
                    TermClass::Fund,
                    TermClass::Itself,
                    TermClass::Generic,
                    TermClass::Measure,
                    TermClass::CodeLevel,
                ],
            ) {
                break;
            }
            at += 1;
        }
        let this = self.year;
        let basis = match (budget, year, last) {
            (Some(_), _, true) => Basis::LastBudget,
            (Some(_), Some(year), _) if this.is_some_and(|this| year < this) => Basis::LastBudget,
            (Some(budget), ..) => Basis::Budget(budget),
            (None, Some(year), _) if this.is_none_or(|this| year == this - 1) => Basis::Year(None),
            (None, Some(year), _) => Basis::Year(Some(year)),
            (None, None, _) => Basis::Year(None),
        };
        Some(Met { basis, next: at, open, names })
    }

    /// The year that a token says.
    pub(super) fn year_of(&self, token: &Token, paragraph: usize) -> Option<i32> {
        let Kind::Figure(at) = token.kind else { return None };
        let figure = self.view(paragraph)?.figures.get(at)?;
        let year = figure.printed.digits.parse().ok();
        year.filter(|_| figure.printed.unit == FigureUnit::Year && figure.printed.digits.len() == 4)
    }
}
