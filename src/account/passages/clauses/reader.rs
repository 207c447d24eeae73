//! The pass: every word moves the registers, every figure becomes a fact or is left with the reason.

use super::super::headings::Met as Heading;
use super::super::session::Session;
use super::super::view::View;
use super::fact::{Basis, Fact, Grade, Subject, SubjectId, What};
use super::lexicon::{Lexicon, Meaning, plain};
use super::scope::{Frame, List, Mute, Scope};
use super::token::{Kind, Token, tokens};
use crate::account::passages::prose::Paragraph;
use crate::schema::{ClauseTerm, Clauses};
use crate::syntax::TermClass;

/// Most brackets inside one another.
const DEEPEST: usize = 8;

/// Longest name that says nothing behind an unknown word, in characters: it is the end of a longer one.
const SHORT: usize = 4;

/// What one reading found.
pub(super) struct Read {
    /// Facts in order.
    pub(super) facts: Vec<Fact>,
    /// What they are of.
    pub(super) subjects: Vec<Subject>,
    /// Where another subject begins to be spoken of: paragraph, byte, which, if it is one and known.
    pub(super) spoken: Vec<(usize, usize, Option<SubjectId>)>,
    /// Figures that are percentages, of what is not known.
    pub(super) ratios: Vec<(usize, usize)>,
    /// Figures that were not understood: paragraph, figure, why, the list they stand in.
    pub(super) unread: Vec<(usize, usize, &'static str, Option<u32>)>,
    /// Names of codes that no list has: paragraph, bytes, the name that is near.
    pub(super) misnamed: Vec<(usize, usize, usize, String)>,
}

/// State of a reading.
pub(super) struct Reader<'a> {
    pub(super) clauses: &'a Clauses,
    pub(super) paragraphs: &'a [Paragraph],
    pub(super) year: Option<i32>,
    pub(super) scope: Scope,
    pub(super) facts: Vec<Fact>,
    pub(super) unread: Vec<(usize, usize, &'static str, Option<u32>)>,
    pub(super) subjects: Vec<Subject>,
    pub(super) spoken: Vec<(usize, usize, Option<SubjectId>)>,
    pub(super) ratios: Vec<(usize, usize)>,
    pub(super) misnamed: Vec<(usize, usize, usize, String)>,
    pub(super) sentence: u32,
    pub(super) section: u32,
    pub(super) lists: u32,
    /// The measure that is meant where none is said.
    pub(super) outturn: u32,
    lexicon: &'a Lexicon,
    own: Lexicon,
    /// Headings above: rank and what they are about.
    headings: Vec<(u8, Option<SubjectId>)>,
    /// What the paragraph speaks of first.
    pub(super) first: Vec<SubjectId>,
    /// What the paragraph before spoke of first, if it was a name alone on its line.
    alone: Option<Vec<SubjectId>>,
    /// Subjects, measure and basis of the sentence before, for lists that begin a sentence.
    before: (Vec<SubjectId>, Option<u32>, Option<Basis>),
    pub(super) saved: Vec<Scope>,
}

impl<'a> Reader<'a> {
    /// Before the first paragraph.
    pub(super) fn new(session: &Session<'a>, lexicon: &'a Lexicon, unit: Option<&str>) -> Self {
        let clauses = &session.schema.clauses;
        let term = |class: TermClass| clauses.terms.iter().position(|term| term.class == class);
        let mut own = Lexicon::empty();
        if let (Some(unit), Some(itself)) = (unit, term(TermClass::Itself)) {
            own.add(&plain(unit), Meaning::Term(itself as u32));
        }
        let subjects = clauses
            .terms
            .iter()
            .enumerate()
            .map(|(at, term)| Subject { name: term.name.clone(), term: Some(at as u32) })
            .collect();
        Self {
            clauses,
            paragraphs: session.paragraphs,
            year: session.year,
            scope: Scope::default(),
            facts: Vec::new(),
            unread: Vec::new(),
            subjects,
            spoken: Vec::new(),
            ratios: Vec::new(),
            misnamed: Vec::new(),
            sentence: 0,
            section: 0,
            lists: 0,
            outturn: term(TermClass::Measure).unwrap_or(0) as u32,
            lexicon,
            own,
            headings: Vec::new(),
            first: Vec::new(),
            alone: None,
            before: (Vec::new(), None, None),
            saved: Vec::new(),
        }
    }

