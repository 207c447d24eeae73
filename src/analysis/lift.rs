//! Checks as statements: what is a sum of figures held against a number, under which conditions.

use std::collections::BTreeMap;

use super::same::Same;
use super::statement::{Condition, LeftOut, Origin, Statement, Statements, Terms, add};
use crate::amount::{Exact, Relation};
use crate::plan::{Form, Leaf, Node, Plan, Step, form_of};
use crate::ruleset::{Domain, Fold, Rule, RuleSet};

/// Lifts the steps of rules that are in force.
pub(super) fn lift(rules: &RuleSet, plan: &Plan) -> Statements {
    let mut lifter = Lifter::default();
    lifter.plan(rules, plan);
    lifter.conditions();
    super::sums::add_up(&mut lifter.out);
    lifter.out
}

/// Lifts two versions into one set of variables; checks of the second are numbered on from `offset`.
pub(super) fn lift_both(
    (rules, plan): (&RuleSet, &Plan),
    (others, other_plan): (&RuleSet, &Plan),
    same: Same<'_>,
    offset: u32,
) -> Statements {
    let mut lifter = Lifter::default();
    lifter.plan(rules, plan);
    (lifter.same, lifter.offset) = (Some(same), offset);
    lifter.plan(others, other_plan);
    lifter.conditions();
    super::sums::add_up(&mut lifter.out);
    lifter.out
}

/// What shows that a condition asks something of the element that a check is at.
const OF_ELEMENT: [&str; 7] =
    ["Element", "Outer", "Property", "Row(", "Parent", "BodyHeading", "OrdinalBefore"];

/// A sum that stands in a relation to a number.
#[derive(Clone)]
struct Sum {
    terms: Terms,
    relation: Relation,
    bound: Exact,
}

#[derive(Default)]
struct Lifter<'s> {
    out: Statements,
    /// What figures of a second version are in the first.
    same: Option<Same<'s>>,
    /// Added to the numbers of checks.
    offset: u32,
    /// By what is read: its number.
    numbers: BTreeMap<String, u32>,
    /// By what it asks: the number of a condition, with its sum where it is one.
    known: BTreeMap<String, u32>,
    sums: Vec<Option<Sum>>,
}

impl Lifter<'_> {
    fn plan(&mut self, rules: &RuleSet, plan: &Plan) {
        let mut steps: Vec<&Step> = plan.steps.iter().collect();
        steps.sort_by_key(|step| step.check);
        for step in steps {
            let check = rules.checks.get(step.check as usize);
            let rule = check.and_then(|check| rules.rules.get(check.rule.0 as usize));
            if let Some(rule) = rule.filter(|rule| rule.in_force) {
                self.step(rule, step);
            }
        }
    }

    fn step(&mut self, rule: &Rule, step: &Step) {
        let domain = match &self.same {
            Some(same) => same.domain(&step.domain),
            None => step.domain.clone(),
        };
        let domain = self.domain(&domain);
        let mut guard: Vec<u32> = Vec::new();
        if let Some(node) = &step.guard {
            for part in parts(node) {
                guard.push(self.condition(step, part, domain));
            }
        }
        guard.sort_unstable();
        guard.dedup();
        for node in parts(&step.body) {
            let sums = match self.sum(step, node) {
                Ok(sum) => with_tolerance(sum, rule.tolerance.as_ref()),
                Err(why) => {
                    self.out.left_out.entry(step.check + self.offset).or_insert(why);
                    continue;
                }
            };
            for Sum { terms, relation, bound } in sums {
                let origin = Origin::Check(step.check + self.offset);
                let guard = guard.clone();
                self.out.all.push(Statement { origin, terms, relation, bound, domain, guard });
            }
        }
    }

    fn domain(&mut self, domain: &Domain) -> u32 {
        let known = self.out.domains.iter().position(|known| known == domain);
        let at = known.unwrap_or_else(|| {
            self.out.domains.push(domain.clone());
            self.out.domains.len() - 1
        });
        at as u32
    }

    fn condition(&mut self, step: &Step, node: &Node, domain: u32) -> u32 {
        let sum = self.comparison(step, node).ok();
        let mut numbers = Vec::new();
        node.leaves(&mut |leaf| numbers.push(leaf));
        let leaves: Vec<_> = numbers.iter().map(|at| (at, step.leaves.get(*at as usize))).collect();
        let read = format!("{node:?} {leaves:?}");
        let asks = match &sum {
            Some(sum) => format!("{:?} {:?} {:?}", sum.terms, sum.relation, sum.bound),
            None => read.clone(),
        };
        // What is asked of an element is another thing for each kind of element.
        let is_of_element = OF_ELEMENT.iter().any(|word| read.contains(word));
        let asks = if is_of_element { format!("{domain} {asks}") } else { asks };
        if let Some(known) = self.known.get(&asks) {
            return *known;
        }
        let at = self.sums.len() as u32;
        self.known.insert(asks, at);
        self.sums.push(sum);
        self.out.conditions.push(Condition { check: step.check + self.offset, statement: None });
        at
    }

    /// Conditions become statements, too: they hold where they are supposed to.
    fn conditions(&mut self) {
        let sums = std::mem::take(&mut self.sums);
        for ((at, sum), condition) in (0..).zip(sums).zip(&mut self.out.conditions) {
            let Some(Sum { terms, relation, bound }) = sum else { continue };
            condition.statement = Some(self.out.all.len() as u32);
            let origin = Origin::Condition(at);
            self.out.all.push(Statement { origin, terms, relation, bound, domain: 0, guard: vec![at] });
        }
    }

    /// What must hold as a sum.
    fn sum(&mut self, step: &Step, node: &Node) -> Result<Sum, LeftOut> {
        let sum = self.comparison(step, node)?;
        if sum.relation == Relation::NotEqual { Err(LeftOut::Unequal) } else { Ok(sum) }
    }

    fn comparison(&mut self, step: &Step, node: &Node) -> Result<Sum, LeftOut> {
        let (relation, form) = match node {
            Node::Compare(relation, _, _, form) => (*relation, step.forms.get(*form as usize)),
            Node::Or(..) => return Err(LeftOut::Choice),
            _ => return Err(LeftOut::Words),
        };
        let Some(Form::Linear { terms, constant }) = form else { return Err(LeftOut::NotLinear) };
        let mut sum = BTreeMap::new();
        for (leaf, times) in terms {
            let leaf = step.leaves.get(*leaf as usize).ok_or(LeftOut::NotLinear)?;
            for (leaf, by) in spread(leaf) {
                let leaf = match &self.same {
                    Some(same) => same.leaf(&leaf).ok_or(LeftOut::OtherForm)?,
                    None => leaf,
                };
                let variable = self.variable(leaf);
                add(&mut sum, &[(variable, &by * times)], &Exact::ONE);
            }
        }
        Ok(Sum { terms: sum.into_iter().collect(), relation, bound: -constant })
    }

    fn variable(&mut self, leaf: Leaf) -> u32 {
        let variables = &mut self.out.variables;
        *self.numbers.entry(format!("{leaf:?}")).or_insert_with(|| {
            variables.push(leaf);
            variables.len() as u32 - 1
        })
    }
}

