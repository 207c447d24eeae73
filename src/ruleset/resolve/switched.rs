//! 停用 and 调整: what a layer changes about rules, always or under a condition.

use std::collections::BTreeSet;

use super::here::Here;
use super::meaning::Miss;
use super::{Work, expr};
use crate::amount::Exact;
use crate::ruleset::{Check, Expr, Figure, Rule, RuleId, RuleSet, Target, Whose, is_numbered};
use crate::schema::Scope;
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{self, Level};

/// What 调整 changes.
struct Changes {
    level: Option<Level>,
    tolerance: Option<Exact>,
    in_force: bool,
}

impl Changes {
    fn make(&self, rule: &mut Rule) {
        rule.level = self.level.unwrap_or(rule.level);
        rule.in_force &= self.in_force;
        if let Some(tolerance) = &self.tolerance {
            rule.tolerance = Some(tolerance.clone());
        }
    }
}

impl Work<'_> {
    /// Carries out 停用 and 调整.
    pub(super) fn switch(&mut self) {
        for disable in &self.declared.disabled.clone() {
            let Ok(when) = self.condition(disable.when.as_ref()) else { continue };
            for name in &disable.names {
                let known = match &when {
                    None => self.off(&name.text, disable.reason.as_ref()),
                    Some(when) => self.off_where(&name.text, when),
                };
                if !known {
                    self.unknown(name, "停用", when.is_some());
                }
            }
        }
        for adjust in &self.declared.adjusted.clone() {
            let tolerance = match adjust.tolerance.as_ref().map(|expr| &expr.kind) {
                Some(syntax::ExprKind::Number(number)) => expr::literal(number, adjust.span).ok(),
                _ => None,
            };
            let changes = Changes {
                level: adjust.level.map(|(level, _)| level),
                tolerance: tolerance.map(|literal| literal.value),
                in_force: syntax::Validity::covers(adjust.validity.as_ref(), self.declared.schema.year),
            };
            let Ok(when) = self.condition(adjust.when.as_ref()) else { continue };
            for name in &adjust.names {
                let meant = self.meant(&name.text);
                if let Some(wrong) = self.ill_tolerance(adjust.tolerance.as_ref(), &meant) {
                    self.note(wrong);
                    break;
                }
                for id in &meant {
                    match (&when, self.rules.rules.get_mut(id.0 as usize)) {
                        (Some(when), _) => self.change_where(*id, when, &changes),
                        (None, Some(rule)) => changes.make(rule),
                        (None, None) => {}
                    }
                }
                if meant.is_empty() {
                    self.unknown(name, "调整", false);
                }
            }
        }
    }

    /// What is wrong with the 允许误差 of a change, by what the rules compare.
    fn ill_tolerance(&self, tolerance: Option<&syntax::Expr>, rules: &[RuleId]) -> Option<Miss> {
        let resolver = self.resolver(&Scope::default(), Here::default());
        let checks = self.rules.checks.iter().filter(|check| rules.contains(&check.rule));
        checks
            .map(|check| innermost(&check.body))
            .find_map(|body| resolver.check_tolerance(tolerance, body).err())
    }

    /// 当 of a change: none where there is none.
    ///
    /// # Errors
    /// It could not be resolved, which is said.
    fn condition(&mut self, when: Option<&syntax::Expr>) -> Result<Option<Expr>, ()> {
        let Some(when) = when else { return Ok(None) };
        let mut resolver = self.resolver(&Scope::default(), Here::default());
        match resolver.statement(when, "「当」后面要写一个条件") {
            Ok(when) => Ok(Some(when)),
            Err(miss) => {
                self.note(miss);
                Err(())
            }
        }
    }

    /// The rules that a name means.
    fn meant(&self, name: &str) -> Vec<RuleId> {
        let meant = |rule: &&Rule| is_numbered(&rule.code, name) || rule.category.name() == name;
        self.rules.rules.iter().filter(meant).map(|rule| rule.id).collect()
    }

    /// Switches rules off; whether there is anything of that name.
    fn off(&mut self, name: &str, reason: Option<&syntax::Text>) -> bool {
        let meant = self.meant(name);
        for id in &meant {
            if let Some(rule) = self.rules.rules.get_mut(id.0 as usize) {
                rule.in_force = false;
                rule.switched_off = Some(reason.map(|text| text.value.clone()).unwrap_or_default());
            }
        }
        !meant.is_empty() || self.declared.parts_off.contains(name) || self.is_line(name)
    }

    /// Whether a row or column has a name.
    fn is_line(&self, name: &str) -> bool {
        self.declared.schema.families.iter().any(|family| {
            family.rows.iter().any(|row| row.name == name)
                || family.columns.iter().any(|column| column.name == name)
        })
    }

    /// Switches rules, or what asks for a part of the outline, off where a condition holds; whether there is any.
    fn off_where(&mut self, name: &str, when: &Expr) -> bool {
        let rules: BTreeSet<RuleId> = self.meant(name).into_iter().collect();
        let outline = &self.declared.schema.outline;
        let part = outline.iter().position(|part| part.name == name).and_then(|at| u32::try_from(at).ok());
        let otherwise = unless(self.declared, when);
        for check in &mut self.rules.checks {
            if rules.contains(&check.rule) || part.is_some_and(|part| asks_for(check, part)) {
                and(&mut check.guard, &otherwise);
            }
        }
        for phrase in self.rules.phrases.iter_mut().filter(|phrase| rules.contains(&phrase.rule)) {
            and(&mut phrase.guard, &otherwise);
        }
        part.is_some() || !rules.is_empty()
    }

    /// Where a condition holds another rule of the same number stands for a rule.
    fn change_where(&mut self, id: RuleId, when: &Expr, changes: &Changes) {
        let Some(mut changed) = self.rules.rules.get(id.0 as usize).cloned() else { return };
        changes.make(&mut changed);
        let changed = self.push_rule(changed);
        let otherwise = unless(self.declared, when);
        let mut checks = Vec::new();
        for check in self.rules.checks.iter_mut().filter(|check| check.rule == id) {
            let mut own = Check { rule: changed, ..check.clone() };
            and(&mut own.guard, when);
            and(&mut check.guard, &otherwise);
            checks.push(own);
        }
        self.rules.checks.extend(checks);
        let mut phrases = Vec::new();
        for phrase in self.rules.phrases.iter_mut().filter(|phrase| phrase.rule == id) {
            let mut own = crate::ruleset::Phrase { rule: changed, ..phrase.clone() };
            and(&mut own.guard, when);
            and(&mut phrase.guard, &otherwise);
            phrases.push(own);
        }
        self.rules.phrases.extend(phrases);
    }

    fn unknown(&mut self, name: &syntax::Name, what: &str, conditional: bool) {
        let diagnostic = match conditional && self.is_line(&name.text) {
            true => no_line(&name.text, name.span),
            false => unknown_rule(&self.rules, name, what),
        };
        self.note(diagnostic.into());
    }
}

