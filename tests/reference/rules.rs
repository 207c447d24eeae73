//! Made-up rules.

use super::formulas::{Maker, has_same_sides, kind_of, level, literal, relation};
use super::model::{
    Change, Each, Expr, Figure, Kind, Model, Of, Operator, Relation, RowRef, Rule, Scope, Target, Truth,
};
use super::random::Random;
use super::schema::schema;

/// A rule set.
pub(crate) fn rule_set(random: &mut Random) -> Model {
    let mut model = schema(random);
    let wanted = 3 + random.below(2 + 2 * model.tables.len());
    while model.rules.len() < wanted {
        if let Some(mut rule) = rule(&model, random) {
            rule.code = format!("TS{:02}", model.rules.len() + 1);
            adorn(&model, &mut rule, random);
            model.rules.push(rule);
        }
    }
    if model.layer {
        change(&mut model, random);
    }
    model
}

fn plain(scope: Scope, each: Each, body: Truth) -> Rule {
    Rule {
        code: String::new(),
        scope,
        each,
        when: None,
        body,
        tolerance: None,
        years: (None, None),
        once_a_table: false,
        requirement: false,
        in_layer: false,
    }
}

fn adorn(model: &Model, rule: &mut Rule, random: &mut Random) {
    if random.chance(8) {
        let year = 2023 + random.between(0, 2) as i32;
        rule.years = *random.pick(&[(Some(year), None), (None, Some(year - 1)), (Some(2022), Some(year))]);
    }
    if let Truth::Compare(relation, left, right) = &rule.body
        && *relation != Relation::NotEqual
        && random.chance(12)
    {
        rule.tolerance = match kind_of(model, left).or(kind_of(model, right)) {
            Some(Kind::Money) => Some(literal(random.between(1, 5), 2, "万元")),
            Some(Kind::Percent) => Some(literal(random.between(1, 9), 1, "%")),
            _ => None,
        };
    }
    rule.once_a_table = random.chance(5);
    // Rules that stand outside of passages can be the layer's.
    let movable = !matches!(rule.scope, Scope::Family(_)) || rule.each != Each::Once;
    rule.in_layer = model.layer && movable && random.chance(20);
}

fn change(model: &mut Model, random: &mut Random) {
    let mut changes = Vec::new();
    for rule in model.rules.iter().filter(|rule| !rule.in_layer) {
        let code = rule.code.clone();
        let is_money = matches!(
            &rule.body,
            Truth::Compare(relation, left, _)
                if *relation != Relation::NotEqual && kind_of(model, left) == Some(Kind::Money)
        );
        match random.below(24) {
            0..2 => changes.push(Change::Disable(code)),
            2..4 if is_money => {
                let by = literal(random.between(0, 4), 2, "万元");
                changes.push(Change::Tolerance(code, by));
            }
            4 => changes.push(Change::Years(code, Some(2024), None)),
            5 => changes.push(Change::Years(code, None, Some(2023))),
            6 => changes.push(Change::Level(code)),
            _ => {}
        }
    }
    model.changes = changes;
}

/// A rule of one of many sorts; none where the tables do not allow it.
fn rule(model: &Model, random: &mut Random) -> Option<Rule> {
    let mut rule = match random.below(30) {
        0..6 => anywhere(model, random),
        6..8 => in_table(model, random)?,
        8..14 => in_passage(model, random)?,
        14..17 => in_items(model, random)?,
        17..19 => over_rows(model, random)?,
        19..21 => over_columns(model, random)?,
        21..23 => over_cells(model, random),
        23..26 => over_codes(model, random)?,
        26..28 => demand(model, random),
        28 => whole_tables(random),
        _ => last_year(model, random),
    };
    if has_same_sides(model, &rule.body) {
        return None;
    }
    let maker = match (&rule.each, rule.scope) {
        (Each::Once, Scope::Family(family)) if model.families[family].of == Of::Passage => {
            Some(Maker::in_passage(model, family))
        }
        (Each::Once, Scope::Family(family)) if matches!(model.families[family].of, Of::Items(_)) => {
            Some(Maker::at_rows(model, &[family]))
        }
        (Each::Once, _) => Some(Maker::anywhere(model)),
        _ => None,
    };
    if let Some(maker) = maker
        && rule.when.is_none()
        && random.chance(40)
    {
        rule.when = Some(maker.condition(2, random));
    }
    Some(rule)
}

