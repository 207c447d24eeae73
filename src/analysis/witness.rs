//! An account that one version of the rules accepts and another rejects: one that is made up by the first, changed in
//! its tables so that its sums still come out and a rule of the other does not; both versions are then asked.

use std::collections::{BTreeMap, BTreeSet};

use super::solver::Solver;
use super::statement::{Origin, Statement, Terms};
use crate::account::{self, Account, DataWriter, FamilyRead};
use crate::amount::{Dimension, Exact, Relation};
use crate::audit::{self, CellAt, RowAt, View};
use crate::document::{DataFact, Document};
use crate::exchange::UnitLines;
use crate::generate::{Equation, cell_dimension, cell_value, equations, is_said, make, set_cell, unit_of};
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

/// Accounts of tables alone that a version accepts, made when first asked for.
pub(super) struct Bases<'e> {
    edition: &'e Edition,
    /// By seed, as far as any was asked for.
    made: Vec<Option<Account>>,
}

impl<'e> Bases<'e> {
    pub(super) fn new(edition: &'e Edition) -> Self {
        Self { edition, made: Vec::new() }
    }

    fn account(&mut self, seed: usize) -> Option<&Account> {
        let edition = self.edition;
        while self.made.len() < seed {
            let made = make(edition, self.made.len() as u64 + 1).ok();
            let tables = made.and_then(|made| of_tables(edition, made.account));
            self.made.push(tables.filter(|account| accepts(&edition.check(account))));
        }
        self.made.get(seed.saturating_sub(1))?.as_ref()
    }
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

/// Whether a rule is judged not to hold. Findings will not do: what two rules find alike is told once.
fn fails(edition: &Edition, account: &Account, rule: RuleId) -> bool {
    let facts = account::facts(&edition.schema, &[account]);
    let view = View::new((&edition.schema, &edition.rules, &edition.plan), (&facts, 0), account);
    audit::run(view, None).seen.iter().any(|seen| seen.rule == rule && seen.verdict == Verdict::Fail)
}

/// An account that `accepts` accepts and in which a check of `rejects` fails.
///
/// # Errors
/// Why there is none to show.
pub(super) fn witness(accepts: &mut Bases<'_>, rejects: &Edition, check: u32) -> Result<Witness, WitnessWhy> {
    let rule =
        rejects.rules.checks.get(check as usize).map(|check| check.rule).ok_or(WitnessWhy::NotApplied)?;
    let edition = accepts.edition;
    let mut why = WitnessWhy::NotMade;
    for seed in 1..=SEEDS {
        let Some(account) = accepts.account(seed) else { continue };
        let pair = Pair { edition, rejects, account, rule };
        match pair.find(check) {
            Ok(found) => return Ok(found),
            Err(found) => why = why.max(found),
        }
    }
    Err(why)
}

struct Pair<'p> {
    /// Accepts the account.
    edition: &'p Edition,
    rejects: &'p Edition,
    account: &'p Account,
    rule: RuleId,
}

