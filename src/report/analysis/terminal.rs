//! An analysis for people: how many of each kind, then each with what adds up to it.

use std::collections::BTreeMap;

use super::names::Names;
use crate::amount::{Exact, Relation};
use crate::analysis::{Analysis, Argument, Context, LeftOut, Origin, Statement};
use crate::report::Options;
use crate::report::style::{BAD, GOOD, HEADING, NOTE, PLAIN, QUIET};
use crate::report::wrap::Page;
use crate::session::Edition;
use crate::text::visible;

/// How many of a kind are shown.
const SHOWN: usize = 5;
/// How many lines of one argument are shown.
const LINES: usize = 4;

pub(super) struct Teller<'t> {
    pub(super) names: Names<'t>,
    pub(super) page: Page,
    verbose: bool,
}

/// For people.
#[must_use]
pub fn analysis_terminal(edition: &Edition, found: &Analysis, options: &Options) -> String {
    let names = Names::new(edition, &found.statements);
    let mut teller = Teller { names, page: Page::new(*options), verbose: options.verbose };
    teller.counts(edition, found);
    teller.contradictions(found);
    teller.never(found);
    teller.redundant(found);
    teller.implied(found);
    teller.excluded(found);
    teller.shifts(found);
    teller.unread(found);
    if options.verbose {
        teller.left_out(found);
    }
    teller.page.finish()
}

