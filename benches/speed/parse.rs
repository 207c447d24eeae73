//! Parsing the shipped rule files, against `serde_yaml` on as many bytes of the shipped code lists.

use std::fs;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput};
use gouji::source::SourceId;
use gouji::syntax::parse;

/// All files under `rules/` with an ending, in order of path.
fn files(ending: &str) -> Vec<String> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut open = vec![Path::new("rules").to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// Whole lines of the code lists, repeated up to a number of bytes.
fn yaml(size: usize) -> String {
    let entries: Vec<String> =
        files("yaml").iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
    let entries = entries.iter().filter(|line| line.starts_with("- "));
    let mut text = String::new();
    for line in entries.cycle() {
        if text.len() >= size {
            break;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

pub(super) fn run(criterion: &mut Criterion, ratios: &mut String) {
    let rules = files("gj");
    let size = rules.iter().map(String::len).sum();
    let yaml = yaml(size);
    let own = || rules.iter().map(|text| parse(SourceId(0), text).0.items.len()).sum::<usize>();
    let peer = || serde_yaml::from_str::<serde_yaml::Value>(&yaml).ok();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(size as u64));
    group.bench_function("rule files", |bencher| bencher.iter(own));
    group.bench_function("peer: serde_yaml", |bencher| bencher.iter(peer));
    group.finish();
    super::ratio(ratios, "parse the rule files", "serde_yaml on as many bytes", own, peer);
}
