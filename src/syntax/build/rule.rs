//! 规则, 要求, 禁句, 停用, 调整.

use pest::iterators::Pair;

use super::super::compared;
use super::super::grammar::Rule;
use super::super::{
    self as tree, Adjust, Binary, Disable, Each, Expr, ExprKind, Forbidden, Name, Step, Text,
};
use super::Builder;
use crate::source::{Diagnostic, Lint, Span};

/// Clauses of the head of a rule, as far as they are written.
#[derive(Default)]
pub(in crate::syntax) struct Head {
    each: Option<Each>,
    when: Option<Expr>,
    validity: Option<tree::Validity>,
    level: Option<(tree::Level, Span)>,
    tolerance: Option<Expr>,
    reason: Option<Text>,
    basis: Option<Text>,
    wording: Option<Text>,
    once: Option<()>,
}

impl Builder<'_> {
    /// `规则 …：式`
    pub(super) fn rule(&mut self, pair: Pair<'_, Rule>) -> tree::Rule {
        let mut requirement = false;
        let mut id = Name::default();
        let mut title = Text::default();
        let mut head = Head::default();
        let mut span = self.span(&pair);
        let mut body = None;
        let mut known = self.diagnostics.count();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::rule_head => {
                    span = self.span(&part);
                    for inner in part.into_inner() {
                        match inner.as_rule() {
                            Rule::kw_requirement => requirement = true,
                            Rule::id => id = self.name(&inner),
                            Rule::string => title = self.text(inner),
                            _ => self.clause(&mut head, inner),
                        }
                    }
                }
                Rule::expr => {
                    known = self.diagnostics.count();
                    // With the brackets around its ends, which are no part of what stands in them.
                    let span = self.span(&part);
                    body = Some(Expr { span, ..self.expr(part) });
                }
                _ => {}
            }
        }
        let body = body.unwrap_or_else(|| super::expression::nothing(span));
        if self.diagnostics.count() == known {
            self.check_statement(&body, true);
        }
        tree::Rule {
            requirement,
            id,
            title,
            each: head.each,
            when: head.when,
            validity: head.validity,
            level: head.level,
            tolerance: head.tolerance,
            reason: head.reason,
            basis: head.basis,
            wording: head.wording,
            once_a_table: head.once.is_some(),
            body,
            span,
        }
    }

    /// One clause of a head.
    fn clause(&mut self, head: &mut Head, pair: Pair<'_, Rule>) {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::each => {
                let each = self.each(pair);
                self.once(&mut head.each, Some(each), span, "逐");
            }
            Rule::when => {
                let when = self.condition(pair);
                self.once(&mut head.when, when, span, "当");
            }
            Rule::validity => {
                let validity = self.validity(pair);
                self.once(&mut head.validity, Some(validity), span, "适用");
            }
            Rule::level => {
                let level = self.level(pair);
                self.once(&mut head.level, level, span, "级别");
            }
            Rule::tolerance => {
                let tolerance = self.tolerance(pair);
                self.once(&mut head.tolerance, tolerance, span, "允许误差");
            }
            Rule::reason => {
                let text = self.first_text(pair);
                self.once(&mut head.reason, Some(text), span, "因");
            }
            Rule::basis => {
                let text = self.first_text(pair);
                self.once(&mut head.basis, Some(text), span, "依据");
            }
            Rule::wording => {
                let text = self.first_text(pair);
                self.once(&mut head.wording, Some(text), span, "措辞");
            }
            Rule::once => self.once(&mut head.once, Some(()), span, "每表一条"),
            _ => {}
        }
    }

    fn each(&mut self, pair: Pair<'_, Rule>) -> Each {
        let span = self.span(&pair);
        let mut what = None;
        let mut over = Vec::new();
        for inner in pair.into_inner() {
            let place = self.span(&inner);
            match inner.as_rule() {
                Rule::set => over.push(self.set(inner)),
                Rule::path => over.push(Expr { kind: ExprKind::Path(self.path(inner)), span: place }),
                _ if super::is_name(&inner) => what = Some(self.name(&inner)),
                _ => {}
            }
        }
        Each { what: what.unwrap_or_default(), over, span }
    }

    fn condition(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let condition = pair.into_inner().find(|inner| inner.as_rule() == Rule::expr)?;
        let known = self.diagnostics.count();
        let condition = self.expr(condition);
        if self.diagnostics.count() == known {
            self.check_statement(&condition, false);
        }
        Some(condition)
    }

    fn tolerance(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let number = pair.into_inner().find(|inner| inner.as_rule() == Rule::number)?;
        Some(self.number_expr(number))
    }

    /// What must hold is a comparison or the like; an operator written without blanks hides in a name.
    fn check_statement(&mut self, body: &Expr, whole: bool) {
        let states = match &body.kind {
            ExprKind::Has(..) | ExprKind::Call(..) | ExprKind::Unary(tree::Unary::Not, _) => return,
            ExprKind::Binary(Binary::And | Binary::Or, left, right) => {
                self.check_statement(left, whole);
                self.check_statement(right, whole);
                return;
            }
            ExprKind::Binary(operator, ..) => {
                !matches!(operator, Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide)
            }
            // A property may be a yes or no.
            ExprKind::Path(_) => true,
            _ => false,
        };
        if let Some((name, split)) = glued(body) {
            let message = format!("「{}」连成了一个词", name.text);
            self.diagnostics.push(
                Diagnostic::error(Lint("连写"), name.span, message)
                    .mend(format!("词与词之间要空格，写成：{split}"))
                    .put(split),
            );
        } else if !states {
            let year = match &body.kind {
                ExprKind::Number(number) if number.unit.starts_with('年') => Some(number.digits.as_str()),
                _ => None,
            };
            let year =
                year.filter(|_| !whole).map(|year| format!("年度不写在「当」里，写成：适用 {year} 起"));
            let (what, example) = if whole {
                ("冒号后应为必须成立的式子（有比较，或有、无）", "支出合计 = 基本支出 + 项目支出")
            } else {
                ("「当」后应为能判断真假的条件", "当 支出合计 > 0元")
            };
            self.diagnostics.push(
                Diagnostic::error(Lint("不是判断"), body.span, format!("{what}，而此处只是一个数或一段文字"))
                    .mend(year.unwrap_or_else(|| format!("例如：{example}"))),
            );
        }
    }

    /// `禁句 …`
    pub(super) fn forbidden(&mut self, pair: Pair<'_, Rule>) -> Forbidden {
        let mut forbidden = Forbidden {
            id: Name::default(),
            title: Text::default(),
            patterns: Vec::new(),
            except: Vec::new(),
            instead: None,
            wording: None,
            level: None,
            when: None,
            validity: None,
            over: None,
            reason: None,
            span: self.span(&pair),
        };
        let mut titled = false;
        for inner in pair.into_inner() {
            let span = self.span(&inner);
            match inner.as_rule() {
                Rule::id => forbidden.id = self.name(&inner),
                Rule::string if titled => forbidden.patterns.push(self.pattern(inner)),
                Rule::string => {
                    titled = true;
                    forbidden.title = self.text(inner);
                }
                Rule::except => forbidden.except.extend(self.texts(inner)),
                Rule::instead => {
                    let text = self.first_text(inner);
                    self.once(&mut forbidden.instead, Some(text), span, "改");
                }
                Rule::wording => {
                    let text = self.first_text(inner);
                    self.once(&mut forbidden.wording, Some(text), span, "措辞");
                }
                Rule::level => {
                    let level = self.level(inner);
                    self.once(&mut forbidden.level, level, span, "级别");
                }
                Rule::when => {
                    let when = self.condition(inner);
                    self.once(&mut forbidden.when, when, span, "当");
                }
                Rule::validity => {
                    let validity = self.validity(inner);
                    self.once(&mut forbidden.validity, Some(validity), span, "适用");
                }
                Rule::within => {
                    let path = inner.into_inner().find(|inner| inner.as_rule() == Rule::path);
                    let path = path.map(|path| self.path(path));
                    self.once(&mut forbidden.over, path, span, "于");
                }
                Rule::reason => {
                    let text = self.first_text(inner);
                    self.once(&mut forbidden.reason, Some(text), span, "因");
                }
                _ => {}
            }
        }
        forbidden
    }

    /// `停用 …`
    pub(super) fn disable(&mut self, pair: Pair<'_, Rule>) -> Disable {
        let span = self.span(&pair);
        let mut head = Head::default();
        for inner in pair.clone().into_inner() {
            self.clause(&mut head, inner);
        }
        Disable { names: self.names(pair), when: head.when, reason: head.reason, span }
    }

    /// `调整 …`
    pub(super) fn adjust(&mut self, pair: Pair<'_, Rule>) -> Adjust {
        let span = self.span(&pair);
        let mut head = Head::default();
        for inner in pair.clone().into_inner() {
            self.clause(&mut head, inner);
        }
        Adjust {
            names: self.names(pair),
            when: head.when,
            level: head.level,
            tolerance: head.tolerance,
            validity: head.validity,
            reason: head.reason,
            span,
        }
    }
}

/// The first single name in an expression that has an operator word inside, and how it reads split.
fn glued(expr: &Expr) -> Option<(&Name, String)> {
    match &expr.kind {
        ExprKind::Path(path) => path.steps.iter().find_map(|step| match step {
            Step::Name(name) => compared::split(&name.text).map(|split| (name, split)),
            _ => None,
        }),
        ExprKind::Unary(_, inner) => glued(inner),
        ExprKind::Binary(operator, left, right) if !matches!(operator, Binary::Compare(_)) => {
            glued(left).or_else(|| glued(right))
        }
        _ => None,
    }
}

/// The only known word that a word is a slip of (one character changed, swapped, put in or left out, the first one
/// kept), or that it holds or is held by.
pub(in crate::syntax) fn closest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let length = word.chars().count();
    let near = |known: &&&str| {
        let slip =
            strsim::damerau_levenshtein(word, known) <= 1 && word.chars().next() == known.chars().next();
        let held = known.chars().count() > 1 && word.contains(**known) || length > 1 && known.contains(word);
        slip && length > 1 || held
    };
    let mut found = known.iter().filter(near);
    let first = found.next()?;
    found.next().is_none().then_some(*first)
}
