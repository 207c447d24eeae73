//! Statements taken together, context by context.

use std::collections::{BTreeMap, BTreeSet};

use super::certificate::{refutes, yields};
use super::finding::{Analysis, Context, Contradiction, Excluded, Follows, Implied, Never, Redundant};
use super::solver::{Argument, SUPPOSED, Solver};
use super::statement::{Origin, Statement, Statements};
use crate::amount::{Exact, Relation};

/// Most contradictions that are looked for in one context.
const CONTRADICTIONS: usize = 50;
/// Most pairs of conditions that are told to exclude each other.
const EXCLUDED: usize = 200;

/// What shows that something cannot be, as of [`Never`].
type Refuted = (Option<u32>, Vec<(Relation, Argument)>);

/// Statements with what was found of them so far.
pub(super) struct Study<'s> {
    of: &'s Statements,
    solver: Solver<'s>,
    /// By check: its statements, those added up over rows among them.
    own: BTreeMap<u32, Vec<u32>>,
    /// Checks that are left aside: they contradict others, or follow from others.
    aside: BTreeSet<u32>,
    /// Contexts in which the conditions cannot hold.
    dead: BTreeSet<Context>,
    found: Analysis,
}

/// All that can be said of statements.
pub(super) fn study(of: &Statements) -> Analysis {
    let mut own: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, statement) in (0..).zip(&of.all) {
        if let Origin::Check(check) | Origin::Summed(check) = statement.origin {
            own.entry(check).or_default().push(at);
        }
    }
    let mut study = Study {
        of,
        solver: Solver::new(&of.all),
        own,
        aside: BTreeSet::new(),
        dead: BTreeSet::new(),
        found: Analysis::default(),
    };
    let contexts = contexts(of);
    contexts.iter().for_each(|context| study.contradictions(context));
    let contradicting = study.aside.clone();
    contexts.iter().filter(|context| context.guard.is_empty()).for_each(|context| study.implied(context));
    study.excluded(&contexts);
    contexts.iter().for_each(|context| study.redundant(context));
    study.found.redundant.retain(|one| !contradicting.contains(&one.check));
    study.found.redundant.sort_by_key(|one| one.check);
    study.found
}

/// The contexts that checks are in, those with fewest conditions first.
fn contexts(of: &Statements) -> Vec<Context> {
    let checks = of.all.iter().filter(|statement| matches!(statement.origin, Origin::Check(_)));
    let all: BTreeSet<Context> = checks
        .map(|statement| Context { domain: statement.domain, guard: statement.guard.clone() })
        .collect();
    let mut all: Vec<Context> = all.into_iter().collect();
    all.sort_by_key(|context| (context.guard.len(), context.clone()));
    all
}

