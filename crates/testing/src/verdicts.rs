//! How rules came out for an account.

use std::collections::BTreeMap;

use gouji::account::Account;
use gouji::proof::Counts;
use gouji::session::Edition;

/// Instances by verdict, by number of the rule.
pub type Verdicts = BTreeMap<String, Counts>;

/// How the rules of an edition came out for an account.
#[must_use]
pub fn verdicts(edition: &Edition, account: &Account) -> Verdicts {
    let mut all = Verdicts::new();
    for line in edition.check(account).ledger {
        all.entry(line.rule).or_default().add(&line.counts);
    }
    all
}

/// The first rule that came out otherwise, in words.
pub(crate) fn difference(before: &Verdicts, after: &Verdicts, but: &dyn Fn(&str) -> bool) -> Option<String> {
    let rules = before.keys().chain(after.keys()).filter(|rule| !but(rule));
    rules.into_iter().find_map(|rule| {
        let counts = [before, after].map(|all| all.get(rule).cloned().unwrap_or_default());
        (counts[0] != counts[1])
            .then(|| format!("规则 {rule} 本来是 {:?}，现在是 {:?}", counts[0], counts[1]))
    })
}