    /// What was found.
    pub(super) fn finish(self) -> Read {
        Read {
            facts: self.facts,
            subjects: self.subjects,
            spoken: self.spoken,
            ratios: self.ratios,
            unread: self.unread,
            misnamed: self.misnamed,
        }
    }

    /// Reads a paragraph, or takes what a heading is about.
    pub(super) fn paragraph(&mut self, at: usize) {
        let paragraphs = self.paragraphs;
        let Some(paragraph) = paragraphs.get(at) else { return };
        if let Some(heading) = &paragraph.heading {
            self.heading(paragraph, heading);
            return;
        }
        if !paragraph.explains {
            return;
        }
        let tokens = tokens(&paragraph.view, self.lexicon, &self.own);
        self.open(&paragraph.view);
        let mut next = 0;
        while next < tokens.len() {
            let start = tokens.get(next).map_or(0, |token| token.start);
            next = self.token(&tokens, at, next).max(next + 1);
            let of = match self.scope.subjects.as_slice() {
                [one] if !self.scope.lost && self.scope.grade != Grade::Inferred => Some(*one),
                _ => None,
            };
            if self.spoken.last().is_none_or(|(paragraph, _, known)| (*paragraph, *known) != (at, of)) {
                self.spoken.push((at, start, of));
            }
        }
        self.alone = self.alone_on(&tokens);
        if let Some(list) = &mut self.scope.list {
            list.open |= list.items == 0;
        }
        self.before = (std::mem::take(&mut self.scope.subjects), self.scope.measure, self.scope.basis);
    }

    fn heading(&mut self, paragraph: &Paragraph, heading: &Heading) {
        let tokens = tokens(&paragraph.view, self.lexicon, &self.own);
        let mut about = None;
        for token in &tokens {
            if let Some(term) = self.term_of(token, TermClass::Subject) {
                about = Some(SubjectId(term));
            }
        }
        self.headings.retain(|(rank, _)| *rank < heading.rank);
        self.headings.push((heading.rank, about));
        self.section += 1;
        self.alone = None;
        self.scope.list = None;
        self.before = (Vec::new(), None, None);
    }

    /// What a line without figures names for the paragraph behind it: nothing, if that was not understood.
    fn alone_on(&self, tokens: &[Token]) -> Option<Vec<SubjectId>> {
        let (last, inside) = tokens.split_last()?;
        let told = |token: &Token| matches!(token.kind, Kind::Figure(_) | Kind::Stop);
        let name = !inside.iter().any(told) && !matches!(last.kind, Kind::Figure(_));
        let subject = if last.kind == Kind::Stop { self.before.0.first() } else { self.scope.told.last() };
        match subject {
            _ if !name || self.scope.mute.is_some() => None,
            Some(subject) => Some(vec![*subject]),
            None => (last.kind == Kind::Colon && self.scope.gap).then(Vec::new),
        }
    }

    /// What the section is about.
    pub(super) fn about(&self) -> Option<SubjectId> {
        self.headings.iter().rev().find_map(|(_, about)| *about)
    }

    fn open(&mut self, view: &View) {
        let numbered = view.starts.first().is_some_and(|start| start.ordinal == 0 && start.rank.is_some());
        self.sentence += 1;
        self.saved.clear();
        let from: Vec<SubjectId> = match (&self.alone, self.about()) {
            (Some(alone), _) => alone.clone(),
            // A point says itself what it is about.
            (None, Some(about)) if !numbered => vec![about],
            _ => Vec::new(),
        };
        let list = self.scope.list.take().filter(|list| list.open);
        let outer = if list.is_some() { std::mem::take(&mut self.scope.outer) } else { Vec::new() };
        self.scope = Scope { list, outer, ..Scope::default() };
        self.scope.sentence(&from);
        self.first.clear();
        if let Some(alone) = self.alone.take() {
            self.scope.grade = Grade::Inherited;
            self.first = alone;
        }
    }

