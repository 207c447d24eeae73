//! Merges reopened passages and puts the sentences and rules of a 句组 where it is used.

use super::super::Declared;
use super::{names, unknown};
use crate::source::{Diagnostic, Lint};
use crate::syntax::{
    Binding, Each, Expr, ExprKind, Group, Items, Name, Passage, PassageMember, Path, Pattern, Piece, Rule,
    Sentence, Step, Use,
};

/// How deep a 句组 may use another.
const DEPTH: u32 = 8;
/// Members that all 用 together may make: shipped rules make some hundreds.
const COPIES: usize = 100_000;

/// Passages of the same name become one, their members in order; 段 and 每项 of the same name likewise.
pub(super) fn merge(passages: Vec<Passage>) -> Vec<Passage> {
    let mut merged: Vec<Passage> = Vec::new();
    for passage in passages {
        match merged.iter_mut().find(|known| known.name.text == passage.name.text) {
            Some(known) => known.members.extend(passage.members),
            None => merged.push(passage),
        }
    }
    for passage in &mut merged {
        passage.members = merge_members(std::mem::take(&mut passage.members));
    }
    merged
}

fn merge_members(members: Vec<PassageMember>) -> Vec<PassageMember> {
    let mut out: Vec<PassageMember> = Vec::new();
    for member in members {
        match member {
            PassageMember::Section(section) => {
                let known = out.iter_mut().find_map(|known| match known {
                    PassageMember::Section(known) if known.name.text == section.name.text => Some(known),
                    _ => None,
                });
                match known {
                    Some(known) => known.members.extend(section.members),
                    None => out.push(PassageMember::Section(section)),
                }
            }
            PassageMember::Items(items) => {
                let known = out.iter_mut().find_map(|known| match known {
                    PassageMember::Items(known) if known.name.text == items.name.text => Some(known),
                    _ => None,
                });
                match known {
                    Some(known) => {
                        known.heads.extend(items.heads);
                        known.members.extend(items.members);
                    }
                    None => out.push(PassageMember::Items(items)),
                }
            }
            other => out.push(other),
        }
    }
    for member in &mut out {
        match member {
            PassageMember::Section(inner) => {
                inner.members = merge_members(std::mem::take(&mut inner.members))
            }
            PassageMember::Items(inner) => inner.members = merge_members(std::mem::take(&mut inner.members)),
            _ => {}
        }
    }
    out
}

/// Replaces every 用 by the members of its group, puts 段 and 每项 of one name together, and drops what a 停用 among
/// the members names.
pub(super) fn expand(
    members: Vec<PassageMember>,
    groups: &[Group],
    declared: &mut Declared,
) -> Vec<PassageMember> {
    drop_disabled(merge_members(put_in(members, groups, declared, 0)))
}

fn put_in(
    members: Vec<PassageMember>,
    groups: &[Group],
    declared: &mut Declared,
    depth: u32,
) -> Vec<PassageMember> {
    let mut out = Vec::new();
    for member in members {
        match member {
            PassageMember::Use(used) => out.extend(use_group(&used, groups, declared, depth)),
            PassageMember::Section(mut section) => {
                section.members = put_in(section.members, groups, declared, depth);
                out.push(PassageMember::Section(section));
            }
            PassageMember::Items(mut items) => {
                items.members = put_in(items.members, groups, declared, depth);
                out.push(PassageMember::Items(items));
            }
            other => out.push(other),
        }
    }
    out
}

fn drop_disabled(mut members: Vec<PassageMember>) -> Vec<PassageMember> {
    for member in &mut members {
        let inner = match member {
            PassageMember::Section(section) => &mut section.members,
            PassageMember::Items(items) => &mut items.members,
            _ => continue,
        };
        *inner = drop_disabled(std::mem::take(inner));
    }
    let off: Vec<String> = members
        .iter()
        .filter_map(|member| match member {
            PassageMember::Disable(disable) => Some(disable.names.iter().map(|name| name.text.clone())),
            _ => None,
        })
        .flatten()
        .collect();
    if off.is_empty() {
        return members;
    }
    members
        .into_iter()
        .filter(|member| match member {
            PassageMember::Rule(rule) => !off.contains(&rule.id.text),
            PassageMember::Forbidden(phrase) => !off.contains(&phrase.id.text),
            PassageMember::Disable(_) => false,
            _ => true,
        })
        .collect()
}