fn anywhere(model: &Model, random: &mut Random) -> Rule {
    plain(Scope::File, Each::Once, Maker::anywhere(model).statement(random))
}

fn in_table(model: &Model, random: &mut Random) -> Option<Rule> {
    let table = random.below(model.tables.len());
    let families = &model.tables[table].families;
    let scope = if families.len() > 1 { Scope::Family(*random.pick(families)) } else { Scope::Table(table) };
    let family = *random.pick(families);
    let row = RowRef::Fixed(random.below(model.families[family].rows.len()));
    let figure = Figure::new(family, row, 0);
    let kind = model.kind(&figure);
    let right = Maker::anywhere(model).number(kind, 2, random);
    let relation = if random.chance(70) { Relation::Equal } else { relation(random) };
    Some(plain(scope, Each::Once, Truth::Compare(relation, Expr::Figure(figure), right)))
}

fn passages(model: &Model) -> Vec<usize> {
    (0..model.families.len()).filter(|family| model.families[*family].of == Of::Passage).collect()
}

fn in_passage(model: &Model, random: &mut Random) -> Option<Rule> {
    let passages = passages(model);
    if passages.is_empty() {
        return None;
    }
    let passage = *random.pick(&passages);
    let maker = Maker::in_passage(model, passage);
    let year = model.families[passage].columns.iter().position(|slot| slot.kind == Some(Kind::Year));
    if let Some(slot) = year
        && random.chance(25)
    {
        let slot = Expr::Figure(Figure::new(passage, RowRef::Fixed(0), slot));
        let one = Box::new(Expr::Literal(literal(1, 0, "")));
        let before = Expr::Arithmetic(Operator::Subtract, Box::new(Expr::ThisYear), one);
        let body = Truth::Compare(Relation::Equal, slot, before);
        return Some(plain(Scope::Family(passage), Each::Once, body));
    }
    let text = if random.chance(15) { maker.text(random) } else { None };
    let body = text.unwrap_or_else(|| maker.statement(random));
    Some(plain(Scope::Family(passage), Each::Once, body))
}

fn in_items(model: &Model, random: &mut Random) -> Option<Rule> {
    let items: Vec<usize> = (0..model.families.len())
        .filter(|family| matches!(model.families[*family].of, Of::Items(_)))
        .collect();
    if items.is_empty() {
        return None;
    }
    let items = *random.pick(&items);
    let body = Maker::at_rows(model, &[items]).statement(random);
    Some(plain(Scope::Family(items), Each::Once, body))
}

/// Tables of one side, as their family.
fn plain_tables(model: &Model) -> Vec<(usize, usize)> {
    let plain = model.tables.iter().enumerate().filter(|(_, table)| table.families.len() == 1);
    plain.map(|(at, table)| (at, table.families[0])).collect()
}

fn added(terms: &[usize], of: impl Fn(usize) -> Expr) -> Expr {
    let mut terms = terms.iter().map(|term| of(*term));
    let first = terms.next().unwrap();
    terms.fold(first, |sum, term| Expr::Arithmetic(Operator::Add, Box::new(sum), Box::new(term)))
}

fn over_rows(model: &Model, random: &mut Random) -> Option<Rule> {
    let tables = plain_tables(model);
    let (table, family) = *tables.get(random.below(tables.len().max(1)))?;
    let columns: Vec<usize> = (0..model.families[family].columns.len())
        .filter(|column| {
            let column = &model.families[family].columns[*column];
            column.kind == Some(Kind::Money) && !column.in_layer
        })
        .collect();
    if columns.len() < 2 {
        return None;
    }
    let right = added(&columns[1..], Expr::OfRow);
    let relation = if random.chance(75) { Relation::Equal } else { relation(random) };
    let body = Truth::Compare(relation, Expr::OfRow(columns[0]), right);
    Some(plain(Scope::Table(table), Each::Rows(family), body))
}

fn over_columns(model: &Model, random: &mut Random) -> Option<Rule> {
    let tables = plain_tables(model);
    let (table, family) = *tables.get(random.below(tables.len().max(1)))?;
    let rows: Vec<usize> = (0..model.families[family].rows.len())
        .filter(|row| model.families[family].rows[*row].kind.is_none())
        .collect();
    if rows.len() < 2 {
        return None;
    }
    let right = added(&rows[1..], Expr::OfColumn);
    let relation = if random.chance(75) { Relation::Equal } else { relation(random) };
    let body = Truth::Compare(relation, Expr::OfColumn(rows[0]), right);
    Some(plain(Scope::Table(table), Each::Columns(family), body))
}

