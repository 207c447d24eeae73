//! What a figure is by the registers, or why it is not known.

use super::fact::{Basis, Fact, Grade, SubjectId, What};
use super::reader::Reader;
use super::scope::Frame;
use super::token::{Kind, Token};
use crate::account::passages::values;
use crate::syntax::TermClass;
use crate::text::FigureUnit;

/// What kind of figure one is by its print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Print {
    Money,
    Percent,
    Count,
    Bare,
}

/// Why a count is no fact that is compared with a count.
const OF_COUNTS: &str = "个数的增减";

impl Reader<'_> {
    /// Takes a figure and those that share its place with it (甲、乙); where to go on.
    pub(super) fn figure(&mut self, tokens: &[Token], paragraph: usize, at: usize) -> usize {
        let Some(token) = tokens.get(at) else { return at + 1 };
        let Kind::Figure(number) = token.kind else { return at + 1 };
        if let Some(year) = self.year_of(token, paragraph) {
            self.date(tokens, paragraph, at);
            self.scope.year = Some(year).filter(|year| Some(*year) != self.year);
            return at + 1;
        }
        let Some(print) = self.print(paragraph, number) else { return at + 1 };
        if print == Print::Count {
            self.other_kind(tokens, paragraph, at);
        }
        let run = self.run(tokens, paragraph, at, print);
        let told = if print == Print::Count || print == Print::Bare && self.scope.noun.is_some() {
            self.count(tokens, paragraph, at)
        } else {
            self.what(print)
        };
        let figures: Vec<usize> = run
            .iter()
            .filter_map(|at| match tokens.get(*at)?.kind {
                Kind::Figure(figure) => Some(figure),
                _ => None,
            })
            .collect();
        if print == Print::Bare && matches!(self.scope.frame, Frame::Share(_)) && self.scope.armed {
            self.ratios.extend(figures.iter().map(|figure| (paragraph, *figure)));
        }
        match told {
            Ok(what) => self.tell(what, paragraph, &figures),
            Err(why) => {
                figures.iter().for_each(|figure| self.leave(paragraph, *figure, why));
                self.scope.uncounted = why == OF_COUNTS;
                let counted = print == Print::Count && self.scope.subjects.is_empty();
                if counted || print == Print::Money && self.scope.gap && !self.scope.named {
                    // Something unknown: what goes on without a name is about that.
                    self.lose();
                }
            }
        }
        self.behind();
        if let (Ok(What::Value), Some(budget)) =
            (told, self.scope.measure.filter(|term| self.is_budget(*term)))
            && self.is_part_of(tokens, paragraph, at + 1)
        {
            // 为年初预算25.00万元的86%
            self.scope.frame = Frame::Completion(Some(budget));
            self.scope.armed = true;
            // What is said behind it is said of the outturn again.
            self.scope.measure = None;
        }
        let next = run.last().map_or(at + 1, |last| last + 1);
        match told {
            // What was counted is named behind it: the name is used up.
            Ok(What::Count(noun)) => self.noun_behind(tokens, at, noun).map_or(next, |noun| noun + 1),
            _ => next,
        }
    }

    /// Whether nothing but a word without meaning stands between a figure and a percentage of it.
    fn is_part_of(&self, tokens: &[Token], paragraph: usize, at: usize) -> bool {
        let filler = tokens.get(at).is_some_and(|token| self.is_any(token, &[TermClass::Filler]));
        let percent = tokens.get(at + 1).is_some_and(|token| match token.kind {
            Kind::Figure(figure) => self.is_percent(paragraph, figure),
            _ => false,
        });
        filler && percent
    }

    /// The token behind a count that names what is counted.
    fn noun_behind(&self, tokens: &[Token], at: usize, noun: u32) -> Option<usize> {
        let behind = tokens.iter().enumerate().skip(at + 1).take(3);
        let next = behind.into_iter().find(|(_, token)| !self.is_any(token, &[TermClass::Filler]));
        next.filter(|(_, token)| self.term_of(token, TermClass::Count) == Some(noun)).map(|(at, _)| at)
    }

    /// The figures of one kind that follow one another with nothing but `、`, `，`, 和 between them, where several
    /// subjects are spoken of. Behind 甲 60 万元，乙 40 万元，占 60%、40% those are all that were told: no two shares
    /// are of one.
    fn run(&mut self, tokens: &[Token], paragraph: usize, at: usize, print: Print) -> Vec<usize> {
        let mut run = vec![at];
        let several = self.scope.subjects.len() > 1;
        let shares = print == Print::Percent && matches!(self.scope.frame, Frame::Share(_));
        if self.scope.subjects.is_empty() || !several && !shares {
            return run;
        }
        let mut next = at + 1;
        while let (Some(between), Some(token)) = (tokens.get(next), tokens.get(next + 1)) {
            let joins = between.kind == Kind::And
                || several && (between.kind == Kind::Comma || self.is_any(between, &[TermClass::Versus]));
            let Kind::Figure(figure) = token.kind else { break };
            if !joins || self.print(paragraph, figure).is_none_or(|p| p != print && p != Print::Bare) {
                break;
            }
            run.push(next + 1);
            next += 2;
        }
        if !several && run.len() > 1 && self.scope.told.len() == run.len() {
            self.scope.subjects.clone_from(&self.scope.told);
        }
        run
    }

    fn print(&self, paragraph: usize, figure: usize) -> Option<Print> {
        let view = self.view(paragraph)?;
        let figure = view.figures.get(figure)?;
        Some(match figure.printed.unit {
            FigureUnit::Money { .. } => Print::Money,
            FigureUnit::Percent => Print::Percent,
            _ if values::rate_exponent(view, figure).is_some() => Print::Percent,
            FigureUnit::Other(_) => Print::Count,
            FigureUnit::None if values::shared_unit(view, figure).is_some() => Print::Money,
            FigureUnit::None if values::later_unit(view, figure).is_some() => Print::Money,
            FigureUnit::None => Print::Bare,
            _ => return None,
        })
    }

    /// Whether a figure is an amount by its unit.
    pub(super) fn is_money(&self, paragraph: usize, figure: usize) -> bool {
        self.print(paragraph, figure) == Some(Print::Money)
    }

    /// Whether a figure is a percentage.
    pub(super) fn is_percent(&self, paragraph: usize, figure: usize) -> bool {
        self.print(paragraph, figure) == Some(Print::Percent)
    }

    /// Whether a figure is a count by its unit.
    pub(super) fn is_count(&self, paragraph: usize, figure: usize) -> bool {
        self.print(paragraph, figure) == Some(Print::Count)
    }

    /// What an amount or a percentage is.
    fn what(&self, print: Print) -> Result<What, &'static str> {
        let scope = &self.scope;
        if scope.lost {
            return Err("不知道说的是什么");
        }
        if !scope.armed || scope.gap {
            return Err("前面有不认得的词");
        }
        let basis = || scope.basis.or_else(|| scope.list.as_ref().and_then(|list| list.basis));
        let percent = print == Print::Percent;
        let money = print == Print::Money;
        match scope.frame {
            Frame::Base(basis) if money => return Ok(What::Base(basis)),
            Frame::Base(_) => return Err("不知道是哪一个率"),
            Frame::Share(whole) if money && whole.is_some() => return Ok(What::Value),
            Frame::Share(whole) if !money => return self.share(whole),
            Frame::Completion(Some(_)) if money => return Ok(What::Value),
            Frame::Completion(budget) if !money => {
                return budget.or_else(|| self.any_budget()).map(What::Completion).ok_or("没有说完成什么");
            }
            Frame::Comparison(direction, Some(budget)) if money => {
                return Ok(What::Change(Basis::Budget(budget), direction));
            }
            Frame::Comparison(direction, Some(budget)) if percent => {
                return Ok(What::Rate(Basis::Budget(budget), direction));
            }
            Frame::Difference if money => return Ok(What::Difference),
            Frame::Average(count) if money => return Ok(What::Average(count)),
            Frame::Plain => {}
            _ => return Err("不知道是什么数"),
        }
        if let Some(direction) = scope.direction {
            let outturn = scope.measure == Some(self.outturn) && scope.named;
            let year = outturn.then_some(Basis::Year(None));
            let basis = basis().or_else(|| self.own_budget()).or(year).ok_or("没有说同什么比")?;
            return match print {
                Print::Money => Ok(What::Change(basis, direction)),
                Print::Percent => Ok(What::Rate(basis, direction)),
                _ => Err("没有单位"),
            };
        }
        if percent {
            let budget = scope.measure.filter(|term| self.is_budget(*term));
            return budget.map(What::Completion).ok_or("不知道是哪一个率");
        }
        if scope.joined && !scope.each {
            return Err("不知道说的是哪一个");
        }
        Ok(What::Value)
    }

    /// The budget that an outturn is silently held against: both were told in the sentence, and nothing else.
    fn own_budget(&self) -> Option<Basis> {
        let told = self.values_of(&self.scope.subjects, self.sentence);
        let budget = told.iter().rev().find(|term| self.is_budget(**term));
        budget.filter(|_| told.contains(&self.outturn)).map(|budget| Basis::Budget(*budget))
    }

    fn is_budget(&self, term: u32) -> bool {
        self.term(term).is_some_and(|term| term.class == TermClass::Budget)
    }

    /// The budget that is meant where none is said: the last declared, which says no kind.
    fn any_budget(&self) -> Option<u32> {
        self.clauses.terms.iter().rposition(|term| term.class == TermClass::Budget).map(|at| at as u32)
    }

    /// What a share is of: what is said, the head of the list, and where a general word is said either.
    fn share(&self, whole: Option<SubjectId>) -> Result<What, &'static str> {
        let lists = std::iter::once(&self.scope).chain(self.saved.iter().rev());
        let heads = lists.filter_map(|scope| match scope.list.as_ref()?.head.as_slice() {
            [head] => Some(*head),
            _ => None,
        });
        let mut heads = heads.filter(|head| !self.scope.subjects.contains(head));
        let head = match whole {
            // A general word for the whole may mean what the list is of; another name means itself.
            Some(whole) if !self.is_general(whole) => {
                let name = self.name_of(whole);
                let before = self.before.0.iter().copied().filter(|before| *before != whole);
                heads.chain(before).find(|head| self.name_of(*head).ends_with(name.as_str()))
            }
            _ => heads.next(),
        };
        let about = || self.about().filter(|about| !self.scope.subjects.contains(about));
        match (whole, head) {
            (Some(whole), head) => Ok(What::Share(Some(whole), head.filter(|head| *head != whole))),
            (None, Some(head)) => Ok(What::Share(Some(head), None)),
            (None, None) => Ok(What::Share(about(), None)),
        }
    }

    /// Whether a name is one of many things: it has no place in a table and no parts.
    fn is_general(&self, subject: SubjectId) -> bool {
        self.term_of_subject(subject).is_some_and(|term| {
            term.class == TermClass::Generic
                || term.cell.is_none() && term.of.is_none() && term.parts.is_empty()
        })
    }

    /// What a count counts: what was named before it, what is named behind it, or what its unit says.
    fn count(&self, tokens: &[Token], paragraph: usize, at: usize) -> Result<What, &'static str> {
        let scope = &self.scope;
        if scope.gap {
            return Err("前面有不认得的词");
        }
        let beside = scope.uncounted && !scope.named;
        if scope.direction.is_some() || beside || !matches!(scope.frame, Frame::Plain) {
            return Err(OF_COUNTS);
        }
        let text = || {
            let view = self.view(paragraph)?;
            let Kind::Figure(figure) = tokens.get(at)?.kind else { return None };
            let figure = view.figures.get(figure)?;
            view.text.get(figure.digits_end..figure.end)
        };
        let unit = text();
        let counter = self.counters.iter().find(|(word, ..)| Some(word.as_str()) == unit);
        if let Some(noun) = scope.noun.filter(|_| scope.armed) {
            // 来宾 30 批次: a unit that is a name of what is counted says it better than another name.
            let named = counter.filter(|(.., named)| *named).map(|(_, term, _)| *term);
            return Ok(What::Count(named.unwrap_or(noun)));
        }
        let mut behind = tokens.iter().skip(at + 1).take(3);
        let next = behind.find(|token| !self.is_any(token, &[TermClass::Filler]));
        if let Some(noun) = next.and_then(|token| self.term_of(token, TermClass::Count)) {
            return Ok(What::Count(noun));
        }
        // 2 个一级项目: the unit does not say what is counted where a name follows that is not known.
        let figure_end = tokens.get(at).map(|token| token.end);
        let named = tokens.get(at + 1).is_some_and(|next| {
            Some(next.start) == figure_end
                && (next.kind == Kind::Unknown || self.is_any(next, &[TermClass::Cut]))
        });
        if named {
            return Err("不知道数的是什么");
        }
        counter.map(|(_, term, _)| What::Count(*term)).ok_or("不知道数的是什么")
    }

    /// Makes facts of figures: one for each subject, or one for all.
    fn tell(&mut self, what: What, paragraph: usize, figures: &[usize]) {
        let subjects = self.subjects_for(what);
        let pairs: Vec<(SubjectId, usize)> = match (subjects.as_slice(), figures) {
            ([], _) => {
                figures.iter().for_each(|figure| self.leave(paragraph, *figure, "不知道说的是什么"));
                self.lose();
                return;
            }
            // One share is of one of them, and which one is not said.
            (all, [one]) if all.len() > 1 && matches!(what, What::Share(..)) => {
                self.leave(paragraph, *one, "几个数对不上几个主体");
                return;
            }
            (all, [one]) => all.iter().map(|subject| (*subject, *one)).collect(),
            (all, several) if all.len() == several.len() => {
                all.iter().copied().zip(several.iter().copied()).collect()
            }
            _ => {
                figures.iter().for_each(|figure| self.leave(paragraph, *figure, "几个数对不上几个主体"));
                return;
            }
        };
        for (subject, figure) in pairs {
            let Some(place) = self.place(paragraph, figure) else { continue };
            self.fact(subject, what, paragraph, Some(figure), place);
        }
        match what {
            // A rate behind the amount is against the same.
            What::Change(basis, _) => self.scope.basis = self.scope.basis.or(Some(basis)),
            What::Count(noun)
                if !self.scope.lost
                    && (self.scope.subjects.is_empty()
                        || self.scope.grade == Grade::Inferred
                            && self.term(noun).is_some_and(|noun| noun.of.is_some())) =>
            {
                self.scope.subjects = subjects;
                self.scope.grade = Grade::Inherited;
            }
            _ => {}
        }
    }

    fn place(&self, paragraph: usize, figure: usize) -> Option<(usize, usize)> {
        let figure = self.view(paragraph)?.figures.get(figure)?;
        Some((figure.start, figure.end))
    }

    /// What a fact is of.
    fn subjects_for(&mut self, what: What) -> Vec<SubjectId> {
        match (what, self.scope.frame) {
            (What::Value, Frame::Share(Some(whole))) => return vec![whole],
            (What::Count(term), _) => {
                let own = self.term(term).and_then(|term| term.of).map(SubjectId);
                if let Some(own) = own {
                    self.scope.counted = Some(own);
                    return vec![own];
                }
                // 团组 1 个，累计 4 人次: those who went are counted.
                if let Some(counted) = self.scope.counted.filter(|_| !self.scope.named) {
                    return vec![counted];
                }
                // 其中：接待批次 3 次: what is counted in a list without a name is its head's.
                if self.scope.subjects.is_empty()
                    && !self.scope.lost
                    && let Some([head]) = self.scope.list.as_ref().map(|list| list.head.as_slice())
                    && self.term_of_subject(*head).is_some_and(|term| term.parts.is_empty())
                {
                    return vec![*head];
                }
            }
            _ => {}
        }
        if let Some(fund) = self.scope.fund.take().filter(|_| !self.scope.named) {
            let measure = self.scope.measure;
            self.told(vec![fund], Grade::Told);
            self.scope.measure = measure;
        }
        self.scope.subjects.clone()
    }

    /// A fact of what is spoken of, told by words.
    pub(super) fn say(&mut self, what: What, paragraph: usize, figure: Option<usize>, place: (usize, usize)) {
        if self.scope.lost {
            return;
        }
        if let [subject] = self.scope.subjects.as_slice() {
            let subject = *subject;
            self.fact(subject, what, paragraph, figure, place);
        }
    }

    fn fact(
        &mut self,
        subject: SubjectId,
        what: What,
        paragraph: usize,
        figure: Option<usize>,
        place: (usize, usize),
    ) {
        let scope = &mut self.scope;
        let list = scope.list.as_ref();
        let measure = match (what, scope.frame) {
            (What::Value, Frame::Share(_)) => self.outturn,
            (What::Value, Frame::Completion(Some(budget))) => budget,
            _ => scope.measure.or_else(|| list.and_then(|list| list.measure)).unwrap_or(self.outturn),
        };
        let head = list.and_then(|list| list.head.first().copied());
        let changes = matches!(what, What::Change(..) | What::Rate(..));
        let inline = list.is_some_and(|list| list.inline && list.items == 1);
        let or = head.filter(|head| changes && inline && *head != subject && !scope.named);
        if changes && !scope.changed.contains(&subject) {
            scope.changed.push(subject);
        }
        let scope_of = head.or_else(|| self.about()).filter(|of| *of != subject);
        let (grade, year) = (self.scope.grade, self.scope.year);
        if what == What::Value {
            let told = self.values.entry((self.sentence, subject)).or_default();
            told.retain(|(_, known)| *known != measure);
            told.push((self.facts.len(), measure));
        }
        self.facts.push(Fact {
            subject,
            or,
            scope: scope_of,
            measure,
            year,
            what,
            grade,
            paragraph,
            figure,
            start: place.0,
            end: place.1,
            word: self.scope.word,
            sentence: self.sentence,
            section: self.section,
            list: self.scope.list.as_ref().map(|list| list.id),
            open: self.scope.list.as_ref().is_some_and(|list| list.open),
            divides: self.scope.list.as_ref().is_some_and(|list| list.divides),
        });
    }

    fn leave(&mut self, paragraph: usize, figure: usize, why: &'static str) {
        let list = self.scope.list.as_ref().map(|list| list.id);
        self.unread.push((paragraph, figure, why, list));
    }

    /// Behind a figure another needs a word of its own, unless a share or a completion goes on.
    fn behind(&mut self) {
        let scope = &mut self.scope;
        scope.direction = None;
        scope.noun = None;
        scope.gap = false;
        scope.beside.clear();
        if !matches!(scope.frame, Frame::Share(Some(_)) | Frame::Completion(Some(_))) {
            scope.armed = false;
            scope.frame = Frame::Plain;
        }
    }
}
