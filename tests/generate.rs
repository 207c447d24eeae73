//! Documents that are made up by the rules: nothing is found in them, and all that they say is read again.

use std::collections::BTreeSet;

use gouji::account::{Account, State};
use gouji::generate::{Made, make};
use gouji::proof::{UnitFindings, Verdict};
use gouji::session::{Edition, Editions, Shipped, open};
use gouji::syntax::Level;

use crate::support::in_parallel;

/// What is found at the levels 错误 and 核实.
fn wrong(findings: &UnitFindings) -> Vec<String> {
    let wrong = findings.findings.iter();
    let wrong = wrong.filter(|one| one.verdict == Verdict::Fail && one.level != Level::Hint);
    wrong.map(|finding| format!("{} {}", finding.rule, finding.site)).collect()
}

/// Every figure of an account by names: family, row, column and value.
fn figures(edition: &Edition, account: &Account, tables: bool) -> BTreeSet<(String, String, String, i64)> {
    let mut all = BTreeSet::new();
    for (family, read) in edition.schema.families.iter().zip(&account.families) {
        if family.table.is_some() != tables || family.name.contains("分句") || family.name.contains("散句")
        {
            continue;
        }
        for row in read.fixed.iter().chain(&read.rows) {
            for (column, cell) in family.columns.iter().zip(&row.cells) {
                let number = column.dimension().is_number() && cell.state == State::Value;
                if let Some(claim) = cell.claims.first().filter(|claim| number && claim.value != 0) {
                    all.insert((family.name.clone(), row.key.clone(), column.name.clone(), claim.value));
                }
            }
        }
    }
    all
}

fn holds(editions: &Editions, edition: &Edition, made: &Made, name: &str, bytes: &[u8], tables_only: bool) {
    let (chosen, document) = editions.for_document(name, bytes).unwrap();
    assert_eq!(chosen.info, edition.info, "{name}");
    let read = chosen.read(&document).remove(0);
    let missing = |tables: bool| -> Vec<_> {
        let (meant, found) = (figures(edition, &made.account, tables), figures(&chosen, &read, tables));
        meant.difference(&found).cloned().collect()
    };
    assert_eq!(missing(true), Vec::new(), "{name}");
    if !tables_only {
        assert_eq!(missing(false), Vec::new(), "{name}");
    }
    assert_eq!(wrong(&chosen.check(&read)), Vec::<String>::new(), "{name}");
}

#[test]
fn nothing_is_found_in_what_is_made_up_and_all_of_it_is_read_again() {
    let editions = Editions::new(&Shipped, &[], None);
    let edition = open(&Shipped, &[], Some(2024));
    let seeds: Vec<u64> = (100..108).collect();
    let made = in_parallel(&seeds, |seed| {
        let made = make(&edition, *seed).unwrap();
        holds(&editions, &edition, &made, &format!("{seed}.txt"), made.page.text().as_bytes(), false);
        made
    });
    for (seed, made) in seeds.iter().zip(&made) {
        assert!(figures(&edition, &made.account, true).len() > 100, "{seed}");
        assert!(made.said > 80, "{seed}: {}", made.said);
    }
    let units: BTreeSet<&str> = made.iter().map(|made| made.unit.as_str()).collect();
    assert!(units.len() > 4, "{units:?}");
    assert_eq!(make(&edition, 100).unwrap().page, made[0].page);
}
