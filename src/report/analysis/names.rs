//! What statements, figures and conditions of an analysis are called.

use std::collections::BTreeMap;

use crate::amount::{Dimension, Exact, Relation};
use crate::analysis::{Condition, Context, Origin, Statement, Statements};
use crate::graph::{FigureClass, RowClass};
use crate::naming;
use crate::plan::Leaf;
use crate::report::rule_words::{figure_words, leaf_words, rows_words};
use crate::ruleset::{ColumnRef, Domain, Figure, RowRef};
use crate::schema::{ColumnId, RowId};
use crate::session::Edition;

/// 10,000: amounts from there on are written in 万元.
const TEN_THOUSAND: i64 = 10_000;

/// Names by an edition.
pub(super) struct Names<'a> {
    pub(super) edition: &'a Edition,
    pub(super) of: &'a Statements,
    /// By variable: its name, no two the same.
    figures: Vec<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(edition: &'a Edition, of: &'a Statements) -> Self {
        let mut met: BTreeMap<String, usize> = BTreeMap::new();
        let figures = of.variables.iter().map(|leaf| {
            let name = leaf_words(edition, leaf);
            let times = met.entry(name.clone()).or_default();
            *times += 1;
            if *times == 1 { name } else { format!("{name}（{times}）") }
        });
        let figures = figures.collect();
        Self { edition, of, figures }
    }

    pub(super) fn variable(&self, at: u32) -> &str {
        self.figures.get(at as usize).map_or("", String::as_str)
    }

    /// The number of the rule that a check is of, its title, and where the check is made.
    pub(super) fn check(&self, check: u32) -> (&'a str, &'a str, String) {
        check_of(self.edition, check)
    }

    /// `BJ05（甲表.乙列）`
    pub(super) fn check_words(&self, check: u32) -> String {
        let (code, _, site) = self.check(check);
        // Rules that the form brings along carry their place in their number.
        if site.is_empty() || code.contains('.') { code.to_owned() } else { format!("{code}（{site}）") }
    }

    /// What makes a statement: a rule, or the condition that is supposed.
    pub(super) fn origin(&self, statement: &Statement) -> String {
        match statement.origin {
            Origin::Check(check) => self.check_words(check),
            Origin::Summed(check) => format!("{}各行相加", self.check_words(check)),
            Origin::Condition(_) => "条件".to_owned(),
        }
    }

    /// `甲 = 乙 + 丙`
    pub(super) fn statement(&self, statement: &Statement) -> String {
        self.relation(&statement.terms, statement.relation, &statement.bound)
    }

    /// Sums on both sides so that nothing is subtracted.
    pub(super) fn relation(&self, terms: &[(u32, Exact)], relation: Relation, bound: &Exact) -> String {
        let dimension = terms.first().and_then(|(at, _)| self.dimension(*at));
        let flip = terms.first().is_some_and(|(_, times)| times.signum() < 0);
        let side = |positive: bool| {
            let own = terms.iter().filter(|(_, times)| (times.signum() > 0) == positive);
            let mut parts: Vec<String> =
                own.map(|(at, times)| self.times_words(&times.abs(), self.variable(*at))).collect();
            let constant = if positive { -bound } else { bound.clone() };
            if constant.signum() > 0 {
                parts.push(amount_words(&constant, dimension.as_ref()));
            }
            if parts.is_empty() { amount_words(&Exact::ZERO, dimension.as_ref()) } else { parts.join(" + ") }
        };
        let (left, right, relation) = if flip {
            (side(false), side(true), relation.mirrored())
        } else {
            (side(true), side(false), relation)
        };
        format!("{left} {} {right}", relation.sign())
    }

    fn times_words(&self, times: &Exact, name: &str) -> String {
        if *times == Exact::ONE { name.to_owned() } else { format!("{} × {name}", times.to_exact_string()) }
    }

    /// What a variable is measured in, where that is known.
    fn dimension(&self, variable: u32) -> Option<Dimension> {
        let mut leaf = self.of.variables.get(variable as usize)?;
        loop {
            leaf = match leaf {
                Leaf::Figure(figure) => return self.dimension_of(figure),
                Leaf::First(all) | Leaf::Fold { leaves: all, .. } => all.first()?,
                Leaf::Printed(inner) | Leaf::Outer(inner) => inner,
                _ => return None,
            };
        }
    }

    fn dimension_of(&self, figure: &Figure) -> Option<Dimension> {
        let row = match figure.row {
            RowRef::Fixed(row) => Some(row),
            _ => None,
        };
        let column = match figure.column {
            ColumnRef::Fixed(column) => column,
            ColumnRef::Element => ColumnId(0),
        };
        Some(self.edition.schema.family(figure.family)?.dimension(row, column))
    }

    /// The conditions of a context: those on figures as sums, how many others there are.
    pub(super) fn conditions(&self, guard: &[u32]) -> String {
        let mut words = Vec::new();
        let mut others: Vec<String> = Vec::new();
        for condition in guard.iter().filter_map(|one| self.of.conditions.get(*one as usize)) {
            match condition.statement.and_then(|at| self.of.get(at)) {
                Some(statement) => words.push(self.statement(statement)),
                None => others.push(self.other_condition(condition)),
            }
        }
        others.sort();
        others.dedup();
        words.extend(others);
        words.join(" 且 ")
    }

    fn other_condition(&self, condition: &Condition) -> String {
        let (code, ..) = self.check(condition.check);
        format!("{code} 的文字条件")
    }

    /// `对收入决算表的各科目`
    pub(super) fn domain(&self, domain: u32) -> Option<String> {
        match self.of.domains.get(domain as usize)? {
            Domain::Once => None,
            Domain::Rows { families, select } => {
                let rows: Vec<String> =
                    families.iter().map(|family| rows_words(self.edition, *family, select)).collect();
                Some(rows.join("、"))
            }
            Domain::Elements { kind, .. } => Some(format!("文中的每个{}", naming::element_kind(*kind))),
        }
    }

    /// `对…；当…时`, empty where neither is needed.
    pub(super) fn context(&self, context: &Context) -> String {
        let domain = self.domain(context.domain).map(|rows| format!("对{rows}中的任何一个"));
        let conditions = self.conditions(&context.guard);
        let conditions = (!conditions.is_empty()).then(|| format!("当 {conditions} 时"));
        domain.into_iter().chain(conditions).collect::<Vec<_>>().join("，")
    }

    /// The table or passage, row and column of a class of figures.
    pub(super) fn class(&self, class: &FigureClass) -> [String; 3] {
        let Some(family) = self.edition.schema.family(class.family) else { return Default::default() };
        let block = naming::block(&self.edition.schema, family);
        let row = match class.row {
            RowClass::Fixed(row) => {
                family.rows.get(row as usize).map(|row| row.name.clone()).unwrap_or_default()
            }
            RowClass::Any if family.table.is_some() => "各行".to_owned(),
            RowClass::Any => String::new(),
        };
        let column = match &class.column {
            ColumnRef::Fixed(column) => family.columns.get(column.0 as usize).map(naming::column),
            ColumnRef::Element => None,
        };
        [block, row, column.unwrap_or_default()]
    }

    /// The same as one name.
    pub(super) fn class_words(&self, class: &FigureClass) -> String {
        let row = match class.row {
            RowClass::Fixed(row) => RowRef::Fixed(RowId(row)),
            RowClass::Any => RowRef::Element(None),
        };
        let (whose, family, column) = (class.whose, class.family, class.column.clone());
        figure_words(self.edition, &Figure { whose, family, row, column })
    }
}

/// The number of the rule that a check is of, its title, and where the check is made.
pub(super) fn check_of(edition: &Edition, check: u32) -> (&str, &str, String) {
    let found = edition.rules.checks.get(check as usize);
    let rule = found.and_then(|found| edition.rules.rules.get(found.rule.0 as usize));
    let (Some(found), Some(rule)) = (found, rule) else { return ("", "", String::new()) };
    let site = if found.label.is_empty() { &rule.site } else { &found.label };
    (&rule.code, &rule.title, site.clone())
}

/// A number with its unit.
pub(super) fn amount_words(value: &Exact, dimension: Option<&Dimension>) -> String {
    match dimension {
        Some(Dimension::Money) if value.abs() >= Exact::from_integer(TEN_THOUSAND) => {
            format!("{} 万元", value.shift_ten(-4).to_exact_string())
        }
        Some(Dimension::Money) => format!("{} 元", value.to_exact_string()),
        Some(Dimension::Ratio) => format!("{}%", value.shift_ten(2).to_exact_string()),
        Some(Dimension::Count(counter)) => format!("{} {counter}", value.to_exact_string()),
        _ => value.to_exact_string(),
    }
}
