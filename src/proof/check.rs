//! Judges an account and tells what came of it.

use super::alike::Gathered;
use super::arrange::Arranged;
use super::ledger::{leave_out, lines, relevel};
use super::prove::{Found, prove};
use super::{Chosen, Counts, LedgerLine, UnitFindings, arrange, assume, cause, forbidden};
use crate::account::{self, Account};
use crate::audit::{self, Beside, CellAt, Columns, Decided, Verdict, View};
use crate::causes;
use crate::facts::Facts;
use crate::plan::Plan;
use crate::ruleset::RuleSet;
use crate::schema::{Schema, Table};

/// Judges one account: findings with their proofs, and a line of the ledger for every rule.
#[must_use]
pub fn check(schema: &Schema, rules: &RuleSet, plan: &Plan, account: &Account) -> UnitFindings {
    check_beside(schema, rules, plan, account, &Beside::default())
}

/// Judges one account with what is known beside it: last year's account, subordinate units, the register's word.
#[must_use]
pub fn check_beside(
    schema: &Schema,
    rules: &RuleSet,
    plan: &Plan,
    account: &Account,
    beside: &Beside<'_>,
) -> UnitFindings {
    let facts = account::facts(schema, &[account]);
    judge_account((schema, rules, plan), (&facts, 0, account), beside, Only::All)
}

/// Judges one account, of which the facts lie in a lane of these, by the steps (ascending) that columns left open.
/// Assumptions and phrases, which look at the whole, are not tried; the ledger has lines for what was judged.
#[must_use]
pub fn check_open(
    compiled: (&Schema, &RuleSet, &Plan),
    columns: &Columns,
    (facts, lane): (&Facts, usize),
    account: &Account,
    open: &[u32],
) -> UnitFindings {
    judge_account(compiled, (facts, lane, account), &Beside::default(), Only::Open(columns, open))
}

/// What steps that ask for prose (ascending) and phrases come to for an account without any.
#[must_use]
pub fn check_silent(
    schema: &Schema,
    rules: &RuleSet,
    plan: &Plan,
    account: &Account,
    steps: &[u32],
) -> UnitFindings {
    let facts = account::facts(schema, &[account]);
    judge_account((schema, rules, plan), (&facts, 0, account), &Beside::default(), Only::Silent(steps))
}

/// One line for each 编号: what columns decided of many units.
#[must_use]
pub fn decided_lines(
    (schema, rules, plan): (&Schema, &RuleSet, &Plan),
    columns: &Columns,
    decided: &Decided,
) -> (Vec<LedgerLine>, Counts) {
    let account = Account::default();
    let facts = account::facts(schema, &[&account]);
    let view = View::new((schema, rules, plan), (&facts, 0), &account);
    let run = audit::run(view, Some((&[], false)));
    lines(&run.view, &columns.ledger(schema, rules, plan, decided), false)
}

/// What an account is judged by.
#[derive(Clone, Copy)]
enum Only<'o> {
    All,
    /// What columns left open.
    Open(&'o Columns, &'o [u32]),
    /// What asks for prose alone, and phrases.
    Silent(&'o [u32]),
}

fn judge_account(
    (schema, rules, plan): (&Schema, &RuleSet, &Plan),
    (facts, lane, account): (&Facts, usize, &Account),
    beside: &Beside<'_>,
    only: Only<'_>,
) -> UnitFindings {
    let beside_facts = beside.facts();
    let view = || View::new((schema, rules, plan), (facts, lane), account);
    let steps = match only {
        Only::All => None,
        Only::Open(_, steps) => Some((steps, false)),
        Only::Silent(steps) => Some((steps, true)),
    };
    let mut run = audit::run(view().with_beside(beside, &beside_facts), steps);
    let prove = |judged| -> Option<Found> {
        let judged: &audit::Judged<'_> = judged;
        Some(prove(&run.view, rules.rules.get(judged.rule.0 as usize)?, judged))
    };
    let mut gathered = Gathered::default();
    run.judged.iter().filter_map(prove).for_each(|found| gathered.push(found));
    let mut found = gathered.all();
    let holds = |found: &mut Found| found.finding.verdict == Verdict::Pass;
    let proofs = found.extract_if(.., holds).map(|found| found.finding).collect();
    run.judged.retain(|judged| judged.outcome.verdict != Verdict::Pass);
    match only {
        Only::All => assume::assume(&mut run, &mut found),
        Only::Open(columns, open) => {
            // Which of several follows from which is told by all that speaks for a figure, decided by columns or not.
            let readers = columns.readers(&doubted(&found), open);
            if !readers.is_empty() {
                let decided = audit::run(view(), Some((&readers, false)));
                for (cell, times) in decided.ledger.held {
                    *run.ledger.held.entry(cell).or_default() += times;
                }
            }
        }
        Only::Silent(_) => {}
    }
    found.extend(forbidden::forbidden(rules, std::mem::take(&mut run.forbidden)));
    let Arranged { findings, keys, retold } = arrange::arrange(rules, found, &run.ledger.held);
    let behind = match only {
        Only::All if !beside.without_causes => causes::find(&mut run),
        Only::All | Only::Open(..) | Only::Silent(_) => causes::Found::default(),
    };
    let causes = cause::causes(&run.view, &behind, &findings, &keys);
    let (mut ledger, mut summary) = lines(&run.view, &run.ledger, matches!(only, Only::Open(..)));
    leave_out(&mut ledger, &mut summary, &retold);
    relevel(&mut ledger, &findings);
    UnitFindings {
        source: account.source.clone(),
        unit: account.unit.clone(),
        year: account.year,
        summary,
        ledger,
        findings,
        causes,
        proofs,
        notices: account.notices.clone(),
        tables: tables(schema, account),
        chosen: Chosen::default(),
    }
}

/// Figures that more than one comparison speaks against.
fn doubted(found: &[Found]) -> Vec<CellAt> {
    let failed = found.iter().filter(|found| found.finding.verdict == Verdict::Fail);
    let mut cells: Vec<CellAt> = failed.flat_map(|found| found.cells.iter().copied()).collect();
    cells.sort();
    let twice = cells.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
    twice.filter_map(|same| same.first().copied()).collect()
}

/// How many tables of the schema were found, of how many that should be there.
fn tables(schema: &Schema, account: &Account) -> (usize, usize) {
    let printed = schema.tables.iter().filter(|table| table.is_plain());
    let found = |table: &&Table| account.tables.get(table.id.0 as usize).is_some_and(|read| read.found);
    let expected = printed.clone().filter(|table| !table.optional || found(table));
    (printed.filter(found).count(), expected.count())
}
