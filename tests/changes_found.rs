//! One figure or direction word of a document changed beyond rounding is found.

use std::collections::BTreeMap;

use crate::support::figures::{Change, Kind, changes};
use crate::support::{Sample, check_under, in_parallel, more, open, said, samples};
use gouji::proof::{Finding, UnitFindings, Verdict};

/// Changes of one kind that a test run without optimisation makes in one document; with it, or with
/// `GOUJI_ALL_CHANGES` set, every one is made.
const SAMPLED: usize = 7;

/// Of a hundred changes, how many must be found.
fn wanted(kind: Kind) -> usize {
    match kind {
        Kind::Table => 90,
        Kind::Amount => 75,
        Kind::Percent | Kind::Direction => 80,
    }
}

/// What the findings that are 不符 say and what is printed at their places, sorted.
fn failures(findings: &UnitFindings) -> Vec<String> {
    let failing = findings.findings.iter().filter(|finding| finding.verdict == Verdict::Fail);
    let printed = |finding: &Finding| -> String {
        finding.places.iter().map(|spot| format!(" 「{}」", spot.text)).collect()
    };
    let mut failures: Vec<String> =
        failing.map(|finding| format!("{}{}", said(finding), printed(finding))).collect();
    failures.sort();
    failures
}

/// The same number of changes of each kind, spread evenly.
fn sampled(all: Vec<Change>) -> Vec<Change> {
    if !cfg!(debug_assertions) || std::env::var_os("GOUJI_ALL_CHANGES").is_some() {
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
        let (new, gone) = (more(&after, &before), more(&before, &after));
        // A change that only takes a finding away mends what is wrong in the document.
        (!new.is_empty() || gone.is_empty()).then_some(!new.is_empty())
    });
    let mut rates: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for (change, found) in all.iter().zip(found) {
        let Some(found) = found else { continue };
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

/// Fails where fewer are found than wanted.
fn enough(what: &str, rates: &BTreeMap<Kind, (usize, usize)>) {
    assert_eq!(rates.len(), 4, "{what}: only {rates:?}");
    for (kind, (found, of)) in rates {
        let wanted = wanted(*kind);
        assert!(
            found * 100 >= of * wanted,
            "{what}: {kind:?}: {found} of {of} found, less than {wanted} in a hundred"
        );
    }
}

#[test]
fn single_changes_are_found() {
    let mut samples = samples();
    // The example with problems differs from the one without in a few words.
    samples.retain(|sample| !sample.name.starts_with("青岚区"));
    let mut whole: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for sample in samples {
        let rates = rates(&sample);
        if !cfg!(debug_assertions) {
            enough(&sample.name, &rates);
        }
        for (kind, (found, of)) in rates {
            let sum = whole.entry(kind).or_default();
            *sum = (sum.0 + found, sum.1 + of);
        }
    }
    enough("all documents", &whole);
}
