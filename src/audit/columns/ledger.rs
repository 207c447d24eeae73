//! What columns decided, as a ledger.

use super::{Columns, Decided};
use crate::audit::ledger::Ledger;
use crate::audit::run::missing_table;
use crate::audit::{Reason, Subject, Verdict};
use crate::plan::{Lowering, Plan};
use crate::ruleset::RuleSet;
use crate::schema::Schema;

impl Columns {
    /// The instances that columns decided, with the reasons why some do not apply.
    pub(crate) fn ledger(&self, schema: &Schema, rules: &RuleSet, plan: &Plan, decided: &Decided) -> Ledger {
        let mut ledger = Ledger::new(rules.rules.len());
        for (at, (step, tally)) in plan.steps.iter().zip(&decided.steps).enumerate() {
            let Some(rule) = rules.checks.get(step.check as usize).map(|check| check.rule) else { continue };
            ledger.add_times(rule, Verdict::Pass, None, tally.pass);
            let mut none = |reason: Reason, times: u64| {
                ledger.add_times(rule, Verdict::NotApplicable, Some(reason), times);
            };
            none(Reason::NothingToCheck, tally.nothing);
            none(Reason::ConditionFalse, tally.condition);
            if let Some(table) = self.tables.get(at).copied().flatten().filter(|_| tally.no_table > 0) {
                none(missing_table(schema, table), tally.no_table);
            }
            if let Some(Lowering::Kernel(kernel)) = self.lowered.get(at).filter(|_| tally.no_rows > 0)
                && let Some(family) = kernel.rows.first()
            {
                none(Reason::NoElement(Subject::Family(*family)), tally.no_rows);
            }
            if let Some(rule) = rules.rules.get(rule.0 as usize).filter(|_| tally.off > 0) {
                none(Reason::not_in_force(rule), tally.off);
            }
        }
        ledger
    }
}
