//! Names: subjects, funds and codes as words tell them.

use super::super::view::is_punctuation;
use super::fact::{Grade, SubjectId};
use super::reader::Reader;
use super::scope::Frame;
use super::token::{Kind, Token};
use crate::schema::CodeListId;
use crate::syntax::TermClass;

impl Reader<'_> {
    /// A subject, or what a share is of.
    pub(super) fn subject(&mut self, tokens: &[Token], paragraph: usize, at: usize, term: u32) {
        let Some(token) = tokens.get(at) else { return };
        let id = SubjectId(term);
        if let Frame::Share(None) = self.scope.frame {
            self.scope.frame = Frame::Share(Some(id));
            self.arm();
            return;
        }
        if matches!(self.scope.frame, Frame::Base(_)) && self.scope.subjects.contains(&id) {
            // What is compared with is called by the same name: the other side is still to come.
            self.arm();
            return;
        }
        if self.is_restricted(tokens, at)
            || self.is_tail(tokens, at) && self.is_short_name(paragraph, token, term)
            || self.is_compound(tokens, at)
        {
            self.lose();
            return;
        }
        self.note_fund(id);
        let id = self.of_fund(term).or_else(|| self.paid_by(id)).unwrap_or(id);
        let joined = self.scope.joined;
        self.told(vec![id], Grade::Told);
        self.scope.joined = joined;
    }

    /// A bare total in a sentence or section that speaks of a fund is the fund's.
    fn of_fund(&mut self, term: u32) -> Option<SubjectId> {
        let fund = self.scope.sentence_fund.or(self.point_fund).or_else(|| self.section_fund())?;
        if !self.is_bare(SubjectId(term)) {
            return None;
        }
        let (fund, name) = (self.name_of(fund), &self.term(term)?.name);
        (!name.starts_with(&fund)).then(|| self.subject_named(&format!("{fund}{name}")))
    }

    /// “三公”经费 …（其中：一般公共预算支出 2 万元）: what a fund paid of something that is no total.
    fn paid_by(&mut self, subject: SubjectId) -> Option<SubjectId> {
        let fund = self.fund_in(&self.name_of(subject))?;
        let [head] = self.scope.list.as_ref()?.head.as_slice() else { return None };
        let (head, own) = (*head, self.name_of(*head));
        let terms = &self.clauses.terms;
        let mut generics = terms.iter().filter(|term| term.class == TermClass::Generic);
        let mut bare = terms.iter().filter(|term| term.class == TermClass::Bare).flat_map(|term| &term.parts);
        let total = self.fund_in(&own).is_some()
            || generics.any(|generic| own.ends_with(generic.name.as_str()))
            || bare.any(|parts| parts.contains(&head.0));
        let known = self.term_of_subject(head).is_some_and(|term| term.class == TermClass::Subject);
        (known && !total).then(|| self.subject_named(&format!("{own}·{}", self.name_of(fund))))
    }

    /// The fund that a name begins with.
    pub(super) fn fund_in(&self, name: &str) -> Option<SubjectId> {
        let mut funds =
            self.clauses.terms.iter().enumerate().filter(|(_, term)| term.class == TermClass::Fund);
        funds.find(|(_, fund)| name.starts_with(&fund.name)).map(|(at, _)| SubjectId(at as u32))
    }

    /// Notes the fund that a sentence begins to speak of.
    fn note_fund(&mut self, subject: SubjectId) {
        if self.scope.told.is_empty() && self.saved.is_empty() {
            self.scope.sentence_fund = self.fund_in(&self.name_of(subject)).or(self.scope.sentence_fund);
        }
    }

    /// A name of several that are told at once: 收、支总计.
    pub(super) fn together(&mut self, tokens: &[Token], at: usize, term: u32) {
        if self.is_tail(tokens, at) || self.is_compound(tokens, at) {
            self.lose();
            return;
        }
        let parts = self.term(term).and_then(|term| term.parts.first());
        let parts: Vec<u32> = parts.into_iter().flatten().copied().collect();
        let parts = parts.into_iter().map(|part| self.of_fund(part).unwrap_or(SubjectId(part))).collect();
        self.told(parts, Grade::Told);
    }

    /// A word that names what is spoken of only where nothing else is.
    pub(super) fn generic(&mut self, tokens: &[Token], at: usize, term: u32) {
        let token = tokens.get(at);
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let doubled = before.zip(token).is_some_and(|(before, token)| {
            before.end == token.start
                && (self.is_any(before, &[TermClass::Generic]) || self.is_other(before, term))
        });
        if self.is_tail(tokens, at) && !self.scope.named || doubled {
            self.lose();
            return;
        }
        if let Frame::Share(None) = self.scope.frame {
            self.scope.frame = Frame::Share(Some(SubjectId(term)));
            self.arm();
            return;
        }
        if let Some(other) = self.counterpart(term) {
            match other {
                Some(id) => self.told(vec![id], Grade::Told),
                None => self.lose(),
            }
            return;
        }
        if let Some(fund) = self.scope.fund.take().or(self.point_fund)
            && !self.scope.named
        {
            let name = format!("{}{}", self.name_of(fund), self.name_of(SubjectId(term)));
            let id = self.subject_named(&name);
            self.told(vec![id], Grade::Told);
            return;
        }
        if self.scope.subjects.is_empty() && !self.scope.lost {
            self.told(vec![SubjectId(term)], Grade::Told);
            return;
        }
        if !self.scope.lost && !self.scope.gap {
            self.arm();
        }
    }

    /// Whether a token is a subject whose name another general word than this one ends: 财政拨款收入支出.
    fn is_other(&self, token: &Token, term: u32) -> bool {
        let subject = self.term_of(token, TermClass::Subject).and_then(|subject| self.term(subject));
        let mut generics =
            self.clauses.terms.iter().enumerate().filter(|(_, known)| known.class == TermClass::Generic);
        subject.is_some_and(|subject| {
            generics.any(|(at, known)| at as u32 != term && subject.name.ends_with(known.name.as_str()))
        })
    }

    /// The general word that a token begins with: 支出决算.
    pub(super) fn general_in(&self, tokens: &[Token], paragraph: usize, at: usize) -> Option<u32> {
        let token = tokens.get(at)?;
        let text = self.view(paragraph)?.text.get(token.start..token.end)?;
        let general = |term: &crate::schema::ClauseTerm| {
            term.class == TermClass::Generic && text.starts_with(term.name.as_str())
        };
        self.clauses.terms.iter().position(general).map(|at| at as u32)
    }

    /// 收入 …，支出 …: a general word where another one ends the name of what is spoken of is of the same; which, if
    /// that has a name.
    pub(super) fn counterpart(&self, term: u32) -> Option<Option<SubjectId>> {
        let ([subject], false) = (self.scope.subjects.as_slice(), self.scope.named) else { return None };
        let (name, word) = (self.name_of(*subject), &self.term(term)?.name);
        let mut generics = self.clauses.terms.iter().filter(|term| term.class == TermClass::Generic);
        let other = generics.find(|other| other.name != *word && name.ends_with(other.name.as_str()))?;
        if self.scope.lost || self.scope.fund.is_some() {
            return None;
        }
        let of = name.get(..name.len() - other.name.len())?;
        Some(self.known_name(&format!("{of}{word}")))
    }

    pub(super) fn name_of(&self, id: SubjectId) -> String {
        self.subjects.get(id.0 as usize).map_or_else(String::new, |subject| subject.name.clone())
    }

    /// A fund: a part of the name behind it, or by itself a subject of a list.
    pub(super) fn fund(&mut self, tokens: &[Token], paragraph: usize, at: usize, term: u32) {
        if let Frame::Share(None) = self.scope.frame {
            self.scope.frame = Frame::Share(Some(SubjectId(term)));
            self.arm();
            return;
        }
        if self.scope.named {
            return;
        }
        if self.is_tail(tokens, at) {
            self.scope.gap = true;
        }
        self.note_fund(SubjectId(term));
        let known = self.scope.subjects.first().copied();
        let own = self.name_of(SubjectId(term));
        let continued = known.is_some_and(|known| self.name_of(known).starts_with(own.as_str()));
        self.scope.fund = (!continued).then_some(SubjectId(term));
        if let Some(budget) = self.budget_in(tokens, paragraph, at) {
            self.scope.measure = Some(budget);
        }
        self.arm();
    }

    /// The budget that a fund's name ends with, where an amount follows: 政府性基金预算 10 万元.
    fn budget_in(&self, tokens: &[Token], paragraph: usize, at: usize) -> Option<u32> {
        let mut behind = tokens.iter().skip(at + 1);
        let next = behind.find(|token| !self.is_any(token, &[TermClass::Filler]))?;
        let Kind::Figure(figure) = next.kind else { return None };
        let token = tokens.get(at)?;
        let text = self.view(paragraph)?.text.get(token.start..token.end)?;
        let ends = |(word, term): &(String, u32)| (text.ends_with(word.as_str())).then_some(*term);
        self.budget_words.iter().find_map(ends).filter(|_| self.is_money(paragraph, figure))
    }

    /// The name of a code.
    pub(super) fn code(&mut self, tokens: &[Token], paragraph: usize, at: usize, name: u32) -> Option<usize> {
        let token = tokens.get(at)?;
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let chained = before
            .is_some_and(|before| before.end == token.start && self.is_any(before, &[TermClass::CodeLevel]));
        if !chained {
            if self.is_tail(tokens, at) && self.is_short(paragraph, token) || self.is_compound(tokens, at) {
                // 「…（项）」 behind it may say what it is after all.
                self.scope.chain.clear();
                self.lose();
                return Some(at + 1);
            }
            self.scope.chain.clear();
        }
        let levelled = tokens
            .get(at + 1)
            .is_some_and(|next| next.start == token.end && self.is_any(next, &[TermClass::CodeLevel]));
        let name = self.code_name(name).to_owned();
        let list = if levelled || !self.scope.chain.is_empty() { None } else { self.classified(&name) };
        self.coded(name, list);
        Some(at + 1)
    }

    /// The list that a name of a code is of where two lists have it and the first one of them is not meant:
    /// 住房公积金 of the items of 人员经费 is none of the items of 住房保障支出.
    fn classified(&self, name: &str) -> Option<String> {
        let lists = self.code_lists(name);
        if lists.len() < 2 {
            return None;
        }
        let mut named = self.clauses.terms.iter().filter(|term| term.class == TermClass::CodeNames);
        let own = named.clone().find_map(|term| term.list.filter(|list| lists.contains(list)))?;
        let told = self.scope.told.iter().rev();
        let spoken = told.chain(self.heads()).chain(&self.first).copied().chain(self.about());
        let meant = spoken.into_iter().find_map(|subject| self.list_of(subject))?;
        let known = named.find(|term| term.list == Some(meant))?;
        (meant != own && lists.contains(&meant)).then(|| known.name.clone())
    }

    /// What lists are of, from the innermost one.
    fn heads(&self) -> impl Iterator<Item = &SubjectId> {
        self.scope.list.iter().chain(self.scope.outer.iter().rev()).flat_map(|list| &list.head)
    }

    /// The fund that a code is told of, or the whole of all funds, where it is not the first declared one: 城乡社区支出
    /// of a government fund is another amount than that of the general budget.
    fn fund_of_codes(&self) -> Option<String> {
        let first = self.clauses.terms.iter().position(|term| term.class == TermClass::Fund)?;
        let fund_of = |subject: SubjectId| self.fund_in(&self.name_of(subject));
        let head = self.heads().copied().find(|head| self.term_of_subject(*head).is_some());
        let fund = match head {
            Some(head) => fund_of(head).or_else(|| self.is_bare(head).then_some(head)),
            None => self.scope.sentence_fund,
        };
        let about = || self.section_fund().or_else(|| self.about().filter(|about| self.is_bare(*about)));
        let fund = fund.or(self.point_fund).or_else(about)?;
        (fund.0 as usize != first).then(|| self.name_of(fund))
    }

    /// Whether a subject is a total that says no fund.
    fn is_bare(&self, subject: SubjectId) -> bool {
        let mut bare = self.clauses.terms.iter().filter(|term| term.class == TermClass::Bare);
        bare.any(|term| term.parts.iter().any(|parts| parts.contains(&subject.0)))
    }

    /// The list that a subject tells to be spoken of: its table has rows of it, or no other has its name.
    fn list_of(&self, subject: SubjectId) -> Option<CodeListId> {
        if let Some(term) = self.term_of_subject(subject) {
            return self.list_of_family(term.cell?.family);
        }
        let name = self.name_of(subject);
        let lists = self.code_lists(name.rsplit('/').next().unwrap_or_default());
        lists.first().copied().filter(|_| lists.len() == 1)
    }

    /// Takes a name as that of a code, of a list where one is meant that the name alone does not tell.
    fn coded(&mut self, name: String, list: Option<String>) {
        if self.scope.chain.is_empty() {
            self.scope.of_chain = list.or_else(|| self.fund_of_codes());
        }
        let mut chain = std::mem::take(&mut self.scope.chain);
        if !chain.is_empty() && self.scope.named {
            // What was told of the class is told of the item.
            let last = self.scope.told.pop();
            if self.first.len() == 1 && self.first.first() == last.as_ref() {
                self.first.clear();
            }
            if let Some(list) = &mut self.scope.list {
                list.items = list.items.saturating_sub(1);
            }
        }
        chain.push(name);
        let of = self.scope.of_chain.iter().map(String::as_str);
        let whole = of.chain(chain.iter().map(String::as_str)).collect::<Vec<_>>().join("/");
        let id = self.subject_named(&whole);
        if let Frame::Share(None) = self.scope.frame {
            self.scope.frame = Frame::Share(Some(id));
            self.arm();
        } else {
            self.told(vec![id], Grade::Told);
        }
        self.scope.chain = chain;
    }

    /// 「（项）」: behind the name of a code nothing new; behind an unknown word that is a name, too.
    pub(super) fn level(&mut self, tokens: &[Token], paragraph: usize, at: usize) -> Option<usize> {
        let token = tokens.get(at)?;
        let before = at.checked_sub(1).and_then(|before| tokens.get(before))?;
        if before.end == token.start && self.is_name(before) && !self.scope.lost {
            let name = self.view(paragraph)?.text.get(before.start..before.end)?.to_owned();
            self.named_codes.push((paragraph, before.start, before.end, name));
            return Some(at + 1);
        }
        if before.end != token.start {
            return Some(at + 1);
        }
        let view = self.view(paragraph)?;
        if view.text.get(token.start..).is_some_and(|text| !text.starts_with('(')) {
            // Without brackets it is a level only behind a name that is known.
            self.scope.gap = true;
            self.scope.armed = false;
            return Some(at + 1);
        }
        let text = view.text.get(..token.start)?;
        let from = text.rfind(|c: char| is_punctuation(c)).map_or(0, |from| {
            from + text.get(from..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
        });
        let from = tokens
            .get(..at)?
            .iter()
            .rev()
            .take_while(|token| token.end > from)
            .find(|token| matches!(token.kind, Kind::Figure(_)))
            .map_or(from, |figure| from.max(figure.end));
        let name = text.get(from..).filter(|name| (2..=30).contains(&name.chars().count()))?.to_owned();
        if let Some(near) = self.near_name(&name) {
            let from = token.start - name.len();
            self.named_codes.push((paragraph, from, token.start, near));
        }
        self.coded(name, None);
        Some(at + 1)
    }
}
