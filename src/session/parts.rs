//! Files that are parts of one unit's accounts: the tables in one, the prose in another, or a table a file.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edition, Editions};
use crate::account::Account;
use crate::document::{self, Document, Notice, Place, ReadError};
use crate::schema::Custom;
use crate::text::fold_text;

/// What one file holds of a unit's accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The name of the file.
    pub file: String,
    /// The unit, as printed.
    pub unit: Option<String>,
    /// The year of the accounts.
    pub year: Option<i32>,
    /// What the publication is called.
    pub publication: Vec<String>,
    /// Tables of figures that were found, by name; a form with fields (填项) is none.
    pub tables: BTreeSet<String>,
    /// Passages of the explanation that were found, by name.
    pub passages: BTreeSet<String>,
    /// It is data, one table a file ([`Document::of_table`]): it goes with such files of its folder.
    pub of_table: bool,
}

impl Holding {
    /// What the accounts of a document hold; none where they are of several units, or data that say what is whose.
    #[must_use]
    pub fn of_document(edition: &Edition, document: &Document, accounts: &[Account]) -> Option<Self> {
        match accounts {
            [account] if document.data.is_empty() => Some(Self::of(edition, account)),
            [first, others @ ..] if document.of_table => {
                let mut all = Self { of_table: true, ..Self::of(edition, first) };
                others.iter().for_each(|account| all.tables.extend(Self::of(edition, account).tables));
                Some(all)
            }
            _ => None,
        }
    }

    /// What is held besides by data of another year of the same file.
    pub fn extend(&mut self, other: Self) {
        self.tables.extend(other.tables);
    }

    /// What an account holds.
    #[must_use]
    pub fn of(edition: &Edition, account: &Account) -> Self {
        let printed = edition.schema.tables.iter().zip(&account.tables).filter(|(table, _)| table.is_plain());
        let explained = account.elements.paragraphs.iter().filter(|paragraph| paragraph.explains);
        let passages = explained.filter_map(|paragraph| paragraph.passage);
        let passages = passages.filter_map(|id| edition.schema.passages.get(id.0 as usize));
        Self {
            file: account.source.clone(),
            unit: account.unit.clone(),
            year: account.year,
            publication: edition.schema.customs.words(Custom::Publication).to_vec(),
            tables: printed.filter(|(_, read)| read.found).map(|(table, _)| table.name.clone()).collect(),
            passages: passages.map(|passage| passage.name.clone()).collect(),
            of_table: false,
        }
    }

    /// Nothing of a disclosure was found: no table, no passage, no sentence that is known.
    #[must_use]
    pub fn is_nothing(account: &Account) -> bool {
        let nothing_found = account.families.iter().all(|family| !family.found);
        nothing_found && account.tables.iter().all(|table| !table.found)
    }

    /// Whether none of the tables of a text was found, and some of it could not be read.
    #[must_use]
    pub fn is_without_tables(account: &Account) -> bool {
        account.partial && !account.of_data && account.tables.iter().all(|table| !table.found)
    }

    /// Tables without prose, or prose without tables.
    #[must_use]
    pub fn is_part(&self) -> bool {
        !self.of_table && self.tables.is_empty() != self.passages.is_empty()
    }
}

/// A unit and what its publication is called.
type Published<'h> = (String, &'h [String]);

/// The files that make up one unit's accounts, by their numbers: parts of the same unit, year and publication of which no two hold
/// the same table or passage. Where two do, only those of one folder are looked at; where two of these do, it is not known
/// which of them counts, and none is joined.
#[must_use]
pub fn parts_of_units(files: &[Holding]) -> Vec<Vec<usize>> {
    let parts: Vec<(usize, &Holding)> = files.iter().enumerate().filter(|(_, file)| file.is_part()).collect();
    let named: BTreeSet<String> =
        parts.iter().filter_map(|(_, file)| file.unit.as_deref()).map(fold_text).collect();
    let mut units: BTreeMap<Published<'_>, Vec<(usize, &Holding)>> = BTreeMap::new();
    for (at, file) in parts {
        if let Some(unit) = unit_of(file, &named) {
            units.entry((unit, &file.publication)).or_default().push((at, file));
        }
    }
    let mut joined: Vec<Vec<usize>> = units.values().flat_map(|files| of_one_unit(files)).collect();
    let tables: Vec<(usize, &Holding)> = files.iter().enumerate().filter(|(_, file)| file.of_table).collect();
    let folders = grouped(&tables, |file| (folder(&file.file).to_owned(), file.publication.clone()));
    let accounts = folders.into_iter().filter(|files| files.len() > 1 && fit(files));
    joined.extend(accounts.map(|files| files.into_iter().map(|(at, _)| at).collect()));
    joined.sort();
    joined
}

/// One document of the files that are said to be one; where they name different units, it says so.
///
/// # Errors
/// See [`document::join`].
pub fn join_files(files: Vec<Document>, editions: &Editions) -> Result<Document, ReadError> {
    let mut units: Vec<String> = files.iter().filter_map(|file| editions.unit_of(file)).collect();
    units.dedup();
    let alike = |one: &String| units.iter().all(|other| one.contains(other) || other.contains(one));
    let notice = (!units.iter().all(alike)).then(|| Notice {
        message: format!("合为一份的文件写的单位不同：{}；请看是不是放错了文件", units.join("、")),
        place: Place::default(),
    });
    let mut whole = document::join(files)?;
    whole.notices.extend(notice);
    Ok(whole)
}

