//! A second, simple and slow way to judge accounts, written from `docs/language.md` and the decisions, and the program
//! held to it: made-up rule sets and accounts must give the same ledger and the same findings.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and says what it did"
)]

mod account;
mod compile;
mod judge;
mod known;
mod model;
mod numbers;
mod prepare;
mod print;
mod random;
mod reach;
mod said;
mod data;
mod engine;
mod facts;
mod formulas;
mod rules;
mod schema;
mod compare;

use compare::{Tally, case, compare, shown, shrink};

/// Rule sets, and units judged by each.
const RULE_SETS: u64 = 500;
const UNITS: usize = 210;

/// `GOUJI_SEEDS=1000..2000` looks at other cases than the usual ones.
fn seeds() -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("GOUJI_SEEDS") else { return 0..RULE_SETS };
    let (from, to) = text.split_once("..").unwrap();
    from.parse().unwrap()..to.parse().unwrap()
}

fn one(seed: u64) -> Result<Tally, String> {
    let case = case(seed, UNITS);
    compare(&case).map_err(|(unit, error)| {
        let small = shrink(&case, unit);
        format!("seed {seed}, unit {unit}: {error}\n{}", shown(&small))
    })
}

#[test]
fn the_program_judges_as_the_manual_says() {
    let mut total = Tally::default();
    let mut wrong = Vec::new();
    for seed in seeds() {
        match one(seed) {
            Ok(tally) => {
                total.pairs += tally.pairs;
                total.findings += tally.findings;
                total.counts.iter_mut().zip(tally.counts).for_each(|(total, count)| *total += count);
            }
            Err(error) => wrong.push(error),
        }
        if wrong.len() >= 3 {
            break;
        }
    }
    println!(
        "{} pairs of rule set and account, {:?} instances by verdict, {} findings",
        total.pairs, total.counts, total.findings
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(std::env::var_os("GOUJI_SEEDS").is_some() || total.pairs >= 100_000, "{}", total.pairs);
}
