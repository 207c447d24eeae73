//! An account that one version of the rules accepts and another rejects: one that is made up by the first, changed in
//! its tables so that its sums still come out and a rule of the other does not; both versions are then asked.

use std::collections::{BTreeMap, BTreeSet};

use super::same::Same;
use super::solver::Solver;
use super::statement::{Origin, Statement, Terms};
use crate::account::{self, Account, DataWriter, FamilyRead};
use crate::amount::{Dimension, Exact, Relation};
use crate::audit::{self, CellAt, RowAt, Run, View};
use crate::document::{DataFact, Document};
use crate::exchange::UnitLines;
use crate::generate::{
    Equation, cell_dimension, cell_value, equations, is_said, make_tables, set_cell, unit_of,
};
use crate::proof::{UnitFindings, Verdict};
use crate::ruleset::RuleId;
use crate::schema::RowId;
use crate::session::Edition;
use crate::syntax::Level;

/// Accounts that are tried.
const SEEDS: usize = 2;
/// By how much a rule is broken, in fixed point: 1,000,000, 10,000, 1,000 and 100 元; the first that does it.
const MARGINS: [i128; 4] = [10_000_000_000, 100_000_000, 10_000_000, 1_000_000];

/// Places of a rule that are tried.
const GOALS: usize = 6;

/// An account that one version accepts and the other rejects.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Its lines of data.
    pub data: UnitLines,
    /// Lines that were changed to break the rule: what they were before.
    pub before: Vec<DataFact>,
}

impl Witness {
    /// Lines that were changed, each with what it was before.
    pub fn changed(&self) -> impl Iterator<Item = (&DataFact, &DataFact)> {
        let same =
            |a: &DataFact, b: &DataFact| (&a.table, &a.row, &a.column) == (&b.table, &b.row, &b.column);
        let lines = &self.data.lines;
        self.before.iter().filter_map(move |was| Some((lines.iter().find(|is| same(is, was))?, was)))
    }
}

/// Why there is no account to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WitnessWhy {
    /// None could be made up that the one version accepts from its tables alone.
    NotMade,
    /// The rule does not apply to the accounts that were made up, or compares no sums of table figures there.
    NotApplied,
    /// No change of the figures breaks the rule and none of the other version.
    NoRoom,
    /// Changed accounts were found, but not both versions said what was expected.
    NotConfirmed,
}

/// The tables of an account as data, without what is said in words.
fn of_tables(edition: &Edition, mut account: Account) -> Option<Account> {
    for (family, read) in edition.schema.families.iter().zip(&mut account.families) {
        if family.table.is_none() {
            *read = FamilyRead::default();
        }
    }
    account.unclaimed.clear();
    read(edition, &lines_of(edition, &account))
}

fn lines_of(edition: &Edition, account: &Account) -> Vec<DataFact> {
    DataWriter::new(&edition.schema).write(account, &edition.info.name)
}

fn read(edition: &Edition, lines: &[DataFact]) -> Option<Account> {
    let lines = lines.iter().map(|line| DataFact { rules: edition.info.name.clone(), ..line.clone() });
    let document = Document { data: lines.collect(), ..Document::default() };
    edition.read(&document).into_iter().next()
}

/// Whether nothing above the level 提示 is wrong.
fn accepts(found: &UnitFindings) -> bool {
    !found.findings.iter().any(|one| one.verdict == Verdict::Fail && one.level != Level::Hint)
}

/// Rules that do not hold of an account. Findings will not do: what two rules find alike is told once.
fn failing(run: &Run<'_>) -> BTreeSet<RuleId> {
    let fails = run.seen.iter().filter(|seen| seen.verdict == Verdict::Fail);
    fails.map(|seen| seen.rule).collect()
}

