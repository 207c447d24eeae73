//! The roll of a run: a short row a unit and a row a rule, held while the lists are made; which units it has more than once,
//! and which of a register it has not. Entries are not held: a run may have hundreds of thousands of documents.

use std::collections::BTreeMap;

use super::levels;
use crate::report::{Entry, UnitEntries};
use crate::session::Register;

/// The units and rules of a run.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    /// The units in the order of the input.
    pub units: Vec<UnitRow>,
    /// What came of each rule that leads an entry.
    pub(super) rules: BTreeMap<String, RuleRow>,
}

/// What lists over all units say of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitRow {
    /// The unit; empty where it is not known.
    pub unit: String,
    /// The year.
    pub year: Option<i32>,
    /// Name of the file.
    pub source: String,
    /// Name and version of the rules.
    pub rules: String,
    /// How many mistakes there are, in words.
    pub result: String,
    /// The file's own problems, a line each.
    pub notices: String,
    /// Entries by level that nobody has explained.
    pub counts: [usize; 3],
    /// What could not be decided.
    pub undecided: usize,
    /// The rules that lead its entries, each once, in order.
    pub led_by: Vec<String>,
}

/// What came of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RuleRow {
    /// Units that have an entry by it.
    pub units: usize,
    /// Its entries.
    pub entries: usize,
    /// The first of them, and its basis.
    pub example: (String, String),
    /// Units that have one to mend or to check.
    pub grave_units: usize,
    /// The first of these.
    pub grave_example: String,
}

impl Roll {
    /// Adds a unit.
    pub fn add(&mut self, unit: &UnitEntries) {
        let mut by_rule: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in &unit.entries {
            if let Some(code) = entry.rules.first() {
                by_rule.entry(code).or_default().push(entry);
            }
        }
        self.units.push(UnitRow {
            unit: unit.unit.clone(),
            year: unit.year,
            source: unit.source.clone(),
            rules: unit.rules.clone(),
            result: unit.result.clone(),
            notices: unit.notices.join("\n"),
            counts: levels().map(|(level, _)| unit.count(level)),
            undecided: unit.undecided.len(),
            led_by: by_rule.keys().map(|code| (*code).to_owned()).collect(),
        });
        for (code, entries) in by_rule {
            let row = self.rules.entry(code.to_owned()).or_default();
            if let (0, Some(first)) = (row.entries, entries.first()) {
                row.example = (first.headline.clone(), first.basis.clone());
            }
            row.units += 1;
            row.entries += entries.len();
            let grave = entries.iter().find(|entry| entry.level != "提示" && entry.waived.is_empty());
            if let Some(grave) = grave {
                if row.grave_units == 0 {
                    row.grave_example.clone_from(&grave.headline);
                }
                row.grave_units += 1;
            }
        }
    }

    /// A unit and year of which there are several documents, and their files: drafts of one publication, or one sent twice.
    #[must_use]
    pub fn drafts(&self) -> Vec<(String, Vec<&str>)> {
        let mut by_unit: BTreeMap<(&str, Option<i32>, &str), Vec<&str>> = BTreeMap::new();
        for unit in self.units.iter().filter(|unit| !unit.unit.is_empty()) {
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
    pub fn missing(&self, register: &Register) -> Vec<String> {
        let there = self.units.iter().map(|unit| unit.unit.as_str());
        register.missing(there).into_iter().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roll(units: &[(&str, i32, &str)]) -> Roll {
        let mut roll = Roll::default();
        for (name, year, source) in units {
            let (unit, year, source) = ((*name).to_owned(), Some(*year), (*source).to_owned());
            roll.add(&UnitEntries { unit, year, source, ..UnitEntries::default() });
        }
        roll
    }

    #[test]
    fn one_unit_of_one_year_in_two_files_is_told() {
        let roll = roll(&[("甲", 2024, "a"), ("乙", 2024, "b"), ("甲", 2023, "c"), ("甲", 2024, "d")]);
        assert_eq!(roll.drafts(), [("甲 2024 年度".to_owned(), vec!["a", "d"])]);
    }

    #[test]
    fn units_of_the_register_without_a_document_are_told_by_any_of_their_names() {
        let list = "名称,曾用名,性质\n甲,旧甲,行政\n乙,,行政\n丙,,行政\n";
        let register = Register::read("名册.csv", list.as_bytes()).unwrap();
        assert_eq!(roll(&[("旧甲", 2024, "a"), ("丙", 2024, "b")]).missing(&register), ["乙"]);
    }

    #[test]
    fn rules_are_counted_by_units_and_by_entries() {
        let entry = |level: &str, rule: &str, waived: &str| Entry {
            level: level.to_owned(),
            headline: format!("{level}{rule}"),
            rules: vec![rule.to_owned()],
            waived: waived.to_owned(),
            ..Entry::default()
        };
        let entries = vec![
            entry("提示", "甲", ""),
            entry("错误", "甲", "已说明"),
            entry("核实", "甲", ""),
            entry("提示", "乙", ""),
        ];
        let mut roll = Roll::default();
        roll.add(&UnitEntries { entries: entries.clone(), ..UnitEntries::default() });
        roll.add(&UnitEntries { entries, ..UnitEntries::default() });
        let first = &roll.rules["甲"];
        assert_eq!((first.units, first.entries, first.grave_units), (2, 6, 2));
        assert_eq!((first.example.0.as_str(), first.grave_example.as_str()), ("提示甲", "核实甲"));
        assert_eq!(roll.rules["乙"].grave_units, 0);
        assert_eq!(roll.units[0].counts, [0, 1, 2]);
        assert_eq!(roll.units[0].led_by, ["乙", "甲"]);
    }
}
