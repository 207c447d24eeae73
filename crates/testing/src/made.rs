//! Accounts as lines of data, changed and read again.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use gouji::account::{Account, DataWriter, from_data};
use gouji::amount::Dimension;
use gouji::document::{DataFact, Decimals, Document};
use gouji::schema::Kind;
use gouji::session::Edition;

/// The lines of an account.
pub(crate) fn lines(edition: &Edition, account: &Account) -> Vec<DataFact> {
    DataWriter::new(&edition.schema).write(account, &edition.info.name)
}

/// The account that lines tell.
pub(crate) fn account(edition: &Edition, data: Vec<DataFact>) -> Option<Account> {
    let mut document = Document { data, ..Document::default() };
    document.number_pieces();
    from_data(&edition.schema, &document).into_iter().next()
}

/// Lines in another order, from a seed: those that say something of the whole stay in front.
pub(crate) fn shuffled(mut lines: Vec<DataFact>, seed: u64) -> Vec<DataFact> {
    let first = lines.iter().take_while(|line| line.column.starts_with('#')).count();
    let behind = lines.split_off(first);
    let mut mixed: Vec<(u64, DataFact)> =
        (0_u64..).zip(behind).map(|(at, line)| (mixed(seed, at), line)).collect();
    mixed.sort_by_key(|(place, _)| *place);
    lines.extend(mixed.into_iter().map(|(_, line)| line));
    lines
}

/// A number that looks like chance, the same for the same seed and place.
fn mixed(seed: u64, at: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, at).hash(&mut hasher);
    hasher.finish()
}

/// Lines with every amount ten times what it was, and as exact as it was.
pub(crate) fn tenfold(edition: &Edition, mut lines: Vec<DataFact>) -> Vec<DataFact> {
    let schema = &edition.schema;
    let tables = schema.tables.iter().flat_map(|table| table.families.iter().map(|id| (&table.name, *id)));
    // What is said in prose goes by the name of its family: a passage, or a passage and its items.
    let families = schema.families.iter().map(|family| (&family.name, family.id));
    let mut money: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (name, id) in tables.chain(families) {
        let columns = schema.family(id).into_iter().flat_map(|family| &family.columns);
        let amounts = columns.filter(|column| matches!(column.kind, Kind::Plain(Dimension::Money)));
        money.extend(amounts.map(|column| (name.as_str(), column.name.as_str())));
    }
    for line in &mut lines {
        if money.contains(&(line.table.as_str(), line.column.as_str())) {
            line.value = moved(&line.value);
            if let Some(Decimals::Printed(places)) = &mut line.places {
                *places = places.saturating_sub(1);
            }
        }
    }
    lines
}

/// A number with its point one place further to the right.
fn moved(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, decimals)) => {
            let (first, rest) = decimals.split_at_checked(1).unwrap_or(("0", ""));
            if rest.is_empty() { format!("{whole}{first}") } else { format!("{whole}{first}.{rest}") }
        }
        None if number.trim_start_matches('-').chars().all(|sign| sign.is_ascii_digit())
            && !number.is_empty() =>
        {
            format!("{number}0")
        }
        None => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{lines, moved, tenfold};
    use crate::Rules;

    #[test]
    fn most_figures_of_accounts_are_amounts_and_become_larger() {
        let rules = Rules::shipped("部门决算", Some(2024)).unwrap();
        let made = rules.account(1).unwrap();
        let before = lines(rules.edition(), &made.account);
        let after = tenfold(rules.edition(), before.clone());
        let changed = |of: &dyn Fn(&str) -> bool| {
            let both =
                before.iter().zip(&after).filter(|(line, _)| of(&line.table) && !line.value.is_empty());
            let (all, changed): (Vec<_>, usize) =
                both.fold((Vec::new(), 0), |(mut all, changed), (one, other)| {
                    all.push(&one.column);
                    (all, changed + usize::from(one.value != other.value))
                });
            (changed, all.len())
        };
        for sort in [&|table: &str| table.ends_with('表'), &|table: &str| !table.ends_with('表')]
            as [&dyn Fn(&str) -> bool; 2]
        {
            let (changed, all) = changed(sort);
            assert!(changed * 3 > all && changed > 20, "{changed} of {all}");
        }
    }

    #[test]
    fn points_move_to_the_right() {
        for (number, wanted) in [("12.34", "123.4"), ("0.5", "05"), ("-7", "-70"), ("", ""), ("无", "无")] {
            assert_eq!(moved(number), wanted);
        }
    }
}