/// Judges the tables of an account, and asks something of what came.
fn judged<T>(edition: &Edition, account: &Account, ask: impl FnOnce(&Run<'_>) -> T) -> T {
    let facts = account::facts(&edition.schema, &[account]);
    let view = View::new((&edition.schema, &edition.rules, &edition.plan), (&facts, 0), account);
    ask(&audit::run(view, None))
}

/// Sums that were judged: those of figures of one dimension.
fn sums(edition: &Edition, run: &Run<'_>) -> Vec<Equation> {
    let dimension = |at: CellAt| cell_dimension(&edition.schema, at);
    let sought = |at: CellAt| matches!(dimension(at), Dimension::Money | Dimension::Count(_));
    let mut sums = equations(run, &sought);
    sums.retain(|one| {
        let first = one.terms.keys().next().map(|at| dimension(*at));
        one.terms.keys().all(|at| Some(dimension(*at)) == first)
    });
    sums
}

/// For each of some checks of `rejects`: an account that `accepts` accepts and in which the check fails, or why there is none
/// to show.
pub(super) fn witnesses(
    accepts: &Edition,
    rejects: &Edition,
    checks: &[u32],
) -> Vec<Result<Witness, WitnessWhy>> {
    let same = Same::between(&rejects.schema, &accepts.schema);
    let mut all: Vec<Result<Witness, WitnessWhy>> = vec![Err(WitnessWhy::NotMade); checks.len()];
    for seed in 1..=SEEDS as u64 {
        let open: BTreeSet<u32> =
            checks.iter().zip(&all).filter(|(_, found)| found.is_err()).map(|(check, _)| *check).collect();
        if open.is_empty() {
            break;
        }
        let Some(base) = Base::new(accepts, rejects, seed, &same, &open) else { continue };
        let statements = base.statements();
        let solver = base.solver(&statements);
        for (check, found) in checks.iter().zip(&mut all) {
            let Err(known) = *found else { continue };
            *found = base.find(*check, solver.as_ref()).map_err(|why| why.max(known));
        }
    }
    all
}

/// An account of tables alone that one version accepts, with all that is asked of it for every check of the other.
struct Base<'p> {
    /// Accepts the account.
    edition: &'p Edition,
    rejects: &'p Edition,
    account: Account,
    /// Rules of the other version that do not hold as it is.
    failing: BTreeSet<RuleId>,
    /// Sums that the accepting version judges.
    held: Vec<Equation>,
    /// Sums of the other version by check, by cells of the account.
    goals: BTreeMap<u32, Vec<Equation>>,
    /// Cells that may change.
    cells: Vec<CellAt>,
    numbers: BTreeMap<CellAt, u32>,
    values: Vec<Exact>,
}

impl<'p> Base<'p> {
    fn new(
        edition: &'p Edition,
        rejects: &'p Edition,
        seed: u64,
        same: &Same<'_>,
        checks: &BTreeSet<u32>,
    ) -> Option<Self> {
        let account = of_tables(edition, make_tables(edition, seed).ok()?)?;
        if !accepts(&edition.check(&account)) {
            return None;
        }
        let other = read(rejects, &lines_of(edition, &account));
        let held = judged(edition, &account, |run| sums(edition, run));
        let mut goals: BTreeMap<u32, Vec<Equation>> = BTreeMap::new();
        let both = |other| judged(rejects, other, |run| (failing(run), sums(rejects, run)));
        let (failing, asked) = other.as_ref().map(both).unwrap_or_default();
        for one in asked.into_iter().filter(|one| checks.contains(&one.check) && !one.terms.is_empty()) {
            let of_check = goals.entry(one.check).or_default();
            if of_check.len() < GOALS {
                of_check.extend(other.as_ref().and_then(|other| moved(one, same, other, &account)));
            }
        }
        let asked = held.iter().chain(goals.values().flatten()).flat_map(|one| one.terms.keys());
        let cells: BTreeSet<CellAt> = asked.copied().filter(|at| is_said(&account, *at)).collect();
        let numbers = cells.iter().copied().zip(0..).collect();
        let values = cells.iter().map(|at| Exact::from_integer(cell_value(&account, *at))).collect();
        let cells = cells.into_iter().collect();
        Some(Self { edition, rejects, account, failing, held, goals, cells, numbers, values })
    }

    /// What the accepting version holds of the cells. What is not below zero stays so: accounts should look like accounts.
    fn statements(&self) -> Vec<Statement> {
        let not_below = |at: u32| statement(vec![(at, Exact::ONE)], Relation::AtLeast, Exact::ZERO);
        let mut all: Vec<Statement> = (0..self.cells.len() as u32).map(not_below).collect();
        for one in &self.held {
            let (terms, constant) = self.terms(&one.terms, one.constant);
            all.extend(self.bounds(one, terms, &-&constant));
        }
        all
    }

