//! What is said of every row of a table is true of sums over its rows.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::{Origin, Statement, Statements, Terms};
use crate::amount::{Exact, Relation};
use crate::plan::{Leaf, Node};
use crate::ruleset::{ColumnRef, Domain, Figure, Fold, RowRef, Select, Whose};
use crate::schema::{ColumnId, FamilyId};

/// Something added up over rows of a family.
pub(super) fn over_rows(family: FamilyId, select: Select, leaf: Leaf) -> Leaf {
    let body = Box::new(Node::Leaf(0));
    Leaf::Fold {
        fold: Fold::Sum,
        name: String::new(),
        family,
        select,
        filter: None,
        body,
        leaves: vec![leaf],
    }
}

/// The column of a family whose figure at the row is read; none for anything else.
fn at_row(leaf: &Leaf) -> Option<(FamilyId, ColumnId)> {
    match leaf {
        Leaf::Figure(Figure {
            whose: Whose::This,
            family,
            row: RowRef::Element(None),
            column: ColumnRef::Fixed(column),
        }) => Some((*family, *column)),
        _ => None,
    }
}

/// Adds to the statements what those about every row come to over the rows that are added up somewhere.
pub(super) fn add_up(of: &mut Statements) {
    // By column of a family and rows: the variable that is the sum.
    let mut sums: BTreeMap<(FamilyId, Select, ColumnId), u32> = BTreeMap::new();
    let mut rows: BTreeSet<(FamilyId, Select)> = BTreeSet::new();
    for (at, leaf) in (0..).zip(&of.variables) {
        let Leaf::Fold { fold: Fold::Sum, family, select, filter: None, leaves, .. } = leaf else { continue };
        let [inner] = leaves.as_slice() else { continue };
        // Fixed rows are none of those that a check ranges over.
        if matches!(select, Select::Named { rows, .. } if !rows.is_empty()) {
            continue;
        }
        if let Some((found, column)) = at_row(inner).filter(|(found, _)| found == family) {
            sums.insert((found, select.clone(), column), at);
            rows.insert((*family, select.clone()));
        }
    }
    let once = of.domains.iter().position(|domain| *domain == Domain::Once);
    let mut more = Vec::new();
    for statement in &of.all {
        let Origin::Check(check) = statement.origin else { continue };
        let Some(columns) = columns(of, statement) else { continue };
        let Some(family) = columns.first().map(|((family, _), _)| *family) else { continue };
        for (family, select) in rows.iter().filter(|(of, _)| *of == family) {
            more.push((check, statement.relation, *family, select.clone(), columns.clone()));
        }
    }
    let domain = match once {
        _ if more.is_empty() => return,
        Some(once) => once as u32,
        None => {
            of.domains.push(Domain::Once);
            of.domains.len() as u32 - 1
        }
    };
    for (check, relation, family, select, columns) in more {
        let mut terms: Terms = Vec::new();
        for ((_, column), times) in columns {
            let key = (family, select.clone(), column);
            let at = *sums.entry(key).or_insert_with(|| {
                let (row, column) = (RowRef::Element(None), ColumnRef::Fixed(column));
                let figure = Figure { whose: Whose::This, family, row, column };
                of.variables.push(over_rows(family, select.clone(), Leaf::Figure(figure)));
                of.variables.len() as u32 - 1
            });
            terms.push((at, times));
        }
        terms.sort_unstable_by_key(|(at, _)| *at);
        let origin = Origin::Summed(check);
        of.all.push(Statement { origin, terms, relation, bound: Exact::ZERO, domain, guard: Vec::new() });
    }
}

/// Columns of one family and their multipliers, where a statement says of every row of it that they come to nothing, or
/// not below or above.
fn columns(of: &Statements, statement: &Statement) -> Option<Vec<((FamilyId, ColumnId), Exact)>> {
    let is_weak = matches!(statement.relation, Relation::Equal | Relation::AtMost | Relation::AtLeast);
    if !is_weak || !statement.bound.is_zero() || !statement.guard.is_empty() {
        return None;
    }
    let Domain::Rows { families, select: Select::All } = of.domains.get(statement.domain as usize)? else {
        return None;
    };
    let columns = statement.terms.iter().map(|(at, times)| {
        let leaf = of.variables.get(*at as usize)?;
        Some((at_row(leaf)?, times.clone()))
    });
    let columns: Vec<_> = columns.collect::<Option<_>>()?;
    let ((family, _), _) = columns.first()?;
    let is_one = columns.iter().all(|((other, _), _)| other == family);
    (is_one && families.contains(family)).then_some(columns)
}
