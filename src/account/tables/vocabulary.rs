//! The names of a table: rows, columns, codes, by what they are compared by.

use std::collections::BTreeMap;

use super::titles::Titles;
use crate::schema::{CodeList, Column, Custom, Customs, Family, Row, Schema, Table};
use crate::text::{differ_by_one, is_slip, name_key};

/// Rows or columns by name, with the whole that each is a part of.
#[derive(Debug)]
pub(super) struct Names {
    by_key: BTreeMap<String, Vec<usize>>,
    wholes: Vec<Option<usize>>,
    parts: Vec<Vec<usize>>,
    customs: Customs,
}

impl Names {
    /// Whether a key is a bare 小计 or 合计: beneath a heading that heading's own figure.
    pub(super) fn is_total(&self, key: &str) -> bool {
        self.customs.is(Custom::Total, key)
    }

    /// Whether a key heads a column of row numbers.
    pub(super) fn is_row_numbers(&self, key: &str) -> bool {
        self.customs.is(Custom::RowNumbers, key)
    }

    fn new(customs: &Customs) -> Self {
        Self { by_key: BTreeMap::new(), wholes: Vec::new(), parts: Vec::new(), customs: customs.clone() }
    }

    fn add<'a>(&mut self, at: usize, names: impl Iterator<Item = &'a str>) {
        for name in names {
            let known = self.by_key.entry(name_key(name)).or_default();
            if !known.contains(&at) {
                known.push(at);
            }
        }
    }

    fn of_columns(customs: &Customs, columns: &[Column]) -> Self {
        let mut names = Self::new(customs);
        for (at, column) in columns.iter().enumerate() {
            names.add(at, all(&column.name, column.short.as_deref(), &column.aliases));
            names.wholes.push(column.whole.map(|whole| whole.0 as usize));
            names.parts.push(column.parts.iter().map(|part| part.0 as usize).collect());
        }
        names
    }

    fn of_rows(customs: &Customs, rows: &[Row]) -> Self {
        let mut names = Self::new(customs);
        for (at, row) in rows.iter().enumerate() {
            // Rows of one name are printed alike, wherever their other names are declared.
            let alike = rows.iter().filter(|other| other.name == row.name);
            names.add(at, alike.flat_map(|row| all(&row.name, row.short.as_deref(), &row.aliases)));
            names.wholes.push(row.whole.map(|whole| whole.0 as usize));
            names.parts.push(row.parts.rows.iter().map(|part| part.0 as usize).collect());
        }
        names
    }

    /// Rows × columns, numbered row × `columns` + column: wholes and parts are those of the rows.
    pub(super) fn crossed(rows: &Names, columns: usize) -> Self {
        let mut names = Self::new(&rows.customs);
        for row in 0..rows.wholes.len() {
            for column in 0..columns {
                names.wholes.push(rows.whole(row).map(|whole| whole * columns + column));
                names.parts.push(rows.parts(row).iter().map(|part| part * columns + column).collect());
            }
        }
        names
    }

    /// Whatever has this key, in declared order.
    pub(super) fn find(&self, key: &str) -> &[usize] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The whole that it is a part of.
    pub(super) fn whole(&self, at: usize) -> Option<usize> {
        self.wholes.get(at).copied().flatten()
    }

    /// What it consists of exactly; empty where nothing is declared.
    pub(super) fn parts(&self, at: usize) -> &[usize] {
        self.parts.get(at).map_or(&[], Vec::as_slice)
    }

    /// Whether `whole` is above `part`, at any distance.
    pub(super) fn is_above(&self, whole: usize, part: usize) -> bool {
        let mut at = part;
        for _ in 0..self.wholes.len() {
            match self.whole(at) {
                Some(above) if above == whole => return true,
                Some(above) => at = above,
                None => return false,
            }
        }
        false
    }
}

