//! Two runs beside each other, by the fingerprints of entries: what was mended, what is new, what is still open.

mod book;
mod page;
mod read;
mod words;

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::report::to_text;

pub use book::compared_workbook;
pub use page::compared_html;
pub use read::{Before, CompareError, read_run};
pub use words::compared_terminal;

/// An entry of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Told {
    /// The unit; the file where it is not known.
    pub unit: String,
    /// The year.
    pub year: Option<i32>,
    /// 错误, 核实 or 提示.
    pub level: String,
    /// The kind of cause.
    pub kind: String,
    /// What is wrong.
    pub headline: String,
    /// By which it is known again.
    pub fingerprint: String,
    /// Why it counts as explained; empty where it does not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub waived: String,
}

/// A unit of one run with its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitTold {
    /// The unit; the file where it is not known.
    pub unit: String,
    /// The year.
    pub year: Option<i32>,
    /// Its entries in the order of the report.
    pub entries: Vec<Told>,
}

/// What came of the comparison; entries in the order of the runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// In the first run alone.
    pub mended: Vec<Told>,
    /// In the second run alone.
    pub new: Vec<Told>,
    /// In both.
    pub unchanged: Vec<Told>,
    /// Units of the first run that the second has not: nothing is known of their entries.
    pub missing: Vec<String>,
    /// Units of the second run that the first has not.
    pub added: Vec<String>,
}

/// A unit and year, for matching.
type Key<'r> = (&'r str, Option<i32>);

/// Compares two runs. Several documents of one unit and year count together.
#[must_use]
pub fn compare(before: &[UnitTold], after: &[UnitTold]) -> Comparison {
    let mut known: BTreeMap<Key<'_>, BTreeMap<&str, VecDeque<&Told>>> = BTreeMap::new();
    for unit in before {
        let of = known.entry((&unit.unit, unit.year)).or_default();
        for entry in &unit.entries {
            of.entry(&entry.fingerprint).or_default().push_back(entry);
        }
    }
    let mut comparison = Comparison::default();
    let mut seen: BTreeMap<Key<'_>, ()> = BTreeMap::new();
    for unit in after {
        let key: Key<'_> = (&unit.unit, unit.year);
        let fresh = seen.insert(key, ()).is_none();
        let Some(of) = known.get_mut(&key) else {
            if fresh {
                comparison.added.push(title(key));
            }
            comparison.new.extend(unit.entries.iter().cloned());
            continue;
        };
        for entry in &unit.entries {
            match of.get_mut(entry.fingerprint.as_str()).and_then(VecDeque::pop_front) {
                Some(_) => comparison.unchanged.push(entry.clone()),
                None => comparison.new.push(entry.clone()),
            }
        }
    }
    let mut told: BTreeMap<Key<'_>, ()> = BTreeMap::new();
    for unit in before {
        let key: Key<'_> = (&unit.unit, unit.year);
        if !seen.contains_key(&key) {
            if told.insert(key, ()).is_none() {
                comparison.missing.push(title(key));
            }
            continue;
        }
        for entry in &unit.entries {
            let left = known.get_mut(&key).and_then(|of| of.get_mut(entry.fingerprint.as_str()));
            // Of several alike the first ones were matched; one that is left stands for one that was mended.
            if left.and_then(VecDeque::pop_front).is_some() {
                comparison.mended.push(entry.clone());
            }
        }
    }
    comparison
}

/// The comparison, for programs.
#[must_use]
pub fn compared_json(comparison: &Comparison) -> String {
    to_text(comparison)
}

/// A unit and its year, as titles say them.
fn title((unit, year): Key<'_>) -> String {
    match year {
        Some(year) => format!("{unit} {year} 年度"),
        None => unit.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, prints: &[&str]) -> UnitTold {
        let told = |print: &&str| Told { unit: name.into(), fingerprint: (*print).into(), ..Told::default() };
        UnitTold { unit: name.into(), year: None, entries: prints.iter().map(told).collect() }
    }

    fn prints(all: &[Told]) -> Vec<&str> {
        all.iter().map(|told| told.fingerprint.as_str()).collect()
    }

    #[test]
    fn entries_are_matched_one_by_one_within_their_unit() {
        let before = [unit("甲", &["a", "a", "b"]), unit("乙", &["c"])];
        let after = [unit("甲", &["a", "d"]), unit("丙", &["b"])];
        let found = compare(&before, &after);
        assert_eq!(prints(&found.mended), ["a", "b"]);
        assert_eq!(prints(&found.new), ["d", "b"]);
        assert_eq!(prints(&found.unchanged), ["a"]);
        assert_eq!((found.missing, found.added), (vec!["乙".to_owned()], vec!["丙".to_owned()]));
    }
}
