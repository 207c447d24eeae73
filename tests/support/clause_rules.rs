//! The rules of clauses: their facts travel as data, but not how a subject was told, nor which printed figure a fact
//! shares with a slot, so that level and repetition of their findings may differ.

use std::collections::BTreeSet;

use gouji::ruleset::Domain;
use gouji::schema::{FamilyId, Located};
use gouji::session::Edition;

/// The 编号 of all rules that are judged at facts of clauses.
pub(crate) fn clause_rules(edition: &Edition) -> BTreeSet<String> {
    let schema = &edition.schema;
    let is_clause = |family: &FamilyId| {
        let passage = schema.family(*family).and_then(|family| family.passage);
        passage
            .and_then(|id| schema.passage(id))
            .is_some_and(|passage| matches!(passage.located, Located::Clauses))
    };
    let steps = edition.plan.steps.iter().filter(|step| match &step.domain {
        Domain::Rows { families, .. } => families.iter().any(is_clause),
        _ => false,
    });
    let rules = steps.filter_map(|step| {
        let check = edition.rules.checks.get(step.check as usize)?;
        edition.rules.rules.get(check.rule.0 as usize)
    });
    rules.map(|rule| rule.code.clone()).collect()
}