/// What is asserted for each code.
fn innermost(body: &Expr) -> &Expr {
    match body {
        Expr::ForCodes { body, .. } => innermost(body),
        _ => body,
    }
}

/// Whether a check asks whether a part of the outline is there.
fn asks_for(check: &Check, part: u32) -> bool {
    let mut asks = false;
    check.body.walk(&mut |expr| {
        asks |= matches!(expr, Expr::Said(_, targets) if targets.contains(&Target::Part(part)));
    });
    asks
}

/// Adds a condition to those of a check.
fn and(guard: &mut Option<Expr>, more: &Expr) {
    *guard = Some(match guard.take() {
        Some(known) => Expr::And(Box::new(known), Box::new(more.clone())),
        None => more.clone(),
    });
}

/// That a condition does not hold, or is about what the document does not tell.
fn unless(declared: &crate::schema::Declared, when: &Expr) -> Expr {
    let mut untold: Vec<Target> = Vec::new();
    when.walk(&mut |expr| {
        if let Expr::Figure(figure) = expr
            && let Some(target) = may_be_untold(declared, figure).filter(|target| !untold.contains(target))
        {
            untold.push(target);
        }
    });
    let not = Expr::Not(Box::new(when.clone()));
    untold
        .into_iter()
        .fold(not, |not, target| Expr::Or(Box::new(Expr::Said(false, vec![target])), Box::new(not)))
}

/// What a document may do without that holds a figure: prose, a table that may be missing, other accounts.
fn may_be_untold(declared: &crate::schema::Declared, figure: &Figure) -> Option<Target> {
    match figure.whose {
        Whose::Prior => return Some(Target::Prior),
        Whose::Plan => return Some(Target::Plan),
        Whose::Subordinates => return Some(Target::Subordinates),
        Whose::This => {}
    }
    let family = declared.schema.family(figure.family)?;
    match family.table.map(|id| declared.schema.table(id)) {
        None => Some(Target::Figure(figure.clone())),
        Some(table) => table.filter(|table| table.optional).map(|table| Target::Table(table.id)),
    }
}

fn no_line(name: &str, span: Span) -> Diagnostic {
    let message = format!("「{name}」是行或列，「当」只管规则和提纲的部分");
    Diagnostic::error(Lint("停用"), span, message).mend("删去「当 …」，或写规则的编号")
}

/// A number with other digits is another rule: only another way of writing a known one is offered.
fn unknown_rule(rules: &RuleSet, name: &syntax::Name, what: &str) -> Diagnostic {
    let message = format!("要{what}的「{}」不存在", name.text);
    let diagnostic = Diagnostic::error(Lint("未知规则"), name.span, message);
    let codes = || rules.rules.iter().map(|rule| rule.code.as_str());
    let letters = name.text.trim_end_matches(|found: char| found.is_ascii_digit()).to_ascii_uppercase();
    let digits = name.text.get(letters.len()..).unwrap_or("").trim_start_matches('0');
    let same = format!("{letters}{digits:0>2}");
    if let Some(same) = codes().find(|code| *code == same) {
        return diagnostic.mend(format!("写成：{same}")).put(same);
    }
    let mut alike: Vec<&str> =
        codes().filter(|code| !letters.is_empty() && code.starts_with(&letters)).collect();
    alike.sort_unstable();
    alike.dedup();
    match alike.as_slice() {
        [] => diagnostic.mend("用 gouji find 词 可以查编号"),
        alike if alike.len() <= 12 => diagnostic.mend(format!("{letters} 开头的有：{}", alike.join("、"))),
        [first, .., last] => diagnostic.mend(format!(
            "{letters} 开头的有 {first} 到 {last} 共 {} 条，用 gouji find {letters} 查",
            alike.len()
        )),
        _ => diagnostic,
    }
}
