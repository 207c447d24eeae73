//! What a rule set asks, element by element: 逐 unrolled, 定义 put in, the rules that 其中, 重述 and 前后 imply.

use super::compile::{Compiler, Leaf, Node, Turn};
use super::model::{
    Change, Each, Expr, Figure, Kind, Model, Number, Of, Relation, RowRef, Rule, Scope, Truth,
};

/// What a check is judged for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Domain {
    Once,
    /// The rows that any of these families has, of a level if one is given.
    Rows(Vec<usize>, Option<usize>),
}

/// What a check settles.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Settles {
    Nothing,
    /// A slot against its home.
    Slot(Figure),
    /// A slot against itself.
    Once(Figure),
}

/// One thing to judge.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) code: String,
    pub(crate) in_force: bool,
    pub(crate) once_a_table: bool,
    pub(crate) table: Option<usize>,
    pub(crate) domain: Domain,
    pub(crate) guard: Option<Node>,
    pub(crate) body: Node,
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) tolerance: Option<Number>,
    pub(crate) settles: Settles,
}

/// All checks of a rule set in a year; those that settle slots come first: homes before what restates them, and
/// whether a slot is said one way after it was compared with its home.
pub(crate) fn prepare(model: &Model, year: i32) -> Vec<Check> {
    let mut settling = restatements(model);
    settling.extend(said_once(model));
    settling.sort_by_key(|(depth, _)| *depth);
    let mut checks: Vec<Check> = settling.into_iter().map(|(_, check)| check).collect();
    checks.extend(of_which(model));
    for rule in &model.rules {
        checks.extend(unroll(model, rule, year));
    }
    checks
}

fn unroll(model: &Model, rule: &Rule, year: i32) -> Vec<Check> {
    let mut in_force = covers(rule.years, year);
    let mut tolerance = rule.tolerance.as_ref().map(|literal| literal.value.clone());
    for change in &model.changes {
        match change {
            Change::Disable(code) if *code == rule.code => in_force = false,
            Change::Tolerance(code, by) if *code == rule.code => tolerance = Some(by.value.clone()),
            Change::Years(code, from, until) if *code == rule.code => {
                in_force &= covers((*from, *until), year);
            }
            _ => {}
        }
    }
    let scope_table = match rule.scope {
        Scope::Table(table) => Some(table),
        Scope::Family(family) => model.table_of(family),
        Scope::File => None,
    };
    let mut checks = Vec::new();
    for turn in turns(model, rule) {
        let mut compiler = Compiler::new(model, &turn);
        let guard = rule.when.as_ref().map(|when| compiler.truth(when));
        let body = compiler.truth(&rule.body);
        let (Some(guard), Some(body)) = (guard.map_or(Some(None), |guard| guard.map(Some)), body) else {
            continue;
        };
        let domain = match (&rule.each, turn.domain.clone()) {
            (Each::Codes(level), _) => Domain::Rows(compiler.named, *level),
            (_, Some(domain)) => domain,
            _ => Domain::Once,
        };
        checks.push(Check {
            code: rule.code.clone(),
            in_force,
            once_a_table: rule.once_a_table,
            table: turn.table.or(scope_table),
            domain,
            guard,
            body,
            leaves: compiler.leaves,
            tolerance: tolerance.clone(),
            settles: Settles::Nothing,
        });
    }
    checks
}

fn covers((from, until): (Option<i32>, Option<i32>), year: i32) -> bool {
    from.is_none_or(|from| from <= year) && until.is_none_or(|until| year <= until)
}

fn turns(model: &Model, rule: &Rule) -> Vec<Turn> {
    let of_table = |family: usize| model.table_of(family);
    match &rule.each {
        Each::Once => match rule.scope {
            Scope::Family(family) if matches!(model.families[family].of, Of::Items(_)) => {
                let domain = Some(Domain::Rows(vec![family], None));
                vec![Turn { family, row: Some(RowRef::Here), domain, ..Turn::default() }]
            }
            _ => vec![Turn::default()],
        },
        Each::Rows(family) => rows(model, *family, None),
        Each::Columns(family) => columns(model, *family),
        Each::Cells(tables) => {
            let families = tables.iter().flat_map(|table| &model.tables[*table].families);
            let columns = families.flat_map(|family| columns(model, *family));
            columns.flat_map(|turn| rows(model, turn.family, turn.column)).collect()
        }
        Each::AllColumns => {
            let families = model.tables.iter().flat_map(|table| &table.families);
            families.flat_map(|family| columns(model, *family)).collect()
        }
        Each::Tables => {
            let turn = |table| Turn { table: Some(table), ..Turn::default() };
            (0..model.tables.len()).map(turn).collect()
        }
        Each::Codes(_) => vec![Turn { row: Some(RowRef::Here), ..Turn::default() }],
        Each::CodesOf(family, level) => vec![Turn {
            family: *family,
            row: Some(RowRef::Here),
            table: of_table(*family),
            domain: Some(Domain::Rows(vec![*family], *level)),
            ..Turn::default()
        }],
    }
}