fn over_cells(model: &Model, random: &mut Random) -> Rule {
    let all: Vec<usize> = (0..model.tables.len()).collect();
    let tables = if random.chance(50) || all.len() < 2 { vec![*random.pick(&all)] } else { all };
    let zero = Expr::Literal(literal(0, 0, ""));
    let body = match random.below(6) {
        0 => Truth::Compare(Relation::AtLeast, Expr::Cell, zero),
        1..3 => Truth::Compare(Relation::Equal, Expr::Cell, Expr::RowParts),
        3..5 => Truth::Compare(Relation::Equal, Expr::Cell, Expr::ColumnParts),
        _ => Truth::Not(Box::new(Truth::Blank(Target::Cell))),
    };
    let mut rule = plain(Scope::File, Each::Cells(tables), body);
    if random.chance(25) {
        let zero = Expr::Literal(literal(0, 0, ""));
        rule.when = Some(Truth::Compare(Relation::NotEqual, Expr::Cell, zero));
    }
    rule
}

fn over_codes(model: &Model, random: &mut Random) -> Option<Rule> {
    let families: Vec<usize> =
        (0..model.families.len()).filter(|family| model.families[*family].codes.is_some()).collect();
    if families.is_empty() {
        return None;
    }
    let one = *random.pick(&families);
    if random.chance(35) {
        let maker = Maker::at_rows(model, &[one]);
        let rule = plain(Scope::File, Each::CodesOf(one, level(random)), maker.comparison(random));
        return Some(guarded(rule, &maker, random));
    }
    let other = *random.pick(&families);
    let maker = Maker::at_rows(model, &[one, other]);
    let column = |family: usize, random: &mut Random| {
        let columns = &model.families[family].columns;
        let money = |at: &usize| columns[*at].kind == Some(Kind::Money) && !columns[*at].in_layer;
        let all: Vec<usize> = (0..columns.len()).filter(money).collect();
        Expr::Figure(Figure::new(family, RowRef::Here, *random.pick(&all)))
    };
    let (left, mut right) = (column(one, random), column(other, random));
    if random.chance(25) {
        let more = Box::new(column(other, random));
        right = Expr::Arithmetic(Operator::Add, Box::new(right), more);
    }
    let relation = if random.chance(60) { Relation::Equal } else { Relation::AtMost };
    let rule = plain(Scope::File, Each::Codes(level(random)), Truth::Compare(relation, left, right));
    Some(guarded(rule, &maker, random))
}

fn guarded(rule: Rule, maker: &Maker<'_>, random: &mut Random) -> Rule {
    let Each::CodesOf(family, _) = rule.each else { return rule };
    let when = match random.below(6) {
        0 => {
            let one = Expr::Literal(literal(1, 0, ""));
            Some(Truth::Compare(Relation::Greater, Expr::Level(family), one))
        }
        1 => Some(maker.comparison(random)),
        _ => None,
    };
    Rule { when, ..rule }
}

fn demand(model: &Model, random: &mut Random) -> Rule {
    let passages = passages(model);
    let (scope, maker) = if passages.is_empty() || random.chance(50) {
        (Scope::File, Maker::anywhere(model))
    } else {
        let passage = *random.pick(&passages);
        (Scope::Family(passage), Maker::in_passage(model, passage))
    };
    Rule { requirement: true, ..plain(scope, Each::Once, maker.said(random)) }
}

fn whole_tables(random: &mut Random) -> Rule {
    let (each, target) = if random.chance(50) {
        (Each::Tables, Target::ThisTable)
    } else {
        (Each::AllColumns, Target::ThisHead)
    };
    let body = Truth::Said(true, vec![target]);
    Rule { requirement: true, ..plain(Scope::File, each, body) }
}

/// A rule about the year before, which nothing gives yet.
fn last_year(model: &Model, random: &mut Random) -> Rule {
    let maker = Maker::anywhere(model);
    let body = maker.comparison(random);
    let body = match body {
        Truth::Compare(relation, Expr::Figure(figure), _) if model.table_of(figure.family).is_some() => {
            let prior = Expr::Figure(Figure { prior: true, ..figure });
            Truth::Compare(relation, Expr::Figure(figure), prior)
        }
        other => other,
    };
    let when = random.chance(70).then(|| Truth::Said(true, vec![Target::Prior]));
    Rule { when, ..plain(Scope::File, Each::Once, body) }
}