fn all<'a>(name: &'a str, short: Option<&'a str>, aliases: &'a [String]) -> impl Iterator<Item = &'a str> {
    let names = std::iter::once(name).chain(short).chain(aliases.iter().map(String::as_str));
    names.filter(|name| !name.is_empty())
}

/// Shortest name, in characters, that a slip of one character leaves recognisable.
const LONG_ENOUGH: usize = 5;

/// Names of a code list: entries by key, old names too.
#[derive(Debug, Default)]
pub(super) struct CodeNames {
    by_key: BTreeMap<String, Vec<usize>>,
    /// The names of the top level, with their entries.
    classes: Vec<(String, usize)>,
}

impl CodeNames {
    /// Of a list.
    pub(super) fn of(list: &CodeList) -> Self {
        let mut names = Self::default();
        for (at, code) in list.codes.iter().enumerate() {
            let is_class = list.level_of(&code.code) == Some(1);
            if is_class {
                names.classes.push((name_key(&code.name), at));
            }
            // Below the top a name of another year may be that of another code in this one.
            let other_years = code.other_years.iter().filter(|_| is_class);
            for name in std::iter::once(&code.name).chain(&code.old_names).chain(other_years) {
                let known = names.by_key.entry(name_key(name)).or_default();
                if !known.contains(&at) {
                    known.push(at);
                }
            }
        }
        names
    }

    /// Entries of this name, by code.
    pub(super) fn find(&self, key: &str) -> &[usize] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Names of a family's fixed rows and columns.
#[derive(Debug)]
struct FamilyNames {
    rows: Names,
    columns: Names,
}

/// All names of a schema that tables are recognised by, made once for all documents.
#[derive(Debug)]
pub(in crate::account) struct Vocabulary {
    /// By code list.
    pub(super) codes: Vec<CodeNames>,
    /// By family; those of passages have none.
    families: Vec<Option<FamilyNames>>,
    /// Titles of the tables.
    pub(super) titles: Titles,
}

impl Vocabulary {
    /// Of a schema.
    pub(in crate::account) fn of(schema: &Schema) -> Self {
        let families = schema.families.iter().map(|family| {
            family.table.map(|_| FamilyNames {
                rows: Names::of_rows(&schema.customs, &family.rows),
                columns: Names::of_columns(&schema.customs, &family.columns),
            })
        });
        Self {
            codes: schema.code_lists.iter().map(CodeNames::of).collect(),
            families: families.collect(),
            titles: Titles::of(schema),
        }
    }
}

/// One family's names.
#[derive(Debug)]
pub(super) struct FamilyWords<'s> {
    /// The family.
    pub(super) family: &'s Family,
    /// Its fixed rows.
    pub(super) rows: &'s Names,
    /// Its columns.
    pub(super) columns: &'s Names,
    /// Its code list with names.
    pub(super) list: Option<(&'s CodeList, &'s CodeNames)>,
}

impl<'s> FamilyWords<'s> {
    /// Code rows are printed with their codes.
    pub(super) fn by_code(&self) -> bool {
        self.family.codes.as_ref().is_some_and(|codes| !codes.by_name) && !self.is_open()
    }

    /// The document names its rows.
    pub(super) fn is_open(&self) -> bool {
        self.list.is_some_and(|(list, _)| list.open)
    }

