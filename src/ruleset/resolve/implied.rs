//! Rules that patterns imply: a slot equals the figure that it restates, and one fact is said one way.

use super::Work;
use super::here::Here;
use super::meaning::{Meaning, Miss};
use crate::amount::{Dimension, Relation};
use crate::ruleset::{
    Category, Check, ColumnRef, Domain, Expr, Figure, Restated, RowRef, Rule, RuleId, Select, Target,
    TextRelation, UnitProperty, Whose,
};
use crate::schema::{ColumnId, Family, FamilyId, Restatement, RowId};
use crate::source::Span;
use crate::syntax::Level;

/// `{甲 = 路径}`: one rule for each slot and figure.
pub(super) fn restatements(work: &mut Work<'_>) {
    for at in 0..work.declared.restatements.len() {
        let Some(restatement) = work.declared.restatements.get(at).cloned() else { continue };
        match resolve(work, &restatement) {
            Ok(Some((slot, home, domain))) => push(work, &restatement, slot, home, domain),
            Ok(None) | Err(Miss::Skip) => {}
            Err(miss) => work.note(miss),
        }
    }
}

fn resolve(work: &Work<'_>, restatement: &Restatement) -> Result<Option<(Figure, Expr, Domain)>, Miss> {
    let mut resolver = work.resolver(&restatement.scope, Here::default());
    let turn = resolver.own_turn();
    resolver.here = turn.here;
    let home = match resolver.path(&restatement.path)? {
        Meaning::Figure(figure) => Expr::Figure(figure),
        Meaning::Defined(definition) => Expr::Defined(definition),
        Meaning::ThisYear => Expr::ThisYear,
        Meaning::UnitProperty(property) => Expr::UnitProperty(UnitProperty::named(&property)),
        Meaning::Property(property) => Expr::Property(property),
        _ => return Ok(None),
    };
    let slot = slot_figure(restatement.family, restatement.column, &turn.domain);
    // A slot that restates itself (决算 of a 句组 used for the slot 决算) is no rule.
    if home == Expr::Figure(slot.clone()) {
        return Ok(None);
    }
    resolver.check_dimensions(
        &Expr::Compare(Relation::Equal, Box::new(Expr::Figure(slot.clone())), Box::new(home.clone())),
        restatement.path.span,
    )?;
    Ok(Some((slot, home, turn.domain)))
}

fn slot_figure(family: FamilyId, column: ColumnId, domain: &Domain) -> Figure {
    let row = if *domain == Domain::Once { RowRef::Fixed(RowId(0)) } else { RowRef::Element(None) };
    Figure { whose: Whose::This, family, row, column: ColumnRef::Fixed(column) }
}

fn push(work: &mut Work<'_>, restatement: &Restatement, slot: Figure, home: Expr, domain: Domain) {
    let schema = &work.declared.schema;
    let site = schema.family(restatement.family).map(|family| family.name.clone()).unwrap_or_default();
    let column = schema.column(restatement.family, restatement.column);
    let name = column.map(|column| column.name.clone()).unwrap_or_default();
    let text = column.is_some_and(|column| matches!(column.dimension(), Dimension::Text | Dimension::Goal));
    let is_figure = matches!(home, Expr::Figure(_) | Expr::Defined(_));
    let rule = work.push_rule(implied_rule(
        format!("文表.{site}.{name}"),
        if is_figure { "文字与表中的数一致" } else { "文字与本文件的年度、名称一致" },
        site,
        if is_figure { Category::TextAgainstTable } else { Category::Wording },
        restatement.path.span,
    ));
    let (left, right) = (Box::new(Expr::Figure(slot.clone())), Box::new(home.clone()));
    let body = if text {
        if let Some(rule) = work.rules.rules.get_mut(rule.0 as usize) {
            rule.level = Level::Hint;
        }
        Expr::Text2(TextRelation::Same, left, right)
    } else {
        Expr::Compare(Relation::Equal, left, right)
    };
    work.rules.checks.push(Check { rule, domain, guard: None, body, label: String::new(), table: None });
    if is_figure {
        work.rules.restated.push(Restated { rule, slot, home });
    }
}

fn implied_rule(code: String, title: &str, site: String, category: Category, span: Span) -> Rule {
    Rule {
        id: RuleId(0),
        code,
        title: title.to_owned(),
        site,
        level: Level::Error,
        category,
        tolerance: None,
        wording: None,
        basis: None,
        once_a_table: false,
        in_force: true,
        switched_off: None,
        span,
    }
}

/// `其中`: each of the parts that are named is not more than the whole.
pub(super) fn of_which(work: &mut Work<'_>) {
    for family in &work.declared.schema.families {
        for column in &family.columns {
            for part in &column.of_which {
                let rows = family.rows.iter().map(|row| (RowRef::Fixed(row.id), Domain::Once));
                let element = Domain::Rows { families: vec![family.id], select: Select::All };
                let rows = rows.chain(family.codes.iter().map(|_| (RowRef::Element(None), element.clone())));
                let pairs = rows.map(|(row, domain)| ((row.clone(), *part), (row, column.id), domain));
                part_of(work, family, &column.name, column.span, pairs.collect());
            }
        }
        for row in &family.rows {
            for part in &row.of_which {
                let (part, whole) = (RowRef::Fixed(*part), RowRef::Fixed(row.id));
                let columns = family.columns.iter().map(|column| column.id);
                let pairs =
                    columns.map(|column| ((part.clone(), column), (whole.clone(), column), Domain::Once));
                part_of(work, family, &row.name, row.span, pairs.collect());
            }
        }
    }
}

type Cell = (RowRef, ColumnId);

fn part_of(work: &mut Work<'_>, family: &Family, whole: &str, span: Span, pairs: Vec<(Cell, Cell, Domain)>) {
    let rule = work.push_rule(implied_rule(
        format!("其中.{}.{whole}", family.name),
        "其中各项不大于整体",
        String::new(),
        Category::WithinTable,
        span,
    ));
    let figure = |(row, column): Cell| {
        Box::new(Expr::Figure(Figure {
            whose: Whose::This,
            family: family.id,
            row,
            column: ColumnRef::Fixed(column),
        }))
    };
    for (part, whole, domain) in pairs {
        let body = Expr::Compare(Relation::AtMost, figure(part), figure(whole));
        let table = family.table;
        work.rules.checks.push(Check { rule, domain, guard: None, body, label: String::new(), table });
    }
}

/// One rule for each passage and 每项 with numbers: its facts are said one way.
pub(super) fn said_twice(work: &mut Work<'_>) {
    for family in &work.declared.schema.families {
        let Some(passage) = family.passage else { continue };
        let span = work.declared.schema.passage(passage).map(|passage| passage.span).unwrap_or_default();
        let numbers: Vec<ColumnId> = family
            .columns
            .iter()
            .filter(|column| column.dimension().is_number())
            .map(|column| column.id)
            .collect();
        if numbers.is_empty() {
            continue;
        }
        let domain = if family.repeated {
            Domain::Rows { families: vec![family.id], select: Select::All }
        } else {
            Domain::Once
        };
        let rule = work.push_rule(implied_rule(
            format!("前后.{}", family.name),
            "同一事实前后说法一致",
            family.name.clone(),
            Category::WithinText,
            span,
        ));
        for column in numbers {
            let slot = slot_figure(family.id, column, &domain);
            let body = Expr::SaidOnce(Target::Figure(slot));
            work.rules.checks.push(Check {
                rule,
                domain: domain.clone(),
                guard: None,
                body,
                label: String::new(),
                table: None,
            });
        }
    }
}
