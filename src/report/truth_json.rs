//! The truth of a document with mistakes, for programs that score how many are found.

use serde::Serialize;

use super::findings_json::to_text;
use crate::account::{Account, State};
use crate::amount::{Dimension, Exact};
use crate::generate::{Fault, Faulty};
use crate::schema::{Family, Schema};

#[derive(Serialize)]
struct Truth<'t> {
    schema: &'static str,
    short: &'t str,
    file: &'t str,
    organization: &'t str,
    fiscal_year: Option<i32>,
    kind: &'t str,
    problems: Vec<Problem<'t>>,
    must_not_report: [(); 0],
    tables: serde_json::Map<String, serde_json::Value>,
    verification: &'static str,
}

#[derive(Serialize)]
struct Problem<'t> {
    id: String,
    severity: &'static str,
    kind: &'t str,
    line: Option<u32>,
    lines: Option<[u32; 2]>,
    #[serde(rename = "where")]
    place: String,
    stated: String,
    expected: String,
    why: String,
    quote: &'t str,
}

/// The truth of a file; `with_lines` where it is plain text, of which the places are lines.
#[must_use]
pub fn truth_json(schema: &Schema, faulty: &Faulty, file: &str, with_lines: bool) -> String {
    let short = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let problems = faulty.faults.iter().enumerate();
    to_text(&Truth {
        schema: "disclosure-truth/1",
        short,
        file,
        organization: faulty.account.unit.as_deref().unwrap_or_default(),
        fiscal_year: faulty.account.year,
        kind: &schema.name,
        problems: problems.map(|(at, fault)| problem(at, fault, with_lines)).collect(),
        must_not_report: [],
        tables: tables(schema, &faulty.account),
        verification: "made up: each mistake was planted in a document in which no rule fails",
    })
}

fn problem(at: usize, fault: &Fault, with_lines: bool) -> Problem<'_> {
    let joined = |side: fn(&(String, String)) -> &str| {
        fault.figures.iter().map(side).collect::<Vec<&str>>().join("、")
    };
    let place: Vec<&str> = fault.place.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let line = with_lines.then_some(fault.lines.0);
    Problem {
        id: format!("p{}", at + 1),
        severity: if fault.is_error { "error" } else { "warn" },
        kind: &fault.kind,
        line,
        lines: line.map(|_| [fault.lines.0, fault.lines.1]),
        place: place.join(" "),
        stated: joined(|(stated, _)| stated),
        expected: joined(|(_, expected)| expected),
        why: fault.rules.join("、"),
        quote: &fault.quote,
    }
}

/// The figures of the tables as printed.
fn tables(schema: &Schema, account: &Account) -> serde_json::Map<String, serde_json::Value> {
    let mut tables = serde_json::Map::new();
    for table in &schema.tables {
        if !account.tables.get(table.id.0 as usize).is_some_and(|read| read.found) {
            continue;
        }
        let families = table.families.iter().filter_map(|id| schema.family(*id));
        let rows: Vec<serde_json::Value> = families.flat_map(|family| rows(family, account)).collect();
        let printed = serde_json::json!({"title": table.name, "unit": "万元", "present": true, "rows": rows});
        tables.insert(table.name.clone(), printed);
    }
    tables
}

fn rows(family: &Family, account: &Account) -> Vec<serde_json::Value> {
    let Some(read) = account.families.get(family.id.0 as usize) else { return Vec::new() };
    let mut rows = Vec::new();
    for row in read.fixed.iter().chain(&read.rows) {
        let mut values = serde_json::Map::new();
        for (column, cell) in family.columns.iter().zip(&row.cells) {
            let money = column.dimension() == Dimension::Money && cell.state == State::Value;
            if let Some(claim) = cell.claims.first().filter(|claim| money && claim.value != 0) {
                let value = Exact::from_fixed(claim.value, Dimension::Money.scale()).shift_ten(-4);
                values.insert(column.name.clone(), value.to_decimal_string(2).into());
            }
        }
        if !values.is_empty() {
            rows.push(serde_json::json!({"code": row.code, "name": row.name, "side": family.side, "values": values}));
        }
    }
    rows
}
