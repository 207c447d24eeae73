//! Lists: items of what was said, and what they take from it.

use super::fact::{Grade, SubjectId};
use super::reader::{DEEPEST, Reader};
use super::scope::{Frame, List};
use super::token::Token;
use crate::syntax::TermClass;

impl<'a> Reader<'a> {
    /// Behind a figure a bracket holds items of what that is of.
    pub(super) fn inside(&mut self) {
        self.lists += 1;
        let head = self.scope.subjects.clone();
        if head.len() != 1 || self.scope.lost {
            return;
        }
        let (measure, basis) = (self.scope.measure, self.scope.basis);
        let id = self.lists;
        let list = List { id, head, measure, basis, items: 0, open: false, inline: false, divides: false };
        self.scope.list = Some(list);
    }

    /// 收入包括…；支出包括…: behind a list, what a general word before another list names is not the item told last but
    /// what it is the name of among that which the paragraph speaks of; unknown if that is not one.
    pub(super) fn turn_to_general(&mut self, tokens: &[Token], at: usize) {
        if self.scope.list.is_none() && self.scope.subjects.len() < 2 {
            return;
        }
        let start = tokens.get(at).map(|token| token.start);
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let before = before.filter(|before| Some(before.end) == start);
        let general = before.and_then(|before| self.term_of(before, TermClass::Generic));
        let Some(word) = general.and_then(|term| self.term(term)) else { return };
        let outer = self.scope.outer.iter().flat_map(|list| &list.head);
        let spoken = self.first.iter().chain(outer).copied();
        let mut named: Vec<SubjectId> =
            spoken.filter(|subject| self.name_of(*subject).contains(word.name.as_str())).collect();
        named.sort_unstable();
        named.dedup();
        if named.len() == 1 {
            self.told(named, Grade::Inherited);
        } else {
            self.lose();
        }
    }

    /// Opens a list of items of what was said.
    pub(super) fn list(&mut self, inline: bool) {
        self.lists += 1;
        let fresh = self.scope.told.is_empty() && !self.before.0.is_empty();
        let own = !self.scope.told.is_empty() || self.scope.list.is_none();
        let (head, measure, basis) = if fresh {
            self.before.clone()
        } else if own {
            (self.scope.subjects.clone(), self.scope.measure, self.scope.basis)
        } else {
            (self.first.clone(), None, None)
        };
        // A sentence of the paragraph that told an amount of the head, the last one; a list may begin one of its own.
        let from = if fresh { self.opened } else { self.sentence };
        let to = self.sentence.saturating_sub(u32::from(fresh));
        let told =
            (from..=to).rev().map(|sentence| self.values_of(&head, sentence)).find(|told| !told.is_empty());
        let told = told.unwrap_or_default();
        let measure = match told.as_slice() {
            [one] => Some(*one),
            [] => measure,
            _ => None,
        };
        if let Some(list) = self.scope.list.take()
            && list.head != head
            && self.scope.outer.len() < DEEPEST
        {
            self.scope.outer.push(list);
        }
        let lost = self.scope.lost;
        let head = if lost { Vec::new() } else { head };
        let id = self.lists;
        let list = List { id, head, measure, basis, items: 0, open: false, inline, divides: false };
        self.scope.list = Some(list);
        self.scope.basis = basis;
        self.scope.subjects.clear();
        self.scope.measure = None;
        self.scope.frame = Frame::Plain;
        self.scope.direction = None;
        self.scope.armed = false;
        self.scope.joined = false;
        self.scope.told.clear();
    }

    /// Opens a list of all items of what was said; a second one in its paragraph divides the same in another way.
    pub(super) fn divide(&mut self, inline: bool) {
        let fresh = self.scope.told.is_empty();
        let known = self.divided.take().filter(|_| fresh);
        self.list(inline);
        let Some(list) = &mut self.scope.list else { return };
        list.divides = true;
        if let Some((head, measure)) = known {
            (list.head, list.measure) = (head, measure);
        }
        self.divided = Some((list.head.clone(), list.measure));
        self.divides |= fresh && self.first.is_empty();
    }

    /// The measures of which a value of a subject was told in a sentence, from the one told last.
    pub(super) fn values_of(&self, head: &[SubjectId], sentence: u32) -> Vec<u32> {
        let told = head.iter().filter_map(|subject| self.values.get(&(sentence, *subject)));
        let mut told: Vec<(usize, u32)> = told.flatten().copied().collect();
        told.sort_unstable_by(|one, other| other.cmp(one));
        let mut measures = Vec::new();
        for (_, measure) in told {
            if !measures.contains(&measure) {
                measures.push(measure);
            }
        }
        measures
    }

    /// Goes back to the list outside that a subject is an item of.
    fn siblings(&mut self, subject: SubjectId) {
        let has = |list: &List| {
            let heads = list.head.iter().filter_map(|head| self.term_of_subject(*head));
            heads.flat_map(|term| &term.parts).any(|parts| parts.contains(&subject.0))
        };
        if self.scope.list.as_ref().is_none_or(&has) {
            return;
        }
        if let Some(at) = self.scope.outer.iter().rposition(has) {
            self.scope.outer.truncate(at + 1);
            self.scope.list = self.scope.outer.pop();
        } else if self.scope.list.as_ref().is_some_and(|list| self.is_beside(&list.head, subject)) {
            // 人员经费…，主要包括…；公用经费…: what stands beside the head of the list is no item of it.
            self.scope.list = self.scope.outer.pop();
        }
    }

    /// Whether something consists of a subject and of what a list is of.
    fn is_beside(&self, head: &[SubjectId], subject: SubjectId) -> bool {
        let ([head], true) = (head, self.term_of_subject(subject).is_some()) else { return false };
        let wholes = self.clauses.terms.iter().filter(|term| term.class == TermClass::Subject);
        let mut parts = wholes.flat_map(|term| &term.parts);
        *head != subject && parts.any(|parts| parts.contains(&head.0) && parts.contains(&subject.0))
    }

    /// Notes a subject that was told.
    pub(super) fn told(&mut self, subjects: Vec<SubjectId>, grade: Grade) {
        if let Some(first) = subjects.first() {
            self.siblings(*first);
        }
        if let Some(list) = &mut self.scope.list {
            list.items += 1;
        } else if self.first.is_empty() && self.saved.is_empty() {
            self.first.clone_from(&subjects);
        }
        for subject in &subjects {
            if !self.scope.told.contains(subject) {
                self.scope.told.push(*subject);
            }
        }
        self.scope.beside.extend(&subjects);
        self.scope.subjects = subjects;
        self.scope.grade = grade;
        self.scope.lost = false;
        self.scope.named = true;
        self.scope.armed = true;
        self.scope.gap = false;
        self.scope.frame = Frame::Plain;
        self.scope.direction = None;
        self.scope.noun = None;
        self.scope.counted = None;
        self.scope.measure = None;
        self.scope.fund = None;
    }
}
