//! Accounts of earlier years: which of them is a unit's last year, and what is to be said where it is not clear.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Edition;
use super::register::UnitKey;
use crate::account::Account;
use crate::document::{DataFact, Document};
use crate::schema::Custom;

/// An account with the edition that it was read by.
#[derive(Clone, Debug)]
pub struct Held {
    /// The edition.
    pub edition: Arc<Edition>,
    /// The account.
    pub account: Arc<Account>,
}

impl Held {
    /// Whether it is of the publication that an edition is for: what is called otherwise is another.
    pub(super) fn is_of(&self, edition: &Edition) -> bool {
        let own = self.edition.schema.customs.words(Custom::Publication);
        Arc::as_ptr(&self.edition) == std::ptr::from_ref(edition)
            || own == edition.schema.customs.words(Custom::Publication)
    }

    /// Whether it is what the rules of an edition call 本年预算.
    pub(super) fn is_plan_of(&self, edition: &Edition) -> bool {
        let own = self.edition.schema.customs.words(Custom::Publication);
        let plans = edition.schema.customs.words(Custom::Plan);
        !self.is_of(edition) && own.iter().any(|name| plans.contains(name))
    }

    /// Its tables that were found: what says how much of an account it is.
    fn tables(&self) -> usize {
        self.account.tables.iter().filter(|table| table.found).count()
    }
}

/// Accounts of earlier years, by unit.
#[derive(Debug, Default)]
pub(super) struct History {
    units: BTreeMap<UnitKey, OfUnit>,
    /// Files that name no unit.
    pub(super) nameless: Vec<String>,
}

#[derive(Debug, Default)]
struct OfUnit {
    held: Vec<Held>,
    asked: AtomicBool,
}

