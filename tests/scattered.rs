//! Text taken out of a page cell by cell: a table that has its title and is in no rows and columns is neither read nor
//! called missing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_types,
    unreachable_pub,
    reason = "a test stops at the first surprise; what it shares with others prints what they skip"
)]

use gouji::audit::{Finding, UnitFindings, Verdict};
use gouji::report::reason_words;
use gouji::syntax::Level;

mod support;

const SOUND: &str = include_str!("../examples/正确.txt");

/// The text with the rows of each table put down in another way; a table is told by its lines with tabs.
fn rewritten(way: impl Fn(&[Vec<&str>]) -> Vec<String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut table: Vec<Vec<&str>> = Vec::new();
    for line in SOUND.lines().chain([""]) {
        if line.contains('\t') {
            table.push(line.split('\t').collect());
            continue;
        }
        lines.extend(way(&std::mem::take(&mut table)));
        lines.push(line.to_owned());
    }
    lines.join("\n")
}

fn filled<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    cells.filter(|cell| !cell.trim().is_empty()).map(str::to_owned).collect()
}

fn cell_by_cell(rows: &[Vec<&str>]) -> Vec<String> {
    filled(rows.iter().flatten().copied())
}

fn column_by_column(rows: &[Vec<&str>]) -> Vec<String> {
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = (0..widest).flat_map(|column| rows.iter().filter_map(move |row| row.get(column).copied()));
    filled(cells)
}

fn wrong(findings: &UnitFindings) -> Vec<&Finding> {
    let all = findings.findings.iter();
    all.filter(|finding| finding.verdict == Verdict::Fail && finding.level != Level::Hint).collect()
}

#[test]
fn a_table_in_no_rows_is_not_called_missing() {
    for (way, text) in
        [("cell by cell", rewritten(cell_by_cell)), ("column by column", rewritten(column_by_column))]
    {
        let findings = support::check("散.txt", text.as_bytes());
        let wrong: Vec<(&str, &str)> =
            wrong(&findings).iter().map(|f| (f.rule.as_str(), f.title.as_str())).collect();
        assert_eq!(wrong, [], "{way}");
        assert!(findings.notices.iter().any(|notice| notice.message.contains("「收入决算表」")), "{way}");
        let tables = findings.ledger.iter().find(|line| line.rule == "WZ01").unwrap();
        assert!(tables.counts.undecided > 0 && tables.counts.fail == 0, "{way}: {:?}", tables.counts);
        assert!(tables.reasons.iter().all(|(reason, _)| reason_words(reason).contains("有标题")), "{way}");
    }
}

#[test]
fn a_table_that_is_not_there_is_missing() {
    let (before, rest) = SOUND.split_once("2024 年度收入决算表").unwrap();
    let (_, after) = rest.split_once("2024 年度支出决算表").unwrap();
    let text = format!("{before}2024 年度支出决算表{after}");
    let findings = support::check("缺.txt", text.as_bytes());
    assert!(wrong(&findings).iter().any(|finding| finding.rule == "WZ01"));
}
