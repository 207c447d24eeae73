//! Expressions and patterns as text, with no more brackets than needed.

use super::super::build::{binding_power, prefix_power};
use super::super::{Binary, Expr, ExprKind, Path, Pattern, Step, Unary};
use super::{join, name, text};

/// An expression.
pub(super) fn expr(expr: &Expr) -> String {
    within(expr, 0)
}

/// An expression in a place that takes only what binds at least so tightly.
fn within(expr: &Expr, least: u8) -> String {
    match &expr.kind {
        ExprKind::Number(number) => format!("{}{}", number.digits, number.unit),
        ExprKind::Text(inside) => text(inside),
        ExprKind::Path(inside) => path(inside),
        ExprKind::Call(function, arguments) => format!("{}({})", function.text, list(arguments)),
        ExprKind::Set(members) => format!("{{{}}}", list(members)),
        ExprKind::Has(positive, paths) => {
            format!("{} {}", if *positive { "有" } else { "无" }, join(paths.iter().map(path)))
        }
        ExprKind::Unary(operator, inner) => {
            let power = prefix_power(*operator);
            let sign = if *operator == Unary::Not { "非 " } else { "-" };
            bracketed(format!("{sign}{}", within(inner, power)), power < least)
        }
        ExprKind::Binary(operator, left, right) => {
            let power = binding_power(*operator);
            let alone = matches!(operator, Binary::Compare(_)) || power == binding_power(Binary::Contains);
            let left = within(left, if alone { power + 1 } else { power });
            let right = within(right, power + 1);
            bracketed(format!("{left} {} {right}", sign(*operator)), power < least)
        }
        ExprKind::Filter { set, over, when } => {
            let mut out = within(set, 0);
            if let Some(over) = over {
                out = format!("{out} 于 {}", path(over));
            }
            if let Some(when) = when {
                out = format!("{out} 当 {}", within(when, 0));
            }
            out
        }
    }
}

fn bracketed(inside: String, needed: bool) -> String {
    if needed { format!("({inside})") } else { inside }
}

/// Members of a list: a 有 would take the next member as its own.
pub(super) fn list(members: &[Expr]) -> String {
    let last = members.len().saturating_sub(1);
    join(members.iter().enumerate().map(|(at, member)| member_of(member, at == last)))
}

/// One member of a list.
pub(super) fn member_of(member: &Expr, last: bool) -> String {
    if last || !ends_with_has(member) {
        return expr(member);
    }
    match &member.kind {
        ExprKind::Filter { set, over, when: Some(when) } => {
            let before = ExprKind::Filter { set: set.clone(), over: over.clone(), when: None };
            let before =
                if over.is_some() { expr(&Expr { kind: before, span: member.span }) } else { expr(set) };
            format!("{before} 当 ({})", expr(when))
        }
        _ => format!("({})", expr(member)),
    }
}

fn ends_with_has(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Has(..) => true,
        ExprKind::Unary(_, inner) => ends_with_has(inner),
        ExprKind::Binary(_, _, right) => ends_with_has(right),
        ExprKind::Filter { when: Some(when), .. } => ends_with_has(when),
        _ => false,
    }
}

/// The sign of an operator.
pub(in crate::syntax) fn sign(operator: Binary) -> &'static str {
    match operator {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "×",
        Binary::Divide => "÷",
        Binary::Compare(relation) => relation.sign(),
        Binary::And => "且",
        Binary::Or => "或",
        Binary::Otherwise => "否则",
        Binary::Contains => "含",
        Binary::Within => "含于",
        Binary::In => "属于",
        Binary::EndsWith => "止于",
        Binary::StartsWith => "始于",
        Binary::Reaches => "达到",
    }
}

/// A path.
pub(super) fn path(path: &Path) -> String {
    let steps: Vec<String> = path
        .steps
        .iter()
        .map(|step| match step {
            Step::Name(inside) => name(inside),
            Step::Code(code) => format!("[{}]", code.text),
            Step::Dynamic(inside) => format!("({})", self::path(inside)),
        })
        .collect();
    steps.join(".")
}

/// A pattern, as it was written.
pub(super) fn pattern(pattern: &Pattern) -> String {
    format!("\"{}\"", pattern.text.value)
}

/// Several patterns.
pub(super) fn patterns(list: &[Pattern]) -> String {
    join(list.iter().map(pattern))
}