    /// Whether a key heads the column of the names of rows that the document names: 项目, 项目名称, or what is said of it.
    pub(super) fn heads_names(&self, key: &str) -> bool {
        let Some((list, rows)) = self.list.map(|(list, _)| list).zip(self.family.codes.as_ref()) else {
            return false;
        };
        let name = name_key(&list.name);
        let own = key.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest == "名称");
        list.open && (own || rows.called.iter().any(|called| name_key(called) == key))
    }

    /// Index in the code list of a class that is printed by name.
    pub(super) fn class(&self, key: &str) -> Option<usize> {
        let codes = self.family.codes.as_ref().filter(|codes| codes.by_name)?;
        let (list, names) = self.list?;
        let fits = |at: &&usize| {
            let level = list.codes.get(**at).and_then(|code| list.level_of(&code.code));
            level.is_some_and(|level| level <= codes.down_to.max(1))
        };
        names.find(key).iter().find(fits).copied().or_else(|| self.near_class(names, key))
    }

    /// The only class whose name differs from a key, which is no other row's, by one character, put in, left out or
    /// changed.
    fn near_class(&self, names: &CodeNames, key: &str) -> Option<usize> {
        if !self.rows.find(key).is_empty() || key.chars().count() < LONG_ENOUGH {
            return None;
        }
        let mut near =
            names.classes.iter().filter(|(name, _)| differ_by_one(name, key) || is_slip(key, name));
        let (_, at) = near.next()?;
        near.next().is_none().then_some(*at)
    }

    /// Whether a key names a fixed row, or a class printed by name.
    pub(super) fn knows_row(&self, key: &str) -> bool {
        !self.rows.find(key).is_empty() || self.class(key).is_some()
    }

    /// Whether a key names anything that a row of this family may be called.
    pub(super) fn knows_name(&self, key: &str) -> bool {
        self.knows_row(key) || self.list.is_some_and(|(_, names)| !names.find(key).is_empty())
    }
}

/// A table's names.
#[derive(Debug)]
pub(super) struct Words<'s> {
    /// The table.
    pub(super) table: &'s Table,
    /// Its families, left to right.
    pub(super) families: Vec<FamilyWords<'s>>,
    /// How documents are printed.
    pub(super) customs: &'s Customs,
}

impl<'s> Words<'s> {
    /// Of a table, from the vocabulary of its schema.
    pub(super) fn of(schema: &'s Schema, table: &'s Table, known: &'s Vocabulary) -> Self {
        let families = table.families.iter().filter_map(|id| {
            let family = schema.family(*id)?;
            let names = known.families.get(id.0 as usize)?.as_ref()?;
            let list = family.codes.as_ref().map(|rows| rows.list);
            Some(FamilyWords {
                family,
                rows: &names.rows,
                columns: &names.columns,
                list: list.and_then(|id| Some((schema.code_list(id)?, known.codes.get(id.0 as usize)?))),
            })
        });
        Self { table, families: families.collect(), customs: &schema.customs }
    }

    /// Whether some family prints its code rows with codes.
    pub(super) fn by_code(&self) -> bool {
        self.families.iter().any(FamilyWords::by_code)
    }

    /// Whether a key names a fixed row or a class of some family.
    pub(super) fn knows_row(&self, key: &str) -> bool {
        self.families.iter().any(|family| family.knows_row(key))
    }

    /// Whether a key names anything that a row may be called.
    pub(super) fn knows_name(&self, key: &str) -> bool {
        self.families.iter().any(|family| family.knows_name(key))
    }

    /// Whether a key names a column of some family.
    pub(super) fn knows_column(&self, key: &str) -> bool {
        self.families.iter().any(|family| !family.columns.find(key).is_empty())
    }

    /// Whether a code, whole or cut, opens like one of the lists; anything does where a list has no codes.
    pub(super) fn opens_code(&self, digits: &str) -> bool {
        self.families.iter().filter_map(|family| family.list).any(|(list, _)| {
            let top = list.levels.first().map_or(0, |level| usize::from(level.digits));
            let deepest = list.levels.iter().map(|level| usize::from(level.digits)).max().unwrap_or(0);
            if digits.len() < top || digits.len() > deepest {
                return false;
            }
            let head = digits.get(..top).unwrap_or(digits);
            list.codes.is_empty() || starts(list, head)
        })
    }
}

/// Whether some code of a list begins so.
fn starts(list: &CodeList, head: &str) -> bool {
    let at = list.codes.partition_point(|code| code.code.as_str() < head);
    list.codes.get(at).is_some_and(|code| code.code.starts_with(head))
}
