//! Which units a run has more than once, and which of a register it has not.

use std::collections::BTreeMap;

use crate::report::UnitEntries;
use crate::session::Register;

/// A unit and year of which there are several documents, and their files: drafts of one publication, or one sent twice.
#[must_use]
pub fn drafts(units: &[UnitEntries]) -> Vec<(String, Vec<&str>)> {
    let mut by_unit: BTreeMap<(&str, Option<i32>, &str), Vec<&str>> = BTreeMap::new();
    for unit in units.iter().filter(|unit| !unit.unit.is_empty()) {
        let sources = by_unit.entry((&unit.unit, unit.year, &unit.rules)).or_default();
        if !sources.contains(&unit.source.as_str()) {
            sources.push(&unit.source);
        }
    }
    let several = by_unit.into_iter().filter(|(_, sources)| sources.len() > 1);
    let title = |unit: &str, year: Option<i32>| match year {
        Some(year) => format!("{unit} {year} 年度"),
        None => unit.to_owned(),
    };
    several.map(|((unit, year, _), sources)| (title(unit, year), sources)).collect()
}

/// Units of a register of which there is no document.
#[must_use]
pub fn missing(units: &[UnitEntries], register: &Register) -> Vec<String> {
    let there = units.iter().map(|unit| unit.unit.as_str());
    register.missing(there).into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, year: i32, source: &str) -> UnitEntries {
        UnitEntries { unit: name.into(), year: Some(year), source: source.into(), ..UnitEntries::default() }
    }

    #[test]
    fn one_unit_of_one_year_in_two_files_is_told() {
        let units =
            [unit("甲", 2024, "a"), unit("乙", 2024, "b"), unit("甲", 2023, "c"), unit("甲", 2024, "d")];
        assert_eq!(drafts(&units), [("甲 2024 年度".to_owned(), vec!["a", "d"])]);
    }

    #[test]
    fn units_of_the_register_without_a_document_are_told_by_any_of_their_names() {
        let list = "名称,曾用名,性质\n甲,旧甲,行政\n乙,,行政\n丙,,行政\n";
        let register = Register::read("名册.csv", list.as_bytes()).unwrap();
        assert_eq!(missing(&[unit("旧甲", 2024, "a"), unit("丙", 2024, "b")], &register), ["乙"]);
    }
}
