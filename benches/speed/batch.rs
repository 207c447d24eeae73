//! Many documents in one run, against as many runs of one document: what compiling the rules once is worth.

use criterion::{Criterion, Throughput};
use gouji::report::{Outcome, outcomes_json};
use gouji::session::{Editions, Shipped};

/// Documents of a batch.
const DOCUMENTS: usize = 50;

/// Checks the example a number of times with one set of compiled rules; the length of the JSON that came out.
fn check(bytes: &[u8], documents: usize) -> usize {
    let editions = Editions::new(&Shipped, &[], None);
    let mut length = 0;
    for _ in 0..documents {
        let Ok((edition, document)) = editions.for_document(super::EXAMPLE, bytes) else { continue };
        let units: Vec<_> = edition.read(&document).iter().map(|account| edition.check(account)).collect();
        let outcomes: Vec<_> = units.iter().map(|unit| Outcome::Checked(unit, &edition.info)).collect();
        length += outcomes_json(&outcomes, &edition.info).len();
    }
    length
}

pub(super) fn run(criterion: &mut Criterion, ratios: &mut String) {
    let bytes = super::example();
    let mut group = criterion.benchmark_group("batch");
    group.sample_size(10);
    group.throughput(Throughput::Elements(1));
    group.bench_function("peer: one document alone", |bencher| bencher.iter(|| check(&bytes, 1)));
    group.throughput(Throughput::Elements(DOCUMENTS as u64));
    group.bench_function("50 documents", |bencher| bencher.iter(|| check(&bytes, DOCUMENTS)));
    group.finish();
    let peer = || check(&bytes, 1);
    super::ratio(ratios, "50 documents in one run", "one document alone", || check(&bytes, DOCUMENTS), peer);
}