fn use_group(used: &Use, groups: &[Group], declared: &mut Declared, depth: u32) -> Vec<PassageMember> {
    let Some(group) = groups.iter().find(|group| group.name.text == used.group.text) else {
        let known = groups.iter().map(|group| group.name.text.as_str());
        declared.diagnostics.push(unknown(
            Lint("未知句组"),
            "句组",
            &used.group.text,
            used.group.span,
            known,
        ));
        return Vec::new();
    };
    if group.parameters.len() != used.arguments.len() {
        let message = format!(
            "句组「{}」要 {} 个参数，这里给了 {} 个",
            group.name.text,
            group.parameters.len(),
            used.arguments.len()
        );
        let names: Vec<&str> = group.parameters.iter().map(|name| name.text.as_str()).collect();
        let mend = match names.as_slice() {
            [] => format!("写成：用 {}", group.name.text),
            names => format!("照声明的次序写全：用 {}（{}）", group.name.text, names.join("、")),
        };
        declared.diagnostics.push(
            Diagnostic::error(Lint("句组参数"), used.span, message).see(group.span, "在这里声明").mend(mend),
        );
        return Vec::new();
    }
    if depth >= DEPTH {
        let message = format!("句组「{}」用到了自己", group.name.text);
        declared
            .diagnostics
            .push(Diagnostic::error(Lint("句组循环"), used.span, message).mend("去掉循环的「用」"));
        return Vec::new();
    }
    if declared.copied > COPIES {
        return Vec::new();
    }
    declared.copied += group.members.len();
    if declared.copied > COPIES {
        let message = format!("句组套句组，展开后超过 {COPIES} 条，从「用 {}」起不再展开", group.name.text);
        let mend = "去掉重复的「用」；一个句组在一处用一次就够";
        declared.diagnostics.push(Diagnostic::error(Lint("句组太多"), used.span, message).mend(mend));
        return Vec::new();
    }
    let bindings: Vec<(&str, &Expr)> =
        group.parameters.iter().map(|name| name.text.as_str()).zip(&used.arguments).collect();
    let members = group.members.iter().map(|member| substitute_member(member, &bindings)).collect();
    drop_disabled(put_in(members, groups, declared, depth + 1))
}

fn substitute_member(member: &PassageMember, bindings: &[(&str, &Expr)]) -> PassageMember {
    match member {
        PassageMember::Sentence(sentence) => PassageMember::Sentence(substitute_sentence(sentence, bindings)),
        PassageMember::Define(name, expr) => PassageMember::Define(name.clone(), substitute(expr, bindings)),
        PassageMember::Rule(rule) => PassageMember::Rule(substitute_rule(rule, bindings)),
        PassageMember::Use(used) => PassageMember::Use(Use {
            arguments: used.arguments.iter().map(|argument| substitute(argument, bindings)).collect(),
            ..used.clone()
        }),
        PassageMember::Items(items) => PassageMember::Items(Items {
            name: substitute_name(&items.name, bindings),
            heads: items.heads.iter().map(|head| substitute_sentence(head, bindings)).collect(),
            members: items.members.iter().map(|member| substitute_member(member, bindings)).collect(),
            ..items.clone()
        }),
        PassageMember::Section(section) => PassageMember::Section(Passage {
            name: substitute_name(&section.name, bindings),
            members: section.members.iter().map(|member| substitute_member(member, bindings)).collect(),
            ..section.clone()
        }),
        other => other.clone(),
    }
}

/// The name of a 段, 每项 or slot that a parameter gives.
fn substitute_name(name: &Name, bindings: &[(&str, &Expr)]) -> Name {
    match bound(&name.text, bindings).map(|expr| &expr.kind) {
        Some(ExprKind::Path(path)) => match path.steps.as_slice() {
            [Step::Name(given)] => given.clone(),
            _ => name.clone(),
        },
        _ => name.clone(),
    }
}

fn substitute_rule(rule: &Rule, bindings: &[(&str, &Expr)]) -> Rule {
    let each = rule.each.as_ref().map(|each| Each {
        over: each.over.iter().map(|over| substitute(over, bindings)).collect(),
        ..each.clone()
    });
    Rule {
        each,
        when: rule.when.as_ref().map(|when| substitute(when, bindings)),
        tolerance: rule.tolerance.as_ref().map(|tolerance| substitute(tolerance, bindings)),
        body: substitute(&rule.body, bindings),
        ..rule.clone()
    }
}