impl Study<'_> {
    /// Whether a statement is made wherever those of a context are.
    fn is_in(&self, at: u32, context: &Context) -> bool {
        let Some(statement) = self.of.get(at) else { return false };
        if let Origin::Check(check) | Origin::Summed(check) = statement.origin
            && self.aside.contains(&check)
        {
            return false;
        }
        statement.relation != Relation::NotEqual
            && statement.guard.iter().all(|one| context.guard.binary_search(one).is_ok())
            && (matches!(statement.origin, Origin::Condition(_))
                || self.of.covers(statement.domain, context.domain))
    }

    fn load(&mut self, context: &Context) -> Result<(), Argument> {
        let wanted: Vec<bool> = (0..self.of.all.len() as u32).map(|at| self.is_in(at, context)).collect();
        self.solver.load(&|at| wanted.get(at as usize) == Some(&true))
    }

    fn checks_of(&self, context: &Context) -> Vec<u32> {
        let own = self.of.all.iter().filter_map(|statement| match statement.origin {
            Origin::Check(check)
                if statement.domain == context.domain && statement.guard == context.guard =>
            {
                Some(check)
            }
            _ => None,
        });
        own.collect::<BTreeSet<u32>>().into_iter().collect()
    }

    fn contradictions(&mut self, context: &Context) {
        for _ in 0..CONTRADICTIONS {
            let Err(argument) = self.load(context) else { break };
            if !refutes(&self.of.all, &argument) {
                self.found.dropped += 1;
                self.dead.insert(context.clone());
                return;
            }
            let statements = argument.iter().filter_map(|(at, _)| self.of.get(*at));
            let told: Vec<&Statement> =
                statements.filter(|one| !matches!(one.origin, Origin::Condition(_))).collect();
            let supposes = told.len() < argument.len();
            let last = told.iter().filter_map(|one| check_of(one)).max();
            if supposes && told.iter().all(|one| one.guard.is_empty()) {
                let checks = self.checks_of(context);
                let arguments = vec![(Relation::Equal, argument)];
                let never = Never { context: context.clone(), checks, unequal: None, arguments };
                self.found.never.push(never);
                self.dead.insert(context.clone());
                return;
            }
            let Some(last) = last else { return };
            self.found.contradictions.push(Contradiction { context: context.clone(), argument });
            self.aside.insert(last);
        }
        self.differences(context);
    }

    /// Conditions that ask for a difference where there can be none.
    fn differences(&mut self, context: &Context) {
        for condition in &context.guard {
            let statement = self.of.conditions.get(*condition as usize).and_then(|one| one.statement);
            let Some(statement) = statement else { continue };
            if self.of.get(statement).is_none_or(|one| one.relation != Relation::NotEqual) {
                continue;
            }
            let Some(arguments) = self.both_sides(statement) else { continue };
            let checks = self.checks_of(context);
            let never = Never { context: context.clone(), checks, unequal: Some(statement), arguments };
            self.found.never.push(never);
            self.dead.insert(context.clone());
            return;
        }
    }

    /// That the sum of a statement is its bound, by what is in force: one argument where it does for both sides.
    fn both_sides(&mut self, at: u32) -> Option<Vec<(Relation, Argument)>> {
        let up = self.shown(at, Relation::AtMost)?;
        let statement = self.of.get(at)?;
        if yields(&self.of.all, &up, &statement.terms, (Relation::Equal, &statement.bound)) {
            return Some(vec![(Relation::Equal, up)]);
        }
        let down = self.shown(at, Relation::AtLeast)?;
        Some(vec![(Relation::AtMost, up), (Relation::AtLeast, down)])
    }

    /// That the sum of a statement stands in a relation to its bound, by what is in force.
    fn shown(&mut self, at: u32, relation: Relation) -> Option<Argument> {
        let refuted = self.solver.refute(at, relation.opposite())?;
        let statement = self.of.get(at)?;
        let supposed =
            refuted.iter().find(|(reason, _)| *reason == SUPPOSED).map(|(_, times)| times.clone())?;
        let share = Exact::from_integer(-1).divide(&supposed)?;
        let others = refuted.into_iter().filter(|(reason, _)| *reason != SUPPOSED);
        let argument: Argument = others.map(|(reason, times)| (reason, &times * &share)).collect();
        if yields(&self.of.all, &argument, &statement.terms, (relation, &statement.bound)) {
            return Some(argument);
        }
        self.found.dropped += 1;
        None
    }

    fn redundant(&mut self, context: &Context) {
        if self.dead.contains(context) || self.load(context).is_err() {
            return;
        }
        let mut checks = self.checks_of(context);
        checks.retain(|check| !self.aside.contains(check) && !self.of.left_out.contains_key(check));
        for check in checks.into_iter().rev() {
            let own: Vec<u32> = self
                .own
                .get(&check)
                .into_iter()
                .flatten()
                .copied()
                .filter(|at| self.solver.is_in_force(*at))
                .collect();
            let mut sound = true;
            for at in &own {
                sound &= self.solver.put(*at, false).is_ok();
            }
            let mut follows = Vec::new();
            for at in &own {
                if !self.is_own(*at) {
                    continue;
                }
                match self.follows(*at) {
                    Some(found) if sound => follows.push(found),
                    _ => sound = false,
                }
                if !sound {
                    break;
                }
            }
            if sound && !follows.is_empty() {
                self.aside.insert(check);
                self.found.redundant.push(Redundant { check, follows });
                continue;
            }
            for at in &own {
                let _ = self.solver.put(*at, true);
            }
        }
    }

    fn is_own(&self, at: u32) -> bool {
        self.of.get(at).is_some_and(|statement| matches!(statement.origin, Origin::Check(_)))
    }

    fn follows(&mut self, at: u32) -> Option<Follows> {
        let statement = self.of.get(at)?;
        if statement.is_constant() {
            let holds = statement.holds_at(&Exact::ZERO);
            return holds
                .then(|| Follows { statement: at, arguments: vec![(statement.relation, Vec::new())] });
        }
        let arguments = match statement.relation {
            Relation::Equal => self.both_sides(at)?,
            relation => vec![(relation, self.shown(at, relation)?)],
        };
        Some(Follows { statement: at, arguments })
    }

    fn implied(&mut self, context: &Context) {
        if self.load(context).is_err() {
            return;
        }
        let own = self.of.all.iter().filter(|one| one.domain == context.domain && one.guard.is_empty());
        let variables: BTreeSet<u32> = own.flat_map(|one| one.terms.iter().map(|(at, _)| *at)).collect();
        for variable in variables {
            if !self.solver.is_made(&[(variable, Exact::ONE)]) {
                continue;
            }
            let [up, down] = [1, -1].map(|sign| self.furthest(variable, sign));
            let same = match (&up, &down) {
                (Some(up), Some(down)) => {
                    up.relation == Relation::AtMost
                        && down.relation == Relation::AtLeast
                        && up.bound == down.bound
                }
                _ => false,
            };
            let found = match (up, down) {
                (Some(up), Some(down)) if same => {
                    let mut arguments = [up.arguments, down.arguments].concat();
                    let terms = [(variable, Exact::ONE)];
                    let is_whole = |one: &(Relation, Argument)| {
                        yields(&self.of.all, &one.1, &terms, (Relation::Equal, &up.bound))
                    };
                    if let Some(whole) = arguments.iter().find(|one| is_whole(one)).cloned() {
                        arguments = vec![(Relation::Equal, whole.1)];
                    }
                    vec![Implied {
                        relation: Relation::Equal,
                        arguments,
                        ..up_of(context, variable, up.bound)
                    }]
                }
                (up, down) => up.into_iter().chain(down).collect(),
            };
            let told = found.into_iter().map(|one| Implied { context: context.clone(), ..one });
            let told: Vec<Implied> = told.filter(|one| !self.is_said(one)).collect();
            self.found.implied.extend(told);
        }
    }

    /// The bound of a variable, upwards (1) or downwards (−1).
    fn furthest(&mut self, variable: u32, sign: i64) -> Option<Implied> {
        let sign = Exact::from_integer(sign);
        let (at, argument) = self.solver.largest(&[(variable, sign.clone())])?;
        let bound = &at.real * &sign;
        let argument: Argument = argument.into_iter().map(|(one, times)| (one, &times * &sign)).collect();
        let is_strict = !at.small.is_zero();
        let relation = match (sign.signum() > 0, is_strict) {
            (true, false) => Relation::AtMost,
            (true, true) => Relation::Less,
            (false, false) => Relation::AtLeast,
            (false, true) => Relation::Greater,
        };
        if !yields(&self.of.all, &argument, &[(variable, Exact::ONE)], (relation, &bound)) {
            self.found.dropped += 1;
            return None;
        }
        let context = Context { domain: 0, guard: Vec::new() };
        Some(Implied { context, variable, relation, bound, arguments: vec![(relation, argument)] })
    }

    /// Whether one rule by itself says what was found, or it was told of another context.
    fn is_said(&self, one: &Implied) -> bool {
        let alone = (0..).zip(&self.of.all).filter(|(at, statement)| {
            self.solver.is_in_force(*at)
                && matches!(statement.terms.as_slice(), [(variable, _)] if *variable == one.variable)
        });
        let terms = [(one.variable, Exact::ONE)];
        let mut alone = alone.filter_map(|(at, statement)| {
            let (_, times) = statement.terms.first()?;
            Some(vec![(at, Exact::ONE.divide(times)?)])
        });
        alone.any(|argument| yields(&self.of.all, &argument, &terms, (one.relation, &one.bound)))
            || self.found.implied.iter().any(|known| {
                (known.variable, known.relation, &known.bound) == (one.variable, one.relation, &one.bound)
            })
    }

    /// Conditions that do not hold of one account without a contradiction.
    fn excluded(&mut self, contexts: &[Context]) {
        let under =
            contexts.iter().filter(|context| !context.guard.is_empty() && !self.dead.contains(context));
        let under: Vec<(Context, BTreeSet<u32>)> =
            under.map(|context| (context.clone(), self.variables_of(context))).collect();
        let mut known: BTreeMap<[Vec<u32>; 2], usize> = BTreeMap::new();
        for (at, (first, own)) in under.iter().enumerate() {
            for (second, other) in under.iter().skip(at + 1) {
                let is_full = self.found.excluded.len() >= EXCLUDED;
                let Some(domain) = self.narrower(first.domain, second.domain).filter(|_| !is_full) else {
                    continue;
                };
                let guard: BTreeSet<u32> = first.guard.iter().chain(&second.guard).copied().collect();
                let guard: Vec<u32> = guard.into_iter().collect();
                // One of them is a part of the other: their contradictions are known.
                if own.is_disjoint(other) || guard == first.guard || guard == second.guard {
                    continue;
                }
                let Some((unequal, arguments)) = self.refuted(&Context { domain, guard }) else { continue };
                let mut sides =
                    self.told_guards([first, second], unequal, &arguments).map(|guard| (guard, Vec::new()));
                for ((_, checks), context) in sides.iter_mut().zip([first, second]) {
                    *checks = self.checks_of(context);
                }
                sides.sort();
                let [(one, ours), (two, theirs)] = sides;
                let guards = [one, two];
                let number = *known.entry(guards.clone()).or_insert_with(|| {
                    let checks = [Vec::new(), Vec::new()];
                    self.found.excluded.push(Excluded { guards, checks, unequal, arguments });
                    self.found.excluded.len() - 1
                });
                if let Some(Excluded { checks: [first, second], .. }) = self.found.excluded.get_mut(number) {
                    join(first, ours);
                    join(second, theirs);
                }
            }
        }
    }

    /// The domain that is of both; none where neither is of all of the other.
    fn narrower(&self, first: u32, second: u32) -> Option<u32> {
        if self.of.covers(first, second) {
            Some(second)
        } else {
            self.of.covers(second, first).then_some(first)
        }
    }

    /// The conditions of each side that an argument needs: pairs that need the same are told once.
    fn told_guards(
        &self,
        pair: [&Context; 2],
        unequal: Option<u32>,
        arguments: &[(Relation, Argument)],
    ) -> [Vec<u32>; 2] {
        let used: BTreeSet<u32> = arguments
            .iter()
            .flat_map(|(_, argument)| argument.iter().map(|(at, _)| *at))
            .chain(unequal)
            .filter_map(|at| self.of.get(at))
            .flat_map(|statement| statement.guard.iter().copied())
            .collect();
        pair.map(|context| context.guard.iter().copied().filter(|one| used.contains(one)).collect())
    }

    /// Why what is said in a context cannot hold together.
    fn refuted(&mut self, context: &Context) -> Option<Refuted> {
        if let Err(argument) = self.load(context) {
            return refutes(&self.of.all, &argument).then(|| (None, vec![(Relation::Equal, argument)]));
        }
        let unequal = context.guard.iter().filter_map(|one| self.statement_of(*one));
        let unequal =
            unequal.filter(|at| self.of.get(*at).is_some_and(|one| one.relation == Relation::NotEqual));
        let mut unequal = unequal.collect::<Vec<u32>>().into_iter();
        unequal.find_map(|at| Some((Some(at), self.both_sides(at)?)))
    }

    fn statement_of(&self, condition: u32) -> Option<u32> {
        self.of.conditions.get(condition as usize)?.statement
    }

    /// The variables in conditions of a context, and in what is said under these alone.
    fn variables_of(&self, context: &Context) -> BTreeSet<u32> {
        let is_own = |one: &&Statement| match one.origin {
            Origin::Condition(condition) => context.guard.binary_search(&condition).is_ok(),
            _ => one.domain == context.domain && one.guard == context.guard,
        };
        self.of.all.iter().filter(is_own).flat_map(|one| one.terms.iter().map(|(at, _)| *at)).collect()
    }
}

/// Adds checks to others, ascending, each once.
fn join(into: &mut Vec<u32>, more: Vec<u32>) {
    into.extend(more);
    into.sort_unstable();
    into.dedup();
}

fn up_of(context: &Context, variable: u32, bound: Exact) -> Implied {
    Implied { context: context.clone(), variable, relation: Relation::Equal, bound, arguments: Vec::new() }
}

/// The check that makes a statement.
fn check_of(statement: &Statement) -> Option<u32> {
    match statement.origin {
        Origin::Check(check) | Origin::Summed(check) => Some(check),
        Origin::Condition(_) => None,
    }
}
