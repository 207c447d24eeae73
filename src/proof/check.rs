//! Judges an account and tells what came of it.

use super::ledger::lines;
use super::prove::{Found, prove};
use super::{Chosen, Counts, LedgerLine, UnitFindings, assume, causes, forbidden};
use crate::account::{self, Account};
use crate::audit::{self, Beside, Columns, Decided, View};
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
    let (facts, beside_facts) = (account::facts(schema, &[account]), beside.facts());
    let view = View::new(schema, rules, plan, &facts, account).with_beside(beside, &beside_facts);
    judge_account(view, None)
}

/// Judges one account by some steps of the plan (ascending): what columns left open. Assumptions and phrases, which
/// look at the whole, are not tried.
#[must_use]
pub fn check_steps(
    schema: &Schema,
    rules: &RuleSet,
    plan: &Plan,
    account: &Account,
    steps: &[u32],
) -> UnitFindings {
    let facts = account::facts(schema, &[account]);
    judge_account(View::new(schema, rules, plan, &facts, account), Some((steps, false)))
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
    judge_account(View::new(schema, rules, plan, &facts, account), Some((steps, true)))
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
    let run = audit::run(View::new(schema, rules, plan, &facts, &account), Some((&[], false)));
    lines(&run.view, &columns.ledger(schema, rules, plan, decided))
}

fn judge_account(view: View<'_>, only: Option<(&[u32], bool)>) -> UnitFindings {
    let (schema, rules, account) = (view.schema, view.rules, view.account);
    let mut run = audit::run(view, only);
    let prove = |judged| -> Option<Found> {
        let judged: &audit::Judged<'_> = judged;
        Some(prove(&run.view, rules.rules.get(judged.rule.0 as usize)?, judged))
    };
    let mut found: Vec<Found> = run.judged.iter().filter_map(prove).collect();
    if only.is_none() {
        assume::assume(&mut run, &mut found);
    }
    found.extend(forbidden::forbidden(rules, std::mem::take(&mut run.forbidden)));
    let findings = causes::arrange(rules, found, &run.ledger.held);
    let (ledger, summary) = lines(&run.view, &run.ledger);
    UnitFindings {
        source: account.source.clone(),
        unit: account.unit.clone(),
        year: account.year,
        summary,
        ledger,
        findings,
        notices: account.notices.clone(),
        tables: tables(schema, account),
        chosen: Chosen::default(),
    }
}

/// How many tables of the schema were found, of how many that should be there.
fn tables(schema: &Schema, account: &Account) -> (usize, usize) {
    let printed = schema.tables.iter().filter(|table| !table.is_form);
    let found = |table: &&Table| account.tables.get(table.id.0 as usize).is_some_and(|read| read.found);
    let expected = printed.clone().filter(|table| !table.optional || found(table));
    (printed.filter(found).count(), expected.count())
}
