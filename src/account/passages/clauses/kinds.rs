//! Kinds that no vocabulary has, among kinds of one thing that it has.

use super::fact::Grade;
use super::reader::Reader;
use super::token::{Kind, Token};
use crate::syntax::TermClass;

impl Reader<'_> {
    /// Before a count in a list of kinds of one thing: a piece that is an unknown word and nothing else, and ends as
    /// the kind before it does, is one more kind: 一般公务用车 5 辆、特种作业车 2 辆.
    pub(super) fn other_kind(&mut self, tokens: &[Token], paragraph: usize, at: usize) {
        if !self.scope.gap || self.scope.named || self.scope.mute.is_some() {
            return;
        }
        let Some((name, opens)) = at
            .checked_sub(1)
            .and_then(|place| tokens.get(place))
            .zip(at.checked_sub(2).and_then(|place| tokens.get(place)))
        else {
            return;
        };
        let piece = matches!(opens.kind, Kind::And | Kind::Comma | Kind::Semicolon);
        let adjacent = tokens.get(at).is_some_and(|figure| figure.start == name.end);
        if !piece || !adjacent || name.kind != Kind::Unknown {
            return;
        }
        let Some(known) = self.facts.last().filter(|fact| fact.sentence == self.sentence) else { return };
        let listed = self.scope.list.as_ref().is_some_and(|list| known.list == Some(list.id));
        let kind = self.term_of_subject(known.subject);
        let kind = kind.filter(|term| term.class == TermClass::Subject && term.of.is_some());
        let text = self.view(paragraph).and_then(|view| view.text.get(name.start..name.end));
        let (Some(kind), Some(text)) = (kind, text) else { return };
        if listed && kind.name.chars().last() == text.chars().last() {
            let id = self.new_subject(text.to_owned());
            self.told(vec![id], Grade::Inferred);
        }
    }
}