/// The unit that a file names, else the longest known one that its own name holds.
fn unit_of(file: &Holding, named: &BTreeSet<String>) -> Option<String> {
    if let Some(unit) = &file.unit {
        return Some(fold_text(unit));
    }
    let name = fold_text(&file.file);
    named.iter().filter(|unit| name.contains(unit.as_str())).max_by_key(|unit| unit.len()).cloned()
}

/// The files of one unit that go together: all of a year, else those of a folder. A file that names no year goes with
/// the only year there is.
fn of_one_unit(files: &[(usize, &Holding)]) -> Vec<Vec<usize>> {
    let years: BTreeSet<i32> = files.iter().filter_map(|(_, file)| file.year).collect();
    let only = if years.len() == 1 { years.first().copied() } else { None };
    let by_year = grouped(files, |file| file.year.or(only));
    let fitting = by_year.into_iter().flat_map(|year| {
        if fit(&year) { vec![year] } else { grouped(&year, |file| folder(&file.file).to_owned()) }
    });
    let fitting = fitting.filter(|group| group.len() > 1 && fit(group));
    fitting.map(|group| group.into_iter().map(|(at, _)| at).collect()).collect()
}

fn grouped<'a, K: Ord>(
    files: &[(usize, &'a Holding)],
    key: impl Fn(&Holding) -> K,
) -> Vec<Vec<(usize, &'a Holding)>> {
    let mut groups: BTreeMap<K, Vec<(usize, &Holding)>> = BTreeMap::new();
    for (at, file) in files {
        groups.entry(key(file)).or_default().push((*at, file));
    }
    groups.into_values().collect()
}

/// No two hold the same.
fn fit(group: &[(usize, &Holding)]) -> bool {
    let mut held: BTreeSet<&str> = BTreeSet::new();
    let mut names = group.iter().flat_map(|(_, file)| file.tables.iter().chain(&file.passages));
    names.all(|name| held.insert(name))
}

fn folder(file: &str) -> &str {
    file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, unit: &str, year: i32, tables: &[&str], passages: &[&str]) -> Holding {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Holding {
            file: name.to_owned(),
            unit: (!unit.is_empty()).then(|| unit.to_owned()),
            year: (year > 0).then_some(year),
            publication: Vec::new(),
            tables: all(tables),
            passages: all(passages),
            of_table: false,
        }
    }

    #[test]
    fn tables_and_prose_of_a_unit_go_together() {
        let files = [
            file("甲表.xlsx", "甲局", 2024, &["一", "二"], &[]),
            file("乙说明.docx", "乙局", 2024, &[], &["总体"]),
            file("甲说明.docx", "甲 局", 2024, &[], &["总体"]),
        ];
        assert_eq!(parts_of_units(&files), [[0, 2]]);
    }

    #[test]
    fn a_table_a_file_goes_together_too() {
        let files = [file("1.xls", "甲局", 2024, &["一"], &[]), file("2.xls", "甲局", 2024, &["二"], &[])];
        assert_eq!(parts_of_units(&files), [[0, 1]]);
    }

    #[test]
    fn data_with_a_table_a_file_go_together_by_folder() {
        let data = |name: &str, tables: &[&str]| Holding { of_table: true, ..file(name, "", 0, tables, &[]) };
        let files = [data("甲/一.csv", &["一"]), data("甲/二.csv", &["二"]), data("乙/一.csv", &["一"])];
        assert_eq!(parts_of_units(&files), [[0, 1]]);
        let twice = [data("甲/一.csv", &["一"]), data("甲/旧.csv", &["一"])];
        assert_eq!(parts_of_units(&twice), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn two_that_hold_the_same_are_left_apart() {
        let files = [
            file("甲表.xlsx", "甲局", 2024, &["一", "二"], &[]),
            file("甲表（旧）.xlsx", "甲局", 2024, &["二"], &[]),
            file("甲说明.docx", "甲局", 2024, &[], &["总体"]),
        ];
        assert_eq!(parts_of_units(&files), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn folders_tell_copies_apart() {
        let files = [
            file("初稿/a", "甲局", 2024, &["一"], &[]),
            file("初稿/b", "甲局", 2024, &[], &["总体"]),
            file("定稿/a", "甲局", 2024, &["一"], &[]),
            file("定稿/b", "甲局", 2024, &[], &["总体"]),
        ];
        assert_eq!(parts_of_units(&files), [[0, 1], [2, 3]]);
    }

    #[test]
    fn whole_documents_and_other_years_stay_alone() {
        let files = [
            file("甲.pdf", "甲局", 2024, &["一"], &["总体"]),
            file("甲表.xlsx", "甲局", 2024, &["一"], &[]),
            file("甲说明.docx", "甲局", 2023, &[], &["总体"]),
        ];
        assert_eq!(parts_of_units(&files), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn a_file_without_a_unit_is_known_by_its_name() {
        let files = [
            file("乙局/甲局会计中心报表.xls", "", 0, &["一"], &[]),
            file("a.docx", "甲局", 2024, &[], &["总体"]),
            file("b.docx", "甲局会计中心", 2024, &[], &["总体"]),
        ];
        assert_eq!(parts_of_units(&files), [[0, 2]]);
    }
}