    /// Takes one token; where to go on.
    fn token(&mut self, tokens: &[Token], paragraph: usize, at: usize) -> usize {
        let Some(token) = tokens.get(at) else { return at + 1 };
        if self.scope.mute.is_some() && self.muted(tokens, paragraph, at) {
            return at + 1;
        }
        match &token.kind {
            Kind::Word(meanings) => return self.word(tokens, paragraph, at, meanings),
            Kind::Figure(_) => return self.figure(tokens, paragraph, at),
            Kind::Comma | Kind::Colon => self.scope.piece(),
            Kind::And => {
                let (measure, direction, named) =
                    (self.scope.measure, self.scope.direction, self.scope.named);
                let armed = self.scope.armed;
                self.scope.piece();
                self.scope.measure = measure;
                // 甲、乙 and then a figure: two subjects, of which it is not said which one is meant.
                self.scope.joined = named && armed && direction.is_none();
            }
            Kind::Semicolon => self.semicolon(),
            Kind::Stop => self.stop(),
            Kind::Open => {
                if self.saved.len() < DEEPEST {
                    self.saved.push(self.scope.clone());
                }
                self.scope.piece();
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                if before.is_some_and(|token| matches!(token.kind, Kind::Figure(_)))
                    && self.scope.mute.is_none()
                {
                    self.inside();
                }
            }
            Kind::Close => self.close(tokens, at),
            Kind::Unknown => {
                self.scope.gap = true;
                self.scope.armed = false;
            }
        }
        at + 1
    }

    /// Behind a figure a bracket holds items of what that is of.
    fn inside(&mut self) {
        self.lists += 1;
        let head = self.scope.subjects.clone();
        if head.len() != 1 || self.scope.lost {
            return;
        }
        let (measure, basis) = (self.scope.measure, self.scope.basis);
        let list = List { id: self.lists, head, measure, basis, items: 0, open: false, inline: false };
        self.scope.list = Some(list);
    }

    fn semicolon(&mut self) {
        self.scope.piece();
        self.scope.measure = None;
        self.scope.lost = false;
        if self.scope.list.is_none() && !self.scope.subjects.is_empty() {
            self.scope.grade = Grade::Inherited;
        }
    }

    fn stop(&mut self) {
        if !self.saved.is_empty() {
            self.semicolon();
            return;
        }
        self.sentence += 1;
        let told = if self.scope.told.is_empty() { &self.scope.subjects } else { &self.scope.told };
        let first = told.first().copied().into_iter().collect();
        self.before = (first, self.scope.measure, self.scope.basis);
        let from = if self.first.is_empty() { self.scope.subjects.clone() } else { self.first.clone() };
        self.scope.sentence(&from);
    }

    /// A closing bracket: what was before the opening one holds again. One that holds nothing but a name calls what
    /// was listed before it by this name.
    fn close(&mut self, tokens: &[Token], at: usize) {
        let Some(before) = self.saved.pop() else { return };
        let inner = std::mem::replace(&mut self.scope, before);
        let open = tokens.get(..at).unwrap_or_default().iter().rposition(|token| token.kind == Kind::Open);
        let plain = open.and_then(|open| tokens.get(open..at)).unwrap_or_default();
        let figures = plain.iter().any(|token| matches!(token.kind, Kind::Figure(_)));
        if !figures && inner.named && self.scope.joined && inner.mute.is_none() {
            self.scope.subjects = inner.subjects;
            self.scope.lost = false;
            self.scope.joined = false;
            self.scope.armed = true;
            self.scope.gap = false;
            self.first.clone_from(&self.scope.subjects);
        }
        self.scope.list = self.scope.list.take().or(inner.list.filter(|list| list.open));
    }

    /// Whether a token stays unread where nothing is read.
    fn muted(&mut self, tokens: &[Token], paragraph: usize, at: usize) -> bool {
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
                let list = self.scope.list.as_ref().map(|list| list.id);
                let year = self.year_of(token, paragraph).is_some();
                if !year {
                    self.unread.push((paragraph, figure, why, list));
                    // What is told in a reason is no item that is missing in a list.
                    if let Some(last) = self.unread.last_mut() {
                        last.3 = None;
                    }
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
            listed |= self.is_any(token, &[TermClass::List]);
            let skipped = self.is_any(token, &[TermClass::Filler, TermClass::Itself, TermClass::List])
                || (listed && matches!(token.kind, Kind::Colon | Kind::Comma))
                || self.year_of(token, paragraph).is_some();
            if !skipped {
                break;
            }
            at += 1;
        }
        let Some(token) = tokens.get(at) else { return false };
        if self.is_any(token, &[TermClass::Completion]) {
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
        let sibling = (ends || listed || mute == Some(Mute::Purpose))
            && (self.is_any(token, &[TermClass::Subject]) || self.is_name(token));
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
        let told = self.values_of(&head, self.sentence.saturating_sub(u32::from(fresh)));
        let measure = match told.as_slice() {
            [one] => Some(*one),
            [] => measure,
            _ => None,
        };
        if own
            && let Some(list) = self.scope.list.take()
            && self.scope.outer.len() < DEEPEST
        {
            self.scope.outer.push(list);
        }
        let lost = self.scope.lost;
        let head = if lost { Vec::new() } else { head };
        self.scope.list = Some(List { id: self.lists, head, measure, basis, items: 0, open: false, inline });
        self.scope.basis = basis;
        self.scope.subjects.clear();
        self.scope.measure = None;
        self.scope.frame = Frame::Plain;
        self.scope.direction = None;
        self.scope.armed = false;
        self.scope.joined = false;
        self.scope.told.clear();
    }

    /// The measures of which a value of a subject was told in the sentence.
    pub(super) fn values_of(&self, head: &[SubjectId], sentence: u32) -> Vec<u32> {
        let mut told = Vec::new();
        let recent = self.facts.iter().rev().skip_while(|fact| fact.sentence > sentence);
        for fact in recent.take_while(|fact| fact.sentence == sentence) {
            if fact.what == What::Value && head.contains(&fact.subject) && !told.contains(&fact.measure) {
                told.push(fact.measure);
            }
        }
        told
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
        }
    }

