//! Judging an account by all rules, against recognising it.

use criterion::{Criterion, Throughput};

pub(super) fn run(criterion: &mut Criterion, ratios: &mut String) {
    let Some((edition, document)) = super::edition() else { return };
    let accounts = edition.read(&document);
    let own = || accounts.iter().map(|account| edition.check(account)).collect::<Vec<_>>();
    let peer = || edition.read(&document);
    let units = own();
    let judged = units.iter().map(|unit| {
        let counts = &unit.summary;
        counts.pass + counts.rounding + counts.fail + counts.undecided + counts.not_applicable
    });
    let judged = judged.sum();
    let mut group = criterion.benchmark_group("evaluate");
    group.throughput(Throughput::Elements(judged));
    group.bench_function("account to findings", |bencher| bencher.iter(own));
    group.bench_function("peer: recognition", |bencher| bencher.iter(peer));
    group.finish();
    super::ratio(ratios, "judge the example", "recognising it", own, peer);
}
