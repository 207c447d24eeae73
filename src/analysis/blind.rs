//! What the rules do not see: figures that none reads, changes of several figures that none notices.

use std::collections::{BTreeMap, BTreeSet};

use super::echelon::{Echelon, normal};
use super::finding::{Shift, Unread};
use super::statement::{Statements, Terms, times_of};
use super::touched::{Reader, Touched};
use crate::amount::Exact;
use crate::graph::{FigureClass, RowClass};
use crate::plan::{Leaf, Node, Step};
use crate::ruleset::{ColumnRef, RowRef, Rule, Whose};
use crate::schema::{Family, RowId};
use crate::session::Edition;
use crate::syntax::Level;

/// Most figures of a change that is told.
const FIGURES: usize = 8;
/// Most changes that are told.
const SHIFTS: usize = 200;

/// Steps of rules that are in force.
fn in_force(edition: &Edition) -> impl Iterator<Item = (&Step, &Rule)> {
    let steps = edition.plan.steps.iter().filter_map(|step| {
        let check = edition.rules.checks.get(step.check as usize)?;
        Some((step, edition.rules.rules.get(check.rule.0 as usize)?))
    });
    steps.filter(|(_, rule)| rule.in_force)
}

/// Figures of tables and numbers in passages that no rule reads.
pub(super) fn unread(edition: &Edition) -> Vec<Unread> {
    let reader = Reader { schema: &edition.schema, rules: &edition.rules };
    let (mut strong, mut weak) = (Touched::default(), Touched::default());
    for (step, rule) in in_force(edition) {
        reader.step(step, if rule.level == Level::Hint { &mut weak } else { &mut strong });
    }
    let mut all = Vec::new();
    for family in &edition.schema.families {
        for class in classes(family) {
            if !strong.has(&class) {
                let hints = weak.has(&class);
                all.push(Unread { class, hints });
            }
        }
    }
    all
}

/// The figures of a family that are numbers.
fn classes(family: &Family) -> Vec<FigureClass> {
    let mut all = Vec::new();
    let columns: Vec<_> = family.columns.iter().filter(|column| !column.disabled).collect();
    let mut push = |row: RowClass, of: Option<RowId>| {
        for column in &columns {
            if family.dimension(of, column.id).is_number() {
                let column = ColumnRef::Fixed(column.id);
                all.push(FigureClass { whose: Whose::This, family: family.id, row, column });
            }
        }
    };
    for row in family.rows.iter().filter(|row| !row.disabled) {
        push(RowClass::Fixed(row.id.0), Some(row.id));
    }
    if family.codes.is_some() || family.repeated {
        push(RowClass::Any, None);
    }
    all
}

/// Figures that only sums read: no condition in words, no product, no choice.
fn only_summed(edition: &Edition, of: &Statements) -> BTreeSet<u32> {
    let reader = Reader { schema: &edition.schema, rules: &edition.rules };
    let mut others = Touched::default();
    for (step, _) in in_force(edition) {
        let mut open: Vec<&Node> = step.guard.iter().chain([&step.body]).collect();
        while let Some(node) = open.pop() {
            match node {
                Node::And(left, right) => open.extend([&**left, &**right]),
                Node::Compare(_, _, _, form) if is_sum(step, *form) => {}
                other => reader.node(step, other, &mut others),
            }
        }
    }
    let mut fixed = BTreeMap::new();
    for (at, leaf) in (0..).zip(&of.variables) {
        match leaf {
            Leaf::Figure(figure)
                if figure.whose == Whose::This
                    && matches!((&figure.row, &figure.column), (RowRef::Fixed(_), ColumnRef::Fixed(_))) =>
            {
                fixed.insert(at, FigureClass::of(figure));
            }
            // What is read at some row may be read at a fixed one by its name.
            other => {
                let families: Vec<_> =
                    (0..edition.schema.families.len() as u32).map(crate::schema::FamilyId).collect();
                reader.leaf(other, &at_rows(of, at, &families), &mut others);
            }
        }
    }
    fixed.into_iter().filter(|(_, class)| !others.has(class)).map(|(at, _)| at).collect()
}

/// The families whose rows a variable is read at.
fn at_rows(of: &Statements, variable: u32, all: &[crate::schema::FamilyId]) -> Vec<crate::schema::FamilyId> {
    let mut families = BTreeSet::new();
    for statement in of.all.iter().filter(|one| times_of(&one.terms, variable).is_some()) {
        match of.domains.get(statement.domain as usize) {
            Some(crate::ruleset::Domain::Rows { families: of, .. }) => families.extend(of.iter().copied()),
            Some(crate::ruleset::Domain::Once) if !statement.guard.is_empty() => {
                families.extend(all.iter().copied())
            }
            _ => {}
        }
    }
    families.into_iter().collect()
}

fn is_sum(step: &Step, form: u32) -> bool {
    matches!(step.forms.get(form as usize), Some(crate::plan::Form::Linear { .. }))
}

/// Changes of several figures that leave every sum that is held against something as it was.
pub(super) fn shifts(edition: &Edition, of: &Statements) -> Vec<Shift> {
    let free = only_summed(edition, of);
    let mut numbers: BTreeSet<Terms> = BTreeSet::new();
    for statement in &of.all {
        let own = statement.terms.iter().filter(|(at, _)| free.contains(at)).cloned();
        numbers.extend(normal(&own.collect::<Terms>()).map(|(form, _)| form));
    }
    let forms: Vec<Terms> = numbers.into_iter().collect();
    let (echelon, _) = Echelon::of(&forms);
    let mut found: BTreeSet<(usize, Vec<(u32, Exact)>)> = BTreeSet::new();
    for variable in &free {
        if let Some(changes) = echelon.direction(*variable, FIGURES) {
            found.insert((changes.len(), oriented(changes)));
        }
    }
    let told = found.into_iter().map(|(_, changes)| changes).filter(|changes| {
        let moves = |form: &Terms| !moved(form, changes).is_zero();
        changes.len() > 1 && !of.all.iter().any(|statement| moves(&statement.terms))
    });
    let told = told.take(SHIFTS).map(|changes| {
        let reads = |at: &u32| {
            let terms = of.get(*at).map(|statement| &statement.terms);
            terms.is_some_and(|terms| changes.iter().any(|(one, _)| times_of(terms, *one).is_some()))
        };
        let unmoved = (0..of.all.len() as u32).filter(reads).collect();
        Shift { changes, unmoved }
    });
    told.collect()
}

/// The first figure grows.
fn oriented(changes: Terms) -> Terms {
    let sign = changes.first().map_or(1, |(_, times)| i64::from(times.signum()));
    changes.into_iter().map(|(at, times)| (at, &times * &Exact::from_integer(sign))).collect()
}

/// By how much a sum changes.
fn moved(form: &[(u32, Exact)], changes: &[(u32, Exact)]) -> Exact {
    changes.iter().fold(Exact::ZERO, |sum, (at, by)| match times_of(form, *at) {
        Some(times) => &sum + &(times * by),
        None => sum,
    })
}
