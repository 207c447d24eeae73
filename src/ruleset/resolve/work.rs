//! Rules, definitions and phrases one by one: heads, checks for every turn of a 逐, 停用 and 调整.

use std::collections::BTreeSet;

use super::each::Turn;
use super::here::Here;
use super::meaning::{Miss, both};
use super::{Resolver, Work, expr};
use crate::amount::Exact;
use crate::ruleset::{Category, Check, Domain, Expr, Phrase, Rule, RuleId};
use crate::schema::{Piece, Scope};
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax;

impl Work<'_> {
    pub(super) fn resolver(&self, scope: &Scope, here: Here) -> Resolver<'_> {
        Resolver {
            declared: self.declared,
            dimensions: &self.dimensions,
            scope: scope.clone(),
            scope_is_side: false,
            here,
            joined: Vec::new(),
            summing: None,
            row_wanted: false,
            head_wanted: false,
            set_wanted: false,
            outer: Vec::new(),
            expanding: Vec::new(),
            expanded: 0,
            depth: 0,
            names: self.names.as_ref(),
        }
    }

    pub(super) fn note(&mut self, miss: Miss) {
        let Miss::Wrong(wrong) = miss else { return };
        for diagnostic in wrong {
            if !self.diagnostics.contains(&diagnostic) {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    pub(super) fn rule(&mut self, at: usize) {
        let Some(site) = self.declared.rules.get(at) else { return };
        let rule = &site.rule;
        let family = site.scope.families.first().filter(|_| site.scope.passage.is_some());
        let place = family.and_then(|id| self.declared.schema.family(*id)).map(|family| family.name.clone());
        let table =
            site.scope.table.and_then(|id| self.declared.schema.table(id)).map(|table| table.name.clone());
        let place = place.or(table).unwrap_or_default();
        if let Some(known) =
            self.rules.rules.iter().find(|known| known.code == rule.id.text && known.span != rule.span)
        {
            let message = format!("编号「{}」用了两次", rule.id.text);
            let diagnostic = Diagnostic::error(Lint("编号重复"), rule.id.span, message)
                .see(known.span, "第一次在这里")
                .mend("换一个编号；要改掉原来的规则，先「停用」它");
            self.note(diagnostic.into());
            return;
        }
        let tolerance = rule.tolerance.as_ref().and_then(|expr| self.tolerance(expr));
        let id = self.push_rule(rule_head(rule, place, tolerance, self.declared.schema.year));
        match self.checks(id, rule, &site.scope) {
            Ok(checks) => self.rules.checks.extend(checks),
            Err(Miss::OtherYears) => self.out_of_years(id),
            Err(miss) => self.note(miss),
        }
    }

    /// A rule about what there is in other years only: it has its line in the ledger.
    fn out_of_years(&mut self, id: RuleId) {
        if let Some(rule) = self.rules.rules.get_mut(id.0 as usize) {
            rule.in_force = false;
        }
        let body = Expr::Said(true, Vec::new());
        let (label, table) = (String::new(), None);
        self.rules.checks.push(Check { rule: id, domain: Domain::Once, guard: None, body, label, table });
    }

    /// Rules that use a definition of what there is in other years only.
    pub(super) fn of_other_years(&mut self) {
        let mut gone = std::mem::take(&mut self.gone);
        loop {
            let uses = |expr: &Expr| {
                let mut found = false;
                expr.walk(&mut |expr| found |= matches!(expr, Expr::Defined(id) if gone.contains(id)));
                found
            };
            let more: Vec<_> = (0u32..)
                .zip(&self.defined)
                .filter(|(at, expr)| {
                    let id = crate::ruleset::DefinitionId(*at);
                    !gone.contains(&id) && expr.as_ref().is_some_and(uses)
                })
                .map(|(at, _)| crate::ruleset::DefinitionId(at))
                .collect();
            if more.is_empty() {
                let used = |check: &&Check| check.guard.iter().chain([&check.body]).any(uses);
                let rules: BTreeSet<RuleId> =
                    self.rules.checks.iter().filter(used).map(|check| check.rule).collect();
                for rule in self.rules.rules.iter_mut().filter(|rule| rules.contains(&rule.id)) {
                    rule.in_force = false;
                }
                return;
            }
            gone.extend(more);
        }
    }

    pub(super) fn push_rule(&mut self, mut rule: Rule) -> RuleId {
        rule.id = RuleId(self.rules.rules.len() as u32);
        let id = rule.id;
        self.rules.rules.push(rule);
        id
    }

    pub(super) fn tolerance(&mut self, expr: &syntax::Expr) -> Option<Exact> {
        let literal = match &expr.kind {
            syntax::ExprKind::Number(number) => expr::literal(number, expr.span),
            _ => Err(Diagnostic::error(Lint("允许误差"), expr.span, "「允许误差」后面写一个数")
                .mend("如：允许误差 0.5万元")
                .into()),
        };
        match literal {
            Ok(literal) => Some(literal.value),
            Err(miss) => {
                self.note(miss);
                None
            }
        }
    }

    pub(super) fn checks(
        &mut self,
        id: RuleId,
        rule: &syntax::Rule,
        scope: &Scope,
    ) -> Result<Vec<Check>, Miss> {
        let mut resolver = self.resolver(scope, Here::default());
        let turns = match &rule.each {
            Some(each) => resolver.turns(each)?,
            None => vec![resolver.own_turn()],
        };
        let (mut checks, mut wrong, total) = (Vec::new(), Vec::new(), turns.len());
        let mut of_other_years = false;
        for turn in turns {
            match self.check(id, rule, scope, turn) {
                Ok(check) => checks.push(check),
                Err(Miss::Skip) => {}
                Err(Miss::OtherYears) => of_other_years = true,
                Err(Miss::Wrong(diagnostic)) => wrong.push(diagnostic),
            }
        }
        if of_other_years && checks.is_empty() {
            return Err(Miss::OtherYears);
        }
        // A name that some tables of 全部表 lack is a mistake only if all lack it.
        if let Some(diagnostic) = wrong.into_iter().next()
            && (checks.is_empty() || total == 1)
        {
            return Err(Miss::Wrong(diagnostic));
        }
        if checks.is_empty() {
            let message = format!("规则「{}」没有可查的对象", rule.id.text);
            return Err(Diagnostic::warning(Lint("没有对象"), rule.span, message)
                .mend("看「逐 …」所指的表里有没有这样的行或列")
                .into());
        }
        Ok(checks)
    }

    pub(super) fn check(
        &self,
        id: RuleId,
        rule: &syntax::Rule,
        scope: &Scope,
        turn: Turn,
    ) -> Result<Check, Miss> {
        let mut resolver = self.resolver(scope, turn.here.clone());
        let when = rule.when.as_ref();
        let guard = when.map(|when| resolver.statement(when, "「当」后面要写一个条件")).transpose();
        let body = resolver.statement(&rule.body, "冒号后面要写必须成立的式子").and_then(|body| {
            resolver.check_tolerance(rule.tolerance.as_ref(), &body)?;
            Ok(body)
        });
        let (guard, body) = both(guard, body)?;
        let mut domain = turn.domain;
        if turn.join
            && let Domain::Rows { families, .. } = &mut domain
        {
            families.clone_from(&resolver.joined);
            if families.is_empty() {
                let message = "「逐」的对象在式子里没有用到";
                return Err(Diagnostic::error(Lint("没有对象"), rule.span, message)
                    .mend("式子里写「表.本类.列」")
                    .into());
            }
        }
        let table = turn.table.or(scope.table);
        let (guard, body) = match turn.here.codes {
            Some((list, level, _)) => {
                let guard = guard.map(Box::new);
                (None, Expr::ForCodes { list, level, guard, body: Box::new(body) })
            }
            None => (guard, body),
        };
        Ok(Check { rule: id, domain, guard, body, label: turn.label, table })
    }

    pub(super) fn phrase(&mut self, at: usize, patterns: Vec<Vec<Piece>>) {
        let Some(site) = self.declared.phrases.get(at) else { return };
        let phrase = &site.phrase;
        if let Some(known) =
            self.rules.rules.iter().find(|known| known.code == phrase.id.text && known.span != phrase.span)
        {
            let message = format!("编号「{}」用了两次", phrase.id.text);
            let diagnostic = Diagnostic::error(Lint("编号重复"), phrase.id.span, message)
                .see(known.span, "第一次在这里")
                .mend("换一个编号；要改掉原来的规则，先「停用」它");
            return self.note(diagnostic.into());
        }
        let passage = site.passage.and_then(|id| self.declared.schema.passage(id));
        let family = passage.and_then(|passage| self.declared.schema.family(passage.family));
        let in_force = syntax::Validity::covers(phrase.validity.as_ref(), self.declared.schema.year);
        let rule = self.push_rule(Rule {
            id: RuleId(0),
            code: phrase.id.text.clone(),
            title: phrase.title.value.clone(),
            site: family.map(|family| family.name.clone()).unwrap_or_default(),
            level: phrase.level.map(|(level, _)| level).unwrap_or_default(),
            category: Category::Wording,
            tolerance: None,
            wording: phrase.wording.as_ref().map(|text| text.value.clone()),
            basis: None,
            once_a_table: false,
            in_force,
            switched_off: None,
            span: phrase.span,
        });
        let scope = Scope {
            families: family.map(|family| family.id).into_iter().collect(),
            table: None,
            passage: site.passage,
        };
        let guard = match phrase.when.as_ref().map(|when| self.resolver(&scope, Here::default()).expr(when)) {
            None => None,
            Some(Ok(guard)) => Some(guard),
            Some(Err(miss)) => {
                self.note(miss);
                return;
            }
        };
        self.rules.phrases.push(Phrase {
            rule,
            patterns,
            except: phrase.except.iter().map(|text| text.value.clone()).collect(),
            instead: phrase.instead.as_ref().map(|text| text.value.clone()),
            guard,
            passage: site.passage,
            explains: phrase.over.as_ref().is_some_and(|path| path.to_string() == "说明"),
        });
    }
}

impl Resolver<'_> {
    /// What can hold or not.
    pub(super) fn statement(&mut self, written: &syntax::Expr, wanted: &str) -> Result<Expr, Miss> {
        let expr = self.expr(written)?;
        self.check_dimensions(&expr, written.span)?;
        truth(&expr, written.span, wanted)?;
        Ok(expr)
    }
}

fn rule_head(rule: &syntax::Rule, site: String, tolerance: Option<Exact>, year: Option<i32>) -> Rule {
    Rule {
        id: RuleId(0),
        code: rule.id.text.clone(),
        title: rule.title.value.clone(),
        site,
        level: rule.level.map(|(level, _)| level).unwrap_or_default(),
        category: if rule.requirement { Category::Completeness } else { Category::default() },
        tolerance,
        wording: rule.wording.as_ref().map(|text| text.value.clone()),
        basis: rule.basis.as_ref().map(|text| text.value.clone()),
        once_a_table: rule.once_a_table,
        in_force: syntax::Validity::covers(rule.validity.as_ref(), year),
        switched_off: None,
        span: rule.span,
    }
}

/// What must hold is a truth value, not a number.
fn truth(expr: &Expr, span: Span, message: &str) -> Result<(), Miss> {
    let truth = matches!(
        expr,
        Expr::Compare(..)
            | Expr::Text2(..)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Not(..)
            | Expr::Said(..)
            | Expr::Blank(..)
            | Expr::Balanced(..)
    );
    if truth {
        Ok(())
    } else {
        Err(Diagnostic::error(Lint("不是式子"), span, message).mend("写成：左边 = 右边").into())
    }
}