impl Teller<'_> {
    fn line(&mut self, indent: usize, text: &str, style: anstyle::Style) {
        self.page.text(indent, &visible(text), style);
    }

    fn counts(&mut self, edition: &Edition, found: &Analysis) {
        let year = edition.schema.year.map(|year| format!(" {year} 年")).unwrap_or_default();
        self.line(0, &format!("{} {}{year}", edition.info.name, edition.info.version), HEADING);
        let rules = found.statements.all.iter().filter(|one| matches!(one.origin, Origin::Check(_))).count();
        let mut why: BTreeMap<LeftOut, usize> = BTreeMap::new();
        for one in found.statements.left_out.values() {
            *why.entry(*one).or_default() += 1;
        }
        let left: usize = why.values().sum();
        let why: Vec<String> =
            why.iter().map(|(why, count)| format!("{}的 {count} 处", super::left_out_words(*why))).collect();
        let left = match left {
            0 => String::new(),
            _ => format!("；另有 {left} 处不是线性的，没有纳入：{}", why.join("、")),
        };
        self.line(0, &format!("写成和式的有 {rules} 处{left}"), PLAIN);
        let style = if found.contradictions.is_empty() { GOOD } else { BAD };
        self.line(0, &format!("互相矛盾的规则：{} 组", found.contradictions.len()), style);
        let counts = [
            (found.never.len(), "不会成立的条件"),
            (found.redundant.len(), "别的规则已经说了的（多余的，不删）"),
            (found.implied.len(), "规则合起来定住、限住的数"),
            (found.excluded.len(), "不会同时成立的条件"),
            (found.shifts.len(), "一起改没有规则会发现的数"),
            (found.unread.len(), "没有规则用到的数"),
        ];
        for (count, name) in counts {
            self.line(0, &format!("{name}：{count}"), PLAIN);
        }
        self.line(0, "以下都不计四舍五入，说的是有这些数的时候；每一条都可以照所写的倍数加起来验算", QUIET);
        if found.dropped > 0 {
            self.line(0, &format!("另有 {} 条没有通过验算，没有列出", found.dropped), BAD);
        }
    }

    /// The head of a kind and how many of it are shown.
    fn head(&mut self, title: &str, count: usize) -> usize {
        if count > 0 {
            self.page.blank();
            self.line(0, title, HEADING);
        }
        if self.verbose { count } else { count.min(SHOWN) }
    }

    fn rest(&mut self, count: usize, shown: usize) {
        if count > shown {
            self.line(2, &format!("……共 {count} 条，加 -v 全列"), QUIET);
        }
    }

    fn context(&mut self, context: &Context) {
        let words = self.names.context(context);
        if !words.is_empty() {
            self.line(4, &words, QUIET);
        }
    }

    /// Each statement with its multiplier, a line each.
    pub(super) fn argument(&mut self, argument: &Argument) {
        let most = if self.verbose { argument.len() } else { LINES };
        for (at, times) in argument.iter().take(most) {
            let Some(statement) = self.names.of.get(*at) else { continue };
            let statement: Statement = statement.clone();
            let sign = if times.signum() < 0 { "−" } else { "+" };
            let by = times.abs();
            let by = if by == Exact::ONE { String::new() } else { format!("{} × ", by.to_exact_string()) };
            let text =
                format!("{sign} {by}{}：{}", self.names.origin(&statement), self.names.statement(&statement));
            self.line(6, &text, PLAIN);
        }
        if argument.len() > most {
            self.line(6, &format!("……共 {} 条，加 -v 全列", argument.len()), QUIET);
        }
    }

    /// `ZC03 + BJ04 − ZC11`
    pub(super) fn sum_words(&self, argument: &Argument) -> String {
        let mut text = String::new();
        for (at, times) in argument {
            let Some(statement) = self.names.of.get(*at) else { continue };
            let joint = match (text.is_empty(), times.signum() < 0) {
                (true, false) => "",
                (true, true) => "−",
                (false, false) => " + ",
                (false, true) => " − ",
            };
            let by = times.abs();
            let by = if by == Exact::ONE { String::new() } else { format!("{} × ", by.to_exact_string()) };
            text.push_str(&format!("{joint}{by}{}", self.names.origin(statement)));
        }
        if text.is_empty() { "0 = 0".to_owned() } else { text }
    }

    fn contradictions(&mut self, found: &Analysis) {
        let count = found.contradictions.len();
        let shown = self.head("互相矛盾：下面每一组不能都成立，少一条就可以", count);
        for one in found.contradictions.iter().take(shown) {
            let codes = super::codes(&self.names, &one.argument);
            self.line(2, &codes.join("、"), BAD);
            self.context(&one.context);
            let (statements, argument) = (&found.statements, &one.argument);
            let bounds = argument.iter().filter_map(|(at, times)| Some(&statements.get(*at)?.bound * times));
            let sum = bounds.fold(Exact::ZERO, |sum, bound| &sum + &bound);
            self.line(4, "照倍数加起来，左边各数都抵消，得出不成立的：", PLAIN);
            self.argument(argument);
            self.line(
                6,
                &format!("合起来：0 {} {}", self.relation_of(argument), sum.to_exact_string()),
                NOTE,
            );
        }
        self.rest(count, shown);
    }

    /// How the sum of statements stands to the sum of their bounds.
    fn relation_of(&self, argument: &Argument) -> &'static str {
        let mut relation = Relation::Equal;
        for (at, times) in argument {
            let Some(statement) = self.names.of.get(*at) else { continue };
            let own = if times.signum() < 0 { statement.relation.mirrored() } else { statement.relation };
            relation = match (relation, own) {
                (known, Relation::Equal) => known,
                (Relation::Less | Relation::Greater, _) => relation,
                (_, own) => own,
            };
        }
        relation.sign()
    }

    fn refuted(&mut self, unequal: Option<u32>, arguments: &[(Relation, Argument)]) {
        let statement = unequal.and_then(|at| self.names.of.get(at)).cloned();
        for (relation, argument) in arguments {
            if let Some(statement) = &statement {
                let shown = self.names.relation(&statement.terms, *relation, &statement.bound);
                self.line(4, &format!("条件要求两边不同，而 {shown}："), PLAIN);
            } else {
                self.line(4, "因为照倍数加起来得出不成立的：", PLAIN);
            }
            self.argument(argument);
        }
    }

    fn never(&mut self, found: &Analysis) {
        let count = found.never.len();
        let shown = self.head("不会成立的条件：其他规则都成立时，这些规则从来不查", count);
        for one in found.never.iter().take(shown) {
            let mut codes: Vec<String> =
                one.checks.iter().map(|check| self.names.check_words(*check)).collect();
            codes.dedup();
            self.line(2, &codes.join("、"), HEADING);
            self.context(&one.context);
            self.refuted(one.unequal, &one.arguments);
        }
        self.rest(count, shown);
    }

    fn redundant(&mut self, found: &Analysis) {
        let count = found.redundant.len();
        let shown = self.head("别的规则已经说了：留着也对，只是不会多查出什么", count);
        for one in found.redundant.iter().take(shown) {
            let (_, title, _) = self.names.check(one.check);
            let name = self.names.check_words(one.check);
            self.line(2, &format!("{name} {title}"), HEADING);
            for follows in &one.follows {
                let Some(statement) = found.statements.get(follows.statement) else { continue };
                if !statement.guard.is_empty() {
                    let guard = self.names.conditions(&statement.guard);
                    self.line(4, &format!("当 {guard} 时"), QUIET);
                }
                for (relation, argument) in &follows.arguments {
                    let shows = self.names.relation(&statement.terms, *relation, &statement.bound);
                    self.line(4, &format!("{name} = {}", self.sum_words(argument)), NOTE);
                    self.line(4, &format!("即 {shows}："), PLAIN);
                    self.argument(argument);
                }
            }
        }
        self.rest(count, shown);
    }

    fn implied(&mut self, found: &Analysis) {
        let count = found.implied.len();
        let shown = self.head("规则合起来定住、限住的数：没有哪一条单独这样说", count);
        let is_value = |one: &&crate::analysis::Implied| one.relation == Relation::Equal;
        let (values, bounds): (Vec<_>, Vec<_>) = found.implied.iter().partition(is_value);
        for one in values.into_iter().chain(bounds).take(shown) {
            let shows = self.names.relation(&[(one.variable, Exact::ONE)], one.relation, &one.bound);
            self.line(2, &shows, HEADING);
            self.context(&one.context);
            for (_, argument) in &one.arguments {
                self.argument(argument);
            }
        }
        self.rest(count, shown);
    }

    fn excluded(&mut self, found: &Analysis) {
        let count = found.excluded.len();
        let shown = self.head("不会同时成立的条件：同时成立，就有不能都成立的事", count);
        for one in found.excluded.iter().take(shown) {
            let words = [0, 1].map(|at| {
                let guard = one.guards.get(at).map(|guard| self.names.conditions(guard)).unwrap_or_default();
                let checks = one.checks.get(at).into_iter().flatten();
                let mut codes: Vec<&str> = checks.map(|check| self.names.check(*check).0).collect();
                codes.dedup();
                format!("{guard}（{}）", codes.join("、"))
            });
            self.line(2, &words.join(" 与 "), HEADING);
            self.refuted(one.unequal, &one.arguments);
        }
        self.rest(count, shown);
    }

    fn shifts(&mut self, found: &Analysis) {
        let count = found.shifts.len();
        let shown = self.head("这几个数一起这样改，没有规则会发现", count);
        for one in found.shifts.iter().take(shown) {
            let changes: Vec<String> = one
                .changes
                .iter()
                .map(|(at, times)| {
                    let sign = if times.signum() < 0 { "减" } else { "加" };
                    format!("{} {sign} {}", self.names.variable(*at), times.abs().to_exact_string())
                })
                .collect();
            self.line(2, &changes.join("，"), HEADING);
            let codes = super::codes_of(&self.names, &one.unmoved);
            self.line(4, &format!("{}：{}", super::SHIFT_WORDS, codes.join("、")), PLAIN);
        }
        self.rest(count, shown);
    }

    fn unread(&mut self, found: &Analysis) {
        let count = found.unread.len();
        self.head("没有规则用到的数", count);
        let mut blocks: BTreeMap<(bool, String), Vec<String>> = BTreeMap::new();
        for one in &found.unread {
            let [block, row, column] = self.names.class(&one.class);
            let parts: Vec<String> = [row, column].into_iter().filter(|part| !part.is_empty()).collect();
            blocks.entry((one.hints, block)).or_default().push(parts.join("·"));
        }
        let most = if self.verbose { blocks.len() } else { SHOWN };
        let total = blocks.len();
        for ((hints, block), figures) in blocks.into_iter().take(most) {
            let few = if self.verbose { figures.len() } else { SHOWN };
            let more = if figures.len() > few { " 等" } else { "" };
            let shown: Vec<&str> = figures.iter().take(few).map(String::as_str).collect();
            let why = if hints { format!("（{}）", super::unread_words(true)) } else { String::new() };
            let text = format!("{block}{why}：{} 个：{}{more}", figures.len(), shown.join("、"));
            self.line(2, &text, PLAIN);
        }
        if total > most {
            self.line(2, &format!("……共 {total} 张表和说明，加 -v 全列"), QUIET);
        }
    }

    fn left_out(&mut self, found: &Analysis) {
        let mut all: BTreeMap<LeftOut, Vec<String>> = BTreeMap::new();
        for (check, why) in &found.statements.left_out {
            let codes = all.entry(*why).or_default();
            let code = self.names.check(*check).0.to_owned();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        self.head("没有纳入的规则", all.len());
        for (why, codes) in all {
            self.line(2, &format!("{}：{}", super::left_out_words(why), codes.join("、")), PLAIN);
        }
    }
}
