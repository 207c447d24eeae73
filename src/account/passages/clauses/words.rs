//! What each class of words does to the registers.

use super::super::lexicon::Meaning;
use super::fact::{Basis, Grade, SubjectId, What};
use super::reader::Reader;
use super::scope::{Frame, Mute};
use super::token::{Kind, Token};
use crate::syntax::TermClass;

impl Reader<'_> {
    /// Takes a word; where to go on. Of several meanings the first that makes sense here counts.
    pub(super) fn word(
        &mut self,
        tokens: &[Token],
        paragraph: usize,
        at: usize,
        meanings: &[Meaning],
    ) -> usize {
        let Some(token) = tokens.get(at) else { return at + 1 };
        // A word that is a subject and what is counted of it is both.
        if let (Some(subject), Some(noun)) =
            (self.term_of(token, TermClass::Subject), self.term_of(token, TermClass::Count))
        {
            self.subject(tokens, paragraph, at, subject);
            self.scope.noun = Some(noun).filter(|_| !self.scope.lost);
            return at + 1;
        }
        for meaning in meanings {
            let next = match meaning {
                Meaning::Name(name) => self.code(tokens, paragraph, at, *name),
                Meaning::Term(term) => {
                    let Some(class) = self.term(*term).map(|term| term.class) else { continue };
                    self.by_class(tokens, paragraph, at, *term, class)
                }
            };
            if let Some(next) = next {
                return next;
            }
        }
        at + 1
    }

    fn by_class(
        &mut self,
        tokens: &[Token],
        paragraph: usize,
        at: usize,
        term: u32,
        class: TermClass,
    ) -> Option<usize> {
        let token = tokens.get(at)?;
        match class {
            TermClass::Subject => self.subject(tokens, paragraph, at, term),
            TermClass::Together => self.together(tokens, at, term),
            TermClass::Generic => self.generic(tokens, at, term),
            TermClass::Fund => self.fund(tokens, paragraph, at, term),
            TermClass::CodeLevel => return self.level(tokens, paragraph, at),
            TermClass::Measure => self.measure(tokens, paragraph, at, term),
            TermClass::Budget => self.budget(tokens, paragraph, at, term),
            TermClass::Count => {
                self.scope.noun = Some(term);
                self.arm();
            }
            TermClass::Versus => return self.versus(tokens, paragraph, at),
            TermClass::Compared => {
                if let Some(next) = self.versus(tokens, paragraph, at) {
                    return Some(next);
                }
                self.close_base();
            }
            TermClass::YearOnYear => {
                let last = tokens.get(at + 1).is_some_and(|next| self.is_any(next, &[TermClass::LastYear]));
                self.set_basis(Basis::Year(None), last);
                return Some(at + 1 + usize::from(last));
            }
            TermClass::LastYear => {
                self.scope.year = self.year.map(|year| year - 1).or(Some(0));
                self.arm();
            }
            TermClass::Up => self.turn(tokens, at, 1),
            TermClass::Down => self.turn(tokens, at, -1),
            TermClass::Same => return self.same(paragraph, token).then_some(at + 1),
            TermClass::More => self.compare(tokens, at, 1),
            TermClass::Less => self.compare(tokens, at, -1),
            TermClass::Equal => self.compare(tokens, at, 0),
            TermClass::Difference => {
                self.scope.frame = Frame::Difference;
                self.arm();
            }
            TermClass::Share => self.share_word(),
            TermClass::Completion => self.completion(),
            TermClass::Reason => self.scope.mute = Some(Mute::Reason),
            TermClass::Purpose => self.scope.mute = Some(Mute::Purpose),
            TermClass::List => {
                let inline = self.is_inline(tokens, paragraph, at);
                self.turn_to_general(tokens, at);
                self.list(inline);
            }
            TermClass::Divides => self.divide(self.is_inline(tokens, paragraph, at)),
            TermClass::Average => self.average(term),
            TermClass::Among => return self.among(tokens, at),
            TermClass::Each => self.each(),
            TermClass::Cut => {
                self.scope.gap = true;
                self.scope.armed = false;
            }
            _ => {}
        }
        Some(at + 1)
    }

    /// 占, 比重: a share is told, of what that was said of before.
    fn share_word(&mut self) {
        match self.scope.frame {
            // 占合计的比重: of what it is was not understood.
            Frame::Share(_) if self.scope.gap => {}
            Frame::Share(Some(_)) => self.arm(),
            _ => {
                self.scope.frame = Frame::Share(None);
                self.arm();
            }
        }
    }

    fn average(&mut self, term: u32) {
        if let Some(count) = self.term(term).and_then(|term| term.of) {
            self.scope.frame = Frame::Average(count);
            self.arm();
        }
    }

    /// Whether a list is opened inside a sentence, without a colon.
    fn is_inline(&self, tokens: &[Token], paragraph: usize, at: usize) -> bool {
        let text = tokens.get(at).and_then(|token| self.view(paragraph)?.text.get(token.start..token.end));
        let colon = text.is_some_and(|text| text.ends_with(':'));
        let next = tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Colon);
        !colon && !next && !self.scope.told.is_empty()
    }

    pub(super) fn arm(&mut self) {
        self.scope.armed = true;
        self.scope.gap = false;
    }

    fn close_base(&mut self) {
        if matches!(self.scope.frame, Frame::Base(_)) {
            self.scope.frame = Frame::Plain;
        }
    }

    /// Whether an unknown word stands at once before a token.
    pub(super) fn is_tail(&self, tokens: &[Token], at: usize) -> bool {
        let Some(mut token) = tokens.get(at) else { return false };
        let mut place = at;
        while let Some(before) = place.checked_sub(1).and_then(|before| tokens.get(before)) {
            if before.end != token.start {
                return false;
            }
            // 下属单位收入: whose it is was not understood.
            if !self.is_any(before, &[TermClass::Itself]) {
                return before.kind == Kind::Unknown || self.is_any(before, &[TermClass::Cut]);
            }
            (token, place) = (before, place - 1);
        }
        false
    }

    /// Whether a word stands at once before a token that makes its name another one: 人均接待费.
    pub(super) fn is_restricted(&self, tokens: &[Token], at: usize) -> bool {
        let Some(token) = tokens.get(at) else { return false };
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        before.is_some_and(|before| {
            let cut = self.term_of(before, TermClass::Cut).and_then(|term| self.term(term));
            before.end == token.start && cut.is_some_and(|term| !term.name.is_empty())
        })
    }

    /// Whether a name is too short to stand behind an unknown word; those of wholes with a row of their own are not,
    /// unless they are shorter still.
    pub(super) fn is_short_name(&self, paragraph: usize, token: &Token, term: u32) -> bool {
        let whole = self.term(term).is_some_and(|term| term.cell.is_some() && !term.parts.is_empty());
        let length = self.view(paragraph).and_then(|view| view.text.get(token.start..token.end));
        let shorter = length.is_none_or(|text| text.chars().count() < super::reader::SHORT);
        self.is_short(paragraph, token) && (!whole || shorter)
    }

    /// Whether another subject stands at once before a token, so that both are one name that is not known.
    pub(super) fn is_compound(&self, tokens: &[Token], at: usize) -> bool {
        let Some(token) = tokens.get(at) else { return false };
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        before.is_some_and(|before| {
            before.end == token.start
                && (self.is_any(before, &[TermClass::Subject, TermClass::Together]) || self.is_name(before))
        })
    }

    pub(super) fn lose(&mut self) {
        self.scope.subjects.clear();
        self.scope.lost = true;
        self.scope.armed = false;
        self.scope.gap = true;
        self.scope.frame = Frame::Plain;
    }

    fn measure(&mut self, tokens: &[Token], paragraph: usize, at: usize, term: u32) {
        if matches!(self.scope.frame, Frame::Share(Some(_))) {
            return;
        }
        let end = tokens.get(at).map(|token| token.end);
        if tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Unknown && Some(next.start) == end) {
            // 预算绩效管理: no amount is meant.
            self.scope.gap = true;
            self.scope.armed = false;
            return;
        }
        let general = self.general_in(tokens, paragraph, at).filter(|_| self.scope.grade == Grade::Inferred);
        match general.and_then(|general| self.counterpart(general)) {
            Some(Some(other)) => self.told(vec![other], Grade::Told),
            Some(None) => return self.lose(),
            None => {}
        }
        if self.is_tail(tokens, at) && !self.scope.named {
            // A name that is not known: what is told of it belongs together, and to nothing else.
            let name = self.text_before(tokens, paragraph, at);
            self.unnamed(name);
        } else if self.scope.subjects.is_empty()
            && !self.scope.lost
            && !self.scope.gap
            && self.scope.list.is_none()
        {
            self.unnamed(String::new());
        }
        self.scope.measure = Some(term);
        self.scope.frame = Frame::Plain;
        self.scope.direction = None;
        self.scope.fund = None;
        self.arm();
    }

    /// A paragraph that does not say what it speaks of: its figures belong together all the same.
    fn unnamed(&mut self, name: String) {
        let id = self.new_subject(name);
        self.told(vec![id], Grade::Told);
    }

    /// The unknown word before a token, as printed.
    fn text_before(&self, tokens: &[Token], paragraph: usize, at: usize) -> String {
        let strange = |token: &Token| {
            token.kind == Kind::Unknown || self.is_any(token, &[TermClass::Cut, TermClass::Among])
        };
        let end = at.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| token.end);
        let (mut start, mut place) = (end, at);
        while let Some(before) = place.checked_sub(1).and_then(|before| tokens.get(before)) {
            let adjacent = Some(before.end) == start;
            if !adjacent || place != at && !strange(before) {
                break;
            }
            (start, place) = (Some(before.start), place - 1);
        }
        let text = start.zip(end).and_then(|(from, to)| Some(self.view(paragraph)?.print(from, to)));
        text.unwrap_or_default().to_owned()
    }

    fn budget(&mut self, tokens: &[Token], paragraph: usize, at: usize, term: u32) {
        match self.scope.frame {
            Frame::Completion(None) => self.scope.frame = Frame::Completion(Some(term)),
            Frame::Comparison(direction, None) => {
                self.scope.frame = Frame::Comparison(direction, Some(term));
                self.say(What::Comparison(term, direction), paragraph, None, self.scope.word);
                self.arm();
            }
            _ => self.measure(tokens, paragraph, at, term),
        }
    }

    fn completion(&mut self) {
        let budget = self.scope.measure.filter(|term| {
            self.scope.armed && self.term(*term).is_some_and(|term| term.class == TermClass::Budget)
        });
        if budget.is_some() {
            self.scope.measure = None;
        }
        self.scope.frame = Frame::Completion(budget);
        self.arm();
    }

    fn compare(&mut self, tokens: &[Token], at: usize, direction: i8) {
        if self.is_tail(tokens, at) && !self.scope.named {
            return;
        }
        self.scope.frame = Frame::Comparison(direction, None);
        self.note_word(tokens, at);
        self.arm();
    }

    fn note_word(&mut self, tokens: &[Token], at: usize) {
        self.scope.word = tokens.get(at).map(|token| (token.start, token.end)).unwrap_or_default();
    }

    fn turn(&mut self, tokens: &[Token], at: usize, direction: i8) {
        if self.is_tail(tokens, at) && !self.scope.named && self.scope.basis.is_none() {
            self.scope.armed = false;
            self.scope.gap = true;
            return;
        }
        self.close_base();
        if matches!(self.scope.frame, Frame::Share(_) | Frame::Completion(_)) {
            self.scope.frame = Frame::Plain;
        }
        self.scope.direction = Some(direction);
        self.note_word(tokens, at);
        self.arm();
    }

    /// 持平: no change against the basis.
    fn same(&mut self, paragraph: usize, token: &Token) -> bool {
        let Some(basis) = self.scope.basis else { return false };
        if self.scope.gap || self.scope.lost || self.scope.subjects.len() != 1 {
            return true;
        }
        let place = (token.start, token.end);
        self.scope.word = place;
        if let Basis::Budget(budget) = basis {
            self.say(What::Comparison(budget, 0), paragraph, None, place);
        }
        self.say(What::Change(basis, 0), paragraph, None, place);
        self.close_base();
        true
    }

    /// 与, 较, 比: a basis, or a conjunction.
    fn versus(&mut self, tokens: &[Token], paragraph: usize, at: usize) -> Option<usize> {
        let Some(met) = self.basis_at(tokens, paragraph, at + 1) else {
            let class = tokens.get(at).is_some_and(|token| self.is_any(token, &[TermClass::Compared]));
            if !class {
                let named = self.scope.named;
                self.scope.joined |= named;
                return Some(at + 1);
            }
            return None;
        };
        if let Some(token) = met.names.and_then(|names| tokens.get(names))
            && self.scope.subjects.is_empty()
            && !self.scope.lost
            && let Some(term) = self.term_of(token, TermClass::Subject)
        {
            self.told(vec![SubjectId(term)], Grade::Told);
        }
        self.set_basis(met.basis, met.open);
        Some(met.next)
    }

    fn set_basis(&mut self, basis: Basis, open: bool) {
        self.scope.basis = Some(basis);
        self.scope.direction = None;
        self.scope.frame = if open { Frame::Base(basis) } else { Frame::Plain };
        self.scope.fund = None;
        self.arm();
    }

    /// 「…中，」: what was said is what the items behind it are of.
    fn among(&mut self, tokens: &[Token], at: usize) -> Option<usize> {
        let token = tokens.get(at)?;
        let before = at.checked_sub(1).and_then(|before| tokens.get(before))?;
        let named = before.end == token.start
            && self.is_any(before, &[TermClass::Subject, TermClass::Generic, TermClass::Measure]);
        let closed = tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Comma);
        if named && closed && !self.scope.subjects.is_empty() && !self.scope.lost {
            self.scope.measure = None;
            self.list(false);
            return Some(at + 2);
        }
        self.scope.gap = true;
        self.scope.armed = false;
        Some(at + 1)
    }

    /// 各, 均, 分别: what follows is told of each of those that were told.
    fn each(&mut self) {
        let scope = &mut self.scope;
        let several = [&scope.beside, &scope.changed].into_iter().find(|told| told.len() > 1);
        let told = several.unwrap_or(&scope.told);
        if told.len() > 1 {
            scope.subjects = told.clone();
            scope.grade = Grade::Inherited;
            scope.lost = false;
        }
        scope.each = true;
        scope.joined = false;
    }
}
