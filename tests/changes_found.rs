//! One figure or direction word of a document changed beyond rounding is found.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and prints what it counted"
)]
#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    unreachable_pub,
    reason = "rates are for reading; helpers are shared"
)]

mod support;

use std::collections::BTreeMap;

use gouji::audit::{UnitFindings, Verdict};
use support::figures::{Change, Kind, changes};
use support::{Sample, check_under, in_parallel, more, open, said, samples};

/// Changes of one kind that a test run makes in one document; every one with `GOUJI_ALL_CHANGES` set.
const SAMPLED: usize = 24;

/// Of a hundred changes, how many must be found.
fn wanted(kind: Kind) -> usize {
    match kind {
        Kind::Table => 90,
        Kind::Amount => 75,
        Kind::Percent | Kind::Direction => 80,
    }
}

/// What the findings that are 不符 say, sorted.
fn failures(findings: &UnitFindings) -> Vec<String> {
    let failing = findings.findings.iter().filter(|finding| finding.verdict == Verdict::Fail);
    let mut failures: Vec<String> = failing.map(said).collect();
    failures.sort();
    failures
}

/// The same number of changes of each kind, spread evenly.
fn sampled(all: Vec<Change>) -> Vec<Change> {
    if std::env::var_os("GOUJI_ALL_CHANGES").is_some() {
        return all;
    }
    let mut kinds: BTreeMap<Kind, Vec<Change>> = BTreeMap::new();
    for change in all {
        kinds.entry(change.kind).or_default().push(change);
    }
    let spread = |of: Vec<Change>| {
        let stride = of.len().div_ceil(SAMPLED).max(1);
        of.into_iter().step_by(stride)
    };
    kinds.into_values().flat_map(spread).collect()
}

/// Prints what is missed of a document; for each kind, how many were found of how many.
fn rates(sample: &Sample) -> BTreeMap<Kind, (usize, usize)> {
    let (edition, account) = open(&sample.name, &sample.text);
    let before = failures(&edition.check(&account));
    let all = sampled(changes(&sample.text, &account));
    let found = in_parallel(&all, |change| {
        let after = failures(&check_under(&edition, &change.apply(&sample.text)));
        !more(&after, &before).is_empty()
    });
    let mut rates: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for (change, found) in all.iter().zip(found) {
        let rate = rates.entry(change.kind).or_default();
        rate.0 += usize::from(found);
        rate.1 += 1;
        if !found {
            println!("{}:{} {:?} {}", sample.name, change.line, change.kind, change.around);
        }
    }
    for (kind, (found, of)) in &rates {
        println!("{} {kind:?}: {found} of {of}", sample.name);
    }
    rates
}

#[test]
fn single_changes_are_found() {
    for sample in samples() {
        let rates = rates(&sample);
        assert!(rates.len() == 4, "{}: only {rates:?}", sample.name);
        for (kind, (found, of)) in rates {
            let wanted = wanted(kind);
            assert!(
                found * 100 >= of * wanted,
                "{}: {kind:?}: {found} of {of} found, less than {wanted} in a hundred",
                sample.name
            );
        }
    }
}
