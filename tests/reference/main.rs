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
mod number;
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
const RULE_SETS: u64 = 850;
const UNITS: usize = 122;

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

#[test]
#[ignore = "timing"]
fn timing() {
    let (mut read, mut prep) = (0.0, 0.0);
    let (mut make, mut ours, mut rules, mut data) = (0.0, 0.0, 0.0, 0.0);
    for seed in seeds() {
        let t = std::time::Instant::now();
        let case = case(seed, UNITS);
        make += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        let reads: Vec<_> = case.accounts.iter().map(|a| account::read(&case.model, a)).collect();
        read += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        let checks = prepare::prepare(&case.model, 2023);
        prep += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        for read in &reads {
            judge::judge(&case.model, &checks, read);
        }
        ours += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        let few = compare::Case { accounts: case.accounts[..1].to_vec(), ..case.clone() };
        compare::engine(&few).unwrap();
        rules += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        compare::engine(&case).unwrap();
        data += t.elapsed().as_secs_f64();
    }
    println!("read {read} prep {prep} make {make} reference {ours} rules {rules} engine {data}");
}
#[test]
#[ignore = "timing"]
fn timing_engine() {
    let (mut open, mut from_data, mut check, mut facts) = (0.0, 0.0, 0.0, 0);
    let mut rule_time = 0.0;
    for seed in seeds() {
        let case = case(seed, UNITS);
        let rules = print::files(&case.model);
        let data = data::csv(&case.model, &case.accounts);
        facts += data.1.lines().count();
        let t = std::time::Instant::now();
        let names: Vec<String> =
            rules.iter().map(|(n, _)| n.clone()).filter(|n| n.ends_with(".gj")).collect();
        let editions = gouji::session::Editions::new(&engine::Files(&rules), &names, Some(2024));
        let edition = editions.plain();
        rule_time += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        let document = gouji::document::read(&data.0, data.1.as_bytes()).unwrap();
        open += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        let accounts = edition.read(&document);
        from_data += t.elapsed().as_secs_f64();
        let t = std::time::Instant::now();
        for account in &accounts {
            edition.check(account);
        }
        check += t.elapsed().as_secs_f64();
    }
    println!("rules {rule_time} open {open} from_data {from_data} check {check} facts {facts}");
}
