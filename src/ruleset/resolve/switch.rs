//! 停用 and 调整: what a layer switches off or changes in the rules below it.

use std::collections::BTreeSet;

use super::{Work, expr, in_year};
use crate::ruleset::RuleSet;
use crate::source::Diagnostic;
use crate::syntax;
use crate::text::nearest;

impl Work<'_> {
    /// Carries out 停用 and 调整.
    pub(super) fn switch(&mut self) {
        let mut lines: BTreeSet<&str> = BTreeSet::new();
        for family in &self.declared.schema.families {
            lines.extend(family.rows.iter().map(|row| row.name.as_str()));
            lines.extend(family.columns.iter().map(|column| column.name.as_str()));
        }
        let mut notes = Vec::new();
        for disable in &self.declared.disabled {
            for name in &disable.names {
                let mut found = lines.contains(name.text.as_str());
                for rule in self.rules.rules.iter_mut().filter(|rule| rule.code == name.text) {
                    rule.in_force = false;
                    found = true;
                }
                if !found {
                    notes.push(unknown_rule(&self.rules, name, "停用"));
                }
            }
        }
        for adjust in &self.declared.adjusted {
            let tolerance = match adjust.tolerance.as_ref().map(|expr| &expr.kind) {
                Some(syntax::ExprKind::Number(number)) => expr::literal(number, adjust.span).ok(),
                _ => None,
            };
            for name in &adjust.names {
                let mut found = false;
                for rule in self.rules.rules.iter_mut().filter(|rule| rule.code == name.text) {
                    found = true;
                    rule.level = adjust.level.map_or(rule.level, |(level, _)| level);
                    rule.in_force &= in_year(adjust.validity.as_ref(), self.declared.schema.year);
                    if let Some(tolerance) = &tolerance {
                        rule.tolerance = Some(tolerance.value.clone());
                    }
                }
                if !found {
                    notes.push(unknown_rule(&self.rules, name, "调整"));
                }
            }
        }
        for diagnostic in notes {
            self.note(diagnostic.into());
        }
    }
}

fn unknown_rule(rules: &RuleSet, name: &syntax::Name, what: &str) -> Diagnostic {
    let message = format!("要{what}的「{}」不存在", name.text);
    let diagnostic = Diagnostic::error("未知规则", name.span, message);
    match nearest(&name.text, rules.rules.iter().map(|rule| rule.code.as_str())) {
        Some(near) => diagnostic.mend(format!("是不是「{near}」？用 gouji find 可以查编号")),
        None => diagnostic.mend("用 gouji find 词 可以查编号"),
    }
}
