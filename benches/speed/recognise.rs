//! Reading a document and recognising its tables and prose, against folding its text once.

use criterion::{Criterion, Throughput};
use gouji::document::read;
use gouji::text::fold;

pub(super) fn run(criterion: &mut Criterion, ratios: &mut String) {
    let Some((edition, _)) = super::edition() else { return };
    let bytes = super::example();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let own = || read(super::EXAMPLE, &bytes).map(|document| edition.read(&document));
    let peer = || text.lines().map(|line| fold(line).text.len()).sum::<usize>();
    let mut group = criterion.benchmark_group("recognise");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("document to account", |bencher| bencher.iter(own));
    group.bench_function("peer: text::fold", |bencher| bencher.iter(peer));
    group.finish();
    super::ratio(ratios, "recognise the example", "text::fold on its lines", own, peer);
}