impl History {
    pub(super) fn add(&mut self, unit: Option<UnitKey>, held: Held) {
        match unit {
            Some(unit) => self.units.entry(unit).or_default().held.push(held),
            None => self.nameless.push(held.account.source.clone()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The accounts of a unit.
    pub(super) fn of(&self, unit: &UnitKey) -> &[Held] {
        self.units.get(unit).map_or(&[], |of_unit| of_unit.held.as_slice())
    }

    /// How many units no account was asked for.
    pub(super) fn unasked(&self) -> usize {
        self.units.values().filter(|unit| !unit.asked.load(Ordering::Relaxed)).count()
    }

    /// The account of the year before of the publication that an edition is for, and what is to be said about the
    /// choice. `name` is what the unit is called.
    pub(super) fn last_year(
        &self,
        edition: &Edition,
        (unit, name): (&UnitKey, &str),
        year: i32,
    ) -> (Option<Held>, Option<String>) {
        let wanted = year - 1;
        let publication = edition.publication();
        let mend = format!("请给出 {wanted} 年度的{publication}");
        let Some(of_unit) = self.units.get(unit) else {
            let message = format!(
                "上年数据（--history）里没有「{name}」的{publication}，没有核对跨年的规则；单位改过名的，在名册（--units）的「曾用名」里写上"
            );
            return (None, Some(message));
        };
        of_unit.asked.store(true, Ordering::Relaxed);
        let own: Vec<&Held> = of_unit.held.iter().filter(|held| held.is_of(edition)).collect();
        if own.is_empty() {
            // Given for something else: as 本年预算.
            return (None, None);
        }
        let of_year = |year: Option<i32>| own.iter().copied().filter(move |held| held.account.year == year);
        let all: Vec<&Held> = of_year(Some(wanted)).collect();
        // The fullest; among equals the first.
        let Some(chosen) = all.iter().rev().max_by_key(|held| held.tables()) else {
            let message = match of_year(Some(year)).next() {
                Some(same) => format!(
                    "给作上年的「{}」也是 {year} 年度的，与核对的是同一年，没有用；{mend}",
                    same.account.source
                ),
                None => {
                    format!("上年数据里「{name}」有 {}，没有 {wanted} 年度的；{mend}", years(&own))
                }
            };
            return (None, Some(message));
        };
        let files: Vec<&str> = all.iter().map(|held| held.account.source.as_str()).collect();
        let several = (all.len() > 1).then(|| {
            format!(
                "「{name}」{wanted} 年度的{publication}给了 {} 份：「{}」，用的是「{}」；请只留一份",
                all.len(),
                files.join("」「"),
                chosen.account.source
            )
        });
        (Some((*chosen).clone()), several)
    }
}

fn years(held: &[&Held]) -> String {
    let mut years: Vec<Option<i32>> = held.iter().map(|held| held.account.year).collect();
    years.sort_unstable();
    years.dedup();
    let words =
        years.into_iter().map(|year| year.map_or("没有写年度的".to_owned(), |y| format!("{y} 年度的")));
    words.collect::<Vec<_>>().join("、")
}

/// A document of data by its years and the rule sets that it names, in order of first mention, so that each is read by the
/// forms of its own. What is to be said about the file stays with the first; other documents stay as they are.
#[must_use]
pub fn by_year(document: Document) -> Vec<Document> {
    let key = |fact: &DataFact| (fact.year, fact.rules.clone());
    let first = document.data.first().map(key);
    let is_first = |fact: &DataFact| {
        first.as_ref().is_some_and(|(year, rules)| fact.year == *year && fact.rules == *rules)
    };
    if document.data.iter().all(is_first) {
        return vec![document];
    }
    let Document { name, format, data, notices, lost, of_table, .. } = document;
    let mut parts: Vec<((Option<i32>, String), Document)> = Vec::new();
    for fact in data {
        let is_own = |((year, rules), _): &((Option<i32>, String), Document)| {
            *year == fact.year && *rules == fact.rules
        };
        let at = parts.iter().position(is_own).unwrap_or_else(|| {
            // What was not taken may have been of any year.
            let part =
                Document { name: name.clone(), format, of_table, lost: lost.clone(), ..Document::default() };
            parts.push((key(&fact), part));
            parts.len() - 1
        });
        if let Some((_, part)) = parts.get_mut(at) {
            part.data.push(fact);
        }
    }
    if let Some((_, first)) = parts.first_mut() {
        first.notices = notices;
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read;

    fn held(file: &str, year: Option<i32>) -> Held {
        let account = Account { source: file.to_owned(), year, ..Account::default() };
        Held { edition: Arc::new(Edition::default()), account: Arc::new(account) }
    }

    fn chosen(files: &[(&str, Option<i32>)], year: i32) -> (Option<String>, String) {
        let unit = UnitKey::named("甲局");
        let mut history = History::default();
        files.iter().for_each(|(file, year)| history.add(Some(unit.clone()), held(file, *year)));
        let (held, said) = history.last_year(&Edition::default(), (&unit, "甲局"), year);
        (held.map(|held| held.account.source.clone()), said.unwrap_or_default())
    }

    #[test]
    fn last_year_is_the_year_before_and_nothing_else() {
        let files = [("一", Some(2022)), ("二", Some(2023)), ("三", None)];
        assert_eq!(chosen(&files, 2024), (Some("二".to_owned()), String::new()));
        let (none, said) = chosen(&[("一", Some(2022)), ("三", None)], 2024);
        assert_eq!(none, None);
        assert!(said.contains("没有写年度的、2022 年度的") && said.contains("2023 年度"), "{said}");
    }

    #[test]
    fn this_years_file_is_not_last_years() {
        let (none, said) = chosen(&[("同", Some(2024))], 2024);
        assert_eq!(none, None);
        assert!(said.contains("「同」也是 2024 年度的"), "{said}");
    }

    #[test]
    fn of_several_one_is_taken_and_named() {
        let (taken, said) = chosen(&[("一", Some(2023)), ("二", Some(2023))], 2024);
        assert_eq!(taken.as_deref(), Some("一"));
        assert!(said.contains("给了 2 份：「一」「二」，用的是「一」"), "{said}");
    }

    #[test]
    fn units_that_nobody_asks_for_are_counted() {
        let mut history = History::default();
        history.add(Some(UnitKey::named("甲局")), held("一", Some(2023)));
        history.add(Some(UnitKey::named("乙局")), held("二", Some(2023)));
        history.add(None, held("三", Some(2023)));
        let _ = history.last_year(&Edition::default(), (&UnitKey::named("乙局"), "乙局"), 2024);
        assert_eq!((history.unasked(), history.nameless.as_slice()), (1, ["三".to_owned()].as_slice()));
    }

    #[test]
    fn data_comes_apart_by_year() {
        let text = "单位,年度,表,行,列,值\n甲,2024,A,b,c,1\n甲,2023,A,b,c,2\n乙,2024,A,b,c,3\n";
        let parts = by_year(read("a.csv", text.as_bytes()).unwrap());
        let values: Vec<Vec<&str>> =
            parts.iter().map(|part| part.data.iter().map(|fact| fact.value.as_str()).collect()).collect();
        assert_eq!(values, [vec!["1", "3"], vec!["2"]]);
    }
}