    fn term_of_subject(&self, subject: SubjectId) -> Option<&'a ClauseTerm> {
        self.subjects.get(subject.0 as usize)?.term.and_then(|term| self.term(term))
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
        self.scope.subjects = subjects;
        self.scope.grade = grade;
        self.scope.lost = false;
        self.scope.named = true;
        self.scope.armed = true;
        self.scope.gap = false;
        self.scope.frame = Frame::Plain;
        self.scope.direction = None;
        self.scope.noun = None;
        self.scope.measure = None;
        self.scope.fund = None;
    }

    /// The number of a subject by name.
    pub(super) fn subject_named(&mut self, name: &str) -> SubjectId {
        if let Some(at) = self.subjects.iter().position(|subject| {
            subject.name == name
                && subject.term.is_none_or(|term| {
                    self.term(term).is_some_and(|term| {
                        matches!(term.class, TermClass::Subject | TermClass::Generic | TermClass::Fund)
                    })
                })
        }) {
            return SubjectId(at as u32);
        }
        self.subjects.push(Subject { name: name.to_owned(), term: None });
        SubjectId(self.subjects.len() as u32 - 1)
    }

    /// The view of a paragraph.
    pub(super) fn view(&self, paragraph: usize) -> Option<&'a View> {
        self.paragraphs.get(paragraph).map(|paragraph| &paragraph.view)
    }

    /// A term.
    pub(super) fn term(&self, at: u32) -> Option<&'a ClauseTerm> {
        self.clauses.terms.get(at as usize)
    }

    /// The term of a class that a token may mean.
    pub(super) fn term_of(&self, token: &Token, class: TermClass) -> Option<u32> {
        let Kind::Word(meanings) = &token.kind else { return None };
        meanings.iter().find_map(|meaning| match meaning {
            Meaning::Term(at) if self.term(*at).is_some_and(|term| term.class == class) => Some(*at),
            _ => None,
        })
    }

    /// Whether a token may mean one of some classes.
    pub(super) fn is_any(&self, token: &Token, classes: &[TermClass]) -> bool {
        let Kind::Word(meanings) = &token.kind else { return false };
        meanings.iter().any(|meaning| match meaning {
            Meaning::Term(at) => self.term(*at).is_some_and(|term| classes.contains(&term.class)),
            Meaning::Name(_) => false,
        })
    }

    /// Whether a token is the name of a code.
    pub(super) fn is_name(&self, token: &Token) -> bool {
        let Kind::Word(meanings) = &token.kind else { return false };
        meanings.iter().any(|meaning| matches!(meaning, Meaning::Name(_)))
    }

    /// The name of a code that differs from a name that is none by one character.
    pub(super) fn near_name(&self, name: &str) -> Option<String> {
        self.lexicon.near(name).map(str::to_owned)
    }

    /// The name of a code.
    pub(super) fn code_name(&self, at: u32) -> &'a str {
        self.lexicon.name(at)
    }

    /// Whether a subject's name, as a token prints it, is too short to stand behind an unknown word.
    pub(super) fn is_short(&self, paragraph: usize, token: &Token) -> bool {
        let text = self.view(paragraph).and_then(|view| view.text.get(token.start..token.end));
        text.is_none_or(|text| text.chars().count() <= SHORT)
    }
}