/// Parts of 且.
fn parts(node: &Node) -> Vec<&Node> {
    let (mut all, mut open) = (Vec::new(), vec![node]);
    while let Some(node) = open.pop() {
        match node {
            Node::And(left, right) => open.extend([&**right, &**left]),
            other => all.push(other),
        }
    }
    all
}

/// 允许误差 leaves room on both sides.
fn with_tolerance(sum: Sum, tolerance: Option<&Exact>) -> Vec<Sum> {
    let Some(tolerance) = tolerance.filter(|tolerance| !tolerance.is_zero()) else { return vec![sum] };
    let up = Sum { relation: Relation::AtMost, bound: &sum.bound + tolerance, ..sum.clone() };
    let down = Sum { relation: Relation::AtLeast, bound: &sum.bound - tolerance, ..sum.clone() };
    match sum.relation {
        Relation::Equal => vec![up, down],
        Relation::AtMost | Relation::Less => vec![up],
        Relation::AtLeast | Relation::Greater => vec![down],
        Relation::NotEqual => Vec::new(),
    }
}

/// A sum over rows of several figures as sums over rows of each; anything else by itself.
fn spread(leaf: &Leaf) -> Vec<(Leaf, Exact)> {
    let alone = || vec![(unnamed(leaf), Exact::ONE)];
    let Leaf::Fold { fold: Fold::Sum, family, select, filter: None, body, leaves, .. } = leaf else {
        return alone();
    };
    match form_of(body, &Node::Number(Exact::ZERO)) {
        Form::Linear { terms, constant } if constant.is_zero() => {
            let each = terms.iter().filter_map(|(at, times)| {
                let leaf = leaves.get(*at as usize)?.clone();
                Some((super::sums::over_rows(*family, select.clone(), leaf), times.clone()))
            });
            each.collect()
        }
        _ => alone(),
    }
}

/// What is read, without what people call it: one sum has one number, whatever its name.
fn unnamed(leaf: &Leaf) -> Leaf {
    match leaf {
        Leaf::Fold { fold, family, select, filter, body, leaves, .. } => Leaf::Fold {
            fold: *fold,
            name: String::new(),
            family: *family,
            select: select.clone(),
            filter: filter.clone(),
            body: body.clone(),
            leaves: leaves.iter().map(unnamed).collect(),
        },
        other => other.clone(),
    }
}