fn substitute_sentence(sentence: &Sentence, bindings: &[(&str, &Expr)]) -> Sentence {
    let pieces = substitute_pieces(&sentence.pattern.pieces, bindings);
    Sentence {
        pattern: Pattern { text: sentence.pattern.text.clone(), pieces },
        implied: sentence
            .implied
            .iter()
            .map(|(name, expr)| (name.clone(), substitute(expr, bindings)))
            .collect(),
    }
}

fn substitute_pieces(pieces: &[Piece], bindings: &[(&str, &Expr)]) -> Vec<Piece> {
    let branch =
        |branches: &[Vec<Piece>]| branches.iter().map(|pieces| substitute_pieces(pieces, bindings)).collect();
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Optional(branches) => Piece::Optional(branch(branches)),
            Piece::Choice(branches) => Piece::Choice(branch(branches)),
            Piece::Known(name) => match bound(&name.text, bindings).map(|expr| &expr.kind) {
                Some(ExprKind::Path(path)) => match path.steps.as_slice() {
                    [Step::Name(slot)] => Piece::Known(slot.clone()),
                    _ => Piece::Slot {
                        bindings: vec![Binding { name: None, restates: Some(path.clone()) }],
                        kind: None,
                        span: name.span,
                    },
                },
                _ => piece.clone(),
            },
            Piece::Slot { bindings: slots, kind, span } => Piece::Slot {
                bindings: slots
                    .iter()
                    .map(|slot| Binding {
                        name: slot.name.as_ref().map(|name| substitute_name(name, bindings)),
                        restates: slot.restates.as_ref().map(|path| substitute_path(path, bindings)),
                    })
                    .collect(),
                kind: kind.as_ref().map(|kind| substitute_kind(kind, bindings)),
                span: *span,
            },
            other => other.clone(),
        })
        .collect()
}

fn bound<'a>(name: &str, bindings: &[(&str, &'a Expr)]) -> Option<&'a Expr> {
    bindings.iter().find(|(parameter, _)| *parameter == name).map(|(_, expr)| *expr)
}

/// Rows or columns whose names a slot may hold: all of the path, or a parameter that gives them.
fn substitute_kind(kind: &Path, bindings: &[(&str, &Expr)]) -> Path {
    match kind.steps.as_slice() {
        [Step::Name(name)] => match bound(&name.text, bindings).map(|expr| &expr.kind) {
            Some(ExprKind::Path(path)) if path.steps.len() > 1 && names::dimension(&name.text).is_none() => {
                path.clone()
            }
            _ => kind.clone(),
        },
        _ => substitute_path(kind, bindings),
    }
}

fn substitute_path(path: &Path, bindings: &[(&str, &Expr)]) -> Path {
    let Some((Step::Name(first), rest)) = path.steps.split_first() else {
        return path.clone();
    };
    match bound(&first.text, bindings).map(|expr| &expr.kind) {
        Some(ExprKind::Path(argument)) => {
            let steps = argument.steps.iter().chain(rest).cloned().collect();
            Path { steps, span: path.span }
        }
        _ => path.clone(),
    }
}

fn substitute(expr: &Expr, bindings: &[(&str, &Expr)]) -> Expr {
    let inner = |expr: &Expr| Box::new(substitute(expr, bindings));
    let all = |list: &[Expr]| list.iter().map(|expr| substitute(expr, bindings)).collect();
    let kind = match &expr.kind {
        ExprKind::Path(path) => {
            if let [Step::Name(name)] = path.steps.as_slice()
                && let Some(argument) = bound(&name.text, bindings)
            {
                return Expr { kind: argument.kind.clone(), span: expr.span };
            }
            ExprKind::Path(substitute_path(path, bindings))
        }
        ExprKind::Call(name, arguments) => ExprKind::Call(name.clone(), all(arguments)),
        ExprKind::Set(members) => ExprKind::Set(all(members)),
        ExprKind::Unary(operator, operand) => ExprKind::Unary(*operator, inner(operand)),
        ExprKind::Binary(operator, left, right) => ExprKind::Binary(*operator, inner(left), inner(right)),
        ExprKind::Has(said, paths) => {
            ExprKind::Has(*said, paths.iter().map(|path| substitute_path(path, bindings)).collect())
        }
        ExprKind::Filter { set, over, when } => {
            let over = over.as_ref().map(|over| substitute_path(over, bindings));
            ExprKind::Filter { set: inner(set), over, when: when.as_deref().map(inner) }
        }
        other => other.clone(),
    };
    Expr { kind, span: expr.span }
}