fn rows(model: &Model, family: usize, column: Option<usize>) -> Vec<Turn> {
    let turn = |row, domain| Turn { family, row: Some(row), column, table: model.table_of(family), domain };
    let own = &model.families[family];
    let mut all: Vec<Turn> = (0..own.rows.len()).map(|row| turn(RowRef::Fixed(row), None)).collect();
    if own.codes.is_some() {
        all.push(turn(RowRef::Here, Some(Domain::Rows(vec![family], None))));
    }
    all
}

fn columns(model: &Model, family: usize) -> Vec<Turn> {
    let turn =
        |column| Turn { family, column: Some(column), table: model.table_of(family), ..Turn::default() };
    (0..model.families[family].columns.len()).map(turn).collect()
}

/// 其中: a part that is named is not more than the whole.
fn of_which(model: &Model) -> Vec<Check> {
    let mut checks = Vec::new();
    for (family, own) in model.families.iter().enumerate() {
        let Of::Table(table) = own.of else { continue };
        let mut check = |whole: &str, part: Figure, of: Figure, domain| {
            let compare = Truth::Compare(Relation::AtMost, Expr::Figure(part), Expr::Figure(of));
            let code = format!("其中.{}.{whole}", own.path);
            checks.push(implied(model, code, Some(table), domain, &compare, Settles::Nothing));
        };
        for (whole, line) in own.columns.iter().enumerate() {
            for part in &line.of_which {
                let figure = |row: &RowRef, column| Figure::new(family, *row, column);
                for row in (0..own.rows.len()).map(RowRef::Fixed) {
                    check(&line.name, figure(&row, *part), figure(&row, whole), Domain::Once);
                }
                if own.codes.is_some() {
                    let domain = Domain::Rows(vec![family], None);
                    let here = RowRef::Here;
                    check(&line.name, figure(&here, *part), figure(&here, whole), domain);
                }
            }
        }
        for (whole, line) in own.rows.iter().enumerate() {
            for part in &line.of_which {
                for column in 0..own.columns.len() {
                    let figure = |row| Figure::new(family, RowRef::Fixed(row), column);
                    check(&line.name, figure(*part), figure(whole), Domain::Once);
                }
            }
        }
    }
    checks
}

/// `{甲 = 路径}`: the slot is compared with its home, with how many figures it restates one through the other.
fn restatements(model: &Model) -> Vec<(usize, Check)> {
    let slots = model.families.iter().enumerate().flat_map(|(family, own)| {
        own.columns
            .iter()
            .enumerate()
            .filter_map(move |(column, slot)| slot.home.as_ref().map(|home| (family, column, home)))
    });
    let mut all = Vec::new();
    for (family, column, home) in slots {
        let own = &model.families[family];
        let (row, domain) = block(own.of, family);
        let slot = Figure::new(family, row, column);
        let code = format!("文表.{}.{}", own.path, own.columns[column].name);
        let same = Truth::Compare(Relation::Equal, Expr::Figure(slot), Expr::Figure(*home));
        let check = implied(model, code, None, domain, &same, Settles::Slot(slot));
        all.push((depth(model, &slot), check));
    }
    all
}

fn depth(model: &Model, figure: &Figure) -> usize {
    let slot = &model.families[figure.family].columns[figure.column];
    slot.home.as_ref().map_or(0, |home| 1 + depth(model, home))
}

fn block(of: Of, family: usize) -> (RowRef, Domain) {
    match of {
        Of::Items(_) => (RowRef::Here, Domain::Rows(vec![family], None)),
        _ => (RowRef::Fixed(0), Domain::Once),
    }
}

/// A slot is said one way.
fn said_once(model: &Model) -> Vec<(usize, Check)> {
    let mut checks = Vec::new();
    for (family, own) in model.families.iter().enumerate() {
        if matches!(own.of, Of::Table(_)) {
            continue;
        }
        let numbers = own.columns.iter().enumerate().filter(|(_, slot)| slot.kind != Some(Kind::Text));
        for (column, _) in numbers {
            let (row, domain) = block(own.of, family);
            let slot = Figure::new(family, row, column);
            let nothing =
                Truth::And(Box::new(Truth::Said(true, Vec::new())), Box::new(Truth::Said(true, Vec::new())));
            let code = format!("前后.{}", own.path);
            let check = implied(model, code, None, domain, &nothing, Settles::Once(slot));
            checks.push((depth(model, &slot), check));
        }
    }
    checks
}

fn implied(
    model: &Model,
    code: String,
    table: Option<usize>,
    domain: Domain,
    body: &Truth,
    settles: Settles,
) -> Check {
    let turn = Turn::default();
    let mut compiler = Compiler::new(model, &turn);
    let body = compiler.truth(body).unwrap();
    Check {
        code,
        in_force: true,
        once_a_table: false,
        table,
        domain,
        guard: None,
        body,
        leaves: compiler.leaves,
        tolerance: None,
        settles,
    }
}