impl Pair<'_> {
    fn find(&self, check: u32) -> Result<Witness, WitnessWhy> {
        let lines = lines_of(self.edition, self.account);
        let other = read(self.rejects, &lines).ok_or(WitnessWhy::NotApplied)?;
        if let Some(found) = self.confirmed(self.account) {
            return Ok(found);
        }
        let mut goals = self.goals(&other, check);
        goals.retain(|goal| !goal.terms.is_empty());
        if goals.is_empty() {
            return Err(WitnessWhy::NotApplied);
        }
        let held = sums(self.edition, self.account, None);
        let mut why = WitnessWhy::NoRoom;
        for goal in goals.iter().take(GOALS) {
            let upwards = [true, false].into_iter().filter(|up| match goal.relation {
                Relation::AtMost => *up,
                Relation::AtLeast => !*up,
                _ => true,
            });
            for up in upwards {
                for margin in MARGINS {
                    let by = if up { margin } else { -margin };
                    let Some(changed) = self.changed(&held, goal, by) else { continue };
                    why = WitnessWhy::NotConfirmed;
                    if let Some(found) = self.confirmed(&changed) {
                        return Ok(found);
                    }
                }
            }
        }
        Err(why)
    }

    /// The sums of the check where it is judged, by cells of the account.
    fn goals(&self, other: &Account, check: u32) -> Vec<Equation> {
        let same = super::same::Same::between(&self.rejects.schema, &self.edition.schema);
        let cell = |at: &CellAt| -> Option<CellAt> {
            let family = same.identity().family(at.family)?;
            let column = same.identity().column(at.family, at.column)?;
            let row = match at.row {
                RowAt::Fixed(row) => RowAt::Fixed(same.identity().row(at.family, RowId(row))?.0),
                RowAt::Block(row) => {
                    let key = &other.families.get(at.family.0 as usize)?.rows.get(row as usize)?.key;
                    let rows = &self.account.families.get(family.0 as usize)?.rows;
                    RowAt::Block(rows.iter().position(|row| row.key == *key)? as u32)
                }
            };
            Some(CellAt { family, row, column })
        };
        let sums = sums(self.rejects, other, Some(check));
        let moved = sums.into_iter().filter_map(|one| {
            let terms = one.terms.iter().map(|(at, times)| Some((cell(at)?, *times)));
            let terms = terms.collect::<Option<_>>()?;
            Some(Equation { terms, ..one })
        });
        moved.collect()
    }

    /// The account with a sum that is off by so much, and all that the accepting version holds kept.
    fn changed(&self, held: &[Equation], goal: &Equation, by: i128) -> Option<Account> {
        let cells: BTreeSet<CellAt> =
            held.iter().chain([goal]).flat_map(|one| one.terms.keys()).copied().collect();
        let cells: Vec<CellAt> = cells.into_iter().filter(|at| is_said(self.account, *at)).collect();
        let numbers: BTreeMap<CellAt, u32> = cells.iter().copied().zip(0..).collect();
        let mut all: Vec<Statement> = Vec::new();
        for at in 0..cells.len() as u32 {
            // What is not below zero stays so: accounts should look like accounts.
            all.push(statement(vec![(at, Exact::ONE)], Relation::AtLeast, Exact::ZERO));
        }
        for one in held {
            let (terms, constant) = self.terms(&one.terms, &numbers, one.constant);
            all.extend(self.bounds(one, terms, &-&constant));
        }
        let (terms, constant) = self.terms(&goal.terms, &numbers, goal.constant);
        let values: Vec<Exact> =
            cells.iter().map(|at| Exact::from_integer(cell_value(self.account, *at))).collect();
        let relation = if by > 0 { Relation::AtLeast } else { Relation::AtMost };
        all.push(statement(terms, relation, &Exact::fraction(by, 1) - &constant));
        let mut solver = Solver::new(&all);
        solver.start(&values);
        let last = all.len() as u32 - 1;
        solver.load(&|at| at != last).ok()?;
        solver.start(&values);
        let mut found = values.clone();
        let goal = all.last()?;
        if !solver.place(last, goal.relation, goal.bound.clone(), &mut found) {
            return None;
        }
        let mut account = self.account.clone();
        for ((at, was), value) in cells.iter().zip(&values).zip(&found) {
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
    fn terms(
        &self,
        of: &BTreeMap<CellAt, i128>,
        numbers: &BTreeMap<CellAt, u32>,
        constant: i128,
    ) -> (Terms, Exact) {
        let mut constant = Exact::fraction(constant, 1);
        let mut terms = Terms::new();
        for (at, times) in of {
            let times = Exact::fraction(*times, 1);
            match numbers.get(at) {
                Some(number) => terms.push((*number, times)),
                None => {
                    constant = &constant + &(&times * &Exact::from_integer(cell_value(self.account, *at)));
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
    fn confirmed(&self, account: &Account) -> Option<Witness> {
        let lines = lines_of(self.edition, account);
        let ours = self.edition.check(&read(self.edition, &lines)?);
        if !accepts(&ours) {
            return None;
        }
        if !fails(self.rejects, &read(self.rejects, &lines)?, self.rule) {
            return None;
        }
        let base = lines_of(self.edition, self.account);
        let changed = base.into_iter().zip(&lines).filter(|(was, is)| was.value != is.value);
        let before = changed.map(|(was, _)| was).collect();
        let (unit, year) = (account.unit.clone().unwrap_or_default(), account.year);
        let data = UnitLines { unit, year, rules: self.edition.info.name.clone(), lines };
        Some(Witness { data, before })
    }
}

fn statement(terms: Terms, relation: Relation, bound: Exact) -> Statement {
    Statement { origin: Origin::Check(0), terms, relation, bound, domain: 0, guard: Vec::new() }
}

/// Sums of table figures of one dimension that an edition judges in an account; of one check, where one is given.
fn sums(edition: &Edition, account: &Account, check: Option<u32>) -> Vec<Equation> {
    let facts = account::facts(&edition.schema, &[account]);
    let view = View::new((&edition.schema, &edition.rules, &edition.plan), (&facts, 0), account);
    let mut run = audit::run(view, None);
    if let Some(check) = check {
        run.seen.retain(|seen| seen.step.check == check);
    }
    let dimension = |at: CellAt| cell_dimension(&edition.schema, at);
    let sought = |at: CellAt| matches!(dimension(at), Dimension::Money | Dimension::Count(_));
    let mut all = equations(&run, &sought);
    all.retain(|one| {
        let first = one.terms.keys().next().map(|at| dimension(*at));
        one.terms.keys().all(|at| Some(dimension(*at)) == first)
    });
    all
}
