//! The pass: every word moves the registers, every figure becomes a fact or is left with the reason.

use std::collections::{BTreeMap, BTreeSet};

use super::super::headings::Met as Heading;
use super::super::lexicon::{Lexicon, Meaning, plain};
use super::super::session::Session;
use super::super::view::View;
use super::fact::{Basis, Fact, Grade, Subject, SubjectId};
use super::scope::{Dated, Frame, Scope};
use super::terms::{budget_words, counters, names};
use super::token::{Kind, Token, join, tokens};
use crate::account::passages::prose::Paragraph;
use crate::schema::{ClauseTerm, Clauses, CodeListId, FamilyId, Schema};
use crate::syntax::TermClass;

/// Most brackets inside one another.
pub(super) const DEEPEST: usize = 8;

/// Longest name that says nothing behind an unknown word, in characters: it is the end of a longer one.
pub(super) const SHORT: usize = 4;

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
    /// Figures that are part of a name: 单价 100 万元以上设备.
    pub(super) in_names: Vec<(usize, usize)>,
    /// Figures that were not understood: paragraph, figure, why, the list they stand in.
    pub(super) unread: Vec<(usize, usize, &'static str, Option<u32>)>,
    /// Names of codes: paragraph, bytes, the name of the list that it is or is near.
    pub(super) named_codes: Vec<(usize, usize, usize, String)>,
    /// Years that sentences about accounts begin with: paragraph, figure, the first fact told.
    pub(super) years: Vec<(usize, usize, usize)>,
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
    /// Those that are spoken of by their name alone.
    names: BTreeMap<String, SubjectId>,
    /// By sentence and subject the measures of which a value was told, each with the last fact that tells it.
    pub(super) values: BTreeMap<(u32, SubjectId), Vec<(usize, u32)>>,
    pub(super) spoken: Vec<(usize, usize, Option<SubjectId>)>,
    pub(super) ratios: Vec<(usize, usize)>,
    in_names: Vec<(usize, usize)>,
    pub(super) named_codes: Vec<(usize, usize, usize, String)>,
    /// The year that the sentence begins with.
    pub(super) dated: Dated,
    pub(super) sentence: u32,
    /// The first sentence of the paragraph, or of the one before where that told what this one goes on about.
    pub(super) opened: u32,
    last_opened: u32,
    pub(super) section: u32,
    pub(super) lists: u32,
    /// The measure that is meant where none is said.
    pub(super) outturn: u32,
    /// Units that say by themselves what is counted; whether one is a name of it besides.
    pub(super) counters: Vec<(String, u32, bool)>,
    /// Words for budgets.
    pub(super) budget_words: Vec<(String, u32)>,
    schema: &'a Schema,
    lexicon: &'a Lexicon,
    own: Lexicon,
    /// Headings above: rank, what they are about, the fund that they name.
    headings: Vec<(u8, Option<SubjectId>, Option<SubjectId>)>,
    /// What the paragraph speaks of first.
    pub(super) first: Vec<SubjectId>,
    /// What the paragraph before spoke of first, if it was a name alone on its line.
    alone: Option<Vec<SubjectId>>,
    /// Subjects, measure and basis of the sentence before, for lists that begin a sentence.
    pub(super) before: (Vec<SubjectId>, Option<u32>, Option<Basis>),
    pub(super) saved: Vec<Scope>,
    /// The fund that a point names before its first sentence: （二）政府性基金。收入 …
    pub(super) point_fund: Option<SubjectId>,
    /// What a list of the paragraph has divided, and the measure of its items.
    pub(super) divided: Option<(Vec<SubjectId>, Option<u32>)>,
    /// The paragraph begins with a division: one at the beginning of the next divides the same.
    pub(super) divides: bool,
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
            names: names(clauses),
            values: BTreeMap::new(),
            spoken: Vec::new(),
            ratios: Vec::new(),
            in_names: Vec::new(),
            named_codes: Vec::new(),
            dated: Dated::default(),
            sentence: 0,
            opened: 0,
            last_opened: 0,
            section: 0,
            lists: 0,
            outturn: term(TermClass::Measure).unwrap_or(0) as u32,
            counters: counters(clauses),
            budget_words: budget_words(clauses),
            schema: session.schema,
            lexicon,
            own,
            headings: Vec::new(),
            first: Vec::new(),
            alone: None,
            before: (Vec::new(), None, None),
            saved: Vec::new(),
            point_fund: None,
            divided: None,
            divides: false,
        }
    }

    /// What was found.
    pub(super) fn finish(self) -> Read {
        Read {
            facts: self.facts,
            subjects: self.subjects,
            spoken: self.spoken,
            ratios: self.ratios,
            in_names: self.in_names,
            unread: self.unread,
            named_codes: self.named_codes,
            years: self.dated.found,
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
        let mut tokens = tokens(&paragraph.view, self.lexicon, &self.own);
        join(&mut tokens, &paragraph.view.text, |token| {
            self.is_any(token, &[TermClass::Subject]) || self.is_name(token)
        });
        let names = tokens.iter().filter(|token| self.is_any(token, &[TermClass::Subject]));
        let figures = names.flat_map(|name| paragraph.view.figures_in(name.start, name.end));
        let figures: Vec<(usize, usize)> = figures.map(|(figure, _)| (at, figure)).collect();
        self.in_names.extend(figures);
        self.open(&paragraph.view);
        if tokens.first().is_some_and(|token| matches!(token.kind, Kind::Figure(_))) {
            // Its heading, which opens it, names what the figure is of.
            self.scope.armed = !self.scope.subjects.is_empty();
        }
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
        self.close_year();
        self.alone = self.alone_on(&tokens);
        // A paragraph that ends within a sentence was cut off: what is behind it may hold more items.
        let cut = tokens.last().is_some_and(|last| last.kind != Kind::Stop);
        for list in self.scope.list.iter_mut().chain(&mut self.scope.outer) {
            list.open |= list.items == 0 || cut;
            let own = self.facts.iter_mut().rev().take_while(|fact| fact.paragraph == at);
            own.filter(|fact| cut && fact.list == Some(list.id)).for_each(|fact| fact.open = true);
        }
        self.before = (std::mem::take(&mut self.scope.subjects), self.scope.measure, self.scope.basis);
    }

    fn heading(&mut self, paragraph: &Paragraph, heading: &Heading) {
        let tokens = tokens(&paragraph.view, self.lexicon, &self.own);
        let (mut about, mut fund) = (None, None);
        for token in &tokens {
            fund = self.term_of(token, TermClass::Fund).map(SubjectId).or(fund);
            if let Some(term) = self.term_of(token, TermClass::Together) {
                fund = self.fund_in(&self.name_of(SubjectId(term))).or(fund);
            }
            if let Some(term) = self.term_of(token, TermClass::Subject) {
                about = Some(SubjectId(term));
                fund = self.fund_in(&self.name_of(SubjectId(term))).or(fund);
            }
        }
        self.headings.retain(|(rank, ..)| *rank < heading.rank);
        self.headings.push((heading.rank, about, fund));
        self.section += 1;
        self.alone = None;
        self.scope.list = None;
        self.divided = None;
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
        self.headings.iter().rev().find_map(|(_, about, _)| *about)
    }

    /// The fund that the section is about.
    pub(super) fn section_fund(&self) -> Option<SubjectId> {
        let told = self.headings.iter().rev().find(|(_, about, fund)| about.is_some() || fund.is_some());
        told.and_then(|(.., fund)| *fund)
    }

    fn open(&mut self, view: &View) {
        let numbered = view.starts.first().is_some_and(|start| start.ordinal == 0 && start.rank.is_some());
        self.opened = std::mem::replace(&mut self.last_opened, self.sentence + 1);
        self.sentence += 1;
        self.saved.clear();
        let divides = std::mem::take(&mut self.divides);
        self.divided = self.divided.take().filter(|_| divides);
        self.point_fund = None;
        let listed = self.scope.list.as_ref().is_some_and(|list| list.open);
        let from: Vec<SubjectId> = match (&self.alone, self.about()) {
            (Some(alone), _) => alone.clone(),
            // A point says itself what it is about, and so does every item of a list.
            (None, Some(about)) if !numbered && !listed => vec![about],
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
            Kind::Comma if self.is_stray(tokens, paragraph, at) => {}
            Kind::Comma | Kind::Colon => {
                self.scope.beside.clear();
                self.scope.piece();
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                let behind_figure = before.is_some_and(|token| matches!(token.kind, Kind::Figure(_)));
                let named = tokens.get(at + 1).is_some_and(|next| {
                    self.is_any(next, &[TermClass::Subject, TermClass::Fund]) || self.is_name(next)
                });
                if token.kind == Kind::Colon && behind_figure && named && self.saved.is_empty() {
                    // 本年收入 5000 万元：财政拨款收入 …
                    self.list(false);
                }
            }
            Kind::And => {
                let (measure, direction, named) =
                    (self.scope.measure, self.scope.direction, self.scope.named);
                let (armed, uncounted) = (self.scope.armed, self.scope.uncounted);
                self.scope.piece();
                self.scope.measure = measure;
                self.scope.uncounted = uncounted;
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

    /// Whether a comma stands between the word for a percentage and the percentage: 占，70%.
    fn is_stray(&self, tokens: &[Token], paragraph: usize, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let (Some(before), Some(token), Some(next)) = (before, tokens.get(at), tokens.get(at + 1)) else {
            return false;
        };
        let Kind::Figure(figure) = next.kind else { return false };
        before.end == token.start
            && self.is_any(before, &[TermClass::Share, TermClass::Completion])
            && matches!(self.scope.frame, Frame::Share(_) | Frame::Completion(_))
            && self.scope.armed
            && self.is_percent(paragraph, figure)
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
        self.close_year();
        self.sentence += 1;
        if self.scope.told.is_empty() && self.first.is_empty() && self.scope.list.is_none() {
            self.point_fund = self.scope.sentence_fund.or(self.point_fund);
        }
        if let Some(list) = self.scope.outer.first().or(self.scope.list.as_ref()) {
            // Another way of dividing is of the same, not of an item.
            self.divided = Some((list.head.clone(), list.measure));
        }
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

    /// The number of a subject by name.
    pub(super) fn subject_named(&mut self, name: &str) -> SubjectId {
        match self.names.get(name) {
            Some(known) => *known,
            None => self.new_subject(name.to_owned()),
        }
    }

    /// The subject of a name, if one was met or the vocabulary has it.
    pub(super) fn known_name(&self, name: &str) -> Option<SubjectId> {
        self.names.get(name).copied()
    }

    /// A subject that no word of the vocabulary is.
    pub(super) fn new_subject(&mut self, name: String) -> SubjectId {
        let id = SubjectId(self.subjects.len() as u32);
        self.names.entry(name.clone()).or_insert(id);
        self.subjects.push(Subject { name, term: None });
        id
    }

    /// The term that a subject is.
    pub(super) fn term_of_subject(&self, subject: SubjectId) -> Option<&'a ClauseTerm> {
        self.subjects.get(subject.0 as usize)?.term.and_then(|term| self.term(term))
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

    /// The lists that have a code of this name.
    pub(super) fn code_lists(&self, name: &str) -> BTreeSet<CodeListId> {
        self.lexicon.lists(name)
    }

    /// The list of codes that the rows of a table are of.
    pub(super) fn list_of_family(&self, family: FamilyId) -> Option<CodeListId> {
        self.schema.family(family)?.codes.as_ref().map(|codes| codes.list)
    }

    /// Whether a subject's name, as a token prints it, is too short to stand behind an unknown word.
    pub(super) fn is_short(&self, paragraph: usize, token: &Token) -> bool {
        let text = self.view(paragraph).and_then(|view| view.text.get(token.start..token.end));
        text.is_none_or(|text| text.chars().count() <= SHORT)
    }
}
