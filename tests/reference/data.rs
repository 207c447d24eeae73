//! Accounts as files: long CSV, and YAML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::account::{Account, Fact, RowKey};
use super::model::{Model, Of};

/// Long CSV.
pub(crate) fn csv(model: &Model, accounts: &[Account]) -> (String, String) {
    let mut text = "单位,年度,表,行,列,值,状态,精度\n".to_owned();
    for (number, account) in accounts.iter().enumerate() {
        for (at, fact) in account.facts.iter().enumerate() {
            let (table, row, column) = names(model, fact, number + at);
            let places = fact.places.map_or(String::new(), |places| places.to_string());
            writeln!(
                text,
                "{},{},{table},{row},{column},\"{}\",{},{places}",
                account.unit, account.year, fact.text, fact.state
            )
            .unwrap();
        }
        for family in &account.strange {
            let own = &model.families[*family];
            let column = &own.columns[0].name;
            writeln!(text, "{},{},{},没有的行,{column},1.00,,", account.unit, account.year, own.path)
                .unwrap();
        }
    }
    ("账.csv".to_owned(), text)
}

/// The names of a fact's cell, written now one way and now another.
fn names(model: &Model, fact: &Fact, turn: usize) -> (String, String, String) {
    let own = &model.families[fact.family];
    let column = own.columns[fact.column].name.clone();
    let row = match &fact.row {
        RowKey::Fixed(row) => own.rows[*row].name.clone(),
        RowKey::Named(key) if own.of_code() && turn.is_multiple_of(3) => format!("[{key}]"),
        RowKey::Named(key) if own.of_code() && turn % 3 == 1 => {
            model.codes.iter().find(|(code, _)| code == key).unwrap().1.to_owned()
        }
        RowKey::Named(key) => (*key).to_owned(),
    };
    match (own.of, turn % 4) {
        (Of::Table(table), 0) if own.side.is_some() => {
            (model.tables[table].name.clone(), format!("{}.{row}", own.side.as_ref().unwrap()), column)
        }
        (Of::Table(table), 1) if own.side.is_none() => {
            let short = model.tables[table].short.clone();
            (short.unwrap_or_else(|| own.path.clone()), row, column)
        }
        (Of::Passage, 0) => (own.path.clone(), column, String::new()),
        _ => (own.path.clone(), row, column),
    }
}

/// YAML, a document for each account.
pub(crate) fn yaml(model: &Model, accounts: &[Account]) -> (String, String) {
    let mut text = String::new();
    for account in accounts {
        writeln!(text, "---\n单位: {}\n年度: {}", account.unit, account.year).unwrap();
        let mut families: BTreeMap<usize, BTreeMap<&RowKey, Vec<&Fact>>> = BTreeMap::new();
        for fact in &account.facts {
            families.entry(fact.family).or_default().entry(&fact.row).or_default().push(fact);
        }
        for (family, rows) in &families {
            let own = &model.families[*family];
            writeln!(text, "{}:", own.path).unwrap();
            for (row, facts) in rows {
                let name = match row {
                    RowKey::Fixed(row) => own.rows[*row].name.clone(),
                    RowKey::Named(key) => (*key).to_owned(),
                };
                if !name.is_empty() {
                    writeln!(text, "  \"{name}\":").unwrap();
                }
                for fact in facts {
                    let column = &own.columns[fact.column].name;
                    let places = fact.places.map_or(String::new(), |places| format!(", 精度: {places}"));
                    writeln!(
                        text,
                        "    {column}: {{值: \"{}\", 状态: \"{}\"{places}}}",
                        fact.text, fact.state
                    )
                    .unwrap();
                }
            }
            if account.strange.contains(family) {
                writeln!(text, "  没有的行: {{{}: 1.00}}", own.columns[0].name).unwrap();
            }
        }
    }
    ("账.yaml".to_owned(), text)
}
