//! Rules against each other: the shipped ones against compiling them, and how it grows with rules and figures.

use std::fmt::Write as _;

use criterion::Criterion;
use gouji::analysis::analyze;
use gouji::session::{Shipped, open};
use gouji::source::{Load, LoadError};

/// Cells of a made-up table in each direction, without its totals.
const SIDE: usize = 20;

/// A rule file of so many tables that are added up both ways, and bounds between them.
struct Tables(String);

impl Load for Tables {
    fn load(&self, _: &str) -> Result<String, LoadError> {
        Ok(self.0.clone())
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        Ok(vec![name.to_owned()])
    }
}

fn cell(table: usize, row: usize, column: usize) -> String {
    format!("格{table:02}之{row:02}之{column:02}")
}

/// The text of the rules, how many there are, and of how many figures.
fn tables(count: usize) -> (String, usize, usize) {
    let all = (0..count).flat_map(|table| {
        (0..=SIDE).flat_map(move |row| (0..=SIDE).map(move |column| cell(table, row, column)))
    });
    let all: Vec<String> = all.collect();
    let mut text = format!("规则集 试 版本 \"1\"\n表 大表 {{\n  列 金额\n  行 {}\n}}\n", all.join("、"));
    let mut number = 0_usize;
    let mut rule = |formula: String| {
        let letters = [number / 2600 % 26, number / 100 % 26].map(|at| char::from(b'A' + at as u8));
        let _ =
            writeln!(text, "规则 {}{}{:02} \"第{number}\"：{formula}", letters[0], letters[1], number % 100);
        number += 1;
    };
    let figure = |table, row, column| format!("大表.{}", cell(table, row, column));
    for table in 0..count {
        for row in 0..=SIDE {
            let parts: Vec<String> = (0..SIDE).map(|column| figure(table, row, column)).collect();
            rule(format!("{} = {}", figure(table, row, SIDE), parts.join(" + ")));
        }
        for column in 0..=SIDE {
            let parts: Vec<String> = (0..SIDE).map(|row| figure(table, row, column)).collect();
            rule(format!("{} = {}", figure(table, SIDE, column), parts.join(" + ")));
        }
        if table > 0 {
            rule(format!("{} ≤ {}", figure(table, SIDE, SIDE), figure(table - 1, SIDE, SIDE)));
        }
        rule(format!("{} ≥ 0元", figure(table, table % SIDE, 7)));
        rule(format!("{} ≤ {}", figure(table, 3, SIDE), figure(table, 5 + table % 9, SIDE)));
    }
    (text, number, all.len())
}

pub(super) fn run(criterion: &mut Criterion, ratios: &mut String) {
    let edition = open(&Shipped, &[], Some(2024));
    let mut group = criterion.benchmark_group("analysis");
    group.bench_function("the shipped rules", |bencher| bencher.iter(|| analyze(&edition)));
    group.finish();
    let peer = || open(&Shipped, &[], Some(2024));
    super::ratio(ratios, "analyse the shipped rules", "compiling them", || analyze(&edition), peer);
    for count in [2, 7, 23] {
        let (text, rules, figures) = tables(count);
        let edition = open(&Tables(text), &["大表.gj".to_owned()], Some(2024));
        let mut times: Vec<u128> = Vec::new();
        let mut found = 0;
        for _ in 0..3 {
            let took = super::time(&mut || found = analyze(&edition).redundant.len());
            times.push(took.as_millis());
        }
        times.sort_unstable();
        let middle = times.get(1).copied().unwrap_or(0);
        let _ =
            writeln!(ratios, "  analyse {rules} rules over {figures} figures: {middle} ms, {found} follow");
    }
}