    /// All of these in force, the cells as they are; none where they cannot be kept together.
    fn solver<'s>(&self, statements: &'s [Statement]) -> Option<Solver<'s>> {
        let mut solver = Solver::new(statements);
        solver.start(&self.values);
        solver.load(&|_| true).ok()?;
        solver.start(&self.values);
        Some(solver)
    }

    fn find(&self, check: u32, solver: Option<&Solver<'_>>) -> Result<Witness, WitnessWhy> {
        let checks = &self.rejects.rules.checks;
        let rule = checks.get(check as usize).map(|check| check.rule).ok_or(WitnessWhy::NotApplied)?;
        if self.failing.contains(&rule)
            && let Some(found) = self.confirmed(&self.account, rule)
        {
            return Ok(found);
        }
        let goals = self.goals.get(&check).filter(|goals| !goals.is_empty()).ok_or(WitnessWhy::NotApplied)?;
        let solver = solver.ok_or(WitnessWhy::NoRoom)?;
        let mut why = WitnessWhy::NoRoom;
        for goal in goals {
            let upwards = [true, false].into_iter().filter(|up| match goal.relation {
                Relation::AtMost => *up,
                Relation::AtLeast => !*up,
                _ => true,
            });
            for up in upwards {
                for margin in MARGINS {
                    let by = if up { margin } else { -margin };
                    let Some(changed) = self.changed(solver.clone(), goal, by) else { continue };
                    why = WitnessWhy::NotConfirmed;
                    if let Some(found) = self.confirmed(&changed, rule) {
                        return Ok(found);
                    }
                }
            }
        }
        Err(why)
    }

    /// The account with a sum that is off by so much, and all that the accepting version holds kept.
    fn changed(&self, mut solver: Solver<'_>, goal: &Equation, by: i128) -> Option<Account> {
        let (terms, constant) = self.terms(&goal.terms, goal.constant);
        let relation = if by > 0 { Relation::AtLeast } else { Relation::AtMost };
        let mut found = self.values.clone();
        if !solver.place(&terms, (relation, &(&Exact::fraction(by, 1) - &constant)), &mut found) {
            return None;
        }
        let mut account = self.account.clone();
        for ((at, was), value) in self.cells.iter().zip(&self.values).zip(&found) {
            let value = value.to_integer()?;
            let unit = unit_of(&cell_dimension(&self.edition.schema, *at));
            if value % unit != 0 {
                return None;
            }
            if was.to_integer() != Some(value) {
                set_cell(&self.edition.schema, &mut account, *at, value);
            }
        }
        Some(account)
    }

    /// Cells by number; those that stay as they are become a constant.
    fn terms(&self, of: &BTreeMap<CellAt, i128>, constant: i128) -> (Terms, Exact) {
        let mut constant = Exact::fraction(constant, 1);
        let mut terms = Terms::new();
        for (at, times) in of {
            let times = Exact::fraction(*times, 1);
            match self.numbers.get(at) {
                Some(number) => terms.push((*number, times)),
                None => {
                    constant = &constant + &(&times * &Exact::from_integer(cell_value(&self.account, *at)));
                }
            }
        }
        (terms, constant)
    }

    fn bounds(&self, one: &Equation, terms: Terms, bound: &Exact) -> Vec<Statement> {
        let rule = self.edition.rules.rules.get(one.rule.0 as usize);
        let room = rule
            .and_then(|rule| rule.tolerance.as_ref())
            .and_then(|room| room.to_fixed(Dimension::Money.scale()));
        let room = Exact::from_integer(room.unwrap_or(0));
        let up = || statement(terms.clone(), Relation::AtMost, bound + &room);
        let down = || statement(terms.clone(), Relation::AtLeast, bound - &room);
        match one.relation {
            Relation::AtMost => vec![up()],
            Relation::AtLeast => vec![down()],
            _ => vec![up(), down()],
        }
    }

    /// The account as a witness, where both versions say so.
    fn confirmed(&self, account: &Account, rule: RuleId) -> Option<Witness> {
        let lines = lines_of(self.edition, account);
        let (ours, theirs) = (read(self.edition, &lines)?, read(self.rejects, &lines)?);
        // What the judge alone finds wrong needs no proof to be turned down.
        if judged(self.edition, &ours, failing).into_iter().any(|rule| self.edition.rules.asks(rule))
            || !judged(self.rejects, &theirs, failing).contains(&rule)
            || !accepts(&self.edition.check(&ours))
        {
            return None;
        }
        let base = lines_of(self.edition, &self.account);
        let changed = base.into_iter().zip(&lines).filter(|(was, is)| was.value != is.value);
        let before = changed.map(|(was, _)| was).collect();
        let (unit, year) = (account.unit.clone().unwrap_or_default(), account.year);
        let data = UnitLines { unit, year, rules: self.edition.info.name.clone(), lines };
        Some(Witness { data, before })
    }
}

/// A sum of one version by the cells of an account of another.
fn moved(one: Equation, same: &Same<'_>, from: &Account, to: &Account) -> Option<Equation> {
    let cell = |at: &CellAt| -> Option<CellAt> {
        let family = same.identity().family(at.family)?;
        let column = same.identity().column(at.family, at.column)?;
        let row = match at.row {
            RowAt::Fixed(row) => RowAt::Fixed(same.identity().row(at.family, RowId(row))?.0),
            RowAt::Block(row) => {
                let key = &from.families.get(at.family.0 as usize)?.rows.get(row as usize)?.key;
                let rows = &to.families.get(family.0 as usize)?.rows;
                RowAt::Block(rows.iter().position(|row| row.key == *key)? as u32)
            }
        };
        Some(CellAt { family, row, column })
    };
    let terms = one.terms.iter().map(|(at, times)| Some((cell(at)?, *times)));
    let terms = terms.collect::<Option<_>>()?;
    Some(Equation { terms, ..one })
}

fn statement(terms: Terms, relation: Relation, bound: Exact) -> Statement {
    Statement { origin: Origin::Check(0), terms, relation, bound, domain: 0, guard: Vec::new() }
}
