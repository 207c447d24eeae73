//! What a rule reads decides its category.

use std::collections::BTreeSet;

use crate::ruleset::{Category, Check, DefinitionId, Domain, Expr, Property, RuleSet, Target, Whose};
use crate::schema::{Declared, FamilyId, TableId};

/// What one rule reads.
#[derive(Default)]
struct Reads {
    tables: BTreeSet<TableId>,
    slots: bool,
    prior: bool,
    subordinates: bool,
    wording: bool,
}

/// Sets the category of every rule that does not have one by its kind (要求, 禁句, restatements).
pub(super) fn categories(rules: &mut RuleSet, declared: &Declared) {
    let mut all: Vec<Reads> = Vec::new();
    all.resize_with(rules.rules.len(), Reads::default);
    for check in &rules.checks {
        if let Some(reads) = all.get_mut(check.rule.0 as usize) {
            // A rule over many tables is within one where each of its checks is.
            let before = std::mem::take(&mut reads.tables);
            collect(reads, check, rules, declared);
            if before.len() > reads.tables.len() {
                reads.tables = before;
            }
        }
    }
    let implied = |code: &str| code.starts_with("文表.") || code.starts_with("前后.");
    for (rule, reads) in rules.rules.iter_mut().zip(all) {
        if rule.category != Category::WithinTable || implied(&rule.code) {
            continue;
        }
        rule.category = match reads {
            Reads { subordinates: true, .. } => Category::BetweenUnits,
            Reads { prior: true, .. } => Category::BetweenYears,
            Reads { wording: true, .. } => Category::Wording,
            Reads { slots: true, tables, .. } if tables.is_empty() => Category::WithinText,
            Reads { slots: true, .. } => Category::TextAgainstTable,
            Reads { tables, .. } if tables.len() > 1 => Category::BetweenTables,
            _ => Category::WithinTable,
        };
    }
}

fn collect(reads: &mut Reads, check: &Check, rules: &RuleSet, declared: &Declared) {
    reads.wording |= matches!(check.domain, Domain::Elements { .. });
    let mut open: Vec<&Expr> = check.guard.iter().chain([&check.body]).collect();
    let mut seen = BTreeSet::new();
    while let Some(expr) = open.pop() {
        let defined = visit(reads, expr, declared);
        let new = defined.into_iter().filter(|id| seen.insert(*id));
        open.extend(new.filter_map(|id| rules.definitions.get(id.0 as usize)).map(|found| &found.expr));
    }
}

/// Notes what an expression reads itself; gives the definitions that it uses.
fn visit(reads: &mut Reads, expr: &Expr, declared: &Declared) -> Vec<DefinitionId> {
    let mut defined = Vec::new();
    expr.walk(&mut |expr| match expr {
        Expr::Figure(figure) => {
            reads.prior |= matches!(figure.whose, Whose::Prior | Whose::Plan);
            reads.subordinates |= figure.whose == Whose::Subordinates;
            family(reads, figure.family, declared);
        }
        Expr::FoldRows { family: id, .. }
        | Expr::Count { family: id, .. }
        | Expr::Names { family: id, .. } => {
            family(reads, *id, declared);
        }
        Expr::Property(Property::Printed(figure) | Property::MoneyUnit(figure)) => {
            family(reads, figure.family, declared);
            reads.wording = true;
        }
        Expr::Property(_) | Expr::Balanced(..) | Expr::Measure(..) | Expr::UnitProperty(_) => {
            reads.wording = true
        }
        Expr::Said(_, targets) => targets.iter().for_each(|target| said(reads, target, declared)),
        Expr::Blank(target) => said(reads, target, declared),
        Expr::Defined(id) => defined.push(*id),
        _ => {}
    });
    defined
}

fn said(reads: &mut Reads, target: &Target, declared: &Declared) {
    match target {
        Target::Figure(figure) => family(reads, figure.family, declared),
        Target::Row(id) | Target::Parent(id) | Target::Items(id) | Target::AnyItem(id, _) => {
            family(reads, *id, declared);
        }
        _ => {}
    }
}

fn family(reads: &mut Reads, id: FamilyId, declared: &Declared) {
    match declared.schema.family(id).and_then(|family| family.table) {
        Some(table) => drop(reads.tables.insert(table)),
        None => reads.slots = true,
    }
}
