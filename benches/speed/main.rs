//! How fast gouji is, told as ratios: each part against a named peer in the same run, so that the numbers mean the
//! same on any machine. `cargo bench` runs it; `benches/README.md` says what came out.

mod analysis;
mod batch;
mod columns;
mod evaluate;
mod parse;
mod pdf;
mod recognise;

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use gouji::document::Document;
use gouji::session::{Edition, Editions, Shipped};

/// How often both sides of a ratio are run, in turn.
const ROUNDS: usize = 15;

/// The shipped example.
const EXAMPLE: &str = "examples/正确.txt";

fn main() {
    let measure = Duration::from_secs(3);
    let criterion = Criterion::default().sample_size(20).warm_up_time(Duration::from_secs(1));
    let mut criterion = criterion.measurement_time(measure).configure_from_args();
    let mut ratios = String::new();
    parse::run(&mut criterion, &mut ratios);
    recognise::run(&mut criterion, &mut ratios);
    evaluate::run(&mut criterion, &mut ratios);
    pdf::run(&mut criterion, &mut ratios);
    batch::run(&mut criterion, &mut ratios);
    columns::run(&mut criterion, &mut ratios);
    analysis::run(&mut criterion, &mut ratios);
    criterion.final_summary();
    // A closed pipe is no reason to fail.
    let _ = write!(std::io::stdout(), "\nratios (median of {ROUNDS} rounds)\n{ratios}");
}

/// Runs both sides in turn and adds a line: how many times as long the first takes as its peer.
fn ratio<A, B>(
    ratios: &mut String,
    name: &str,
    peer_name: &str,
    mut part: impl FnMut() -> A,
    mut peer: impl FnMut() -> B,
) {
    let mut thousandths: Vec<u128> = (0..ROUNDS)
        .map(|_| {
            let (own, other) = (time(&mut part), time(&mut peer));
            own.as_nanos() * 1000 / other.as_nanos().max(1)
        })
        .collect();
    thousandths.sort_unstable();
    let at = |share: usize| thousandths.get((ROUNDS - 1) * share / 4).copied().unwrap_or(0);
    let shown = |value: u128| format!("{}.{:02}", value / 1000, value % 1000 / 10);
    let (low, middle, high) = (shown(at(1)), shown(at(2)), shown(at(3)));
    let _ = writeln!(ratios, "  {name}: {middle} × {peer_name} (quartiles {low} to {high})");
}

fn time<T>(work: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

/// The example's bytes.
fn example() -> Vec<u8> {
    std::fs::read(EXAMPLE).unwrap_or_default()
}

/// The edition that the example asks for, and the example as read.
fn edition() -> Option<(Arc<Edition>, Document)> {
    Editions::new(&Shipped, &[], None).for_document(EXAMPLE, &example()).ok()
}
