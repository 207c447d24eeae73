//! Reasons and purposes: nothing in them is a fact, and where facts go on behind them.

use super::reader::Reader;
use super::scope::Mute;
use super::token::{Kind, Token};
use crate::syntax::TermClass;

impl Reader<'_> {
    /// Whether a token stays unread where nothing is read.
    pub(super) fn muted(&mut self, tokens: &[Token], paragraph: usize, at: usize) -> bool {
        let Some(token) = tokens.get(at) else { return true };
        let mute = self.scope.mute;
        match token.kind {
            Kind::Stop | Kind::Open | Kind::Close => false,
            Kind::Comma | Kind::Semicolon => {
                let ends = token.kind == Kind::Semicolon;
                if self.counts(tokens, paragraph, at + 1)
                    || self.resumes(tokens, paragraph, at + 1, mute, ends)
                {
                    self.scope.mute = None;
                    return false;
                }
                true
            }
            Kind::Figure(figure) => {
                let why = if mute == Some(Mute::Reason) { "在原因里" } else { "在用途里" };
                if self.year_of(token, paragraph).is_none() {
                    // What is told in a reason is no item that is missing in a list.
                    self.unread.push((paragraph, figure, why, None));
                }
                true
            }
            _ => true,
        }
    }

    /// Whether a piece says counts and nothing else.
    fn counts(&self, tokens: &[Token], paragraph: usize, from: usize) -> bool {
        let piece = tokens.iter().skip(from).take_while(|token| {
            !matches!(token.kind, Kind::Comma | Kind::Semicolon | Kind::Stop | Kind::Colon)
        });
        let (mut counted, mut named) = (false, false);
        for token in piece {
            match &token.kind {
                Kind::Figure(figure) => {
                    let count = self.is_count(paragraph, *figure);
                    if !count && self.year_of(token, paragraph).is_none() {
                        return false;
                    }
                    counted |= count;
                }
                Kind::Unknown | Kind::Open | Kind::Close => return false,
                _ => named |= self.is_any(token, &[TermClass::Count]),
            }
        }
        counted && named
    }

    /// Whether facts go on at a token behind a reason or a purpose: a sibling of the list, a completion, and behind a
    /// purpose a share or a comparison.
    fn resumes(
        &self,
        tokens: &[Token],
        paragraph: usize,
        from: usize,
        mute: Option<Mute>,
        ends: bool,
    ) -> bool {
        let mut at = from;
        let mut listed = false;
        while let Some(token) = tokens.get(at) {
            listed |= self.is_any(token, &[TermClass::List, TermClass::Divides]);
            let skipped = self
                .is_any(token, &[TermClass::Filler, TermClass::Itself, TermClass::List, TermClass::Divides])
                || (listed && matches!(token.kind, Kind::Colon | Kind::Comma))
                || self.year_of(token, paragraph).is_some();
            if !skipped {
                break;
            }
            at += 1;
        }
        let Some(token) = tokens.get(at) else { return false };
        if self.is_any(token, &[TermClass::Completion]) || listed && self.is_any(token, &[TermClass::Count]) {
            return true;
        }
        if mute == Some(Mute::Purpose)
            && (self.is_any(token, &[TermClass::Share, TermClass::YearOnYear])
                || self.is_any(token, &[TermClass::Versus])
                    && self.basis_at(tokens, paragraph, at + 1).is_some())
        {
            return true;
        }
        let budget = self.is_any(token, &[TermClass::Budget]);
        let named = self.is_any(token, &[TermClass::Subject]) || self.is_name(token);
        let funded = ends && self.is_any(token, &[TermClass::Fund, TermClass::Together]);
        let sibling = named && (ends || listed || mute == Some(Mute::Purpose)) || funded;
        if !budget && !sibling {
            return false;
        }
        for token in tokens.iter().skip(at + 1).take(6) {
            match &token.kind {
                Kind::Figure(figure) => {
                    return budget || self.is_money(paragraph, *figure) || self.is_count(paragraph, *figure);
                }
                Kind::Word(_)
                    if self.is_any(
                        token,
                        &[TermClass::Up, TermClass::Down, TermClass::Same, TermClass::Versus],
                    ) =>
                {
                    return sibling;
                }
                Kind::Word(_) => {}
                _ => return false,
            }
        }
        false
    }
}
