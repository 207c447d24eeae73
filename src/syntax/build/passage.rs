//! 说明, 段, 每项, 句组 and their members.

use pest::iterators::Pair;

use super::super::grammar::Rule;
use super::super::{Expr, ExprKind, Group, Items, Name, Passage, PassageMember, Pattern, Sentence, Use};
use super::{Builder, is_name};

impl Builder<'_> {
    /// 说明 or 段, whole.
    pub(super) fn passage(&mut self, pair: Pair<'_, Rule>) -> Passage {
        let mut passage = Passage { name: Name::default(), members: Vec::new(), span: self.span(&pair) };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::passage_head | Rule::section_head => {
                    let head = self.passage_head(inner);
                    passage = Passage { members: passage.members, ..head };
                }
                _ => passage.members.extend(self.passage_member(inner)),
            }
        }
        passage
    }

    /// `说明 名`, `段 名`, without members.
    pub(in crate::syntax) fn passage_head(&mut self, pair: Pair<'_, Rule>) -> Passage {
        let span = self.span(&pair);
        Passage { name: self.first_name(pair), members: Vec::new(), span }
    }

    /// 句组, whole.
    pub(super) fn group(&mut self, pair: Pair<'_, Rule>) -> Group {
        let mut group = Group {
            name: Name::default(),
            parameters: Vec::new(),
            members: Vec::new(),
            span: self.span(&pair),
        };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::group_head => {
                    let head = self.group_head(inner);
                    group = Group { members: group.members, ..head };
                }
                _ => group.members.extend(self.passage_member(inner)),
            }
        }
        group
    }

    /// `句组 名（参数）`, without members.
    pub(in crate::syntax) fn group_head(&mut self, pair: Pair<'_, Rule>) -> Group {
        let span = self.span(&pair);
        let mut names = self.names(pair).into_iter();
        let name = names.next().unwrap_or_default();
        Group { name, parameters: names.collect(), members: Vec::new(), span }
    }

    fn items(&mut self, pair: Pair<'_, Rule>) -> Items {
        let mut items =
            Items { name: Name::default(), heads: Vec::new(), members: Vec::new(), span: self.span(&pair) };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::items_head => {
                    let head = self.items_head(inner);
                    items = Items { members: items.members, ..head };
                }
                _ => items.members.extend(self.passage_member(inner)),
            }
        }
        items
    }

    /// `每项 名 "句式"…`, without members.
    pub(in crate::syntax) fn items_head(&mut self, pair: Pair<'_, Rule>) -> Items {
        let span = self.span(&pair);
        let name = self.first_name(pair.clone());
        let heads = pair.into_inner().filter(|inner| inner.as_rule() == Rule::sentence);
        let heads = heads.filter_map(|head| self.sentence(head)).collect();
        Items { name, heads, members: Vec::new(), span }
    }

    /// One member of a passage, item or group; none for braces and the end of the text.
    pub(in crate::syntax) fn passage_member(&mut self, pair: Pair<'_, Rule>) -> Option<PassageMember> {
        Some(match pair.as_rule() {
            Rule::titled => {
                if pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_rest) {
                    return Some(PassageMember::Rest(self.span(&pair)));
                }
                if pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_clauses) {
                    return Some(PassageMember::Clauses(self.span(&pair)));
                }
                PassageMember::Titled(self.patterns(pair))
            }
            Rule::starts => PassageMember::Starts(self.patterns(pair)),
            Rule::sentence_line => {
                let sentence = pair.into_inner().find(|inner| inner.as_rule() == Rule::sentence)?;
                PassageMember::Sentence(self.sentence(sentence)?)
            }
            Rule::group_use => PassageMember::Use(self.group_use(pair)),
            Rule::define => {
                let name = self.first_name(pair.clone());
                PassageMember::Define(name, self.first_expr(pair))
            }
            Rule::rule => PassageMember::Rule(self.rule(pair)),
            Rule::forbidden => PassageMember::Forbidden(self.forbidden(pair)),
            Rule::items => PassageMember::Items(self.items(pair)),
            Rule::section => PassageMember::Section(self.passage(pair)),
            Rule::disable => PassageMember::Disable(self.disable(pair)),
            _ => return None,
        })
    }

    fn sentence(&mut self, pair: Pair<'_, Rule>) -> Option<Sentence> {
        let pattern: Pattern = self.patterns(pair.clone()).into_iter().next()?;
        let mut implied = Vec::new();
        for inner in pair.into_inner().filter(|inner| inner.as_rule() == Rule::implied) {
            let name = self.first_name(inner.clone());
            implied.push((name, self.first_expr(inner)));
        }
        Some(Sentence { pattern, implied })
    }

    fn group_use(&mut self, pair: Pair<'_, Rule>) -> Use {
        let mut found = Use { group: Name::default(), arguments: Vec::new(), span: self.span(&pair) };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expr => found.arguments.push(self.expr(inner)),
                _ if is_name(&inner) => found.group = self.name(&inner),
                _ => {}
            }
        }
        found
    }

    pub(super) fn first_expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let expr = pair.into_inner().find(|inner| inner.as_rule() == Rule::expr);
        expr.map_or(Expr { kind: ExprKind::Set(Vec::new()), span }, |expr| self.expr(expr))
    }
}
